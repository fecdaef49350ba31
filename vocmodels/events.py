"""Events: which spikes are one story, and how does it go on?

On each day spikes are told at the level that explains them best (levels.py). An event is one subject (all contacts, a
group of reasons, a reason, a topic) from its first spike until it was within what was expected for some days in a row. Days
without data change nothing. Everything is decided by the day itself and the days before it, so that a replay of history
gives what was said at the time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from vocmodels.levels import LevelSettings, Subject, ancestors_of, deviation, stories_of, subject_of

EVENT_COLUMNS = ["event_id", "series_code", "started_date", "last_date", "closed_date", "state_code", "chance_share"]
DAY_COLUMNS = ["event_id", "contact_date", "series_code", "state_code"]


@dataclass(frozen=True)
class EventSettings:
    """When an event ends, and how likely to be chance it may be."""

    quiet_days: int = 3  # in a row, within what was expected, end an event
    window_days: int = 90  # over which an event is compared with what chance would show
    presumed_events: int = 1  # that are real in a window, besides those as strong that were seen in it
    chance_share: float = 0.4  # of events as strong that may be chance at most
    changed_deviations: float = 1.0  # from the event's course so far: it grows or fades
    levels: LevelSettings = field(default_factory=LevelSettings)


@dataclass
class _Event:
    """One event while it is followed; it is told at the widest series that stood for it, and begun by the first."""

    subject: Subject
    first_code: str
    series_code: str
    slice_size: int
    family: tuple[bool, int]  # of topics or not, and of how many dimensions
    started_date: pd.Timestamp
    last_date: pd.Timestamp
    q_value: float
    chance_share: float = 1.0
    is_told: bool = False
    quiet_days: int = 0
    closed_date: pd.Timestamp | None = None
    days: list[tuple[pd.Timestamp, str, str]] = field(default_factory=list)


def follow_events(
    scores: pd.DataFrame, series: pd.DataFrame, settings: EventSettings = EventSettings()
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the events that are not likely to be chance, and each of their days.

    Args:
        scores: one row per series_code and contact_date as `score_days` gives them: contact_count, expected_count,
            lower_count, upper_count, q_value, p_value, is_spike, window_days.
        series: one row per series_code: subject_kind (all, group, reason, topic), subject_code, group_code (of a reason; null
            where its group is no series), slice_size (0: whole).

    Returns:
        events: event_id (stable: of the series and day that began it), series_code (the widest that it was told at),
        started_date (the first of the days that were unlikely together), last_date (above what was expected),
        closed_date (null while it is open), state_code, chance_share (0-1: of events as strong in the window, those
        that chance explains: q times the days of the window, over the events of the family, which are all topics, or all
        others of as many dimensions, and one that is presumed real).
        days: event_id, contact_date, series_code (as told that day), state_code: opened, growing, steady, fading, closed.
    """
    rows = _rows(scores, series)
    past = _Past(rows)
    events: list[_Event] = []
    for day, found in rows.groupby("contact_date", sort=True):
        still_open = [event for event in events if event.closed_date is None]
        followed = {code for event in still_open for code in (event.series_code, event.first_code)}
        is_looked_at = found["is_told_of"] | found["series_code"].isin(followed)
        today = {row.series_code: row for row in found[is_looked_at].itertuples()}
        told = {subject_of(row): row for row in _tell(today, still_open, settings)}
        for event in still_open:
            _continue(event, told.pop(event.subject, None), today, past, day, settings)
        events += [_begin(subject, row, day) for subject, row in told.items()]
        _judge(events, day, settings)
    return _frames([event for event in events if event.is_told])


class _Past:
    """The contacts of a series on single days, and what was expected: looked up for the few series that events are told at."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self.rows = rows.set_index("contact_date")[["contact_count", "expected_count"]]
        self.places = rows.groupby("series_code").indices
        self.of_series: dict[str, pd.DataFrame] = {}

    def sums(self, series_code: str, days: list[pd.Timestamp]) -> tuple[float, float]:
        """Contacts, and expected ones, over those of the days that have any data."""
        if series_code not in self.of_series:
            self.of_series[series_code] = self.rows.iloc[self.places[series_code]]
        found = self.of_series[series_code].reindex(days).sum()
        return found["contact_count"], found["expected_count"]


def _rows(scores: pd.DataFrame, series: pd.DataFrame) -> pd.DataFrame:
    """The days with data of whole subjects, and of the slices that ever spike; is_told_of: what a day's stories rest on."""
    spiking = scores.loc[scores["is_spike"].astype(bool), "series_code"].unique()
    wanted = series[(series["slice_size"] == 0) | series["series_code"].isin(spiking)]
    rows = scores[scores["contact_count"].notna()].merge(
        wanted[["series_code", "subject_kind", "subject_code", "group_code", "slice_size"]]
    )
    rows = rows.assign(
        contact_date=pd.to_datetime(rows["contact_date"]),
        group_code=rows["group_code"].fillna(""),
        is_told_of=rows["is_spike"].astype(bool) | (rows["slice_size"] == 0),
    )
    return rows.sort_values(["contact_date", "series_code"], ignore_index=True).astype({"contact_count": float})


def _tell(today: dict[str, Any], still_open: list[_Event], settings: EventSettings) -> Iterator[Any]:
    """Yield the stories of a day.

    What two or three days show together is none where an open event holds those days: the subject's own, that of a
    part of it, or one that is told of what it is part of.
    """
    whole = {subject_of(row): row for row in today.values() if row.slice_size == 0}
    own = {event.subject for event in still_open}
    held = own | {above for each in own & whole.keys() for above in ancestors_of(whole[each], whole)}
    told = {event.subject for event in still_open if event.is_told}
    spiking = [
        row
        for row in today.values()
        if row.is_spike
        and (row.window_days == 1 or not (subject_of(row) in held or told & set(ancestors_of(row, whole))))
    ]
    return stories_of(spiking, whole, settings.levels)


def _begin(subject: Subject, row: Any, day: pd.Timestamp) -> _Event:
    code = row.series_code
    started = day - pd.Timedelta(days=row.window_days - 1)
    family = (row.subject_kind == "topic", row.slice_size)
    event = _Event(subject, code, code, row.slice_size, family, started, day, row.q_value)
    event.days.append((day, code, "opened"))
    return event


def _continue(
    event: _Event,
    spike: Any | None,
    today: dict[str, Any],
    past: _Past,
    day: pd.Timestamp,
    settings: EventSettings,
) -> None:
    """Let an open event take in its day: its spike, a day above what was expected, or a quiet one."""
    if spike is not None and spike.slice_size < event.slice_size:
        event.series_code, event.slice_size = spike.series_code, spike.slice_size
    rows = [today[code] for code in (event.series_code, event.first_code) if code in today]
    if not rows:
        return
    rows += [spike] if spike is not None else []
    if any(row.contact_count > row.upper_count for row in rows):
        event.last_date, event.quiet_days = day, 0
        event.q_value = min(event.q_value, *(row.q_value for row in rows))
        so_far = past.sums(event.series_code, [each for each, *_ in event.days])
        state_code = _course(rows[0], so_far, settings)
    else:
        event.quiet_days += 1
        state_code = "closed" if event.quiet_days >= settings.quiet_days else "fading"
        event.closed_date = day if state_code == "closed" else None
    event.days.append((day, event.series_code, state_code))


def _course(row: Any, so_far: tuple[float, float], settings: EventSettings) -> str:
    """Whether a day has more or fewer contacts than the event's days so far let expect."""
    contact_count, expected_count = so_far
    usual = row.expected_count * contact_count / max(expected_count, 0.1)
    moved = (row.contact_count - usual) / max(deviation(row, usual), 0.1)
    if abs(moved) <= settings.changed_deviations:
        return "steady"
    return "growing" if moved > 0 else "fading"


def _judge(events: list[_Event], day: pd.Timestamp, settings: EventSettings) -> None:
    """Compare the events that are above what was expected today with what chance shows of their family."""
    begin = day - pd.Timedelta(days=settings.window_days)
    for event in (event for event in events if event.last_date == day):
        family = [one for one in events if one.family == event.family and one.started_date > begin]
        as_strong = sum(one.q_value <= event.q_value for one in family)
        share = min(event.q_value * settings.window_days / (as_strong + settings.presumed_events), 1.0)
        event.chance_share = min(event.chance_share, share)
        event.is_told |= event.chance_share <= settings.chance_share


def _frames(events: list[_Event]) -> tuple[pd.DataFrame, pd.DataFrame]:
    heads, days = [], []
    for event in events:
        first = event.days[0]
        key = f"{first[1]} {first[0]:%Y-%m-%d}"
        event_id = hashlib.md5(key.encode(), usedforsecurity=False).hexdigest()[:10]
        heads.append(
            (
                event_id, event.series_code, event.started_date, event.last_date, event.closed_date,
                event.days[-1][2], event.chance_share,
            )
        )  # fmt: skip
        days += [(event_id, *day) for day in event.days]
    dates = {"started_date": "datetime64[us]", "last_date": "datetime64[us]", "closed_date": "datetime64[us]"}
    return (
        pd.DataFrame(heads, columns=EVENT_COLUMNS).astype(dates),
        pd.DataFrame(days, columns=DAY_COLUMNS)[["event_id", "contact_date", "series_code", "state_code"]],
    )
