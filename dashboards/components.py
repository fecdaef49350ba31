"""Components: what do all pages draw alike?

Everything that comes from data passes through `plain` (HTML) or `literal` (Markdown) before it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from dashboards import access, histories, sentences, taking
from dashboards.charts import DARK, LIGHT, Palette
from dashboards.export import to_csv
from dashboards.specs import Spec
from dashboards.view import FILTERS, View

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


def chart(drawn: Spec, says: str, name: str, is_filtered: bool = True) -> None:
    """A chart in the page's own language, with what it says for those who cannot see it, and the ways to take it along.

    Args:
        name: of the file; no word of a customer stands in it.
        is_filtered: False where no filter of the bar narrows what is drawn.
    """
    st.vega_lite_chart(spec=drawn.for_browser, theme=None, width="stretch", alt=says)
    taking.offer(drawn, says, name, is_filtered)


def headline(page: str, sentence: str, coverage: str) -> None:
    """The page's name, its answer in one sentence, how much it covers, and what the bar in the side leaves out."""
    filtered = st.session_state.get("filtered")
    narrowed = f'<p class="voc-filtered">{plain(filtered)}</p>' if filtered else ""
    st.html(
        f'<header class="voc-head"><p class="voc-eyebrow">{plain(page)}</p><h1>{plain(sentence)}</h1>'
        f'<p class="voc-coverage">{plain(coverage)}</p>{narrowed}</header>'
    )


def heading(sentence: str, aside: str = "", anchor: str = "") -> None:
    """A block's title, which is a finding, with its unit or scope beneath; `jump` leads to its anchor."""
    below = f"<p>{plain(aside)}</p>" if aside else ""
    place = f' id="{plain(anchor)}"' if anchor else ""
    st.html(f'<div class="voc-heading"{place}><h2>{plain(sentence)}</h2>{below}</div>')


def jump(label: str, anchor: str) -> None:
    """A link to a block further down the page."""
    st.html(f'<a class="voc-jump" href="#{plain(anchor)}">{plain(label)}</a>', width="content")


def glance(*sentences_with_links: tuple[str, str, str]) -> None:
    """Lines side by side: a sentence each, with the label of a link and where it leads; no link where the label is empty."""
    lines = ""
    for sentence, label, target in sentences_with_links:
        way = f' <a href="{plain(target)}">{plain(label)}</a>' if label else ""
        lines += f"<p>{plain(sentence)}{way}</p>"
    st.html(f'<div class="voc-glance">{lines}</div>')


def note(sentence: str) -> None:
    st.html(f'<p class="voc-why">{plain(sentence)}</p>')


def answers(pairs: list[tuple[str, str]]) -> None:
    """Sentences behind the questions that they answer, one below the other; between backticks stands what can be typed."""
    items = "".join(f"<dt>{plain(label)}</dt><dd>{with_commands(sentence)}</dd>" for label, sentence in pairs)
    st.html(f'<dl class="voc-answers">{items}</dl>')


def finding(sentence: str, why: str) -> None:
    """The one thing that a page is about, and how sure it is."""
    st.html(f'<div class="voc-finding"><h2>{plain(sentence)}</h2><p>{plain(why)}</p></div>')


@contextmanager
def card(key: str, **layout: Any) -> Iterator[None]:
    with st.container(key=f"card-{key}", border=True, **layout):
        yield


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
    reader = access.reader()  # the file is made when it is fetched, outside of the page
    st.download_button(
        "CSV",
        lambda: _export(frame, name, reader),
        f"{name}.csv",
        "text/csv",
        key=f"csv-{name}",
        type="tertiary",
        icon=":material/download:",
        help="Download this table",
        on_click="ignore",
    )


def _export(frame: pd.DataFrame, name: str, reader: access.Reader) -> bytes:
    access.audit("exported", f"{name}.csv: {len(frame)} rows", reader)
    return to_csv(frame)


def empty(sentence: str, next_step: str = "") -> None:
    """Nothing is there: said in a sentence, with the next step."""
    said = "".join(f"<p>{with_commands(text)}</p>" for text in (sentence, next_step) if text)
    st.html(f'<div class="voc-empty">{said}</div>')


def with_commands(sentence: str) -> str:
    """A sentence as HTML, what stands between backticks as something to type."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", plain(sentence))


def link(page: str, label: str, **query: str | list[str]) -> None:
    """A link to a page that keeps the reader's period and filters."""
    st.page_link(page_path(page), label=literal(label), query_params=_kept() | query)


def go(page: str, **query: str | list[str]) -> None:
    """The same as following a link, after a row was picked; Streamlit keeps the period itself, and lets nobody name it."""
    kept = {key: values for key, values in _kept().items() if key not in BOUND}
    st.switch_page(page_path(page), query_params=kept | query)


def address(page: str, **query: str | list[str]) -> str:
    """The same as an address, for the words of a picture or a row; it leads out of this one."""
    return f"{'./' if page == 'overview' else page}?{urlencode(_kept() | query, doseq=True)}"


def page_path(name: str) -> Path:
    return Path(__file__).parent / "pages" / f"{name}.py"


def _kept() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in KEPT if key in st.query_params}


BOUND = ("period", "dates", "compare")  # to widgets of the bar
KEPT = (*BOUND, *(each.key for each in FILTERS))


def alert_caption(alert: dict[str, Any]) -> str:
    """● growing since Sun 1 Mar · +118 contacts · Logistics · acknowledged"""
    started = sentences.format_date(alert["started_date"])
    how = "open" if alert["state_code"] == "opened" else f"{alert['state_code']},"
    state = f"● {how} since {started}" if alert["is_open"] else f"{started}, closed"
    excess = f"+{sentences.contacts_of(alert['excess_count'])}"
    parts = [state, excess, alert["department_label"], histories.mark_label(alert)]
    return " · ".join(part for part in parts if isinstance(part, str) and part)


def unfiltered(view: View) -> str:
    """Says so where a filter of the side bar cannot narrow what is shown."""
    return " Of the filters, only reason and department narrow this." if view.is_sliced else ""


def nothing_here() -> None:
    empty("No contact lies in this period and slice.", "Choose a longer period or fewer filters in the side bar.")


def facts(pairs: list[tuple[str, object]], width: Literal["stretch", "content"] = "stretch") -> None:
    """Short facts side by side, each under its name; those that are not known are left out."""
    known = [
        (name, value) for name, value in pairs if not (value is None or value is pd.NA or value != value or value == "")
    ]
    items = "".join(f"<div><dt>{plain(name)}</dt><dd>{plain(value)}</dd></div>" for name, value in known)
    st.html(f'<dl class="voc-facts">{items}</dl>', width=width)
