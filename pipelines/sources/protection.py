"""Protection: what of a row may be stored?

Everything that passes here is masked or hashed before anything is written. Staff names stay: they are the only words of
a record that no customer wrote. An id stays too, unless it is somebody's e-mail or card: then its keyed hash stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import partial

import duckdb
import pandas as pd
import pyarrow as pa

from pipelines.sources.customer_key import Key
from pipelines.sources.literals import text_literal
from pipelines.warehouse import fetch_table
from vocmodels.privacy import redact, redact_turns
from vocmodels.privacy.known_names import mask_words, name_words

ID_COLUMNS = ("contact_id", "previous_contact_id", "turn_id")
STAFF_COLUMNS = ("agent_id", "agent_label")
KEPT_COLUMNS = {*ID_COLUMNS, *STAFF_COLUMNS, "customer_id", "site_timezone", "speaker", "text", "speaker_label"}
STAFF_KINDS = {"email", "name"}  # which a member of staff may be known by
# Only these can be told apart from a vendor's number: fewer digits, with nothing between them, are somebody's id.
ID_CANDIDATE = (
    r"@|\d([ .-]?\d){12}|^[A-Za-z]{2}\d{2} ?[A-Za-z0-9]{4} ?[A-Za-z0-9 ]{7,}$|\+\d|^[\d(][\d().-]*[ ().-][\d ().-]*$"
    r"|(^|[ _(])\d{3}\)?[ .-]\d{3}[ .-]\d{3,4}([ _]|$)"
)
WRITTEN_PHONE = re.compile(r"\+\d|(?:^|[ _(])\d{3}\)?[ .-]\d{3}[ .-]\d{3,4}(?:[ _]|$)")
ID_KINDS = {"email", "card", "iban", "ssn", "phone"}
PLAIN_LABEL = re.compile(r"(?i)(?:spk|speaker|ch|channel|participant|caller|voice)?[ _-]?[a-z]?\d{0,3}")

Patterns = Mapping[str, str]


def protect_columns(
    memory: duckdb.DuckDBPyConnection, table: str, columns: Iterable[str], key: Key, patterns: Patterns
) -> int:
    """Mask the text columns of a table of `memory` in place; return how many values held something personal."""
    named = list(columns)
    wanted = {each: f"regexp_matches({each}, {text_literal(ID_CANDIDATE)})" for each in named if each in ID_COLUMNS}
    distinct = [
        f"select distinct {place} as place, {column} as value from {table}"
        f" where {column} is not null and {wanted.get(column, 'true')}"
        for place, column in enumerate(named)
    ]
    if not distinct:
        return 0
    values = fetch_table(memory, " union all ".join(distinct)).to_pandas()
    is_id = values["place"].isin([place for place, column in enumerate(named) if column in ID_COLUMNS])
    read = values["value"].mask(
        is_id, values["value"].str.replace("_", " ")
    )  # names of files join by it what they hold
    found = redact(read, None, patterns).assign(place=values["place"], value=values["value"])
    count = 0
    for place, rows in found[found["masked_count"] > 0].groupby("place"):
        column = named[int(str(place))]
        masks = _masks_of(column, rows, key)
        memory.register("masks", masks)
        count += memory.execute(
            f"update {table} set {column} = masks.masked from masks where {column} = masks.value"
        ).fetchall()[0][0]
        memory.unregister("masks")
    return count


def _masks_of(column: str, found: pd.DataFrame, key: Key) -> pd.DataFrame:
    """Of the values in which something was found those that may not stay, and what stands for them."""
    values, masked = found["value"], pd.DataFrame({"value": found["value"], "masked": found["text"]})
    if column in (*ID_COLUMNS, "agent_id"):
        kinds = ID_KINDS if column in ID_COLUMNS else ID_KINDS - STAFF_KINDS
        is_personal = [
            _is_personal_id(value, each, kinds) for value, each in zip(values, found["entities"], strict=True)
        ]
        masked = masked.assign(
            masked=[key.hash(value) if hit else value for value, hit in zip(values, is_personal, strict=True)]
        )
    elif column == "agent_label":
        is_personal = [bool({each["kind"] for each in entities} - STAFF_KINDS) for entities in found["entities"]]
    else:
        return masked
    return masked[is_personal]


def _is_personal_id(value: str, entities: list[dict[str, str | int]], looked_for: set[str]) -> bool:
    kinds = {str(each["kind"]) for each in entities} & looked_for
    is_written = bool(WRITTEN_PHONE.search(value)) or not (value.isdigit() or re.search(r"[^\W\d_]", value))
    return bool(kinds - {"phone"}) or ("phone" in kinds and is_written)


def protect_turns(
    turns: pd.DataFrame, key: Key, patterns: Patterns, name_keys: dict[str, set[str]]
) -> tuple[pd.DataFrame, int]:
    """Turns with masked text and labels, and how many pieces were masked; `name_keys` as `mask_known_names` takes them."""
    masked = redact_turns(turns, None, patterns)
    texts, count = mask_known_names(masked["contact_id"], masked["text"], key, name_keys)
    labels = masked["speaker_label"].map(lambda label: _label(label, key), na_action="ignore")
    protected = masked.drop(columns="masked_count").assign(text=texts, speaker_label=labels)
    return protected, int(masked["masked_count"].sum()) + count


def _label(label: str, key: Key) -> str:
    return label if PLAIN_LABEL.fullmatch(label) else f"[NAME {key.hash(label)[:4]}]"


def name_keys_of(names: Iterable[str], key: Key) -> pa.Table:
    """Each customer's name with the keyed hashes of its words: name, name_keys."""
    distinct = list(dict.fromkeys(names))
    keys = [[key.hash(word) for word in name_words(name)] for name in distinct]
    return pa.table({"name": pa.array(distinct, pa.string()), "name_keys": pa.array(keys, pa.list_(pa.string()))})


def mask_known_names(
    contact_ids: pd.Series, texts: pd.Series, key: Key, name_keys: dict[str, set[str]]
) -> tuple[pd.Series, int]:
    """Texts without the names in their contacts' own records, and how many were masked.

    Args:
        name_keys: contact_id -> keyed hashes of the words of its customer's name.
    """
    masked, count = list(texts), 0
    for place, contact_id in enumerate(contact_ids):
        keys = name_keys.get(contact_id)
        if keys and isinstance(masked[place], str):
            masked[place], hits = mask_words(masked[place], partial(is_name_word, key, keys))
            count += hits
    return pd.Series(masked, index=texts.index, dtype="str"), count


def is_name_word(key: Key, keys: set[str], word: str) -> bool:
    """Whether a word is one of those that keyed hashes stand for."""
    return key.hash(word) in keys


def protect_own_names(memory: duckdb.DuckDBPyConnection, table: str, names: str, columns: Iterable[str]) -> int:
    """Mask in each row of a table of `memory` the words of the name in its column `names`; return how many values held any."""
    words = (
        f"list_filter(regexp_split_to_array(lower(strip_accents({names})), '[\\s,.-]+'), lambda word: len(word) > 1)"
    )
    total = 0
    for column in columns:
        is_near = f"len(list_filter({words}, lambda word: contains(lower(strip_accents({column})), word))) > 0"
        rows = fetch_table(memory, f"select distinct {names} as name, {column} as value from {table} where {is_near}")
        if not rows.num_rows:
            continue
        masks = rows.to_pandas()
        masked = [_without(name, value) for name, value in zip(masks["name"], masks["value"], strict=True)]
        memory.register("masks", masks.assign(masked=masked)[masks["value"] != masked])
        total += memory.execute(
            f"update {table} set {column} = masks.masked from masks where {column} = masks.value and {names} = masks.name"
        ).fetchall()[0][0]
        memory.unregister("masks")
    return total


def _without(name: str, text: str) -> str:
    return mask_words(text, set(name_words(name)).__contains__)[0]
