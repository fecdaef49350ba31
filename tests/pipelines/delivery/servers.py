"""Servers that fail, hang and come back: a mail server and a receiver of webhooks, both real, in threads of this process."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

HANG = "hang"  # say nothing until the other side has gone
BREAK = "break"  # close the connection without a word
KEEP_AND_FAIL = "keep and fail"  # take the request, and answer 500 all the same


@dataclass
class Receiver:
    """A receiver of webhooks: `plan` says how the next requests are answered, then each is taken. It drops repeats by key."""

    url: str = ""
    plan: list[Any] = field(default_factory=list)  # a status, (status, headers), HANG, BREAK or KEEP_AND_FAIL
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    taken: dict[str, bytes] = field(default_factory=dict)
    repeat_count: int = 0
    choose: Callable[[], Any] | None = None  # in the place of the plan
    after_taking: Callable[[str], None] = lambda _key: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next_answer(self) -> Any:
        with self.lock:
            if self.choose is not None:
                return self.choose()
            return self.plan.pop(0) if self.plan else 200

    def take(self, key: str, body: bytes) -> None:
        with self.lock:
            self.repeat_count += key in self.taken
            self.taken.setdefault(key, body)
        self.after_taking(key)


@contextmanager
def receiving(port: int = 0) -> Iterator[Receiver]:
    receiver, over = Receiver(), threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            receiver.requests.append((dict(self.headers), body))
            answer = receiver.next_answer()
            if answer in (HANG, BREAK):
                over.wait(5 if answer == HANG else 0)
                self.close_connection = True
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, headers = answer if isinstance(answer, tuple) else (answer, {})
            if answer == KEEP_AND_FAIL or (isinstance(status, int) and status < 300):
                receiver.take(self.headers.get("Idempotency-Key", ""), body)
            self.send_response(500 if answer == KEEP_AND_FAIL else status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        do_PUT = do_POST  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        yield receiver
    finally:
        over.set()
        server.shutdown()
        server.server_close()


@dataclass
class Post:
    """A mail server: `plan` says how the next letters are answered, such as "451 Come back", then each is taken."""

    port: int = 0
    plan: list[str] = field(default_factory=list)
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    choose: Callable[[], str | None] | None = None
    after_taking: Callable[[str], None] = lambda _key: None
    lock: threading.Lock = field(default_factory=threading.Lock)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("unknown"):
            return f"550 <{address}>: no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        with self.lock:
            answer = self.choose() if self.choose else (self.plan.pop(0) if self.plan else None)
        if answer == BREAK:
            server.transport.abort()
            return "421 Gone"
        if answer == HANG:
            await server.loop.run_in_executor(None, threading.Event().wait, 2)
            return "451 Too late"
        if answer is not None:
            return answer
        message = message_from_bytes(envelope.content, policy=policy.default)
        with self.lock:
            self.letters.append((envelope.rcpt_tos[0], message))  # type: ignore[arg-type]
        self.after_taking(str(message["X-Voc-Delivery"]))
        return "250 Taken"


@contextmanager
def posting(port: int = 0, password: str | None = None) -> Iterator[Post]:
    post = Post(port or free_port())
    options: dict[str, Any] = {}
    if password is not None:
        options = {"authenticator": _accepting(password), "auth_required": True, "auth_require_tls": False}
    controller = Controller(post, hostname="127.0.0.1", port=post.port, **options)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def _accepting(password: str):
    def check(_server, _session, _envelope, _mechanism, given):
        is_right = isinstance(given, LoginPassword) and given.password == password.encode()
        return AuthResult(success=is_right, handled=is_right)

    return check


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
