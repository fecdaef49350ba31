"""Asking: an API's faults are waited out, its refusals told, and nobody else learns a secret."""

from __future__ import annotations

import gzip
import json
import logging
from typing import Any

import pytest

from pipelines.sources.rest import fetch_pages
from pipelines.sources.rest.authorising import MissingSecretError
from pipelines.sources.rest.sending import ApiError, ApiLimits
from tests.pipelines.sources.rest.api import (
    NOON,
    Asked,
    Reply,
    chats,
    cursor_source,
    failing,
    fetch,
    ids,
    in_turn,
    serving,
    source,
    three_pages,
)


def test_a_rate_limit_is_waited_for_as_many_seconds_as_the_api_says(clock):
    limited = Reply(status=429, headers={"Retry-After": "17"})
    with serving(in_turn(limited, limited, chats(1, more=False))) as api:
        assert ids(fetch(cursor_source(api), clock)) == [1]

    assert clock.slept == [17, 17]


def test_a_rate_limit_is_waited_for_until_the_date_that_the_api_says_by_its_own_clock(clock):
    limited = Reply(status=429, headers={"Date": NOON, "Retry-After": "Sun, 01 Mar 2026 12:00:40 GMT"})
    with serving(in_turn(limited, chats(1, more=False))) as api:
        assert ids(fetch(cursor_source(api), clock)) == [1]

    assert clock.slept == [40]


@pytest.mark.parametrize("header", ["86400", "Sun, 08 Mar 2026 12:00:00 GMT"])
def test_no_rate_limit_is_waited_for_longer_than_a_quarter_of_an_hour(clock, header):
    limited = Reply(status=429, headers={"Date": NOON, "Retry-After": header})
    with serving(in_turn(limited, chats(1, more=False))) as api:
        fetch(cursor_source(api), clock)

    assert clock.slept == [900]


@pytest.mark.parametrize("header", ["soon", "-5", "Sun, 32 Mar 2026"])
def test_a_rate_limit_that_says_nothing_useful_is_waited_for_all_the_same(clock, header):
    with serving(in_turn(Reply(status=429, headers={"Retry-After": header}), chats(1, more=False))) as api:
        fetch(cursor_source(api), clock)

    assert len(clock.slept) == 1 and 0 < clock.slept[0] < 2


def test_no_more_requests_are_sent_in_a_minute_than_the_source_allows(clock):
    script = in_turn(*(chats(number, next=str(number), more=True) for number in range(6)), chats(6, more=False))
    with serving(script) as api:
        fetch(cursor_source(api, requests_per_minute=3), clock)

    assert len(api.asked) == 7
    assert sum(clock.slept) == 120


@pytest.mark.parametrize(
    "fault",
    [
        Reply(status=500),
        Reply(status=502, body=b"<html>"),
        Reply(status=503),
        Reply(status=408),
        Reply(chats(1, 2, 3), sent_bytes=10),
        Reply(chats(1, 2, 3), sent_bytes=0),
        Reply(b'{"chats": [{"id": 1}, {"id"'),
        Reply(b"<html>Back soon</html>"),
        Reply(b"\xff\xfe\x00broken"),
        Reply(b"not gzip", headers={"Content-Encoding": "gzip"}),
    ],
)
def test_a_fault_that_passes_is_tried_again(clock, fault):
    with serving(in_turn(chats(1, next="b", more=True), fault, fault, chats(2, more=False))) as api:
        assert ids(fetch(cursor_source(api), clock)) == [1, 2]

    first, second = clock.slept
    assert 1 <= first <= 1.5 and 2 <= second <= 3  # it doubles, with a random part


def test_a_slow_answer_is_given_up_and_asked_for_again(clock):
    with serving(in_turn(Reply(chats(1, more=False), delay_seconds=1), chats(1, more=False))) as api:
        assert ids(fetch(cursor_source(api, timeout_seconds=0.1), clock)) == [1]


def test_an_answer_that_trickles_for_ever_is_given_up(clock):
    trickle = Reply(chats(*range(100), more=False), seconds_per_byte=0.02)
    with serving(in_turn(trickle, chats(1, more=False))) as api:
        limits = ApiLimits(answer_timeouts=2)
        assert ids(fetch(cursor_source(api, timeout_seconds=0.1), clock, limits=limits)) == [1]


def test_what_fails_each_time_is_given_up_in_one_line_and_what_came_before_stays(clock):
    def script(asked: Asked) -> Any:
        return Reply({"error": "ana@example.com"}, status=503) if "after" in asked.params else three_pages(asked)

    pages = []
    with serving(script) as api, failing(ApiError) as caught:
        for page in fetch_pages(cursor_source(api, retries=2, params={"mail": "ana@x"}), None, clock.sleep, clock):
            pages.append(page)

    assert ids(pages) == [1, 2]
    place = api.url.removeprefix("http://") + "/v1/chats"
    assert str(caught.value).startswith(f"{place} fails with status 503; tried 3 times. What came before is stored")


def test_an_api_that_is_not_there_is_told(clock):
    with serving(three_pages) as api:
        gone = cursor_source(api, retries=1)

    with failing(ApiError) as caught:
        fetch(gone, clock)

    assert "cannot be reached; tried 2 times" in str(caught.value)


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (401, "does not know who asks (401). Check CHATS_TOKEN"),
        (403, "refuses what is asked (403). Give the account the right to read it"),
        (404, 'has nothing there (404). Correct "url"'),
        (400, 'refuses what is asked (400). Correct "params"'),
        (501, "refuses what is asked (501)"),
    ],
)
def test_a_refusal_is_not_tried_again_and_says_what_to_do(clock, monkeypatch, status, says):
    monkeypatch.setenv("CHATS_TOKEN", "s3cret-s3cret")
    with (
        serving(lambda asked: Reply({"error": "no ana@example.com"}, status=status)) as api,
        failing(ApiError) as caught,
    ):
        fetch(cursor_source(api, auth={"bearer": "CHATS_TOKEN"}), clock)

    assert says in str(caught.value)
    assert len(api.asked) == 1 and not clock.slept


def test_a_body_over_the_limit_is_refused_packed_or_not(clock):
    big = gzip.compress(json.dumps(chats(*range(50_000))).encode())
    with serving(lambda asked: Reply(big, headers={"Content-Encoding": "gzip"})) as api, failing(ApiError) as caught:
        fetch(cursor_source(api), clock, limits=ApiLimits(body_bytes=1 << 18))

    assert "more than 0.25 MB at once" in str(caught.value)


BASIC = "Basic czNjcmV0LXMzY3JldDpzM2NyZXQtczNjcmV0"  # s3cret-s3cret:s3cret-s3cret


def test_secrets_come_from_the_environment(clock, monkeypatch):
    monkeypatch.setenv("CHATS_TOKEN", "s3cret-s3cret\n")
    ways = [
        ({"auth": {"bearer": "CHATS_TOKEN"}}, ("authorization", "Bearer s3cret-s3cret")),
        ({"auth": {"user": "CHATS_TOKEN", "password": "CHATS_TOKEN"}}, ("authorization", BASIC)),
        ({"auth": {"header": "X-Api-Key", "value": "CHATS_TOKEN"}}, ("x-api-key", "s3cret-s3cret")),
        ({"headers": {"X-Key": "key=${CHATS_TOKEN}"}}, ("x-key", "key=s3cret-s3cret")),
    ]  # fmt: skip
    with serving(lambda asked: chats(1, more=False)) as api:
        for options, _ in ways:
            fetch(cursor_source(api, **options), clock)
        fetch(cursor_source(api, params={"api_key": "${CHATS_TOKEN}"}), clock)

    assert [asked.headers[name] for asked, (_, (name, _)) in zip(api.asked, ways, strict=False)] == [
        value for _, (_, value) in ways
    ]
    assert api.asked[-1].params["api_key"] == "s3cret-s3cret"


@pytest.mark.parametrize("value", [None, "", "  ", "a\nb", "contraseña"])
def test_a_secret_that_is_missing_or_cannot_be_sent_is_told_without_it(clock, monkeypatch, value):
    monkeypatch.delenv("CHATS_TOKEN", raising=False)
    if value is not None:
        monkeypatch.setenv("CHATS_TOKEN", value)

    with failing(MissingSecretError) as caught:
        fetch(source(paging="none", auth={"bearer": "CHATS_TOKEN"}), clock)

    assert str(caught.value).startswith("The environment variable CHATS_TOKEN ")
    assert "contraseña" not in str(caught.value)


def test_a_redirection_within_the_host_is_followed_as_who_asks(clock, monkeypatch):
    monkeypatch.setenv("CHATS_TOKEN", "s3cret-s3cret")

    def script(asked: Asked) -> Any:
        moved = Reply(status=307, headers={"Location": "/v2/chats"})
        return moved if asked.path == "/v1/chats" else chats(1, more=False)

    with serving(script) as api:
        assert ids(fetch(cursor_source(api, auth={"bearer": "CHATS_TOKEN"}), clock)) == [1]

    assert api.asked[-1].headers["authorization"] == "Bearer s3cret-s3cret"


def test_a_redirection_to_another_host_learns_no_secret(clock, monkeypatch):
    monkeypatch.setenv("CHATS_TOKEN", "s3cret-s3cret")
    options = {
        "auth": {"header": "X-Api-Key", "value": "CHATS_TOKEN"},
        "headers": {"X-Other": "${CHATS_TOKEN}"},
        "params": {"api_key": "${CHATS_TOKEN}"},
    }
    with serving(lambda asked: chats(1, more=False)) as elsewhere, serving(three_pages) as api:
        api.script = lambda asked: Reply(status=302, headers={"Location": f"{elsewhere.url}/file"})
        assert ids(fetch(cursor_source(api, **options), clock)) == [1]

    assert "s3cret" in repr(api.asked) and "s3cret" not in repr(elsewhere.asked)


@pytest.mark.parametrize("location", ["http://10.0.0.1/chats", "file:///etc/passwd", "", "/v1/chats"])
def test_a_redirection_that_is_unsafe_or_circular_is_refused(clock, location):
    with serving(lambda asked: Reply(status=302, headers={"Location": location})) as api, failing(ApiError) as caught:
        fetch(cursor_source(api), clock)

    assert "redirects" in str(caught.value) and not clock.slept


def test_what_is_stored_and_logged_holds_no_secret_and_no_query(clock, monkeypatch, caplog):
    monkeypatch.setenv("CHATS_TOKEN", "s3cret-s3cret")
    caplog.set_level(logging.DEBUG)

    def script(asked: Asked) -> Any:
        following = "/v1/chats?after=b&api_key=s3cret-s3cret&token=s3cret-s3cret"
        return chats(1, next=following) if "after" not in asked.params else chats(2, next=None)

    options = {"paging": "link", "link": "next", "params": {"api_key": "${CHATS_TOKEN}", "mail": "ana@example.com"}}
    with serving(script) as api:
        pages = fetch(source(api, **options), clock)

    assert ids(pages) == [1, 2]
    assert api.asked[1].params["api_key"] == "s3cret-s3cret"
    written = caplog.text + "".join(page.cursor for page in pages) + repr(pages)
    assert "s3cret" not in written and "ana@" not in written


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_no_proxy_of_the_environment_hears_of_a_request(clock, monkeypatch, variable):
    monkeypatch.setenv(variable, "http://127.0.0.1:9")
    with serving(three_pages) as api:
        assert len(ids(fetch(cursor_source(api), clock))) == 5
