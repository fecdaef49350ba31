"""Protection: what of a row may be stored?

Everything that passes here is masked or hashed before anything is written. Ids and staff names stay: they are what rows
are joined by, and the only words of a record that no customer wrote.
"""

from __future__ import annotations

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


def protect_rows(rows: pd.DataFrame, key: bytes) -> tuple[pd.DataFrame, int]:
    """Records with masked text and hashed customers, and how many values were masked."""
    protected, masked_count = rows.copy(), 0
    for column in protected.columns:
        if column == "customer_id":
            known = hash_customers(protected[column].dropna().unique(), key)
            protected[column] = protected[column].map(known)
        elif column == "attributes":
            protected[column], masked = _mask_attributes(protected[column])
            masked_count += masked
        elif column not in KEPT_COLUMNS and pd.api.types.is_string_dtype(protected[column]):
            protected[column], masked = _mask_column(protected[column])
            masked_count += masked
    return protected, masked_count


def protect_turns(turns: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Turns with masked text, and how many values were masked."""
    masked = redact_turns(turns)
    return masked.drop(columns="masked_count"), int(masked["masked_count"].sum())


def mask_texts(texts: list[str]) -> list[str]:
    """Loose texts (rejected rows, error messages), masked."""
    return redact(texts)["text"].tolist() if texts else []


def _mask_column(values: pd.Series) -> tuple[pd.Series, int]:
    """Mask each distinct value once: codes and labels repeat."""
    distinct = values.dropna().unique().tolist()
    if not distinct:
        return values, 0
    masked = redact(distinct)
    counts = dict(zip(distinct, masked["masked_count"], strict=True))
    if not any(counts.values()):
        return values, 0
    return values.map(dict(zip(distinct, masked["text"], strict=True))), int(values.map(counts).sum())


def _mask_attributes(values: pd.Series) -> tuple[pd.Series, int]:
    """The same for the values of maps (lists of pairs)."""
    pairs = [each or {} for each in values]
    distinct = sorted({value for each in pairs for value in each.values() if value is not None})
    if not distinct:
        return values, 0
    masked = redact(distinct)
    texts = dict(zip(distinct, masked["text"], strict=True))
    counts = dict(zip(distinct, masked["masked_count"], strict=True))
    clean = [{name: texts.get(value) for name, value in each.items()} for each in pairs]
    return pd.Series(clean, index=values.index, dtype=object), int(
        sum(counts.get(v, 0) for each in pairs for v in each.values())
    )
