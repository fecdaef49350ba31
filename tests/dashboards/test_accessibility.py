"""Every page, in both themes, has no serious fault that axe-core finds and that is ours to mend."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.dashboards.conftest import SECONDS

PAGES = [
    "",
    "reasons",
    "spikes",
    "topics",
    "performance",
    "performance?tab=Quality",
    "performance?tab=Agents+and+teams",
    "performance?tab=Coaching",
    "performance?tab=What+moves+satisfaction",
    "contacts",
    "actions",
    "reports",
    "review",
    "review?tab=Worth+labelling",
    "taxonomy",
    "administration",
    "administration?tab=People",
    "administration?tab=Privacy",
    "administration?tab=Audit+trail",
]
# Faults of Streamlit's own widgets, by rule: in which of them, and why they are not ours to mend.
THEIRS = {
    "list": "[data-testid=stSidebarNav]",  # Streamlit puts a div between the list and the items of a group of its menu
    "listitem": "[data-testid=stSidebarNav]",  # the same, seen from the items
    "target-size": "[data-testid=stDateInput]",  # day, month and year inside the field, which as a whole is large
}
SERIOUS = ("serious", "critical")
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_no_serious_fault(browser, address, name, theme):
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme=theme)
    page.goto(f"{address}/{name}")
    page.locator("h1").wait_for(timeout=SECONDS * 1000)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=SECONDS * 1000)
    page.wait_for_timeout(700)

    found = Axe().run(page, options=OPTIONS).response["violations"]

    assert [fault for rule in found if rule["impact"] in SERIOUS for fault in ours(page, rule)] == []
    page.close()


def ours(page, rule: dict) -> list[tuple[str, str, str]]:
    """The faults that a rule finds outside of Streamlit's own widgets: rule, element, and what is wrong."""
    inside = "([fault, widget]) => document.querySelector(fault).closest(widget) !== null"
    widget = THEIRS.get(rule["id"])
    return [
        (rule["id"], node["html"], node["failureSummary"])
        for node in rule["nodes"]
        if widget is None or not page.evaluate(inside, [node["target"][0], widget])
    ]
