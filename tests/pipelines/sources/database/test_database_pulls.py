"""Pulls of a database: what is in core after rows came, changed, came late, or a run was killed half-way."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from pipelines.pulling import pull_sources
from pipelines.warehouse import open_warehouse
from tests.conftest import ROOT, House
from tests.pipelines.sources.database.postgres import PASSWORD, Server

pytestmark = pytest.mark.slow

CALLS_MAPPING = """
description = "A telephone system's call table"
format = "csv"
record = "contact"
[fields]
contact_id = "Call ID"
updated_at = "changed"
started_at = "begun"
disposition_code = "code"
customer_id = "caller"
talk_seconds = { column = "talked", unit = "hh:mm:ss" }
is_abandoned = "abandoned"
channel_code = { constant = "voice" }
"""
TURNS_MAPPING = """
description = "A chat system's message table"
format = "csv"
record = "turn"
[fields]
contact_id = "chat"
turn_index = "number"
speaker = "who"
text = "said"
[contact]
started_at = "sent"
"""
CALLS = (
    'create table calls ("Call ID" int primary key, changed timestamptz, begun timestamp, code text, caller text,'
    " talked interval, abandoned boolean)"
)
KEPT = "select contact_id, disposition_code from core.contact order by contact_id"
BALANCE = (
    "select bool_and(row_count = loaded_count + superseded_count + rejected_count),"
    " sum(row_count)::int, sum(loaded_count)::int, sum(superseded_count)::int, sum(rejected_count)::int from ops.source_file"
)


@pytest.fixture
def calls(house: House, server: Server, monkeypatch: pytest.MonkeyPatch) -> House:
    """A house whose one source is the server's table of calls."""
    monkeypatch.setenv("CALLS_PASSWORD", PASSWORD)
    server.run(CALLS)
    house.add_file("calls.toml", CALLS_MAPPING)
    set_source(house, server)
    return house


def set_source(house: House, server: Server, **options: Any) -> None:
    named = {
        "kind": "database",
        "url": server.url("${CALLS_PASSWORD}"),
        "table": "calls",
        "cursor": "changed",
        "key": ["Call ID"],
        "mapping": "calls.toml",
        "timezone": "America/New_York",
    }
    lines = [f"{name} = {json.dumps(value)}" for name, value in (named | options).items() if value is not None]
    house.sources["calls"] = "\n".join(["[sources.calls]", *lines])


def add(server: Server, *rows: str) -> None:
    server.run(f"insert into calls values {', '.join(rows)}")


def test_rows_arrive_typed_in_the_zone_of_their_source(calls, server):
    add(server, "(7, '2026-03-02 15:00Z', '2026-03-02 09:30', 'billing', '+1 555 0100', '1:01:05', false)")

    calls.pull()

    assert calls.rows(
        "select contact_id, started_at::varchar, talk_seconds, is_abandoned, disposition_code,"
        " customer_id not like '%555%' from core.contact"
    ) == [("calls:7", "2026-03-02 14:30:00", 3665.0, False, "billing", True)]


def test_pulling_again_counts_nothing_twice_and_a_row_changed_later_wins(calls, server):
    add(server, "(1, '2026-03-02 15:00Z', '2026-03-02 09:30', 'billing', null, null, null)")
    add(server, "(2, '2026-03-02 15:05Z', '2026-03-02 09:31', 'billing', null, null, null)")
    calls.pull()

    server.run("""update calls set code = 'refund', changed = '2026-03-02 16:00Z' where "Call ID" = 1""")
    add(server, "(3, '2026-03-02 15:01Z', '2026-03-02 09:00', 'late', null, null, null)")  # committed late
    calls.pull()

    assert calls.rows(KEPT) == [("calls:1", "refund"), ("calls:2", "billing"), ("calls:3", "late")]
    assert calls.rows(BALANCE) == [(True, 5, 4, 1, 0)]


def test_a_row_that_cannot_be_used_is_rejected_once_and_the_others_are_loaded(calls, server):
    server.run("alter table calls alter begun type text")
    add(server, "(1, '2026-03-02 15:00Z', 'soon', 'billing', null, null, null)")
    add(server, "(2, '2026-03-02 15:05Z', '2026-03-02 09:31', 'billing', null, null, null)")

    calls.pull()

    assert calls.rows(KEPT) == [("calls:2", "billing")]
    assert calls.rows("select line_number, column_name from ops.rejected_row") == [(1, "begun")]
    assert calls.rows(BALANCE) == [(True, 2, 1, 0, 1)]


def test_a_mended_mapping_reads_the_table_again_and_keeps_what_is_gone_from_it(calls, server):
    add(server, "(1, '2026-03-02 15:00Z', '2026-03-02 09:30', 'old', null, null, null)")
    add(server, "(2, '2026-03-09 15:00Z', '2026-03-09 09:30', 'new', null, null, null)")
    calls.pull()
    server.run("delete from calls where code = 'old'")

    calls.add_file("calls.toml", CALLS_MAPPING.replace('disposition_code = "code"', 'queue_label = "code"'))
    calls.pull()

    assert calls.rows("select contact_id, disposition_code, queue_label from core.contact order by all") == [
        ("calls:1", "old", None),
        ("calls:2", None, "new"),
    ]


def test_the_turns_of_a_chat_are_masked_together_though_they_were_written_apart(calls, server):
    server.run(
        "create table messages (chat text, number int, sent timestamptz, who text, said text)",
        "insert into messages values ('c1', 0, '2026-03-02 15:00Z', 'agent', 'Can I have the card number?'),"
        " ('c1', 1, '2026-03-02 15:01Z', 'customer', 'four one one one one one one one')",
    )
    calls.add_file("messages.toml", TURNS_MAPPING)
    set_source(calls, server, table="messages", cursor="sent", key=None, mapping="messages.toml", overlap=0)
    calls.pull()

    server.run(
        "insert into messages values ('c1', 2, '2026-03-02 16:00Z', 'customer', 'one one one one one one one one')"
    )
    calls.pull()

    turns = calls.rows("select turn_index, text from core.turn order by turn_index")
    assert [index for index, _ in turns] == [0, 1, 2]
    assert "one" not in turns[2][1]


PULL = """
import sys
from pipelines import progress
from pipelines.flows import nightly
from pipelines.settings import load_settings

settings = load_settings(sys.argv[1])
with progress.listening(lambda label, done, total: print(done, flush=True)):
    nightly.pull.fn(settings, nightly.begin.fn(settings))
"""


@pytest.mark.slow
def test_a_pull_killed_half_way_goes_on_where_it_was(calls, server, tmp_path):
    server.run(
        "insert into calls select i, timestamptz '2026-03-02' + i / 3 * interval '1 minute', '2026-03-02 09:30', 'code' || i % 7"
        " from generate_series(1, 400) as i"
    )
    set_source(calls, server, batch_rows=50, overlap=0)
    undisturbed = House(tmp_path / "undisturbed", dict(calls.sources))
    undisturbed.add_file("calls.toml", CALLS_MAPPING)
    undisturbed.pull()

    command = [sys.executable, "-c", PULL, str(calls.settings.config_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        while int(next(process.stdout)) < 100:
            pass
        process.kill()
    calls.pull()

    assert calls.rows(KEPT) == undisturbed.rows(KEPT)
    ((is_balanced, row_count, loaded_count, _, _),) = calls.rows(BALANCE)
    assert is_balanced and loaded_count == 400 and row_count < 500


def test_a_database_that_is_down_says_so_and_no_file_of_the_build_holds_its_password(calls, server, caplog):
    add(server, "(1, '2026-03-02 15:00Z', '2026-03-02 09:30', 'billing', null, null, null)")
    calls.pull()
    set_source(calls, server, url="postgresql://voc:${CALLS_PASSWORD}@127.0.0.1:1/postgres")

    missing = pull_missing(calls)

    assert len(missing) == 1 and "cannot be opened" in missing[0]
    assert calls.rows(KEPT) == [("calls:1", "billing")]
    secret = PASSWORD.encode()
    assert not [path for path in calls.folder.rglob("*") if path.is_file() and secret in path.read_bytes()]
    assert PASSWORD not in caplog.text


def pull_missing(house: House) -> tuple[str, ...]:
    """What the sources of a house say that cannot be pulled."""
    settings = house.settings
    with open_warehouse(settings.paths.warehouse) as warehouse:
        return pull_sources(warehouse, settings, "run", settings.sources).missing
