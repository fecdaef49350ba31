"""Forgetting: does an erased customer leave every byte under the build, and nobody else any?"""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys

import duckdb
import pytest

from pipelines.delivery import letters
from pipelines.publish import KEPT_FILES
from pipelines.sources.customer_key import rotate_key
from pipelines.warehouse import OFFLINE
from pipelines.workspace import open_workspace
from pipelines.workspace.notes import read_notes
from pipelines.workspace.tables import AUDIT_EVENT
from tests.conftest import ROOT, House
from tests.pipelines.erasing.centre import CONTACT, CUSTOMER, add_files, found, secrets_of

pytestmark = pytest.mark.slow

ERASE_AND_DIE = """
import os, signal, sys
from pathlib import Path
from pipelines.erasing import forgetting, rewriting
from pipelines.settings import load_settings

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def dying_after(called):
    def call(*arguments):
        called(*arguments)
        die()
    return call

POINTS = {
    "before anything": (forgetting, "forget_papers", die),
    "reports are gone": (forgetting, "rewrite_published", die),
    "one file is written and not yet shown": (rewriting, "point_at", die),
    "all is published": (forgetting, "forget_learned", die),
    "models are gone": (forgetting, "forget_written", die),
    "the workspace is done": (forgetting, "cut_in_place", die),
    "rows are deleted and not yet kept": (forgetting, "cut_in_place", dying_after(forgetting.cut_in_place)),
    "bytes are left": (forgetting, "compact_warehouse", die),
    "the copy is made": (rewriting.os, "replace", die),
}
for config, point in zip(sys.argv[2::2], sys.argv[3::2]):
    if os.fork() == 0:
        module, name, instead = POINTS[point]
        if point == "the copy is made":
            rewrite = forgetting.rewrite_published
            def first(*arguments):
                count = rewrite(*arguments)
                rewriting.os.replace = die
                return count
            forgetting.rewrite_published = first
        else:
            setattr(module, name, instead)
        forgetting.erase_customer(load_settings(Path(config)), sys.argv[1], None, lambda label: None)
        os._exit(0)
    _, status = os.wait()
    print(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)
"""
POINTS = (
    *("before anything", "reports are gone", "one file is written and not yet shown", "all is published"),
    *(
        "models are gone",
        "the workspace is done",
        "rows are deleted and not yet kept",
        "bytes are left",
        "the copy is made",
    ),
)
OTHERS = f"where contact_id <> 'shop:{CONTACT}' order by all"
FREE = "select count(*) > 0 from pragma_database_size() where free_blocks > 0"


def others(house: House) -> list[list[tuple]]:
    """All that core says of the other contacts."""
    return [house.rows(f"from core.{table} {OTHERS}") for table in ("contact", "turn", "survey")]


def erase(house: House, call, monkeypatch) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{CUSTOMER}\n"))
    return call("erase", "--customer", "-", "--yes", "--config", house.settings.config_path)


def test_an_erased_customer_is_in_no_byte_and_stays_away_for_good(centre, call, monkeypatch):
    house = centre("one")
    secrets, before = secrets_of(house), others(house)
    shown_before = house.settings.paths.published.resolve()
    assert found(house, secrets) == set(secrets) - {CUSTOMER}, "they must be found before, or the search finds nothing"
    assert house.rows(f"select count(*) from ops.training_contact where contact_id = 'shop:{CONTACT}'") == [(1,)]
    models = {path.name for path in house.settings.paths.models.iterdir()}

    code, said, complained = erase(house, call, monkeypatch)

    assert (code, complained) == (0, "")
    assert "Erased: 1 contacts," in said and CUSTOMER not in said and CONTACT not in said
    assert found(house, secrets) == set()
    assert others(house) == before
    assert house.rows(FREE) == [(False,)], "a free block may hold what was deleted"
    shown = house.settings.paths.published.resolve()
    assert shown != shown_before and not shown_before.exists(), "readers reopen when the real path moves"
    assert house.published("select count(*) > 100 from marts.contact") == [(True,)]
    assert {path.name for path in house.settings.paths.models.iterdir()} & models == set(), "both had learned from it"
    assert (house.settings.paths.reports / "2026-03-14" / "billing" / "trend.pdf").exists(), (
        "what does not name them stays"
    )
    letters.read(house.settings.paths.outbox, "billing")
    with pytest.raises(letters.WithdrawnError):
        letters.read(house.settings.paths.outbox, "logistics")
    with open_workspace(house.settings) as workspace:
        assert read_notes(workspace)["words"].tolist() == ["Look at [ERASED] again"]
        with workspace.engine.connect() as connection:
            events = connection.execute(AUDIT_EVENT.select()).fetchall()
        assert [(event.event_code, event.subject) for event in events] == [
            ("transcript_viewed", "[ERASED]"),
            ("transcript_viewed", "shop:1001"),
            ("customer_erased", ""),
        ]

    rotate_key(house.settings)  # a new key of the hashes must not bring anybody back
    add_files(house, "_again")
    house.run()

    assert found(house, secrets) == set()
    assert house.rows("select count(*) from core.contact") == [(len(before[0]),)]
    assert house.published("select why_code, sum(row_count) > 20 from marts.erasure group by all") == [("erase", True)]
    assert len(list(house.settings.paths.models.glob("reasons-*.skops"))) == 1, "it was learned again"
    code, said, _ = erase(house, call, monkeypatch)
    assert (code, said.splitlines()[-1]) == (
        0,
        "This customer was erased before, and nothing of theirs has come since.",
    )


def test_older_files_that_are_kept_are_written_anew_too_and_current_stays_the_newest(centre, call, monkeypatch):
    house = centre("kept")
    forget_topics(house)
    folder = house.settings.paths.published_folder
    newest = house.settings.paths.published.resolve()
    for number in range(KEPT_FILES - 1):
        (folder / f"voc-20250101T00000{number}-aaaa.duckdb").write_bytes(newest.read_bytes())

    code, said, _ = erase(house, call, monkeypatch)

    assert code == 0 and f"{KEPT_FILES} published files written anew" in said
    assert found(house, secrets_of(house)) == set()
    assert house.settings.paths.published.resolve().name == f"{newest.stem}-e1.duckdb"
    assert len(list(folder.iterdir())) == KEPT_FILES + 1
    for path in folder.glob("voc-*.duckdb"):
        with duckdb.connect(str(path), read_only=True, config=OFFLINE) as marts:
            assert marts.execute("select count(*) from marts.run").fetchall() == [(1,)]


def forget_topics(house: House) -> None:
    """Let no topics be looked for again: it takes its time, and another test sees to it."""
    for path in house.settings.paths.models.glob("topics-*"):
        path.unlink()


def test_an_erasure_that_is_killed_anywhere_is_completed_when_it_is_called_again_or_by_the_next_night(
    centre, call, monkeypatch
):
    houses = {point: centre(point.replace(" ", "-")) for point in POINTS}
    for house in houses.values():
        forget_topics(house)
    before = others(houses[POINTS[0]])
    arguments = [each for point, house in houses.items() for each in (str(house.settings.config_path), point)]

    killed = subprocess.run(
        [sys.executable, "-u", "-c", ERASE_AND_DIE, CUSTOMER, *arguments],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert killed.stdout.split() == [str(int(signal.SIGKILL))] * len(POINTS), killed.stderr
    for point, house in houses.items():
        assert house.published("select count(*) from marts.run") == [(1,)], point  # readers are never left without
        if POINTS.index(point) % 2:
            code, *_ = erase(house, call, monkeypatch)
            assert code == 0, point
        else:  # nobody calls it again; the night does, but does not know the customer
            house.pull()
            forget_in_a_night(house)
        assert found(house, secrets_of(house)) == set(), point
        assert others(house) == before, point
        assert house.rows("select count(*) from ops.erasure where finished_at is null") == [(0,)], point


def forget_in_a_night(house: House) -> None:
    from pipelines.flows import nightly as nightly_flow

    settings = house.settings
    nightly_flow.forget.fn(settings, nightly_flow.begin.fn(settings))
