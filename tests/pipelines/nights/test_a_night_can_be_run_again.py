"""A night can be run again: does the same come out?"""

import shutil
from pathlib import Path

import pytest

from pipelines.settings import load_settings
from tests.conftest import facts, run_without_prefect

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def copied(night, tmp_path_factory) -> Path:
    """The voc.toml of a copy of the night, to run on."""
    folder = tmp_path_factory.mktemp("copied")
    shutil.copytree(
        night.settings.root,
        folder,
        dirs_exist_ok=True,
        symlinks=True,
        ignore=shutil.ignore_patterns("prefect", "reports"),
    )
    return folder / "voc.toml"


def test_running_it_again_changes_no_row_of_core_and_marts(copied):
    warehouse = load_settings(copied).paths.warehouse
    before = facts(warehouse)

    run_without_prefect(copied)

    assert facts(warehouse) == before
