"""Texts: which different texts does a column hold, and where?

People say "yes please" and agents their greeting over and over: whatever a text alone decides is asked once for each
different text. What is masked or hidden on the way becomes a text of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from vocmodels.privacy.gates import is_few


class Texts(NamedTuple):
    """A column: its different texts (null may be one), and for each row the place of its text among them."""

    distinct: pa.Array
    places: np.ndarray

    @classmethod
    def of(cls, column: pa.Array) -> Texts:
        """Return the column with each different text once."""
        coded = pc.dictionary_encode(column, null_encoding="encode")
        return cls(coded.dictionary, coded.indices.to_numpy())

    @property
    def column(self) -> pa.Array:
        """One text per row."""
        return self.distinct.take(pa.array(self.places))

    @property
    def is_few(self) -> bool:
        """Whether these rows are so few that no gate pays."""
        return is_few(self.distinct, len(self.places))

    def passing(self, gate: Callable[[pa.Array], np.ndarray]) -> np.ndarray:
        """Return for each different text whether the gate lets it through; of few rows all that are not null are."""
        return self.distinct.is_valid().to_numpy(zero_copy_only=False) if self.is_few else gate(self.distinct)

    def at(self, places: np.ndarray) -> dict[int, str]:
        """Return place -> text of some of the different texts."""
        return dict(zip(places.tolist(), self.distinct.take(pa.array(places)).to_pylist(), strict=True))

    def part(self, rows: Sequence[int] | np.ndarray) -> Texts:
        """Return some of the rows."""
        return _used(self.distinct, self.places[rows])

    def replaced(self, rows: Sequence[int], texts: Sequence[str]) -> Texts:
        """Return the column with other texts in some rows."""
        if not rows:
            return self
        others = Texts.of(pa.array(texts, type=pa.large_string()))
        places = self.places.copy()
        places[rows] = others.places + len(self.distinct)
        return _used(pa.concat_arrays([self.distinct, others.distinct]), places)


def _used(distinct: pa.Array, places: np.ndarray) -> Texts:
    """Return the rows without the texts that none of them holds."""
    is_used = np.zeros(len(distinct), dtype=bool)
    is_used[places] = True
    return Texts(distinct.filter(pa.array(is_used)), (np.cumsum(is_used) - 1)[places])
