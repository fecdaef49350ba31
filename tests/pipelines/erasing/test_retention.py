"""Retention: what is past its time goes from every byte, and what was counted stays counted."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipelines import runs
from pipelines.flows import nightly as nightly_flow
from pipelines.sources.customer_key import read_key
from pipelines.workspace import open_workspace
from pipelines.workspace.tables import AUDIT_EVENT
from tests.conftest import House
from tests.pipelines.erasing.centre import (
    COMMENT,
    CONTACT,
    CUSTOMER,
    SENTENCE,
    add_files,
    found,
    secrets_of,
)

pytestmark = pytest.mark.slow

COUNTED = (
    "select contact_date, reason_code, sum(contact_count), sum(repeated_count), sum(escalated_count), sum(felt_count)"
    " from marts.contact_daily group by all order by all",
    "select contact_id, reason_code, method from findings.contact_reason order by all",
    "select contact_id, topic_code from findings.contact_topic order by all",
    f"select contact_id, qa_score from findings.contact_quality where contact_id <> 'shop:{CONTACT}' order by all",
)


def on(monkeypatch, moment: datetime) -> None:
    """Let the clock of runs stand still."""
    monkeypatch.setattr(runs, "now", lambda: moment)


def forget(house: House) -> None:
    nightly_flow.forget.fn(house.settings, nightly_flow.begin.fn(house.settings))


def test_transcripts_past_their_time_go_from_every_byte_and_every_count_stays(centre, monkeypatch):
    house = centre("words")
    on(monkeypatch, datetime(2026, 3, 15))
    before = [house.rows(sql) for sql in COUNTED]
    turn_count = house.rows(
        "select count(*) from core.turn where contact_id like 'shop:115%' or contact_id like 'shop:116%'"
    )
    assert {SENTENCE, COMMENT} <= found(house, secrets_of(house))

    house.extra += "[retention]\ntranscripts_days = 1\n"
    add_files(house, "_again")  # the same words are delivered once more, and go before anything reads them
    house.run()

    assert found(house, secrets_of(house)) == {CONTACT, "hash"}, "the record is kept without limit"
    assert [house.rows(sql) for sql in COUNTED] == before
    assert house.rows("select min(started_at)::date::varchar from core.contact join core.turn using (contact_id)") == [
        ("2026-03-14",)
    ]
    assert turn_count[0][0] > 0 and house.published("select count(*) from marts.turn") == [(24,)]
    assert house.published(
        f"select first_words, has_transcript, csat_score from marts.contact where contact_id = 'shop:{CONTACT}'"
    ) == [(None, False, 1)]
    assert house.published("select distinct why_code, finished_at is not null from marts.erasure") == [
        ("retention", True)
    ]


def test_records_past_their_time_lose_their_customer_and_events_go(centre, monkeypatch):
    house = centre("records")
    on(monkeypatch, datetime(2026, 3, 15))
    contact_count = house.rows("select count(*), sum(csat_score) from core.contact")
    with open_workspace(house.settings) as workspace, workspace.engine.begin() as connection:
        connection.execute(
            AUDIT_EVENT.update().where(AUDIT_EVENT.c.event_id == 1).values(happened_at=datetime(2026, 1, 1))
        )
        connection.execute(
            AUDIT_EVENT.update().where(AUDIT_EVENT.c.event_id == 2).values(happened_at=datetime(2026, 3, 14))
        )

    house.extra += "[retention]\nrecords_days = 1\naudit_days = 30\n"
    forget(house)

    assert found(house, secrets_of(house)) == {CONTACT}, "the contact counts on, under the id that its vendor gave it"
    assert house.rows("select count(*), sum(csat_score) from core.contact") == contact_count
    linked = "select count(customer_id), count(attributes) from raw.contact where started_at"
    assert house.rows(f"{linked} < '2026-03-14'") == [(0, 0)]
    assert house.rows(f"{linked} >= '2026-03-14'") == [(12, 12)]
    with open_workspace(house.settings) as workspace, workspace.engine.connect() as connection:
        assert [row.event_id for row in connection.execute(AUDIT_EVENT.select())] == [2]
    done = house.rows("select why_code, count(*) from ops.erasure group by all")

    forget(house)
    assert house.rows("select why_code, count(*) from ops.erasure group by all") == done, (
        "there was nothing more to delete"
    )


def test_without_a_limit_a_night_deletes_nothing(house, monkeypatch):
    row = {"id": "1", "started": "2020-03-02T09:00:00Z", "code": "A", "customer": "ann"}
    house.add_tickets("1.csv", row)
    house.pull()
    on(monkeypatch, datetime(2036, 3, 15))

    forget(house)

    assert house.rows("select customer_id is not null from core.contact") == [(True,)]
    assert house.rows("select count(*) from ops.erasure") == [(0,)]
    assert read_key(house.settings).hash_once("ann") == house.rows("select customer_id from core.contact")[0][0]
    assert CUSTOMER not in str(house.rows("from ops.run"))


def test_rejected_rows_go_with_the_transcripts_of_their_time_and_stay_counted(house, monkeypatch):
    on(monkeypatch, datetime(2026, 3, 1))
    house.add_tickets("1.csv", {"id": "1", "started": "2026-03-01T09:00:00Z"}, {"id": "a77777", "started": "sometime"})
    house.pull()
    assert "a77777" in str(house.rows("from ops.rejected_row"))

    on(monkeypatch, datetime(2026, 3, 15))
    house.extra += "[retention]\ntranscripts_days = 10\n"
    forget(house)

    assert house.rows("select reason is not null, value, raw_row from ops.rejected_row") == [(True, None, "[ERASED]")]
