"""Does the scorecard hold on wording that neither its phrases nor its examples were written from, and how fast is it?

    python -m tests.benchmarks.quality [centre] [--speed 10000 ...]

quality_phrasings_en.toml and quality_phrasings_es.toml: of each criterion what agents say who meet it (`met`) and who stand in
the same place and do not (`not_met`), by somebody who had seen the criteria's definitions alone. Each is put where it belongs
into a contact that is silent on all else. Printed are figures alone, so that nothing is written from the texts. `centre` judges
a fortnight of the simulated contact centre instead, against what was planted, where it applies: once with the agents' own words,
once with those files'. `--speed N` scores N contacts of 40 turns each.
"""

import argparse
import time
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd

from pipelines.settings import PROJECT_ROOT
from pipelines.warehouse import open_warehouse
from tests.benchmarks.nightly import simulated_core
from vocmodels.quality import Rubric, parse_rubric, score_quality

FOLDER = Path(__file__).parent
DAYS, CONTACTS_A_DAY = 14, 150
# What is said around a sentence: the customer has a problem, the agent says nothing that any criterion asks for.
AROUND = {
    "en": {
        "problem": "my last bill is wrong and it really annoys me, nobody told me about the change",
        "ask": "are you there",
        "plain": ["account number", "alright", "it says pending here"],
        "answer": ["it is one two three four", "okay", "fine"],
    },
    "es": {
        "problem": "mi último recibo está mal y me molesta mucho, nadie me avisó del cambio",
        "ask": "está ahí",
        "plain": ["número de cuenta", "vale", "aquí sale pendiente"],
        "answer": ["es uno dos tres cuatro", "bueno", "está bien"],
    },
}
START, END = ("greeting", "recording_notice"), ("closing", "summary", "anything_else")


def read_rubric() -> Rubric:
    document = tomllib.loads((PROJECT_ROOT / "data" / "taxonomy" / "quality.toml").read_text(encoding="utf-8"))
    for entry in document["criterion"]:
        entry["weight"] = entry.get("weight", 1) or 1  # what is off by default is measured too
    return parse_rubric(document)


def held_out(language: str) -> pd.DataFrame:
    """Return one row per sentence: contact_id, criterion_code, is_met, text."""
    document = tomllib.loads((FOLDER / f"quality_phrasings_{language}.toml").read_text(encoding="utf-8"))
    rows = [
        (f"{language}:{code}:{kind}:{place}", code, kind == "met", text)
        for code, table in document.items()
        for kind in ("met", "not_met")
        for place, text in enumerate(table.get(kind, []))
    ]
    return pd.DataFrame(rows, columns=["contact_id", "criterion_code", "is_met", "text"])


def contact_of(sentence: pd.Series, language: str) -> list[tuple[str, int, str, str]]:
    """The turns of a contact in which the sentence is said where it belongs."""
    around = AROUND[language]
    plain, answer, text = around["plain"], around["answer"], sentence["text"]
    if sentence["criterion_code"] in START:
        said = [("agent", text), ("customer", around["problem"]), ("agent", plain[0]), ("customer", answer[0])]
    elif sentence["criterion_code"] in END:
        said = [("agent", plain[0]), ("customer", around["problem"]), ("agent", plain[2]), ("customer", answer[1])]
        said += [("agent", text), ("customer", answer[2])]
    else:
        said = [("agent", plain[0]), ("customer", around["problem"]), ("agent", text), ("customer", answer[1])]
        said += [("agent", plain[2]), ("customer", answer[2])]
    return [(sentence["contact_id"], place, speaker, words) for place, (speaker, words) in enumerate(said)]


def measure(language: str, rubric: Rubric) -> pd.DataFrame:
    """Return precision, recall and F1 of each criterion on the held-out sentences of a language."""
    sentences = held_out(language)
    turns = [turn for _, sentence in sentences.iterrows() for turn in contact_of(sentence, language)]
    frame = pd.DataFrame(turns, columns=["contact_id", "turn_index", "speaker", "text"])
    contacts = sentences[["contact_id"]].assign(
        channel_code="voice",
        hold_seconds=np.where(sentences["criterion_code"] == "hold_with_words", 60, 0),
        transfer_count=np.where(sentences["criterion_code"] == "transfer_with_words", 1, 0),
    )
    verdicts = score_quality(frame, rubric, contacts)
    found = sentences.merge(verdicts, on=["contact_id", "criterion_code"])
    rows = [
        {"words": "sentences", "language": language, "criterion_code": code, **_figures(group, str(code))}
        for code, group in found.groupby("criterion_code", sort=False)
    ]
    return pd.DataFrame(rows)


def centre(phrases_folder: Path | None, rubric: Rubric) -> pd.DataFrame:
    """Return the same of each criterion on a simulated fortnight, pulled, masked and joined as every night."""
    with TemporaryDirectory() as folder:
        settings, _ = simulated_core(Path(folder), DAYS, CONTACTS_A_DAY, phrases_folder)
        planted = pd.read_csv(settings.paths.demo / "quality.csv")
        with open_warehouse(settings.paths.warehouse) as warehouse:
            turns = warehouse.execute("from core.turn").df()
            contacts = warehouse.execute("from core.contact").df()
    verdicts = score_quality(turns, rubric, contacts)
    verdicts = verdicts.assign(contact_id=verdicts["contact_id"].str.split(":").str[-1])
    applies = planted[planted["verdict"] != "not_applicable"]
    found = applies.assign(is_met=applies["verdict"] == "met")[["contact_id", "criterion_code", "is_met"]]
    found = found.merge(verdicts, on=["contact_id", "criterion_code"])
    of_contact = contacts[["contact_id", "language_code", "channel_code"]]
    found = found.merge(of_contact.assign(contact_id=contacts["contact_id"].str.split(":").str[-1]))
    asked = {(criterion.code, channel) for criterion in rubric.criteria for channel in criterion.channels}
    is_asked = [key in asked for key in zip(found["criterion_code"], found["channel_code"], strict=True)]
    found = found[is_asked]  # a mail may offer more help, but the rubric does not ask it to
    words = "held-out words" if phrases_folder else "its own words"
    rows = [
        {"words": words, "language": language, "criterion_code": code, **_figures(group, str(code))}
        for (language, code), group in found.groupby(["language_code", "criterion_code"])
    ]
    return pd.DataFrame(rows)


def _figures(group: pd.DataFrame, code: str) -> dict[str, float]:
    """Of the verdict that a sentence makes: met, or for what must not be said or done, not met."""
    is_unsaid = code in ("no_forbidden_phrase", "no_interruption")
    wanted = ~group["is_met"] if is_unsaid else group["is_met"]
    said = group["verdict"].eq("not_met" if is_unsaid else "met")
    right = (wanted & said).sum()
    return {
        "judged": len(group),
        "not_applicable": group["verdict"].eq("not_applicable").mean(),
        "precision": right / max(said.sum(), 1),
        "recall": right / max(wanted.sum(), 1),
        "f1": 2 * right / max(wanted.sum() + said.sum(), 1),
    }


def speed(count: int, rubric: Rubric) -> float:
    """Return seconds to score so many contacts of 40 turns of 20 words, no two turns of which are the same."""
    random = np.random.default_rng(2026)
    files = [PROJECT_ROOT / "vocmodels" / "assets" / f"handling_{language}.tsv" for language in ("en", "es")]
    pools = [[line.split("\t")[1] for line in path.read_text("utf-8").splitlines() if "\t" in line] for path in files]
    words = [[word for text in pool for word in text.split()] for pool in pools]
    rows = []
    for contact in range(count):
        pool, loose = pools[contact % 2], words[contact % 2]
        for turn in range(40):
            start = int(random.integers(len(loose) - 12))
            text = pool[int(random.integers(len(pool)))] + " " + " ".join(loose[start : start + 11]) + f" {contact}"
            rows.append((f"c{contact}", turn, "agent" if turn % 2 == 0 else "customer", text))
    turns = pd.DataFrame(rows, columns=["contact_id", "turn_index", "speaker", "text"])
    started = time.perf_counter()
    score_quality(turns, rubric)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", nargs="?", choices=["sentences", "centre"], default="sentences")
    parser.add_argument("--speed", type=int, nargs="*", default=[])
    arguments = parser.parse_args()
    rubric = read_rubric()
    for count in arguments.speed:
        seconds = speed(count, rubric)
        print(f"{count} contacts of 40 turns: {seconds:.1f} s, {count / seconds:.0f} contacts a second")
    if not arguments.speed:
        if arguments.part == "centre":
            table = pd.concat([centre(folder, rubric) for folder in (None, FOLDER)])
        else:
            table = pd.concat([measure(language, rubric) for language in ("en", "es")])
        print(table.to_string(index=False, float_format=lambda value: f"{value:.2f}"))


if __name__ == "__main__":
    main()
