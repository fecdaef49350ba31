"""Words: what is the vocabulary called in the languages that the marts are not written in?

A text of the files is the house's own; one with a language behind its name, such as `label_es`, is that of this language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipelines.settings import Settings
from vocmodels.quality import parse_rubric
from vocmodels.taxonomy import LANGUAGES, Taxonomy

OWN = {"All contacts": "Todos los contactos", "All departments": "Todos los departamentos", "Unknown": "Desconocido"}
UNSURE = {
    "Not sure": "Sin clasificar",
    "Neither the words nor the agent's code tell the reason surely enough.": "Ni las palabras ni el código del agente dicen el "
    "motivo con suficiente seguridad.",
}
Pair = tuple[str | None, str | None]  # as the marts have it, and in the other language


def word_in(table: Mapping[str, Any], name: str, language: str) -> Any:
    """The text that a table has in a language, else the one without a language."""
    return table.get(f"{name}_{language}") or table.get(name)


def list_words(
    settings: Settings, taxonomy: Taxonomy, kpis: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[dict[str, str]]:
    """The rows of ops.word: each text of the marts that is another one in another language.

    Args:
        kpis: the rows of ops.kpi by language.
    """
    own = settings.taxonomy.language
    return [
        {"language_code": language, "text": text, "said": said}
        for language in LANGUAGES
        if language != own
        for text, said in dict([*_pairs(settings, taxonomy, own, language), *_of_kpis(kpis, own, language)]).items()
        if text and said and text != said
    ]


def _pairs(settings: Settings, taxonomy: Taxonomy, own: str, other: str) -> Iterator[Pair]:
    if other == "es":
        yield from (OWN | UNSURE).items()
    for texts in _by_language(settings, taxonomy):
        yield texts.get(own) or next(iter(texts.values())), texts.get(other)
    for table, names in _tables(settings, taxonomy):
        yield from ((word_in(table, name, own), word_in(table, name, other)) for name in names)
    for table in settings.dimensions.values():
        for name in ("values", "phrases"):
            mine, others = ({**table.get(name, {}), **table.get(f"{name}_{language}", {})} for language in (own, other))
            plain = name == "values"  # a value without a label is called by its code
            yield from ((mine.get(value, value if plain else None), said) for value, said in others.items())


def _of_kpis(kpis: Mapping[str, Sequence[Mapping[str, Any]]], own: str, other: str) -> Iterator[Pair]:
    for mine, others in zip(kpis[own], kpis[other], strict=True):
        yield from ((mine[name], others[name]) for name in ("kpi_label", "definition"))


def _by_language(settings: Settings, taxonomy: Taxonomy) -> Iterator[Mapping[str, str]]:
    """The texts that their files give by language."""
    yield from (group.labels for group in taxonomy.groups)
    for reason in taxonomy.reasons:
        yield reason.labels
        yield from filter(None, [reason.definitions])
    rubric = parse_rubric(settings.rubric)
    for criterion in rubric.criteria:
        yield criterion.labels
        yield from filter(None, [criterion.definitions])
    yield from filter(None, rubric.stages.values())


def _tables(settings: Settings, taxonomy: Taxonomy) -> Iterator[tuple[Mapping[str, Any], tuple[str, ...]]]:
    """The tables whose texts have a language behind their name."""
    yield from ((table, ("label",)) for table in taxonomy.department_tables.values())
    yield from ((table, ("label", "phrase")) for table in settings.dimensions.values())
