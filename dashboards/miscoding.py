"""Miscoding: what is said of agents' codes, and of the model that reads the words beside them?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import kpis, sentences
from dashboards.sentences import format_count, format_share

FEWEST = 30  # judged codes, under which a share says too little
KINDS = {"code": "Code", "team": "Team", "agent": "Agent"}
MEASURES = {
    "unsure": "Not sure of the reason",
    "distance": "Distance to what it learned",
    "disagreement": "Words and agent's code differ",
}
PAIR_COLUMNS: dict[str, Any] = {
    "given_label": st.column_config.TextColumn("Agents chose", width=140),
    "right_label": st.column_config.TextColumn("The words say", width=140),
    "counts": st.column_config.TextColumn("Contacts", width=76, help="Of the judged contacts with such a code"),
    "share": st.column_config.NumberColumn("Share", format="%.0f %%", width=52),
}
DRIFT_COLUMNS: dict[str, Any] = {
    "language_label": st.column_config.TextColumn("Language", width=70),
    "measure": st.column_config.TextColumn("What", width=190),
    "then": st.column_config.TextColumn("When made", width=105),
    "now": st.column_config.TextColumn("Last 14 days", width=118),
}


def say_noise(noise: pd.DataFrame) -> str:
    """The words contradict 9.9 % of agents' codes (9.2 to 10.5 %, n 7,925)"""
    whole = noise[noise["kind_code"] == "all"]
    if whole.empty:
        return "No agent's code was judged"
    row = whole.iloc[0]
    n = int(row["judged_count"])
    if row["is_too_few"]:
        return f"Too few codes were judged to say how many the words contradict (n {format_count(n)})"
    low, high = format_share(row["lower_share"], n).removesuffix(" %"), format_share(row["upper_share"], n)
    share = format_share(row["miscoded_share"], n)
    return f"The words contradict {share} of agents' codes ({low} to {high}, n {format_count(n)})"


def say_reason(noise: pd.DataFrame, reason_codes: tuple[str, ...]) -> str:
    """Of 751 agents' codes for it in the last 90 days, the words contradict 9 % (7 to 12 %). Nothing where none was judged."""
    of_reason = noise[(noise["kind_code"] == "code") & noise["reason_code"].isin(reason_codes)]
    n, wrong = int(of_reason["judged_count"].sum()), int(of_reason["miscoded_count"].sum())
    if not n:
        return ""
    if n < FEWEST:
        return f"Only {n} of agents' codes for it were judged by the words in 90 days: too few to say how often they are wrong."
    sums = pd.DataFrame({"value": [wrong / n], "denominator": [float(n)]})
    low, high = (float(end.iloc[0]) for end in kpis.interval(sums, "wilson"))
    between = f"{format_share(low, 0).removesuffix(' %')} to {format_share(high, 0)}"
    share = format_share(wrong / n, 0)
    return f"Of {format_count(n)} agents' codes for it in the last 90 days, the words contradict {share} ({between})."


def noisiest(noise: pd.DataFrame, kind_code: str, limit: int = 10) -> pd.DataFrame:
    """The codes, teams or agents that are surely contradicted most: label, share, lower_share, upper_share, n, words."""
    enough = noise[(noise["kind_code"] == kind_code) & ~noise["is_too_few"].astype(bool)]
    rows = enough.sort_values(["lower_share", "item_label"], ascending=[False, True]).head(limit)
    is_shared = rows["item_label"].duplicated(keep=False)
    label = rows["item_label"].where(~is_shared, rows["item_label"] + " (" + rows["item_code"] + ")")
    words = [
        f"{format_share(row.miscoded_share, row.judged_count)}  (n {format_count(row.judged_count)})"
        for row in rows.itertuples()
    ]
    named = rows.rename(columns={"miscoded_share": "share", "judged_count": "n"})
    return named.assign(label=label, words=words)


def say_noisiest(rows: pd.DataFrame) -> str:
    """Delivery appointment: contradicted most often, 23 % (18 to 29 %)"""
    if rows.empty:
        return "Too few contacts of each to tell them apart"
    row = rows.iloc[0]
    low, high = format_share(row["lower_share"], 0).removesuffix(" %"), format_share(row["upper_share"], 0)
    return f"{row['label']}: contradicted most often, {format_share(row['share'], 0)} ({low} to {high})"


def say_too_few(noise: pd.DataFrame, kind_code: str) -> str:
    few = int((noise["kind_code"].eq(kind_code) & noise["is_too_few"].astype(bool)).sum())
    return f" {few} with under 30 are left out: too few." if few else ""


def say_pairs(pairs: pd.DataFrame) -> str:
    """Late delivery is chosen most often where the words say Where is my order: 32 of 550"""
    if pairs.empty:
        return "No code stands for another reason"
    row = pairs.iloc[0]
    counts = f"{format_count(row['contact_count'])} of {format_count(row['given_count'])}"
    return f"{row['given_label']} is chosen most often where the words say {row['right_label']}: {counts}"


def pair_rows(pairs: pd.DataFrame) -> pd.DataFrame:
    counts = [f"{format_count(row.contact_count)} of {format_count(row.given_count)}" for row in pairs.itertuples()]
    return pairs.assign(counts=counts, share=100 * pairs["contact_count"] / pairs["given_count"])


def say_cost(cost: pd.DataFrame, label: str) -> str:
    """Agents' codes count 382 contacts with Delivery appointment, the words 331 (of 12,879 that have both)."""
    by_code, by_words, n = (int(cost[name].fillna(0).sum()) for name in ("by_code_count", "by_words_count", "n"))
    if not by_code and not by_words:
        return ""
    return (
        f"Agents' codes count {sentences.contacts_of(by_code)} with {label}, the words {format_count(by_words)}"
        f" (of {format_count(n)} that have both)."
    )


def say_model(drift: pd.DataFrame) -> str:
    advice = drift["sentence"].dropna()
    if len(advice):
        return str(advice.iloc[0])
    if drift.empty or not drift["is_comparable"].any():
        return "It is too early to say whether the model still fits"
    return "The model reads contacts as it did when it was made"


def say_more_advice(drift: pd.DataFrame) -> list[str]:
    """What else drifted, beside what the heading says."""
    return [str(sentence) for sentence in drift["sentence"].dropna().iloc[1:]]


def drift_rows(drift: pd.DataFrame) -> pd.DataFrame:
    """One row per language and measure, as text with its n: then, and now; ▲ where it drifted."""
    rows = drift.assign(
        measure=drift["measure_code"].map(MEASURES),
        then=[_with_n(row.reference_value, row.reference_count) for row in drift.itertuples()],
        now=[
            ("▲ " if row.is_drifted else "")
            + (_with_n(row.recent_value, row.recent_count) if row.is_comparable else sentences.TOO_FEW)
            for row in drift.itertuples()
        ],
    )
    order = rows["measure_code"].map({code: place for place, code in enumerate(MEASURES)})
    return rows.assign(order=order).sort_values(["language_label", "order"], ignore_index=True)


def _with_n(share: float, n: int) -> str:
    return f"{format_share(share, 0)} (n {format_count(n)})"


def unsure_by_fortnight(daily: pd.DataFrame, fewest: int = 20) -> pd.DataFrame:
    """One row per language and 14 days up to contact_date: language_label, share (0-1), n; those of few contacts are left out."""
    last = daily["contact_date"].max()
    ends = last - pd.to_timedelta((last - daily["contact_date"]).dt.days // 14 * 14, unit="D")
    fortnights = daily.assign(contact_date=ends).groupby(["language_label", "contact_date"], as_index=False)
    sums = fortnights[["contact_count", "unsure_count"]].sum().rename(columns={"contact_count": "n"})
    return sums.assign(share=sums["unsure_count"] / sums["n"]).query("n >= @fewest")


def model_facts(models: pd.DataFrame, card: pd.DataFrame) -> list[tuple[str, object]]:
    """Version, age, what it learned from and how often it is right, each with its n."""
    in_force = models[models["status_code"] == "in_force"]
    if in_force.empty:
        return []
    model = in_force.iloc[0]
    learned = f"{format_count(model['disposition_count'])} agents' codes, {format_count(model['label_count'])} labels"
    return [
        ("Model", model["model_version"]),
        ("Made", sentences.format_date(model["trained_at"], with_year=True)),
        ("Learned from", learned),
        *(_accuracy(row) for _, row in card[card["section_code"] == "accuracy"].iterrows() if _is_whole(row, card)),
    ]


def _is_whole(row: pd.Series, card: pd.DataFrame) -> bool:
    """Whether the row is about all languages, or there is only one."""
    same = card[(card["section_code"] == "accuracy") & (card["item_code"] == row["item_code"])]
    return bool(row["language_code"] == "all" or len(same) == 1)


def _accuracy(row: pd.Series) -> tuple[str, str]:
    judge = "an analyst's label" if row["item_code"] == "label" else "the agent's code"
    n = int(row["n"])
    low, high = format_share(row["low_value"], 0).removesuffix(" %"), format_share(row["high_value"], 0)
    return f"Agrees with {judge}", f"{format_share(row['value'], 0)} ({low} to {high}, n {format_count(n)})"
