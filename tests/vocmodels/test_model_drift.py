"""A model that no longer fits is told of, and stable data are left alone."""

from datetime import date, timedelta

import numpy as np
import pandas as pd

from vocmodels.model_drift import DriftSettings, measure_drift, say_drift

FIRST, LAST = date(2026, 1, 1), date(2026, 4, 30)
MADE = date(2026, 2, 28)
SHARES = {"unsure": 0.06, "distance": 0.4, "disagreement": 0.12}


def days(
    seed: int = 0, a_day: float = 20, since: date | None = None, language: str = "es", **changed: float
) -> pd.DataFrame:
    """120 days of contacts; from `since` on the named measures have other values. Days differ more than chance makes them."""
    draws = np.random.default_rng(seed)
    rows = []
    for day in (FIRST + timedelta(days=number) for number in range(120)):
        shares = SHARES | (changed if since and day >= since else {})
        uneven = {name: share * draws.uniform(0.7, 1.3) for name, share in shares.items()}
        count = int(draws.poisson(a_day))
        unsure = int(draws.binomial(count, uneven["unsure"]))
        sure = count - unsure
        rows.append(
            {
                "contact_date": pd.Timestamp(day),
                "language_code": language,
                "contact_count": count,
                "unsure_count": unsure,
                "distance_sum": count * shares["distance"] + draws.normal(0, 0.12) * count**0.5,
                "sure_count": sure,
                "disagreement_count": int(draws.binomial(sure, uneven["disagreement"])),
            }
        )
    return pd.DataFrame(rows)


def drifted(daily: pd.DataFrame, last: date = LAST) -> list[tuple[str, str]]:
    found = measure_drift(daily, last, MADE)
    return list(found.loc[found["is_drifted"], ["language_code", "measure_code"]].itertuples(index=False, name=None))


def test_stable_data_are_hardly_ever_called_a_drift():
    called = sum(len(drifted(days(seed))) for seed in range(200))

    assert called <= 2  # of 600


def test_each_measure_that_rises_is_found_and_no_other():
    since = LAST - timedelta(days=13)

    assert drifted(days(1, since=since, unsure=0.16)) == [("es", "unsure")]
    assert drifted(days(2, since=since, distance=0.47)) == [("es", "distance")]
    assert drifted(days(3, since=since, disagreement=0.28)) == [("es", "disagreement")]


def test_only_the_language_that_changed_is_named():
    since = LAST - timedelta(days=13)
    both = pd.concat([days(1, since=since, unsure=0.16), days(2, language="en")], ignore_index=True)

    assert drifted(both) == [("es", "unsure")]


def test_a_rise_too_small_to_act_on_is_no_drift_however_sure_it_is():
    assert drifted(days(a_day=5_000, since=LAST - timedelta(days=13), distance=0.41)) == []


def test_what_falls_is_no_drift():
    assert drifted(days(a_day=100, since=LAST - timedelta(days=13), unsure=0.0, disagreement=0.0)) == []


def test_too_few_contacts_say_nothing():
    found = measure_drift(days(a_day=2, since=LAST - timedelta(days=13), unsure=0.7), LAST, MADE)

    assert not found["is_comparable"].any() and not found["is_drifted"].any()


def test_the_last_two_weeks_are_never_compared_with_themselves():
    found = measure_drift(days(), LAST, LAST).set_index("measure_code").loc["unsure"]
    daily = days().set_index("contact_date")["contact_count"]

    assert found["recent_count"] == daily[pd.Timestamp(LAST - timedelta(days=13)) :].sum()
    assert found["reference_count"] == daily[: pd.Timestamp(LAST - timedelta(days=14))].sum()


def test_what_came_long_after_the_model_was_made_is_no_reference():
    changed_after = MADE + timedelta(days=DriftSettings().settling_days + 1)

    assert ("es", "unsure") in drifted(days(4, a_day=60, since=changed_after, unsure=0.16))


def test_the_sentence_says_what_changed_and_what_to_do():
    row = pd.Series({"measure_code": "unsure", "recent_value": 0.09, "reference_value": 0.04})

    assert say_drift(row, "Spanish") == (
        "Spanish: 9 % not sure in the last 14 days where 4 % were: label some of them and run voc train."
    )


def test_no_days_give_no_rows_of_the_same_columns_and_the_order_of_rows_is_irrelevant():
    daily = days()
    found = measure_drift(daily, LAST, MADE)

    assert measure_drift(daily.iloc[:0], LAST, None).columns.tolist() == found.columns.tolist()
    pd.testing.assert_frame_equal(measure_drift(daily.sample(frac=1, random_state=1), LAST, MADE), found)
