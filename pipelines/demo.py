"""Demo: how does a newcomer see the whole system work, on exports as anybody's?"""

from __future__ import annotations

import shutil
from datetime import date

from pipelines import progress
from pipelines.settings import PROJECT_ROOT, Settings, SettingsError
from pipelines.simulate import simulate
from pipelines.source_settings import FileSource, Source
from pipelines.warehouse import open_warehouse


def require_demo(settings: Settings) -> None:
    """Stop before somebody's own data is mixed with a demo's.

    Raises:
        SettingsError: voc.toml names sources of somebody's own, or the warehouse holds what was pulled by hand.
    """
    own = [code for code, source in settings.sources.items() if not _is_demo(settings, source)]
    if own or not settings.sources:
        named = f'names your own source "{own[0]}"' if own else "names no source of the demo"
        raise SettingsError(
            f"{settings.config_path.name} {named}. A demo makes its own warehouse:"
            " call it with the voc.toml that came with voc."
        )
    pulled = _sources_in_warehouse(settings) - set(settings.sources)
    if pulled:
        raise SettingsError(
            f'{settings.paths.warehouse} holds what was pulled as "{min(pulled)}", which a demo would replace.'
            " Move it away first, or give the demo a voc.toml with another build folder."
        )


def _sources_in_warehouse(settings: Settings) -> set[str]:
    if not settings.paths.warehouse.exists():
        return set()
    with open_warehouse(settings.paths.warehouse) as warehouse:
        return {code for (code,) in warehouse.execute("select distinct source_code from ops.source_file").fetchall()}


def simulate_exports(settings: Settings, end: date, days: int, contacts_per_day: int, seed: int) -> None:
    """Write the exports of a simulated contact centre where voc.toml's sources point, and forget the demo before it."""
    folder = settings.paths.demo
    for path in (settings.paths.published_folder, settings.paths.models, settings.paths.reports, folder):
        shutil.rmtree(path, ignore_errors=True)
    for path in settings.paths.build.glob("warehouse.duckdb*"):
        path.unlink()
    simulate(
        folder,
        end=end,
        days=days,
        contacts_per_day=contacts_per_day,
        seed=seed,
        taxonomy_dir=settings.taxonomy_folder or PROJECT_ROOT / "data" / "taxonomy",
        progress=lambda done, total: progress.tell("Simulating a contact centre", done, total),
    )


def _is_demo(settings: Settings, source: Source) -> bool:
    if not isinstance(source, FileSource):
        return False
    return (settings.root / source.path).resolve().is_relative_to(settings.paths.demo.resolve())
