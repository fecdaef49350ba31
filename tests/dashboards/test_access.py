"""Who may see what: every role on every page, and every mart within every scope."""

import re
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import access, app, components, marts, publication
from dashboards.access import RIGHTS_OF_ROLE, Reader
from dashboards.judgements import read_marks
from dashboards.performance import sessions, sums
from dashboards.scopes import EVERYTHING, MARTS, Scope
from dashboards.view import View
from pipelines.settings import is_loopback, load_settings
from pipelines.workspace import open_workspace
from pipelines.workspace.audit import read_events
from pipelines.workspace.people import Person, keep_person

ROOT = Path(__file__).resolve().parents[2]
APP = "from dashboards.app import main\nmain()"
OF_ROLE = {
    "viewer": {},
    "analyst": {},
    "coach": {"team_labels": ["Team A"]},
    "department_head": {"department_codes": ["logistics"]},
    "privacy_officer": {},
    "administrator": {},
    "agent": {"agent_id": "17"},
}
REFUSED = {
    "viewer": {"contacts", "review", "administration", "reports", "taxonomy"},
    "analyst": set(),
    "coach": {"administration", "taxonomy"},
    "department_head": {"review", "administration", "taxonomy"},
    "privacy_officer": {"review", "reports", "taxonomy"},
    "administrator": {"contacts", "review", "reports", "taxonomy"},
    "agent": {"review", "administration", "reports", "taxonomy"},
}
PAGES = ["overview", *sorted({name for group in app.PAGES.values() for name in group} - {"overview"})]


def log_in(folder: Path, role: str | None) -> AppTest:
    """An app whose login service says who reads; with a role they are in the workspace."""
    if role:
        with open_workspace(load_settings(folder / "voc.toml")) as workspace:
            keep_person(workspace, Person("ana@example.org", "Ana", role, **OF_ROLE[role]), "test")
    app = AppTest.from_string(APP, default_timeout=60)
    app.secrets["auth"] = {"client_id": "voc"}
    app.user = {"is_logged_in": True, "email": "Ana@example.org", "name": "Ana", "email_verified": True}
    return app


def text_of(app: AppTest) -> str:
    drawn = [str(getattr(element.proto, "body", "")) for element in app.get("html")]
    return " ".join(each for each in drawn if "<style>" not in each)


def events(folder: Path) -> list[tuple[str, str]]:
    with open_workspace(load_settings(folder / "voc.toml")) as workspace:
        rows = read_events(workspace, date.today() - timedelta(days=1), date.today() + timedelta(days=1))
    return list(rows[["event_code", "subject"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("role", OF_ROLE)
def test_a_role_is_shown_its_pages_and_refused_the_others(shown, published, tmp_path, role):
    shown(published)
    at = log_in(tmp_path, role).run()
    refused = set()

    for page in PAGES:
        if page != "overview":
            at.switch_page(str(components.page_path(page)))
        at.run()
        assert not at.exception, page
        if "This is not for your role" in text_of(at):
            refused.add(page)

    assert refused == REFUSED[role] & set(PAGES)
    assert ("denied" in dict(events(tmp_path))) == bool(refused)
    assert ("login", "") in events(tmp_path)


def test_somebody_without_a_role_sees_whom_to_ask_and_nothing_else(shown, published, tmp_path):
    shown(published)
    (tmp_path / "voc.toml").write_text('[paths]\nbuild = "build"\n[access]\nadministrators = ["boss@example.org"]\n')

    at = log_in(tmp_path, None).run()

    assert "Ask boss@example.org to give you one." in text_of(at)
    assert "voc-tile" not in text_of(at) and not at.sidebar.selectbox


@pytest.mark.parametrize(
    ("claims", "said"),
    [
        ({"is_logged_in": False}, "Log in to see the dashboard."),
        ({"is_logged_in": True, "email": "ana@example.org", "email_verified": False}, "does not vouch"),
        ({"is_logged_in": True, "name": "Ana"}, "does not vouch"),
    ],
)
def test_whom_the_login_service_does_not_vouch_for_sees_nothing(shown, published, tmp_path, claims, said):
    shown(published)
    at = log_in(tmp_path, "analyst")
    at.user = claims

    at.run()

    assert said in text_of(at)
    assert "voc-tile" not in text_of(at)


def test_an_address_in_voc_toml_is_an_administrators_whatever_its_case(shown, published, tmp_path):
    shown(published)
    (tmp_path / "voc.toml").write_text('[paths]\nbuild = "build"\n[access]\nadministrators = ["ANA@example.org"]\n')

    at = log_in(tmp_path, None).run()

    assert r"ana@example\.org, administrator" in " ".join(caption.value for caption in at.sidebar.caption)


def test_who_is_deactivated_is_out_at_the_next_click(shown, published, tmp_path):
    shown(published)
    at = log_in(tmp_path, "analyst").run()
    assert "voc-tile" in text_of(at)

    with open_workspace(load_settings(tmp_path / "voc.toml")) as workspace:
        keep_person(workspace, Person("ana@example.org", "Ana", "analyst", is_active=False), "test")

    assert "have no role here" in text_of(at.run())


def test_who_is_known_writes_under_the_name_that_an_administrator_gave(shown, published, tmp_path):
    shown(published)
    at = log_in(tmp_path, "analyst")
    at.user = at.user | {"name": "Somebody Else"}

    at.run()

    assert "Ana, analyst" in " ".join(caption.value for caption in at.sidebar.caption)


def test_a_department_head_sees_numbers_of_their_reasons_alone(shown, published):
    shown(published)
    last = pd.Timestamp(marts.run()["as_of_date"]).date()
    view, house = View(last - timedelta(days=27), last, last, last), sums.daily
    everything = house(view)["contact_count"].sum()
    access.READER.set(Reader("Lola", "lola@example.org", "department_head", ("logistics",)))
    try:
        own = house(view)["contact_count"].sum()
        by_queue, by_reason = (
            sums.by_value(view, each)["contact_count"].sum() for each in ("queue_label", "reason_code")
        )
        few = marts.ask(
            "select sum(contact_count) from marts.contact_kpi where contact_date between $start and $end",
            start=view.start,
            end=view.end,
        ).iloc[0, 0]
        marks = read_marks()
        teams, noise = marts.ask("from marts.unit"), marts.ask("from marts.code_noise where reason_code is not null")
        alerts, reasons = marts.ask("from marts.alert"), set(marts.reasons()["reason_code"])
    finally:
        access.READER.set(None)

    assert own == by_reason and 0 < own < everything
    assert by_queue == few, "the sums by queue know no reason, so single contacts are summed"
    assert teams.empty and set(noise["reason_code"]) <= reasons
    assert set(marks["alert_id"]) <= set(alerts["alert_id"])


def test_only_who_helps_agents_is_offered_the_tabs_about_them(shown, published, tmp_path):
    shown(published)
    for role, is_offered in (("department_head", False), ("viewer", False), ("coach", True)):
        at = log_in(tmp_path, role)
        at.query_params["tab"] = "Coaching"
        at.run()
        at.switch_page(str(components.page_path("performance"))).run()

        assert not at.exception
        assert ("Coaching" in [tab.label for tab in at.tabs]) == is_offered
        assert "is met least often" in text_of(at) or is_offered or "Too few contacts were scored" in text_of(at)


def test_what_coaches_noted_of_an_agent_is_read_by_who_may_see_them(shown, published, tmp_path):
    shown(published)
    with open_workspace(load_settings(tmp_path / "voc.toml")) as workspace:
        workspace.add_coaching_session("17", date(2026, 3, 1), ["greeting"], "Went well", "Cora")
    noted = {}
    for name, reader in {
        "coach": Reader("Cora", "cora@example.org", "coach", (), ("Team A",)),
        "coach of others": Reader("Carl", "carl@example.org", "coach", (), ("Team Z",)),
        "agent": Reader("Abe", "abe@example.org", "agent", agent_id="17"),
        "other agent": Reader("Ben", "ben@example.org", "agent", agent_id="18"),
    }.items():
        access.READER.set(reader)
        try:
            noted[name] = len(sessions.read_sessions("17"))
        finally:
            access.READER.set(None)

    assert noted == {"coach": 1, "coach of others": 0, "agent": 1, "other agent": 0}


def test_without_a_login_the_user_of_this_machine_may_all_and_is_told_so(shown, published):
    shown(published)

    at = AppTest.from_string(APP, default_timeout=60).run()

    assert "You, on this machine" in " ".join(caption.value for caption in at.sidebar.caption)
    assert set(RIGHTS_OF_ROLE["local"]) == set(access.RIGHTS)


def test_without_a_login_nothing_is_shown_where_others_can_reach_it(shown, published):
    shown(published)
    at = AppTest.from_string(
        "import streamlit as st\nst.config.set_option('server.address', '0.0.0.0')\ntry:\n"
        "    from dashboards.app import main\n    main()\nfinally:\n    st.config.set_option('server.address', '127.0.0.1')",
        default_timeout=60,
    ).run()

    assert "listens beyond this machine" in text_of(at)
    assert "voc-tile" not in text_of(at)


@pytest.mark.parametrize(
    ("address", "is_here"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("::", False), ("", False),
     (None, False), ("10.0.0.5", False), ("voc.example.org", False)],
)  # fmt: skip
def test_only_this_machine_reaches_a_loopback_address(address, is_here):
    assert is_loopback(address) == is_here


def test_every_mart_is_decided_on(published):
    with duckdb.connect(str(published), read_only=True) as con:
        marts = {
            name
            for (name,) in con.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
        }
    made = {path.stem for path in (ROOT / "pipelines" / "sql" / "marts").glob("*.sql")}

    assert (marts | made) - set(MARTS) == set()


NARROW = {
    "department": Scope(departments=("logistics",), has_agents=False),
    "team": Scope(teams=("Team A",)),
    "agent": Scope(agent_id="17"),
    "no words": Scope(has_contacts=False, has_words=False, has_agents=False, has_operations=False),
    "a hostile name": Scope(departments=("x') or true --", "$agent"), teams=("$departments",), agent_id="' or 1=1 --"),
}


@pytest.mark.parametrize("name", NARROW)
def test_every_mart_can_be_read_within_every_scope(published, name):
    con = publication.cursor((str(published), 0), NARROW[name])

    for mart in sorted(MARTS):
        if con.execute(
            "select 1 from duckdb_tables() where database_name = 'published' and table_name = $m", {"m": mart}
        ).fetchall():
            con.execute(f'select count(*) from marts."{mart}"')


def test_a_department_sees_its_own_contacts_alone(published):
    con = publication.cursor((str(published), 0), NARROW["department"])
    outside = "reason_code not in (select reason_code from published.marts.reason where department_code = 'logistics')"

    assert con.execute("select count(*) > 0 from marts.contact").fetchall() == [(True,)]
    for mart in ("contact", "contact_kpi", "contact_daily", "reason_slice_daily"):
        assert con.execute(f"select count(*) from marts.{mart} where {outside}").fetchall() == [(0,)], mart
    assert con.execute(
        "select count(*) from marts.turn where contact_id not in (select contact_id from marts.contact)"
    ).fetchall() == [(0,)]
    assert con.execute("select count(*) from marts.agent").fetchall() == [(0,)]


MOVED = """update marts.{mart} set team_label = 'Team B', agent_id = '19' where contact_id in
    (select contact_id from marts.turn order by contact_id limit 40)"""


def with_another_team(altered) -> Path:
    """A published file in which contacts with a transcript belong to Cleo of team B."""
    return altered(";".join(MOVED.format(mart=mart) for mart in ("contact", "contact_kpi")))


@pytest.mark.parametrize(
    ("scope", "own"),
    [
        (Scope(teams=("Team A",)), "team_label = 'Team A'"),
        (Scope(teams=("Team B",)), "team_label = 'Team B'"),
        (Scope(agent_id="19"), "agent_id = '19'"),
    ],
)
def test_a_coach_sees_the_contacts_of_their_teams_and_an_agent_their_own_alone(altered, scope, own):
    con = publication.cursor((str(with_another_team(altered)), 0), scope)
    theirs = f"select contact_id from published.marts.contact where {own}"

    assert con.execute("select count(*) > 0 from marts.turn").fetchall() == [(True,)]
    for mart in ("contact", "turn", "contact_criterion", "alert_quote", "reason_quote", "topic_quote", "alert_contact"):
        others = con.execute(f"select count(*) from marts.{mart} where contact_id not in ({theirs})").fetchall()
        assert others == [(0,)], mart


def test_a_coach_sees_the_agents_of_their_teams_alone(published):
    con = publication.cursor((str(published), 0), Scope(teams=("Team B",)))

    assert con.execute("select distinct team_label from marts.agent").fetchall() == [("Team B",)]
    assert con.execute("select unit_code from marts.unit where unit_kind = 'team'").fetchall() == [("Team B",)]
    for mart, agent in (("unit", "unit_code"), ("coaching_focus", "agent_id"), ("coaching_session", "agent_id")):
        only = "and unit_kind = 'agent'" if mart == "unit" else ""
        others = f"select count(*) from marts.{mart} where {agent} not in (select agent_id from marts.agent) {only}"
        assert con.execute(others).fetchall() == [(0,)], mart


def test_without_words_no_mart_gives_a_word_or_an_agent(published):
    con = publication.cursor((str(published), 0), NARROW["no words"])

    for mart in (
        "turn",
        "contact",
        "alert_quote",
        "reason_quote",
        "topic_quote",
        "coaching_example",
        "agent",
        "rejected_row",
    ):
        assert con.execute(f"select count(*) from marts.{mart}").fetchall() == [(0,)], mart
    assert con.execute("select count(*) > 0, count(agent_id) from marts.performance_daily").fetchall() == [(True, 0)]


def test_a_hostile_name_of_a_team_opens_nothing(published):
    con = publication.cursor((str(published), 0), NARROW["a hostile name"])

    assert con.execute("select count(*) from marts.contact").fetchall() == [(0,)]


def test_an_answer_that_one_reader_got_is_not_given_to_another(shown, published):
    from dashboards import marts

    shown(published)
    try:
        access.READER.set(Reader("Ana", "ana@example.org", "analyst"))
        everybody = marts.ask("select count(*) as n_contacts from marts.contact")["n_contacts"].iloc[0]
        access.READER.set(Reader("Vic", "vic@example.org", "viewer"))
        hidden = marts.ask("select count(*) as n_contacts from marts.contact")["n_contacts"].iloc[0]
    finally:
        access.READER.set(None)

    assert everybody > 0 and hidden == 0


def test_no_query_of_the_dashboard_goes_past_the_views():
    allowed = {"scopes.py", "publication.py"}
    past = [
        path.name
        for path in (ROOT / "dashboards").rglob("*.py")
        if path.name not in allowed and re.search(r"published\.marts|memory\.marts", path.read_text(encoding="utf-8"))
    ]
    assert past == []


def test_an_analyst_and_the_local_user_see_all_rows(shown, published):
    access.READER.set(Reader("Ana", "ana@example.org", "analyst"))
    try:
        assert access.scope() == EVERYTHING
    finally:
        access.READER.set(None)
