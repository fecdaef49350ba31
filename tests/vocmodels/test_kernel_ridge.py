"""A text is told by the examples that are most like it."""

import numpy as np
from scipy.sparse import csr_matrix

from vocmodels.kernel_ridge import KernelRidge, KernelSettings, Views, likeness, solve

SETTINGS = KernelSettings(point_shares=(1.0,), nearness=4.0, penalty=0.1)
# Two classes: the first shares the first word and the east, the second the second word and the north.
WORDS = [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0]]
POINTS = [[1, 0], [1, 0], [0, 1], [0, 1]]
ANSWERS = np.array([0, 0, 1, 1])


def views(words, points, point_share=0.5) -> Views:
    share = np.full(len(words), point_share, dtype=np.float32)
    weighted = np.array(words, dtype=np.float32) * np.sqrt(1 - share)[:, None]
    return Views(csr_matrix(weighted), (np.array(points, dtype=np.float32),), np.sqrt(share))


def learnt(weights=(1.0, 1.0, 1.0, 1.0), answers=ANSWERS) -> KernelRidge:
    examples = views(WORDS, POINTS)
    duals = solve(likeness(examples, examples, SETTINGS), answers, np.array(weights), 2, SETTINGS.penalty)
    return KernelRidge(SETTINGS).fit(examples, duals)


def test_a_text_like_the_examples_of_a_class_scores_near_one_for_it_and_near_zero_for_the_other():
    ((own, other),) = learnt().scores(views([[1, 0, 0]], [[1, 0]]))

    assert own > 0.9 and abs(other) < 0.05


def test_a_text_unlike_every_example_scores_near_zero_for_all():
    scores = learnt().scores(views([[0, 0, 1]], [[-1, -1]]))

    assert np.abs(scores).max() < 0.05


def test_one_view_alone_is_enough_to_tell():
    by_word, by_place = learnt().scores(views([[0, 1, 0], [0, 0, 1]], [[0, 0], [0, 1]]))

    assert by_word.argmax() == 1 and by_place.argmax() == 1


def test_an_example_that_is_believed_less_says_less():
    contradicted = np.array([0, 1, 1, 1])
    asked = views([[1, 0, 0]], [[1, 0]])

    believed, doubted = (learnt((1, w, 1, 1), contradicted).scores(asked)[0, 0] for w in (1.0, 0.01))

    assert doubted > believed + 0.3


def test_scores_are_the_same_whether_words_are_folded_into_terms_or_compared():
    machine, asked, examples = learnt(), views([[1, 1, 0]], [[0.6, 0.8]]), views(WORDS, POINTS)

    duals = machine.duals / examples.reliance[:, None]
    assert np.allclose(machine.scores(asked), likeness(asked, examples, SETTINGS) @ duals, atol=1e-5)


def test_a_text_that_does_not_rely_on_its_point_is_told_by_its_words_alone():
    by_word = learnt().scores(views([[0, 1, 0]], [[1, 0]], point_share=0.0))

    assert by_word.argmax() == 1


def test_nearness_says_how_like_the_nearest_example_is():
    _, nearness = learnt().read(views([[1, 0, 0], [1, 0, 0]], [[1, 0], [-1, 0]]))

    assert nearness[0] == 1.0 and nearness[1] < 0.05


def test_no_texts_give_no_rows():
    assert learnt().scores(views(np.empty((0, 3)), np.empty((0, 2)))).shape == (0, 2)
