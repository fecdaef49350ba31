"""What do customer and agent write to each other by e-mail: a thread with salutations, signatures and quoted answers?"""

from pipelines.simulate.conversation import middle
from pipelines.simulate.scene import Scene
from pipelines.simulate.speech import AGENT, ANGRY, CUSTOMER, Part, Said, behave, feel_at_the_end, forbidden, solve
from pipelines.simulate.voices import mail_body, tidy, typed


def write_thread(scene: Scene) -> list[Said]:
    """Return a thread of e-mails: the customer's, the answer, and often a reply with the answer quoted below."""
    care = scene.rng.betavariate(3, 1.4)
    first, answer, reply = _first_mail(scene), _answer(scene), _reply(scene)
    mail = _mail(scene, scene.line(CUSTOMER, "salute"), mail_body(_words(first), scene, care))
    response, closings = _response(_words(answer), scene)
    thread = [
        Said(CUSTOMER, f"{_subject(scene)}\n\n{mail}", _marks(first)),
        Said(AGENT, response, _marks(answer) | closings),
    ]
    if reply:
        quoted = "\n".join(f"> {line}" for line in response.splitlines())
        signature = scene.person.first if scene.chance(0.7) else ""
        wrote = {
            "en": f"On {scene.slots['day']()}, Alderbrook wrote:",
            "es": f"El {scene.slots['day']()}, Alderbrook escribió:",
        }[scene.contact.language]
        text = f"{typed(tuple(_words(reply)), scene, care)}\n{signature}\n\n{wrote}\n{quoted}"
        thread.append(Said(CUSTOMER, text, _marks(reply)))
    return thread


def _first_mail(scene: Scene) -> list[Part]:
    contact = scene.contact
    first: list[Part] = [*middle(scene, scene.reason_line(contact.reason_code, "say"))]
    first += [scene.reason_line(contact.reason_code, "more")] * scene.chance(0.5)
    if contact.second_reason_code:
        second = scene.reason_line(contact.second_reason_code, "say")
        first.append(scene.line(CUSTOMER, "second_mail").replace("<second>", second))
    if contact.is_angry:
        first.append((scene.line(CUSTOMER, "angry"), ANGRY))
    return first + [scene.reason_line(contact.reason_code, "ask")] * scene.chance(0.7)


def _answer(scene: Scene) -> list[Part]:
    contact = scene.contact
    answer = behave(scene, "empathy") if contact.has_trouble or contact.is_angry else []
    if "clear_solution" in contact.shows:
        answer.append(solve(scene, contact.reason_code))
    else:
        answer.append(scene.line(AGENT, "clear_solution_poor" if scene.chance(0.6) else "mail_poor"))
    answer += behave(scene, "ownership", 0.3) + forbidden(scene)
    if contact.transfer_count and "transfer_with_words" in contact.shows:
        answer.append((scene.line(AGENT, "mail_transfer"), "transfer_with_words"))
    if "anything_else" in contact.shows:
        answer.append((scene.line(AGENT, "mail_anything_else"), "anything_else"))
    return answer


def _reply(scene: Scene) -> list[Part]:
    """Return the customer's reply; what was felt is always told, satisfaction only by some."""
    contact = scene.contact
    if not (contact.is_angry or contact.end_feeling < 0 or scene.chance(0.4)):
        return []
    reply = feel_at_the_end(scene, is_doubted=False) or [scene.line(CUSTOMER, "backchannel")]
    return reply + [scene.line(CUSTOMER, "question")] * scene.chance(0.3)


def _response(answer: list[str], scene: Scene) -> tuple[str, frozenset[str]]:
    """Return the agent's mail, and which of greeting and closing it shows; a curt one has neither."""
    shown = scene.contact.shows & {"greeting", "closing"}
    hello = tidy([scene.line(AGENT, "mail_greeting")]) + "\n\n" if "greeting" in shown else ""
    sign = tidy([scene.line(AGENT, "mail_closing")]) + "\n" if "closing" in shown else ""
    return f"{hello}{tidy(answer)}\n\n{sign}{scene.contact.agent.label}\nAlderbrook", frozenset(shown)


def _words(parts: list[Part]) -> list[str]:
    words = [part if isinstance(part, str) else part[0] for part in parts]
    return [text for text in words if text]


def _marks(parts: list[Part]) -> frozenset[str]:
    return frozenset(part[1] for part in parts if isinstance(part, tuple))


def _mail(scene: Scene, salutation: str, body: str) -> str:
    sign = scene.line(CUSTOMER, "sign")
    name = scene.person.name if scene.chance(0.7) else scene.person.first
    footer = scene.line(CUSTOMER, "footer")
    head = f"{salutation[:1].upper()}{salutation[1:]}\n\n" if salutation else ""
    return f"{head}{body}\n\n{sign[:1].upper()}{sign[1:]}\n{name}\n{footer}".rstrip()


def _subject(scene: Scene) -> str:
    label = {"en": "Subject", "es": "Asunto"}[scene.contact.language]
    subject = scene.line(CUSTOMER, "subject")
    return f"{label}: {subject[:1].upper()}{subject[1:]}"
