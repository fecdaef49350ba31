"""Webhooks: how does a letter become a request, and what does the answer mean?

The key goes along in a header, so that a receiver that keeps it takes each letter exactly once. What a template puts in
is escaped for JSON; without one the body is the whole letter, its files in base64.
"""

from __future__ import annotations

import base64
import email.utils
import json
import logging
import mimetypes
import re
import ssl
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from pipelines.delivery.failing import FailedError, RefusedError, secret_of
from pipelines.delivery.letters import Letter
from pipelines.delivery_settings import WebhookDoor, problem_of_url

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
NOT_THIS_LETTER = frozenset({400, 413, 415, 422})
DOOR_IS_WRONG = frozenset({401, 403, 404, 405, 410})


def call(door: WebhookDoor, letter: Letter, _recipient: str | None, root: Path) -> None:
    """Send a letter as JSON.

    Raises:
        FailedError: the receiver cannot be reached, is too slow, fails, or does not know us; the template makes no JSON.
        RefusedError: it takes no such letter.
    """
    body = body_of(door, letter, root)
    headers = {name: VARIABLE.sub(lambda found: secret_of(found[1]), value) for name, value in door.headers.items()}
    headers |= {"Content-Type": "application/json", door.key_header: letter.key}
    for name in ("httpx", "httpcore"):  # they log whole addresses
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        with (
            httpx.Client(verify=_certificates(), trust_env=False, timeout=door.timeout_seconds) as client,
            client.stream(door.method, _url(door), content=body, headers=headers) as answer,
        ):
            status, wait = answer.status_code, _wait(answer.headers.get("Retry-After"))
    except httpx.TimeoutException:
        raise FailedError(f"The receiver did not answer within {door.timeout_seconds:g} seconds.") from None
    except (httpx.HTTPError, httpx.InvalidURL):
        raise FailedError("The receiver cannot be reached, or broke off.") from None
    _judge(status, wait)


def body_of(door: WebhookDoor, letter: Letter, root: Path) -> bytes:
    """What is sent: JSON in UTF-8."""
    held: dict[str, Any] = {"key": letter.key, "kind": letter.kind, "department": letter.department}
    held |= {"period": letter.period, "subject": letter.subject, "text": letter.text}
    template = _template(door, root)
    if template is None:
        files = [_packed(letter.name_of(file), file) for file in letter.files]
        return json.dumps({**held, "files": files}, ensure_ascii=False).encode()
    try:
        names = [letter.name_of(file) for file in letter.files]
        written = ENVIRONMENT.from_string(template).render(**held, files=names, markdown=_markdown(letter))
        json.loads(written)
    except TemplateError as error:
        words = f"The template cannot be filled in: {type(error).__name__}. Correct it."
        raise FailedError(words, is_certain=True) from None
    except ValueError:
        raise FailedError("The template makes no JSON. Correct it.", is_certain=True) from None
    return written.encode()


def _escaped(value: Any) -> Any:
    """A text as it stands between the quotes of JSON; what `tojson` wrote stays."""
    if isinstance(value, Markup):
        return value
    return json.dumps(str(value), ensure_ascii=False)[1:-1]


ENVIRONMENT = ImmutableSandboxedEnvironment(finalize=_escaped, undefined=StrictUndefined)


def _template(door: WebhookDoor, root: Path) -> str | None:
    if door.template_file is None:
        return door.template
    try:
        return (root / door.template_file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise FailedError("template_file cannot be read. Correct its path.", is_certain=True) from None


def _markdown(letter: Letter) -> str:
    """What a ticket can say: the report or the briefs that go along as Markdown, else the letter."""
    texts = [file.read_text(encoding="utf-8") for file in letter.files if file.suffix == ".md"]
    return "\n\n".join(texts) or letter.text


def _packed(name: str, file: Path) -> dict[str, str]:
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return {"name": name, "type": kind, "base64": base64.b64encode(file.read_bytes()).decode()}


def _url(door: WebhookDoor) -> str:
    if door.url is not None:
        return door.url
    url = secret_of(str(door.url_env))
    problem = problem_of_url(url.partition("?")[0], door.allow_http)
    if problem:
        raise FailedError(f"{door.url_env}: {problem}.", is_certain=True)
    return url


@cache
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _wait(told: str | None) -> float | None:
    """The seconds that an answer asks to wait for: a number, or a date."""
    if told is None:
        return None
    if told.strip().isdigit():
        return float(told)
    try:
        return (email.utils.parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds()
    except (ValueError, TypeError):
        return None


def _judge(status: int, wait: float | None) -> None:
    if 200 <= status < 300:
        return
    if status in NOT_THIS_LETTER:
        raise RefusedError(f"The receiver refused the letter ({status}).")
    if status in DOOR_IS_WRONG:
        raise FailedError(f"The receiver lets nothing in ({status}). Check url and headers.", wait, is_certain=True)
    if 300 <= status < 400:
        raise FailedError(f"The receiver has moved ({status}). Write its new address as url.", wait, is_certain=True)
    raise FailedError(f"The receiver failed ({status}).", wait)
