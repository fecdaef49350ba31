"""How many slow rises and drops are found, how soon, and how many are found where nothing happened?

    python -m tests.benchmarks.shifts [HOUSES]

Seeded. A house is 900 series of 1, 3, 10, 30 and 100 contacts a day with a week's rhythm and 400 days of history, judged by
score_days and find_shifts for 140 days. Quiet houses: nothing else; a season (of which one year is known); growth; a level
that wanders. In a changed house one series in ten rises by 20, 50 or 100 % over two, four or eight weeks and stays there.
Two peers see the same counts by week, with limits set so that on steady houses they tell as many false rises per
series-year as find_shifts tells in the changed houses, and again over all quiet houses (where it tells fewer): a z-test of four
weeks against the four before, and a cumulative sum of standardised counts (Rossi, Lampugnani & Marchi 1999, "An approximate
CUSUM procedure for surveillance of health events", Stat. Med. 18).
"""

import sys
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vocmodels.shifts import find_shifts
from vocmodels.spikes import score_days

Array = NDArray[np.float64]

SEED = 20_261
RATES = (1, 3, 10, 30, 100)
SERIES, HISTORY, WATCHED = 900, 400, 140
SHARES, WEEKS = (0.2, 0.5, 1.0), (2, 4, 8)
FIRST = pd.Timestamp("2024-01-01")
WEEKDAYS = np.array([1.25, 1.15, 1.1, 1.05, 1.05, 0.8, 0.6])
YEARS = SERIES * WATCHED / 365.25  # of series that are watched in a house
FOUND_WITHIN = 98  # days
RISE_DAY = HISTORY + 14
QUIET = ("steady", "season", "growth", "wandering")
REFERENCE_WEEKS, GUARD_WEEKS, CLUMP_WEEKS = 26, 8, 8
DROP_DAYS = {"one day without a contact": [0.0], "three days at 30 %": [0.3] * 3, "a week at 30 %": [0.3] * 7}


def simulate(kind: str, rng: np.random.Generator, lift: Array | float = 1.0) -> Array:
    """Counts (series, days); a series' daily dispersion lies between 0.01 and 0.08."""
    day = np.arange(HISTORY + WATCHED)
    dates = pd.date_range(FIRST, periods=len(day))
    mean = np.resize(RATES, SERIES)[:, None] * WEEKDAYS[dates.day_of_week.to_numpy()]
    if kind == "season":
        mean = mean * np.exp(0.2 * np.cos(2 * np.pi * (day / 365.25 + rng.random((SERIES, 1)))))
    if kind == "growth":
        mean = mean * np.exp(0.3 * day / 365.25)
    if kind == "wandering":
        mean = mean * np.exp(_wander(rng, len(day)))
    dispersion = rng.uniform(0.01, 0.08, (SERIES, 1))
    return rng.poisson(mean * lift * rng.gamma(1 / dispersion, dispersion, mean.shape)).astype(float)


def _wander(rng: np.random.Generator, days: int) -> Array:
    """A level that comes back to its mean within weeks: standard deviation 10 %, half-life two weeks."""
    keep = 0.5 ** (1 / 14)
    steps, level = rng.normal(0, 0.1 * np.sqrt(1 - keep**2), (days, SERIES)), np.zeros((days, SERIES))
    for day in range(1, days):
        level[day] = keep * level[day - 1] + steps[day]
    return level.T


def plan_rises() -> tuple[Array, pd.DataFrame]:
    """The lift (series, days) of a changed house, and one row per series that rises."""
    lift = np.ones((SERIES, HISTORY + WATCHED))
    risen = np.flatnonzero(np.arange(SERIES) // len(RATES) % 10 == 0)
    chosen = [list(product(SHARES, WEEKS))[place // len(RATES) % 9] for place in range(len(risen))]
    since = np.arange(1, HISTORY + WATCHED - RISE_DAY + 1)
    for series, (share, weeks) in zip(risen, chosen, strict=True):
        lift[series, RISE_DAY:] = 1 + share * np.minimum(1, since / (7 * weeks))
    shares, weeks_taken = zip(*chosen, strict=True)
    return lift, pd.DataFrame(
        {"series": risen, "rate": np.resize(RATES, SERIES)[risen], "share": shares, "weeks": weeks_taken}
    )


def find(counts: Array) -> pd.DataFrame:
    """What find_shifts tells from the watched days on: series, kind_code, day (on which it was told)."""
    dates = pd.date_range(FIRST, periods=counts.shape[1])
    daily = pd.DataFrame(
        {
            "series_code": np.repeat([f"{series:04d}" for series in range(len(counts))], counts.shape[1]),
            "contact_date": np.tile(dates, len(counts)),
            "contact_count": counts.ravel(),
        }
    )
    scored = score_days(daily, since=dates[HISTORY])
    known = daily.merge(scored.drop(columns="contact_count"), how="left", on=["series_code", "contact_date"])
    shifts = find_shifts(known.fillna({"is_spike": False, "low_p_value": 1.0}))
    day = (shifts["opened_date"] - FIRST).dt.days
    told = pd.DataFrame({"series": shifts["series_code"].astype(int), "kind_code": shifts["kind_code"], "day": day})
    return told[told["day"] >= HISTORY]


def weekly_z(counts: Array) -> Array:
    """(series, weeks): the last four weeks against the four before, in standard deviations."""
    weeks, _, spread = _by_week(counts)
    last = np.cumsum(np.pad(weeks, ((0, 0), (1, 0))), axis=1)
    four = np.pad(last[:, 4:] - last[:, :-4], ((0, 0), (3, 0)))
    before = np.pad(four, ((0, 0), (4, 0)))[:, : four.shape[1]]
    return (four - before) / np.sqrt(np.maximum((four + before) * spread, 1))


def cusum(counts: Array) -> Array:
    """(series, weeks): the cumulative sum of what each week has beyond its standardised mean, by half a deviation."""
    weeks, mean, spread = _by_week(counts)
    mean = np.maximum(mean, 0.5)
    deviations = (weeks - 3 * mean + 2 * np.sqrt(mean * weeks)) / (2 * np.sqrt(mean * spread))
    total, sums = np.zeros(len(counts)), np.zeros_like(weeks)
    for week in range(HISTORY // 7, weeks.shape[1]):
        total = np.maximum(total + deviations[:, week] - 0.5, 0)
        sums[:, week] = total
    return sums


def _by_week(counts: Array) -> tuple[Array, Array, Array]:
    """Counts by week, and their mean and variance over mean in half a year that ended eight weeks ago."""
    length = counts.shape[1] // 7
    weeks = counts[:, : length * 7].reshape(len(counts), length, 7).sum(axis=2)
    mean, spread = np.zeros_like(weeks), np.ones_like(weeks)
    for week in range(REFERENCE_WEEKS + GUARD_WEEKS, length):
        past = weeks[:, week - GUARD_WEEKS - REFERENCE_WEEKS : week - GUARD_WEEKS]
        mean[:, week] = past.mean(axis=1)
        spread[:, week] = np.maximum(past.var(axis=1, ddof=1) / np.maximum(past.mean(axis=1), 0.5), 1)
    return weeks, mean, spread


def alarms(statistic: Array, limit: float) -> pd.DataFrame:
    """One row per alarm: series, day (the last of its week); weeks above the limit that lie close are one alarm."""
    rows: list[tuple[int, int, int]] = []
    for series, week in np.argwhere(statistic > limit):
        if 7 * week + 6 >= HISTORY and not (rows and rows[-1][0] == series and week - rows[-1][2] < CLUMP_WEEKS):
            rows.append((series, 7 * week + 6, week))
        elif rows and rows[-1][0] == series:
            rows[-1] = (*rows[-1][:2], week)
    return pd.DataFrame(rows, columns=["series", "day", "week"])


def limit_for(statistics: list[Array], false_count: float) -> float:
    """The lowest limit at which quiet houses show no more alarms than `false_count`."""
    for limit in np.arange(1.0, 200.0, 0.1):
        if sum(len(alarms(statistic, limit)) for statistic in statistics) <= false_count:
            return float(limit)
    return 200.0


def first_finds(rises: pd.DataFrame, told: pd.DataFrame) -> pd.DataFrame:
    """The rises with the days until each was found; null where it was not."""
    since = told[told["day"] >= RISE_DAY].groupby("series")["day"].min() - RISE_DAY + 1
    days = rises["series"].map(since)
    return rises.assign(days=days.where(days <= FOUND_WITHIN))


def _table(finds: dict[str, pd.DataFrame], by: list[str]) -> str:
    parts = {}
    for name, rows in finds.items():
        groups = rows.groupby(by)["days"]
        parts[f"{name}: found"], parts[f"{name}: days"] = (
            groups.apply(lambda days: days.notna().mean()).round(2),
            groups.median(),
        )
    return pd.DataFrame(parts).to_string()


def measure_drops(rng: np.random.Generator) -> None:
    """Plant a drop in one series of ten, and print which are found by their end, and what else is told."""
    for name, shares in DROP_DAYS.items():
        lift = np.ones((SERIES, HISTORY + WATCHED))
        fallen = np.flatnonzero(np.arange(SERIES) // len(RATES) % 10 == 0)
        lift[fallen, RISE_DAY : RISE_DAY + len(shares)] = shares
        told = find(simulate("steady", rng, lift)).query("kind_code == 'drop'")
        in_time = told[told["day"].between(RISE_DAY, RISE_DAY + len(shares) - 1)]["series"]
        found = pd.Series(np.isin(fallen, in_time), index=np.resize(RATES, SERIES)[fallen]).groupby(level=0).mean()
        false = len(told[~told["series"].isin(fallen)])
        print(f"{name}: found by contacts a day {found.round(2).to_dict()}; {false} false drops", flush=True)


def measure_quiet(rng: np.random.Generator) -> dict[str, Array]:
    """Print what is told where nothing happened; return the counts."""
    quiet = {}
    for kind in QUIET:
        quiet[kind] = simulate(kind, rng)
        told = find(quiet[kind])["kind_code"].value_counts().to_dict()
        print(f"quiet, {kind}: {told or 'nothing'} told in {YEARS:.0f} series-years", flush=True)
    return quiet


def measure_rises(houses: int, quiet: dict[str, Array], rng: np.random.Generator) -> None:
    """Print which rises are found and when, beside the peers at an equal rate of false ones."""
    lift, rises = plan_rises()
    simulated = [simulate("steady", rng, lift) for _ in range(houses)]
    told = [find(counts).query("kind_code == 'slow_rise'") for counts in simulated]
    finds = {"find_shifts": pd.concat([first_finds(rises, rows) for rows in told])}
    false_count = sum(int((~rows["series"].isin(rises["series"])).sum()) for rows in told)
    rate = false_count / (houses * YEARS * (1 - len(rises) / SERIES))
    found_count = int(finds["find_shifts"]["days"].notna().sum())
    print(
        f"{houses} changed houses: {found_count} of {houses * len(rises)} rises found, {false_count} false rises told"
    )
    print(f"false rises per series-year: {rate:.4f}; the peers' limits are set to that", flush=True)
    for name, peer in {"z-test": weekly_z, "CUSUM": cusum}.items():
        statistics = {kind: peer(counts) for kind, counts in quiet.items()}
        limit = limit_for([statistics["steady"]], max(rate * YEARS, 1))
        finds[name] = pd.concat([first_finds(rises, alarms(peer(counts), limit)) for counts in simulated])
        false = {kind: len(alarms(statistic, limit)) for kind, statistic in statistics.items()}
        print(f"{name}: limit {limit:.1f}, false rises in quiet houses {false}")
        strict = limit_for(list(statistics.values()), max(rate * YEARS * len(quiet), 1))
        left = (
            pd.concat([first_finds(rises, alarms(peer(counts), strict)) for counts in simulated])["days"].notna().mean()
        )
        print(
            f"{name}: limit {strict:.1f} for that rate over all quiet houses: {left:.2f} of the rises found", flush=True
        )
    print(_table(finds, ["share", "weeks"]), _table(finds, ["rate"]), sep="\n\n", flush=True)


def main(houses: int) -> None:
    rng = np.random.default_rng(SEED)
    quiet = measure_quiet(rng)
    measure_rises(houses, quiet, rng)
    measure_drops(rng)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 6)
