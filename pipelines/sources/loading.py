"""Loading: what of the delivered rows is stored, and what happened to the rest?

Some files, or a page of an API, are loaded whole or not at all, in one transaction: rows that are newer than what is
stored, rows that are superseded (counted), rows that are rejected (kept, masked, with line and reason).
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any

import duckdb
import pandas as pd

from pipelines.settings import Settings
from pipelines.source_settings import Source
from pipelines.sources import drift
from pipelines.sources.customer_key import Key
from pipelines.sources.erased import Erased, leave_out, read_erased
from pipelines.sources.incoming import append_incoming, forget_incoming, name_files, open_incoming
from pipelines.sources.literals import text_literal
from pipelines.sources.loose_texts import mask_texts
from pipelines.sources.mapping import Mapping
from pipelines.sources.preparing import Prepared, prepare
from pipelines.sources.reading.given import Given
from pipelines.sources.reading.opening import UnreadableFileError
from pipelines.sources.storing import Origin, forget_files, known_name_keys, mask_stored_turns, store_incoming
from pipelines.sources.way import Way
from pipelines.warehouse import fetch_value, insert, keep

ROWS_AT_ONCE = 80_000


@dataclass(frozen=True)
class Delivery:
    """What came in one piece: a file, a member of an archive, a batch of a table or a page of an API."""

    name: str
    file_id: str
    modified_at: datetime
    given: Iterable[Given] = ()
    content_id: str | None = None
    stamp: str | None = None
    error: str | None = None  # why it could not even be opened


@dataclass(frozen=True)
class LoadedFile:
    """What one delivery held: row_count = loaded_count + superseded_count + rejected_count."""

    row_count: int = 0
    loaded_count: int = 0
    superseded_count: int = 0
    rejected_count: int = 0
    masked_count: int = 0


@dataclass(frozen=True)
class Pull:
    """One source in one run: where its rows come from, and where they go."""

    warehouse: duckdb.DuckDBPyConnection
    memory: duckdb.DuckDBPyConnection
    settings: Settings
    code: str
    source: Source
    mapping: Mapping
    run_id: str
    key: Key

    @cached_property
    def timezone(self) -> str:
        return self.source.timezone or self.settings.site.timezone

    @cached_property
    def way(self) -> Way:
        self.memory.execute(f"set TimeZone = {text_literal(self.timezone)}")
        self.key.give_to(self.memory)
        return Way(
            memory=self.memory,
            timezone=self.timezone,
            prefix=f"{self.source.id_prefix or self.code}:",
            constants=tuple(self.source.constants.items()),
            date_order=self.source.date_order,
            key=self.key,
            patterns=self.settings.privacy.patterns,
            erased=self.erased,
            find_names=partial(known_name_keys, self.warehouse),
        )

    @cached_property
    def erased(self) -> Erased | None:
        return read_erased(self.warehouse, self.settings, self.code)

    @property
    def has_turn_ids(self) -> bool:
        """Whether turns come as rows of their own: a database's or an API's answer may end within a transcript."""
        return "turn_id" in self.mapping.fields or (self.source.kind != "files" and self.mapping.is_table)

    def load(self, deliveries: Iterable[Delivery], cursor: str | None = None) -> list[LoadedFile]:
        """Read, check and mask deliveries, and store them with the cursor that goes on after them."""
        return load(self, deliveries, cursor)

    def mask(self, text: str) -> str:
        return mask_texts([text], self.settings.privacy.patterns)[0]

    def loaded(self, column: str) -> set[str]:
        """The file_ids or stamps of everything that was loaded before."""
        sql = f"select {column} from ops.source_file where source_code = ? and status_code = 'loaded'"
        return {value for (value,) in self.warehouse.execute(sql, [self.code]).fetchall()}

    def note(self, notes: dict[str, str]) -> None:
        """Say something about files that are not loaded."""
        ids = {"run_id": self.run_id, "source_code": self.code}
        rows = [ids | {"file_name": self.mask(name), "note": note} for name, note in notes.items()]
        insert(self.warehouse, "ops.file_note", rows)


def read_cursor(warehouse: duckdb.DuckDBPyConnection, source_code: str) -> str | None:
    """What goes on after the last rows of a source that were stored."""
    return fetch_value(warehouse, "select any_value(cursor_value) from ops.cursor where source_code = ?", [source_code])


@dataclass
class Account:
    """What became of one delivery so far."""

    delivery: Delivery
    file_name: str
    delivered: dict[str, int] = field(default_factory=dict)  # record -> rows that can be used, of those that count
    rejected: list[pd.DataFrame] = field(default_factory=list)
    masked_count: int = 0
    notes: list[str] = field(default_factory=list)
    seen: drift.Seen = field(default_factory=drift.Seen)
    error: str | None = None

    @property
    def rejected_count(self) -> int:
        return sum(len(each) for each in self.rejected)

    def closed(self, kept: dict[str, dict[int, int]], file: int) -> LoadedFile:
        if self.error:
            return LoadedFile()
        delivered = sum(self.delivered.values())
        loaded = sum(kept[record].get(file, 0) for record in self.delivered)
        count = self.rejected_count
        return LoadedFile(delivered + count, loaded, delivered - loaded, count, self.masked_count)


def load(pull: Pull, deliveries: Iterable[Delivery], cursor: str | None = None) -> list[LoadedFile]:
    """Store what is new of some deliveries, and say what each of them held; one that cannot be read is noted as failed."""
    open_incoming(pull.warehouse)
    accounts = _read(pull, deliveries)
    warehouse = pull.warehouse
    warehouse.execute("begin")
    try:
        contents = [each.delivery.content_id for each in accounts if each.delivery.content_id and not each.error]
        forget_files(warehouse, pull.code, contents)
        leave_out(warehouse, pull.erased)
        has_versions = "updated_at" in pull.mapping.fields
        origin = Origin(pull.code, pull.way.prefix, pull.run_id)
        kept = store_incoming(
            warehouse, origin, has_versions, pull.has_turn_ids, bool(pull.mapping.turn), pull.mapping.is_table
        )
        mask_stored_turns(warehouse, pull.key)
        loaded = [each.closed(kept, file) for file, each in enumerate(accounts)]
        _write_accounts(pull, accounts, loaded)
        if cursor is not None:
            keep(warehouse, "ops.cursor", {"source_code": pull.code}, {"cursor_value": cursor, "run_id": pull.run_id})
        warehouse.execute("commit")
    except BaseException:
        with suppress(duckdb.TransactionException):  # a full disk has ended it already
            warehouse.execute("rollback")
        raise
    return loaded


def _read(pull: Pull, deliveries: Iterable[Delivery]) -> list[Account]:
    """Prepare every delivery's rows; tables of one kind and of equal columns are prepared together, which costs one plan."""
    given_deliveries = list(deliveries)
    names = mask_texts([each.name for each in given_deliveries], pull.settings.privacy.patterns)
    accounts: list[Account] = []
    waiting = Waiting()
    for file, (delivery, name) in enumerate(zip(given_deliveries, names, strict=True)):
        account = Account(delivery, name, error=delivery.error and pull.mask(delivery.error))
        accounts.append(account)
        try:
            for given in delivery.given:
                account.seen.add(given)
                account.notes += [note for note in given.notes if note not in account.notes]
                waiting.add(file, given)
                if waiting.row_count > ROWS_AT_ONCE:
                    _prepare_waiting(pull, waiting, accounts)
        except UnreadableFileError as error:
            waiting.leave_out(file)
            forget_incoming(pull.warehouse, file)
            reason = str(error) if delivery.name.rsplit("/", 1)[-1] in str(error) else f"{delivery.name}: {error}"
            accounts[file] = Account(delivery, account.file_name, error=pull.mask(reason))
    _prepare_waiting(pull, waiting, accounts)
    name_files(pull.warehouse, [(each.file_id, each.modified_at) for each in given_deliveries])
    return accounts


@dataclass
class Waiting:
    """Tables that wait to be prepared together, by record and columns: file, table."""

    groups: dict[tuple[str, tuple[str, ...]], list[tuple[int, Given]]] = field(default_factory=dict)

    @property
    def row_count(self) -> int:
        return sum(given.rows.num_rows for group in self.groups.values() for _, given in group)

    def add(self, file: int, given: Given) -> None:
        self.groups.setdefault((given.mapping.record, given.columns), []).append((file, given))

    def leave_out(self, file: int) -> None:
        kept = {kind: [each for each in group if each[0] != file] for kind, group in self.groups.items()}
        self.groups = {kind: group for kind, group in kept.items() if group}


def _prepare_waiting(pull: Pull, waiting: Waiting, accounts: list[Account]) -> None:
    # A contact comes before its turns, so that its customer's name is known when they are masked.
    for kind in sorted(waiting.groups, key=lambda kind: kind[0] != "contact"):
        files = [file for file, _ in waiting.groups[kind]]
        for part in prepare(pull.way, files, [given for _, given in waiting.groups[kind]]):
            append_incoming(pull.warehouse, part.record, part.rows)
            _enter(part, files, accounts)
    waiting.groups.clear()


def _enter(part: Prepared, files: list[int], accounts: list[Account]) -> None:
    """Enter what was prepared into the accounts of its files."""
    for file, note in part.notes:
        for each in dict.fromkeys([file] if file is not None else files):
            accounts[each].notes += [note] if note not in accounts[each].notes else []
    accounts[files[-1]].masked_count += part.masked_count
    if not part.is_counted:
        return
    counts = part.rows["_file"].value_counts().to_pylist()
    for each in counts:
        delivered = accounts[each["values"]].delivered
        delivered[part.record] = delivered.get(part.record, 0) + each["counts"]
    for number, rows in part.rejected.groupby("_file"):
        accounts[int(str(number))].rejected.append(rows)


def _write_accounts(pull: Pull, accounts: list[Account], loaded: list[LoadedFile]) -> None:
    warehouse = pull.warehouse
    moment = datetime.now(UTC).replace(tzinfo=None)
    ids: dict[str, Any] = {"run_id": pull.run_id, "source_code": pull.code}
    files = [
        ids
        | {
            "file_id": account.delivery.file_id,
            "content_id": account.delivery.content_id,
            "stamp": account.delivery.stamp,
            "file_name": account.file_name,
            "mapping_name": pull.mapping.name,
            "loaded_at": moment,
            "row_count": counted.row_count,
            "loaded_count": counted.loaded_count,
            "superseded_count": counted.superseded_count,
            "rejected_count": counted.rejected_count,
            "status_code": "failed" if account.error else "loaded",
            "error": account.error,
        }
        for account, counted in zip(accounts, loaded, strict=True)
    ]
    insert(warehouse, "ops.source_file", files)
    for account in accounts:
        place = ids | {"file_id": account.delivery.file_id, "file_name": account.file_name}
        if account.notes:
            insert(warehouse, "ops.file_note", [place | {"note": pull.mask(note)} for note in account.notes])
        for rows in account.rejected:
            insert(warehouse, "ops.rejected_row", rows.drop(columns="_file").sort_values("line_number").assign(**place))
    seen = [(each.file_name, each.seen) for each in accounts if not each.error]
    patterns = pull.settings.privacy.patterns
    drift.note_changes(warehouse, pull.run_id, pull.code, pull.mapping.record, seen, patterns)
