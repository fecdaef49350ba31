"""Evidence: which alerts lack theirs, and what drives them and was said?

It is gathered once. An alert keeps its evidence, so that it says the same on every later day, until the contacts change
that the evidence is taken from; that of alerts which are no more is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

import duckdb
import pandas as pd

from pipelines import driving, said
from pipelines.warehouse import finding_sql

OF_ALERTS = {  # what is written of an alert, and the column that says of which
    "findings.alert_driver": "alert_id",
    "findings.alert_contact": "alert_id",
    "findings.alert_phrase": "alert_id",
    "findings.quote": "case when subject_kind = 'alert' then subject_code end",
}


@dataclass(frozen=True)
class EvidenceSettings:
    """How far back the evidence goes."""

    reference_days: int = 56  # before an alert: the usual contacts that its own are compared with
    usual_contacts: int = 2000  # of them that are read
    quote_days: int = 28
    subjects_at_once: int = 20  # whose turns are held in memory together


def gather(
    warehouse: duckdb.DuckDBPyConnection,
    dimensions: tuple[str, ...],
    tell: Callable[[int, int], None],
    settings: EvidenceSettings = EvidenceSettings(),
) -> None:
    """Write the drivers, the contacts, the phrases and the quotes of each alert that has none of its own yet."""
    warehouse.execute(f"set variable reference_days = {settings.reference_days}")
    warehouse.execute(f"set variable usual_contacts = {settings.usual_contacts}")
    warehouse.execute(
        f"create or replace temp table alert_waiting as {finding_sql('alert_waiting')}", [",".join(dimensions)]
    )
    _forget(warehouse)
    alerts = warehouse.execute("from alert_waiting order by alert_id").df()
    for alert in alerts.itertuples():
        driving.explain_alert(warehouse, alert, dimensions)
    warehouse.execute(f"create or replace temp table compared as {finding_sql('alert_contact')}")
    behind = "select alert_id, contact_id, is_driver from compared where not is_usual"
    warehouse.execute(f"insert into findings.alert_contact {behind}")
    tell(0, len(alerts))
    compared = "select alert_id as subject_code, contact_id, is_driver, is_usual from compared"
    of_kind = alerts["alert_id"].groupby((alerts["subject_kind"] == "topic").map({True: "topic", False: "reason"}))
    turns_of = chain.from_iterable(
        _turns_of(warehouse, compared, ids.tolist(), said_in, settings) for said_in, ids in of_kind
    )
    for done, (alert_id, turns) in enumerate(turns_of, 1):
        said.quote(warehouse, "alert", alert_id, turns, said.name_phrases(warehouse, alert_id, turns))
        tell(done, len(alerts))
    warehouse.execute("insert into findings.alert_evidence select alert_id, gathered_key from alert_waiting")


def quote_subjects(warehouse: duckdb.DuckDBPyConnection, settings: EvidenceSettings = EvidenceSettings()) -> None:
    """Choose quotes for each reason from its newest contacts, and for each topic whose quotes no longer hold."""
    warehouse.execute(
        "delete from findings.quote where subject_kind = 'topic'"
        " and subject_code not in (select part_code from trends.contact_part where part_kind = 'topic')"
    )
    subjects = warehouse.execute(finding_sql("subject_to_quote"), [settings.quote_days]).df()
    warehouse.execute("delete from findings.quote where subject_kind = 'reason'")
    for kind, codes in subjects.groupby("part_kind", sort=True)["part_code"]:
        warehouse.execute(
            "delete from findings.quote where subject_kind = ? and subject_code in (select unnest(?))",
            [kind, codes.tolist()],
        )
        behind = (
            "select part_code as subject_code, contact_id, true as is_driver, false as is_usual from trends.contact_part"
            f" where part_kind = '{kind}' and contact_date > getvariable('as_of')::date - {settings.quote_days}"
        )
        for code, turns in _turns_of(warehouse, behind, codes.tolist(), kind, settings):
            said.quote(warehouse, kind, code, turns)


def _turns_of(
    warehouse: duckdb.DuckDBPyConnection, behind: str, codes: list[str], said_in: str, settings: EvidenceSettings
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each subject with the turns that speak of it, read for some subjects at once; see `said.customer_turns`."""
    for first in range(0, len(codes), settings.subjects_at_once):
        some = codes[first : first + settings.subjects_at_once]
        turns = said.customer_turns(warehouse, behind, some, said_in)
        places = turns.groupby("subject_code").indices
        for code in some:
            yield code, turns.iloc[places.get(code, [])]


def _forget(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Delete what was written of alerts that wait for new evidence, are no more, or were being gathered at a crash."""
    warehouse.execute(
        "delete from findings.alert_evidence where alert_id in (select alert_id from alert_waiting)"
        " or alert_id not in (select alert_id from findings.alert)"
    )
    for table, alert_id in OF_ALERTS.items():
        warehouse.execute(f"delete from {table} where {alert_id} not in (select alert_id from findings.alert_evidence)")
