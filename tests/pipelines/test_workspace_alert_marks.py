"""What people make of alerts: the newest counts, a snooze ends, nothing is lost, nothing personal is kept."""

from datetime import date, timedelta
from multiprocessing import get_context

import pandas as pd
import pytest

from pipelines.settings import Settings, load_settings
from pipelines.workspace import MARK_CODES, Workspace, WorkspaceError, marks_in_force, open_workspace

DAMAGED = {
    "alert_id": "damaged-1", "series_code": "reason:damaged", "started_date": pd.Timestamp("2026-03-01"),
    "last_date": date(2026, 3, 3),
}  # fmt: skip
CHARGED = DAMAGED | {"alert_id": "charged-1", "series_code": "reason:charged"}
FRIDAY = date(2026, 3, 6)


@pytest.fixture
def settings(tmp_path) -> Settings:
    (tmp_path / "voc.toml").write_text('[paths]\nbuild = "build"\n')
    return load_settings(tmp_path / "voc.toml")


def in_force(workspace: Workspace, on: date | None = None) -> pd.DataFrame:
    return marks_in_force(workspace.alert_marks(), on or date.today())


def acknowledge_often(settings: Settings, name: str) -> None:
    for _ in range(20):
        with open_workspace(settings) as workspace:
            workspace.mark_alert(DAMAGED, "acknowledged", name)


def test_a_mark_comes_back_as_it_was_given_with_the_days_and_the_series_of_its_alert(settings):
    with open_workspace(settings) as workspace:
        workspace.mark_alert(DAMAGED, "explained", "ana", cause="outage: wet depot", is_kept_out=True)
    with open_workspace(settings) as workspace:
        mark = workspace.alert_marks().iloc[0]

    assert mark.drop(["snoozed_until", "marked_at"]).to_dict() == {
        "mark_id": 1, "alert_id": "damaged-1", "mark_code": "explained", "cause": "outage: wet depot", "is_kept_out": True,
        "first_date": pd.Timestamp("2026-03-01"), "last_date": pd.Timestamp("2026-03-03"),
        "series_code": "reason:damaged", "marked_by": "ana",
    }  # fmt: skip
    assert pd.isna(mark["snoozed_until"]) and pd.notna(mark["marked_at"])


def test_all_marks_come_the_oldest_first_and_the_newest_of_each_alert_counts(settings):
    with open_workspace(settings) as workspace:
        workspace.mark_alert(DAMAGED, "acknowledged", "ana")
        workspace.mark_alert(CHARGED, "acknowledged", "ana")
        workspace.mark_alert(DAMAGED, "false", "ben")

        assert workspace.alert_marks()["mark_code"].tolist() == ["acknowledged", "acknowledged", "false"]
        states = in_force(workspace).set_index("alert_id")

    assert states["mark_code"].to_dict() == {"charged-1": "acknowledged", "damaged-1": "false"}


def test_what_was_taken_back_is_in_force_no_more(settings):
    with open_workspace(settings) as workspace:
        workspace.mark_alert(DAMAGED, "acknowledged", "ana")
        workspace.mark_alert(DAMAGED, "cleared", "ana")

        assert in_force(workspace).empty
        assert len(workspace.alert_marks()) == 2


def test_a_snooze_ends_at_its_date_and_gives_way_to_what_was_said_before(settings):
    with open_workspace(settings) as workspace:
        workspace.mark_alert(DAMAGED, "acknowledged", "ana")
        workspace.mark_alert(DAMAGED, "snoozed", "ben", snoozed_until=FRIDAY)
        workspace.mark_alert(CHARGED, "snoozed", "ben", snoozed_until=FRIDAY)

        before, after = in_force(workspace, FRIDAY - timedelta(days=1)), in_force(workspace, FRIDAY)

    assert before["mark_code"].tolist() == ["snoozed", "snoozed"]
    assert after[["alert_id", "mark_code"]].to_numpy().tolist() == [["damaged-1", "acknowledged"]]


def test_what_is_in_force_does_not_depend_on_the_order_of_rows(settings):
    with open_workspace(settings) as workspace:
        for code in ("acknowledged", "cleared", "false"):
            workspace.mark_alert(DAMAGED, code, "ana")
        marks = workspace.alert_marks()

    assert marks_in_force(marks.iloc[::-1], FRIDAY)["mark_code"].tolist() == ["false"]


def test_a_new_workspace_has_no_marks_but_their_columns(settings):
    with open_workspace(settings) as workspace:
        assert workspace.alert_marks().empty and in_force(workspace).empty
        assert {"alert_id", "mark_code", "cause", "snoozed_until"} <= set(in_force(workspace))


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ({"mark_code": "solved"}, "acknowledged, explained, snoozed, false, cleared"),
        ({"mark_code": "explained"}, "needs a cause"),
        ({"mark_code": "acknowledged", "cause": "outage"}, "no other mark has one"),
        ({"mark_code": "snoozed"}, "needs the day"),
        ({"mark_code": "false", "snoozed_until": FRIDAY}, "no other mark has one"),
        ({"mark_code": "acknowledged", "is_kept_out": True}, "Only the days of an explained alert"),
        ({"mark_code": "explained", "cause": "x" * 121}, "at most 120"),
    ],
)
def test_a_mark_that_cannot_be_kept_says_what_is_allowed_and_leaves_nothing(settings, mark, said):
    with open_workspace(settings) as workspace:
        with pytest.raises(WorkspaceError, match=said):
            workspace.mark_alert(DAMAGED, marked_by="ana", **mark)

        assert workspace.alert_marks().empty


@pytest.mark.parametrize(
    "words", ["ana@shop.example", "order 12345", "call 555 123 4567", "call (555) 123-4567", "card 4111 1111 1111 1111"]
)
def test_words_that_look_like_personal_data_are_refused(settings, words):
    with open_workspace(settings) as workspace, pytest.raises(WorkspaceError, match="looks like personal data"):
        workspace.mark_alert(DAMAGED, "explained", "ana", cause=f"other: {words}")


@pytest.mark.parametrize(
    "words", ["release 4.12.1", "promotion of 2026-03-01", "storms of 1 to 5 March 2026", "llegó 24 h tarde"]
)
def test_dates_and_versions_are_no_personal_data(settings, words):
    with open_workspace(settings) as workspace:
        workspace.mark_alert(DAMAGED, "explained", "ana", cause=words)

        assert in_force(workspace)["cause"].tolist() == [words]


def test_each_mark_that_is_named_can_be_kept(settings):
    more = {"explained": {"cause": "weather"}, "snoozed": {"snoozed_until": date.today() + timedelta(days=7)}}
    with open_workspace(settings) as workspace:
        for code in MARK_CODES:
            workspace.mark_alert(DAMAGED, code, "ana", **more.get(code, {}))

        assert workspace.alert_marks()["mark_code"].tolist() == list(MARK_CODES)


def test_two_people_judge_at_the_same_time_and_nothing_is_lost(settings):
    processes = [
        get_context("spawn").Process(target=acknowledge_often, args=(settings, name)) for name in ("ana", "ben")
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    with open_workspace(settings) as workspace:
        assert workspace.alert_marks().groupby("marked_by").size().to_dict() == {"ana": 20, "ben": 20}
