"""Evidence: which alerts lack theirs, and what drives them and was said?

It is gathered once. An alert keeps its evidence, so that it says the same on every later day, until the contacts change
that the evidence is taken from; that of alerts which are no more is forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

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
    for done, (alert_id, kind) in enumerate(zip(alerts["alert_id"], alerts["subject_kind"], strict=True)):
        tell(done, len(alerts))
        said_in = "topic" if kind == "topic" else "reason"
        compared = warehouse.execute("from compared where alert_id = ?", [alert_id]).df()
        contacts = compared[~compared["is_usual"]]
        phrases = said.name_phrases(warehouse, alert_id, contacts, compared[compared["is_usual"]], said_in)
        said.quote(warehouse, "alert", alert_id, contacts, phrases, said_in)
    warehouse.execute("insert into findings.alert_evidence select alert_id, gathered_key from alert_waiting")
    tell(len(alerts), len(alerts))


def quote_subjects(warehouse: duckdb.DuckDBPyConnection, settings: EvidenceSettings = EvidenceSettings()) -> None:
    """Choose quotes for each reason from its newest contacts, and for each topic whose quotes no longer hold."""
    warehouse.execute(
        "delete from findings.quote where subject_kind = 'topic'"
        " and subject_code not in (select part_code from trends.contact_part where part_kind = 'topic')"
    )
    subjects = warehouse.execute(finding_sql("subject_to_quote"), [settings.quote_days]).fetchall()
    warehouse.execute("delete from findings.quote where subject_kind = 'reason'")
    for kind, code in subjects:
        warehouse.execute("delete from findings.quote where subject_kind = ? and subject_code = ?", [kind, code])
        contacts = warehouse.execute(
            "select contact_id, true as is_driver from trends.contact_part where part_kind = ? and part_code = ?"
            " and contact_date > getvariable('as_of')::date - ?::integer",
            [kind, code, settings.quote_days],
        ).df()
        said.quote(warehouse, kind, code, contacts, said_in=kind)


def _forget(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Delete what was written of alerts that wait for new evidence, are no more, or were being gathered at a crash."""
    warehouse.execute(
        "delete from findings.alert_evidence where alert_id in (select alert_id from alert_waiting)"
        " or alert_id not in (select alert_id from findings.alert)"
    )
    for table, alert_id in OF_ALERTS.items():
        warehouse.execute(f"delete from {table} where {alert_id} not in (select alert_id from findings.alert_evidence)")
