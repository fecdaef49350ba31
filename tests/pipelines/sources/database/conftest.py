"""What tests of sources share: a database server, empty for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pipelines.sources.database.postgres import Server, running_server


@pytest.fixture(scope="session")
def shared_server() -> Iterator[Server]:
    with running_server() as server:
        yield server


@pytest.fixture
def server(shared_server: Server) -> Server:
    shared_server.run("drop schema public cascade", "create schema public")
    return shared_server
