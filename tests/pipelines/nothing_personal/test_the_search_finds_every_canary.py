"""The search itself: does it find personal data however it is written, so that finding none means something?"""

from __future__ import annotations

import base64
from urllib.parse import quote

import duckdb
import pytest

from tests.pipelines.nothing_personal.canaries import CANARIES, escaped, found_in, secrets, stored_in


@pytest.mark.parametrize("kind", CANARIES)
def test_the_search_finds_each_canary_however_it_is_written(kind):
    secret = CANARIES[kind].secret
    ways = [secret, secret.upper(), escaped(secret), quote(secret, safe=""), base64.b64encode(secret.encode()).decode()]

    assert [way for way in ways if not found_in({"a file": f"x {way} y"}, {kind: secret})] == []


def test_the_search_looks_into_packed_files_and_attributes(tmp_path):
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        connection.execute("create table t as select map {'note': 'to ana@example.com'} as attributes from range(5000)")

    assert found_in(stored_in(tmp_path / "w.duckdb"), secrets("ana@example.com")) == [
        "ana@example.com in w.duckdb main.t"
    ]
