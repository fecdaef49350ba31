"""A report as of an older run is made from the published file that is kept of it."""

from datetime import date

import duckdb
import pytest

from pipelines.reporting import UnknownReportError, kept_file
from pipelines.settings import load_settings


def keep(folder, run_id: str, day: str):
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(folder / f"voc-{run_id}.duckdb")) as con:
        con.execute(
            f"create schema marts; create table marts.run as select '{run_id}' as run_id, date '{day}' as as_of_date"
        )


@pytest.fixture
def settings(tmp_path):
    (tmp_path / "voc.toml").write_text('[paths]\nbuild = "build"\n')
    return load_settings(tmp_path / "voc.toml")


def test_the_file_of_a_day_is_found_and_of_two_runs_about_it_the_newer_one(settings):
    for run_id, day in [("20260302", "2026-03-01"), ("20260303", "2026-03-02"), ("20260304", "2026-03-02")]:
        keep(settings.paths.published_folder, run_id, day)

    assert kept_file(settings, date(2026, 3, 2)).name == "voc-20260304.duckdb"
    assert kept_file(settings, date(2026, 3, 1)).name == "voc-20260302.duckdb"


def test_a_day_of_which_no_file_is_kept_is_answered_with_those_that_are(settings):
    keep(settings.paths.published_folder, "20260303", "2026-03-02")

    with pytest.raises(UnknownReportError, match="The days that are: 2026-03-02"):
        kept_file(settings, date(2026, 2, 1))


def test_before_anything_is_published_no_day_is_kept(settings):
    with pytest.raises(UnknownReportError, match="none yet"):
        kept_file(settings, date(2026, 2, 1))
