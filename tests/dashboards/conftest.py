"""A small published file for every test of the pages and the reports, and a browser that opens it."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import duckdb
import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
SECONDS = 60  # that a browser waits for what a page draws


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file of example.sql: read it, never write to it; `altered` gives a copy to change."""
    path = tmp_path_factory.mktemp("published") / "current.duckdb"
    with duckdb.connect(str(path)) as con:
        for script in ("contract.sql", "example.sql"):
            con.execute((HERE / script).read_text(encoding="utf-8"))
    return path


@pytest.fixture
def altered(published: Path, tmp_path: Path):
    """A function that copies the published file, runs SQL on the copy, and returns its path."""

    def alter(sql: str) -> Path:
        path = tmp_path / "current.duckdb"
        path.write_bytes(published.read_bytes())
        with duckdb.connect(str(path)) as con:
            con.execute(sql)
        return path

    return alter


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function that makes a published file the one that the dashboard finds, as a run does: by a link to it."""
    folder = tmp_path / "build" / "published"
    folder.mkdir(parents=True)
    (tmp_path / "voc.toml").write_text('[paths]\nbuild = "build"\n')
    monkeypatch.setenv("VOC_CONFIG", str(tmp_path / "voc.toml"))

    def show(path: Path) -> Path:
        link, run = folder / "current.duckdb", folder / f"voc-{len(list(folder.iterdir()))}.duckdb"
        if path.exists():  # a copy of its own: the pages keep their file open
            run.write_bytes(path.read_bytes())
        link.unlink(missing_ok=True)
        link.symlink_to(run)
        return tmp_path / "voc.toml"

    return show


@pytest.fixture(scope="module")
def browser():
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None and "CI" not in os.environ:
        pytest.skip("no Chromium on this machine (Debian: apt install chromium)")
    assert path, "CI must have Chromium: .ci/run installs it"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


@pytest.fixture(scope="module")
def address(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard as `voc dashboard` starts it, over the small published file."""
    folder = tmp_path_factory.mktemp("dashboard")
    (folder / "build" / "published").mkdir(parents=True)
    (folder / "build" / "published" / "current.duckdb").symlink_to(published)
    (folder / "voc.toml").write_text('[paths]\nbuild = "build"\n')
    with serving(folder / "voc.toml") as found:
        yield found


@contextmanager
def serving(config: Path, log: Path | None = None) -> Iterator[str]:
    """The dashboard on a port of its own; what it writes goes to `log`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboards/entry/start.py", f"--server.port={port}"]
    environment = os.environ | {"VOC_CONFIG": str(config), "PYTHONPATH": str(ROOT)}
    with open(log or os.devnull, "w", encoding="utf-8") as written:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=written, stderr=written)
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def _wait_for(url: str) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        try:
            if urlopen(url).status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{url} did not answer within {SECONDS} s")
