"""Customer key: who is the same customer, without storing who it is?

Customer ids are kept as keyed hashes (HMAC-SHA256, RFC 2104). The key comes from the environment or is made on first
use. A new key cuts the link to what was stored under the old one.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import duckdb

from pipelines.settings import Settings
from pipelines.warehouse import insert

HASH_DIGITS = 20
BLOCK = 64  # bytes of a block of SHA-256


class KeyFromEnvironmentError(Exception):
    """The key is not voc's to change."""


@dataclass(frozen=True)
class Key:
    """The secret of the hashes, and what was hashed with it before."""

    secret: bytes = field(repr=False)
    _known: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    def hash(self, value: str) -> str:
        """The value's hash, 20 hexadecimal digits."""
        if value not in self._known:
            self._known[value] = self.hash_once(value)
        return self._known[value]

    def hash_once(self, value: str) -> str:
        """The same, without remembering the value."""
        return hmac.digest(self.secret, value.encode("utf-8", "replace"), hashlib.sha256).hex()[:HASH_DIGITS]

    @property
    def key_id(self) -> str:
        """What tells one key from another, and nothing about either."""
        return self.hash("which key is this?")[:8]

    def give_to(self, memory: duckdb.DuckDBPyConnection) -> None:
        """Let SQL on an in-memory connection hash as `hash` does: see `HASHED`."""
        secret = self.secret if len(self.secret) <= BLOCK else hashlib.sha256(self.secret).digest()
        padded = secret.ljust(BLOCK, b"\0")
        memory.execute("set variable inner_pad = $1", [bytes(byte ^ 0x36 for byte in padded)])
        memory.execute("set variable outer_pad = $1", [bytes(byte ^ 0x5C for byte in padded)])


HASHED = (
    "sha256(getvariable('outer_pad') || unhex(sha256(getvariable('inner_pad') || encode({}))))[1:" + f"{HASH_DIGITS}]"
)


def read_key(settings: Settings) -> Key:
    """The key of the hashes; made once, readable by its owner alone."""
    if settings.hash_key is not None:
        return Key(settings.hash_key.get_secret_value().encode())
    return read_key_file(key_path(settings))


def read_key_file(path: Path) -> Key:
    """The key of a file, which is made where there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_new(path)
    return Key(path.read_text().strip().encode())


def rotate_key(settings: Settings) -> None:
    """Put a new key in the place of the old one, which is gone then.

    Raises:
        KeyFromEnvironmentError: the environment holds the key.
    """
    if settings.hash_key is not None:
        raise KeyFromEnvironmentError("The key comes from VOC_HASH_KEY. Change it there; the next pull notices it.")
    path = key_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    _write_new(new)
    new.replace(path)


def note_key(warehouse: duckdb.DuckDBPyConnection, key: Key, moment: datetime) -> None:
    """Remember when a key was first used, so that readers are told where customers' histories are cut."""
    known = warehouse.execute("select key_id from ops.hash_key order by first_used_at").fetchall()
    if not known or known[-1][0] != key.key_id:
        insert(warehouse, "ops.hash_key", [{"key_id": key.key_id, "first_used_at": moment}])


def key_path(settings: Settings) -> Path:
    """Where the key lies that does not come from the environment."""
    return settings.paths.build / "customer.key"


def _write_new(path: Path) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
