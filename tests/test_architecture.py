"""Which room may know which: the import rules that keep the house's walls where they are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SHARED_MODULES = {"pipelines.settings", "pipelines.workspace"}
FORBIDDEN = {
    "vocmodels": {"pipelines", "dashboards", "duckdb", "prefect", "streamlit"},
    "pipelines": {"dashboards", "streamlit"},
    "dashboards": {"vocmodels", "prefect", "sklearn", "spacy", "bertopic"},
}
ONLY_IN = {
    "prefect": "pipelines/flows/",
    "bertopic": "vocmodels/topics.py",
    "apprise": "pipelines/delivery/",
    "httpx": ("pipelines/sources/", "pipelines/delivery/"),
}
SENDING = ("requests", "urllib3", "aiohttp")
QUESTIONLESS = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}


def modules() -> list[Path]:
    return sorted(path for room in FORBIDDEN for path in (ROOT / room).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("room", FORBIDDEN)
def test_a_room_imports_nothing_that_it_may_not_know(room):
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / room).rglob("*.py")
        for name in imports(path)
        if name.split(".")[0] in FORBIDDEN[room]
    }

    assert not found


def test_of_the_pipelines_the_dashboard_knows_settings_and_workspace_alone():
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in (ROOT / "dashboards").rglob("*.py")
        for name in imports(path)
        if name.startswith("pipelines") and ".".join(name.split(".")[:2]) not in SHARED_MODULES | {"pipelines"}
    }

    assert not found


def test_settings_and_workspace_import_nothing_of_the_project_but_each_other():
    shared = ("settings", "source_settings", "kpi_settings", "delivery_settings")
    known = (*(f"pipelines.{module}" for module in shared), "pipelines.workspace")
    files = [ROOT / "pipelines" / f"{module}.py" for module in shared]
    found = [
        f"{path.name} imports {name}"
        for path in [*files, *(ROOT / "pipelines" / "workspace").rglob("*.py")]
        for name in imports(path)
        if name.split(".")[0] in FORBIDDEN and not name.startswith(known)
    ]

    assert not found


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_with_one_home_is_imported_nowhere_else(library):
    found = [
        str(path.relative_to(ROOT))
        for path in modules()
        if any(name.split(".")[0] == library for name in imports(path))
        and not str(path.relative_to(ROOT)).startswith(ONLY_IN[library])
    ]

    assert not found


def test_no_module_unpickles_anything_or_talks_to_the_network():
    found = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules()
        for name in imports(path)
        if name.split(".")[0] in ("pickle", "joblib", "cloudpickle", "dill", *SENDING)
    }

    assert not found


def test_every_module_begins_with_what_it_answers_and_is_named_for_it():
    for path in modules():
        text = path.read_text(encoding="utf-8")
        assert path.stem not in QUESTIONLESS, path
        assert not text.strip() or ast.get_docstring(ast.parse(text)), f"{path.relative_to(ROOT)} has no docstring"


def test_every_sql_file_says_its_row_and_every_table_its_grain():
    for path in (ROOT / "pipelines" / "sql").rglob("*.sql"):
        text = path.read_text(encoding="utf-8")
        assert text.startswith("-- "), path
        if path.parent.name != "checks":
            assert "-- grain: " in text, path
