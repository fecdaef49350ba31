"""Is the reason found in words that neither the rules nor the taxonomy were written from?

    python -m tests.benchmarks.phrasings [light|full ...]

phrasings_es.toml and phrasings_en.toml: twelve statements of each reason, thirty that fit none (`other`), twenty contacts
about two reasons (`several`). Learned from as a night would: simulated contacts with the agents' codes, pulled and masked,
beside the taxonomy's examples; then these alone, as on the first day. Peers in the same run, given the same examples:
TF-IDF of words and pieces of words under a linear SVM, and the usual recipe, logistic regression on MiniLM's embeddings.
"""

import sys
import tempfile
import tomllib
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from pipelines.settings import PROJECT_ROOT, load_settings
from pipelines.warehouse import open_warehouse
from tests.benchmarks.nightly import SEED, simulated_core
from tests.benchmarks.reasons import UsualRecipe, show
from vocmodels.evaluation import precision_and_coverage
from vocmodels.mentions import mention_reasons
from vocmodels.reasons import ReasonClassifier, ReasonSettings, reason_text
from vocmodels.taxonomy import UNSURE, Taxonomy, parse_taxonomy

DAYS, CONTACTS_A_DAY, MOST_CONTACTS = 70, 200, 6_000
SPOKEN = """
select contact_id, turn_index, speaker, text, reason_code
from core.turn
join core.contact using (contact_id)
join ops.disposition using (disposition_code)
where speaker = 'customer' and reason_code is not null
"""


def simulated_contacts() -> pd.DataFrame:
    """Return one row per simulated contact with words, pulled and masked: text, and the reason of the agent's code."""
    with tempfile.TemporaryDirectory() as folder:
        settings, _ = simulated_core(Path(folder), DAYS, CONTACTS_A_DAY)
        with open_warehouse(settings.paths.warehouse) as warehouse:
            turns = warehouse.execute(SPOKEN).df()
    codes = turns.drop_duplicates("contact_id")[["contact_id", "reason_code"]]
    contacts = reason_text(turns).merge(codes, on="contact_id").sort_values("contact_id")
    return contacts.sample(min(MOST_CONTACTS, len(contacts)), random_state=SEED)[["text", "reason_code"]]


def held_out() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the statements (language_code, turns, wanted: a code) and the contacts about two reasons (wanted: both)."""
    statements, several = [], []
    for language in ("es", "en"):
        document = tomllib.loads(Path(__file__).with_name(f"phrasings_{language}.toml").read_text(encoding="utf-8"))
        several += [(language, entry["turns"], entry["reasons"]) for entry in document.pop("several")]
        statements += [(language, [text], code) for code, table in document.items() for text in table["say"]]
    columns = ["language_code", "turns", "wanted"]
    return pd.DataFrame(statements, columns=columns), pd.DataFrame(several, columns=columns)


def as_turns(contacts: pd.DataFrame) -> pd.DataFrame:
    """Return one row per customer turn: contact_id (the contact's place), turn_index, speaker, text."""
    turns = contacts["turns"].explode().rename_axis("contact_id").reset_index(name="text")
    return turns.assign(turn_index=turns.groupby("contact_id").cumcount(), speaker="customer")


def texts_of(contacts: pd.DataFrame) -> list[str]:
    """Return what each contact's reason is read from, in order; empty where nothing is."""
    read = reason_text(as_turns(contacts)).set_index("contact_id")["text"]
    return read.reindex(contacts.index).fillna("").tolist()


def words_and_svm(examples: pd.DataFrame, texts: Sequence[str]) -> dict[str, np.ndarray]:
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    model = make_pipeline(make_union(words, pieces), LinearSVC()).fit(examples["text"], examples["reason_code"])
    return {"best_code": model.predict(texts), "confidence": model.decision_function(texts).max(axis=1)}


def usual_recipe(examples: pd.DataFrame, texts: Sequence[str]) -> dict[str, np.ndarray]:
    model = UsualRecipe().fit(examples["text"], examples["reason_code"])
    return {"best_code": model.predict(texts), "confidence": model.probabilities(texts).max(axis=1)}


def judged(said: pd.DataFrame) -> dict[str, float]:
    """How often is the best code right; of what decides too (reason_code): how often is it sure, and of what?"""
    is_inside, is_right = said["wanted"] != "other", said["best_code"] == said["wanted"]
    figures = {"accuracy": is_right[is_inside].mean(), "other_auroc": roc_auc_score(is_inside, said["confidence"])}
    if "reason_code" in said:
        is_sure = said["reason_code"] != UNSURE
        precision, coverage = precision_and_coverage(is_sure[is_inside], is_right[is_inside])
        figures |= {"precision": precision, "coverage": coverage, "other_refused": 1 - is_sure[~is_inside].mean()}
    return figures


def judged_several(said: pd.DataFrame) -> dict[str, float]:
    """Of contacts about two reasons: is the first the contact's reason, and which are mentioned?"""
    pairs = [(set(wanted), mentioned) for wanted, mentioned in zip(said["wanted"], said["mentioned"], strict=True)]
    first = said["wanted"].str[0]
    return {
        "first_right": (said["best_code"] == first).mean(),
        "first_right_and_sure": (said["reason_code"] == first).mean(),
        "both_mentioned": np.mean([wanted <= mentioned for wanted, mentioned in pairs]),
        "wrong_extra_a_contact": np.mean([len(mentioned - wanted) for wanted, mentioned in pairs]),
    }


def compare(name: str, tiers: Sequence[str], taxonomy: Taxonomy, contacts: pd.DataFrame) -> None:
    """Print how the tiers and the peers do that learned from these contacts and the taxonomy's examples."""
    statements, several = held_out()
    texts = texts_of(statements)
    for tier in tiers:
        classifier = ReasonClassifier(taxonomy, ReasonSettings(tier=tier))
        classifier.fit(contacts["text"], contacts["reason_code"])
        for language, said in statements.join(classifier.predict(texts)).groupby("language_code"):
            show(f"{tier}, {name}, {language}", judged(said))
        mentions = mention_reasons(as_turns(several), classifier).groupby("contact_id")["reason_code"].agg(set)
        mentioned = pd.Series([mentions.get(place, set()) for place in several.index], name="mentioned")
        found = several.join(classifier.predict(texts_of(several))).join(mentioned)
        for language, said in found.groupby("language_code"):
            show(f"{tier}, {name}, {language}, two reasons", judged_several(said))
    taught = [(text, reason.code) for reason in taxonomy.reasons for text in reason.examples()]
    examples = pd.concat([contacts, pd.DataFrame(taught, columns=["text", "reason_code"])])
    for peer, answers in (("TF-IDF + SVM", words_and_svm), ("MiniLM + LR", usual_recipe)):
        for language, said in statements.assign(**answers(examples, texts)).groupby("language_code"):
            show(f"{peer}, {name}, {language}", judged(said))


def main() -> None:
    warnings.filterwarnings("ignore")
    taxonomy = parse_taxonomy(*load_settings(PROJECT_ROOT / "voc.toml").read_taxonomy())
    contacts, tiers = simulated_contacts(), sys.argv[1:] or ["light", "full"]
    compare(f"{len(contacts):,} contacts", tiers, taxonomy, contacts)
    compare("no contact", tiers, taxonomy, contacts.head(0))


if __name__ == "__main__":
    main()
