"""What goes with satisfaction: reason, behaviour and wait told apart."""

import numpy as np
import pandas as pd
import pytest

from vocmodels.satisfaction import SatisfactionInputError, associate, weigh_reasons


def house(seed, count=3000):
    """Pleasant reasons are liked more, and empathy is shown in them more often; it is worth 0.4 points, closing nothing."""
    rng = np.random.default_rng(seed)
    reason = rng.integers(0, 6, count)
    empathy = np.where(rng.random(count) < 0.2, np.nan, rng.random(count) < 0.2 + 0.12 * reason)
    queue = rng.exponential(90, count)
    score = 2 + 0.3 * reason + 0.4 * np.nan_to_num(empathy) - 0.1 * queue / 60 + rng.normal(0, 1, count)
    return pd.DataFrame(
        {
            "contact_id": np.arange(count).astype(str),
            "agent_id": rng.integers(0, 20, count).astype(str),
            "reason_code": [f"reason {one}" for one in reason],
            "channel_code": np.where(rng.random(count) < 0.5, "voice", "chat"),
            "queue_seconds": queue,
            "empathy": empathy,
            "closing": (rng.random(count) < 0.6).astype(float),
            "csat_score": score,
        }
    )


def test_an_effect_is_adjusted_for_the_reason_and_the_raw_one_stands_beside_it():
    found = associate(house(1), "csat_score").set_index("factor_code")

    empathy = found.loc["empathy"]
    assert empathy["raw_effect"] > 0.6
    assert empathy["low"] < 0.4 < empathy["high"] < 0.6
    assert empathy["n"] == house(1)["empathy"].notna().sum()
    assert found.at["queue_seconds", "low"] < -0.1 < found.at["queue_seconds", "high"]
    assert found.at["closing", "low"] < 0 < found.at["closing", "high"]
    assert found.at["reason 5", "effect"] > 0 > found.at["reason 0", "effect"]
    assert set(found["factor_kind"]) == {"reason", "behaviour", "wait"}


def test_intervals_hold_the_truth_and_nothing_is_found_where_nothing_is():
    held, false = [], []
    for seed in range(40):
        found = associate(house(seed, 800), "csat_score").set_index("factor_code")
        held.append(found.at["empathy", "low"] < 0.4 < found.at["empathy", "high"])
        false.append(found.at["closing", "q_value"] < 0.05)

    assert np.mean(held) >= 0.85
    assert np.mean(false) <= 0.1


def test_an_agents_own_way_is_no_effect_of_what_the_agent_does_always():
    rng = np.random.default_rng(3)
    false = []
    for _ in range(40):
        agent = rng.integers(0, 20, 1000)
        always, liked = rng.random(20) < 0.5, rng.normal(0, 0.5, 20)
        rows = {"reason_code": "lost", "agent_id": agent, "closing": always[agent].astype(float)}
        rows["csat_score"] = liked[agent] + rng.normal(0, 1, 1000)
        found = associate(pd.DataFrame(rows), "csat_score")
        false.append(found["q_value"].min() < 0.05)

    assert np.mean(false) <= 0.15


def test_repeats_are_told_as_a_share():
    contacts = pd.DataFrame(
        {"reason_code": ["lost"] * 400, "clear_solution": [1.0, 0.0] * 200, "is_repeated": [0, 1, 0, 0] * 100}
    )

    row = associate(contacts, "is_repeated").iloc[0]

    assert (row["factor_code"], row["raw_effect"], round(row["effect"], 6)) == ("clear_solution", -0.5, -0.5)
    assert row["low"] < -0.5 < row["high"] < 0


def test_the_impact_of_a_reason_is_its_volume_times_its_gap():
    contacts = pd.DataFrame(
        {
            "reason_code": [*["lost"] * 6, *["stock"] * 10, None],
            "csat_score": [2, 3, 2, 1, None, None, 4, 5, 4, 5, 4, 5, 4, 5, 4, 5, 1],
        }
    )

    lost = weigh_reasons(contacts, "csat_score").set_index("reason_code").loc["lost"]

    assert (lost["n"], lost["mean"], lost["gap"], lost["impact"]) == (4, 2, -2.5, -15)
    assert lost["low"] < -15 < lost["high"] < 0


def test_too_few_contacts_or_all_alike_give_the_same_columns_and_no_rows():
    found = associate(house(1), "csat_score")
    contacts = house(1)

    assert associate(contacts.iloc[:20], "csat_score").dtypes.equals(found.dtypes)
    assert associate(contacts.assign(csat_score=5), "csat_score").empty
    assert weigh_reasons(contacts.iloc[:0], "csat_score").columns.tolist() == [
        "reason_code", "n", "mean", "gap", "impact", "low", "high",
    ]  # fmt: skip


def test_an_input_that_lacks_the_outcome_or_holds_text_is_refused():
    with pytest.raises(SatisfactionInputError, match="nps_score"):
        associate(house(1), "nps_score")
    with pytest.raises(SatisfactionInputError, match="note"):
        associate(house(1).assign(note="friendly"), "csat_score")
