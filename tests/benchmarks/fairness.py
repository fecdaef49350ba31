"""Is anybody named for chance or for what their contacts are about, and is whoever should be named found?

    python -m tests.benchmarks.fairness [SEEDS]

Seeded; SEEDS (200) houses of each design, 10 of each coached one.

equal: all agents are equal, reasons are dealt unevenly (each agent's share of the mixes is a Dirichlet draw) and their number
of contacts is log-normal; mixes differ much (log-normal, 60 %). Five measures at once: handle time (log-normal, standard
deviation of the logarithm 1.2), a score of 0-100 with 3 % zeros, shares of about 70, 10 and 1 %, the first of one contact in
five. Whoever stands out in any measure is a false flag. `raw` is what a comparison without mix says (z-test, Bonferroni).
ordinary: agents differ (normal); how often the 95 % interval of the adjusted value holds the truth.
imbalances: of the agents one is fast with repeats, one fast with low CSAT, one long and resolved, one as long who resolves as
many as the others, which are equal.
coached: skills vary mildly around a common level of each of 12 criteria, one agent shows two behaviours in 12 % of contacts,
verdicts are wrong in 5-10 %; 14 days of 25 contacts a day on five days a week. Named right: that agent with those two
behaviours, and no other agent.
drivers: satisfaction depends on reason, empathy and queue; empathy is shown where reasons are pleasant, agents differ.
sessions: of 20 agents the one who was lowest in 40 contacts is coached, to no effect.
"""

from __future__ import annotations

import sys
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from vocmodels.balance import find_imbalances
from vocmodels.case_mix import compare_units
from vocmodels.coaching import choose_focus
from vocmodels.coaching_sessions import compare_session
from vocmodels.satisfaction import associate

Array = NDArray[np.float64]
Places = NDArray[np.int64]

SEED = 2026
DESIGNS = (  # agents, mixes, contacts of an agent (median), unevenness (Dirichlet: less is more uneven)
    (10, 4, 30, 0.3), (10, 40, 300, 0.1), (20, 2, 100, 0.5), (20, 30, 300, 0.3), (60, 40, 100, 0.1),
    (200, 30, 60, 0.3), (200, 6, 300, 0.3),
)  # fmt: skip
DIRECTIONS = {"handle_time": "down", "fcr": "up", "csat": "up"}
LEVELS = (0.86, 0.62, 0.48, 0.93, 0.72, 0.66, 0.80, 0.76, 0.52, 0.68, 0.80, 0.70)  # of the criteria
PLANTED = {
    ("agent 1", "speed_with_repeats"), ("agent 2", "productivity_with_low_csat"), ("agent 4", "long_but_resolved"),
}  # fmt: skip
MERELY_LONG = "agent 5"
TRUTH = {"empathy": 0.4, "closing": 0.0, "queue_seconds": -0.1}
COACHED, LACKING, SHOWN_LACKING = 3, (2, 7), 0.12


def deal(
    rng: np.random.Generator, agents: int, mixes: int, contacts: float, unevenness: float
) -> tuple[Places, Places]:
    """The agent and the mix of each contact."""
    count = rng.poisson(contacts * rng.lognormal(0, 0.6, agents)) + 1
    shares = rng.dirichlet(np.full(mixes, unevenness), agents)
    dealt = np.vstack([rng.multinomial(n, share) for n, share in zip(count, shares, strict=True)])
    who, what = np.indices(dealt.shape)
    return np.repeat(who.ravel(), dealt.ravel()), np.repeat(what.ravel(), dealt.ravel())


def cells_of(agent: Places, mix: Places, value: Array, measure_code: str) -> pd.DataFrame:
    """Sums by agent and mix; every three mixes are of one reason."""
    place = agent * (mix.max() + 1) + mix
    n, total, squares = (np.bincount(place, part) for part in (np.ones(len(place)), value, value**2))
    kept = np.flatnonzero(n)
    who, what = np.divmod(kept, mix.max() + 1)
    return pd.DataFrame(
        {
            "unit_code": [f"agent {one}" for one in who],
            "measure_code": measure_code,
            "mix_code": [f"reason {one // 3}|channel {one % 3}" for one in what],
            "n": n[kept],
            "total": total[kept],
            "total_squares": squares[kept],
        }
    )


def equal_house(seed: int, design: tuple) -> pd.DataFrame:
    rng = np.random.default_rng([SEED, seed])
    agent, mix = deal(rng, *design)
    lift = rng.lognormal(0, 0.6, design[1])[mix]
    few = rng.random(len(agent)) < 0.2
    score = np.where(rng.random(len(agent)) < 0.03, 0, np.clip(rng.normal(85 - 8 * lift, 14), 0, 100))
    measured = [
        cells_of(agent, mix, 200 * lift * rng.lognormal(0, 1.2, len(agent)), "handle_time"),
        cells_of(agent, mix, score, "qa_score"),
        cells_of(agent, mix, (rng.random(len(agent)) < np.clip(0.1 * lift, 0, 0.9)).astype(float), "repeat_rate"),
        cells_of(agent, mix, (rng.random(len(agent)) < np.clip(0.01 * lift, 0, 0.9)).astype(float), "churn_risk"),
        cells_of(
            agent[few], mix[few], (rng.random(few.sum()) > np.clip(0.3 * lift[few], 0, 0.9)).astype(float), "csat"
        ),
    ]
    return pd.concat(measured, ignore_index=True)


def show_equal(seeds: int) -> None:
    print(
        "equal: agents, mixes, contacts, unevenness | seeds with any false flag | agents flagged | raw: seeds, agents"
    )
    for design in DESIGNS:
        flagged, raw = [], []
        for seed in range(seeds):
            cells = equal_house(seed, design)
            found = compare_units(cells)
            flagged.append(found.groupby("unit_code")["stands_out"].any().to_numpy())
            raw.append(_is_raw_flagged(cells))
        told = [
            f"{np.mean([one.any() for one in part]):.3f} {np.concatenate(part).mean():.4f}" for part in (flagged, raw)
        ]
        print(*design, "|", *told, flush=True)


def _is_raw_flagged(cells: pd.DataFrame) -> NDArray[np.bool_]:
    """Whether a z-test without mix flags each agent in any measure."""
    sums = cells.groupby(["measure_code", "unit_code"])[["n", "total", "total_squares"]].sum()
    whole = sums.groupby("measure_code").transform("sum")
    mean = whole["total"] / whole["n"]
    variance = (whole["total_squares"] / whole["n"] - mean**2) / sums["n"]
    p_value = 2 * stats.norm.sf(np.abs(sums["total"] / sums["n"] - mean) / np.sqrt(variance))
    return pd.Series(p_value < 0.05 / len(sums), index=sums.index).groupby("unit_code").any().to_numpy()


def show_ordinary(seeds: int) -> None:
    print("ordinary: agents, contacts, spread | share of intervals that hold the truth | mean width")
    for agents, contacts, spread in ((8, 300, 0.1), (20, 200, 0.0), (20, 200, 0.05), (20, 200, 0.15), (100, 60, 0.1)):
        held, width = [], []
        for seed in range(seeds):
            rng = np.random.default_rng([SEED, seed])
            agent, mix = deal(rng, agents, 12, contacts, 0.3)
            effect = rng.normal(0, spread, agents)
            value = (rng.random(len(agent)) < np.clip(0.5 + 0.2 * np.sin(mix) + effect[agent], 0.02, 0.98)).astype(
                float
            )
            found = compare_units(cells_of(agent, mix, value, "fcr"))
            own = effect[[int(code.split()[1]) for code in found["unit_code"]]]
            truth = value.mean() + own - effect[agent].mean()
            held += ((found["low"] <= truth) & (truth <= found["high"])).tolist()
            width.append((found["high"] - found["low"]).mean())
        print(agents, contacts, spread, "|", f"{np.mean(held):.3f} | {np.mean(width):.3f}", flush=True)


def show_imbalances(seeds: int) -> None:
    print(
        "imbalances: agents, contacts | seeds in which exactly the three are named | with another agent named",
        end=" | ",
    )
    print("the long and resolved named | the merely long called balanced")
    for agents, contacts in ((20, 300), (60, 300), (140, 300), (20, 150)):
        exact, other, cleared, excused = [], [], [], []
        for seed in range(seeds):
            named = find_imbalances(compare_units(_unbalanced(seed, agents, contacts)), DIRECTIONS)
            pairs = set(zip(named["unit_code"], named["imbalance_code"], strict=True))
            exact.append(pairs == PLANTED)
            other.append(bool({unit for unit, _ in pairs} - {unit for unit, _ in PLANTED} - {MERELY_LONG}))
            cleared.append(("agent 4", "long_but_resolved") in pairs)
            excused.append((MERELY_LONG, "long_but_resolved") in pairs)
        told = " | ".join(f"{np.mean(part):.3f}" for part in (exact, other, cleared, excused))
        print(agents, contacts, "|", told, flush=True)


def _unbalanced(seed: int, agents: int, contacts: int) -> pd.DataFrame:
    rng = np.random.default_rng([SEED, seed])
    agent, mix = deal(rng, agents, 30, contacts, 0.3)
    pace, repeats, liked = np.ones(agents), np.full(agents, 0.18), np.full(agents, 0.75)
    pace[[1, 2, 4, 5]], repeats[[1, 4]], liked[2] = (0.6, 0.6, 1.5, 1.5), (0.5, 0.03), 0.3
    lift, seconds = rng.lognormal(0, 0.6, 30)[mix], rng.lognormal(0, 0.6, len(agent))
    few = rng.random(len(agent)) < 0.3
    is_solved = (rng.random(len(agent)) > np.clip(repeats[agent] * lift, 0, 0.9)).astype(float)
    is_liked = (rng.random(few.sum()) < np.clip(liked[agent[few]] / lift[few] ** 0.2, 0, 0.95)).astype(float)
    measured = [
        cells_of(agent, mix, 300 * lift * pace[agent] * seconds, "handle_time"),
        cells_of(agent, mix, is_solved, "fcr"),
        cells_of(agent[few], mix[few], is_liked, "csat"),
    ]
    return pd.concat(measured, ignore_index=True)


def coached_house(seed: int, agents: int, spread: float, lacking: tuple[int, ...] = LACKING) -> pd.DataFrame:
    """Counts by agent, criterion and mix over 14 days; a criterion applies to 30-100 % of contacts."""
    rng = np.random.default_rng([SEED, seed])
    contacts = rng.poisson(10 * 25 * rng.lognormal(0, 0.25, agents))
    shares, wrong = rng.dirichlet(np.full(12, 0.8), agents), rng.uniform(0.05, 0.1, len(LEVELS))
    rows = []
    for place, level in enumerate(LEVELS):
        applies, by_mix = rng.uniform(0.3, 1), rng.normal(0, 0.06, 12)
        skill = np.clip(level + rng.normal(0, spread, agents), 0, 1)
        for agent in range(agents):
            n = rng.multinomial(rng.binomial(contacts[agent], applies), shares[agent])
            shown = np.clip(skill[agent] + by_mix, 0.01, 0.99)
            shown = np.full(12, SHOWN_LACKING) if agent == COACHED and place in lacking else shown
            met = rng.binomial(n, shown * (1 - wrong[place]) + (1 - shown) * wrong[place])
            rows += [(f"{agent}", f"{place}", f"{mix // 2}|{mix % 2}", n[mix], met[mix]) for mix in np.flatnonzero(n)]
    return pd.DataFrame(rows, columns=["agent_id", "criterion_code", "mix_code", "n", "met_count"])


def show_coached(seeds: int) -> None:
    print("coached: agents, spread | named right | another agent named | nobody coached, yet somebody named")
    wanted = {(f"{COACHED}", f"{place}") for place in LACKING}
    for agents, spread in product((20, 60, 140), (0.02, 0.05, 0.08)):
        right, other, nobody = [], [], []
        for seed in range(seeds):
            named = choose_focus(coached_house(seed, agents, spread))
            right.append(set(zip(named["agent_id"], named["criterion_code"], strict=True)) == wanted)
            other.append((named["agent_id"] != f"{COACHED}").any())
            nobody.append(len(choose_focus(coached_house(seed + seeds, agents, spread, ()))) > 0)
        print(agents, spread, "|", *(f"{sum(part)} of {seeds}" for part in (right, other, nobody)), flush=True)


def show_drivers(seeds: int) -> None:
    print("drivers: empathy 0.4 raw, adjusted, interval holds it | closing (no effect) q < 5 % | queue -0.1 held")
    rows = []
    for seed in range(seeds):
        rng = np.random.default_rng([SEED, seed])
        reason, agent, queue = rng.integers(0, 12, 2000), rng.integers(0, 20, 2000), rng.exponential(90, 2000)
        empathy = np.where(rng.random(2000) < 0.2, np.nan, rng.random(2000) < 0.2 + 0.05 * reason)
        closing = (rng.random(2000) < rng.uniform(0.4, 0.9, 20)[agent]).astype(float)
        score = 2 + 0.15 * reason + 0.4 * np.nan_to_num(empathy) - 0.1 * queue / 60 + rng.normal(0, 0.3, 20)[agent]
        contacts = pd.DataFrame({"reason_code": reason.astype(str), "agent_id": agent, "queue_seconds": queue})
        contacts = contacts.assign(empathy=empathy, closing=closing, csat_score=score + rng.normal(0, 1, 2000))
        found = associate(contacts, "csat_score").set_index("factor_code")
        held = found.loc[list(TRUTH)]
        held = (held["low"] <= list(TRUTH.values())) & (held["high"] >= list(TRUTH.values()))
        is_false = found.at["closing", "q_value"] < 0.05
        rows.append((*found.loc["empathy", ["raw_effect", "effect"]], held["empathy"], is_false, held["queue_seconds"]))
    print("|", *(f"{one:.3f}" for one in np.array(rows, dtype=float).mean(axis=0)), flush=True)


def show_sessions(seeds: int) -> None:
    print("sessions without effect: called better or worse | alone | against colleagues")
    alone, against = [], []
    for seed in range(seeds * 5):
        rng = np.random.default_rng([SEED, seed])
        skill = np.clip(rng.normal(0.65, 0.06, 20), 0, 1)
        before, after = rng.binomial(40, skill), rng.binomial(40, skill)
        low = int(np.argmin(before))
        mine = ((int(before[low]), 40), (int(after[low]), 40))
        others = tuple((int(part.sum() - part[low]), 19 * 40) for part in (before, after))
        alone.append(compare_session(*mine).verdict_code != "no_detectable_change")
        against.append(compare_session(*mine, *others).verdict_code != "no_detectable_change")
    print("|", f"{np.mean(alone):.3f} | {np.mean(against):.3f}", flush=True)


def main(seeds: int) -> None:
    """Print every table."""
    show_sessions(seeds)
    show_drivers(seeds)
    show_coached(10)
    show_imbalances(max(seeds // 10, 2))
    show_ordinary(max(seeds // 5, 2))
    show_equal(seeds)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
