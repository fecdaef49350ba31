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
