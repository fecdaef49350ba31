"""KPIs: what does kpis.toml define, and under which version?

A definition is checked here, so that a slip of the pen stops a run before it counts, not a page that shows the number.
"""

from __future__ import annotations

import hashlib
import json
from string import Formatter
from typing import Any

from pipelines.settings import Settings, SettingsError
from pipelines.words import word_in

ALLOWED = {
    "unit": ("count", "seconds", "hours", "share", "score", "points", "per_thousand"),
    "direction": ("up", "down", "none"),
    "interval": ("wilson", "mean", "nps", "none"),
    "table": ("contact", "agent_time", "volume"),
    "group": ("speed", "resolution", "satisfaction", "quality", "cost"),
}
DEFAULTS = {"interval": "none", "table": "contact", "group": None}
NEEDED = ("label", "unit", "direction", "definition", "variant", "variants")
MINIMUM_COUNT = 30


def define_kpis(settings: Settings, language: str = "en") -> list[dict[str, Any]]:
    """The rows of ops.kpi, in the order of kpis.toml, with labels and definitions in a language as far as it gives them.

    Raises:
        SettingsError: a definition is not whole, or says what is not known; the message says which and what is allowed.
    """
    return [
        _define(code, table, settings, language) | {"place": place}
        for place, (code, table) in enumerate(settings.kpis.items())
    ]


def list_variants(settings: Settings) -> list[dict[str, Any]]:
    """The rows of ops.kpi_variant: every formula of a KPI, the one in use marked."""
    return [
        {
            "kpi_code": code,
            "variant": variant,
            "numerator": formula["numerator"],
            "denominator": formula.get("denominator"),
            "is_used": variant == table["variant"],
        }
        for code, table in settings.kpis.items()
        for variant, formula in table["variants"].items()
    ]


def settings_row(settings: Settings) -> dict[str, Any]:
    """What SQL needs of voc.toml to count, and what definitions may name."""
    return {
        **settings.service_level.model_dump(),
        **settings.resolution.model_dump(),
        **settings.occupancy.model_dump(),
    }


def _define(code: str, table: dict[str, Any], settings: Settings, language: str) -> dict[str, Any]:
    formula = _formula(code, table)
    chosen = {name: table.get(name, DEFAULTS.get(name)) for name in ALLOWED}
    for name, value in chosen.items():
        if value not in ALLOWED[name] and not (value is None and name == "group"):
            raise SettingsError(f'kpis.toml: {code} has the {name} "{value}". Use one of: {", ".join(ALLOWED[name])}.')
    if chosen["interval"] in ("mean", "nps") and "squares" not in formula:
        raise SettingsError(
            f"kpis.toml: the interval of {code} needs squares, the sum of squares, beside its numerator."
        )
    row = {
        "kpi_code": code,
        "kpi_label": word_in(table, "label", language),
        "unit": chosen["unit"],
        "direction": chosen["direction"],
        "numerator": formula["numerator"],
        "denominator": formula.get("denominator"),
        "definition": _filled(code, table["definition"], settings),
        "variant": table["variant"],
        "minimum_count": table.get("minimum_count", MINIMUM_COUNT),
        "target": table.get("target"),
        "interval_code": chosen["interval"],
        "squares": formula.get("squares"),
        "counted": table.get("counted"),
        "table_code": chosen["table"],
        "group_code": chosen["group"],
    }
    told = _filled(code, word_in(table, "definition", language) or "", settings)
    return row | {"kpi_version": _version(row), "definition": told}


def _formula(code: str, table: dict[str, Any]) -> dict[str, str]:
    missing = [name for name in NEEDED if name not in table]
    if missing:
        raise SettingsError(f"kpis.toml: {code} says no {missing[0]}. Every KPI needs {', '.join(NEEDED)}.")
    variant = table["variant"]
    if variant not in table["variants"]:
        allowed = ", ".join(table["variants"])
        raise SettingsError(f'kpis.toml: {code} has no variant "{variant}". Use one of: {allowed}.')
    formula: dict[str, str] = table["variants"][variant]
    if "numerator" not in formula:
        raise SettingsError(f"kpis.toml: {code}.variants.{variant} has no numerator. Add one.")
    return formula


def _filled(code: str, definition: str, settings: Settings) -> str:
    """The definition with the settings that it names."""
    known = {name: f"{value:g}" for name, value in settings_row(settings).items()}
    named = {name for _, name, _, _ in Formatter().parse(definition) if name is not None}
    if unknown := sorted(named - known.keys()):
        raise SettingsError(
            f'kpis.toml: the definition of {code} names the setting "{unknown[0]}". Use one of: {", ".join(known)}.'
        )
    return definition.format(**known)


def _version(row: dict[str, Any]) -> str:
    """Stands for what the number means: another label, target, place or language is no other number."""
    meaning = {name: row[name] for name in ("unit", "numerator", "denominator", "definition", "variant", "table_code")}
    return "k" + hashlib.sha256(json.dumps(meaning, sort_keys=True).encode()).hexdigest()[:8]
