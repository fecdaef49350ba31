"""Files: which files does a source deliver, and which of them are new?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from pipelines.settings import LimitSettings, Settings
from pipelines.source_settings import FileSource
from pipelines.sources.files.holding import hold
from pipelines.sources.files.listing import Item, Listing, is_unchanged, list_items
from pipelines.sources.loading import Delivery, LoadedFile, Pull
from pipelines.sources.reading.blocks import Content
from pipelines.sources.reading.given import read_given
from pipelines.sources.reading.opening import MEGABYTE, Limits, UnreadableFileError, fingerprint

FILES_AT_ONCE, BYTES_AT_ONCE = 500, 64 << 20


class MissingSourceError(Exception):
    """A source's place holds no file."""


def pull_files(pull: Pull, progress: Callable[[int, int], None]) -> list[LoadedFile]:
    """Load each file of a source that was not loaded before; one that cannot be read is noted, the others go on.

    Raises:
        MissingSourceError: there is no file, or all that there are are still being written.
        UnreadablePlaceError: the place cannot be listed.
    """
    listing, read_with = _list(pull), _read_with(pull)
    loaded = pull.load([_refused(*each, read_with) for each in listing.refused]) if listing.refused else []
    pull.note({name: "is still being written: it is left for next time" for name in listing.waiting})
    stamps, file_ids = pull.loaded("stamp"), pull.loaded("file_id")
    new = [item for item in listing.items if not (item.stamp and f"{item.stamp}|{read_with}" in stamps)]
    progress(0, len(new))
    for done, deliveries in _batches(pull, new, read_with, file_ids):
        loaded += pull.load(deliveries)
        progress(done, len(new))
    progress(len(new), len(new))
    return loaded


def _list(pull: Pull) -> Listing:
    assert isinstance(pull.source, FileSource)
    return find_files(pull.settings, pull.code, pull.source)


def find_files(settings: Settings, code: str, source: FileSource) -> Listing:
    """What a source's place holds.

    Raises:
        MissingSourceError: there is no file.
    """
    listing = list_items(source.path, settings.root, _limits(settings.limits), settings.limits.settle_seconds)
    if not listing.items and not listing.refused:
        waiting = f" {listing.waiting[0]} is still being written: it is left for next time." if listing.waiting else ""
        raise MissingSourceError(
            f'Source "{code}": no file at {source.path}.{waiting}'
            f" Correct its path in {settings.config_path.name}, or deliver the file."
        )
    return listing


def _limits(settings: LimitSettings) -> Limits:
    return Limits(settings.file_mb * MEGABYTE, settings.archive_mb * MEGABYTE, settings.transcript_mb * MEGABYTE)


def pull_again(pull: Pull, names: list[str]) -> list[str]:
    """Load files of a source as if they had never been loaded; return the names of those that are not there."""
    read_with = _read_with(pull)
    wanted = [item for item in _list(pull).items if pull.mask(item.name) in names]
    for _, deliveries in _batches(pull, wanted, read_with, set()):
        pull.load(deliveries)
    return sorted(set(names) - {pull.mask(item.name) for item in wanted})


def _read_with(pull: Pull) -> str:
    """What tells one way of reading a file from another: a mended mapping makes a file new."""
    return fingerprint(b"", pull.code, repr(pull.mapping), repr(pull.source), pull.timezone)


def _batches(pull: Pull, items: list[Item], read_with: str, loaded: set[str]) -> Iterator[tuple[int, list[Delivery]]]:
    """What of these files is new, some megabytes together, with how many files are done after them."""
    batch: list[Delivery] = []
    size = 0
    for done, item in enumerate(items, 1):
        delivery, byte_count = _deliver(pull, item, read_with, loaded)
        batch += [delivery] if delivery else []
        size += byte_count
        if len(batch) >= FILES_AT_ONCE or size > BYTES_AT_ONCE:
            yield done, batch
            batch, size = [], 0
    if batch:
        yield len(items), batch


def _deliver(pull: Pull, item: Item, read_with: str, loaded: set[str]) -> tuple[Delivery | None, int]:
    """A file that was not loaded before, by its bytes, and how many they are; one that changes waits for next time."""
    try:
        held = hold(item)
    except UnreadableFileError as error:
        return _refused(item.name, str(error), read_with), 0
    except OSError as error:
        return _refused(item.name, f"{item.name} cannot be read: {error.strerror}.", read_with), 0
    file_id = fingerprint(held.content_id.encode(), read_with)
    if not is_unchanged(item) or file_id in loaded:
        return None, 0
    loaded.add(file_id)
    content = Content(item.name, held.blocks, tuple(item.partitions.items()))
    given = read_given(content, pull.mapping, _limits(pull.settings.limits))
    stamp = f"{item.stamp}|{read_with}" if item.stamp else None
    return Delivery(item.name, file_id, item.modified_at, given, held.content_id, stamp), held.byte_count


def _refused(name: str, reason: str, read_with: str) -> Delivery:
    said = reason if name.rsplit("/", 1)[-1] in reason else f"{name}: {reason}"
    return Delivery(name, fingerprint(name.encode(), reason, read_with), datetime(1970, 1, 1), error=said)
