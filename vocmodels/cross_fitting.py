"""Cross-fitting: what do models say of an example that they never saw, and which labels do they contradict?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from vocmodels.calibration import fit_sharpness, probabilities
from vocmodels.kernel_ridge import solve
from vocmodels.label_noise import suspect_labels


@dataclass(frozen=True)
class CleaningSettings:
    """When labels that look wrong are left out of what is learned."""

    rounds: int = 3  # at most
    least_gain: float = 0.01  # by which the models' agreement with all labels has to rise, or none is left out


@dataclass(frozen=True)
class Judgement:
    """What models that never saw an example say of it: a row an example, zeros for those in no fold."""

    scores: np.ndarray  # (examples, classes)
    sharpness: float  # of the scores, as `calibration.fit_sharpness` finds it
    is_suspect: np.ndarray
    is_kept: np.ndarray  # whether it was learned from


def folds_of(texts: Iterable[str], count: int) -> np.ndarray:
    """Return the fold (0 to count - 1) of each text; the same text is always in the same one."""
    return np.array([crc32(text.encode()[::-1]) % count for text in texts], dtype=np.int64)


def judge(
    alike: np.ndarray,
    answers: np.ndarray,
    weights: np.ndarray,
    folds: np.ndarray,
    class_count: int,
    penalty: float,
    is_certain: np.ndarray | None = None,
    settings: CleaningSettings = CleaningSettings(),
) -> Judgement:
    """Return what models say of the examples of each fold that were fitted on all others.

    Labels that they contradict are left out and the models fitted anew, as long as that makes them agree better with all
    labels, wrong ones included: where hard examples are contradicted more than wrong ones, none is left out.

    Args:
        alike: (examples, examples) as from `kernel_ridge.likeness`.
        answers: the class of each example, as a column number.
        weights: how much each example is believed (above 0).
        folds: the fold of each example, from 0; -1: learned from by all models, judged by none.
        is_certain: whether a label is beyond doubt; None: none is.
    """

    def fitted_on(is_kept: np.ndarray) -> np.ndarray:
        scores = np.zeros((len(answers), class_count))
        for fold in range(folds.max() + 1):
            inside, outside = (folds != fold) & is_kept, folds == fold
            if inside.any() and outside.any():
                duals = solve(alike[np.ix_(inside, inside)], answers[inside], weights[inside], class_count, penalty)
                scores[outside] = alike[np.ix_(outside, inside)] @ duals
        return scores

    judged = folds >= 0
    certain = np.zeros(len(answers), dtype=bool) if is_certain is None else is_certain
    given = answers[judged]
    is_kept, is_suspect = np.ones(len(answers), dtype=bool), np.zeros(len(answers), dtype=bool)
    scores = fitted_on(is_kept)
    sharpness = fit_sharpness(scores[judged], given)
    for _ in range(settings.rounds):
        is_suspect[judged] = suspect_labels(probabilities(scores[judged], sharpness), given)
        is_suspect &= ~certain
        without = fitted_on(~is_suspect)
        if _agreement(without[judged], given) < _agreement(scores[judged], given) + settings.least_gain:
            break
        scores, is_kept = without, ~is_suspect
        sharpness = fit_sharpness(scores[judged], given)
    return Judgement(scores, sharpness, is_suspect, is_kept)


def _agreement(scores: np.ndarray, answers: np.ndarray) -> float:
    return float((scores.argmax(axis=1) == answers).mean())
