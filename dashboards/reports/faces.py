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

from dashboards.reports.drawings import FONTS

TEMPLATES = Path(__file__).parent / "templates"
UNIT_APART = re.compile(r"(?<=\d) (?=(?:%|m|s|h)(?![\w]))")  # "12.4 %" and "7 m 32 s" stay on one line


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
        sys_inputs={"document": json.dumps(_tied(document), ensure_ascii=False)},
        timestamp=int(made_at.timestamp()),
    )


def write(path: Path, content: bytes) -> Path:
    """Write a file in whole: a reader sees the old one or the new one."""
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.write_bytes(content)
    os.replace(unfinished, path)
    return path


@lru_cache(maxsize=1)
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _tied(part: Any) -> Any:
    """The same document with numbers tied to their units."""
    if isinstance(part, dict):
        return {name: value if name == "svg" else _tied(value) for name, value in part.items()}
    if isinstance(part, list):
        return [_tied(value) for value in part]
    return UNIT_APART.sub("\u00a0", part) if isinstance(part, str) else part
