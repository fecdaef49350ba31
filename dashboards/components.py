"""Components: what do all pages draw alike?

Everything that comes from data passes through `plain` (HTML) or `literal` (Markdown) before it is shown.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from dashboards import sentences
from dashboards.charts import DARK, LIGHT, Palette, sparkline
from dashboards.export import to_csv
from dashboards.kpis import KpiValue
from dashboards.view import View

MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#1f5fc4"/>'
    '<path d="M5 21h6l3-3 3-11 4 15 2-4h4" fill="none" stroke="#fff" stroke-width="2.4" stroke-linejoin="round"'
    ' stroke-linecap="round"/></svg>'
)
WORDMARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 86 32"><rect width="32" height="32" rx="8" fill="#1f5fc4"/>'
    '<path d="M5 21h6l3-3 3-11 4 15 2-4h4" fill="none" stroke="#fff" stroke-width="2.4" stroke-linejoin="round"'
    ' stroke-linecap="round"/><text x="41" y="23" font-family="Segoe UI, Arial, sans-serif" font-size="22"'
    ' font-weight="700" fill="#7b8798">voc</text></svg>'
)
MASKS = {
    "EMAIL": "e-mail hidden",
    "PHONE": "phone hidden",
    "CARD": "card hidden",
    "IBAN": "IBAN hidden",
    "SSN": "SSN hidden",
    "IP": "IP address hidden",
}
SPEAKERS = {"customer": "Customer", "agent": "Agent", "system": "System"}


def plain(value: object) -> str:
    """Text from data as HTML."""
    return escape(str(value), quote=True)


def literal(value: object) -> str:
    """Text from data as Markdown that means nothing but itself."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~:$&^=])", r"\\\1", str(value))


def use_style() -> None:
    st.html(Path(__file__).parent / "style.css")


def palette() -> Palette:
    return DARK if st.context.theme.type == "dark" else LIGHT


def chart(drawn: alt.TopLevelMixin, says: str) -> None:
    """A chart in the page's own language, with what it says for those who cannot see it."""
    st.altair_chart(drawn, theme=None, width="stretch", alt=says)


def headline(page: str, sentence: str, coverage: str) -> None:
    """The page's name, its answer in one sentence, and how much it covers."""
    st.html(
        f'<header class="voc-head"><p class="voc-eyebrow">{plain(page)}</p><h1>{plain(sentence)}</h1>'
        f'<p class="voc-coverage">{plain(coverage)}</p></header>'
    )


def heading(sentence: str, aside: str = "") -> None:
    """A block's title, which is a finding, with its unit or scope beneath."""
    below = f"<p>{plain(aside)}</p>" if aside else ""
    st.html(f'<div class="voc-heading"><h2>{plain(sentence)}</h2>{below}</div>')


def note(sentence: str) -> None:
    st.html(f'<p class="voc-why">{plain(sentence)}</p>')


def finding(sentence: str, why: str) -> None:
    """The one thing that a page is about, and how sure it is."""
    st.html(f'<div class="voc-finding"><h2>{plain(sentence)}</h2><p>{plain(why)}</p></div>')


@contextmanager
def card(key: str, **layout: Any) -> Iterator[None]:
    with st.container(key=f"card-{key}", border=True, **layout):
        yield


def tiles(values: list[KpiValue], compare_label: str) -> None:
    """At most five numbers: value, change, course, n, and the definition behind the (i)."""
    st.html(f'<div class="voc-tiles">{"".join(_tile(value, compare_label) for value in values[:5])}</div>')


def _tile(kpi: KpiValue, compare_label: str) -> str:
    few = kpi.is_too_few
    label = plain(kpi.label)
    about = f"<details><summary aria-label='What {label} means'>i</summary><p>{plain(kpi.definition)}</p></details>"
    return (
        f'<section class="voc-tile{" voc-few" if few else ""}"><div class="voc-tile-top"><h3>{label}</h3>{about}'
        f'</div><div class="voc-tile-value">{plain(_value(kpi))}{_spark(list(kpi.course), width=76)}</div>'
        f'<p class="voc-change {_tone(kpi)}">{plain(_change(kpi))}</p>'
        f'<p class="voc-n">{plain(_basis(kpi, compare_label))}</p></section>'
    )


def _spark(course: list[float], expected: list[float] | None = None, width: int = 120) -> str:
    """The course as a picture: the page's cleaner lets no SVG pass, and a picture runs no script."""
    drawn = sparkline(course, expected, palette(), width)
    data = b64encode(drawn.encode()).decode()
    return f'<img class="voc-spark" alt="" src="data:image/svg+xml;base64,{data}">' if drawn else ""


def _value(kpi: KpiValue) -> str:
    if kpi.unit == "hours":
        return sentences.format_count(kpi.value)  # the label names the unit
    return sentences.format_value(kpi.value, kpi.unit, kpi.count)


def _change(kpi: KpiValue) -> str:
    """▲ +38 (+27 %), or why there is none."""
    if kpi.is_too_few:
        return sentences.TOO_FEW
    if kpi.change is None:
        return "nothing to compare with"
    if kpi.unit == "share":
        words = sentences.format_points(kpi.value, kpi.compare_value, kpi.count)
    elif kpi.unit == "seconds":
        words = f"{'+' if kpi.change > 0 else '−'}{sentences.format_duration(abs(kpi.change))}"
    else:
        words = sentences.format_change(kpi.value, kpi.compare_value)
    return f"{_arrow(kpi.change)} {words}"


def _arrow(change: float) -> str:
    return "▲" if change > 0 else "▼" if change < 0 else "="


def _tone(kpi: KpiValue) -> str:
    """Whether the change is for the worse; the arrow says the direction without colour."""
    if not kpi.change or kpi.direction == "none" or kpi.is_too_few:
        return ""
    return "voc-better" if (kpi.change > 0) == (kpi.direction == "up") else "voc-worse"


def _basis(kpi: KpiValue, compare_label: str) -> str:
    """The n under a rate; under a count, what it is compared with."""
    against = "" if kpi.change is None or kpi.is_too_few else f"against {compare_label}"
    return f"n = {sentences.format_count(kpi.count)}" if kpi.is_rate else against


def course_table(rows: pd.DataFrame, compare_label: str | None) -> None:
    """One row a group with its course: label, contact_count, compare_count, course, expected_course."""
    change = (
        "" if compare_label is None else f'<th class="voc-right" title="against {plain(compare_label)}">Change</th>'
    )
    body = "".join(_course_row(row, compare_label is not None) for row in rows.itertuples())
    st.html(
        '<table class="voc-rows"><tr><th>Group</th><th>Course</th><th class="voc-right">Contacts</th>'
        f"{change}</tr>{body}</table>"
    )


def _course_row(row: Any, is_compared: bool) -> str:
    words = sentences.format_change(row.contact_count, row.compare_count)
    change = f'<td class="voc-right">{plain(words)}</td>' if is_compared else ""
    return (
        f"<tr><td>{plain(row.label)}</td><td>{_spark(row.course, row.expected_course, width=104)}</td>"
        f'<td class="voc-right">{sentences.format_count(row.contact_count)}</td>{change}</tr>'
    )


def table(
    frame: pd.DataFrame,
    columns: dict[str, Any],
    name: str,
    *,
    pick: bool = False,
    height: int | str = "auto",
    **more: Any,
) -> int | None:
    """A table of the named columns with its CSV; returns the position of the row that the reader picked."""
    shown = frame[list(columns)]
    if len(shown) == 0:
        return None
    chosen = st.dataframe(
        more.pop("styled", shown),
        column_config=columns,
        hide_index=True,
        height=height,
        row_height=34,
        key=f"table-{name}",
        placeholder="–",
        **({"on_select": "rerun", "selection_mode": "single-cell"} if pick else {}),
        **more,
    )
    download(shown.rename(columns={key: _title(key, value) for key, value in columns.items()}), name)
    cells = chosen.selection.cells if pick else []
    return int(cells[0][0]) if cells else None


def _title(key: str, column: Any) -> str:
    label = column if isinstance(column, str) else column.get("label") if isinstance(column, dict) else None
    return label or key


def download(frame: pd.DataFrame, name: str) -> None:
    st.download_button(
        "CSV",
        lambda: to_csv(frame),
        f"{name}.csv",
        "text/csv",
        key=f"csv-{name}",
        type="tertiary",
        icon=":material/download:",
        help="Download this table",
        on_click="ignore",
    )


def empty(sentence: str, next_step: str = "") -> None:
    """Nothing is there: said in a sentence, with the next step."""
    said = "".join(f"<p>{_with_commands(text)}</p>" for text in (sentence, next_step) if text)
    st.html(f'<div class="voc-empty">{said}</div>')


def _with_commands(sentence: str) -> str:
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", plain(sentence))


def link(page: str, label: str, **query: str) -> None:
    """A link to a page that keeps the reader's period and filters."""
    st.page_link(page_path(page), label=literal(label), query_params=_kept() | query)


def go(page: str, **query: str) -> None:
    """The same as following a link, after a row was picked."""
    st.switch_page(page_path(page), query_params=_kept() | query)


def page_path(name: str) -> Path:
    return Path(__file__).parent / "pages" / f"{name}.py"


def _kept() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in KEPT if key in st.query_params}


KEPT = ("period", "dates", "compare", "channel", "site", "language", "department")


def quotes(frame: pd.DataFrame, key: str) -> None:
    """Customers' own words, each with its channel, its day and the way to its transcript."""
    columns = st.columns(2, gap="medium")
    for place, row in enumerate(frame.itertuples()):
        with columns[place % 2], st.container(key=f"quote-{key}-{place}"):
            st.html(f'<blockquote class="voc-quote">{with_masks(row.text)}</blockquote>')
            day = sentences.format_date(row.contact_date) if pd.notna(row.contact_date) else "no date"
            link(
                "contacts",
                f"{row.channel_label}, {day}: read the conversation",
                contact=row.contact_id,
                turn=str(row.turn_index),
            )


def with_masks(text: object) -> str:
    """Text from data as HTML, its masks as chips."""
    marks = "|".join(MASKS)
    return re.sub(rf"\[({marks})\]", lambda hit: f'<span class="voc-mask">{MASKS[hit[1]]}</span>', plain(text))


def conversation(turns: pd.DataFrame, marked_turn: int | None = None) -> None:
    """A transcript as bubbles: who, when, what; where a reason is said, the bubble says which."""
    bubbles = "".join(_bubble(turn, turn["turn_index"] == marked_turn) for _, turn in turns.iterrows())
    st.html(f'<div class="voc-talk">{bubbles}</div>')


def _bubble(turn: pd.Series, is_marked: bool) -> str:
    speaker = turn["speaker"] if turn["speaker"] in SPEAKERS else "system"
    has_reason = isinstance(turn["reason_label"], str)
    reason = f'<p class="voc-said">{plain(turn["reason_label"])} is said here</p>' if has_reason else ""
    marks = f"{' voc-has-reason' if has_reason else ''}{' voc-marked' if is_marked else ''}"
    return (
        f'<div class="voc-turn voc-{speaker}{marks}"><p class="voc-who">{SPEAKERS[speaker]}'
        f"{_clock(turn['started_ms'])}</p>"
        f'<div class="voc-bubble">{with_masks(turn["text"])}</div>{reason}</div>'
    )


def _clock(started_ms: float | None) -> str:
    if started_ms is None or pd.isna(started_ms):
        return ""
    minutes, seconds = divmod(int(started_ms) // 1000, 60)
    return f" <span>{minutes}:{seconds:02d}</span>"


CONTACT_COLUMNS: dict[str, Any] = {
    "started_local": st.column_config.DatetimeColumn("When", format="D MMM, HH:mm", width=100),
    "channel_label": st.column_config.TextColumn("Channel", width=92),
    "reason_label": st.column_config.TextColumn("Reason", width=140),
    "first_words": st.column_config.TextColumn("First words", width="large"),
}
METHODS = {"model": "read from the words", "disposition": "from the agent's code", "none": "not analysed"}


def contact_title(contact: dict[str, Any]) -> str:
    """Damaged shipment, by phone."""
    return f"{contact['reason_label'] or 'No reason'}, {sentences.lower_first(contact['channel_label'] or 'contact')}"


def contact_when(contact: dict[str, Any]) -> str:
    if pd.isna(contact["started_local"]):
        return f"Without a date. {contact['contact_id']}"
    started = contact["started_local"]
    return f"{sentences.format_date(started, with_year=True)}, {started:%H:%M} local time. {contact['contact_id']}"


def contact_facts(contact: dict[str, Any]) -> list[tuple[str, object]]:
    """What is known of a contact beside its words: our reason first, the agent's code beside it."""
    sure = contact["method"] == "model" and pd.notna(contact["confidence"])
    confidence = f", {sentences.format_share(contact['confidence'], 0)} sure" if sure else ""
    seconds = contact["handle_seconds"]
    score = contact["csat_score"]
    return [
        ("Our reason", f"{contact['reason_label']} ({METHODS.get(contact['method'], 'not known')}{confidence})"),
        ("Agent's code", contact["disposition_label"]),
        ("Next likely", contact["runner_up_label"]),
        ("Handle time", None if pd.isna(seconds) else sentences.format_duration(seconds)),
        ("CSAT", None if pd.isna(score) else f"{int(score)} of 5"),
        ("Queue", contact["queue_label"]),
        ("Team", contact["team_label"]),
        ("Site", contact["site_label"]),
        ("Language", contact["language_label"]),
    ]


def alert_caption(alert: dict[str, Any]) -> str:
    """Open since Wed 18 Nov, +118 contacts."""
    days = sentences.format_date(alert["started_date"])
    state = f"● Open since {days}" if alert["is_open"] else f"{days}, over"
    return f"{state} · +{sentences.format_count(alert['excess_count'])} contacts"


def unfiltered(view: View) -> str:
    """Says so where a filter of the side bar cannot narrow what is shown."""
    return " Channel, site and language do not narrow this." if view.is_sliced else ""


def nothing_here() -> None:
    empty("No contact lies in this period and slice.", "Choose a longer period or fewer filters in the side bar.")


def facts(pairs: list[tuple[str, object]]) -> None:
    """Short facts side by side, each under its name; those that are not known are left out."""
    known = [
        (name, value) for name, value in pairs if not (value is None or value is pd.NA or value != value or value == "")
    ]
    items = "".join(f"<div><dt>{plain(name)}</dt><dd>{plain(value)}</dd></div>" for name, value in known)
    st.html(f'<dl class="voc-facts">{items}</dl>')
