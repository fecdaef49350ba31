"""Cells of few contacts are hidden from viewers, and no total changes by it."""

import pandas as pd
import pytest

from dashboards import access, app, components, kpis, marts
from dashboards.access import Reader
from dashboards.cells import TOO_FEW_CODE, TOO_FEW_LABEL, hide_small_cells
from dashboards.view import View
from tests.dashboards.test_access import PAGES, REFUSED, log_in, text_of

DAYS = pd.to_datetime(["2026-03-01", "2026-03-02"])
FEW = """
    delete from marts.contact_daily where reason_code in ('refund', 'unsure')
        and contact_date < (select as_of_date from marts.run);
    update marts.contact_daily set contact_count = 1 where reason_code in ('refund', 'unsure')"""


def sums(**counts: int) -> pd.DataFrame:
    """One row a region and day: so many contacts on the first day, none on the second."""
    rows = [(region, day, count * (day == DAYS[0]), 60.0 * count) for region, count in counts.items() for day in DAYS]
    return pd.DataFrame(rows, columns=["region_code", "contact_date", "contact_count", "handle_seconds"])


def by_region(rows: pd.DataFrame) -> dict[str, int]:
    return rows.groupby("region_code", sort=False)["contact_count"].sum().to_dict()


def test_small_cells_become_one_and_totals_stay():
    rows = sums(north=40, south=3, east=4, west=0)

    shown = hide_small_cells(rows, 5)

    assert by_region(shown) == {"north": 40, "west": 0, TOO_FEW_CODE: 7}
    assert shown["handle_seconds"].sum() == rows["handle_seconds"].sum()
    assert len(hide_small_cells(rows, 0)) == len(rows)


def test_a_single_small_cell_is_not_given_away_by_the_total():
    assert by_region(hide_small_cells(sums(north=40, south=3, east=9), 5)) == {"north": 40, TOO_FEW_CODE: 12}


def test_the_values_of_each_dimension_are_put_together_apart():
    regions = sums(north=40, south=3, east=4).assign(dimension_code="region_code")
    sites = sums(lima=20, quito=1, cali=9).assign(dimension_code="site_code")

    shown = hide_small_cells(pd.concat([regions, sites], ignore_index=True), 5)

    counts = shown.groupby(["dimension_code", "region_code"])["contact_count"].sum()
    assert counts["region_code"].to_dict() == {"north": 40, TOO_FEW_CODE: 7}
    assert counts["site_code"].to_dict() == {"lima": 20, TOO_FEW_CODE: 10}


def test_of_so_few_contacts_in_all_nothing_is_shown():
    assert by_region(hide_small_cells(sums(north=2, south=1, west=0), 5)) == {"west": 0}


def test_what_cannot_be_summed_is_left_out():
    rates = pd.DataFrame({"value_code": ["north", "south"], "n": [40, 3], "csat_mean": [4.1, 1.0]})

    assert hide_small_cells(rates, 5)["value_code"].tolist() == ["north"]


@pytest.fixture
def viewer():
    access.READER.set(Reader("Vic", "vic@example.org", "viewer"))
    yield
    access.READER.set(None)


def test_a_viewer_reads_the_same_kpis_as_an_analyst(shown, altered, viewer):
    shown(altered(FEW))
    last = pd.Timestamp(marts.run()["as_of_date"]).date()
    view = View(last, last, last, last)

    seen = marts.daily(view)
    access.READER.set(Reader("Ana", "ana@example.org", "analyst"))
    everything = marts.daily(view)

    assert TOO_FEW_CODE in set(seen["reason_code"]) and "refund" not in set(seen["reason_code"])
    for kpi in marts.kpis().to_dict("records"):
        if kpi["table_code"] == "contact":
            pd.testing.assert_frame_equal(
                kpis.totals(seen, pd.Series(kpi), by=("contact_date",)),
                kpis.totals(everything, pd.Series(kpi), by=("contact_date",)),
            )


def test_every_page_of_a_viewer_stands_with_cells_of_few(shown, altered, tmp_path):
    shown(altered(FEW))
    at = log_in(tmp_path, "viewer")
    at.query_params["period"] = "7d"
    at.run()
    titles = {name: title for group in app.PAGES.values() for name, (title, _) in group.items()}

    for page in [name for name in PAGES if name not in REFUSED["viewer"]]:
        if page != "overview":
            at.switch_page(str(components.page_path(page)))
        at.run()
        assert not at.exception, page
        assert titles[page] in text_of(at)


def test_the_reasons_of_few_contacts_stand_together_under_their_own_name(shown, altered, tmp_path):
    shown(altered(FEW))
    at = log_in(tmp_path, "viewer")
    at.query_params["period"] = "7d"
    at.run()
    at.switch_page(str(components.page_path("reasons"))).run()

    listed = " ".join(str(table.value.to_csv()) for table in at.dataframe)

    assert TOO_FEW_LABEL in listed
    assert "Refund" not in listed
