"""Doctor: is everything that a run needs in order?"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.delivery.checking import shut_doors, standing_problems
from pipelines.settings import Settings, SettingsError, load_settings
from pipelines.source_settings import FileSource
from pipelines.sources.files import MissingSourceError, find_files
from pipelines.sources.files.places import UnreadablePlaceError
from pipelines.sources.mapping import MappingError, load_mapping
from pipelines.vocabulary import edited_taxonomy
from pipelines.warehouse import WarehouseError, WarehouseLockedError, open_warehouse
from pipelines.workspace import WorkspaceError, open_workspace
from vocmodels.taxonomy import TaxonomyError

NEEDED_BYTES = 2 * 1024**3
OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; its text says what to do where it is not fine."""

    is_fine: bool
    text: str


def examine(config: Path) -> list[Finding]:
    """Look at Python, voc.toml, the taxonomy, each source, the disk, the warehouse, the workspace, what is published, doors."""
    findings = [_python()]
    try:
        settings = load_settings(config)
    except SettingsError as error:
        return [*findings, Finding(False, str(error))]
    findings.append(Finding(True, f"{settings.config_path} is read; {len(settings.sources)} sources."))
    if not settings.sources:
        findings.append(Finding(False, 'No source is named. Write one with "voc init DIR", or run "voc demo".'))
    return [
        *findings,
        _taxonomy(settings),
        *_sources(settings),
        _disk(settings),
        _warehouse(settings),
        _workspace(settings),
        _published(settings),
        *_deliveries(settings),
    ]


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return Finding(sys.version_info >= OLDEST_PYTHON, f"Python {version} (3.11 or newer is needed).")


def _taxonomy(settings: Settings) -> Finding:
    if settings.taxonomy_folder is None:
        return Finding(True, "Each disposition is a reason: there is no taxonomy.")

    def read() -> str:
        taxonomy = edited_taxonomy(settings)
        return f"The taxonomy has {len(taxonomy.reasons)} reasons in {len(taxonomy.departments)} departments."

    return _tried(read, SettingsError, TaxonomyError, WorkspaceError)


def _sources(settings: Settings) -> Iterator[Finding]:
    for code, source in settings.sources.items():

        def read(code=code, source=source) -> str:
            mapping = load_mapping(source.mapping, settings.root)
            found = (
                f"{len(find_files(settings, code, source).items)} files"
                if isinstance(source, FileSource)
                else source.kind
            )
            return f'Source "{code}": {found}, read by {mapping.name}.'

        yield _tried(read, MissingSourceError, UnreadablePlaceError, MappingError)


def _disk(settings: Settings) -> Finding:
    place = settings.paths.build
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free
    return Finding(free > NEEDED_BYTES, f"{free / 1024**3:.0f} GiB are free where voc writes (2 GiB are needed).")


def _warehouse(settings: Settings) -> Finding:
    if not settings.paths.warehouse.exists():
        return Finding(True, "There is no warehouse yet; the first run makes it.")

    def read() -> str:
        with open_warehouse(settings.paths.warehouse):
            return "The warehouse can be written."

    return _tried(read, WarehouseError, WarehouseLockedError)


def _workspace(settings: Settings) -> Finding:
    if settings.workspace.url is None and not settings.paths.workspace.exists():
        return Finding(True, "Nobody has labelled or edited anything yet.")

    def read() -> str:
        with open_workspace(settings) as workspace:
            return f"The workspace holds the labels of {len(workspace.labels()):,} contacts."

    return _tried(read, WorkspaceError)


def _published(settings: Settings) -> Finding:
    path = settings.paths.published
    if path.exists():
        return Finding(True, f"Readers see {path.resolve().name}.")
    return Finding(True, 'Nothing is published yet; "voc run" or "voc demo" does it.')


def _deliveries(settings: Settings) -> list[Finding]:
    problems = [*shut_doors(settings), *standing_problems(settings)]
    if problems:
        return [Finding(False, problem) for problem in problems]
    count = len(settings.doors)
    if not count:
        return [Finding(True, "Reports and alerts stay on this machine: voc.toml names no door.")]
    return [Finding(True, f"{count} door{' is' if count == 1 else 's are'} ready for reports and alerts.")]


def _tried(read: Callable[[], str], *expected: type[Exception]) -> Finding:
    try:
        return Finding(True, read())
    except expected as error:
        return Finding(False, str(error))
