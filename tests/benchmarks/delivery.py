"""Delivery: is anything lost, and what comes twice, when doors fail and the process is killed?

1,000 letters by three doors: a folder that is not there 30 % of the time, a webhook and a mail server that fail 30 % of what
they are given (by an error, a broken connection, a hang, or an error after all is taken). The sending process is killed with -9
three times: once anywhere, once between the receiver's taking a letter and our note of it, once between the mail server's.
`python -m tests.benchmarks.delivery [--count 1000]`
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from pipelines.delivery import letters
from pipelines.delivery.letters import Letter, key_of
from pipelines.settings import Settings, load_settings
from pipelines.workspace import open_workspace, outbox
from tests.pipelines.delivery.servers import BREAK, HANG, KEEP_AND_FAIL, Post, Receiver, posting, receiving

SEED = 2026
FAILING = 0.3
DOORS = ("folder", "webhook", "email")
CLAIM_SECONDS = 3
SEND = f"""
import sys, time
from pipelines.delivery.sending import SendingSettings, send_waiting
from pipelines.settings import load_settings
from pipelines.workspace import open_workspace, outbox

settings = load_settings(sys.argv[1])
sending = SendingSettings(first_wait_seconds=0.05, longest_wait_seconds=0.4, claim_seconds={CLAIM_SECONDS})
with open_workspace(settings) as workspace:
    while outbox.doors_with_letters(workspace):
        send_waiting(settings, workspace, sending)
        time.sleep(0.05)
"""


class Sender:
    """The process that sends, which is started again whenever it was killed."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.kills = 0
        self.lock = threading.Lock()
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", SEND, str(self.settings.config_path)])

    def kill(self) -> None:
        """Kill it with -9 in the middle of whatever it does, and start it again."""
        with self.lock:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.kills += 1
            self.start()

    def wait(self) -> int:
        while True:
            process = self.process
            code = process.wait()
            with self.lock:
                if process is self.process:
                    return code


def write_config(folder: Path, receiver: Receiver, post: Post) -> Settings:
    (folder / "voc.toml").write_text(
        f"""[paths]
build = "build"
[doors.folder]
kind = "folder"
path = "shared"
[doors.webhook]
kind = "webhook"
url = "{receiver.url}"
timeout_seconds = 1
[doors.email]
kind = "email"
host = "127.0.0.1"
port = {post.port}
security = "none"
from = "voc@example.org"
timeout_seconds = 1
"""
    )
    return load_settings(folder / "voc.toml")


def queue(settings: Settings, count: int) -> dict[str, list[str]]:
    """Put the letters into the outbox; return the keys by door."""
    paper = settings.root / "trend.html"
    paper.write_text("<p>Sixteen parcels.</p>" * 2000)
    keys: dict[str, list[str]] = {door: [] for door in DOORS}
    rows, moment = [], datetime(2026, 1, 1)
    for number in range(count):
        door = DOORS[number % len(DOORS)]
        who = f"reader{number}@example.org" if door == "email" else None
        key = key_of(door, str(number))
        text = f"This is letter {number}."
        day = str(date(2026, 3, 29))
        letters.keep(
            settings.paths.outbox, Letter(key, "weekly", f"Report {number}", text, "Care", day, moment, (paper,))
        )
        row: dict[str, str | None] = {"delivery_key": key, "door_name": door, "kind_code": "weekly"}
        row |= {"subscription_id": "s", "department_code": "care", "recipient": who, "period": day}
        rows.append(row | {"subject": f"Report {number}"})
        keys[door].append(key)
    with open_workspace(settings) as workspace:
        outbox.queue(workspace, rows, moment)
    return keys


def failing(luck: random.Random, injected: Counter, name: str, answers: list[object]) -> Callable[[], object]:
    """What a server answers next: a failure of these in 30 % of the cases."""

    def choose() -> object:
        if luck.random() >= FAILING:
            return None if name == "email" else 200
        answer = luck.choices(answers, [10 if each != HANG else 1 for each in answers])[0]
        injected[name] += 1
        return answer

    return choose


def come_and_go(place: Path, luck: random.Random, over: threading.Event, gone: list[float]) -> None:
    """A shared folder that is not there 30 % of the time: a link that leads to it, or nowhere."""

    def lead(name: str) -> None:
        link = place.with_name("link")
        link.symlink_to(name)
        link.replace(place)

    while not over.is_set():
        lead("inbox")
        time.sleep(luck.uniform(0.05, 0.15) * (1 - FAILING) / FAILING)
        lead("nowhere/inbox")
        begun = time.monotonic()
        time.sleep(luck.uniform(0.05, 0.15))
        gone.append(time.monotonic() - begun)


def measure(count: int, folder: Path) -> None:
    luck, injected, gone, over = random.Random(SEED), Counter[str](), list[float](), threading.Event()
    with receiving() as receiver, posting() as post:
        settings = write_config(folder, receiver, post)
        keys = queue(settings, count)
        receiver.choose = failing(luck, injected, "webhook", [500, 503, 429, BREAK, HANG, KEEP_AND_FAIL])
        post.choose = failing(luck, injected, "email", ["451 Later", "421 Busy", BREAK, HANG])
        (folder / "inbox").mkdir()
        shared = threading.Thread(target=come_and_go, args=(folder / "shared", luck, over, gone))
        shared.start()
        begun, sender = time.monotonic(), Sender(settings)
        at = {"webhook": len(keys["webhook"]) // 3, "email": len(keys["email"]) // 2}
        receiver.after_taking = once_at(at["webhook"], lambda: len(receiver.taken), sender)
        post.after_taking = once_at(at["email"], lambda: len(post.letters), sender)
        while sum(1 for _ in (folder / "inbox").glob("care-*")) < len(keys["folder"]) // 5:
            time.sleep(0.01)
        sender.kill()
        code = sender.wait()
        seconds = time.monotonic() - begun
        over.set()
        shared.join()
    assert code == 0, "the sending process failed"
    report(settings, keys, receiver, post, injected, len(gone))
    print(f"\n{count:,} letters in {seconds:.0f} s, {sender.kills} kills with -9, {os.cpu_count()} cores.")


def once_at(count: int, taken: Callable[[], int], sender: Sender) -> Callable[[str], None]:
    """Kill the sender once, at that many letters: one was just taken, and nothing was answered yet."""
    done = threading.Event()

    def kill(_key: str) -> None:
        if taken() >= count and not done.is_set():
            done.set()
            sender.kill()

    return kill


def report(
    settings: Settings, keys: dict[str, list[str]], receiver: Receiver, post: Post, injected: Counter, gone: int
) -> None:
    with open_workspace(settings) as workspace:
        noted = outbox.read_deliveries(workspace, 10**6)
    came = {"folder": [letter_key(path, keys["folder"]) for path in (settings.root / "inbox").glob("care-*")]}
    came |= {"webhook": list(receiver.taken), "email": [str(message["X-Voc-Delivery"]) for _, message in post.letters]}
    failures = {
        "folder": f"gone {gone} times",
        "webhook": f"{injected['webhook']:,}",
        "email": f"{injected['email']:,}",
    }
    repeats = {"folder": "-", "webhook": f"{receiver.repeat_count} dropped by key", "email": "-"}
    print(
        "| door | letters | noted as delivered | arrived | lost | twice | failures injected | tries in vain | repeats |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for door in DOORS:
        counted = Counter(came[door])
        lost, twice = len(set(keys[door]) - set(counted)), sum(each - 1 for each in counted.values())
        done = int(((noted["door_name"] == door) & (noted["state_code"] == "delivered")).sum())
        vain = int(noted.loc[noted["door_name"] == door, "tries"].sum()) - len(keys[door])
        counts = (len(keys[door]), done, len(counted), lost, twice)
        cells = [door, *(f"{each:,}" for each in counts), failures[door], f"{vain:,}", repeats[door]]
        print(f"| {' | '.join(map(str, cells))} |")


def letter_key(path: Path, keys: list[str]) -> str:
    """The key of a letter's folder, whose name ends in the first half of it; whole folders only."""
    assert sorted(each.name for each in path.iterdir()) == ["letter.txt", "trend.html"]
    [key] = [key for key in keys if path.name.endswith(key[:16])]
    return key


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    folder = Path(tempfile.mkdtemp())
    try:
        measure(parser.parse_args().count, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
