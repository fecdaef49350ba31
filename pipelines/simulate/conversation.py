"""What do customer and agent say to each other, turn by turn, before a channel gives it its looks?

A turn is a speaker and a list of sentences. The customer's way in, the agent's habits (each skill is shown or not,
by that agent's chance), a second issue, doubts and thanks are all drawn, so that no two conversations share a shape.
"""

from dataclasses import dataclass

from pipelines.simulate.scene import Scene

CUSTOMER, AGENT = "customer", "agent"
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


@dataclass(frozen=True)
class Turn:
    """One utterance, as sentences without final punctuation."""

    speaker: str
    sentences: tuple[str, ...]


def converse(scene: Scene) -> list[Turn]:
    """Return the turns of a spoken or chatted conversation."""
    turns: list[Turn] = []
    if scene.contact.channel == "voice":
        _say(turns, AGENT, scene.line(AGENT, "greet" if _shows(scene, "greet") else "greet_poor"))
    problem = scene.reason_line(scene.contact.reason_code, "say")
    opening = _opening(scene, problem)
    if scene.contact.channel == "voice" and opening[0] != problem and scene.chance(0.2):
        _say(turns, CUSTOMER, opening.pop(0))
        _say(turns, AGENT, scene.line(AGENT, "prompt"))
    _customer_opens(turns, opening, scene)
    _agent_receives(turns, scene, problem)
    _inquire(turns, scene)
    _solve(turns, scene)
    if scene.contact.second_reason_code:
        _second_issue(turns, scene)
    _part(turns, scene)
    return turns


def write_mails(scene: Scene) -> tuple[list[str], list[str], list[str]]:
    """Return the sentences of the customer's mail, of the agent's answer, and of the customer's reply (or none)."""
    first = _middle(scene, scene.reason_line(scene.contact.reason_code, "say"))
    first += [scene.reason_line(scene.contact.reason_code, "more")] * scene.chance(0.5)
    if scene.contact.second_reason_code:
        second = scene.reason_line(scene.contact.second_reason_code, "say")
        first.append(scene.line(CUSTOMER, "second_mail").replace("<second>", second))
    first += [scene.line(CUSTOMER, "feeling")] * scene.chance(0.3)
    first += [scene.reason_line(scene.contact.reason_code, "ask")] * scene.chance(0.7)
    answer = [scene.line(AGENT, "empathise")] * _shows(scene, "empathise")
    if _shows(scene, "solve"):
        answer.append(scene.reason_line(scene.contact.reason_code, "fix"))
    else:
        answer.append(scene.line(AGENT, "solve_poor" if scene.chance(0.6) else "mail_poor"))
    answer += [scene.line(AGENT, "own")] * (_shows(scene, "own") and scene.chance(0.7))
    reply = [scene.line(CUSTOMER, "good" if scene.chance(scene.contact.agent.quality) else "bad")]
    reply += [scene.line(CUSTOMER, "question")] * scene.chance(0.4)
    return first, answer, reply if scene.chance(0.5) else []


def _opening(scene: Scene, problem: str) -> list[str]:
    """Return how the customer comes in: some greet, some explain first, some start with the problem."""
    greeting = [scene.line(CUSTOMER, "greeting")] * scene.chance(0.72)
    name = [scene.line(CUSTOMER, "preamble")] * scene.chance(0.5)
    return (greeting + name or [scene.line(CUSTOMER, "greeting")] * scene.chance(0.4)) + _middle(scene, problem)


def _middle(scene: Scene, problem: str) -> list[str]:
    context = scene.line(CUSTOMER, "context")
    draw = scene.rng.random()
    if draw < 0.34:
        middle = [problem]
    elif draw < 0.6:
        middle = [context, problem]
    elif draw < 0.8:
        middle = [problem, context]
    elif draw < 0.9:
        middle = [problem, scene.line(CUSTOMER, "feeling")]
    else:
        middle = [context, problem, scene.reason_line(scene.contact.reason_code, "more")]
    return middle + [scene.reason_line(scene.contact.reason_code, "ask")] * scene.chance(0.25)


def _customer_opens(turns: list[Turn], opening: list[str], scene: Scene) -> None:
    if scene.contact.channel != "voice" and len(opening) > 1 and scene.chance(0.5):
        for sentence in opening[:-1]:
            _say(turns, CUSTOMER, sentence)
        _say(turns, CUSTOMER, opening[-1])
    else:
        _say(turns, CUSTOMER, *opening)


def _agent_receives(turns: list[Turn], scene: Scene, problem: str) -> None:
    said = []
    if scene.contact.channel != "voice":
        said.append(scene.line(AGENT, "greet" if _shows(scene, "greet") else "greet_poor"))
    if _shows(scene, "empathise"):
        said.append(scene.line(AGENT, "empathise"))
    if _shows(scene, "listen") and scene.chance(0.35):
        echo = " ".join(_echo(problem, scene.contact.language).split()[:14]).rstrip(",")
        said.append(scene.line(AGENT, "listen").replace("<echo>", echo))
    elif not _shows(scene, "listen"):
        said.append(scene.line(AGENT, "listen_poor"))
    said.append(scene.line(AGENT, "ask_id"))
    _say(turns, AGENT, *said)


def _inquire(turns: list[Turn], scene: Scene) -> None:
    _say(turns, CUSTOMER, scene.line(CUSTOMER, "give_id"))
    _say(turns, AGENT, scene.line(AGENT, "lookup"))
    if scene.chance(0.6):
        _say(turns, CUSTOMER, scene.line(CUSTOMER, "backchannel"))
    if scene.chance(0.35 + 0.3 * scene.contact.agent.skills["listen"]):
        _say(turns, AGENT, scene.line(AGENT, "clarify"))
        detail = [scene.reason_line(scene.contact.reason_code, "more")]
        detail += [scene.line(CUSTOMER, "context")] * scene.chance(0.3)
        _say(turns, CUSTOMER, *detail)
    elif scene.chance(0.4):
        _say(turns, CUSTOMER, scene.reason_line(scene.contact.reason_code, "more"))


def _solve(turns: list[Turn], scene: Scene) -> None:
    solved = _shows(scene, "solve")
    said = [scene.line(AGENT, "bridge")] * scene.chance(0.6)
    said.append(scene.reason_line(scene.contact.reason_code, "fix") if solved else scene.line(AGENT, "solve_poor"))
    if _shows(scene, "own"):
        said += [scene.line(AGENT, "own")] * scene.chance(0.6)
    else:
        said += [scene.line(AGENT, "own_poor")] * scene.chance(0.25 if solved else 0.6)
    _say(turns, AGENT, *said)
    if not solved and scene.chance(0.75):
        doubt = [scene.line(CUSTOMER, "bad"), *[scene.line(CUSTOMER, "feeling")] * scene.chance(0.4)]
        _say(turns, CUSTOMER, *doubt)
        retry = scene.chance(scene.contact.agent.quality)
        again = scene.reason_line(scene.contact.reason_code, "fix") if retry else scene.line(AGENT, "own_poor")
        _say(turns, AGENT, again)
        solved = retry
    if scene.chance(0.35):
        _say(turns, CUSTOMER, scene.line(CUSTOMER, "question"))
        _say(turns, AGENT, scene.line(AGENT, "answer"))
    if solved:
        _say(turns, CUSTOMER, scene.line(CUSTOMER, "good"))


def _second_issue(turns: list[Turn], scene: Scene) -> None:
    second = scene.reason_line(scene.contact.second_reason_code, "say")
    _say(turns, CUSTOMER, scene.line(CUSTOMER, "second").replace("<second>", second))
    said = [scene.line(AGENT, "second")]
    if _shows(scene, "solve"):
        said.append(scene.reason_line(scene.contact.second_reason_code, "fix"))
    else:
        said.append(scene.line(AGENT, "solve_poor"))
    _say(turns, AGENT, *said)
    _say(turns, CUSTOMER, scene.line(CUSTOMER, "backchannel" if scene.chance(0.5) else "good"))


def _part(turns: list[Turn], scene: Scene) -> None:
    if _shows(scene, "close"):
        if scene.chance(0.7):
            _say(turns, AGENT, scene.line(AGENT, "anything"))
            _say(turns, CUSTOMER, scene.line(CUSTOMER, "nothing_else"))
        _say(turns, AGENT, scene.line(AGENT, "close"))
    else:
        _say(turns, AGENT, scene.line(AGENT, "close_poor"))
    if scene.chance(0.45):
        _say(turns, CUSTOMER, scene.line(CUSTOMER, "thanks"))


def _shows(scene: Scene, skill: str) -> bool:
    return scene.chance(scene.contact.agent.skills[skill])


def _say(turns: list[Turn], speaker: str, *sentences: str) -> None:
    said = tuple(sentence for sentence in sentences if sentence)
    if said:
        turns.append(Turn(speaker, said))


def _echo(problem: str, language: str) -> str:
    """Return the customer's words from the agent's side: I becomes you, my becomes your."""
    return " ".join(_OTHER_SIDE[language].get(word, word) for word in problem.split())
