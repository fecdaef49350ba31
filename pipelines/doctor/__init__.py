"""Doctor: is everything that a run needs in order?"""

from __future__ import annotations

from pathlib import Path

from pipelines.doctor.configured import look_at_configuration
from pipelines.doctor.finding import Finding
from pipelines.doctor.machine import look_at_machine, look_at_room
from pipelines.doctor.stored import look_at_build
from pipelines.settings import SettingsError, load_settings


def examine(config: Path) -> list[Finding]:
    """Look at the machine, voc.toml with what it names, and the build folder; what is said twice is said once."""
    findings = look_at_machine()
    try:
        settings = load_settings(config)
    except SettingsError as error:
        return [*findings, Finding(False, str(error))]
    findings += [*look_at_configuration(settings), *look_at_room(settings.paths.build), *look_at_build(settings)]
    return list(dict.fromkeys(findings))
