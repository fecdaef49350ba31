"""Which licence has each package of the lock file?

python -m tests.licences
"""

import re
import sys
from importlib.metadata import metadata

from tests.conftest import ROOT


def packages() -> list[str]:
    """The names of the lock file."""
    return re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)


def licence_of(package: str) -> str:
    """As the package itself says: its expression, its classifiers, or the first line of its text."""
    said = metadata(package)
    classifiers = [each for each in said.get_all("Classifier") or [] if each.startswith("License ::")]
    named = ", ".join(each.rpartition(" :: ")[2] for each in classifiers)
    return said.get("License-Expression") or named or (said.get("License") or "").strip().partition("\n")[0]


if __name__ == "__main__":
    for package in packages():
        sys.stdout.write(f"{package}: {licence_of(package) or 'not said'}\n")
