"""Personal data is masked, whatever the form; what only looks like it stays readable."""

import gc

import pandas as pd
import pytest

from tests.benchmarks.privacy import KINDS, lookalikes, sentences
from tests.benchmarks.spoken import CLEAN
from vocmodels.privacy import BrokenPatternError, gates, redact, redact_turns
from vocmodels.privacy.bank_numbers import is_iban_valid, is_luhn_valid


def masked(text: str | None, language_code: str | None = None) -> str:
    return redact([text], [language_code])["text"].iloc[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to ana.lopez+shop@correo.com.mx, please.", "Write to [EMAIL], please."),
        ("it is john dot smith at gmail dot com", "it is [EMAIL]"),
        ("mi correo es pepe arroba correo punto es", "mi correo es [EMAIL]"),
        ("card 4111 1111 1111 1111 exp 12/27", "card [CARD] exp [EXPIRY]"),
        ("4111-1111-1111-1111, then 378282246310005", "[CARD], then [CARD]"),
        ("cobrar en 5555555555554444 gracias", "cobrar en [CARD] gracias"),
        ("IBAN ES91 2100 0418 4502 0005 1332 gracias", "IBAN [IBAN] gracias"),
        ("to gb29nwbk60161331926819.", "to [IBAN]."),
        ("my social is 123456789", "my social is [SSN]"),
        ("SSN: 123-45-6789", "SSN: [SSN]"),
        ("from 192.168.1.10 and 2001:db8::ff00:42:8329", "from [IP] and [IP]"),
    ],
)
def test_each_kind_of_personal_data_is_replaced_by_what_it_was(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    "number",
    [
        "(555) 123-4567",
        "555-123-4567",
        "555.123.4567 x12",
        "5552234567",
        "+1 555 123 4567",
        "1-800-555-1234",
        "001-555-123-4567x1234",
        "+34 612 345 678",
        "0034 612345678",
        "00 34 612 345 678",
        "612 34 56 78",
        "612345678",
        "91 123 45 67",
        "+52 1 55 1234 5678",
        "55 1234 5678",
        "07700 900123",
        "+49 30 901820",
    ],
)
def test_telephone_numbers_of_many_countries_are_masked_with_and_without_a_cue(number):
    assert masked(f"You can call me on {number}, thanks") == "You can call me on [PHONE], thanks"
    assert masked(f"{number} after five") == "[PHONE] after five"


@pytest.mark.parametrize(
    "text",
    [
        "order number 5551234567 is late",
        "my order is 555-123-4567",
        "el pedido 612345678 no llega",
        "tracking 1Z999AA10123456784 and 9400110200881234567890",
        "order 112-3456789-1234567",
        "on 2026-03-04 10:22:33 and 03/04/2026",
        "20260304 102233",
        "I paid $1,234,567.89 and 5552234567 pesos",
        "zip 12345-6789, 35.99 for 12 items",
        "invoice #5552234567",
        "version 10.2.3.4 of the app",
        "4111 1111 1111 1112 fails the check digit",
        "meet me at noon dot",
        "it took 10:22:33 or so",
        "ratio 1:2:3",
    ],
)
def test_orders_dates_amounts_and_parcels_stay_readable(text):
    assert masked(text) == text


def test_a_bare_nine_digit_number_is_no_telephone_in_english():
    assert masked("612345678", "en") == "612345678"
    assert masked("612345678", "es") == "[PHONE]"


def test_entities_say_where_in_the_original_text_and_never_what():
    found = redact(["a@b.com or 4111111111111111"]).iloc[0]

    assert found["entities"] == [{"kind": "email", "start": 0, "end": 7}, {"kind": "card", "start": 11, "end": 27}]
    assert found["masked_count"] == 2


def test_masking_a_masked_text_changes_nothing():
    once = masked("call (555) 123-4567 or a@b.com")

    assert masked(once) == once


def test_a_null_text_stays_null_and_an_empty_one_empty():
    found = redact([None, ""])

    assert found["text"].isna().tolist() == [True, False]
    assert found["masked_count"].tolist() == [0, 0]


def test_turns_keep_their_rows_and_columns_and_count_what_was_masked():
    turns = pd.DataFrame(
        {
            "contact_id": ["a", "a"],
            "turn_index": [0, 1],
            "speaker": ["agent", "customer"],
            "text": ["Your e-mail?", "a@b.com"],
        },
        index=[7, 3],
    )

    found = redact_turns(turns)

    assert found.index.tolist() == [7, 3]
    assert found["text"].tolist() == ["Your e-mail?", "[EMAIL]"]
    assert found["masked_count"].tolist() == [0, 1]


def test_names_of_the_contacts_own_record_are_masked_in_that_contact_alone():
    turns = pd.DataFrame(
        {
            "contact_id": ["a", "b", "a"],
            "turn_index": [0, 0, 1],
            "speaker": "customer",
            "text": ["I am Ana López", "Ana", None],
        }
    )

    found = redact_turns(turns, known_names={"a": ["Ana López", "Ana"]})

    assert found["text"].tolist()[:2] == ["I am [NAME]", "Ana"]


def test_a_megabyte_without_a_space_is_masked_in_linear_time():
    assert masked("a" * 1_000_000 + " a@b.com").endswith(" [EMAIL]")
    assert masked("1 " * 20_000 + "a@b.com").endswith("[EMAIL]")


def test_check_digits_are_checked():
    assert is_luhn_valid("4111111111111111")
    assert not is_luhn_valid("4111111111111112")
    assert is_iban_valid("DE89370400440532013000")
    assert not is_iban_valid("DE88370400440532013000")


@pytest.mark.parametrize(
    "texts",
    [
        pd.Series([None, float("nan")], dtype="float64"),
        pd.Series([None, None], dtype="object"),
        pd.concat([pd.Series([None], dtype="object"), pd.Series([None], dtype="str")]),
        [None, None],
    ],
)
def test_a_column_of_nulls_of_any_type_stays_null(texts):
    assert redact(texts)["text"].isna().tolist() == [True, True]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cvv 123, card 4111 1111 1111 1111 12/27 999", "cvv [CVV], card [CARD] [EXPIRY] [CVV]"),
        ("el código de seguridad es 456", "el código de seguridad es [CVV]"),
        ("la tarjeta caduca en diciembre de 2027", "la tarjeta caduca en [EXPIRY]"),
        ("mi DNI es 12345678Z y mi NIE X-1234567-L", "mi DNI es [DNI] y mi NIE [DNI]"),
        ("CURP GODE561231HDFRRN04, RFC GODE561231GR8", "CURP [CURP], RFC [RFC]"),
        ("mi cédula es 1.023.456.789", "mi cédula es [CEDULA]"),
        ("my passport number is AB1234567", "my passport number is [PASSPORT]"),
        ("RUT 12.345.678-5", "RUT [ID]"),
        ("open https://shop.com/reset?token=abc123def now", "open [URL] now"),
        ("I live at 123 Main Street", "I live at [ADDRESS]"),
        ("vivo en la calle Mayor 15, 3º B", "vivo en la [ADDRESS]"),
        ("Carrera 7 No. 71-21", "[ADDRESS]"),
        ("born on March 4, 1985", "born on [DOB]"),
        ("fecha de nacimiento 04/03/85", "fecha de nacimiento [DOB]"),
        ("my password is hunter22, my pin is 4321", "my password is [PASSWORD], my pin is [PASSWORD]"),
        ("la contraseña es Luna*2020", "la contraseña es [PASSWORD]"),
        ("iban: ES91 2100 0418 4502 0005 1333", "iban: [IBAN]"),
        ("last four of my social is 6789", "last four of my social is [SSN]"),
        ("john (at) gmail [dot] com", "[EMAIL]"),
        ("192 dot 168 dot 1 dot 10", "[IP]"),
    ],
)
def test_what_the_words_around_give_away_is_masked(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "my password is not working, the pin is wrong",
        "la contraseña es incorrecta",
        "my subscription expires 12/27",
        "I paid 50 dollars way too much for a 20 minutes drive",
        "la calle estaba cortada 2 días",
        "How long does a transfer from France take, 2 days?",
        "https://shop.com/products?color=blue&size=10",
        "I only got 80 pounds of 100 at the ATM",
        "birthday gift for my son",
        "I looked at amazon dot com",
    ],
)
def test_everyday_words_with_numbers_stay_readable(text):
    assert masked(text) == text


def talk(*turns: tuple[str, str]) -> pd.DataFrame:
    speakers, texts = zip(*turns, strict=True)
    return pd.DataFrame({"contact_id": "a", "turn_index": range(len(turns)), "speaker": speakers, "text": texts})


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("What is the security code on the back?", "123", "[CVV]"),
        ("Can you confirm your date of birth?", "it's 03/04/1985", "it's [DOB]"),
        ("Please enter your PIN.", "4321", "[PASSWORD]"),
        ("What is the secret word?", "sunshine", "[PASSWORD]"),
        ("¿Me indica su número de teléfono?", "sí, 2345678", "sí, [PHONE]"),
        ("Your card number, please?", "4111", "[CARD]"),
        ("¿Cuál es su cédula?", "79456123", "[CEDULA]"),
        ("What is your address?", "15 maple drive", "[ADDRESS]"),
        ("And the last four of your social?", "6789", "[SSN]"),
    ],
)
def test_a_bare_answer_is_masked_as_what_the_agent_asked_for(question, answer, expected):
    found = redact_turns(talk(("agent", question), ("customer", answer)))

    assert found["text"].tolist() == [question, expected]


def test_an_answer_is_found_whatever_the_order_of_the_rows():
    turns = talk(("agent", "What is the security code?"), ("agent", "Take your time."), ("customer", "ok 123"))

    found = redact_turns(turns.iloc[::-1])

    assert found["text"].tolist() == ["ok [CVV]", "Take your time.", "What is the security code?"]


def test_a_number_means_nothing_where_nobody_asked_for_it():
    turns = talk(
        ("agent", "How many did you buy?"),
        ("customer", "123"),
        ("agent", "Did you reset your password?"),
        ("customer", "yes"),
    )

    assert redact_turns(turns)["masked_count"].sum() == 0


def test_masking_masked_turns_changes_nothing():
    turns = talk(
        ("agent", "Your card number and your full name, please?"),
        ("customer", "4111 1111"),
        ("customer", "1111 1111, it's Ana López"),
        ("agent", "And the security code?"),
        ("customer", "123"),
    )
    once = redact_turns(turns, known_names={"a": ["Ana López"]})

    again = redact_turns(once, known_names={"a": ["Ana López"]})

    assert once["masked_count"].gt(0).tolist() == [False, True, True, False, True]
    assert again["text"].tolist() == once["text"].tolist()
    assert again["masked_count"].sum() == 0


def test_configured_patterns_mask_under_their_own_name():
    patterns = {"order": r"ORD-\d{8}", "member": r"(?<=member )\d{6}"}

    assert redact(["ORD-12345678 of member 123456"], patterns=patterns)["text"].tolist() == [
        "[ORDER] of member [MEMBER]"
    ]


@pytest.mark.parametrize(("name", "pattern"), [("order", "ORD-("), ("order", r"\d*"), ("my order", r"\d{8}")])
def test_a_broken_pattern_is_named(name, pattern):
    with pytest.raises(BrokenPatternError, match=name):
        redact(["x"], patterns={name: pattern})


def test_entities_of_what_a_mask_uncovers_stand_where_they_stood_at_first():
    text = "4111111111111111 and a@b.com or 612345678"
    found = redact([text], ["es"]).iloc[0]

    assert [text[each["start"] : each["end"]] for each in found["entities"]] == [
        "4111111111111111",
        "a@b.com",
        "612345678",
    ]


@pytest.fixture(scope="module")
def sentences_of_all_kinds():
    spoken = [(text, language) for language, texts in CLEAN.items() for text in texts]
    made = [sentences(kind).head(40) for kind in KINDS]
    return pd.concat([*made, lookalikes().head(80), pd.DataFrame(spoken, columns=["text", "language_code"])])


def test_a_few_texts_are_masked_as_many_are(sentences_of_all_kinds, monkeypatch):
    made = sentences_of_all_kinds
    many = redact(made["text"], made["language_code"])

    monkeypatch.setattr(gates, "FEW_TEXTS", len(made))
    monkeypatch.setattr(gates, "FEW_BYTES", 10**9)
    few = redact(made["text"], made["language_code"])

    pd.testing.assert_frame_equal(few, many)


def test_the_turns_of_a_few_contacts_are_masked_as_those_of_many_are(sentences_of_all_kinds, monkeypatch):
    made = sentences_of_all_kinds.sample(frac=1, random_state=1)
    turns = made.assign(contact_id=[place // 8 for place in range(len(made))], turn_index=range(len(made)))
    turns = turns.assign(speaker=["agent" if place % 2 else "customer" for place in range(len(made))])
    many = redact_turns(turns)

    monkeypatch.setattr(gates, "FEW_TEXTS", len(made))
    monkeypatch.setattr(gates, "FEW_BYTES", 10**9)

    pd.testing.assert_frame_equal(redact_turns(turns), many)


def test_a_text_that_repeats_is_masked_in_each_row_and_read_in_that_rows_language():
    texts = pd.Series(["612345678", None, "612345678", "call 555-123-4567"] * 2, index=range(10, 18))

    found = redact(texts, ["es", "en", "en", "en"] * 2)

    assert found["text"].fillna("").tolist() == ["[PHONE]", "", "612345678", "call [PHONE]"] * 2
    assert found["masked_count"].tolist() == [1, 0, 0, 1] * 2
    assert found.index.equals(texts.index)


def test_the_search_for_cycles_goes_on_after_masking_and_after_a_failure():
    redact(["call 555-123-4567"])
    assert gc.isenabled()

    with pytest.raises(BrokenPatternError):
        redact(["a"], patterns={"order": "("})
    assert gc.isenabled()


def test_a_name_that_goes_over_into_a_spoken_address_is_masked_up_to_it():
    turns = pd.DataFrame(
        {
            "contact_id": "c",
            "turn_index": [0, 1],
            "speaker": ["agent", "customer"],
            "text": ["cuál es el correo de la cuenta", "emilio rangel emilio punto rangel arroba gmail punto com"],
            "language_code": "es",
        }
    )

    assert redact_turns(turns)["text"][1] == "[NAME] [EMAIL]"
