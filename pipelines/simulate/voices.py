"""How does a channel sound: a recogniser's transcript of speech, quick typing, a tidy agent, an e-mail?"""

import re
from random import Random

from pipelines.simulate.scene import Scene, talk

_ENGLISH_QUESTION = re.compile(
    r"^(and |so |but )?(can|could|is|are|do|does|did|has|have|where|when|how|what|which|who|why|will|would|any|"
    r"anything|was|may)\b",
    re.IGNORECASE,
)
_SPANISH_QUESTION = re.compile(
    r"^(y |pero |entonces )?(puede|pueden|podría|dónde|cuándo|cómo|qué|cuál|cuánto|quién|por qué|me (puede|da|regala|"
    r"comparte|confirma|lo|los|llega)|hay algo|hay algún|algo más|tiene (por|a|algo|algún)|trae|le ayudo|quedó todo|"
    r"ya intentó)\b",
    re.IGNORECASE,
)
_TEST_MAIL = re.compile(r"[\w.]+@[\w.]+\w")
_DIGITS = re.compile(r"(?<![a-z])\+?\(?\d[\d() .-]{2,}\d")
_MONEY = re.compile(r"\$(\d+)\.(\d\d)")
_PUNCTUATION = re.compile(r"[^\w\s@.'’-]|\.(?!\w)|(?<!\w)\.|-(?!\w)")
_KEYS = {"a": "s", "e": "r", "i": "o", "o": "p", "t": "y", "n": "m", "s": "d", "r": "t", "l": "k", "h": "j"}


def spoken(sentences: tuple[str, ...], scene: Scene, is_customer: bool) -> str:
    """Return what a recogniser writes: lower case, no punctuation, fillers, repeated words, misheard ones."""
    rng, book = scene.rng, talk(scene.contact.language)
    text = _slip(_say_money(" ".join(sentences), scene), book["slips"], rng, 0.12)
    if rng.random() < 0.5:
        text = _say_numbers(text, scene)
    text = _PUNCTUATION.sub(" ", text).lower()
    words = text.split()
    out: list[str] = []
    filler_share, repeat_share = (0.05, 0.018) if is_customer else (0.015, 0.004)
    for place, word in enumerate(words):
        draw = rng.random()
        if draw < filler_share:
            out.append(rng.choice(book["fillers"]).lower())
        elif draw < filler_share + repeat_share and word.isalpha():
            out.append(word if len(word) < 5 or rng.random() < 0.5 else word[: len(word) // 2])
        elif draw > 0.996 and place > 2 and len(word) < 4 and word.isalpha():
            continue
        out.append(word)
    return " ".join(out)


def typed(sentences: tuple[str, ...], scene: Scene, care: float) -> str:
    """Return what a customer types; `care` from 0 (thumbs, in a hurry) to 1 (as in a letter)."""
    rng, book = scene.rng, talk(scene.contact.language)
    if care > 0.75:
        return tidy(sentences)
    joiner = rng.choice((". ", ". ", ", ") if care > 0.45 else (". ", ", ", " ", "... ", " - "))
    text = joiner.join(sentences)
    if care < 0.6:
        text = _slip(text, book["shorthand"], rng, 0.55)
    text = " ".join(_typo(word, rng, 0.045 * (1 - care)) for word in text.split(" "))
    if care > 0.45:
        text = _capital(text)
    else:
        text = text if "@" in text or care > 0.2 else text.lower()
        text = text.replace("'", "") if rng.random() < 0.5 else text
    if _is_question(sentences[-1]) and rng.random() < 0.7:
        text += rng.choice(("?", "?", "??", " ?"))
    elif rng.random() < 0.3:
        text += rng.choice((".", "!", "!!", "..."))
    return text


def tidy(sentences: tuple[str, ...] | list[str]) -> str:
    """Return sentences as a careful writer sets them: capitals and final punctuation."""
    return " ".join(_punctuated(_capital(sentence)) for sentence in sentences)


def _punctuated(sentence: str) -> str:
    if sentence[-1:] in ".?!:,":
        return sentence
    if _SPANISH_QUESTION.match(sentence):
        return f"¿{sentence}?"
    return sentence + ("?" if _ENGLISH_QUESTION.match(sentence) else ".")


def _is_question(sentence: str) -> bool:
    return bool(_ENGLISH_QUESTION.match(sentence) or _SPANISH_QUESTION.match(sentence))


def mail_body(parts: list[str], scene: Scene, care: float) -> str:
    """Return sentences of an e-mail in one to three paragraphs."""
    rng = scene.rng
    if len(parts) > 3 and rng.random() < 0.6:
        cut = rng.randrange(1, len(parts))
        return "\n\n".join(typed(tuple(block), scene, care) for block in (parts[:cut], parts[cut:]))
    return typed(tuple(parts), scene, care)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _typo(word: str, rng: Random, share: float) -> str:
    """Return the word with a slipped key, a lost or a swapped letter, now and then."""
    if len(word) < 4 or not word.isalpha() or rng.random() > share * len(word) / 4:
        return word
    place = rng.randrange(1, len(word) - 1)
    draw = rng.random()
    if draw < 0.35:
        return word[:place] + word[place + 1 :]
    if draw < 0.7:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if draw < 0.85:
        return word[:place] + word[place] + word[place:]
    return word[:place] + _KEYS.get(word[place], word[place]) + word[place + 1 :]


def _slip(text: str, pairs: list[list[str]], rng: Random, share: float) -> str:
    for right, wrong in pairs:
        if right in text and rng.random() < share:
            text = re.sub(rf"\b{re.escape(right)}\b", wrong, text)
    return text


def _say_money(text: str, scene: Scene) -> str:
    words = {"en": r"\1 dollars and \2 cents", "es": r"\1 dólares con \2"}
    return _MONEY.sub(words[scene.contact.language], text)


def _say_numbers(text: str, scene: Scene) -> str:
    """Return the text with long numbers and e-mail addresses as they are spoken."""
    book = talk(scene.contact.language)
    dot, at = (" dot ", " at ") if scene.contact.language == "en" else (" punto ", " arroba ")
    text = _TEST_MAIL.sub(lambda hit: hit.group().replace(".", dot).replace("@", at), text)

    def digits(hit: re.Match) -> str:
        return " " + " ".join(book["digits"][int(char)] for char in hit.group() if char.isdigit()) + " "

    return _DIGITS.sub(digits, text)
