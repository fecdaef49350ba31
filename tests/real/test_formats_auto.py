"""Files as vendors publish them, with no configuration: is each taken for what it is, or said to be unknown?"""

import pytest

from pipelines.initialise import find_exports

pytestmark = pytest.mark.real
TAKEN = {
    "aws_bedrock_data_automation/bda-standard.json": "bedrock",
    "aws_connect_ctr/ctr_inbound_voice.json": "amazon_connect_ctr",
    "aws_contact_lens": "contact_lens",
    "aws_pca/pca_output.json": "pca",
    "aws_transcribe_call_analytics/example-call.json": "call_analytics",
    "aws_transcribe_standard": "transcribe",
    "azure_call_center/Json_input_customer_support.json": "azure",
    "deepgram_assemblyai_whisper/assemblyai_transcription.json": "assemblyai",
    "deepgram_assemblyai_whisper/assemblyai_utterances.json": "assemblyai",
    "deepgram_assemblyai_whisper/dg_whisper_transcription.json": "deepgram",
    "genesys_cloud": "genesys_conversations",
    "google_ccai/ccai_conversation.json": "ccai",
    "intercom_api": "intercom",
    "intercom_fivetran_csv/conversation_history_data.csv": "intercom_conversation_table",
    "intercom_fivetran_csv/conversation_part_history_data.csv": "intercom_conversation_part_table",
    "intercom_fivetran_csv/conversation_tag_history_data.csv": "intercom_conversation_tag_table",
    "microsoft_contoso_calls/call_transcripts_105.jsonl": "json_text",
    "microsoft_contoso_calls/calltranscripts_112.jsonl": "json_text",
    "microsoft_contoso_calls/sample_processed_data.json": "json_text",
    "subtitles_derived/call.srt": "srt",
    "subtitles_derived/call_plain.txt": "plain_text",
    "subtitles_derived/call_voice_tags.vtt": "webvtt",
    "subtitles_derived/call_zoom_style.vtt": "webvtt",
    "zendesk_api_json/mytestsource__zendesk__satisfaction_ratings.json": "zendesk_satisfaction_ratings",
    "zendesk_api_json/mytestsource__zendesk__ticket_metrics.json": "zendesk_ticket_metrics",
    "zendesk_api_json/mytestsource__zendesk__tickets.json": "zendesk_tickets",
    "zendesk_fivetran_csv/ticket_chat_data.csv": "zendesk_ticket_chat_table",
    "zendesk_fivetran_csv/ticket_chat_event_data.csv": "zendesk_ticket_chat_event_table",
    "zendesk_fivetran_csv/ticket_comment_data.csv": "zendesk_ticket_comment_table",
    "zendesk_fivetran_csv/ticket_data.csv": "zendesk_ticket_table",
}
UNKNOWN = {
    "README.txt": "neither a table",
    "aws_pca/LICENSE": "neither a table",
    "intercom_fivetran_csv/contact_history_data.csv": "nothing in it tells that its rows are contacts",
    "microsoft_contoso_calls/transcripts_metadata.csv": '"voc init DIR" begins one',
    "zendesk_api_json/mytestsource__zendesk__users.json": "nothing in it tells that its rows are contacts",
    "zendesk_fivetran_csv/ticket_field_history_data.csv": "nothing in it tells that its rows are contacts",
    "zendesk_fivetran_csv/ticket_sla_policy_data.csv": "nothing in it tells that its rows are contacts",
    "zendesk_fivetran_csv/ticket_tag_data.csv": "nothing in it tells that its rows are contacts",
}


@pytest.mark.parametrize("name", TAKEN)
def test_what_is_known_is_taken_for_what_it_is(shared_data, name):
    assert {export.mapping for export in find_exports(shared_data(f"formats/{name}"))} == {TAKEN[name]}


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_is_not_known_is_said_to_be(shared_data, name):
    [export] = find_exports(shared_data(f"formats/{name}"))

    assert export.mapping is None
    assert UNKNOWN[name] in export.why_unknown


def test_a_begun_mapping_of_a_table_about_calls_finds_what_it_needs(shared_data):
    [export] = find_exports(shared_data("formats/microsoft_contoso_calls/transcripts_metadata.csv"))

    assert {column: options["column"] for column, options in export.guess.fields.items()} == {
        "contact_id": "ConversationId",
        "started_at": "StartTime",
        "ended_at": "EndTime",
        "agent_id": "Agent",
        "agent_label": "Agent",
        "disposition_code": "Title",
        "customer_id": "ClientId",
    }
    assert export.guess.ignored == ["ClientEmail"]
