"""Mapped: which topics mean nearly the same, which are large, and which are new?

As in charts.py, a frame goes in and an Altair chart comes out; nothing is fetched, and Streamlit is not imported.
"""

from __future__ import annotations

import math

import altair as alt
import pandas as pd

from dashboards.charts import LIGHT, Palette, finish
from dashboards.specs import drawn_once

SELECTED = "topic"  # the name of the map's selection
WIDTH, HEIGHT = 470, 400  # pixels that labels are placed for: on a wider map they stand further apart
CHARACTER, LINE, GAP = 6.1, 14.0, 4.0  # pixels of a label, and between it and its circle
SMALLEST, LARGEST = 50.0, 1400.0  # square pixels of a circle
CROWD = 30  # of more topics, the circles are smaller
EDGE = 0.16  # of the map's extent, kept free around the outermost topics

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels
Circle = tuple[float, float, float]  # x, y, radius in pixels


@drawn_once
def topic_map(
    topics: pd.DataFrame,
    chosen: str = "",
    palette: Palette = LIGHT,
    width: int | str = "container",
    height: int = HEIGHT,
) -> alt.LayerChart:
    """Topics by likeness: what is near means nearly the same; area by contacts, those that are news in the accent.

    A click on a circle selects its topic_code (the selection SELECTED).

    Args:
        topics: one row a topic: topic_code, topic_label, x, y, recent_count, emerging_code (null: no news), keywords,
            change, reason.
        chosen: the topic_code that a ring marks.
    """
    frame = label_places(topics, chosen)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=list(_extent(topics["x"])), nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=list(_extent(topics["y"])), nice=False, zero=False))
    color = alt.condition("datum.is_news", alt.value(palette.accent), alt.value(palette.context))
    tips = [
        alt.Tooltip("topic_label:N", title="Topic"),
        alt.Tooltip("recent_count:Q", title="Last 28 days", format=","),
        alt.Tooltip("change:N", title="Change"),
        alt.Tooltip("reason:N", title="Lies in"),
        alt.Tooltip("keywords:N", title="Words"),
    ]
    picked = alt.selection_point(name=SELECTED, fields=["topic_code"], on="click", clear=False, toggle=False)
    base = alt.Chart(frame).encode(x=x, y=y, size=alt.Size("area:Q", scale=None, legend=None))
    circles = base.mark_circle(opacity=0.82, stroke=palette.paper, strokeWidth=1.5, cursor="pointer")
    ring = base.transform_filter("datum.is_chosen").mark_point(
        filled=False, stroke=palette.ink, strokeWidth=2.25, opacity=1
    )
    drawn = circles.encode(color=color, tooltip=tips).add_params(picked)
    return finish(alt.layer(drawn, ring, _labels(frame, x, y, palette)), palette, width, height)


def label_places(topics: pd.DataFrame, chosen: str) -> pd.DataFrame:
    """The topics in the order in which they are drawn, with the area of their circle and the place of their label.

    Greedy, the most important first (Mote 2007, Fast point-feature label placement for dynamic visualizations): a label
    takes the first free side of its circle, or is left to the tooltip. That of the chosen topic and of news may lie over
    circles, but over no other label.

    Returns:
        Beside the columns of `topics`: is_news, is_chosen, area, words ('' where there is no room), align, dx, dy.
    """
    frame = topics.assign(is_news=topics["emerging_code"].notna(), is_chosen=topics["topic_code"] == chosen)
    frame = frame.sort_values(
        ["is_chosen", "is_news", "recent_count", "topic_code"], ascending=[False, False, False, True]
    )
    frame = frame.assign(area=_areas(frame["recent_count"]))
    circles = _circles(frame)
    labels: list[Box] = []
    places = []
    for row, circle in zip(frame.itertuples(), circles, strict=True):
        words = row.topic_label + (f" · {row.emerging_code}" if row.is_news else "")
        obstacles = [[*labels, *map(_around, circles)]] + ([labels] if row.is_news or row.is_chosen else [])
        place = _first_free_side(circle, words, obstacles)
        if place:
            labels.append(_box(circle, words, *place))
        places.append((words, *place) if place else ("", "left", 0.0, 0.0))
    named = pd.DataFrame(places, columns=["words", "align", "dx", "dy"], index=frame.index)
    on_top = ["is_chosen", "is_news", "recent_count"]  # what is drawn last; a small circle over a large one
    return frame.join(named).sort_values(on_top, ascending=[True, True, False], kind="stable")


def _first_free_side(circle: Circle, words: str, obstacles: list[list[Box]]) -> tuple[str, float, float] | None:
    """Where a label meets none of the first list of obstacles, else none of the second: align, dx, dy."""
    gap = circle[2] + GAP
    above, below = -gap - LINE / 2, gap + LINE / 2
    beside = [("left", gap, 0.0), ("right", -gap, 0.0), ("center", 0.0, above), ("center", 0.0, below)]
    sides = [*beside, *((align, 0.0, dy) for dy in (above, below) for align in ("left", "right"))]
    for boxes in obstacles:
        for side in sides:
            box = _box(circle, words, *side)
            if _is_inside(box) and not any(_meet(box, other) for other in boxes):
                return side
    return None


def _areas(counts: pd.Series) -> pd.Series:
    """Square pixels: in proportion to the contacts, as long as a circle can be seen and clicked."""
    largest = LARGEST * min(1.0, CROWD / max(len(counts), 1))
    return (largest * counts / max(float(counts.max()), 1.0)).clip(lower=SMALLEST)


def _circles(frame: pd.DataFrame) -> list[Circle]:
    (left, right), (low, high) = _extent(frame["x"]), _extent(frame["y"])
    return [
        ((row.x - left) / (right - left) * WIDTH, (high - row.y) / (high - low) * HEIGHT, math.sqrt(row.area / math.pi))
        for row in frame.itertuples()
    ]


def _extent(values: pd.Series) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    spread = (high - low) or 1.0
    return low - EDGE * spread, high + EDGE * spread


def _around(circle: Circle) -> Box:
    x, y, radius = circle
    return x - radius, y - radius, x + radius, y + radius


def _box(circle: Circle, words: str, align: str, dx: float, dy: float) -> Box:
    x, y, length = circle[0] + dx, circle[1] + dy, len(words) * CHARACTER
    start = {"left": x, "right": x - length, "center": x - length / 2}[align]
    return start, y - LINE / 2, start + length, y + LINE / 2


def _is_inside(box: Box) -> bool:
    return box[0] >= 0 and box[2] <= WIDTH and box[1] >= 0 and box[3] <= HEIGHT


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _labels(frame: pd.DataFrame, x: alt.X, y: alt.Y, palette: Palette) -> alt.Chart:
    by_row = {name: alt.ExprRef(f"datum.{name}") for name in ("align", "dx", "dy", "fontWeight")}
    is_bold = frame["is_news"] | frame["is_chosen"]
    worded = frame.assign(fontWeight=is_bold.map({True: 650, False: 400}))[frame["words"] != ""]
    mark = alt.Chart(worded).mark_text(fontSize=11.5, baseline="middle", **by_row)
    color = alt.condition("datum.is_news", alt.value(palette.accent), alt.value(palette.ink))
    return mark.encode(x=x, y=y, text="words:N", color=color)
