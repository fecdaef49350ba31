"""What busy and hard days go with."""

import numpy as np
import pandas as pd
import pytest

from vocmodels.workload import WorkloadInputError, associate_load


def days(seed, effect):
    """Ten agents, forty days; on days with ten points more occupancy contacts take `effect` seconds longer."""
    rng = np.random.default_rng(seed)
    agent, day = (part.ravel() for part in np.indices((10, 40)))
    usual = rng.uniform(0.5, 0.9, 10)
    load = np.clip(usual[agent] + rng.normal(0, 0.08, 400), 0, 1)
    n = rng.integers(5, 40, 400)
    # agents who are busy anyway are slow anyway: that is no effect of a busy day
    seconds = 300 + 400 * usual[agent] + effect * 10 * (load - usual[agent]) + rng.normal(0, 200 / np.sqrt(n))
    keys = {"agent_id": agent.astype(str), "contact_date": pd.Timestamp("2026-03-02") + pd.to_timedelta(day, unit="D")}
    loads = pd.DataFrame(keys | {"load_code": "occupancy", "load": load})
    return loads, pd.DataFrame(keys | {"measure_code": "handle_time", "n": n, "total": n * seconds})


def test_days_of_an_agent_are_compared_with_other_days_of_the_same_agent():
    row = associate_load(*days(1, effect=20)).iloc[0]

    assert (row["load_code"], row["outcome_code"], row["n"]) == ("occupancy", "handle_time", 400)
    assert row["low"] < 20 < row["high"]
    assert row["low"] > 0 and row["high"] < 40


def test_busy_agents_who_are_slow_anyway_show_no_effect_of_the_load():
    held = [associate_load(*days(seed, effect=0)).iloc[0] for seed in range(30)]

    assert np.mean([row["low"] < 0 < row["high"] for row in held]) >= 0.85


def test_too_few_days_say_nothing():
    loads, outcomes = days(1, effect=20)

    none = associate_load(loads.iloc[:30], outcomes)
    assert none.empty and none.dtypes.equals(associate_load(loads, outcomes).dtypes)
    with pytest.raises(WorkloadInputError, match="load_code"):
        associate_load(loads.drop(columns="load_code"), outcomes)
