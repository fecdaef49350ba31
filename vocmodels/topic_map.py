"""Topic map: where do texts lie if those of one meaning lie together?

What a text means is seen twice: as the encoder reads its sentence, and as the sum of its words in the static table; what
all texts have in common is taken off. UMAP (McInnes, Healy and Melville, 2018) draws the neighbours of each text together
in few dimensions. Several maps drawn with different seeds lie side by side: what is near by chance is near in one of them.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import normalize


@dataclass(frozen=True)
class MapSettings:
    """How many maps are drawn, and how."""

    maps: int = 2
    dimensions: int = 5  # of each map
    neighbours: int = 15  # of each text that are drawn together
    words_share: float = 0.5  # length of the static table's part against the encoder's


def see_meaning(sentences: np.ndarray, words: np.ndarray, settings: MapSettings = MapSettings()) -> np.ndarray:
    """Return (texts, dimensions): both views side by side, each centred and of unit length before it is weighted.

    Args:
        sentences, words: (texts, dimensions) of unit length, as from `embedding.embed`; zeros where a text says nothing.
    """
    return np.hstack([_centred(sentences), settings.words_share * _centred(words)]).astype(np.float32)


def draw_maps(meanings: np.ndarray, seed: int, settings: MapSettings = MapSettings()) -> np.ndarray:
    """Return (texts, maps x dimensions): the places of the texts on all maps, each map of the same spread.

    The same texts and seed give the same places. Fewer texts than a map needs keep their meanings as places.
    """
    if len(meanings) <= settings.neighbours:
        return meanings
    near = _neighbours(meanings, settings.neighbours)
    maps = [_draw(meanings, near, seed + number, settings) for number in range(settings.maps)]
    return np.hstack([each / _spread(each) for each in maps])


def _neighbours(meanings: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The nearest texts of each, itself the first, and how far off they lie by the cosine: exact, and found once for all maps."""
    found = NearestNeighbors(n_neighbors=count, algorithm="brute", metric="sqeuclidean").fit(normalize(meanings))
    squared, indices = found.kneighbors()
    itself = np.arange(len(meanings))[:, None]
    distances = np.hstack([np.zeros((len(meanings), 1)), squared[:, :-1] / 2])
    return np.hstack([itself, indices[:, :-1]]), distances.astype(np.float32)


def _draw(meanings: np.ndarray, near: tuple[np.ndarray, np.ndarray], seed: int, settings: MapSettings) -> np.ndarray:
    from umap import UMAP  # compiles for seconds: only a fit needs it

    with warnings.catch_warnings():  # that no text could be placed on the map later: none shall
        warnings.filterwarnings("ignore", "precomputed_knn", UserWarning)
        drawn = UMAP(
            n_neighbors=settings.neighbours,
            n_components=settings.dimensions,
            min_dist=0.0,
            metric="cosine",
            precomputed_knn=near,
            random_state=seed,
            n_jobs=1,
        ).fit_transform(meanings)
    return np.asarray(drawn - drawn.mean(axis=0), dtype=np.float64)


def _spread(places: np.ndarray) -> float:
    return max(float(np.sqrt((places**2).sum(axis=1).mean())), 1e-12)


def _centred(points: np.ndarray) -> np.ndarray:
    is_said = points.any(axis=1, keepdims=True)
    centred = np.where(is_said, points - points.sum(axis=0) / max(is_said.sum(), 1), 0)
    lengths = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(np.divide(centred, lengths, out=np.zeros_like(centred), where=lengths > 0))
