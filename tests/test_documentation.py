"""Documentation that can be wrong: what READMEs list must be there, and what is there must be listed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipelines.cli import app
from pipelines.settings import load_settings
from pipelines.tables import RECORD_COLUMNS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MARKDOWN = [ROOT / "README.md", *sorted(ROOT.glob("*/README.md"))]


def commands() -> list[str]:
    single = [command.name or command.callback.__name__ for command in app.registered_commands]
    grouped = [
        f"{group.name} {command.name or command.callback.__name__}"
        for group in app.registered_groups
        for command in group.typer_instance.registered_commands
    ]
    return single + grouped


@pytest.mark.parametrize("command", commands())
def test_every_command_is_listed_in_the_readme(command):
    assert re.search(rf"`voc {command}\b", README)


def test_every_command_of_the_readme_exists():
    assert {name for name in re.findall(r"^\| `voc (\w+(?: [a-z][a-z-]+\b)?)", README, re.MULTILINE)} == set(commands())


def test_every_page_is_listed_in_the_readme():
    for path in (ROOT / "dashboards" / "pages").glob("*.py"):
        if path.stem != "__init__":
            assert f"| {path.stem.replace('_', ' ').capitalize()} |" in README


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_and_named_file_of_a_readme_is_there(path):
    text = path.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_top_level_folder_has_a_readme():
    for name in ("pipelines", "vocmodels", "dashboards", "data", "tests"):
        assert (ROOT / name / "README.md").exists()


def test_every_module_of_a_room_is_listed_in_its_readme():
    for room in ("pipelines", "vocmodels"):
        text = (ROOT / room / "README.md").read_text(encoding="utf-8")
        missing = [
            path.name for path in (ROOT / room).glob("*.py") if path.stem != "__init__" and f"`{path.name}`" not in text
        ]
        assert not missing, room
    for room, folder in (("pipelines", "sources"), ("vocmodels", "privacy")):
        text = (ROOT / room / "README.md").read_text(encoding="utf-8")
        within = [path for path in (ROOT / room / folder).rglob("*.py") if "vendors" not in path.parts]
        named = {path.stem for path in within if path.stem != "__init__"}
        assert [name for name in sorted(named) if f"`{name}`" not in text and f"`{name}.py`" not in text] == []


def test_the_columns_of_a_mapping_are_those_of_the_warehouse():
    text = (ROOT / "data" / "README.md").read_text(encoding="utf-8")

    for columns in RECORD_COLUMNS.values():
        assert " ".join(f"`{name}`" for name in columns) in text


def test_every_make_target_is_in_the_help_and_the_readme_names_no_other():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))

    assert set(re.findall(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)[0].split()) == targets
    assert set(re.findall(r"(?:`|^)make ([a-z]+)", README, re.MULTILINE)) <= targets


def test_the_benchmarks_are_listed_in_the_tests_readme():
    text = (ROOT / "tests" / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "tests" / "benchmarks").glob("*.py"):
        if path.stem != "__init__":
            assert f"`{path.stem}`" in text


def test_the_committed_configuration_reads_what_the_demo_writes():
    settings = load_settings(ROOT / "voc.toml")

    assert settings.sources
    assert all(source.path.startswith("data/build/demo/exports/") for source in settings.sources.values())


def test_the_lock_holds_plain_pins_only():
    lines = (ROOT / "requirements.lock").read_text().splitlines()

    assert lines and all(re.fullmatch(r"[A-Za-z0-9._-]+==[^\s;@]+", line) for line in lines)
    assert not any(line.split("==")[0] in ("torch", "sentence-transformers") for line in lines)
