"""Deck: how are slides built, whose charts and words can be edited, and which are the same bytes for the same run?

Words are measured with the font that lies beside this module, a little wider than the one that slides are shown in, so
that what fits here fits there.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from PIL import ImageFont
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Pt

from dashboards.charts import LIGHT
from dashboards.reports.drawings import FONTS

WIDTH, HEIGHT, MARGIN = 960.0, 540.0, 40.0  # points; 16:9
TOP, BOTTOM = 118.0, 500.0  # what lies between the title and the foot
FONT = "Arial"  # every office has it, or one of its widths
LEADING = 1.22
Box = tuple[float, float, float, float]  # left, top, width, height in points
BODY: Box = (MARGIN, TOP, WIDTH - 2 * MARGIN, BOTTOM - TOP)
FORMATS = {"count": "#,##0", "decimal": "#,##0.0", "share": "0%"}
STAMPED = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
NO_FORMULA = re.compile(r"^(?=[=+\-@{]|\w+:)")  # what a spreadsheet would calculate or link


class Deck:
    """Slides under construction, in the order in which they are added."""

    def __init__(self, document: dict[str, Any], made_at: datetime) -> None:
        self._document, self._made_at = document, made_at
        self._deck = Presentation()
        self._deck.slide_width, self._deck.slide_height = Pt(WIDTH), Pt(HEIGHT)
        facts = self._deck.core_properties
        facts.title, facts.author, facts.language = document["title"], "voc", document["language"]
        facts.last_modified_by = "voc"

    def add(self, title: str, notes: str) -> Any:
        """A slide with its finding, its notes, and whose it is at its foot."""
        slide = self._deck.slides.add_slide(self._deck.slide_layouts[5])  # a title, and nothing else
        head = slide.shapes.title
        _place(head, (MARGIN, 48, WIDTH - 2 * MARGIN, 62))
        size = fitting([title], head.width.pt, 62, (28, 26, 24, 22, 20, 18, 16, 14))
        _write(head.text_frame, [title], size, LIGHT.ink, is_bold=True)
        head.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        text(slide, (MARGIN, 22, 560, 20), [self._document["kicker"]], (11,), LIGHT.muted)
        text(slide, (MARGIN, 512, 760, 16), [self._foot()], (9,), LIGHT.muted)
        number = text(slide, (WIDTH - MARGIN - 60, 512, 60, 16), [str(len(self._deck.slides))], (9,), LIGHT.muted)
        number.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        slide.notes_slide.notes_text_frame.text = notes
        return slide

    def close(self) -> bytes:
        content = io.BytesIO()
        self._deck.save(content)
        return same_bytes(content.getvalue(), self._made_at)

    def _foot(self) -> str:
        return f"{self._document['period']} · {self._document['run_id']} · {self._document['made']}"


def text(
    slide: Any, box: Box, paragraphs: Sequence[str], sizes: Sequence[float], color: str = LIGHT.ink, **style: bool
) -> Any:
    """Paragraphs in a box, in the largest of the sizes in which all of them fit; in the smallest where none does."""
    shape = slide.shapes.add_textbox(*(Pt(side) for side in box))
    _write(shape.text_frame, paragraphs, fitting(paragraphs, box[2], box[3], sizes), color, **style)
    return shape


def answers(
    slide: Any, box: Box, pairs: Sequence[dict[str, str]], sizes: Sequence[float] = (16, 15, 14, 13, 12, 11)
) -> None:
    """Sentences beside the questions that they answer."""
    left, top, width, height = box
    beside = width - 130
    size = next(
        (each for each in sizes if below([pair["text"] for pair in pairs], beside, each + 1) <= height), sizes[-1]
    )
    for pair in pairs:
        taken = below([pair["text"]], beside, size)
        text(slide, (left, top, 122, taken), [pair["label"]], (size - 1,), LIGHT.muted)
        text(slide, (left + 130, top, beside, taken), [pair["text"]], (size,))
        top += taken + 8


def table(
    slide: Any,
    box: Box,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    texts: Sequence[int] = (0,),
    size: float = 12,
) -> None:
    """A table whose columns at the places `texts` are words and whose others are numbers."""
    left, top, width, _ = box
    shape = slide.shapes.add_table(len(rows) + 1, len(columns), Pt(left), Pt(top), Pt(width), Pt(24 * (len(rows) + 1)))
    first = width * 0.28
    for position, column in enumerate(shape.table.columns):
        column.width = Pt(first if position == 0 else (width - first) / (len(columns) - 1))
    for at, row in enumerate([columns, *rows]):
        for position, value in enumerate(row):
            cell = shape.table.cell(at, position)
            cell.fill.solid()
            cell.fill.fore_color.rgb = _rgb(LIGHT.band if at == 0 else LIGHT.paper)
            cell.margin_top = cell.margin_bottom = Pt(3)
            _write(cell.text_frame, [value], size, LIGHT.ink, is_bold=at == 0)
            cell.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT if position in texts else PP_ALIGN.RIGHT


def figure(slide: Any, box: Box, shown: dict[str, Any], with_title: bool = True) -> None:
    """A figure as a chart of the office's own, with its finding above and its note below."""
    left, top, width, height = box
    if with_title:
        text(slide, (left, top, width, 36), [shown["title"]], (14, 13, 12, 11), is_bold=True)
        top, height = top + 38, height - 38
    if shown["note"]:
        text(slide, (left, top + height - 30, width, 30), [shown["note"]], (10, 9, 8), LIGHT.muted)
        height -= 34
    behind = shown["behind"]
    data = CategoryChartData(number_format=FORMATS[_drawn(behind)[0]["written"]])
    is_days = behind["kind"] == "days"
    names = behind["axis"]["values"]
    data.categories = [date.fromisoformat(name) for name in names] if is_days else [_label(name) for name in names]
    for measure in _drawn(behind):
        data.add_series(measure["label"], measure["values"])
    kind = XL_CHART_TYPE.LINE if is_days else XL_CHART_TYPE.BAR_CLUSTERED
    if not is_days:  # a bar is no thicker for being alone
        height = min(height, 60 + 58 * len(names))
    place = slide.shapes.add_chart(kind, Pt(left), Pt(top), Pt(width), Pt(height), data)
    place._element.nvGraphicFramePr.cNvPr.set("descr", shown["alt"])
    chart = place.chart
    chart.font.size, chart.font.name, chart.font.color.rgb = Pt(11), FONT, _rgb(LIGHT.muted)
    chart.has_title = False
    _draw_days(chart) if is_days else _draw_bars(chart, _drawn(behind))


def below(paragraphs: Sequence[str], width: float, size: float) -> float:
    """Points that paragraphs of one size take: where what follows them may begin."""
    return sum(_height(one, width, size) for one in paragraphs)


def _drawn(behind: dict[str, Any]) -> list[dict[str, Any]]:
    return [measure for measure in behind["measures"] if measure["is_drawn"]]


def _draw_days(chart: Any) -> None:
    """Observed in the dark, expected in grey, its range in dashes; each is named where it ends."""
    styles = [(LIGHT.accent, 2.5, None), (LIGHT.muted, 1.5, None), *[(LIGHT.context, 1.0, MSO_LINE.DASH)] * 2]
    for series, (color, width, dash) in zip(chart.plots[0].series, styles, strict=False):
        series.smooth = False
        series.format.line.color.rgb, series.format.line.width = _rgb(color), Pt(width)
        if dash:
            series.format.line.dash_style = dash
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.category_axis.tick_labels.number_format, chart.category_axis.tick_labels.number_format_is_linked = (
        "d mmm",
        False,
    )
    chart.category_axis.has_major_gridlines = False
    chart.category_axis.format.line.color.rgb = _rgb(LIGHT.context)
    _mark_weeks(chart.category_axis)
    _count_from_zero(chart.value_axis)


def _mark_weeks(axis: Any) -> None:
    """A date below every seventh day: what the library has no word for."""
    for name in ("majorUnit", "majorTimeUnit"):
        value = "7" if name == "majorUnit" else "days"
        axis._element.append(parse_xml(f'<c:{name} {nsdecls("c")} val="{value}"/>'))


def _draw_bars(chart: Any, drawn: Sequence[dict[str, Any]]) -> None:
    """The first at the top; with two measures the usual one in grey before the one that is meant."""
    colors = [LIGHT.context, LIGHT.accent][-len(drawn) :]
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, -5
    plot.has_data_labels = True
    plot.data_labels.number_format = FORMATS["count" if drawn[0]["written"] == "decimal" else drawn[0]["written"]]
    plot.data_labels.number_format_is_linked = False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    plot.data_labels.font.size = Pt(11)
    for series, color in zip(plot.series, colors, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = _rgb(color)
    chart.has_legend = len(drawn) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.category_axis.reverse_order = True
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.has_major_gridlines = False
    chart.category_axis.format.line.color.rgb = _rgb(LIGHT.context)
    chart.value_axis.visible = False
    _count_from_zero(chart.value_axis)
    chart.value_axis.has_major_gridlines = False


def _count_from_zero(axis: Any) -> None:
    axis.minimum_scale = 0
    axis.major_gridlines.format.line.color.rgb = _rgb(LIGHT.grid)
    axis.format.line.fill.background()


def fitting(paragraphs: Sequence[str], width: float, height: float, sizes: Sequence[float]) -> float:
    """The largest size in which the paragraphs fit into so many points; the smallest where none does."""
    return next((each for each in sizes if below(paragraphs, width, each) <= height), sizes[-1])


def _height(paragraph: str, width: float, size: float) -> float:
    """Points that a paragraph takes: its lines, broken at words."""
    lines, room = 1, width
    for word in paragraph.split():
        taken = _width(word + " ", size)
        if taken > room:
            lines, room = lines + 1, width
        room -= taken
    return lines * size * LEADING + size * 0.35


@lru_cache(maxsize=20_000)
def _width(word: str, size: float) -> float:
    return float(_font().getlength(word)) * size / 100


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / "Inter-Regular.otf"), 100)


def _write(
    frame: Any, paragraphs: Sequence[str], size: float, color: str, is_bold: bool = False, is_italic: bool = False
) -> None:
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for position, words in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if position == 0 else frame.add_paragraph()
        paragraph.alignment, paragraph.space_after = PP_ALIGN.LEFT, Pt(size * 0.35)
        run = paragraph.add_run()
        run.text = _clean(words)
        run.font.size, run.font.name, run.font.bold, run.font.italic = Pt(size), FONT, is_bold, is_italic
        run.font.color.rgb = _rgb(color)


def _place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (Pt(side) for side in box)


def _clean(words: str) -> str:
    """Words without characters that XML cannot hold."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", " ", words)


def _label(name: str) -> str:
    """A label that the chart's own table takes for words, whatever it begins with."""
    return NO_FORMULA.sub("\u200a", _clean(name))


def _rgb(color: str) -> RGBColor:
    return RGBColor.from_string(color.removeprefix("#").upper())


def same_bytes(package: bytes, made_at: datetime) -> bytes:
    """The same package with the run's time wherever it holds one, in the tables of its charts too."""
    stamp = rf"\g<1>{made_at:%Y-%m-%dT%H:%M:%SZ}".encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as kept:
        for name in given.namelist():
            content = given.read(name)
            if name.endswith(".xlsx"):
                content = same_bytes(content, made_at)
            elif name == "docProps/core.xml":
                content = STAMPED.sub(stamp, content)
            entry = zipfile.ZipInfo(name, date_time=made_at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(entry, content)
    return packed.getvalue()
