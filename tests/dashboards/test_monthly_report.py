"""The executive monthly report: the last whole month per day against the one before, what was fixed, is new, or not known."""

from datetime import date, timedelta

import duckdb
import openpyxl
import pandas as pd
import pytest
from pypdf import PdfReader

from dashboards import nightly_reports
from dashboards.actions import measured
from dashboards.reports import WHOLE, monthly, months
from dashboards.reports.monthly_facts import month_facts
from dashboards.reports.months import Month, NoMonthError, last_month, paces
from dashboards.reports.source import Run
from dashboards.scopes import Scope
from tests.dashboards.test_reports import Page, run, words_of

pytestmark = pytest.mark.slow

FEBRUARY = "contact_date between date '2026-02-01' and date '2026-02-28'"
# The example begins on 3 January; here its first days are said to be those of a whole January.
WHOLE_JANUARY = "update marts.run set first_date = '2026-01-01';"


def of(as_of: str, first: str = "2025-01-01") -> Run:
    return Run({"as_of_date": date.fromisoformat(as_of), "first_date": date.fromisoformat(first)})


def every_day(first: str, last: str, value: float) -> pd.DataFrame:
    days = pd.date_range(first, last)
    return pd.DataFrame({"contact_date": days, "value": [value] * len(days)})


def facts_of(path):
    with duckdb.connect(str(path), read_only=True) as con:
        return month_facts(con)


def document(path):
    return monthly.monthly_document(facts_of(path))


def lead(path) -> dict[str, str]:
    return {one["label"]: one["text"] for one in document(path)["lead"]}


@pytest.mark.parametrize(
    ("as_of", "month"),
    [
        ("2026-03-03", "February 2026"),
        ("2026-03-30", "February 2026"),
        ("2026-03-31", "March 2026"),
        ("2026-01-05", "December 2025"),
    ],
)
def test_the_report_is_about_the_last_month_that_is_whole_by_the_day_of_the_run(as_of, month):
    assert last_month(of(as_of)).label == month


def test_data_that_begin_within_the_month_hold_no_whole_one():
    with pytest.raises(NoMonthError, match="no whole month yet"):
        last_month(of("2026-03-03", first="2026-02-02"))


def test_a_longer_month_at_the_same_pace_has_not_grown():
    daily = pd.concat([every_day("2026-02-01", "2026-02-28", 10), every_day("2026-03-01", "2026-03-31", 10)])

    [row] = paces(daily, Month(date(2026, 3, 1)), Month(date(2026, 2, 1))).to_dict("records")

    assert (row["total"], row["before_total"]) == (310, 280)
    assert (row["now"], row["before"], row["change"], row["low"], row["high"]) == (10, 10, 0, 0, 0)


def test_the_interval_of_a_change_is_as_wide_as_days_of_one_weekday_differ():
    calm = pd.concat([every_day("2026-02-01", "2026-02-28", 10), every_day("2026-03-01", "2026-03-31", 12)])
    week = calm.assign(value=calm["value"] + (calm["contact_date"].dt.dayofweek == 6) * 40)  # every Sunday alike
    wild = calm.assign(value=calm["value"] + (calm["contact_date"].dt.isocalendar().week % 2) * 6)
    months_of = Month(date(2026, 3, 1)), Month(date(2026, 2, 1))

    widths = [
        paces(daily, *months_of).assign(width=lambda row: row["high"] - row["low"])["width"][0]
        for daily in (calm, week, wild)
    ]

    assert widths[0] == pytest.approx(0) and widths[1] == pytest.approx(0) and widths[2] > 1


def test_a_day_without_a_row_counts_as_none():
    daily = every_day("2026-02-01", "2026-02-14", 10).assign(reason_code="a")

    [row] = paces(daily, Month(date(2026, 2, 1)), None, ("reason_code",)).to_dict("records")

    assert (row["reason_code"], row["now"]) == ("a", 5)
    assert pd.isna(row["change"])


def test_the_numbers_of_the_month_are_those_of_the_marts_on_every_face(published, tmp_path):
    made = {path.suffix: path for path in monthly.make(published, WHOLE, tmp_path)}
    with duckdb.connect(str(published), read_only=True) as con:
        contacts, hours = con.execute(
            f"select sum(contact_count), sum(handle_seconds) / 3600 from marts.contact_daily where {FEBRUARY}"
        ).fetchone()

    assert [path.name for path in made.values()] == [
        f"monthly.{face}" for face in ("html", "pdf", "pptx", "xlsx", "md")
    ]
    for face in (".html", ".pdf", ".pptx", ".md"):
        assert f"February 2026: {contacts:,} contacts and {hours:,.0f} hours of agents' work." in words_of(made[face])
        assert "no whole month lies before this one" in words_of(made[face])
    groups = openpyxl.load_workbook(made[".xlsx"])["Groups"]
    assert sum(row[1] for row in list(groups.values)[1:]) == contacts


def test_the_months_are_compared_per_day(altered):
    facts = facts_of(altered(WHOLE_JANUARY))
    shares = facts.groups[["contacts_change", "hours_change"]].sum()

    assert facts.before == Month(date(2026, 1, 1)) and facts.year_ago is None
    assert facts.whole["contacts_a_day"] == pytest.approx(facts.whole["contacts_total"] / 28)
    assert facts.whole["contacts_before"] == pytest.approx(facts.whole["contacts_before_total"] / 31)
    assert shares["contacts_change"] == pytest.approx(facts.whole["contacts_change"])
    assert facts.reasons["hours_change"].sum() == pytest.approx(facts.whole["hours_change"])


def test_the_same_month_a_year_before_is_held_against_it_where_it_is_in_the_data(altered):
    path = altered(
        "update marts.run set first_date = '2025-01-01';"
        "insert into marts.contact_daily by name select * replace (contact_date - interval 365 day as contact_date)"
        f" from marts.contact_daily where {FEBRUARY}"
    )

    assert "on February 2025" in lead(path)["What came"]


def test_what_grew_and_what_fell_stand_apart_the_greatest_change_first(altered):
    path = altered(
        WHOLE_JANUARY
        + "update marts.contact_daily set contact_count = contact_count * 3, handle_seconds = handle_seconds * 3"
        f" where {FEBRUARY} and reason_code = 'login';"
        f"delete from marts.contact_daily where {FEBRUARY} and reason_code = 'refund' and contact_date > '2026-02-10'"
    )
    facts = facts_of(path)

    assert facts.grew["reason_code"].iloc[0] == "login" and facts.fell["reason_code"].iloc[0] == "refund"
    assert facts.grew["hours_low"].iloc[0] > 0 > facts.fell["hours_high"].iloc[0]
    assert set(facts.grew["reason_code"]).isdisjoint(facts.fell["reason_code"])
    assert "Cannot log in grew most" in lead(path)["What moved"]


def test_reasons_of_a_few_contacts_are_named_nowhere(altered):
    path = altered(
        WHOLE_JANUARY + "update marts.contact_daily set contact_count = 0 where reason_code = 'opening_hours'"
    )

    assert "opening_hours" not in set(facts_of(path).grew["reason_code"]) | set(facts_of(path).fell["reason_code"])


def test_a_target_is_surely_reached_or_missed_or_within_the_interval(published, altered):
    value = facts_of(published).kpi("csat")["value"]
    codes = {
        name: facts_of(altered(f"update marts.kpi set target = {target} where kpi_code = 'csat'")).kpi("csat")[
            "target_code"
        ]
        for name, target in {"far below": value - 0.2, "far above": value + 0.15, "where it is": value + 0.001}.items()
    }

    assert codes == {"far below": "reached", "far above": "missed", "where it is": "near"}


def test_alerts_of_the_month_are_counted_and_how_many_were_judged_real(altered):
    alert = (
        "insert into marts.alert select * replace ('{id}' as alert_id, {mark} as mark_code) from marts.alert"
        " where alert_id = '{of}';"
    )
    first = "double_charge-2026-02-16"
    path = altered(
        alert.format(id="a", mark="'false'", of=first)
        + alert.format(id="b", mark="'acknowledged'", of=first)
        + alert.format(id="c", mark="null", of=first)
        + f"update marts.alert set mark_code = 'explained' where alert_id = '{first}'"
    )

    assert lead(path)["What is new"].endswith("4 alerts began in the month; of the 3 that people judged, 2 were real.")


def test_what_was_saved_is_of_the_days_of_the_month_and_of_the_year_so_far():
    effects = pd.DataFrame(
        [
            {
                "verdict_code": "fell", "live_date": date(2026, 1, 22), "measured_days": 20, "saved_total": 200.0,
                "total_low": 150.0, "total_high": 250.0, "hours_saved": 20.0,
            }
        ]
    )  # fmt: skip

    said = measured.within(effects, date(2026, 2, 1), date(2026, 2, 28), "February")

    assert (
        said
        == "In February, 1 action with a measured effect saved 100 contacts (75 to 125) and 10.0 hours of agents' work."
    )
    assert "saved 200 contacts (150 to 250)" in measured.year(effects, date(2026, 2, 28))


def test_what_is_not_known_is_said_on_the_first_page(published):
    said = lead(published)["Not known"]

    assert "is not sure" in said and "came with their words" in said


def test_the_paper_has_two_to_four_pages_and_the_first_holds_the_sentences_and_one_chart(altered, tmp_path):
    _, paper, *_ = monthly.make(altered(WHOLE_JANUARY), WHOLE, tmp_path / "out")
    pages = PdfReader(paper).pages

    assert 2 <= len(pages) <= 4
    first = " ".join(pages[0].extract_text().split())
    for label in (
        "What came",
        "What moved",
        "How well",
        "What was fixed",
        "What is new",
        "Not known",
        "contacts a day",
    ):
        assert label in first


def test_hostile_labels_come_out_as_words(altered, tmp_path):
    path = altered(
        WHOLE_JANUARY + "update marts.reason set reason_label = '<script>alert(1)</script> =cmd() #panic(1)'"
    )
    page, paper, _, workbook, _ = monthly.make(path, WHOLE, tmp_path / "out")

    assert "script" not in Page(page).tags
    assert "=cmd() #panic(1)" in words_of(page) and "#panic(1)" in words_of(paper)
    cells = [cell for sheet in openpyxl.load_workbook(workbook) for row in sheet for cell in row]
    assert all(cell.data_type != "f" for cell in cells)


def test_the_same_published_file_gives_the_same_bytes(published, tmp_path):
    first, second = monthly.make(published, WHOLE, tmp_path / "a"), monthly.make(published, WHOLE, tmp_path / "b")

    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_the_command_writes_it_and_without_a_whole_month_fails_in_one_line(published, altered, tmp_path, capsys):
    assert run("--published", published, "--monthly", "--out", tmp_path / "a") == 0
    assert (tmp_path / "a" / WHOLE / "monthly.pdf").exists()
    young = altered("update marts.run set first_date = '2026-02-10'")
    capsys.readouterr()

    assert run("--published", young, "--monthly", "--out", tmp_path / "b") == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_night_without_a_whole_month_writes_the_other_reports(altered, tmp_path, capsys):
    young = altered("update marts.run set first_date = '2026-02-10'")

    assert run("--published", young, "--nightly", "--out", tmp_path / "out") == 0

    written = {line.rsplit("/", 2)[-2] + "/" + line.rsplit("/", 1)[-1] for line in capsys.readouterr().out.splitlines()}
    assert {"logistics/trend.pdf", f"{WHOLE}/data_quality.pdf"} <= written and f"{WHOLE}/monthly.pdf" not in written


def test_a_department_head_is_not_offered_what_is_of_all_departments(tmp_path):
    for code in ("logistics", WHOLE):
        (tmp_path / "2026-03-03" / code).mkdir(parents=True)
        (tmp_path / "2026-03-03" / code / "monthly.pdf").write_bytes(b"x")
    night = date(2026, 3, 3)
    own = nightly_reports.offered(Scope(departments=("logistics", WHOLE)))  # even one whose department is called so

    assert [file.department_code for file in nightly_reports.files(tmp_path, night, own)] == ["logistics"]
    assert len(nightly_reports.files(tmp_path, night, None)) == 2


def test_a_month_knows_its_neighbours():
    assert Month(date(2026, 3, 1)).before == Month(date(2026, 2, 1))
    assert Month(date(2026, 1, 1)).before.label == "December 2025"
    assert Month(date(2024, 2, 1)).year_before.day_count == 28
    assert Month(date(2024, 2, 1)).last + timedelta(days=1) == date(2024, 3, 1)
    assert months.is_held(Month(date(2026, 2, 1)), of("2026-03-03")) and not months.is_held(
        Month(date(2026, 3, 1)), of("2026-03-03")
    )
