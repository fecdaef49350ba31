"""Nothing is lost, and what can be told by its key goes once: whatever dies, hangs, or runs at the same time."""

import os
import signal
import subprocess
import sys
import threading
import time
from urllib.parse import quote

import pytest

from pipelines.delivery.sending import SendingSettings
from pipelines.workspace import open_workspace, outbox
from pipelines.workspace.opening import engine_of, locate
from tests.conftest import ROOT
from tests.pipelines.delivery.servers import BREAK
from tests.pipelines.delivery.test_subscriptions import go_round
from tests.pipelines.sources.database.postgres import PASSWORD, running_server

SEND = """
import sys
from pipelines.delivery.sending import SendingSettings, send_waiting
from pipelines.settings import load_settings
from pipelines.workspace import open_workspace

settings = load_settings(sys.argv[1])
with open_workspace(settings) as workspace:
    send_waiting(settings, workspace, SendingSettings(claim_seconds=float(sys.argv[2])))
"""


def sender(office, claim_seconds: float = 900) -> subprocess.Popen:
    """Another process that sends what waits, by its own clock."""
    command = [sys.executable, "-c", SEND, str(office.settings.config_path), str(claim_seconds)]
    return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(ROOT)})


@pytest.fixture(scope="module")
def server():
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def house(request, office, tmp_path):
    """The office, its workspace in a file or on a server."""
    if request.param == "postgresql":
        server = request.getfixturevalue("server")
        server.run("drop schema public cascade", "create schema public")
        url = f"postgresql+psycopg://voc:{quote(PASSWORD, safe='')}@127.0.0.1:{server.port}/postgres"
        office.doors += f'[workspace]\nurl = "{url}?application_name={tmp_path.name}"\n'
    yield office
    engine_of(locate(office.settings)).dispose()


def test_a_letter_waits_twice_as_long_after_each_failure_and_an_hour_at_most(house, receiver):
    house.add_door("hook", kind="webhook", url=receiver.url)
    house.queue("hook")
    house.sending = SendingSettings(dead_after=100)
    receiver.plan = [500] * 9
    waits = []
    for _ in range(8):
        house.send()
        waits.append((house.deliveries()["next_try_at"].iloc[0] - house.now).total_seconds())
        house.wait(seconds=waits[-1])

    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]


def test_a_door_that_fails_five_times_is_dead_and_loses_nothing(house, receiver):
    house.add_door("hook", kind="webhook", url=receiver.url)
    for number in range(20):
        house.queue("hook", f"Report {number}")
    receiver.plan = [503] * 6

    sent = house.send()
    assert [each.has_died for each in sent] == [False] * 4 + [True]
    door = house.door("hook")
    assert (bool(door["is_dead"]), int(door["waiting_count"]), door["failing_since"]) == (True, 20, house.now)

    assert house.send() == []  # nothing tries a dead door before its time
    house.wait(minutes=1)
    assert [each.state_code for each in house.send()] == ["waiting"]  # one letter tries
    assert len(receiver.requests) == 6

    house.wait(minutes=2)
    assert [each.state_code for each in house.send()] == ["delivered"] * 20  # it is back, and all that waited goes
    assert len(receiver.taken) == 20
    assert bool(house.door("hook")["is_dead"]) is False


def test_a_dead_door_holds_up_no_other(house, receiver, post):
    house.add_door("mail", kind="email", host="127.0.0.1", port=post.port, security="none", **{"from": "voc@shop.org"})
    house.add_door("hook", kind="webhook", url=receiver.url)
    for number in range(6):
        house.queue("mail", f"Report {number}", "ana@example.org")
        house.queue("hook", f"Report {number}")
    post.plan = [BREAK] * 6

    house.send()

    assert len(receiver.taken) == 6
    assert bool(house.door("mail")["is_dead"]) is True and bool(house.door("hook")["is_dead"]) is False


def test_a_letter_is_queued_once_whoever_queues_it(house, receiver):
    house.add_door("hook", kind="webhook", url=receiver.url)
    house.queue("hook")
    house.send()
    house.queue("hook")
    house.send()

    assert house.states() == ["delivered"] and len(receiver.requests) == 1


def test_a_door_that_voc_toml_no_longer_names_keeps_its_letters(office, receiver):
    office.queue("hook")
    office.send()
    assert office.deliveries()["error"].iloc[0] == 'voc.toml names no door "hook". Add [doors.hook].'

    office.add_door("hook", kind="webhook", url=receiver.url)
    office.wait(minutes=1)
    office.send()
    assert office.states() == ["delivered"]


def test_what_was_refused_goes_when_it_is_tried_anew(house, receiver):
    house.add_door("hook", kind="webhook", url=receiver.url)
    house.queue("hook")
    receiver.plan = [400]
    house.send()

    with open_workspace(house.settings) as workspace:
        assert outbox.retry(workspace, house.now) == 1
    house.send()

    assert house.states() == ["delivered"]


def test_two_processes_at_once_send_each_letter_once(house, receiver):
    house.add_door("hook", kind="webhook", url=receiver.url)
    house.now -= house.now - house.now.replace(year=2020)  # due by the clock of the other processes
    for number in range(60):
        house.queue("hook", f"Report {number}")

    processes = [sender(house), sender(house)]

    assert [each.wait(120) for each in processes] == [0, 0]
    assert len(receiver.requests) == len(receiver.taken) == 60
    assert set(house.states()) == {"delivered"}


def test_a_process_that_is_killed_between_sending_and_noting_loses_nothing(house, receiver):
    house.add_door("hook", kind="webhook", url=receiver.url)
    house.now = house.now.replace(year=2020)
    for number in range(10):
        house.queue("hook", f"Report {number}")
    killed = threading.Event()

    def kill(_key: str) -> None:
        if len(receiver.taken) == 5 and not killed.is_set():
            killed.set()
            os.kill(first.pid, signal.SIGKILL)
            first.wait()

    receiver.after_taking = kill
    first = sender(house, 3)
    assert first.wait(60) == -signal.SIGKILL
    assert sorted(house.states()) == ["delivered"] * 4 + ["sending"] + ["waiting"] * 5

    assert sender(house, 3).wait(60) == 0  # its claim still holds: the letter is left to whoever has it
    time.sleep(3)
    assert sender(house, 3).wait(60) == 0

    assert set(house.states()) == {"delivered"}
    assert (len(receiver.taken), len(receiver.requests), receiver.repeat_count) == (10, 11, 1)


def test_a_letter_whose_report_was_erased_is_withdrawn_and_said_to_be(office, receiver, tmp_path):
    paper = tmp_path / "trend.pdf"
    paper.write_bytes(b"%PDF")
    office.add_door("hook", kind="webhook", url=receiver.url)
    key = office.queue("hook", "Weekly report", None, paper)
    (office.settings.paths.outbox / key / "trend.pdf").unlink()

    office.send()

    assert office.states() == ["withdrawn"] and not receiver.requests
    assert office.deliveries()["error"].iloc[0].startswith("A report in it was erased while it waited.")


def test_a_letter_that_waits_holds_its_report_as_it_was(office, receiver, tmp_path):
    paper = tmp_path / "trend.html"
    paper.write_text("of Monday")
    office.add_door("share", kind="folder", path="shared")
    office.queue("share", "Weekly report", None, paper)
    paper.write_text("of Tuesday")

    office.send()

    assert next((office.folder / "shared").glob("*/trend.html")).read_text() == "of Monday"


def test_what_killed_processes_left_in_the_outbox_is_swept_and_what_waits_stays(office, receiver):
    office.add_door("hook", kind="webhook", url=receiver.url)
    gone, waits = office.queue("hook", "gone"), office.queue("hook", "waits")
    receiver.plan = [200, 500]
    office.send()
    folder = office.settings.paths.outbox
    (folder / gone).mkdir()  # killed between noting and deleting
    for name in ("f" * 32, ".f.0a1b2c3d"):  # killed before it was queued
        (folder / name).mkdir()
        os.utime(folder / name, (0, 0))
    (folder / ("e" * 32)).mkdir()  # of a process that is about to queue it

    go_round(office)

    assert {path.name for path in folder.iterdir()} == {waits, "e" * 32}


def test_a_letter_that_another_process_is_sending_is_not_taken_from_under_it(office, tmp_path):
    paper = tmp_path / "trend.pdf"
    paper.write_bytes(b"first")
    key = office.queue("hook", "Weekly report", None, paper)
    paper.write_bytes(b"second")
    held = (office.settings.paths.outbox / key / "trend.pdf").stat().st_ino

    office.queue("hook", "Weekly report", None, paper)

    assert (office.settings.paths.outbox / key / "trend.pdf").stat().st_ino == held
