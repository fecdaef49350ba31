"""The coaching sheet: one page for a session, with the behaviours, the turns that show them, and what came of the last one."""

import subprocess
import sys

import pytest
from pypdf import PdfReader

from dashboards.reports import coaching
from tests.dashboards.test_reports import HOSTILE, run, words_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sheet(published, tmp_path_factory):
    return {path.suffix: path for path in coaching.make(published, "18", tmp_path_factory.mktemp("out"))}


@pytest.mark.parametrize("face", [".html", ".pdf"])
def test_the_sheet_says_what_to_work_on_what_goes_well_and_what_came_of_the_last_session(sheet, face):
    said = words_of(sheet[face])

    assert "Ben Cole: work on “clarifying question” and “clear solution”." in said
    assert (
        "Clarifying question: met in 45 % of 560 contacts (41 to 49 %) where 79 % are usual with such contacts." in said
    )
    assert "Session of Tue 24 Feb, Clear solution: 66 % of 70 since, 69 % of 260 before, −3 points" in said
    assert "Ben Cole, fast, but customers come back" in said
    assert "Greeting 9" in said, "what goes well comes before what is missing"


@pytest.mark.parametrize("face", [".html", ".pdf"])
def test_the_turns_stand_with_their_contact_and_the_colleagues_name(sheet, face):
    said = words_of(sheet[face])

    assert "“May I have your e-mail?”" in said
    assert "shop:1001, turn 2" in said and "A colleague, Cleo Diaz" in said


def test_a_criterion_that_people_do_not_confirm_is_not_praised(published, altered, tmp_path):
    path = altered("update marts.criterion set is_trusted = false where criterion_code = 'greeting'")

    assert "Greeting 9" not in words_of(coaching.make(path, "18", tmp_path)[0])


def test_the_paper_is_one_page_however_long_the_turns_are(altered, tmp_path):
    path = altered(
        "update marts.coaching_example set text = repeat('I see what happened, let me look at the order. ', 40)"
    )

    paper = coaching.make(path, "18", tmp_path)[1]

    assert len(PdfReader(paper).pages) == 1
    assert "What we agree on" in words_of(paper) and "voc 0.1.0" in words_of(paper)


def test_where_nothing_stands_out_the_sheet_says_so(published, tmp_path):
    for path in coaching.make(published, "17", tmp_path):
        assert "Ana Ruiz: nothing stands out to work on." in words_of(path)
        assert "No session was noted yet." in words_of(path)


def test_the_same_run_gives_the_same_bytes(published, tmp_path):
    first, second = (coaching.make(published, "18", tmp_path / name) for name in ("one", "two"))

    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_words_of_customers_and_agents_are_never_taken_for_markup(altered, tmp_path):
    path = altered(f"""
        update marts.coaching_example set text = $${HOSTILE}$$, example_agent_label = $${HOSTILE}$$;
        update marts.unit set unit_label = $${HOSTILE}$$ where unit_code = '18'""")

    for file in coaching.make(path, "18", tmp_path):
        assert "#panic(1)" in words_of(file)
        assert file.suffix == ".pdf" or "<script>" not in file.read_text(encoding="utf-8")


def test_the_sheet_is_made_on_the_command_line_and_an_agent_who_is_not_there_is_misuse(published, tmp_path, capsys):
    made = subprocess.run(
        [sys.executable, "-m", "dashboards.reports", "--published", published, "--agent", "18", "--out", tmp_path],
        capture_output=True,
        text=True,
    )

    assert made.returncode == 0 and made.stdout.split() == [
        str(tmp_path / f"coaching-18.{kind}") for kind in ("html", "pdf")
    ]
    assert run("--published", published, "--agent", "nobody", "--out", tmp_path) == 2
    assert "No agent is called 'nobody'" in capsys.readouterr().err
