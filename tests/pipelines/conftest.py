"""What tests of the pipelines share: the command line, called in this process."""

import sys

import pytest

from pipelines.cli import main


@pytest.fixture
def call(monkeypatch, capsys):
    """Call voc in this process; return its exit code, what it printed and what it complained of."""
    monkeypatch.setenv("COLUMNS", "160")

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["voc", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        printed = capsys.readouterr()
        return left.value.code, printed.out, printed.err

    return run
