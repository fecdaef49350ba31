"""Authorising: who does an API take us for?

Secrets come from the environment alone. What is shown or stored of a request never holds one.
"""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.source_settings import RestAuth, RestSource

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class MissingSecretError(Exception):
    """The environment lacks a variable that a source names, or holds one that cannot be sent."""


@dataclass(frozen=True)
class Access:
    """What goes with every request to the API's own host; `secret_params` are those of `params` that hold a secret."""

    headers: dict[str, str] = field(repr=False)
    params: dict[str, str] = field(repr=False)
    secret_params: dict[str, str] = field(repr=False)
    secrets: frozenset[str] = field(repr=False)

    def is_secret(self, name: str, value: str) -> bool:
        """Whether a parameter must not be stored; a short value may stand for something else."""
        return name in self.secret_params or (len(value) >= 8 and value in self.secrets)


def read_access(source: RestSource, environment: Mapping[str, str] = os.environ) -> Access:
    """The headers and parameters of a source, their secrets filled in.

    Raises:
        MissingSecretError: a variable is not set, is empty, or holds a line break.
    """
    templates = {**source.headers, **source.params}
    names = {name for template in templates.values() for name in VARIABLE.findall(template)}
    secrets = {name: _secret(name, environment) for name in sorted(names | set(variables_of(source.auth)))}

    def fill(template: str) -> str:
        return VARIABLE.sub(lambda match: secrets[match[1]], template)

    headers = {name: fill(value) for name, value in source.headers.items()}
    params = {name: fill(value) for name, value in source.params.items()}
    secret_params = {name: params[name] for name, value in source.params.items() if VARIABLE.search(value)}
    return Access(headers | _auth_headers(source.auth, secrets), params, secret_params, frozenset(secrets.values()))


def variables_of(auth: RestAuth | None) -> list[str]:
    """The environment variables that hold who asks."""
    return [name for name in (auth.bearer, auth.user, auth.password, auth.value) if name] if auth else []


def _auth_headers(auth: RestAuth | None, secrets: dict[str, str]) -> dict[str, str]:
    if auth is None:
        return {}
    if auth.bearer:
        return {"Authorization": f"Bearer {secrets[auth.bearer]}"}
    if auth.header and auth.value:
        return {auth.header: secrets[auth.value]}
    pair = f"{secrets[auth.user or '']}{auth.user_suffix}:{secrets[auth.password or '']}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}


def _secret(name: str, environment: Mapping[str, str]) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise MissingSecretError(f"The environment variable {name} is not set. Set it and pull again.")
    if not value.isprintable() or not value.isascii():
        raise MissingSecretError(f"The environment variable {name} holds signs that cannot be sent. Set it anew.")
    return value
