"""How well is sentiment told, against a word list and against always saying what is commonest?

    python -m tests.benchmarks.sentiment [sentences vendors calls centre neutral time]

sentences: sentiment_sentences.tsv, two hundred that nothing was fitted to, but whose errors were seen while more examples
were written (as were those of vendors and neutral): figures to develop by, not of a held-out set.
vendors: customer turns of real exports against their vendor's own labels. calls: a vendor's sample of calls and whether
the customer was satisfied. centre: the simulated contact centre, surveys of customers that were not learned from. neutral:
the share without feeling among public requests and chats. time: 5,000 contacts of 20 customer turns. The word list is
WORDS, a short one of our own in the manner of AFINN (Nielsen, A new ANEW, 2011), the word before it denying it.
Public data: VOC_SHARED_DATA, or ../shared/data beside the repository; what is absent is skipped with a sentence.
"""

import csv
import json
import re
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import accuracy_score, f1_score, roc_auc_score

from pipelines.warehouse import open_warehouse
from tests.benchmarks.nightly import simulated_core
from tests.conftest import SHARED_DATA
from vocmodels.churn import find_churn_risk
from vocmodels.effort import measure_effort
from vocmodels.sentiment import SentimentModel, score_sentiment
from vocmodels.sentiment_course import trace_course

HERE = Path(__file__).resolve().parent
SEED, DAYS, CONTACTS_A_DAY = 2026, 100, 400
TIMED_CONTACTS, TIMED_TURNS = 5_000, 20
BAD_WORDS = (
    "angry annoyed annoying awful bad disappointed disappointing disgusting dreadful frustrated frustrating furious hate"
    " horrible joke lie lied liar mad nightmare pathetic poor problem refund ridiculous rude sad scam shame stupid sucks"
    " terrible unacceptable unhappy upset useless waste worried worst wrong broken damaged late lost fail failed error"
    " enojado enojada molesto molesta harto harta furioso furiosa malo mala mal peor pésimo pésima horrible vergüenza queja"
    " ladrones robo estafa mentira mentiras inútil decepcionado decepcionada triste frustrante preocupado preocupada"
    " problema error roto dañado tarde inaceptable grosero grosera"
)
GOOD_WORDS = (
    "amazing appreciate awesome best excellent fantastic fine glad good grateful great happy helpful kind like love lovely"
    " nice perfect pleased relieved satisfied thank thanks wonderful yes easy"
    " gracias bien bueno buena excelente perfecto genial feliz contento contenta encanta amable agradezco agradecido"
    " agradecida satisfecho satisfecha maravilloso estupendo mejor fácil gusta"
)
DENYING = {"not", "no", "never", "isn't", "don't", "didn't", "nunca", "ni", "sin"}
WORDS = {word: -1 for word in BAD_WORDS.split()} | {word: 1 for word in GOOD_WORDS.split()}


def by_word_list(turns: pd.DataFrame) -> pd.DataFrame:
    """Score turns as `score_sentiment` does, by counting words."""
    rows = turns.sort_values(["contact_id", "turn_index"])
    rows = rows[rows["speaker"] == "customer"]
    sums = np.array([_count_words(text) for text in rows["text"].fillna("")])
    sentiment = np.clip(sums / 2, -1, 1)
    return rows[["contact_id", "turn_index"]].assign(sentiment=sentiment, confidence=(sums != 0).astype(float))


def _count_words(text: str) -> int:
    words = re.findall(r"[^\W\d_]+(?:'\w+)?", text.lower())
    before = ["", *words]
    return sum(WORDS.get(word, 0) * (-1 if before[place] in DENYING else 1) for place, word in enumerate(words))


def as_turns(texts: list[str], **columns) -> pd.DataFrame:
    ids = [f"{place:06}" for place in range(len(texts))]
    return pd.DataFrame({"contact_id": ids, "turn_index": 0, "speaker": "customer", "text": texts, **columns})


def show(title: str, truth: np.ndarray, said: dict[str, np.ndarray]) -> None:
    """Print accuracy and macro-F1 of signs (-1, 0, 1) against the truth, and of its commonest value."""
    commonest = pd.Series(truth).mode()[0]
    for name, signs in {**said, f"always {commonest:+d}": np.full(len(truth), commonest)}.items():
        macro = f1_score(truth, signs, average="macro", labels=np.unique(truth), zero_division=0)
        neutral = (signs == 0).mean()
        right = accuracy_score(truth, signs)
        print(f"{title:24}{name:14}n {len(truth):5}  accuracy {right:.3f}  macro-F1 {macro:.3f}  neutral {neutral:.3f}")


def signs_of(turns: pd.DataFrame) -> dict[str, np.ndarray]:
    scored = {"ours": score_sentiment(turns), "word list": by_word_list(turns)}
    return {name: np.sign(each["sentiment"]).to_numpy(dtype=int) for name, each in scored.items()}


def measure_sentences() -> None:
    rows = pd.read_csv(HERE / "sentiment_sentences.tsv", sep="\t", quoting=csv.QUOTE_NONE)
    truth = rows["sentiment"].map({"negative": -1, "neutral": 0, "positive": 1}).to_numpy()
    said = signs_of(as_turns(rows["text"].tolist(), language_code=rows["language_code"].tolist()))
    for language in ("en", "es"):
        own = (rows["language_code"] == language).to_numpy()
        show(f"sentences {language}", truth[own], {name: signs[own] for name, signs in said.items()})


def measure_vendors() -> None:
    turns = pd.DataFrame(_vendor_turns(SHARED_DATA / "formats"), columns=["vendor", "text", "label"])
    if turns.empty:
        print("vendors: no export with sentiment labels under VOC_SHARED_DATA/formats, skipped")
        return
    said = signs_of(as_turns(turns["text"].tolist()))
    show("vendors' customer turns", turns["label"].to_numpy(), said)


def _vendor_turns(folder: Path):
    """Yield the vendor, the text and the vendor's own label of each turn of a customer."""
    for path in sorted(
        [*folder.glob("aws_contact_lens/*_raw.json"), *folder.glob("aws_transcribe_call_analytics/*.json")]
    ):
        call = json.loads(path.read_text(encoding="utf-8"))
        roles = {each.get("ParticipantId"): each.get("ParticipantRole") for each in call.get("Participants", [])}
        for turn in call["Transcript"]:
            role = turn.get("ParticipantRole") or roles.get(turn.get("ParticipantId"))
            label = {"NEGATIVE": -1, "NEUTRAL": 0, "POSITIVE": 1}.get(turn.get("Sentiment"))
            if role == "CUSTOMER" and label is not None:
                yield path.parent.name, turn["Content"], label


def measure_calls() -> None:
    path = SHARED_DATA / "formats" / "microsoft_contoso_calls" / "sample_processed_data.json"
    if not path.exists():
        print("calls: microsoft_contoso_calls is absent, skipped")
        return
    calls = json.loads(path.read_text(encoding="utf-8"))
    turns = pd.DataFrame(
        [
            (f"{number:04}", place, speaker.lower(), text.strip())
            for number, call in enumerate(calls)
            for place, (speaker, text) in enumerate(
                re.findall(r"\*\*(Agent|Customer):\*\*\s*(.*?)(?=\*\*(?:Agent|Customer):|$)", call["Content"], re.S)
            )
        ],
        columns=["contact_id", "turn_index", "speaker", "text"],
    )
    is_bad = pd.Series({f"{number:04}": call["satisfied"] == "No" for number, call in enumerate(calls)})
    print(f"calls: {turns['contact_id'].nunique()} of a vendor's sample, {is_bad.mean():.3f} not satisfied")
    for name, scored in {"ours": score_sentiment(turns), "word list": by_word_list(turns)}.items():
        show_outcome(f"calls, {name}", scored, is_bad)


def show_outcome(title: str, scored: pd.DataFrame, is_bad: pd.Series) -> None:
    """Print how far the end of each contact tells its outcome; said to be bad: the end is negative."""
    end = trace_course(scored).set_index("contact_id")["end_sentiment"].fillna(0.0)
    show_end(title, end, is_bad)
    print(f"{'':24}neutral turns {(scored['confidence'] == 0).mean():.3f}")


def show_end(title: str, end: pd.Series, is_bad: pd.Series) -> None:
    end, truth = end.align(is_bad, join="inner")
    truth = truth.astype(bool)
    said, commonest = end < 0, max(truth.mean(), 1 - truth.mean())
    print(
        f"{title:24}n {len(truth):5}  accuracy {accuracy_score(truth, said):.3f} (always the commonest {commonest:.3f})"
        f"  macro-F1 {f1_score(truth, said, average='macro'):.3f}  AUROC of the end {roc_auc_score(truth, -end):.3f}"
    )


def measure_centre() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings, _ = simulated_core(Path(folder), DAYS, CONTACTS_A_DAY)
        planted = pd.read_csv(next(Path(folder).rglob("feelings.csv")), dtype={"contact_id": str})
        with open_warehouse(settings.paths.warehouse) as warehouse:
            outcomes = warehouse.execute(
                "select contact_id, coalesce(customer_id, contact_id) as customer_id, csat_score, nps_score, is_resolved,"
                " language_code from core.contact where turn_count > 0 and csat_score is not null order by contact_id"
            ).df()
            warehouse.register("answered", outcomes[["contact_id"]])
            turns = warehouse.execute(
                "select contact_id, turn_index, speaker, text, turn.language_code"
                " from core.turn as turn semi join answered using (contact_id) order by all"
            ).df()
            shown = warehouse.execute(
                "select contact_id, turn_index, speaker, text, turn.language_code from core.turn as turn"
                " where hash(contact_id) % 4 = 0 order by all"
            ).df()
    planted = planted.assign(contact_id="shop:" + planted["contact_id"]).set_index("contact_id")
    judge_planted(shown, planted)
    customers = outcomes["customer_id"].drop_duplicates().sample(frac=0.5, random_state=SEED)
    is_known = outcomes["customer_id"].isin(customers)
    known = outcomes[is_known].drop(columns="language_code")
    model = SentimentModel().fit(turns[turns["contact_id"].isin(known["contact_id"])], known)
    print(f"centre: learned from {len(known)} surveys: {'yes' if model.reader else 'nothing'} (gain {model.gain:+.3f})")
    judged = outcomes[~is_known & outcomes["csat_score"].ne(3)].set_index("contact_id")
    own = turns[turns["contact_id"].isin(judged.index)]
    scorers = {"shipped": score_sentiment(own), "fitted": score_sentiment(own, model), "word list": by_word_list(own)}
    for language in ("en", "es"):
        bad = judged.loc[judged["language_code"] == language, "csat_score"] <= 2
        for name, scored in scorers.items():
            show_outcome(f"centre {language}, {name}", scored[scored["contact_id"].isin(bad.index)], bad)
        show_end(f"centre {language}, planted", planted["end"].astype(float), bad)  # what a perfect reader would reach


def judge_planted(turns: pd.DataFrame, planted: pd.DataFrame) -> None:
    """Print how far start, end, escalation and the wish to leave are those that the simulation wrote into the words."""
    churn = find_churn_risk(turns).set_index("contact_id")["has_churn_risk"]
    for name, scored in {"ours": score_sentiment(turns), "word list": by_word_list(turns)}.items():
        course = trace_course(scored).set_index("contact_id")
        course, truth = course.align(planted, join="inner", axis=0)
        start, end = course["start_sentiment"].fillna(0.0), np.sign(course["end_sentiment"].fillna(0.0)).astype(int)
        show_flag(f"planted start, {name}", truth["start"].eq(-1), start.lt(0))
        show_flag(f"planted escalation, {name}", truth["is_escalated"].eq(1), course["is_escalated"].fillna(False))
        show("planted end", truth["end"].to_numpy(), {name: end.to_numpy()})
    churn, leaving = churn.align(planted["has_churn_risk"].eq(1), join="inner")
    show_flag("planted wish to leave", leaving, churn)


def show_flag(title: str, truth: pd.Series, said: pd.Series) -> None:
    truth, said = truth.to_numpy(dtype=bool), said.to_numpy(dtype=bool)
    right = (truth & said).sum()
    precision, recall = right / max(said.sum(), 1), right / max(truth.sum(), 1)
    print(f"{title:32}n {len(truth):5}  planted {truth.mean():.3f}  precision {precision:.3f}  recall {recall:.3f}")


def measure_neutral() -> None:
    for name, texts in _service_texts().items():
        for who, signs in signs_of(as_turns(texts)).items():
            counts = " ".join(f"{sign:+d}: {(signs == sign).mean():.3f}" for sign in (-1, 0, 1))
            print(f"neutral {name:16}{who:12}n {len(texts):5}  {counts}")


def _service_texts() -> dict[str, list[str]]:
    banking = SHARED_DATA / "banking77" / "train.csv"
    chats = sorted((SHARED_DATA / "multidogo").rglob("*train*.tsv"))
    if not banking.exists() or not chats:
        print("neutral: banking77 or multidogo is absent under VOC_SHARED_DATA, skipped")
        return {}
    said = pd.concat([pd.read_csv(path, sep="\t") for path in chats])["utterance"].dropna()
    asked = pd.read_csv(banking)["text"]
    return {
        "banking77": asked.sample(2_000, random_state=SEED).tolist(),
        "multidogo": said.sample(4_000, random_state=SEED).tolist(),
    }


def measure_time() -> None:
    rng = np.random.default_rng(SEED)
    rows = pd.read_csv(HERE / "sentiment_sentences.tsv", sep="\t", quoting=csv.QUOTE_NONE)
    words = np.array([word for text in rows["text"] for word in text.split()], dtype=object)
    count = TIMED_CONTACTS * TIMED_TURNS
    texts = [" ".join(rng.choice(words, size)) for size in rng.integers(2, 25, count)]  # no two alike: the worst case
    ids = np.repeat([f"{number:05}" for number in range(TIMED_CONTACTS)], TIMED_TURNS)
    turns = pd.DataFrame({"contact_id": ids, "turn_index": np.arange(count) % TIMED_TURNS, "text": texts})
    turns = turns.assign(speaker="customer")
    score_sentiment(turns.head(10))
    for name, model in (("sentiment", score_sentiment), ("effort", measure_effort), ("churn", find_churn_risk)):
        start = time.process_time()
        model(turns)
        spent = time.process_time() - start
        per_100k = spent * 100_000 / TIMED_CONTACTS
        print(f"time: {name:10}{spent:.1f} CPU seconds for {TIMED_CONTACTS} contacts, {per_100k:.0f} for 100,000")


MEASURES = {
    "sentences": measure_sentences,
    "vendors": measure_vendors,
    "calls": measure_calls,
    "centre": measure_centre,
    "neutral": measure_neutral,
    "time": measure_time,
}

if __name__ == "__main__":
    for wanted in sys.argv[1:] or MEASURES:
        MEASURES[wanted]()
