"""What does the detector that public-health agencies use give on the same series? (R's surveillance, where R is)

Weekly counts: as Noufaily et al. 2013 have it. Daily counts: the package knows one season alone and no holidays. Its
documented use, a year as the season, is blind to the day of week; here a "year" is seven days, which makes the day
of week the season. 26 of them: on another seed, 52 found no more (.510 against .540 of 200 spikes).
"""

import shutil
import subprocess
import tempfile
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.spikes.designs import Array, Design
from tests.benchmarks.spikes.peers import Method

SCRIPT = Path(__file__).with_name("farrington.R")


class NoSurveillanceError(RuntimeError):
    """There is no R here, or no package surveillance in it."""


@dataclass(frozen=True)
class FarringtonSettings:
    """Arguments of farringtonFlexible, in its own words: b years of freq periods, w periods around each day of year."""

    freq: int
    b: int
    w: int
    no_periods: int
    past_weeks_not_included: int


USES = {
    "weekly": FarringtonSettings(freq=52, b=5, w=3, no_periods=10, past_weeks_not_included=26),
    "daily": FarringtonSettings(freq=7, b=26, w=0, no_periods=7, past_weeks_not_included=7),
}


def farrington_with(settings: FarringtonSettings) -> Method:
    """Return R's detector as a method of the bench; it raises NoSurveillanceError where it cannot run."""

    def score_farrington(counts: Array, design: Design) -> Array:
        with tempfile.TemporaryDirectory() as folder:
            given, made = Path(folder) / "counts.csv", Path(folder) / "p_values.csv"
            np.savetxt(given, counts.T, fmt="%d", delimiter=",")
            run_r(str(SCRIPT), str(given), str(made), *map(str, (design.first_scored + 1, *astuple(settings))))
            return np.loadtxt(made, delimiter=",", ndmin=2).T

    return score_farrington


def surveillance_version() -> str:
    return run_r("-e", "cat(as.character(packageVersion('surveillance')))")


def run_r(*arguments: str) -> str:
    """Return what Rscript printed."""
    program = shutil.which("Rscript")
    if program is None:
        raise NoSurveillanceError("There is no Rscript on the PATH: install R and its package surveillance.")
    done = subprocess.run([program, *arguments], capture_output=True, text=True)
    if done.returncode:
        raise NoSurveillanceError(f"Rscript failed (is the package surveillance installed?): {done.stderr.strip()}")
    return done.stdout
