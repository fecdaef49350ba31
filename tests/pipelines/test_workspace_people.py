"""People and the audit trail, and all else that the workspace keeps, in a file and on a PostgreSQL server."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from urllib.parse import quote

import pandas as pd
import pytest

from pipelines.settings import load_settings
from pipelines.workspace import WorkspaceError, open_workspace
from pipelines.workspace.audit import add_event, read_events
from pipelines.workspace.notes import add_note, read_notes, remove_note
from pipelines.workspace.opening import engine_of, locate
from pipelines.workspace.people import Person, find_person, keep_person, read_people
from tests.pipelines.sources.database.postgres import PASSWORD, running_server

TODAY = datetime.now(UTC).date()
ALERT = {"alert_id": "a1", "series_code": "reason:x", "started_date": date(2026, 3, 1), "last_date": date(2026, 3, 3)}


@pytest.fixture(scope="module")
def server():
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request, tmp_path):
    told = '[paths]\nbuild = "build"\n'
    if request.param == "postgresql":
        server = request.getfixturevalue("server")
        server.run("drop schema public cascade", "create schema public")
        url = f"postgresql+psycopg://voc:{quote(PASSWORD, safe='')}@127.0.0.1:{server.port}/postgres"
        # as from another server: this one's tables are gone, so its engine must not be one that was kept
        told += f'[workspace]\nurl = "{url}?application_name={tmp_path.name}"\n'
    (tmp_path / "voc.toml").write_text(told)
    settings = load_settings(tmp_path / "voc.toml")
    yield settings
    engine_of(locate(settings)).dispose()  # a server waits for its clients before it stops


def test_the_newest_role_of_a_person_counts_whatever_the_case_of_the_address(settings):
    with open_workspace(settings) as workspace:
        keep_person(workspace, Person("Ana@Example.org ", "Ana", "viewer"), "boss")
        keep_person(workspace, Person("ana@example.org", "Ana", "department_head", ["logistics"], ["x"], "17"), "boss")

        [person] = read_people(workspace).to_dict("records")
        found = find_person(workspace, "ANA@example.org")

    assert (person["role_code"], person["department_codes"], person["team_labels"]) == (
        "department_head",
        ["logistics"],
        [],
    )
    assert found["email"] == "ana@example.org" and found["agent_id"] is None


@pytest.mark.parametrize(
    ("person", "said"),
    [
        (Person("ana", "Ana", "viewer"), "no email address"),
        (Person("a@b.c", " ", "viewer"), "needs a name"),
        (Person("a@b.c", "Ana", "king"), "no role"),
        (Person("a@b.c", "Ana", "coach"), "needs a team"),
        (Person("a@b.c", "Ana", "department_head"), "needs a department"),
        (Person("a@b.c", "Ana", "agent"), "needs the id"),
    ],
)
def test_a_person_that_makes_no_sense_is_refused(tmp_path, person, said):
    (tmp_path / "voc.toml").write_text('[paths]\nbuild = "build"\n')
    with open_workspace(load_settings(tmp_path / "voc.toml")) as workspace:
        with pytest.raises(WorkspaceError, match=said):
            keep_person(workspace, person, "boss")
        assert read_people(workspace).empty


def test_two_people_do_not_share_a_name(settings):
    with open_workspace(settings) as workspace:
        keep_person(workspace, Person("ana@example.org", "Ana Ruiz", "analyst"), "boss")
        with pytest.raises(WorkspaceError, match="Somebody else is called ana ruiz"):
            keep_person(workspace, Person("eve@example.org", "ana  ruiz", "analyst"), "boss")
        keep_person(workspace, Person("eve@example.org", "Ana Ruiz (Lima)", "analyst"), "boss")
        keep_person(workspace, Person("ana@example.org", "Ana Ruiz", "viewer"), "boss")

        assert list(read_people(workspace)["name"]) == ["Ana Ruiz", "Ana Ruiz (Lima)"]


def test_events_come_back_newest_first_and_by_day(settings):
    with open_workspace(settings) as workspace:
        add_event(workspace, "ana@example.org", "analyst", "transcript_viewed", "c1")
        add_event(workspace, "ana@example.org", "analyst", "exported", "contacts.csv: 3 rows")

        today = read_events(workspace, TODAY, TODAY)
        before = read_events(workspace, TODAY - timedelta(days=9), TODAY - timedelta(days=3))

        with pytest.raises(WorkspaceError, match="no event"):
            add_event(workspace, "ana", "analyst", "danced")

    assert today["event_code"].tolist() == ["exported", "transcript_viewed"]
    assert before.empty


def test_all_that_people_write_is_kept_and_read_back(settings):
    with open_workspace(settings) as workspace:
        workspace.add_labels(pd.DataFrame({"contact_id": ["a"], "reason_code": ["refund"]}), "ana")
        workspace.add_taxonomy_edit({"kind": "retire", "reason_code": "fax"}, "ana")
        workspace.mark_alert(ALERT, "explained", "ana", cause="outage", is_kept_out=True)
        workspace.add_quality_review("a", "greeting", "met", "ana")
        workspace.add_coaching_session("17", date(2026, 3, 1), ["greeting"], None, "cora")
        gone = add_note(workspace, date(2026, 3, 1), "Release", None, "ana")
        add_note(workspace, date(2026, 3, 2), "Promotion", "refund", "ana")
        remove_note(workspace, gone, "ben")
    with open_workspace(settings) as workspace:
        assert workspace.labels()["reason_code"].tolist() == ["refund"]
        assert workspace.taxonomy_edits()[0]["kind"] == "retire"
        assert workspace.alert_marks()["cause"].tolist() == ["outage"]
        assert workspace.quality_reviews()["verdict"].tolist() == ["met"]
        assert workspace.coaching_sessions()["criterion_codes"].tolist() == [["greeting"]]
        assert read_notes(workspace)["words"].tolist() == ["Promotion"]


def test_many_threads_share_one_engine_and_lose_nothing(settings):
    def write(number: int) -> int:
        with open_workspace(settings) as workspace:
            add_event(workspace, f"p{number}", "analyst", "searched")
            return id(workspace.engine)

    with ThreadPoolExecutor(16) as pool:
        engines = set(pool.map(write, range(64)))

    assert len(engines) == 1
    with open_workspace(settings) as workspace:
        assert len(set(read_events(workspace, TODAY - timedelta(days=1), TODAY)["who"])) == 64
