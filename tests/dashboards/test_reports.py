import os
import re
import subprocess
import sys
from datetime import datetime
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import duckdb
import openpyxl
import pytest
from markdown_it import MarkdownIt
from pptx import Presentation
from pptx.slide import Slide
from pypdf import PdfReader

from dashboards.publication import connect
from dashboards.reports import REPORTS, __main__, brief, load, trend

pytestmark = pytest.mark.slow

FACES = ("html", "pdf", "pptx", "xlsx", "md")
SPOKEN = [".html", ".pdf", ".pptx", ".md"]
ALERT = "damaged_shipment-2026-03-01"
HEADLINE = "Damaged shipment: 156 contacts from Sun 1 to Tue 3 Mar where 36 were expected (24 to 50)."
HOSTILE = "<script>alert(1)</script> =cmd() #panic(1) *bold* [x](y) ${7*7} {{ 7*7 }}"


class Page(HTMLParser):
    """The words of a page, and the tags that it is made of."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.words, self.tags = "", set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)

    def handle_data(self, data):
        self.words += data + " "


def words_of_slide(slide: Slide) -> str:
    """The words of its boxes, tables and charts."""
    said = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    for shape in slide.shapes:
        if shape.has_table:
            said += [cell.text for row in shape.table.rows for cell in row.cells]
        elif shape.has_chart:
            said += [str(name) for name in shape.chart.plots[0].categories]
    return "\n".join(said)


def words_of(path: Path) -> str:
    if path.suffix == ".html":
        text = Page(path).words
    elif path.suffix == ".pdf":
        text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    elif path.suffix == ".pptx":
        text = "\n".join(words_of_slide(slide) for slide in Presentation(path).slides)
    elif path.suffix == ".md":
        page = MarkdownIt("commonmark").render(path.read_text(encoding="utf-8"))
        text = unescape(re.sub("<[^>]+>", "", page)).replace("\u2060", "")
    else:
        book = openpyxl.load_workbook(path)
        text = "\n".join(str(cell.value) for sheet in book for row in sheet for cell in row if cell.value is not None)
    return " ".join(text.replace("\u00a0", " ").split())


def run(*arguments: object) -> int:
    return __main__.main([str(argument) for argument in arguments])


@pytest.fixture(scope="module")
def logistics(published, tmp_path_factory) -> dict[str, Path]:
    return {path.suffix: path for path in trend.make(published, "logistics", tmp_path_factory.mktemp("out"))}


@pytest.fixture(scope="module")
def damaged(published, tmp_path_factory) -> dict[str, Path]:
    return {path.suffix: path for path in brief.make(published, ALERT, tmp_path_factory.mktemp("out"))}


def test_every_report_of_the_registry_can_be_made():
    assert all(callable(load(report).make) for report in REPORTS)


def test_the_weekly_report_has_five_faces(logistics):
    assert [path.name for path in logistics.values()] == [f"trend.{face}" for face in FACES]
    assert {path.parent.name for path in logistics.values()} == {"logistics"}


@pytest.mark.parametrize("face", SPOKEN)
def test_the_first_words_are_the_finding_why_and_how_sure(logistics, face):
    said = words_of(logistics[face])

    assert HEADLINE in said
    assert "83 % of the excess is carrier NorthStar in the South." in said
    assert "About one in 400 such alerts is chance." in said
    assert "Opened Sun 1 Mar with 40 above expected, growing since Mon 2 Mar." in said


def test_the_same_numbers_stand_in_all_faces(published, logistics):
    with duckdb.connect(str(published), read_only=True) as con:
        week = con.execute(
            """select sum(contact_count) from marts.contact_daily join marts.reason using (reason_code)
            where department_code = 'logistics' and contact_date between '2026-02-25' and '2026-03-03'"""
        ).fetchone()[0]
    figures = openpyxl.load_workbook(logistics[".xlsx"])["Figures"]

    assert all(f"{week:,} contacts this week" in words_of(logistics[face]) for face in SPOKEN)
    assert [row[2] for row in figures.values if row[0] == "Contacts"] == [week]


@pytest.mark.parametrize("face", [".html", ".pdf", ".pptx", ".xlsx", ".md"])
def test_quotes_carry_their_contact_ids_and_every_face_names_its_run_and_definitions(logistics, face):
    said = words_of(logistics[face])

    assert "The box was crushed and the lamp is broken, order 0." in said
    assert "shop:1000" in said
    assert "20260304T040000Z" in said
    assert "Talk, hold and after-call work" in said


def test_the_workbook_has_frozen_headers_real_dates_and_percent_formats(logistics):
    book = openpyxl.load_workbook(logistics[".xlsx"])

    assert all(sheet.freeze_panes == "B2" for sheet in book)
    assert isinstance(book["Contacts a day"]["A2"].value, datetime)
    assert book["Drivers"]["F2"].number_format == "0.0%"
    assert book["Drivers"]["F2"].value == pytest.approx(0.83)


def test_the_paper_is_a4_with_embedded_fonts_and_vector_charts(logistics):
    pages = PdfReader(logistics[".pdf"]).pages
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]

    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    assert all("/FontFile" in str(font["/DescendantFonts"][0].get_object()["/FontDescriptor"]) for font in fonts)
    assert not any(page.images for page in pages)
    assert f"Page 1 of {len(pages)}" in words_of(logistics[".pdf"])


def test_the_page_loads_nothing(logistics):
    page = logistics[".html"].read_text(encoding="utf-8")

    assert Page(logistics[".html"]).tags.isdisjoint({"script", "link", "img", "iframe"})
    assert "http" not in page.replace("http://www.w3.org/", "").replace("http-equiv", "")


def test_pictures_on_one_page_share_no_id(logistics):
    ids = [part.split('"')[0] for part in logistics[".html"].read_text(encoding="utf-8").split(' id="')[1:]]

    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("face", SPOKEN)
def test_a_brief_on_an_alert_says_what_since_when_how_many_why_and_what_to_watch(damaged, face):
    said = words_of(damaged[face])

    assert HEADLINE in said
    assert "Goods arrived broken, wet or torn." in said
    assert "120 contacts more than expected" in said
    assert "Opened Sun 1 Mar with 40 above expected, growing since Mon 2 Mar." in said
    assert "14.0 hours of agents' work" in said
    assert "It is solved when Damaged shipment stays at or below 19 contacts a day" in said
    assert said.count("turn 1") == 10
    assert "Words that set these contacts apart" in said


def test_a_brief_is_at_most_two_pages(damaged):
    assert len(PdfReader(damaged[".pdf"]).pages) <= 2


@pytest.fixture
def spoken(altered) -> Path:
    """A published file in which four contacts that the alert quotes have a conversation, and one more a letter."""
    return altered(
        f"""create temp table quoted as select distinct contact_id, contact_date from marts.alert_quote
        where alert_id = '{ALERT}' order by contact_id limit 5;
        delete from marts.turn where contact_id in (select contact_id from quoted);
        insert into marts.turn by name
        select contact_id, contact_date, turn_index, if(turn_index % 2 = 1, 'customer', 'agent') as speaker,
            'Turn ' || turn_index || ' of ' || contact_id as text, 'en' as language_code
        from quoted cross join (select range as turn_index from range(0, 8))
        where contact_id <> (select min(contact_id) from quoted) or turn_index < 2"""
    )


def test_a_brief_shows_three_conversations_around_what_is_quoted_letters_last(spoken, tmp_path):
    for path in brief.make(spoken, ALERT, tmp_path):
        said = words_of(path)
        told = sorted(set(re.findall(r"Turn 1 of (shop:\d+)", said)))
        assert len(told) == 3, path.name
        assert all(f"Turn 4 of {contact}" in said and f"Turn 5 of {contact}" not in said for contact in told)


def test_a_reader_who_may_see_no_transcript_gets_a_brief_without_conversations(spoken, tmp_path):
    with connect(str(spoken)) as con:
        con.execute("create or replace view marts.turn as select * from published.marts.turn where false")
        files = brief.make(con, ALERT, tmp_path)

    assert all("Turn 1 of" not in words_of(path) for path in files)
    assert all("From the conversations" not in words_of(path) for path in files)


def test_a_brief_on_a_reason_holds_it_against_the_days_before(published, tmp_path):
    page, *_ = brief.make(published, "checkout_error", tmp_path)

    assert page.name == "brief-checkout_error.html"
    assert "contacts in the 28 days to Tue 3 Mar" in words_of(page)


def test_a_connection_serves_as_well_as_a_path_and_stays_open(published, tmp_path):
    with duckdb.connect(str(published), read_only=True) as con:
        brief.make(con, ALERT, tmp_path)

        assert con.execute("select count(*) from marts.run").fetchone() == (1,)


@pytest.mark.parametrize("subject", ["a/b", "../../etc/x", "söme thing"])
def test_a_strange_id_stays_inside_the_folder(altered, tmp_path, subject):
    path = altered(f"update marts.alert set alert_id = '{subject}' where alert_id = '{ALERT}'")

    assert all(file.parent == tmp_path / "out" for file in brief.make(path, subject, tmp_path / "out"))


def test_hostile_words_come_out_as_words(altered, tmp_path):
    path = altered(
        f"""update marts.alert_quote set text = '{HOSTILE}' where quote_rank = 1;
        update marts.alert_driver set slice_label = '{HOSTILE}' where driver_rank = 1;
        update marts.alert set subject_label = '=cmd()', driver_label = '#panic(1)' where alert_id = '{ALERT}';
        update marts.reason set reason_label = '=cmd()' where reason_code = 'damaged_shipment'"""
    )
    files = trend.make(path, "logistics", tmp_path / "out") + brief.make(path, ALERT, tmp_path / "out")

    assert all("script" not in Page(file).tags for file in files if file.suffix == ".html")
    for file in files:
        assert "=cmd() #panic(1) *bold*" in words_of(file), file.name
    for file in (file for file in files if file.suffix == ".xlsx"):
        cells = [cell for sheet in openpyxl.load_workbook(file) for row in sheet for cell in row]
        assert {cell.data_type for cell in cells if str(cell.value).startswith("=")} == {"s"}


def test_the_same_published_file_gives_the_same_bytes_wherever_and_whenever_they_are_made(published, tmp_path):
    first = trend.make(published, "logistics", tmp_path / "a") + brief.make(published, ALERT, tmp_path / "a")
    elsewhere = os.environ | {"TZ": "Asia/Kolkata", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "dashboards.reports", "--published", published, "--out", tmp_path / "b"]
    subprocess.run([*command, "--department", "logistics"], check=True, env=elsewhere)
    subprocess.run([*command, "--brief", ALERT], check=True, env=elsewhere)

    assert len(first) == 2 * len(FACES)
    for path in first:
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes(), path.name


def test_an_alert_that_people_called_false_is_in_no_report_and_an_explained_one_says_its_cause(altered, tmp_path):
    path = altered(
        f"""insert into marts.alert select * replace ('other' as alert_id, 'Lost parcel' as subject_label)
        from marts.alert where alert_id = '{ALERT}';
        update marts.alert set mark_code = 'false', marked_by = 'ana', marked_at = '2026-03-03' where alert_id = 'other';
        update marts.alert set mark_code = 'explained', cause_label = 'outage', marked_by = 'ana', is_kept_out = true,
            marked_at = '2026-03-03' where alert_id = '{ALERT}'"""
    )
    files = trend.make(path, "logistics", tmp_path / "out")
    page, paper, workbook = (file for file in files if file.suffix in (".html", ".pdf", ".xlsx"))

    for face in (page, paper):
        assert "Explained by ana on Tue 3 Mar: outage." in words_of(face)
    assert "outage" in words_of(workbook)
    assert all("Lost parcel" not in words_of(face) for face in files)


@pytest.mark.parametrize(
    ("kind", "code", "label"), [("group", "delivery", "All of Delivery"), ("all", "", "All contacts")]
)
def test_a_brief_on_an_alert_of_many_reasons_says_whom_it_hits(altered, tmp_path, kind, code, label):
    path = altered(
        f"""update marts.alert set subject_kind = '{kind}', subject_code = '{code}', series_code = '{kind}:{code}',
        subject_label = '{label}', reason_code = null where alert_id = '{ALERT}'"""
    )
    page, *_ = brief.make(path, ALERT, tmp_path / "out")

    assert f"{label}: 156 contacts from Sun 1 to Tue 3 Mar" in words_of(page)
    assert "Region North 7" in words_of(page)


def test_the_weekly_report_says_what_rose_slowly_over_weeks(logistics):
    for face in (".html", ".pdf"):
        assert "Late delivery has risen slowly: 41 contacts a day" in words_of(logistics[face])


def test_a_department_without_alerts_hears_so_in_a_sentence(published, tmp_path):
    page, paper, *_ = trend.make(published, "stores", tmp_path)

    for face in (page, paper):
        assert "no reason above its usual level" in words_of(face)
        assert "No reason of Stores was above its usual level in this week." in words_of(face)


def test_a_department_without_contacts_still_gets_its_report(altered, tmp_path):
    path = altered("insert into marts.department values ('new', 'New team')")

    assert "no contact with one of its reasons in this week" in words_of(trend.make(path, "new", tmp_path)[1])


def test_a_first_week_compares_with_nothing(altered, tmp_path):
    path = altered(
        """update marts.run set first_date = '2026-02-27';
        delete from marts.contact_daily where contact_date < '2026-02-27';
        delete from marts.series_daily where contact_date < '2026-02-27';
        update marts.series_daily set expected_count = null, lower_count = null, upper_count = null, is_spike = false;
        delete from marts.alert"""
    )

    assert "there is no earlier week to compare with" in words_of(trend.make(path, "logistics", tmp_path / "out")[1])


def test_the_command_prints_every_file_that_it_wrote(published, tmp_path, capsys):
    assert run("--published", published, "--department", "stores", "--out", tmp_path) == 0

    written = capsys.readouterr().out.splitlines()
    assert written == [str(tmp_path / "stores" / f"trend.{face}") for face in FACES]
    assert PdfReader(BytesIO(Path(written[1]).read_bytes())).pages


@pytest.mark.parametrize("asked", [("--department", "nowhere"), ("--brief", "nothing")])
def test_an_unknown_subject_is_misuse_and_one_line(published, tmp_path, capsys, asked):
    assert run("--published", published, *asked, "--out", tmp_path) == 2

    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert asked[1] in said[0]


def test_no_published_file_is_a_failure_and_one_line(tmp_path, capsys):
    assert run("--published", tmp_path / "none.duckdb", "--out", tmp_path) == 1

    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1
    assert "voc run" in said[0]


def test_a_file_that_is_no_database_is_a_failure_and_one_line(tmp_path, capsys):
    (tmp_path / "current.duckdb").write_text("not a database at all, whatever its name says")

    assert run("--published", tmp_path / "current.duckdb", "--out", tmp_path) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_a_failure_and_one_line(published, tmp_path, capsys):
    (tmp_path / "taken").write_text("a file where the folder should be")

    assert run("--published", published, "--department", "stores", "--out", tmp_path / "taken") == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
