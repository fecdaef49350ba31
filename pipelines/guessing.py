"""Guessing: which column of an export that no mapping knows is which column of voc?

By the words of its name, in English and Spanish, and only where its first values fit as well. What is personal by its name
is the customer's id or name, or left out. A person checks each guess: it is written down as a mapping.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from pipelines.column_names import (
    CHANNELS,
    CLOSED,
    DIRECTIONS,
    LANGUAGES,
    NAMES,
    OPEN,
    PLACES,
    ROLES,
    SAID,
    SPEAKER,
    SPOKEN,
    YES_NO,
    is_spanish,
    plain_value,
    words_of,
)
from pipelines.sources.times import SLASHED, time_expression
from pipelines.warehouse import connect_in_memory
from vocmodels.privacy.personal_columns import STAFF, personal_column

Values = tuple[str, ...]
Options = dict[str, object]
ENOUGH = 0.8  # of a column's values that must fit a guess
UNIQUE = 0.98  # of the values of what tells one contact from another
LONG_WORDS = 4  # a text has more words than a label
CLOCK = re.compile(r"\d+:[0-5]?\d(:[0-5]?\d(\.\d+)?)?")
NUMBER = re.compile(r"\d+(\.\d+)?")
LIKE = {"[EMAIL]": re.compile("@"), "[PHONE]": re.compile(r"^\+?[\d\s().-]{6,}$"), "[DNI]": re.compile(r"\d{6}")}
CONTACT_DATA = re.compile(r"@|^(?!\d{1,4}[-./ ]\d{1,2}[-./ ]\d{2,4}\b)\+?[\d\s().-]{9,}$")
FORMS = (None, "epoch", "%Y%m%d", "%Y%m%d%H%M%S")


@dataclass
class Guess:
    """What a begun mapping says: the fields, the text within a row, what is kept and what is left out.

    `is_contact` is false where nothing tells that rows are contacts; `is_day_first` is true for slashed dates of a Spanish
    export.
    """

    record: str = "contact"
    fields: dict[str, Options] = field(default_factory=dict)
    turn: dict[str, Options] = field(default_factory=dict)
    contact: dict[str, Options] = field(default_factory=dict)
    attributes: list[str] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    is_day_first: bool = False

    @property
    def is_contact(self) -> bool:
        told = {*self.fields, *self.contact, *(("text",) if self.turn else ())}
        return bool({"started_at", "said_at"} & told) and bool(told - NO_SIGN)


NO_SIGN = {
    *("contact_id", "previous_contact_id", "updated_at", "started_at", "ended_at", "answered_at", "said_at"),
    *("customer_id", "customer_name", "language_code", "region_code", "site_code", "is_resolved", "turn_id"),
    *("product_code", "carrier_code", "agent_id", "agent_label", "team_label"),
}  # what a list of people, orders or places has as well


def guess(values: dict[str, Values]) -> Guess:
    """What the columns of an export probably are.

    Args:
        values: each column's first values, in order, blanks left out.
    """
    found = Guess()
    left = dict(values)
    texts = {name: " ".join(words_of(name)) for name in values}
    if not _guess_turns(found, left, texts):
        for column in NAMES:
            _claim(found, column, left, texts)
        _guess_text(found, left, texts)
    _guess_customer(found, left, texts)
    for name in left:
        (found.ignored if _is_personal(name, left[name]) else found.attributes).append(name)
    return found


def _is_personal(name: str, values: Values) -> bool:
    """By its name, or because its values look like telephones or e-mail addresses."""
    looks = sum(CONTACT_DATA.search(value) is not None for value in values)
    return personal_column(name) is not None or (bool(values) and looks >= ENOUGH * len(values))


def _claim(found: Guess, column: str, left: dict[str, Values], texts: dict[str, str]) -> None:
    """Give a column of voc the first column that is called so and holds such values."""
    for pattern in NAMES[column]:
        for name in list(left):
            options = _options(column, left[name], texts[name]) if _is_called(pattern, texts[name]) else None
            if options is None or (column != "customer_id" and _is_private(name, column)):
                continue
            found.fields[column] = {"column": name, **options}
            if column == "started_at":
                slashed = any(re.match(SLASHED, value) for value in left[name])
                found.is_day_first = slashed and is_spanish(list(texts.values()))
            del left[name]
            if column == "agent_label" and "agent_id" not in found.fields:
                found.fields["agent_id"] = {"column": name}
            return


def _is_called(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text) is not None


def _is_private(name: str, column: str) -> bool:
    return personal_column(name) is not None and column not in ("contact_id", "direction_code", "started_at")


def _options(column: str, values: Values, text: str) -> Options | None:
    """How the values are read as that column; None where they are not such values."""
    if column.endswith("_at"):
        return _time_options(values)
    if column.endswith("_seconds"):
        return _duration_options(values, text)
    if column in ("channel_code", "direction_code", "language_code"):
        known = {"channel_code": CHANNELS, "direction_code": DIRECTIONS, "language_code": LANGUAGES}[column]
        return _mapped(values, known)
    if column in TESTS:
        return TESTS[column](values)
    return {} if values else None


def _time_options(values: Values) -> Options | None:
    for form in FORMS if values else ():
        expression = time_expression("t", form, "UTC", True), time_expression("t", form, "UTC", False)
        with connect_in_memory() as memory:
            counts = [
                memory.execute(
                    f"select count(m) from (select {each} as m from (select unnest(?) as t))"
                    " where m between timestamp '1990-01-01' and timestamp '2100-01-01'",
                    [list(values)],
                ).fetchall()[0][0]
                for each in expression
            ]
        if max(counts) >= ENOUGH * len(values):
            return {"format": form} if form else {}
    return None


def _duration_options(values: Values, text: str) -> Options | None:
    if _share(values, lambda each: CLOCK.fullmatch(each) is not None) >= ENOUGH:
        return {"unit": "hh:mm:ss"}
    if _share(values, lambda each: NUMBER.fullmatch(each) is not None) < ENOUGH:
        return None
    if re.search(r"\b(ms|msec|millis|milliseconds|milisegundos)\b", text):
        return {"unit": "ms"}
    if re.search(r"\b(min|mins|minutes|minutos)\b", text):
        return {"unit": "minutes"}
    numbers = [float(each) for each in values if NUMBER.fullmatch(each)]
    return {"unit": "day_fraction"} if max(numbers) < 1 and any(numbers) else {}


def _mapped(values: Values, known: dict[str, str]) -> Options | None:
    if _share(values, lambda each: plain_value(each) in known) < ENOUGH:
        return None
    meant = {each: known[plain_value(each)] for each in dict.fromkeys(values) if plain_value(each) in known}
    return {"map": meant} if any(given != code for given, code in meant.items()) else {}


def _yes_no(values: Values) -> Options | None:
    return {} if _share(values, lambda each: plain_value(each) in YES_NO) == 1 else None


def _abandoned(values: Values) -> Options | None:
    said = [each for each in dict.fromkeys(values) if plain_value(each).startswith("abandon")]
    return {"true": said} if said else _yes_no(values)


def _resolved(values: Values) -> Options | None:
    if _yes_no(values) is not None:
        return {}
    if _share(values, lambda each: bool({plain_value(each), *plain_value(each).split()} & (CLOSED | OPEN))) < ENOUGH:
        return None
    return {"true": [each for each in dict.fromkeys(values) if set(plain_value(each).split()) & CLOSED]}


def _identifies(values: Values) -> Options | None:
    return {} if values and len(set(values)) >= UNIQUE * len(values) else None


def _labels(values: Values) -> Options | None:
    """Labels come again and are short; a text does neither."""
    is_short = _share(values, lambda each: len(each.split()) <= 2 * LONG_WORDS) >= ENOUGH
    comes_again = len(values) < 20 or len(set(values)) <= len(values) / 2
    return {} if is_short and comes_again else None


def _between(low: int, high: int) -> Callable[[Values], Options | None]:
    def fits(values: Values) -> Options | None:
        is_inside = _share(values, lambda each: bool(NUMBER.fullmatch(each)) and low <= float(each) <= high)
        return {} if is_inside == 1 else None

    return fits


TESTS: dict[str, Callable[[Values], Options | None]] = {
    "contact_id": _identifies,
    "is_abandoned": _abandoned,
    "is_callback": _yes_no,
    "is_resolved": _resolved,
    "transfer_count": _between(0, 100),
    "nps_score": _between(0, 10),
    "csat_score": _between(1, 5),
    "customer_id": lambda values: {} if _share(values, lambda each: any(map(str.isdigit, each))) >= ENOUGH else None,
    **dict.fromkeys(("disposition_code", "queue_label", "product_code", "region_code", "site_code"), _labels),
}


def _guess_turns(found: Guess, left: dict[str, Values], texts: dict[str, str]) -> bool:
    """Whether rows are turns: who speaks and what is said, and ids that come again."""
    speaker = next(
        (name for name in left if _is_called(SPEAKER, texts[name]) and _labels(left[name]) is not None), None
    )
    said = next((name for name in left if _is_called(SPOKEN, texts[name]) and _is_text(left[name])), None)
    ids = [
        name
        for pattern in NAMES["contact_id"][:2]
        for name in left
        if _is_called(pattern, texts[name]) and left[name] and len(set(left[name])) < UNIQUE * len(left[name])
    ]
    if not (speaker and said and ids):
        return False
    found.record = "turn"
    found.fields["contact_id"] = {"column": ids[0]}
    roles = {each: ROLES[plain_value(each)] for each in dict.fromkeys(left[speaker]) if plain_value(each) in ROLES}
    found.fields["speaker"] = {"column": speaker, "map": roles}
    found.fields["text"] = {"column": said}
    place = next(
        (name for name in left if _is_called(PLACES, texts[name]) and _between(0, 10**6)(left[name]) == {}), None
    )
    moment = next((name for name in left if _time_options(left[name]) is not None), None)
    if place:
        found.fields["turn_index"] = {"column": place}
    if moment:
        options = _time_options(left[moment]) or {}
        found.fields["said_at"] = {"column": moment, **options}
        found.contact["started_at"] = {"column": moment, **options}
    for name in {ids[0], speaker, said, *((place,) if place else ()), *((moment,) if moment else ())}:
        del left[name]
    return bool(place or moment)


def _guess_text(found: Guess, left: dict[str, Values], texts: dict[str, str]) -> None:
    """What the customer wrote, or a whole conversation, where a row holds it."""
    for pattern, speaker in ((SAID, "customer"), (SPOKEN, "unknown")):
        for name in list(left):
            if _is_called(pattern, texts[name]) and _is_text(left[name]) and not STAFF & set(texts[name].split()):
                if "contact_id" in found.fields:
                    found.turn = {"text": {"column": name}, "speaker": {"constant": speaker}}
                    del left[name]
                return


def _is_text(values: Values) -> bool:
    return _share(values, lambda each: len(each.split()) >= LONG_WORDS) >= 0.3


def _guess_customer(found: Guess, left: dict[str, Values], texts: dict[str, str]) -> None:
    """The customer's name, and where no column is the customer's id, an e-mail address or a telephone in its place."""
    masks = {name: personal_column(name) for name in left}
    called = ("cliente", "client", "customer", "solicitante", "requester", "caller")
    name = next((each for each in left if masks[each] == "[NAME]" or texts[each] in called), None)
    if name and found.record == "contact":
        found.fields["customer_name"] = {"column": name}
        del left[name]
    for mask, looks in LIKE.items() if found.record == "contact" and "customer_id" not in found.fields else ():
        for each in left:
            is_staff = bool(STAFF & set(texts[each].split()))
            fits = sum(looks.search(value) is not None for value in left[each])
            if masks[each] == mask and not is_staff and left[each] and fits >= ENOUGH * len(left[each]):
                found.fields["customer_id"] = {"column": each}
                del left[each]
                return


def _share(values: Iterable[str], test: Callable[[str], bool]) -> float:
    fits = [test(each) for each in values]
    return sum(fits) / len(fits) if fits else 0.0
