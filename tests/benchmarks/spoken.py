"""How many spoken cards and telephones are masked, how much ordinary talk is masked wrongly, and how fast?

    python -m tests.benchmarks.spoken

The generator below was written by the author of the finder, seeded: it tells what broke, not how well strangers are
understood. The public sets (of `VOC_SHARED_DATA`, or ../shared/data) are real talk; what is masked there is printed
by kind alone, never quoted.
"""

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from vocmodels.privacy.bank_numbers import is_luhn_valid
from vocmodels.privacy.spoken_numbers import CANDIDATE, find_spoken, find_spoken_in_turns

Turn = tuple[str, str, int, int]  # speaker, text, start and end of the digits

COUNT = 100  # of each kind, language, form and number of turns
UNITS = {
    "en": ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
    "es": ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
}
TEENS = {
    "en": [
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ],
    "es": ["diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve"],
}
TENS = {
    "en": ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
    "es": ["-", "-", "veinti", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"],
}
HUNDREDS = [
    "-",
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
]
REPEATS = {"en": {2: "double", 3: "triple"}, "es": {2: "doble", 3: "triple"}}
FILLERS = {
    "en": ["uh", "um", "okay", "let me see", "hold on", "and then", "uh yeah", "so", "dash", "one second"],
    "es": ["eh", "este", "a ver", "sí", "mmm", "pues", "luego", "espere", "guion", "un momento"],
}
SLIPS = {"en": ["no wait", "sorry", "I mean", "no sorry"], "es": ["no espere", "perdón", "digo", "no perdón"]}
ACKNOWLEDGED = {
    "en": ["uh huh", "okay", "go ahead", "mhm", "got it", "yes", "right and then", "okay keep going"],
    "es": ["ajá", "sí", "dígame", "okay", "ya", "continúe", "perfecto siga", "muy bien"],
}
FRAMES = {
    ("card", "en"): ["sure my card number is {} and that's it", "it's {}", "the visa is {} thanks", "okay {}", "{}"],
    ("card", "es"): ["el número de mi tarjeta es {} y ya", "es el {}", "la visa es {} gracias", "sí {}", "{}"],
    ("phone", "en"): ["you can call me at {} any time", "it's {}", "my number is {}", "yeah {}", "{}"],
    ("phone", "es"): ["me puede llamar al {} cuando quiera", "es el {}", "mi teléfono es {}", "sí {}", "{}"],
}
FORMS = ("digits", "pairs", "hundreds", "repeats", "written", "both languages", "slips")
CLEAN = {
    "en": [
        "I'll be there at two thirty or maybe three fifteen",
        "it was nineteen ninety nine and now they want twenty four fifty",
        "I bought one or two of them and three for my sister",
        "my appointment is march twenty third twenty twenty six at four",
        "we are open twenty four seven and you can dial nine one one",
        "the page says four oh four error and then five hundred error",
        "I live at twelve forty five oak street apartment three",
        "flight one two three four leaves at six forty five",
        "they charged me two hundred and fifty dollars and thirty five cents",
        "I have been a customer for twenty two years and eleven months",
        "there were five of us and one wanted two seats for six nights",
        "my son was born in nineteen ninety eight and my daughter in two thousand one",
        "the zip code is nine oh two one oh",
        "give me one second let me see okay one more thing",
        "four hundred thousand miles in two thousand twenty",
        "it takes five to seven business days or ten to twelve at most",
        "I called three times yesterday at nine at ten and at eleven thirty",
        "order number four five six seven",
    ],
    "es": [
        "llego a las dos y media o a las tres y cuarto",
        "me cobraron cincuenta y cinco con noventa y nueve y eran veinte",
        "compré uno o dos y tres para mi hermana",
        "la cita es el veintitrés de marzo de dos mil veintiséis a las cuatro",
        "abren las veinticuatro horas y tengo que llamar al cero sesenta y uno",
        "son doscientos cincuenta euros y treinta y cinco céntimos",
        "vivo en la calle mayor ciento veinte tercero b",
        "el vuelo uno dos tres cuatro sale a las seis cuarenta y cinco",
        "soy cliente desde mil novecientos noventa y ocho",
        "éramos cinco y uno quería dos asientos para seis noches",
        "el código postal es dos ocho cero uno tres",
        "deme un segundo a ver una cosa más",
        "tarda de cinco a siete días o diez o doce como mucho",
        "llamé tres veces ayer a las nueve a las diez y a las once y media",
        "mil gracias por las dos cosas",
        "una vez me pasó lo mismo con uno de los dos",
    ],
}
ORDINARY = {
    "en": [
        "my box came crushed on one side",
        "can you check where it is please",
        "I would like to speak to somebody",
        "no",
    ],
    "es": ["la caja llegó aplastada de un lado", "puede mirar dónde está por favor", "quiero hablar con alguien", "no"],
}


def card(rng: random.Random) -> str:
    prefix, length = rng.choice(
        [("4", 16), ("4", 16), ("51", 16), ("55", 16), ("6011", 16), ("34", 15), ("37", 15), ("36", 14)]
    )
    body = prefix + "".join(rng.choice("0123456789") for _ in range(length - len(prefix) - 1))
    return next(body + last for last in "0123456789" if is_luhn_valid(body + last))


def phone(rng: random.Random, language: str) -> str:
    shape = rng.choice(["%%#%##%###", "1%%#%##%###"] if language == "en" else ["6########", "9########", "55%#######"])
    return "".join(rng.choice({"#": "0123456789", "%": "23456789"}.get(sign, sign)) for sign in shape)


def below_hundred(number: int, language: str) -> str:
    tens, units = divmod(number, 10)
    if number < 10:
        return f"{UNITS[language][0]} {UNITS[language][number]}"
    if tens == 1:
        return TEENS[language][units]
    if language == "es" and tens == 2:
        return (
            "veinte"
            if not units
            else {2: "veintidós", 3: "veintitrés", 6: "veintiséis"}.get(units, "veinti" + UNITS["es"][units])
        )
    return TENS[language][tens] + (f"{' y ' if language == 'es' else ' '}{UNITS[language][units]}" if units else "")


def hundreds(group: str, language: str) -> str:
    number = int(group)
    if group.startswith("0") or len(group) < 3 or number % 100 in range(1, 10):
        return " ".join(UNITS[language][int(digit)] for digit in group)
    rest = f" {below_hundred(number % 100, language)}" if number % 100 else ""
    if language == "es":
        return ("cien" if number == 100 else HUNDREDS[number // 100]) + rest
    return f"{UNITS['en'][number // 100]} hundred{rest}"


def said(rng: random.Random, digits: str, language: str, form: str) -> list[str]:
    """Return the digits as words, in pieces between which somebody may breathe."""
    step = 3 if form == "hundreds" else 4
    groups = [digits[place : place + step] for place in range(0, len(digits), step)]
    return [_group(rng, group, language, form) for group in groups]


def _group(rng: random.Random, group: str, language: str, form: str) -> str:
    pairs = [group[place : place + 2] for place in range(0, len(group), 2)]
    if form == "pairs":
        return " ".join(
            below_hundred(int(pair), language) if len(pair) == 2 else UNITS[language][int(pair)] for pair in pairs
        )
    if form == "hundreds":
        return hundreds(group, language)
    words, place = [], 0
    while place < len(group):
        digit, times = group[place], 1
        while form == "repeats" and times < 3 and group[place : place + times + 1] == digit * (times + 1):
            times += 1
        spoken_in = rng.choice(["en", "es"]) if form == "both languages" else language
        word = (
            "oh"
            if spoken_in == "en" and digit == "0" and words and rng.random() < 0.5
            else UNITS[spoken_in][int(digit)]
        )
        word = digit if form == "written" and rng.random() < 0.4 else word
        words.append(f"{REPEATS[language][times]} {word}" if times > 1 else word)
        place += times
    if form == "slips" and rng.random() < 0.4:
        words += [rng.choice(SLIPS[language]), *words[-2:]]
    return " ".join(words)


def spoken_turns(rng: random.Random, kind: str, language: str, form: str, is_split: bool) -> list[Turn]:
    """Return one number's turns: speaker, text, start and end of the digits in it (0, 0 where there are none)."""
    digits = card(rng) if kind == "card" else phone(rng, language)
    pieces = said(rng, digits, language, form)
    before, after = rng.choice(FRAMES[kind, language]).split("{}")
    if not is_split:
        value = pieces[0]
        for piece in pieces[1:]:
            value += (
                f" {rng.choice(FILLERS[language])} {piece}"
                if rng.random() < 0.4
                else f"{rng.choice([' ', ', '])}{piece}"
            )
        return [("customer", before + value + after, len(before), len(before) + len(value))]
    turns = []
    for place, piece in enumerate(pieces):
        start = before if place == 0 else f"{rng.choice(FILLERS[language])} " if rng.random() < 0.2 else ""
        text = start + piece + (after if place == len(pieces) - 1 else "")
        turns.append(("customer", text, len(start), len(start) + len(piece)))
        echo = rng.random() < 0.3
        answer = piece if echo else rng.choice(ACKNOWLEDGED[language])
        turns.append(("agent", answer, 0, len(answer) if echo else 0))
    return turns


def report_recall() -> None:
    print(f"{'kind':7}{'lang':6}{'form':16}{'turns':7}{'n':>5}{'masked':>9}{'named':>8}")
    totals: Counter[tuple[str, str]] = Counter()
    for kind in ("card", "phone"):
        for language in ("en", "es"):
            for form in FORMS:
                for is_split in (False, True):
                    masked, named = _recall(kind, language, form, is_split)
                    totals[kind, language] += masked
                    print(
                        f"{kind:7}{language:6}{form:16}{'split' if is_split else 'one':7}{COUNT:5}"
                        f"{masked / COUNT:9.3f}{named / COUNT:8.3f}"
                    )
    for (kind, language), masked in totals.items():
        print(f"{kind} {language}: {masked / (COUNT * len(FORMS) * 2):.4f} of {COUNT * len(FORMS) * 2} wholly masked")


def _recall(kind: str, language: str, form: str, is_split: bool) -> tuple[int, int]:
    talks = list(_talks(kind, language, form, is_split))
    texts = pa.array([text for talk in talks for _, text, _, _ in talk], pa.large_string())
    is_candidate = iter(pc.match_substring_regex(texts, CANDIDATE).to_pylist())
    masked = named = 0
    for talk in talks:
        speakers, said_texts, _, _ = zip(*talk, strict=True)
        hits = [next(is_candidate) for _ in talk]
        found = find_spoken_in_turns(said_texts, speakers, [language] * len(talk), hits)
        covering = [
            [each for each in entities if each[1] <= start and each[2] >= end]
            for (_, _, start, end), entities in zip(talk, found, strict=True)
            if end
        ]
        masked += all(covering)
        named += all(each and each[0][0] == kind for each in covering)
    return masked, named


def _talks(kind: str, language: str, form: str, is_split: bool) -> Iterator[list[Turn]]:
    rng = random.Random(f"{kind}-{language}-{form}-{is_split}")
    for _ in range(COUNT):
        noise = [("agent", rng.choice(ORDINARY[language]), 0, 0), ("customer", rng.choice(ORDINARY[language]), 0, 0)]
        yield [*noise, *spoken_turns(rng, kind, language, form, is_split), *noise]


def public_talk() -> Iterator[tuple[str, list[list[str]]]]:
    """Yield the name and the talks (lists of texts) of each public set that is here."""
    folder = Path(os.environ.get("VOC_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
    chats = sorted(folder.glob("multidogo/*/*.tsv"))
    if chats:
        read = [pd.read_csv(path, sep="\t").dropna(subset=["utterance"]) for path in chats]
        yield "multidogo", [chat["utterance"].tolist() for each in read for _, chat in each.groupby("conversationId")]
    if (folder / "banking77/train.csv").exists():
        yield "banking77", [[text] for text in pd.read_csv(folder / "banking77/train.csv")["text"]]
    for name in ("clinc150/train_val.json", "dstc11/development.test-utterances.jsonl"):
        if (folder / name).exists():
            lines = (folder / name).read_text(encoding="utf-8").splitlines()
            yield name.split("/")[0], [[text] for line in lines for text in _strings(json.loads(line)) if " " in text]
    for path in sorted(folder.glob("formats/microsoft_contoso_calls/*.json*")):
        lines = path.read_text(encoding="utf-8").splitlines() if path.suffix == ".jsonl" else [path.read_text("utf-8")]
        yield path.stem[:12], [text.split(". ") for line in lines for text in _strings(json.loads(line))]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(each)


def report_false_masks() -> None:
    own = [(text, language) for language, texts in CLEAN.items() for text in texts]
    wrong = [text for text, language in own if list(find_spoken(text, language))]
    print(f"own clean sentences: {len(wrong)} of {len(own)} masked", *wrong, sep="\n    ")
    for name, talks in public_talk():
        kinds: Counter[str] = Counter()
        masked = turns = 0
        for talk in talks:
            found = find_spoken_in_turns(talk, ["customer"] * len(talk), ["en"] * len(talk))
            kinds.update(kind for entities in found for kind, _, _ in entities)
            masked, turns = masked + sum(map(bool, found)), turns + len(talk)
        column = pa.array([text for talk in talks for text in talk], pa.large_string())
        hits = pc.sum(pc.match_substring_regex(column, CANDIDATE)).as_py()
        print(
            f"{name}: {masked} of {turns} turns masked, {1000 * masked / turns:.2f} in 1,000 {dict(kinds)};"
            f" {hits / turns:.4f} are candidates"
        )


def report_speed() -> None:
    for share in (0.0, 0.1, 1.0):
        talks = _ordinary_talks(share)
        column = pa.array([text for texts, _ in talks for text in texts], pa.large_string())
        megabytes = column.nbytes / 1e6
        started = time.process_time()
        hits = pc.match_substring_regex(column, CANDIDATE).to_pylist()
        searched = time.process_time()
        for place, (texts, languages) in enumerate(talks):
            find_spoken_in_turns(texts, ["customer", "agent"] * 20, languages, hits[40 * place : 40 * place + 40])
        ended = time.process_time()
        print(
            f"a number in {share:.0%} of the talks: candidates {megabytes / (searched - started):.0f} MB per CPU second"
            f" ({sum(hits) / len(hits):.3f} of the turns), with what reads them {megabytes / (ended - started):.1f}"
        )


def _ordinary_talks(share: float) -> list[tuple[list[str], list[str]]]:
    """Return talks of forty turns, of which one in fifty holds an ordinary number, and `share` a telephone."""
    rng, talks = random.Random(5), []
    for _ in range(1000):
        language = rng.choice(["en", "es"])
        texts = [rng.choice((CLEAN if rng.random() < 0.02 else ORDINARY)[language]) for _ in range(40)]
        if rng.random() < share:
            texts[20:26] = [text for _, text, _, _ in spoken_turns(rng, "phone", language, "digits", True)]
        talks.append((texts[:40], [language] * 40))
    return talks


if __name__ == "__main__":
    report_recall()
    report_false_masks()
    report_speed()
