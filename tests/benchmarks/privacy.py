"""How much personal data is masked, how much is masked wrongly, and how fast?

    python -m tests.benchmarks.privacy

A seeded generator writes each kind in the forms that people type, into English and Spanish sentences; lookalikes
(orders, dates, amounts, parcels) are written into others. Peers: Presidio by its patterns (where it is installed), and for
speed every pattern by Python's `re` over every text. Speed is of texts that hardly repeat, and of real talk beside the
simulator's.
"""

import json
import logging
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pandas as pd

from pipelines.simulate.catalogue import load_catalogue
from pipelines.simulate.conversation import converse
from pipelines.simulate.people import hire_agents
from pipelines.simulate.scene import Contact, reason_book, set_scene
from vocmodels.privacy import find_entities, redact, redact_turns
from vocmodels.privacy.bank_numbers import IBAN_LENGTHS, is_iban_valid, is_luhn_valid
from vocmodels.privacy.national_ids import dni_letter

COUNT = 600
ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("VOC_SHARED_DATA", ROOT.parent / "shared" / "data"))
TURNS = ["contact_id", "turn_index", "speaker", "text", "language_code"]
PRESIDIO_KINDS = {
    "email": "EMAIL_ADDRESS",
    "phone": "PHONE_NUMBER",
    "card": "CREDIT_CARD",
    "iban": "IBAN_CODE",
    "ssn": "US_SSN",
    "ip": "IP_ADDRESS",
}
CARRIERS = {
    "en": [
        "Hi, you can reach me at {}, thanks.",
        "{} is what I have on file",
        "Please use {} for this, and hurry up",
        "I already told your colleague: {}",
        "so um it is {} and I am still waiting",
        "Send it to me ({}) today.",
        "Details:\n{}\nRegards, Sam",
        "my info {}",
    ],
    "es": [
        "Hola, mis datos son {}, gracias.",
        "{} es lo que tengo apuntado",
        "Por favor use {} para esto",
        "Ya se lo dije a su compañera: {}",
        "pues es {} y sigo esperando",
        "Mándelo a ({}) hoy mismo.",
        "Datos:\n{}\nUn saludo, Eva",
        "mi dato {}",
    ],
}
CLEAN = {
    "en": [
        "I ordered the {look} {thing} {count} weeks ago and it still has not arrived, can you check where it is? {end}",
        "The box was crushed and {count} of the 6 pieces of my {look} {thing} were broken when I opened it on {day}. {end}",
        "You charged me ${price} twice for the {look} {thing}, and I want one of them back please. {end}",
        "ok thank you",
    ],
    "es": [
        "Pedí la {thing} {look} hace {count} semanas y todavía no ha llegado, ¿puede mirar dónde está? {end}",
        "La caja venía aplastada y {count} de las 6 piezas de la {thing} {look} estaban rotas el {day}. {end}",
        "Me han cobrado {price} € dos veces por la {thing} {look} y quiero que me devuelvan uno. {end}",
        "vale gracias",
    ],
}
WORDS = {
    "en": {
        "look": "blue|green|grey|small|large|round|striped|wooden|folding|heavy|light|plain",
        "thing": "lamp|chair|kettle|blanket|mirror|shelf|printer|heater|basket|drill|fan|toaster|radio|saddle",
        "count": "two|three|four|five|six",
        "end": "Thanks.|It was a gift.|Nobody answers the chat.|I have asked before.|No rush though.",
    },
    "es": {
        "look": "azul|verde|gris|grande|plegable|flexible|brillante|transparente|sencilla|doble",
        "thing": "lámpara|silla|cafetera|manta|estantería|impresora|estufa|cesta|taladradora|mochila|funda",
        "count": "dos|tres|cuatro|cinco|seis",
        "end": "Gracias.|Era un regalo.|Nadie responde en el chat.|Ya lo pregunté.|No corre prisa.",
    },
}


def digits(rng: random.Random, pattern: str) -> str:
    """Return the pattern with # as any digit and % as 2 to 9."""
    return "".join(
        rng.choice("0123456789") if sign == "#" else rng.choice("23456789") if sign == "%" else sign for sign in pattern
    )


def clean(rng: random.Random, language: str) -> str:
    """Return a sentence that holds nothing personal; hardly any is written twice."""
    words = {slot: rng.choice(chosen.split("|")) for slot, chosen in WORDS[language].items()}
    day, price = digits(rng, "1#/0%"), digits(rng, "%#.##" if language == "en" else "%#,##")
    return rng.choice(CLEAN[language]).format(**words, day=day, price=price)


def email(rng: random.Random, _: str) -> str:
    name = rng.choice(["ana", "j.smith", "maria_lopez", "bob+shop", "x99", "o'neil", "pérez.luis"]) + digits(rng, "##")
    host = rng.choice(["gmail.com", "mail.co.uk", "correo.es", "empresa.com.mx", "sub.domain.org", "web-mail.io"])
    return f"{name}@{host}".upper() if rng.random() < 0.1 else f"{name}@{host}"


def phone(rng: random.Random, language: str) -> str:
    english = [
        "(%%#) %##-####", "%%#-%##-####", "%%#.%##.####", "%%# %## ####", "%%#%######", "+1 %%# %## ####",
        "+1-%%#-%##-####", "1-800-%##-####", "(%%#)%##-####", "+1%%#%######", "001-%%#-%##-####",
        "%%#-%##-#### x###", "+44 20 7### ####", "07### ######",
    ]  # fmt: skip
    spanish = [
        "6## ### ###", "6########", "7## ## ## ##", "9# ### ## ##", "9## ### ###", "+34 6## ### ###",
        "+346########", "0034 6## ### ###", "+34 9# ### ## ##", "+52 55 #### ####", "55 %### ####",
        "(55) %###-####", "+52 1 55 #### ####", "+57 3## ### ####", "6##-###-###",
    ]  # fmt: skip
    return digits(rng, rng.choice(english if language == "en" else spanish))


def card(rng: random.Random, _: str) -> str:
    prefix, length = rng.choice(
        [("4", 16), ("51", 16), ("55", 16), ("2221", 16), ("6011", 16), ("34", 15), ("37", 15), ("36", 14)]
    )
    body = digits(rng, prefix + "#" * (length - len(prefix) - 1))
    number = next(body + last for last in "0123456789" if is_luhn_valid(body + last))
    groups = [4, 6, 5] if length == 15 else [4, 6, 4] if length == 14 else [4, 4, 4, 4]
    places = [sum(groups[:place]) for place in range(len(groups) + 1)]
    separator = rng.choice(["", " ", "-", " "])
    return separator.join(number[start:end] for start, end in pairwise(places))


def iban(rng: random.Random, _: str) -> str:
    country = rng.choice(["ES", "DE", "GB", "FR", "IT", "NL", "PT", "BE", "CH", "IE", "MT"])
    bank = "NWBK" if country in ("GB", "NL", "IE", "MT") else ""
    body = bank + digits(rng, "#" * (IBAN_LENGTHS[country] - 4 - len(bank)))
    whole = next(f"{country}{check:02d}{body}" for check in range(100) if is_iban_valid(f"{country}{check:02d}{body}"))
    style = rng.random()
    if style < 0.5:
        whole = " ".join(whole[place : place + 4] for place in range(0, len(whole), 4))
    return whole.lower() if style > 0.9 else whole


def ssn(rng: random.Random, _: str) -> str:
    number = f"{rng.randint(1, 899):03d}{{0}}{rng.randint(1, 99):02d}{{0}}{rng.randint(1, 9999):04d}".replace(
        "666", "667"
    )
    return number.format(rng.choice(["-", "-", "-", " "]))


def ip(rng: random.Random, _: str) -> str:
    if rng.random() < 0.7:
        return ".".join(str(rng.randint(1, 254)) for _ in range(4))
    groups = [f"{rng.randint(0, 65535):x}" for _ in range(8)]
    return rng.choice(
        [
            ":".join(groups),
            f"2001:db8::{groups[0]}:{groups[1]}",
            f"fe80::{groups[0]}:{groups[1]}:{groups[2]}:{groups[3]}",
        ]
    )


LOOKALIKES = {
    "en": [
        "order number ##########", "order #%##-#######-#######", "tracking number 94001##################",
        "on 20##-0%-1#", "0%/1#/20##", "$#,###,###.##", "zip #####-####", "tracking 1Z###E############",
        "invoice INV-########", "at 1#:##:##", "case number ########", "SKU ###-###-##", "version 1#.#.##.#",
        "model ####-##-##", "ref ABC##########", "paid %### dollars", "account ending in ####",
        "in 20## and 20##", "size ## by ### by ##", "order ID: ###-#######",
    ],
    "es": [
        "pedido número ##########", "pedido #########", "el 1#/0%/20##", "número de seguimiento ############",
        "### ### euros", "factura ########", "código postal #####", "guía ##########", "a las 1#:##:##",
        "referencia ###-###-###", "caso ########", "#.###.### pesos", "talla ## por ###", "de 20## a 20##",
        "artículo ########",
    ],
}  # fmt: skip
KINDS = {"email": email, "phone": phone, "card": card, "iban": iban, "ssn": ssn, "ip": ip}


def sentences(kind: str, seed: int = 11, count: int = COUNT) -> pd.DataFrame:
    """Return sentences with one entity each: text, language_code, start, end."""
    rng = random.Random(f"{kind}-{seed}")
    rows = []
    for place in range(count):
        language = "en" if place % 2 == 0 or kind == "ssn" else "es"
        before, after = rng.choice(CARRIERS[language]).split("{}")
        value = KINDS[kind](rng, language)
        rows.append((before + value + after, language, len(before), len(before) + len(value)))
    return pd.DataFrame(rows, columns=["text", "language_code", "start", "end"])


def lookalikes(seed: int = 12) -> pd.DataFrame:
    """Return sentences that hold numbers and no personal data: text, language_code."""
    rng = random.Random(seed)
    languages = [rng.choice(["en", "es"]) for _ in range(4 * COUNT)]
    texts = [rng.choice(CARRIERS[each]).format(digits(rng, rng.choice(LOOKALIKES[each]))) for each in languages]
    return pd.DataFrame({"text": texts, "language_code": languages})


def dob(rng: random.Random, language: str) -> str:
    cue = rng.choice(
        ["DOB ", "date of birth ", "born on "] if language == "en" else ["nacido el ", "fecha de nacimiento "]
    )
    day, year = rng.randint(1, 28), rng.randint(1940, 2005)
    month = rng.choice(["March", "July"] if language == "en" else ["marzo", "julio"])
    written = [
        f"{day:02d}/0{rng.randint(1, 9)}/{year}",
        f"{day} de {month} de {year}" if language == "es" else f"{month} {day}, {year}",
    ]
    return cue + rng.choice(written)


def dni(rng: random.Random, _: str) -> str:
    number = digits(rng, "########")
    return number + rng.choice(["", "-"]) + dni_letter(number)


def address(rng: random.Random, language: str) -> str:
    english = ["### Oak Street", "%### N Elm Ave Apt #", "## Maple Drive", "%## 5th Avenue", "PO Box ####"]
    spanish = [
        "calle Mayor ##",
        "Avenida de América %##",
        "C/ Serrano ##, 2º B",
        "Carrera 7 No. 71-##",
        "paseo del Prado #%",
    ]
    return digits(rng, rng.choice(english if language == "en" else spanish))


def password(rng: random.Random, language: str) -> str:
    cue = rng.choice(
        ["my password is ", "PIN: ", "passcode is "] if language == "en" else ["mi contraseña es ", "clave: "]
    )
    return cue + digits(rng, rng.choice(["####", "Luna##*#", "gato%##"]))


KINDS |= {"dob": dob, "dni": dni, "address": address, "password": password}
CUED = {"dob", "password"}  # written with the words that tell; these need not be masked


def report_accuracy() -> None:
    harmless = lookalikes()
    wrong = redact(harmless["text"], harmless["language_code"])
    found_total = Counter(_kinds(wrong))
    recall, exact = {}, {}
    for kind in KINDS:
        made = sentences(kind)
        entities = redact(made["text"], made["language_code"])["entities"]
        found_total.update(_kinds(pd.DataFrame({"entities": entities})))
        recall[kind], exact[kind] = _covered(kind, entities, made)
    print(f"{'kind':9}{'n':>6}{'recall':>9}{'exact':>8}{'precision':>11}")
    for kind in KINDS:
        precision = recall[kind] * COUNT / max(found_total[kind], 1)
        print(f"{kind:9}{COUNT:6}{recall[kind]:9.4f}{exact[kind]:8.4f}{precision:11.4f}")
    is_wrong = [
        any(each["kind"] != "name" for each in found) for found in wrong["entities"]
    ]  # "Regards, Sam" is a name
    print(f"lookalikes masked: {sum(is_wrong)} of {len(harmless)}")
    for text in harmless.loc[is_wrong, "text"].head(5):
        print("   ", repr(text))


def _kinds(redacted: pd.DataFrame) -> list[str]:
    return [each["kind"] for found in redacted["entities"] for each in found]


def _covered(kind: str, entities: pd.Series, made: pd.DataFrame) -> tuple[float, float]:
    """Return the share of sentences where the entity is masked whole, and where nothing else goes with it."""
    covered = exact = 0
    for found, start, end in zip(entities, made["start"], made["end"], strict=True):
        ends = [each for each in found if each["kind"] == kind and each["end"] >= end]
        same = [each for each in ends if each["start"] <= start or (kind in CUED and each["start"] < end)]
        covered += bool(same)
        exact += any((kind in CUED or each["start"] == start) and each["end"] == end for each in same)
    return covered / COUNT, exact / COUNT


def transcripts(rng: random.Random, count: int = 2_000) -> pd.DataFrame:
    """Return contacts of twenty turns, two of which hold something: contact_id, turn_index, speaker, text, language_code."""
    rows = []
    for contact in range(count):
        language = rng.choice(["en", "es"])
        turns = [clean(rng, language) for _ in range(20)]
        turns[3] = rng.choice(
            ["Hello, my name is Laura Jones", "Hi, I'm Peter"] if language == "en" else ["Hola, soy Ana López"]
        )
        turns[rng.randrange(4, 20)] = rng.choice(CARRIERS[language]).format(phone(rng, language))
        for place, text in enumerate(turns):
            rows.append((f"c{contact}", place, "agent" if place % 2 else "customer", text, language))
    return pd.DataFrame(rows, columns=TURNS)


def mixes(rng: random.Random) -> dict[str, pd.Series]:
    """Return texts of which none, one in twenty and nine in ten hold something."""
    kinds = ("email", "phone", "card", "iban", "ssn", "ip")
    filled = pd.concat([sentences(kind, count=9_000) for kind in kinds])["text"].tolist()
    rng.shuffle(filled)
    shares = {"nothing to find": 0.0, "one text in twenty": 0.05, "nine in ten": 0.9}
    return {
        label: pd.Series(
            [text if rng.random() < share else clean(rng, rng.choice(["en", "es"])) for text in filled], dtype="str"
        )
        for label, share in shares.items()
    }


def chats() -> pd.DataFrame | None:
    """Return what customers typed in public chats (MultiDoGO)."""
    paths = sorted(SHARED.glob("multidogo/*/train.tsv"))
    if not paths:
        return None
    rows = pd.concat([pd.read_csv(path, sep="\t", dtype="str").dropna(subset=["utterance"]) for path in paths])
    turns = zip(rows["conversationId"], rows["turnNumber"].astype(int), rows["utterance"], strict=True)
    return pd.DataFrame([(*turn[:2], "customer", turn[2], "en") for turn in turns], columns=TURNS)


def orders() -> pd.DataFrame | None:
    """Return three whole public chats with a shop (ABCD): what a few contacts cost."""
    path = SHARED / "abcd" / "abcd_sample.json"
    if not path.exists():
        return None
    talks = json.loads(path.read_text(encoding="utf-8"))
    rows = [
        (str(talk["convo_id"]), place, speaker, text, "en")
        for talk in talks
        for place, (speaker, text) in enumerate(talk["original"])
    ]
    return pd.DataFrame(rows, columns=TURNS)


def simulated(count: int = 3_000) -> pd.DataFrame:
    """Return contacts as `pipelines.simulate` makes them up; most name somebody, many tell more."""
    catalogue, rng = load_catalogue(ROOT / "data" / "taxonomy"), random.Random(1)
    agents, rows = hire_agents(300, 1), []
    for number in range(count):
        language = rng.choice(["en", "es"])
        reasons = list(reason_book(language))
        contact = Contact(
            f"c{number}",
            rng.choice(["voice", "chat"]),
            language,
            rng.choice(reasons),
            rng.choice(["", rng.choice(reasons)]),
            rng.choice(catalogue.products),
            -1,
            rng.randrange(9_999),
            rng.choice(agents),
            False,
        )
        for place, turn in enumerate(converse(set_scene(contact, 1))):
            rows.append((contact.contact_id, place, turn.speaker, ". ".join(turn.sentences), language))
    return pd.DataFrame(rows, columns=TURNS)


def report_speed() -> None:
    rng = random.Random(3)
    presidio = load_presidio()
    print(f"{'MB per CPU second':20}{'ours':>8}{'plain re':>10}{'Presidio':>10}")
    for label, texts in mixes(rng).items():
        ours = _speed(lambda texts: redact(texts), texts)
        plain = _speed(lambda some: [find_entities(text) for text in some], texts.head(3000))
        peer = (
            f"{_speed(lambda some: [presidio(text) for text in some], texts.head(300)):10.2f}"
            if presidio
            else f"{'absent':>10}"
        )
        print(f"{label:20}{ours:8.1f}{plain:10.1f}{peer}")
    talks = {"transcripts": transcripts(rng), "simulated": simulated(), "multidogo": chats(), "abcd, 3 chats": orders()}
    for label, turns in talks.items():
        if turns is None:
            print(f"{label:20}{'skipped: no public data under':>30} {SHARED}")
        else:
            print(f"{label:20}{_speed(partial(_mask_turns, turns), turns['text']):8.1f}{_masked_share(turns)}")


def _mask_turns(turns: pd.DataFrame, _: pd.Series) -> None:
    redact_turns(turns)


def _masked_share(turns: pd.DataFrame) -> str:
    is_masked = redact_turns(turns)["masked_count"] > 0
    return f"   {is_masked.mean():.0%} of {len(turns)} turns hold something, {turns['text'].nunique()} differ"


def _speed(work: Callable[[pd.Series], object], texts: pd.Series) -> float:
    started = time.process_time()
    work(texts)
    return texts.str.len().sum() / 1e6 / (time.process_time() - started)


def load_presidio() -> Callable[[str], list] | None:
    """Return Presidio's analyzer by patterns alone (a blank spaCy engine, nothing downloaded); None where it is not installed."""
    if not find_spec("presidio_analyzer"):
        return None
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    logging.getLogger("tldextract").setLevel(logging.CRITICAL)  # its list of suffixes is the one that it brought along

    class Blank(SpacyNlpEngine):
        def load(self) -> None:
            self.nlp = {"en": spacy.blank("en")}

    engine = Blank(models=[{"lang_code": "en", "model_name": "blank"}])
    engine.load()
    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["en"])
    return lambda text: analyzer.analyze(text, language="en")


def report_presidio() -> None:
    presidio = load_presidio()
    if presidio is None:
        print("Presidio is not installed: uv pip install --group peers")
        return
    for kind, theirs in PRESIDIO_KINDS.items():
        made = sentences(kind).query("language_code == 'en'").head(150)
        covered = 0
        for text, start, end in zip(made["text"], made["start"], made["end"], strict=True):
            covered += any(r.entity_type == theirs and r.start <= start and r.end >= end for r in presidio(text))
        print(f"Presidio {kind:9}{len(made):6}{covered / len(made):9.4f}")


if __name__ == "__main__":
    report_accuracy()
    report_presidio()
    report_speed()
