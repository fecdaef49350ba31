"""Slides: what stands on each slide of a brief, of a weekly report and of a report that is made of sections?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dashboards.charts import LIGHT
from dashboards.languages import say
from dashboards.reports.deck import (
    BODY,
    BOTTOM,
    MARGIN,
    TOP,
    WIDTH,
    Box,
    Deck,
    answers,
    below,
    figure,
    fitting,
    table,
    text,
)

QUOTES_A_SLIDE = 8
BESIDE = 3  # quotes beside a chart
SPIKES, REASONS = 3, 9  # told on slides; paper and workbook have the rest
QUOTED = (15, 14, 13, 12, 11, 10, 9)
SIZES = (18, 17, 16, 15, 14, 13, 12, 11)
GAP = 32.0
HALF = (WIDTH - 2 * MARGIN - GAP) / 2
LEFT: Box = (MARGIN, TOP, HALF, BOTTOM - TOP)
RIGHT: Box = (MARGIN + HALF + GAP, TOP, HALF, BOTTOM - TOP)


def brief(document: dict[str, Any], made_at: datetime) -> bytes:
    """The brief as slides: finding, course, driver, words, what was done and what to watch, small print."""
    deck = Deck(document, made_at)
    notes = _notes(document)
    known = [(say("Why"), document["driver_sentence"]), (say("To watch"), document["watch"][0])]
    pairs = [*document["box"], *({"label": label, "text": words} for label, words in known)]
    answers(deck.add(document["title"], notes), BODY, pairs)
    if document["chart"]:
        figure(deck.add(document["chart"]["title"], notes), BODY, document["chart"], with_title=False)
    _why(deck, document, notes)
    for first in range(BESIDE, len(document["quotes"]), QUOTES_A_SLIDE):
        slide = deck.add(say("In customers' words"), notes)
        _quotes(slide, BODY, document["quotes"][first : first + QUOTES_A_SLIDE], columns=2)
    _excerpts(deck, document["excerpts"], notes)
    slide = deck.add(say("What was changed, and how we shall know that it is solved"), notes)
    _column(slide, LEFT, say("What was changed, and what is planned"), document["actions"])
    _column(slide, RIGHT, say("How we shall know that it is solved"), document["watch"])
    _small_print(deck, document, notes)
    return deck.close()


def weekly(document: dict[str, Any], made_at: datetime) -> bytes:
    """The weekly report as slides: the week, its course, each spike, the reasons, actions and handling, small print."""
    deck = Deck(document, made_at)
    notes = _notes(document)
    _front(deck, document, notes)
    for spike in document["spikes"][:SPIKES]:
        _spike(deck, spike, notes)
    for topic in document["topics"]["topics"][:1]:
        _spike(deck, {**topic, "drivers": topic["slices"]}, notes)
    _reasons(deck, document["reasons"], notes)
    text(deck.add(say("What was changed, and what is planned"), notes), BODY, document["actions"], SIZES)
    _handling(deck, document["handling"], notes)
    _small_print(deck, document, notes)
    return deck.close()


def sections(document: dict[str, Any], made_at: datetime) -> bytes:
    """A report that is made of sections (the monthly one, the one on data): a slide each, its pictures on their own."""
    deck = Deck(document, made_at)
    notes = _notes(document)
    _front(deck, document, notes)
    for section in document["sections"]:
        if section["tables"]:
            _section(deck, section, notes)
        if section["chart"]:
            figure(deck.add(section["chart"]["title"], notes), BODY, section["chart"], with_title=False)
    _besides(deck, document, notes)
    _small_print(deck, document, notes)
    return deck.close()


def _besides(deck: Deck, document: dict[str, Any], notes: str) -> None:
    """Sections that are sentences alone, side by side, where the front has not told them."""
    told = {pair["text"] for pair in document["lead"]}
    rest = [one for one in document["sections"] if not one["tables"] and not told.issuperset(one["sentences"])]
    if not rest:
        return
    slide = deck.add(say("And besides"), notes)
    width = (BODY[2] - GAP * (len(rest) - 1)) / len(rest)
    for position, section in enumerate(rest):
        left = MARGIN + position * (width + GAP)
        text(slide, (left, TOP, width, 44), [section["title"]], (14, 13, 12), LIGHT.muted, is_bold=True)
        text(slide, (left, TOP + 50, width, BOTTOM - TOP - 50), section["sentences"], SIZES[2:])


def _front(deck: Deck, document: dict[str, Any], notes: str) -> None:
    """Page 1 is read alone: the answers below the figures; and the course on the next."""
    slide = deck.add(document["title"], notes)
    if document["figures"]:
        _strip(slide, document["figures"])
    since = [{"label": say("Since then"), "text": " ".join(document["changed"])}] if document["changed"] else []
    down = 70 if document["figures"] else 0
    answers(slide, (MARGIN, TOP + down, BODY[2], BODY[3] - down), [*since, *document["lead"]])
    if document["chart"]:
        figure(deck.add(document["chart"]["title"], notes), BODY, document["chart"], with_title=False)


def _section(deck: Deck, section: dict[str, Any], notes: str) -> None:
    """What is found above the first of its tables; paper and workbook have the others."""
    slide = deck.add(section["title"], notes)
    left, top, width, height = BODY
    told = below(section["sentences"], width, SIZES[3]) + 10 if section["sentences"] else 0
    text(slide, (left, top, width, told), section["sentences"], SIZES[3:])
    first = section["tables"][0]
    table(slide, (left, top + told, width, height - told), first["columns"], first["rows"][:REASONS], first["texts"])


def _notes(document: dict[str, Any]) -> str:
    defined = [f"{one['term']}: {one['text']}" for one in document["definitions"]]
    return "\n".join([*defined, *document["coverage"], document["imprint"]])


def _strip(slide: Any, figures: Sequence[dict[str, str]]) -> None:
    width = BODY[2] / len(figures)
    for position, shown in enumerate(figures):
        left = MARGIN + position * width
        text(slide, (left, TOP, width - 8, 16), [shown["label"]], (11, 10, 9), LIGHT.muted)
        text(slide, (left, TOP + 15, width - 8, 26), [shown["value"]], (20, 18, 16, 14), is_bold=True)
        beside = " · ".join(part for part in (shown["change"], shown["note"]) if part)
        text(slide, (left, TOP + 40, width - 8, 16), [beside], (11, 10, 9), LIGHT.muted)


def _why(deck: Deck, document: dict[str, Any], notes: str) -> None:
    """What drives it and which words set it apart at the left, the first quotes at the right."""
    slide = deck.add(document["driver_sentence"], notes)
    shown = [document[name] for name in ("drivers", "phrases") if document[name]]
    left, top, width, height = LEFT
    for position, each in enumerate(shown):
        figure(slide, (left, top + position * height / len(shown), width, height / len(shown) - 10), each)
    _quotes(slide, RIGHT if shown else BODY, document["quotes"][:BESIDE], columns=1)


def _excerpts(deck: Deck, excerpts: Sequence[dict[str, Any]], notes: str) -> None:
    """Conversations side by side, the quoted turn in black, the others in grey."""
    if not excerpts:
        return
    slide = deck.add(say("From the conversations"), notes)
    width = (BODY[2] - GAP * (len(excerpts) - 1)) / len(excerpts)
    for position, excerpt in enumerate(excerpts):
        left, top = MARGIN + position * (width + GAP), TOP + 22
        text(slide, (left, TOP, width, 16), [f"{excerpt['source']} · {excerpt['id']}"], (10, 9, 8, 7), LIGHT.muted)
        turns = [f"{turn['speaker']}: {turn['text']}" for turn in excerpt["turns"]]
        size = fitting(turns, width, BOTTOM - top - 6 * len(turns), (*SIZES[3:], 10, 9))
        for turn, words in zip(excerpt["turns"], turns, strict=True):
            taken = below([words], width, size)
            text(slide, (left, top, width, taken), [words], (size,), LIGHT.ink if turn["is_quoted"] else LIGHT.muted)
            top += taken + 6


def _spike(deck: Deck, spike: dict[str, Any], notes: str) -> None:
    """One finding: its course at the left, why and in whose words at the right."""
    slide = deck.add(spike["title"], notes)
    left, top, width, height = LEFT
    if spike["chart"]:
        figure(slide, LEFT if not spike["drivers"] else (left, top, width, height * 0.56), spike["chart"])
    if spike["drivers"]:
        figure(slide, (left, top + height * 0.58, width, height * 0.42), spike["drivers"])
    left, top, width, height = RIGHT
    said = [sentence for sentence in (*spike["sentences"], spike.get("state")) if sentence]
    text(slide, (left, top, width, height * 0.42), said, SIZES[2:])
    _quotes(slide, (left, top + height * 0.45, width, height * 0.55), spike["quotes"][:BESIDE], columns=1)


def _reasons(deck: Deck, reasons: dict[str, Any], notes: str) -> None:
    if not reasons["rows"]:
        return
    slide = deck.add(say("The reasons that moved most"), notes)
    table(slide, BODY, reasons["columns"], reasons["rows"][:REASONS])
    text(slide, (MARGIN, BOTTOM - 26, BODY[2], 26), [reasons["note"]], (11, 10, 9), LIGHT.muted)
    if reasons["chart"]:
        slide = deck.add(reasons["chart"]["title"], notes)
        figure(slide, BODY, reasons["chart"], with_title=False)


def _handling(deck: Deck, handling: dict[str, Any], notes: str) -> None:
    slide = deck.add(say("How contacts were handled"), notes)
    left, top, width, height = BODY
    text(slide, (left, top, width, 60), [handling["sentence"]], SIZES[2:])
    if handling["rows"]:
        table(slide, (left, top + 70, width, height - 70), handling["columns"], handling["rows"][:REASONS])


def _quotes(slide: Any, box: Box, quotes: Sequence[dict[str, str]], columns: int) -> None:
    """Quotes in columns, row by row, each above where it was said."""
    if not quotes:
        return
    left, top, width, height = box
    across = (width - GAP * (columns - 1)) / columns
    down = height / -(-len(quotes) // columns)
    told = [f"“{quote['text']}”" for quote in quotes]
    size = min(fitting([words], across, down - 24, QUOTED) for words in told)
    for position, (quote, words) in enumerate(zip(quotes, told, strict=True)):
        at = (left + (position % columns) * (across + GAP), top + (position // columns) * down)
        taken = below([words], across, size)
        text(slide, (*at, across, taken), [words], (size,), is_italic=True)
        text(
            slide, (at[0], at[1] + taken + 2, across, 14), [f"{quote['source']} · {quote['id']}"], (10, 9), LIGHT.muted
        )


def _column(slide: Any, box: Box, title: str, sentences: Sequence[str]) -> None:
    left, top, width, height = box
    text(slide, (left, top, width, 22), [title], (14, 13), LIGHT.muted, is_bold=True)
    text(slide, (left, top + 28, width, height - 28), sentences, SIZES)


def _small_print(deck: Deck, document: dict[str, Any], notes: str) -> None:
    slide = deck.add(say("How the numbers are defined, and what they cover"), notes)
    defined = [f"{one['term']}: {one['text']}" for one in document["definitions"]]
    half = -(-len(defined) // 2)
    small = (12, 11, 10, 9, 8, 7)
    height = BODY[3] - 70
    for place, words in ((LEFT, defined[:half]), (RIGHT, defined[half:])):
        text(slide, (place[0], place[1], place[2], height), words, small)
    said = [" ".join(document["coverage"]), document["imprint"]]
    text(slide, (MARGIN, BOTTOM - 64, BODY[2], 64), said, small[1:], LIGHT.muted)
