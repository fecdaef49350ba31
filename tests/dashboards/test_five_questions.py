"""Each of the five readers asks five questions: is each answered by words on the page, at most three clicks from the first?"""

import re
from datetime import date
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page

from pipelines.settings import load_settings
from pipelines.workspace import open_workspace
from pipelines.workspace.actions import Action, add_action
from tests.dashboards.conftest import SECONDS, serving

pytestmark = pytest.mark.browser

HEALTH, PRIVACY = ("Administration",), ("Administration", "Privacy")
COACHING, AGENTS = ("Performance", "Coaching"), ("Performance", "Agents and teams")
ALERT = ("Damaged shipment: ",)  # what needs attention, on the Overview
# Of each reader: what they ask, what they click on, and the words that answer it.
QUESTIONS: dict[str, list[tuple[str, tuple[str, ...], str]]] = {
    "operator": [
        ("did last night's run finish?", (), r"The run of \w+ \d+ \w+ came through"),
        ("which step failed?", HEALTH, r"All \d+ steps are done|\d+ of \d+ steps failed"),
        ("which rows were rejected?", HEALTH, r"\d+ rows? rejected so far, \w+ of them by the last run"),
        ("is a source late or odd?", (), r"every source delivers as usual|delivered no contact since"),
        ("what changed since the last good run?", HEALTH, r"(Nothing changed|Changed) since the run of .*model"),
        ("can 3 to 5 March be run again?", HEALTH, r"Any night can be run again, and any days"),
    ],
    "analyst": [
        ("what spiked, and by how much?", (), r"\d+ contacts .* where [\d.]+ were expected \([\d.]+ to [\d.]+\)"),
        ("is it real?", (), r"one in [\d,]+ such alerts is chance"),
        ("which slice explains it?", (), r"\d+ % of the excess is carrier \w+ in the South"),
        ("what do customers say?", ALERT, r"What customers say(.|\n)*read the conversation"),
        ("is this topic new or renamed?", ("Topics",), r"first to be seen(.|\n)*What became of it"),
        ("how often is it coded wrongly?", ("Reasons",), r"codes for it .*(the words contradict \d+ %|too few)"),
        ("how much is uncovered?", ("Reasons",), r"[\d,]+ of [\d,]+ contacts were analysed; of all, the reason of [\d.]+ %"),
    ],
    "department head": [
        ("what costs most, and where does it go?", ("Reasons",), r"The \d reasons that take most of the agents' hours"),
        ("what should my team fix first?", ("Reasons",), r"To fix first by cost: [\w ]+, [\d.]+ hours"),
        ("did our last fix lower contacts?", ("Actions", "Pad the boxes"), r"Contacts fell: [\d.]+ a day fewer"),
        ("what did it cost elsewhere?", ("Actions", "Pad the boxes"), r"Satisfaction was .* since \(n = \d+\): "),
        ("do we trade quality for speed?", ("Performance",), r"traded for speed|expense of quality|not for speed"),
        ("can last month's number be made again?", ("Reports",), r"Last month's number can be counted again"),
    ],
    "coach": [
        ("who needs help with what?", COACHING, r"\w+ \w+: work on “[\w ]+”"),
        ("with which calls?", COACHING, r"Where it was missed(.|\n)*read the conversation"),
        ("is the score fair for that mix and n?", COACHING, r"of [\d,]+ contacts .* % are usual with such contacts"),
        ("did coaching work?", COACHING, r"before the session and since"),
        ("where do people and the machine disagree?", ("Review", "Quality calibration"), r"verdicts? of people so far"),
        ("who is slow and solves it?", AGENTS, r"balanced, not slow"),
    ],
    "privacy officer": [
        ("what personal data remains?", PRIVACY, r"Turns that still hold what looks like personal data"),
        ("who read or took transcripts?", ("Administration", "Audit trail"), r"transcripts? read, \d+ exports?"),
        ("what is past its time?", PRIVACY, r"past its time"),
        ("was it deleted everywhere?", PRIVACY, r"out of the warehouse, the kept published files"),
        ("can one customer be erased?", PRIVACY, r"voc erase"),
        ("could a cell point at a person?", PRIVACY, r"contacts could point at a person|No cell is hidden"),
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def opened(browser, published, tmp_path_factory) -> Page:
    """The dashboard over the small published file, with an action that the last run has measured."""
    folder = tmp_path_factory.mktemp("five")
    (folder / "voc.toml").write_text('[paths]\nbuild = "build"\n')
    (folder / "build" / "published").mkdir(parents=True)
    settings = load_settings(folder / "voc.toml")
    settings.paths.published.write_bytes(published.read_bytes())
    with open_workspace(settings) as workspace:
        padded = Action(
            "Pad the boxes", "live", "damaged_shipment", department_code="logistics", live_date=date(2026, 2, 20)
        )
        known_as(settings.paths.published, add_action(workspace, padded, "ana"))
    with serving(folder / "voc.toml") as address:
        page = browser.new_page(viewport={"width": 1280, "height": 800}, base_url=address)
        page.set_default_timeout(SECONDS * 1000)
        yield page


def known_as(published: Path, action_id: str) -> None:
    """As if the last run had measured this action."""
    with duckdb.connect(str(published)) as con:
        for mart in ("action", "action_effect", "action_effect_daily", "action_shift"):
            con.execute(f"update marts.{mart} set action_id = '{action_id}' where action_id = 'a1'")


def click_through(page: Page, clicks: tuple[str, ...]) -> None:
    """From the opened dashboard, as a person would: a page of the menu, a tab, or a line that is a link."""
    page.goto("/")
    be_still(page)
    for name in clicks:
        page.get_by_role("link", name=name).or_(page.get_by_role("tab", name=name)).first.click()
        page.wait_for_timeout(300)  # until the click has reached the server
        be_still(page)


def be_still(page: Page) -> None:
    page.locator("h1").first.wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


@pytest.mark.parametrize("reader", QUESTIONS)
def test_each_question_is_answered_in_words_at_most_three_clicks_away(opened, reader):
    unanswered = []
    for clicks in dict.fromkeys(clicks for _, clicks, _ in QUESTIONS[reader]):
        assert len(clicks) <= 3
        click_through(opened, clicks)
        answers = {question: words for question, at, words in QUESTIONS[reader] if at == clicks}
        said = read_until(opened, list(answers.values()))
        unanswered += [question for question, words in answers.items() if not re.search(words, said)]

    assert unanswered == []


def read_until(page: Page, wanted: list[str]) -> str:
    """What the page says, once it says all that is wanted or has had time enough."""
    said = ""
    for _ in range(20):
        said = page.get_by_test_id("stMain").inner_text()
        if all(re.search(words, said) for words in wanted):
            break
        page.wait_for_timeout(250)
    return said
