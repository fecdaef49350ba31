"""JSON documents: a text that comes in pieces holds the documents that it would hold as a whole."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from pipelines.sources.reading.json_documents import documents_of, objects_of
from pipelines.sources.reading.opening import UnreadableFileError
from pipelines.sources.reading.scanning import Form

FORM = Form("a.json", 1 << 20, "transcript_mb")
CALLS = [
    {"id": "c1", "said": ["¿Qué?", "]", "}", "\\", '"', "{", "a\nb"], "at": 1.50},
    {"id": 7, "none": None, "nested": {"list": [[], {}, [1, [2]]]}},
    {},
    {"id": "c4", "said": "😀 \ud800"},
]


def cut(text: str, seed: int) -> list[bytes]:
    """The text in pieces of up to nine characters, as no line and no value would part it."""
    rng = random.Random(seed)
    pieces = []
    while text:
        size = rng.randint(1, 9)
        pieces.append(text[:size].encode())
        text = text[size:]
    return pieces


def documents(pieces: list[bytes], form: Form = FORM) -> list[Any]:
    return [found.document for found in documents_of(pieces, form)]


def as_read(value: Any) -> Any:
    return json.loads(json.dumps(value), parse_float=str)


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("seed", range(20))
def test_a_list_in_pieces_is_read_element_by_element(seed: int, indent: int | None):
    found = list(documents_of(cut(json.dumps(CALLS, indent=indent), seed), FORM))

    assert [each.document for each in found] == [[each] for each in as_read(CALLS)]
    assert [each.number for each in found] == [1, 2, 3, 4] and not any(each.is_alone for each in found)


@pytest.mark.parametrize("seed", range(20))
def test_the_list_within_an_object_is_read_element_by_element_where_it_is_named(seed: int):
    text = json.dumps({"total": 12.5, "conversations": CALLS, "next": None}, indent=seed % 2 or None)
    named = Form("a.json", 1 << 20, "transcript_mb", list_name="conversations")

    assert documents(cut(text, seed), named) == [{"conversations": [each]} for each in as_read(CALLS)]
    assert documents(cut(text, seed)) == [as_read({"total": 12.5, "conversations": CALLS, "next": None})]


@pytest.mark.parametrize("seed", range(20))
def test_one_document_is_alone_also_in_pieces(seed: int):
    for text, form in ((json.dumps(CALLS[0], indent=1), FORM), (json.dumps(CALLS[:1]), FORM)):
        (found,) = documents_of(cut(text, seed), form)
        assert found.is_alone and found.document == as_read(json.loads(text))


def test_a_list_that_must_stay_whole_stays_whole():
    form = Form("a.json", 1 << 20, "transcript_mb", is_parted=False)

    assert documents(cut(json.dumps(CALLS), 1), form) == [as_read(CALLS)]


def test_lines_are_read_one_by_one_and_a_broken_one_breaks_none_after_it():
    lines = [json.dumps(each) for each in CALLS]
    text = "\n".join([*lines[:2], '{"id": "cut', "", *lines[2:]])
    pieces = [text[:30].encode(), text[30:90].encode(), text[90:].encode()]
    whole = list(documents_of([text.encode()], FORM))

    found = list(documents_of([lines[0].encode() + b"\n", *pieces[1:]], FORM))

    assert [(each.number, each.text) for each in whole if each.document is None] == [(3, '{"id": "cut')]
    assert [each.number for each in whole] == [1, 2, 3, 5, 6]
    assert all(each.is_line for each in found)


@pytest.mark.parametrize("size", [40, 77, 1000])
def test_lines_in_pieces_are_the_lines_of_the_whole(size: int):
    lines = [json.dumps(each) for each in CALLS for _ in range(5)]
    lines[3] = '{"id": "cut'
    text = ("\n".join(lines) + "\n").encode()
    first = text.index(b"\n", 600) + 1
    pieces = [text[:first], *(text[start : start + size] for start in range(first, len(text), size))]

    assert list(documents_of(pieces, FORM)) == list(documents_of([text], FORM))


def test_what_is_cut_off_is_known_at_its_end_and_named_by_its_line():
    text = json.dumps(CALLS, indent=1)
    documents_until_the_cut = documents_of([text[:200].encode(), text[200:-20].encode()], FORM)

    assert next(documents_until_the_cut).document == [as_read(CALLS[0])]
    with pytest.raises(UnreadableFileError, match=r"a.json is not valid JSON: .* at line \d+\. Export it again\."):
        list(documents_until_the_cut)


@pytest.mark.parametrize(
    "text",
    [
        '[{"a": 1} {"a": 2}]',
        '[{"a": 1},]',
        '[{"a": tru}, {"a": 2}]',
        '[{"a": 1}] x',
        '["a\nb"]',
        "[1, 2",
        '{"a" 1}',
        "[" * 9000,
    ],
)
@pytest.mark.parametrize("list_name", [None, "conversations"])
def test_what_is_no_json_is_refused_in_pieces_too(text: str, list_name: str | None):
    with pytest.raises(UnreadableFileError, match=r"a.json is not valid JSON"):
        documents(cut(text, 3), Form("a.json", 1 << 20, "transcript_mb", list_name))


def test_a_fault_far_from_the_end_is_found_without_reading_on():
    taken = []

    def endless():
        yield b'[{"a": 1}, {"b": oops}, '
        while True:
            taken.append(1)
            yield b'{"a": 1}, ' * 100

    with pytest.raises(UnreadableFileError, match="Expecting value at line 1"):
        list(documents_of(endless(), FORM))
    assert len(taken) < 5


def test_one_document_over_the_limit_is_refused_and_many_below_it_are_read():
    form = Form("a.json", 1 << 20, "transcript_mb")
    long = json.dumps({"text": "x" * (2 << 20)}).encode()
    pieces = [long[start : start + (1 << 18)] for start in range(0, len(long), 1 << 18)]
    many = [b"[0", *([b"," + b'"%s"' % (b"x" * (1 << 18))] * 12), b"]"]

    for text in (pieces, [b"[", *pieces, b"]"]):
        with pytest.raises(UnreadableFileError, match=r"more than 1 MB.*transcript_mb under \[limits\]"):
            documents(text, form)
    assert len(documents(many, form)) == 13


def test_rows_are_numbered_alike_in_pieces_and_whole():
    for text, rows in (
        (json.dumps(CALLS), None),
        (json.dumps({"tickets": CALLS}), "tickets"),
        (json.dumps(CALLS), "x"),
    ):
        form = Form("a.json", 1 << 20, "file_mb", rows)

        assert list(objects_of(cut(text, 2), rows, form)) == list(objects_of([text.encode()], rows, form))
