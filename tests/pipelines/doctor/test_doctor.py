"""The doctor: does it find what fails in practice, each made for real here, and say what to do, and no secret?"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipelines.doctor.machine import disk, libraries, memory, port, time_zones
from pipelines.doctor.stored import left_over, rights
from pipelines.warehouse import open_warehouse
from tests.pipelines.test_turns import WAIT, other

MARCH = {"id": "a1", "started": "2026-03-02T09:00:00Z", "code": "LATE", "customer": "c-17"}
NOBODY = 65534


@pytest.fixture
def looks(call):
    """What the doctor says of a house that somebody should look at; its exit code agrees."""

    def ask(house):
        code, out, err = call("doctor", "--config", house.settings.config_path)
        found = [line.removeprefix("look  ") for line in out.splitlines() if line.startswith("look")]
        assert (code, err) == (1 if found else 0, "")
        return [line for line in found if " are free" not in line]  # how much room a machine has is not the test's

    return ask


@pytest.fixture
def pulled(house):
    house.add_tickets("march.csv", MARCH)
    house.pull()
    house.rows("update ops.run set status_code = 'done'")
    return house


@contextmanager
def ordinary_user():
    """Root may write everything, so that the test asks as somebody else."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def reachable():
    """A folder that every user reaches."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


# The machine


def test_a_library_of_a_version_that_breaks_is_named_with_its_harm(tmp_path, monkeypatch):
    assert [finding.is_fine for finding in libraries()] == [True]
    metadata = tmp_path / "sqlalchemy-2.1.0.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.1\nName: SQLAlchemy\nVersion: 2.1.0\n")
    monkeypatch.syspath_prepend(tmp_path)

    [found] = libraries()

    assert not found.is_fine
    assert "sqlalchemy 2.1.0: <2.1,>=2.0 is needed; 2.1 breaks the scheduler" in found.text
    assert "pip install" in found.text


def test_a_machine_without_time_zones_is_told_to_get_them(tmp_path):
    script = (
        "import sys; sys.modules['tzdata'] = None; from pipelines.doctor.machine import time_zones; print(time_zones())"
    )
    without = os.environ | {"PYTHONTZPATH": str(tmp_path)}

    told = subprocess.run(
        [sys.executable, "-c", script], env=without, capture_output=True, text=True, check=True
    ).stdout

    assert time_zones().is_fine
    assert "is_fine=False" in told and "pip install tzdata" in told


def test_too_little_disk_and_memory_say_what_to_do(tmp_path):
    more_than_any = 1024**6

    assert disk(tmp_path / "not" / "made", 1).is_fine and memory(1).is_fine
    assert "let [paths] build name another disk" in disk(tmp_path, more_than_any).text
    assert "give the machine more" in memory(more_than_any).text
    assert not disk(tmp_path, more_than_any).is_fine and not memory(more_than_any).is_fine


def test_a_port_that_another_program_has_is_told_from_a_dashboards_own():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        number = taken.getsockname()[1]
        assert f'Another program has port {number}: open the dashboard by "voc dashboard --port' in port(number).text
    assert port(number).text == f"Port {number} is free for the dashboard."

    class Dashboard(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"ok" if self.path == "/_stcore/health" else b"no")

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Dashboard) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        assert port(server.server_port).text == f"A dashboard is open on port {server.server_port}."
        server.shutdown()


# The build folder


def test_a_build_folder_that_cannot_be_written_is_named_with_its_owner(reachable):
    shut = reachable / "build"
    shut.mkdir()
    shut.chmod(0o555)

    with ordinary_user():
        [found] = rights(shut)

    assert not found.is_fine
    assert f"{shut} cannot be written" in found.text and f"user {shut.stat().st_uid}'s" in found.text


def test_a_file_in_the_place_of_the_build_folder_is_named(looks, house):
    house.add_tickets("march.csv", MARCH)
    house.add_file("build", b"")

    assert any("build is no folder. Move it away" in found for found in looks(house))


def test_a_file_of_another_user_is_named(reachable):
    build = reachable / "build"
    build.mkdir(mode=0o777)
    build.chmod(0o777)
    (build / "warehouse.duckdb").touch(0o444)

    with ordinary_user():
        [found] = rights(build)

    assert not found.is_fine and "warehouse.duckdb cannot be written" in found.text


def test_a_key_that_others_may_read_is_named(looks, pulled):
    key = pulled.settings.paths.build / "customer.key"
    key.chmod(0o644)

    assert looks(pulled) == [f"{key} may be read by others. Call: chmod 600 {key}"]

    key.chmod(0o600)
    assert looks(pulled) == []


def test_who_is_at_the_warehouse_is_said_and_is_a_problem_only_after_a_day(looks, call, pulled):
    build = pulled.settings.paths.build
    with other(WAIT, build) as process:
        _, out, _ = call("doctor", "--config", pulled.settings.config_path)
        assert f"in use by voc train, process {process.pid}, since " in out
        assert looks(pulled) == []

        lock = build / "run.lock"
        lock.write_text(lock.read_text().replace("2026-", "2020-").replace("2025-", "2020-"))
        [found] = looks(pulled)
        assert "since 2020-" in found and f"kill {process.pid}" in found


def test_another_program_that_holds_the_warehouse_is_named(looks, pulled):
    script = "import sys, duckdb, time; c = duckdb.connect(sys.argv[1]); print('held', flush=True); time.sleep(300)"
    with other(script, pulled.settings.paths.warehouse) as process:
        [found] = looks(pulled)

    assert f"in use by another run (process {process.pid})" in found


def test_a_run_that_was_killed_is_named(looks, pulled):
    pulled.rows("update ops.run set status_code = 'running', finished_at = null")

    [found] = looks(pulled)

    assert "was ended from outside" in found and '"voc run"' in found


def test_a_clock_that_was_set_back_is_noticed(looks, pulled):
    pulled.rows("update ops.run set finished_at = '2099-01-01 02:00'")

    [found] = looks(pulled)

    assert "a run ended at 2099-01-01 02:00 UTC" in found and "timedatectl" in found


def test_a_warehouse_of_a_newer_voc_is_named(looks, pulled):
    pulled.rows("update ops.schema_version set version = 99")

    [found] = looks(pulled)

    assert "written by a newer voc (schema 99" in found


def test_what_a_backup_or_a_restore_left_is_named_unless_it_is_at_it(tmp_path):
    (tmp_path / ".replaced-ab12").mkdir()
    (tmp_path / ".backup-cd34").mkdir()

    backup, restore = left_over(tmp_path)
    with other(WAIT, tmp_path):
        assert list(left_over(tmp_path)) == []

    assert ".backup-cd34 is left over" in backup.text and "delete it" in backup.text
    assert ".replaced-ab12 is left over" in restore.text and '"voc restore FILE --force"' in restore.text


# Keys


def test_a_key_that_is_gone_is_missed_and_not_made_anew(looks, pulled):
    key = pulled.settings.paths.build / "customer.key"
    key.unlink()

    [found] = looks(pulled)

    assert f"{key} is gone" in found and "backup" in found
    assert not key.exists()


def test_another_key_than_before_is_noticed_and_never_shown(call, pulled, monkeypatch):
    monkeypatch.setenv("VOC_HASH_KEY", "another-key-that-nobody-may-see")

    code, out, err = call("doctor", "--config", pulled.settings.config_path)

    assert code == 1 and "VOC_HASH_KEY is not the key that customers were hashed with" in out
    assert "nobody-may-see" not in out + err


def test_a_lost_key_of_who_was_erased_is_noticed(looks, call, pulled):
    assert call("erase", "--customer", "c-17", "--yes", "--config", pulled.settings.config_path)[0] == 0
    (pulled.settings.paths.build / "erasure.key").unlink()

    assert any("erasure.key is gone, and nothing is pulled without it" in found for found in looks(pulled))


# Sources


def test_a_file_that_cannot_be_read_is_named(looks, pulled):
    pulled.add_file("inbox/april.csv.gz", b"\x1f\x8b\x08 no gzip after all")
    pulled.add_source("zipped", "inbox/*.gz", "tickets.toml")

    [found] = looks(pulled)

    assert 'Source "zipped": ' in found and "april.csv" in found


def test_a_secret_that_a_source_needs_and_the_environment_lacks_is_named(looks, pulled, monkeypatch):
    monkeypatch.delenv("CRM_PASSWORD", raising=False)
    pulled.add_source(
        "crm", "", "tickets.toml", kind="database", url="postgresql://ana:${CRM_PASSWORD}@db/crm", table="calls"
    )
    pulled.sources["crm"] = pulled.sources["crm"].replace('path = ""\n', "")

    [found] = looks(pulled)

    assert 'Source "crm": ' in found and "CRM_PASSWORD" in found

    monkeypatch.setenv("CRM_PASSWORD", "hunter22")
    assert looks(pulled) == []


def test_a_warehouse_that_is_no_warehouse_is_named(looks, house):
    house.add_tickets("march.csv", MARCH)
    house.add_file("build/warehouse.duckdb", b"not a database, but long enough to be read as one" * 100)

    [found] = looks(house)

    assert "warehouse.duckdb cannot be opened" in found
    with pytest.raises(Exception, match="cannot be opened"), open_warehouse(house.settings.paths.warehouse):
        pass
