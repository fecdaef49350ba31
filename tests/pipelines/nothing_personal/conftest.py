"""What tests of personal data share: a house in which everything that is written and said is looked through."""

from __future__ import annotations

import logging
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pipelines.cli import main
from tests.conftest import House
from tests.pipelines.nothing_personal.canaries import ALL_SECRETS, PATTERNS, found_in, stored_in, written_under


@dataclass
class Watch:
    """A house in which everything that is written and said is looked through."""

    house: House
    temporary: Path
    capfd: pytest.CaptureFixture[str]
    caplog: pytest.LogCaptureFixture
    said: dict[str, str] = field(default_factory=dict)

    def voc(self, *arguments: str) -> int:
        """Call voc in this process; return its exit code."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sys, "argv", ["voc", *arguments, "--config", str(self.house.settings.config_path)])
            with pytest.raises(SystemExit) as left:
                main()
        self.hear(f"voc {arguments[0]}")
        return left.value.code

    def hear(self, place: str) -> None:
        captured = self.capfd.readouterr()
        said = captured.out + captured.err + "\n".join(record.getMessage() for record in self.caplog.records)
        self.said[place] = self.said.get(place, "") + said

    def leaks(self, planted: dict[str, str] = ALL_SECRETS) -> list[str]:
        self.hear("the log")
        build = self.house.settings.paths.build
        published = self.house.settings.paths.published
        databases = [self.house.settings.paths.warehouse, *([published.resolve()] if published.exists() else [])]
        return found_in(self.said | written_under(build, self.temporary) | stored_in(*databases), planted)


@pytest.fixture
def watch(house, tmp_path, monkeypatch, capfd, caplog) -> Iterator[Watch]:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    caplog.set_level(logging.DEBUG)
    house.extra += PATTERNS
    yield Watch(house, temporary, capfd, caplog)
    tempfile.tempdir = None
