"""A search over transcripts finds what plain Python finds that reads every word of every turn."""

import random
import re
from contextlib import suppress

import duckdb
import pytest

from dashboards import patterns, searching
from dashboards.searching import Both, Either, Not, Term, UnclearSearchError

WORDS = [
    "refund",
    "Refunded",
    "caja",
    "CAJA,",
    "lámpara",
    "lampara",
    "don't",
    "niño",
    "e-mail",
    "[EMAIL]",
    "año",
    "re",
    "x_y",
]
STARTS = ["refu", "caja", "LAMPARA", "niñ", "don't", "e-mail", "a", "re", "x"]
WHOLE = ["refund", "caja", "lámpara", "don't", "box", "nino"]


def test_words_side_by_side_are_both_meant_and_or_binds_less():
    refund, box, late = (Term((word,)) for word in ("refund", "box", "late"))

    assert searching.read("refund box | late") == Either((Both((refund, box)), late))
    assert searching.read("refund AND (box OR late)") == Both((refund, Either((box, late))))
    assert searching.read("refund -box NOT late") == Both((refund, Not(box), Not(late)))
    assert searching.read("  ") is None


def test_a_speaker_stands_before_a_word_a_phrase_or_a_group():
    assert searching.read("customer:Refund") == Term(("refund",), speaker="customer")
    assert searching.read('agent:"Lo siento"') == Term(("lo", "siento"), True, "agent")
    assert searching.read("customer: (a OR agent:b)") == Either(
        (Term(("a",), speaker="customer"), Term(("b",), speaker="agent"))
    )


def test_small_letters_are_words_and_a_hyphen_within_a_word_is_no_not():
    assert searching.read("and") == Term(("and",))
    assert searching.read("e-mail ANDROID") == Both((Term(("e", "mail")), Term(("android",))))


@pytest.mark.parametrize(
    ("typed", "advice"),
    [
        ("(refund", "Close it with )"),
        ("refund)", "closed that was not opened"),
        ("()", "between the parentheses"),
        ("refund OR", "missing beside OR"),
        ("| refund", "missing beside OR"),
        ("refund AND AND box", "missing beside AND"),
        ("NOT", "missing beside NOT"),
        ("NOT refund", "Add a word that should"),
        ("box OR -refund", "Add a word that should"),
        ("customer:", "Nothing stands behind customer:"),
        ('"arrived', "Close the phrase"),
        ("%", "no letter and no digit"),
        (" ".join(["word"] * 21), "More than 20 words"),
    ],
)
def test_a_search_that_is_not_clear_is_answered_by_what_to_do(typed, advice):
    with pytest.raises(UnclearSearchError, match=re.escape(advice)):
        searching.read(typed)


def test_nothing_that_can_be_typed_ends_in_another_error():
    rng = random.Random(4)
    pieces = [
        "(",
        ")",
        "|",
        "-",
        '"',
        "“",
        "AND",
        "OR",
        "NOT",
        "customer:",
        "agent:",
        "box",
        "ñ",
        "%",
        "\\",
        "'",
        " ",
        "$w0",
    ]
    for _ in range(3000):
        typed = "".join(rng.choice(pieces) + rng.choice(["", " "]) for _ in range(rng.randint(0, 9)))
        with suppress(UnclearSearchError):
            searching.read(typed)


@pytest.fixture
def con():
    with duckdb.connect() as con:
        con.execute("create schema marts; create table marts.turn (contact_id varchar, speaker varchar, text varchar)")
        yield con


def found(con, typed: str) -> list[str]:
    condition, values = patterns.compile_query(searching.read(typed))
    rows = con.execute(f"select distinct contact_id from marts.turn where {condition} order by all", values).fetchall()
    return [contact_id for (contact_id,) in rows]


def test_a_word_begins_where_a_word_begins_whatever_its_accents_and_a_phrase_ends_where_one_ends(con):
    con.execute("""insert into marts.turn values ('a', 'customer', 'La LÁMPARA rota'), ('b', 'agent', 'Lamparas, rotas'),
        ('c', 'customer', 'My [EMAIL] is an e-mail')""")

    assert found(con, "lampara") == found(con, "lámp") == ["a", "b"]
    assert found(con, "ampara") == []
    assert found(con, '"lámpara rota"') == ["a"]
    assert found(con, "customer:lamp") == ["a"]
    assert found(con, '"my email"') == found(con, "email") == [], "masked words cannot be found"
    assert found(con, "e-mail") == ["c"]


def test_the_words_may_stand_in_different_turns_of_a_contact(con):
    con.execute("""insert into marts.turn values ('a', 'customer', 'my box'), ('a', 'agent', 'a refund'),
        ('b', 'customer', 'my box'), ('b', 'agent', 'no')""")

    assert found(con, "box refund") == ["a"]
    assert found(con, "box -refund") == ["b"]
    assert found(con, "customer:(box refund)") == []


# ------------------------------------------------------------------------------------- against plain Python, at random


def said_words(text: str) -> list[str]:
    return list(searching.plain_parts(re.sub(r"\[[A-Z]+\]", " \0 ", text).replace("\0", "zzmaskzz")))


def is_said(term: Term, turns: list[tuple[str, str]]) -> bool:
    for speaker, text in turns:
        words = said_words(text)
        for start in range(len(words) - len(term.parts) + 1 if term.speaker in ("", speaker) else 0):
            *whole, last = words[start : start + len(term.parts)]
            is_last = last == term.parts[-1] if term.is_phrase else last.startswith(term.parts[-1])
            if tuple(whole) == term.parts[:-1] and is_last:
                return True
    return False


def random_query(rng: random.Random, depth: int = 0) -> str:
    way = rng.random()
    if depth > 3 or way < 0.35:
        return rng.choice(["", "", "customer:", "agent:"]) + rng.choice(STARTS)
    if way < 0.5:
        return '"' + " ".join(rng.choices(WHOLE, k=rng.randint(1, 2))) + '"'
    one, other = random_query(rng, depth + 1), random_query(rng, depth + 1)
    form = rng.choice(["{} {}", "{} AND {}", "({}) OR ({})", "{}|{}", "{} -({})", "{} NOT ({})", "agent:({} {})"])
    return form.format(one, other)


@pytest.mark.parametrize("seed", range(4))
def test_any_search_finds_what_plain_python_finds(con, seed):
    rng = random.Random(seed)
    contacts = {
        f"c{number}": [
            (rng.choice(["customer", "agent"]), " ".join(rng.choices(WORDS, k=rng.randint(1, 5))))
            for _ in range(rng.randint(1, 3))
        ]
        for number in range(40)
    }
    con.executemany(
        "insert into marts.turn values (?, ?, ?)", [(key, *turn) for key, turns in contacts.items() for turn in turns]
    )
    tried = 0
    while tried < 60:
        typed = random_query(rng)
        try:
            asked = searching.read(typed)
        except UnclearSearchError:
            continue
        tried += 1
        expected = [
            key for key, turns in contacts.items() if searching.holds(asked, lambda term, t=turns: is_said(term, t))
        ]
        assert found(con, typed) == sorted(expected), typed


@pytest.mark.parametrize("seed", range(2))
def test_what_is_marked_in_a_turn_is_what_made_it_match(con, seed):
    rng = random.Random(seed)
    for _ in range(200):
        text = " ".join(rng.choices(WORDS, k=rng.randint(1, 6)))
        term = searching.read(random_query(rng, depth=4))
        assert isinstance(term, Term)
        hit = patterns.marks(term, "customer")
        is_marked = bool(hit and hit.search(text))
        assert is_marked == is_said(term, [("customer", text)]), (term, text)


def test_a_snippet_shows_the_words_around_the_hit():
    text = "Good morning, " + "well " * 30 + "the box was crushed " + "and so on " * 30

    cut = patterns.snippet(text, patterns.marks(searching.read("crush"), "customer"))

    assert cut.startswith("…") and cut.endswith("…") and "box was crushed" in cut
    assert len(cut) <= patterns.SNIPPET + 2
