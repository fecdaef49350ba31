"""View: which contacts does the reader look at, and what are they compared with?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

PERIODS = {"7d": 7, "28d": 28, "12w": 84, "all": None, "dates": None}
PERIOD_LABELS = {
    "7d": "Last 7 days",
    "28d": "Last 28 days",
    "12w": "Last 12 weeks",
    "all": "Everything",
    "dates": "Choose dates",
}
COMPARISON_LABELS = {"before": "The days before", "year": "A year before"}
YEAR = timedelta(days=364)  # 52 weeks, so that weekdays meet weekdays


@dataclass(frozen=True)
class View:
    """A period with its comparison period (all days included), and the slice that the filters leave."""

    start: date
    end: date
    compare_start: date
    compare_end: date
    compare_label: str = "the days before"
    is_comparable: bool = True  # False where the data begin after the comparison period does
    channels: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()

    @property
    def first(self) -> date:
        return min(self.start, self.compare_start)

    @property
    def last(self) -> date:
        return max(self.end, self.compare_end)

    @property
    def day_count(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def is_sliced(self) -> bool:
        """True where a filter is set that spikes and expectations do not know."""
        return bool(self.channels or self.sites or self.languages)


def compare(start: date, end: date, comparison: str = "before") -> tuple[date, date, str]:
    """The comparison period of equal length, and its name inside a sentence."""
    if comparison == "year":
        return start - YEAR, end - YEAR, "the same days a year before"
    days = (end - start).days + 1
    label = "the day before" if days == 1 else f"the {days} days before"
    return start - timedelta(days=days), start - timedelta(days=1), label


def period(code: str, first: date, last: date, chosen: tuple[date, date] | None = None) -> tuple[date, date]:
    """The first and last day that a period's code stands for, inside the days that there are."""
    if code == "dates" and chosen:
        return max(chosen[0], first), min(chosen[1], last)
    days = PERIODS.get(code)
    return (first, last) if days is None else (max(first, last - timedelta(days=days - 1)), last)
