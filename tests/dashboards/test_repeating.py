"""Can last month's number be made again?"""

from datetime import datetime

from dashboards import repeating
from tests.dashboards.test_pages import open_page, text_of


def test_it_says_what_is_kept_of_what_was_said_then(tmp_path):
    for name in ("voc-20260304T070000-aaaa.duckdb", "voc-20260303T070000-bbbb.duckdb", "failed.json"):
        (tmp_path / name).touch()

    made = repeating.kept(tmp_path)

    assert made == [datetime(2026, 3, 3, 7), datetime(2026, 3, 4, 7)]
    assert repeating.say(made, 1) == (
        "Last month's number can be counted again; as it was said then, the reports of 1 night and the files of 2 runs"
        " (since Tue 3 Mar) are kept"
    )
    assert repeating.say([], 0).endswith("the reports of 0 nights are kept")


def test_the_reports_page_says_when_a_number_is_the_same_as_then(shown, published):
    shown(published)

    said = text_of(open_page("reports"))

    assert "It is the same as then, unless rows came late, people gave labels, or the taxonomy changed" in said
