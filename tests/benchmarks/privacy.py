"""How much personal data is masked, how much is masked wrongly, and how fast?

    python -m tests.benchmarks.privacy

A seeded generator writes each kind in the forms that people type, into English and Spanish sentences; lookalikes
(orders, dates, amounts, parcels) are written into others. Peer for speed: every pattern by Python's `re` over every
text.
"""

import random
import time
from itertools import pairwise

import pandas as pd

from vocmodels.privacy import IBAN_LENGTHS, find_entities, is_iban_valid, is_luhn_valid, redact

COUNT = 600
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
        "I ordered the blue lamp two weeks ago and it still has not arrived, can you check where it is?",
        "The box was crushed on one side and two of the 6 glasses inside were broken when I opened it on 12/03.",
        "You charged me $49.99 twice this month, and I want one of them back please.",
        "ok thank you",
    ],
    "es": [
        "Pedí la lámpara azul hace dos semanas y todavía no ha llegado, ¿puede mirar dónde está?",
        "La caja venía aplastada y dos de los 6 vasos estaban rotos cuando la abrí el 12/03.",
        "Me han cobrado 49,99 € dos veces este mes y quiero que me devuelvan uno.",
        "vale gracias",
    ],
}


def digits(rng: random.Random, pattern: str) -> str:
    """Return the pattern with # as any digit and % as 2 to 9."""
    return "".join(
        rng.choice("0123456789") if sign == "#" else rng.choice("23456789") if sign == "%" else sign for sign in pattern
    )


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


def sentences(kind: str, seed: int = 11) -> pd.DataFrame:
    """Return COUNT sentences with one entity each: text, language_code, start, end."""
    rng = random.Random(f"{kind}-{seed}")
    rows = []
    for place in range(COUNT):
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


def report_accuracy() -> None:
    found_total: dict[str, int] = {}
    print(f"{'kind':8}{'n':>6}{'recall':>9}{'exact':>8}{'precision':>11}")
    rows, right = {}, {}
    for kind in KINDS:
        made = sentences(kind)
        entities = redact(made["text"], made["language_code"])["entities"]
        covered = exact = 0
        for found, start, end in zip(entities, made["start"], made["end"], strict=True):
            same = [each for each in found if each["kind"] == kind and each["start"] <= start and each["end"] >= end]
            covered += bool(same)
            exact += any(each["start"] == start and each["end"] == end for each in same)
            for each in found:
                found_total[each["kind"]] = found_total.get(each["kind"], 0) + 1
        rows[kind], right[kind] = (covered / COUNT, exact / COUNT), covered
    clean = lookalikes()
    wrong = redact(clean["text"], clean["language_code"])
    for found in wrong["entities"]:
        for each in found:
            found_total[each["kind"]] = found_total.get(each["kind"], 0) + 1
    for kind, (recall, exact) in rows.items():
        print(f"{kind:8}{COUNT:6}{recall:9.4f}{exact:8.4f}{right[kind] / max(found_total.get(kind, 0), 1):11.4f}")
    print(f"lookalikes masked: {(wrong['masked_count'] > 0).sum()} of {len(clean)}")
    for text in clean.loc[(wrong["masked_count"] > 0).to_numpy(), "text"].head(5):
        print("   ", repr(text))


def report_speed() -> None:
    rng = random.Random(3)
    filled = pd.concat([sentences(kind) for kind in KINDS])["text"].tolist()
    clean = [text for language in CLEAN for text in CLEAN[language]]
    for label, share in (("nothing to find", 0.0), ("one text in twenty", 0.05), ("nine in ten", 0.9)):
        texts = pd.Series(
            [rng.choice(filled) if rng.random() < share else rng.choice(clean) for _ in range(60_000)], dtype="str"
        )
        megabytes = texts.str.len().sum() / 1e6
        started = time.process_time()
        redact(texts)
        ours = megabytes / (time.process_time() - started)
        some = texts.head(6000).tolist()
        started = time.process_time()
        for text in some:
            find_entities(text)
        plain = sum(map(len, some)) / 1e6 / (time.process_time() - started)
        print(f"{label:20} {ours:6.1f} MB per CPU second; plain re over everything {plain:5.1f}")


if __name__ == "__main__":
    report_accuracy()
    report_speed()
