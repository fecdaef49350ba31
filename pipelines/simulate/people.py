"""Who are the agents, and what fake personal data do customers speak and type?

Nothing here belongs to a person: e-mail domains, phone numbers and addresses are those reserved for examples, card
numbers are made from test prefixes, social security numbers are ones that were publicly retired.
"""

import random
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pipelines.simulate.catalogue import CONTENT, SITES, read_toml

SKILLS = {
    "greeting": 0.86, "clarifying_question": 0.62, "paraphrase": 0.48, "no_interruption": 0.93, "empathy": 0.72,
    "ownership": 0.66, "clear_solution": 0.80, "hold_with_words": 0.76, "transfer_with_words": 0.74, "summary": 0.52,
    "anything_else": 0.68, "closing": 0.80, "no_forbidden_phrase": 0.985,
}  # fmt: skip
SKILL_SPREAD = 0.003  # of an agent, and again of each skill of theirs: .0042 in all for a skill of .5, less for others
COACHABLE = ("clarifying_question", "empathy", "ownership", "clear_solution", "summary", "anything_else")
MISSING_SKILL = 0.15
COACHED, HASTY, THOROUGH = "coached", "hasty", "thorough"
_ROLES = {2: COACHED, 6: HASTY, 10: THOROUGH}  # by the agent's place; all three sit in the first site
_PACES = {HASTY: 0.6, THOROUGH: 1.5}
NAMES = read_toml(CONTENT / "names.toml")
DOMAINS = ("example.com", "example.org", "example.net", "mail.example.com", "correo.example.org")
RETIRED_SSN = ("078-05-1120", "219-09-9999", "123-45-6789")
TEST_NETS = ("192.0.2.", "198.51.100.", "203.0.113.")
TEST_BINS = ("411111", "555555", "401288", "510510", "424242")


@dataclass(frozen=True)
class Agent:
    """An agent with the chance of showing each behaviour (a criterion's code), and their pace (1 = usual, 2 = half as fast).

    `role` is coached (lacks `missing`), hasty (fast, and the customers come back), thorough (long, and solved) or none.
    """

    agent_id: str
    label: str
    site: int
    team: str
    skills: dict[str, float]
    pace: float
    role: str = ""
    missing: tuple[str, ...] = ()

    @property
    def quality(self) -> float:
        """The mean of the skills, 0 to 1."""
        return sum(self.skills.values()) / len(self.skills)


def hire_agents(contacts_per_day: float, seed: int) -> list[Agent]:
    """Return the agents of both sites: one lacks two behaviours, one is hasty, one thorough, the others are alike.

    The others' skills scatter by .0042 or less around the common level. An agent of the demo (150 contacts a day, 100
    days) has about 340 transcripts, so chance alone scatters a share of .65 by .026: no difference among them can be told
    from chance, and an analysis that names one of them is wrong. The two behaviours that are missing fall to .15.
    """
    rng = random.Random(f"agents-{seed}")
    missing = tuple(sorted(rng.sample(COACHABLE, 2)))
    agents: list[Agent] = []
    for index in range(max(20, round(contacts_per_day / 22))):
        site = 0 if index % 5 < 3 else 1
        role = _ROLES.get(index, "")
        lacking = missing if role == COACHED else ()
        level = rng.gauss(0, SKILL_SPREAD)
        skills = {skill: _vary(usual, level + rng.gauss(0, SKILL_SPREAD)) for skill, usual in SKILLS.items()}
        skills |= dict.fromkeys(lacking, MISSING_SKILL)
        pace = _PACES.get(role, rng.uniform(0.88, 1.12))
        language = "es" if SITES[site].country == "MX" or rng.random() < 0.15 else "en"
        label = f"{rng.choice(NAMES['first'][language])} {rng.choice(NAMES['last'][language])}"
        team = f"{SITES[site].code} {'ABCD'[index // 5 % (3 if site == 0 else 2)]}"
        agents.append(Agent(f"{2100 + index}", label, site, team, skills, pace, role, lacking))
    return agents


def _vary(chance: float, by: float) -> float:
    """Return a chance moved by as many of its own standard deviations as `by` is of .5's, so that rare stays rare."""
    return chance + by * 2 * (chance * (1 - chance)) ** 0.5


def pick_agents(agents: list[Agent], site: np.ndarray, weekday: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return an agent's place for each contact: of its site, and not on one of their two days off."""
    chosen = np.zeros(len(site), dtype=np.int64)
    for code in range(len(SITES)):
        pool = np.array([i for i, agent in enumerate(agents) if agent.site == code])
        rows = np.flatnonzero(site == code)
        draw = rng.integers(0, len(pool), len(rows))
        for _ in range(len(pool)):
            off = (draw + weekday[rows]) % 7 < 2
            if not off.any():
                break
            draw = np.where(off, (draw + 1) % len(pool), draw)
        chosen[rows] = pool[draw]
    return chosen


class Person:
    """One fake customer: the same number and seed always give the same name, phone, e-mail and card."""

    def __init__(self, number: int, language: str, seed: int) -> None:
        self._rng = random.Random(number * 1_000_003 + seed)
        self.number = number
        self.language = language
        self.first = self._rng.choice(NAMES["first"][language])
        self.last = self._rng.choice(NAMES["last"][language])
        self.name = f"{self.first} {self.last}"

    @property
    def customer_number(self) -> str:
        """The number that the shop's records know the customer by."""
        return f"C{1_000_000 + self.number}"

    @cached_property
    def phone(self) -> str:
        """A number of the range reserved for fiction."""
        line = f"555-01{self._rng.randrange(100):02d}"
        area = self._rng.choice(("614", "380", "512", "713", "305", "404"))
        return self._rng.choice((f"({area}) {line}", f"{area}-{line}", f"+1 {area} {line}"))

    @cached_property
    def email(self) -> str:
        """An address at a domain reserved for examples."""
        first, last = (_plain(self.first), _plain(self.last))
        tail = self._rng.choice(("", str(self._rng.randrange(10, 99))))
        stem = self._rng.choice((f"{first}.{last}", f"{first[0]}{last}", f"{first}_{last}"))
        return f"{stem}{tail}@{self._rng.choice(DOMAINS)}"

    @cached_property
    def card(self) -> str:
        """A card number of a test prefix with a valid check digit."""
        body = self._rng.choice(TEST_BINS) + "".join(str(self._rng.randrange(10)) for _ in range(9))
        digits = body + luhn_digit(body)
        return " ".join(digits[i : i + 4] for i in range(0, 16, 4)) if self._rng.random() < 0.7 else digits

    @cached_property
    def iban(self) -> str:
        """A German-shaped IBAN of no bank, with valid check digits."""
        account = "".join(str(self._rng.randrange(10)) for _ in range(10))
        return iban_of("DE", f"00000000{account}")

    @cached_property
    def ssn(self) -> str:
        """A social security number that was publicly retired."""
        return self._rng.choice(RETIRED_SSN)

    @cached_property
    def ip(self) -> str:
        """An address of the nets reserved for documentation."""
        return self._rng.choice(TEST_NETS) + str(self._rng.randrange(1, 255))


def luhn_digit(body: str) -> str:
    """Return the check digit that makes `body` a valid card number."""
    total = 0
    for place, char in enumerate(reversed(body)):
        digit = int(char) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return str(-total % 10)


def iban_of(country: str, account: str) -> str:
    """Return an IBAN with its check digits (ISO 13616)."""
    digits = "".join(str(int(char, 36)) for char in account + country + "00")
    return f"{country}{98 - int(digits) % 97:02d}{account}"


def _plain(name: str) -> str:
    return name.lower().translate(str.maketrans("áéíóúñü", "aeiounu"))
