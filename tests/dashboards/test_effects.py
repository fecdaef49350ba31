"""What came of an action is said with its interval, what proves it, and where contacts went instead."""

from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import access, components, marts
from dashboards.access import Reader
from dashboards.actions import measured
from dashboards.publication import connect
from dashboards.reports import trend
from pipelines.settings import load_settings
from pipelines.workspace import open_workspace
from pipelines.workspace.actions import Action, add_action

FELL = {
    "verdict_code": "fell",
    "saved_per_day": 8.2,
    "low": 5.1,
    "high": 11.3,
    "saved_total": 98.4,
    "total_low": 61.2,
    "total_high": 135.6,
    "hours_saved": 11.5,
    "hours_low": 7.1,
    "hours_high": 15.8,
    "live_date": pd.Timestamp("2026-02-20"),
    "measured_days": 12,
    "is_gradual": False,
    "known_on": pd.NaT,
}


def like(**changed: object) -> dict[str, object]:
    return FELL | changed


@pytest.mark.parametrize(
    ("effect", "said"),
    [
        (FELL, "Contacts fell: 8.2 a day fewer than without it (5.1 to 11)."),
        (
            like(verdict_code="rose", saved_per_day=-4.0, low=-7.0, high=-1.2),
            "Contacts rose: 4.0 a day more than without it (1.2 to 7.0).",
        ),
        (
            like(verdict_code="no_detectable_effect", low=-3.0, high=2.1),
            "No effect can be detected: anything from 2.1 a day fewer to 3.0 more fits what came.",
        ),
        (
            like(verdict_code="too_early", known_on=pd.Timestamp("2026-03-20")),
            "It is too early to say whether contacts fell. A fall by a fifth could be known from Fri 20 Mar 2026 on.",
        ),
        (like(verdict_code="too_little_history"), "Its effect cannot be measured: too few days lie before it"),
    ],
)
def test_a_verdict_is_a_sentence_with_its_interval(effect, said):
    assert measured.verdict(effect).startswith(said)
    assert bool(measured.saved(effect)) == (effect["verdict_code"] in measured.KNOWN)


def test_what_was_saved_is_told_in_contacts_and_hours_and_a_rise_is_not_turned_into_savings():
    assert measured.saved(FELL) == (
        "Since Fri 20 Feb that is 98 contacts fewer (61 to 136) and 11.5 hours of agents' work (7.1 to 16)."
    )
    rose = like(
        verdict_code="rose", saved_total=-40.0, total_low=-70.0, total_high=-12.0, hours_saved=-5.0, hours_low=-9.0,
        hours_high=-1.5, is_gradual=True,
    )  # fmt: skip
    assert measured.saved(rose) == (
        "Since Fri 20 Feb that is 40 contacts more (12 to 70) and 5.0 hours of agents' work (1.5 to 9.0). It came by and by."
    )


def test_the_year_counts_only_what_was_measured_and_only_its_own_days():
    effects = pd.DataFrame(
        [
            like(live_date=pd.Timestamp("2025-12-22"), measured_days=20, saved_total=100.0, total_low=80.0, total_high=120.0,
                 hours_saved=10.0),
            like(verdict_code="no_detectable_effect", saved_total=500.0),
            like(verdict_code="too_early", saved_total=900.0),
        ]
    )  # fmt: skip

    told = measured.year(effects, date(2026, 1, 10))

    assert (
        told == "In 2026, 1 action with a measured effect saved 50 contacts (40 to 60) and 5.0 hours of agents' work."
    )
    assert measured.year(effects.iloc[1:], date(2026, 1, 10)) == "No action has a measured effect in 2026 yet."


def test_one_action_has_the_same_interval_in_the_sum_of_the_year_as_on_its_card():
    uneven = like(saved_total=235.0, total_low=163.0, total_high=326.0)

    assert "235 contacts fewer (163 to 326)" in measured.saved(uneven)
    assert "saved 235 contacts (163 to 326)" in measured.year(pd.DataFrame([uneven]), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"placebo_share": 0.0}, "none show an effect all the same."),
        ({"placebo_share": 0.3}, "3 show an effect all the same: wait for more days before you rely on this one."),
        ({"placebo_share": 0.3, "verdict_code": "no_detectable_effect"}, "3 show an effect all the same."),
    ],
)
def test_a_comparison_that_finds_effects_where_there_are_none_is_not_to_be_relied_on(changed, said):
    told = measured.proof(like(expected_per_day=26.4, fit_error=0.08, placebo_count=10, csat_after_n=0, resolved_after_n=0,
                               **changed), [])  # fmt: skip

    assert told[1].endswith(said)


def test_what_was_too_few_or_lower_since_an_action_is_said():
    told = measured.proof(
        like(expected_per_day=26.4, fit_error=0.08, placebo_count=0, csat_before=3.5, csat_after=3.0, csat_after_n=90,
             csat_change_low=-0.8, csat_change_high=-0.2, resolved_before=0.6, resolved_after=1.0, resolved_after_n=1,
             resolved_change_low=None, resolved_change_high=None), [])  # fmt: skip

    assert told[1] == "Satisfaction was 3.5 of 5 before and 3.0 since (n = 90): surely lower, by 0.2 to 0.8."
    assert told[2] == "60 % were resolved before, 100 % since (n = 1): too few to tell a change."


@pytest.fixture
def action_id(shown, altered, tmp_path) -> str:
    """An action of the workspace that the last run has measured."""
    shown(altered("select 1"))
    with open_workspace(load_settings(tmp_path / "voc.toml")) as workspace:
        action = Action(
            "Pad the boxes", "live", "damaged_shipment", department_code="logistics", live_date=date(2026, 2, 20)
        )
        made = add_action(workspace, action, "ana")
    path = shown(
        altered("".join(f"update marts.{each} set action_id = '{made}' where action_id = 'a1';" for each in
                        ("action", "action_effect", "action_effect_daily", "action_shift")))
    )  # fmt: skip
    assert path.exists()
    return made


def test_the_actions_page_says_what_came_of_an_action_and_what_says_so(action_id):
    app = AppTest.from_string("from dashboards.app import main\nmain()", default_timeout=60)
    app.query_params["action"] = action_id
    app.run()
    app.switch_page(str(components.page_path("actions"))).run()
    drawn = " ".join(str(getattr(element.proto, "body", "")) for element in (*app.get("html"), *app.get("markdown")))

    assert not app.exception
    for words in (
        "Contacts fell: 8.2 a day fewer than without it (5.1 to 11).",
        "98 contacts fewer (61 to 136)",
        "Refund, Late delivery",
        "Of 10 dates and series on which nothing was changed, 1 shows an effect all the same.",
        "Satisfaction was 3.1 of 5 before and 3.6 since (n = 41): surely higher, by 0.1 to 0.9.",
        "70 % were resolved before, 78 % since (n = 50): no sure change, anything from −8 to +24 points fits.",
        "Contacts may have moved: Refund rose by 3.2 a day (1.1 to 5.3).",
        "1 action with a measured effect saved 98 contacts (61 to 136)",
    ):
        assert words in drawn, words


def test_the_weekly_report_tells_what_the_department_fixed_and_what_it_saved(published, tmp_path):
    with connect(str(published)) as con:
        paths = trend.make(con, "logistics", tmp_path)
    page = next(path for path in paths if path.suffix == ".html").read_text(encoding="utf-8")

    assert "Contacts fell: 8.2 a day fewer than without it (5.1 to 11)." in page
    assert "1 action with a measured effect saved 98 contacts (61 to 136)" in page


def test_the_effects_of_other_departments_are_not_shown_to_a_department_head(shown, published):
    shown(published)
    seen = {}
    for code in ("logistics", "website"):
        access.READER.set(Reader("Lola", "lola@example.org", "department_head", (code,)))
        try:
            seen[code] = [
                len(marts.ask(f"from marts.{mart}"))
                for mart in ("action_effect", "action_effect_daily", "action_shift")
            ]
        finally:
            access.READER.set(None)

    assert all(seen["logistics"]) and not any(seen["website"])
