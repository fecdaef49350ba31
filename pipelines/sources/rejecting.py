"""Rejecting: what is kept of a row that cannot be used?

Its place, the reason, and the row itself: masked, and without what stands in columns that are personal.
"""

from __future__ import annotations

import json
from functools import partial

import pandas as pd

from pipelines.sources.compiling import CUSTOMER_NAME, Reading
from pipelines.sources.literals import text_literal
from pipelines.sources.loose_texts import NameTest, mask_misplaced, mask_rows, mask_texts, mask_values
from pipelines.sources.protection import is_name_word, name_keys_of
from pipelines.sources.reading.given import Given
from pipelines.sources.way import Way
from vocmodels.privacy.personal_columns import personal_column

BLANKED = "[ERASED]"  # what is kept of a rejected row of a customer who was erased


def rejected_rows(way: Way, reading: Reading, header_lines: int) -> pd.DataFrame:
    own = f"x_{CUSTOMER_NAME}" if CUSTOMER_NAME in reading.fields else "null::varchar"
    contact = f"{text_literal(way.prefix)} || contact_id" if "contact_id" in reading.fields else "null::varchar"
    person = "customer_id" if "customer_id" in reading.fields else "null::varchar"
    rows = way.memory.execute(
        f"select _file, _row + {header_lines} as line_number, _fault[1] as column_name, _fault[2] as value,"
        f" _fault[3] as reason, _fault[4] as raw_row, {own} as customer, {contact} as contact, {person} as person"
        " from judged where _fault is not null order by _file, _row"
    ).df()
    if reading.mapping.is_derived or rows.empty:
        return rows.drop(columns=["customer", "contact", "person"]).head(0)
    is_erased = [
        way.erased is not None and (way.erased.has_customer(person) or way.erased.has_contact(contact))
        for person, contact in zip(_texts(rows.pop("person")), _texts(rows["contact"]), strict=True)
    ]
    are_names = _name_tests(way, rows.pop("customer"), rows.pop("contact"))
    hidden = [bool(name and personal_column(name)) for name in rows["column_name"]]
    given = rows["value"].fillna("").tolist()
    values = ["[TEXT]" if hide and value else value for hide, value in zip(hidden, given, strict=True)]
    masked = mask_misplaced(values, are_names, way.patterns)
    raw = [json.loads(each) for each in rows["raw_row"]]
    for row, column, value in zip(raw, rows["column_name"], masked, strict=True):
        row |= {column: value} if row.get(column) else {}
    rows = rows.assign(value=[value or None for value in masked], raw_row=mask_values(raw, are_names, way.patterns))
    rows.loc[is_erased, ["value", "raw_row"]] = [None, BLANKED]  # the row stays counted
    return rows


def _texts(values: pd.Series) -> list[str | None]:
    return [value if isinstance(value, str) else None for value in values]


def _name_tests(way: Way, customers: pd.Series, contact_ids: pd.Series) -> list[NameTest]:
    """For each row what tells the words of its customer's name, by the row itself or by the contact's record."""
    keys = way.find_names(contact_ids.dropna().drop_duplicates().tolist())
    names = dict(zip(*name_keys_of(customers.dropna(), way.key).to_pydict().values(), strict=True))
    return [
        partial(is_name_word, way.key, {*names.get(customer, ()), *keys.get(contact_id, ())})
        for customer, contact_id in zip(customers, contact_ids, strict=True)
    ]


def broken_rows(way: Way, files: list[int], given: list[Given]) -> pd.DataFrame:
    """Rows that are in their file but have no columns; null in column and value."""
    found = []
    for file, each in zip(files, given, strict=True):
        is_personal = each.mapping.names_customers or any(personal_column(name) for name in each.columns)
        texts = mask_rows([row.text for row in each.broken], is_personal or not each.mapping.is_table, way.patterns)
        reasons = mask_texts([row.reason for row in each.broken], way.patterns)
        found += [
            (file, row.row + each.header_lines, None, None, reason, text)
            for row, reason, text in zip(each.broken, reasons, texts, strict=True)
        ]
    return pd.DataFrame(found, columns=["_file", "line_number", "column_name", "value", "reason", "raw_row"])
