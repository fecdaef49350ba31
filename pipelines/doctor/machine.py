"""Machine: are the libraries those that work together, and is there room for a night?"""

from __future__ import annotations

import http.client
import shutil
import socket
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from packaging.requirements import Requirement

from pipelines.doctor.finding import Finding

GIB = 1024**3
NEEDED_DISK, NEEDED_MEMORY = 2 * GIB, 2 * GIB
OLDEST_PYTHON = (3, 11)
DASHBOARD_PORT = 8501
HARM = {
    "fastapi": "0.153 and later break the first flow",
    "sqlalchemy": "2.1 breaks the scheduler without a word",
    "duckdb": "older ones cannot read the warehouse",
}
MEMORY_OF_MACHINE, MEMORY_OF_CONTAINER = Path("/proc/meminfo"), Path("/sys/fs/cgroup/memory.max")


def look_at_machine() -> list[Finding]:
    return [_python(), *libraries(), time_zones(), port()]


def look_at_room(build: Path) -> list[Finding]:
    return [disk(build), memory()]


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    return Finding(sys.version_info >= OLDEST_PYTHON, f"Python {found} (3.11 or newer is needed).")


def libraries() -> list[Finding]:
    """A finding for each library that is missing or of a version that voc does not work with."""
    try:
        needed = [Requirement(line) for line in requires("voc") or []]
    except PackageNotFoundError:
        return [Finding(True, "voc is not installed as a package: the versions of its libraries were not compared.")]
    wrong = [Finding(False, text) for text in _unfit(needed)]
    return wrong or [Finding(True, f"The {len(needed)} libraries have versions that work together.")]


def _unfit(needed: list[Requirement]) -> Iterator[str]:
    for each in needed:
        try:
            found = version(each.name)
        except PackageNotFoundError:
            found = "missing"
        if found == "missing" or not each.specifier.contains(found, prereleases=True):
            harm = f"; {HARM[each.name]}" if each.name in HARM else ""
            yield (
                f"{each.name} {found}: {each.specifier or 'any version'} is needed{harm}."
                f' Call "pip install --no-deps -r requirements.lock", or "pip install {str(each)!r}".'
            )


def time_zones() -> Finding:
    try:
        ZoneInfo("America/New_York")
    except ZoneInfoNotFoundError:
        return Finding(False, 'This machine knows no time zones. Call "pip install tzdata".')
    return Finding(True, "Time zones are known.")


def disk(build: Path, needed: int = NEEDED_DISK) -> Finding:
    place = build
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    said = f"{free / GIB:.0f} GiB are free where voc writes ({needed / GIB:.0f} GiB are needed)."
    return Finding(
        free > needed, said if free > needed else f"{said} Free some, or let [paths] build name another disk."
    )


def memory(needed: int = NEEDED_MEMORY) -> Finding:
    """Of the machine, or of the container where that has less."""
    if not MEMORY_OF_MACHINE.exists():
        return Finding(True, "How much memory is free cannot be seen on this system.")
    lines = dict(line.split(":") for line in MEMORY_OF_MACHINE.read_text().splitlines())
    free = int(lines["MemAvailable"].split()[0]) * 1024
    limit = MEMORY_OF_CONTAINER.read_text().strip() if MEMORY_OF_CONTAINER.exists() else "max"
    free = min(free, int(limit)) if limit.isdigit() else free
    usual = f"a night takes up to {needed / GIB:.0f} GiB, with a million contacts one more"
    said = f"{free / GIB:.1f} GiB of memory are free ({usual})."
    return Finding(free > needed, said if free > needed else f"{said} Stop other programs, or give the machine more.")


def port(number: int = DASHBOARD_PORT) -> Finding:
    """Whether the dashboard can have its port, or has it; a run needs none, so that this alone is no failure."""
    with socket.socket() as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(("127.0.0.1", number))
        except OSError:
            if _is_dashboard(number):
                return Finding(True, f"A dashboard is open on port {number}.")
            return Finding(
                True, f'Another program has port {number}: open the dashboard by "voc dashboard --port {number + 1}".'
            )
    return Finding(True, f"Port {number} is free for the dashboard.")


def _is_dashboard(number: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", number, timeout=2)
    try:
        connection.request("GET", "/_stcore/health")
        return connection.getresponse().read(16) == b"ok"
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
