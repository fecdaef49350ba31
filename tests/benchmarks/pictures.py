"""Pictures: how does every page look, in both themes, at three widths? `python -m tests.benchmarks.pictures [FOLDER] [PAGE ...]`

Opens the dashboard on what is published (run `make run` first), and writes one PNG a page, theme and width: the first screen,
and with `--whole` all of the page. `--readme` puts the two that head the README in their place (light, 1280).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path("data/build/pictures")
PAGES_FOLDER = Path(__file__).parents[2] / "dashboards" / "pages"
TABS = {
    "performance": ("Quality", "Agents and teams", "Coaching", "What moves satisfaction"),
    "review": ("Worth labelling", "Quality calibration", "My labels"),
    "administration": ("Deliveries", "People", "Privacy", "Audit trail"),
}
PAGES = {path.stem: "" if path.stem == "overview" else path.stem for path in sorted(PAGES_FOLDER.glob("*.py"))} | {
    f"{page}-{tab.lower().replace(' ', '-')}": f"{page}?tab={tab.replace(' ', '+')}"
    for page, tabs in TABS.items()
    for tab in tabs
}
SIZES = {"": (1280, 800), "-wide": (1920, 1080), "-tablet": (820, 1180)}
README, COLOURS = ("overview", "spikes"), 96  # fewer colours make a smaller file, and nobody sees it
WHOLE = 3600  # pixels of height in which most pages stand whole


def main(folder: Path, wanted: list[str], is_whole: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with dashboard() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for theme in ("light", "dark"):
            for size, (width, height) in SIZES.items():
                page = open_page(browser, theme, width, WHOLE if is_whole else height)
                for name in wanted or PAGES:
                    target = folder / f"{name}{size}{'' if theme == 'light' else '-dark'}.png"
                    take(page, f"{address}/{PAGES[name]}", target)
                page.close()


@contextmanager
def dashboard() -> Iterator[str]:
    """The dashboard on a free port, over what is published."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "pipelines.cli", "dashboard", "--port", str(port)]
    server = subprocess.Popen(command, start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(server.pid, signal.SIGTERM)  # the server that the command started, too


def wait_for(address: str) -> None:
    for _ in range(120):
        try:
            urllib.request.urlopen(address, timeout=2).close()
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SystemExit("The dashboard did not start.")


def open_page(browser: Browser, theme: str, width: int, height: int) -> Page:
    return browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light"
    )


def take(page: Page, address: str, target: Path) -> None:
    page.goto(address)
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)
    page.wait_for_timeout(1_500)  # charts draw after the page is still
    page.screenshot(path=str(target))
    print(target)


def put_in_readme(folder: Path) -> None:
    for name in README:
        target = PAGES_FOLDER.parent / "pictures" / f"{name}.png"
        Image.open(folder / f"{name}.png").convert("RGB").quantize(COLOURS).save(target, optimize=True)
        print(target)


if __name__ == "__main__":
    named = [word for word in sys.argv[1:] if not word.startswith("--")]
    to = Path(named[0]) if named else FOLDER
    main(to, named[1:], "--whole" in sys.argv)
    if "--readme" in sys.argv:
        put_in_readme(to)
