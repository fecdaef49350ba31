"""Readers: does anybody who reads while a night publishes get an error, or an answer of no night?"""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event, Thread
from types import TracebackType

import duckdb

from pipelines.warehouse import OFFLINE
from tests.benchmarks.unattended.prepared import Prepared

ASKED = """
select
    (select max(run_id) from marts.run),
    (select max(contact_count) from marts.run),
    (select count(*) from marts.contact),
    (select sum(contact_count) from marts.contact_daily),
    (select count(*) from marts.alert)
"""
Answer = tuple[int, int, int]


def answer(path: Path) -> Answer:
    """What a reader sees who opens the published file now; of two queries of which one is torn, the sums disagree."""
    with duckdb.connect(str(path.resolve()), read_only=True, config=OFFLINE) as marts:
        _, told, held, summed, alerts = marts.execute(ASKED).fetchall()[0]
    return (told, summed if told == held else -1, alerts)


class Reader:
    """Asks what is published, again and again, until the block ends; keeps what is of none of the nights, and errors."""

    def __init__(self, path: Path, nights: set[Answer] | None = None) -> None:
        self.path, self.nights = path, nights
        self.asked = 0
        self.torn: list[object] = []
        self._over = Event()
        self._thread = Thread(target=self._read, daemon=True)

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._over.is_set():
            try:
                found = answer(self.path)
            except Exception as error:  # whatever a reader would see instead of an answer
                self.torn.append(error)
            else:
                if found[1] == -1 or (self.nights is not None and found not in self.nights):
                    self.torn.append(found)
            self.asked += 1
            time.sleep(0.1)


def measure(prepared: Prepared, reader_count: int = 20, publish_count: int = 10) -> None:
    night = prepared.night("read")
    readers = [Reader(night.current) for _ in range(reader_count)]
    for reader in readers:
        reader.__enter__()
    codes = [night.run("run")[0]]
    for _ in range(publish_count - 1):
        codes.append(night.run("detect")[0])
    for reader in readers:
        reader.__exit__(None, None, None)
    asked, wrong = sum(reader.asked for reader in readers), [error for reader in readers for error in reader.torn]
    print(f"{reader_count} readers asked {asked:,} times while {codes.count(0)} of {publish_count} runs published.")
    print(f"{len(wrong)} errors or answers that contradict themselves{': ' + repr(wrong[0]) if wrong else '.'}")
