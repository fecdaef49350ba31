"""What people write is kept beside the warehouse, in order, and read back as it was given."""

import sqlite3
import subprocess
import sys
from multiprocessing import get_context

import pandas as pd
import pytest

from pipelines.settings import Settings, load_settings
from pipelines.workspace import WorkspaceError, open_workspace


@pytest.fixture
def settings(tmp_path) -> Settings:
    return with_url(tmp_path, None)


def with_url(folder, url: str | None) -> Settings:
    path = folder / "voc.toml"
    path.write_text('[paths]\nbuild = "build"\n' + (f'[workspace]\nurl = "{url}"\n' if url else ""))
    return load_settings(path)


def pairs(*rows: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["contact_id", "reason_code"])


def label_often(settings: Settings, name: str) -> None:
    for number in range(20):
        with open_workspace(settings) as workspace:
            workspace.add_labels(pairs((f"{name}{number}", "refund")), name)


def test_the_newest_label_of_a_contact_counts(settings):
    with open_workspace(settings) as workspace:
        workspace.add_labels(pairs(("a", "refund"), ("b", "damaged")), "ana")
        workspace.add_labels(pairs(("a", "damaged")), "ben")

        labels = workspace.labels()

    assert labels[["contact_id", "reason_code", "labelled_by"]].to_numpy().tolist() == [
        ["a", "damaged", "ben"],
        ["b", "damaged", "ana"],
    ]
    assert labels["labelled_at"].notna().all()


def test_what_was_written_is_there_the_next_time(settings):
    with open_workspace(settings) as workspace:
        assert workspace.add_labels(pairs(("a", "refund")), "ana") == 1
    with open_workspace(settings) as workspace:
        assert workspace.labels()["contact_id"].tolist() == ["a"]


def test_a_new_workspace_is_empty_and_has_its_columns(settings):
    with open_workspace(settings) as workspace:
        assert list(workspace.labels()) == ["contact_id", "reason_code", "labelled_by", "labelled_at"]
        assert workspace.taxonomy_edits() == []
        assert workspace.add_labels(pairs(), "ana") == 0


def test_a_label_without_a_reason_keeps_the_others_out_too(settings):
    with (
        pytest.raises(WorkspaceError, match="does not answer"),
        open_workspace(settings) as workspace,
    ):
        workspace.add_labels(pairs(("a", "refund"), ("b", None)), "ana")
    with open_workspace(settings) as workspace:
        assert workspace.labels().empty


def test_edits_of_the_taxonomy_come_back_in_order_as_they_were_given(settings):
    split = {"kind": "split", "reason_code": "delivery", "into": ["late", "lost"], "phrases": {"es": ["no llegó"]}}
    with open_workspace(settings) as workspace:
        workspace.add_taxonomy_edit(split, "ana")
        workspace.add_taxonomy_edit({"kind": "retire", "reason_code": "fax"}, "ben")

        first, second = workspace.taxonomy_edits()

    assert {name: first[name] for name in split} == split
    assert (first["edit_id"], first["edited_by"]) == (1, "ana")
    assert (second["edit_id"], second["kind"]) == (2, "retire")
    assert second["edited_at"] >= first["edited_at"]


def test_it_is_a_file_that_readers_and_a_writer_share(settings):
    with open_workspace(settings):
        pass
    with sqlite3.connect(settings.paths.workspace) as file:
        assert file.execute("pragma journal_mode").fetchall() == [("wal",)]


def test_two_people_write_at_the_same_time_and_nothing_is_lost(settings):
    processes = [get_context("spawn").Process(target=label_often, args=(settings, name)) for name in ("ana", "ben")]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    with open_workspace(settings) as workspace:
        assert workspace.labels().groupby("labelled_by").size().to_dict() == {"ana": 20, "ben": 20}


def test_the_file_of_a_url_lies_relative_to_voc_toml(tmp_path):
    settings = with_url(tmp_path, "sqlite:///people/shared.sqlite")

    with open_workspace(settings) as workspace:
        workspace.add_labels(pairs(("a", "refund")), "ana")

    assert (tmp_path / "people" / "shared.sqlite").exists()
    assert not settings.paths.workspace.exists()


def test_the_environment_names_the_workspace_too(tmp_path, monkeypatch):
    monkeypatch.setenv("VOC_WORKSPACE__URL", "sqlite:///elsewhere.sqlite")

    with open_workspace(with_url(tmp_path, None)):
        assert (tmp_path / "elsewhere.sqlite").exists()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql+pg8000://ana:hidden@host/voc", "driver that is not installed"),
        ("nosuchdatabase://ana:hidden@host/voc", "driver that is not installed"),
        ("postgresql+asyncpg://ana:hidden@host/voc", "driver is asynchronous"),
        ("not a url, hidden", "no URL of a database"),
        ("sqlite:////proc/hidden/workspace.sqlite", "cannot be made"),
    ],
)
def test_a_workspace_that_cannot_be_opened_says_what_to_do_and_no_password(tmp_path, url, said):
    with pytest.raises(WorkspaceError) as failure, open_workspace(with_url(tmp_path, url)):
        pass

    assert said in str(failure.value)
    assert "ana:hidden" not in str(failure.value)


def test_a_damaged_file_is_said_in_one_line(settings):
    settings.paths.workspace.parent.mkdir(parents=True)
    settings.paths.workspace.write_bytes(b"this is no database, whatever it is called" * 200)

    with pytest.raises(WorkspaceError, match="does not answer: file is not a database"), open_workspace(settings):
        pass


def test_opening_it_imports_neither_the_warehouse_nor_the_models():
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, pipelines.workspace; print('duckdb' in sys.modules, 'sklearn' in sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    )

    assert found.stdout.strip() == "False False"
