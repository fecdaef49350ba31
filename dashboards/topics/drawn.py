"""Drawn: how do a topic's past, its reasons and those whom it hits look?

As in charts.py, a frame goes in and an Altair chart comes out; nothing is fetched, and Streamlit is not imported.
"""

from __future__ import annotations

from typing import Any

import altair as alt
import pandas as pd

from dashboards.charts import DAY, LIGHT, Palette, bars, dots, finish
from dashboards.languages import say
from dashboards.specs import drawn_once


@drawn_once
def life_lines(
    lives: pd.DataFrame,
    events: pd.DataFrame,
    palette: Palette = LIGHT,
    width: int | str = "container",
    height: int | None = None,
) -> alt.LayerChart:
    """A line a topic from its birth to its end, the chosen one first and in the accent; merges and splits join two lines.

    Args:
        lives: topic_code, label, first_date, last_date.
        events: topic_code, other_code, event_date, words (the event as a sentence).
    """
    frame = lives.assign(is_first=[place == 0 for place in range(len(lives))])
    labels = lives.set_index("topic_code")["label"]
    dots_at = events.assign(label=events["topic_code"].map(labels))
    joins = events.dropna(subset=["other_code"]).assign(
        label=lambda rows: rows["topic_code"].map(labels), other=lambda rows: rows["other_code"].map(labels)
    )
    color = alt.condition("datum.is_first", alt.value(palette.accent), alt.value(palette.context))
    axis = alt.Axis(labelLimit=190, labelFontSize=12, labelPadding=12, domain=False, grid=False, ticks=False)
    y = alt.Y("label:N", sort=list(frame["label"]), title=None, axis=axis)
    days = alt.Axis(format="%-d %b", grid=False, tickCount=5, labelOverlap=True, labelFlush=True)
    x = alt.X("first_date:T", title=None, axis=days)
    tips = [alt.Tooltip("event_date:T", title="Day", format=DAY), alt.Tooltip("words:N", title="What")]
    at: dict[str, Any] = {"x": alt.X("event_date:T"), "y": y, "tooltip": tips}
    layers = [
        alt.Chart(frame).mark_rule(strokeWidth=3, strokeCap="round").encode(x=x, x2="last_date:T", y=y, color=color),
        alt.Chart(joins).mark_rule(color=palette.muted, strokeWidth=1.25).encode(x="event_date:T", y=y, y2="other:N"),
        alt.Chart(dots_at)
        .mark_point(size=64, fill=palette.paper, stroke=palette.ink, strokeWidth=1.75, opacity=1)
        .encode(**at),
    ]
    return finish(alt.layer(*layers), palette, width, height or 30 * len(frame) + 26)


@drawn_once
def slice_dots(
    slices: pd.DataFrame, palette: Palette = LIGHT, width: int | str = "container", height: int | None = None
) -> alt.LayerChart:
    """Whom a topic hits: the share of its contacts in full, that of all contacts hollow.

    Args:
        slices: dimension_label, value_label, contact_count, share_of_topic, usual_share (0-1).
    """
    frame = slices.assign(
        label=slices["dimension_label"] + " " + slices["value_label"],
        now=100 * slices["share_of_topic"],
        before=100 * slices["usual_share"],
    )
    frame = frame.assign(
        far=frame[["now", "before"]].max(axis=1),
        words=[
            say("{now}, usually {usual}", now=f"{now:.0f} %", usual=f"{usual:.0f} %")
            for now, usual in zip(frame["now"], frame["before"], strict=True)
        ],
    )
    tips = [
        alt.Tooltip("label:N", title="Slice"),
        alt.Tooltip("contact_count:Q", title="Contacts", format=","),
        alt.Tooltip("now:Q", title="% of the topic", format=".0f"),
        alt.Tooltip("before:Q", title="% of all contacts", format=".0f"),
    ]
    layers = dots(frame, say("% of contacts"), alt.value(palette.accent), tips, palette)
    return finish(alt.layer(*layers), palette, width, height or 28 * len(frame) + 24)


@drawn_once
def reason_bars(
    held: pd.DataFrame, palette: Palette = LIGHT, width: int | str = "container", height: int | None = None
) -> alt.LayerChart:
    """The reasons that hold a topic's contacts, the largest in the accent, and how much of each reason the topic is.

    Args:
        held: one row a reason, the largest first: reason_label, contact_count, share_of_topic, share_of_reason (0-1).
    """
    frame = held.head(6).assign(
        is_first=lambda rows: [place == 0 for place in range(len(rows))],
        far=lambda rows: rows["contact_count"],
        words=lambda rows: [
            f"{count:,.0f}  ({share * 100:.0f} % of the reason)"
            for count, share in zip(rows["contact_count"], rows["share_of_reason"].fillna(0), strict=True)
        ],
    )
    layers = bars(frame, "reason_label", "contact_count", "Contacts", palette)
    return finish(alt.layer(*layers), palette, width, height or 28 * len(frame))
