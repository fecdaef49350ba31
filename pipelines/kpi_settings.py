"""KPI settings: what may voc.toml say of how contacts and agents' time are counted?"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from pipelines.source_settings import Table

CLOCK = r"^([01]\d|2[0-4]):[0-5]\d$"


class ServiceLevel(Table):
    """Which answer was quick enough, and which abandoned contact does not count."""

    threshold_seconds: float = 20
    short_abandon_seconds: float = 5


class ResolutionSettings(Table):
    """Within how many days the same customer must not come back for the same reason, for a contact to count as resolved."""

    repeat_days: int = Field(default=7, ge=1, le=90)


class OccupancySettings(Table):
    """Where a shift ends: at a pause between states, or within a state that nobody works through (a forgotten log-out)."""

    shift_gap_hours: float = Field(default=4, gt=0, le=24)
    longest_state_hours: float = Field(default=12, gt=0, le=22)


class OpeningHours(Table):
    """On which days a site is open, and from when to when, by its own clock."""

    days: tuple[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"], ...] = ("mon", "tue", "wed", "thu", "fri")
    from_: str = Field("09:00", alias="from", pattern=CLOCK)
    to: str = Field("18:00", pattern=CLOCK)

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if not self.opens_minute < self.closes_minute <= 24 * 60:
            raise ValueError('"from" comes before "to" on the same day; round the clock is from "00:00" to "24:00"')
        return self

    @property
    def opens_minute(self) -> int:
        return _minutes(self.from_)

    @property
    def closes_minute(self) -> int:
        return _minutes(self.to)


class BusinessHours(OpeningHours):
    """The opening hours of every site that has none of its own under `sites`."""

    sites: dict[str, OpeningHours] = Field({})


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)
