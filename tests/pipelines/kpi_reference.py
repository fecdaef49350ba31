"""KPIs counted slowly: what is each number, contact by contact and minute by minute, in plain Python?

Nothing here shares a line with the SQL: it is what the SQL is compared with.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
UTC = ZoneInfo("UTC")


def local(moment: datetime, zone: str) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _share(rows: list[Row], test: Callable[[Row], bool]) -> float | None:
    return _mean([float(bool(test(row))) for row in rows])


def _queued(row: Row) -> bool:
    return not row["is_callback"] and (row["queue_seconds"] is not None or bool(row["is_abandoned"]))


def _handled(rows: list[Row]) -> list[Row]:
    return [row for row in rows if not row["is_abandoned"] and row["handle_seconds"] is not None]


def _within(row: Row, seconds: float) -> bool:
    return row["queue_seconds"] is not None and row["queue_seconds"] <= seconds


def came_back(row: Row, everyone: list[Row], days: int) -> bool:
    """Whether the same customer contacted us again for the same reason within so many times 24 hours."""
    return any(
        other["customer_id"] == row["customer_id"]
        and other["reason_code"] == row["reason_code"]
        and (row["started_at"], row["contact_id"]) < (other["started_at"], other["contact_id"])
        and other["started_at"] - row["started_at"] <= timedelta(days=days)
        and other["direction_code"] != "outbound"
        and other["previous_contact_id"] is None
        for other in everyone
    )


def kpi_values(rows: list[Row], everyone: list[Row], as_of: date, days: int = 7) -> dict[str, float | None]:
    """Each KPI of these contacts, None where nothing was counted.

    Args:
        rows: the contacts that are measured, none after as_of.
        everyone: all contacts up to as_of, in which returns are looked for.
    """
    queued = [row for row in rows if _queued(row)]
    answered = [row for row in queued if not row["is_abandoned"]]
    lost = [row for row in queued if row["is_abandoned"]]
    late = [row for row in lost if not _within(row, 20)]
    handled = _handled(rows)
    mature = [
        row
        for row in rows
        if not row["is_abandoned"]
        and row["customer_id"] is not None
        and row["reason_code"] != "unsure"
        and (as_of - row["contact_date"]).days >= days
    ]
    rated = [row for row in rows if row["csat_score"] is not None]
    sent = [row for row in rows if row["is_survey_sent"]]
    scored = [row["nps_score"] for row in rows if row["nps_score"] is not None]
    judged = [row for row in rows if row["qa_score"] is not None]
    felt = [row for row in rows if row["start_sentiment"] is not None]
    unhappy = [row for row in felt if row["start_sentiment"] <= -0.3]
    heard = [row for row in rows if row["has_churn_risk"] is not None]
    efforts = [row["effort"] for row in rows if row["effort"] is not None]
    level = len(answered) + len(late)
    return {
        "contacts": float(len(rows)),
        "agent_hours": sum(row["handle_seconds"] for row in handled) / 3600,
        "service_level": len([row for row in answered if _within(row, 20)]) / level if level else None,
        "asa": _mean([row["queue_seconds"] for row in answered]),
        "abandonment_rate": len(lost) / len(queued) if queued else None,
        "handle_time": _mean([row["handle_seconds"] for row in handled]),
        "hold_time": _mean([row["hold_seconds"] for row in handled if row["hold_seconds"]]),
        "fcr": _share(mature, lambda row: not came_back(row, everyone, days)),
        "repeat_rate": _share(mature, lambda row: came_back(row, everyone, days)),
        "transfer_rate": _share(handled, lambda row: (row["transfer_count"] or 0) >= 1),
        "csat": _share(rated, lambda row: row["csat_score"] >= 4),
        "csat_response_rate": _share(sent, lambda row: row["csat_score"] is not None),
        "nps": _mean([100.0 if score >= 9 else -100.0 if score <= 6 else 0.0 for score in scored]),
        "turned_around": _share(unhappy, lambda row: row["is_turned_around"]),
        "escalated": _share(felt, lambda row: row["is_escalated"]),
        "hard_share": _share(felt, lambda row: row["is_escalated"] or row["low_sentiment"] <= -0.6),
        "churn_risk": _share(heard, lambda row: row["has_churn_risk"]),
        "effort": _mean([100 * effort for effort in efforts]),
        "qa_score": _mean([row["qa_score"] for row in judged]),
        "auto_fail_rate": _share(judged, lambda row: row["is_auto_failed"]),
        "unsure_share": _share(rows, lambda row: row["reason_code"] == "unsure"),
    }


def agent_minutes(
    states: list[Row], zones: dict[str, str], classes: dict[str, str], gap_hours: float = 4, longest_hours: float = 12
) -> dict[tuple[str, date], dict[str, int]]:
    """Minutes of each agent and local day in each class, asked minute by minute.

    Args:
        states: agent_id, state_code, started_at, ended_at (may be null), whole minutes in UTC.
        classes: what a code counts as; away where it names none.
    """
    minutes: dict[tuple[str, date], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for agent_id in {state["agent_id"] for state in states}:
        own = sorted(
            (state for state in states if state["agent_id"] == agent_id), key=lambda state: state["started_at"]
        )
        for place, state in enumerate(own):
            following = own[place + 1]["started_at"] if place + 1 < len(own) else None
            end = state["ended_at"]
            if end is None and following is not None and following - state["started_at"] <= timedelta(hours=gap_hours):
                end = following
            if end is None:
                continue
            end = end if following is None else min(end, following)
            code = classes.get(state["state_code"], "away")
            if code == "off" or end - state["started_at"] > timedelta(hours=longest_hours):
                continue
            moment = state["started_at"]
            while moment < end:
                minutes[agent_id, local(moment, zones[agent_id]).date()][code] += 1
                moment += timedelta(minutes=1)
    return {key: dict(counts) for key, counts in minutes.items()}
