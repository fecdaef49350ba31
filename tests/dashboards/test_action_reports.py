"""What was changed is in the weekly report of its department, in the brief on its subject, and a rule on their charts."""

from pathlib import Path

import pytest

from dashboards.reports import brief, trend
from tests.dashboards.test_reports import HOSTILE, Page, words_of

ALERT = "damaged_shipment-2026-03-01"
PAD = "“Pad the boxes of lamps”: live since Fri 20 Feb; 30 % fewer contacts expected. About: Damaged shipment. Owner: Lola."
CHOOSE = "“Let customers choose the day”: proposed on Sun 1 Feb, and nobody has accepted it yet. About: Late delivery."
RULE = "Fri 20 Feb: “Pad the boxes of lamps” went live."
POINTS = (
    "“Say that points take two days”: accepted on Sat 28 Feb, planned for Fri 20 Mar; 50 % fewer contacts expected."
)


def made(paths: list[Path], folder: Path) -> dict[str, str]:
    return {path.suffix: words_of(path) for path in paths if path.suffix in (".html", ".pdf")}


def test_the_weekly_report_says_what_its_department_changes_what_waits_first(published, tmp_path):
    said = made(trend.make(published, "logistics", tmp_path), tmp_path)

    for words in said.values():
        assert words.index(CHOOSE) < words.index(PAD)
        assert "1 action waits for somebody since Sun 1 Feb." in words
        assert RULE in words and "Say that points" not in words


def test_a_department_without_actions_is_told_where_to_record_them(published, tmp_path):
    said = made(trend.make(published, "stores", tmp_path), tmp_path)

    for words in said.values():
        assert "Stores has recorded no action." in words and "Actions page" in words


@pytest.mark.parametrize(
    ("subject", "there", "absent"),
    [(ALERT, [PAD, RULE], "Let customers"), ("damaged_shipment", [PAD, RULE], "Let customers"),
     ("late_delivery", [CHOOSE], "Pad the boxes"), ("t1a2b3c", [POINTS], "Pad the boxes"),
     ("refund", ["Nobody has recorded a change about it yet."], "Pad the boxes")],
)  # fmt: skip
def test_a_brief_says_what_was_changed_about_its_subject(published, tmp_path, subject, there, absent):
    said = made(brief.make(published, subject, tmp_path), tmp_path)

    for words in said.values():
        assert all(sentence in words for sentence in there) and absent not in words


def test_what_was_closed_long_ago_is_no_news_of_the_week_but_stays_in_the_brief(altered, tmp_path):
    path = altered(
        "update marts.action set state_code = 'closed', state_since = '2025-12-01', live_date = '2025-11-20'"
    )

    weekly, one = trend.make(path, "logistics", tmp_path), brief.make(path, ALERT, tmp_path)

    assert "Pad the boxes" not in words_of(weekly[0])
    assert "“Pad the boxes of lamps”: closed on Mon 1 Dec, live since Thu 20 Nov" in words_of(one[0])


def test_markup_in_an_action_is_text_on_every_face(altered, tmp_path):
    path = altered(
        f"update marts.action set title = $x${HOSTILE}$x$, owner = $x${HOSTILE}$x$, subject_label = $x${HOSTILE}$x$"
    )

    for file in (*trend.make(path, "logistics", tmp_path), *brief.make(path, ALERT, tmp_path)):
        if file.suffix == ".html":
            assert "script" not in Page(file).tags
        if file.suffix in (".html", ".pdf"):
            assert "<script>alert(1)</script>" in words_of(file)
