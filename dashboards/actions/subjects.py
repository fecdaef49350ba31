"""Subjects: what can an action be about, and which of it does a link name?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboards import marts, sentences
from dashboards.topics.found import WHOLE, follow

UNSURE = "unsure"


@dataclass(frozen=True)
class Subject:
    """A reason, a topic or an alert; an alert carries its reason or topic, which stay when it is gone."""

    kind: str
    code: str
    label: str
    department_code: str | None
    reason_code: str | None = None
    topic_code: str | None = None

    @property
    def alert_id(self) -> str | None:
        return self.code if self.kind == "alert" else None


def offered() -> dict[tuple[str, str], Subject]:
    """All that the reader may see: reasons by name, topics by size, spikes from the newest on."""
    found = [*_reasons(), *_topics(), *_alerts()]
    return {(subject.kind, subject.code): subject for subject in found}


def asked() -> tuple[str, str] | None:
    """The subject that a link names: `about_reason`, `about_topic` or `about_alert`."""
    for kind, follows in (("reason", marts.follow_reason), ("topic", follow), ("alert", str)):
        if code := st.query_params.get(f"about_{kind}"):
            return kind, follows(code)
    return None


def _reasons() -> list[Subject]:
    rows = marts.reasons()
    rows = rows[rows["reason_code"] != UNSURE].sort_values("reason_label")
    return [
        Subject("reason", row.reason_code, f"Reason: {row.reason_label}", _known(row.department_code), row.reason_code)
        for row in rows.itertuples()
    ]


def _topics() -> list[Subject]:
    sql = "from whole where status_code = 'active' order by recent_count desc, topic_code"
    return [
        Subject("topic", row.topic_code, f"Topic: {row.topic_label}", _known(row.owner_code), topic_code=row.topic_code)
        for row in marts.ask(WHOLE + sql).itertuples()
    ]


def _alerts() -> list[Subject]:
    rows = marts.ask("from marts.alert order by started_date desc, severity_rank, alert_id")
    return [
        Subject(
            "alert",
            alert["alert_id"],
            f"Spike: {sentences.alert_title(alert)}, {sentences.alert_days(alert)}",
            _known(alert["department_code"]),
            _known(alert["reason_code"]),
            alert["subject_code"] if alert["subject_kind"] == "topic" else None,
        )
        for alert in rows.to_dict("records")
    ]


def _known(code: object) -> str | None:
    return None if pd.isna(code) else str(code)
