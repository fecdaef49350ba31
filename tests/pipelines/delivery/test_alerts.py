"""New spikes are told at once, grouped and once; in quiet hours and past the day's maximum they gather."""

from datetime import date, timedelta

import pytest

from tests.pipelines.delivery.conftest import Office
from tests.pipelines.delivery.published import publish, spike
from tests.pipelines.delivery.test_subscriptions import go_round, subscribe

SUNDAY = date(2026, 3, 29)
ALERTS = """
[logistics]
label = "Logistics"
[[logistics.subscription]]
what = "alerts"
timezone = "UTC"
door = "share"
"""


def told(office: Office) -> list[str]:
    """The letters in the folder, in the order in which they came."""
    places = (office.folder / "shared").glob("logistics-alerts-*/letter.txt")
    return [path.read_text() for path in sorted(places, key=lambda path: path.stat().st_mtime_ns)]


@pytest.fixture
def told_office(office) -> Office:
    subscribe(office, ALERTS)
    office.add_door("share", kind="folder", path="shared")
    return office


def test_new_spikes_of_a_department_come_in_one_letter_and_never_again(told_office):
    spikes = [spike("a", SUNDAY), spike("b", SUNDAY, where_label="in the South", chance_one_in=10**6)]
    publish(told_office.settings, SUNDAY, *spikes, spike("c", SUNDAY, "billing"), spike("d", SUNDAY, None))

    go_round(told_office)
    told_office.wait(days=1)
    publish(told_office.settings, SUNDAY + timedelta(days=1), *spikes, spike("d", SUNDAY, None))
    go_round(told_office)

    [letter] = told(told_office)
    assert letter.startswith("Logistics: 3 new spikes, Damage a first\n")
    assert (
        "- Damage a: 43 contacts on Sun 29 Mar 2026, 8 expected. 74 % of the excess is carrier NorthStar;"
        " about one in 200 such alerts is chance.\n"
    ) in letter
    assert "- Damage b (in the South): 43 contacts" in letter and "fewer than one in 100,000 is chance" in letter
    assert "Damage d" in letter and "Damage c" not in letter


def test_a_subscription_that_begins_tells_no_old_story(told_office):
    old = [spike("a", SUNDAY - timedelta(days=20)), spike("b", SUNDAY, is_open=False)]
    publish(told_office.settings, SUNDAY, *old)
    go_round(told_office)
    assert told(told_office) == []

    publish(told_office.settings, SUNDAY, *old, spike("c", SUNDAY - timedelta(days=20)))
    go_round(told_office)
    [letter] = told(told_office)
    assert letter.startswith("Logistics: new spike, Damage c\n")


def test_what_people_have_seen_to_already_is_not_told(told_office):
    publish(told_office.settings, SUNDAY, spike("a", SUNDAY, mark_code="acknowledged"))

    go_round(told_office)

    assert told(told_office) == []


def test_in_quiet_hours_spikes_gather_until_their_end(told_office):
    subscribe(told_office, ALERTS + 'quiet_from = "22:00"\nquiet_to = "07:00"\n')
    told_office.now = told_office.now.replace(hour=23)
    publish(told_office.settings, SUNDAY, spike("a", SUNDAY))
    go_round(told_office)
    told_office.wait(hours=7, minutes=59)
    publish(told_office.settings, SUNDAY, spike("a", SUNDAY), spike("b", SUNDAY))
    go_round(told_office)
    assert told(told_office) == []

    told_office.wait(minutes=1)
    go_round(told_office)
    [letter] = told(told_office)
    assert "Damage a" in letter and "Damage b" in letter


def test_past_the_days_maximum_spikes_gather_until_the_next_day(told_office):
    subscribe(told_office, ALERTS + "daily_max = 2\n")
    spikes = []
    for name in ("a", "b", "c", "d"):
        spikes.append(spike(name, SUNDAY))
        publish(told_office.settings, SUNDAY, *spikes)
        go_round(told_office)
        told_office.wait(minutes=10)
    assert len(told(told_office)) == 2

    told_office.wait(days=1)
    go_round(told_office)
    assert told(told_office)[2].startswith("Logistics: 2 new spikes, Damage c first")


def test_many_spikes_make_one_short_letter(told_office):
    publish(told_office.settings, SUNDAY, *(spike(f"n{number}", SUNDAY) for number in range(40)))

    go_round(told_office)

    [letter] = told(told_office)
    assert letter.count("- Damage") == 10 and "- and 30 more: the page Spikes of the dashboard shows them." in letter


def test_a_spike_is_told_once_to_each_recipient_whatever_fails_on_the_way(office, post):
    subscribe(office, ALERTS.replace('"share"', '"mail"') + 'who = ["ana@example.org", "ben@example.org"]\n')
    office.add_door("mail", kind="email", host="127.0.0.1", port=post.port, security="none", **{"from": "voc@shop.org"})
    publish(office.settings, SUNDAY, spike("a", SUNDAY))
    post.plan = ["451 Later", "451 Later"]

    for _ in range(4):
        go_round(office)
        office.wait(minutes=1)

    assert sorted(to for to, _ in post.letters) == ["ana@example.org", "ben@example.org"]
