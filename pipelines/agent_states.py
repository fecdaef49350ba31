"""Agent states: what does each code that agents were in count as, and which does no list name?"""

from __future__ import annotations

import re
from typing import Any

import duckdb

from pipelines.settings import Settings, SettingsError

STATE_CLASSES = ("on_contact", "idle", "away", "off")


def class_states(settings: Settings) -> list[dict[str, Any]]:
    """The class of each code, written as trends.agent_state_class writes them: small letters, a space between words.

    Raises:
        SettingsError: agent_states.toml has a list that is not known, or one code in two lists.
    """
    unknown = [name for name in settings.agent_states if name not in STATE_CLASSES]
    if unknown:
        raise SettingsError(f'agent_states.toml: "{unknown[0]}" is not known. Use one of: {", ".join(STATE_CLASSES)}.')
    classes: dict[str, str] = {}
    for name in STATE_CLASSES:
        for code in settings.agent_states.get(name, ()):
            plain = re.sub(r"[\W_]+", " ", str(code).lower()).strip()
            if classes.setdefault(plain, name) != name:
                raise SettingsError(f'agent_states.toml: "{code}" stands under {classes[plain]} and {name}. Keep one.')
    return [{"state_code": code, "class_code": name} for code, name in classes.items()]


def note_unknown_states(warehouse: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Note, once, each code that no list names: where files' notes are read, people learn what it counts as."""
    warehouse.execute(
        "insert into ops.file_note by name"
        " select ? as run_id, source_code, 'state \"' || state_code || '\" is in no list of agent_states.toml:"
        " it counts as away' as note from (select distinct source_code, state_code from staging.agent_state)"
        " join trends.agent_state_class using (state_code)"
        " where not is_known and (source_code, note) not in (select (source_code, note) from ops.file_note)",
        [run_id],
    )
