"""Differences: how do two slices, or two periods, differ by reason, and which differences are sure?

The share of a reason among the contacts of each side, or a KPI of its contacts, with the difference and its 95 % interval:
of shares by Newcombe ("Interval estimation for the difference between independent proportions", 1998, method 10), of means by
their own variances. Many reasons are compared at once: sure is what stays under 10 % false discoveries (Benjamini and
Hochberg, 1995).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt
from typing import Any

import numpy as np
import pandas as pd

from dashboards import kpis, sentences

COMPARABLE = ("wilson", "mean")  # KPIs whose values come with an interval that two sides can be compared by


@dataclass(frozen=True)
class ComparingSettings:
    """When a difference is sure, and of how few nothing is said."""

    false_discoveries: float = 0.1
    minimum_count: int = 30


def compare(
    left: pd.DataFrame,
    right: pd.DataFrame,
    kpi: pd.Series | None = None,
    settings: ComparingSettings = ComparingSettings(),
) -> pd.DataFrame:
    """One row a reason, sure differences first, then by size.

    Args:
        left, right: what marts.daily gives of each side, its own period alone.
        kpi: a row of marts.kpi with one of the intervals COMPARABLE; none: the share of contacts.

    Returns:
        reason_code, reason_label, left_count, right_count (contacts), left_value, right_value, left_n, right_n, difference
        (right minus left), low, high (95 %), is_too_few, q_value, is_sure.
    """
    return _ordered(_judged(_beside(left, right, kpi), settings))


def overall(
    left: pd.DataFrame,
    right: pd.DataFrame,
    measured: pd.DataFrame,
    settings: ComparingSettings = ComparingSettings(),
) -> pd.DataFrame:
    """The same with one row a KPI, over all contacts of each side, judged together; and its unit.

    Args:
        measured: rows of marts.kpi with one of the intervals COMPARABLE.
    """
    rows = []
    for kpi in (kpi for _, kpi in measured.iterrows()):
        named = {"reason_code": kpi["kpi_code"], "reason_label": kpi["kpi_label"]}
        rows.append(_beside(left.assign(**named), right.assign(**named), kpi).assign(unit=kpi["unit"]))
    return _judged(pd.concat(rows, ignore_index=True), settings)


def _beside(left: pd.DataFrame, right: pd.DataFrame, kpi: pd.Series | None) -> pd.DataFrame:
    """Both sides of each reason, and their difference."""
    names = pd.concat([left, right])[["reason_code", "reason_label"]].drop_duplicates("reason_code")
    sides = [_side(rows, kpi).add_prefix(name) for name, rows in (("left_", left), ("right_", right))]
    rows = names.set_index("reason_code").join(sides)
    if kpi is None:
        for name, of_side in (("left_", left), ("right_", right)):
            rows[f"{name}n"] = float(of_side["contact_count"].sum())
            rows[f"{name}value"] = (rows[f"{name}count"].fillna(0) / rows[f"{name}n"]).where(rows[f"{name}n"] > 0)
    counts = ["left_count", "right_count", "left_n", "right_n"]
    rows[counts] = rows[counts].fillna(0)
    interval = "wilson" if kpi is None else str(kpi["interval_code"])
    return _differing(rows, interval).reset_index()


def in_words(rows: pd.DataFrame) -> pd.DataFrame:
    """The same with texts for a table, by the unit of each row: left_words, right_words, difference_words, verdict."""
    return rows.assign(
        left_words=[_value(row.left_value, row.left_n, row.unit) for row in rows.itertuples()],
        right_words=[_value(row.right_value, row.right_n, row.unit) for row in rows.itertuples()],
        difference_words=[_difference(row, row.unit) for row in rows.itertuples()],
        verdict=[_verdict(row) for row in rows.itertuples()],
    )


def say(rows: pd.DataFrame, left: str, right: str) -> str:
    """3 of 12 reasons differ surely; Damaged shipment most: 31 % in NorthStar, 8 % in Parcelway.

    Args:
        rows: what `compare` gives, with the unit.
        left, right: the names of the sides.
    """
    sure = rows[rows["is_sure"]]
    compared = sentences.count_of(int((~rows["is_too_few"]).sum()), "reason")
    if sure.empty:
        return f"Of {compared}, none differs by more than chance would make"
    top = sure.iloc[0]
    here, there = (_value(top[f"{side}_value"], top[f"{side}_n"], top["unit"]) for side in ("left", "right"))
    differ = "differs" if len(sure) == 1 else "differ"
    return f"{len(sure)} of {compared} {differ} surely; {top['reason_label']} most: {here} ({left}), {there} ({right})"


def say_chance(settings: ComparingSettings = ComparingSettings()) -> str:
    one_in = round(1 / settings.false_discoveries)
    return (
        f"Ordered by what differs surely; about one in {one_in} of those called sure is chance. With 95 % interval of the"
        f" difference, right minus left; fewer than {settings.minimum_count} on a side are too few."
    )


def _side(rows: pd.DataFrame, kpi: pd.Series | None) -> pd.DataFrame:
    """By reason_code: count, and the KPI's value, n, low, high."""
    counts = rows.groupby("reason_code")["contact_count"].sum().rename("count").to_frame()
    if kpi is None or rows.empty:
        return counts.assign(value=np.nan, n=np.nan, low=np.nan, high=np.nan)
    worked = kpis.totals(rows, kpi, by=("reason_code",)).set_index("reason_code")[["value", "n", "low", "high"]]
    return counts.join(worked)


def _differing(rows: pd.DataFrame, interval: str) -> pd.DataFrame:
    """The difference, its interval, and its p-value by the larger of the two half intervals towards no difference."""
    if interval == "wilson":
        for name in ("left_", "right_"):
            given = pd.DataFrame({"value": rows[f"{name}value"], "denominator": rows[f"{name}n"]})
            rows[f"{name}low"], rows[f"{name}high"] = kpis.interval(given, "wilson")
    difference = rows["right_value"] - rows["left_value"]
    below = np.hypot(rows["right_value"] - rows["right_low"], rows["left_high"] - rows["left_value"])
    above = np.hypot(rows["right_high"] - rows["right_value"], rows["left_value"] - rows["left_low"])
    toward = below.where(difference > 0, above) / kpis.Z
    z = (difference.abs() / toward.where(toward > 0)).fillna(0.0)
    p_value = z.map(lambda value: erfc(value / sqrt(2)))
    return rows.assign(difference=difference, low=difference - below, high=difference + above, p_value=p_value)


def _judged(rows: pd.DataFrame, settings: ComparingSettings) -> pd.DataFrame:
    """Whether there is enough on both sides, and what is sure among those."""
    is_known = rows[["difference", "low", "high"]].notna().all(axis=1)
    is_enough = rows[["left_n", "right_n"]].min(axis=1) >= settings.minimum_count
    is_seen = rows[["left_count", "right_count"]].max(axis=1) >= 1
    judged = is_known & is_enough & is_seen
    q_value = pd.Series(np.nan, index=rows.index)
    q_value[judged] = _benjamini_hochberg(rows.loc[judged, "p_value"].to_numpy())
    return rows.assign(is_too_few=~judged, q_value=q_value, is_sure=q_value < settings.false_discoveries)


def _benjamini_hochberg(p_value: np.ndarray) -> np.ndarray:
    """The share of false ones among all that are at most as likely by chance."""
    order = np.argsort(p_value)
    count = len(p_value)
    scaled = p_value[order] * count / np.arange(1, count + 1)
    found = np.empty(count)
    found[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return found


def _ordered(rows: pd.DataFrame) -> pd.DataFrame:
    by = rows.assign(size=rows["difference"].abs().fillna(-1))
    order = by.sort_values(["is_sure", "is_too_few", "size"], ascending=[False, True, False], kind="stable")
    return order.drop(columns="size").reset_index(drop=True)


def _value(value: float, n: float, unit: str) -> str:
    return sentences.format_value(value, unit, int(n)) if pd.notna(value) else sentences.NOT_KNOWN


def _difference(row: Any, unit: str) -> str:
    """+23.1 (18.0 to 28.2) points; with a KPI in seconds +1 m 3 s (0 m 40 s to 1 m 26 s)."""
    given = [row.difference, row.low, row.high]
    if any(pd.isna(value) for value in given):
        return sentences.NOT_KNOWN
    scale = 100 if unit == "share" else 1
    points = {"share": " points", "seconds": " s"}.get(unit, "")
    digits = 0 if unit == "seconds" else 1
    middle, low, high = (f"{scale * value:+,.{digits}f}".replace("-", sentences.MINUS) for value in given)
    return f"{middle} ({low} to {high}){points}"


def _verdict(row: Any) -> str:
    if row.is_too_few:
        return sentences.TOO_FEW
    return "sure" if row.is_sure else "may be chance"
