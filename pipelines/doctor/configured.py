"""Configured: does everything that voc.toml names exist, and can it be read?"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.delivery.checking import shut_doors, standing_problems
from pipelines.doctor.finding import Finding, tried
from pipelines.settings import Settings, SettingsError
from pipelines.source_settings import DatabaseSource, FileSource, RestSource, Source
from pipelines.sources.database.connecting import DatabaseError, locate
from pipelines.sources.files import MissingSourceError, find_files
from pipelines.sources.files.listing import Listing
from pipelines.sources.files.places import UnreadablePlaceError
from pipelines.sources.loose_texts import mask_texts
from pipelines.sources.mapping import MappingError, load_mapping
from pipelines.sources.reading.opening import UnreadableFileError
from pipelines.sources.rest.authorising import MissingSecretError, read_access
from pipelines.vocabulary import edited_taxonomy
from pipelines.workspace import WorkspaceError
from vocmodels.taxonomy import TaxonomyError

LOOKED_AT = 20  # files of a source: the newest


class UnreadableSourceError(Exception):
    """Files of a source cannot be read."""


def look_at_configuration(settings: Settings) -> list[Finding]:
    findings = [Finding(True, f"{settings.config_path} is read; {len(settings.sources)} sources.")]
    if not settings.sources:
        findings.append(Finding(False, 'No source is named. Write one with "voc init DIR", or run "voc demo".'))
    return [*findings, _taxonomy(settings), *_sources(settings), *_deliveries(settings)]


def _taxonomy(settings: Settings) -> Finding:
    if settings.taxonomy_folder is None:
        return Finding(True, "Each disposition is a reason: there is no taxonomy.")

    def read() -> str:
        taxonomy = edited_taxonomy(settings)
        return f"The taxonomy has {len(taxonomy.reasons)} reasons in {len(taxonomy.departments)} departments."

    return tried(read, SettingsError, TaxonomyError, WorkspaceError)


def _sources(settings: Settings) -> Iterator[Finding]:
    for code, source in settings.sources.items():

        def read(code=code, source=source) -> str:
            mapping = load_mapping(source.mapping, settings.root)
            return f'Source "{code}": {_reachable(settings, code, source)}, read by {mapping.name}.'

        yield tried(read, MissingSourceError, UnreadablePlaceError, MappingError, UnreadableSourceError)


def _reachable(settings: Settings, code: str, source: Source) -> str:
    """What a source holds, or its kind, where that is not asked for: a database or an API is not called."""
    try:
        if isinstance(source, RestSource):
            read_access(source)
        if isinstance(source, DatabaseSource):
            locate(source.url, settings.root)
    except (MissingSecretError, DatabaseError) as error:
        raise UnreadableSourceError(f'Source "{code}": {error}') from error
    if not isinstance(source, FileSource):
        return source.kind
    listing = find_files(settings, code, source)
    _try_to_read(code, listing)
    return f"{len(listing.items)} files"


def _try_to_read(code: str, listing: Listing) -> None:
    refused = [reason for _, reason in listing.refused]
    for item in sorted(listing.items, key=lambda item: item.modified_at)[-LOOKED_AT:]:
        try:
            next(iter(item.blocks()), b"")
        except (UnreadableFileError, OSError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            refused.append(f"{item.name} cannot be read: {reason}")
    if refused:
        [first] = mask_texts([refused[0]])
        more = f" And {len(refused) - 1} more." if len(refused) > 1 else ""
        raise UnreadableSourceError(
            f'Source "{code}": {first.rstrip(".")}. Check its rights, or deliver it again.{more}'
        )


def _deliveries(settings: Settings) -> list[Finding]:
    problems = [*shut_doors(settings), *standing_problems(settings)]
    if problems:
        return [Finding(False, problem) for problem in problems]
    count = len(settings.doors)
    if not count:
        return [Finding(True, "Reports and alerts stay on this machine: voc.toml names no door.")]
    return [Finding(True, f"{count} door{' is' if count == 1 else 's are'} ready for reports and alerts.")]
