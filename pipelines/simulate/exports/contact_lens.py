"""Transcripts, as Amazon Contact Lens writes them: a document per line, offsets for voice, clock times for text."""

import json
from datetime import datetime, timedelta

from pipelines.simulate.conversation import converse
from pipelines.simulate.mails import write_thread
from pipelines.simulate.scene import Scene
from pipelines.simulate.speech import AFTER_HOLD, AGENT, CUSTOMER, INTERRUPTING, Said, Turn
from pipelines.simulate.voices import spoken, tidy, typed

_LANGUAGE = {"en": "en-US", "es": "es-US"}
_ROLES = {CUSTOMER: "CUSTOMER", AGENT: "AGENT"}


def transcript(scene: Scene, started_at: datetime, seconds: int) -> tuple[str, list[frozenset[str]]]:
    """Return the document of one contact as a line of JSON (without the line's end), and what each turn shows.

    `seconds` is the time talked, without the hold.
    """
    document, said = (
        _voice(scene, seconds) if scene.contact.channel == "voice" else _written(scene, started_at, seconds)
    )
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")), [turn.marks for turn in said]


def _voice(scene: Scene, seconds: int) -> tuple[dict, list[Said]]:
    said = [
        Said(turn.speaker, spoken(turn.sentences, scene, turn.speaker == CUSTOMER), turn.marks)
        for turn in converse(scene)
    ]
    said = _interrupt([turn for turn in said if turn.text], scene)
    times = _offsets(said, scene, seconds)
    items = [
        {
            "Id": f"{scene.contact.contact_id}-{place:03d}", "ParticipantId": _ROLES[turn.speaker],
            "Content": turn.text, "BeginOffsetMillis": begin, "EndOffsetMillis": end,
        }
        for place, (turn, (begin, end)) in enumerate(zip(said, times, strict=True))
    ]  # fmt: skip
    document = _envelope(scene, "VOICE", "VOICE-2022-11-30")
    document["Participants"] = [{"ParticipantId": role, "ParticipantRole": role} for role in ("CUSTOMER", "AGENT")]
    document["ConversationCharacteristics"] = {"TotalConversationDurationMillis": max(end for _, end in times)}
    return document | {"Transcript": items}, said


def _interrupt(said: list[Said], scene: Scene) -> list[Said]:
    """Let the agent break into one long turn of the customer's, in a contact in which they do."""
    places = [
        place
        for place in range(1, len(said))
        if said[place].speaker == AGENT
        and said[place - 1].speaker == CUSTOMER
        and len(said[place - 1].text.split()) >= 8
        and AFTER_HOLD not in said[place].marks
    ]
    if "no_interruption" in scene.contact.shows or not places:
        return said
    place = scene.rng.choice(places)
    return [turn._replace(marks=turn.marks | {INTERRUPTING}) if at == place else turn for at, turn in enumerate(said)]


def _offsets(said: list[Said], scene: Scene, seconds: int) -> list[tuple[int, int]]:
    """Return when each turn begins and ends, in milliseconds; a hold is a silence of its length."""
    lengths = [max(500, int(len(turn.text.split()) * scene.rng.uniform(300, 430))) for turn in said]
    gaps = [int(scene.rng.expovariate(1 / 900)) for _ in said]
    stretch = max(1.0, (seconds * 1000 - sum(lengths)) / max(1, sum(gaps)))
    times: list[tuple[int, int]] = []
    clock = 0
    for turn, length, gap in zip(said, lengths, gaps, strict=True):
        begin = clock + int(gap * min(stretch, 40))
        if AFTER_HOLD in turn.marks:
            begin += scene.contact.hold_seconds * 1000
        if INTERRUPTING in turn.marks:
            begin = clock - min(int(scene.rng.uniform(900, 2200)), (clock - times[-1][0]) // 2)
        clock = max(clock, begin + length)
        times.append((begin, begin + length))
    return times


def _written(scene: Scene, started_at: datetime, seconds: int) -> tuple[dict, list[Said]]:
    is_mail = scene.contact.channel == "email"
    said = write_thread(scene) if is_mail else _messages(scene)
    names = {CUSTOMER: scene.person.first, AGENT: scene.contact.agent.label.split()[0]}
    ids = {speaker: f"{scene.contact.contact_id[2:10]}-{role.lower()}" for speaker, role in _ROLES.items()}
    step = 3 * 3600 if is_mail else max(8.0, seconds / (len(said) + 1))
    items, moment = [], started_at
    for place, (speaker, text, _) in enumerate(said):
        items.append({
            "AbsoluteTime": f"{moment.isoformat(timespec='milliseconds')}Z", "Content": text,
            "ContentType": "text/plain", "DisplayName": names[speaker], "Id": f"{ids[speaker]}-{place:03d}",
            "ParticipantId": ids[speaker], "ParticipantRole": _ROLES[speaker], "Type": "MESSAGE",
        })  # fmt: skip
        moment += timedelta(milliseconds=int(step * scene.rng.uniform(0.3, 1.7) * 1000))
    document = _envelope(scene, "EMAIL" if is_mail else "CHAT", "CHAT-2022-11-30")
    document["Participants"] = [
        {"ParticipantId": ids[speaker], "ParticipantRole": role, "DisplayName": names[speaker]}
        for speaker, role in _ROLES.items()
    ]
    return document | {"Transcript": items}, said


def _envelope(scene: Scene, channel: str, version: str) -> dict:
    return {
        "Version": version,
        "AccountId": "000000000000",
        "Channel": channel,
        "ContentMetadata": {"Output": "Raw"},
        "JobStatus": "COMPLETED",
        "LanguageCode": _LANGUAGE[scene.contact.language],
        "CustomerMetadata": {"ContactId": scene.contact.contact_id, "InstanceId": "simulated-contact-centre"},
        "Categories": {"MatchedCategories": [], "MatchedDetails": {}},
    }


def _messages(scene: Scene) -> list[Said]:
    """Return the turns of a chat, a social thread or a row of text messages."""
    care = scene.rng.betavariate(1.3, 1.6)
    is_tidy = scene.chance(0.85)  # some agents' messages are as quick as their customers'
    turns = converse(scene)
    if scene.contact.channel == "message":
        turns = _short(turns, scene)
    said = [Said(turn.speaker, _type(turn, scene, care, is_tidy), turn.marks) for turn in turns]
    if scene.contact.channel == "social":
        said = [_post(said, scene), *said[_first_agent(said) :]]
    return [turn for turn in said if turn.text.strip()]


def _type(turn: Turn, scene: Scene, care: float, is_tidy: bool) -> str:
    if turn.speaker == AGENT:
        return tidy(turn.sentences) if is_tidy else typed(turn.sentences, scene, 0.4)
    return typed(turn.sentences, scene, care)


def _short(turns: list[Turn], scene: Scene) -> list[Turn]:
    """Return text messages: the same talk with fewer of its courtesies, but for what shows a behaviour or a feeling."""
    return [
        turn
        for place, turn in enumerate(turns)
        if place < 3 or turn.marks or len(" ".join(turn.sentences)) > 34 or scene.chance(0.4)
    ]


def _first_agent(said: list[Said]) -> int:
    return next((place for place, turn in enumerate(said) if turn.speaker == AGENT), len(said))


def _post(said: list[Said], scene: Scene) -> Said:
    """Return the public post that a social contact starts with."""
    opening = said[: _first_agent(said)]
    words = " ".join(turn.text for turn in opening)
    post = f"{scene.line(CUSTOMER, 'social')} {words} {scene.line(CUSTOMER, 'tags')}".strip()
    return Said(CUSTOMER, post, frozenset().union(*(turn.marks for turn in opening)))
