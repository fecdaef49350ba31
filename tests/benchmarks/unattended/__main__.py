"""What becomes of a night that nobody watches?

    python -m tests.benchmarks.unattended kills [COUNT]
    python -m tests.benchmarks.unattended faults
    python -m tests.benchmarks.unattended readers [READERS PUBLISHES]

Each begins with the same contact centre: eight simulated weeks were read, and the exports of one more day wait.

kills: the night is killed with -9 at random moments (default 50), and run again; core and marts are compared with those of a
night that nothing disturbed, while a reader polls what is published throughout.
faults: the disk is full, memory short, a folder read-only, the clock set back, a source gone, a server gone, another run on.
readers: so many readers (20) ask what is published while so many nights (10) publish.
"""

import sys
import tempfile
from pathlib import Path

from tests.benchmarks.unattended import faults, kills, readers
from tests.benchmarks.unattended.prepared import prepare


def main() -> None:
    what, *numbers = sys.argv[1:] or ["kills"]
    with tempfile.TemporaryDirectory() as folder:
        prepared = prepare(Path(folder))
        if what == "kills":
            kills.measure(prepared, *map(int, numbers))
        elif what == "faults":
            faults.measure(prepared)
        else:
            readers.measure(prepared, *map(int, numbers))


if __name__ == "__main__":
    main()
