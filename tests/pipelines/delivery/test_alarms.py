"""The operator hears of a dead door, of refused letters and of a run that failed, by another door and once."""

from datetime import date

from pipelines.delivery.round import tell_failure
from tests.pipelines.delivery.published import publish
from tests.pipelines.delivery.test_subscriptions import go_round


def alarms(office) -> list[str]:
    return [path.read_text() for path in sorted((office.folder / "desk").glob("*/letter.txt"))]


def test_a_dead_door_alarms_once_by_another_door_and_says_what_waits(office, receiver):
    office.doors = '[alarm]\ndoor = "desk"\n'
    office.add_door("desk", kind="folder", path="desk")
    office.add_door("hook", kind="webhook", url=receiver.url)
    office.queue("hook")
    office.queue("hook", "Another report")
    receiver.plan = [401, 401]

    done = go_round(office)
    office.wait(minutes=1)
    go_round(office)

    said = (
        "The door hook is dead since 2026-03-30 08:00 UTC: 2 letters wait."
        " The receiver lets nothing in (401). Check url and headers."
    )
    assert done.problems == (said,)
    assert alarms(office) == [f"voc: The door hook is dead\n\n{said} It is tried again by itself; nothing is lost.\n"]


def test_a_door_that_dies_again_alarms_again(office, receiver):
    office.doors = '[alarm]\ndoor = "desk"\n'
    office.add_door("desk", kind="folder", path="desk")
    office.add_door("hook", kind="webhook", url=receiver.url)
    office.queue("hook")
    receiver.plan = [401, 200, 401]
    for _ in range(2):
        go_round(office)
        office.wait(minutes=1)
    assert office.states()[0] == "delivered"

    office.queue("hook", "Another report")
    go_round(office)

    assert len(alarms(office)) == 2


def test_the_alarms_door_does_not_alarm_of_itself(office, receiver):
    office.doors = '[alarm]\ndoor = "hook"\n'
    office.add_door("hook", kind="webhook", url=receiver.url)
    office.queue("hook")
    receiver.plan = [401, 401]

    done = go_round(office)

    assert len(done.problems) == 1 and office.states() == ["waiting"]


def test_refused_letters_alarm_until_no_new_one_is_refused(office, receiver):
    office.doors = '[alarm]\ndoor = "desk"\n'
    office.add_door("desk", kind="folder", path="desk")
    office.add_door("hook", kind="webhook", url=receiver.url)
    office.queue("hook")
    receiver.plan = [400]

    for _ in range(3):
        done = go_round(office)
        office.wait(days=1)

    assert done.problems == ("The door hook refused 1 letter. See voc deliver --status.",)
    assert len(alarms(office)) == 1


def test_a_run_that_failed_is_told_by_the_alarms_door(office):
    office.doors = '[alarm]\ndoor = "desk"\n'
    office.add_door("desk", kind="folder", path="desk")

    tell_failure(office.settings, "20260330T020000-ab12", "The disk is full.")
    tell_failure(office.settings, "20260330T020000-ab12", "The disk is full.")

    [letter] = alarms(office)
    assert letter.startswith("voc: The run 20260330T020000-ab12 failed\n\nThe disk is full.\n")


def test_a_night_that_never_began_is_told_once_and_the_next_one_again(office):
    office.doors = '[schedule]\ncron = "0 2 * * *"\ntimezone = "UTC"\n[alarm]\ndoor = "desk"\n'
    office.add_door("desk", kind="folder", path="desk")
    publish(office.settings, date(2026, 3, 29))  # at 07:00 on Monday
    office.now = office.now.replace(month=3, day=31, hour=7)
    go_round(office)
    assert alarms(office) == []

    office.wait(hours=2)
    go_round(office)
    go_round(office)
    [letter] = alarms(office)
    assert letter.startswith(
        "voc: A run is overdue\n\nNo run has published since 2026-03-30 07:00 UTC, though one was due at 2026-03-31 02:00 UTC"
    )

    office.wait(days=1)
    go_round(office)
    assert len(alarms(office)) == 2
