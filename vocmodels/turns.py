"""Turns: which words of a contact say why the customer came?

The customer's first turns that say something: greetings, thanks, names, numbers given on request and goodbyes are
skipped.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from vocmodels.columns import text_column

PLEASANTRIES = (
    r"hi+|hello|hey|hiya|good (?:morning|afternoon|evening|day|night)|greetings",
    r"thanks?(?: you)?(?: (?:so|very) much)?|thank u|thx|ty|you'?re welcome|welcome|no problem|nice to meet you",
    r"bye+|goodbye|see you|take care|have a (?:\w+ )?(?:nice|good|great|lovely|wonderful|blessed)",
    r"(?:nice|good|great|lovely|wonderful|blessed) (?:day|one|evening|weekend|night|rest of your day)",
    r"how are you(?: doing)?(?: today)?|i'?m (?:fine|good|well)|that'?s (?:all|it)|that (?:is|will be) (?:all|it)",
    r"nothing else|anything else|for (?:your|the|all your) (?:help|support|service|time|assistance|booking)",
    r"ok(?:ay)?|k|yes+|yep|yeah|yup|no|nope|sure|right|correct|alright|all right|great|perfect|cool|fine|awesome",
    r"got it|i see|please|sir|ma'?am|madam|um+|uh+|hmm+|er+m?|well|so|hold on|(?:one|just a) (?:moment|second|sec)",
    r"hola|buen[oa]s(?: (?:d[ií]as|tardes|noches))?|(?:muchas |mil )?gracias(?: por (?:su|tu|la) \w+)?|muy amable",
    r"de nada|adi[oó]s|hasta (?:luego|pronto)|que (?:tenga|pase)(?: un)? buen(?:a)? (?:d[ií]a|tarde)|igualmente",
    r"qu[eé] tal|c[oó]mo est[aá]s?|s[ií]|vale|claro|de acuerdo|est[aá] bien|bien|perfecto|listo|por favor",
    r"un momento|eso (?:es|ser[ií]a) todo|nada m[aá]s|señor(?:a|ita)?|este|pues|eh+|bueno|mire|correcto|exacto",
)
INTRODUCTIONS = (
    r"my name is|this is|my (?:full )?name'?s|i am called|speaking with|(?:it'?s|it is) under|name on (?:it|the \w+)",
    r"my (?:e-?mail|email address|phone|phone number|number|zip|zip code|address|account number|order number|booking"
    r"(?: confirmation)? number|confirmation number|last name|first name) (?:is|'s)",
    r"me llamo|mi nombre es|soy|le habla|habla|a nombre de",
    r"mi (?:correo|tel[eé]fono|n[uú]mero|direcci[oó]n|apellido)(?: \S+){0,3} es",
)
PLEASANTRY = rf"(?i)\b(?:{'|'.join(PLEASANTRIES)})\b"
IDENTIFICATION = rf"(?i)\b(?:{'|'.join(INTRODUCTIONS)})\b"
MASK_OR_NUMBER = r"\[[A-Z]+\]|\b\S*\d\S*\b"
WORD = r"\pL{2,}"


@dataclass(frozen=True)
class TurnSettings:
    """How much of a contact is read to find its reason."""

    turns_read: int = 8  # customer turns from the start among which the reason is looked for
    turns_kept: int = 2
    words_wanted: int = 3  # a turn with fewer words of its own says no reason
    words_enough: int = 6  # no further turn is added after this many
    characters_kept: int = 500


def reason_text(turns: pd.DataFrame, settings: TurnSettings = TurnSettings()) -> pd.DataFrame:
    """Return the words of each contact that carry its reason.

    Args:
        turns: one row per turn, in any order: contact_id, turn_index, speaker, text (null allowed).

    Returns:
        one row per contact, by contact_id: contact_id, turn_index (of the first turn taken; null when the customer says
        nothing), text (empty then).
    """
    spoken = turns.loc[(turns["speaker"] == "customer") & turns["text"].notna(), ["contact_id", "turn_index", "text"]]
    spoken = spoken.sort_values(["contact_id", "turn_index"], kind="stable")
    spoken = spoken[spoken.groupby("contact_id").cumcount() < settings.turns_read]
    spoken = spoken.assign(words=own_word_counts(spoken["text"]).to_numpy())
    kept = _carrying_turns(spoken, settings)
    said = kept.groupby("contact_id", sort=True).agg(turn_index=("turn_index", "first"), text=("text", " ".join))
    contacts = turns["contact_id"].drop_duplicates().sort_values(ignore_index=True)
    answer = said.reindex(pd.Index(contacts))
    texts = pd.Series(answer["text"].tolist(), dtype="str").fillna("").str.slice(0, settings.characters_kept)
    first_turns = pd.Series(answer["turn_index"].tolist(), dtype="Int64")
    return pd.DataFrame({"contact_id": contacts, "turn_index": first_turns, "text": texts})


def own_word_counts(texts: pd.Series) -> pd.Series:
    """Return how many words of each text are not pleasantry, introduction, mask or number; null counts as 0."""
    written = text_column(texts)
    is_introduction = pc.fill_null(pc.match_substring_regex(written, IDENTIFICATION), False)
    bare = written
    for pattern in (IDENTIFICATION, MASK_OR_NUMBER, PLEASANTRY):
        bare = pc.replace_substring_regex(bare, pattern, " ")
    counts = pc.fill_null(pc.count_substring_regex(bare, WORD), 0).to_numpy(zero_copy_only=False)
    names = 2 * is_introduction.to_numpy(zero_copy_only=False)  # an introduction is followed by a name
    return pd.Series(np.maximum(counts - names, 0), index=texts.index, dtype="int64")


def _carrying_turns(spoken: pd.DataFrame, settings: TurnSettings) -> pd.DataFrame:
    substantive = spoken[spoken["words"] >= settings.words_wanted]
    said_before = substantive.groupby("contact_id")["words"].cumsum() - substantive["words"]
    is_early = substantive.groupby("contact_id").cumcount() < settings.turns_kept
    chosen = substantive[is_early & (said_before < settings.words_enough)]
    rest = spoken[~spoken["contact_id"].isin(chosen["contact_id"]) & (spoken["words"] > 0)]
    longest = rest.sort_values(["contact_id", "words", "turn_index"], ascending=[True, False, True])
    return pd.concat([chosen, longest.drop_duplicates("contact_id")])
