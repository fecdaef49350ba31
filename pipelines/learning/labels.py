"""Labels: which reasons did analysts give to contacts, and which of them can be taken?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.sources.loose_texts import mask_texts
from pipelines.warehouse import fetch_value, replace
from vocmodels.taxonomy import Taxonomy

NEEDED = ("contact_id", "reason_code")
DELIMITERS = ",;\t"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


class LabelFileError(Exception):
    """A file of labels cannot be taken; the message names the line and what to do. Nothing of it was stored."""


def write_labels(warehouse: duckdb.DuckDBPyConnection, labels: pd.DataFrame, taxonomy: Taxonomy) -> None:
    """Replace the labels that SQL can join, each by the reason that its code stands for now.

    Args:
        labels: the newest of each contact: contact_id, reason_code, labelled_at. Those of a reason that the taxonomy does
            not have are kept and say nothing.
    """
    followed = [taxonomy.follow(code) for code in labels["reason_code"]]
    codes = pd.Series(followed, index=labels.index, dtype="str").fillna(labels["reason_code"])
    known = codes.isin(taxonomy.reason_codes)
    replace(warehouse, "ops.label", labels.assign(reason_code=codes, is_known=known))


def count_unknown(warehouse: duckdb.DuckDBPyConnection) -> int:
    """How many labels name a reason that the taxonomy does not have."""
    return fetch_value(warehouse, "select count(*) from ops.label where not is_known")


def read_label_file(path: Path, warehouse: duckdb.DuckDBPyConnection, reason_codes: Iterable[str]) -> pd.DataFrame:
    """Return the labels of a CSV: contact_id, reason_code. Lines without a reason are left out; other columns may stand.

    Raises:
        LabelFileError: the file cannot be read, or a line names an unknown reason or contact, or contradicts another.
    """
    rows = _read(path)
    labelled = rows[rows["reason_code"] != ""]
    _check(path, labelled, _unknown_reasons(labelled, list(reason_codes)))
    _check(path, labelled, _unknown_contacts(labelled, warehouse))
    _check(path, labelled, _contradictions(labelled))
    return labelled[list(NEEDED)].drop_duplicates("contact_id", ignore_index=True)


def write_proposals(path: Path, proposals: pd.DataFrame) -> None:
    """Write what to label next as CSV, in UTF-8 with the mark that spreadsheets need, and no cell that they would run."""
    safe = proposals.map(
        lambda value: f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.write_bytes(safe.to_csv(index=False).encode("utf-8-sig"))
    unfinished.replace(path)


def _read(path: Path) -> pd.DataFrame:
    """The lines of the file that hold anything: line_number, contact_id, reason_code."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise LabelFileError(f"{path} cannot be read: {error.strerror}. Correct the path.") from error
    except UnicodeDecodeError as error:
        raise LabelFileError(f"{path.name} is not UTF-8. Save it as CSV UTF-8. Nothing was stored.") from error
    header = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=header.count))
    try:
        return _rows(path, reader)
    except csv.Error as error:
        raise LabelFileError(
            f"{path.name}, line {reader.line_num}: this is no CSV ({error}). Mend that line. Nothing was stored."
        ) from error


def _rows(path: Path, reader: csv.DictReader) -> pd.DataFrame:
    reader.fieldnames = [name.strip() for name in reader.fieldnames or []]
    missing = [name for name in NEEDED if name not in reader.fieldnames]
    if missing:
        raise LabelFileError(
            f'{path.name} has no column "{missing[0]}". Its first line has to name contact_id and reason_code.'
        )
    rows = [(reader.line_num, *((row[name] or "").strip() for name in NEEDED)) for row in reader]
    return pd.DataFrame(rows, columns=["line_number", *NEEDED]).astype({name: "str" for name in NEEDED})


def _unknown_reasons(rows: pd.DataFrame, known: list[str]) -> dict[int, str]:
    def say(code: str) -> str:
        close = get_close_matches(code, known, n=1)
        return f'the taxonomy has no reason "{code}". ' + (
            f'Is "{close[0]}" meant?' if close else "Use a code of its reasons."
        )

    return {line: say(code) for line, code in rows[["line_number", "reason_code"]].to_numpy() if code not in known}


def _unknown_contacts(rows: pd.DataFrame, warehouse: duckdb.DuckDBPyConnection) -> dict[int, str]:
    warehouse.register("labelled_contacts", rows[["contact_id"]])
    found = warehouse.execute("from labelled_contacts anti join core.contact using (contact_id)").fetchall()
    warehouse.unregister("labelled_contacts")
    unknown = {contact_id for (contact_id,) in found}
    return {
        line: f'there is no contact "{contact_id}". Write the id as the Contacts page shows it, source and all.'
        for line, contact_id in rows[["line_number", "contact_id"]].to_numpy()
        if contact_id in unknown
    }


def _contradictions(rows: pd.DataFrame) -> dict[int, str]:
    first = rows.drop_duplicates("contact_id").set_index("contact_id")
    return {
        line: f'contact "{contact_id}" has another reason in line {first.loc[contact_id, "line_number"]}. Keep one of them.'
        for line, contact_id, code in rows.to_numpy()
        if code != first.loc[contact_id, "reason_code"]
    }


def _check(path: Path, rows: pd.DataFrame, problems: dict[int, str]) -> None:
    if problems:
        line, [said] = next((line, mask_texts([problem])) for line, problem in problems.items())
        more = f" ({len(problems) - 1} more lines like it)" if len(problems) > 1 else ""
        raise LabelFileError(f"{path.name}, line {line}: {said}{more} Nothing was stored.")
