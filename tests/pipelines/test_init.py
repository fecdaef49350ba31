"""voc init: does a folder of somebody's exports become a voc.toml that runs?"""

import json
import tomllib
from pathlib import Path

import duckdb
import pytest

from pipelines.initialise import NoExportsError, write_config
from pipelines.settings import SettingsError, load_settings
from pipelines.sources.mapping import load_mapping
from pipelines.warehouse import OFFLINE
from tests.conftest import House, run_without_prefect
from tests.pipelines.sources.vendors.test_contact_lens import VOICE

pytestmark = pytest.mark.slow

FIVE9 = """CALL ID,TIMESTAMP,LAST UPDATED,CAMPAIGN,CALL TYPE,SKILL,AGENT,AGENT NAME,AGENT GROUP,DISPOSITION,ANI,DNIS,IVR TIME,\
QUEUE WAIT TIME,RING TIME,TALK TIME,HOLD TIME,AFTER CALL WORK TIME,TRANSFERS,ABANDONED,Customer Number,Language,Product,Region,\
Carrier,Survey Sent
300000000000001,"Mon, 2 Mar 2026 08:57:27",2026-03-02 09:03:56,Inbound,Inbound,Returns,21,Ana,A,DAMAGED,,,00:00:45,00:00:12,\
00:00:08,00:02:19,00:01:41,00:01:17,0,0,C1,EN,Mug,South,NorthStar,0
"""
UNKNOWN = """Ticket ID,Created At,Wrap Up Reason,State,Mood
1,2026-03-02T09:00:00Z,LATE,Ohio,calm
2,2026-03-02T10:00:00Z,LOST,Ohio,cross
"""
SPANISH = """Folio;Fecha;Motivo;Agente;Cliente;Correo electrónico;Teléfono;Cola;Duración;Idioma;Producto;Región;Canal;Estado
1001;02/03/2026;Envío dañado;Ana;Juan Soto;juan@x.example;+34 612 345 678;Devoluciones;00:05:12;Español;Taza;Sur;Teléfono;Cerrado
1002;03/03/2026;Factura;Luis;Eva Mora;eva@x.example;+34 612 345 679;Pagos;00:03:00;Inglés;Mesa;Norte;Correo;Abierto
"""
TURNS = """conversation_id,timestamp,sender,message
c1,2026-03-02 09:00:00,customer,My parcel is late and nobody answers
c1,2026-03-02 09:01:00,agent,Sorry about that let me look
"""


@pytest.fixture
def exports(house: House) -> House:
    house.add_file("five9_export.csv", FIVE9)
    house.add_file("transcripts/call-1.json", json.dumps(VOICE))
    house.add_file("help desk.csv", UNKNOWN)
    return house


def test_known_exports_are_recognised_and_an_unknown_one_is_begun(exports):
    written = write_config(exports.folder)

    sources = tomllib.loads(written.path.read_text())["sources"]
    assert {code: source["mapping"] for code, source in sources.items()} == {
        "five9_export": "five9_calls",
        "call_1": "contact_lens",
        "help_desk": "help_desk.toml",
    }
    assert "help_desk.toml names its guesses: check them." in written.advice and "voc run --config" in written.advice


def test_a_begun_mapping_guesses_by_the_names_of_the_columns_and_keeps_the_others(exports):
    write_config(exports.folder)

    mapping = load_mapping("help_desk.toml", exports.folder)
    assert {column: field.column for column, field in mapping.fields.items()} == {
        "contact_id": "Ticket ID",
        "started_at": "Created At",
        "disposition_code": "Wrap Up Reason",
        "region_code": "State",
    }
    assert mapping.attributes == ("Mood",)


def test_what_init_wrote_runs_as_it_is(exports):
    written = write_config(exports.folder)

    run_without_prefect(written.path)

    published = load_settings(written.path).paths.published.resolve()
    with duckdb.connect(str(published), read_only=True, config=OFFLINE) as marts:
        found = marts.execute(
            "select contact_id, disposition_code, region_code from marts.contact order by 1"
        ).fetchall()
        moods = marts.execute(
            "select attributes['Mood'] from marts.contact where contact_id = 'help_desk:2'"
        ).fetchall()
    assert found == [
        ("connect:call-1", None, None),
        ("five9:300000000000001", "DAMAGED", "South"),
        ("help_desk:1", "LATE", "Ohio"),
        ("help_desk:2", "LOST", "Ohio"),
    ]
    assert moods == [("cross",)]


def test_exports_of_one_name_in_two_folders_are_two_sources(house):
    house.add_file("east/calls.csv", FIVE9)
    house.add_file("west/calls.csv", UNKNOWN)

    written = write_config(house.folder)

    assert {code: source["path"] for code, source in tomllib.loads(written.path.read_text())["sources"].items()} == {
        "calls": "east/calls.csv",
        "calls_2": "west/calls.csv",
    }
    assert load_mapping("calls_2.toml", house.folder).fields["contact_id"].column == "Ticket ID"


def test_the_files_of_one_kind_in_a_folder_are_one_source(house):
    for day in (1, 2):
        house.add_file(f"calls/2026-03-0{day}.csv", FIVE9)

    written = write_config(house.folder)

    assert tomllib.loads(written.path.read_text())["sources"] == {
        "calls": {"path": "calls/*.csv", "mapping": "five9_calls", "id_prefix": "five9"}
    }


@pytest.mark.parametrize(("place", "said"), [("empty", "holds no export"), ("nowhere", "is not a folder")])
def test_a_place_without_exports_is_refused(tmp_path, place, said):
    (tmp_path / "empty").mkdir()

    with pytest.raises(NoExportsError, match=said):
        write_config(tmp_path / place)


def test_a_voc_toml_that_is_there_is_never_overwritten(exports):
    exports.add_file("voc.toml", "# mine\n")

    with pytest.raises(SettingsError, match="is there already"):
        write_config(exports.folder)

    assert (exports.folder / "voc.toml").read_text() == "# mine\n"
    assert not (exports.folder / "help_desk.toml").exists()


def test_a_spanish_export_of_a_help_desk_loads_at_once(house):
    house.add_file("marzo.csv", SPANISH)

    run_without_prefect(write_config(house.folder).path)

    published = load_settings(house.folder / "voc.toml").paths.published.resolve()
    with duckdb.connect(str(published), read_only=True, config=OFFLINE) as marts:
        found = marts.execute(
            "select started_at::date::varchar, disposition_code, agent_label, queue_label, handle_seconds, language_code,"
            " product_code, region_code, channel_code from marts.contact order by contact_id"
        ).fetchall()
    assert found == [
        ("2026-03-02", "Envío dañado", "Ana", "Devoluciones", 312.0, "es", "Taza", "Sur", "voice"),
        ("2026-03-03", "Factura", "Luis", "Pagos", 180.0, "en", "Mesa", "Norte", "email"),
    ]


def test_personal_columns_are_the_customer_or_left_out_and_never_attributes(house):
    house.add_file("marzo.csv", SPANISH)

    write_config(house.folder)

    mapping = load_mapping("marzo.toml", house.folder)
    assert mapping.fields["customer_name"].column == "Cliente"
    assert mapping.fields["customer_id"].column == "Correo electrónico"
    assert mapping.ignored == ("Teléfono",)
    assert mapping.attributes == ()


def test_rows_that_are_turns_become_a_mapping_of_turns(house):
    house.add_file("chats.csv", TURNS)

    write_config(house.folder)

    mapping = load_mapping("chats.toml", house.folder)
    assert mapping.record == "turn"
    assert {column: field.column for column, field in mapping.fields.items()} == {
        "contact_id": "conversation_id",
        "speaker": "sender",
        "text": "message",
        "said_at": "timestamp",
    }


def test_rows_of_a_json_answer_are_found_within_it(house):
    house.add_file(
        "cases.json",
        json.dumps(
            {
                "page": 1,
                "results": [
                    {
                        "id": "t1",
                        "created_at": "2026-03-02T09:00:00Z",
                        "category": "refund",
                        "requester": {"email": "j@x.example"},
                    },
                ],
            }
        ),
    )

    write_config(house.folder)

    mapping = load_mapping("cases.toml", house.folder)
    assert mapping.rows == "results"
    assert mapping.fields["customer_id"].column == "requester.email"


def test_what_is_no_export_is_named_with_the_reason(exports):
    exports.add_file("people.csv", "id,name,email,created_at\n1,Joe Doe,joe@x.example,2026-03-02\n")
    exports.add_file("notes.txt", "Ask Ann, before you use them, whether they are whole.\n")

    written = write_config(exports.folder)

    assert "people.csv is not recognised" in written.advice and "notes.txt: It is neither a table" in written.advice
    assert "# Not read:" in written.path.read_text()
    assert {"people", "notes"}.isdisjoint(tomllib.loads(written.path.read_text())["sources"])


def test_a_folder_is_named_from_wherever_one_stands(exports, monkeypatch):
    monkeypatch.chdir(exports.folder.parent)

    written = write_config(Path(exports.folder.name))

    assert "five9_calls" in written.path.read_text()
