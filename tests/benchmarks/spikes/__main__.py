"""How early are spikes found, at what false-alarm rate, and at what cost?

Run: python -m tests.benchmarks.spikes [weekly daily lanes calibration discoveries scale] [--quick] [--seed 2026]

Every part can be run alone; designs.py says what is simulated, peers.py what is compared. "found" is the share of new
spikes with an alarm in any of their periods, once each method's threshold gives the same real rate of false alarms;
"own p" is the rate that it gives at its word. `--r` runs R's surveillance on the same series (a quarter of an hour) and
records what it gave; without it the table shows what was recorded.
"""

import argparse
from dataclasses import dataclass

from tests.benchmarks.spikes.farrington import NoSurveillanceError
from tests.benchmarks.spikes.finding import report_daily, report_lanes, report_weekly
from tests.benchmarks.spikes.honesty import report_calibration, report_discoveries
from tests.benchmarks.spikes.scale import report_scale

PARTS = ("weekly", "daily", "lanes", "calibration", "discoveries", "scale")


@dataclass(frozen=True)
class Sizes:
    """How many series a part takes."""

    weekly: int = 504  # 12 of each scenario; a share found has a standard error of 0.022, less between two methods
    daily: int = 500
    many: int = 4000
    hourly: int = 300
    scale: int = 10_000


QUICK = Sizes(weekly=126, daily=150, many=300, hourly=40, scale=1000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; default: all")
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--series", type=int, help="in the place of each part's own number")
    parser.add_argument("--quick", action="store_true", help="few series: does it run, not what it gives")
    parser.add_argument("--r", action="store_true", help="run R's surveillance too and record its figures")
    options = parser.parse_args()
    unknown = sorted(set(options.parts) - set(PARTS))
    if unknown:
        parser.error(f"there is no part {', '.join(unknown)}: choose from {', '.join(PARTS)}")
    if options.r and options.quick:
        parser.error("--r records what R gave: leave --quick out")
    sizes = QUICK if options.quick else Sizes()
    if options.series:
        sizes = Sizes(*[options.series] * 5)
    reports = {
        "weekly": lambda: report_weekly(options.seed, sizes.weekly, options.r),
        "daily": lambda: report_daily(options.seed, sizes.daily, options.r),
        "lanes": lambda: report_lanes(options.seed, sizes.many),
        "calibration": lambda: report_calibration(options.seed, sizes.many, sizes.weekly, sizes.hourly),
        "discoveries": lambda: report_discoveries(options.seed, sizes.many),
        "scale": lambda: report_scale(options.seed, sizes.scale),
    }
    try:
        for part in options.parts or PARTS:
            reports[part]()
    except NoSurveillanceError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
