"""Charts: how is a frame drawn?

One function serves the screen and the report: a frame goes in, an Altair chart comes out, nothing is fetched. One
visual language: greys for context, one accent for what is meant, one alarm colour for what needs action; the expected
band is light, what was observed dark, lines are labelled at their end, and there is no legend to decode.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import Any

import altair as alt
import pandas as pd

from dashboards.languages import numeral, say, short_day
from dashboards.specs import drawn_once

FONT = "Inter, Segoe UI, Roboto, Helvetica Neue, Arial, Liberation Sans, sans-serif"
DAY = "%a %-d %b %Y"
MARK_HEAD, MARK_LINE, MARK_ROWS = -26, 13, 3  # above line and axis title; words that stand close together do not meet
FEW_DAYS = 12  # up to so many days, each has its own tick


@dataclass(frozen=True)
class Palette:
    """The colours of one theme."""

    ink: str
    muted: str
    context: str
    grid: str
    band: str
    accent: str
    alarm: str
    paper: str


LIGHT = Palette("#1a2433", "#5f6b7c", "#a3adba", "#e7ebf0", "#dde5ef", "#1f5fc4", "#c2410c", "#ffffff")
DARK = Palette("#e7ecf3", "#9aa6b6", "#5f6c7d", "#29323e", "#2a3748", "#7fb0ff", "#ff8f5e", "#161c24")


@drawn_once
def observed_expected(
    daily: pd.DataFrame,
    palette: Palette = LIGHT,
    width: int | str = "container",
    height: int = 240,
    marks: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Observed contacts by day as a dark line over the light band of what was expected; spikes are marked and named.

    Args:
        daily: one row a day: contact_date, contact_count, expected_count, lower_count, upper_count (null before there
            is enough history), is_spike.
        marks: one row a day from which on something else is counted: mark_date, words, sentence.
    """
    x = _day_axis(daily)
    y = alt.Y("contact_count:Q", title=say("contacts a day"), axis=alt.Axis(tickCount=5), scale=alt.Scale(zero=True))
    tips = [
        alt.Tooltip("contact_date:T", title="Day", format=DAY),
        alt.Tooltip("contact_count:Q", title="Contacts", format=","),
        alt.Tooltip("expected_count:Q", title="Expected", format=",.1f"),
        alt.Tooltip("lower_count:Q", title="From", format=",.0f"),
        alt.Tooltip("upper_count:Q", title="To", format=",.0f"),
    ]
    known = daily.dropna(subset=["upper_count"])
    spikes = daily[daily["is_spike"].astype(bool)]
    base = alt.Chart(daily)
    layers = [
        alt.Chart(known)
        .mark_area(color=palette.band, interpolate="monotone")
        .encode(x=x, y=alt.Y("lower_count:Q", title=say("contacts a day")), y2="upper_count:Q"),
        alt.Chart(known)
        .mark_line(color=palette.context, strokeWidth=1.25, interpolate="monotone")
        .encode(x=x, y="expected_count:Q"),
        base.mark_line(color=palette.ink, strokeWidth=1.75).encode(x=x, y=y),
        base.mark_point(opacity=0, size=140).encode(x=x, y=y, tooltip=tips),
        alt.Chart(spikes)
        .mark_point(color=palette.alarm, fill=palette.alarm, size=60, opacity=1)
        .encode(x=x, y=y, tooltip=tips),
        *_end_labels(daily, known, x, palette),
    ]
    if len(spikes):
        layers.append(_peak_label(spikes, x, palette))
    layers += rules(daily, marks, x, palette)
    return finish(alt.layer(*layers), palette, width, height)


def _peak_label(spikes: pd.DataFrame, x: alt.X, palette: Palette) -> alt.Chart:
    peak = spikes.nlargest(1, "contact_count").assign(
        words=lambda rows: [
            say("{count} on {day}", count=numeral(f"{row.contact_count:,.0f}"), day=short_day(row.contact_date))
            for row in rows.itertuples()
        ]
    )
    mark = alt.Chart(peak).mark_text(
        color=palette.alarm, align="right", dx=-9, dy=-2, fontWeight=600, fontSize=12, baseline="middle"
    )
    return mark.encode(x=x, y="contact_count:Q", text="words:N")


def _end_labels(daily: pd.DataFrame, known: pd.DataFrame, x: alt.X, palette: Palette) -> list[alt.Chart]:
    """The names of the lines at their end, kept apart where the lines meet."""
    last = daily.nlargest(1, "contact_date")
    labels = [(last, "contact_count", say("observed"), palette.ink)]
    if len(known):
        labels.append((known.nlargest(1, "contact_date"), "expected_count", say("expected"), palette.muted))
    values = [float(frame[column].iloc[0]) for frame, column, *_ in labels]
    near = len(values) == 2 and abs(values[0] - values[1]) < 0.12 * float(daily["contact_count"].max() or 1)
    shift = [0, 0] if not near else ([-7, 7] if values[0] >= values[1] else [7, -7])
    return [
        alt.Chart(frame.assign(words=word))
        .mark_text(align="left", dx=7, dy=dy, color=color, fontSize=12)
        .encode(x=x, y=f"{column}:Q", text="words:N")
        for (frame, column, word, color), dy in zip(labels, shift, strict=False)
    ]


@drawn_once
def driver_bars(
    drivers: pd.DataFrame, palette: Palette = LIGHT, width: int | str = "container", height: int | None = None
) -> alt.LayerChart:
    """How much of an excess lies in each slice; the first is the driver.

    Args:
        drivers: one row a slice in order: slice_label, excess_count, share_of_excess (0-1).
    """
    frame = drivers.head(6).assign(
        is_first=lambda rows: [position == 0 for position in range(len(rows))],
        far=drivers["excess_count"],
        words=lambda rows: [
            f"+{numeral(f'{excess:,.0f}')}  ({share * 100:.0f} %)"
            for excess, share in zip(rows["excess_count"], rows["share_of_excess"], strict=True)
        ],
    )
    layers = bars(frame, "slice_label", "excess_count", "Above expected", palette)
    return finish(alt.layer(*layers), palette, width, height or 30 * max(len(frame), 1))


@drawn_once
def slice_bars(
    slices: pd.DataFrame, palette: Palette = LIGHT, width: int | str = "container", height: int | None = None
) -> alt.LayerChart:
    """Contacts by the values of one dimension, with a tick where the comparison period stood.

    Args:
        slices: one row a value, largest first: value_label, contact_count, compare_count.
    """
    frame = slices.head(7).assign(
        is_first=False,
        far=slices[["contact_count", "compare_count"]].max(axis=1),
        words=lambda rows: rows["contact_count"].map("{:,.0f}".format).map(numeral),
    )
    layers = bars(frame, "value_label", "contact_count", "Contacts", palette)
    tick = (
        alt.Chart(frame)
        .mark_tick(color=palette.ink, thickness=2, size=18)
        .encode(
            x="compare_count:Q",
            y=alt.Y("value_label:N", sort=list(frame["value_label"])),
            tooltip=[
                alt.Tooltip("value_label:N", title="Slice"),
                alt.Tooltip("compare_count:Q", title="Before", format=",.0f"),
            ],
        )
    )
    return finish(alt.layer(*layers, tick), palette, width, height or 28 * max(len(frame), 1))


def bars(frame: pd.DataFrame, label: str, value: str, title: str, palette: Palette) -> list[alt.Chart]:
    """Horizontal bars with their words at the end; the one that is meant (`is_first`) in the accent."""
    y = alt.Y(
        f"{label}:N", sort=list(frame[label]), title=None, axis=alt.Axis(labelLimit=230, labelFontSize=12, domain=False)
    )
    x = alt.X(f"{value}:Q", title=None, axis=None, scale=alt.Scale(domainMin=0))
    base = alt.Chart(frame).encode(y=y)
    color = alt.condition("datum.is_first", alt.value(palette.accent), alt.value(palette.context))
    drawn = base.mark_bar(height=14, cornerRadiusEnd=2).encode(
        x=x,
        color=color,
        tooltip=[alt.Tooltip(f"{label}:N", title="Slice"), alt.Tooltip(f"{value}:Q", title=title, format=",.0f")],
    )
    words = base.mark_text(align="left", dx=6, color=palette.ink, fontSize=12).encode(x="far:Q", text="words:N")
    return [drawn, words]


@drawn_once
def change_dots(
    changes: pd.DataFrame, palette: Palette = LIGHT, width: int | str = "container", height: int | None = None
) -> alt.LayerChart:
    """Where each reason stood and where it stands: a hollow dot before, a full one now, and the change in words.

    Args:
        changes: one row a reason in order: label, before, now, words.
    """
    frame = changes.assign(far=changes[["before", "now"]].max(axis=1), rose=changes["now"] > changes["before"])
    color = alt.condition("datum.rose", alt.value(palette.alarm), alt.value(palette.accent))
    tips = [
        alt.Tooltip("label:N", title="Reason"),
        alt.Tooltip("before:Q", title="Before", format=",.1f"),
        alt.Tooltip("now:Q", title="Now", format=",.1f"),
    ]
    layers = dots(frame, say("agent hours"), color, tips, palette)
    return finish(alt.layer(*layers), palette, width, height or 28 * max(len(frame), 1))


@drawn_once
def phrase_dots(
    phrases: pd.DataFrame, palette: Palette = LIGHT, width: int | str = "container", height: int | None = None
) -> alt.LayerChart:
    """How many contacts say what sets them apart: a full dot in the alert, a hollow one in as many usual contacts.

    Args:
        phrases: one row a phrase in order: phrase, alert_count, usual_count, score.
    """
    frame = phrases.head(8).assign(
        label=lambda rows: rows["phrase"],
        before=lambda rows: rows["usual_count"],
        now=lambda rows: rows["alert_count"],
        far=lambda rows: rows[["alert_count", "usual_count"]].max(axis=1),
        words=lambda rows: [
            say("{now}, usually {usual}", now=numeral(f"{now:,.0f}"), usual=numeral(f"{usual:,.0f}"))
            for now, usual in zip(rows["alert_count"], rows["usual_count"], strict=True)
        ],
    )
    tips = [
        alt.Tooltip("label:N", title="Phrase"),
        alt.Tooltip("now:Q", title="Contacts of the alert", format=",.0f"),
        alt.Tooltip("before:Q", title="Of as many usual ones", format=",.1f"),
    ]
    layers = dots(frame, say("contacts that say it"), alt.value(palette.accent), tips, palette)
    return finish(alt.layer(*layers), palette, width, height or 26 * max(len(frame), 1) + 24)


def dots(frame: pd.DataFrame, title: str, color: Any, tips: list[alt.Tooltip], palette: Palette) -> list[alt.Chart]:
    """A row for each label: a hollow dot at `before`, a full one at `now`, the line between them, and words behind."""
    labels = alt.Axis(labelLimit=260, labelFontSize=12, domain=False, grid=True)
    axis = alt.Axis(tickCount=6, format=",.0f", grid=False, domain=False)
    base = alt.Chart(frame).encode(y=alt.Y("label:N", sort=list(frame["label"]), title=None, axis=labels))
    x_now = alt.X("now:Q", title=title, axis=axis, scale=alt.Scale(zero=True, nice=True))
    return [
        base.mark_rule(strokeWidth=2).encode(x=x_now, x2="before:Q", color=color),
        base.mark_point(size=64, strokeWidth=2, fill=palette.paper, stroke=palette.context, opacity=1).encode(
            x=alt.X("before:Q"), tooltip=tips
        ),
        base.mark_point(size=72, filled=True, opacity=1).encode(x=alt.X("now:Q"), color=color, tooltip=tips),
        base.mark_text(align="left", dx=11, fontSize=12, color=palette.ink).encode(x=alt.X("far:Q"), text="words:N"),
    ]


@drawn_once
def share_intervals(
    shares: pd.DataFrame,
    whole: float | None,
    palette: Palette = LIGHT,
    width: int | str = "container",
    height: int | None = None,
) -> alt.LayerChart:
    """Shares with their 95 % intervals, the first in the accent; a thin rule stands at the share of all together.

    Args:
        shares: one row an item in order: label, share, lower_share, upper_share (0-1), words.
        whole: the share of all (0-1).
    """
    frame = shares.assign(is_first=lambda rows: [position == 0 for position in range(len(rows))])
    axis = alt.Axis(labelLimit=200, labelFontSize=12, domain=False, grid=False)
    y = alt.Y("label:N", sort=list(frame["label"]), title=None, axis=axis)
    scale = alt.Scale(domain=[0, min(float(frame["upper_share"].max()) * 1.45, 1.45)], nice=False)
    x = alt.X("share:Q", title=None, scale=scale, axis=alt.Axis(format=".0%", tickCount=5, domain=False))
    color = alt.condition("datum.is_first", alt.value(palette.accent), alt.value(palette.muted))
    tips = [
        alt.Tooltip("label:N", title="Of"),
        alt.Tooltip("share:Q", title="Miscoded", format=".1%"),
        alt.Tooltip("lower_share:Q", title="From", format=".1%"),
        alt.Tooltip("upper_share:Q", title="To", format=".1%"),
        alt.Tooltip("n:Q", title="n", format=","),
    ]
    base = alt.Chart(frame).encode(y=y, tooltip=tips)
    layers = [
        base.mark_rule(strokeWidth=2).encode(x=alt.X("lower_share:Q", scale=scale), x2="upper_share:Q", color=color),
        base.mark_point(filled=True, size=72, opacity=1).encode(x=x, color=color),
        base.mark_text(align="left", dx=9, color=palette.ink, fontSize=12).encode(
            x=alt.X("upper_share:Q", scale=scale), text="words:N"
        ),
    ]
    if whole is not None:
        rule = alt.Chart(pd.DataFrame([{"whole": whole}])).mark_rule(color=palette.context, strokeDash=[3, 3])
        layers.insert(0, rule.encode(x=alt.X("whole:Q", scale=scale)))
    return finish(alt.layer(*layers), palette, width, height or 28 * max(len(frame), 1) + 24)


@drawn_once
def share_lines(
    shares: pd.DataFrame, title: str, palette: Palette = LIGHT, width: int | str = "container", height: int = 200
) -> alt.LayerChart:
    """Shares over time, a line for each language, named at its end; the one that stands highest at last in the accent.

    Args:
        shares: one row per contact_date and language_label: share (0-1), n.
    """
    last = shares.sort_values("contact_date").groupby("language_label", as_index=False).tail(1)
    top = last.nlargest(1, "share")["language_label"].iloc[0]
    color = alt.condition(alt.datum["language_label"] == top, alt.value(palette.accent), alt.value(palette.muted))
    tips = [
        alt.Tooltip("language_label:N", title="Language"),
        alt.Tooltip("contact_date:T", title="14 days up to", format=DAY),
        alt.Tooltip("share:Q", title=title, format=".1%"),
        alt.Tooltip("n:Q", title="n", format=","),
    ]
    axis = alt.Axis(format="%-d %b", grid=False, labelFlush=False, labelOverlap=True, tickCount=6)
    base = alt.Chart(shares).encode(
        x=alt.X("contact_date:T", title=None, axis=axis),
        y=alt.Y("share:Q", title=title, axis=alt.Axis(format=".0%", tickCount=4), scale=alt.Scale(zero=True)),
        detail="language_label:N",
        tooltip=tips,
    )
    ends = alt.Chart(last).mark_text(align="left", dx=7, fontSize=12)
    layers = [
        base.mark_line(strokeWidth=1.75).encode(color=color),
        base.mark_point(opacity=0, size=140),
        ends.encode(x="contact_date:T", y="share:Q", text="language_label:N", color=color),
    ]
    return finish(alt.layer(*layers), palette, width, height)


@drawn_once
def step_timeline(steps: pd.DataFrame, palette: Palette = LIGHT, width: int | str = "container") -> alt.LayerChart:
    """A run's steps as bars over the minutes since it began, in their order; a tick where each usually ends.

    Args:
        steps: one row a step, as `health.timeline` gives it.
    """
    tips = [
        alt.Tooltip("step:N", title="Step"),
        alt.Tooltip("row_count:Q", title="Rows", format=","),
        alt.Tooltip("took:N", title="Took"),
        alt.Tooltip("usually:N", title="Usually"),
    ]
    base = alt.Chart(steps).encode(y=alt.Y("step:N", sort=None, title=None), tooltip=tips)
    color = alt.condition("datum.is_slow", alt.value(palette.accent), alt.value(palette.context))
    x = alt.X("start_minutes:Q", title="minutes since the run began")
    layers = [
        base.mark_bar(height={"band": 0.55}).encode(x=x, x2="end_minutes:Q", color=color),
        base.transform_filter("isValid(datum.usual_minutes)")
        .mark_tick(color=palette.ink, thickness=2, aria=False)  # a bar's own words say it
        .encode(x=alt.X("usual_minutes:Q")),
    ]
    return finish(alt.layer(*layers), palette, width, max(120, 22 * len(steps)))


@drawn_once
def daily_bars(
    daily: pd.DataFrame,
    palette: Palette = LIGHT,
    width: int | str = "container",
    height: int = 120,
    marks: pd.DataFrame | None = None,
) -> alt.LayerChart:
    """Contacts by day as bars.

    Args:
        daily: one row a day: contact_date, contact_count, and part_count where a part of them is meant.
        marks: as in `observed_expected`.
    """
    x = _day_axis(daily, by_day=True)
    frame = daily if "part_count" in daily else daily.assign(part_count=daily["contact_count"])
    tips = [
        alt.Tooltip("contact_date:T", title="Day", format=DAY),
        alt.Tooltip("contact_count:Q", title="Contacts", format=","),
    ]
    if "part_count" in daily:
        tips.append(alt.Tooltip("part_count:Q", title="Reason decided", format=","))
    base = alt.Chart(frame).encode(x=x, tooltip=tips)
    y = alt.Y("contact_count:Q", title=say("contacts a day"), axis=alt.Axis(tickCount=3 if height > 100 else 2))
    size = {"width": {"band": 0.72}} if len(frame) > 1 else {"width": 24}
    layers = [
        base.mark_bar(color=palette.band, **size).encode(y=y),
        base.mark_bar(color=palette.context, **size).encode(y=alt.Y("part_count:Q")),
        *rules(daily, marks, x, palette),
    ]
    return finish(alt.layer(*layers), palette, width, height)


def sparkline(
    values: list[float],
    expected: list[float] | None = None,
    palette: Palette = LIGHT,
    width: int = 120,
    height: int = 28,
) -> str:
    """A course without axes as SVG: what came as a line with its last point, what was expected as a light one."""
    every = [*values, *(expected or [])]
    if len(values) < 2:
        return ""
    low, high = min(0.0, min(every)), max(every) or 1.0
    step = (width - 8) / (len(values) - 1)

    def points(course: list[float]) -> list[tuple[float, float]]:
        return [(3 + i * step, height - 4 - (v - low) / (high - low or 1) * (height - 8)) for i, v in enumerate(course)]

    def line(course: list[float], color: str, weight: float) -> str:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points(course))
        return (
            f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="{weight}" stroke-linejoin="round"/>'
        )

    x, y = points(values)[-1]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        + (line(expected, palette.context, 1) if expected else "")
        + line(values, palette.muted, 1.3)
        + f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{palette.accent}"/></svg>'
    )


def rules(daily: pd.DataFrame, marks: pd.DataFrame | None, x: alt.X, palette: Palette) -> list[alt.Chart]:
    """Thin rules with a word at their head, on the side where there is room: from that day on something else is counted."""
    if marks is None or marks.empty:
        return []
    days = pd.to_datetime(daily["contact_date"])
    span = days.max() - days.min()
    is_late = marks["mark_date"] - days.min() > span / 2
    # Words stand towards the middle: the further out its rule, the higher they stand, so that no rule crosses them.
    sides = {"left": marks[~is_late].iloc[::-1], "right": marks[is_late]}
    layers: list[alt.Chart] = []
    lowest = 0
    for side, rows in sides.items():
        is_close = rows["mark_date"].diff().abs() < span / MARK_ROWS
        heights = lowest + is_close.groupby((~is_close).cumsum()).cumcount() % MARK_ROWS
        lowest = int(heights.max()) + 1 if len(heights) else 0
        for mark, height in zip(rows.to_dict("records"), heights, strict=True):
            layers += _rule(mark, side, int(height), x, palette)
    return layers


def _rule(mark: dict, side: str, height: int, x: alt.X, palette: Palette) -> list[alt.Chart]:
    tips = [
        alt.Tooltip("contact_date:T", title="Since", format=DAY),
        alt.Tooltip("sentence:N", title="What changed"),
    ]
    frame = pd.DataFrame([mark]).rename(columns={"mark_date": "contact_date"})
    base = alt.Chart(frame).encode(x=x, y=alt.value(MARK_HEAD - MARK_LINE * height), tooltip=tips)
    rule = base.mark_rule(color=palette.muted, strokeDash=[3, 3], strokeWidth=1).encode(y2=alt.value("height"))
    words = base.mark_text(align=side, dx=5 if side == "left" else -5, color=palette.muted, fontSize=11)
    return [rule, words.encode(text="words:N")]


def _day_axis(daily: pd.DataFrame, by_day: bool = False) -> alt.X:
    days = daily["contact_date"].nunique()
    ticks = {"tickCount": {"interval": "day", "step": 1}} if days <= FEW_DAYS else {"tickCount": 7}
    axis = alt.Axis(format="%-d %b", grid=False, labelFlush=False, labelOverlap=True, labelSeparation=16, **ticks)
    unit = {"timeUnit": "yearmonthdate"} if by_day else {}
    return alt.X("contact_date:T", title=None, axis=axis, **unit)


def on_paper(spec: Any) -> Any:
    """A specification, or a part of it, in the colours of paper: those of the dark theme become those of the light one."""
    if isinstance(spec, dict):
        return {key: value if key == "datasets" else on_paper(value) for key, value in spec.items()}
    if isinstance(spec, list):
        return [on_paper(part) for part in spec]
    return _PAPER_COLOURS.get(spec, spec) if isinstance(spec, str) else spec


_PAPER_COLOURS = dict(zip(astuple(DARK), astuple(LIGHT), strict=True))


def finish(chart: alt.LayerChart, palette: Palette, width: int | str | None, height: int) -> alt.LayerChart:
    sized = chart.properties(
        height=height, background="transparent", padding={"left": 2, "right": 8, "top": 8, "bottom": 2}
    )
    sized = sized if width is None else sized.properties(width=width)
    return (
        sized.configure(font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            labelColor=palette.muted,
            titleColor=palette.muted,
            gridColor=palette.grid,
            domainColor=palette.grid,
            tickColor=palette.grid,
            labelFontSize=11,
            titleFontSize=11,
            titleFontWeight="normal",
            labelPadding=6,
        )
        .configure_axisY(
            domain=False, ticks=False, titleAngle=0, titleAlign="left", titleAnchor="start", titleY=-10, titleX=0
        )
    )
