"""Vocabulary: how do the taxonomy, dimensions, KPIs and holidays become tables that SQL can join?"""

from __future__ import annotations

from typing import Any

import duckdb

from pipelines.agent_states import class_states
from pipelines.kpis import define_kpis, list_variants, settings_row
from pipelines.settings import Settings, SettingsError
from pipelines.warehouse import replace
from pipelines.words import list_words, word_in
from pipelines.workspace import open_workspace
from vocmodels.taxonomy import LANGUAGES, UNSURE, UNSURE_LABEL, Taxonomy, parse_taxonomy
from vocmodels.taxonomy_edits import apply_edits

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERYONE = {"department_code": "everyone", "department_label": "All departments"}


def read_taxonomy(warehouse: duckdb.DuckDBPyConnection, settings: Settings) -> Taxonomy:
    """The taxonomy of the files with people's edits over it, or one reason for each disposition that was delivered.

    Raises:
        SettingsError: a file of the taxonomy is absent or cannot be read.
        TaxonomyError: the taxonomy, or an edit of it, contradicts itself.
    """
    if settings.taxonomy_folder is not None:
        return edited_taxonomy(settings)
    codes = warehouse.execute(
        "select distinct disposition_code from raw.contact where disposition_code is not null order by 1"
    ).fetchall()
    return Taxonomy.from_codes(code for (code,) in codes)


def edited_taxonomy(settings: Settings) -> Taxonomy:
    """The taxonomy of the files, with what people changed in the workspace over it."""
    written = parse_taxonomy(*settings.read_taxonomy())
    with open_workspace(settings) as workspace:
        return apply_edits(written, workspace.taxonomy_edits())


def write_vocabulary(warehouse: duckdb.DuckDBPyConnection, settings: Settings, taxonomy: Taxonomy) -> None:
    """Replace the tables that hold what the vocabulary files say."""
    language = settings.taxonomy.language
    replace(warehouse, "ops.taxonomy_reason", [*_reasons(taxonomy, language), _unsure()])
    rules = [
        {"old_code": code, "reason_code": reason}
        for code, reason in taxonomy.successors.items()
        if reason not in (None, code)
    ]
    replace(warehouse, "ops.taxonomy_rule", rules)
    replace(warehouse, "ops.department", _departments(taxonomy, language))
    dispositions = [
        {
            "disposition_code": code,
            "disposition_label": taxonomy.disposition_labels[code],
            "reason_code": reason,
        }
        for code, reason in taxonomy.disposition_reasons.items()
    ]
    replace(warehouse, "ops.disposition", dispositions)
    replace(warehouse, "ops.dimension", _dimensions(settings, language))
    replace(warehouse, "ops.dimension_label", _dimension_labels(settings, language))
    replace(warehouse, "ops.holiday", _holidays(settings))
    kpis = {each: define_kpis(settings, each) for each in LANGUAGES}
    replace(warehouse, "ops.kpi", kpis[language])
    replace(warehouse, "ops.kpi_variant", list_variants(settings))
    replace(warehouse, "ops.agent_state_class", class_states(settings))
    replace(warehouse, "ops.opening_hours", _opening_hours(settings))
    replace(warehouse, "ops.setting", [settings_row(settings) | {"timezone": settings.site.timezone}])
    replace(warehouse, "ops.word", list_words(settings, taxonomy, kpis))


def _departments(taxonomy: Taxonomy, language: str) -> list[dict[str, Any]]:
    rows = [
        {
            "department_code": code,
            "department_label": word_in(taxonomy.department_tables.get(code, {}), "label", language) or label,
            "language_code": taxonomy.department_tables.get(code, {}).get("language", language),
        }
        for code, label in taxonomy.departments.items()
    ]
    return rows or [EVERYONE | {"language_code": language}]


def _reasons(taxonomy: Taxonomy, language: str) -> list[dict[str, Any]]:
    groups = {group.code: _in(group.labels, language) for group in taxonomy.groups}
    rows = []
    for reason in taxonomy.reasons:
        label = reason.label_in(language)
        # Without a taxonomy, a code such as "Traffic: DISABLED VEHICLE" names its own group.
        named = label.split(": ", 1)[0] if ": " in label else "Other"
        group_code = reason.group_code or named
        rows.append(
            {
                "reason_code": reason.code,
                "reason_label": label,
                "group_code": group_code,
                "group_label": groups.get(group_code, named),
                "department_code": reason.department_code or EVERYONE["department_code"],
                "definition": _in(reason.definitions, language) if reason.definitions else None,
            }
        )
    return rows


def _unsure() -> dict[str, Any]:
    return {
        "reason_code": UNSURE,
        "reason_label": UNSURE_LABEL,
        "group_code": UNSURE,
        "group_label": UNSURE_LABEL,
        "definition": "Neither the words nor the agent's code tell the reason surely enough.",
    }


def _in(labels: Any, language: str) -> str:
    return labels.get(language) or next(iter(labels.values()))


def _dimensions(settings: Settings, language: str) -> list[dict[str, Any]]:
    sliced = settings.spikes.dimensions
    known = settings.dimensions
    for code in sliced:
        if code not in known and not code.startswith("attributes."):
            allowed = ", ".join(known)
            raise SettingsError(
                f'[spikes] dimensions: "{code}" is not known. Use "attributes.NAME" or one of: {allowed}.'
            )
    return [
        {
            "dimension_code": code,
            "dimension_label": word_in(known.get(code, {}), "label", language) or code.removeprefix("attributes."),
            "phrase": word_in(known.get(code, {}), "phrase", language),
            "is_sliced": code in sliced,
        }
        for code in dict.fromkeys([*known, *sliced])
    ]


def _dimension_labels(settings: Settings, language: str) -> list[dict[str, Any]]:
    rows = []
    for dimension, table in settings.dimensions.items():
        labels, phrases = (
            {**table.get(name, {}), **table.get(f"{name}_{language}", {})} for name in ("values", "phrases")
        )
        rows += [
            {
                "dimension_code": dimension,
                "value_code": value,
                "value_label": labels.get(value, value),
                "value_phrase": phrases.get(value),
            }
            for value in sorted({*labels, *phrases})
        ]
    return rows


def _holidays(settings: Settings) -> list[dict[str, Any]]:
    try:
        return [
            {"holiday_date": row["holiday_date"], "site_code": row.get("site_code") or None}
            for row in settings.read_holidays()
        ]
    except KeyError as error:
        raise SettingsError(
            "holidays.csv has no column holiday_date. Add it, with dates such as 2026-12-25."
        ) from error


def _opening_hours(settings: Settings) -> list[dict[str, Any]]:
    usual = settings.business_hours
    return [
        {
            "site_code": site_code,
            "weekday": WEEKDAYS.index(day) + 1,
            "opens_minute": hours.opens_minute,
            "closes_minute": hours.closes_minute,
        }
        for site_code, hours in ((None, usual), *usual.sites.items())
        for day in dict.fromkeys(hours.days)
    ]
