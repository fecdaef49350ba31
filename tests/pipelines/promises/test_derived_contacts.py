"""A file of turns tells of its contacts: what each column is told first stands for the contact."""

import pytest

pytestmark = pytest.mark.slow

MAPPING = """
format = "csv"
record = "turn"
[fields]
contact_id = "id"
turn_index = "n"
speaker = "who"
text = "text"
[contact]
started_at = "at"
queue_label = "q"
channel_code = { constant = "chat" }
"""
TURNS = """id,n,who,text,at,q
1,0,agent,hi,2026-03-02 09:00,
1,1,customer,yo,,Sales
1,2,customer,ok,,Returns
2,0,customer,no,2026-03-03 10:00,
"""


def test_a_contact_of_turns_has_of_each_column_the_first_value_that_says_something(house):
    house.add_file("turns.toml", MAPPING)
    house.add_file("turns.csv", TURNS)
    house.add_source("chats", "turns.csv", "turns.toml", timezone="UTC")

    house.pull()

    assert house.rows(
        "select contact_id, started_at::varchar, queue_label, channel_code, turn_count from core.contact order by 1"
    ) == [
        ("chats:1", "2026-03-02 09:00:00", "Sales", "chat", 3),
        ("chats:2", "2026-03-03 10:00:00", None, "chat", 1),
    ]


RECORDS = """
format = "csv"
attributes = "*"
[fields]
contact_id = "id"
started_at = "at"
"""


def test_of_what_two_sources_say_of_a_contact_nothing_is_lost_and_where_they_differ_the_first_by_name_stands(house):
    house.add_file("records.toml", RECORDS)
    house.add_file("desk.csv", "id,at,plan,mood\n1,2026-03-02 09:00,gold,calm\n")
    house.add_file("phone.csv", "id,at,plan,store\n1,2026-03-02 09:30,silver,Leeds\n2,2026-03-02 09:30,silver,Leeds\n")
    for source in ("phone", "desk"):
        house.add_source(source, f"{source}.csv", "records.toml", timezone="UTC", id_prefix="shop")

    house.pull()

    assert house.rows("select contact_id, started_at::varchar, to_json(attributes) from core.contact order by 1") == [
        ("shop:1", "2026-03-02 09:00:00", '{"plan":"gold","store":"Leeds","mood":"calm"}'),
        ("shop:2", "2026-03-02 09:30:00", '{"plan":"silver","store":"Leeds"}'),
    ]
