"""Who gets what, when: the newest report at each tick of the subscription's own clock, and once."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipelines.delivery.clocked import ticks
from pipelines.delivery.round import deliver
from pipelines.settings import SettingsError
from pipelines.workspace import WorkspaceError, open_workspace
from pipelines.workspace.subscriptions import (
    keep_subscription,
    new_subscription,
    read_subscriptions,
    stop_subscription,
)
from tests.pipelines.delivery.conftest import Office
from tests.pipelines.delivery.published import publish, write_files, write_reports

SUNDAY = date(2026, 3, 29)
WEEKLY = """
[logistics]
label = "Logistics"
[[logistics.subscription]]
what = "weekly"
when = "0 9 * * mon"
timezone = "UTC"
door = "mail"
who = ["ana@example.org", "ben@example.org"]
"""


def subscribe(office: Office, departments: str) -> None:
    """A taxonomy folder whose departments.toml says this."""
    folder = office.folder / "words"
    folder.mkdir(exist_ok=True)
    (folder / "reasons.toml").write_text('[[reason]]\ncode = "late"\nlabel = { en = "Late delivery" }\n')
    (folder / "dispositions.csv").write_text("disposition_code,disposition_label,reason_code\n")
    (folder / "departments.toml").write_text(departments)
    office.doors = f'[taxonomy]\nfrom = "words"\n{office.doors}' if "[taxonomy]" not in office.doors else office.doors


def go_round(office: Office):
    return deliver(office.settings, office.sending, lambda: office.now)


@pytest.fixture
def mailing(office, post) -> Office:
    """Monday at eight, a report up to Sunday, and a subscription that is due at nine."""
    subscribe(office, WEEKLY)
    office.add_door("mail", kind="email", host="127.0.0.1", port=post.port, security="none", **{"from": "voc@shop.org"})
    write_reports(office.settings, SUNDAY, "logistics", "billing")
    publish(office.settings, SUNDAY)
    go_round(office)
    return office


def test_a_report_goes_at_its_time_to_each_recipient_once(mailing, post):
    mailing.wait(minutes=59)
    assert go_round(mailing).delivered_count == 0

    mailing.wait(minutes=1)
    done = go_round(mailing)
    mailing.wait(minutes=5)
    again = go_round(mailing)

    assert done.queued == ("logistics/weekly, by mail to 2: the report up to 2026-03-29.",)
    assert (done.delivered_count, again.delivered_count) == (2, 0)
    assert sorted(to for to, _ in post.letters) == ["ana@example.org", "ben@example.org"]
    [_, message] = post.letters[0]
    assert message["Subject"] == "Logistics: the week up to Sun 29 Mar 2026"
    text = message.get_body().get_content()
    assert "40 contacts in seven days, 25 in the seven before." in text and "- Late delivery: 40 (+15)" in text
    assert "Refund" not in text
    [file] = message.iter_attachments()
    assert (file.get_filename(), file.get_content()) == (
        "logistics-2026-03-29-trend.pdf",
        b"logistics up to 2026-03-29, trend.pdf",
    )


def test_ticks_that_were_missed_are_one(mailing, post):
    mailing.wait(days=22)
    write_reports(mailing.settings, SUNDAY + timedelta(days=21), "logistics")

    done = go_round(mailing)

    assert done.queued == ("logistics/weekly, by mail to 2: the report up to 2026-04-19, 4 times due.",)
    assert len(post.letters) == 2


def test_a_tick_without_a_new_report_waits_for_it(mailing, post):
    mailing.wait(hours=2)
    go_round(mailing)
    mailing.wait(days=7)
    assert go_round(mailing).queued == ()

    write_reports(mailing.settings, SUNDAY + timedelta(days=7), "logistics")
    assert go_round(mailing).delivered_count == 2
    assert len(post.letters) == 4


def test_who_joins_gets_the_next_report_and_the_others_none_twice(mailing, post):
    mailing.wait(hours=2)
    go_round(mailing)
    subscribe(mailing, WEEKLY.replace('"ben@example.org"', '"ben@example.org", "eva@example.org"'))
    go_round(mailing)
    assert len(post.letters) == 2

    mailing.wait(days=7)
    write_reports(mailing.settings, SUNDAY + timedelta(days=7), "logistics")
    go_round(mailing)
    assert sorted(to for to, _ in post.letters[2:]) == ["ana@example.org", "ben@example.org", "eva@example.org"]


def test_a_folder_gets_every_format_unless_it_asks_for_some(office):
    subscribe(office, '[logistics]\nlabel = "Logistics"\n[[logistics.subscription]]\nwhat = "weekly"\nwhen = "0 9 * * *"\n'
                      'timezone = "UTC"\ndoor = "share"\n[[logistics.subscription]]\nname = "table"\nwhat = "weekly"\n'
                      'when = "0 9 * * *"\ntimezone = "UTC"\ndoor = "share"\nformats = ["xlsx"]\n')  # fmt: skip
    office.add_door("share", kind="folder", path="shared")
    write_reports(office.settings, SUNDAY, "logistics")
    go_round(office)
    office.wait(hours=2)
    go_round(office)

    found = [sorted(path.name for path in place.iterdir()) for place in (office.folder / "shared").iterdir()]
    assert sorted(found, key=len) == [
        ["letter.txt", "trend.xlsx"],
        ["letter.txt", "trend.html", "trend.pdf", "trend.xlsx"],
    ]


def test_a_month_of_the_house_comes_once_and_the_report_on_data_with_each_day(office):
    subscribe(office, '[care]\nlabel = "Care"\n'
                      + "".join(f'[[care.subscription]]\nname = "{what}"\nwhat = "{what}"\nwhen = "0 9 * * *"\n'
                                'timezone = "UTC"\ndoor = "share"\n' for what in ("monthly", "data_quality")))  # fmt: skip
    office.add_door("share", kind="folder", path="shared")
    go_round(office)
    for days in (0, 1, 2, 3):
        day = SUNDAY + timedelta(days=days)  # 29 March to 1 April
        write_files(office.settings, day, "all-departments", "monthly.pdf", "data_quality.pdf")
        office.wait(days=1)
        go_round(office)

    letters = [place / "letter.txt" for place in (office.folder / "shared").iterdir()]
    subjects = sorted(letter.read_text().splitlines()[0].rstrip(".") for letter in letters)
    months = ["All departments: February 2026", "All departments: March 2026"]
    assert subjects == months + [
        f"The data up to {day} 2026" for day in ("Mon 30 Mar", "Sun 29 Mar", "Tue 31 Mar", "Wed 1 Apr")
    ]
    assert {path.name for place in (office.folder / "shared").glob("*monthly*") for path in place.iterdir()} == {
        "letter.txt",
        "monthly.pdf",
    }


def test_a_person_adds_changes_and_stops_subscriptions_over_those_of_the_file(mailing, post):
    with open_workspace(mailing.settings) as workspace:
        [of_file] = read_subscriptions(workspace, mailing.settings)
        stop_subscription(workspace, of_file, "Ana")
        said = {"what": "weekly", "when": "0 10 * * mon", "timezone": "UTC", "door": "mail", "who": ("cy@example.org",)}
        keep_subscription(workspace, new_subscription("billing", **said), "Ana")
        stands = [(each.department_code, each.is_active) for each in read_subscriptions(workspace, mailing.settings)]
    go_round(mailing)
    mailing.wait(hours=3)
    go_round(mailing)

    assert stands == [("billing", True), ("logistics", False)]
    assert [(to, message["Subject"]) for to, message in post.letters] == [
        ("cy@example.org", "Billing: the week up to Sun 29 Mar 2026")
    ]


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"what": "weekly", "door": "mail"}, "a report needs when"),
        ({"what": "weekly", "when": "every monday", "door": "mail"}, '"every monday" is no cron expression'),
        ({"what": "alerts", "door": "mail", "who": ("ana",)}, "who is a list of addresses"),
        ({"what": "alerts", "door": "mail", "quiet_from": "22:00"}, "quiet_from and quiet_to go together"),
        ({"what": "weekly", "when": "0 9 * * *", "timezone": "Mars", "door": "mail"}, '"Mars" is not a time zone'),
    ],
)
def test_a_subscription_that_cannot_work_is_refused_in_one_line(said, why):
    with pytest.raises(WorkspaceError) as refused:
        new_subscription("logistics", **said)

    assert why in str(refused.value) and "\n" not in str(refused.value)


def test_what_departments_toml_says_wrongly_is_named(office):
    subscribe(office, WEEKLY.replace('"0 9 * * mon"', '"0 25 * * mon"'))
    with pytest.raises(SettingsError, match=r'departments.toml: "logistics.subscription.when": "0 25 \* \* mon" is no'):
        _ = office.settings.subscriptions

    subscribe(office, WEEKLY + WEEKLY.partition('label = "Logistics"')[2])
    with pytest.raises(SettingsError, match=r'two subscriptions are "logistics/weekly"\. Give each a name'):
        _ = office.settings.subscriptions


def test_a_door_that_is_missing_or_an_address_too_many_is_said_each_round(mailing):
    subscribe(mailing, WEEKLY.replace('"mail"', '"post"'))
    assert go_round(mailing).problems == (
        'Subscription logistics/weekly names the door "post". Add [doors.post] to voc.toml, or name another.',
    )

    mailing.add_door("post", kind="folder", path="shared")
    [problem] = go_round(mailing).problems
    assert problem.endswith("names addresses, which post does not take. Leave who out.")


def test_the_clock_is_that_of_the_wall_through_both_changes_of_it():
    zone = ZoneInfo("America/New_York")

    spring = ticks("30 8 * * *", zone, datetime(2026, 3, 7), datetime(2026, 3, 10))
    autumn = ticks("30 1 * * *", zone, datetime(2026, 10, 31), datetime(2026, 11, 3))
    skipped = ticks("30 2 * * *", zone, datetime(2026, 3, 8, 0), datetime(2026, 3, 9, 0))

    assert spring == [datetime(2026, 3, 7, 13, 30), datetime(2026, 3, 8, 12, 30), datetime(2026, 3, 9, 12, 30)]
    assert autumn == [datetime(2026, 10, 31, 5, 30), datetime(2026, 11, 1, 5, 30), datetime(2026, 11, 2, 6, 30)]
    assert len(skipped) == 1  # the hour that the clock skips is not a day without a report


def test_an_exported_taxonomy_keeps_its_subscriptions_those_of_people_among_them(mailing, call):
    said = {"what": "alerts", "door": "mail", "who": ("cy@example.org",), "quiet_from": "22:00", "quiet_to": "06:30"}
    with open_workspace(mailing.settings) as workspace:
        keep_subscription(workspace, new_subscription("logistics", **said), "Ana")
        before = read_subscriptions(workspace, mailing.settings)

    assert call("taxonomy", "export", "--out", mailing.folder / "out", "--config", mailing.settings.config_path)[0] == 0
    mailing.doors = mailing.doors.replace('from = "words"', 'from = "out"')

    after = [(name, each.who, each.when, each.quiet_to) for name, _, each in mailing.settings.subscriptions]
    assert after == [(each.subscription_id, each.said.who, each.said.when, each.said.quiet_to) for each in before]
    assert len(after) == 2
