"""Taxonomy commands: is the taxonomy in order, what would it change, how does it grow, and how is it written out again?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.queries import show
from pipelines.settings import load_settings
from pipelines.taxonomies.adding import Added, Wanted, add_from_topic
from pipelines.taxonomies.files import write_taxonomy
from pipelines.taxonomies.review import Outlook, Review, foresee, review
from pipelines.terminal import Config, user
from pipelines.vocabulary import edited_taxonomy, read_taxonomy
from pipelines.warehouse import open_warehouse
from pipelines.workspace import open_workspace
from pipelines.workspace.subscriptions import read_subscriptions, tables_of
from vocmodels.taxonomy import Taxonomy

NO_TAXONOMY = "Each disposition is a reason: there is no taxonomy. [taxonomy] from in voc.toml names the folder of one."

app = typer.Typer(help="The reasons: whether they are in order, and what changes.", no_args_is_help=True)
out = Console()


@app.command()
def check(config: Config = None) -> None:
    """Say everything that is wrong or weak in the taxonomy's files and people's edits, each with what to do."""
    settings = load_settings(config)
    if settings.taxonomy_folder is None:
        _say(NO_TAXONOMY)
        return
    found = review(settings)
    for mark, texts in (("[red]wrong[/]", found.wrong), ("[yellow]weak[/] ", found.weak)):
        for text in texts:
            out.print(mark, end="  ")
            _say(text)
    _say(_verdict(found))
    if found.wrong:
        raise typer.Exit(1)


@app.command("diff")
def show_diff(
    against: Annotated[
        Path | None,
        typer.Argument(help="A folder of taxonomy files, or a reasons.toml; default: what the last run used."),
    ] = None,
    form: Annotated[str, typer.Option("--format", help="table, csv or json.")] = "table",
    config: Config = None,
) -> None:
    """Say what the next run changes: which reasons, and how many contacts a code decides there, or their words."""
    settings = load_settings(config)
    if settings.taxonomy_folder is None:
        _say(NO_TAXONOMY)
        return
    outlook = foresee(settings, against)
    if outlook is None:
        _say(f"No run has used a taxonomy yet. The next one uses {_named(edited_taxonomy(settings))}.")
        return
    if form != "table" or len(outlook.differences):
        show(outlook.differences, form, out)
    if form == "table":
        _say(_summed(outlook))


@app.command()
def export(
    folder: Annotated[
        Path | None, typer.Option("--out", help="Where to; default: the folder taxonomy of the build.")
    ] = None,
    config: Config = None,
) -> None:
    """Write the taxonomy as it is in force, people's edits in it, as files that read as the same taxonomy."""
    settings = load_settings(config)
    if settings.taxonomy_folder is None:
        with open_warehouse(settings.paths.warehouse) as warehouse:
            taxonomy = read_taxonomy(warehouse, settings)
    else:
        taxonomy = edited_taxonomy(settings)
    with open_workspace(settings) as workspace:
        subscriptions = tables_of(read_subscriptions(workspace, settings))
    for path in write_taxonomy(folder or settings.paths.build / "taxonomy", taxonomy, subscriptions):
        _say(str(path))
    _say(f"{_named(taxonomy)}.")


@app.command("add-from-topic")
def make_reason(
    topic_code: Annotated[str, typer.Argument(help="Of a topic that the last run published, such as t1a2b3c.")],
    code: Annotated[str | None, typer.Option(help="Of the new reason; default: from its label.")] = None,
    label: Annotated[str | None, typer.Option(help="What it is called; default: what the topic proposes.")] = None,
    department: Annotated[str | None, typer.Option(help="Code of who can act on it; default: as proposed.")] = None,
    parent: Annotated[str | None, typer.Option(help="Code of its group; default: as proposed.")] = None,
    added_by: Annotated[str | None, typer.Option("--by", help="Who adds it; default: you.")] = None,
    config: Config = None,
) -> None:
    """Make a topic a reason of the taxonomy, by an edit that the next run applies."""
    wanted = Wanted(code, label, department, parent)
    _say(_announced(add_from_topic(load_settings(config), topic_code, wanted, added_by or user())))


def _say(text: str) -> None:
    out.print(text, highlight=False, soft_wrap=True, markup=False)


def _named(taxonomy: Taxonomy) -> str:
    count = len(taxonomy.reasons)
    return f"{count} reason{'' if count == 1 else 's'}, version {taxonomy.taxonomy_version}"


def _verdict(found: Review) -> str:
    if found.wrong or found.taxonomy is None:
        return f"{len(found.wrong)} wrong, {len(found.weak)} weak: a run would stop at what is wrong."
    rest = f"{len(found.weak)} weak, nothing wrong" if found.weak else "fine"
    return f"{_named(found.taxonomy)}, {rest}."


def _summed(outlook: Outlook) -> str:
    """What the differences come to: which version comes, and how much is read anew for it."""
    if outlook.new.taxonomy_version == outlook.old.taxonomy_version:
        return f"Nothing changes: {_named(outlook.new)}."
    only = "" if len(outlook.differences) else " Only names of groups, departments or dispositions differ."
    return (
        f"The next run uses {_named(outlook.new)}, after version {outlook.old.taxonomy_version}.{only} What codes decide "
        f"follows by rule; the {outlook.read_count:,} contacts that are understood by their words are all read anew."
    )


def _announced(added: Added) -> str:
    """What is in force from the next run on, and where it can still be changed."""
    table = added.table
    examples = sum(map(len, table.get("phrases", {}).values()))
    owner = f"{table['department']} owns it" if "department" in table else "nobody owns it yet"
    return (
        f'The topic “{added.topic_label}” ({added.contact_count:,} contacts) becomes the reason "{table["code"]}"'
        f" ({added.label}); {owner}. The next run knows it by {examples} example phrase{'' if examples == 1 else 's'}, and reads"
        ' anew all contacts that are understood by their words. "voc taxonomy diff" says what changes, "voc taxonomy export"'
        " writes it into the files."
    )
