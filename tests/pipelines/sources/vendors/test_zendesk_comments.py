"""Zendesk comments: is each a turn of whoever wrote it, and of the right ticket?"""

import pytest

from pipelines.sources.vendors import zendesk_comments


def comment(author, body, minute=0, **more):
    return {"author_id": author, "body": body, "public": True, "created_at": f"2026-03-02T09:{minute:02}:00Z", **more}


TICKET = {
    "id": 35,
    "requester_id": 5,
    "assignee_id": 8,
    "created_at": "2026-03-02T09:00:00Z",
    "via": {"channel": "email"},
}
COMMENTS = [
    comment(5, "My parcel is <late>\n\n> quoted"),
    comment(8, "Sorry.", 1),
    comment(7, "Who is this?", 2, public=False),
    comment(6, "I am a colleague's cc.", 3),
    comment(-1, "Closed by rule.", 4),
    comment(5, "", 5, html_body="<p>Thank&nbsp;you</p>"),
]


def said(document, stem="file"):
    _, turns = zendesk_comments.read(document, stem)
    return [(each["speaker"], each["speaker_label"], each["started_ms"]) for each in turns]


def test_the_ticket_beside_or_around_its_comments_says_who_the_requester_is():
    expected = [
        ("customer", None, 0),
        ("agent", None, 60_000),
        ("agent", None, 120_000),
        ("unknown", "6", 180_000),
        ("system", None, 240_000),
        ("customer", None, 300_000),
    ]

    assert said({"ticket": TICKET, "comments": COMMENTS}) == expected
    assert said(TICKET | {"comments": COMMENTS}) == expected


def test_users_beside_the_comments_state_roles():
    users = [{"id": 5, "role": "end-user"}, {"id": 6, "role": "agent"}]

    assert [each[0] for each in said({"comments": COMMENTS, "users": users})] == [
        "customer", "unknown", "agent", "agent", "system", "customer"
    ]  # fmt: skip


def test_without_a_ticket_roles_stay_unknown_and_the_id_is_the_number_in_the_files_name():
    (contact,), turns = zendesk_comments.read({"comments": COMMENTS[:2]}, "ticket_35_comments")

    assert (contact["contact_id"], contact["started_at"], contact["customer_id"]) == (
        "35",
        "2026-03-02T09:00:00+00:00",
        None,
    )
    assert [(each["speaker"], each["speaker_label"]) for each in turns] == [("unknown", "5"), ("unknown", "8")]


def test_the_words_are_plain_and_the_contact_is_the_tickets():
    (contact,), turns = zendesk_comments.read({"ticket": TICKET, "comments": COMMENTS}, "file")

    assert (contact["contact_id"], contact["channel_code"], contact["customer_id"]) == ("35", "email", "5")
    assert turns[0]["text"] == "My parcel is <late>\n\n> quoted" and turns[-1]["text"] == "Thank\xa0you".replace(
        "\xa0", " "
    )


def test_a_list_is_one_document_a_ticket():
    listed = [comment(5, "a", ticket_id=1), comment(5, "b", ticket_id=2), comment(5, "c", ticket_id=1)]
    documents = zendesk_comments.records(listed)

    assert [[each["body"] for each in document["comments"]] for document in documents] == [["a", "c"], ["b"]]
    assert [zendesk_comments.read(each, "x")[0][0]["contact_id"] for each in documents] == ["1", "2"]
    assert zendesk_comments.recognises(listed) and not zendesk_comments.recognises([TICKET])


@pytest.mark.parametrize("broken", [{}, {"comments": 1}, {"comments": [1]}, {"comments": [{"created_at": "soon"}]}])
def test_another_shape_is_refused(broken):
    with pytest.raises(ValueError, match=r"comments|created_at"):
        zendesk_comments.read(broken, "file")
