"""Does any spoilt file crash a pull, hang it, or lose a row unseen?

    python -m tests.benchmarks.mutations [COUNT]

Each file is one of the fixtures below (or of the public formats, where they are: `VOC_SHARED_DATA`, or ../shared/data)
with some bytes turned, cut out, doubled, swapped or replaced by what exports are known to hold at their worst. The same
seed gives the same files. Outcomes: loaded, rejects (some rows), failed (said so in one line), known (the same bytes as
another); anything else is a fault.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.settings import load_settings
from pipelines.sources.customer_key import read_key
from pipelines.sources.files import MissingSourceError, pull_files
from pipelines.sources.loading import Pull
from pipelines.sources.mapping import load_mapping
from pipelines.sources.reading.opening import UnreadableFileError
from pipelines.sources.reading.recognising import recognise
from pipelines.warehouse import OFFLINE, connect_in_memory, create_tables
from tests.conftest import SHARED_DATA

COUNT, FILES_AT_ONCE, SEED = 10_000, 25, 3
SECONDS = 60  # for some files together; whatever takes longer hangs
LARGEST = 400_000  # bytes of a public file that is taken

FIELDS = """
[fields]
contact_id = "id"
updated_at = "updated"
started_at = "started"
ended_at = "ended"
disposition_code = "code"
customer_id = "customer"
customer_name = "name"
talk_seconds = "talk"
csat_score = "csat"
is_abandoned = { column = "abandoned", true = ["1"] }
"""
NAMES = ["id", "updated", "started", "ended", "code", "customer", "name", "talk", "csat", "abandoned", "mood"]
ROWS = [
    ["1", "2026-03-05", "2026-03-02 09:00:00", "2026-03-02 09:05:00", "LATE", "4155550132", "Ana Sol", "290", "4", "0", "ok"],
    ["2", "2026-03-05", "2026-03-02T10:00:00Z", "", 'LOST, "again"', "", "", "0", "", "1", "so so"],
    ["3", "", "25/10/2026 02:30", "25/10/2026 02:10", "two\nlines", "ana@example.com", "", "1.5", "5", "", "¿qué?"],
    ["2", "2026-03-06", "2026-03-02T10:00:00Z", "", "FOUND", "", "", "3", "1", "1", ""],
]  # fmt: skip
SAID = [
    ("agent", "Hello, this is Ana."),
    ("customer", "My parcel, order 4111 1111 1111 1111, is late."),
    ("agent", "¿Cómo?"),
]


@dataclass(frozen=True)
class Fixture:
    """A whole file of some format, and the mapping that reads it."""

    form: str
    file_name: str
    mapping: str  # the text of a mapping, or the name of one that is shipped
    content: bytes


def fixtures(has_public: bool = True) -> list[Fixture]:
    """The files of every format that is read, with the public ones where they are."""
    objects = [dict(zip(NAMES, row, strict=True)) for row in ROWS]
    lines = "\n".join(json.dumps(each | {"deep": {"er": [1, 2.5, None]}}) for each in objects).encode()
    table = {form: f'format = "{form}"{FIELDS}' for form in ("csv", "excel", "json", "jsonl", "parquet")}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/one.csv", delimited(","))
        archive.writestr("two.csv.gz", gzip.compress(delimited(",")))
    return [
        Fixture("csv", "a.csv", table["csv"], delimited(",")),
        Fixture("csv, semicolons", "a.csv", table["csv"], delimited(";")),
        Fixture("tsv", "a.tsv", table["csv"], delimited("\t")),
        Fixture("csv, utf-16", "a.csv", table["csv"], delimited(",").decode().encode("utf-16")),
        Fixture("csv, windows-1252", "a.csv", table["csv"], delimited(",").decode().encode("cp1252")),
        Fixture("csv, gz", "a.csv.gz", table["csv"], gzip.compress(delimited(","))),
        Fixture("csv, zip", "a.zip", table["csv"], packed.getvalue()),
        Fixture("excel", "a.xlsx", table["excel"], workbook()),
        Fixture("parquet", "a.parquet", table["parquet"], parquet()),
        Fixture("json", "a.json", 'rows = "data.calls"\n' + table["json"], json.dumps({"data": {"calls": objects}}).encode()),
        Fixture("jsonl", "a.jsonl", table["jsonl"], lines),
        Fixture("turns", "a.jsonl", TURNS, "\n".join(map(json.dumps, turns())).encode()),
        *transcripts(),
        *(public_files() if has_public else ()),
    ]  # fmt: skip


TURNS = """format = "jsonl"
record = "turn"
[fields]
contact_id = "id"
turn_index = "n"
said_at = { column = "at", format = "epoch" }
speaker = "who"
text = { column = "text", html = true }
started_ms = { column = "from", unit = "ms" }
[contact]
started_at = { column = "at", format = "epoch" }
"""


def turns() -> list[dict[str, object]]:
    return [
        {"id": f"c{contact}", "n": n, "at": 1772442000 + n, "who": who, "text": f"<p>{text}</p>", "from": n * 1000}
        for contact in range(3)
        for n, (who, text) in enumerate(SAID)
    ]


def delimited(separator: str) -> bytes:
    rows = [
        separator.join(
            '"' + cell.replace('"', '""') + '"' if set(cell) & set(f'{separator}"\n') else cell for cell in row
        )
        for row in [NAMES, *ROWS]
    ]
    return ("\r\n".join(rows) + "\r\n").encode()


def workbook() -> bytes:
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in [NAMES, *ROWS]:
        book.active.append(row)
    book.save(stream)
    return stream.getvalue()


def parquet() -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table({name: [row[at] for row in ROWS] for at, name in enumerate(NAMES)}), stream)
    return stream.getvalue()


def transcripts() -> list[Fixture]:
    lens = {
        "CustomerMetadata": {"ContactId": "c1"},
        "Participants": [{"ParticipantId": who.upper(), "ParticipantRole": who.upper()} for who in ("agent", "customer")],
        "Transcript": [
            {"ParticipantId": who.upper(), "Content": text, "BeginOffsetMillis": n * 900, "EndOffsetMillis": n * 900 + 800}
            for n, (who, text) in enumerate(SAID)
        ],
        "LanguageCode": "en-US",
        "Channel": "VOICE",
    }  # fmt: skip
    genesys = {
        "conversationId": "g1",
        "conversationStart": "2026-03-02T09:00:00.000Z",
        "conversationEnd": "2026-03-02T09:05:00.000Z",
        "originatingDirection": "inbound",
        "participants": [{"purpose": "customer", "sessions": [{"mediaType": "voice", "metrics": [], "segments": []}]}],
    }  # fmt: skip
    clock = "00:00:{:02}{}000"
    vtt = "\n\n".join(
        f"{clock.format(n, '.')} --> {clock.format(n + 1, '.')}\n<v {w}>{t}" for n, (w, t) in enumerate(SAID)
    )
    srt = "\n\n".join(
        f"{n}\n{clock.format(n, ',')} --> {clock.format(n + 1, ',')}\n{w}: {t}" for n, (w, t) in enumerate(SAID)
    )
    plain = "\n".join(f"[09:00:{n:02}] {who.title()}: {text}" for n, (who, text) in enumerate(SAID))
    return [
        Fixture("contact_lens", "c1.json", "contact_lens", json.dumps(lens).encode()),
        Fixture("contact_lens, lines", "c.jsonl", "contact_lens", "\n".join(json.dumps(lens) for _ in range(3)).encode()),
        Fixture("genesys_conversations", "g.json", "genesys_conversations", json.dumps([genesys] * 2).encode()),
        Fixture("webvtt", "v1.vtt", "webvtt", f"WEBVTT\n\n{vtt}\n".encode()),
        Fixture("srt", "s1.srt", "srt", f"{srt}\n".encode()),
        Fixture("plain_text", "p1.txt", "plain_text", f"{plain}\n".encode()),
    ]  # fmt: skip


def public_files() -> Iterator[Fixture]:
    """Files as vendors publish them, by the mapping that `--as auto` takes; none where they are absent."""
    for path in sorted((SHARED_DATA / "formats").rglob("*.*")):
        if path.suffix in (".csv", ".json", ".jsonl", ".srt", ".vtt", ".txt") and path.stat().st_size <= LARGEST:
            try:
                mapping = recognise([path.read_bytes()]).mapping
            except UnreadableFileError:
                continue
            if mapping and path.name != "README.txt":
                yield Fixture(f"{mapping}: {path.name}", path.name, mapping, path.read_bytes())


WORST = [
    b"", b'"', b"'", b",", b"\n", b"\r", b"\r\n\r\n", b"\0", b"\0" * 40, b"\x1a", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80",
    b"\xf0\x9f\x98\x80", "‮٣४".encode(), b"\\", b"\\u0000", b"\\ud800", b'""', b"[[[[[[[[", b"{" * 3000, b"[" * 3000, b"]}",
    b"null",
    b"NaN", b"Infinity", b"-1", b"-0", b"1e999", b"9" * 30, b"9" * 400, b"0x10", b"1_000", b"0001-01-01", b"9999-12-31T23:59:59Z",
    b"-2026-01-01", b"290000-01-01", b"2026-02-30", b"24:00:00", b"infinity", b"true", b"id", b'"id"', b"{}", b"[]", b'{"a":1}',
    b"<script>", b"' or 1=1 --", b"$1", b"%s%n", b"../../x", b"x" * 5000, b"a.b", b"*", b"-->", b"WEBVTT", b"=1+1", b"\t",
    b";", b"|",
]  # fmt: skip


def mutated(content: bytes, luck: random.Random) -> bytes:
    """The file after one to four accidents; a JSON document often stays one."""
    if content[:1] in (b"{", b"[") and luck.random() < 0.6:
        lines = [content] if _is_json(content) else content.splitlines()
        place = luck.randrange(len(lines))
        lines[place] = _altered(lines[place], luck)
        return b"\n".join(lines)
    for _ in range(luck.randint(1, 4)):
        content = luck.choice([_turn, _cut, _double, _swap, _put, _put, _replace, _end, _digits])(content, luck)
    return content


ODD: list[Any] = [
    None, "", " ", 0, -1, 1e300, 10**30, True, [], {}, [[]], [None], {"a": {}}, "9" * 400, "x" * 3000, "\ud800", "\0",
    "2026-02-30",
    "9999-12-31T23:59:59Z", "0001-01-01", "PT1H", "00:00:-1", "-5", "NaN", ["a", 1, None], {"id": None}, "customer", "ñ\u202e",
]  # fmt: skip


def _is_json(content: bytes) -> bool:
    try:
        return json.loads(content) is not None
    except ValueError:
        return False


def _altered(content: bytes, luck: random.Random) -> bytes:
    """A document with some of its values and keys changed for others."""
    if not _is_json(content):
        return content
    document = json.loads(content)
    for _ in range(luck.randint(1, 6)):
        holder = document
        while isinstance(holder, (dict, list)) and holder:
            key = luck.choice(list(holder) if isinstance(holder, dict) else range(len(holder)))
            inner = holder[key]
            if not isinstance(inner, (dict, list)) or not inner or luck.random() < 0.15:
                _alter(holder, key, luck)
                break
            holder = inner
    return json.dumps(document).encode("utf-8", "replace")


def _alter(holder: Any, key: Any, luck: random.Random) -> None:
    kind = luck.randrange(4)
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(holder, list):
        holder.insert(key, deepcopy(holder[key]))
    elif kind == 2 and isinstance(holder, dict):
        holder[luck.choice(["", "id", "x.y", "ID", f"{key} ", "a[0]", "é"])] = holder.pop(key)
    else:
        holder[key] = deepcopy(luck.choice(ODD))


def _span(content: bytes, luck: random.Random, longest: int) -> tuple[int, int]:
    start = luck.randrange(len(content) + 1)
    return start, min(len(content), start + luck.randint(0, longest))


def _turn(content: bytes, luck: random.Random) -> bytes:
    turned = bytearray(content)
    for _ in range(luck.randint(1, 8) if turned else 0):
        turned[luck.randrange(len(turned))] = luck.randrange(256)
    return bytes(turned)


def _cut(content: bytes, luck: random.Random) -> bytes:
    start, end = _span(content, luck, luck.choice([1, 20, 2000]))
    return content[:start] + content[end:]


def _double(content: bytes, luck: random.Random) -> bytes:
    start, end = _span(content, luck, luck.choice([10, 200, 5000]))
    return content[:end] + content[start:end] * luck.choice([1, 1, 3, 50]) + content[end:]


def _swap(content: bytes, luck: random.Random) -> bytes:
    first, second, third = sorted(luck.randrange(len(content) + 1) for _ in range(3))
    return content[:first] + content[second:third] + content[first:second] + content[third:]


def _put(content: bytes, luck: random.Random) -> bytes:
    start, _ = _span(content, luck, 0)
    return content[:start] + luck.choice(WORST) + content[start:]


def _replace(content: bytes, luck: random.Random) -> bytes:
    """A value, a key or a word by something else, once or wherever it stands."""
    words = [each for each in content[:LARGEST].replace(b'"', b" ").replace(b",", b" ").split() if each]
    old = luck.choice(words) if words else b""
    return content.replace(old, luck.choice(WORST), luck.choice([1, 1, 200])) if old else content


def _end(content: bytes, luck: random.Random) -> bytes:
    return content[: luck.randrange(len(content) + 1)]


def _digits(content: bytes, luck: random.Random) -> bytes:
    table = bytes.maketrans(b"0123456789", bytes(luck.sample(range(48, 58), 10)))
    start, end = _span(content, luck, 400)
    return content[:start] + content[start:end].translate(table) + content[end:]


@dataclass(frozen=True)
class Spoilt:
    """One file that was tried: its number, its format, what became of it, and how long its batch took."""

    number: int
    form: str
    outcome: str
    seconds: float


def try_files(fixture: Fixture, numbers: list[int], seed: int = SEED) -> list[Spoilt]:
    """Pull the mutations of a fixture with these numbers, together; one by one where something goes wrong."""
    contents = [mutated(fixture.content, random.Random(f"{seed} {fixture.form} {number}")) for number in numbers]
    started = time.perf_counter()
    try:
        outcomes = pull_contents(fixture, contents)
    except Exception as error:
        if len(numbers) > 1:
            return [each for number in numbers for each in try_files(fixture, [number], seed)]
        outcomes = [f"FAULT {type(error).__name__}: {str(error).splitlines()[0][:120] if str(error) else ''}"]
    seconds = (time.perf_counter() - started) / len(numbers)
    return [Spoilt(number, fixture.form, each, seconds) for number, each in zip(numbers, outcomes, strict=True)]


def pull_contents(fixture: Fixture, contents: list[bytes]) -> list[str]:
    """What becomes of each file in one pull."""
    with tempfile.TemporaryDirectory() as name, duckdb.connect(":memory:", config=OFFLINE) as warehouse, _in_time():
        folder = Path(name)
        mapping = fixture.mapping if "\n" not in fixture.mapping else "m.toml"
        (folder / "m.toml").write_text(fixture.mapping)
        (folder / "voc.toml").write_text(
            '[paths]\nbuild = "build"\n[limits]\nsettle_seconds = 0\nfile_mb = 64\narchive_mb = 64\n'
            f'[sources.it]\npath = "in/*/*"\nmapping = "{mapping}"\n'
        )
        for number, content in enumerate(contents):
            path = folder / "in" / f"{number:04}" / fixture.file_name
            path.parent.mkdir(parents=True)
            path.write_bytes(content)
            os.utime(path, (1772323200 + number, 1772323200 + number))
        create_tables(warehouse)
        settings = load_settings(folder / "voc.toml")
        with connect_in_memory() as memory:
            source = settings.sources["it"]
            key = read_key(settings)
            pull = Pull(warehouse, memory, settings, "it", source, load_mapping(mapping, folder), "run", key)
            try:
                pull_files(pull, lambda done, total: None)
            except MissingSourceError:
                return ["failed"] * len(contents)
        _require_conservation(warehouse)
        return [_outcome(warehouse, f"{number:04}") for number in range(len(contents))]


class LostRowError(Exception):
    """The account of a file does not agree with what is stored."""


def _require_conservation(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = warehouse.execute(
        "with stored as (select file_id, count(*) as stored_count from (from raw.contact select file_id union all"
        " from raw.turn select file_id union all from raw.lookup select file_id union all"
        " from raw.survey select file_id union all from raw.agent_state select file_id) group by 1),"
        " kept as (select file_id, count(*) as kept_count from ops.rejected_row group by 1)"
        " select file_name, row_count, loaded_count, superseded_count, rejected_count, stored_count, kept_count, error"
        " from ops.source_file left join stored using (file_id) left join kept using (file_id)"
        " where row_count <> loaded_count + superseded_count + rejected_count"
        " or rejected_count <> coalesce(kept_count, 0)"
        " or loaded_count > coalesce(stored_count, 0)"
        " or (status_code = 'failed') <> (error is not null) or error like '%\n%'"
    ).fetchall()
    if rows:
        raise LostRowError(str(rows[0]))


def _outcome(warehouse: duckdb.DuckDBPyConnection, folder: str) -> str:
    found = warehouse.execute(
        "select bool_or(status_code = 'loaded'), sum(rejected_count) from ops.source_file where contains(file_name, ?)",
        [f"{folder}/"],
    ).fetchall()[0]
    is_loaded, rejected = found
    return "known" if is_loaded is None else "failed" if not is_loaded else "rejects" if rejected else "loaded"


@contextmanager
def _in_time() -> Iterator[None]:
    def stop(number: int, frame: FrameType | None) -> None:
        raise TimeoutError(f"took longer than {SECONDS} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def spoil(count: int, seed: int = SEED) -> Iterator[Spoilt]:
    """Try so many files, as many of each fixture."""
    kinds = fixtures()
    each = -(-count // len(kinds))
    for fixture in kinds:
        for start in range(0, each, FILES_AT_ONCE):
            yield from try_files(fixture, list(range(start, min(each, start + FILES_AT_ONCE))), seed)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    tried: list[Spoilt] = []
    table: dict[str, Counter[str]] = {}
    for each in spoil(count):
        tried.append(each)
        table.setdefault(each.form, Counter())[each.outcome.split()[0]] += 1
        if each.outcome.startswith("FAULT"):
            print(f"{each.form} {each.number}: {each.outcome}", flush=True)
    for form, outcomes in table.items():
        print(f"{form[:70]:70} " + "  ".join(f"{name} {number}" for name, number in sorted(outcomes.items())))
    slowest = max(tried, key=lambda each: each.seconds)
    faults = sum(each.outcome.startswith("FAULT") for each in tried)
    print(
        f"{len(tried):,} files, {faults} faults; slowest {slowest.form} {slowest.number}: {slowest.seconds:.2f} s a file"
    )


if __name__ == "__main__":
    main()
