"""Faces: how does one document become a page for the browser and a paper for the desk?

Both faces get the same dictionary of words and pictures. The page's template escapes everything but the pictures; the
paper's template reads the dictionary as JSON, so that no customer's word is ever taken for markup.
"""

import json
import os
import re
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2
import typst
from markupsafe import Markup

from dashboards.languages import say, spoken
from dashboards.reports.drawings import FONTS

TEMPLATES = Path(__file__).parent / "templates"
SAID = re.compile(r'\bsay\("([^"]+)"')
UNIT_APART = re.compile(r"(?<=\d) (?=(?:%|m|min|s|h)(?![\w]))")  # "12.4 %" and "7 m 32 s" stay on one line


def html(template: str, document: dict[str, Any]) -> bytes:
    """The document as one self-contained page: style and pictures inside, nothing to load."""
    return _environment().get_template(f"{template}.html.j2").render(_tied(document)).encode("utf-8")


def pdf(template: str, document: dict[str, Any], made_at: datetime) -> bytes:
    """The document as A4 pages; its dates are those of the run, so that the same run gives the same bytes."""
    return typst.compile(
        str(TEMPLATES / f"{template}.typ"),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(_tied(document) | {"said": _said()}, ensure_ascii=False)},
        timestamp=int(made_at.timestamp()),
    )


def write(path: Path, content: bytes) -> Path:
    """Write a file in whole: a reader sees the old one or the new one."""
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)
    return path


def _say_on_page(words: str, **values: object) -> Markup:
    """Fixed words are no mark-up of anybody's; values in them are escaped."""
    return Markup(say(words)).format(**values)  # noqa: S704


def _said() -> dict[str, str]:
    """The fixed words of the papers' templates, by what stands there: typst has no catalogue."""
    return {words: say(words).replace("'", "\u2019") for words in _words_of_papers()}


@lru_cache(maxsize=1)
def _words_of_papers() -> tuple[str, ...]:
    sources = [path.read_text(encoding="utf-8") for path in sorted(TEMPLATES.glob("*.typ"))]
    return tuple(dict.fromkeys(words for source in sources for words in SAID.findall(source)))


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(say=_say_on_page, spoken=spoken)
    return environment


def _tied(part: Any) -> Any:
    """The same document with numbers tied to their units."""
    if isinstance(part, dict):
        return {name: value if name == "svg" else _tied(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_tied(value) for value in part]
    return UNIT_APART.sub("\u00a0", part) if isinstance(part, str) else part
