"""Intercom: does a conversation become its contact and turns?"""

import pytest

from pipelines.sources.vendors import intercom

START = 1_772_442_000  # 2026-03-02 09:00


def author(kind, name, number):
    return {"type": kind, "id": number, "name": name}


CONVERSATION = {
    "type": "conversation",
    "id": 503,
    "created_at": START,
    "updated_at": START + 600,
    "source": {
        "type": "email",
        "delivered_as": "customer_initiated",
        "body": "<p>My parcel &amp; card</p><p>are lost</p>",
        "author": author("user", "Ana Ruiz", "u1"),
    },
    "contacts": {"contacts": [{"type": "contact", "id": "u1", "external_id": "70"}]},
    "admin_assignee_id": 9,
    "team_assignee_id": 4,
    "state": "closed",
    "tags": {"tags": [{"name": "Lost", "applied_at": START + 9}, {"name": "VIP", "applied_at": START + 1}]},
    "conversation_rating": {"rating": 4, "remark": "quick"},
    "statistics": {
        "time_to_admin_reply": 60,
        "first_admin_reply_at": START + 60,
        "last_close_at": START + 500,
        "count_reopens": 1,
    },
    "custom_attributes": {"Plan": "Pro", "Seats": 3, "Nested": {}},
    "conversation_parts": {
        "conversation_parts": [
            {"body": "<p>One moment</p>", "created_at": START + 30, "author": author("bot", "Fin", "b")},
            {"body": "<p>Sorry!</p>", "created_at": START + 60, "author": author("admin", "Luz", 9)},
            {"body": None, "part_type": "close", "created_at": START + 70, "author": author("admin", "Luz", 9)},
            {"body": "ok", "created_at": START + 80, "author": author("fleet", None, None)},
        ]
    },
}


def test_the_first_message_and_the_parts_are_turns_of_their_authors():
    _, turns = intercom.read(CONVERSATION, "file")

    assert [(each["speaker"], each["speaker_label"], each["started_ms"], each["text"]) for each in turns] == [
        ("customer", None, None, "My parcel & card\nare lost"),
        ("system", None, 30_000, "One moment"),
        ("agent", None, 60_000, "Sorry!"),
        ("unknown", "fleet", 80_000, "ok"),
    ]


def test_the_contact_has_its_times_people_tag_and_rating():
    (contact,), _ = intercom.read(CONVERSATION, "file")

    assert {
        name: contact[name]
        for name in (
            "contact_id",
            "channel_code",
            "direction_code",
            "started_at",
            "updated_at",
            "answered_at",
            "ended_at",
        )
    } == {
        "contact_id": "503",
        "channel_code": "email",
        "direction_code": "inbound",
        "started_at": "2026-03-02T09:00:00+00:00",
        "updated_at": "2026-03-02T09:10:00+00:00",
        "answered_at": "2026-03-02T09:01:00+00:00",
        "ended_at": "2026-03-02T09:08:20+00:00",
    }
    assert [contact[name] for name in ("agent_id", "agent_label", "team_label", "customer_id", "customer_name")] == [
        "9", "Luz", "4", "u1", "Ana Ruiz"
    ]  # fmt: skip
    assert [contact[name] for name in ("disposition_code", "queue_seconds", "csat_score", "is_resolved")] == [
        "Lost",
        60,
        4,
        True,
    ]
    assert contact["attributes"] == {
        "state": "closed", "tags": "VIP, Lost", "rating_remark": "quick", "reopens": "1",
        "custom_attributes.Plan": "Pro", "custom_attributes.Seats": "3",
    }  # fmt: skip


def test_a_list_holds_many_and_an_example_stands_below_its_name():
    answer = {"type": "conversation.list", "conversations": [CONVERSATION, {"id": "x"}]}

    assert intercom.records(answer) == [CONVERSATION, {"id": "x"}]
    assert intercom.records({"successful": answer}) == [CONVERSATION, {"id": "x"}]
    assert (
        intercom.recognises(answer)
        and intercom.recognises(CONVERSATION)
        and not intercom.recognises({"conversations": [{}]})
    )


@pytest.mark.parametrize(
    "broken",
    [{"created_at": 1e400}, {"created_at": []}, {"source": "x"}, {"tags": {"tags": [1]}}, {"conversation_parts": []}],
)
def test_a_value_of_another_kind_is_refused(broken):
    with pytest.raises(ValueError, match=r"time|object|text"):
        intercom.read(CONVERSATION | broken, "file")
