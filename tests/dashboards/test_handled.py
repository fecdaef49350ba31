"""One contact on the Contacts page: how it felt, what it cost the customer, and a scorecard whose verdicts lead to turns."""

import pandas as pd

from dashboards.performance import handled
from tests.dashboards.test_pages import open_page, text_of

FELT = {
    "start_sentiment": -0.6,
    "end_sentiment": 0.4,
    "low_sentiment": -0.7,
    "low_turn_index": 3,
    "is_turned_around": True,
}
QUIET = {"is_escalated": False, "effort_signs": [], "has_churn_risk": False, "churn_turn_index": None}


def test_a_contact_shows_its_course_its_effort_and_its_scorecard_with_links_to_turns(shown, published):
    shown(published)

    said = text_of(open_page("contacts", contact="shop:1004"))

    assert "The customer began negative and ended positive: turned around. The low point is turn 1." in said
    assert "Effort: the customer had contacted us before about it, was put on hold." in said
    assert "QA score 75 of 100: 5 of 5 criteria that apply met" in said
    assert '<a href="#turn-2">turn 2</a>' in said and 'id="turn-2"' in said
    assert "✓ Clarifying question · ✓ Empathy" in said, "the turn says what it proves"


def test_a_persons_verdict_stands_before_the_machines_and_says_whose_it_is(shown, published):
    shown(published)

    said = text_of(open_page("contacts", contact="shop:1004"))

    assert "met, says ana (machine: not met), not to be used for decisions" in said
    assert "✗ Empathy" in text_of(open_page("contacts", contact="shop:1006"))


def test_what_does_not_apply_is_in_no_count_and_marks_no_turn(shown, published):
    shown(published)

    said = text_of(open_page("contacts", contact="shop:1004"))

    assert "does not apply" in said and "✓ Summary" not in said


def test_a_contact_that_was_not_scored_and_tells_no_feeling_says_so(shown, altered):
    shown(
        altered("""delete from marts.contact_criterion where contact_id = 'shop:1004';
        update marts.turn set sentiment = 0, sentiment_confidence = 0
        where contact_id = 'shop:1004' and speaker = 'customer'""")
    )

    said = text_of(open_page("contacts", contact="shop:1004"))

    assert "How it felt is not known: no turn of the customer tells." in said
    assert "Not scored: the transcript does not say who spoke." in said


def test_the_course_is_said_in_words():
    assert handled.say_course(FELT | QUIET).endswith("turned around. The low point is turn 3.")
    worse = (
        FELT | QUIET | {"start_sentiment": 0.0, "end_sentiment": -0.5, "is_turned_around": False, "is_escalated": True}
    )
    assert handled.say_course(worse).startswith("The customer began neutral and ended negative: escalated.")
    assert handled.say_course(FELT | QUIET | {"start_sentiment": None}) == "How it felt is not known."


def test_signs_of_effort_and_of_leaving_are_said_only_where_they_are():
    assert handled.say_effort(QUIET) == handled.say_churn(QUIET) == ""
    assert handled.say_effort({"effort_signs": ["said_again", "long_way"]}) == (
        "Effort: the customer had to say it again, had a long way to the answer."
    )
    assert handled.say_churn({"has_churn_risk": True, "churn_turn_index": 7}) == (
        "The customer says that they may leave (turn 7)."
    )


def test_a_contact_that_failed_at_once_says_so_beside_what_it_met():
    rows = pd.DataFrame({"verdict": ["met", "not_met", "not_applicable"]})

    said = handled.say_score({"is_auto_failed": True, "qa_score": 0.0}, rows)

    assert said == "QA score 0 of 100, failed at once: 1 of 2 criteria that apply met"
