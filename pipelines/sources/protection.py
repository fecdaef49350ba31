"""Protection: what of a row may be stored?

Everything that passes here is masked or hashed before anything is written. Ids and staff names stay: they are what rows
are joined by, and the only words of a record that no customer wrote.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipelines.sources.customer_key import hash_customers
from vocmodels.privacy import redact, redact_turns

KEPT_COLUMNS = {
    "contact_id",
    "previous_contact_id",
    "agent_id",
    "agent_label",
    "state_code",
    "site_timezone",
    "row_hash",
    "source_code",
    "file_id",
    "run_id",
}
UNREAD_COLUMNS = KEPT_COLUMNS | {"customer_id", "attributes"}  # both are seen to by themselves


def protect_rows(rows: pd.DataFrame, key: bytes) -> tuple[pd.DataFrame, int]:
    """Records with masked text and hashed customers, and how many values were masked."""
    texts = [name for name in rows.columns if name not in UNREAD_COLUMNS and pd.api.types.is_string_dtype(rows[name])]
    maps = [each or {} for each in rows["attributes"]] if "attributes" in rows else []
    personal = _find_personal([*(value for name in texts for value in rows[name].dropna().unique()), *_values(maps)])
    counts = {value: count for value, (_, count) in personal.items()}
    protected, masked_count = rows.copy(), sum(counts.get(value, 0) for value in _values(maps))
    for name in texts if personal else ():
        masked_count += int(rows[name].map(counts).sum())
        protected[name] = rows[name].map(lambda value: personal.get(value, (value,))[0], na_action="ignore")
    if personal and maps:
        clean = [{name: personal.get(value, (value,))[0] for name, value in each.items()} for each in maps]
        protected["attributes"] = pd.Series(clean, index=rows.index, dtype=object)
    if "customer_id" in rows:
        known = hash_customers(rows["customer_id"].dropna().unique(), key)
        protected["customer_id"] = rows["customer_id"].map(known)
    return protected, masked_count


def protect_turns(turns: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Turns with masked text, and how many values were masked."""
    masked = redact_turns(turns)
    return masked.drop(columns="masked_count"), int(masked["masked_count"].sum())


def mask_texts(texts: list[str]) -> list[str]:
    """Loose texts (rejected rows, error messages), masked."""
    return redact(texts)["text"].tolist() if texts else []


def _find_personal(values: list[str]) -> dict[str, tuple[str, int]]:
    """Each value that holds personal data, masked, and how many pieces; codes and labels repeat, and are read once."""
    distinct = list(dict.fromkeys(values))
    masked = redact(distinct)
    found = zip(distinct, masked["text"], masked["masked_count"], strict=True)
    return {value: (text, count) for value, text, count in found if count}


def _values(maps: list[dict[str, str | None]]) -> Iterator[str]:
    return (value for each in maps for value in each.values() if value is not None)
