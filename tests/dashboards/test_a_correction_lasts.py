"""A code that is corrected in the browser is the contact's reason after the next run, which an open page shows by itself."""

import pytest

from tests.dashboards.conftest import SECONDS, serving
from tests.pipelines.learned import learning_house, mails
from tests.pipelines.test_auditing import miscoded

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_corrected_code_is_the_reason_after_the_next_run_without_a_reload(browser, tmp_path):
    house = learning_house(tmp_path, miscoded(mails(200)))
    house.run()

    with serving(house.settings.config_path) as address:
        review = browser.new_page(viewport={"width": 1280, "height": 800})
        review.set_default_timeout(SECONDS * 1000)
        review.goto(f"{address}/review?period=all")
        review.get_by_role("link", name="The whole contact").wait_for()
        contact_id = review.get_by_role("link", name="The whole contact").get_attribute("href").split("contact=")[1]
        contact_id = contact_id.split("&")[0].replace("%3A", ":")
        sql = f"select reason_code, method from marts.contact where contact_id = '{contact_id}'"
        [(before, _)] = house.published(sql)
        other = "Refund" if before == "damaged" else "Damaged"
        review.get_by_role("button", name=other).click()
        review.get_by_text("1 answered.").wait_for()

        reading = browser.new_page(viewport={"width": 1280, "height": 800})
        reading.set_default_timeout(SECONDS * 1000)
        reading.goto(f"{address}/contacts?period=all&contact={contact_id}")
        reading.locator(".voc-bubble").first.wait_for()
        house.run()
        review.get_by_role("tab", name="My labels").click()  # the session goes on, over what was published meanwhile
        review.get_by_text("In force").first.wait_for()
        reading.reload()
        reading.locator(".voc-bubble").first.wait_for()

    [(after, method)] = house.published(sql)
    assert (after, method) == ("refund" if before == "damaged" else "damaged", "label")
