"""Personal data is masked, whatever the form; what only looks like it stays readable."""

import pandas as pd
import pytest

from vocmodels.privacy import is_iban_valid, is_luhn_valid, redact, redact_turns


def masked(text: str | None, language_code: str | None = None) -> str:
    return redact([text], [language_code])["text"].iloc[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to ana.lopez+shop@correo.com.mx, please.", "Write to [EMAIL], please."),
        ("it is john dot smith at gmail dot com", "it is [EMAIL]"),
        ("mi correo es pepe arroba correo punto es", "mi correo es [EMAIL]"),
        ("card 4111 1111 1111 1111 exp 12/27", "card [CARD] exp 12/27"),
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
