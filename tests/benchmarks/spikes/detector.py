"""What does the detector of the product say of a design's counts?"""

import pandas as pd

from tests.benchmarks.spikes.designs import Array, Design, as_rows
from tests.benchmarks.spikes.peers import Method
from vocmodels.spikes import SpikeSettings, score_days

ONE_DAY = SpikeSettings(windows=(1,), window_shares=(1.0,))
VOC = {"voc, one period": ONE_DAY, "voc, windows": SpikeSettings()}


def voc_with(settings: SpikeSettings) -> Method:
    """Return the detector as a method of the bench: p-values (series, scored periods)."""

    def score_voc(counts: Array, design: Design) -> Array:
        return judge(counts, design, settings)["p_value"].to_numpy().reshape(len(counts), -1)

    return score_voc


def judge(counts: Array, design: Design, settings: SpikeSettings) -> pd.DataFrame:
    """Return the rows of the scored periods, series after series, with all that the detector says of them."""
    return score_days(as_rows(counts, design), design.periods[design.first_scored], design.holidays, settings)


VOC_METHODS = {name: voc_with(settings) for name, settings in VOC.items()}
