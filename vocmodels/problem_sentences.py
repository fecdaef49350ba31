"""Problem sentences: which sentences of a customer bear the problem?

Texts are cut where a sentence ends, long sentences also where who speaks would pause (in columns: every contact is read;
quotes.py cuts with more care what is shown). Greetings, introductions, thanks, fillers and bare pleas for help say nothing
of their own, nor do details given on request; of the rest, what states a request, a wish or a trouble comes first, and of
equals the early one. A short text keeps all of it that says something.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from vocmodels.columns import text_column
from vocmodels.own_words import STOP_WORDS
from vocmodels.turns import MASK_OR_NUMBER, PLEASANTRY, WORD

END = "\n"
GREETINGS = (
    r"(?:hi+|hello+|hey+|hiya|hai|greetings|good (?:morning|afternoon|evening|day)(?: to you)?)(?: (?:there|everyone|team))?"
    r"|how are you(?: doing)?(?: today)?|sir|ma'?am|madam|hola|buen d[ií]a|buen[oa]s(?: (?:d[ií]as|tardes|noches))?"
    r"|qu[eé] tal"
)
NAME = r"(?:\[[A-Z]+\]|[\pL.'-]+)"
INTRODUCTION = r"my (?:full )?name(?:'s| is)|i am called|me llamo|mi nombre es|le habla|you'?re speaking with"
GOES_ON = r"[,.;!?\n]+|\b(?:and|but|y|pero|i|i'm|i'd|i've|can|could|how|quiero|quisiera|necesito|tengo)\b|$"
THANKS = (
    r"(?:no,? )?(?:thank(?:s| ?you)|gracias)(?: (?:so|very) much| a lot| again)?"
    r"(?: (?:for|por) (?:your|the|all|su|tu|la)(?: your)? \w+)?|no need|nothing else|nada m[aá]s"
)
ASIDES = (  # what is taken out before texts are cut, and what stands there instead
    (rf"(?i)\b(?:{THANKS})\b", " "),
    (r"(?i)\b(?:um+|uh+m?|erm+|hmm+|mm+|eh+|o sea)\b[,.]*|,\s*(?:you know|i mean|este)\b,?", " "),
    (r"(?i)\b(mr|mrs|ms|dr|sr|sra|dra)\.", r"\1"),
    (rf"(?i)\b(?:{INTRODUCTION}|this is)\s+(?:\[[A-Z]+\]\s*)+[,.]*", END),
    (rf"(?i)\b(?:{INTRODUCTION})\s+{NAME}(?: {NAME}){{0,2}}?\s*({GOES_ON})", END + r"\1"),
    (
        rf"(?i)^\s*(?:(?:{GREETINGS})\b[\s,.!¡¿]*)+(?:this is|it's|soy|i'?m|i am) {NAME}(?: speaking)?(?:[,.!]|\s+and\b|\s+y\b)",
        END,
    ),
    (r"(?i)\b(hi|hello|hey) (there (?:are|is|was|were|has|have|seems?)\b)", r"\1" + END + r"\2"),
    (r"([.!?…;][\"'”’)\]]*)\s+", r"\1" + END),
)
PAUSE = (
    r"(?i)(?:,\s*|\s+)\b(but|because|so (?:i|my|the|when|can|could)|and (?:i|i'm|it|they|my|the|now|then|when)|since i"
    r"|pero|porque|entonces|as[ií] que|y (?:me|no|ya|ahora|cuando|quiero|luego))\b",
    END + r"\1",
)
EDGES = (  # words of no weight where a sentence begins and ends
    (
        rf"(?i)^(?:[\s,.!¡;:-]|\b(?:and|so|but|also|okay|ok|yeah|yep|yes|well|{GREETINGS}|y|pero|pues|entonces|bueno"
        r"|mire)\b|\bs[ií][\s,.!]+|\b(?:no|right|sure|great|perfect|fine|este)\b[,.!]+)+",
        "",
    ),
    (r"(?i)(?:[\s,;:-]|\b(?:and|so|but|please|y|pero|pues|por favor)\b)+([.!?]*)$", r"\1"),
)
PLEAS = (
    r"(?:can|could|would|will) you (?:please |kindly )?(?:help|assist)(?: me)?(?: out)?(?: with (?:this|that|it|something))?"
    r"|(?:please )?help(?: me)?(?: out)?|i (?:really )?need (?:some |your |a little |a bit of )?(?:help|assistance)"
    r"|(?:i )?(?:have|got) (?:a|another|one) (?:quick |small )?question|(?:i was )?wondering|let me know|appreciate(?: it)?"
    r"|(?:me )?(?:puedes?|podrias?) ayudar(?:me)?|ayud[ae]me|necesito (?:su |tu |de su )?ayuda"
    r"|tengo (?:una|otra) (?:duda|pregunta|consulta)"
)
CUES = (  # of a request, of a wish, of a trouble; accents are taken away before
    r"(?:can|could|may|do|does|is|are|will|would) (?:you|i|we|it|there|my|the)|where|when|what|which|who|please|help"
    r"|puede\w*|podria\w*|donde|cuando|que|cual|por favor|ayud\w+",
    r"want|wanna|need|trying|tried|like to|looking (?:to|for)|wish|have to|how (?:do|can|would|long|much|to)|cancel|change"
    r"|quiero|quisiera|necesito|gustaria|trato|tratando|intent\w+|como (?:puedo|hago)|cuanto|deseo",
    r"not|never|\w+n['’]?t|cannot|without|still|wrong|broken|missing|lost|stolen|fail\w*|error|problem|issue|trouble|late"
    r"|stopped|refus\w+|declin\w+|reject\w+|twice|no|nunca|todavia|aun|sin|mal|rot[oa]|perd\w+|rob\w+|falta|fall\w+"
    r"|problema|equivocad[oa]|danad[oa]|rechaz\w+|tampoco|nadie|ningun\w*|because|porque|why|por que",
)
DETAIL = (  # given on request: the word for it, up to its number or mask
    r"(?:first |last |full )?name|number|e-?mail|phone|address|zip(?: ?code)?|post ?code|password|confirmation|account|order"
    r"|id|pin|numero|correo|telefono|direccion|codigo|clave|contrasena|pedido|cuenta|apellido|nombre|cedula"
)
GIVEN = rf"(?i)\b(?:{DETAIL})\b(?: \S+){{0,3}}? (?:{MASK_OR_NUMBER})"
STOP = "|".join(sorted(STOP_WORDS["en"] | STOP_WORDS["es"]))
SAID_AGAIN = re.compile(r"(?i)\b(\w+)(?: \1\b)+")


@dataclass(frozen=True)
class ProblemSettings:
    """How much of a customer's words is kept, and what makes a part of them worth keeping."""

    turns_read: int = 8  # customer turns from the start
    most_words: int = 40
    most_parts: int = 3  # from more turns than the one that bears it best; of that turn, all that fits
    long_part: int = 18  # words; a longer sentence is cut at its pauses
    words_wanted: int = 2  # of its own; a part with fewer, and without a cue, stands behind all others
    words_enough: int = 6  # of its own: more make a part no better
    cue_worth: float = 2.0  # of each kind of cue, in words of its own
    later_costs: float = 1.0  # in words of its own, for each part that says something before it


def bearing_parts(texts: Sequence[str | None], settings: ProblemSettings = ProblemSettings()) -> list[str]:
    """Return of each text the parts that bear the problem, in their order; '' where it says nothing of its own."""
    parts = _parts(text_column(texts), settings)
    said = _said(_chosen(parts.assign(whole=parts["row"]), settings), settings)
    return [said.get(row, "") for row in range(len(texts))]


def problem_text(turns: pd.DataFrame, settings: ProblemSettings = ProblemSettings()) -> pd.DataFrame:
    """Return the words of each contact that bear its problem.

    Args:
        turns: one row per turn, in any order: contact_id, turn_index, speaker, text (masked; null allowed).

    Returns:
        one row per contact, by contact_id: contact_id, turn_index (of the first part taken; null when the customer says
        nothing of their own), text (empty then).
    """
    spoken = turns.loc[(turns["speaker"] == "customer") & turns["text"].notna(), ["contact_id", "turn_index", "text"]]
    spoken = spoken.sort_values(["contact_id", "turn_index"], kind="stable")
    spoken = spoken[spoken.groupby("contact_id").cumcount() < settings.turns_read]
    parts = _parts(text_column(spoken["text"]), settings)
    of_turn = spoken[["contact_id", "turn_index"]].iloc[parts["row"]].reset_index(drop=True)
    chosen = _chosen(parts.assign(whole=of_turn["contact_id"], turn_index=of_turn["turn_index"]), settings)
    contacts = turns["contact_id"].drop_duplicates().sort_values(ignore_index=True)
    said, first = _said(chosen, settings), chosen.drop_duplicates("whole").set_index("whole")["turn_index"]
    texts = pd.Series([said.get(contact, "") for contact in contacts], dtype="str")
    first_turns = pd.Series(first.reindex(pd.Index(contacts)).tolist(), dtype="Int64")
    return pd.DataFrame({"contact_id": contacts, "turn_index": first_turns, "text": texts})


def _parts(written: pa.Array, settings: ProblemSettings) -> pd.DataFrame:
    """One row per part that says something: row (of the text), part, words, own (words), cues, is_detail."""
    rows, sentences = _split(np.arange(len(written)), _replaced(written, ASIDES))
    sentences = _replaced(sentences, EDGES)
    is_long = _counts(sentences, r"\S+") > settings.long_part
    rows, parts = _split(rows, pc.if_else(pa.array(is_long), _replaced(sentences, [PAUSE]), sentences))
    plain = pc.replace_substring_regex(pc.utf8_normalize(parts, "NFD"), r"\pM", "")
    nothing = (GIVEN, MASK_OR_NUMBER, rf"(?i)\b(?:{PLEAS})\b", PLEASANTRY)
    bare = _replaced(plain, [(pattern, " ") for pattern in nothing])
    own = _counts(_replaced(bare, [(rf"(?i)\b(?:{STOP})\b", " ")]), WORD)
    found = pd.DataFrame({"row": rows, "part": parts.to_pylist(), "words": _counts(parts, r"\S+"), "own": own})
    found["cues"] = sum((_holds(plain, rf"(?i)\b(?:{cue})\b").astype(int) for cue in CUES), np.zeros(len(rows), int))
    found["is_detail"] = _holds(plain, MASK_OR_NUMBER)
    return found[_counts(bare, WORD) > 0].reset_index(drop=True)


def _chosen(parts: pd.DataFrame, settings: ProblemSettings) -> pd.DataFrame:
    """The parts that are kept of each `whole`, in their order."""
    place = parts.groupby("whole").cumcount()
    worth = parts["own"].clip(upper=settings.words_enough) + settings.cue_worth * parts["cues"]
    is_short = parts["own"] < settings.words_wanted
    is_bare = (parts["own"] == 0) | (is_short & ((parts["cues"] == 0) | parts["is_detail"]))
    worth = worth - settings.later_costs * place
    parts = parts.assign(place=place, worth=worth, is_bare=is_bare, joins=~is_short & (parts["cues"] > 0))
    ranked = parts.sort_values(["whole", "is_bare", "worth", "place"], ascending=[True, True, False, True])
    of_whole = ranked.groupby("whole")
    rank, is_near = of_whole.cumcount(), ranked["row"] == of_whole["row"].transform("first")
    goes_with = is_near | (ranked["joins"] & (rank < settings.most_parts))
    fits = of_whole["words"].cumsum() <= settings.most_words
    says_something = of_whole["own"].transform("max") > 0
    return ranked[((fits & goes_with) | (rank == 0)) & says_something].sort_values(["whole", "place"])


def _said(chosen: pd.DataFrame, settings: ProblemSettings) -> dict[object, str]:
    """The words kept of each whole; what who speaks says twice is said once."""
    said: dict[object, list[str]] = {}
    for whole, part in zip(chosen["whole"].tolist(), chosen["part"].tolist(), strict=True):
        said.setdefault(whole, []).append(part)
    once = {whole: SAID_AGAIN.sub(r"\1", " ".join(parts)).split() for whole, parts in said.items()}
    return {whole: " ".join(words[: settings.most_words]) for whole, words in once.items()}


def _split(rows: np.ndarray, written: pa.Array) -> tuple[np.ndarray, pa.Array]:
    """Cut each text at its END marks; return the row of each part, and the parts."""
    lists = pc.split_pattern(pc.fill_null(written, ""), END)
    parents = pc.list_parent_indices(lists).to_numpy(zero_copy_only=False)
    return rows[parents], pc.utf8_trim_whitespace(pc.list_flatten(lists))


def _replaced(written: pa.Array, patterns: Sequence[tuple[str, str]]) -> pa.Array:
    for pattern, put in patterns:
        written = pc.replace_substring_regex(written, pattern, put)
    return written


def _counts(written: pa.Array, pattern: str) -> np.ndarray:
    return pc.count_substring_regex(written, pattern).to_numpy(zero_copy_only=False)


def _holds(written: pa.Array, pattern: str) -> np.ndarray:
    return pc.match_substring_regex(written, pattern).to_numpy(zero_copy_only=False)
