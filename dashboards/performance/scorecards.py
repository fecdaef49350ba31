"""Scorecards: how often is each criterion met, which way does it go, and do people agree with the machine?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, sentences
from dashboards.kpis import interval
from dashboards.performance import drawn, found, said
from dashboards.performance.measures import MINIMUM
from dashboards.sentences import format_points, format_share
from dashboards.view import View

COLUMNS: dict[str, Any] = {
    "criterion_label": st.column_config.TextColumn("Criterion", width=190),
    "met": st.column_config.TextColumn("Met", width=62),
    "range": st.column_config.TextColumn("95 % interval", width=90),
    "n": st.column_config.NumberColumn("n", format="localized", width=56, help="Contacts to which it applies"),
    "change": st.column_config.TextColumn("Change", width=84, help="Against the comparison period"),
    "kappa_words": st.column_config.TextColumn(
        "Kappa", width=122, help="Agreement of the machine with people: 1 is perfect, 0 is chance"
    ),
    "review_count": st.column_config.NumberColumn("Reviews", width=58),
    "use": st.column_config.TextColumn("Use", width=160),
    "weight_words": st.column_config.TextColumn("Weight", width=52, help="In the QA score"),
}


def show(view: View) -> None:
    """The card of all criteria, and that of one over time."""
    shares = rated(found.criteria(), found.criterion_shares(view), view.is_comparable)
    if shares["n"].sum() == 0:
        components.empty(
            "No contact of this period was scored.",
            "Scorecards need transcripts that say who spoke. Choose a longer period, or add transcripts to the sources.",
        )
        return
    with components.card("criteria"):
        components.heading(said.weakest(shares), "Share of contacts to which it applies; the line is the 95 % interval")
        drawing = drawn.interval_dots(_dots(shares[shares["n"] > 0]), "share", components.palette(), label_width=230)
        components.chart(drawing, said.weakest(shares), "criteria-shares")
        _say_untrusted(shares)
        components.table(shares, COLUMNS, "criteria", styled=_greyed(shares), height=38 + 34 * len(shares))
    with components.card("criterion"):
        _show_course(shares, view)


def rated(criteria: pd.DataFrame, counts: pd.DataFrame, is_comparable: bool) -> pd.DataFrame:
    """The criteria in order with share, low, high (0-1), n, is_few, and in words: met, range, change, kappa_words, use."""
    rows = criteria.merge(counts, on="criterion_code", how="left")
    for column in ("met_count", "n", "met_count_before", "n_before"):
        rows[column] = rows[column].fillna(0).astype(int)
    rows = shared(rows)
    before = rows["met_count_before"] / rows["n_before"].where(rows["n_before"] >= MINIMUM)
    return rows.assign(
        met=[
            sentences.TOO_FEW if few else format_share(share, n)
            for share, n, few in zip(rows["share"], rows["n"], rows["is_few"], strict=True)
        ],
        range=[said.between(row.low, row.high, "share") for row in rows.itertuples()],
        change=[
            format_points(now, then, n) if is_comparable and not few else sentences.NOT_KNOWN
            for now, then, n, few in zip(rows["share"], before, rows["n"], rows["is_few"], strict=True)
        ],
        kappa_words=[said.kappa(row) for row in rows.to_dict("records")],
        use=[said.use(row) for row in rows.to_dict("records")],
        weight_words=rows["weight"].map("{:g}".format),
    )


def shared(counts: pd.DataFrame) -> pd.DataFrame:
    """The same rows (met_count, n) with share, low, high (0-1; null where n is 0) and is_few."""
    share = counts["met_count"] / counts["n"].where(counts["n"] > 0)
    sums = pd.DataFrame({"numerator": counts["met_count"], "denominator": counts["n"], "value": share})
    low, high = interval(sums, "wilson")
    return counts.assign(share=share, low=low, high=high, is_few=counts["n"] < MINIMUM)


def _dots(shares: pd.DataFrame) -> pd.DataFrame:
    untrusted = said.is_untrusted(shares)
    words = shares["met"] + ", n " + shares["n"].map(sentences.format_count)
    return pd.DataFrame(
        {
            "label": shares["criterion_label"],
            "value": shares["share"],
            "low": shares["low"],
            "high": shares["high"],
            "words": words + untrusted.map({True: f" ({said.NOT_FOR_DECISIONS})", False: ""}),
            "tone": [
                "context" if few or bad else "muted" for few, bad in zip(shares["is_few"], untrusted, strict=True)
            ],
        }
    )


def _greyed(shares: pd.DataFrame) -> Any:
    """What rests on too few, or is not to be trusted, in grey."""
    grey = f"color: {components.palette().muted}"
    is_grey = shares["is_few"] | said.is_untrusted(shares)
    return shares[list(COLUMNS)].style.apply(lambda row: [grey if is_grey.loc[row.name] else ""] * len(row), axis=1)


def _say_untrusted(shares: pd.DataFrame) -> None:
    for row in shares[said.is_untrusted(shares)].to_dict("records"):
        components.note(
            f"{row['criterion_label']}: {said.use(row)}; kappa {said.kappa(row)} in {row['review_count']} reviews."
        )


def _show_course(shares: pd.DataFrame, view: View) -> None:
    labels = shares[shares["n"] > 0].set_index("criterion_code")["criterion_label"].to_dict()
    code = st.selectbox("Criterion over time", list(labels), format_func=labels.get, key="criterion")
    row = shares[shares["criterion_code"] == code].iloc[0]
    weeks = shared(found.criterion_weeks(view, code))
    weeks = weeks.assign(words=[format_share(share, n) for share, n in zip(weeks["share"], weeks["n"], strict=True)])
    told = f"{row['criterion_label']}: {said.course(weeks)}"
    components.heading(told, f"{row['definition']} Share met, by week; the band is the 95 % interval")
    drawing = drawn.course(weeks.assign(value=weeks["share"]), "share", "met", components.palette())
    components.chart(drawing, told, "criterion-course")
