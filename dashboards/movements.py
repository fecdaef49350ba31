"""Movements: what rose and what fell between two periods?"""

from __future__ import annotations

import pandas as pd

from dashboards import histories, sentences
from dashboards.view import View

UNSURE = "unsure"


def split(daily: pd.DataFrame, view: View) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the period, and those of the comparison period."""
    return _between(daily, view.start, view.end), _between(daily, view.compare_start, view.compare_end)


def by_reason(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Agent hours by reason then and now, the greatest change first: reason_code, label, before, now, words."""
    hours = pd.DataFrame({"before": _hours(before), "now": _hours(now)}).fillna(0.0).reset_index()
    hours["change"] = hours["now"] - hours["before"]
    hours["words"] = [sentences.format_change(row.now, row.before) for row in hours.itertuples()]
    order = hours["change"].abs().sort_values(ascending=False, kind="stable").index
    return hours.loc[order].rename(columns={"reason_label": "label"}).reset_index(drop=True)


def by_group(now: pd.DataFrame, before: pd.DataFrame, view: View, expected: pd.DataFrame) -> pd.DataFrame:
    """One row per reason group, largest first: label, codes (of its reasons), contact_count, compare_count, and by day
    course and expected_course (empty where nothing is expected)."""
    days = pd.date_range(view.start, view.end)
    course = now.pivot_table(index="contact_date", columns="group_label", values="contact_count", aggfunc="sum")
    course = course.reindex(days).fillna(0.0)
    usual = expected.pivot_table(index="contact_date", columns="group_label", values="expected_count", aggfunc="sum")
    usual = usual.reindex(days)
    then = before.groupby("group_label")["contact_count"].sum()
    rows = pd.DataFrame({"contact_count": course.sum()}).sort_values("contact_count", ascending=False)
    rows["compare_count"] = then.reindex(rows.index).fillna(0)
    codes = now.groupby("group_label")["reason_code"].agg(lambda held: sorted(set(held)))
    rows["codes"] = [codes[group] for group in rows.index]
    rows["course"] = [course[group].tolist() for group in rows.index]
    rows["expected_course"] = [
        usual[group].tolist() if group in usual and usual[group].notna().all() else [] for group in rows.index
    ]
    return rows.reset_index(names="label")


def tree(now: pd.DataFrame, before: pd.DataFrame, is_comparable: bool) -> pd.DataFrame:
    """One row per group and, below it, per reason, the costliest first.

    Columns: label, contact_count, share (percent of all contacts), change, agent_hours, is_group, codes (the reasons of
    the row), reason_code (empty for a group).
    """
    total = now["contact_count"].sum()
    compare = before.groupby("reason_code")["contact_count"].sum()
    keys = ["group_label", "reason_code", "reason_label"]
    reasons = now.groupby(keys, as_index=False)[["contact_count", "handle_seconds"]].sum()
    reasons["compare_count"] = reasons["reason_code"].map(compare).fillna(0)
    groups = reasons.groupby("group_label", as_index=False)[["contact_count", "handle_seconds", "compare_count"]].sum()
    groups["codes"] = groups["group_label"].map(reasons.groupby("group_label")["reason_code"].agg(tuple))
    groups = groups.assign(is_group=True, reason_code="", label=groups["group_label"])
    reasons = reasons.assign(
        is_group=False, label="\u2003" + reasons["reason_label"], codes=[(code,) for code in reasons["reason_code"]]
    )
    cost = groups.set_index("group_label")["handle_seconds"]
    rows = pd.concat([groups, reasons], ignore_index=True).assign(cost=lambda frame: frame["group_label"].map(cost))
    order = ["cost", "group_label", "is_group", "handle_seconds"]
    rows = rows.sort_values(order, ascending=[False, True, False, False], kind="stable").reset_index(drop=True)
    rows["share"] = 100 * rows["contact_count"] / (total or 1)
    rows["agent_hours"] = rows["handle_seconds"] / 3600
    rows["change"] = [
        sentences.format_change(row.contact_count, row.compare_count) if is_comparable else ""
        for row in rows.itertuples()
    ]
    return rows


def say_top_reasons(rows: pd.DataFrame) -> str:
    """Where is my order, Damaged shipment and Checkout error take 31 % of the agents' hours."""
    reasons = rows[~rows["is_group"] & (rows["reason_code"] != UNSURE)].nlargest(3, "agent_hours")
    total = rows.loc[~rows["is_group"], "agent_hours"].sum()
    if len(reasons) < 3 or not total:
        return "Why customers contact us, and what it costs."
    first, second, third = reasons["reason_label"]
    share = sentences.format_share(reasons["agent_hours"].sum() / total, 0)
    return f"{first}, {second} and {third} take {share} of the agents' hours."


def say_change(row: pd.Series, view: View) -> str:
    """612 contacts, +38 (+7 %) against the 28 days before."""
    against = f", {row['change']} against {view.compare_label}" if row["change"] else ""
    return f"{sentences.contacts_of(row['contact_count'])}{against}"


def say_slice(slices: pd.DataFrame) -> str:
    """NorthStar makes 43 % of it."""
    total = slices["contact_count"].sum()
    if not total:
        return "None in this period"
    share = sentences.format_share(slices["contact_count"].iloc[0] / total, 0)
    return f"{slices['value_label'].iloc[0]} makes {share} of it"


def say_groups(rows: pd.DataFrame) -> str:
    """Delivery makes 31 % of the contacts."""
    total, top = rows["contact_count"].sum(), rows.iloc[0]
    share = sentences.format_share(top["contact_count"] / total, 0)
    return f"{top['label']} makes {share} of the contacts"


def say_moved(changes: pd.DataFrame, view: View) -> str:
    """Damaged shipment moved most: +38 (+27 %) agent hours against the 28 days before."""
    top = changes.iloc[0]
    return f"{top['label']} moved most: {top['words']} agent hours against {view.compare_label}"


def say_yesterday(daily: pd.DataFrame, waiting_count: int, view: View) -> str:
    """Sat 21 Nov brought 214 contacts, 12 % more than the Saturdays before; 2 spikes need attention."""
    last = _between(daily, view.end, view.end)["contact_count"].sum()
    counts = daily.groupby("contact_date")["contact_count"].sum()
    same_weekday = counts[
        (counts.index.dayofweek == view.end.weekday()) & (counts.index < pd.Timestamp(view.end))
    ].tail(4)
    against = ""
    if len(same_weekday) >= 2 and same_weekday.mean() > 0:
        percent = round(100 * (last / same_weekday.mean() - 1))
        more = f"{abs(percent)} % {'more' if percent > 0 else 'fewer'} than" if percent else "as many as"
        against = f", {more} the {len(same_weekday)} {view.end:%A}s before"
    attention = histories.attention(waiting_count)
    return f"{sentences.format_date(view.end)} brought {sentences.contacts_of(last)}{against}; {attention}."


def say_coverage(now: pd.DataFrame, house: pd.DataFrame | None = None) -> str:
    """How much was analysed, and what is not sure; of some reasons alone, what of the whole house is in none.

    Args:
        house: where only some reasons are looked at: rows of marts.coverage_daily of the period.
    """
    if house is not None and house["contact_count"].sum():
        count, all_count = now["contact_count"].sum(), house["contact_count"].sum()
        share = sentences.format_share(house["unsure_count"].sum() / all_count, int(all_count))
        return (
            f"{sentences.contacts_of(count)} with such a reason. Of the house's {sentences.format_count(all_count)},"
            f" the reason of {share} is not sure; those are in no department."
        )
    unsure = now.loc[now["reason_code"] == UNSURE, "contact_count"].sum()
    return sentences.coverage(int(now["analysed_count"].sum()), int(now["contact_count"].sum()), int(unsure))


def course_label(view: View) -> str:
    course = "the course by day" if view.slice is None else "the course by day, what was expected light"
    return f"{course}; change against {view.compare_label}" if view.is_comparable else course


def _between(daily: pd.DataFrame, first: object, last: object) -> pd.DataFrame:
    return daily[daily["contact_date"].between(pd.Timestamp(first), pd.Timestamp(last))]


def _hours(daily: pd.DataFrame) -> pd.Series:
    return daily.groupby(["reason_code", "reason_label"])["handle_seconds"].sum() / 3600
