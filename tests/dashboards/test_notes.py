"""What people note of a day stands on every chart by day, as text, and can be taken back."""

from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import charts, components, notes
from pipelines.settings import load_settings
from pipelines.workspace import WorkspaceError, open_workspace
from pipelines.workspace.notes import add_note, read_notes, remove_note

ATTACK = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) =cmd"
APP = "from dashboards.app import main\nmain()"


def open_page(name: str, **query: str) -> AppTest:
    app = AppTest.from_string(APP, default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run().switch_page(str(components.page_path(name))).run()


def text_of(app: AppTest) -> str:
    return " ".join(str(getattr(element.proto, "body", "")) for element in app.get("html"))


def note(words: str, reason_code: str | None = None, on_date: date = date(2026, 3, 2)) -> str:
    with open_workspace(load_settings()) as workspace:
        return add_note(workspace, on_date, words, reason_code, "ana")


def noted() -> pd.DataFrame:
    with open_workspace(load_settings()) as workspace:
        return read_notes(workspace)


def days() -> pd.DataFrame:
    return pd.DataFrame({"contact_date": pd.date_range("2026-02-20", "2026-03-03"), "contact_count": 5})


def test_a_note_stands_on_its_day_for_all_or_for_its_reason_alone(shown, published):
    shown(published)
    note("Price list changed")
    note("Box supplier changed", "damaged_shipment")
    note("Long ago", on_date=date(2025, 1, 1))

    of_all = notes.marks(notes.read(), days())
    of_reason = notes.marks(notes.read(), days(), ("damaged_shipment",))

    assert list(of_all["words"]) == ["Price list changed"]
    assert list(of_reason["words"]) == ["Price list changed", "Box supplier changed"]
    assert '"Box supplier changed"' in str(charts.daily_bars(days(), marks=of_reason)).replace("'", '"')


def test_a_note_that_was_removed_is_on_no_chart_and_stays_in_the_workspace(shown, published):
    shown(published)
    note_id = note("Price list changed")

    with open_workspace(load_settings()) as workspace:
        remove_note(workspace, note_id, "ben")

    assert noted().empty


@pytest.mark.parametrize("words", ["mail ana@example.com", "order 1234567", "   ", "x" * 81])
def test_a_note_without_words_or_with_personal_data_is_refused(shown, published, words):
    shown(published)

    with pytest.raises(WorkspaceError):
        note(words)

    assert noted().empty


def test_a_note_is_written_and_removed_on_the_page(shown, published):
    shown(published)
    app = open_page("reasons", chosen="damaged_shipment")

    app.text_input(key="note-words").set_value("Box supplier changed")
    app.button(key="note-keep").click().run()
    written = noted()

    assert list(written["words"]) == ["Box supplier changed"]
    assert "Tue 3 Mar: Box supplier changed." in text_of(app)

    app.button(key=f"note-remove-{written['note_id'].iloc[0]}").click().run()

    assert noted().empty
    assert "Box supplier changed" not in text_of(app)


def test_markup_in_a_note_comes_out_as_text(shown, published):
    shown(published)
    note(ATTACK)

    app = open_page("reasons")

    assert not app.exception
    assert "&lt;img src=x" in text_of(app) and "<img src=x" not in text_of(app)


def test_a_long_note_is_cut_beside_its_rule_and_whole_below(shown, published):
    shown(published)
    long = "The new checkout went live for all customers in Spain"
    note(long)

    marked = notes.marks(notes.read(), days())

    assert marked["words"].iloc[0].endswith("…") and len(marked["words"].iloc[0]) <= notes.ROOM
    assert marked["sentence"].iloc[0] == long
