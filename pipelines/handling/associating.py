"""Associating: which reasons, behaviours and waits go with satisfaction and repeats, and what do busy and hard days go with?"""

from __future__ import annotations

import duckdb
import pandas as pd

from pipelines.contact_texts import select_into
from pipelines.warehouse import finding_sql, replace
from vocmodels.satisfaction import associate, weigh_reasons
from vocmodels.workload import associate_load

OUTCOMES = {"csat": "csat_score", "nps": "nps_score", "repeat": "is_repeated"}
MOST_CONTACTS = 50_000  # of each outcome; bounds the memory


def associate_outcomes(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Write what went with each outcome in the last eight weeks anew. Needs the view recent_verdict."""
    drivers, impacts = [], []
    for code, column in OUTCOMES.items():
        contacts = _contacts(warehouse, code, column)
        drivers.append(associate(contacts, column).assign(outcome_code=code))
        volume = warehouse.execute(finding_sql("driven_volume")).df()
        impacts.append(weigh_reasons(volume, "outcome").assign(outcome_code=code))
    replace(warehouse, "findings.satisfaction_driver", pd.concat(drivers))
    replace(warehouse, "findings.reason_impact", pd.concat(impacts))


def associate_loads(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Write what agents' busy days and days of hard contacts went with in the last eight weeks anew."""
    loads, outcomes = (warehouse.execute(finding_sql(name)).df() for name in ("agent_load", "agent_outcome"))
    replace(warehouse, "findings.load_association", associate_load(loads, outcomes))


def _contacts(warehouse: duckdb.DuckDBPyConnection, code: str, column: str) -> pd.DataFrame:
    """Contacts with this outcome, their reason and waits, and of each behaviour whether they met it: 1, 0, null."""
    warehouse.execute(f"set variable outcome = '{code}'")
    warehouse.execute(f"set variable most_contacts = {MOST_CONTACTS}")
    select_into(warehouse, "driven_contact")
    contacts = warehouse.execute("from driven_contact order by contact_id").df()
    behaviours = warehouse.execute(finding_sql("driven_behaviour")).df()
    wide = behaviours.pivot(index="contact_id", columns="criterion_code", values="is_met")
    others = [each for each in OUTCOMES.values() if each != column]
    return contacts.drop(columns=others).merge(wide, left_on="contact_id", right_index=True, how="left")
