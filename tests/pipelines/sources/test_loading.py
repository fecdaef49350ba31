"""What an operator is promised of a delivered file: nothing lost, nothing counted twice, nothing personal stored."""

from datetime import date, datetime

import pytest

from pipelines.pulling import NoContactsError
from pipelines.sources.mapping import MappingError

MONDAY = "2026-03-02T09:00:00Z"


def ticket(contact_id, **fields):
    return {"id": contact_id, "started": MONDAY, "code": "LATE", **fields}


def test_every_delivered_row_is_loaded_superseded_or_rejected(house):
    house.add_tickets(
        "a.csv",
        ticket("1"),
        ticket("2", started="yesterday-ish"),
        ticket("3", csat="9"),
        ticket("1", updated="2026-03-03T00:00:00Z", code="LOST"),
    )

    house.pull()

    assert house.rows("select row_count, loaded_count, superseded_count, rejected_count from ops.source_file") == [
        (4, 1, 1, 2)
    ]
    assert house.rows("select disposition_code from core.contact") == [("LOST",)]


def test_a_rejected_row_names_its_file_line_column_value_and_reason(house):
    house.add_tickets("a.csv", ticket("1"), ticket("2", started="31/31/2026"), ticket("3", talked="-4"))

    house.pull()

    assert house.rows("select file_name, line_number, column_name, value, reason from ops.rejected_row order by 2") == [
        ("a.csv", 3, "started", "31/31/2026", "is not a time"),
        ("a.csv", 4, "talked", "-4", "is not a duration in s"),
    ]


def test_a_row_with_too_many_columns_is_rejected_and_the_lines_after_it_keep_their_numbers(house):
    path = house.add_tickets("a.csv", ticket("1"), ticket("2"), ticket("3", started="never"))
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0], lines[1], lines[2] + ",x,y", lines[3]]) + "\n")

    house.pull()

    rejected = house.rows("select line_number, reason from ops.rejected_row order by 1")
    assert [line for line, _ in rejected] == [3, 4]
    assert rejected[0][1] == "the row has 13 columns, the header 11"


def test_the_newest_version_of_a_contact_wins_whatever_the_order_of_arrival(house):
    newer = ticket("1", updated="2026-03-05T00:00:00Z", code="REFUND")
    older = ticket("1", updated="2026-03-04T00:00:00Z", code="LATE")
    house.add_tickets("1-arrives-first.csv", newer)
    house.pull()
    house.add_tickets("2-arrives-later.csv", older)

    house.pull()

    assert house.rows("select disposition_code from core.contact") == [("REFUND",)]
    assert house.rows("select superseded_count from ops.source_file where file_name like '2%'") == [(1,)]


def test_the_same_file_under_another_name_is_counted_once(house):
    house.add_tickets("a.csv", ticket("1"), ticket("2"))
    house.add_tickets("copy-of-a.csv", ticket("1"), ticket("2"))

    house.pull()

    assert house.rows("select count(*) from core.contact") == [(2,)]


def test_rows_without_an_id_are_known_by_their_content_and_occurrence(house):
    house.add_file("m.toml", 'format = "csv"\n[fields]\nstarted_at = "at"\ndisposition_code = "code"\n')
    house.add_source("calls", "calls.csv", "m.toml")
    house.add_file("calls.csv", f"at,code\n{MONDAY},LATE\n{MONDAY},LATE\n")
    house.pull()

    house.pull()

    assert house.rows("select count(*), count(distinct contact_id) from core.contact") == [(2, 2)]


def test_a_late_row_reopens_only_its_own_day(house):
    house.add_tickets("a.csv", ticket("1"), ticket("2", started="2026-03-03T09:00:00Z"))
    house.pull()
    house.add_tickets("late.csv", ticket("3", started="2026-03-02T10:00:00Z"))

    run_id = house.pull()

    assert house.rows(f"select contact_date from ops.reopened_day where run_id = '{run_id}'") == [(date(2026, 3, 2),)]


def test_times_without_an_offset_are_in_the_zone_of_their_source(house):
    house.add_tickets("a.csv", ticket("1", started="2026-03-02 23:30:00"))
    house.add_source("tickets", "inbox/*.csv", "tickets.toml", timezone="America/New_York")

    house.pull()

    assert house.rows("select started_at, contact_date from core.contact") == [
        (datetime(2026, 3, 3, 4, 30), date(2026, 3, 2))
    ]


def test_customers_are_stored_as_keyed_hashes_and_free_text_masked(house):
    house.add_tickets("a.csv", ticket("1", customer="ana@example.com", code="call +1 415 555 0132"))

    house.pull()

    ((customer, code),) = house.rows("select customer_id, disposition_code from core.contact")
    assert customer != "ana@example.com" and len(customer) == 20
    assert code == "call [PHONE]"
    stored = b"".join(path.read_bytes() for path in (house.folder / "build").rglob("*") if path.is_file())
    assert b"ana@example.com" not in stored and b"555 0132" not in stored


def test_a_rejected_row_is_kept_masked(house):
    house.add_tickets("a.csv", ticket("1"), ticket("2", started="ask ana@example.com", customer="4155550132"))

    house.pull()

    ((value, raw),) = house.rows("select value, raw_row from ops.rejected_row")
    assert value == "ask [EMAIL]"
    assert "ana@example.com" not in raw and "4155550132" not in raw


def test_the_key_of_the_hashes_is_readable_by_its_owner_alone(house):
    house.add_tickets("a.csv", ticket("1", customer="7"))

    house.pull()

    assert (house.folder / "build" / "customer.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "empty.csv is empty"),
        ("semicolons.csv", b"id;started;code\n1;2026-03-02;LATE\n", "has no column"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01", "picture.csv"),
        ("other.csv", b"name,colour\nx,y\n", 'has no column "id"'),
    ],
)
def test_a_file_that_cannot_be_read_says_so_in_one_line_and_the_others_go_on(house, name, content, said):
    house.add_tickets("good.csv", ticket("1"))
    house.add_file(f"inbox/{name}", content)

    house.pull()

    ((status, error),) = house.rows(f"select status_code, error from ops.source_file where file_name = '{name}'")
    assert status == "failed" and said in error and "\n" not in error
    assert house.rows("select count(*) from core.contact") == [(1,)]


def test_a_parquet_that_is_none_is_reported(house):
    house.add_file("m.toml", 'format = "parquet"\n[fields]\nstarted_at = "at"\n')
    house.add_source("calls", "calls.parquet", "m.toml")
    house.add_file("calls.parquet", "at,code\n1,2\n")

    with pytest.raises(NoContactsError, match="cannot be read as Parquet"):
        house.pull()


def test_nothing_to_load_at_all_is_an_error_that_names_the_first_cause(house):
    house.add_tickets("a.csv", ticket("1", started="whenever"))

    with pytest.raises(NoContactsError, match=r"every row was rejected, the first at a\.csv line 2 \(is not a time\)"):
        house.pull()


def test_a_broken_line_of_json_is_rejected_with_its_line(house):
    house.add_file("m.toml", 'format = "jsonl"\n[fields]\ncontact_id = "id"\nstarted_at = "times.begin"\n')
    house.add_source("chats", "chats.jsonl", "m.toml")
    good = '{"id": "%s", "times": {"begin": "2026-03-02T09:00:00Z"}}'
    house.add_file("chats.jsonl", "\n".join([good % 1, '{"id": "2", "times": ', good % 3]))

    house.pull()

    assert house.rows("select contact_id from core.contact order by 1") == [("chats:1",), ("chats:3",)]
    assert house.rows("select line_number, reason from ops.rejected_row") == [(2, "the line is not a JSON object")]


def test_a_new_column_is_noted_as_a_change_of_the_export(house):
    path = house.add_tickets("a.csv", ticket("1"))
    path.write_text(
        "\n".join(line + tail for line, tail in zip(path.read_text().splitlines(), (",mood", ",fine"), strict=True))
    )

    house.pull()

    assert house.rows("select column_name, change_code from ops.schema_change") == [("mood", "not_mapped")]


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ('format = "cvs"', 'format "cvs" is not known. Allowed: csv'),
        ('format = "csv"\n[fields]\nstart = "at"', 'field "start" is not known'),
        ('format = "csv"\n[fields]\nqueue_seconds = { column = "w", unit = "hours" }', 'unit of queue_seconds "hours"'),
        ('format = "csv"\nrecord = "turn"\n[fields]\ntext = "t"', 'maps nothing to "contact_id"'),
        ("format = csv", "is not valid TOML"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_what_to_change(house, mapping, said):
    house.add_file("m.toml", mapping)
    house.add_source("calls", "calls.csv", "m.toml")
    house.add_file("calls.csv", "at\n1\n")

    with pytest.raises(MappingError, match="m") as caught:
        house.pull()

    assert said in str(caught.value)


def test_a_column_that_a_later_file_fills_first_is_null_before_it(house):
    house.add_tickets("a.csv", ticket("1"))
    house.pull()
    house.add_tickets("b.csv", ticket("2", csat="4"))
    house.pull()

    assert house.rows("select contact_id, csat_score, nps_score from core.contact order by 1") == [
        ("tickets:1", None, None),
        ("tickets:2", 4.0, None),
    ]


CALLS = """
format = "csv"
[fields]
contact_id = "id"
started_at = "at"
queue_label = "queue"
csat_score = "csat"
"""


def pull_calls(house, *files):
    house.add_file("m.toml", CALLS)
    house.add_source("calls", "calls/*.csv", "m.toml")
    for number, lines in enumerate(files):
        house.add_file(f"calls/{number}.csv", "\n".join(lines) + "\n")
        house.pull()
    return house.rows("select contact_id, queue_label, csat_score from core.contact order by 1")


def test_a_column_that_only_a_later_file_has_is_null_before_it(house):
    assert pull_calls(
        house,
        ["id,at", f"1,{MONDAY}"],
        ["id,at,queue,csat", f"2,{MONDAY},billing,4"],
        ["id,at,queue,csat", f"1,{MONDAY},orders,5"],
    ) == [("calls:1", "orders", 5.0), ("calls:2", "billing", 4.0)]


def test_a_label_that_is_the_same_in_a_first_file_stays_its_own_when_others_come_without_or_with_another(house):
    assert pull_calls(
        house,
        ["id,at,queue", f"1,{MONDAY},agent's own", f"2,{MONDAY},agent's own"],
        ["id,at", f"3,{MONDAY}"],
        ["id,at,queue", f"4,{MONDAY},orders"],
    ) == [
        ("calls:1", "agent's own", None),
        ("calls:2", "agent's own", None),
        ("calls:3", None, None),
        ("calls:4", "orders", None),
    ]
    assert house.rows("select count(distinct run_id), count(distinct source_code) from raw.contact") == [(3, 1)]


def test_a_second_source_does_not_take_the_name_of_the_first(house):
    house.add_tickets("a.csv", ticket("1"), ticket("2"))
    house.pull()

    pull_calls(house, ["id,at", f"1,{MONDAY}"])

    assert house.rows("select source_code, count(*) from raw.contact group by 1 order by 1") == [
        ("calls", 1),
        ("tickets", 2),
    ]
