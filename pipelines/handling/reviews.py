"""Reviews: what do people say of the scorecards, how far does the machine agree, and what should they judge next?"""

from __future__ import annotations

import duckdb
import pandas as pd

from pipelines.settings import Settings
from pipelines.warehouse import finding_sql, replace
from pipelines.workspace import open_workspace
from vocmodels.quality import Rubric, score_contacts
from vocmodels.quality_review import agree, choose_reviews

CONTACTS_DRAWN = 2_000  # of the window, from which what to review next is chosen
REVIEWS_WANTED = 60  # a week's work of one person


def read_reviews(settings: Settings) -> pd.DataFrame:
    """People's newest verdict on each criterion of each contact, from the workspace."""
    with open_workspace(settings) as workspace:
        return workspace.quality_reviews()


def follow_reviews(warehouse: duckdb.DuckDBPyConnection, reviews: pd.DataFrame, rubric: Rubric) -> None:
    """Let people's verdicts decide on the scores of their contacts; the machine's stay beside them, and nothing is read."""
    warehouse.execute("create or replace temp table rescored as select distinct contact_id from ops.quality_review")
    warehouse.execute("begin")
    replace(warehouse, "ops.quality_review", reviews)
    warehouse.execute("insert into rescored select distinct contact_id from ops.quality_review")
    scores = score_contacts(warehouse.execute(finding_sql("verdict_rescored")).df(), rubric)
    warehouse.register("scores", scores)
    warehouse.execute(
        "update findings.contact_quality as quality"
        " set qa_score = scores.qa_score, is_auto_failed = scores.is_auto_failed,"
        " applicable_count = scores.applicable_count, met_count = scores.met_count"
        " from scores where scores.contact_id = quality.contact_id"
    )
    warehouse.unregister("scores")
    warehouse.execute("commit")


def weigh_reviews(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Write how far the machine agrees with people on each criterion, and what people should judge next."""
    replace(warehouse, "findings.criterion_agreement", agree(warehouse.execute(finding_sql("review_pair")).df()))
    verdicts = warehouse.execute(finding_sql("verdict_to_review"), [CONTACTS_DRAWN]).df()
    reviewed = warehouse.execute("select contact_id, criterion_code from ops.quality_review order by all").df()
    agents = verdicts[["contact_id", "agent_id"]].dropna()
    chosen = choose_reviews(verdicts, reviewed, REVIEWS_WANTED, seed=0, agents=agents)
    replace(warehouse, "findings.quality_to_review", chosen.assign(place=range(1, len(chosen) + 1)))


def view_verdicts(warehouse: duckdb.DuckDBPyConnection) -> None:
    """Make the temporary view recent_verdict: what may be decided by. Needs the agreement of `weigh_reviews`."""
    warehouse.execute(f"create or replace temp view recent_verdict as {finding_sql('recent_verdict')}")
