"""Which texts say the same, and how many topics are there?"""

import numpy as np

from vocmodels.topic_tree import TopicTree, TreeSettings, by_size


def islands(sizes: list[int], spread: float = 0.05) -> tuple[np.ndarray, np.ndarray]:
    """Places around as many corners of a circle, and the corner of each."""
    rng = np.random.default_rng(1)
    corner = np.repeat(np.arange(len(sizes)), sizes)
    angle = 2 * np.pi * corner / len(sizes)
    return np.column_stack([np.cos(angle), np.sin(angle)]) + rng.normal(0, spread, (len(corner), 2)), corner


def test_as_many_topics_are_found_as_there_are_islands_whatever_their_sizes():
    places, corner = islands([200, 100, 50, 25, 12])

    assert (TopicTree().fit(places).labels_ == corner).all()  # the largest is 0, and so on


def test_a_cut_that_keeps_an_older_model_is_hardly_worse_than_the_best():
    places, _ = islands([60, 60, 60, 60])
    tree = TopicTree().fit(places)

    assert any((cut == tree.labels_).all() for cut in tree.nearly_as_good())
    assert all(cut.max() + 1 >= 4 for cut in tree.nearly_as_good())


def test_there_are_never_more_topics_than_may_be():
    places, _ = islands([30] * 9)

    assert TopicTree(TreeSettings(most_topics=5)).fit(places).labels_.max() + 1 <= 5


def test_few_texts_or_texts_that_are_all_alike_are_one_topic():
    assert set(TopicTree().fit(np.zeros((3, 2))).labels_) == {0}
    assert set(TopicTree().fit(np.zeros((40, 2))).labels_) == {0}
    assert len(TopicTree().fit(np.zeros((0, 2))).labels_) == 0


def test_topics_are_numbered_by_their_size():
    assert by_size(np.array([7, 3, 3, 9, 9, 9])).tolist() == [2, 1, 1, 0, 0, 0]
