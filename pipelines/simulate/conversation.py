"""What do customer and agent say to each other, turn by turn, before a channel gives it its looks?

A turn is a speaker and a list of sentences. The customer's way in, what the agent does well in this contact, holds,
transfers, a second issue, doubts and feelings are all drawn, so that no two conversations share a shape.
"""

from dataclasses import replace

from pipelines.simulate.scene import Scene
from pipelines.simulate.speech import (
    AFTER_HOLD,
    AGENT,
    ANGRY,
    CUSTOMER,
    SOUR,
    Part,
    Turn,
    behave,
    feel_at_the_end,
    forbidden,
    say,
    solve,
)

_OTHER_SIDE = {
    "en": {
        "I": "you",
        "my": "your",
        "me": "you",
        "I'm": "you're",
        "I've": "you've",
        "am": "are",
        "you": "we",
        "your": "our",
    },
    "es": {"mi": "su", "mis": "sus", "me": "le", "nos": "les", "tengo": "tiene", "estoy": "está", "compré": "compró"},
}


def converse(scene: Scene) -> list[Turn]:
    """Return the turns of a spoken or chatted conversation."""
    turns: list[Turn] = []
    if scene.contact.channel == "voice":
        say(turns, AGENT, *behave(scene, "greeting", 1.0))
    problem = scene.reason_line(scene.contact.reason_code, "say")
    opening = _opening(scene, problem)
    if scene.contact.channel == "voice" and opening[0] != problem and scene.chance(0.2):
        say(turns, CUSTOMER, opening.pop(0))
        say(turns, AGENT, scene.line(AGENT, "prompt"))
    _customer_opens(turns, opening, scene)
    _agent_receives(turns, scene, problem)
    _inquire(turns, scene)
    _hold(turns, scene)
    _transfer(turns, scene)
    _solve(turns, scene)
    if scene.contact.second_reason_code:
        _second_issue(turns, scene)
    _part(turns, scene)
    return turns


def middle(scene: Scene, problem: str) -> list[str]:
    """Return the problem as the customer tells it: with what came before, with a mild word, or bare."""
    context = scene.line(CUSTOMER, "context")
    draw = scene.rng.random()
    if draw < 0.34:
        told = [problem]
    elif draw < 0.6:
        told = [context, problem]
    elif draw < 0.8:
        told = [problem, context]
    elif draw < 0.9:
        told = [problem, scene.line(CUSTOMER, "mild")]
    else:
        told = [context, problem, scene.reason_line(scene.contact.reason_code, "more")]
    again = [scene.line(CUSTOMER, "again")] * (scene.contact.is_repeat and scene.chance(0.75))
    return again + told + [scene.reason_line(scene.contact.reason_code, "ask")] * scene.chance(0.25)


def _opening(scene: Scene, problem: str) -> list[Part]:
    """Return how the customer comes in: some greet, some explain first, some start with the problem, some are angry."""
    greeting = [scene.line(CUSTOMER, "greeting")] * scene.chance(0.72)
    name = [scene.line(CUSTOMER, "preamble")] * scene.chance(0.5)
    opening: list[Part] = [*(greeting + name or [scene.line(CUSTOMER, "greeting")] * scene.chance(0.4))]
    told: list[Part] = [*middle(scene, problem)]
    if scene.contact.is_angry:
        told.insert(len(told) if scene.chance(0.7) else 0, (scene.line(CUSTOMER, "angry"), ANGRY))
    return opening + told


def _customer_opens(turns: list[Turn], opening: list[Part], scene: Scene) -> None:
    if scene.contact.channel != "voice" and len(opening) > 1 and scene.chance(0.5):
        for sentence in opening[:-1]:
            say(turns, CUSTOMER, sentence)
        say(turns, CUSTOMER, opening[-1])
    else:
        say(turns, CUSTOMER, *opening)


def _agent_receives(turns: list[Turn], scene: Scene, problem: str) -> None:
    said = behave(scene, "greeting", 1.0) if scene.contact.channel != "voice" else []
    if scene.contact.has_trouble or scene.contact.is_angry:
        said += behave(scene, "empathy")
    if "paraphrase" in scene.contact.shows:
        echo = " ".join(_echo(problem, scene.contact.language).split()[:14]).rstrip(",")
        said.append((scene.line(AGENT, "paraphrase").replace("<echo>", echo), "paraphrase"))
    else:
        said += behave(scene, "paraphrase")
    say(turns, AGENT, *said, scene.line(AGENT, "ask_id"))


def _inquire(turns: list[Turn], scene: Scene) -> None:
    say(turns, CUSTOMER, scene.line(CUSTOMER, "give_id"))
    if "clarifying_question" in scene.contact.shows:
        say(turns, AGENT, scene.line(AGENT, "found"), *behave(scene, "clarifying_question"))
        detail = [scene.reason_line(scene.contact.reason_code, "more")]
        say(turns, CUSTOMER, *detail, *[scene.line(CUSTOMER, "context")] * scene.chance(0.3))
    else:
        say(turns, AGENT, scene.line(AGENT, "found"), *behave(scene, "clarifying_question"))
        if scene.chance(0.3):
            say(turns, CUSTOMER, scene.reason_line(scene.contact.reason_code, "more"))


def _hold(turns: list[Turn], scene: Scene) -> None:
    """Add the wait: announced and thanked for, or a silence; without a hold the agent only looks it up."""
    if not scene.contact.hold_seconds:
        say(turns, AGENT, scene.line(AGENT, "lookup"))
        say(turns, CUSTOMER, *[scene.line(CUSTOMER, "backchannel")] * scene.chance(0.6))
        return
    shown = "hold_with_words" in scene.contact.shows
    say(turns, AGENT, *behave(scene, "hold_with_words"))
    place = len(turns)
    if shown:
        say(turns, CUSTOMER, *[scene.line(CUSTOMER, "backchannel")] * scene.chance(0.6))
        place = len(turns)
        back = scene.line(AGENT, "back_from_hold") if scene.chance(0.7) else ""
        say(turns, AGENT, back, scene.line(AGENT, "looked"))
    else:
        say(turns, CUSTOMER, *[scene.line(CUSTOMER, "dead_air")] * scene.chance(0.4))
        say(turns, AGENT, scene.line(AGENT, "looked"))
    turns[place] = replace(turns[place], marks=turns[place].marks | {AFTER_HOLD})


def _transfer(turns: list[Turn], scene: Scene) -> None:
    if not scene.contact.transfer_count:
        return
    say(turns, AGENT, *behave(scene, "transfer_with_words"))
    answer = "backchannel" if "transfer_with_words" in scene.contact.shows else "passed_on"
    say(turns, CUSTOMER, *[scene.line(CUSTOMER, answer)] * scene.chance(0.5))
    say(turns, AGENT, scene.line(AGENT, "taken_over"))


def _solve(turns: list[Turn], scene: Scene) -> None:
    can_solve = "clear_solution" in scene.contact.shows
    solved = can_solve and scene.chance(0.88)
    said: list[Part] = [scene.line(AGENT, "bridge")] * scene.chance(0.6)
    said += [solve(scene, scene.contact.reason_code)] if solved else [scene.line(AGENT, "clear_solution_poor")]
    said += behave(scene, "ownership", 0.3 if solved else 0.6)
    say(turns, AGENT, *said, *forbidden(scene))
    is_doubted = not solved and (can_solve or scene.chance(0.6))
    if is_doubted:
        say(turns, CUSTOMER, (scene.line(CUSTOMER, "bad"), SOUR))
        again = solve(scene, scene.contact.reason_code) if can_solve else scene.line(AGENT, "clear_solution_poor")
        say(turns, AGENT, again)
    if can_solve and scene.chance(0.45):
        say(turns, CUSTOMER, scene.line(CUSTOMER, "question"))
        say(turns, AGENT, scene.line(AGENT, "answer"))
    say(turns, CUSTOMER, *feel_at_the_end(scene, is_doubted))
    if scene.contact.is_escalated:
        say(turns, AGENT, scene.line(AGENT, "escalated"))


def _second_issue(turns: list[Turn], scene: Scene) -> None:
    second = scene.reason_line(scene.contact.second_reason_code, "say")
    say(turns, CUSTOMER, scene.line(CUSTOMER, "second").replace("<second>", second))
    said: list[Part] = [scene.line(AGENT, "second")]
    if "clear_solution" in scene.contact.shows:
        said.append(solve(scene, scene.contact.second_reason_code))
    else:
        said.append(scene.line(AGENT, "clear_solution_poor"))
    say(turns, AGENT, *said)
    say(turns, CUSTOMER, scene.line(CUSTOMER, "backchannel"))


def _part(turns: list[Turn], scene: Scene) -> None:
    said = behave(scene, "summary")
    if "anything_else" in scene.contact.shows:
        say(turns, AGENT, *said, *behave(scene, "anything_else"))
        say(turns, CUSTOMER, scene.line(CUSTOMER, "nothing_else"))
        said = []
    say(turns, AGENT, *said, *behave(scene, "closing"))
    if scene.contact.end_feeling >= 0:
        say(turns, CUSTOMER, *[scene.line(CUSTOMER, "thanks")] * scene.chance(0.45))


def _echo(problem: str, language: str) -> str:
    """Return the customer's words from the agent's side: I becomes you, my becomes your."""
    return " ".join(_OTHER_SIDE[language].get(word, word) for word in problem.split())
