"""Logging in at a real login service, in a real browser, and trying to reach by URL what is not one's own."""

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import duckdb
import pytest

from pipelines.settings import load_settings
from pipelines.workspace import open_workspace
from pipelines.workspace.people import Person, keep_person
from tests.dashboards.login_service import running_login_service

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 60
PEOPLE = (
    Person("vic@example.org", "Vic", "viewer"),
    Person("ana@example.org", "Ana", "analyst"),
    Person("lola@example.org", "Lola", "department_head", department_codes=["logistics"]),
    Person("cora@example.org", "Cora", "coach", team_labels=["Team A"]),
    Person("abe@example.org", "Abe", "agent", agent_id="17"),
    Person("pat@example.org", "Pat", "privacy_officer"),
    Person("adam@example.org", "Adam", "administrator"),
)
pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None and "CI" not in os.environ:
        pytest.skip("no Chromium on this machine (Debian: apt install chromium)")
    assert path, "CI must have Chromium: .ci/run installs it"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


@pytest.fixture(scope="module")
def service():
    with running_login_service() as service:
        yield service


@pytest.fixture(scope="module")
def two_teams(published, tmp_path_factory):
    """The small published file, with contacts of a second team."""
    path = tmp_path_factory.mktemp("teams") / "current.duckdb"
    path.write_bytes(published.read_bytes())
    with duckdb.connect(str(path)) as con:
        con.execute("update marts.contact set team_label = 'Team B' where agent_id = '18'")
    return path


@pytest.fixture(scope="module")
def address(two_teams, service, tmp_path_factory):
    """The dashboard as `voc dashboard` starts it, with a login."""
    folder = tmp_path_factory.mktemp("login")
    (folder / "build" / "published").mkdir(parents=True)
    (folder / "build" / "published" / "current.duckdb").symlink_to(two_teams)
    (folder / "voc.toml").write_text('[paths]\nbuild = "build"\n')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / ".streamlit").mkdir()
    (folder / ".streamlit" / "secrets.toml").write_text(f"""[auth]
redirect_uri = "http://127.0.0.1:{port}/oauth2callback"
cookie_secret = "a secret of the tests alone, long enough"
client_id = "voc"
client_secret = "of the tests"
server_metadata_url = "{service.address}/.well-known/openid-configuration"
""")
    with open_workspace(load_settings(folder / "voc.toml")) as workspace:
        for person in PEOPLE:
            keep_person(workspace, person, "test")
    command = [
        sys.executable,
        "-m",
        "pipelines.cli",
        "dashboard",
        "--port",
        str(port),
        "--config",
        str(folder / "voc.toml"),
    ]
    server = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, 15)
        server.wait()


def _wait_for(url: str) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            if urlopen(url).status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer within {SECONDS} s")


def log_in(browser, service, address, email):
    service.email = email
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.set_default_timeout(SECONDS * 1000)
    page.goto(address)
    page.get_by_role("button", name="Log in").click()
    page.locator("h1").wait_for()
    return page


def shown_at(page, url):
    page.goto(url)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.locator(".voc-empty, .voc-head").first.wait_for()
    return page.locator("[data-testid=stMain]").inner_text()


def a_contact(published, condition: str) -> str:
    with duckdb.connect(str(published), read_only=True) as con:
        sql = f"""select contact_id from marts.contact join marts.reason using (reason_code)
            where has_transcript and {condition} limit 1"""
        return con.execute(sql).fetchall()[0][0]


def test_before_the_login_nothing_is_shown_even_by_url(browser, service, address):
    page = browser.new_page()
    page.set_default_timeout(SECONDS * 1000)

    for path in ("", "contacts", "administration"):
        assert "Log in to see the dashboard." in shown_at(page, f"{address}/{path}")


def test_somebody_unknown_is_told_that_they_have_no_role(browser, service, address):
    page = log_in(browser, service, address, "eve@example.org")

    page.get_by_text("have no role here").first.wait_for()


@pytest.mark.parametrize(
    ("email", "path"),
    [
        ("vic@example.org", "contacts"),
        ("vic@example.org", "administration"),
        ("vic@example.org", "reports"),
        ("ana@example.org", "administration?tab=People"),
        ("lola@example.org", "administration"),
        ("cora@example.org", "administration"),
        ("abe@example.org", "review"),
        ("pat@example.org", "review"),
        ("abe@example.org", "reports"),
        ("adam@example.org", "contacts"),
        ("adam@example.org", "taxonomy"),
    ],
)
def test_what_is_not_for_a_role_is_not_reached_by_url(browser, service, address, email, path):
    page = log_in(browser, service, address, email)
    page.get_by_role("button", name="Log out").wait_for()

    said = shown_at(page, f"{address}/{path}")

    if path == "administration?tab=People":
        assert "Give somebody a role" not in said and page.get_by_role("tab", name="People").count() == 0
    else:
        assert "This is not for your role" in said


@pytest.mark.parametrize(
    ("email", "own", "foreign"),
    [
        (
            "lola@example.org",
            "marts.reason.department_code = 'logistics'",
            "marts.reason.department_code <> 'logistics'",
        ),
        ("cora@example.org", "team_label = 'Team A'", "team_label = 'Team B'"),
        ("abe@example.org", "agent_id = '17'", "agent_id is distinct from '17'"),
    ],
)
def test_the_link_to_a_contact_of_others_leads_nowhere(browser, service, address, two_teams, email, own, foreign):
    page = log_in(browser, service, address, email)
    page.get_by_role("button", name="Log out").wait_for()

    page.goto(f"{address}/contacts?contact={a_contact(two_teams, own)}")
    page.locator(".voc-bubble").first.wait_for()
    said = shown_at(page, f"{address}/contacts?contact={a_contact(two_teams, foreign)}")

    assert "This contact is not in the published data." in said
    assert page.locator(".voc-bubble").count() == 0
