"""Effect forecast: what would have come after a change, had it not been made, and how sure is that?

A regression of the days before (level, trend, season, controls, breaks of the level) with two wanderings, a fast and a
slow one, and overdispersed counts: a structural time series (Brodersen et al. 2015, "Inferring causal impact using
Bayesian structural time-series models", Ann. Appl. Stat. 9) as a Gaussian process on linearised counts. How far a series
wanders, scatters, grows and follows its controls is averaged over (effect_choices.py) by what each choice says of the
days before: adaptive importance sampling, so that what is not known of it widens the interval.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from vocmodels.effect_choices import (
    AXES,
    BREAK_DEVIATION,
    Choices,
    Proposal,
    even_places,
    propose,
    read_choices,
)
from vocmodels.effect_spans import SpanCounts, Spans, covariances, slow_columns

Array = NDArray[np.float64]

BREAK_CHANCE, BREAKS_TRIED, BREAK_DAYS = 0.03, 40, 7
SURE_OF_BREAK, MOST_BREAKS = 0.9, 3
ROUNDS = 3
START_DAYS = 28.0  # that make the level to start from


@dataclass(frozen=True)
class Past:
    """What is known before the change, and the design of it and of the spans ahead."""

    counted: SpanCounts
    ahead: Spans
    columns: Array  # (spans, columns): slow columns, controls, breaks
    columns_ahead: Array
    control_count: int
    breaks: tuple[float, ...] = ()  # days, counted from the change

    @property
    def centre(self) -> float:
        """The log level that priors are about."""
        return float(np.log(self.counted.counts.sum() + 0.5) - np.log(self.counted.usual.sum()))

    def with_break(self, start: float) -> "Past":
        """Return the past whose level breaks at `start` as well."""
        there = (self.counted.spans.start >= start).astype(float)
        return replace(
            self,
            columns=np.column_stack([self.columns, there]),
            columns_ahead=np.column_stack([self.columns_ahead, np.ones(len(self.columns_ahead))]),
            breaks=(*self.breaks, start),
        )


@dataclass(frozen=True)
class Posterior:
    """What the choices say: each with no further break of the level, and with one at each candidate."""

    choices: Choices
    weights: Array  # (draws, 1 + candidates)
    mean: Array  # (draws, ahead), log level without a further break
    covariance: Array  # (draws, ahead, ahead)
    lift: Array  # (draws, ahead, candidates): what a break adds ahead, per unit
    break_mean: Array  # (draws, candidates)
    break_variance: Array
    fitted: Array  # (spans,) log level before the change
    coefficients: Array  # (columns,)


def past_of(counted: SpanCounts, ahead: Spans, controls: Array, controls_ahead: Array) -> Past:
    """Return the past with its slow columns and its controls (spans, controls)."""
    columns = np.column_stack([slow_columns(counted.spans), controls])
    return Past(counted, ahead, columns, np.column_stack([slow_columns(ahead), controls_ahead]), controls.shape[1])


def forecast_levels(past: Past, draws: int) -> tuple[Past, Posterior]:
    """Return the posterior of the levels ahead, and the past with the breaks that are beyond doubt."""
    while True:
        candidates = _break_candidates(past)
        posterior = _average(past, draws, candidates)
        chance = posterior.weights[:, 1:].sum(axis=0)
        if chance.sum() < SURE_OF_BREAK or len(past.breaks) >= MOST_BREAKS:
            return past, posterior
        past = past.with_break(float(candidates[int(np.argmax(chance))]))


def sample_levels(posterior: Posterior, size: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return levels ahead (size, ahead) and dispersions (size,), drawn from the posterior."""
    candidates = posterior.break_mean.shape[1]
    picked = rng.choice(posterior.weights.size, size=size, p=posterior.weights.ravel())
    draw, place = np.divmod(picked, 1 + candidates)
    roots = np.linalg.cholesky(posterior.covariance + 1e-9 * np.eye(posterior.mean.shape[1]))
    normals = rng.standard_normal((size, posterior.mean.shape[1]))
    logs = posterior.mean[draw] + np.einsum("sab,sb->sa", roots[draw], normals)
    if candidates:
        at = np.maximum(place - 1, 0)
        broken = posterior.break_mean[draw, at] + np.sqrt(posterior.break_variance[draw, at]) * rng.standard_normal(
            size
        )
        logs += np.where(place > 0, broken, 0.0)[:, None] * posterior.lift[draw, :, at]
    return np.exp(np.clip(logs, -30, 30)), posterior.choices.dispersion[draw]


def _break_candidates(past: Past) -> Array:
    """Return where the level may break: not near either end, nor near a break that is known."""
    starts = past.counted.spans.start
    is_fit = (starts >= starts[0] + BREAK_DAYS) & (starts <= -BREAK_DAYS)
    for known in past.breaks:
        is_fit &= np.abs(starts - known) >= BREAK_DAYS
    fit = starts[is_fit]
    tried = np.linspace(0, len(fit) - 1, min(len(fit), BREAKS_TRIED)).round().astype(int)
    return fit[np.unique(tried)]


def _average(past: Past, draws: int, candidates: Array) -> Posterior:
    """Return the posterior over the choices; each round looks where the one before found weight."""
    proposal = Proposal(np.zeros(AXES), np.eye(AXES))
    fitted = _first_level(past.counted)
    for normals in even_places(draws, ROUNDS):
        places = proposal.places(normals)
        correction = proposal.prior_over_proposal(places)
        posterior = _weigh(past, places, correction, fitted, candidates)
        fitted = posterior.fitted
        proposal = propose(places, posterior.weights.sum(axis=1))
    return posterior


def _first_level(counted: SpanCounts) -> Array:
    near = np.abs(counted.spans.middle[:, None] - counted.spans.middle) <= START_DAYS / 2
    return np.asarray(np.log((near @ counted.counts + 0.5) / (near @ counted.usual + 1e-9)))


def _weigh(past: Past, places: Array, correction: Array, fitted: Array, candidates: Array) -> Posterior:
    """Return what the choices at `places` say, counts being linearised about the log level `fitted` (spans,)."""
    choices = read_choices(places, past.control_count, len(past.breaks))
    spans, ahead = past.counted.spans, past.ahead
    expected = past.counted.usual * np.exp(fitted)
    deviation = fitted - past.centre + past.counted.counts / expected - 1
    slow = _slow(choices, past, spans, spans)
    total = slow + _fast(choices, spans, spans)
    diagonal = np.arange(len(expected))
    total[:, diagonal, diagonal] += _counting_noise(choices, past, expected)
    breaks = (spans.start[:, None] >= candidates).astype(float)
    to_ahead = _slow(choices, past, spans, ahead) + _fast(choices, spans, ahead)
    given = np.column_stack([deviation, breaks])
    given = np.concatenate([np.broadcast_to(given, (len(places), *given.shape)), to_ahead], axis=2)
    solved = np.linalg.solve(total, given)
    by_count, by_break, by_ahead = (
        solved[..., 0],
        solved[..., 1 : 1 + len(candidates)],
        solved[..., 1 + len(candidates) :],
    )

    precision = np.einsum("nk,dnk->dk", breaks, by_break) + BREAK_DEVIATION**-2
    pull = by_count @ breaks
    log_size = np.log(np.einsum("dnn->dn", np.linalg.cholesky(total))).sum(axis=1)
    evidence = np.log(correction) - log_size - 0.5 * by_count @ deviation
    gain = 0.5 * pull**2 / precision - 0.5 * np.log(precision * BREAK_DEVIATION**2)
    weights = _shares(evidence, gain)
    within = _slow(choices, past, ahead, ahead) + _fast(choices, ahead, ahead)
    share = weights.sum(axis=1)
    return Posterior(
        choices,
        weights,
        mean=past.centre + np.einsum("dna,dn->da", to_ahead, by_count),
        covariance=within - np.einsum("dna,dnb->dab", to_ahead, by_ahead),
        lift=1 - np.einsum("dna,dnk->dak", to_ahead, by_break),
        break_mean=pull / precision,
        break_variance=1 / precision,
        fitted=past.centre + np.einsum("d,dnm,dm->n", share, slow, by_count),
        coefficients=share @ (choices.column_deviations**2 * (by_count @ past.columns)),
    )


def _shares(evidence: Array, gain: Array) -> Array:
    """Return how much each choice counts (draws, 1 + candidates); it sums to 1."""
    candidates = gain.shape[1]
    none = np.full((len(evidence), 1), np.log1p(-BREAK_CHANCE) if candidates else 0.0)
    logs = evidence[:, None] + np.concatenate([none, gain + np.log(BREAK_CHANCE / max(candidates, 1))], axis=1)
    weights = np.exp(logs - logs.max())
    return np.asarray(weights / weights.sum())


def _fast(choices: Choices, one: Spans, other: Spans) -> Array:
    return choices.fast_spread[:, None, None] ** 2 * covariances(one, other, choices.fast_half_life)


def _slow(choices: Choices, past: Past, one: Spans, other: Spans) -> Array:
    """Return the covariance (draws, spans, spans) of all that lasts: slow wandering and columns."""
    columns = [past.columns if spans is past.counted.spans else past.columns_ahead for spans in (one, other)]
    wandering = choices.slow_spread[:, None, None] ** 2 * covariances(one, other, choices.slow_half_life)
    return wandering + (choices.column_deviations[:, None, :] ** 2 * columns[0]) @ columns[1].T


def _counting_noise(choices: Choices, past: Past, expected: Array) -> Array:
    evenness = past.counted.usual_squares / past.counted.usual**2
    return np.asarray(1 / expected + choices.dispersion[:, None] * evenness)
