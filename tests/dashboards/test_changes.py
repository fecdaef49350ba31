"""How drops, slow changes and silent sources are said, and where they are shown."""

from datetime import date

import pandas as pd
import pytest

from dashboards import changes, health, sentences
from tests.dashboards.test_pages import open_page, text_of

RISE = {
    "subject_kind": "reason", "subject_label": "Where is my order", "where_label": "",
    "kind_code": "slow_rise", "state_code": "open",
    "is_open": True, "started_date": date(2026, 2, 2), "last_date": date(2026, 3, 3), "before_per_day": 29.4,
    "now_per_day": 41.2, "chance_one_in": 304,
}  # fmt: skip
DROP = RISE | {
    "kind_code": "drop", "started_date": date(2026, 3, 2), "before_per_day": 40.0, "now_per_day": 0.0,
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            RISE,
            "Where is my order has risen slowly: 41 contacts a day over the last four weeks where 29 were usual"
            " (since about Mon 2 Feb).",
        ),
        (
            RISE | {"started_date": date(2026, 2, 20), "kind_code": "slow_fall", "now_per_day": 2.44},
            "Where is my order has fallen slowly: 2.4 contacts a day over the last 12 days where 29 were usual"
            " (since about Fri 20 Feb).",
        ),
        (
            RISE | {"is_open": False, "state_code": "back"},
            "Where is my order rose slowly: 41 contacts a day where 29 were usual (from Mon 2 Feb to Tue 3 Mar). It is back.",
        ),
        (
            RISE | {"is_open": False, "state_code": "usual", "where_label": "in the South"},
            "Where is my order, in the South rose slowly: 41 contacts a day where 29 were usual"
            " (from Mon 2 Feb to Tue 3 Mar). The new level is the usual one by now.",
        ),
        (DROP, "Where is my order has dropped: 0 contacts a day where 40 were usual (since Mon 2 Mar)."),
        (
            DROP | {"is_open": False, "last_date": date(2026, 3, 2)},
            "Where is my order dropped: 0 contacts a day where 40 were usual (on Mon 2 Mar).",
        ),
    ],
)
def test_a_change_is_said_with_what_was_usual_and_since_when(change, sentence):
    assert sentences.change_headline(change) == sentence


def test_how_sure_a_change_is_reads_like_that_of_an_alert():
    assert sentences.change_certainty(RISE) == "About one in 300 such changes is chance."
    assert sentences.change_certainty(RISE | {"chance_one_in": 1_000_000}).startswith("Fewer than one in 100,000")


def test_changes_are_counted_by_kind():
    rows = pd.DataFrame([RISE, RISE, DROP | {"is_open": False}])

    assert changes.say(rows) == "1 drop and 2 slow rises; 2 of them go on"


def test_the_spikes_page_ends_with_slow_rises_and_drops(shown, published):
    shown(published)

    said = text_of(open_page("spikes"))

    assert "1 drop and 1 slow rise; 1 of them goes on" in said
    assert "Late delivery has risen slowly: 41 contacts a day over the last four weeks where 29 were usual" in said


def test_a_period_without_a_spike_still_tells_of_slow_rises(shown, altered):
    shown(altered("delete from marts.alert"))

    said = text_of(open_page("spikes"))

    assert "No spike in this period." in said and "Late delivery has risen slowly" in said


def test_where_nothing_changed_a_sentence_says_so(shown, altered):
    shown(altered("delete from marts.series_change"))

    assert "No slow rise and no drop" in text_of(open_page("spikes"))


def test_data_health_names_the_source_that_is_silent_and_what_to_do(shown, published):
    shown(published)

    said = text_of(open_page("administration"))

    assert "Chats has delivered no contact since Sun 1 Mar" in said
    assert "Chats: nothing since Sun 1 Mar, where 96 contacts a day are usual. Ask for its export" in said
    assert "Calls: nothing from Tue 20 to Wed 21 Jan, where 120 contacts a day are usual. It delivers again" in said


def test_where_no_source_is_silent_that_is_said():
    assert health.say_silent(pd.DataFrame({"is_open": []})) == "Every source delivers as usual"
