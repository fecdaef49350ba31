"""Adding: how does a topic that was found become a reason of the taxonomy?

By an edit of the workspace over the files, which the next run applies: what the last run published of the topic, and what
somebody wants otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines import queries
from pipelines.settings import Settings
from pipelines.workspace import open_workspace
from vocmodels.taxonomy import Taxonomy, parse_taxonomy
from vocmodels.taxonomy_edits import apply_edits
from vocmodels.topic_proposals import RESERVED, free_code

CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")
TOPICS_NAMED = 10


class AddingError(Exception):
    """A topic cannot become a reason; the message says why and what to do."""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants otherwise than the topic proposes; None: as proposed."""

    code: str | None = None
    label: str | None = None
    department: str | None = None
    parent: str | None = None


@dataclass(frozen=True)
class Added:
    """A reason that the next run will know."""

    edit: Mapping[str, Any]
    topic_label: str
    contact_count: int  # of the topic, in all

    @property
    def table(self) -> dict[str, Any]:
        """Its [[reason]] table."""
        return self.edit["reason"][0]

    @property
    def label(self) -> str:
        return next(iter(self.table["label"].values()))


def add_from_topic(settings: Settings, topic_code: str, wanted: Wanted, added_by: str) -> Added:
    """Write the edit that makes a published topic a reason.

    Raises:
        AddingError: the topic is not there or is a reason already, the code is taken or no code, a department or group is
            unknown, or the reasons are the agents' codes.
        NothingPublishedError: no run was published yet.
        TaxonomyError: the taxonomy, or an edit of it before, contradicts itself.
    """
    if settings.taxonomy_folder is None:
        raise AddingError(
            "Each disposition is a reason, so none can be added. [taxonomy] from in voc.toml names the folder of a taxonomy."
        )
    topic = _published_topic(settings, topic_code)
    files = parse_taxonomy(*settings.read_taxonomy())
    with open_workspace(settings) as workspace:
        taxonomy = apply_edits(files, workspace.taxonomy_edits())
        _refuse_again(topic_code, taxonomy)
        table = _table(topic, wanted, taxonomy, settings.taxonomy.language)
        note = f"from the topic “{topic['topic_label']}”"
        edit = {"kind": "add", "to": [table["code"]], "topic": topic_code, "note": note, "reason": [table]}
        apply_edits(taxonomy, [edit])  # what contradicts itself is not written
        workspace.add_taxonomy_edit(edit, added_by)
    return Added(edit, topic["topic_label"], int(topic["contact_count"]))


def _published_topic(settings: Settings, topic_code: str) -> dict[str, Any]:
    topics = queries.ask(settings, "from marts.topic order by status_code = 'faded', recent_count desc, topic_code")
    found = topics[topics["topic_code"] == topic_code]
    if len(found):
        return found.iloc[0].to_dict()
    if topics.empty:
        raise AddingError("The last run found no topic: there is nothing to make a reason of yet.")
    shown = topics.head(TOPICS_NAMED)
    named = ", ".join(f"{row.topic_code} ({row.topic_label})" for row in shown.itertuples())
    more = f", and {len(topics) - len(shown)} more on the Topics page" if len(topics) > len(shown) else ""
    raise AddingError(f'"{topic_code}" is no topic. There are: {named}{more}.')


def _refuse_again(topic_code: str, taxonomy: Taxonomy) -> None:
    for change in taxonomy.changes:
        if change.topic_code == topic_code:
            raise AddingError(
                f'The topic "{topic_code}" was added already, as "{change.to_codes[0]}". "voc taxonomy diff" says what the'
                " next run makes of it."
            )


def _table(topic: Mapping[str, Any], wanted: Wanted, taxonomy: Taxonomy, language: str) -> dict[str, Any]:
    """The [[reason]] table: what is wanted over what is proposed; what nobody says is left out."""
    proposed = {
        name: None if pd.api.types.is_scalar(value) and pd.isna(value) else value for name, value in topic.items()
    }
    label = str(wanted.label or proposed["proposed_label"] or proposed["topic_label"])
    spoken = proposed["language_code"] or language
    definition = proposed["proposed_definition"]
    groups = [group.code for group in taxonomy.groups]
    table = {
        "code": _code(wanted.code, label, taxonomy),
        "parent": _known("group", wanted.parent, proposed["proposed_group_code"], groups),
        "department": _known(
            "department", wanted.department, proposed["proposed_department_code"], taxonomy.departments
        ),
        "label": {language if wanted.label else spoken: label},
        "definition": {spoken: definition} if definition else None,
        "phrases": _phrases(proposed["proposed_phrases"]),
    }
    return {key: value for key, value in table.items() if value}


def _code(wanted: str | None, label: str, taxonomy: Taxonomy) -> str:
    taken = RESERVED.union(taxonomy.successors)
    if wanted is None:
        return free_code(label, taken)
    if not CODE.fullmatch(wanted):
        raise AddingError(
            f'"{wanted}" is no code. Write small letters, digits and underscores, such as missing_points.'
        )
    if wanted in taken:
        raise AddingError(f'"{wanted}" is a reason already, or was one. Give this one another --code.')
    return wanted


def _known(what: str, wanted: str | None, proposed: str | None, known: Collection[str]) -> str | None:
    if wanted is not None and wanted not in known:
        raise AddingError(f'"{wanted}" is no {what}. Choose one of: {", ".join(sorted(known)) or "none yet"}.')
    return wanted or (proposed if proposed in known else None)


def _phrases(proposed: Any) -> dict[str, list[str]]:
    by_language: dict[str, list[str]] = {}
    for each in [] if proposed is None else proposed:
        by_language.setdefault(each["language_code"], []).append(each["phrase"])
    return by_language
