"""Which facts does one conversation hold: names, numbers, days, places, and the words to say them?"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pipelines.simulate.catalogue import CARRIERS, CONTENT, LANGUAGES, Product, read_toml
from pipelines.simulate.grammar import expand
from pipelines.simulate.people import SKILLS, Agent, Person

_IN_MAILS = {"mail_greeting": "greeting", "mail_anything_else": "anything_else", "mail_closing": "closing",
             "mail_transfer": "transfer_with_words"}  # fmt: skip
_ALSO_SHOWN = ("back_from_hold",)  # shows a behaviour that the other words show already


@dataclass(frozen=True)
class Contact:
    """What a conversation must be about; places of `Catalogue` lists resolved to words.

    `shows` are the behaviours (criteria's codes) that the agent shows where there is occasion; `end_feeling` is -1, 0 or 1.
    """

    contact_id: str
    channel: str
    language: str
    reason_code: str
    second_reason_code: str
    product: Product
    carrier: int
    customer: int
    agent: Agent
    is_repeat: bool
    shows: frozenset[str] = frozenset(SKILLS)
    has_trouble: bool = True
    hold_seconds: int = 0
    transfer_count: int = 0
    is_angry: bool = False
    end_feeling: int = 0
    is_escalated: bool = False
    has_churn_risk: bool = False


@dataclass(frozen=True)
class Scene:
    """A contact with its dice, its customer and the slots of the phrase books filled for it."""

    contact: Contact
    rng: random.Random
    person: Person
    slots: dict[str, Callable[[], str]]
    phrases_folder: Path | None = None

    def line(self, speaker: str, kind: str) -> str:
        """Return one expanded line of the general phrase book, or "" where it has none of this kind."""
        lines = talk(self.contact.language, self.phrases_folder)[speaker].get(kind, ("",))
        return expand(self.rng.choice(lines), self.rng, self.slots)

    def reason_line(self, reason_code: str, kind: str) -> str:
        """Return one expanded line about a reason: say, more, ask or fix."""
        lines = reason_book(self.contact.language)[reason_code][kind]
        return expand(self.rng.choice(lines), self.rng, self.slots)

    def chance(self, probability: float) -> bool:
        """Return whether something with this probability happens."""
        return self.rng.random() < probability


@lru_cache(maxsize=2 * len(LANGUAGES))
def talk(language: str, phrases_folder: Path | None = None) -> dict:
    """Return the general phrase book of a language; the agent's behaviours in other words where a folder holds them.

    The folder has `quality_phrasings_en.toml` and `_es.toml`: per criterion, `met` and `not_met` sentences.
    """
    book = read_toml(CONTENT / f"talk_{language}.toml")
    if phrases_folder is None:
        return book
    other = read_toml(phrases_folder / f"quality_phrasings_{language}.toml")
    lines = {code: sentences["met"] for code, sentences in other.items()}
    lines |= {f"{code}_poor": sentences["not_met"] for code, sentences in other.items()}
    lines |= {kind: lines[code] for kind, code in _IN_MAILS.items()}
    return book | {"agent": book["agent"] | lines | {kind: [""] for kind in _ALSO_SHOWN}}


@lru_cache(maxsize=len(LANGUAGES))
def reason_book(language: str) -> dict:
    """Return the phrases of each reason in a language."""
    return read_toml(CONTENT / f"reasons_{language}.toml")


def set_scene(contact: Contact, seed: int, phrases_folder: Path | None = None) -> Scene:
    """Return the scene of a contact: the same contact and seed always give the same words."""
    rng = random.Random(f"{seed}-{contact.contact_id}")
    person = Person(contact.customer, contact.language, seed)
    return Scene(contact, rng, person, _slots(contact, person, rng), phrases_folder)


def _slots(contact: Contact, person: Person, rng: random.Random) -> dict[str, Callable[[], str]]:
    book = talk(contact.language)
    order = f"AB-{rng.randrange(10_000_000, 99_999_999)}"
    amount = f"${rng.randrange(12, 480)}.{rng.choice(('00', '50', '90', '95', '99'))}"
    carrier = CARRIERS[contact.carrier] if contact.carrier >= 0 else rng.choice(CARRIERS)
    spoken = {"Own fleet": {"en": "your own truck", "es": "su propio camión"}[contact.language]}.get(carrier, carrier)
    listed = {"day": "days", "month": "months", "city": "cities", "size": "sizes", "color": "colors", "code": "codes"}
    slots: dict[str, Callable[[], str]] = {slot: _picker(book[name], rng) for slot, name in listed.items()}
    fixed = {"order": order, "amt": amount, "carrier": spoken, "name": person.name, "first": person.first}
    fixed |= {"agent": contact.agent.label.split()[0], **_product_words(contact)}
    slots |= {name: _constant(value) for name, value in fixed.items()}
    slots |= {
        "n": lambda: str(rng.randrange(2, 10)),
        "street": lambda: f"{rng.randrange(12, 980)} {rng.choice(book['streets'])}",
        "phone": lambda: person.phone,
        "phone2": lambda: f"(800) 555-01{rng.randrange(100):02d}",
        "email": lambda: person.email,
        "email2": lambda: f"{person.first[0].lower()}{rng.randrange(100, 999)}@example.net",
        "card": lambda: person.card,
        "iban": lambda: person.iban,
        "ssn": lambda: person.ssn,
        "ip": lambda: person.ip,
    }
    return slots


def _product_words(contact: Contact) -> dict[str, str]:
    if contact.language == "en":
        return {"p": contact.product.label.lower()}
    feminine = contact.product.article == "la"
    noun = contact.product.spanish
    words = {"p": noun, "elp": f"{'la' if feminine else 'el'} {noun}", "unp": f"{'una' if feminine else 'un'} {noun}"}
    return words | {"delp": f"{'de la' if feminine else 'del'} {noun}", "alp": f"{'a la' if feminine else 'al'} {noun}"}


def _picker(values: list[str], rng: random.Random) -> Callable[[], str]:
    return lambda: rng.choice(values)


def _constant(value: str) -> Callable[[], str]:
    return lambda: value
