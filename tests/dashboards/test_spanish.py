"""Reports in Spanish: is everything said in it, as Spanish writes numbers and days, and are labels those of the taxonomy?"""

import ast
import re
from collections.abc import Iterator

import duckdb
import pytest

from dashboards import languages
from dashboards.languages import CATALOGUES, LANGUAGES, speaking
from dashboards.reports import WHOLE, __main__, brief, coaching, data_quality, monthly, trend
from tests.conftest import ROOT
from tests.dashboards.test_monthly_report import WHOLE_JANUARY
from tests.dashboards.test_pages import open_page
from tests.dashboards.test_reports import ALERT, words_of
from tests.dashboards.test_reports_page import make

pytestmark = pytest.mark.slow

CODE = sorted((ROOT / "dashboards").rglob("*.py"))
TEMPLATES = sorted((ROOT / "dashboards" / "reports" / "templates").iterdir())
PLACE = re.compile(r"{\w+}")
SAID = languages._catalogue("es")
FACES = [".html", ".pdf", ".pptx", ".md"]


class Noting(dict):
    """A catalogue that notes what was asked of it in vain."""

    def __init__(self) -> None:
        super().__init__(SAID)
        self.missed: set[str] = set()

    def get(self, words, default=None):
        if words not in self:
            self.missed.add(words)
        return super().get(words, default)


@pytest.fixture
def spanish(published, tmp_path):
    with speaking("es"):
        return {path.suffix: path for path in trend.make(published, "logistics", tmp_path)}


def call(*arguments: object) -> int:
    return __main__.main([str(argument) for argument in arguments])


def literals() -> Iterator[tuple[str, ...]]:
    """The sentences that stand in the code as such, each with its forms."""
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args:
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                forms = node.args[: {"say": 1, "say_many": 2}.get(name, 0)]
                if forms and all(isinstance(form, ast.Constant) for form in forms):
                    yield tuple(form.value for form in forms)
    for path in TEMPLATES:
        yield from ((words,) for words in re.findall(r'\bsay\("([^"]+)"', path.read_text(encoding="utf-8")))


def test_every_sentence_that_stands_in_the_code_has_its_spanish_with_as_many_forms():
    assert [forms for forms in literals() if len(SAID.get(forms[0], ())) != len(forms)] == []


def test_what_reports_put_together_from_tables_has_its_spanish_too(published, altered, tmp_path, monkeypatch):
    asked = Noting()
    monkeypatch.setattr(languages, "_catalogue", lambda language: asked)
    with duckdb.connect(str(published), read_only=True) as con:
        departments = [code for (code,) in con.execute("select department_code from marts.department").fetchall()]
        named = {
            name for (name,) in con.execute("select variant from marts.kpi").fetchall()
        }  # by the house's own kpis.toml
        agent = con.execute("select min(agent_id) from marts.agent").fetchone()[0]
    with speaking("es"):
        for code in departments:
            trend.make(published, code, tmp_path)
        for subject in (ALERT, "t1a2b3c", "refund"):
            brief.make(published, subject, tmp_path)
        coaching.make(published, agent, tmp_path)
        monthly.make(published, WHOLE, tmp_path)
        monthly.make(altered(WHOLE_JANUARY), WHOLE, tmp_path)
        data_quality.make(published, WHOLE, tmp_path)

    said = {form for forms in SAID.values() for form in forms}  # titles of workbooks are said already
    assert sorted(asked.missed - said - named) == []


@pytest.mark.parametrize("words", sorted(SAID))
def test_the_places_of_values_are_the_same(words):
    assert all(set(PLACE.findall(said)) == set(PLACE.findall(words)) for said in SAID[words])


def test_nothing_in_the_catalogue_is_said_nowhere():
    constants = {
        node.value
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    templates = " ".join(path.read_text(encoding="utf-8") for path in TEMPLATES)

    assert [
        words
        for words in SAID
        if words not in constants
        and words.removeprefix("{count} ") not in constants
        and f'say("{words}"' not in templates
    ] == []


def test_days_numbers_labels_and_sentences_are_spanish_on_every_face(spanish):
    for face in FACES:
        said = words_of(spanish[face])
        assert "Envío dañado: 156 contactos del domingo 1 al martes 3 de marzo; se esperaban 36 (24 a 50)." in said
        assert "El 83 % del exceso: transportista NorthStar en el Sur." in said
        assert "Cerca de una de cada 400 alertas así es azar." in said
        assert not re.search(
            r"\b(were expected|agents' work|usual week|the week before|chance)\b", re.sub("“.*?”", "", said)
        ), face
    assert '<html lang="es"' in spanish[".html"].read_text(encoding="utf-8")
    assert "Motivo" in words_of(spanish[".xlsx"])


def test_numbers_have_the_marks_of_the_language():
    with speaking("es"):
        assert languages.numeral("1,284.5") == "1.284,5"
    assert languages.numeral("1,284.5") == "1,284.5"


def test_what_customers_said_stays_as_they_said_it(spanish):
    assert "The box was crushed and the lamp is broken, order 0." in words_of(spanish[".html"])


def test_a_department_gets_its_reports_in_its_language_unless_another_is_asked_for(published, tmp_path):
    call("--published", published, "--out", tmp_path / "own")
    call("--published", published, "--department", "stores", "--language", "en", "--out", tmp_path / "asked")

    assert "informe semanal" in (tmp_path / "own" / "stores" / "trend.md").read_text()
    assert "weekly trend report" in (tmp_path / "own" / "logistics" / "trend.md").read_text()
    assert "weekly trend report" in (tmp_path / "asked" / "stores" / "trend.md").read_text()


def test_the_same_published_file_gives_the_same_bytes_in_spanish_too(published, spanish, tmp_path):
    with speaking("es"):
        again = trend.make(published, "logistics", tmp_path / "again")

    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in spanish.values()]


def test_the_report_on_data_is_written_in_spanish_too(published, tmp_path):
    assert call("--published", published, "--data-quality", "--language", "es", "--out", tmp_path) == 0

    for face in (".pdf", ".pptx", ".md"):
        said = words_of(tmp_path / WHOLE / f"data_quality{face}")
        assert "informe de calidad de los datos" in said
        assert not re.search(
            r"\b(were|rejected|deliveries|surely|usual|contacts|nothing)\b", re.sub("“.*?”", "", said)
        ), face


def test_a_file_of_an_older_voc_has_no_labels_and_its_reports_are_made_all_the_same(altered, tmp_path):
    path = altered("drop table marts.label; alter table marts.department drop column language_code")

    with speaking("es"):
        page, *_ = trend.make(path, "logistics", tmp_path / "out")

    assert "Damaged shipment: 156 contactos" in words_of(page)


def test_a_reader_chooses_the_language_on_the_page(shown, published):
    shown(published)
    [language] = [box for box in open_page("reports").get("button_group") if box.label == "Language"]
    at = language.set_value("es").run()
    at = make(at)

    assert "informe semanal" in at.get("iframe")[0].proto.srcdoc


def test_every_language_but_the_codes_own_has_a_catalogue():
    assert {path.stem for path in CATALOGUES.glob("*.po")} == set(LANGUAGES) - {languages.OWN}
