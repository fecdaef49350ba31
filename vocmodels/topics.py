"""Topics: what do customers talk about, whether a reason names it or not?

Of each text the sentences that bear its problem are kept (problem_sentences.py), without what people say whatever they came
for (small_talk.py). A sample of them (topic_sample.py) is read by the encoder, laid out on maps (topic_map.py) and gathered
in topics (topic_tree.py), put together by BERTopic (Grootendorst 2022); a student learns from that to assign everything else
by its words (topic_student.py). The number of topics is found, not given. Topics keep their codes over fits
(topic_identity.py), and new themes are added without moving the others.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA
from sklearn.metrics import adjusted_rand_score

from vocmodels.embedding import MINILM, embed
from vocmodels.glossing import in_english
from vocmodels.problem_sentences import bearing_parts
from vocmodels.small_talk import learn_small_talk, without_small_talk
from vocmodels.topic_identity import BORN, LINEAGE_COLUMNS, keep_boundaries, match_topics
from vocmodels.topic_labels import label_topics
from vocmodels.topic_map import MapSettings, draw_maps, see_meaning
from vocmodels.topic_sample import sample_texts, standing_topics
from vocmodels.topic_student import FAR, StudentSettings, TopicStudent
from vocmodels.topic_tree import TopicTree, TreeSettings

UNASSIGNED = "unassigned"
NEWER = 0.8  # of an older topic's strength is enough for an added one: what it says was told as something else before
TOPIC_COLUMNS = ["topic_code", "label", "keywords", "size", "x", "y"]


@dataclass(frozen=True)
class TopicSettings:
    """How much is read, and what makes a topic."""

    seed: int = 0
    most_texts: int = 8_000  # different ones that the encoder reads; all others are assigned by the student
    fewest_texts: int = 20  # that say something; fewer have no topics
    maps: MapSettings = field(default_factory=MapSettings)
    tree: TreeSettings = field(default_factory=TreeSettings)
    student: StudentSettings = field(default_factory=StudentSettings)


@dataclass(frozen=True)
class _Found:
    """What a fit read and found: all texts and the sample, its meanings, and the cuts that are nearly as good as the best."""

    parts: list[str]
    sample: list[str]
    meanings: np.ndarray
    cuts: list[np.ndarray]  # the one that is taken, then those that are nearly as good, the finest first


class TopicModel:
    """Finds topics in `fit` and assigns texts to them.

    Stated answers to odd input: fewer than `fewest_texts` texts have no topics, and neither has junk, whose words no texts
    share; texts that are all alike have one topic; a language that is missing changes nothing. Holds strings,
    numbers, numpy arrays and students alone, so that skops can store it; the texts of the fit, which `match_to` compares, are
    not stored.
    """

    def __init__(self, settings: TopicSettings = TopicSettings()) -> None:
        self.settings = settings
        self.small_talk = ""  # phrases, a line each
        self.students: list[TopicStudent] = []
        self.described: list[list[Any]] = []
        self.events: list[list[Any]] = []
        self.stability: float | None = (
            None  # 0-1: agreement (ARI) of the fit's maps, each by itself; then with the model before
        )
        self.unassigned_share = 1.0  # of the texts of the fit
        self._found: _Found | None = None

    def fit(
        self,
        texts: Iterable[str | None],
        reason_codes: Sequence[str | None] | None = None,
    ) -> TopicModel:
        """Find the topics of texts, English or Spanish, one a contact; the same texts and seed give the same topics.

        Args:
            reason_codes: of each text, as far as it is known: what is said whatever the reason is left out of all texts.
        """
        said = bearing_parts(list(texts))
        if reason_codes is not None:
            self.small_talk = "\n".join(learn_small_talk(said, ["" if code is None else code for code in reason_codes]))
        parts = self._without_small_talk(said)
        sample = sample_texts(parts, self.settings.most_texts, self.settings.seed)
        self._found = self._find(parts, sample)
        named = self._learn(self._found.cuts[0], {})
        self.events = [[BORN, code, None, None] for code in named.values()]
        return self

    def assign(self, texts: Iterable[str | None]) -> pd.DataFrame:
        """Return the topic of each text, in order.

        Returns:
            topic_code (`unassigned` where no topic is near), strength (0-1: 1 where the text is as near as those of the
            topic mostly are; below 0.5 none is near).
        """
        return self._assign(self._without_small_talk(bearing_parts(list(texts))))

    def topics(self) -> pd.DataFrame:
        """Return one row per topic, the largest first.

        Returns:
            topic_code, label (two to five words), keywords ("a, b, c"), size (texts of the fit), x and y (-1 to 1: its place
            on a map on which topics that are alike lie near each other).
        """
        rows = pd.DataFrame(self.described, columns=TOPIC_COLUMNS).astype({"size": int, "x": float, "y": float})
        return rows.sort_values(["size", "topic_code"], ascending=[False, True], ignore_index=True)

    def lineage(self) -> pd.DataFrame:
        """Return what became of each topic at the last fit, match or addition.

        Returns:
            event_code (born, continued, merged, split, faded), topic_code, other_code (merged: the topic it went into;
            split: the one it came from; else null), share (0-1, of the older topic's texts that the newer holds).
        """
        return pd.DataFrame(self.events, columns=LINEAGE_COLUMNS).astype({"share": float})

    def match_to(self, previous: TopicModel) -> TopicModel:
        """Give the topics that go on since an older model their codes; call it right after `fit`, on the same object.

        Of the cuts that fit the texts about as well as the best, the one is taken that agrees most with the older model,
        and texts move by what happened to their topic alone: it split, merged, or faded.

        Raises:
            ValueError: the texts of the fit are gone, as in a model that was loaded.
        """
        if self._found is None:
            raise ValueError(
                "The texts of this model's fit are gone. Call match_to right after fit, on the same object."
            )
        given = previous._assign(self._found.sample)["topic_code"]
        old, is_known = given.where(given.ne(UNASSIGNED)), given.ne(UNASSIGNED).to_numpy()
        cut = max(self._found.cuts, key=lambda each: adjusted_rand_score(given[is_known], each[is_known]))
        topics = keep_boundaries(old, cut, self._found.cuts[1])
        match = match_topics(old, topics)
        self.events = match.events(self._learn(topics, match.same))
        if is_known.any():
            self.stability = float(adjusted_rand_score(given[is_known], cut[is_known]))  # before anything was kept
        return self

    def add(self, texts: Sequence[str | None], numbers: Sequence[int]) -> TopicModel:
        """Let new themes be topics of their own, while no other topic changes.

        Args:
            texts: what says the themes, and enough of what does not to tell them apart by.
            numbers: of each text its theme from 0 on, as from `newcomers.find_newcomers`; -1 for none.
        """
        parts, themes = self._without_small_talk(bearing_parts(list(texts))), np.asarray(numbers)
        said = {
            theme: [parts[row] for row in np.flatnonzero(themes == theme)] for theme in np.unique(themes[themes >= 0])
        }
        named = {theme: _mint(own) for theme, own in said.items()}
        self.events = [[BORN, code, None, None] for code in named.values()]
        if named:
            places = pd.DataFrame(
                [self._place_among_others(own) for own in said.values()], index=pd.Index(named.values())
            )
            codes = [named.get(theme) for theme in themes]
            self.students = [*self.students, TopicStudent(self.settings.student).fit(parts, codes)]
            self.described += _described(parts, codes, codes, places, self.topics()["label"].tolist())
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {**vars(self), "_found": None}

    def _without_small_talk(self, said: list[str]) -> list[str]:
        return without_small_talk(said, self.small_talk.splitlines())

    def _find(self, parts: list[str], sample: list[str]) -> _Found:
        """Read the sample, and find the topics in it."""
        if sum(map(bool, parts)) < self.settings.fewest_texts:
            return _Found(parts, sample, np.zeros((len(sample), 2)), [np.full(len(sample), -1)] * 2)
        from bertopic import BERTopic  # it compiles for seconds, and only a fit needs it

        written = in_english(sample)
        meanings = see_meaning(embed(written, MINILM), embed(written), self.settings.maps)
        maps, tree = _Maps(self.settings), TopicTree(self.settings.tree)
        BERTopic(umap_model=maps, hdbscan_model=tree, calculate_probabilities=False).fit(sample, embeddings=meanings)
        alone = [
            TopicTree(self.settings.tree).fit(each).labels_ for each in np.hsplit(maps.places, self.settings.maps.maps)
        ]
        self.stability = float(np.mean([adjusted_rand_score(alone[0], each) for each in alone[1:]]))
        return _Found(parts, sample, meanings, [tree.labels_, *(tree.nearly_as_good() or [tree.labels_])])

    def _learn(self, topics: np.ndarray, same: Mapping[int, str]) -> dict[int, str]:
        """Take these topics of the sample over; return the code of each that stands."""
        found = self._found
        assert found is not None
        topics = standing_topics(found.sample, found.parts, topics)
        own = {
            topic: [found.sample[row] for row in np.flatnonzero(topics == topic)]
            for topic in np.unique(topics[topics >= 0])
        }
        named = {topic: same.get(topic) or _mint(texts) for topic, texts in own.items()}
        codes = [named.get(topic) for topic in topics]
        self.students = [TopicStudent(self.settings.student).fit(found.sample, codes)] if named else []
        assigned = self._assign(found.parts)["topic_code"]
        self.unassigned_share = float(assigned.eq(UNASSIGNED).mean()) if len(assigned) else 1.0
        self.described = _described(found.sample, codes, assigned, _places(found.meanings, codes))
        return named

    def _assign(self, parts: list[str]) -> pd.DataFrame:
        codes = np.array([*self._codes(), UNASSIGNED], dtype=object)
        strengths = np.hstack([self._strengths(parts), np.zeros((len(parts), 1))])
        strengths[[not part for part in parts]] = 0
        was_added = np.arange(strengths.shape[1]) >= len(self.students[0].codes) if self.students else False
        best = np.where(was_added & (strengths >= FAR), strengths / NEWER, strengths).argmax(axis=1)
        strength = strengths[np.arange(len(parts)), best].clip(0, 1)
        topic_codes = pd.Series(np.where(strength >= FAR, codes[best], UNASSIGNED), dtype="str")
        return pd.DataFrame({"topic_code": topic_codes, "strength": strength})

    def _strengths(self, parts: list[str]) -> np.ndarray:
        """Return (texts, topics) in the order of `_codes`."""
        return np.hstack([np.empty((len(parts), 0)), *(student.strengths(parts) for student in self.students)])

    def _codes(self) -> list[str]:
        return [code for student in self.students for code in student.codes]

    def _place_among_others(self, parts: list[str]) -> dict[str, float]:
        """Where a new theme lies on the map: between the topics that its texts are like."""
        near = self._strengths(parts).clip(min=0).mean(axis=0)
        there = self.topics().set_index("topic_code").reindex(self._codes())
        return {axis: float(near @ there[axis].fillna(0) / max(near.sum(), 1e-9)) for axis in ("x", "y")}


class _Maps:
    """What BERTopic asks for places on a map."""

    def __init__(self, settings: TopicSettings) -> None:
        self.settings = settings

    def fit_transform(self, meanings: np.ndarray, y: object = None) -> np.ndarray:
        self.places = draw_maps(meanings, self.settings.seed, self.settings.maps)
        return self.places


def _mint(texts: list[str]) -> str:
    """The code of a topic that is new, from the words of those who say it."""
    return "t" + hashlib.blake2b("\n".join(sorted(texts)).encode(), digest_size=3).hexdigest()


def _described(
    texts: list[str],
    codes: Sequence[str | None],
    assigned: Iterable[str | None],
    places: pd.DataFrame,
    taken: Sequence[str] = (),
) -> list[list[Any]]:
    """The rows of `topics`: labels from the texts that a topic was found in, sizes from all that are assigned to it."""
    told = [(text, code) for text, code in zip(texts, codes, strict=True) if code is not None]
    rows = (
        label_topics([text for text, _ in told], [code for _, code in told], taken).set_index("topic_code").join(places)
    )
    rows["size"] = pd.Series(list(assigned), dtype="str").value_counts().reindex(rows.index).fillna(0).astype(int)
    return rows.reset_index()[TOPIC_COLUMNS].to_numpy(dtype=object).tolist()


def _places(meanings: np.ndarray, codes: Sequence[str | None]) -> pd.DataFrame:
    """Return x and y by topic: the two directions in which the middles of the topics differ most (PCA)."""
    given = pd.Series(list(codes), dtype="str")
    middles = pd.DataFrame(meanings).groupby(given).mean()
    shown = min(2, middles.shape[1]) if len(middles) > 1 else 0
    flat = PCA(shown, random_state=0).fit_transform(middles) if shown else np.zeros((len(middles), 0))
    flat = np.hstack([flat, np.zeros((len(middles), 2 - shown))])
    return pd.DataFrame(flat / max(np.abs(flat).max(initial=0), 1e-9), index=middles.index, columns=["x", "y"])
