"""How good answers are is said with how sure that is."""

import numpy as np
import pytest

from vocmodels.evaluation import expected_calibration_error, precision_and_coverage, wilson_interval


@pytest.mark.parametrize(
    ("right_count", "count", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (90, 100, 0.8256, 0.9448), (0, 0, 0.0, 1.0)],
)
def test_the_interval_of_a_share_is_wilsons(right_count, count, low, high):
    assert wilson_interval(right_count, count) == pytest.approx((low, high), abs=1e-4)


def test_confidences_that_are_right_as_often_as_they_say_have_no_error():
    confidences = np.full(10, 0.8)

    assert expected_calibration_error(confidences, np.arange(10) < 8) == pytest.approx(0)
    assert expected_calibration_error(confidences, np.arange(10) < 5) == pytest.approx(0.3)


def test_precision_is_of_the_answers_given_and_coverage_their_share():
    precision, coverage = precision_and_coverage(np.array([1, 1, 1, 0]), np.array([1, 1, 0, 1]))

    assert (precision, coverage) == (pytest.approx(2 / 3), 0.75)
