"""How long do readers wait, over a million contacts?

    python -m tests.benchmarks.dashboard [CONTACTS] [SESSIONS]

Makes a published file of CONTACTS (default 1,000,000) out of the one that voc.toml names (`make run` or `voc demo` writes it),
starts the dashboard on it, and times three things: the first paint of every page in a browser that comes for the first time
(its answers not yet asked by anybody, and asked before), the interactions of one reader, and the answers to SESSIONS
(default 50) readers at once, each acting every 10 to 15 s, with the memory of the server. Seconds are this machine's.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

from pipelines.settings import CONFIG_VARIABLE, load_settings
from tests.benchmarks.dashboard.enlarged import enlarge
from tests.benchmarks.dashboard.sessions import work_all
from tests.benchmarks.pictures import wait_for

PAGES = tuple(path.stem for path in sorted((Path(__file__).parents[3] / "dashboards" / "pages").glob("*.py")))
SESSION_SECONDS = 120
WORDS = ("refund", '"arrived broken" OR aplastada NOT carrier')
SETTLED = "document.querySelector('.voc-head') && !document.querySelector('[data-stale=true]')"
IDLE = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState !== 'running'"


def main(contact_count: int, session_count: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "build" / "published").mkdir(parents=True)
        started = time.perf_counter()
        made = folder / "build" / "published" / "current.duckdb"
        enlarge(Path(load_settings().paths.published), made, contact_count)
        print(
            f"{contact_count:,} contacts, {made.stat().st_size / 1e6:,.0f} MB, made in {time.perf_counter() - started:.0f} s"
        )
        (folder / "voc.toml").write_text('[paths]\nbuild = "build"\n')
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen(
            [sys.executable, "-m", "pipelines.cli", "dashboard", "--port", str(port)],
            env=os.environ | {CONFIG_VARIABLE: str(folder / "voc.toml")},
            start_new_session=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/_stcore/health")
            measure(address, session_count, server.pid)
        finally:
            os.killpg(server.pid, signal.SIGTERM)


def measure(address: str, session_count: int, pid: int) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        first = {page: paint(browser, f"{address}/{page}") for page in PAGES}
        again = {page: paint(browser, f"{address}/{page}") for page in PAGES}
        print("\nfirst paint in s     nobody asked before   asked before")
        for page in PAGES:
            print(f"{page:<20} {first[page]:>19.2f} {again[page]:>14.2f}")
        print(f"{'median':<20} {statistics.median(first.values()):>19.2f} {statistics.median(again.values()):>14.2f}")
        waits = interact(browser, address)
        browser.close()
    print("\ninteraction in s: " + ", ".join(f"{what} {wait:.2f}" for what, wait in waits.items()))
    print(f"median {statistics.median(waits.values()):.2f}")
    print(f"server after one reader: {memory(pid):,.0f} MB")
    waited = asyncio.run(work_all(address, list(PAGES), session_count, SESSION_SECONDS))
    seconds = sorted(wait for _, wait in waited)
    print(
        f"\n{session_count} sessions, {len(seconds)} actions in {SESSION_SECONDS} s: median {statistics.median(seconds):.2f} s,"
        f" 95 % within {seconds[int(len(seconds) * 0.95)]:.2f} s, the longest {seconds[-1]:.2f} s; server {memory(pid):,.0f} MB"
    )


def paint(browser: Browser, url: str) -> float:
    """Seconds from the request until a page stands, in a browser context that has seen nothing."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    started = time.perf_counter()
    page.goto(url)
    page.wait_for_selector(".voc-head", timeout=60_000)
    seconds = time.perf_counter() - started
    context.close()
    return seconds


def interact(browser: Browser, address: str) -> dict[str, float]:
    """Seconds of what a reader does on one page after the other, until the page stands still again."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(address)
    stand_still(page)
    waits = {}
    for name in PAGES:
        link = page.locator(f'[data-testid="stSidebarNavLink"][href$="/{name}"]')
        if link.count():
            waits[f"open {name}"] = timed(page, link.click)
        for label in ("Last 12 weeks", "Last 28 days"):
            waits[f"{name}: {label}"] = timed(page, lambda label=label: choose(page, label))
    page.locator('[data-testid="stSidebarNavLink"][href$="/contacts"]').click()
    stand_still(page)
    for words in WORDS:
        waits[f"search {words}"] = timed(page, lambda words=words: search(page, words))
    return waits


def choose(page: Page, label: str) -> None:
    page.locator('[data-testid="stSidebar"] [data-testid="stSelectbox"] input').first.click()
    page.get_by_role("option", name=label, exact=True).click()


def search(page: Page, words: str) -> None:
    box = page.get_by_label("Words in the conversation")
    box.fill(words)
    box.press("Enter")


def timed(page: Page, act: Callable[[], None]) -> float:
    started = time.perf_counter()
    act()
    page.wait_for_timeout(30)
    stand_still(page)
    return time.perf_counter() - started


def stand_still(page: Page) -> None:
    page.wait_for_function(f"{SETTLED} && {IDLE}", timeout=60_000)


def memory(pid: int) -> float:
    """The resident memory of the command and all that it started, in MB."""
    parent = psutil.Process(pid)
    return sum(one.memory_info().rss for one in (parent, *parent.children(recursive=True))) / 1e6


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:]]
    main(*(given + [1_000_000, 50][len(given) :]))
