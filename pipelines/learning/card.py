"""Model card: from what did a model learn, how often is it right, and where is it wrong?

Everything is measured on contacts that no model learned from, by an analyst's label where a language has enough of them,
else by the agent's code, which is wrong at times: then a right answer may count as an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipelines.learning.judging import ALL, tally
from vocmodels.evaluation import expected_calibration_error, precision_and_coverage, wilson_interval
from vocmodels.reasons import ReasonClassifier
from vocmodels.taxonomy import UNSURE

MOST_CONFUSIONS = 10
CARD_COLUMNS = ("section_code", "item_code", "other_code", "language_code", "value", "low_value", "high_value", "n")

Row = dict[str, Any]


def make_card(
    classifier: ReasonClassifier,
    learned: pd.DataFrame,
    judged: pd.DataFrame,
    found: pd.DataFrame,
    steps: dict[str, pd.Series],
    comparison: pd.DataFrame | None,
    unknown_label_count: int,
) -> pd.DataFrame:
    """Return the card of a model, in the order in which it is read.

    Args:
        learned, judged: as `read_learned` and `read_judged` give them.
        found: what the model predicts for the judged contacts, in order.
        steps: for each thing learned from, in the order in which they are added, what a model says that has it too.
        comparison: the model before on the same contacts, as `compare` gives it.
        unknown_label_count: labels of reasons that the taxonomy does not have.

    Returns:
        place (from 0), section_code, item_code, other_code, language_code, value, low_value, high_value (the 95 %
        interval), n: `learned` (contacts, or examples), `step`, `accuracy`, `precision`, `coverage`,
        `calibration_error`, `confused` (the share of a reason's contacts that is taken for another), `comparison`.
    """
    rows = [
        *_learned(classifier, learned, unknown_label_count),
        *(row for name, said in steps.items() for row in _shares("step", name, tally(judged, said))),
        *_accuracy(judged, found),
        *_certainty(judged, found),
        *_confusions(judged, found),
        *(_compared(comparison) if comparison is not None else ()),
    ]
    return pd.DataFrame(rows, columns=list(CARD_COLUMNS)).rename_axis("place").reset_index()


def _row(section_code: str, item_code: str, language_code: str, value: float | None, **more: Any) -> Row:
    return {
        "section_code": section_code,
        "item_code": item_code,
        "language_code": language_code,
        "value": value,
        **more,
    }


def _share(section_code: str, item_code: str, language_code: str, right_count: int, n: int, **more: Any) -> Row:
    low, high = wilson_interval(right_count, n)
    value = right_count / n if n else None
    return _row(section_code, item_code, language_code, value, low_value=low, high_value=high, n=n, **more)


def _shares(section_code: str, item_code: str, tallied: pd.DataFrame) -> Iterator[Row]:
    for row in tallied.itertuples():
        yield _share(section_code, item_code, row.language_code, row.right_count, row.n)


def _learned(classifier: ReasonClassifier, learned: pd.DataFrame, unknown_label_count: int) -> Iterator[Row]:
    for name, part in (("labels", learned[learned["is_label"]]), ("dispositions", learned[~learned["is_label"]])):
        for language_code, count in part.groupby("language_code").size().items():
            yield _row("learned", name, str(language_code), count)
    yield _row("learned", "examples", ALL, len(classifier.taxonomy_texts))
    yield _row("learned", "suspects", ALL, classifier.suspect_count)
    yield _row("learned", "unknown_labels", ALL, unknown_label_count)


def _accuracy(judged: pd.DataFrame, found: pd.DataFrame) -> Iterator[Row]:
    for row in tally(judged, found["best_code"]).itertuples():
        yield _share("accuracy", row.judge_code, row.language_code, row.right_count, row.n)


def _certainty(judged: pd.DataFrame, found: pd.DataFrame) -> Iterator[Row]:
    is_right = found["best_code"].to_numpy() == judged["reason_code"].to_numpy()
    is_sure = found["reason_code"].ne(UNSURE).to_numpy()
    languages = sorted(judged["language_code"].unique())
    for language_code in [*languages, *([ALL] if len(languages) > 1 else [])]:
        rows = (judged["language_code"] == language_code).to_numpy() | (language_code == ALL)
        sure, count = int(is_sure[rows].sum()), int(rows.sum())
        precision, coverage = precision_and_coverage(is_sure[rows], is_right[rows])
        yield _share("precision", "sure", language_code, round(precision * sure) if sure else 0, sure)
        yield _share("coverage", "sure", language_code, round(coverage * count), count)
        error = expected_calibration_error(found["confidence"].to_numpy()[rows], is_right[rows])
        yield _row("calibration_error", "confidence", language_code, error, n=count)


def _confusions(judged: pd.DataFrame, found: pd.DataFrame) -> Iterator[Row]:
    pairs = pd.DataFrame({"true": judged["reason_code"].to_numpy(), "said": found["best_code"].to_numpy()})
    sizes = pairs["true"].value_counts()
    wrong = pairs[pairs["true"] != pairs["said"]].groupby(["true", "said"], as_index=False).size()
    wrong = wrong.sort_values(["size", "true", "said"], ascending=[False, True, True]).head(MOST_CONFUSIONS)
    for row in wrong.itertuples():
        yield _share("confused", row.true, ALL, row.size, int(sizes[row.true]), other_code=row.said)


def _compared(comparison: pd.DataFrame) -> Iterator[Row]:
    for row in comparison.itertuples():
        yield _share("comparison", "before", row.language_code, row.old_count, row.n)
        yield _share("comparison", "now", row.language_code, row.new_count, row.n)
