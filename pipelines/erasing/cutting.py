"""Cutting: what of which table goes, by which of its columns name a contact, link it or say its words?

By the names of columns alone, so that a new table is cut without anything being added here. `gone` holds the contacts that
are erased, `silent` those that lose their words, `unlinked` those that lose what ties them to a customer: temporary tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from pipelines.sources.literals import text_literal
from pipelines.warehouse import fetch_value

WORD_ROWS = {"text", "point"}  # a row that has such a column beside its contact is what was said, or stands for it
WORD_COLUMNS = ("comment", "first_words")  # of rows that stay
LINK_COLUMNS = ("customer_id", "name_keys", "attributes", "dimension_values")
GROUPS = ("gone", "silent", "unlinked")
ATTRIBUTE = "attributes."


@dataclass(frozen=True)
class Going:
    """Contacts by what goes of them; of the attributes of those that lose their links the kept ones stay: they are counted by."""

    gone: frozenset[str] = frozenset()
    silent: frozenset[str] = frozenset()
    unlinked: frozenset[str] = frozenset()
    kept_attributes: tuple[str, ...] = ()

    def give_to(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the temporary tables that the conditions of a cut name."""
        for group in GROUPS:
            ids = pa.table({"contact_id": pa.array(sorted(getattr(self, group)), pa.string())})
            connection.register("going", ids)
            connection.execute(f"create or replace temp table {group} as from going")
            connection.unregister("going")

    def __bool__(self) -> bool:
        return bool(self.gone or self.silent or self.unlinked)


@dataclass(frozen=True)
class Cut:
    """What goes of one table: the rows of a condition; in those of another one a column's value, for a new one."""

    dropped: str = "false"
    replaced: dict[str, tuple[str, str]] = field(default_factory=dict)  # column -> condition, new value

    @property
    def touched(self) -> str:
        """The condition on rows of which anything goes."""
        return " or ".join(f"({each})" for each in (self.dropped, *(test for test, _ in self.replaced.values())))

    def select(self, table: str) -> str:
        """The table as it is without what goes."""
        shown = ", ".join(
            f'case when {test} then {value} else {name} end as "{name}"'
            for name, (test, value) in self.replaced.items()
        )
        return (
            f"select *{f' replace ({shown})' if shown else ''} from {table} where not coalesce({self.dropped}, false)"
        )


def cut_of(columns: Iterable[str], going: Going) -> Cut | None:
    """What goes of a table with these columns; None where it holds nothing of a single contact."""
    names = set(columns)
    if "contact_ids" in names:  # the contacts of one customer
        theirs = "(select coalesce(list(contact_id), []) from (from gone union from unlinked))"
        return Cut(f"list_has_any(contact_ids, {theirs})")
    if "contact_id" not in names:
        return None
    dropped = "contact_id in (from gone)"
    if names & WORD_ROWS:
        dropped += " or contact_id in (from silent)"
    replaced = {
        name: (f"{name} is not null and contact_id in (from silent)", "null") for name in WORD_COLUMNS if name in names
    }
    for name in names & set(LINK_COLUMNS):
        kept = _kept(name, going.kept_attributes)
        is_more = f"{name} is distinct from {kept}" if kept != "null" else f"{name} is not null"
        replaced[name] = (f"{is_more} and contact_id in (from unlinked)", kept)
    for name in sorted(names):
        if name == "chain_id" or name.endswith("_contact_id"):
            replaced[name] = (
                f"{name} is not null and ({name} in (from gone) or contact_id in (from unlinked))",
                "null",
            )
    return Cut(dropped, replaced)


def _kept(name: str, attributes: tuple[str, ...]) -> str:
    if name != "attributes" or not attributes:
        return "null"
    listed = ", ".join(map(text_literal, attributes))
    return f"map_from_entries(list_filter(map_entries(attributes), lambda each: each.key in ({listed})))"


def columns_of(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, dict[str, bool]]:
    """The tables of a database: schema.table -> column -> whether it is stated once instead of stored."""
    rows = connection.execute(
        "select table_schema || '.' || table_name, column_name, is_generated = 'ALWAYS' from information_schema.columns"
        " join information_schema.tables using (table_catalog, table_schema, table_name)"
        " where table_catalog = ? and table_type = 'BASE TABLE' order by 1, ordinal_position",
        [database],
    ).fetchall()
    tables: dict[str, dict[str, bool]] = {}
    for table, column, is_stated in rows:
        tables.setdefault(table, {})[column] = is_stated
    return tables


def cut_in_place(warehouse: duckdb.DuckDBPyConnection, going: Going) -> dict[str, int]:
    """Take what goes out of every table; return of how many rows of each. Call it in a transaction."""
    going.give_to(warehouse)
    counts: dict[str, int] = {}
    for table, columns in columns_of(warehouse, fetch_value(warehouse, "select current_database()")).items():
        cut = cut_of(columns, going)
        count = fetch_value(warehouse, f"select count(*) from {table} where {cut.touched}") if cut else 0
        if cut is None or not count:
            continue
        counts[table] = count
        warehouse.execute(f"delete from {table} where {cut.dropped}")
        for name, (test, value) in cut.replaced.items():
            if not columns[name]:
                warehouse.execute(f"update {table} set {name} = {value} where {test}")
            elif fetch_value(warehouse, f"select exists (from {table} where {test})"):
                _forget_stated(warehouse, table, name)
    return counts


def _forget_stated(warehouse: duckdb.DuckDBPyConnection, table: str, column: str) -> None:
    """What every row says, such as the one customer there is, stands in the table's definition."""
    kind = fetch_value(warehouse, f"select typeof({column}) from {table} limit 1") or "varchar"
    warehouse.execute(f"alter table {table} drop column {column}")
    warehouse.execute(f"alter table {table} add column {column} {kind}")
