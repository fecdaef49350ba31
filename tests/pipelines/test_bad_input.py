"""Bad input: does each thing that can be wrong give one clear line and the right exit code, and lose nothing?"""

import hashlib
import os
import resource
import subprocess
import sys

import pytest

from pipelines.cli import main
from tests.conftest import ROOT

MONDAY = "2026-03-02T09:00:00Z"


@pytest.fixture
def call(monkeypatch, capsys):
    """Call voc in this process; return its exit code and the lines of its complaint."""

    def run(*arguments: object) -> tuple[int, list[str]]:
        monkeypatch.setattr(sys, "argv", ["voc", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        lines = capsys.readouterr().err.splitlines()
        assert all(line.startswith("voc: ") for line in lines), lines
        return left.value.code, [line.removeprefix("voc: ") for line in lines]

    return run


def ticket(contact_id: str, **fields: object) -> dict[str, object]:
    return {"id": contact_id, "started": MONDAY, "code": "LATE", **fields}


def bulky_tickets() -> list[dict[str, object]]:
    """Tickets whose codes do not compress: about eight megabytes of warehouse."""
    return [ticket(f"b{number}", code=hashlib.sha512(str(number).encode()).hexdigest()) for number in range(30_000)]


def pulled(house) -> list[tuple]:
    return house.rows("select contact_id from raw.contact order by 1")


# A file


def test_a_missing_file_is_named_and_the_other_sources_are_loaded(call, house):
    house.add_tickets("a.csv", ticket("1"))
    house.add_source("gone", "gone.csv", "tickets.toml")

    code, lines = call("pull", "--config", house.settings.config_path)

    assert code == 1
    assert lines == ['Source "gone": no file at gone.csv. Correct its path in voc.toml, or deliver the file.']
    assert pulled(house) == [("tickets:1",)]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_named_and_the_others_are_loaded(call, house):
    house.add_tickets("a.csv", ticket("1"))
    house.add_tickets("b.csv", ticket("2")).chmod(0)

    code, lines = call("pull", "--config", house.settings.config_path)

    assert code == 1
    assert len(lines) == 1 and "b.csv" in lines[0]
    assert pulled(house) == [("tickets:1",)]


def test_an_empty_folder_in_place_of_a_file_is_no_file(call, house):
    house.add_tickets("a.csv", ticket("1"))
    (house.folder / "calls.csv").mkdir()
    house.add_source("calls", "calls.csv", "tickets.toml")

    code, lines = call("pull", "--config", house.settings.config_path)

    assert (code, lines) == (
        1,
        ['Source "calls": no file at calls.csv. Correct its path in voc.toml, or deliver the file.'],
    )


SPOILT = {  # name of the file: what stands in it, what is said of it
    "empty.csv": (b"", "empty.csv is empty. Export it again, or remove it."),
    "semicolons.csv": (b"id;updated;started;code\n1;;2026-03-02;LATE\n", "has no column"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01", "picture.csv"),
    "workbook.csv": (b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00" + bytes(range(256)), "workbook.csv"),
    "utf16.csv": ("id,started,code\n1,2026-03-02,LATE\n".encode("utf-16"), "utf16.csv"),
    "other.csv": (
        b"name,colour\nx,y\n",
        'other.csv has no column "id", which mapping tickets names. It has: name, colour.',
    ),
}


def test_each_file_that_cannot_be_read_gives_a_line_and_the_others_are_loaded(call, house):
    house.add_tickets("a.csv", ticket("1"))
    for name, (content, _) in SPOILT.items():
        house.add_file(f"inbox/{name}", content)

    code, lines = call("pull", "--config", house.settings.config_path)

    assert code == 1
    assert len(lines) == len(SPOILT)
    for name, (_, said) in SPOILT.items():
        assert [line for line in lines if name in line and said in line], (name, lines)
    assert pulled(house) == [("tickets:1",)]


def test_a_mended_file_is_loaded_by_the_next_pull_and_nothing_is_loaded_twice(call, house):
    house.add_tickets("a.csv", ticket("1"))
    path = house.add_file("inbox/b.csv", b"")
    assert call("pull", "--config", house.settings.config_path)[0] == 1
    path.unlink()
    house.add_tickets("b.csv", ticket("2"))

    code, lines = call("pull", "--config", house.settings.config_path)

    assert (code, lines) == (0, [])
    assert pulled(house) == [("tickets:1",), ("tickets:2",)]


def test_a_row_with_a_bad_date_is_kept_aside_and_the_pull_is_done(call, house):
    house.add_tickets("a.csv", ticket("1"), ticket("2", started="2026-13-45"), ticket("3", started="2999-01-01"))

    code, lines = call("pull", "--config", house.settings.config_path)

    assert (code, lines) == (0, [])
    assert house.rows("select line_number, value, reason from ops.rejected_row order by 1") == [
        (3, "2026-13-45", "is not a time"),
        (4, "2999-01-01", "lies in the future"),
    ]
    assert pulled(house) == [("tickets:1",)]


def test_a_file_of_bad_rows_alone_fails_and_says_where_the_first_one_stands(call, house):
    house.add_tickets("a.csv", ticket("1", started="never"))

    code, lines = call("pull", "--config", house.settings.config_path)

    assert code == 1
    assert lines == [
        "No contact could be loaded: every row was rejected, the first at a.csv line 2 (is not a time). Correct the mapping."
    ]


# voc.toml, a mapping, the taxonomy


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[paths\n", "voc.toml is not valid TOML"),
        ("[path]\n", '"path" is not a setting. Remove it or correct its spelling.'),
        ('[site]\ntimezone = "Mars"\n', '"Mars" is not a time zone'),
        ('[sources.calls]\npath = "calls.csv"\n', '"sources.calls.mapping"'),
        ('[sources.calls]\npath = "c.csv"\nmapping = "m"\nkind = "fax"\n', '"sources.calls.kind"'),
    ],
)
def test_a_wrong_voc_toml_is_misuse_and_says_which_key(call, house, text, said):
    path = house.add_file("voc.toml", text)

    code, lines = call("pull", "--config", path)

    assert code == 2
    assert len(lines) == 1 and said in lines[0]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ('format = "csv"\n[fields]\nstart = "at"\n', 'm.toml: field "start" is not known. Allowed: contact_id'),
        ('format = "xls"\n', 'm.toml: format "xls" is not known. Allowed: csv'),
        ('format = "csv"\n[fields]\nstarted_at = { colum = "at" }\n', 'option of started_at "colum" is not known'),
        ("format = \n", "m.toml is not valid TOML"),
    ],
)
def test_a_mapping_that_names_what_is_not_there_is_misuse(call, house, mapping, said):
    house.add_file("m.toml", mapping)
    house.add_source("calls", "calls.csv", "m.toml")
    house.add_file("calls.csv", "at\n1\n")

    code, lines = call("pull", "--config", house.settings.config_path)

    assert code == 2
    assert len(lines) == 1 and said in lines[0]


REASONS = """
version = "1"
[[group]]
code = "delivery"
label = { en = "Delivery" }
[[reason]]
code = "late"
parent = "delivery"
department = "logistics"
label = { en = "Late" }
definition = { en = "It came late." }
phrases = { en = ["where is it"] }
"""
SECOND = REASONS[REASONS.index("[[reason]]") :]


@pytest.mark.parametrize(
    ("reasons", "said"),
    [
        (REASONS + SECOND, "late"),
        (REASONS.replace('parent = "delivery"', 'parent = "post"'), "post"),
        (REASONS.replace('department = "logistics"', 'department = "kitchen"'), "kitchen"),
        ("[[reason", "reasons.toml is not valid TOML"),
    ],
)
def test_a_taxonomy_that_contradicts_itself_is_found_by_the_doctor_and_stops_the_run(call, house, reasons, said):
    house.add_tickets("a.csv", ticket("1"))
    house.extra = '[taxonomy]\nfrom = "words"\n'
    house.add_file("words/reasons.toml", reasons)
    house.add_file("words/departments.toml", '[logistics]\nlabel = "Logistics"\n')
    house.add_file("words/dispositions.csv", "disposition_code,disposition_label,reason_code\nLATE,Late,late\n")

    with pytest.raises(Exception, match=said) as caught:
        house.run()

    assert type(caught.value).__name__ in ("TaxonomyError", "SettingsError") and "\n" not in str(caught.value)
    assert pulled(house) == [("tickets:1",)], "what was pulled stays"
    assert not house.settings.paths.published.exists()
    assert call("doctor", "--config", house.settings.config_path)[0] == 1


# The machine

HOLD = """
import sys, duckdb
con = duckdb.connect(sys.argv[1])
print("held", flush=True)
sys.stdin.read()
"""


def test_a_warehouse_that_another_process_holds_is_said_with_its_number(call, house):
    house.add_tickets("a.csv", ticket("1"))
    call("pull", "--config", house.settings.config_path)
    house.add_tickets("b.csv", ticket("2"))
    command = [sys.executable, "-c", HOLD, str(house.settings.paths.warehouse)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"

        code, lines = call("pull", "--config", house.settings.config_path)

        assert code == 1
        assert (
            len(lines) == 1 and f"(process {holder.pid})" in lines[0] and "Wait until it ends, or stop it." in lines[0]
        )
        holder.communicate("")

    assert call("pull", "--config", house.settings.config_path) == (0, [])
    assert pulled(house) == [("tickets:1",), ("tickets:2",)]


def test_a_warehouse_that_is_no_database_is_said_and_left_alone(call, house):
    house.add_tickets("a.csv", ticket("1"))
    path = house.add_file("build/warehouse.duckdb", "my shopping list\n" * 400)

    code, lines = call("pull", "--config", house.settings.config_path)

    assert code == 1
    assert len(lines) == 1 and "warehouse.duckdb cannot be opened" in lines[0]
    assert path.read_text().startswith("my shopping list")


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few megabytes, where this machine lets a test mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("no small disk can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_said_and_what_was_loaded_before_stays(call, house, small_disk, monkeypatch):
    monkeypatch.setenv("VOC_PATHS__BUILD", str(small_disk / "build"))
    house.add_tickets("a.csv", ticket("1"))
    assert call("pull", "--config", house.settings.config_path) == (0, [])
    house.add_tickets("b.csv", *bulky_tickets())

    code, lines = call("pull", "--config", house.settings.config_path)

    assert code == 1
    assert len(lines) == 1 and "full" in lines[0] and "Free some space and run again" in lines[0]
    (house.folder / "inbox" / "b.csv").unlink()
    assert pulled(house) == [("tickets:1",)]


@pytest.mark.slow
def test_a_file_that_may_not_grow_is_said_in_one_line(house):
    """The same in a process of its own that may write no file of more than three megabytes."""
    house.add_tickets("a.csv", *bulky_tickets())

    done = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "pull", "--config", str(house.settings.config_path)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("voc: ") and done.stderr.count("\n") == 1
