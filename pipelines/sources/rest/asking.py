"""Asking: what does an API answer, once it answers?

A rate limit is waited for as the API says, a failure is tried again after a pause that doubles, and a refusal is told
with what to do about it.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from pipelines.sources.reading.json_rows import parse_json
from pipelines.sources.rest.authorising import variables_of
from pipelines.sources.rest.sending import Api, ApiError, ApiLimits, PassingError, send

PASSING_STATUSES = frozenset({408, 425, 429, *range(500, 600)}) - {501, 505}
BLAMES = {
    401: "does not know who asks (401). Check {who}",
    403: "refuses what is asked (403). Give the account the right to read it, or check {who}",
    404: 'has nothing there (404). Correct "url"',
    410: 'has nothing there any more (410). Correct "url"',
}


@dataclass(frozen=True)
class Answer:
    """The document of one page, the link of its header, and when it was given, by the API's clock."""

    document: Any = field(repr=False)
    header_link: str | None = field(repr=False)
    given_at: datetime
    is_beyond: bool = False  # there is no such page


def ask(api: Api, url: httpx.URL) -> Answer:
    """The answer to one request, after as many tries as the source allows.

    Raises:
        ApiError: the API refuses it, or failed each time.
    """
    tries = api.source.retries + 1
    for tried in range(1, tries + 1):
        _keep_pace(api)
        try:
            return _answer(api, *send(api, url))
        except PassingError as error:
            reason = str(error)
            if tried < tries:
                api.sleep(_pause(api.limits, tried, error.wait_seconds))
    raise ApiError(
        f"{api.place} {reason}; tried {tries} time{'s' * (tries > 1)}. What came before is stored and the next pull goes"
        ' on from there: pull again later, or raise "retries" or "timeout_seconds".'
    )


def _keep_pace(api: Api) -> None:
    """Wait until one more request is within `requests_per_minute`."""
    if not api.source.requests_per_minute:
        return
    burst = max(1, int(api.source.requests_per_minute))
    window = 60 * burst / api.source.requests_per_minute
    if len(api.asked) == burst:
        early = api.asked.popleft() + window - api.clock()
        if early > 0:
            api.sleep(min(early, window))  # a clock may be set back
    api.asked.append(api.clock())


def _pause(limits: ApiLimits, tried: int, asked_for: float | None) -> float:
    """Seconds to wait: as the API says, else doubling, and not the same for all who ask."""
    if asked_for is not None:
        return min(asked_for, limits.longest_wait_seconds)
    return min(2.0 ** (tried - 1), limits.longest_pause_seconds) * random.uniform(1, 1.5)


def _answer(api: Api, response: httpx.Response, body: bytes) -> Answer:
    status = response.status_code
    now = _date(response.headers.get("Date", "")) or datetime.fromtimestamp(api.clock(), UTC)
    if status in PASSING_STATUSES:
        reason = "asks to wait (429)" if status == 429 else f"fails with status {status}"
        raise PassingError(reason, _asked_wait(response.headers.get("Retry-After", ""), now))
    if status != 200:
        raise ApiError(f"{api.place} {_blame(api, status)} and pull again.", status)
    try:
        document = parse_json(body)
    except ValueError:
        raise PassingError("answers with what is not JSON") from None
    return Answer(document, response.links.get("next", {}).get("url"), now)


def _blame(api: Api, status: int) -> str:
    who = " and ".join(variables_of(api.source.auth)) or '"auth" of the source'
    refused = f'refuses what is asked ({status}). Correct "params", "since" or the paging'
    return BLAMES.get(status, refused).format(who=who)


def _asked_wait(text: str, now: datetime) -> float | None:
    """The seconds of a Retry-After header, which says seconds or a date; None where it says neither."""
    if text.strip().isdecimal():
        return float(text)
    until = _date(text)
    return max(0.0, (until - now).total_seconds()) if until else None


def _date(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None
