"""REST: what voc.toml says of an API, and what comes of it."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from typing import Any

import pytest
from pydantic import ValidationError

from pipelines.source_settings import RestSource
from pipelines.sources.rest import fetch_pages
from tests.conftest import ROOT
from tests.pipelines.sources.rest.api import (
    Api,
    Asked,
    Clock,
    Reply,
    fetch,
    ids,
    serving,
    source,
)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"url": "http://api.example.com/v1"}, "plain http would send secrets unencrypted"),
        ({"url": "https://ana:s3cret@api.example.com/v1"}, "a url that holds a password is refused"),
        ({"url": "api.example.com/v1"}, "the url must begin with https://"),
        ({"auth": {"bearer": "s3cret-abc"}}, "never the secret itself"),
        ({"auth": {"user": "CHATS_USER"}}, "name either bearer, or user and password, or header and value"),
        ({"headers": {"X-Api-Key": "s3cret"}}, "a secret does not belong here"),
        ({"params": {"access_token": "s3cret"}}, "a secret does not belong here"),
        ({"paging": "cursor"}, "needs cursor"),
        ({"since": "since"}, "since needs start, newest, or both"),
        ({"paging": "page", "page_size": 100}, "size_parameter and page_size go together"),
    ],
)
def test_a_source_that_is_unsafe_or_incomplete_is_refused_in_words(options, says):
    with pytest.raises(ValidationError) as caught:
        source(**{"paging": "none", **options})

    (problem,) = caught.value.errors()
    assert says in problem["msg"] and "s3cret" not in problem["msg"]


def test_plain_http_is_for_this_machine_or_where_it_is_allowed():
    assert source(url="http://localhost:8000/v1", paging="none")
    assert source(url="http://api.example.com/v1", paging="none", allow_http=True)


def test_a_preset_needs_little_more_than_a_subdomain():
    given = {"kind": "rest", "preset": "zendesk", "subdomain": "acme", "mapping": "zendesk_tickets"}
    zendesk = RestSource.model_validate(given)

    assert zendesk.url == "https://acme.zendesk.com/api/v2/incremental/tickets/cursor.json"
    assert zendesk.requests_per_minute == 10
    assert RestSource.model_validate({**given, "start": "2026-01-01"}).start.year == 2026
    with pytest.raises(ValidationError, match="subdomain"):
        RestSource.model_validate({"kind": "rest", "preset": "zendesk", "mapping": "zendesk_tickets"})


class ZendeskDesk:
    """The incremental ticket export: two tickets a page, a cursor that lasts, 10 requests a minute."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.asked_at: list[float] = []
        self.tickets = [self._ticket(number, f"2026-03-01T10:00:{number:02d}Z") for number in range(1, 26)]

    @staticmethod
    def _ticket(number: int, updated_at: str) -> dict[str, Any]:
        return {"id": number, "updated_at": updated_at, "status": "open"}

    def update(self, number: int) -> None:
        """A ticket that changed comes once more, at the end."""
        self.tickets.append({**self._ticket(number, "2026-03-01T11:00:00Z"), "status": "solved"})

    def __call__(self, asked: Asked) -> Any:
        self.asked_at = [at for at in self.asked_at if at > self.clock.now - 60]
        if len(self.asked_at) >= 10:
            return Reply(status=429, headers={"Retry-After": "30"})
        self.asked_at.append(self.clock.now)
        if "cursor" not in asked.params and asked.params["start_time"] != "0":
            return Reply(status=400)
        start = int(asked.params.get("cursor", "at0")[2:])
        end = min(start + 2, len(self.tickets))
        return {
            "tickets": self.tickets[start:end],
            "after_cursor": f"at{end}",
            "after_url": f"{asked.path}?cursor=at{end}",
            "end_of_stream": end == len(self.tickets),
        }


@pytest.fixture
def zendesk_variables(monkeypatch):
    monkeypatch.setenv("ZENDESK_EMAIL", "voc@example.com")
    monkeypatch.setenv("ZENDESK_API_TOKEN", "s3cret-s3cret")


def zendesk_source(api: Api) -> RestSource:
    url = f"{api.url}/api/v2/incremental/tickets/cursor.json"
    return RestSource.model_validate({"kind": "rest", "preset": "zendesk", "url": url, "mapping": "zendesk_tickets"})


def test_zendesk_is_read_to_the_end_of_its_stream_within_its_rate_limit(clock, zendesk_variables):
    with serving(ZendeskDesk(clock)) as api:
        pages = fetch(zendesk_source(api), clock)

    assert ids(pages) == list(range(1, 26))
    assert len(api.asked) == 13  # none was turned away
    assert api.asked[0].headers["authorization"].startswith("Basic ")
    assert [("start_time" in asked.params, "cursor" in asked.params) for asked in api.asked[:2]] == [
        (True, False),
        (False, True),
    ]


def test_zendesk_goes_on_at_its_last_cursor_and_brings_only_what_changed(clock, zendesk_variables):
    desk = ZendeskDesk(clock)
    with serving(desk) as api:
        pages = fetch(zendesk_source(api), clock)
        nothing_new = fetch(zendesk_source(api), clock, pages[-1].cursor)
        desk.update(7)
        changed = fetch(zendesk_source(api), clock, nothing_new[-1].cursor)

    assert ids(nothing_new) == []
    assert [(row["id"], row["status"]) for page in changed for row in page.rows] == [(7, "solved")]


def test_a_ticket_that_changes_while_the_export_is_read_comes_again_with_its_change(clock, zendesk_variables):
    desk = ZendeskDesk(clock)
    with serving(desk) as api:
        pages = []
        for page in fetch_pages(zendesk_source(api), None, clock.sleep, clock):
            pages.append(page)
            if page.number == 3:
                desk.update(1)

    newest = {row["id"]: row["status"] for page in pages for row in page.rows}
    assert len(newest) == 25 and newest[1] == "solved"


# What is loaded

MAPPING = """
format = "json"
rows = "chats"
record = "contact"
[fields]
contact_id = "id"
started_at = "created_at"
updated_at = "updated_at"
channel_code = { constant = "chat" }
disposition_code = "code"
customer_id = "customer"
[turn]
text = "text"
speaker = { constant = "customer" }
"""
SOURCE = """
[sources.chats]
kind = "rest"
url = "{url}/v1/chats"
mapping = "chats.toml"
timezone = "UTC"
auth = {{ bearer = "CHATS_TOKEN" }}
params = {{ mail = "ana@example.com" }}
paging = "cursor"
cursor = "next"
cursor_parameter = "after"
more = "more"
cursor_lasts = true
retries = 0
"""
PULL = """
import sys
from pipelines.pulling import pull_sources
from pipelines.settings import load_settings
from pipelines.warehouse import open_warehouse
settings = load_settings(sys.argv[1])
with open_warehouse(settings.paths.warehouse) as warehouse:
    pull_sources(warehouse, settings, "killed", settings.sources)
"""


def chat(number: int, code: str = "BILL", minute: int = 0, text: str = "Where is my order?") -> dict[str, Any]:
    return {
        "id": number,
        "created_at": f"2026-03-01T10:0{number}:00Z",
        "updated_at": f"2026-03-01T11:{minute:02d}:00Z",
        "code": code,
        "customer": "ana@example.com",
        "text": text,
    }


def in_pages(*pages: list[Any]) -> Any:
    """A list by cursor, which lasts: page 2 is at the cursor p1, and after the last one come no rows."""

    def script(asked: Asked) -> Any:
        number = int(asked.params.get("after", "p0")[1:])
        rows = pages[number] if number < len(pages) else []
        return {"chats": rows, "next": f"p{min(number + 1, len(pages))}", "more": number + 1 < len(pages)}

    return script


@pytest.fixture
def desk(house, monkeypatch):
    """The house with one source, an API whose script a test writes."""
    monkeypatch.setenv("CHATS_TOKEN", "s3cret-s3cret")
    house.add_file("chats.toml", MAPPING)
    with serving(in_pages()) as api:
        house.sources["chats"] = SOURCE.format(url=api.url)
        yield api


def accounts(house) -> list[tuple]:
    """What became of each page: rows delivered, loaded, superseded, rejected."""
    return house.rows(
        "select row_count, loaded_count, superseded_count, rejected_count from ops.source_file"
        " where status_code = 'loaded' order by loaded_at"
    )


CODES = "select contact_id, disposition_code from raw.contact order by contact_id"


def test_an_api_is_loaded_page_by_page_and_the_next_pull_brings_only_what_is_new(house, desk):
    desk.script = in_pages([chat(1), chat(2)], [chat(3)])
    house.pull()
    desk.script = in_pages([], [], [chat(4)])
    house.pull()

    assert house.rows(CODES) == [(f"chats:{number}", "BILL") for number in (1, 2, 3, 4)]
    assert house.rows("select count(*) from core.turn") == [(4,)]
    assert accounts(house) == [(2, 2, 0, 0), (1, 1, 0, 0), (1, 1, 0, 0)]
    assert [asked.params.get("after") for asked in desk.asked] == [None, "p1", "p2"]


def test_a_record_that_changes_while_it_is_read_is_stored_as_it_is_newest(house, desk):
    desk.script = in_pages([chat(1), chat(2)], [chat(1, "LATE", minute=5)], [chat(1, "BILL", minute=2)])
    house.pull()

    assert house.rows(CODES) == [("chats:1", "LATE"), ("chats:2", "BILL")]
    assert sum(rows for rows, *_ in accounts(house)) == sum(sum(others) for _, *others in accounts(house)) == 4


def test_rows_that_are_no_objects_are_rejected_and_counted(house, desk):
    desk.script = in_pages([chat(1), "ana@example.com", None, 7])
    house.pull()

    assert accounts(house) == [(4, 1, 0, 3)]


def test_what_came_before_a_failure_stays_the_failure_is_told_and_the_next_pull_goes_on(house, desk):
    whole = in_pages([chat(1)], [chat(2)], [chat(3)])
    desk.script = lambda asked: Reply(status=503) if asked.params.get("after") == "p2" else whole(asked)
    house.pull()

    assert house.rows(CODES) == [("chats:1", "BILL"), ("chats:2", "BILL")]
    ((error,),) = house.rows("select error from ops.source_file where status_code = 'failed'")
    assert "/v1/chats fails with status 503" in error

    desk.script = whole
    house.pull()

    assert [number for number, _ in house.rows(CODES)] == ["chats:1", "chats:2", "chats:3"]
    assert [asked.params.get("after") for asked in desk.asked] == [None, "p1", "p2", "p2"]


def test_a_field_that_no_row_of_a_page_has_is_empty(house, desk):
    bare = {"id": 2, "created_at": "2026-03-01T10:02:00Z"}
    desk.script = in_pages([chat(1)], [bare], ["no object"], [{"code": "BILL"}])
    house.pull()

    assert house.rows(CODES) == [("chats:1", "BILL"), ("chats:2", None)]
    assert accounts(house) == [(1, 1, 0, 0), (1, 1, 0, 0), (1, 0, 0, 1), (1, 0, 0, 1)]


@pytest.mark.parametrize("mended", ["mapping", "source"])
def test_what_is_read_in_another_way_comes_again_and_replaces_what_came(house, desk, mended):
    desk.script = in_pages([chat(1)], [chat(2)])
    house.pull()
    if mended == "mapping":
        house.add_file("chats.toml", MAPPING.replace('disposition_code = "code"', 'queue_label = "code"'))
    else:
        house.sources["chats"] += 'constants = { queue_label = "BILL", disposition_code = "x" }'
    house.pull()

    assert house.rows("select queue_label, contact_id from raw.contact order by 2") == [
        ("BILL", "chats:1"),
        ("BILL", "chats:2"),
    ]
    assert not house.rows("from raw.contact where disposition_code = 'BILL'")


def test_a_pull_that_is_killed_between_two_pages_goes_on_after_the_last_that_was_stored(house, desk):
    whole = in_pages([chat(1), chat(2)], [chat(3)], [chat(4, text="Call me at ana@example.com")])
    desk.script = lambda asked: (
        Reply(status=500, delay_seconds=30) if asked.params.get("after") == "p2" else whole(asked)
    )
    command = [sys.executable, "-c", PULL, str(house.settings.config_path)]
    running = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stderr=subprocess.DEVNULL)
    while len(desk.asked) < 3 and running.poll() is None:
        time.sleep(0.01)
    running.kill()
    assert running.wait() == -signal.SIGKILL
    killed = len(desk.asked)

    desk.script = whole
    house.pull()

    assert [asked.params.get("after") for asked in desk.asked[killed:]] == ["p2"]
    assert [number for number, _ in house.rows(CODES)] == [f"chats:{number}" for number in (1, 2, 3, 4)]
    assert accounts(house) == [(2, 2, 0, 0), (1, 1, 0, 0), (1, 1, 0, 0)]


def test_no_secret_and_nothing_personal_reaches_the_build_or_the_logs(house, desk, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    odd = {**chat(2), "created_at": "ana@example.com"}
    pages = in_pages([chat(1, text="Write to ana@example.com"), odd, "ana@example.com"], [chat(3)])
    desk.script = lambda asked: (
        Reply({"error": "ana@example.com"}, status=403) if "after" in asked.params else pages(asked)
    )
    house.pull()

    written = b"".join(path.read_bytes() for path in (house.folder / "build").rglob("*") if path.is_file())
    said = (caplog.text + "".join(capfd.readouterr())).encode()
    for canary in (b"s3cret", b"ana@example", b"ana%40example"):
        assert canary not in written and canary not in said


@pytest.mark.real
def test_zendesk_needs_no_more_than_its_preset(house, shared_data, zendesk_variables):
    tickets = json.loads((shared_data("formats/zendesk_api_json") / "mytestsource__zendesk__tickets.json").read_text())

    def script(asked: Asked) -> Any:
        start = int(asked.params.get("cursor", "0"))
        end = min(start + 5, len(tickets))
        return {"tickets": tickets[start:end], "after_cursor": str(end), "end_of_stream": end == len(tickets)}

    with serving(script) as api:
        house.sources["tickets"] = f'''
[sources.tickets]
kind = "rest"
preset = "zendesk"
url = "{api.url}/api/v2/incremental/tickets/cursor.json"
mapping = "zendesk_tickets"
'''
        house.pull()

    assert house.rows("select count(*), count(started_at), count(updated_at) from raw.contact") == [(14, 14, 14)]
