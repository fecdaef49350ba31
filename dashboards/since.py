"""Since: what changed on the last day, against the day before it?"""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from dashboards import marts, sentences
from dashboards.view import View

VERBS = {"opened": "opened", "growing": "grew", "fading": "faded", "closed": "closed"}
MOST_NAMED = 2  # spikes of one kind
ALERTS = """select alert_day.state_code, alert.* exclude (state_code)
    from marts.alert_day join marts.alert using (alert_id)
    where contact_date = $day and is_wanted($departments, department_code)
        and (len($reasons::varchar[]) = 0 or subject_kind = 'reason' and is_wanted($reasons, subject_code))
    order by severity_rank, alert_id"""
REDEFINED = """select distinct reason_code from marts.reason_change
    where change_date = $day and is_wanted($departments, department_code) and is_wanted($reasons, reason_code)"""


def told(view: View) -> str:
    """What happened to spikes and definitions on the view's last day."""
    alerts = marts.ask(ALERTS, day=view.end, **view.wanted)
    return say(view, alerts, len(marts.ask(REDEFINED, day=view.end, **view.wanted)))


def say(view: View, alerts: pd.DataFrame, redefined_count: int) -> str:
    """Since Mon 2 Mar: 1 spike opened (Damaged shipment), 2 grew (Refund, Late delivery); 1 reason counts something else.

    Args:
        alerts: one row an alert that lived on the last day: its state_code of that day, and what names it.
    """
    parts: list[str] = []
    for state, verb in VERBS.items():
        names = [sentences.alert_title(row) for row in alerts[alerts["state_code"] == state].to_dict("records")]
        if names:
            count = f"{sentences.count_of(len(names), 'spike')} {verb}" if not parts else f"{len(names)} {verb}"
            parts.append(f"{count} ({_named(names)})")
    happened = ", ".join(parts) or "no spike opened, grew or closed"
    changed = f"; {sentences.count_of(redefined_count, 'definition')} of reasons changed" if redefined_count else ""
    return f"Since {sentences.format_date(view.end - timedelta(days=1))}: {happened}{changed}."


def _named(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
