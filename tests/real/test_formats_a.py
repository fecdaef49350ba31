"""Transcripts as their vendors publish them: do the readers find each file's contact and turns?"""

import json
from collections import Counter

import pytest

from pipelines.sources.vendors import VENDORS

pytestmark = pytest.mark.real

# file: reader, id of its contact, turns by speaker or label, (start, end, first words), (start, end, last words)
FILES = {
    "aws_contact_lens/voice_raw": (
        "contact_lens",
        "voice_raw",
        {"agent": 5, "customer": 5},
        (0, 90, "Okay."),
        (30580, 32110, "Thank you. Sir. Have a nice evening."),
    ),
    "aws_contact_lens/voice_redacted": (
        "contact_lens",
        "voice_redacted",
        {"agent": 5, "customer": 5},
        (0, 90, "Okay."),
        (30580, 32110, "Thank you. Sir. Have a nice evening."),
    ),
    "aws_contact_lens/chat_raw": (
        "contact_lens",
        "b49644f6-672f-445c-b209-f76b36482830",
        {"system": 3, "agent": 15, "customer": 13},
        (0, None, "Hello, thanks for contacting us."),
        (168058, None, "Ok great! Have a great day."),
    ),
    "aws_contact_lens/chat_redacted": (
        "contact_lens",
        "b49644f6-672f-445c-b209-f76b36482830",
        {"system": 3, "agent": 14, "customer": 14},
        (0, None, "Hello, thanks for contacting us."),
        (168058, None, "Ok great! Have a great day."),
    ),
    "aws_transcribe_call_analytics/example-call": (
        "call_analytics",
        "example-call.wav",
        {"agent": 19, "customer": 18},
        (40, 5050, "Thank you for calling Anchor Credit Union"),
        (181940, 182890, "Bye."),
    ),
    "aws_transcribe_standard/channel_id": (
        "transcribe",
        "my-first-transcription-job",
        {"ch_0": 1, "ch_1": 1},
        (4860, 6870, "I've been on hold for an hour."),
        (8500, 9250, "Sorry about that."),
    ),
    "aws_transcribe_standard/speaker_diarization": (
        "transcribe",
        "my-first-transcription-job",
        {"spk_0": 1, "spk_1": 1},
        (4870, 6880, "I've been on hold for an hour."),
        (8490, 9240, "Sorry about that."),
    ),
    "aws_pca/pca_output": (
        "pca",
        "stereo_std_1.mp3",
        {"agent": 6, "customer": 6},
        (40, 250, "MM."),
        (27040, 28960, "Do you want me to just tell you the meeting I'd be?"),
    ),
    "aws_bedrock_data_automation/bda-standard": (
        "bedrock",
        "test-audio",
        {"spk_0": 28, "spk_1": 23},
        (1620, 5840, "Hello. Sleepaway Camp Hotel."),
        (271780, 272210, "Bye now."),
    ),
    "google_ccai/ccai_conversation": (
        "ccai",
        "ccai_conversation",
        {"agent": 7, "customer": 7},
        (0, None, "Hi there, what can I help you with today?"),
        (195000, None, "No, I'm having a different problem now."),
    ),
    "azure_call_center/Json_input_customer_support": (
        "azure",
        "2b601070-f418-4684-a3f8-e58b48f5d72e",
        {"agent": 10, "customer": 7},
        (None, None, "Hello, you’re chatting with Rene."),
        (None, None, "you're welcome! Have a nice day!"),
    ),
    "deepgram_assemblyai_whisper/dg_speakers": (
        "deepgram",
        "e4ac910d-2bd6-4e54-b656-4cb971284bad",
        {"0": 5, "1": 12, "2": 5},
        (3040, 3540, "And,"),
        (162605, 163105, "Copy."),
    ),
    "deepgram_assemblyai_whisper/dg_speakers_no_utterances": (
        "deepgram",
        "e4ac910d-2bd6-4e54-b656-4cb971284bad",
        {"0": 2, "1": 5, "2": 3},
        (3040, 17280, "And, Jessica, Christina, we are so proud of you."),
        (156390, 163105, "We need it in pouch and DCM cover clothes. Copy."),
    ),
    "deepgram_assemblyai_whisper/dg_utterances": (
        "deepgram",
        "686278aa-d315-4aeb-b2a9-713615544366",
        {None: 6},
        (80, 3220, "Yeah. As as much as, it's worth celebrating,"),
        (22300, 25440, "and didn't get the same opportunities that we have today."),
    ),
    "deepgram_assemblyai_whisper/dg_transcription": (
        "deepgram",
        "686278aa-d315-4aeb-b2a9-713615544366",
        {None: 1},
        (80, 25440, "Yeah. As as much as, it's worth celebrating, the first, spacewalk,"),
        (80, 25440, "Yeah. As as much as, it's worth celebrating, the first, spacewalk,"),
    ),
    "deepgram_assemblyai_whisper/dg_whisper_transcription": (
        "deepgram",
        "9e213b5c-cf78-4c95-bb5d-bb1ca65f26a1",
        {None: 1},
        (60, 25560, "yeah as much as it's worth celebrating the first spacewalk"),
        (60, 25560, "yeah as much as it's worth celebrating the first spacewalk"),
    ),
    "deepgram_assemblyai_whisper/assemblyai_utterances": (
        "assemblyai",
        "6a9zvzyx8u-f8fd-4bf4-9614-9497d76c6891",
        {"A": 1},
        (170, 25140, "Yeah. As much as it's worth celebrating the first spacewalk"),
        (170, 25140, "Yeah. As much as it's worth celebrating the first spacewalk"),
    ),
    "deepgram_assemblyai_whisper/assemblyai_transcription": (
        "assemblyai",
        "6a9zvzyx8u-f8fd-4bf4-9614-9497d76c6891",
        {"A": 1},
        (170, 25140, "Yeah. As much as it's worth celebrating the first spacewalk"),
        (170, 25140, "Yeah. As much as it's worth celebrating the first spacewalk"),
    ),
}
READERS = {vendor for vendor, *_ in FILES.values()}
NOT_TRANSCRIPTS = [
    "aws_connect_ctr/ctr_inbound_voice",
    "genesys_cloud/analytics_conversation_details",
    "intercom_api/conversation_list_examples",
    "microsoft_contoso_calls/sample_processed_data",
    "zendesk_api_json/mytestsource__zendesk__tickets",
]


@pytest.fixture
def document(shared_data):
    return lambda name: json.loads(shared_data(f"formats/{name}.json").read_text(encoding="utf-8-sig"))


def read(document, name):
    """The one contact and the turns of a file, by the reader that recognises it."""
    parsed, stem = document(name), name.split("/")[1]
    [vendor] = [VENDORS[each] for each in sorted(READERS) if VENDORS[each].recognises(parsed)]
    [record] = vendor.records(parsed) if hasattr(vendor, "records") else [parsed]
    [contact], turns = vendor.read(record, stem)
    return vendor, contact, turns


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_its_contact_and_its_turns(document, name):
    expected, contact_id, speakers, first, last = FILES[name]

    vendor, contact, turns = read(document, name)

    assert vendor is VENDORS[expected]
    assert contact["contact_id"] == contact_id
    assert (
        Counter(turn["speaker_label"] if turn["speaker"] == "unknown" else turn["speaker"] for turn in turns)
        == speakers
    )
    assert [turn["turn_index"] for turn in turns] == list(range(len(turns)))
    for turn, (started, ended, words) in ((turns[0], first), (turns[-1], last)):
        assert (turn["started_ms"], turn["ended_ms"]) == (started, ended)
        assert turn["text"].startswith(words)


@pytest.mark.parametrize("name", NOT_TRANSCRIPTS)
def test_a_file_of_records_is_no_transcript(document, name):
    assert not [each for each in READERS if VENDORS[each].recognises(document(name))]


def test_clock_times_come_from_the_documents_that_have_them(document):
    started = {name: read(document, name)[1].get("started_at") for name in FILES}

    assert {name: time for name, time in started.items() if time} == {
        "aws_contact_lens/chat_raw": "2022-10-27T03:31:53.390000+00:00",
        "aws_contact_lens/chat_redacted": "2022-10-27T03:31:53.390000+00:00",
        "aws_pca/pca_output": "2021-11-25T13:35:14.215558-05:00",
        "google_ccai/ccai_conversation": "2023-02-01T05:49:41+00:00",
    }


def test_what_the_vendor_masked_stays_masked(document):
    _, _, turns = read(document, "aws_contact_lens/voice_redacted")

    assert turns[1]["text"] == "Just hello. My name is [PII] and help."


def test_the_words_of_a_recording_join_to_its_whole_text(document):
    parsed = document("deepgram_assemblyai_whisper/dg_speakers_no_utterances")
    whole = parsed["results"]["channels"][0]["alternatives"][0]["transcript"]

    _, _, turns = read(document, "deepgram_assemblyai_whisper/dg_speakers_no_utterances")

    assert " ".join(turn["text"] for turn in turns) == whole


@pytest.mark.parametrize("name", FILES)
def test_numbers_that_were_left_as_text_mean_the_same(document, shared_data, name):
    source = shared_data(f"formats/{name}.json").read_text(encoding="utf-8-sig")

    def with_text(_):
        return json.loads(source, parse_float=str)

    assert read(with_text, name)[1:] == read(document, name)[1:]
