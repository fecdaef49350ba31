"""Roles: does what a transcript calls a speaker say who it is?

A label states a role where a word for it begins or ends it ("Agent", "Cliente", "Customer (Ana)", "Ben - Agent"). Anything
else ("Speaker 1", "spk_0", "Maria") states none, and nothing here guesses one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_PHRASES = {
    "customer": (
        "customer",
        "client",
        "caller",
        "consumer",
        "end user",
        "user",
        "visitor",
        "cliente",
        "clienta",
        "usuario",
        "usuaria",
        "llamante",
    ),
    "agent": (
        "agent",
        "representative",
        "rep",
        "csr",
        "advisor",
        "adviser",
        "operator",
        "associate",
        "supervisor",
        "support",
        "customer agent",
        "customer service",
        "customer support",
        "customer care",
        "client services",
        "agente",
        "asesor",
        "asesora",
        "operador",
        "operadora",
        "representante",
        "ejecutivo",
        "ejecutiva",
        "teleoperador",
        "teleoperadora",
        "soporte",
        "atención al cliente",
        "servicio al cliente",
        "agente de servicio al cliente",
        "agente de atención al cliente",
    ),
    "system": (
        "system",
        "automated system",
        "bot",
        "chatbot",
        "ivr",
        "voicebot",
        "virtual agent",
        "virtual assistant",
        "automated agent",
        "automated attendant",
        "recording",
        "sistema",
        "agente virtual",
        "asistente virtual",
        "grabación",
    ),
}
ROLES = {phrase: role for role, phrases in _PHRASES.items() for phrase in phrases}
WORD = re.compile(r"[^\W_]+")
# "Customer ID: 5" and "Agent notes: …" are facts about somebody and nobody's words.
FACTS = frozenset(
    WORD.findall(
        "id ids name names number numbers no email phone info information details account address notes note side"
        " summary sentiment satisfaction score rating language type since nombre número correo teléfono notas"
    )
)
_LONGEST = max(len(phrase.split()) for phrase in ROLES)


def read_role(label: str) -> tuple[str | None, str]:
    """The role that a label states (else None) and the name that stands beside it (else "")."""
    words = WORD.findall(label[:80])
    plain = [word.casefold() for word in words]
    if FACTS.intersection(plain):
        return None, ""
    begins, ends = _role_at(plain, True), _role_at(plain, False)
    found = max(begins, ends)  # "Virtual Agent": the longer phrase is the one that is meant
    if found[0] == 0 or (begins[0] == ends[0] and begins[1] != ends[1]):
        return None, ""
    name = words[found[0] :] if found == begins else words[: -found[0]]
    return (found[1], " ".join(word for word in name if not word.isdigit())) if len(name) <= 3 else (None, "")


def _role_at(words: list[str], begins: bool) -> tuple[int, str]:
    """How many words of a role's phrase stand at one end of a label, and the role."""
    for count in range(min(_LONGEST, len(words)), 0, -1):
        phrase = " ".join(words[:count] if begins else words[-count:])
        if phrase in ROLES:
            return count, ROLES[phrase]
    return 0, ""


def find_speakers(labels: Iterable[str]) -> dict[str, tuple[str, str | None]]:
    """Of each label of one transcript its speaker, and the label itself where nothing says the role.

    A name that stands beside a role once ("Agent (Ben)") has that role wherever it stands alone ("Ben").
    """
    stated = {label: read_role(label) for label in labels}
    names: dict[str, set[str]] = {}
    for role, name in stated.values():
        if role and name:
            names.setdefault(name.casefold(), set()).add(role)
    return {label: _speaker(label, role, names) for label, (role, _) in stated.items()}


def _speaker(label: str, role: str | None, names: dict[str, set[str]]) -> tuple[str, str | None]:
    roles = {role} if role else names.get(" ".join(WORD.findall(label)).casefold(), set())
    return (next(iter(roles)), None) if len(roles) == 1 else ("unknown", label)


def find_names(labels: Iterable[str]) -> dict[str, str]:
    """The first name that stands beside each role: {"agent": "Ben", "customer": "Juan"}."""
    names: dict[str, str] = {}
    for role, name in map(read_role, labels):
        if role and name:
            names.setdefault(role, name)
    return names
