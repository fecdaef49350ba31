"""Sending: where does a request go, and how much of what comes back is taken?

What says who asks goes to the API's own host alone, never to one that it redirects to. No proxy, no log of an address,
and no message that holds a query, a header or a part of an answer.
"""

from __future__ import annotations

import logging
import ssl
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

import httpx

from pipelines.source_settings import LOOPBACK, RestSource
from pipelines.sources.rest.authorising import Access, read_access

REDIRECTIONS = frozenset({301, 302, 303, 307, 308})


class ApiError(Exception):
    """An API refuses, fails or cannot be reached; the message says what to do. `status` is None without an answer."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class PassingError(Exception):
    """A failure that may be over at the next try; `wait_seconds` is what the API itself asks for."""

    def __init__(self, reason: str, wait_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.wait_seconds = wait_seconds


@dataclass(frozen=True)
class ApiLimits:
    """How long an API is waited for, and how much it may answer."""

    longest_wait_seconds: float = 900  # that an API may ask for
    longest_pause_seconds: float = 60  # between tries, where it asks for none
    answer_timeouts: float = 10  # that a whole answer may take
    body_bytes: int = 256 << 20
    redirections: int = 5


@dataclass(frozen=True)
class Api:
    """An API that can be asked, and when it was."""

    source: RestSource
    access: Access
    client: httpx.Client
    sleep: Callable[[float], None]
    clock: Callable[[], float]
    limits: ApiLimits
    asked: deque[float] = field(default_factory=deque)

    @property
    def place(self) -> str:
        return place_of(self.source)


def place_of(source: RestSource) -> str:
    """The API as messages name it: host and path as voc.toml says them, without the query."""
    url = httpx.URL(source.url)
    return f"{url.netloc.decode()}{url.path}"


@contextmanager
def open_api(
    source: RestSource, sleep: Callable[[float], None], clock: Callable[[], float], limits: ApiLimits
) -> Iterator[Api]:
    """The API of a source.

    Raises:
        MissingSecretError: the environment lacks a secret that the source names.
    """
    access = read_access(source)
    for name in ("httpx", "httpcore"):  # they log whole addresses
        logging.getLogger(name).setLevel(logging.WARNING)
    with httpx.Client(verify=_trusted_certificates(), trust_env=False, timeout=source.timeout_seconds) as client:
        yield Api(source, access, client, sleep, clock, limits)


@cache
def _trusted_certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def send(api: Api, url: httpx.URL) -> tuple[httpx.Response, bytes]:
    """The answer at the end of a chain of redirections, and its body where its status is 200.

    Raises:
        PassingError: the connection failed, broke off, or was too slow.
        ApiError: trying again would not help.
    """
    try:
        for _ in range(api.limits.redirections + 1):
            api.client.cookies.clear()  # who asks is what voc.toml says, and nothing else
            headers = {"Accept": "application/json"} | (api.access.headers if _is_home(api, url) else {})
            request = api.client.build_request("GET", url, headers=headers)
            response = api.client.send(request, stream=True, follow_redirects=False)
            try:
                if response.status_code not in REDIRECTIONS:
                    return response, _body(api, response)
            finally:
                response.close()
            url = _target(api, url, response.headers.get("Location", ""))
    except httpx.RequestError as error:
        raise _in_words(api, error) from None  # its own text may hold the address or a header
    raise ApiError(f'{api.place} redirects in a circle. Correct "url".')


def _in_words(api: Api, error: httpx.RequestError) -> Exception:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return ApiError(
            f"{api.place} shows a certificate that is not trusted. Set SSL_CERT_FILE to your company's certificates."
        )
    if isinstance(error, httpx.TimeoutException):
        return PassingError(f"did not answer within {api.source.timeout_seconds:g} seconds")
    is_unreachable = isinstance(error, httpx.ConnectError)
    return PassingError("cannot be reached" if is_unreachable else "broke off in the middle of an answer")


def _is_home(api: Api, url: httpx.URL) -> bool:
    home = httpx.URL(api.source.url)
    return (url.scheme, url.host, url.port) in ((home.scheme, home.host, home.port), ("https", home.host, None))


def _target(api: Api, url: httpx.URL, location: str) -> httpx.URL:
    try:
        target = url.join(location)
    except httpx.InvalidURL:
        raise ApiError(f'{api.place} redirects to no address. Correct "url".') from None
    is_plain = target.scheme == "http" and target.host not in LOOPBACK and not api.source.allow_http
    if not location or target.scheme not in ("http", "https") or is_plain:
        raise ApiError(f'{api.place} redirects to an address that is not safe. Correct "url".')
    return target


def _body(api: Api, response: httpx.Response) -> bytes:
    if response.status_code != 200:
        return b""
    deadline = time.monotonic() + api.source.timeout_seconds * api.limits.answer_timeouts
    body = bytearray()
    for block in response.iter_bytes():
        body += block
        if len(body) > api.limits.body_bytes:
            limit = f"{api.limits.body_bytes / (1 << 20):g} MB"
            raise ApiError(f'{api.place} answers with more than {limit} at once. Ask for smaller pages in "params".')
        if time.monotonic() > deadline:
            raise PassingError("answers too slowly")
    return bytes(body)
