"""Migrations: does what an older voc wrote come along whole, and is what a newer one wrote left alone?"""

import hashlib
from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import CreateTable

from pipelines import migrations, tables
from pipelines.migrations import MigrationError, migrate, version_of
from pipelines.warehouse import OFFLINE, open_warehouse
from pipelines.workspace import WorkspaceError, open_workspace
from pipelines.workspace import migrations as workspace_migrations
from pipelines.workspace import tables as workspace_tables
from pipelines.workspace.migrations import SCHEMA_VERSION, is_current
from pipelines.workspace.opening import locate, make_engine, make_tables
from tests.conftest import complaint
from tests.pipelines.sources.database.postgres import running_server

LAID_OUT = {1: "da44b3dfb0968d22"}  # version: digest of the tables; until the first release only the digest changes
WORKSPACE_LAID_OUT = {1: "ad11efc86f295669"}
RENAME = "alter table ops.hash_key rename column first_used_at to used_since"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


# A table or column that is new needs a version


def test_the_version_of_the_warehouse_goes_up_with_its_tables():
    found = {migrations.VERSION: digest(repr(tables.TABLES))}

    assert found == LAID_OUT, (
        'Tables changed: append a step to STEPS ("" where it only adds), and put this digest here.'
    )


def test_the_version_of_the_workspace_goes_up_with_its_tables():
    written = "".join(str(CreateTable(table)) for table in workspace_tables.TABLES.sorted_tables)
    found = {workspace_migrations.VERSION: digest(written)}

    assert found == WORKSPACE_LAID_OUT, "Tables changed: append a step to STEPS, and put this digest here."


# The warehouse


@pytest.fixture
def path(tmp_path):
    return tmp_path / "warehouse.duckdb"


def test_a_new_warehouse_carries_this_vocs_version(path):
    with open_warehouse(path) as warehouse:
        assert version_of(warehouse) == migrations.VERSION


def test_a_warehouse_without_a_version_keeps_its_rows_and_gets_one(path):
    with duckdb.connect(str(path), config=OFFLINE) as older:
        older.execute("create schema ops")
        older.execute("create table ops.hash_key as select 'a1' as key_id")

    with open_warehouse(path) as warehouse:
        assert version_of(warehouse) == migrations.VERSION
        assert warehouse.execute("select key_id, first_used_at from ops.hash_key").fetchall() == [("a1", None)]


def test_only_the_steps_that_a_warehouse_lacks_are_taken_and_its_rows_stay(path):
    with open_warehouse(path) as warehouse:
        warehouse.execute("insert into ops.hash_key (key_id) values ('a1'), ('b2')")
        found = version_of(warehouse)
        steps = [*["select error('taken already')"] * found, RENAME, "delete from ops.hash_key where key_id = 'b2'"]

        migrate(warehouse, path, steps)
        migrate(warehouse, path, steps)

        assert version_of(warehouse) == found + 2
        assert warehouse.execute("select key_id, used_since from ops.hash_key").fetchall() == [("a1", None)]


def test_a_step_that_fails_changes_nothing(path):
    with open_warehouse(path) as warehouse:
        steps = [*migrations.STEPS, RENAME, "alter table ops.not_there add column x integer"]

        with pytest.raises(MigrationError, match=r"not_there does not exist.*Nothing was changed"):
            migrate(warehouse, path, steps)

        assert version_of(warehouse) == migrations.VERSION
        assert warehouse.execute("select first_used_at from ops.hash_key").fetchall() == []


def test_a_table_that_is_missing_is_made_whatever_the_version_says(path):
    with open_warehouse(path) as warehouse:
        warehouse.execute("drop table ops.hash_key")
        warehouse.execute("update ops.layout set layout = 'of another voc'")

    with open_warehouse(path) as warehouse:
        assert warehouse.execute("select count(*) from ops.hash_key").fetchall() == [(0,)]


def test_the_warehouse_of_a_newer_voc_is_refused_in_one_line_and_stays_as_it_is(call, house):
    house.add_tickets("march.csv", {"id": "a1", "started": "2026-03-02T09:00:00Z", "code": "LATE"})
    place = house.settings.paths.warehouse
    with open_warehouse(place) as warehouse:
        warehouse.execute("update ops.schema_version set version = 99")
    before = place.read_bytes()

    code, _, err = call("pull", "--config", house.settings.config_path)

    assert code == 1
    assert "written by a newer voc (schema 99" in complaint(err) and "voc restore" in err
    assert place.read_bytes() == before


# The workspace, in a file and on a PostgreSQL server


@pytest.fixture(scope="module")
def server():
    with running_server() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request, house):
    if request.param == "postgresql":
        server = request.getfixturevalue("server")
        server.run("drop schema public cascade", "create schema public")
        house.extra += f'[workspace]\nurl = "postgresql+psycopg{server.url().removeprefix("postgresql")}"\n'
    engine = make_engine(locate(house.settings))
    yield engine
    engine.dispose()  # a server waits for its clients before it stops


def test_a_workspace_without_a_version_keeps_its_rows_and_gets_what_is_new(engine):
    with engine.begin() as older:
        older.exec_driver_sql("create table door (door_name varchar primary key, failures integer, is_dead boolean)")
        older.exec_driver_sql("insert into door values ('team', 2, null)")

    make_tables(engine)

    with engine.connect() as connection:
        assert connection.exec_driver_sql("select * from door").fetchall() == [("team", 2, None, None, None, None)]
        assert connection.execute(select(SCHEMA_VERSION.c.version)).scalar_one() == workspace_migrations.VERSION
        assert set(inspect(connection).get_table_names()) > {"label", "delivery", "door"}


def test_a_workspace_that_needs_a_step_which_nobody_wrote_stays_as_it_is(engine):
    with engine.begin() as older:
        older.exec_driver_sql("create table label (label_id integer primary key, contact_id varchar not null)")
        older.exec_driver_sql("insert into label values (1, 'a1')")

    with pytest.raises(DBAPIError, match=r"(?i)not.null"):
        make_tables(engine)

    with engine.connect() as connection:
        assert connection.exec_driver_sql("select * from label").fetchall() == [(1, "a1")]
        assert inspect(connection).get_table_names() == ["label"]


def test_a_workspace_table_that_is_missing_is_made_whatever_the_version_says(engine):
    make_tables(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("drop table delivery")
        assert not is_current(connection)

    make_tables(engine)

    with engine.connect() as connection:
        assert is_current(connection)


def test_only_the_steps_that_a_workspace_lacks_are_taken_and_what_people_wrote_stays(engine):
    make_tables(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("insert into door (door_name, failures, is_dead) values ('team', 2, false)")

    with engine.begin() as connection:
        taken = ["no SQL at all"] * workspace_migrations.VERSION
        workspace_migrations.migrate(connection, [*taken, "update door set failures = failures + 1"])

    with engine.connect() as connection:
        assert connection.exec_driver_sql("select door_name, failures from door").fetchall() == [("team", 3)]
        with pytest.raises(WorkspaceError, match="newer voc"):
            is_current(connection)


def test_processes_that_open_an_older_workspace_at_once_migrate_it_once(engine):
    make_tables(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("insert into door (door_name, failures, is_dead) values ('team', 2, false)")
    steps = [*workspace_migrations.STEPS, "update door set failures = failures + 1"]

    def open_it(_):
        with engine.begin() as connection:
            workspace_migrations.migrate(connection, steps)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(open_it, range(4)))

    with engine.connect() as connection:
        assert connection.exec_driver_sql("select failures from door").fetchall() == [(3,)]


def test_the_workspace_of_a_newer_voc_is_refused_in_one_line(call, house, engine):
    house.add_tickets("march.csv", {"id": "a1", "started": "2026-03-02T09:00:00Z", "code": "LATE"})
    make_tables(engine)
    with engine.begin() as connection:
        connection.execute(SCHEMA_VERSION.update(), {"version": 99})

    with pytest.raises(WorkspaceError, match="newer voc"), open_workspace(house.settings):
        pass
    code, out, _ = call("doctor", "--config", house.settings.config_path)

    assert code == 1 and out.count("The workspace was written by a newer voc (schema 99") == 1
