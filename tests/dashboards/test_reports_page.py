"""What can be taken along on the page Reports, by whom, and what it says of the nights."""

from datetime import UTC, date, datetime

import pytest

from dashboards import components, nightly_reports, schedules
from dashboards.scopes import EVERYTHING, Scope
from pipelines.settings import Schedule
from tests.dashboards.test_access import events, log_in
from tests.dashboards.test_pages import open_page, text_of

MAKE = "Make the report"


def write_nights(folder):
    """Two nights of two departments, and what is no report of a night."""
    for night in ("2026-03-02", "2026-03-03"):
        for code in ("logistics", "billing"):
            (folder / night / code).mkdir(parents=True)
            for kind in ("html", "pdf", "xlsx"):
                (folder / night / code / f"trend.{kind}").write_bytes(b"x" * 2000)
    (folder / "2026-03-03" / "billing" / "notes.txt").write_text("not a report")
    (folder / "keep" / "logistics").mkdir(parents=True)
    return folder


def names(written) -> list[str]:
    return [f"{file.department_code}/{file.path.name}" for file in written]


FACES = ["Page (HTML)", "Paper (PDF)", "Slides (PPTX)", "Workbook (XLSX)", "Text (Markdown)"]


def open_as(folder, role):
    at = log_in(folder, role).run()
    return at.switch_page(str(components.page_path("reports"))).run()


def choose(at, label, value):
    [box] = [box for box in at.selectbox if box.label == label]
    return box.set_value(value).run()


def downloads(at) -> list[str]:
    return [element.proto.label for element in at.get("download_button")]


def make(at):
    [button] = [button for button in at.button if button.label == MAKE]
    return button.click().run()


@pytest.mark.parametrize(
    ("kind", "files"),
    [
        ("Weekly report of a department", FACES),
        ("Brief of a spike", FACES),
        ("Brief of a reason", FACES),
        ("Brief of a topic", FACES),
        ("Coaching sheet of an agent", ["Page (HTML)", "Paper (PDF)"]),
    ],
)
def test_a_report_is_made_seen_in_the_page_and_taken_along(shown, published, kind, files):
    shown(published)
    at = choose(open_page("reports"), "Report", kind)
    assert not at.get("iframe") and not downloads(at)

    at = make(at)

    assert not at.exception
    assert downloads(at) == files
    [preview] = at.get("iframe")
    policy, data = preview.proto.srcdoc.index("default-src 'none'"), preview.proto.srcdoc.index("<body>")
    assert policy < data, "no script of a report can run in the page"
    assert "script-src" not in preview.proto.srcdoc[:data]


def test_another_subject_is_not_shown_under_the_report_that_was_made_before(shown, published):
    shown(published)
    at = make(open_page("reports"))
    assert at.get("iframe")

    at = choose(at, "About", "logistics")  # code of a department that was not the first

    assert not at.get("iframe")


def test_a_department_head_is_offered_their_own_department_by_report_and_by_night(shown, published, tmp_path):
    shown(published)
    write_nights(tmp_path / "build" / "reports")

    at = open_as(tmp_path, "department_head")  # of Logistics

    [about] = [box for box in at.selectbox if box.label == "About"]
    assert about.options == ["Logistics"]
    assert downloads(at) == ["HTML, 2 kB", "PDF, 2 kB", "XLSX, 2 kB"]
    assert "Billing" not in " ".join(element.value for element in at.markdown)


def test_who_sees_some_teams_only_is_offered_no_file_of_a_night_but_can_make_a_report(shown, published, tmp_path):
    shown(published)
    write_nights(tmp_path / "build" / "reports")

    at = open_as(tmp_path, "coach")

    assert downloads(at) == []
    assert "more than your role may see" in text_of(at)
    make(at)
    assert not at.exception
    assert "report_made" in dict(events(tmp_path))


@pytest.mark.parametrize("role", ["viewer", "privacy_officer", "administrator", "agent"])
def test_who_may_make_no_report_is_refused(shown, published, tmp_path, role):
    shown(published)

    assert "This is not for your role" in text_of(open_as(tmp_path, role))


def test_the_nights_stand_newest_first_with_all_departments_for_who_sees_everything(shown, published, tmp_path):
    shown(published)
    write_nights(tmp_path / "build" / "reports")

    at = open_page("reports")

    [nights] = [box for box in at.selectbox if box.label == "Week up to"]
    assert nights.options == ["Tue 3 Mar 2026", "Mon 2 Mar 2026"]
    assert len(downloads(at)) == 6


def test_only_reports_in_the_folders_of_the_nights_are_listed_and_no_link_is_followed(tmp_path):
    folder = write_nights(tmp_path / "reports")
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    (folder / "2026-03-03" / "billing" / "secret.pdf").symlink_to(tmp_path / "secret.pdf")
    (folder / "2026-03-03" / "stores").symlink_to(tmp_path)
    (folder / "2026-03-04").symlink_to(tmp_path)

    assert nightly_reports.nights(folder) == [date(2026, 3, 3), date(2026, 3, 2)]
    kinds = ("html", "pdf", "xlsx")
    assert names(nightly_reports.files(folder, date(2026, 3, 3), None)) == [
        f"{code}/trend.{kind}" for code in ("billing", "logistics") for kind in kinds
    ]
    assert nightly_reports.files(folder, date(2026, 3, 3), ("../2026-03-02/billing",)) == []


@pytest.mark.parametrize(
    ("scope", "departments"),
    [
        (EVERYTHING, None),
        (Scope(departments=("billing",), has_agents=False), ("billing",)),
        (Scope(departments=()), ()),
        (Scope(teams=("Team A",)), ()),
        (Scope(agent_id="17"), ()),
        (Scope(has_contacts=False, has_words=False, smallest=5), ()),
    ],
)
def test_a_nights_files_are_offered_by_what_a_reader_may_see(scope, departments):
    assert nightly_reports.offered(scope) == departments


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("0 2 * * *", "Every day at 02:00 (America/New_York)"),
        ("30 6 * * 1", "Every Monday at 06:30 (America/New_York)"),
        ("0 2 * * mon-wed", "Every Monday, Tuesday and Wednesday at 02:00 (America/New_York)"),
        ("0 2 * * 5-7", "Every Friday, Saturday and Sunday at 02:00 (America/New_York)"),
        ("0 2 * * 0,sat", "Every Saturday and Sunday at 02:00 (America/New_York)"),
        ("*/15 * * * *", "By the cron schedule */15 * * * * (America/New_York)"),
        ("0 2 1 * *", "On day 1 of each month at 02:00 (America/New_York)"),
        ("0 2 * * 1#2", "By the cron schedule 0 2 * * 1#2 (America/New_York)"),
        ("61 2 * * *", "By the cron schedule 61 2 * * * (America/New_York)"),
    ],
)
def test_a_schedule_is_said_in_words_where_it_is_daily_or_weekly(cron, words):
    assert schedules.say(Schedule(cron=cron, timezone="America/New_York")) == words


@pytest.mark.parametrize(
    ("cron", "now", "then"),
    [
        ("0 2 * * *", "2026-03-03T06:59", "2026-03-03T02:00-05:00"),
        ("0 2 * * *", "2026-03-03T07:00", "2026-03-04T02:00-05:00"),  # the run of this minute has begun
        ("0 4 * * *", "2026-03-07T12:00", "2026-03-08T04:00-04:00"),  # the night without 02:00
        ("30 2 * * *", "2026-03-07T12:00", "2026-03-08T01:30-05:00"),  # a time that the clock skips
        ("0 2 * * *", "2026-10-31T12:00", "2026-11-01T02:00-05:00"),  # the night with 01:00 twice
        ("0 2 * * mon", "2026-03-02T08:00", "2026-03-09T02:00-04:00"),
    ],
)
def test_the_next_run_keeps_the_wall_clocks_time_over_a_change_of_the_clock(cron, now, then):
    schedule = Schedule(cron=cron, timezone="America/New_York")

    following = schedules.following(schedule, datetime.fromisoformat(now).replace(tzinfo=UTC))

    assert following == datetime.fromisoformat(then)
    assert f"{following:%H:%M}" == then[11:16]


def test_of_another_schedule_no_next_time_is_claimed():
    assert schedules.following(Schedule(cron="*/15 * * * *"), datetime(2026, 3, 3, tzinfo=UTC)) is None
