"""Opening: what bytes and what text does one delivered file hold?

Files of contact centres come as UTF-8, UTF-16 and Windows-1252, with and without a byte order mark, and some mix them
line by line. Whatever comes, the text that leaves here is valid, without NUL characters and without lone surrogates.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass

import pyarrow as pa

MEGABYTE = 1 << 20
SAMPLE_BYTES = 1 << 16
HASH_DIGITS = 24
MARKS = {  # UTF-32 comes first: its little-endian mark begins with that of UTF-16
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
KINDS = {
    b"PK\x03\x04": "a zip archive or an Excel workbook",
    b"PAR1": "a Parquet file",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip file",
    b"\xd0\xcf\x11\xe0": "an old Office document (.xls)",
    b"SQLite format 3": "an SQLite database",
}
CONTROL_CHARACTERS = bytes(code for code in range(32) if chr(code) not in "\0\t\n\v\f\r\x1a\x1b") + b"\x7f"


class UnreadableFileError(Exception):
    """A file is not what its mapping takes it for; the message says what it is and what to do."""


@dataclass(frozen=True)
class BrokenRow:
    """A row that is in the file but has no columns: `row` counts from 1, `text` is as it stands there."""

    row: int
    text: str
    reason: str


@dataclass(frozen=True)
class Limits:
    """How many bytes one file, one archive and one document may hold, unpacked, before they are refused."""

    file_bytes: int = 4 << 30
    archive_bytes: int = 8 << 30
    transcript_bytes: int = 256 << 20


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Decoded:
    """The text of a file, the encoding that it was in, and a note where that was not UTF-8."""

    text: str
    encoding: str
    note: str | None = None


@dataclass(frozen=True)
class Utf8:
    """The text of a file as UTF-8 bytes without a byte order mark, and a note where it was not UTF-8."""

    data: bytes
    encoding: str
    note: str | None = None


def require_within(name: str, size: int, limit: int, setting: str) -> None:
    """Raise UnreadableFileError where `size` bytes are more than the limit that voc.toml names `setting`."""
    if size > limit:
        raise UnreadableFileError(
            f"{name} holds {in_megabytes(size)}, the limit is {in_megabytes(limit)}."
            f" Export it in smaller files, or raise {setting} under [limits] in voc.toml."
        )


def in_megabytes(size: int) -> str:
    return f"{size / MEGABYTE:,.0f} MB" if size >= MEGABYTE else f"{size:,} bytes"


def fingerprint(data: bytes, *read_with: str) -> str:
    """The hash of a file's bytes and of what it is read with: a mended mapping makes a file new."""
    digest = hashlib.sha256(data)
    for text in read_with:
        digest.update(b"\0" + text.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:HASH_DIGITS]


def decode(data: bytes) -> Decoded:
    """The text of a file in whichever encoding it is.

    Raises:
        UnreadableFileError: it is not text.
    """
    utf8 = to_utf8(data)
    return Decoded(utf8.data.decode("utf-8"), utf8.encoding, utf8.note)


def to_utf8(data: bytes) -> Utf8:
    """The text of a file as UTF-8: the same bytes where they are that already.

    Raises:
        UnreadableFileError: it is not text.
    """
    encoding = wide_encoding(data)
    if encoding:
        return of_wide(data.decode(encoding, "replace"), encoding)
    _require_text(data)
    content = data
    while content.startswith(codecs.BOM_UTF8):
        content = content[len(codecs.BOM_UTF8) :]
    if is_utf8(content):
        return _without_nul(content, "utf-8", None)
    text, is_mixed = _decode_lines(content)
    note = "some lines read as Windows-1252, the others as UTF-8" if is_mixed else "read as Windows-1252"
    return _without_nul(text.encode(), "mixed" if is_mixed else "windows-1252", note)


def is_utf8(content: bytes) -> bool:
    """Whether bytes are valid UTF-8 (checked by Arrow, without making a copy of them)."""
    offsets = pa.array([0, len(content)], pa.int64()).buffers()[1]
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, pa.py_buffer(content)]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def of_wide(text: str, encoding: str) -> Utf8:
    """Text that was UTF-16 or UTF-32."""
    content = text.lstrip("\ufeff").encode("utf-8", "replace")
    return _without_nul(content, encoding, f"read as {encoding[:6].upper()}")


def wide_encoding(content: bytes) -> str | None:
    """UTF-16 or UTF-32, by the mark or by where the NUL bytes of Latin text stand; None for anything else."""
    for mark, encoding in MARKS.items():
        if content.startswith(mark):
            return encoding
    sample = content[:SAMPLE_BYTES]
    pairs = len(sample) // 2
    first, second = sample[0 : 2 * pairs : 2].count(0), sample[1 : 2 * pairs : 2].count(0)
    if pairs >= 2 and second > 0.6 * pairs and first < 0.1 * pairs:
        return "utf-16-le"
    if pairs >= 2 and first > 0.6 * pairs and second < 0.1 * pairs:
        return "utf-16-be"
    return None


def _require_text(content: bytes) -> None:
    for start, kind in KINDS.items():
        if content.startswith(start):
            raise UnreadableFileError(
                f"It is not text but {kind}. Name its format in the mapping, or export it as text."
            )
    sample = content[:SAMPLE_BYTES]
    controls = len(sample) - len(sample.translate(None, CONTROL_CHARACTERS))
    nuls = sample.count(0)
    if (controls >= 8 and controls > 0.05 * len(sample)) or (nuls >= 8 and nuls > 0.5 * len(sample)):
        raise UnreadableFileError("It is not text: it is full of control characters. Export it as CSV, JSON or text.")


def _without_nul(content: bytes, encoding: str, note: str | None) -> Utf8:
    if b"\0" not in content:
        return Utf8(content, encoding, note)
    replaced = "NUL characters read as spaces"
    return Utf8(content.replace(b"\0", b" "), encoding, f"{note}, {replaced}" if note else replaced)


def _as_windows_1252(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("as_windows_1252", _as_windows_1252)


def _decode_lines(content: bytes) -> tuple[str, bool]:
    """The text of lines of which some are not UTF-8, and whether others are UTF-8 beyond ASCII."""
    lines = []
    is_mixed = False
    for line in re.split(rb"(?<=[\r\n])", content):
        try:
            text = line.decode("utf-8")
            is_mixed = is_mixed or not text.isascii()
        except UnicodeDecodeError:
            text = _decode_line(line)
        lines.append(text)
    return "".join(lines), is_mixed


def _decode_line(line: bytes) -> str:
    """A line as Windows-1252, unless most of it beyond ASCII is UTF-8: then only the bytes that are not."""
    valid = sum(character > "\x7f" for character in line.decode("utf-8", "ignore"))
    invalid = line.decode("utf-8", "replace").count("\ufffd")
    return line.decode("utf-8", "as_windows_1252") if valid > invalid else line.decode("cp1252", "replace")
