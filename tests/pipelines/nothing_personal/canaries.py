"""Canaries: what may stand in no file of voc, and where in everything that was written does it stand all the same?"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import duckdb

from pipelines.warehouse import OFFLINE


@dataclass(frozen=True)
class Canary:
    """A piece of personal data, in a sentence that gives it away where it does not do so by itself."""

    secret: str
    sentence: str = "{}"

    @property
    def said(self) -> str:
        return self.sentence.format(self.secret)


CANARIES = {
    "email": Canary("mirabel.quorton@zephyrmail.example"),
    "email in capitals": Canary("OTTOLINE.GRABBER@ZEPHYRMAIL.EXAMPLE", "WRITE TO {} PLEASE"),
    "email with plus": Canary("tancred+orders@zephyrmail.example", "my email is {}, thanks"),
    "spoken email": Canary("wilbur dot snodgrass at gmail dot com", "my email is {}"),
    "us phone": Canary("(415) 672-2671", "call {} after six"),
    "us phone abroad": Canary("+1 415-672-2672"),
    "us phone with dots": Canary("415.672.2673", "my number is {}"),
    "bare phone": Canary("4156722674", "my phone number is {}"),
    "spanish phone": Canary("612 345 687", "mi teléfono es el {}"),
    "spanish phone abroad": Canary("+34 612 34 56 98"),
    "mexican phone": Canary("+52 55 1834 5679"),
    "mexican phone at home": Canary("55 1834 5697", "llámeme al {}"),
    "card": Canary("4716539777777776"),
    "card in groups": Canary("5500 4187 7777 7770", "charge {} again"),
    "card with dashes": Canary("6011-2037-7777-7776"),
    "card of 13": Canary("4929138777772", "my card is {}"),
    "card of 15": Canary("3782 824777 77773"),
    "card of 19": Canary("6304291777777777773", "la tarjeta {}"),
    "spoken card": Canary(
        "four seven one six five three nine seven seven seven seven seven seven seven seven six", "my card is {}"
    ),
    "spoken phone": Canary("seis uno dos tres cuatro cinco seis ocho siete", "mi teléfono es el {}"),
    "cvv": Canary("code is 0737", "the security {}"),
    "iban": Canary("DE66370400440532017391"),
    "iban in groups": Canary("ES48 2100 0418 4502 0005 8217", "transfer it to {}"),
    "ssn": Canary("536-22-4917"),
    "bare ssn": Canary("536224971", "my social security number is {}"),
    "dni": Canary("48213975H", "mi DNI es {}"),
    "nie": Canary("X5192837N", "NIE {}"),
    "curp": Canary("QUMR850712MDFRRB01"),
    "rfc": Canary("QUMR850712AB3", "mi RFC es {}"),
    "ip": Canary("203.0.113.77", "from {} last night"),
    "url with a token": Canary("zqx81kfm33plw92", "https://portal.example.com/reset?token={}"),
    "address": Canary("4821 Wexmoor Avenue", "I live at {}"),
    "spanish address": Canary("Calle Zurriaga 4822", "vivo en la {}"),
    "date of birth": Canary("07/23/1961", "my date of birth is {}"),
    "password": Canary("Zorbluxx99", "my password is {}"),
    "introduced": Canary("Theodora Wigglesworth", "hello, my name is {}"),
    "introduced in spanish": Canary("Eufrasia Bermúdez", "hola, me llamo {}"),
    "honorific": Canary("Mrs. Featherstone", "I already told {} so"),
    "order": Canary("ORD-55512345", "where is {}?"),  # by a pattern of voc.toml
}
PATTERNS = '[privacy]\npatterns = { order = "ORD-\\\\d{8}" }\n'
# These no pattern can know: the record or the name of the column gives them away.
KNOWN_NAME = Canary("Quillon Abercrombie", "{} called twice")
COLUMN_SECRETS = {"dob": "1961-08-24", "phone": "9155550187", "email": "plunkett", "caller_name": "Balthazar"}
PERSONAL_IDS = ("email", "card", "card in groups", "card with dashes", "iban", "ssn", "us phone", "us phone abroad")


def escaped(text: str) -> str:
    """The text as JSON may write it: each character that is no letter or digit as its code."""
    return "".join(each if each.isalnum() and each.isascii() else f"\\u{ord(each):04x}" for each in text)


def secrets(*more: str) -> dict[str, str]:
    """Everything that was planted: its kind -> what may be found nowhere."""
    return {kind: each.secret for kind, each in CANARIES.items()} | {each: each for each in more}


ALL_SECRETS = secrets(KNOWN_NAME.secret, *COLUMN_SECRETS.values())


def found_in(texts: Mapping[str, str], planted: Mapping[str, str]) -> list[str]:
    """Each kind of secret that stands in one of the texts, as written, in another case, escaped or without separators."""
    leaks = []
    for place, text in texts.items():
        lower, packed = text.lower(), re.sub(r"[^\w@]|_", "", text.lower())
        for kind, secret in planted.items():
            tight = re.sub(r"[^\w@]|_", "", secret.lower())
            if any(form in lower for form in _forms(secret)) or (len(tight) >= 9 and tight in packed):
                leaks.append(f"{kind} in {place}")
    return leaks


def _forms(secret: str) -> Iterator[str]:
    yield secret.lower()
    yield escaped(secret).lower()
    yield json.dumps(secret)[1:-1].lower()
    percent = "".join(each if each.isalnum() else "".join(f"%{byte:02x}" for byte in each.encode()) for each in secret)
    yield percent.lower()
    yield quote(secret, safe="").lower()
    yield base64.b64encode(secret.encode())[: 4 * (len(secret.encode()) // 3)].decode().lower()


def written_under(*folders: Path) -> dict[str, str]:
    """Every byte under some folders, and the names of the files: place -> text."""
    paths = [path for folder in folders for path in sorted(folder.rglob("*"))]
    names = {"names of files": "\n".join(path.name for path in paths)}
    return names | {path.name: path.read_bytes().decode("latin-1") for path in paths if path.is_file()}


def stored_in(*databases: Path) -> dict[str, str]:
    """Every value of every table of DuckDB files, as text: DuckDB packs its bytes."""
    texts = {}
    for path in databases:
        with duckdb.connect(str(path), read_only=True, config=OFFLINE) as connection:
            tables = connection.execute(
                "select schema_name || '.' || table_name from duckdb_tables() where not internal"
            ).fetchall()
            for (table,) in tables:
                cells = connection.execute(f"select columns(*)::varchar from {table}").fetchall()
                texts[f"{path.name} {table}"] = "\n".join(_lines(cells))
    return texts


def _lines(rows: Iterable[tuple[str | None, ...]]) -> Iterator[str]:
    for row in rows:
        yield "\n".join(value for value in row if value is not None)
