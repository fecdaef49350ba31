"""Papers: which reports go because they name a contact or show what was said, and which stay?"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import xlsxwriter

from pipelines.erasing.papers import forget_old_papers, forget_papers, forget_proposals_file
from pipelines.erasing.words import plain

QUOTE = plain(["It came in ", " pieces, all of them sharp."][1])


def report(folder: Path, name: str, text: str) -> None:
    """A report as HTML, and as a PDF in which nothing can be read."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.html").write_text(f"<html><body><p>{text}</p></body></html>")
    (folder / f"{name}.pdf").write_bytes(b"%PDF-1.7 packed")


def left(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_report_goes_in_all_its_forms_where_it_names_a_contact_or_shows_a_sentence(tmp_path):
    report(tmp_path / "one", "trend", "Contact <b>shop:77</b> called")
    report(tmp_path / "two", "trend", "Contacts shop:770 and myshop:77-b called")
    report(tmp_path / "three", "trend", "“It came in &#39;17&#39; <mark>pieces</mark>, all of them sharp!”")

    assert forget_papers(tmp_path, {"shop:77"}, {QUOTE}) == 4

    assert left(tmp_path) == ["two/trend.html", "two/trend.pdf"]


def test_a_workbook_is_read_too(tmp_path):
    for name, text in (("quoting", "pieces, all of them sharp, and more"), ("other", "nothing of the kind")):
        with xlsxwriter.Workbook(tmp_path / f"{name}.xlsx") as book:
            book.add_worksheet().write(0, 0, text)

    assert forget_papers(tmp_path, {"shop:77"}, {QUOTE}) == 1

    assert left(tmp_path) == ["other.xlsx"]


def test_what_cannot_be_read_goes_where_somebody_is_erased_and_stays_where_time_alone_passes(tmp_path):
    (tmp_path / "alone.pdf").write_bytes(b"%PDF-1.7 packed")

    assert forget_papers(tmp_path, set(), {QUOTE}) == 0
    assert forget_papers(tmp_path, {"shop:77"}, set(), with_unread=True) == 1


def test_reports_as_old_as_the_words_that_go_are_deleted(tmp_path):
    report(tmp_path, "old", "a")
    report(tmp_path, "new", "b")
    for path in tmp_path.glob("old.*"):
        os.utime(path, (0, datetime(2026, 1, 1).timestamp()))
    for path in tmp_path.glob("new.*"):
        os.utime(path, (0, datetime(2026, 3, 1).timestamp()))

    assert forget_old_papers(tmp_path, datetime(2026, 2, 1)) == 2

    assert left(tmp_path) == ["new.html", "new.pdf"]


def test_what_to_label_next_is_deleted_where_it_shows_one_of_the_contacts(tmp_path):
    path = tmp_path / "label_next.csv"
    path.write_text("contact_id,text,reason_code\nshop:77,It broke,\nshop:78,It is late,\n", encoding="utf-8-sig")

    assert forget_proposals_file(path, {"shop:7"}) == 0 and path.exists()
    assert forget_proposals_file(path, {"shop:78"}) == 1 and not path.exists()
