"""How many names are masked, how much that is no name, and how fast?

    python -m tests.benchmarks.names

Names are combined from lists of which most are not the module's own (how many is printed), written into sentences and
short dialogues, with capitals and without. A span is right when it is exactly the name; `covered` counts the names of
which every character is masked. Clean turns are public questions to banks and assistants, where the data is present.
"""

import csv
import json
import os
import random
import time
from itertools import chain, groupby, pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa

from vocmodels.privacy.name_lists import GIVEN_NAMES, SURNAMES
from vocmodels.privacy.names import find_candidates, find_names, find_names_in_turns, find_requests, normalise_word

COUNT = 400  # of each style, language and case
GIVEN_WORDS = {
    "en": """Oluwaseun Priyanka Siobhan Takeshi Zbigniew Aoife Thandiwe Bartholomew Xiulan Ikechukwu Saoirse Dmitri Yuki
        Ngozi Tariq Winifred Cuthbert Lakeisha Eun-Ji Bjorn Svetlana Kwame Marguerite Thaddeus Imogen Rosalind Farouk
        Clementine Ottoline Percival Ludmila Hyacinth Jebediah Tallulah Meera Raghav Sanjiv Parvati Emeka Chiara
        John Mary Sarah Michael Jennifer David Linda James Susan Kevin""",
    "es": """Xóchitl Wenceslao Itziar Gorka Nahuel Citlali Eustaquio Hermenegildo Leire Ainhoa Maialen Anselmo Fermín
        Yolotzin Brígida Casimiro Edurne Facundo Melchor Obdulia Práxedes Sagrario Telesforo Ubaldo Iker Jacinta Lisandro
        Marcelino Nicanor Eulalia Froilán Gumersindo Aitana Dayana Yuliana Yeison
        María Juan José Carmen Carlos Ana Luis Lucía Antonio Elena""",
}
FAMILY_WORDS = {
    "en": """Whitlock Okonkwo Nakagawa Kowalczyk McAllister O'Shaughnessy Featherstone Venkataraman Papadopoulos Lindqvist
        Adeyemi Bhattacharya Ostrowski Hargreaves Pemberton Vandermeer Szymanski Abernathy Mbeki Thistlewood Novak
        Fitzwilliam Krishnamurthy Hashimoto Dubois Rossini Oyelaran Blenkinsop Smith-Jones Haddad
        Smith Johnson Brown Miller Taylor Thompson Walker""",
    "es": """Etxeberria Urrutia Ferrándiz Bermúdez Zabala Goikoetxea Lizárraga Quispe Huamán Mamani Tlapale Arrizabalaga
        Pujol Ferreiro Outeiriño Casanovas Belmonte Izquierdo Argüelles Villaseñor Cifuentes Olmedo Sotomayor Tenorio
        Zubizarreta Yupanqui Bahamonde García Martínez López Hernández Pérez Gómez""",
}
GIVEN = {language: words.split() for language, words in GIVEN_WORDS.items()}
FAMILY = {language: words.split() for language, words in FAMILY_WORDS.items()}
SENTENCES = {
    ("introductions", "en"): [
        "Hi, my name is {N} and I have a question about my bill.", "My name's {N}, I'm calling about a delivery.",
        "Thank you for calling Brightwater, this is {g} speaking, how may I help you?",
        "This is {N} calling about my order.",
        "Good morning, this is {g} from the billing department.", "Sure, my last name is {f} and my zip is 90210.",
        "The name on the account is {N}.", "It's under {N}, I think.", "The booking is under the name {N}.",
        "Name: {N}\nOrder: 88213", "First name {g}, last name {f}.", "Hello, you're speaking with {g}, how can I help?",
        "I'm {N} and my package never came.", "I made the reservation in the name of {N} last week.",
        "My full name is {N}, account ending 2231.", "Yes, my wife's name is {N}.",
    ],
    ("introductions", "es"): [
        "Hola, me llamo {N} y tengo una duda con mi factura.", "Buenos días, mi nombre es {N}.",
        "Gracias por llamar a Aguaclara, le atiende {g}, ¿en qué puedo ayudarle?",
        "Le habla {g} del departamento de cobros.",
        "Soy {N} y llamo por un pedido que no llega.", "Mi apellido es {f}.", "La línea está a nombre de {N}.",
        "Nombre: {N}\nPedido: 88213", "El titular de la cuenta es {N}.", "Buenas tardes, habla {N}.",
        "La reserva está a nombre de {N}, creo.", "Mi nombre completo es {N} {f}, terminación 2231.",
        "Le saluda su asesor {g}, dígame.", "Mi esposa se llama {N}.", "Buenas, soy {g}, quería cambiar la tarifa.",
    ],
    ("titles", "en"): [
        "Thank you, Mr. {f}, I have found your order.", "Is Mrs. {f} at home?", "I was told by Dr. {N} to call you.",
        "Ms. {f}, may I put you on hold?", "Could you tell Mr {f} that I called?", "Good afternoon Mr. {f}.",
    ],
    ("titles", "es"): [
        "Gracias, Sr. {f}, ya veo su pedido.", "¿Está la Sra. {f} en casa?", "Me atendió el Dr. {N} ayer.",
        "Buenos días, señora {f}, ¿me escucha?", "Don {N}, le confirmo la cita.", "Un momento, señor {f}, por favor.",
        "Le paso con doña {N}.",
    ],
    ("greetings", "en"): [
        "Hi {g}, I need help with my plan.", "Thank you, {g}. That is all I need.",
        "Dear {N},\nyour order is on its way.",
        "Hello {g}!", "Thanks {g}, have a good day.",
    ],
    ("greetings", "es"): [
        "Hola {g}, necesito ayuda con mi tarifa.", "Gracias, {g}. Eso es todo.",
        "Estimada {N}:\nsu pedido va en camino.",
        "Buenos días {g}, dígame.", "Hola {g}!",
    ],
    ("signed", "en"): [
        "Please refund me.\nRegards,\n{N}", "I want my money back.\n\nThanks,\n{g}",
        "Still nothing.\nKind regards, {N}",
        "Waiting for your answer. Sincerely, {N}",
    ],
    ("signed", "es"): [
        "Quiero una devolución.\nUn saludo,\n{N}", "Sigo esperando.\n\nGracias,\n{g}", "Sin respuesta.\nSaludos, {N}",
        "Espero su respuesta. Atentamente, {N}",
    ],
}  # fmt: skip
REQUESTS = {
    "en": [
        "May I have your name, please?", "Who am I speaking with today?", "Could I get your first and last name?",
        "What's your name?", "Can you please verify your full name and date of birth?", "And your name is?",
        "What name is the reservation under?", "Whom do I have the pleasure of speaking with?",
        "To get started, please provide your full name.", "What is the name on the account?",
        "Can I have your name so I can pull up the account?",
    ],
    "es": [
        "¿Me permite su nombre, por favor?", "¿Con quién tengo el gusto?", "¿Me dice su nombre y apellidos?",
        "¿Cómo se llama usted?",
        "¿Cuál es su nombre completo?", "¿Me podría confirmar el nombre del titular?",
        "¿A nombre de quién está la cuenta?",
        "Indíqueme su nombre completo, por favor.", "¿Con quién hablo?", "Para empezar necesito su nombre.",
    ],
}  # fmt: skip
ANSWERS = {
    "en": [
        "{N}", "Sure, it's {N}.", "Yes, {N}", "It's {N} and my number is 555.", "{N}, 90210", "Of course. {N}.",
        "This is {N}.",
        "{g}. Last name {f}.", "My name is {N}.", "yeah it's {N} please hurry", "Okay, my full name is {N}",
    ],
    "es": [
        "{N}", "Claro, soy {N}.", "Sí, {N}", "Con {N}.", "{N}, y mi número es el 600.", "Por supuesto. {N}.",
        "A nombre de {N}.",
        "Sí claro, me llamo {N}", "Es {N}", "Habla {N}.", "Mi nombre es {N}, dígame",
    ],
}  # fmt: skip
FILLERS = {
    "en": [[], [], [], [("agent", "Take your time.")], [("customer", "Sure.")]],
    "es": [[], [], [], [("agent", "Tranquilo, espero.")], [("customer", "Claro.")]],
}
CLEAN_ANSWERS = {
    "en": [
        "I don't have my card with me", "Why do you need that?", "One second please", "Order number 55123",
        "It's on the account",
        "No, I would rather not", "unbelievable, I already told the bot", "Same as before", "Can I speak to a person?",
    ],
    "es": [
        "No tengo la tarjeta conmigo", "¿Para qué lo necesita?", "Un segundo por favor", "Pedido 55123",
        "Está en la cuenta",
        "Prefiero no decirlo", "Increíble, ya se lo dije al robot", "El mismo de antes",
        "Quiero hablar con una persona",
    ],
}  # fmt: skip
CLEAN = {
    "en": [
        "My name is spelled wrong on the card.", "My name is not on the list.",
        "This is ridiculous, I have waited for weeks.",
        "I'm calling about my order.", "This is about a refund.", "This is Amazon support, how can I help?",
        "It's under warranty.",
        "I'm in Boston until Monday.", "Thanks, that would be great.", "Hello, good morning.",
        "Regards, the support team",
        "I'm very disappointed.", "Okay, Monday works for me.", "It's April already and nothing came.",
        "Hi there, quick question.",
        "Is this the right department?", "I will call you back, thank you very much.",
        "The name of the plan is Unlimited Plus.",
        "I'm an existing customer.", "Can I change the name on my ticket?", "Thank you for calling Verizon.",
        "May I place you on hold?",
        "Please mark it as urgent, I hope it helps.", "I'm frank with you: this is unacceptable.", "I'm from Chicago.",
        "Sorry, my bill is wrong.", "The product name is printed on the box.", "Miss the bus and you are late.",
        "Best, worst, I do not care.",
        "The user name is not accepted.", "It's a Samsung, not an iPhone.", "I'm Canadian and this is my first time.",
    ],
    "es": [
        "Mi nombre está mal escrito en la tarjeta.", "Soy cliente desde hace años.", "Soy de Madrid.",
        "Soy nuevo en esto.",
        "¿Con quién hay que hablar?", "Esto es un desastre.", "Habla con el soporte, por favor.",
        "Soy la titular de la línea.",
        "Gracias, eso es todo.", "Hola, buenas tardes.", "Un saludo, el equipo de soporte", "Aquí no funciona nada.",
        "Llamo de parte de la empresa.", "Está a nombre de la comunidad.", "Hola, quería cambiar mi tarifa.",
        "El lunes, perfecto.",
        "Señor, no me cuelgue.", "Soy autónomo y necesito factura.", "Le habla muy mal a todo el mundo.",
        "Soy usuario de Movistar.",
        "Mi apellido no aparece.", "Gracias por la espera.", "Es en abril, creo.", "Vale, de acuerdo, mañana entonces.",
        "Se llama igual que el otro plan.", "Estoy en Barcelona hasta mayo.", "Soy alérgica, mire la etiqueta.",
        "La dejo en espera, señora, un momento.",
        "A nombre de otra persona.", "Me llamo la atención el precio.", "Quisiera cambiar el nombre del contrato.",
    ],
}  # fmt: skip
STYLES = ("introductions", "titles", "greetings", "signed", "requests", "clean")
Turn = tuple[str, str]
Span = tuple[int, int]


def person(rng: random.Random, language: str) -> dict[str, str]:
    given, family = rng.choice(GIVEN[language]), rng.choice(FAMILY[language])
    if language == "es" and rng.random() < 0.5:
        family = f"{family} {rng.choice(['', '', '', 'de la '])}{rng.choice(FAMILY[language])}"
    if rng.random() < 0.1:
        given = f"{given} {rng.choice(GIVEN[language] if language == 'es' else ['Lynn', 'Mae', 'Ray'])}"
    if rng.random() < 0.05:
        family = f"{rng.choice(['de', 'van', 'von'] if language == 'en' else ['de', 'del', 'de los'])} {family}"
    return {"g": given, "f": family, "N": given if rng.random() < 0.2 else f"{given} {family}"}


def filled(carrier: str, names: dict[str, str], is_lower: bool, rng: random.Random) -> tuple[str, list[Span]]:
    """Return the sentence with names in it, and where they stand; a transcript without capitals has few commas."""
    text, spans = "", []
    for piece in carrier.replace("{", "\0{").replace("}", "}\0").split("\0"):
        value = names[piece[1:-1]] if piece.startswith("{") else piece
        if is_lower:
            value = value.lower().replace(".", "")
            value = value.replace(",", "") if rng.random() < 0.5 and "\n" not in carrier else value
        if piece.startswith("{"):
            spans.append((len(text), len(text) + len(value)))
        text += value
    joined = list(spans)
    for one, other in pairwise(spans):
        if text[one[1] : other[0]].strip() == "":
            joined = [span for span in joined if span not in (one, other)] + [(one[0], other[1])]
    return text, joined


def contacts(style: str, language: str, is_lower: bool, seed: int = 5) -> list[tuple[list[Turn], list[list[Span]]]]:
    """Return COUNT contacts of one style: their turns (speaker, text), and where names stand in each turn."""
    rng = random.Random(f"{style}-{language}-{is_lower}-{seed}")
    made = []
    for _ in range(COUNT):
        names, nobody = person(rng, language), {"g": "", "f": "", "N": ""}
        if style == "requests":
            script = [("agent", rng.choice(REQUESTS[language])), *rng.choice(FILLERS[language])]
            script.append(("customer", rng.choice(ANSWERS[language])))
        elif style == "clean":
            script = [("customer", rng.choice(CLEAN[language]))]
            if rng.random() < 0.3:
                script = [("agent", rng.choice(REQUESTS[language])), ("customer", rng.choice(CLEAN_ANSWERS[language]))]
        else:
            script = [("unknown", rng.choice(SENTENCES[style, language]))]
        turns = [
            (speaker, *filled(text, nobody if style == "clean" else names, is_lower, rng)) for speaker, text in script
        ]
        made.append(([(speaker, text) for speaker, text, _ in turns], [spans for _, _, spans in turns]))
    return made


def report_accuracy(examples: int) -> None:
    listed = GIVEN_NAMES | SURNAMES
    words = [normalise_word(word) for table in (GIVEN, FAMILY) for names in table.values() for word in names]
    print(f"of {len(words)} name words {sum(word in listed for word in words)} are in the module's lists")
    print("no peer is measured: without a language model Presidio has no rule for names, and finds none")
    print(f"{'style':14}{'':4}{'case':7}{'names':>6}{'recall':>8}{'covered':>9}{'precision':>11}")
    totals: dict[str, list[int]] = {}
    for style in STYLES:
        for language in ("en", "es"):
            for is_lower in (False, True):
                counts, wrong = measured(contacts(style, language, is_lower), language)
                total = totals.setdefault(language, [0, 0, 0, 0])
                totals[language] = [have + new for have, new in zip(total, counts, strict=True)]
                print_row(style, language, "lower" if is_lower else "cased", counts)
                for text in wrong[:examples]:
                    print("      ", text)
    for language, counts in totals.items():
        print_row("all", language, "", counts)


def print_row(style: str, language: str, case: str, counts: list[int]) -> None:
    names, found, right, covered = counts
    recall = f"{right / names:8.3f}{covered / names:9.3f}" if names else f"{'-':>8}{'-':>9}"
    precision = f"{right / found:11.3f}" if names and found else f"{found:5} false"
    print(f"{style:14}{language:4}{case:7}{names:6}{recall}{precision}")


def measured(made: list[tuple[list[Turn], list[list[Span]]]], language: str) -> tuple[list[int], list[str]]:
    """Return names there are, spans found, spans exactly right, names covered; and what went wrong."""
    counts, wrong = [0, 0, 0, 0], []
    for turns, wanted in made:
        texts = [text for _, text in turns]
        found = find_names_in_turns(texts, [speaker for speaker, _ in turns], [language] * len(texts))
        for text, have, want in zip(texts, found, wanted, strict=True):
            counts[0] += len(want)
            counts[1] += len(have)
            counts[2] += len(set(have) & set(want))
            counts[3] += sum(any(start <= one and end >= other for start, end in have) for one, other in want)
            if set(have) != set(want):
                wrong.append(f"{texts} {[text[start:end] for start, end in have]}")
    return counts, wrong


def public_texts() -> dict[str, list[str]]:
    shared = Path(os.environ.get("VOC_SHARED_DATA", "../shared/data"))
    texts: dict[str, list[str]] = {}
    if (path := shared / "banking77" / "train.csv").exists():
        texts["banking77"] = [row["text"] for row in csv.DictReader(path.open(encoding="utf-8"))]
    if (path := shared / "clinc150" / "train_val.json").exists():
        rows = [row for part in json.loads(path.read_text(encoding="utf-8")).values() for row in part]
        named = (
            "change_user_name",
            "what_is_your_name",
            "change_ai_name",
            "user_name",
            "restaurant_reservation",
            "play_music",
        )
        texts["clinc150, intents without names"] = [text for text, intent in rows if intent not in named]
    return texts


def report_clean(examples: int) -> None:
    for name, texts in public_texts().items():
        masked = [text for text in texts if list(find_names(text))]
        print(
            f"{name}: {1000 * len(masked) / len(texts):.2f} of 1,000 clean turns masked ({len(masked)} of {len(texts)})"
        )
        for text in masked[:examples]:
            print("      ", text)


def public_contacts() -> dict[str, list[list[str]]]:
    """Return the turns of public contacts: customers' chats (short turns), and calls in which nearly all turns name somebody."""
    shared = Path(os.environ.get("VOC_SHARED_DATA", "../shared/data"))
    made: dict[str, list[list[str]]] = {}
    for path in sorted(shared.glob("multidogo/*/train.tsv")):
        rows = csv.DictReader(path.open(encoding="utf-8"), delimiter="\t")
        chats = groupby(rows, key=lambda row: row["conversationId"])
        made.setdefault("multidogo chats", []).extend([row["utterance"] for row in chat] for _, chat in chats)
    for path in sorted(shared.glob("formats/microsoft_contoso_calls/call*.jsonl")):
        calls = [json.loads(line)["Content"] for line in path.read_text(encoding="utf-8").splitlines()]
        made.setdefault("contoso calls", []).extend(
            [line for line in call.split("\n") if line.strip()] for call in calls
        )
    return made


def report_speed() -> None:
    rng = random.Random(9)
    plain = [text for language in CLEAN for text in CLEAN[language] + CLEAN_ANSWERS[language]]
    named = [text for style in STYLES[:4] for turns, _ in contacts(style, "en", False) for _, text in turns]
    for label, share in (("nothing named, all cues", 0.0), ("one turn in ten", 0.1), ("nine in ten", 0.9)):
        texts = [rng.choice(named) if rng.random() < share else rng.choice(plain) for _ in range(40_000)]
        print_speed(label, [texts[row : row + 40] for row in range(0, len(texts), 40)])
    for label, talk in public_contacts().items():
        print_speed(label, talk * 6)


def print_speed(label: str, talk: list[list[str]]) -> None:
    texts = list(chain.from_iterable(talk))
    column = pa.array(texts, pa.large_string())
    started = time.process_time()
    candidates, requests = find_candidates(column), find_requests(column)
    ends = np.cumsum([len(turns) for turns in talk])
    starts = ends - [len(turns) for turns in talk]
    found = 0
    for contact in np.flatnonzero(np.add.reduceat(candidates | requests, starts)).tolist():
        turns, rows = talk[contact], slice(starts[contact], ends[contact])
        nobody = [None] * len(turns)
        spans = find_names_in_turns(turns, nobody, nobody, candidates[rows].tolist(), requests[rows].tolist())
        found += sum(map(bool, spans))
    rate = sum(map(len, texts)) / 1e6 / (time.process_time() - started)
    print(
        f"{label:24} {rate:6.1f} MB per CPU second; {candidates.mean():.2f} of the turns read by Python,"
        f" {found / len(texts):.2f} hold a name"
    )


if __name__ == "__main__":
    shown = int(os.environ.get("VOC_EXAMPLES", "0"))
    report_accuracy(shown)
    report_clean(shown)
    report_speed()
