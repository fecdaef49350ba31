"""What people say of scorecards and of coaching stays in the workspace: the newest verdict counts, nothing is overwritten."""

from datetime import date

import pytest

from pipelines.workspace import WorkspaceError, open_workspace


@pytest.fixture
def workspace(house):
    with open_workspace(house.settings) as opened:
        yield opened


def test_the_newest_verdict_on_a_criterion_of_a_contact_counts(workspace):
    workspace.add_quality_review("a", "greeting", "met", "Kim")
    workspace.add_quality_review("a", "closing", "met", "Kim")
    workspace.add_quality_review("a", "greeting", "not_met", "Lee")

    rows = workspace.quality_reviews()[["contact_id", "criterion_code", "verdict", "reviewed_by"]]

    assert rows.to_numpy().tolist() == [["a", "closing", "met", "Kim"], ["a", "greeting", "not_met", "Lee"]]


def test_a_verdict_that_there_is_not_is_refused(workspace):
    with pytest.raises(WorkspaceError, match="met, not_met, not_applicable"):
        workspace.add_quality_review("a", "greeting", "good", "Kim")

    assert workspace.quality_reviews().empty


def test_a_coaching_session_is_kept_with_its_behaviours(workspace):
    workspace.add_coaching_session(
        "agent2", date(2026, 3, 9), ["summary", "empathy", "summary"], "Listened to two", "Kim"
    )
    workspace.add_coaching_session("agent1", date(2026, 3, 2), ["empathy"], None, "Kim")

    rows = workspace.coaching_sessions()

    assert rows["agent_id"].tolist() == ["agent1", "agent2"]
    assert rows["criterion_codes"].tolist() == [["empathy"], ["summary", "empathy"]]
    assert rows["held_on"].dt.date.tolist() == [date(2026, 3, 2), date(2026, 3, 9)]


@pytest.mark.parametrize(
    ("codes", "note", "why"),
    [
        ([], None, "at least one behaviour"),
        (["empathy"], "Call her on 600 123 123", "personal data"),
        (["empathy"], "x" * 501, "501 characters"),
    ],
)
def test_a_session_without_a_behaviour_or_with_personal_data_is_refused(workspace, codes, note, why):
    with pytest.raises(WorkspaceError, match=why):
        workspace.add_coaching_session("agent1", date(2026, 3, 2), codes, note, "Kim")

    assert workspace.coaching_sessions().empty


def test_without_reviews_and_sessions_the_frames_have_the_same_columns_and_types(workspace):
    empty_reviews, empty_sessions = workspace.quality_reviews(), workspace.coaching_sessions()
    workspace.add_quality_review("a", "greeting", "met", "Kim")
    workspace.add_coaching_session("agent1", date(2026, 3, 2), ["empathy"], "A note", "Kim")

    assert empty_reviews.dtypes.to_dict() == workspace.quality_reviews().dtypes.to_dict()
    assert empty_sessions.dtypes.to_dict() == workspace.coaching_sessions().dtypes.to_dict()
