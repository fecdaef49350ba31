"""Judging: how often is a model right on contacts that no model learned from, and is a new one no worse than the old?"""

from __future__ import annotations

import pandas as pd

from pipelines.learning.contacts import FEWEST_JUDGED

ALL = "all"  # in the place of a language


def tally(judged: pd.DataFrame, said_codes: pd.Series) -> pd.DataFrame:
    """Return how often the reasons said are the true ones, a row a language, and one of all where there are several.

    Args:
        judged: language_code, judge_code, reason_code (the true one).
        said_codes: what a model said of each, in order.

    Returns:
        language_code, judge_code (`label`, `disposition`; of all languages `both` where they differ), n, right_count.
    """
    rows = judged.assign(is_right=(said_codes.to_numpy() == judged["reason_code"].to_numpy()))
    by_language = _counted(rows)
    if len(by_language) < 2:
        return by_language
    judges = rows["judge_code"].unique()
    every = rows.assign(language_code=ALL, judge_code=judges[0] if len(judges) == 1 else "both")
    return pd.concat([by_language, _counted(every)], ignore_index=True)


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    groups = rows.groupby(["language_code", "judge_code"], as_index=False)["is_right"]
    return groups.agg(n="size", right_count="sum").astype({"n": int, "right_count": int})


def compare(judged: pd.DataFrame, new_codes: pd.Series, old_codes: pd.Series) -> pd.DataFrame:
    """Return how often two models are right on the same contacts, a row a language.

    Returns:
        language_code, judge_code, n, new_count, old_count, is_decisive (whether enough contacts judge), is_worse (the
        new model is right on fewer, and that decides).
    """
    new, old = tally(judged, new_codes), tally(judged, old_codes)
    both = new.rename(columns={"right_count": "new_count"}).assign(old_count=old["right_count"])
    both = both[both["language_code"] != ALL]
    is_decisive = both["n"] >= FEWEST_JUDGED
    return both.assign(is_decisive=is_decisive, is_worse=is_decisive & (both["new_count"] < both["old_count"]))


def say(comparison: pd.DataFrame) -> str:
    """Return in words how two models compare: right on 40 of 50 contacts in en (38 before), 3 of 4 in es (too few)."""
    if comparison.empty:
        return "there is no contact to judge by"
    parts = [
        f"{row.new_count:,} of {row.n:,} contacts in {row.language_code}"
        f" ({row.old_count:,} before{'' if row.is_decisive else '; too few to decide'})"
        for row in comparison.itertuples()
    ]
    return "right on " + ", ".join(parts)
