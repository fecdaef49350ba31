"""Files as vendors publish them: subtitles, plain text, written calls, Genesys Cloud, Intercom."""

import json

import pytest

from pipelines.sources.vendors import VENDORS
from tests.conftest import House

pytestmark = pytest.mark.real
SUBTITLES = {
    "call_voice_tags.vtt": "webvtt",
    "call_zoom_style.vtt": "webvtt",
    "call.srt": "srt",
    "call_plain.txt": "plain_text",
}


@pytest.fixture(scope="module")
def read(shared_data):
    """The contacts and turns of a file of a format, as it is pulled."""

    def of(name, form):
        text = shared_data(f"formats/{name}").read_text(encoding="utf-8-sig")
        if getattr(VENDORS[form], "IS_TEXT", False):
            documents = [text]
        elif name.endswith(".jsonl"):
            documents = [json.loads(line, parse_float=str) for line in text.splitlines() if line.strip()]
        else:
            documents = VENDORS[form].records(json.loads(text, parse_float=str))
        pairs = [VENDORS[form].read(document, "file") for document in documents]
        return [row for contacts, _ in pairs for row in contacts], [row for _, turns in pairs for row in turns]

    return of


def test_the_same_call_in_four_notations_is_the_same_37_turns(read):
    spoken = {
        name: [(turn["speaker"], turn["text"]) for turn in read(f"subtitles_derived/{name}", form)[1]]
        for name, form in SUBTITLES.items()
    }

    assert {len(turns) for turns in spoken.values()} == {37}
    assert all(turns == spoken["call.srt"] for turns in spoken.values())
    assert {speaker for speaker, _ in spoken["call.srt"]} == {"agent", "customer"}


def test_the_same_call_with_times_has_the_same_times(read):
    times = [
        [(turn["started_ms"], turn["ended_ms"]) for turn in read(f"subtitles_derived/{name}", form)[1]]
        for name, form in SUBTITLES.items()
        if form != "plain_text"
    ]

    assert times[0][:2] == [(40, 5050), (6310, 10450)]
    assert all(each == times[0] for each in times)


def test_each_file_is_recognised_as_what_it_is(shared_data):
    files = SUBTITLES | {
        "genesys_cloud/analytics_conversation_details.json": "genesys_conversations",
        "intercom_api/conversation_get_examples.json": "intercom",
        "intercom_api/conversation_list_examples.json": "intercom",
        "microsoft_contoso_calls/sample_processed_data.json": "json_text",
    }
    for name, form in files.items():
        path = shared_data(f"formats/{name}" if "/" in name else f"formats/subtitles_derived/{name}")
        text = path.read_text(encoding="utf-8-sig")
        is_text = path.suffix != ".json"
        document = text if is_text else json.loads(text, parse_float=str)
        readers = {each: reader for each, reader in VENDORS.items() if getattr(reader, "IS_TEXT", False) is is_text}
        assert [each for each, reader in readers.items() if reader.recognises(document)] == [form], name


def test_written_calls_have_turns_and_roles_where_a_role_is_written(read):
    contacts, turns = read("microsoft_contoso_calls/call_transcripts_105.jsonl", "json_text")
    roles = [turn["speaker"] for turn in turns]

    assert len(contacts) == 105 and all(contact["started_at"] and contact["ended_at"] for contact in contacts)
    assert len(turns) > 2000
    assert roles.count("unknown") < 0.2 * len(turns)  # some speakers are only names
    assert not [turn for turn in turns if turn["speaker_label"] in ("Agent", "Customer")]


def test_calls_that_name_no_speaker_are_marked_and_not_split(read):
    contacts, turns = read("microsoft_contoso_calls/calltranscripts_112.jsonl", "json_text")

    assert len(contacts) == len(turns) == 112
    assert {(turn["speaker"], turn["speaker_label"]) for turn in turns} == {("unknown", None)}


def test_calls_on_one_line_are_split_at_their_bold_speakers(read):
    contacts, turns = read("microsoft_contoso_calls/sample_processed_data.json", "json_text")

    assert len(contacts) == 188
    assert {turn["speaker"] for turn in turns} == {"agent", "customer"}
    assert {"mined_topic", "satisfied", "complaint"} <= contacts[0]["attributes"].keys()


def test_the_genesys_records_are_25_contacts(read):
    contacts, turns = read("genesys_cloud/analytics_conversation_details.json", "genesys_conversations")

    assert len(contacts) == 25 and turns == []
    assert sorted((contact["channel_code"], contact["is_callback"]) for contact in contacts) == sorted(
        [("chat", False)] * 4 + [("voice", False)] * 2 + [("voice", True)] * 19
    )
    assert not any(contact["is_abandoned"] for contact in contacts)


def test_the_intercom_examples_are_a_conversation_each(read):
    (found,), turns = read("intercom_api/conversation_get_examples.json", "intercom")
    (listed,), _ = read("intercom_api/conversation_list_examples.json", "intercom")

    assert (found["contact_id"], found["direction_code"], found["disposition_code"]) == ("503", "outbound", "Test tag")
    assert [(turn["speaker"], turn["text"]) for turn in turns] == [
        ("agent", "this is the message body"),
        ("agent", "Okay!"),
    ]
    assert (listed["contact_id"], listed["started_at"]) == ("5", "2025-01-06T22:12:56+00:00")


TABLES = {
    "aws_connect_ctr/ctr_inbound_voice.json": "amazon_connect_ctr",
    "zendesk_api_json/mytestsource__zendesk__tickets.json": "zendesk_tickets",
    "zendesk_api_json/mytestsource__zendesk__ticket_metrics.json": "zendesk_ticket_metrics",
    "zendesk_api_json/mytestsource__zendesk__satisfaction_ratings.json": "zendesk_satisfaction_ratings",
    "zendesk_fivetran_csv/ticket_data.csv": "zendesk_ticket_table",
    "zendesk_fivetran_csv/ticket_comment_data.csv": "zendesk_ticket_comment_table",
    "zendesk_fivetran_csv/ticket_chat_data.csv": "zendesk_ticket_chat_table",
    "zendesk_fivetran_csv/ticket_chat_event_data.csv": "zendesk_ticket_chat_event_table",
    "intercom_fivetran_csv/conversation_history_data.csv": "intercom_conversation_table",
    "intercom_fivetran_csv/conversation_part_history_data.csv": "intercom_conversation_part_table",
    "intercom_fivetran_csv/conversation_tag_history_data.csv": "intercom_conversation_tag_table",
}


@pytest.fixture(scope="module")
def house(shared_data, tmp_path_factory) -> House:
    """A source a table; those of the API of Zendesk share one prefix, and so do the copies of a warehouse."""
    house = House(tmp_path_factory.mktemp("tables"))
    for path, mapping in TABLES.items():
        prefix = path.split("/")[0]
        house.add_source(mapping, str(shared_data(f"formats/{path}")), mapping, timezone="UTC", id_prefix=prefix)
    house.pull()
    return house


def test_every_row_of_the_tables_is_loaded_or_superseded(house):
    files = house.rows(
        "select mapping_name, row_count, loaded_count + superseded_count, rejected_count from ops.source_file"
    )

    assert {name for name, *_ in files} == set(TABLES.values())
    assert [name for name, rows, kept, rejected in files if rows != kept or rejected] == []


def test_a_column_that_the_vendors_have_is_mapped_or_left_out_on_purpose(house):
    assert house.rows("select file_name, column_name, change_code from ops.schema_change") == []


def test_the_contact_record_has_its_queue_agent_and_durations(house):
    columns = (
        "channel_code, direction_code, queue_label, agent_id, queue_seconds, talk_seconds, hold_seconds, wrap_seconds"
    )

    assert house.rows(
        f"select {columns}, is_abandoned from core.contact where contact_id like 'aws_connect_ctr:%'"
    ) == [("voice", "inbound", "BasicQueue", "admin1", 7, 33, 0, 32, False)]


def test_the_tickets_have_their_metrics_and_the_one_rating_that_was_given(house):
    tickets = "from core.contact where contact_id like 'zendesk_api_json:%'"

    assert house.rows(f"select count(*), count(started_at) {tickets}") == [(14, 14)]
    assert house.rows(f"select queue_seconds {tickets} and contact_id like '%:11'") == [(60,)]
    assert house.rows("select contact_id, csat_score from raw.survey where csat_score is not null") == [
        ("zendesk_api_json:6", 5)
    ]
