"""Confidence means how often an answer is right."""

import numpy as np

from vocmodels.calibration import (
    confidence,
    evidence,
    fit_confidence,
    fit_sharpness,
    probabilities,
    threshold_for_precision,
)
from vocmodels.evaluation import expected_calibration_error
from vocmodels.label_noise import suspect_labels


def made_scores(noise: float, count: int = 4000, classes: int = 6):
    """Scores whose softmax at 3 is the truth; then a share of the answers is replaced by the next class."""
    rng = np.random.default_rng(5)
    scores = rng.normal(size=(count, classes))
    truth = np.array([rng.choice(classes, p=row) for row in probabilities(scores, 3.0)])
    given = np.where(rng.random(count) < noise, (truth + 1) % classes, truth)
    return scores, truth, given


def test_the_sharpness_that_made_the_answers_is_found():
    scores, truth, _ = made_scores(noise=0.0)

    assert abs(fit_sharpness(scores, truth) - 3.0) < 0.4


def test_wrong_labels_do_not_pull_the_confidence_down():
    scores, truth, given = made_scores(noise=0.15)
    features = evidence(scores, fit_sharpness(scores, given), np.ones(len(scores)))
    best = scores.argmax(axis=1)

    sure = confidence(features, fit_confidence(features, best == given), np.zeros(len(features)))

    assert expected_calibration_error(sure, best == truth) < 0.05


def test_the_threshold_gives_the_wanted_precision():
    rng = np.random.default_rng(2)
    sure = rng.uniform(0.3, 1.0, 5000)
    is_right = rng.random(5000) < sure

    threshold = threshold_for_precision(sure, wanted_precision=0.9, least=0.5)

    assert abs(is_right[sure >= threshold].mean() - 0.9) < 0.02


def test_too_few_rows_make_the_wanted_precision_the_threshold():
    assert threshold_for_precision(np.array([0.95, 0.9]), wanted_precision=0.8, least=0.5) == 0.8


def test_a_label_is_suspect_when_the_models_are_sure_of_another_and_know_its_class():
    sure_of_first = np.tile([0.98, 0.02], (40, 1))
    labels = np.array([0] * 20 + [1] * 20)

    assert suspect_labels(sure_of_first, labels).tolist() == [False] * 20 + [True] * 20
    assert not suspect_labels(sure_of_first[:25], labels[:25]).any()
