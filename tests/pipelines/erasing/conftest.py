"""What tests of erasing share: a built centre, copied for each test that changes it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import House
from tests.pipelines.erasing.centre import build, opened


@pytest.fixture(scope="session")
def built_centre(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A night, its reports, and what people wrote; read only."""
    return build(tmp_path_factory.mktemp("centre"))


@pytest.fixture
def centre(built_centre: House, tmp_path: Path) -> Callable[[str], House]:
    """A function that gives a copy of one's own by a name."""

    def copied(name: str) -> House:
        return opened(Path(shutil.copytree(built_centre.folder, tmp_path / name, symlinks=True)))

    return copied
