"""Labels: what did each person say of each contact, and how is it taken back?

`Workspace.add_labels` and `Workspace.labels` keep and give what the next run goes by.
"""

from __future__ import annotations

import pandas as pd
from sqlalchemy import select

from pipelines.workspace import Workspace
from pipelines.workspace.tables import LABEL, TAKEN_BACK, frame


def read_labels(workspace: Workspace) -> pd.DataFrame:
    """Return all that was ever said, the oldest first: the columns of LABEL, labelled_at in UTC; taken back: TAKEN_BACK."""
    with workspace.engine.connect() as connection:
        return frame([tuple(row) for row in connection.execute(select(LABEL).order_by(LABEL.c.label_id))], LABEL)


def take_back_label(workspace: Workspace, contact_id: str, labelled_by: str) -> None:
    """Let a person say nothing of a contact any more; what others said of it counts again."""
    rows = pd.DataFrame({"contact_id": [contact_id], "reason_code": [TAKEN_BACK]})
    workspace.add_labels(rows, labelled_by)


def newest_of_each(labels: pd.DataFrame) -> pd.DataFrame:
    """The newest label of each person on each contact that was not taken back, the oldest first."""
    newest = labels.sort_values("label_id").groupby(["contact_id", "labelled_by"]).tail(1)
    return newest[newest["reason_code"] != TAKEN_BACK].reset_index(drop=True)
