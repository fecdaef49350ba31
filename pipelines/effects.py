"""Effects: did contacts fall after each action that is live, and where did they go instead?"""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from pipelines.settings import Settings
from pipelines.warehouse import finding_sql, replace
from pipelines.workspace import open_workspace
from pipelines.workspace.actions import read_actions
from vocmodels.effect_controls import choose_controls
from vocmodels.effect_moves import find_moves
from vocmodels.effects import Effect, TooLittleHistoryError, measure

TOO_LITTLE = "too_little_history"
HOLIDAYS = "select holiday_date, site_code from ops.holiday"


def measure_actions(warehouse: duckdb.DuckDBPyConnection, settings: Settings) -> int:
    """Write anew what each live action of the workspace changed; return how many could be compared."""
    with open_workspace(settings) as workspace:
        warehouse.register("actions_now", read_actions(workspace))
    actions = warehouse.execute(finding_sql("action_live")).df()
    warehouse.unregister("actions_now")
    warehouse.register("actions_live", actions)
    effects, courses, shifts = [], [], []
    for action in actions.to_dict("records"):
        effect, course, moved = _measure(warehouse, action)
        effects.append(effect)
        courses.append(course)
        shifts.append(moved)
    warehouse.unregister("actions_live")
    replace(warehouse, "findings.action_effect", effects)
    replace(warehouse, "findings.action_effect_daily", pd.concat(courses) if courses else [])
    replace(warehouse, "findings.action_shift", pd.concat(shifts) if shifts else [])
    return sum(effect["verdict_code"] != TOO_LITTLE for effect in effects)


def _measure(
    warehouse: duckdb.DuckDBPyConnection, action: dict[str, Any]
) -> tuple[dict[str, Any], pd.DataFrame, pd.DataFrame]:
    """Return the row of the action's effect, its course by day, and where contacts moved."""
    key = {"action_id": action["action_id"], "series_code": action["series_code"]}
    rows = warehouse.execute(finding_sql("action_days"), [action["series_code"], action["alert_id"]]).df()
    holidays, changed_on = warehouse.execute(HOLIDAYS).df(), action["live_date"]
    daily, candidates = rows[rows["series_code"] == action["series_code"]], rows[rows["is_candidate"]]
    try:
        choice = choose_controls(daily, candidates, changed_on, holidays=holidays)
        chosen = candidates[candidates["series_code"].isin(choice.chosen)]
        effect = measure(daily, changed_on, chosen, holidays=holidays)
    except TooLittleHistoryError:
        return key | {"live_date": changed_on, "verdict_code": TOO_LITTLE}, pd.DataFrame(), pd.DataFrame()
    subject = [action["subject_kind"], changed_on, action["subject_code"]]
    side = warehouse.execute(finding_sql("action_side"), subject).df().iloc[0].to_dict()
    others = rows[rows["series_code"] != action["series_code"]]
    moved = find_moves(others, changed_on, holidays=holidays) if len(effect.daily) else pd.DataFrame()
    row = key | {"live_date": changed_on} | _row(effect) | {"control_fit_share": choice.fit_share} | _side(effect, side)
    return row, effect.daily.assign(action_id=action["action_id"]), moved.assign(action_id=action["action_id"])


def _row(effect: Effect) -> dict[str, Any]:
    return {
        "verdict_code": effect.verdict,
        "saved_per_day": effect.saved_per_day,
        "low": effect.low,
        "high": effect.high,
        "saved_total": effect.saved_total,
        "total_low": effect.total_low,
        "total_high": effect.total_high,
        "saved_share": effect.saved_share,
        "expected_per_day": effect.expected_per_day,
        "measured_days": effect.days_after,
        "known_on": effect.known_on,
        "is_gradual": effect.is_gradual,
        "fit_error": effect.fit_error,
        "placebo_count": len(effect.placebo_dates) + len(effect.placebo_series),
        "placebo_share": effect.placebo_share,
        "control_codes": sorted(effect.control_weights, key=lambda code: -abs(effect.control_weights[code])),
    }


def _side(effect: Effect, side: dict[str, Any]) -> dict[str, Any]:
    """Return the agent hours that went with what was saved, and how contacts were handled before and since."""
    hours = side.pop("handle_seconds") / 3600
    totals = {"hours_saved": effect.saved_total, "hours_low": effect.total_low, "hours_high": effect.total_high}
    return {name: total * hours for name, total in totals.items()} | side
