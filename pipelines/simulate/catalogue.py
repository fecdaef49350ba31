"""What does the simulated retailer consist of: sites, products, regions, carriers and reasons?"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

CONTENT = Path(__file__).parent / "content"
CHANNELS = ("voice", "chat", "email", "social", "message")
LANGUAGES = ("en", "es")
REGIONS = ("South", "Midwest", "Northeast", "West", "Southwest")
REGION_SHARES = (0.26, 0.21, 0.20, 0.19, 0.14)
CARRIERS = ("NorthStar", "BlueHaul", "ParcelOne", "RapidPost", "Own fleet")
CARRIER_SHARES = (0.28, 0.26, 0.22, 0.16, 0.08)
NEW_PROBLEM = "loyalty_wallet"  # planted: customers talk about it, the taxonomy does not know it


@dataclass(frozen=True)
class Site:
    """One place where agents sit, with the share of all contacts that it takes."""

    code: str
    timezone: str
    share: float
    spanish_share: float
    country: str


SITES = (
    Site("Columbus", "America/New_York", 0.62, 0.08, "US"),
    Site("Monterrey", "America/Monterrey", 0.38, 0.84, "MX"),
)


@dataclass(frozen=True)
class Product:
    """Something on sale; `kind` decides which reasons it attracts."""

    label: str
    kind: str
    spanish: str
    article: str


@dataclass(frozen=True)
class Reason:
    """How often customers contact for one reason, and how."""

    code: str
    weight: float
    talk_minutes: float
    neighbours: tuple[str, ...]
    kinds: tuple[str, ...]
    has_carrier: bool
    channel_lean: str
    season: str
    disposition_codes: tuple[str, ...]
    is_calm: bool


@dataclass(frozen=True)
class Catalogue:
    """All fixed facts; reasons in the order of the taxonomy, the unnamed new problem last."""

    reasons: tuple[Reason, ...]
    products: tuple[Product, ...]
    disposition_reasons: dict[str, str]
    holidays: tuple[tuple[str, str, str], ...]

    def reason_index(self, code: str) -> int:
        """Return the place of a reason in `reasons`."""
        return next(i for i, reason in enumerate(self.reasons) if reason.code == code)

    @property
    def weights(self) -> np.ndarray:
        """Each reason's share of the usual contacts; the new problem has none."""
        weights = np.array([reason.weight for reason in self.reasons])
        return weights / weights.sum()


def load_catalogue(taxonomy_dir: Path) -> Catalogue:
    """Return the catalogue for the taxonomy in a folder (reasons.toml, dispositions.csv, holidays.csv)."""
    profile = read_toml(CONTENT / "profile.toml")
    taxonomy = read_toml(taxonomy_dir / "reasons.toml")
    dispositions = _read_csv(taxonomy_dir / "dispositions.csv")
    disposition_reasons = {row[0]: row[2] for row in dispositions}
    codes = [row["code"] for row in taxonomy["reason"]] + [NEW_PROBLEM]
    return Catalogue(
        tuple(_reason(code, profile["reasons"][code], disposition_reasons) for code in codes),
        tuple(Product(**row) for row in profile["products"]),
        disposition_reasons,
        tuple((row[0], row[1], row[2]) for row in _read_csv(taxonomy_dir / "holidays.csv")),
    )


def read_toml(path: Path) -> dict:
    """Return a TOML file as a dict."""
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _reason(code: str, row: dict, disposition_reasons: dict[str, str]) -> Reason:
    return Reason(
        code,
        row["weight"],
        row["minutes"],
        tuple(row["near"]),
        tuple(row.get("kinds", ())),
        row.get("carrier", False),
        row.get("lean", ""),
        row.get("season", ""),
        tuple(disposition for disposition, reason in disposition_reasons.items() if reason == code),
        row.get("calm", False),
    )


def _read_csv(path: Path) -> list[list[str]]:
    lines = path.read_text(encoding="utf-8").splitlines()[1:]
    return [line.split(",") for line in lines if line]
