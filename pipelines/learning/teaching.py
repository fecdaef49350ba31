"""Teaching: what happens between what analysts label and the model that decides from the next run on?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.contact_texts import find_texts
from pipelines.learning.labels import count_unknown, read_label_file, write_labels
from pipelines.learning.plan import plan_model
from pipelines.learning.proposing import propose
from pipelines.learning.training import Training, train
from pipelines.model_store import load_model
from pipelines.queries import QueryError
from pipelines.settings import Settings
from pipelines.vocabulary import read_taxonomy, write_vocabulary
from pipelines.warehouse import fetch_value, open_warehouse
from pipelines.workspace import open_workspace


class NothingToLearnError(QueryError):
    """No contact is stored yet."""


@dataclass(frozen=True)
class Lesson:
    """What came of one: labels that were taken in and those that say nothing, the training, and what to label next."""

    label_count: int
    unknown_label_count: int
    training: Training
    proposals: Path
    proposal_count: int


def teach(
    settings: Settings, label_file: Path | None, labelled_by: str, next_count: int, tell: Callable[[str], None]
) -> Lesson:
    """Take in a file of labels, if there is one, train, and propose what to label next.

    Raises:
        NothingToLearnError: no run has loaded a contact yet.
        LabelFileError: a line of the file cannot be taken; nothing was stored.
    """
    with open_warehouse(settings.paths.warehouse) as warehouse, open_workspace(settings) as workspace:
        _require_contacts(warehouse)
        taxonomy = read_taxonomy(warehouse, settings)
        label_count = 0
        if label_file is not None:
            rows = read_label_file(label_file, warehouse, taxonomy.reason_codes)
            label_count = workspace.add_labels(rows, labelled_by)
        write_vocabulary(warehouse, settings, taxonomy)
        write_labels(warehouse, workspace.labels(), taxonomy)
        find_texts(warehouse, settings.taxonomy_folder is None)
        plan = plan_model(settings, taxonomy)
        training = train(warehouse, plan, lambda done, total: tell("Learning reasons"))
        tell("Choosing what to label next")
        path, count = propose(warehouse, settings, load_model(plan.folder, training.model_version), next_count)
        return Lesson(label_count, count_unknown(warehouse), training, path, count)


def _require_contacts(warehouse: duckdb.DuckDBPyConnection) -> None:
    is_built = fetch_value(
        warehouse,
        "select count(*) from duckdb_tables() where schema_name = 'core' and table_name in ('contact', 'turn')",
    )
    if is_built < 2:
        raise NothingToLearnError('There is no contact to learn from yet. Call "voc run" first.')
