"""A night delivers what is due, is not stopped by a door, and names what does not go; the command line says the same."""

import time
from threading import Event, Thread

import pytest

from pipelines.delivery.between import keep_delivering
from pipelines.flows.nightly import FailedCheckError
from pipelines.workspace import open_workspace
from pipelines.workspace.subscriptions import keep_subscription, new_subscription
from tests.conftest import complaint
from tests.pipelines.delivery.published import write_reports
from tests.pipelines.delivery.test_subscriptions import SUNDAY, WEEKLY, go_round, subscribe

FOLDER = '[doors.share]\nkind = "folder"\npath = "shared"\n[alarm]\ndoor = "share"\n'


@pytest.fixture
def subscribed(office):
    """An office whose logistics department gets each day's report in a folder, and has been looked at once."""
    subscribe(office, WEEKLY.replace('"mail"', '"share"').replace('who = ["ana@example.org", "ben@example.org"]', ""))
    office.add_door("share", kind="folder", path="shared")
    write_reports(office.settings, SUNDAY, "logistics")
    return office


def test_a_night_tells_new_spikes_and_a_failed_night_alarms(house):
    house.extra += FOLDER
    house.add_tickets("a.csv", {"id": "1", "started": "2026-03-02T09:00:00Z", "code": "LATE"})
    with open_workspace(house.settings) as workspace:
        keep_subscription(workspace, new_subscription("care", what="alerts", door="gone"), "Ana")
    house.run()
    steps = house.rows("select step_code, status_code from ops.run_step where step_code = 'delivery'")
    house.rows("update ops.source_file set loaded_count = loaded_count - 1 where file_name = 'a.csv'")
    house.add_tickets("b.csv", {"id": "2", "started": "2026-03-03T09:00:00Z", "code": "LATE"})

    with pytest.raises(FailedCheckError):
        house.run()

    assert steps == [("delivery", "done")]
    [alarm] = (house.folder / "shared").glob("alarm-*/letter.txt")
    assert "It failed at the step “checks”." in alarm.read_text()
    assert 'Check "every delivered row is accounted for" failed for 1 rows' in alarm.read_text()

    house.rows("update ops.source_file set loaded_count = loaded_count + 1 where file_name = 'a.csv'")
    house.run()

    said = [letter.read_text() for letter in (house.folder / "shared").glob("alarm-*/letter.txt")]
    assert len(said) == 2 and any(letter.startswith("voc: The nightly run is back\n") for letter in said)


def test_a_workspace_that_cannot_be_opened_does_not_stop_the_night(house):
    house.extra += FOLDER
    house.add_file("words/departments.toml", "[care]\n[[care.subscription]]\nwhat = 'weekly'\ndoor = 'share'\n")
    house.add_file("words/reasons.toml", '[[reason]]\ncode = "late"\nlabel = { en = "Late" }\n')
    house.add_file("words/dispositions.csv", "disposition_code,disposition_label,reason_code\nLATE,Late,late\n")
    house.extra = house.extra.replace('from = "dispositions"', 'from = "words"')
    house.add_tickets("a.csv", {"id": "1", "started": "2026-03-02T09:00:00Z", "code": "LATE"})

    house.run()

    assert house.rows("select status_code from ops.run_step where step_code = 'delivery'") == [("failed",)]
    assert house.published("select count(*) from marts.contact") == [(1,)]


def test_what_is_due_is_shown_before_it_goes_and_its_state_after(subscribed, call):
    config = subscribed.settings.config_path
    subscribed.now = subscribed.now.replace(year=2025)
    go_round(subscribed)  # the subscription begins; by the clock of this machine its tick has come since

    code, shown, _ = call("deliver", "--dry-run", "--config", config)
    assert code == 0 and shown.startswith("logistics/weekly, by share: the report up to 2026-03-29")
    assert not (subscribed.folder / "shared").exists()

    code, sent, _ = call("deliver", "--config", config)
    assert code == 0 and sent.endswith("1 letter delivered.\n")
    assert len(list((subscribed.folder / "shared").glob("logistics-weekly-2026-03-29-*"))) == 1

    code, state, _ = call("deliver", "--status", "--config", config)
    assert code == 0 and "delivered" in state and "share" in state
    assert call("deliver", "--dry-run", "--config", config)[1] == "Nothing is due, and nothing waits.\n"


def test_a_door_can_be_tried_and_says_what_it_lacks(subscribed, call, receiver, monkeypatch):
    subscribed.add_door("hook", kind="webhook", url_env="HOOK_URL")
    config = subscribed.settings.config_path

    code, said, _ = call("deliver", "--door", "hook", "--test", "--config", config)
    assert code == 1
    assert said == (
        "The door hook did not take the test. The environment variable HOOK_URL is not set. Set it where voc runs.\n"
    )
    code, out, _ = call("doctor", "--config", config)
    assert code == 1 and "Door hook: The environment variable HOOK_URL is not set." in out

    monkeypatch.setenv("HOOK_URL", receiver.url)
    code, said, _ = call("deliver", "--door", "hook", "--test", "--config", config)
    assert (code, said) == (0, "The door hook took the test.\n")
    assert len(receiver.taken) == 1

    code, _, err = call("deliver", "--door", "post", "--test", "--config", config)
    assert code == 2 and complaint(err).endswith("voc.toml names: share, hook.")


def test_a_dead_door_fails_the_command_and_goes_on_when_it_is_told_to(subscribed, call, receiver):
    subscribed.add_door("hook", kind="webhook", url=receiver.url)
    subscribed.now = subscribed.now.replace(year=2025)
    subscribed.queue("hook")
    receiver.plan = [401]
    config = subscribed.settings.config_path

    code, said, _ = call("deliver", "--config", config)
    assert code == 1 and "The door hook is dead since" in said and "1 letter waits." in said

    code, said, _ = call("deliver", "--retry", "--config", config)
    assert code == 0 and said == "1 letter to be tried again.\n1 letter delivered.\n"


def test_between_the_nights_what_is_due_goes_and_a_problem_is_said_once(subscribed):
    subscribed.now = subscribed.now.replace(year=2025)
    go_round(subscribed)
    lines, over = [], Event()
    thread = Thread(target=keep_delivering, args=(subscribed.settings.config_path, lines.append, over, 0.05))
    thread.start()
    deadline = time.monotonic() + 60
    while not list((subscribed.folder / "shared").glob("logistics-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    (subscribed.folder / "words" / "departments.toml").write_text("[logistics")
    while len(lines) < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(0.5)
    over.set()
    thread.join()

    assert lines[0].startswith("logistics/weekly, by share: the report up to 2026-03-29")
    assert len(lines) == 2 and lines[1].startswith("Nothing could be delivered.") and "is not valid TOML" in lines[1]
