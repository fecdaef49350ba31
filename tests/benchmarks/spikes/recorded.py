"""What did R's detector give, where R was installed?"""

import tomllib
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from tests.benchmarks.spikes.figures import Figures

RECORDED = Path(__file__).with_name("farrington.toml")
HEADER = "# What farringtonFlexible gave; python -m tests.benchmarks.spikes --r writes it anew where R is installed.\n"


@dataclass(frozen=True)
class Recorded(Figures):
    """Figures of one run of R: which surveillance, on which day, on which of the bench's series."""

    surveillance: str
    measured_on: str
    seed: int
    series: int

    def origin(self) -> str:
        return f"surveillance {self.surveillance}, {self.measured_on}, seed {self.seed}, {self.series} series"


def read_recorded(spacing: str) -> Recorded:
    """Return what was recorded on `weekly` or `daily` counts."""
    return _read_all()[spacing]


def write_recorded(spacing: str, figures: Figures, version: str, seed: int, series: int) -> None:
    """Put these figures in the place of the former ones."""
    now = Recorded(**asdict(figures), surveillance=version, measured_on=str(date.today()), seed=seed, series=series)
    tables = (
        f"\n[{name}]\n" + "".join(f"{key} = {_rounded(value)!r}\n" for key, value in asdict(one).items())
        for name, one in {**_read_all(), spacing: now}.items()
    )
    RECORDED.write_text(HEADER + "".join(tables))


def _rounded(value: float | str) -> float | str:
    return round(value, 4) if isinstance(value, float) else value


def _read_all() -> dict[str, Recorded]:
    return {name: Recorded(**values) for name, values in tomllib.loads(RECORDED.read_text()).items()}
