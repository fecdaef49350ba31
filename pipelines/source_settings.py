"""Source settings: where can an export lie, and what may voc.toml say of it?

Files, a database or an API. Secrets are names of environment variables; never the secrets themselves.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, field_validator, model_validator

SECRET_NAME = re.compile(
    r"(^|[-_.])(authorization|token|secret|password|passwd|api[-_]?key|apikey|cookie|signature)$", re.I
)
HEADER_NAME = r"^[A-Za-z0-9_-]+$"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
PRESETS: dict[str, dict[str, Any]] = {
    "zendesk": {
        "params": {"per_page": "1000"},
        "auth": {"user": "ZENDESK_EMAIL", "user_suffix": "/token", "password": "ZENDESK_API_TOKEN"},
        "rows": "tickets",
        "paging": "cursor",
        "cursor": "after_cursor",
        "cursor_parameter": "cursor",
        "cursor_lasts": True,
        "end": "end_of_stream",
        "since": "start_time",
        "since_format": "epoch_s",
        "start": "1970-01-01",
        "newest": "updated_at",
        "requests_per_minute": 10,
    }
}
PRESET_URLS = {"zendesk": "https://{subdomain}.zendesk.com/api/v2/incremental/tickets/cursor.json"}


class Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


def known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f'"{name}" is not a time zone; write one such as "America/New_York"') from error
    return name


class _Source(Table):
    """What every source has: how its rows are read, and what all of them share."""

    mapping: str
    timezone: str | None = None
    id_prefix: str | None = None
    constants: dict[str, str] = {}
    date_order: Literal["dmy", "mdy"] | None = None  # of dates such as 03/04/2026; default: decided for each file

    @field_validator("timezone")
    @classmethod
    def _zone(cls, name: str | None) -> str | None:
        return name if name is None else known_zone(name)


class FileSource(_Source):
    """Files of a folder, a glob or a URL of fsspec."""

    kind: Literal["files"] = "files"
    path: str


class DatabaseSource(_Source):
    """A table or a query of a database, and the column that tells what is new in it."""

    kind: Literal["database"]
    url: str = Field(repr=False)  # as SQLAlchemy writes it; ${NAME} stands for a variable of the environment
    table: str | None = None
    query: str | None = None
    cursor: str | None = None  # a time or a number that grows with every change; without it all is read each time
    overlap: timedelta | int | None = None  # read again before the last cursor, for what was committed late
    key: tuple[str, ...] = ()  # order among rows of one cursor value
    batch_rows: int = Field(250_000, ge=1)

    @field_validator("overlap", mode="before")
    @classmethod
    def _span(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        found = re.fullmatch(r"(\d+) (second|minute|hour|day|week)s?", value.strip())
        if not found:
            raise ValueError(f'"{value}" is not a span; write one such as "10 minutes", or a number')
        return timedelta(**{f"{found[2]}s": int(found[1])})

    @field_validator("key", mode="before")
    @classmethod
    def _columns(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if (self.table is None) == (self.query is None):
            raise ValueError("name either a table or a query")
        return self


class RestAuth(Table):
    """Who asks: a bearer token, a user with a password, or a header. Each is the name of an environment variable."""

    bearer: str | None = None
    user: str | None = None
    user_suffix: str = ""
    password: str | None = None
    header: str | None = Field(None, pattern=HEADER_NAME)
    value: str | None = None

    @field_validator("bearer", "user", "password", "value")
    @classmethod
    def _variable(cls, name: str | None) -> str | None:
        if name is not None and not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
            raise ValueError('write the name of an environment variable such as "API_TOKEN", never the secret itself')
        return name

    @model_validator(mode="after")
    def _one_way(self) -> RestAuth:
        given = {name for name in ("bearer", "user", "password", "header", "value") if getattr(self, name) is not None}
        if given not in ({"bearer"}, {"user", "password"}, {"header", "value"}):
            raise ValueError("name either bearer, or user and password, or header and value")
        return self


class RestSource(_Source):
    """An API that answers in pages of JSON. `preset` fills what is not said here."""

    kind: Literal["rest"]
    preset: Literal["zendesk"] | None = None
    subdomain: str | None = Field(None, pattern=r"^[A-Za-z0-9-]+$")
    url: str
    allow_http: bool = False  # plain http to another machine
    params: dict[str, str] = {}  # ${NAME} comes from the environment, here and in headers
    headers: dict[str, str] = {}
    auth: RestAuth | None = None
    rows: str | None = None  # path of the list in an answer; "" is the answer itself; left out: the mapping's
    key: str = "id"  # path of what tells one row of the list from another
    paging: Literal["none", "cursor", "page", "offset", "link"]
    cursor: str | None = None  # path of the next page's cursor in an answer
    cursor_parameter: str = "cursor"
    cursor_lasts: bool = False  # the last page's cursor is where the next pull goes on
    end: str | None = None  # path of a flag that is true on the last page
    more: str | None = None  # path of a flag that is false on the last page
    link: str | None = None  # path of the next page's link; left out: the header "Link"
    page_parameter: str | None = None  # left out: "page" or "offset"
    first_page: int = Field(1, ge=0)
    size_parameter: str | None = None
    page_size: int | None = Field(None, ge=1)
    total: str | None = None  # path of the number of rows on all pages
    page_count: str | None = None  # path of the number of pages
    since: str | None = None  # parameter that asks for what was updated since
    since_format: Literal["iso", "date", "epoch_s", "epoch_ms"] = "iso"
    start: datetime | None = None  # where the first pull begins; without a zone: UTC
    newest: str | None = None  # path, in a row, of the time that `since` is about
    overlap_seconds: int = Field(300, ge=0)
    timeout_seconds: float = Field(30, gt=0)
    retries: int = Field(5, ge=0)
    requests_per_minute: float | None = Field(None, gt=0)

    @model_validator(mode="before")
    @classmethod
    def _preset(cls, given: Any) -> Any:
        name = given.get("preset") if isinstance(given, dict) else None
        if name not in PRESETS:
            return given
        if "url" not in given and "subdomain" not in given:
            raise ValueError(f'the preset needs your subdomain: subdomain = "acme" for acme.{name}.com')
        return {"url": PRESET_URLS[name].format(subdomain=given.get("subdomain")), **PRESETS[name], **given}

    @field_validator("params", "headers", mode="before")
    @classmethod
    def _texts(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        words = {True: "true", False: "false"}
        return {name: words[value] if isinstance(value, bool) else str(value) for name, value in given.items()}

    @field_validator("params", "headers")
    @classmethod
    def _no_secrets(cls, given: dict[str, str]) -> dict[str, str]:
        for name, value in given.items():
            if SECRET_NAME.search(name) and "${" not in value:
                raise ValueError(
                    f'a secret does not belong here; write {name} = "${{NAME}}" and set NAME in the environment'
                )
        return given

    @field_validator("headers")
    @classmethod
    def _sendable(cls, given: dict[str, str]) -> dict[str, str]:
        for name, value in given.items():
            if not re.match(HEADER_NAME, name) or not (value.isascii() and value.isprintable()):
                raise ValueError("a header is a word and a value without accents or line breaks")
        return given

    @model_validator(mode="after")
    def _reachable(self) -> RestSource:
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the url must begin with https:// and name a host")
        if parts.username or parts.password:
            raise ValueError("a url that holds a password is refused; name the environment's variables under auth")
        if parts.scheme == "http" and parts.hostname not in LOOPBACK and not self.allow_http:
            raise ValueError("plain http would send secrets unencrypted; write https://, or allow_http = true")
        return self

    @model_validator(mode="after")
    def _pageable(self) -> RestSource:
        if self.paging == "cursor" and not self.cursor:
            raise ValueError('paging = "cursor" needs cursor, the path of the next cursor in an answer')
        if self.since and self.start is None and self.newest is None and not self.cursor_lasts:
            raise ValueError("since needs start, newest, or both")
        if self.newest and not self.since:
            raise ValueError("newest needs since, the parameter that it is sent in")
        if (self.size_parameter is None) != (self.page_size is None):
            raise ValueError("size_parameter and page_size go together")
        return self


SOURCE_KINDS = ("files", "database", "rest")


def _kind_of(source: Any) -> str:
    return source.get("kind", "files") if isinstance(source, dict) else source.kind


Source = Annotated[
    Annotated[FileSource, Tag("files")]
    | Annotated[DatabaseSource, Tag("database")]
    | Annotated[RestSource, Tag("rest")],
    Discriminator(_kind_of),
]
