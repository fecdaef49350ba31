"""Taking: how does a chart leave the screen, as a picture or as its rows?

Nothing is made before it is fetched, and what is fetched is an event of the audit trail.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, marts
from dashboards.export import to_csv
from dashboards.sentences import format_date
from dashboards.specs import Spec

KINDS = {
    "png": ("image/png", "Download this chart as a picture", ":material/download:"),
    "svg": ("image/svg+xml", "Download this chart as a drawing that stays sharp at any size", None),
    "csv": ("text/csv", "Download the rows of this chart", None),
}


def offer(drawn: Spec, says: str, name: str, is_filtered: bool = True) -> None:
    """Small buttons below a chart: not behind a menu, which the Tab key of Streamlit's popovers does not enter.

    Args:
        says: the finding, the picture's title.
        is_filtered: False where no filter of the bar narrows what is drawn.
    """
    who, below = access.reader(), small_print(is_filtered)
    with st.container(horizontal=True, gap="small", key=f"take-{name}"):
        for kind, (mime, about, icon) in KINDS.items():
            st.download_button(
                kind.upper(),
                partial(make, drawn, says, below, name, kind, who),
                f"{name}.{kind}",
                mime,
                key=f"take-{name}-{kind}",
                type="tertiary",
                icon=icon,
                help=about,
                on_click="ignore",
            )


def make(drawn: Spec, says: str, below: str, name: str, kind: str, who: access.Reader) -> bytes:
    """The file, for the reader for whom its button was drawn: a download is fetched outside of any page."""
    access.audit("exported", f"{name}.{kind}: chart, {len(drawn.rows)} rows", who)
    if kind == "csv":
        return to_csv(_flat(drawn.rows))
    from dashboards.reports import drawings  # the renderer is large: who takes nothing does not wait for it

    return drawings.picture(drawn, says, below, kind)


def small_print(is_filtered: bool) -> str:
    """What a picture says of itself where nobody sees the page any more: how far the data reach, of which run, and of what."""
    run = marts.run()
    until = "" if pd.isna(run["as_of_date"]) else f"Data to {format_date(run['as_of_date'], with_year=True)}, "
    told = f"{until}run of {format_date(run['finished_at'], with_year=True)}, {run['finished_at']:%H:%M} UTC."
    return f"{told} {st.session_state.get('filtered', '') if is_filtered else ''}".strip()


def _flat(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows without what no cell of a spreadsheet holds."""
    kept = [column for column in rows if not rows[column].map(_is_many).any()]
    return rows[kept]


def _is_many(value: Any) -> bool:
    return hasattr(value, "__len__") and not isinstance(value, str)
