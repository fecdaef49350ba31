"""Pictures: how does every page look, in both themes? `python -m tests.benchmarks.pictures [FOLDER]`

Opens the dashboard on what is published (run `make run` first), and writes one PNG a page and theme. The README's
picture is `spikes.png` of the light theme.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

PORT = 8599
PAGES = {"overview": ""} | {
    name: name
    for name in ("reasons", "spikes", "topics", "performance", "actions", "contacts", "reports", "administration")
}
SIZE = {"width": 1280, "height": 800}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    server = subprocess.Popen(
        [sys.executable, "-m", "pipelines.cli", "dashboard", "--port", str(PORT)], start_new_session=True
    )
    try:
        wait_for(f"http://127.0.0.1:{PORT}/_stcore/health")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
            for theme in ("light", "dark"):
                page = browser.new_page(viewport=SIZE, color_scheme=theme)
                for name, path in PAGES.items():
                    suffix = "" if theme == "light" else "-dark"
                    take(page, path, folder / f"{name}{suffix}.png")
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


def take(page: Page, path: str, target: Path) -> None:
    page.goto(f"http://127.0.0.1:{PORT}/{path}")
    page.wait_for_selector("h1", timeout=60_000)
    page.wait_for_selector('[data-testid="stStatusWidget"]', state="detached", timeout=60_000)
    page.wait_for_timeout(1_500)  # charts draw after the page is still
    page.screenshot(path=str(target))
    print(target)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "data/build/pictures"))
