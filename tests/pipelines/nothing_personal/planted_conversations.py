"""What is planted in transcripts: Contact Lens, WebVTT and plain text in which customers speak of themselves."""

from __future__ import annotations

import json

from tests.conftest import House
from tests.pipelines.nothing_personal.canaries import CANARIES, KNOWN_NAME


def conversation(canary_text: str) -> list[tuple[str, str]]:
    return [
        ("AGENT", "Thank you for calling, how can I help?"),
        ("CUSTOMER", canary_text),
        ("AGENT", f"Thank you, {KNOWN_NAME.secret}, let me see."),
    ]


def contact_lens(number: int, said: str) -> dict[str, object]:
    roles = ("CUSTOMER", "AGENT")
    return {
        "Channel": "CHAT",
        "LanguageCode": "en-US",
        "CustomerMetadata": {"ContactId": f"lens-{number}"},
        "Participants": [
            {
                "ParticipantId": role,
                "ParticipantRole": role,
                "DisplayName": KNOWN_NAME.secret if role == roles[0] else "Bo",
            }
            for role in roles
        ],
        "Transcript": [
            {"ParticipantId": role, "AbsoluteTime": f"2026-03-02T09:0{at}:00Z", "Content": text, "Type": "MESSAGE"}
            for at, (role, text) in enumerate(conversation(said))
        ],
    }


def plant_contact_lens(house: House) -> None:
    documents = [json.dumps(contact_lens(*each)) for each in enumerate(each.said for each in CANARIES.values())]
    for number, text in enumerate(documents):
        house.add_file(f"lens/{number}.json", text)
        house.add_file(f"lens/{number}-cut.json", text[: len(text) * 4 // 5])
    house.add_file(
        "lens/lines.jsonl", "\n".join(part for text in documents for part in (text, text[:-200], text[:-90]))
    )
    house.add_source("lens", "lens/*.json*", "contact_lens", timezone="UTC")


def vtt(said: str) -> str:
    cues = [
        f"00:00:0{at}.000 --> 00:00:0{at + 1}.000\n<v {KNOWN_NAME.secret if role == 'CUSTOMER' else 'Agent'}>{text}</v>"
        for at, (role, text) in enumerate(conversation(said))
    ]
    return "\n\n".join(["WEBVTT", *cues])


def plant_vtt(house: House) -> None:
    for number, canary in enumerate(CANARIES.values()):
        house.add_file(f"vtt/call {number}.vtt", vtt(canary.said))
    house.add_file(f"vtt/{CANARIES['email'].secret}.vtt", vtt("hello, it is late once"))
    house.add_file(f"vtt/20260302 {CANARIES['us phone abroad'].secret}.vtt", vtt("hello, it is late twice"))
    house.add_file(
        f"vtt/20260302_{CANARIES['spanish phone abroad'].secret.replace(' ', '')}.vtt", vtt("hello, it is late thrice")
    )
    house.add_source("captions", "vtt/*.vtt", "webvtt", timezone="UTC")


def plant_text(house: House) -> None:
    for number, canary in enumerate(CANARIES.values()):
        lines = [f"{'Customer' if role == 'CUSTOMER' else 'Agent'}: {text}" for role, text in conversation(canary.said)]
        house.add_file(f"calls/{number}.txt", f"Customer name: {KNOWN_NAME.secret}\n\n" + "\n".join(lines[:2]))
    house.add_source("calls", "calls/*.txt", "plain_text", timezone="UTC")
