"""View: which contacts does the reader look at, and what are they compared with?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

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
class Filter:
    """One choice of the bar: its parameter in the URL, its place in a View, and the column that it narrows."""

    key: str
    field: str
    column: str
    label: str

    @property
    def condition(self) -> str:
        return f"is_wanted(${self.field}, {self.column})"


FILTERS = (
    Filter("reason", "reasons", "reason_code", "Reason"),
    Filter("department", "departments", "department_code", "Department"),
    Filter("channel", "channels", "channel_code", "Channel"),
    Filter("carrier", "carriers", "carrier_code", "Carrier"),
    Filter("product", "products", "product_code", "Product"),
    Filter("region", "regions", "region_code", "Region"),
    Filter("site", "sites", "site_code", "Site"),
    Filter("language", "languages", "language_code", "Language"),
    Filter("team", "teams", "team_label", "Team"),
)
FILTER_OF_COLUMN = {each.column: each for each in FILTERS}
OWNED = ("reasons", "departments")  # what the owner of a reason sees; the others cut across reasons
BY_DAY = (*OWNED, "channels", "sites", "languages")  # what the sums of contact_daily are kept by
INSIDE = " and ".join(each.condition for each in FILTERS)  # of a row with all the columns of the bar


def inside(*fields: str) -> str:
    """The conditions of some of the bar's filters as SQL, in their order."""
    return " and ".join(each.condition for each in FILTERS if each.field in fields)


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
    products: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    carriers: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()

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
    def wanted(self) -> dict[str, tuple[str, ...]]:
        """The codes that each filter leaves, by the name that `Filter.condition` binds; empty means all."""
        return {each.field: getattr(self, each.field) for each in FILTERS}

    @property
    def is_sliced(self) -> bool:
        """True where a filter cuts across reasons, which alerts do not follow."""
        return any(codes for field, codes in self.wanted.items() if field not in OWNED)

    @property
    def is_fine(self) -> bool:
        """True where a filter is set that daily sums are not kept by, so that contacts are summed."""
        return any(codes for field, codes in self.wanted.items() if field not in BY_DAY)

    @property
    def slice(self) -> str | None:
        """The one slice that the filters leave, as series are named: "" for all, carrier_code=NorthStar; None for several."""
        cuts = [(each.column, self.wanted[each.field]) for each in FILTERS if each.field not in OWNED]
        set_cuts = [(column, codes) for column, codes in cuts if codes]
        if not set_cuts:
            return ""
        column, codes = set_cuts[0]
        return f"{column}={codes[0]}" if len(set_cuts) == 1 and len(codes) == 1 else None

    def narrowed(self, column: str, *codes: str) -> View:
        """The same with one filter set to these codes."""
        changed: dict[str, Any] = {FILTER_OF_COLUMN[column].field: codes}
        return replace(self, **changed)


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
