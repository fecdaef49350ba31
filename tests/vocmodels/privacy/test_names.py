"""People are named by what stands around them; what only sounds like it stays readable."""

import pyarrow as pa
import pytest

from vocmodels.privacy.names import (
    find_candidates,
    find_names,
    find_names_in_turns,
    find_requests,
    mask_words,
    name_words,
    normalise_word,
)


def masked(text: str, language_code: str | None = None) -> str:
    spans = list(find_names(text, language_code))
    assert not spans or find_candidates(pa.array([text]))[0], "RE2 would not have found this text"
    for start, end in reversed(spans):
        text = f"{text[:start]}[NAME]{text[end:]}"
    return text


def masked_turns(*turns: str) -> list[str]:
    """Mask the turns of one contact, each written as "agent: ..." or "customer: ..."."""
    speakers, texts = zip(*(turn.split(": ", 1) for turn in turns), strict=True)
    masked_texts = []
    for text, spans in zip(texts, find_names_in_turns(texts, speakers, [None] * len(texts)), strict=True):
        for start, end in reversed(spans):
            text = f"{text[:start]}[NAME]{text[end:]}"
        masked_texts.append(text)
    return masked_texts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My name is John Smith and I'm calling about my bill", "My name is [NAME] and I'm calling about my bill"),
        ("my name is john smith and i have a question", "my name is [NAME] and i have a question"),
        ("my name is will turner pwd 5475", "my name is [NAME] pwd 5475"),
        ("Thank you for calling Acme, this is Sarah speaking.", "Thank you for calling Acme, this is [NAME] speaking."),
        ("hi this is takumi nakagawa calling about my bill", "hi this is [NAME] calling about my bill"),
        ("the name on the account is Siobhan O'Brien-Kelly.", "the name on the account is [NAME]."),
        ("It's under the name of De la Cruz", "It's under the name of [NAME]"),
        ("first name hyun last name park", "first name [NAME] last name [NAME]"),
        ("name vikash account no 5698", "name [NAME] account no 5698"),
        ("Name: Aisha Bello\nOrder: 12", "Name: [NAME]\nOrder: 12"),
        ("my name is spelled J-O-H-N", "my name is spelled [NAME]"),
        ("Jannie here, how can I help?", "[NAME] here, how can I help?"),
        ("MY NAME IS JOHN DOE AND I WANT A REFUND", "MY NAME IS [NAME] AND I WANT A REFUND"),
        ("This is John's wife", "This is [NAME]'s wife"),
    ],
)
def test_english_introductions_name_people_with_and_without_capitals(text, expected):
    assert masked(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("me llamo maria elena gonzalez lopez y tengo un problema", "me llamo [NAME] y tengo un problema"),
        ("Mi nombre completo es Ana de los Santos.", "Mi nombre completo es [NAME]."),
        (
            "Le atiende su asesor Carlos Pérez, ¿en qué puedo ayudarle?",
            "Le atiende su asesor [NAME], ¿en qué puedo ayudarle?",
        ),
        ("buenas le habla xiomara del departamento de soporte", "buenas le habla [NAME] del departamento de soporte"),
        ("soy juan perez y llamo por una factura", "soy [NAME] y llamo por una factura"),
        ("La reserva está a nombre de Lucía Fernández de Córdoba", "La reserva está a nombre de [NAME]"),
        ("Nombre: Wenceslao Ortiz de Zárate", "Nombre: [NAME]"),
        ("mi apellido es ferrándiz", "mi apellido es [NAME]"),
        ("El titular de la cuenta es Itziar Zabala.", "El titular de la cuenta es [NAME]."),
    ],
)
def test_spanish_introductions_name_people_with_and_without_capitals(text, expected):
    assert masked(text, "es") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thank you, Mr. Kowalczyk, I see it", "Thank you, Mr. [NAME], I see it"),
        ("could you tell mr miller that i called", "could you tell mr [NAME] that i called"),
        ("Dear Mr. J. R. Featherstone Jr.,", "Dear Mr. [NAME].,"),
        ("Dña. Carmen Ruiz no está", "Dña. [NAME] no está"),
        ("don antonio lópez, le confirmo", "don [NAME], le confirmo"),
        ("buenos días señora Gutiérrez", "buenos días señora [NAME]"),
        ("Hi Jane, how are you?", "Hi [NAME], how are you?"),
        ("thank you priyanka that is all", "thank you [NAME] that is all"),
        ("gracias itziar eso es todo", "gracias [NAME] eso es todo"),
        ("estimada nahuel argüelles:\nsu pedido", "estimada [NAME]:\nsu pedido"),
        ("hola saúl, buenas", "hola [NAME], buenas"),
        ("hello eun-ji, welcome", "hello [NAME], welcome"),
        ("un momento, señor de los yupanqui", "un momento, señor [NAME]"),
        ("Gracias, Itziar. Eso es todo.", "Gracias, [NAME]. Eso es todo."),
        ("I want a refund.\nKind regards,\nSam Whitlock", "I want a refund.\nKind regards,\n[NAME]"),
        ("quiero una devolución. un saludo, eva", "quiero una devolución. un saludo, [NAME]"),
    ],
)
def test_titles_greetings_and_signatures_name_people(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "My name is spelled wrong on the card", "my name is not on the list",
        "This is ridiculous, I'm calling about my order",
        "this is about my order", "This is Amazon support", "I'm in Boston until Monday", "It's under warranty",
        "I'm very upset",
        "Thanks, Monday works for me", "the name of the plan is Unlimited Plus", "my company name is Brightwater",
        "I miss my dog",
        "my Mr. Coffee machine leaks", "Regards, the support team", "please mark it as urgent, I hope so",
        "call me back tomorrow",
        "soy cliente desde hace años", "Soy de Madrid", "habla con el soporte", "soy la titular",
        "mi nombre está mal escrito",
        "está a nombre de la empresa", "Hola, quería cambiar mi tarifa", "Gracias, eso es todo",
        "se llama igual que el otro",
        "señor, no me cuelgue", "my user name is rejected", "send it to john@acme.com",
    ],
)  # fmt: skip
def test_what_only_sounds_like_a_name_stays(text):
    assert masked(text) == text


@pytest.mark.parametrize(
    ("request_", "answer", "expected"),
    [
        ("May I have your name, please?", "john smith", "[NAME]"),
        (
            "who am i speaking with",
            "sure, it's john smith and i want to cancel",
            "sure, it's [NAME] and i want to cancel",
        ),
        ("Could I get your first and last name?", "yes it's maria elena gonzalez lopez", "yes it's [NAME]"),
        ("your full name and account number?", "viswa nathan 12345", "[NAME] 12345"),
        ("Can you spell your last name for me", "smith, s m i t h", "[NAME], [NAME]"),
        ("Could you spell that?", "it's j-o-h-n", "it's [NAME]"),
        ("¿Me permite su nombre?", "claro, soy juan perez", "claro, soy [NAME]"),
        ("¿Con quién tengo el gusto?", "con Xóchitl Hernández", "con [NAME]"),
        ("¿A nombre de quién está la línea?", "de mi mujer, lucía ferrándiz", "de mi mujer, [NAME]"),
    ],
)
def test_the_answer_to_a_request_for_a_name_is_one(request_, answer, expected):
    assert find_requests(pa.array([request_]))[0]
    assert masked_turns(f"agent: {request_}", f"customer: {answer}")[1] == expected


@pytest.mark.parametrize(
    "answer",
    ["why do you need that", "one second please", "order number 5512", "no lo tengo aquí", "it's on the account"],
)
def test_an_answer_that_names_nobody_stays(answer):
    assert masked_turns("agent: may i have your name?", f"customer: {answer}")[1] == answer


def test_an_answer_may_come_after_a_filler_but_only_where_a_name_was_asked_for():
    asked = masked_turns(
        "agent: your name please", "customer: one moment", "agent: take your time", "customer: kavisri"
    )
    not_asked = masked_turns("agent: your order number please", "customer: one moment", "customer: kavisri")

    assert asked[3] == "[NAME]"
    assert not_asked[2] == "kavisri"


def test_a_name_once_told_is_masked_wherever_it_is_said_again():
    turns = masked_turns(
        "customer: hi my name is takeshi smith",
        "agent: I see, Takeshi. Is it mr smith or TAKESHI?",
        "customer: the smith account",
    )

    assert turns[1:] == ["I see, [NAME]. Is it mr [NAME] or [NAME]?", "the [NAME] account"]


def test_a_name_that_is_a_word_as_well_is_masked_again_only_where_a_capital_marks_it():
    turns = masked_turns(
        "agent: My name is Will.", "customer: will you help me, Will? it will not work", "agent: Will do."
    )

    assert turns[1:] == ["will you help me, [NAME]? it will not work", "Will do."]


def test_turns_that_re2_did_not_choose_are_not_read():
    texts = ["my name is ana", "my name is eva"]

    assert find_names_in_turns(texts, [None] * 2, [None] * 2, candidates=[True, False]) == [[(11, 14)], []]


def test_a_name_said_again_is_found_whatever_stands_around_it():
    turns = masked_turns(
        "customer: my name is Siobhan O'Brien",
        "agent: [SIOBHAN] stays, o’brien goes… siobhan's too, siobhanita stays",
        "customer: ß and İ, then SIOBHAN",
    )

    assert turns[1] == "[SIOBHAN] stays, [NAME] goes… [NAME]'s too, siobhanita stays"
    assert turns[2] == "ß and İ, then [NAME]"


def test_neighbouring_turns_do_not_run_together():
    assert masked_turns("agent: this is Ana speaking", "customer: hi ana", "customer: ana yes")[1:] == [
        "hi [NAME]",
        "[NAME] yes",
    ]


def test_a_missing_text_holds_no_name():
    assert find_names_in_turns([None, ""], ["agent", None], [None, "es"]) == [[], []]


def test_known_names_are_compared_without_case_accents_titles_and_particles():
    assert name_words("Dra. María-José de la Peña O'Brien J.") == ["maria", "jose", "pena", "obrien"]
    assert normalise_word("Núñez's") == "nunez"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hello GÓMEZ's order", ("hello [NAME]'s order", 1)),
        ("I am Mark J. de la Gómez, yes", ("I am [NAME], yes", 1)),
        ("mark my words, Mark said", ("mark my words, [NAME] said", 1)),
        ("Mark it. rosa and gomez", ("Mark it. rosa and [NAME]", 1)),
        ("the rosa gomez file", ("the [NAME] file", 1)),
        ("nothing [NAME] here", ("nothing [NAME] here", 0)),
    ],
)
def test_words_of_a_known_name_are_masked_unless_they_are_ordinary_words(text, expected):
    known = {"mark", "rosa", "gomez", "name"}

    assert mask_words(text, known.__contains__) == expected


@pytest.mark.parametrize(
    ("request_", "answer", "expected"),
    [
        ("What is the email on the account?", "grace farley \ue000\ue000", "[NAME] \ue000\ue000"),
        ("Your phone number, please?", "Yes, nora stroud, 614 555 0199", "Yes, [NAME], 614 555 0199"),
        ("¿cuál es el correo de la cuenta?", "Abril Rangel, \ue000\ue000\ue000", "[NAME], \ue000\ue000\ue000"),
        ("¿me da su teléfono?", "nadia jasso seis uno cuatro", "[NAME] seis uno cuatro"),
    ],
)
def test_who_is_asked_for_an_address_or_a_number_may_begin_with_their_name(request_, answer, expected):
    assert masked_turns(f"agent: {request_}", f"customer: {answer}")[1] == expected


@pytest.mark.parametrize(
    "answer",
    [
        "cell phone 614 555 0199",
        "va a sonar 555 0199",
        "llámame al 614 555 0199",
        "order number 12345",
        "floor lamp 614 555 0199",
    ],
)
def test_other_words_before_an_address_or_a_number_stay(answer):
    assert masked_turns("agent: Your phone number, please?", f"customer: {answer}")[1] == answer
