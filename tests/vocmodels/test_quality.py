"""The scorecard: which criteria are met, which apply, and which turns prove it."""

import pandas as pd
import pytest

from tests.vocmodels.test_quality_rubric import OWN, SHIPPED, turns_of
from vocmodels.quality import parse_rubric, score_contacts, score_quality

RUBRIC = parse_rubric(SHIPPED)


def verdicts(turns, contacts=None, rubric=RUBRIC):
    found = score_quality(turns, rubric, contacts)
    return dict(zip(found["criterion_code"], found["verdict"], strict=True))


def evidence(turns, code):
    found = score_quality(turns, RUBRIC).set_index("criterion_code")
    return found.loc[code, "evidence_turn_indexes"]


WELL_HANDLED = """
agent: Thank you for calling Northwind, this is Ana, how may I help you?
customer: My lamp arrived broken and I have been waiting for a new one for a week
agent: I'm so sorry to hear that, that must be frustrating. When did it arrive?
customer: on monday
agent: So if I understand correctly, the lamp came broken on Monday and nobody sent another. I'll take care of this myself.
customer: thanks
agent: May I place you on hold for a minute while I check the stock?
customer: sure
agent: Thank you for holding. I've ordered a new lamp, it will be with you on Friday.
customer: great
agent: To recap, the new lamp comes on Friday and the broken one is yours to throw away. Is there anything else I can help with?
customer: no
agent: Thanks for calling, have a lovely day!
"""
BIEN_ATENDIDO = """
agent: buenas tardes gracias por llamar le atiende Luis en que le puedo ayudar
customer: es que mi pedido no ha llegado y ya llevo una semana esperando
agent: lamento mucho la molestia entiendo lo frustrante que es
customer: si la verdad
agent: desde cuando le aparece como enviado
customer: desde el lunes
agent: o sea que el pedido salio el lunes y no ha llegado yo me encargo de resolverlo
customer: gracias
agent: ya le envie uno nuevo le llega el viernes
customer: perfecto
agent: entonces quedamos en que el nuevo le llega el viernes hay algo mas en que le pueda ayudar
customer: no gracias
agent: gracias por llamar que tenga buen dia
"""


@pytest.mark.parametrize("dialogue", [WELL_HANDLED, BIEN_ATENDIDO], ids=["en", "es"])
def test_a_contact_that_is_handled_well_meets_all_that_applies(dialogue):
    found = verdicts(turns_of(dialogue))

    assert {code for code, verdict in found.items() if verdict == "not_met"} == set()
    assert found["empathy"] == found["clear_solution"] == found["summary"] == "met"


def test_the_evidence_is_the_turns_that_say_it():
    assert evidence(turns_of(WELL_HANDLED), "greeting") == [0]
    assert 2 in evidence(turns_of(WELL_HANDLED), "empathy")
    assert 12 in evidence(turns_of(WELL_HANDLED), "closing")


def test_an_agent_who_says_nothing_of_it_meets_nothing_and_the_turn_where_it_was_due_is_shown():
    turns = turns_of("""
        agent: account number
        customer: my card was stolen and I am really worried
        agent: it says pending here
        customer: and now
        agent: alright
    """)
    found = verdicts(turns)

    missed = {"greeting", "empathy", "ownership", "clear_solution", "summary", "anything_else", "closing"}
    assert {code for code in missed if found[code] != "not_met"} == set()
    assert evidence(turns, "empathy") == [2]
    assert evidence(turns, "greeting") == [0]
    assert evidence(turns, "closing") == [4]


def test_a_wrong_number_needs_no_empathy_and_no_solution():
    found = verdicts(
        turns_of("""
        agent: Good morning, how can I help you?
        customer: sorry I think I have the wrong number
        agent: no problem, have a nice day
    """)
    )

    applying = {code for code, verdict in found.items() if verdict != "not_applicable"}
    assert applying == {"greeting", "anything_else", "closing", "no_forbidden_phrase"}


def test_a_plain_question_needs_no_empathy():
    assert (
        verdicts(turns_of("agent: hello\ncustomer: what are your opening hours on sunday"))["empathy"]
        == "not_applicable"
    )


@pytest.mark.parametrize(
    ("said", "is_owed"),
    [
        ("the kettle hums but the water stays cold", True),
        ("your invoice has a line on it that I never agreed to", True),
        ("el tostador hace ruido pero el pan sale frío", True),
        ("en la factura viene una cuota que nadie me explicó", True),
        ("I would like to add my son to the family plan", False),
        ("which documents do I bring for the permit", False),
        ("quisiera agregar a mi hijo al plan familiar", False),
        ("qué papeles llevo para el permiso", False),
    ],
)
def test_trouble_told_in_a_neutral_tone_is_owed_empathy_and_a_wish_is_not(said, is_owed):
    assert (verdicts(turns_of(f"agent: hello\ncustomer: {said}"))["empathy"] != "not_applicable") == is_owed


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ("you brought that upon yourself, don't come crying to me", "not_met"),
        ("nothing of this is your doing, the mistake is ours", "met"),
        ("I don't have that on my screen, so I will ask and call you", "met"),
        ("eso se lo buscó usted y a mí no me venga con lloros", "not_met"),
        ("nada de esto es culpa suya, el error es nuestro", "met"),
        ("no lo tengo en pantalla, así que pregunto y le llamo", "met"),
    ],
)
def test_only_what_is_surely_a_reproach_is_forbidden(said, verdict):
    turns = turns_of(f"agent: hello\ncustomer: my lamp is broken\nagent: {said}")
    if said[:3] in ("eso", "nad", "no "):
        turns = turns_of(f"agent: buenos días\ncustomer: mi lámpara está rota\nagent: {said}")

    assert verdicts(turns)["no_forbidden_phrase"] == verdict


def test_an_apology_after_the_solution_comes_too_late():
    found = verdicts(
        turns_of("""
        agent: Hello, how can I help?
        customer: my lamp arrived broken
        agent: I have refunded forty dollars to your card, you will see it on Friday
        customer: nobody even said sorry
        agent: I'm so sorry about that
    """)
    )

    assert found["clear_solution"] == "met"
    assert found["empathy"] == "not_met"


@pytest.mark.parametrize(
    ("said", "contact", "verdict"),
    [
        ("alright", {"hold_seconds": 0}, "not_applicable"),
        ("alright", {"hold_seconds": None}, "not_applicable"),
        ("alright", {"hold_seconds": 90}, "not_met"),
        ("may I put you on hold for a minute while I check", {"hold_seconds": 90}, "met"),
        ("may I put you on hold for a minute while I check", {}, "met"),
    ],
)
def test_a_hold_is_judged_where_there_was_one(said, contact, verdict):
    turns = turns_of(f"agent: hello\ncustomer: my lamp is broken\nagent: {said}")

    assert verdicts(turns, pd.DataFrame([{"contact_id": "a", **contact}]))["hold_with_words"] == verdict


def test_a_transfer_on_record_that_nobody_explained_is_not_met():
    turns = turns_of("agent: hello\ncustomer: my lamp is broken\nagent: alright")
    explained = turns_of(
        "agent: hi\ncustomer: it is broken\nagent: I'll transfer you to our repairs team, who can help"
    )
    contacts = pd.DataFrame({"contact_id": ["a"], "transfer_count": [1]})

    assert verdicts(turns, contacts)["transfer_with_words"] == "not_met"
    assert verdicts(explained, contacts)["transfer_with_words"] == "met"


def test_an_interruption_is_an_overlap_of_times_on_a_call():
    turns = turns_of("agent: hello there\ncustomer: my lamp arrived broken and\nagent: what is your account number")
    timed = turns.assign(started_ms=[0, 1000, 2500], ended_ms=[900, 4000, 5000])
    polite = turns.assign(started_ms=[0, 1000, 4100], ended_ms=[900, 4000, 5000])
    chat = pd.DataFrame({"contact_id": ["a"], "channel_code": ["chat"]})

    assert verdicts(timed)["no_interruption"] == "not_met"
    assert verdicts(polite)["no_interruption"] == "met"
    assert verdicts(turns)["no_interruption"] == verdicts(timed, chat)["no_interruption"] == "not_applicable"


def test_listening_words_are_no_interruption():
    turns = turns_of("agent: hello there\ncustomer: my lamp arrived broken and\nagent: mhm okay")

    assert verdicts(turns.assign(started_ms=[0, 1000, 2500], ended_ms=[900, 4000, 2900]))["no_interruption"] == "met"


@pytest.mark.parametrize(
    "said", ["that is not my department", "you should have read the contract", "eso no es mi problema"]
)
def test_a_forbidden_phrase_fails_the_contact_and_shows_the_turn(said):
    turns = turns_of(f"agent: hello, how can I help you\ncustomer: hola my lamp is broken\nagent: {said}")
    language = pd.DataFrame({"contact_id": ["a"], "language_code": ["es" if "eso" in said else "en"]})
    if "eso" in said:
        turns = turns_of(f"agent: buenos días, ¿en qué le ayudo?\ncustomer: mi lámpara está rota\nagent: {said}")
    found = score_quality(turns, RUBRIC, language)
    row = found.set_index("criterion_code").loc["no_forbidden_phrase"]

    assert (row["verdict"], row["evidence_turn_indexes"]) == ("not_met", [2])
    assert score_contacts(found, RUBRIC)[["qa_score", "is_auto_failed"]].values.tolist() == [[0.0, True]]


def test_an_email_owes_no_question_for_anything_else():
    contacts = pd.DataFrame({"contact_id": ["a"], "channel_code": ["email"]})

    assert verdicts(turns_of("agent: Dear Ana, thanks for writing"), contacts)["anything_else"] == "not_applicable"


def test_abandoned_contacts_and_contacts_without_an_agent_have_no_scorecard():
    turns = pd.concat([turns_of("agent: hello"), turns_of("customer: hello?").assign(contact_id="b")])
    abandoned = pd.DataFrame({"contact_id": ["a"], "is_abandoned": [True]})

    assert score_quality(turns, RUBRIC)["contact_id"].unique().tolist() == ["a"]
    assert score_quality(turns, RUBRIC, abandoned).empty


def test_a_criterion_of_ones_own_is_found_by_its_phrases():
    turns = turns_of("agent: hello\ncustomer: a lamp\nagent: Would you like insurance for it?")

    assert verdicts(turns, rubric=OWN) == {"upsell": "met"}
    assert verdicts(turns_of("agent: hello"), rubric=OWN) == {"upsell": "not_met"}


def test_the_score_is_the_weighted_share_of_what_applies_and_null_where_nothing_does():
    rubric = {
        "stages": {"s": "S"},
        "criterion": [
            {"code": code, "stage": "s", "weight": weight, "phrases": {"en": ["x"]}}
            for code, weight in (("one", 1), ("three", 3), ("five", 5))
        ],
    }
    given = pd.DataFrame(
        [
            ("a", "one", "not_met"), ("a", "three", "met"), ("a", "five", "not_applicable"),
            ("b", "one", "not_applicable"), ("b", "three", "not_applicable"), ("b", "gone", "met"),
        ],
        columns=["contact_id", "criterion_code", "verdict"],
    )  # fmt: skip

    scores = score_contacts(given, rubric).set_index("contact_id")

    assert scores.loc["a", ["qa_score", "applicable_count", "met_count"]].tolist() == [75, 2, 1]
    assert pd.isna(scores.loc["b", "qa_score"])
