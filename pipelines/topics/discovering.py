"""Discovering: what do customers speak of that no taxonomy names, and which contacts speak of it?

Most nights only assign what is new. Topics are looked for anew by schedule, or when more and more contacts fit none; a theme
that nobody spoke of before becomes a topic on the night on which it shows.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.settings import Settings
from pipelines.topics.assigning import assign_all, assign_pending, pending_contacts
from pipelines.topics.noticing import notice_newcomers
from pipelines.topics.storing import Fit, load_topics, take_into_force, version_in_force, version_of
from pipelines.topics.timing import why_fit
from pipelines.warehouse import fetch_value, finding_sql
from vocmodels.topics import TopicModel, TopicSettings

Tell = Callable[[str], None]
OTHER_TEXTS = 3000  # of everything, from which a new theme's words are told
# A night that is run again, with nothing new, must not look for newcomers among those that it left.
JUDGED_BEFORE = """
select count(*) > 0
from ops.run
where status_code = 'done' and as_of_date is not distinct from getvariable('as_of')::date
"""


def discover_topics(warehouse: duckdb.DuckDBPyConnection, settings: Settings, tell: Tell) -> int:
    """Write the topic of each contact that says something, and what became of topics; return how many topics there are.

    Needs the variable as_of of `runs.recall`, and the problem texts.
    """
    folder = settings.paths.models
    as_of = fetch_value(warehouse, "select getvariable('as_of')::date")
    version = version_in_force(warehouse, folder)
    why = why_fit(warehouse, version, as_of, settings.topics.refit_days)
    is_new = bool(pending_contacts(warehouse)) or not fetch_value(warehouse, JUDGED_BEFORE)
    if why and _fit(warehouse, folder, why, version, as_of, tell):
        is_new, version = True, version_in_force(warehouse, folder)
    if version is None:
        return 0
    if is_new:
        tell("Assigning topics")
        model = load_topics(folder, version)
        assign_pending(warehouse, model, version)
        _add_newcomers(warehouse, folder, model, version, as_of)
    return int(fetch_value(warehouse, "select count(*) from findings.topic where status_code = 'active'"))


def look_again(warehouse: duckdb.DuckDBPyConnection, settings: Settings, tell: Tell) -> bool:
    """Look for topics anew at once, since a contact that they were found in is erased; False where none are found.

    Needs the variable as_of.
    """
    folder = settings.paths.models
    as_of = fetch_value(warehouse, "select getvariable('as_of')::date")
    return _fit(warehouse, folder, "erased", version_in_force(warehouse, folder), as_of, tell)


def _fit(
    warehouse: duckdb.DuckDBPyConnection, folder: Path, why: str, version: str | None, as_of: date | None, tell: Tell
) -> bool:
    """Look for topics anew, and let those that go on keep their codes; False where too little is said to find any."""
    sample = warehouse.execute(finding_sql("topic_sample"), [TopicSettings().most_texts]).df()
    tell("Looking for topics")
    model = TopicModel().fit(sample["text"].tolist(), reason_codes=sample["reason_code"].tolist())
    if model.topics().empty:
        tell("No topics: too few contacts say something of their own")
        return False
    if version is not None:
        model.match_to(load_topics(folder, version))
    tell("Assigning topics")
    fit = Fit(model, version_of(sample["text"], why, version), why, len(sample))
    take_into_force(warehouse, folder, fit, assign_all(warehouse, model), as_of)
    return True


def _add_newcomers(
    warehouse: duckdb.DuckDBPyConnection, folder: Path, model: TopicModel, version: str, as_of: date | None
) -> None:
    """Let each new theme among the newest contacts be a topic of its own from tonight on."""
    newest = notice_newcomers(warehouse)
    found = newest[newest["number"] >= 0]
    if found.empty:
        return
    # Among the newest some may speak of the theme who were not counted in: they teach neither that nor the contrary.
    others = warehouse.execute(finding_sql("topic_sample"), [OTHER_TEXTS]).df().assign(number=-1)
    told = pd.concat([found, others[~others["contact_id"].isin(newest["contact_id"])]])
    model.add(told["text"].tolist(), told["number"].tolist())
    fit = Fit(model, version_of(found["text"], "newcomer", version), "newcomer", len(found))
    take_into_force(warehouse, folder, fit, assign_all(warehouse, model), as_of)
