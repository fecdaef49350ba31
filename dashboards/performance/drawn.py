"""Drawn: how is a value with its interval drawn: side by side, and over time?"""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from dashboards.charts import LIGHT, Palette, finish, rules
from dashboards.languages import say
from dashboards.performance.said import between
from dashboards.specs import drawn_once

TONES = ("alarm", "accent", "muted", "context")  # worse, better or meant, ordinary, too few
MINUTES = (  # 45 s; 6 m; 6 m 30 s
    "datum.value < 60 ? round(datum.value) + ' s' : floor(datum.value / 60) + ' {minute}'"
    " + (round(datum.value % 60) ? ' ' + round(datum.value % 60) + ' s' : '')"
)
LETTER = 6.1  # pixels of a letter of the words behind, about
WIDE, HALF = 640, 320  # pixels right of the labels in a card of the whole page, and of half of it, about
ROW_HEIGHT = 26
MOST_TICKS, MINUTE = 4, 60
AIR = 0.05  # above and below a share over time


@drawn_once
def interval_dots(
    rows: pd.DataFrame,
    unit: str,
    palette: Palette = LIGHT,
    width: int | str = "container",
    rule: float | None = None,
    label_width: int = 200,
    room: int = WIDE,
) -> alt.LayerChart:
    """A dot for each row with a line for its 95 % interval, and words in a column behind; a rule where it is held against.

    Args:
        rows: in order: label, value, low, high (in the unit), words, tone (one of TONES); if there, `before` is a hollow dot
            and `places` the open places among all.
        unit: share (0-1), seconds, or any other.
        rule: where the rule stands, in the unit.
        room: about how many pixels marks and words have together.
    """
    axis = alt.Axis(labelLimit=label_width, labelFontSize=12, domain=False, grid=False)
    tips = [
        alt.Tooltip("label:N", title="Of"),
        alt.Tooltip("words:N", title="Value"),
        alt.Tooltip("range:N", title="95 % interval"),
    ]
    if "places" in rows:
        tips.append(alt.Tooltip("places:N", title="Place"))
    low, high = _ends(rows, rule)
    words = min(LETTER * rows["words"].str.len().max() + 14, 0.8 * room)
    scale = alt.Scale(domain=[low, high + (high - low) * words / (room - words)], nice=False, zero=False)
    frame = rows.assign(range=[between(row.low, row.high, unit) for row in rows.itertuples()], far=high)
    base = alt.Chart(frame).encode(y=alt.Y("label:N", sort=list(rows["label"]), title=None, axis=axis), tooltip=tips)
    x = alt.X("value:Q", title=None, scale=scale, axis=value_axis(unit, grid=False, values=ticks(low, high, unit)))
    color = _color(palette)
    layers = [
        base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", scale=scale), x2="high:Q", color=color),
        base.mark_point(filled=True, size=72, opacity=1).encode(x=x, color=color),
        base.mark_text(align="left", dx=9, color=palette.ink, fontSize=12).encode(
            x=alt.X("far:Q", scale=scale), text="words:N"
        ),
    ]
    if "before" in rows:
        hollow = alt.Chart(frame.dropna(subset=["before"])).mark_point(
            size=52, strokeWidth=1.5, fill=palette.paper, stroke=palette.context, opacity=1
        )
        layers.insert(1, hollow.encode(y=alt.Y("label:N", sort=list(rows["label"])), x=alt.X("before:Q", scale=scale)))
    if rule is not None:
        line = alt.Chart(pd.DataFrame([{"rule": rule}])).mark_rule(color=palette.context, strokeDash=[3, 3])
        layers.insert(0, line.encode(x=alt.X("rule:Q", scale=scale)))
    return finish(alt.layer(*layers), palette, width, ROW_HEIGHT * max(len(rows), 1) + 24)


@drawn_once
def course(
    values: pd.DataFrame,
    unit: str,
    title: str,
    palette: Palette = LIGHT,
    width: int | str = "container",
    height: int = 200,
    target: float | None = None,
    marks: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """A value over time as a dark line on the light band of its interval; what rests on too few is hollow.

    Args:
        values: one row a period in order: contact_date, value, low, high (null: no interval), n, is_few.
        target: drawn as a thin rule with its word.
        marks: what was noted of a day: mark_date, words, sentence.
    """
    days = alt.Axis(format="%-d %b", grid=False, labelFlush=False, labelOverlap=True, labelSeparation=16, tickCount=7)
    x = alt.X("contact_date:T", title=None, axis=days)
    y = alt.Y("value:Q", title=title, axis=value_axis(unit), scale=_scale(values, unit))
    tips = [
        alt.Tooltip("contact_date:T", title="Up to", format="%a %-d %b %Y"),
        alt.Tooltip("words:N", title=title),
        alt.Tooltip("range:N", title="95 % interval"),
        alt.Tooltip("n:Q", title="n", format=","),
    ]
    frame = values.assign(range=[between(row.low, row.high, unit) for row in values.itertuples()])
    known = frame.dropna(subset=["value"]).astype({"is_few": bool})
    base = alt.Chart(known).encode(x=x, y=y, tooltip=tips)
    banded = alt.Chart(frame.dropna(subset=["low"])).mark_area(color=palette.band)
    layers = [
        banded.encode(x=x, y=alt.Y("low:Q", title=title, scale=_scale(values, unit)), y2="high:Q"),
        base.mark_line(color=palette.ink, strokeWidth=1.75),
        _points(known[~known["is_few"]], palette.ink, palette.ink).encode(x=x, y=y, tooltip=tips),
        _points(known[known["is_few"]], palette.context, palette.paper).encode(x=x, y=y, tooltip=tips),
    ]
    if target is not None:
        layers += _target(target, palette)
    layers += rules(values, marks, x, palette)
    return finish(alt.layer(*layers), palette, width, height)


def _points(rows: pd.DataFrame, stroke: str, fill: str) -> alt.Chart:
    return alt.Chart(rows).mark_point(stroke=stroke, fill=fill, size=34, opacity=1)


def value_axis(unit: str, grid: bool = True, values: list[float] | None = None) -> alt.Axis:
    """The axis of a unit: percent, minutes and seconds, or plain numbers."""
    more = {"values": values} if values else {}
    if unit == "share":
        return alt.Axis(format=".0%", tickCount=5, domain=False, grid=grid, **more)
    if unit == "seconds":
        return alt.Axis(labelExpr=MINUTES.format(minute=say("m")), tickCount=5, domain=False, grid=grid, **more)
    return alt.Axis(format=",.4~g", tickCount=5, domain=False, grid=grid, **more)


def ticks(low: float, high: float, unit: str) -> list[float]:
    """At most four round values between two ends; none where the words begin."""
    power = 10.0 ** math.floor(math.log10((high - low) / 10 or 1.0))
    steps = [power * each for each in (1, 2, 5, 10, 20, 50)]
    if unit == "seconds" and high - low > MINUTE:
        steps = [15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0]
    step = next((each for each in steps if (high - low) / each <= MOST_TICKS), steps[-1])
    first, last = math.ceil(low / step), math.floor(high / step)
    return [round(place * step, 10) for place in range(first, last + 1)]


def _scale(values: pd.DataFrame, unit: str) -> alt.Scale:
    """Shares keep some points around them, so that a course that hardly moves looks like one."""
    if unit != "share" or values["value"].isna().all():
        return alt.Scale(zero=False)
    ends = values[["value", "low", "high"]].astype(float)
    return alt.Scale(domain=[max(0.0, ends.min().min() - AIR), min(1.0, ends.max().max() + AIR)], nice=False)


def _color(palette: Palette) -> alt.Color:
    colors = [palette.alarm, palette.accent, palette.muted, palette.context]
    return alt.Color("tone:N", scale=alt.Scale(domain=list(TONES), range=colors), legend=None)


def _ends(rows: pd.DataFrame, rule: float | None) -> tuple[float, float]:
    """From where to where the marks of all rows go, with a little air."""
    marks = rows[[column for column in ("value", "low", "high", "before") if column in rows]].astype(float)
    low, high = float(marks.min().min()), float(marks.max().max())
    if rule is not None:
        low, high = min(low, rule), max(high, rule)
    span = (high - low) or abs(high) or 1.0
    return low - 0.06 * span, high + 0.02 * span


def _target(target: float, palette: Palette) -> list[alt.Chart]:
    base = alt.Chart(pd.DataFrame([{"value": target, "words": say("target")}])).encode(y="value:Q")
    rule = base.mark_rule(color=palette.accent, strokeDash=[4, 3])
    words = base.mark_text(align="right", baseline="bottom", dy=-2, color=palette.accent, fontSize=11)
    return [rule, words.encode(x=alt.value("width"), text="words:N")]
