"""Sessions in a real browser: a link that is shared, a run that publishes meanwhile, hostile words, and the keyboard alone."""

import os
import shutil

import duckdb
import pytest
from playwright.sync_api import Page

from tests.dashboards.conftest import SECONDS, serving

pytestmark = pytest.mark.browser
ATTACK = '<img src=x onerror="window.hit=1"> [x](javascript:window.hit=1) **b** $x$'


def open_page(browser, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True).new_page()
    page.set_default_timeout(SECONDS * 1000)
    page.goto(address)
    still(page)
    return page


def still(page: Page) -> None:
    """Wait until the page is drawn."""
    page.locator("h1").wait_for()
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def choose(page: Page, label: str, value: str) -> None:
    page.get_by_label(label, exact=True).first.click()
    page.keyboard.type(value)
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")


def words_of(page: Page) -> list[str]:
    """What a page says: its head, its titles and its numbers."""
    still(page)
    return page.locator(".voc-head, .voc-heading h2, .voc-tile-value, .voc-rows td").all_inner_texts()


@pytest.mark.parametrize("name", ["", "reasons", "spikes", "performance?tab=Quality", "contacts?q=crushed"])
def test_a_colleague_who_opens_the_link_sees_the_same(browser, address, name):
    page = open_page(browser, f"{address}/{name}")
    choose(page, "Period", "Last 7 days")
    page.wait_for_url("**period=Last*")
    choose(page, "Channel", "phone")
    page.locator(".voc-filtered").get_by_text("channel phone", exact=False).wait_for()
    seen = words_of(page)

    colleague = open_page(browser, page.url)

    assert words_of(colleague) == seen
    assert len(seen) > 0 and "phone" in seen[0].lower()
    page.context.close()
    colleague.context.close()


@pytest.fixture
def house(published, tmp_path):
    """A folder whose published file a test can change as a run does: `publish(SQL)`; and the address of its dashboard."""
    folder = tmp_path / "build" / "published"
    folder.mkdir(parents=True)
    (tmp_path / "voc.toml").write_text('[paths]\nbuild = "build"\n')

    def publish(sql: str = "") -> None:
        run = folder / f"voc-{len(list(folder.iterdir()))}.duckdb"
        shutil.copy(published, run)
        if sql:
            with duckdb.connect(str(run)) as con:
                con.execute(sql)
        (folder / "next").symlink_to(run)
        os.replace(folder / "next", folder / "current.duckdb")

    publish()
    with serving(tmp_path / "voc.toml") as address:
        yield publish, address


def test_a_run_that_publishes_during_a_session_is_shown_by_the_next_click(browser, house):
    publish, address = house
    page = open_page(browser, address)
    page.get_by_text("Run of 4 Mar 2026, 04:01 UTC").wait_for()
    page.get_by_role("link", name="Spikes", exact=True).click()
    page.locator(".voc-finding h2").wait_for()
    assert "alert=damaged_shipment" in page.url

    publish(
        "update marts.run set run_id = 'next', finished_at = '2026-03-05 05:02';"
        "update marts.reason set reason_label = 'Broken on arrival' where reason_code = 'damaged_shipment';"
        "delete from marts.alert where reason_code = 'damaged_shipment'"
    )
    page.get_by_role("link", name="Reasons", exact=True).click()

    page.get_by_text("Run of 5 Mar 2026, 05:02 UTC").wait_for()
    page.locator("h1").get_by_text("Broken on arrival").wait_for()
    page.go_back()  # to the alert that the new run no longer tells of
    page.get_by_text("The alert of this link is no longer here.").wait_for()
    assert page.locator("[data-testid=stException]").count() == 0
    page.context.close()


def test_words_that_a_person_types_are_words_wherever_they_come_out(browser, address):
    page = open_page(browser, f"{address}/contacts?period=Everything")
    page.get_by_label("Words in the conversation").fill(ATTACK)
    page.keyboard.press("Enter")
    still(page)

    page.goto(f"{address}/spikes")
    page.get_by_role("button", name="Explain").click()
    page.get_by_label("In a few words").fill(ATTACK)
    page.get_by_role("button", name="Keep the explanation").click()
    page.locator(".st-key-card-judge").get_by_text("<img src=x").first.wait_for()

    page.goto(f"{address}/taxonomy")
    still(page)
    page.get_by_text("Rename", exact=True).click()
    page.get_by_label("New label").fill(ATTACK)
    page.get_by_label("New label").press("Enter")
    still(page)

    page.goto(f"{address}/administration?tab=People")
    page.get_by_label("Name", exact=True).fill("=1+1 <img src=x onerror='window.hit=1'>")
    page.get_by_label("Email address they log in with").fill("eve@example.org")
    page.get_by_role("button", name="Keep").click()
    page.get_by_text("1 person may use this dashboard").wait_for()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="CSV").first.click()

    assert "'=1+1 <img" in waiting.value.path().read_text(encoding="utf-8-sig")
    for name in ("", "spikes", "taxonomy", "administration?tab=People"):
        page.goto(f"{address}/{name}")
        still(page)
        assert page.evaluate("window.hit") is None, name
        assert page.locator("img[src=x]").count() == 0, name
    page.context.close()


def test_a_chart_is_taken_along_by_the_keyboard_alone(browser, address):
    page = open_page(browser, f"{address}/spikes?period=Last+7+days")
    page.get_by_role("button", name="Make the brief").wait_for()  # the last: nothing above it moves any more
    page.locator(".st-key-take-spike-course-csv button").first.focus()

    for name, start in (("png", b"\x89PNG"), ("svg", b"<svg"), ("csv", b"\xef\xbb\xbf")):
        tab_to(page, f".st-key-take-spike-drivers-{name} button")
        with page.expect_download() as waiting:
            page.keyboard.press("Enter")
        assert waiting.value.suggested_filename == f"spike-drivers.{name}"
        assert waiting.value.path().read_bytes().startswith(start)
    page.context.close()


def tab_to(page: Page, wanted: str) -> None:
    """Press the Tab key until the focus is there; what lies between is the chart's own."""
    for _ in range(5):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"the Tab key does not reach {wanted}")
