"""A value that an export splits over two columns: a day here, its hour there."""

MAPPING = """
format = "csv"
[fields]
contact_id = "id"
started_at = { column = "Fecha", then = "Hora" }
"""


def test_a_day_and_its_hour_in_two_columns_are_one_time(house):
    house.add_file("m.toml", MAPPING)
    house.add_file("calls.csv", "id,Fecha,Hora\n1,13/02/2026,10:15\n2,14/02/2026,\n")
    house.add_source("calls", "calls.csv", "m.toml", timezone="UTC")

    house.pull()

    assert house.rows("select started_at::varchar from core.contact order by contact_id") == [
        ("2026-02-13 10:15:00",),
        ("2026-02-14 00:00:00",),
    ]
