"""How well are topics found, do they last, and what do they cost, beside BERTopic's usual recipe on the same embeddings?

    python -m tests.benchmarks.topics [quality|lasting|cost ...]

Public data from VOC_SHARED_DATA (or ../shared/data beside the repository): DSTC11's development utterances, banking77's
training file and CLINC150's, without their labels; the number of topics is not given. Accuracy: the share of texts in the
intent that their topic stands for, one to one (Hungarian). Usual recipe: BERTopic with its defaults (UMAP, HDBSCAN of 10).
Costs are those of this process, so ask for them alone; the 100,000 texts are banking77's and CLINC150's, a word left out of each.
"""

import json
import os
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from bertopic import BERTopic
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from vocmodels.embedding import embed
from vocmodels.topics import UNASSIGNED, TopicModel, TopicSettings

DATA = Path(os.environ.get("VOC_SHARED_DATA", Path(__file__).resolve().parents[2].parent / "shared" / "data"))
SEEDS = (0, 1, 2)
MANY = 100_000


def dstc11() -> pd.DataFrame:
    rows = pd.read_json(DATA / "dstc11" / "development.test-utterances.jsonl", lines=True)
    return rows.rename(columns={"utterance": "text"})


def banking77() -> pd.DataFrame:
    return pd.read_csv(DATA / "banking77" / "train.csv").rename(columns={"category": "intent"})


def clinc150() -> pd.DataFrame:
    held = json.loads((DATA / "clinc150" / "train_val.json").read_text(encoding="utf-8"))
    return pd.DataFrame(held["train"], columns=["text", "intent"])


SETS: dict[str, Callable[[], pd.DataFrame]] = {"dstc11": dstc11, "banking77": banking77}


def accuracy(intents: pd.Series, topics: np.ndarray) -> float:
    counts = pd.crosstab(np.asarray(topics), np.asarray(intents)).to_numpy()
    rows, columns = linear_sum_assignment(-counts)
    return float(counts[rows, columns].sum() / len(intents))


def usual_recipe(texts: list[str]) -> np.ndarray:
    """The topics of BERTopic as it comes, on MiniLM; -1 where a text has none."""
    return np.array(BERTopic().fit_transform(texts, embeddings=embed(texts, "minilm"))[0])


def ours(texts: list[str], seed: int) -> tuple[np.ndarray, TopicModel]:
    model = TopicModel(TopicSettings(seed=seed)).fit(texts)
    return model.assign(texts)["topic_code"].to_numpy(), model


def quality() -> Iterator[dict]:
    for name, load in SETS.items():
        rows = load()
        texts = rows["text"].tolist()
        for seed in SEEDS:
            yield _judged(name, "usual recipe", rows, usual_recipe(texts), -1)
            yield _judged(name, f"ours, seed {seed}", rows, ours(texts, seed)[0], UNASSIGNED)


def _judged(name: str, who: str, rows: pd.DataFrame, topics: np.ndarray, none: object) -> dict:
    return {
        "texts": name,
        "who": who,
        "topics": len(set(topics) - {none}),
        "accuracy": 100 * accuracy(rows["intent"], topics),
        "nmi": 100 * normalized_mutual_info_score(rows["intent"], topics),
        "without a topic": 100 * float(np.mean(topics == none)),
    }


def lasting() -> Iterator[dict]:
    """Other nine tenths and another seed; one more day (a fiftieth) and a fifth more texts, fitted anew and matched."""
    for name, load in SETS.items():
        texts = load()["text"].sample(frac=1, random_state=7).tolist()
        tenth, fifth, day = len(texts) // 10, len(texts) // 5, len(texts) // 50
        models = [ours(some, seed)[1] for seed, some in enumerate((texts[tenth:], texts[:-tenth]))]
        found = [model.assign(texts)["topic_code"] for model in models]
        yield {"texts": name, "what": "agreement of two fits (ARI)", "share": adjusted_rand_score(*found)}
        for what, kept in (("kept after one more day, fitted anew", -day), ("kept after a fifth more texts", -fifth)):
            old = ours(texts[:kept], 0)[1]
            new = TopicModel(TopicSettings(seed=0)).fit(texts).match_to(old)
            before, after = (model.assign(texts[:kept])["topic_code"] for model in (old, new))
            yield {"texts": name, "what": what, "share": float((before == after).mean())}


def cost() -> Iterator[dict]:
    rows = pd.concat([banking77(), clinc150()]).drop_duplicates("text")
    many = rows.sample(MANY, replace=True, random_state=3, ignore_index=True)
    rng = np.random.default_rng(3)
    many["text"] = [_leave_out(text, rng) for text in many["text"]]
    texts = many["text"].tolist()
    started = time.perf_counter()
    topics = ours(texts, 0)[0]
    seconds, peak = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    judged = _judged("100,000 texts", "ours", many, topics, UNASSIGNED)
    yield judged | {"seconds": seconds, "cpu seconds": time.process_time(), "peak GB": peak}
    few = many.head(20_000)  # both ways on the same rows: NMI is the higher, the fewer texts there are
    yield _judged("20,000 of them", "ours, fitted on a sample of all", few, topics[: len(few)], UNASSIGNED)
    whole = replace(TopicSettings(), most_texts=len(few))
    model = TopicModel(whole).fit(few["text"])
    yield _judged(
        "20,000 of them",
        "ours, all read by the encoder",
        few,
        model.assign(few["text"])["topic_code"].to_numpy(),
        UNASSIGNED,
    )


def _leave_out(text: str, rng: np.random.Generator) -> str:
    words = text.split()
    if len(words) > 4:
        words.pop(int(rng.integers(len(words))))
    return " ".join(words)


PARTS: dict[str, Callable[[], Iterator[dict]]] = {"quality": quality, "lasting": lasting, "cost": cost}

if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    if not DATA.exists():
        sys.exit(f"The public data is not at {DATA}. Set VOC_SHARED_DATA.")
    for part in sys.argv[1:] or PARTS:
        print(pd.DataFrame(PARTS[part]()).round(3).to_string(index=False), flush=True)
        print()
