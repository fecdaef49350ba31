"""How an alert went on, and what people made of it, in words."""

from datetime import date, datetime

import pytest

from dashboards import histories

ALERT = {"started_date": date(2026, 3, 3), "last_date": date(2026, 3, 3)}


def test_an_open_alert_says_since_when_and_how_it_goes():
    alert = ALERT | {"is_open": True, "state_code": "growing", "closed_date": None}

    assert histories.alert_state(alert) == "Open since Tue 3 Mar, growing"
    assert histories.alert_state(alert | {"state_code": "opened"}) == "Open since Tue 3 Mar"


def test_a_closed_alert_says_its_days_and_when_it_closed():
    alert = ALERT | {"is_open": False, "state_code": "closed", "closed_date": date(2026, 3, 6)}

    assert histories.alert_state(alert) == "On Tue 3 Mar, closed on Fri 6 Mar"


def lived(*states: str, contact_count: float = 30) -> list[dict]:
    """An alert's days from Mon 2 March on, with 12 contacts expected."""
    return [
        {
            "contact_date": date(2026, 3, 2 + i),
            "state_code": state,
            "contact_count": contact_count,
            "expected_count": 12,
        }
        for i, state in enumerate(states)
    ]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (
            lived("opened", "growing", "growing", "fading", "fading", "closed"),
            "Opened Mon 2 Mar with 18 above expected, growing until Wed 4 Mar, fading until Fri 6 Mar, closed Sat 7 Mar.",
        ),
        (lived("opened"), "Opened Mon 2 Mar with 18 above expected."),
        (lived("opened", "growing", "growing"), "Opened Mon 2 Mar with 18 above expected, growing since Tue 3 Mar."),
        (lived("opened", contact_count=float("nan")), "Opened Mon 2 Mar."),
        (
            lived("opened", *["growing", "fading"] * 4, "closed"),
            "Opened Mon 2 Mar with 18 above expected, up and down, closed Wed 11 Mar.",
        ),
        ([], ""),
    ],
)
def test_the_history_of_an_alert_is_one_sentence(days, said):
    assert histories.alert_history(days) == said


MARK = {
    "mark_code": "acknowledged", "cause_label": None, "snoozed_until": None, "marked_by": "ana",
    "marked_at": datetime(2026, 3, 4, 9, 30), "is_kept_out": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("mark", "label", "sentence"),
    [
        ({}, "acknowledged", "Acknowledged by ana on Wed 4 Mar."),
        ({"mark_code": "false"}, "false alarm", "Called a false alarm by ana on Wed 4 Mar."),
        (
            {"mark_code": "snoozed", "snoozed_until": date(2026, 3, 6)},
            "snoozed until Fri 6 Mar",
            "Snoozed by ana on Wed 4 Mar, until Fri 6 Mar.",
        ),
        (
            {"mark_code": "explained", "cause_label": "outage: wet depot"},
            "explained: outage: wet depot",
            "Explained by ana on Wed 4 Mar: outage: wet depot.",
        ),
        (
            {"mark_code": "explained", "cause_label": "outage", "is_kept_out": True},
            "explained: outage",
            "Explained by ana on Wed 4 Mar: outage. Its days are kept out of what is expected later.",
        ),
    ],
)
def test_what_a_person_said_of_an_alert_is_said_with_name_and_day(mark, label, sentence):
    assert histories.mark_label(MARK | mark) == label
    assert histories.alert_judgement(MARK | mark) == sentence


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_where_nobody_said_anything_nothing_is_said(nothing):
    assert histories.mark_label({"mark_code": nothing}) == histories.alert_judgement({"mark_code": nothing}) == ""


def test_how_many_spikes_need_attention_and_which_are_set_aside():
    assert [histories.attention(n) for n in (0, 1, 4)] == [
        "no spike needs attention",
        "1 spike needs attention",
        "4 spikes need attention",
    ]
    assert histories.set_aside([]) == ""
    assert histories.set_aside(["false"]) == "1 is set aside: called false."
    assert histories.set_aside(["snoozed", "explained", "false", "snoozed"]) == (
        "4 are set aside: 1 explained, 1 called false, 2 snoozed."
    )


@pytest.mark.parametrize(
    ("real", "judged", "said"),
    [
        (0, 0, "Nobody has judged an alert yet."),
        (1, 1, "Of 1 alert that people judged, 1 was real; too few to give a share."),
        (7, 9, "Of 9 alerts that people judged, 7 were real; too few to give a share."),
        (20, 23, "Of 23 alerts that people judged, 20 were real (87 %, 68 % to 95 %)."),
    ],
)
def test_how_many_alerts_were_real_is_said_with_n_and_interval(real, judged, said):
    assert histories.alert_precision(real, judged, 0.679, 0.954) == said
