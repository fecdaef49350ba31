"""Mentions: which reasons does a contact hold, and in which turn is each said?

The contact's own reason stands where its words were read. A further one counts only where a single turn is by itself as
sure as answers are wanted to be: a customer says much on the way that sounds like another reason.
"""

from __future__ import annotations

import pandas as pd

from vocmodels.reasons import ReasonClassifier, reason_text
from vocmodels.taxonomy import UNSURE
from vocmodels.turns import own_word_counts

COLUMNS = ["contact_id", "reason_code", "turn_index", "confidence"]
WORDS_WANTED = 3  # turns with fewer words of their own say no reason


def mention_reasons(
    turns: pd.DataFrame, classifier: ReasonClassifier, primary: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Return every reason of each contact, one row per turn that says one, by contact_id and turn_index.

    Args:
        turns: one row per turn: contact_id, turn_index, speaker, text (null allowed).
        primary: what was read of each contact: contact_id, turn_index (null allowed), reason_code, confidence, as
            `reason_text` and `predict` give it; None: it is read here.

    Returns:
        contact_id, reason_code, turn_index, confidence: a contact has none, one or several.
    """
    if primary is None:
        texts = reason_text(turns)
        primary = pd.concat([texts.drop(columns="text"), classifier.predict(texts["text"])], axis=1)
    own = primary.loc[primary["reason_code"].ne(UNSURE) & primary["turn_index"].notna(), COLUMNS]
    spoken = turns.loc[(turns["speaker"] == "customer") & turns["text"].notna(), ["contact_id", "turn_index", "text"]]
    spoken = spoken[(own_word_counts(spoken["text"]) >= WORDS_WANTED).to_numpy()]
    distinct = pd.Series(spoken["text"].unique(), dtype="str")
    said = classifier.predict(distinct).assign(text=distinct)
    is_sure = said["reason_code"].ne(UNSURE) & said["confidence"].ge(classifier.settings.wanted_precision)
    found = pd.concat([own.astype({"turn_index": turns["turn_index"].dtype}), spoken.merge(said[is_sure], on="text")])
    found = found.drop_duplicates(["contact_id", "turn_index"])  # where the contact was read, its own reason stands
    return found[COLUMNS].sort_values(["contact_id", "turn_index"], ignore_index=True)
