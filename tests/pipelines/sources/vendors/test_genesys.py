"""Genesys Cloud: is each conversation of a detail answer its contact?"""

import pytest

from pipelines.sources.vendors import genesys


def segment(kind, start, end, **more):
    begins, ends = (f"2026-03-02T09:{each}Z" for each in (start, end))
    return {"segmentType": kind, "segmentStart": begins, "segmentEnd": ends, **more}


def participant(purpose, *segments, metrics=(), media="voice", session=None, **more):
    metric_list = [{"name": name, "value": value} for name, value in metrics]
    sessions = [{"mediaType": media, "segments": list(segments), "metrics": metric_list} | (session or {})]
    return {"purpose": purpose, "sessions": sessions, **more}


def conversation(*participants, **more):
    times = {"conversationStart": "2026-03-02T09:00:00.000Z", "conversationEnd": "2026-03-02T09:10:00.000Z"}
    return {
        "conversationId": "call",
        "originatingDirection": "inbound",
        **times,
        **more,
        "participants": list(participants),
    }


CUSTOMER = participant(
    "customer",
    segment("interact", "00:00.000", "05:00.000"),
    session={"ani": "tel:+15550100001"},
    participantName="Ana Ruiz",
)
QUEUE = participant("acd", segment("interact", "00:10.000", "00:40.500", queueId="q1"))
AGENT = participant(
    "agent",
    segment("alert", "00:35.000", "00:40.500"),
    segment("interact", "00:40.500", "03:00.500"),
    segment("hold", "03:00.500", "04:00.500"),
    segment("interact", "04:00.500", "05:00.500"),
    segment("wrapup", "05:00.500", "05:20.500", wrapUpCode="DAMAGED", wrapUpNote="again"),
    userId="ann",
)


def contact_of(document, *names):
    (contact,), turns = genesys.read(document, "file")
    assert turns == []
    return [contact[name] for name in names]


def test_a_call_has_its_queue_agent_code_and_the_durations_of_its_segments():
    call = conversation(CUSTOMER, QUEUE, AGENT)

    assert contact_of(call, "contact_id", "channel_code", "direction_code", "queue_label", "agent_id", "disposition_code") == [
        "call", "voice", "inbound", "q1", "ann", "DAMAGED"
    ]  # fmt: skip
    assert contact_of(call, "queue_seconds", "talk_seconds", "hold_seconds", "wrap_seconds") == [30.5, 200, 60, 20]
    assert contact_of(call, "answered_at", "ended_at") == ["2026-03-02T09:00:40.500Z", "2026-03-02T09:10:00.000Z"]
    assert contact_of(call, "is_abandoned", "transfer_count", "is_callback") == [False, 0, False]
    assert contact_of(call, "attributes") == [{"wrap_up_note": "again"}]


def test_metrics_in_milliseconds_outrank_what_the_segments_say():
    times = [
        ("tTalk", 100_000),
        ("tHeld", "5000.0"),
        ("tAcw", 7500),
        ("tWait", 12_250),
        ("tHandle", 112_500),
        ("nTransferred", 1),
    ]
    call = conversation(CUSTOMER, QUEUE, AGENT, participant("agent", metrics=times))

    assert contact_of(call, "queue_seconds", "talk_seconds", "hold_seconds", "wrap_seconds", "handle_seconds") == [
        12.25, 100, 5, 7.5, 112.5
    ]  # fmt: skip
    assert contact_of(call, "transfer_count") == [1]


def test_who_hung_up_in_the_queue_is_abandoned_and_who_left_a_message_is_not():
    assert contact_of(conversation(CUSTOMER, QUEUE), "is_abandoned", "agent_id") == [True, None]
    assert contact_of(conversation(participant("ivr", metrics=[("tAbandon", 900)])), "is_abandoned") == [True]
    assert contact_of(conversation(CUSTOMER, QUEUE, participant("voicemail")), "is_abandoned") == [False]


def test_a_colleague_who_calls_the_queue_is_no_agent():
    caller = participant("user", segment("interact", "00:00.000", "04:00.000"), userId="colleague")

    assert contact_of(conversation(caller, QUEUE, AGENT), "agent_id", "talk_seconds", "transfer_count") == [
        "ann",
        200,
        0,
    ]


def test_a_transfer_is_a_second_agent_who_took_the_contact():
    rang = participant("agent", segment("alert", "00:20.000", "00:30.000"), userId="bob")
    took = participant("agent", segment("interact", "05:00.500", "06:00.500"), userId="cat")

    assert contact_of(conversation(CUSTOMER, QUEUE, AGENT, rang), "transfer_count") == [0]
    assert contact_of(conversation(CUSTOMER, QUEUE, AGENT, took), "transfer_count", "agent_id") == [1, "cat"]


def test_the_customer_is_the_external_contact_or_the_address_at_the_customers_end():
    known = CUSTOMER | {"externalContactId": "e7"}
    called = participant(
        "customer", session={"ani": "tel:+15550100009", "dnis": "tel:+15550100002"}, participantName="Customer"
    )

    assert contact_of(conversation(known), "customer_id", "customer_name") == ["e7", "Ana Ruiz"]
    assert contact_of(conversation(CUSTOMER), "customer_id") == ["+15550100001"]
    assert contact_of(conversation(called, originatingDirection="outbound"), "customer_id", "customer_name") == [
        "+15550100002", None
    ]  # fmt: skip


def test_a_survey_gives_the_promoter_score_and_scores_in_percent_stay_beside_the_columns():
    asked = conversation(
        CUSTOMER, surveys=[{"surveyPromoterScore": 9, "oSurveyTotalScore": 80}], evaluations=[{"oTotalScore": "92.5"}]
    )

    assert contact_of(asked, "nps_score", "is_survey_sent", "attributes") == [
        9, True, {"survey_total_score": "80", "evaluation_total_score": "92.5"}
    ]  # fmt: skip


def test_a_callback_is_a_call_that_the_queue_made():
    assert contact_of(conversation(participant("agent", media="callback")), "channel_code", "is_callback") == [
        "voice",
        True,
    ]


def test_an_answer_holds_many_so_that_a_broken_one_is_rejected_alone():
    answer = {"conversations": [conversation(CUSTOMER), {"conversationId": "x"}]}

    assert genesys.records(answer) == answer["conversations"] and genesys.records(answer["conversations"][0]) == [
        conversation(CUSTOMER)
    ]
    assert genesys.recognises(answer) and not genesys.recognises({"conversations": [{"source": {}}]})
    with pytest.raises(KeyError, match="participants"):
        genesys.read(answer["conversations"][1], "file")
    with pytest.raises(ValueError, match="has a list named conversations"):
        genesys.records({"Transcript": []})


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        (participant("agent", segment("interact", "soon", "later")), "segmentStart is not a time"),
        (participant("agent", metrics=[("tTalk", "1e999")]), "not a number"),
        (participant("agent", session={"segments": "x"}), "segments is not a list"),
    ],
)
def test_a_value_of_another_kind_is_refused_in_words(broken, reason):
    with pytest.raises(ValueError, match=reason):
        genesys.read(conversation(broken), "file")
