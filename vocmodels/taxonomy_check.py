"""Taxonomy check: what in a taxonomy that is not wrong is still weak, and what should be done about it?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from vocmodels.taxonomy import Taxonomy

FEWEST_PHRASES = 2  # in a language; from one alone, nothing tells what of it is meant


def weaknesses(taxonomy: Taxonomy) -> Iterator[str]:
    """Say what is weak in the taxonomy itself."""
    yield from _short_of_phrases(taxonomy)
    yield from _shared_phrases(taxonomy)
    for reason in taxonomy.reasons:
        if reason.department_code is None:
            yield f'Nobody owns the reason "{reason.code}". Give it a department, so that somebody gets its report.'


def strays(
    taxonomy: Taxonomy, stated: Mapping[str, str | None], delivered: Mapping[str, int], labelled: Mapping[str, int]
) -> Iterator[str]:
    """Say which codes lead nowhere.

    Args:
        stated: dispositions.csv as written: disposition_code -> reason_code.
        delivered: disposition_code -> number of contacts that agents gave it.
        labelled: reason_code -> number of contacts that analysts gave it.
    """
    for code, reason in stated.items():
        if reason and taxonomy.follow(reason) is None and reason in taxonomy.successors:
            yield (
                f'The disposition "{code}" leads to "{reason}", which was split or retired: it leads to no reason now. '
                "Name the reason that it means in dispositions.csv, or leave it empty."
            )
    for code, count in sorted(delivered.items(), key=lambda row: (-row[1], row[0])):
        if code not in taxonomy.disposition_reasons:
            yield (
                f'Agents gave {_counted(count, "contact")} the disposition "{code}", which dispositions.csv does not list: it '
                "decides nothing. Add it, with the reason that it means or none."
            )
    for code, count in sorted(labelled.items()):
        if taxonomy.follow(code) is None:
            yield (
                f'"{code}", the reason of {_counted(count, "label")}, is no reason any more: nothing is learned from them. '
                "Label these contacts anew, or say what became of it by a [[change]]."
            )


def unsaid(taxonomy: Taxonomy, before: Taxonomy) -> Iterator[str]:
    """Say which reasons of the taxonomy before are gone without a word."""
    for code in before.reason_codes:
        if code not in taxonomy.successors:
            yield (
                f'"{code}" was a reason at the last run, and nothing says what became of it: its labels are lost. '
                "Add a [[change]] (rename, merge, split or retire) to reasons.toml."
            )


def _short_of_phrases(taxonomy: Taxonomy) -> Iterator[str]:
    spoken = sorted({language for reason in taxonomy.reasons for language in reason.phrases})
    for reason in taxonomy.reasons:
        for language in spoken:
            count = len(reason.phrases.get(language, ()))
            if count < FEWEST_PHRASES:
                has = ("no example phrase", "one example phrase")[count]
                yield (
                    f'The reason "{reason.code}" has {has} in {language}. Add what customers say, at least '
                    f"{FEWEST_PHRASES}: phrases.{language} = [...]."
                )


def _shared_phrases(taxonomy: Taxonomy) -> Iterator[str]:
    users: dict[str, dict[str, str]] = {}  # phrase as compared -> reason_code -> as written
    for reason in taxonomy.reasons:
        for texts in reason.phrases.values():
            for text in texts:
                users.setdefault(" ".join(text.casefold().split()), {})[reason.code] = text
    for written in users.values():
        if len(written) > 1:
            listed = ", ".join(f'"{code}"' for code in written)
            yield f'The phrase "{next(iter(written.values()))}" stands under {listed}. Keep it under the one that it means.'


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
