"""Backup and restore: does everything come back as it was, and is nothing touched by a file that cannot be trusted?"""

import errno
import hashlib
import json
import shutil
import signal
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from pipelines.backup.making import make_backup
from pipelines.backup.manifest import NAME, BackupError
from pipelines.backup.restoring import restore_backup
from pipelines.turns import LOCK, WarehouseLockedError, turn
from pipelines.workspace import open_workspace
from tests.conftest import ROOT, House, complaint, facts

MARCH = {"id": "a1", "started": "2026-03-02T09:00:00Z", "code": "LATE", "customer": "c-17", "region": "South"}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A house after a run, with a label and a model, and its backup."""
    house = House(tmp_path_factory.mktemp("kept"))
    house.add_tickets("march.csv", MARCH, MARCH | {"id": "a2", "code": "LOST"})
    house.run()
    label(house, "a1", "LOST")
    house.add_file("build/models/one/card.json", "{}")
    house.add_file("build/reports/2026-03-02/trend.html", "made again by voc report")
    file, _ = make_backup(house.settings, house.folder / "kept.zip")
    return house, file


@pytest.fixture
def other(kept, tmp_path):
    """A house of its own with the same voc.toml, and the backup."""
    house, file = kept
    new = House(tmp_path / "other", sources=house.sources)
    new.folder.mkdir()
    shutil.copytree(house.folder / "inbox", new.folder / "inbox")
    shutil.copy(house.folder / "tickets.toml", new.folder)
    return new, Path(shutil.copy(file, tmp_path / "kept.zip"))


def label(house, contact_id, reason_code):
    with open_workspace(house.settings) as workspace:
        workspace.add_labels(pd.DataFrame({"contact_id": [contact_id], "reason_code": [reason_code]}), "ana")


def labels(house):
    with open_workspace(house.settings) as workspace:
        return workspace.labels()[["contact_id", "reason_code"]].to_numpy().tolist()


def content(folder: Path) -> dict[str, str]:
    """Every file of a folder by its name, but who has the turn."""
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != LOCK]
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rewritten(file: Path, change) -> Path:
    """The backup with other entries: what `change` makes of name -> bytes."""
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    changed = file.with_name("changed.zip")
    with zipfile.ZipFile(changed, "w") as archive:
        for name, body in change(entries):
            archive.writestr(name, body)
    return changed


def with_manifest(**changes):
    def change(entries):
        told = json.loads(entries[NAME]) | changes
        return [*((name, body) for name, body in entries.items() if name != NAME), (NAME, json.dumps(told))]

    return change


def with_file(name, body=b"anything"):
    """One more file, named in the manifest as it should be."""

    def change(entries):
        told = json.loads(entries[NAME])
        told["files"][name if isinstance(name, str) else name.filename] = [len(body), hashlib.sha256(body).hexdigest()]
        return [
            *((each, held) for each, held in entries.items() if each != NAME),
            (name, body),
            (NAME, json.dumps(told)),
        ]

    return change


# What comes back


def test_everything_comes_back_as_it_was_and_the_next_run_goes_on_from_there(call, kept, other):
    house, _ = kept
    new, file = other

    code, out, err = call("restore", file, "--config", new.settings.config_path)

    assert (code, err) == (0, "") and "Everything is as it was on" in out
    assert facts(new.settings.paths.warehouse) == facts(house.settings.paths.warehouse)
    assert labels(new) == labels(house) == [["a1", "LOST"]]
    assert new.settings.paths.published.resolve().name == house.settings.paths.published.resolve().name
    everything = "select contact_id, disposition_code from marts.contact order by all"
    assert new.published(everything) == house.published(everything) != []
    assert (new.folder / "build/models/one/card.json").read_text() == "{}"
    assert not (new.folder / "build/reports").exists()

    new.add_tickets("april.csv", {**MARCH, "id": "a3", "started": "2026-04-02T09:00:00Z"})
    new.run()
    hashes = new.rows("select count(*), count(distinct customer_id) from core.contact where customer_id is not null")
    assert hashes == [(3, 1)]  # the key came along: the customer is still the same one


def test_the_backup_is_its_owners_alone_and_so_is_what_comes_of_it(kept, other):
    new, file = other
    restore_backup(new.settings, file)

    assert stat.S_IMODE(kept[1].stat().st_mode) == 0o600
    files = [path for path in new.settings.paths.build.rglob("*") if path.is_file() and not path.is_symlink()]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in files}
    assert modes == {0o600}


def test_a_label_that_is_only_in_the_log_of_the_workspace_is_in_the_backup(house):
    house.add_tickets("march.csv", MARCH)
    house.pull()
    with open_workspace(house.settings) as workspace, workspace.engine.connect() as reader:
        reader.exec_driver_sql("begin")
        reader.exec_driver_sql("select count(*) from label").fetchall()  # keeps the log from being written back
        label(house, "a1", "LOST")
        file, _ = make_backup(house.settings, house.folder / "b.zip")
    shutil.rmtree(house.settings.paths.build)

    restore_backup(house.settings, file)

    assert labels(house) == [["a1", "LOST"]]


def test_a_workspace_that_is_kept_elsewhere_comes_back_there(house):
    house.extra += '[workspace]\nurl = "sqlite:///people/notes.sqlite"\n'
    house.add_tickets("march.csv", MARCH)
    house.pull()
    label(house, "a1", "LOST")
    file, _ = make_backup(house.settings, house.folder / "b.zip")
    label(house, "a2", "LATE")

    restore_backup(house.settings, file, is_forced=True)

    assert labels(house) == [["a1", "LOST"]]
    assert not (house.settings.paths.build / "workspace.sqlite").exists()


def test_reports_are_in_it_when_asked_for_and_a_restore_without_them_leaves_those_that_are_there(house):
    house.add_tickets("march.csv", MARCH)
    house.pull()
    report = house.add_file("build/reports/march.html", "march")
    make_backup(house.settings, house.folder / "with.zip", has_reports=True)
    make_backup(house.settings, house.folder / "without.zip")
    report.write_text("april")

    restore_backup(house.settings, house.folder / "without.zip", is_forced=True)
    assert report.read_text() == "april"
    restore_backup(house.settings, house.folder / "with.zip", is_forced=True)
    assert report.read_text() == "march"


def test_a_key_of_the_environment_is_not_in_the_backup_and_both_commands_say_so(call, house, monkeypatch):
    monkeypatch.setenv("VOC_HASH_KEY", "a-key-of-thirty-two-characters-or-more")
    house.add_tickets("march.csv", MARCH)
    house.pull()

    made = call("backup", house.folder / "b.zip", "--config", house.settings.config_path)
    restored = call("restore", house.folder / "b.zip", "--force", "--config", house.settings.config_path)

    assert made[0] == restored[0] == 0
    assert "VOC_HASH_KEY and is not in it" in made[1] and "hashed with VOC_HASH_KEY" in restored[1]
    with zipfile.ZipFile(house.folder / "b.zip") as archive:
        assert all(b"a-key-of-thirty" not in archive.read(name) for name in archive.namelist())


def test_customers_who_were_erased_since_are_counted(call, other):
    new, file = other
    restore_backup(new.settings, file)
    config = ("--config", new.settings.config_path)
    assert call("erase", "--customer", "c-17", "--yes", *config)[0] == 0

    _, out, _ = call("restore", file, "--force", *config)

    assert "1 erasures were made since; those customers are back" in out


RESTORE_AND_DIE = """
import os, signal, sys
from pathlib import Path
from pipelines.backup.restoring import restore_backup
from pipelines.settings import load_settings
config, file, last = sys.argv[1:]
rename, count = Path.rename, 0
def rename_and_die(path, target):
    global count
    count += 1
    if count > int(last):
        os.kill(os.getpid(), signal.SIGKILL)
    return rename(path, target)
Path.rename = rename_and_die
restore_backup(load_settings(config), Path(file), is_forced=True)
"""


@pytest.mark.parametrize("renamed_count", [1, 4, 7])
def test_a_restore_that_was_killed_between_two_names_is_completed_by_the_same_call(other, call, renamed_count):
    new, file = other
    restore_backup(new.settings, file)
    wanted = content(new.settings.paths.build)
    label(new, "a2", "LATE")

    arguments = [new.settings.config_path, file, renamed_count]
    died = subprocess.run([sys.executable, "-c", RESTORE_AND_DIE, *map(str, arguments)], check=False, cwd=ROOT)
    doctor = call("doctor", "--config", new.settings.config_path)
    restored = call("restore", file, "--force", "--config", new.settings.config_path)

    assert died.returncode == -signal.SIGKILL
    assert doctor[0] == 1 and 'A restore was cut short: call "voc restore FILE --force" again' in doctor[1]
    assert restored[0] == 0 and content(new.settings.paths.build) == wanted


def test_a_name_that_cannot_change_leaves_everything_as_it_was(other, monkeypatch):
    new, file = other
    restore_backup(new.settings, file)
    label(new, "a2", "LATE")
    before = content(new.settings.paths.build)
    rename = Path.rename

    def fail_at_the_models(path, target):
        if ".restoring" in str(path) and path.name == "models":
            raise OSError(errno.EIO, "Input/output error")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_at_the_models)
    with pytest.raises(BackupError, match="Input/output error"):
        restore_backup(new.settings, file, is_forced=True)

    assert content(new.settings.paths.build) == before


# What is refused


def test_nothing_is_replaced_without_force(call, other):
    new, file = other
    restore_backup(new.settings, file)
    label(new, "a2", "LATE")
    before = content(new.settings.paths.build)

    code, _, err = call("restore", file, "--config", new.settings.config_path)

    assert code == 2 and "holds a warehouse or other work already" in complaint(err) and "--force" in err
    assert content(new.settings.paths.build) == before


@pytest.mark.parametrize(
    "name", ["../out.txt", "/tmp/out.txt", "models/../../out.txt", "models\\..\\out.txt", "a//b", "./a", "C:x"]
)
def test_an_entry_that_leads_out_of_the_folder_is_refused(other, name):
    new, file = other
    changed = rewritten(file, with_file(name))

    with pytest.raises(BackupError, match="lead out of the folder"):
        restore_backup(new.settings, changed)

    assert not new.settings.paths.build.exists() or content(new.settings.paths.build) == {}
    assert not (new.folder / "out.txt").exists() and not (new.folder.parent / "out.txt").exists()


def test_an_entry_that_says_it_is_a_link_becomes_a_plain_file(other):
    new, file = other
    link = zipfile.ZipInfo("models/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16

    restore_backup(new.settings, rewritten(file, with_file(link, b"/etc/passwd")))

    restored = new.settings.paths.build / "models/link"
    assert not restored.is_symlink() and restored.read_bytes() == b"/etc/passwd"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda entries: [*entries.items(), ("more.txt", b"more")], "other files than its manifest names"),
        (lambda entries: [(name, body) for name, body in entries.items() if name != "warehouse.duckdb"], "other files"),
        (
            lambda entries: [(n, body + b"x" * (n == "models/one/card.json")) for n, body in entries.items()],
            "card.json is not",
        ),
        (
            lambda entries: [(n, b"[]" if n == "models/one/card.json" else b) for n, b in entries.items()],
            "card.json is not",
        ),
        (lambda entries: [(name, body) for name, body in entries.items() if name != NAME], "no backup of voc"),
        (lambda entries: [*((n, b) for n, b in entries.items() if n != NAME), (NAME, b"{")], "no backup of voc"),
        (with_manifest(format=2), "made by a newer voc"),
        (with_manifest(warehouse_version=99), "warehouse of a newer voc"),
        (with_manifest(workspace_version=99), "workspace of a newer voc"),
        (with_manifest(published="../../elsewhere.duckdb"), "other files"),
    ],
    ids=["more", "less", "longer", "other", "no manifest", "no JSON", "format", "warehouse", "workspace", "published"],
)
def test_a_backup_that_is_not_what_it_says_is_refused_and_nothing_is_touched(other, change, said):
    new, file = other
    restore_backup(new.settings, file)
    label(new, "a2", "LATE")
    before = content(new.settings.paths.build)

    with pytest.raises(BackupError, match=said):
        restore_backup(new.settings, rewritten(file, change), is_forced=True)

    assert content(new.settings.paths.build) == before


def test_a_file_that_is_damaged_anywhere_is_refused_or_comes_back_whole(other):
    new, file = other
    restore_backup(new.settings, file)
    whole = file.read_bytes()
    before = content(new.settings.paths.build)
    damaged = file.with_name("damaged.zip")
    refused = 0
    for place in range(0, len(whole), max(1, len(whole) // 60)):
        damaged.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            restore_backup(new.settings, damaged, is_forced=True)
        except BackupError:
            refused += 1
        assert content(new.settings.paths.build) == before, place
    assert refused > 50
    damaged.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackupError, match="no backup of voc, or it is damaged"):
        restore_backup(new.settings, damaged, is_forced=True)
    assert content(new.settings.paths.build) == before


def test_a_backup_is_not_made_in_the_build_folder_nor_over_a_file_nor_while_another_writes(kept, tmp_path):
    house, file = kept
    before = file.read_bytes()

    with pytest.raises(BackupError, match="lies in the build folder"):
        make_backup(house.settings, house.settings.paths.build / "b.zip")
    with pytest.raises(BackupError, match="exists"):
        make_backup(house.settings, file)
    with turn(house.settings.paths.build, "a run"), pytest.raises(WarehouseLockedError, match="in use by a run"):
        make_backup(house.settings, tmp_path / "b.zip")
    with turn(house.settings.paths.build, "a run"), pytest.raises(WarehouseLockedError, match="in use by a run"):
        restore_backup(house.settings, file, is_forced=True)

    assert file.read_bytes() == before and list(tmp_path.iterdir()) == []
    assert not [path for path in house.settings.paths.build.iterdir() if path.name.startswith(".")]


def test_a_folder_gets_a_backup_of_a_name_of_its_own(call, kept, tmp_path):
    house, _ = kept

    code, out, _ = call("backup", tmp_path, "--config", house.settings.config_path)

    [made] = tmp_path.iterdir()
    assert code == 0 and str(made) in out and made.name.startswith("voc-backup-")


def test_a_backup_is_refused_before_there_is_anything(call, house):
    code, _, err = call("backup", house.folder / "b.zip", "--config", house.settings.config_path)

    assert code == 2 and "There is no warehouse" in complaint(err)
    assert not (house.folder / "b.zip").exists()
