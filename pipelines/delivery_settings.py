"""Delivery settings: by which doors can a letter leave, and what may be said of a subscription?

A folder, e-mail, a webhook (of any ticket system, too) or a chat by apprise. Secrets are names of environment variables.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl, urlsplit

from cronsim import CronSim, CronSimError
from pydantic import Field, field_validator, model_validator

from pipelines.source_settings import HEADER_NAME, LOOPBACK, SECRET_NAME, Table, known_zone

VARIABLE = r"^[A-Za-z_][A-Za-z0-9_]*$"
ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
PORTS = {"starttls": 587, "tls": 465, "none": 25}


class FolderDoor(Table):
    """A folder, such as one that is shared; each letter becomes a folder of its own in it."""

    kind: Literal["folder"]
    path: Path


class EmailDoor(Table):
    """A mail server. A password goes over an encrypted connection only, or to this machine.

    `domains` are those of the addresses that letters may go to, such as "example.com"; left out: any.
    """

    kind: Literal["email"]
    host: str
    port: int | None = Field(None, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    sender: str = Field(alias="from")
    user: str | None = None
    password_env: str | None = Field(None, pattern=VARIABLE)
    domains: tuple[str, ...] = ()
    timeout_seconds: float = Field(30, gt=0, le=60)

    @model_validator(mode="after")
    def _safe(self) -> EmailDoor:
        if not ADDRESS.fullmatch(self.sender):
            raise ValueError('from is one address, such as "voc@example.com"')
        if (self.user is None) != (self.password_env is None):
            raise ValueError("user and password_env, the name of an environment variable, go together")
        if self.user and self.security == "none" and self.host not in LOOPBACK:
            raise ValueError('a password does not go unencrypted; choose security = "starttls" or "tls"')
        return self

    def lets_to(self, address: str) -> bool:
        """Whether letters may go to an address."""
        domain = address.rpartition("@")[2].lower()
        return not self.domains or domain in (each.lower().lstrip("@") for each in self.domains)

    @property
    def port_in_use(self) -> int:
        return self.port or PORTS[self.security]


class WebhookDoor(Table):
    """An address that takes JSON: what `template` makes of a letter, else all of it. `key_header` tells repeats apart."""

    kind: Literal["webhook"]
    url: str | None = None
    url_env: str | None = Field(None, pattern=VARIABLE)
    allow_http: bool = False  # plain http to another machine
    method: Literal["POST", "PUT"] = "POST"
    headers: dict[str, str] = Field({})  # ${NAME} comes from the environment
    key_header: str = Field("Idempotency-Key", pattern=HEADER_NAME)
    template: str | None = None
    template_file: Path | None = None
    timeout_seconds: float = Field(30, gt=0, le=60)

    @field_validator("headers")
    @classmethod
    def _no_secrets(cls, given: dict[str, str]) -> dict[str, str]:
        for name, value in given.items():
            if not re.match(HEADER_NAME, name) or not (value.isascii() and value.isprintable()):
                raise ValueError("a header is a word and a value without accents or line breaks")
            if SECRET_NAME.search(name) and "${" not in value:
                raise ValueError(
                    f'a secret does not belong here; write {name} = "${{NAME}}" and set NAME in the environment'
                )
        return given

    @model_validator(mode="after")
    def _one_of_each(self) -> WebhookDoor:
        if (self.url is None) == (self.url_env is None):
            raise ValueError("a webhook has a url, or url_env, the environment variable that holds it")
        if self.template is not None and self.template_file is not None:
            raise ValueError("a webhook has a template or a template_file, not both")
        if self.url is not None:
            problem = problem_of_url(self.url, self.allow_http)
            if problem:
                raise ValueError(problem)
        return self


class AppriseDoor(Table):
    """Slack, Teams and whatever else apprise knows. Such an address is a secret, so the environment holds it."""

    kind: Literal["apprise"]
    url_env: str = Field(pattern=VARIABLE)


Door = Annotated[FolderDoor | EmailDoor | WebhookDoor | AppriseDoor, Field(discriminator="kind")]
DOOR_KINDS = ("folder", "email", "webhook", "apprise")


class AlarmSettings(Table):
    """Where the operator hears of doors that are dead and of runs that failed; `who` where that is e-mail."""

    door: str | None = None
    who: tuple[str, ...] = ()


class Subscription(Table):
    """Who gets what, when and by which door. `when` is cron; alerts come at once, outside of the quiet hours.

    `weekly` is the department's own report; `monthly` and `data_quality` are about the whole house.
    """

    what: Literal["weekly", "monthly", "data_quality", "alerts"]
    door: str
    who: tuple[str, ...] = ()
    when: str | None = None
    timezone: str | None = None
    formats: tuple[Literal["html", "pdf", "xlsx", "pptx", "md"], ...] | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    daily_max: int = Field(3, ge=1)
    name: str | None = None

    @field_validator("timezone")
    @classmethod
    def _zone(cls, given: str | None) -> str | None:
        return given if given is None else known_zone(given)

    @field_validator("when")
    @classmethod
    def _cron(cls, given: str | None) -> str | None:
        try:
            return given if given is None or next(CronSim(given, datetime.now(UTC))) else None
        except (CronSimError, StopIteration) as error:
            raise ValueError(f'"{given}" is no cron expression; write one such as "0 8 * * mon"') from error

    @field_validator("quiet_from", "quiet_to", mode="before")
    @classmethod
    def _clock(cls, given: Any) -> Any:
        if isinstance(given, str) and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:00)?", given):
            raise ValueError('a time of the day is written as "22:00"')
        return given

    @model_validator(mode="after")
    def _complete(self) -> Subscription:
        for address in self.who:
            if not ADDRESS.fullmatch(address):
                raise ValueError('who is a list of addresses, such as ["ana@example.com"]')
        if (self.what == "alerts") == (self.when is not None):
            raise ValueError('a report needs when, such as "0 8 * * mon"; alerts come at once and have none')
        if (self.quiet_from is None) != (self.quiet_to is None):
            raise ValueError("quiet_from and quiet_to go together")
        return self


def problem_of_url(url: str, allow_http: bool) -> str | None:
    """Why nothing can be sent to an address, without the address itself."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return "the url must begin with https:// and name a host"
    if parts.scheme not in ("http", "https") or not host:
        return "the url must begin with https:// and name a host"
    if parts.username or parts.password:
        return (
            "a url that holds a password is refused; put it into the environment, and its name into url_env or headers"
        )
    if any(SECRET_NAME.search(name) for name, _ in parse_qsl(parts.query)):
        return "a url that holds a secret is refused; put it into the environment, and its name into url_env"
    if parts.scheme == "http" and host not in LOOPBACK and not allow_http:
        return "plain http would send letters unencrypted; write https://, or allow_http = true"
    return None
