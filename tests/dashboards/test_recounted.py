"""A report that is made again from a kept file says what a newer run counts otherwise: late rows, labels, taxonomy edits."""

import shutil
from pathlib import Path

import duckdb
import pytest

from dashboards.reports import WHOLE
from dashboards.reports.recounted import newer_than, say
from dashboards.reports.source import opened, read_run
from tests.dashboards.test_reports import run, words_of

pytestmark = pytest.mark.slow

LATER = "update marts.run set run_id = '20260305T040000Z', started_at = '2026-03-05 04:00', finished_at = '2026-03-05 04:01'"
ONE_CELL = """contact_date = date '2026-03-02' and channel_code = 'voice' and reason_code = '{code}'"""
MORE = "update marts.contact_daily set contact_count = contact_count {by} where " + ONE_CELL


@pytest.fixture
def kept(published, tmp_path):
    """A function that publishes a newer run beside a kept file, changed by SQL, and returns the kept file."""

    def keep(sql: str = "") -> Path:
        old, new = tmp_path / "voc-20260304T040000Z.duckdb", tmp_path / "voc-20260305T040000Z.duckdb"
        shutil.copyfile(published, old)
        shutil.copyfile(published, new)
        with duckdb.connect(str(new)) as con:
            con.execute(f"{LATER};{sql}")
        (tmp_path / "current.duckdb").symlink_to(new.name)
        return old

    return keep


def said(path: Path, department: str | None = None) -> list[str]:
    with opened(path) as con, newer_than(path) as newer:
        week = read_run(con)
        return say(con, newer, week.week_first, week.as_of, department)


def test_the_newest_file_says_nothing_of_itself(kept, tmp_path):
    kept()

    assert said(tmp_path / "current.duckdb") == []
    assert said((tmp_path / "current.duckdb").resolve()) == []


def test_where_nothing_changed_one_sentence_says_so(kept):
    [only] = said(kept())

    assert only.startswith("As of the run of Tue 3 Mar 2026, 23:01 (America/New_York).")
    assert only.endswith("counts the same in these days.")


def test_rows_that_came_late_are_said_with_then_and_now_and_by_reason(kept):
    _, contacts, by_reason = said(kept(MORE.format(by="+ 12", code="damaged_shipment")), "logistics")

    assert contacts == "401 contacts then, 413 now: +12 (+3 %)."
    assert by_reason == "By reason: Damaged shipment 205, now 217."


def test_labels_move_contacts_between_reasons(kept):
    moved = MORE.format(by="- 4", code="where_is_order") + ";" + MORE.format(by="+ 4", code="late_delivery")
    _, contacts, by_reason = said(kept(moved), "logistics")

    assert contacts.endswith("contacts, then as now; between reasons they lie otherwise.")
    assert "Where is my order" in by_reason and "Late delivery" in by_reason and "Damaged" not in by_reason


def test_a_difference_of_one_in_a_hundred_and_of_five_contacts_is_no_news(kept):
    _, *rest = said(kept(MORE.format(by="+ 1", code="where_is_order")), "logistics")

    assert not any(sentence.startswith("By reason") for sentence in rest)


def test_another_department_hears_nothing_of_it(kept):
    assert len(said(kept(MORE.format(by="+ 12", code="damaged_shipment")), "website")) == 1


def test_edits_of_the_taxonomy_and_another_model_are_named(kept):
    edited = """update marts.run set taxonomy_version = '2';
        insert into marts.reason_change values ('late_delivery', 'Late delivery', 'logistics', '2026-03-04', 'merge', 'merged',
            'now also holds Lost parcel')"""
    told = said(kept(edited), "logistics")

    assert "Since then the taxonomy changed." in told
    assert "Late delivery: now also holds Lost parcel (Wed 4 Mar)." in told


def test_a_reason_that_is_gone_is_told_of_by_its_old_name(kept):
    gone = "delete from marts.contact_daily where reason_code = 'late_delivery'"

    assert "By reason: Late delivery 56, now 0." in said(kept(gone))


def test_an_older_file_that_is_current_after_a_roll_back_is_no_newer_one(kept, tmp_path):
    old = kept()
    (tmp_path / "current.duckdb").unlink()
    (tmp_path / "current.duckdb").symlink_to(old.name)

    assert said(tmp_path / "voc-20260305T040000Z.duckdb") == []


@pytest.mark.parametrize(
    ("options", "name"), [(("--department", "logistics"), "logistics/trend"), (("--monthly",), f"{WHOLE}/monthly")]
)
def test_weekly_and_monthly_carry_it_on_top_and_without_it_are_the_same_to_the_byte(
    kept, published, tmp_path, options, name
):
    old = kept("update marts.contact_daily set contact_count = contact_count + 9 where contact_date = '2026-02-25'")
    run("--published", old, *options, "--out", tmp_path / "again")
    run("--published", published, *options, "--out", tmp_path / "night")
    shutil.copyfile(old, tmp_path / "alone.duckdb")
    (tmp_path / "elsewhere").mkdir()
    shutil.move(tmp_path / "alone.duckdb", tmp_path / "elsewhere" / "voc.duckdb")
    run("--published", tmp_path / "elsewhere" / "voc.duckdb", *options, "--out", tmp_path / "alone")

    for face in (".html", ".pdf"):
        assert "counts otherwise in these days" in words_of(tmp_path / "again" / f"{name}{face}")
        assert "counts otherwise" not in words_of(tmp_path / "night" / f"{name}{face}")
        night, alone = (tmp_path / folder / f"{name}{face}" for folder in ("night", "alone"))
        assert night.read_bytes() == alone.read_bytes()
