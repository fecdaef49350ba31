"""Quality's words: which words does a turn hold, whether it was typed or written down from speech?

Lower case, without accents, contractions apart, without fillers, numbers and masks as one word each. A sentence ends with
the word `.`, and the turn begins with one: text from speech may have no other.
"""

from __future__ import annotations

import re
from functools import lru_cache

END, ASKED, NUMBER, MASK = ".", "?", "#", "mask"
PART = re.compile(r"\[[a-z_ 0-9]+\]|[a-z]+(?:['’´`][a-z]+)*|[$€£]?\d[\d.,:/%-]*|[.?!;\n]+")
ACCENTS = str.maketrans("áàâäéèêëíìîïóòôöúùûüñç¿¡", "aaaaeeeeiiiioooouuuunc..")
FILLER_WORDS = (
    "um uh er erm hmm mm mmm mhm uhm ah just really very actually basically truly quite"
    " eh em ehm pues muy realmente verdaderamente nomas"
)
FILLERS = frozenset(FILLER_WORDS.split())
ENDINGS = {"m": ["am"], "ll": ["will"], "ve": ["have"], "re": ["are"], "d": ["would"], "s": ["is"], "t": ["not"]}
WHOLE = {
    "im": ["i", "am"], "ive": ["i", "have"], "ill": ["i", "will"], "youre": ["you", "are"], "youve": ["you", "have"],
    "youll": ["you", "will"], "weve": ["we", "have"], "thats": ["that", "is"], "whats": ["what", "is"], "dont": ["do", "not"],
    "cant": ["can", "not"], "cannot": ["can", "not"], "wont": ["will", "not"], "didnt": ["did", "not"],
    "doesnt": ["does", "not"], "isnt": ["is", "not"], "wasnt": ["was", "not"], "lets": ["let", "us"], "gonna": ["going", "to"],
    "wanna": ["want", "to"], "gotta": ["got", "to"], "lemme": ["let", "me"], "u": ["you"], "ur": ["your"], "pls": ["please"],
    "plz": ["please"], "thx": ["thanks"], "ok": ["okay"], "q": ["que"], "xq": ["porque"], "x": ["por"], "k": ["que"],
    "ud": ["usted"], "uds": ["ustedes"], "porfa": ["por", "favor"], "porfavor": ["por", "favor"],
}  # fmt: skip


def words_of(text: str) -> list[str]:
    """Return the words of a turn, in order; the first is the end of a sentence, as is the last."""
    words = [END]
    for part in PART.findall(text.lower().translate(ACCENTS)):
        words += _read(part)
    if words[-1] != END:
        words.append(END)
    return words


@lru_cache(maxsize=200_000)
def _read(part: str) -> tuple[str, ...]:
    if part[0] == "[":
        return (MASK,)
    if part[0] in "$€£" or part[0].isdigit():
        return (NUMBER,)
    if not part[0].isalpha():
        return (ASKED, END) if ASKED in part else (END,)
    if part in WHOLE:
        return tuple(WHOLE[part])
    pieces = re.split("['’´`]", part)
    if len(pieces) == 1:
        return () if part in FILLERS else (part,)
    return (*_head(pieces), *(word for piece in pieces[1:] for word in ENDINGS.get(piece, [piece])))


def _head(pieces: list[str]) -> tuple[str, ...]:
    """What stands before the apostrophe: can't is can and not, won't is will and not, don't is do and not."""
    head = pieces[0]
    if pieces[-1] != "t":
        return (head,)
    return ({"ca": "can", "wo": "will", "sha": "shall"}.get(head[:-1], head[:-1]),) if head.endswith("n") else (head,)
