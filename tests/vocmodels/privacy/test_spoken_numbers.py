"""What somebody reads out is found and named; ordinary talk with numbers in it is left alone."""

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from vocmodels.privacy.digit_words import DIGIT_ROLES, digits_of, read_words
from vocmodels.privacy.spoken_numbers import CANDIDATE, find_spoken, find_spoken_in_turns


def masked(text, language=None):
    for kind, start, end in reversed(list(find_spoken(text, language))):
        text = f"{text[:start]}[{kind.upper()}]{text[end:]}"
    return text


def masked_turns(*turns, languages=None):
    speakers, texts = zip(*turns, strict=True)
    found = find_spoken_in_turns(texts, speakers, languages or [None] * len(texts))
    shown = []
    for text, entities in zip(texts, found, strict=True):
        for kind, start, end in reversed(entities):
            text = f"{text[:start]}[{kind.upper()}]{text[end:]}"
        shown.append(text)
    return shown


def is_candidate(text):
    return pc.match_substring_regex(pa.array([text]), CANDIDATE)[0].as_py()


@pytest.mark.parametrize(
    ("words", "digits"),
    [
        ("four one 1 1 double two", "411122"),
        ("twenty three forty one eleven nineteen eighty", "2341111980"),
        ("eight hundred five five five", "800555"),
        ("one thousand oh two", "100002"),
        ("cuatro mil ciento once mil ciento once", "41111111"),
        ("cincuenta y cinco veintitrés seis cientos doce", "5523612"),
        ("doble cero siete", "007"),
    ],
)
def test_words_say_the_digits_that_somebody_means(words, digits):
    assert digits_of([word for word in read_words(words) if word.role in DIGIT_ROLES]) == digits


PERSONAL = [
    (
        "my card number is four one one one one one one one one one one one one one one one thanks",
        "my card number is [CARD] thanks",
    ),
    ("it's four one 1 1 double two uh let me see three three three three okay and four four four four", "it's [CARD]"),
    ("forty one eleven forty one eleven forty one eleven forty one eleven", "[CARD]"),
    ("la tarjeta es cuatro mil ciento once mil ciento once mil ciento once mil ciento once", "la tarjeta es [CARD]"),
    ("call me at five five five, one two three, four five six seven please", "call me at [PHONE] please"),
    ("my phone is area code eight oh five five five five oh one four two", "my phone is area code [PHONE]"),
    ("mi número es seis doce treinta y cuatro cincuenta y seis setenta y ocho", "mi número es [PHONE]"),
    ("my number is five five five no wait sorry five five four one two one two", "my number is [PHONE]"),
    ("eight hundred five five five one two one two is the number", "[PHONE] is the number"),
    ("my social is one two three four five six seven eight nine", "my social is [SSN]"),
    ("the last four of my social are six seven eight nine", "the last four of my social are [SSN]"),
    ("mi dni es doce treinta y cuatro cincuenta y seis setenta y ocho", "mi dni es [DNI]"),
    ("the security code on the back is six one two", "the security code on the back is [CVV]"),
    ("el código de seguridad es seiscientos doce", "el código de seguridad es [CVV]"),
    ("my account number is one two three four five six", "my account number is [ACCOUNT]"),
    ("my email is j o h n dot smith at gmail dot com thanks", "my email is [EMAIL] thanks"),
    ("mi correo es juan punto pérez ochenta y cinco arroba hotmail punto com punto mx", "mi correo es [EMAIL]"),
    ("m as in mary e r r y at yahoo dot com", "[EMAIL]"),
    ("it's j as in john o h n dot s m i t h dash the number 7 at company dot co dot uk", "it's [EMAIL]"),
    ("mi dni es uno dos tres cuatro cinco seis siete ocho zeta", "mi dni es [DNI]"),
    ("mi dni es uno dos tres cuatro cinco seis siete ocho letra te gracias", "mi dni es [DNI] gracias"),
    ("mi dni es uno dos tres cuatro cinco seis siete ocho y ya", "mi dni es [DNI] y ya"),
    ("my number is plus four four seven seven zero zero nine zero zero one two three", "my number is [PHONE]"),
    ("mi teléfono es más tres cuatro seis uno dos tres cuatro cinco seis siete ocho", "mi teléfono es [PHONE]"),
    ("call me at oh seven seven zero zero nine zero zero one two three", "call me at [PHONE]"),
]


@pytest.mark.parametrize(("text", "expected"), PERSONAL)
def test_what_is_read_out_is_named(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize("text", [text for text, _ in PERSONAL])
def test_every_text_that_holds_something_is_a_candidate(text):
    assert is_candidate(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'll be there at two thirty and it cost nineteen ninety nine",
        "flight one two three four leaves at four thirty five",
        "on march twenty third twenty twenty six",
        "we are open twenty four seven and call nine one one",
        "I got a four oh four error one or two days ago",
        "I need two hundred thousand five hundred dollars",
        "my order number is four five six seven eight nine one two",
        "my son was born in nineteen ninety eight and my daughter in two thousand one",
        "four of the three things in two places for six people at nine",
        "I ordered it at amazon dot com",
        "in two thousand nineteen two thousand twenty and two thousand twenty one",
        "oh no no no one told me",
        "llego a las dos y media, uno o dos días",
        "son doscientos cincuenta y cinco euros con treinta y cinco céntimos",
        "mil gracias, una vez me pasó once veces",
        "el vuelo uno dos tres cuatro sale a las seis cuarenta y cinco",
    ],
)
def test_ordinary_numbers_are_left_alone(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    "text",
    ["this one please, and two of them", "a las dos", "faltan uno o dos días", "and no one called me more than once"],
)
def test_ordinary_talk_is_not_even_a_candidate(text):
    assert not is_candidate(text)


@pytest.mark.parametrize("piece", ["one one", "uh four", "double two", "1111", "seis doce", "my card is 4111 1111"])
def test_a_piece_of_a_number_is_a_candidate(piece):
    assert is_candidate(piece)


def test_a_card_over_several_turns_is_masked_with_the_agents_echo():
    assert masked_turns(
        ("agent", "can I have your card number"),
        ("customer", "sure it's four one one one"),
        ("agent", "uh huh"),
        ("customer", "one one one one um"),
        ("agent", "one one one one got it"),
        ("customer", "one one one one"),
        ("agent", "go ahead"),
        ("customer", "one one one one thanks"),
        ("agent", "thank you, is there anything else"),
    ) == [
        "can I have your card number",
        "sure it's [CARD]",
        "uh huh",
        "[CARD] um",
        "[CARD] got it",
        "[CARD]",
        "go ahead",
        "[CARD] thanks",
        "thank you, is there anything else",
    ]


def test_a_spanish_telephone_over_several_turns_is_masked():
    assert masked_turns(
        ("customer", "mi teléfono es seis uno dos"),
        ("agent", "ajá, dígame"),
        ("customer", "tres cuatro cinco"),
        ("agent", "sí"),
        ("customer", "seis siete ocho, cuando quiera"),
    ) == ["mi teléfono es [PHONE]", "ajá, dígame", "[PHONE]", "sí", "[PHONE], cuando quiera"]


def test_the_code_that_the_agent_asks_for_is_no_part_of_the_card():
    assert masked_turns(
        ("customer", "four one one one one one one one one one one one one one one one"),
        ("agent", "and the security code?"),
        ("customer", "nine two three"),
    ) == ["[CARD]", "and the security code?", "[CVV]"]


def test_written_pieces_over_several_turns_are_a_card_where_the_check_digit_agrees():
    assert masked_turns(("customer", "4111 1111"), ("agent", "ok"), ("customer", "1111 1111")) == [
        "[CARD]",
        "ok",
        "[CARD]",
    ]
    assert masked_turns(("customer", "90210"), ("customer", "4111"), ("customer", "12")) == ["90210", "4111", "12"]


def test_a_spelled_address_over_several_turns_is_masked():
    assert masked_turns(("customer", "it's j s m i t h"), ("agent", "uh huh"), ("customer", "at gmail dot com")) == [
        "it's [EMAIL]",
        "uh huh",
        "[EMAIL]",
    ]


def test_prices_and_times_in_several_turns_are_left_alone():
    turns = [("customer", "it was nineteen ninety nine"), ("agent", "okay"), ("customer", "and now twenty four fifty")]

    assert masked_turns(*turns) == [text for _, text in turns]


def test_no_turns_and_null_turns_hold_nothing():
    assert find_spoken_in_turns([], [], []) == []
    assert find_spoken_in_turns([None, ""], [None, None], [None, None]) == [[], []]


def test_a_long_text_of_digits_is_read_in_linear_time():
    assert masked("one two " * 20_000) == "[NUMBER] "
