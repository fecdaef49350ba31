"""Erased: who shall not come back with the next pull, without it being kept who that is?

Of an erased customer and of each of their contacts a keyed hash is kept. Its key is made for this alone and is never
rotated: a new key of the customers' hashes must not bring anybody back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from pipelines.settings import Settings
from pipelines.sources.customer_key import HASHED, Key, read_key_file
from pipelines.sources.incoming import columns_coming
from pipelines.warehouse import fetch_value

MARK = "erased"  # stands for a customer's hash until the row is left out; no hash is written so
OF_CONTACTS = ("contact", "turn", "survey")


class ErasureKeyLostError(Exception):
    """The key is gone that tells who was erased."""


@dataclass(frozen=True)
class Erased:
    """The key, and whom of one source's customers it finds."""

    key: Key
    customers: frozenset[str]
    contacts: frozenset[str]

    def mark(self, customers: pa.Array, hashed: pa.Array) -> pa.Array:
        """The hashes of customers, with MARK for those who were erased."""
        marked = [
            MARK if self.has_customer(raw) else each
            for raw, each in zip(customers.to_pylist(), hashed.to_pylist(), strict=True)
        ]
        return pa.array(marked, pa.string())

    def has_customer(self, raw: str | None) -> bool:
        return bool(raw) and self.key.hash_once(str(raw)) in self.customers

    def has_contact(self, contact_id: str | None) -> bool:
        return bool(contact_id) and self.key.hash_once(str(contact_id)) in self.contacts


def erasure_key_path(settings: Settings) -> Path:
    return settings.paths.build / "erasure.key"


def read_erasure_key(warehouse: duckdb.DuckDBPyConnection, settings: Settings) -> Key:
    """The key of what was erased, made with the first erasure.

    Raises:
        ErasureKeyLostError: somebody was erased, and its file is gone.
    """
    path = erasure_key_path(settings)
    if not path.exists() and has_erased(warehouse):
        raise ErasureKeyLostError(
            f"{path} is gone: without it nobody can tell who was erased, and they would come back. Restore it."
        )
    return read_key_file(path)


def has_erased(warehouse: duckdb.DuckDBPyConnection) -> bool:
    return bool(fetch_value(warehouse, "select exists (from ops.erased_contact) or exists (from ops.erased_customer)"))


def read_erased(warehouse: duckdb.DuckDBPyConnection, settings: Settings, source_code: str) -> Erased | None:
    """Whom a source must not bring back; None where nobody was erased."""
    if not has_erased(warehouse):
        return None
    customers = warehouse.execute(
        "select customer_key from ops.erased_customer where source_code is null or source_code = ?", [source_code]
    ).fetchall()
    contacts = warehouse.execute("select contact_key from ops.erased_contact").fetchall()
    key = read_erasure_key(warehouse, settings)
    return Erased(key, frozenset(each for (each,) in customers), frozenset(each for (each,) in contacts))


def leave_out(warehouse: duckdb.DuckDBPyConnection, erased: Erased | None) -> None:
    """Take out of what comes the rows of erased customers; what else comes of their contacts is known by them from now on."""
    if erased is None:
        return
    erased.key.give_to(warehouse)
    columns = columns_coming(warehouse, "contact")
    if {"contact_id", "customer_id"} <= columns:
        note_contacts(warehouse, f"select contact_id from incoming_contact where customer_id = '{MARK}'")
    if "customer_id" in columns:
        warehouse.execute(f"delete from incoming_contact where customer_id = '{MARK}'")
    known = "in (select contact_key from ops.erased_contact)"
    for record in OF_CONTACTS:
        if "contact_id" in columns_coming(warehouse, record):
            warehouse.execute(f"delete from incoming_{record} where {HASHED.format('contact_id')} {known}")
    if "previous_contact_id" in columns:
        earlier = HASHED.format("previous_contact_id")
        warehouse.execute(f"update incoming_contact set previous_contact_id = null where {earlier} {known}")


def note_contacts(warehouse: duckdb.DuckDBPyConnection, select: str) -> None:
    """Keep that the contacts of a SELECT were erased; the key must have been given to the connection."""
    warehouse.execute(
        f"insert into ops.erased_contact select {HASHED.format('contact_id')} from ({select}) where contact_id is not null"
        " except select contact_key from ops.erased_contact"
    )


def note_customers(
    warehouse: duckdb.DuckDBPyConnection, key: Key, customers: Iterable[str], source_code: str | None
) -> None:
    for raw in customers:
        warehouse.execute(
            "insert into ops.erased_customer select $1, $2 except select customer_key, source_code from ops.erased_customer",
            [key.hash_once(raw), source_code],
        )
