"""Drawings: how does a chart become a vector picture that is the same on every machine?

The charts are those of the screens. They are measured with the font that lies beside this module, because the paper is
set with it and a label that was measured with another would be cut off.
"""

import json
import re
import textwrap
import zlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import vl_convert

from dashboards.charts import LIGHT, on_paper
from dashboards.specs import Spec

FONTS = Path(__file__).parent / "fonts"
PAPER_WIDTH = 628  # pixels of 1/96 inch inside the margins of an A4 page
PICTURE_WIDTH, LETTERS_A_LINE = 720, 84  # of a picture taken from a screen, and of its title
SHARPNESS = 2  # pixels of a PNG for each of the drawing
IDS = re.compile(r'(?<= id=")[^"]+(?=")')


def draw(
    chart: Spec, title: str, alt_text: str, behind: dict[str, Any] | None = None, note: str = ""
) -> dict[str, Any]:
    """A figure for every face: title (the finding), alt (for readers who cannot see it), svg, width in pixels, note, and
    the numbers behind it as `behind.py` has them."""
    spec = chart | {"config": chart["config"] | {"aria": False}}  # the figure as a whole has its text
    svg = _render(json.dumps(spec))
    width = re.search(r'width="([\d.]+)"', svg)
    pixels = min(float(width[1]) if width else 0, PAPER_WIDTH)
    return {"title": title, "alt": alt_text, "svg": svg, "width": pixels, "note": note, "behind": behind}


def picture(chart: Spec, title: str, small_print: str, kind: str) -> bytes:
    """A chart of a screen as a file of its own, `png` or `svg`: on white, with its finding above and where it is from."""
    head = {
        "text": textwrap.wrap(title, LETTERS_A_LINE),
        "subtitle": textwrap.wrap(small_print, LETTERS_A_LINE + 26),
        "anchor": "start",
        "align": "left",
        "frame": "bounds",
        "color": LIGHT.ink,
        "subtitleColor": LIGHT.muted,
        "fontSize": 15,
        "fontWeight": 600,
        "subtitleFontSize": 11,
        "subtitlePadding": 5,
        "offset": 22,
    }
    paper = on_paper(chart) | {"title": head, "width": PICTURE_WIDTH, "background": LIGHT.paper, "padding": 18}
    _register_fonts()
    if kind == "png":
        made: bytes = vl_convert.vegalite_to_png(json.dumps(paper), scale=SHARPNESS)
        return made
    return _render(json.dumps(paper)).encode()


@lru_cache(maxsize=256)
def _render(spec: str) -> str:
    _register_fonts()
    return _own_ids(vl_convert.vegalite_to_svg(spec), spec)


@lru_cache(maxsize=1)
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def _own_ids(svg: str, spec: str) -> str:
    """The same picture with ids of its own: the renderer counts them through a process, a page holds many."""
    mark = f"{zlib.crc32(spec.encode()):08x}"
    names = dict.fromkeys(IDS.findall(svg))
    for position, name in enumerate(names):
        svg = svg.replace(f'id="{name}"', f'id="c{mark}-{position}"').replace(
            f"url(#{name})", f"url(#c{mark}-{position})"
        )
    return svg
