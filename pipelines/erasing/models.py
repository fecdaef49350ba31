"""Models: which of them learned from somebody who goes?

Topics are looked for anew at once, since only the model in force knows which topic goes on as which. The others are deleted,
and the next run learns them from what is left.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb

from pipelines.settings import Settings
from pipelines.topics.discovering import look_again
from pipelines.topics.storing import version_in_force
from pipelines.warehouse import fetch_value

LEARNED_REASONS = "select exists (from ops.training_contact where contact_id in (from gone))"
ANSWERED = """
select exists (
    from core.contact
    where contact_id in (from gone)
        and turn_count > 0 and (csat_score is not null or nps_score is not null or is_resolved is not null)
)
"""
REVIEWED = "select exists (from ops.quality_review where contact_id in (from gone))"
SPOKE = "select exists (from raw.turn where contact_id in (from gone))"
LEARNED = {"sentiment": ANSWERED, "quality": REVIEWED}
IN_FORCE = "select model_version from ops.model_version where status_code = 'in_force'"


def forget_learned(warehouse: duckdb.DuckDBPyConnection, settings: Settings, tell: Callable[[str], None]) -> int:
    """Delete or learn again each model that may have learned from the contacts of the temporary table gone; return how many.

    Which contacts a model learned from is kept of the reasons in force alone: what else may have, did.
    """
    folder = settings.paths.models
    if not folder.exists():
        return 0
    count = sum(_delete(path) for path in folder.glob(".*.unfinished"))
    in_force = fetch_value(warehouse, IN_FORCE)
    has_learned = fetch_value(warehouse, LEARNED_REASONS)
    for path in folder.glob("reasons-*.skops"):
        count += _delete(path) if has_learned or path.stem != in_force else 0
    for code, condition in LEARNED.items():
        if fetch_value(warehouse, condition):
            count += sum(_delete(path) for path in folder.glob(f"{code}-*.skops"))
    return count + _look_for_topics(warehouse, settings, tell)


def _look_for_topics(warehouse: duckdb.DuckDBPyConnection, settings: Settings, tell: Callable[[str], None]) -> int:
    folder = settings.paths.models
    if version_in_force(warehouse, folder) is None or not fetch_value(warehouse, SPOKE):
        return 0
    warehouse.execute("delete from findings.problem_text where contact_id in (from gone)")
    as_of = fetch_value(
        warehouse, "select as_of_date from ops.run where as_of_date is not null order by started_at desc"
    )
    warehouse.execute("set variable as_of = " + (f"date '{as_of}'" if as_of else "null::date"))
    if look_again(warehouse, settings, tell):
        return 1
    return sum(_delete(path) for path in folder.glob("topics-*.skops"))


def _delete(path: Path) -> int:
    path.unlink()
    return 1
