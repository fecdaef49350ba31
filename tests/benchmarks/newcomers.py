"""How few texts of a new problem are found, how pure, and how often is something born where nothing is new?

    python -m tests.benchmarks.newcomers [held|quiet|centre ...]

held: an intent of CLINC150 or banking77 is left out of 94 days of the others, shuffled, and comes up in 3 to 15 texts of the
last three days. quiet: nights of those sets without any left out, with intents as they are and by Zipf's law, and of
MultiDoGO's conversations, in which a few intents hold nearly all (skipped where VOC_SHARED_DATA, or ../shared/data beside the
repository, is absent). centre: the simulated contact centre, 150 days of 200 contacts, each night from before the new problem
begins: the day of its birth, what is born otherwise, and how many of its contacts the topic then holds (minutes).
"""

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from pipelines.simulate.catalogue import NEW_PROBLEM
from tests.benchmarks import nightly
from tests.benchmarks.reasons import DATA, banking77, multidogo
from vocmodels.embedding import embed
from vocmodels.glossing import in_english
from vocmodels.newcomers import find_newcomers
from vocmodels.problem_sentences import bearing_parts, problem_text
from vocmodels.topics import TopicModel

DAYS, RECENT_DAYS = 94, 14
TEXTS = 7_000  # of a set, in all days
SIZES = (3, 4, 5, 6, 8, 10, 15)
INTENTS, NIGHTS = 30, 30
CENTRE_DAYS, CENTRE_CONTACTS, SEEDS = 150, 200, (7, 8, 9)
NIGHTS_BEFORE, NIGHTS_AFTER = 30, 8  # the start of the new problem


def clinc150() -> pd.DataFrame:
    held = json.loads((DATA / "clinc150" / "train_val.json").read_text(encoding="utf-8"))
    return pd.DataFrame(held["train"] + held["val"], columns=["text", "reason_code"])


def multidogo_all() -> pd.DataFrame:
    return pd.concat([multidogo(domain) for domain in ("airline", "media", "software")], ignore_index=True)


SETS: dict[str, Callable[[], pd.DataFrame]] = {"clinc150": clinc150, "banking77": banking77, "multidogo": multidogo_all}


def placed(name: str) -> tuple[np.ndarray, np.ndarray]:
    """The intents of a set's texts, and where the encoder places them."""
    rows = SETS[name]()
    return rows["reason_code"].to_numpy(dtype=object), embed(in_english(bearing_parts(rows["text"].tolist())), "minilm")


def drawn(codes: np.ndarray, rng: np.random.Generator, is_zipf: bool = False, without: str | None = None) -> np.ndarray:
    """Rows of a set in random order, evenly or so that the kth intent is 1/k as frequent as the first."""
    order = rng.permutation(np.unique(codes))
    weights = pd.Series(1 / np.arange(1, len(order) + 1) if is_zipf else 1.0, index=order)
    keys = rng.exponential(size=len(codes)) / weights.reindex(codes).to_numpy()
    keys[codes == without] = np.inf
    return np.argsort(keys)[: min(TEXTS, int((codes != without).sum()))]


def night(points: np.ndarray, days_ago: np.ndarray) -> np.ndarray:
    """Themes by text: -1 in the past and where there is none."""
    is_recent = days_ago < RECENT_DAYS
    themes = np.full(len(points), -1)
    past_days = float(max(days_ago.max() + 1 - RECENT_DAYS, 1))
    themes[is_recent] = find_newcomers(points[is_recent], points[~is_recent], 1.0, days_ago[is_recent], past_days)
    return themes


def measure_held() -> None:
    """Print by size in how many cases half the texts were found as one theme, how pure and how whole it was."""
    for name in ("clinc150", "banking77"):
        codes, points = placed(name)
        rng = np.random.default_rng(1)
        rows = [
            held_out(codes, points, code, size, rng)
            for code in rng.permutation(np.unique(codes))[:INTENTS]
            for size in SIZES
        ]
        found = pd.DataFrame(rows).groupby("texts").agg("mean").round(2)
        print(f"{name}, {INTENTS} intents held out\n{found.to_string()}\n", flush=True)


def held_out(codes: np.ndarray, points: np.ndarray, code: str, size: int, rng: np.random.Generator) -> dict:
    usual = drawn(codes, rng, without=code)
    new = rng.choice(np.flatnonzero(codes == code), size, replace=False)
    days_ago = np.concatenate([rng.integers(0, 3, size), rng.integers(0, DAYS, len(usual))])
    themes = night(points[np.concatenate([new, usual])], days_ago)
    own = themes[:size][themes[:size] >= 0]
    theme = np.bincount(own).argmax() if len(own) else -2
    hits = int((own == theme).sum())
    is_found = hits >= size / 2
    return {
        "texts": size,
        "found": is_found,
        "precision": hits / (themes == theme).sum() if is_found else np.nan,
        "recall": hits / size if is_found else np.nan,
        "other themes": len(set(themes) - {-1, theme}),
    }


def measure_quiet() -> None:
    for name in SETS:
        codes, points = placed(name)
        for is_zipf in (False, True):
            rng = np.random.default_rng(2)
            births = [
                night(points[drawn(codes, rng, is_zipf)], rng.integers(0, DAYS, min(TEXTS, len(codes)))).max() + 1
                for _ in range(NIGHTS)
            ]
            print(f"{name}{', by Zipf' if is_zipf else ''}: {sum(births)} births in {NIGHTS} nights drawn anew")


def centre(folder: Path, seed: int) -> pd.DataFrame:
    """One row per contact that says something: text, said_by, day (0: the new problem begins), reason_code (the true one)."""
    nightly.SEED = seed
    settings, _ = nightly.simulated_core(folder, CENTRE_DAYS, CENTRE_CONTACTS)
    with duckdb.connect(str(settings.paths.warehouse), read_only=True) as warehouse:
        turns = warehouse.execute("select contact_id, turn_index, speaker, text from core.turn").df()
        contacts = warehouse.execute("select contact_id, contact_date, customer_id from core.contact").df()
    truth = pd.read_csv(settings.paths.demo / "truth_contacts.csv", dtype=str)
    truth = truth.assign(contact_id="shop:" + truth["contact_id"])[["contact_id", "reason_code"]]
    plants = json.loads((settings.paths.demo / "truth.json").read_text())["plants"]
    begins = next(plant["first_date"] for plant in plants if plant["plant_code"] == "new_problem")
    rows = problem_text(turns).merge(contacts, on="contact_id").merge(truth, on="contact_id")
    rows = rows.assign(day=(pd.to_datetime(rows["contact_date"]) - pd.Timestamp(begins)).dt.days)
    return rows[rows["text"].ne("")].reset_index(drop=True)


def measure_centre() -> None:
    for seed in SEEDS:
        with tempfile.TemporaryDirectory() as folder:
            rows = centre(Path(folder), seed)
        points, seen, born_on = embed(in_english(rows["text"].tolist()), "minilm"), set[int](), None
        for day in range(-NIGHTS_BEFORE, NIGHTS_AFTER):
            known = np.flatnonzero(rows["day"] <= day)
            themes = night(points[known], (day - rows["day"].to_numpy()[known]).astype(float))
            for theme in range(themes.max() + 1):
                members = known[themes == theme]
                true = rows["reason_code"].iloc[members]
                if len(seen & set(members)) < len(members) / 2:
                    print(f"seed {seed}: born on day {day + 1}: {true.value_counts().head(3).to_dict()}", flush=True)
                if born_on is None and true.eq(NEW_PROBLEM).mean() > 0.5:
                    born_on = day
                    judge_topic(rows, known, themes == theme, day)
                seen |= set(members)
        if born_on is None:
            print(f"seed {seed}: not born within {NIGHTS_AFTER} days")


def judge_topic(rows: pd.DataFrame, known: np.ndarray, is_member: np.ndarray, day: int) -> None:
    """Print what the topic, added on the night of its birth to the topics of the time before, holds at the end of the data."""
    texts = rows["text"].tolist()
    before = rows.loc[rows["day"] < 0, "text"].tolist()
    model = TopicModel().fit(before)
    model.add([texts[row] for row in known], np.where(is_member, 0, -1).tolist())
    code = model.lineage()["topic_code"].iloc[0]
    assigned, true = model.assign(texts)["topic_code"].eq(code), rows["reason_code"].eq(NEW_PROBLEM)
    label = model.topics().set_index("topic_code").loc[code, "label"]
    later = rows["day"] > day
    print(
        f"  its topic, '{label}', at the end: precision {true[assigned].mean():.2f}, recall {assigned[true].mean():.2f}"
        f" (of contacts that came after its birth {assigned[true & later].mean():.2f})",
        flush=True,
    )


PARTS: dict[str, Callable[[], None]] = {"held": measure_held, "quiet": measure_quiet, "centre": measure_centre}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        if part != "centre" and not DATA.exists():
            print(f"{part} is skipped: the public data is not at {DATA}. Set VOC_SHARED_DATA.")
            continue
        PARTS[part]()
