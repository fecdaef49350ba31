"""A small published file for every test of the pages and the reports."""

from pathlib import Path

import duckdb
import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published file of example.sql: read it, never write to it; `altered` gives a copy to change."""
    path = tmp_path_factory.mktemp("published") / "current.duckdb"
    with duckdb.connect(str(path)) as con:
        for script in ("contract.sql", "example.sql"):
            con.execute((HERE / script).read_text(encoding="utf-8"))
    return path


@pytest.fixture
def altered(published: Path, tmp_path: Path):
    """A function that copies the published file, runs SQL on the copy, and returns its path."""

    def alter(sql: str) -> Path:
        path = tmp_path / "current.duckdb"
        path.write_bytes(published.read_bytes())
        with duckdb.connect(str(path)) as con:
            con.execute(sql)
        return path

    return alter


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A function that makes a published file the one that the dashboard finds, as a run does: by a link to it."""
    folder = tmp_path / "build" / "published"
    folder.mkdir(parents=True)
    (tmp_path / "voc.toml").write_text('[paths]\nbuild = "build"\n')
    monkeypatch.setenv("VOC_CONFIG", str(tmp_path / "voc.toml"))

    def show(path: Path) -> Path:
        link, run = folder / "current.duckdb", folder / f"voc-{len(list(folder.iterdir()))}.duckdb"
        if path.exists():  # a copy of its own: the pages keep their file open
            run.write_bytes(path.read_bytes())
        link.unlink(missing_ok=True)
        link.symlink_to(run)
        return tmp_path / "voc.toml"

    return show
