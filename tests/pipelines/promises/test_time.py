"""Time: is each moment the one that the vendor meant, and is it said where that was in doubt?"""

from datetime import datetime

import pytest

pytestmark = pytest.mark.slow

CALLS = """
format = "csv"
record = "contact"
[fields]
contact_id = "id"
started_at = "start"
ended_at = "end"
talk_seconds = "talk"
"""
NEW_YORK, MADRID = "America/New_York", "Europe/Madrid"


def calls(house, text, timezone="UTC", mapping=CALLS, **options):
    house.add_file("calls.toml", mapping)
    house.add_source("calls", "calls/*.csv", "calls.toml", timezone=timezone, **options)
    house.add_file(f"calls/{len(list(house.folder.glob('calls/*')))}.csv", text)
    house.pull()


def moments(house, column="started_at"):
    return [
        at and f"{at:%m-%d %H:%M}" for (at,) in house.rows(f"select {column} from core.contact order by contact_id")
    ]


def notes(house):
    return [note for (note,) in house.rows("select note from ops.file_note order by file_name, note")]


def rejected(house):
    return house.rows("select line_number, column_name, value, reason from ops.rejected_row order by 1")


def test_each_source_has_its_own_zone_and_a_written_offset_outranks_it(house):
    house.add_file("calls.toml", CALLS)
    for code, zone in {"ny": NEW_YORK, "madrid": MADRID}.items():
        house.add_file(f"{code}.csv", "id,start,end,talk\n1,2026-03-02 23:30:00,,\n2,2026-03-02T23:30:00+02:00,,\n")
        house.add_source(code, f"{code}.csv", "calls.toml", timezone=zone)

    house.pull()

    assert house.rows("select contact_id, started_at, contact_date::varchar from core.contact order by 1") == [
        ("madrid:1", datetime(2026, 3, 2, 22, 30), "2026-03-02"),
        ("madrid:2", datetime(2026, 3, 2, 21, 30), "2026-03-02"),
        ("ny:1", datetime(2026, 3, 3, 4, 30), "2026-03-02"),
        ("ny:2", datetime(2026, 3, 2, 21, 30), "2026-03-02"),
    ]


# The hour that the clocks repeat: 2025-10-26 03:00 to 02:00 in Madrid, 2025-11-02 02:00 to 01:00 in New York


@pytest.mark.parametrize(
    ("timezone", "times", "meant"),
    [
        (
            MADRID,
            [f"2025-10-26 {at}" for at in ("01:50", "02:10", "02:50", "02:05", "02:55", "03:01")],
            ["10-25 23:50", "10-26 00:10", "10-26 00:50", "10-26 01:05", "10-26 01:55", "10-26 02:01"],
        ),
        (
            NEW_YORK,
            ["11/02/2025 12:50 AM", "11/02/2025 01:10 AM", "11/02/2025 01:50 AM", "11/02/2025 01:05 AM", "11/02/2025 02:01 AM"],
            ["11-02 04:50", "11-02 05:10", "11-02 05:50", "11-02 06:05", "11-02 07:01"],
        ),
    ],
)  # fmt: skip
def test_in_a_sorted_file_the_clock_that_turns_back_tells_the_second_pass(house, timezone, times, meant):
    rows = [f"{number},{time},," for number, time in enumerate(times)]

    calls(house, "\n".join(["id,start,end,talk", *rows]), timezone, date_order="mdy")

    assert moments(house) == meant


def test_a_file_that_begins_with_its_newest_row_is_read_the_other_way_round(house):
    times = ["03:01", "02:55", "02:05", "02:50", "02:10", "01:50"]
    rows = [f"{number},2025-10-26 {time},," for number, time in enumerate(times)]

    calls(house, "\n".join(["id,start,end,talk", *rows]), MADRID)

    assert moments(house) == ["10-26 02:01", "10-26 01:55", "10-26 01:05", "10-26 00:50", "10-26 00:10", "10-25 23:50"]


def test_in_a_file_that_is_not_sorted_the_repeated_hour_is_the_first_pass_and_it_is_said(house):
    times = ["02:50", "02:10", "01:50", "02:30", "00:10", "02:20"]
    rows = [f"{number},2025-10-26 {time},," for number, time in enumerate(times)]

    calls(house, "\n".join(["id,start,end,talk", *rows]), MADRID)

    assert moments(house)[:2] == ["10-26 00:50", "10-26 00:10"] and moments(house)[3] == "10-26 00:30"
    assert notes(house) == ["4 times in the hour that the clocks repeat are read as its first pass"]


def test_an_end_in_the_repeated_hour_lies_after_its_start(house):
    calls(
        house,
        "id,start,end,talk\n"
        "1,2025-10-26 02:50,2025-10-26 02:10,1200\n"  # over the turn of the clock
        "2,2025-10-26 02:10,2025-10-26 02:50,2400\n"
        "3,2025-10-26 01:50,2025-10-26 02:10,1200\n",
        MADRID,
    )

    ends = house.rows("select epoch(ended_at - started_at) / 60 from core.contact order by contact_id")
    assert ends == [(20,), (40,), (20,)]


def test_a_sentinel_beside_it_does_not_change_how_the_repeated_hour_is_read(house):
    calls(house, "id,start,end,talk\n1,2025-10-26 02:10,0001-01-01 00:00:00,\n2,1970-01-01 00:00,,\n", MADRID)

    assert moments(house) == ["10-26 00:10"]


def test_an_offset_tells_the_pass(house):
    calls(house, "id,start,end,talk\n1,2025-10-26T02:30:00+02:00,,\n2,2025-10-26T02:30:00+01:00,,\n", MADRID)

    assert moments(house) == ["10-26 00:30", "10-26 01:30"]


@pytest.mark.parametrize(
    ("timezone", "time", "meant"),
    [(MADRID, "2026-03-29 02:30", "03-29 01:30"), (NEW_YORK, "2026-03-08 02:30", "03-08 07:30")],
)
def test_a_time_in_the_hour_that_the_clocks_skip_is_the_moment_that_a_clock_not_put_forward_showed(
    house, timezone, time, meant
):
    calls(house, f"id,start,end,talk\n1,{time},,\n", timezone)

    assert moments(house) == [meant]


# Numbers


@pytest.mark.parametrize(
    ("form", "number"),
    [
        ("epoch_s", "1772442000"),
        ("epoch_s", "1772442000.5"),
        ("epoch_ms", "1772442000500"),
        ("epoch_us", "1772442000500000"),
        ("epoch", "1772442000"),
        ("epoch", "1772442000500"),
        ("epoch", "1772442000500000"),
    ],
)
def test_epochs_are_read_in_their_unit_or_by_their_size(house, form, number):
    mapping = CALLS.replace('"start"', f'{{ column = "start", format = "{form}" }}')

    calls(house, f"id,start,end,talk\n1,{number},,\n", mapping=mapping)

    assert moments(house) == ["03-02 09:00"]


NO_MOMENTS = ["9" * 24, "9" * 40, "1e300", "nan", "inf", "infinity", "-infinity", "290000-01-01", "5 BC"]


@pytest.mark.parametrize("form", ["epoch_s", "epoch_ms", "epoch_us", "epoch", ""])
def test_what_is_no_moment_rejects_its_row_alone(house, form):
    mapping = CALLS.replace('"start"', f'{{ column = "start", format = "{form}" }}') if form else CALLS
    good = {"epoch_s": "1772442000", "epoch_us": "1772442000000000", "": "2026-03-02 09:00"}.get(form, "1772442000000")
    rows = [f"{number},{text},," for number, text in enumerate([good, *NO_MOMENTS])]

    calls(house, "\n".join(["id,start,end,talk", *rows]), mapping=mapping)

    assert house.rows("select contact_id, started_at from core.contact") == [("calls:0", datetime(2026, 3, 2, 9))]
    assert [value for _, _, value, _ in rejected(house)] == NO_MOMENTS


# Day and month


def test_the_order_of_day_and_month_is_decided_for_each_file_by_its_own_dates(house):
    house.add_file("calls.toml", CALLS)
    house.add_source("calls", "calls/*.csv", "calls.toml", timezone="UTC")
    house.add_file("calls/spain.csv", "id,start,end,talk\ns1,03/04/2026 10:00,,\ns2,25/04/2026 10:00,,\n")
    house.add_file("calls/texas.csv", "id,start,end,talk\nt1,03/04/2026 10:00,,\nt2,04/25/2026 10:00,,\n")

    house.pull()

    assert moments(house) == ["04-03 10:00", "04-25 10:00", "03-04 10:00", "04-25 10:00"]
    assert notes(house) == []


def test_another_column_of_the_same_file_decides_too(house):
    calls(house, "id,start,end,talk\n1,12/04/2026 23:50,13/04/2026 00:10,60\n2,11/04/2026 10:00,11/04/2026 10:05,60\n")

    assert moments(house) == ["04-12 23:50", "04-11 10:00"]
    assert moments(house, "ended_at") == ["04-13 00:10", "04-11 10:05"]
    assert notes(house) == []


def test_what_nothing_decides_is_reported_and_date_order_settles_it(house):
    text = "id,start,end,talk\n1,03/04/2026 10:00,,\n"
    calls(house, text)
    assert moments(house) == ["03-04 10:00"]
    assert notes(house) == [
        'start: "03/04/2026" has two meanings: read as month/day;'
        ' write date_order = "dmy" or "mdy" into the source to decide'
    ]

    calls(house, text + "\n", date_order="dmy")

    assert moments(house) == ["04-03 10:00"]


def test_dates_of_both_orders_in_one_column_are_reported_and_those_that_do_not_fit_rejected(house):
    calls(house, "id,start,end,talk\n1,25/04/2026 10:00,,\n2,04/26/2026 10:00,,\n")

    assert moments(house) == ["04-26 10:00"]
    assert rejected(house) == [(2, "start", "25/04/2026 10:00", "is not a time")]
    assert "dates of both orders stand in one column" in notes(house)[0]


# What contradicts itself


def test_an_end_before_its_start_is_left_out_and_a_duration_longer_than_both_is_noted(house):
    calls(
        house,
        "id,start,end,talk\n"
        "1,2026-03-02 09:00,2026-03-02 08:00,60\n"
        "2,2026-03-02 09:00,2026-03-02 09:05,9000\n"
        "3,2026-03-02 09:00,2026-03-02 09:05,300\n",
    )

    assert moments(house, "ended_at") == [None, "03-02 09:05", "03-02 09:05"]
    assert notes(house) == [
        "1 rows end before they start: their end is left out",
        "1 rows last longer than from their start to their end",
    ]


def test_sentinels_are_no_start_and_elsewhere_no_time_at_all(house):
    calls(
        house,
        "id,start,end,talk\n"
        "1,1970-01-01 00:00:00,,\n"
        "2,0001-01-01T00:00:00Z,,\n"
        "3,2999-12-31 00:00:00,,\n"
        "4,2026-03-02 09:00:00,9999-12-31 23:59:59,\n"
        "5,2026-03-02 09:00:00,0001-01-01 00:00:00,\n",
    )

    assert moments(house) == ["03-02 09:00", "03-02 09:00"] and moments(house, "ended_at") == [None, None]
    assert [(line, reason) for line, _, _, reason in rejected(house)] == [
        (2, "lies before 1990-01-01"),
        (3, "lies before 1990-01-01"),
        (4, "lies in the future"),
    ]
    assert notes(house) == ["2 values of end are no real time: they are left out"]


def test_an_update_in_a_far_future_does_not_win_for_ever(house):
    house.add_tickets("a.csv", {"id": "1", "updated": "9999-12-31", "started": "2026-03-02T09:00Z", "code": "LATE"})
    house.pull()
    house.add_tickets("b.csv", {"id": "1", "updated": "2026-03-04", "started": "2026-03-02T09:00Z", "code": "LOST"})

    house.pull()

    assert house.rows("select disposition_code from core.contact") == [("LOST",)]


@pytest.mark.parametrize(
    ("unit", "texts", "seconds"),
    [
        ("s", ["90", "0", "1.5"], [90, 0, 1.5]),
        ("ms", ["90000", "0", "1500"], [90, 0, 1.5]),
        ("minutes", ["1.5", "0", "0.025"], [90, 0, 1.5]),
        ("hh:mm:ss", ["00:01:30", "0:00", "125:00:01.5"], [90, 0, 450001.5]),
        ("day_fraction", ["0.0010416666666666667", "0", "0.5"], [90, 0, 43200]),
    ],
)
def test_durations_are_read_in_their_unit_and_negative_ones_rejected(house, unit, texts, seconds):
    mapping = CALLS.replace('"talk"', f'{{ column = "talk", unit = "{unit}" }}')
    rows = [f"{number},2026-03-02 09:00,,{text}" for number, text in enumerate([*texts, "-3", "-0:05"])]

    calls(house, "\n".join(["id,start,end,talk", *rows]), mapping=mapping)

    found = [value for (value,) in house.rows("select talk_seconds from core.contact order by contact_id")]
    assert found == pytest.approx(seconds)
    assert rejected(house) == [
        (5, "talk", "-3", f"is not a duration in {unit}"),
        (6, "talk", "-0:05", f"is not a duration in {unit}"),
    ]


# Turns

SAID = """
format = "jsonl"
record = "turn"
[fields]
contact_id = "id"
turn_index = "n"
speaker = "who"
text = "text"
started_ms = { column = "from", unit = "ms" }
ended_ms = { column = "to", unit = "ms" }
said_at = "at"
"""


def test_turns_that_go_backwards_keep_their_order_and_an_end_before_its_start_is_left_out(house):
    house.add_file("said.toml", SAID)
    house.add_source("said", "said.jsonl", "said.toml")
    house.add_file(
        "said.jsonl",
        '{"id": "1", "n": 0, "who": "agent", "text": "hello", "from": 0, "to": 900}\n'
        '{"id": "1", "n": 1, "who": "customer", "text": "my parcel", "from": 5000, "to": 4000}\n'
        '{"id": "1", "n": 2, "who": "agent", "text": "one moment", "from": 3000, "to": 3500}\n',
    )

    house.pull()

    assert house.rows("select turn_index, started_ms, ended_ms from core.turn order by 1") == [
        (0, 0, 900),
        (1, 5000, None),
        (2, 3000, 3500),
    ]
    assert "1 turns end before they start: their end is left out" in notes(house)


def test_turns_with_clock_times_alone_stand_in_their_order_in_the_repeated_hour(house):
    mapping = SAID.replace('turn_index = "n"\n', "").replace('started_ms = { column = "from", unit = "ms" }\n', "")
    house.add_file("said.toml", mapping.replace('ended_ms = { column = "to", unit = "ms" }\n', ""))
    house.add_source("said", "said.jsonl", "said.toml", timezone=MADRID)
    said = {"02:58:00": "one", "02:59:30": "two", "02:00:10": "three", "02:01:00": "four"}
    house.add_file(
        "said.jsonl",
        "\n".join(
            f'{{"id": "1", "who": "agent", "text": "{text}", "at": "2025-10-26 {at}"}}' for at, text in said.items()
        ),
    )

    house.pull()

    assert house.rows("select text, started_ms from core.turn order by turn_index") == [
        ("one", 0),
        ("two", 90_000),
        ("three", 130_000),
        ("four", 180_000),
    ]
