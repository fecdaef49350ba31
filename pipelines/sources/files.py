"""Files: which files does a source deliver, and which of them are new?"""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Callable
from pathlib import Path

import duckdb

from pipelines.settings import Settings, Source
from pipelines.sources.given import UnreadableFileError
from pipelines.sources.loading import Delivery, LoadedFile, load_file, note_file
from pipelines.sources.mapping import load_mapping
from pipelines.sources.protection import mask_texts
from pipelines.warehouse import connect_in_memory, fetch_value


class MissingSourceError(Exception):
    """A source's place holds no file."""


def find_files(settings: Settings, code: str, source: Source) -> list[Path]:
    """The files of a source in the order of their names: one file, a folder, or a glob."""
    place = settings.root / source.path
    found = [place] if place.is_file() else sorted(place.rglob("*")) if place.is_dir() else _glob(place)
    files = [path for path in found if path.is_file() and not path.name.startswith(".")]
    if not files:
        raise MissingSourceError(
            f'Source "{code}": no file at {source.path}. Correct its path in {settings.config_path.name}, or deliver the file.'
        )
    return files


def _glob(place: Path) -> list[Path]:
    return sorted(Path(each) for each in glob.glob(str(place), recursive=True))


def pull_files(
    warehouse: duckdb.DuckDBPyConnection,
    settings: Settings,
    code: str,
    source: Source,
    run_id: str,
    key: bytes,
    progress: Callable[[int, int], None],
) -> list[LoadedFile]:
    """Load each file of a source that was not loaded before; a file that cannot be read is noted, the others go on.

    Raises:
        MissingSourceError: there is no file.
        MappingError: the mapping cannot be used.
    """
    mapping = load_mapping(source.mapping, settings.root)
    timezone = source.timezone or settings.site.timezone
    files = find_files(settings, code, source)
    loaded = []
    with connect_in_memory() as memory:
        for done, path in enumerate(files):
            progress(done, len(files))
            file_id = fingerprint(path, code, repr(mapping), repr(source), timezone)
            delivery = Delivery(code, source, mapping, path, file_id, timezone, run_id)
            if _is_loaded(warehouse, file_id):
                continue
            try:
                loaded.append(load_file(warehouse, memory, delivery, key))
            except UnreadableFileError as error:
                note_file(warehouse, delivery, "failed", error=mask_texts([str(error)])[0])
    progress(len(files), len(files))
    return loaded


def _is_loaded(warehouse: duckdb.DuckDBPyConnection, file_id: str) -> bool:
    sql = "select count(*) from ops.source_file where file_id = ? and status_code = 'loaded'"
    return bool(fetch_value(warehouse, sql, [file_id]))


def fingerprint(path: Path, *read_with: str) -> str:
    """The hash of a file's bytes and of what it is read with: a mended mapping makes a file new."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    for text in read_with:
        digest.update(text.encode())
    return digest.hexdigest()[:24]
