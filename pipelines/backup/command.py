"""Command: how does the operator back up and restore?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.backup.making import make_backup
from pipelines.backup.restoring import Restored, restore_backup
from pipelines.settings import load_settings
from pipelines.terminal import Config, showing_progress

out = Console()


def backup(
    place: Annotated[Path, typer.Argument(metavar="FILE_OR_DIR", help="The file, or the folder that gets a new one.")],
    has_reports: Annotated[bool, typer.Option("--reports", help="The reports too; they can be made again.")] = False,
    config: Config = None,
) -> None:
    """Copy warehouse, workspace, models, keys and what readers see into one file, between runs."""
    settings = load_settings(config)
    with showing_progress(out) as tell:
        tell("Copying the build folder", 0, 0)
        target, manifest = make_backup(settings, place, has_reports)
    size = target.stat().st_size / 1024**2
    _say(f"{target} holds {len(manifest.files)} files in {size:,.1f} MiB. It can be read by you alone: keep it so.")
    if manifest.is_workspace_elsewhere:
        _say("What people wrote is on a server and not in it: back that up with pg_dump.")
    if manifest.is_key_elsewhere:
        _say("The key of customers' hashes comes from VOC_HASH_KEY and is not in it.")


def restore(
    file: Annotated[Path, typer.Argument(help="What voc backup wrote.")],
    is_forced: Annotated[bool, typer.Option("--force", help="Replace what the build folder holds.")] = False,
    config: Config = None,
) -> None:
    """Put a backup in the place of the build folder's content, whole or not at all."""
    settings = load_settings(config)
    with showing_progress(out) as tell:
        tell("Checking and unpacking the backup", 0, 0)
        restored = restore_backup(settings, file, is_forced)
    for line in _said(restored):
        _say(line)


def _said(restored: Restored) -> list[str]:
    manifest = restored.manifest
    moment = f"{datetime.fromisoformat(manifest.made_at):%Y-%m-%d %H:%M} UTC"
    said = [f"Everything is as it was on {moment}; {len(manifest.files)} files. The next run pulls what came since."]
    if restored.later_erasures is None:
        said.append(f"Whoever was erased after {moment} is back: erase them again (voc erase).")
    elif restored.later_erasures:
        said.append(
            f"{restored.later_erasures} erasures were made since; those customers are back: voc erase them again."
        )
    if manifest.is_workspace_elsewhere:
        said.append("What people wrote was not in it: restore the workspace's own database to the same moment.")
    if manifest.is_key_elsewhere:
        said.append("Customers were hashed with VOC_HASH_KEY: give it the value that it had, or they are strangers.")
    return said


def _say(line: str) -> None:
    out.print(line, highlight=False, soft_wrap=True, markup=False)
