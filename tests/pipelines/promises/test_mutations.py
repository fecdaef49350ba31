"""Spoilt files: do some hundred of them neither crash a pull nor hang it, with every row accounted for?"""

import pytest

from tests.benchmarks.mutations import fixtures, try_files

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("fixture", [each for each in fixtures(False)], ids=lambda each: each.form)
def test_spoilt_files_are_loaded_rejected_or_refused_and_nothing_else(fixture):
    faults = [each for each in try_files(fixture, list(range(12)), seed=17) if each.outcome.startswith("FAULT")]

    assert faults == []
