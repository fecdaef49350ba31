"""Found: which actions may the reader see, as they stand now, and which of them are about what is shown?

The workspace says what people wrote, the marts what it is about; whoever sees a part of the departments sees their actions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd

from dashboards import access, marts, sentences
from dashboards.topics.found import WHOLE
from dashboards.view import View
from pipelines.settings import load_settings
from pipelines.workspace import WorkspaceError, open_workspace
from pipelines.workspace.actions import action_history, read_actions, standing
from pipelines.workspace.stalling import stalled
from pipelines.workspace.tables import ACTION, frame


def read() -> pd.DataFrame:
    """The actions that the reader may see, as marts.action has them, with what each waits for (`stalling.stalled`).

    subject_label is null where what an action is about is gone, or is not for this reader.

    Raises:
        WorkspaceError: the workspace cannot be opened or read.
    """
    with open_workspace(load_settings()) as workspace:
        rows = read_actions(workspace)
    return _seen(stalled(_named(rows), date.today()))


def history(action_id: str) -> pd.DataFrame:
    """All that was said of one action, the oldest first."""
    with open_workspace(load_settings()) as workspace:
        return action_history(workspace, action_id)


def inside(actions: pd.DataFrame, view: View) -> pd.DataFrame:
    """Those that the bar's departments own and that are about its reasons."""
    is_owned = actions["department_code"].isin(view.departments) | (not view.departments)
    is_meant = actions["reason_code"].isin(view.reasons) | (not view.reasons)
    return actions[is_owned & is_meant].reset_index(drop=True)


def about_reasons(reason_codes: tuple[str, ...]) -> pd.DataFrame:
    """The actions about these reasons, or about an alert of them; none where the workspace does not answer."""
    actions = _at_hand()
    return actions[actions["reason_code"].isin(reason_codes)]


def about_topic(topic_code: str) -> pd.DataFrame:
    """The same about a topic."""
    actions = _at_hand()
    return actions[actions["topic_code"] == topic_code]


def about_alert(alert: Mapping[str, Any]) -> pd.DataFrame:
    """The same about an alert, its topic or the reasons that it counts; of all contacts: about the alert alone."""
    actions = _at_hand()
    codes = () if alert["subject_kind"] == "all" else marts.alert_reasons(alert)
    topic_code = alert["subject_code"] if alert["subject_kind"] == "topic" else None
    is_same = actions["alert_id"] == alert["alert_id"]
    return actions[is_same | actions["reason_code"].isin(codes) | (actions["topic_code"] == topic_code)]


def daily(action: Mapping[str, Any], first: Any, last: Any) -> pd.DataFrame:
    """The days of the line that an action is about, with what was expected; empty where it is gone."""
    if isinstance(action["alert_id"], str):
        alert = marts.alert(action["alert_id"])
        code = str(alert["series_code"].iloc[0]) if len(alert) else ""
    else:
        code = ""
    if not code:
        is_topic = isinstance(action["topic_code"], str)
        code = f"topic:{action['topic_code']}" if is_topic else f"reason:{action['reason_code']}"
    sql = """from marts.series_daily where series_code = $code and contact_date between $first and $last
        order by contact_date"""
    return marts.ask(sql, code=code, first=first, last=last)


def effects(action_ids: tuple[str, ...]) -> pd.DataFrame:
    """What the last run measured of these actions, those that went live after it left out."""
    return marts.ask("from marts.action_effect where list_contains($ids::varchar[], action_id)", ids=action_ids)


def effect_days(action_id: str) -> pd.DataFrame:
    """What came a day, and what would have come without the action: the columns of a line with its band."""
    sql = """select contact_date, contact_count, expected_count, lower_count, upper_count, false as is_spike
        from marts.action_effect_daily where action_id = $id order by contact_date"""
    return marts.ask(sql, id=action_id)


def shifts(action_id: str) -> pd.DataFrame:
    """How other series changed on the date of an action, the surest first."""
    return marts.ask("from marts.action_shift where action_id = $id order by shift_rank", id=action_id)


def _at_hand() -> pd.DataFrame:
    try:
        return read()
    except WorkspaceError:
        return _seen(stalled(_named(standing(frame([], ACTION))), date.today()))


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with the names and the owner of what they are about, as far as the reader may see it."""
    rules = marts.ask("from marts.reason_rule").set_index("old_code")["reason_code"]
    reasons = marts.reasons().set_index("reason_code")
    alerts = _alerts(tuple(rows["alert_id"].dropna()))
    topics = _topics(tuple(rows["topic_code"].dropna()))
    departments = marts.departments().set_index("department_code")["department_label"]
    reason_code = rows["reason_code"].map(rules).fillna(rows["reason_code"])
    kind = pd.Series("reason", rows.index, dtype="str").mask(rows["topic_code"].notna(), "topic")
    label, owner = rows["alert_id"].map(alerts["label"]), rows["department_code"]
    for code, known in ((rows["alert_id"], alerts), (rows["topic_code"], topics), (reason_code, reasons)):
        owner = owner.fillna(code.map(known["department_code"]))
    for code, names in ((rows["topic_code"], topics["topic_label"]), (reason_code, reasons["reason_label"])):
        label = label.fillna(code.map(names))
    return rows.assign(
        reason_code=reason_code,
        subject_kind=kind.mask(rows["alert_id"].notna(), "alert"),
        subject_label=label,
        department_code=owner,
        department_label=owner.map(departments),
    )


def _alerts(alert_ids: tuple[str, ...]) -> pd.DataFrame:
    rows = marts.ask("from marts.alert where list_contains($ids::varchar[], alert_id)", ids=alert_ids)
    labels = [sentences.alert_title(alert) for alert in rows.to_dict("records")]
    return rows.assign(label=pd.Series(labels, rows.index, dtype="str")).set_index("alert_id")


def _topics(topic_codes: tuple[str, ...]) -> pd.DataFrame:
    sql = """select topic_code, topic_label, owner_code as department_code from whole
        where list_contains($codes::varchar[], topic_code)"""
    return marts.ask(WHOLE + sql, codes=topic_codes).set_index("topic_code")


def _seen(actions: pd.DataFrame) -> pd.DataFrame:
    departments = access.scope().departments
    seen = actions if departments is None else actions[actions["department_code"].isin(departments)]
    return seen.reset_index(drop=True)
