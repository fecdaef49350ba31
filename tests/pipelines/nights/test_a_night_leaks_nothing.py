"""A night leaks nothing: are the e-mails, phones, cards and customers of the exports in no file that it writes?"""

import json
import re
import zipfile
from pathlib import Path

import duckdb
import pytest
from pypdf import PdfReader

from pipelines.warehouse import OFFLINE
from tests.pipelines.nights.exports import exports, rows_of

pytestmark = pytest.mark.slow

# Bounded on both sides: packed bytes hold runs of a hundred thousand letters.
E_MAIL = re.compile(r"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]{1,64}(?:\.[A-Za-z0-9-]{1,64})+")
DIGITS = re.compile(r"(?<!\d)\d[\d ().-]{7,28}\d(?!\d)")


@pytest.fixture(scope="module")
def personal(night) -> tuple[set[str], set[str]]:
    """The e-mails, and the digits of the phones and cards, that the exports' transcripts hold."""
    e_mails, numbers = set(), set()
    for path in exports(night, "transcripts/*"):
        for line in path.read_text(encoding="utf-8").splitlines():
            said = "\n".join(turn["Content"] for turn in json.loads(line)["Transcript"])
            e_mails |= set(E_MAIL.findall(said))
            numbers |= {digits for digits in map(_digits, DIGITS.findall(said)) if len(digits) in (10, 11, 16)}
    return e_mails, numbers


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _leaked(text: str, personal: tuple[set[str], set[str]]) -> set[str]:
    e_mails, numbers = personal
    return (e_mails & set(E_MAIL.findall(text))) | (numbers & {_digits(each) for each in DIGITS.findall(text)})


def _texts_of(path: Path) -> str:
    """All that a file says: its bytes, and what they are packed from."""
    said = [path.read_bytes().decode("latin-1")]
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as pack:
            said += [pack.read(name).decode() for name in pack.namelist() if name.endswith(".xml")]
    if path.suffix == ".pdf":
        said += [page.extract_text() for page in PdfReader(path).pages]
    if path.suffix == ".duckdb":
        said += _cells_of(path)
    return "\n".join(said)


def _cells_of(path: Path) -> list[str]:
    """Each text that stands in a column of a DuckDB file."""
    with duckdb.connect(str(path), read_only=True, config=OFFLINE) as connection:
        columns = connection.execute(
            "select schema_name || '.' || table_name, column_name from duckdb_columns()"
            " where not internal and data_type in ('VARCHAR', 'MAP(VARCHAR, VARCHAR)')"
        ).fetchall()
        cells = [
            connection.execute(f"select distinct {name}::varchar from {table} where {name} is not null").fetchall()
            for table, name in columns
        ]
    return [text for rows in cells for (text,) in rows]


def test_the_exports_hold_personal_data_of_every_kind(personal):
    e_mails, numbers = personal

    assert len(e_mails) > 100 and len(numbers) > 100
    assert any(len(digits) == 16 for digits in numbers)


def test_no_e_mail_phone_or_card_of_a_customer_is_in_any_file_that_a_run_writes(night, personal):
    build = night.settings.paths.build
    written = [
        path
        for path in build.rglob("*")
        if path.is_file() and not path.is_symlink() and not path.is_relative_to(build / "demo")
    ]

    assert {".duckdb", ".html", ".pdf", ".xlsx", ".skops"} <= {path.suffix for path in written}
    assert {path.name: leaked for path in written if (leaked := _leaked(_texts_of(path), personal))} == {}


def test_customers_are_known_by_a_hash_alone(night):
    numbers = {row["Customer Number"] for path in exports(night, "calls_*/*.csv") for row in rows_of(path)} - {
        "[None]",
        None,
    }

    with duckdb.connect(str(night.settings.paths.warehouse), read_only=True, config=OFFLINE) as warehouse:
        hashes = {
            each for (each,) in warehouse.execute("select distinct customer_id from core.contact").fetchall() if each
        }

    assert not numbers & hashes
    assert all(re.fullmatch(r"[0-9a-f]{20}", each) for each in hashes)
    assert not night.published("select 1 from information_schema.columns where column_name = 'customer_id'")
