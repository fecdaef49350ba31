"""What a mapping can say about a column: units, times, values, sentinels."""

from datetime import datetime

import pytest

MAPPING = """
format = "csv"
attributes = "*"
[fields]
contact_id = "id"
started_at = {{ column = "at"{time} }}
{field}
"""


def load(house, field, header, value, time="", at="2026-03-02T09:00:00Z"):
    house.add_file("m.toml", MAPPING.format(field=field, time=time))
    house.add_source("calls", "calls.csv", "m.toml", timezone="America/New_York")
    house.add_file("calls.csv", f'id,at,{header},spare\n1,"{at}",{value},kept\n')
    house.pull()
    return house


@pytest.mark.parametrize(
    ("unit", "value", "seconds"),
    [
        ("s", "90", 90),
        ("ms", "90000", 90),
        ("minutes", "1.5", 90),
        ("hh:mm:ss", "00:01:30", 90),
        ("day_fraction", "0.25", 21600),
    ],
)
def test_durations_are_read_in_the_units_that_vendors_use(house, unit, value, seconds):
    load(house, f'talk_seconds = {{ column = "talk", unit = "{unit}" }}', "talk", value)

    assert house.rows("select talk_seconds from core.contact") == [(seconds,)]


@pytest.mark.parametrize(
    ("form", "at"),
    [
        (', format = "%a, %d %b %Y %H:%M:%S"', "Mon, 02 Mar 2026 09:00:00"),
        (', format = "epoch_s"', "1772460000"),
        (', format = "epoch_ms"', "1772460000000"),
        (', format = "%d/%m/%Y %H:%M %z"', "02/03/2026 08:00 -0600"),
        ("", "2026-03-02T15:00:00+01:00"),
        ("", "2026-03-02 09:00"),
    ],
)
def test_times_are_read_in_the_forms_that_vendors_write(house, form, at):
    load(house, "", "x", "1", time=form, at=at)

    assert house.rows("select started_at from core.contact") == [(datetime(2026, 3, 2, 14, 0),)]


def test_values_are_translated_and_sentinels_say_nothing(house):
    field = (
        'language_code = { column = "lang", map = { Soporte = "es" }, default = "en" }\n'
        'disposition_code = { column = "wrap", missing = ["[None]"] }'
    )
    load(house, field, "lang,wrap", "Soporte,[None]")

    assert house.rows("select language_code, disposition_code from core.contact") == [("es", None)]


def test_what_no_field_names_is_kept_as_an_attribute(house):
    load(house, "", "x", "1")

    assert house.rows("select attributes from core.contact") == [({"x": "1", "spare": "kept"},)]
