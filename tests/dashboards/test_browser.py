"""The way that matters, in a real browser: from what happened to a customer's own words in three clicks."""

import re
from itertools import cycle

import pytest

from tests.dashboards.conftest import SECONDS, serving

PERFORMANCE = [
    f"performance?tab={tab}" for tab in ("Quality", "Agents+and+teams", "Coaching", "What+moves+satisfaction")
]
pytestmark = pytest.mark.browser


def test_a_link_is_answered_where_it_is_the_first_thing_that_a_server_is_asked(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(f"{address}/spikes")  # this test stays the first of the file: the server has just started

    page.locator(".voc-finding h2").wait_for(timeout=SECONDS * 1000)


def test_from_the_overview_to_a_customers_words_and_their_conversation(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(SECONDS * 1000)
    page.goto(f"{address}/?period=Last+7+days")

    page.locator("[class*='st-key-attention-'] a").first.click()
    page.locator(".voc-finding h2").wait_for()
    quote = page.locator("[class*='st-key-quote-alert-']").first
    words = quote.locator("blockquote").inner_text().strip("“”")
    assert "alert=" in page.url
    assert "period=Last" in page.url.replace("%20", "+"), "the link keeps the period"

    quote.locator("a").click()
    page.locator(".voc-marked").first.wait_for()

    assert "contact=" in page.url
    assert words[:20] in page.locator(".voc-marked .voc-bubble").first.inner_text()


def test_the_address_overview_leads_to_the_page_and_keeps_what_it_asks_for(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(SECONDS * 1000)

    page.goto(f"{address}/overview?period=Last+7+days&reason=refund&reason=login")

    page.get_by_text("Compared with the 7 days before").wait_for()
    assert page.get_by_text("Page not found").count() == 0
    assert "reason=refund" in page.url and "reason=login" in page.url


def test_pages_of_contacts_are_turned_and_a_search_begins_at_the_first_without_a_warning(browser, published, tmp_path):
    (tmp_path / "build" / "published").mkdir(parents=True)
    (tmp_path / "build" / "published" / "current.duckdb").symlink_to(published)
    (tmp_path / "voc.toml").write_text('[paths]\nbuild = "build"\n')
    log = tmp_path / "server.log"
    with serving(tmp_path / "voc.toml", log) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(SECONDS * 1000)
        page.goto(f"{address}/contacts?period=Last+7+days")
        page.get_by_role("button", name="Next page").click()
        page.locator("[aria-current=page][aria-label='Page 2']").wait_for()

        asked = page.get_by_label("Words in the conversation")
        for words in ("box", ""):
            asked.fill(words)
            asked.press("Enter")
            page.get_by_text(
                re.compile(r"contacts? match\.$" if words else r"contacts lie in the period\.$")
            ).wait_for()
        page.locator("[aria-current=page][aria-label='Page 1']").wait_for()

    assert "was created with a default value" not in log.read_text(encoding="utf-8")


def test_the_brief_of_a_spike_comes_as_page_and_paper(browser, address, tmp_path):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(SECONDS * 1000)
    page.goto(f"{address}/spikes")
    page.get_by_role("button", name="Make the brief").click()

    for name, start in (("Page (HTML)", b"<!doctype html"), ("Paper (PDF)", b"%PDF")):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=name).click()
        file = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(file)
        assert file.read_bytes()[:15].lower().startswith(start.lower())


def test_a_report_is_seen_in_the_page_without_a_script_and_taken_along(browser, address, tmp_path):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(SECONDS * 1000)
    page.goto(f"{address}/reports")
    page.get_by_role("button", name="Make the report").click()

    page.frame_locator("iframe[srcdoc]").locator("h1").wait_for()
    page.locator("iframe[srcdoc]").evaluate(
        """frame => { const added = frame.contentDocument.createElement('script');
            added.textContent = 'document.title = "a script ran"'; frame.contentDocument.body.append(added) }"""
    )
    assert "script" not in page.locator("iframe[srcdoc]").evaluate("frame => frame.contentDocument.title")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Paper (PDF)").click()
    waiting.value.save_as(tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_a_spike_is_acknowledged_and_taken_back_and_who_opens_the_page_next_sees_it(browser, address):
    def open_spikes():
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(SECONDS * 1000)
        page.goto(f"{address}/spikes")
        page.locator(".voc-finding h2").wait_for()
        return page

    page = open_spikes()
    page.get_by_role("link", name="What do you make of it?").click()
    page.get_by_role("button", name="Acknowledge").click()
    page.locator(".st-key-card-judge").get_by_text("Acknowledged by").wait_for()

    colleague = open_spikes()
    colleague.locator(".st-key-card-judge").get_by_text("Acknowledged by").wait_for()
    assert colleague.locator(".st-key-card-spike").get_by_text("Acknowledged", exact=True).count() == 1
    colleague.get_by_role("button", name="Take back").click()
    colleague.locator(".st-key-card-judge").get_by_text("Nobody has said anything yet.").wait_for()


def test_a_topic_is_chosen_on_the_map_or_by_its_name_and_made_a_reason(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 1500})
    page.set_default_timeout(SECONDS * 1000)
    page.goto(f"{address}/topics")
    told = page.locator(".st-key-card-topic .voc-finding h2")

    page.locator(".st-key-topic-map path[aria-label*='Payment page loops']").first.click(force=True)
    told.get_by_text("Payment page loops: 126 contacts").wait_for()
    assert "topic=t3c4d5e" in page.url

    page.locator(".st-key-topic-list input").click()
    page.keyboard.type("Puntos")
    page.keyboard.press("Enter")
    told.get_by_text("Puntos no aparecen: 9 contacts").wait_for()
    assert "topic=t4d5e6f" in page.url

    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.get_by_role("button", name="Make it a reason").click()
    page.locator(".st-key-card-reason").get_by_text("The next run reads contacts by it").wait_for()
    page.reload()
    page.locator(".st-key-card-reason").get_by_text("Made “Puntos no aparecen” by").wait_for()


def test_from_whom_to_help_to_the_turn_that_shows_it_and_the_sheet_for_the_session(browser, address, tmp_path):
    page = browser.new_page(viewport={"width": 1280, "height": 1200})
    page.set_default_timeout(SECONDS * 1000)
    page.goto(f"{address}/performance?period=Last+7+days")

    page.get_by_role("tab", name="Coaching").click()
    page.get_by_text("Ben Cole: work on “clarifying question”").wait_for()
    page.get_by_role("button", name="Make the sheet").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Paper (PDF)").click()
    waiting.value.save_as(tmp_path / "sheet.pdf")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")

    page.locator("[class*='st-key-quote-coach-1-missed'] a").first.click()
    page.locator(".voc-marked").first.wait_for()
    assert "contact=shop" in page.url and "turn=2" in page.url
    page.locator(".voc-card-rows a").first.click()
    assert page.url.endswith("#turn-0")


def test_ten_contacts_are_labelled_by_ten_keys(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(SECONDS * 1000)
    page.goto(f"{address}/review?tab=Worth+labelling")

    for done in range(10):
        page.get_by_text(f"{done} of 10", exact=True).wait_for()
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
        page.locator("[class*=st-key-worth-1-] button").wait_for()
        page.keyboard.press("1")

    page.get_by_text("10 of 10", exact=True).wait_for()
    page.get_by_text("2 contacts left.").wait_for()


def test_a_search_is_narrowed_to_a_day_by_a_click_and_read_through_by_key(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.set_default_timeout(SECONDS * 1000)
    page.goto(f"{address}/contacts?period=Everything&q=crushed+-correo")
    page.get_by_text("1 of 19").wait_for()

    chart = page.locator(".st-key-contacts-by-day [data-testid=stVegaLiteChart]").bounding_box()
    page.mouse.click(chart["x"] + 0.86 * chart["width"], chart["y"] + chart["height"] / 2)  # the last bar
    page.get_by_text("1 of 10").wait_for()
    page.keyboard.press("n")
    page.get_by_text("2 of 10").wait_for()
    page.locator("mark.voc-hit").first.wait_for()

    assert "day=2026-03-03" in page.url


@pytest.mark.parametrize("width", [820, 1280, 1920])
def test_nothing_on_a_page_is_cut_off_on_a_tablet_a_laptop_and_a_large_screen(browser, address, width):
    """Light and dark take turns: a theme moves nothing."""
    size = {"width": width, "height": 800}
    contexts = [browser.new_context(viewport=size, color_scheme=theme) for theme in ("light", "dark")]
    pages = cycle([context.new_page() for context in contexts])
    cut = ".voc-tile, .voc-rows, .voc-glance, .voc-stale, [class*=st-key-card-]"

    for name in (
        "",
        "reasons",
        "spikes",
        "topics",
        "performance",
        "actions",
        "actions?about_reason=damaged_shipment",
        *PERFORMANCE,
        "contacts",
        "reports",
        "review",
        "taxonomy",
        "administration",
    ):
        page = next(pages)
        page.goto(f"{address}/{name}")
        page.locator("h1").wait_for(timeout=SECONDS * 1000)
        page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=SECONDS * 1000)

        find = f"[...document.querySelectorAll('{cut}')].filter(e => e.scrollWidth > e.clientWidth + 1)"
        assert page.evaluate(f"{find}.map(e => e.className)") == [], name
        assert page.evaluate("document.querySelector('.stMain').scrollWidth") <= page.evaluate(
            "document.querySelector('.stMain').clientWidth"
        ), f"{name} scrolls to the side"
        assert page.locator("[data-testid=stException]").count() == 0, name
    for context in contexts:
        context.close()
