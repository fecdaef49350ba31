"""What do a million CSV rows, and ten thousand transcripts, cost until they are in core?

    python -m tests.benchmarks.pulling [ROWS [TRANSCRIPTS]]

Peer: DuckDB's bare `read_csv` into a table of a file, from the same CSV. Transcripts are Contact Lens documents of forty
turns, of which one in ten holds something personal: in one file of JSON lines, and as a file each. Each part runs in a
process of its own, so that its peak memory is its own; CPU seconds leave out the start of Python.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

TURNS = 40
CALLS = """
copy (
    select
        'C' || lpad(i::varchar, 9, '0') as id,
        (timestamp '2026-01-01' + i * 7 * interval 1 second)::varchar as started,
        'code_' || i % 40 as code,
        'customer-' || i % 200000 as customer,
        i % 90 as waited,
        i % 600 as talked,
        (i % 20 = 0)::int as abandoned,
        ['North', 'South', 'East', 'West'][1 + i % 4] as region
    from range({rows}) t(i)
) to '{path}' (header{quoted})
"""
MAPPING = """
format = "csv"
[fields]
contact_id = "id"
started_at = "started"
disposition_code = "code"
customer_id = "customer"
queue_seconds = "waited"
talk_seconds = "talked"
is_abandoned = { column = "abandoned", true = ["1"] }
region_code = "region"
channel_code = { constant = "voice" }
"""
CONFIG = """
[paths]
build = "build"
[site]
timezone = "America/New_York"
[limits]
settle_seconds = 0
[taxonomy]
from = "dispositions"
[sources.given]
path = "{path}"
mapping = "{mapping}"
"""
SENTENCES = {
    "CUSTOMER": [
        "I ordered the blue lamp two weeks ago and it still has not arrived, can you check where it is?",
        "The box was crushed on one side and two of the six glasses inside were broken when I opened it.",
        "You charged me $49.99 twice this month, and I want one of them back please.",
        "ok thank you, that helps",
        "No, I have not tried that yet, where do I find the button?",
    ],
    "AGENT": [
        "Thank you for calling, how can I help you today?",
        "Let me have a look at that order for you, one moment please.",
        "I am sorry to hear that, we will send a new one right away.",
        "Is there anything else I can do for you?",
    ],
}
PERSONAL = [
    "My name is Rosa Delgado and my e-mail is rosa.delgado@example.com.",
    "Call me back on (555) 234-5678 please.",
]


def write_calls(path: Path, rows: int, quoted: str) -> None:
    duckdb.execute(CALLS.format(rows=rows, path=path, quoted=quoted))


def write_transcripts(folder: Path, count: int, is_one_file: bool) -> None:
    rng = random.Random(5)
    documents = (document(rng, number) for number in range(count))
    if is_one_file:
        with (folder / "transcripts.jsonl").open("w") as file:
            file.writelines(json.dumps(each) + "\n" for each in documents)
        return
    for each in documents:
        (folder / f"{each['CustomerMetadata']['ContactId']}_analysis.json").write_text(json.dumps(each))


def document(rng: random.Random, number: int) -> dict:
    turns = []
    for place in range(TURNS):
        speaker = ("AGENT", "CUSTOMER")[place % 2]
        is_personal = speaker == "CUSTOMER" and place < 8 and rng.random() < 0.1 * TURNS / 8 / 2
        said = rng.choice(PERSONAL) if is_personal else rng.choice(SENTENCES[speaker])
        offsets = {"BeginOffsetMillis": place * 4000, "EndOffsetMillis": place * 4000 + 3500}
        turns.append({"Id": f"{number}-{place}", "ParticipantId": speaker, "Content": said, **offsets})
    participants = [{"ParticipantId": role, "ParticipantRole": role} for role in SENTENCES]
    return {
        "Version": "1.1.0",
        "Channel": "VOICE",
        "LanguageCode": "en-US",
        "CustomerMetadata": {"ContactId": f"call-{number:06d}"},
        "Participants": participants,
        "Transcript": turns,
    }


def pull_to_core(folder: Path, path: str, mapping: str) -> None:
    """Pull as `voc run` does, up to core, and print CPU seconds, peak memory and what is there."""
    from pipelines.flows import nightly
    from pipelines.settings import load_settings

    (folder / "calls.toml").write_text(MAPPING)
    (folder / "voc.toml").write_text(CONFIG.format(path=path, mapping=mapping))
    settings = load_settings(folder / "voc.toml")
    run_id = nightly.begin.fn(settings)

    def pull() -> None:
        nightly.pull.fn(settings, run_id)
        nightly.build_core.fn(settings, run_id, None)

    cpu_seconds = measured("voc, to core", pull)
    with duckdb.connect(str(settings.paths.warehouse), read_only=True) as warehouse:
        counted = "select (select count(*) from core.contact), (select count(*) from core.turn)"
        ((contacts, turns),) = warehouse.execute(counted).fetchall()
    print(
        f"{'':24} {contacts:,} contacts, {turns:,} turns; {contacts / cpu_seconds:,.0f} contacts a CPU second",
        flush=True,
    )


def read_bare(folder: Path, path: str, _: str) -> None:
    def read() -> None:
        with duckdb.connect(str(folder / "bare.duckdb")) as bare:
            bare.execute("create table calls as from read_csv(?)", [str(folder / path)])

    measured("DuckDB's bare read_csv", read)


def measured(name: str, call: Callable[[], None]) -> float:
    spent, started = time.process_time(), time.perf_counter()
    call()
    cpu_seconds, seconds = time.process_time() - spent, time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{name:24} {cpu_seconds:7.2f} CPU s {seconds:7.2f} s {peak:7.0f} MB", flush=True)
    return cpu_seconds


PARTS: dict[str, Callable[[Path, str, str], None]] = {"bare": read_bare, "pull": pull_to_core}


def in_own_process(part: str, folder: Path, path: str, mapping: str) -> None:
    subprocess.run([sys.executable, "-m", "tests.benchmarks.pulling", part, str(folder), path, mapping], check=True)


def main(rows: int, transcripts: int) -> None:
    for title, quoted in (("unquoted", ""), ("every value quoted", ", force_quote *")):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_calls(folder / "calls.csv", rows, quoted)
            print(f"{rows:,} rows of CSV, {title}, {(folder / 'calls.csv').stat().st_size / 1e6:.0f} MB")
            for part in ("bare", "pull"):
                in_own_process(part, folder, "calls.csv", "calls.toml")
    for title, count, is_one_file in (
        ("in one file", transcripts, True),
        ("a file each", transcripts, False),
        ("in one file", 10 * transcripts, True),
    ):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "inbox").mkdir()
            write_transcripts(folder / "inbox", count, is_one_file)
            size = sum(each.stat().st_size for each in (folder / "inbox").iterdir()) / 1e6
            print(f"{count:,} transcripts of {TURNS} turns {title}, {size:.0f} MB")
            in_own_process("pull", folder, "inbox", "contact_lens")


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] in PARTS:
        PARTS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3], sys.argv[4])
    else:
        numbers = [int(each) for each in sys.argv[1:]]
        main(*(numbers + [1_000_000, 10_000][len(numbers) :]))
