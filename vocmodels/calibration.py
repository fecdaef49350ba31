"""Calibration: how often is an answer with this score right, and below which confidence should none be given?

Scores come from folds that the model was not fitted on. Few of them pull the answer little: every fit is regularised
toward weights that stand for no evidence (after Platt, 1999, and Guo et al., On Calibration of Modern Neural Networks,
2017). Labels may be wrong: both fits find along how many are, and do not hold them against the model.
"""

from __future__ import annotations

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logsumexp

PRIOR_SHARPNESS = 8.0
PRIOR_WEIGHTS = np.array([0.0, 1.0, 0.5, 0.5])  # of: 1, log odds of the best probability, its raw score, known words
PRIOR_NOISE = -3.0  # log odds of a label being wrong whatever its text says
NOISE_PULL = 0.5
FEWEST_ROWS = 30
USUAL_SHARE = 0.05  # of the examples lie farther from all others than is usual
STRANGENESS_WEIGHT = 8.0  # log odds lost for each unit (0-1) that a text is farther than usual


def probabilities(scores: np.ndarray, sharpness: float) -> np.ndarray:
    """Return class probabilities (rows, classes), each row summing to 1, from decision scores of the same shape."""
    logits = scores * sharpness
    return np.exp(logits - logsumexp(logits, axis=1, keepdims=True))


def fit_sharpness(scores: np.ndarray, answers: np.ndarray) -> float:
    """Return the factor on scores under which the given answers (column numbers) are most likely.

    Answers may be wrong: a share of them, found along, is taken to say nothing, so that a wrong one costs little.
    """
    rows, class_count = np.arange(len(answers)), scores.shape[1]

    def loss(parameters: np.ndarray) -> float:
        logits = scores * np.exp(parameters[0])
        likely = np.exp(logits[rows, answers] - logsumexp(logits, axis=1))
        noise = expit(parameters[1])
        pulled = 5 * (parameters[0] - np.log(PRIOR_SHARPNESS)) ** 2 + NOISE_PULL * (parameters[1] - PRIOR_NOISE) ** 2
        return float(pulled - np.log((1 - noise) * likely + noise / class_count).sum())

    options = {"maxiter": 100, "xatol": 0.01, "fatol": 0.1}
    found = minimize(loss, [np.log(PRIOR_SHARPNESS), PRIOR_NOISE], method="Nelder-Mead", options=options)
    return float(np.exp(found.x[0]))


def evidence(scores: np.ndarray, sharpness: float, known_share: np.ndarray) -> np.ndarray:
    """Return what confidence is judged from, (rows, 4): 1, log odds of the best class, its raw score, known words."""
    logits = scores * sharpness
    best = logits.argmax(axis=1)
    rows = np.arange(len(scores))
    others = logits.copy()
    others[rows, best] = -np.inf
    log_odds = logits[rows, best] - logsumexp(others, axis=1)
    return np.column_stack([np.ones(len(scores)), np.clip(log_odds, -30, 30), scores[rows, best], known_share])


def fit_confidence(features: np.ndarray, agrees: np.ndarray) -> np.ndarray:
    """Return weights of a logistic model of being right, non-negative but for the constant.

    Args:
        features: (rows, 4) as from `evidence`.
        agrees: whether the best class is the given one. A share of the given ones, found along, is wrong whatever the
            evidence: even the surest answers agree no more often than that, which is not held against them.
    """

    def loss(parameters: np.ndarray) -> float:
        weights, noise = parameters[:-1], expit(parameters[-1])
        right = (1 - noise) * expit(features @ weights)
        pulled = ((weights - PRIOR_WEIGHTS) ** 2).sum() + NOISE_PULL * (parameters[-1] - PRIOR_NOISE) ** 2
        return float(pulled - np.log(np.where(agrees, right, 1 - right) + 1e-12).sum())

    start = np.append(PRIOR_WEIGHTS, PRIOR_NOISE)
    bounds = [(None, None)] + [(0.0, None)] * (features.shape[1] - 1) + [(-6.0, -0.5)]
    return np.asarray(minimize(loss, start, bounds=bounds, method="L-BFGS-B").x[:-1])


def usual_nearness(nearness: np.ndarray) -> float:
    """Return how near (0-1) all but a few of the examples have another one."""
    return float(np.quantile(nearness, USUAL_SHARE))


def confidence(features: np.ndarray, weights: np.ndarray, strangeness: np.ndarray) -> np.ndarray:
    """Return the probability (0-1) that the best class is right.

    Texts that fit no class are not among the examples, so that these cannot teach how much less to trust an answer on what
    is unlike all of them: `strangeness`, by how much (0-1) a text's nearest example is farther than usual, has a weight of
    its own (chosen on CLINC150's validation).
    """
    return expit(np.clip(features @ weights - STRANGENESS_WEIGHT * strangeness, -33, 33))


def threshold_for_precision(confidences: np.ndarray, wanted_precision: float, least: float) -> float:
    """Return the least confidence (not below `least`) from which on answers are right as often as wanted, on average.

    The calibrated confidences themselves say how often; with too few of them the wanted precision is the threshold.
    """
    if len(confidences) < FEWEST_ROWS:
        return max(wanted_precision, least)
    ordered = np.sort(confidences)[::-1]
    precise = np.cumsum(ordered) / np.arange(1, len(ordered) + 1) >= wanted_precision
    if not precise.any():
        return max(wanted_precision, least)
    return float(max(ordered[np.flatnonzero(precise)[-1]], least))
