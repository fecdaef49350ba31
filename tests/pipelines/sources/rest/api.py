"""A scripted HTTP API on this machine: real sockets, every fault that an API may have, and a clock for those who wait."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from pipelines.source_settings import RestSource
from pipelines.sources.rest import Page, fetch_pages


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    path: str
    params: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True)
class Reply:
    """One answer; `body` is JSON unless it is bytes. `sent_bytes`: the connection drops after so many of them."""

    body: Any = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    sent_bytes: int | None = None
    delay_seconds: float = 0
    seconds_per_byte: float = 0


NOON = "Sun, 01 Mar 2026 12:00:00 GMT"
Script = Callable[[Asked], Any]


@dataclass
class Api:
    """`script` answers each request with a Reply, or with what is sent as JSON."""

    script: Script
    url: str = ""
    asked: list[Asked] = field(default_factory=list)


class Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that had enough is no error of the server."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(script: Script) -> Iterator[Api]:
    """An API that runs in a thread until it is left."""
    api = Api(script)
    server = Server(("127.0.0.1", 0), _handler(api))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    api.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def in_turn(*replies: Any) -> Script:
    """Each reply once, in order; the last one for all that follow."""
    waiting = list(replies)
    return lambda asked: waiting.pop(0) if len(waiting) > 1 else waiting[0]


def _handler(api: Api) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            params = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
            asked = Asked(parts.path, params, {name.lower(): value for name, value in self.headers.items()})
            api.asked.append(asked)
            reply = api.script(asked)
            self._send(reply if isinstance(reply, Reply) else Reply(reply))

        def _send(self, reply: Reply) -> None:
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            time.sleep(reply.delay_seconds)
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            sent = body[: reply.sent_bytes]
            for start in range(0, len(sent), 1) if reply.seconds_per_byte else ():
                self.wfile.write(sent[start : start + 1])
                self.wfile.flush()
                time.sleep(reply.seconds_per_byte)
            if not reply.seconds_per_byte:
                self.wfile.write(sent)
            self.close_connection = reply.sent_bytes is not None

        def send_response(self, code: int, message: str | None = None) -> None:
            """Without the header Date of its own where the script gives one."""
            self.log_request(code)
            self.send_response_only(code, message)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is printed."""

    return Handler


class Clock:
    """Time that passes only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1_772_366_400.0  # 2026-03-01 12:00 UTC
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def source(api: Api | None = None, **options: Any) -> RestSource:
    url = f"{api.url}/v1/chats" if api else "https://api.example.com/v1/chats"
    return RestSource.model_validate({"kind": "rest", "mapping": "m", "rows": "chats", "url": url, **options})


def cursor_source(api: Api, **options: Any) -> RestSource:
    return source(api, **{"paging": "cursor", "cursor": "next", "cursor_parameter": "after", "more": "more", **options})


def fetch(source: RestSource, clock: Clock, cursor: str | None = None, **options: Any) -> list[Page]:
    return list(fetch_pages(source, cursor, clock.sleep, clock, **options))


def ids(pages: list[Page]) -> list[Any]:
    return [row["id"] for page in pages for row in page.rows]


def chats(*numbers: int, **options: Any) -> dict[str, Any]:
    return {"chats": [{"id": number} for number in numbers], **options}


def three_pages(asked: Asked) -> Any:
    return {
        None: chats(1, 2, next="b", more=True),
        "b": chats(3, 4, next="c", more=True),
        "c": chats(5, next=None, more=False),
    }[asked.params.get("after")]


@contextmanager
def failing(error: type[Exception]) -> Iterator[pytest.ExceptionInfo[Exception]]:
    """The error is one line, and holds nothing of a secret, a query or an answer."""
    with pytest.raises(error) as caught:
        yield caught
    assert not [part for part in ("\n", "s3cret", "ana@", "after=") if part in str(caught.value)]
