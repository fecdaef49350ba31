"""Every vendor: does each reader know its own documents, and refuse the others' with an error that the caller expects?"""

import copy
import json
import random

import pytest

from pipelines.sources.vendors import VENDORS
from tests.pipelines.sources.vendors import (
    test_assemblyai,
    test_azure,
    test_bedrock,
    test_call_analytics,
    test_ccai,
    test_contact_lens,
    test_deepgram,
    test_pca,
    test_transcribe,
    test_whisper,
)

EXAMPLES = {
    "assemblyai": [test_assemblyai.TRANSCRIPT],
    "azure": [test_azure.ASKED, test_azure.BATCH, test_azure.FAST],
    "bedrock": [test_bedrock.CALL],
    "call_analytics": [test_call_analytics.CALL],
    "ccai": [test_ccai.UPLOADED, test_ccai.ANALYSED],
    "contact_lens": [test_contact_lens.VOICE, test_contact_lens.CHAT],
    "deepgram": [test_deepgram.answer(test_deepgram.SPOKEN), test_deepgram.answer(test_deepgram.SPOKEN, [])],
    "pca": [test_pca.CALL],
    "transcribe": [test_transcribe.DIARISED],
    "whisper": [test_whisper.TRANSCRIPT],
}
OTHERS = [None, 5, "text", [], [{}], {}, {"results": 5}, {"Transcript": {}}, {"entries": "x"}, {"segments": 3}]
STRANGE = [
    None,
    True,
    "",
    "x",
    "9" * 5000,
    5,
    -1,
    10**400,
    1e308,
    float("nan"),
    float("inf"),
    [],
    {},
    [None],
    [{}],
    {"a": 1},
]
READ_BY = {name: module for name, module in VENDORS.items() if name in EXAMPLES}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_document_is_recognised_by_its_own_reader_alone(name):
    for document in EXAMPLES[name]:
        assert [each for each, reader in READ_BY.items() if reader.recognises(document)] == [name]


@pytest.mark.parametrize("name", EXAMPLES)
def test_json_of_something_else_is_refused_in_words(name):
    for document in OTHERS:
        assert not READ_BY[name].recognises(document)
        with pytest.raises(ValueError, match=r"an? .* (has|have) "):
            READ_BY[name].read(document, "x")


@pytest.mark.parametrize("name", EXAMPLES)
def test_reading_changes_nothing_in_the_document_and_says_the_same_again(name):
    for document in EXAMPLES[name]:
        before = json.dumps(document)

        assert READ_BY[name].read(document, "x") == READ_BY[name].read(document, "x")
        assert json.dumps(document) == before


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_strange_value_anywhere_is_read_around_or_refused(name):
    rng = random.Random(7)
    for _ in range(300):
        document = copy.deepcopy(rng.choice(EXAMPLES[name]))
        for _ in range(rng.choice((1, 1, 3))):
            _spoil(document, rng)
        for reader in READ_BY.values():
            assert reader.recognises(document) in (True, False)
        try:
            contacts, turns = READ_BY[name].read(document, "x")
        except ValueError:
            continue
        assert all(isinstance(each["contact_id"], str) and each["contact_id"] for each in contacts)
        assert all(type(each["started_ms"]) in (int, type(None)) and each["text"].strip() for each in turns)


def _spoil(document, rng):
    """Put a strange value at one place of the document, or take the place away."""
    place = document
    while True:
        key = rng.choice(list(place) if isinstance(place, dict) else range(len(place)))
        if not isinstance(place[key], (dict, list)) or not place[key] or rng.random() < 0.25:
            break
        place = place[key]
    if isinstance(place, dict) and (rng.random() < 0.3 and len(place) > 1):
        del place[key]
    else:
        place[key] = copy.deepcopy(rng.choice(STRANGE))
