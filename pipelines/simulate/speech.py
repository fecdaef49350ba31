"""What is a turn of a conversation, and what does it show: a behaviour, a feeling?

A part of a turn is a sentence, or a sentence with its mark: the code of the criterion that it shows, or what is felt.
"""

from dataclasses import dataclass
from typing import NamedTuple

from pipelines.simulate.scene import Scene

CUSTOMER, AGENT = "customer", "agent"
ANGRY, PLEASED, SOUR, ESCALATING, LEAVING = "angry", "pleased", "sour", "escalating", "leaving"
FORBIDDEN, INTERRUPTING, AFTER_HOLD = "forbidden", "interrupting", "after_hold"
Part = str | tuple[str, str]


@dataclass(frozen=True)
class Turn:
    """One utterance, as sentences without final punctuation, and what it shows."""

    speaker: str
    sentences: tuple[str, ...]
    marks: frozenset[str] = frozenset()


class Said(NamedTuple):
    """A turn as it is delivered, and what it shows."""

    speaker: str
    text: str
    marks: frozenset[str]


def say(turns: list[Turn], speaker: str, *parts: Part) -> None:
    """Add a turn of those parts that hold words; none, and nothing is said."""
    told = [part if isinstance(part, tuple) else (part, "") for part in parts]
    told = [(sentence, mark) for sentence, mark in told if sentence]
    if told:
        marks = frozenset(mark for _, mark in told if mark)
        turns.append(Turn(speaker, tuple(sentence for sentence, _ in told), marks))


def behave(scene: Scene, code: str, poor_share: float = 0.5) -> list[Part]:
    """Return the agent's sentence that shows a behaviour; if it is not shown, what is said instead, or nothing."""
    if code in scene.contact.shows:
        return [(scene.line(AGENT, code), code)]
    return [scene.line(AGENT, f"{code}_poor")] * scene.chance(poor_share)


def solve(scene: Scene, reason_code: str) -> Part:
    """Return the sentence that solves a problem."""
    return (scene.line(AGENT, "clear_solution") or scene.reason_line(reason_code, "fix")), "clear_solution"


def forbidden(scene: Scene) -> list[Part]:
    """Return what an agent must never say, in the rare contact in which it is said."""
    if "no_forbidden_phrase" in scene.contact.shows:
        return []
    return [(scene.line(AGENT, "no_forbidden_phrase_poor"), FORBIDDEN)]


def feel_at_the_end(scene: Scene, is_doubted: bool) -> list[Part]:
    """Return what the customer says of the answer: wants a supervisor, threatens to leave, is relieved, thanks."""
    contact = scene.contact
    parts: list[Part] = []
    if contact.is_escalated:
        parts.append((scene.line(CUSTOMER, "escalate"), ESCALATING))
    if contact.has_churn_risk:
        parts.append((scene.line(CUSTOMER, "leave"), LEAVING))
    if contact.end_feeling < 0 and (not parts or scene.chance(0.4)):
        parts.append((scene.line(CUSTOMER, "sour"), SOUR))
    if contact.end_feeling > 0 or (is_doubted and contact.end_feeling == 0):
        parts.append((scene.line(CUSTOMER, "relieved" if contact.is_angry else "good"), PLEASED))
    return parts
