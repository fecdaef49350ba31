"""How many contacts come in on each day, for each reason and site?"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pipelines.simulate.catalogue import SITES, Catalogue
from pipelines.simulate.plants import Plant, excess_counts

WEEKDAY = np.array([1.20, 1.10, 1.06, 1.04, 1.02, 0.84, 0.74])
MONTH = np.array([1.08, 0.97, 0.96, 0.97, 0.99, 0.98, 0.97, 0.98, 0.99, 1.01, 1.05, 1.12])
RETAIL_DAYS = ("Black Friday", "Cyber Monday", "El Buen Fin", "Hot Sale")
SEASON_MONTHS = {"peak": (11, 12), "sale": (11, 12, 5), "after": (1, 12)}


@dataclass(frozen=True)
class VolumeSettings:
    """How far the counts scatter and grow."""

    growth_a_year: float = 0.10
    dispersion: float = 0.012  # variance = mean + dispersion * mean^2, per reason and day
    day_scatter: float = 0.025  # what a day has in common over all reasons
    holiday_factor: float = 0.68
    retail_factor: float = 1.16
    season_factor: float = 1.10


@dataclass(frozen=True)
class Volumes:
    """Counts by day, reason and site (three axes), and of each plant by day and site."""

    days: list[date]
    usual: np.ndarray
    planted: dict[str, np.ndarray]
    expected: np.ndarray

    @property
    def total(self) -> int:
        """All contacts of the horizon."""
        return int(self.usual.sum() + sum(counts.sum() for counts in self.planted.values()))


def draw_volumes(
    catalogue: Catalogue,
    end: date,
    days: int,
    contacts_per_day: float,
    plants: list[Plant],
    rng: np.random.Generator,
    settings: VolumeSettings = VolumeSettings(),
) -> Volumes:
    """Return the counts of every day, overdispersed, with the plants on top."""
    dates = [end - timedelta(days=days - 1 - i) for i in range(days)]
    day_site = _day_site_factors(dates, catalogue, settings)
    seasons = np.array([[_season(reason.season, day, settings) for reason in catalogue.reasons] for day in dates])
    expected = seasons[:, :, None] * catalogue.weights[None, :, None] * day_site[:, None, :]
    expected *= contacts_per_day * days / expected.sum()
    scatter = rng.gamma(1 / settings.dispersion, settings.dispersion, size=expected.shape[:2])
    scatter *= rng.lognormal(0, settings.day_scatter, size=days)[:, None]
    usual = rng.poisson(expected * scatter[:, :, None])
    planted = {plant.code: _planted(plant, dates, expected, catalogue, rng) for plant in plants}
    return Volumes(dates, usual, planted, expected)


def _planted(
    plant: Plant, dates: list[date], expected: np.ndarray, catalogue: Catalogue, rng: np.random.Generator
) -> np.ndarray:
    by_day = expected[:, catalogue.reason_index(plant.reason_code), :].sum(axis=1)
    if by_day.sum() == 0:
        by_day = expected.sum(axis=(1, 2))
    totals = excess_counts(plant, dates, by_day, rng)
    first_site = rng.binomial(totals, SITES[0].share)
    return np.stack([first_site, totals - first_site], axis=1)


def _day_site_factors(dates: list[date], catalogue: Catalogue, settings: VolumeSettings) -> np.ndarray:
    growth = np.array([(1 + settings.growth_a_year) ** (i / 365) for i in range(len(dates))])
    weekday = WEEKDAY[[day.weekday() for day in dates]]
    month = np.array([_smooth_month(day) for day in dates])
    special = np.array([[_special(day, site.code, catalogue, settings) for site in SITES] for day in dates])
    shares = np.array([site.share for site in SITES])
    return (growth * weekday * month)[:, None] * special * shares[None, :]


def _smooth_month(day: date) -> float:
    """Return the month's level, sliding from the middle of one month to the middle of the next."""
    position = (day.timetuple().tm_yday - 15) / 30.44
    low = int(np.floor(position))
    weight = position - low
    return float(MONTH[low % 12] * (1 - weight) + MONTH[(low + 1) % 12] * weight)


def _special(day: date, site_code: str, catalogue: Catalogue, settings: VolumeSettings) -> float:
    for holiday_date, holiday_site, label in catalogue.holidays:
        if holiday_date == day.isoformat() and holiday_site in ("", site_code):
            return settings.retail_factor if label.startswith(RETAIL_DAYS) else settings.holiday_factor
    return 1.0


def _season(season: str, day: date, settings: VolumeSettings) -> float:
    return settings.season_factor if day.month in SEASON_MONTHS.get(season, ()) else 1.0
