"""Who sees which actions, and who may write them: every role, and a department head's own departments alone."""

from datetime import date, timedelta

import pytest

from dashboards import access, components, publication
from dashboards.access import NotAllowedError, Reader
from dashboards.actions import asking, found, subjects
from dashboards.scopes import Scope
from pipelines.settings import load_settings
from pipelines.workspace import open_workspace
from pipelines.workspace.actions import Action, add_action, read_actions
from pipelines.workspace.audit import read_events
from tests.dashboards.test_access import OF_ROLE, log_in, text_of

WRITES = {"analyst", "department_head"}
PAD = Action("Pad the boxes", reason_code="damaged_shipment", department_code="logistics")
LOGIN = Action("Send the link again", reason_code="login", department_code="website")
HEAD = Reader("Lola", "lola@example.org", "department_head", department_codes=("logistics",))


def record(*actions: Action) -> list[str]:
    with open_workspace(load_settings()) as workspace:
        return [add_action(workspace, action, "ana") for action in actions]


@pytest.fixture
def as_head(shown, published):
    shown(published)
    access.READER.set(HEAD)
    yield
    access.READER.set(None)


@pytest.mark.parametrize("role", OF_ROLE)
def test_every_role_sees_what_was_changed_and_only_some_have_the_forms(shown, published, tmp_path, role):
    shown(published)
    record(PAD, LOGIN)

    at = log_in(tmp_path, role).run().switch_page(str(components.page_path("actions"))).run()

    assert not at.exception
    assert ("Of 2 actions," in text_of(at)) == (role != "department_head")
    has_forms = any(str(button.key).startswith("action-") for button in at.button)
    assert has_forms == (role in WRITES)


@pytest.mark.parametrize("page", ["reasons", "spikes", "topics"])
def test_who_may_not_write_is_offered_no_way_to(shown, published, tmp_path, page):
    shown(published)
    record(PAD)

    at = log_in(tmp_path, "viewer").run().switch_page(str(components.page_path(page))).run()

    assert "Record what you will change" not in [str(link.proto.label) for link in at.get("page_link")]


def test_a_department_head_sees_the_own_actions_alone_whether_named_or_by_what_they_are_about(as_head):
    unnamed = Action("Ask the carrier", reason_code="late_delivery")
    of_others = Action("Nobody's yet", reason_code="login")
    record(PAD, LOGIN, unnamed, of_others)

    assert sorted(found.read()["title"]) == ["Ask the carrier", "Pad the boxes"]
    assert found.about_reasons(("login",)).empty


def test_a_department_head_is_offered_the_own_departments_and_subjects_alone(as_head):
    owners = {subject.department_code for subject in subjects.offered().values()}

    assert asking.departments() == {"logistics": "Logistics"}
    assert owners == {"logistics"}


def test_the_link_to_an_action_of_another_department_says_that_it_is_not_there(shown, published, tmp_path):
    shown(published)
    _, foreign = record(PAD, LOGIN)
    at = log_in(tmp_path, "department_head")
    at.query_params["action"] = foreign

    at.run().switch_page(str(components.page_path("actions"))).run()

    assert "not among those that you may see" in text_of(at) and "Send the link again" not in text_of(at)


def test_a_department_head_writes_for_no_other_department(shown, published, tmp_path):
    shown(published)
    (foreign,) = record(LOGIN)
    script = f"""
from dashboards import access
from dashboards.actions import asking
from pipelines.workspace.actions import Action
from pipelines.settings import load_settings
access.READER.set(access.Reader("Lola", "lola@example.org", "department_head", department_codes=("logistics",)))
asking.keep(Action("Mine?", reason_code="login", department_code="website"))
asking.keep(Action("Mine now", reason_code="login", department_code="logistics"), {foreign!r})
"""
    from streamlit.testing.v1 import AppTest

    said = text_of(AppTest.from_string(script, default_timeout=60).run())

    with open_workspace(load_settings()) as workspace:
        assert read_actions(workspace)["title"].tolist() == ["Send the link again"]
    assert "It is another department" in said and "not among those" in said


@pytest.mark.parametrize("role", sorted(set(OF_ROLE) - WRITES))
def test_who_lacks_the_right_writes_nothing_and_is_in_the_audit_trail(shown, published, role):
    shown(published)
    access.READER.set(Reader("Ana", "ana@example.org", role))
    try:
        with pytest.raises(NotAllowedError):
            asking.keep(PAD)
    finally:
        access.READER.set(None)

    with open_workspace(load_settings()) as workspace:
        assert read_actions(workspace).empty
        told = read_events(workspace, date.today() - timedelta(days=1), date.today() + timedelta(days=1))
    assert ("denied", "record_actions") in list(told[["event_code", "subject"]].itertuples(index=False, name=None))


def test_of_the_published_actions_a_department_sees_its_own(published):
    con = publication.cursor((str(published), 0), Scope(departments=("website",), has_agents=False))

    assert con.execute("select action_id from marts.action").fetchall() == [("a3",)]
