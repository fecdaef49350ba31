"""What is proposed for labelling is uncertain, diverse and frequent."""

import numpy as np
import pandas as pd
import pytest

from vocmodels.embedding import embed
from vocmodels.proposals import ProposalSettings, propose_labels

BROKEN = ["the lamp arrived broken", "my lamp arrived broken", "the lamp was broken", "a broken lamp arrived"]
MONEY = ["I want a refund of the fee", "refund me the fee", "please refund this fee"]
LOGIN = ["I cannot log in to my account", "the password is not accepted"]


def chosen(texts: list[str], margins: list[float], count: int, **more) -> list[str]:
    return [texts[row] for row in propose_labels(texts, margins, count, **more)["position"]]


def test_one_is_chosen_of_each_kind_and_the_most_frequent_kind_comes_first():
    texts = LOGIN + MONEY + BROKEN

    first, second, third = chosen(texts, [0.2] * len(texts), 3)

    assert first in BROKEN and second in MONEY and third in LOGIN


def test_what_the_model_is_sure_of_is_not_worth_a_label():
    texts = BROKEN + MONEY

    assert chosen(texts, [1.0] * len(BROKEN) + [0.3] * len(MONEY), 1)[0] in MONEY
    assert chosen(texts, [1.0] * len(texts), 5) == []


def test_of_texts_that_are_the_same_one_is_enough():
    texts = ["the lamp arrived broken"] * 5 + MONEY[:1]

    assert sorted(chosen(texts, [0.0] * 6, 4)) == sorted({"the lamp arrived broken", MONEY[0]})


def test_what_has_a_label_already_stands_for_what_is_like_it():
    texts = BROKEN + MONEY

    assert chosen(texts, [0.2] * len(texts), 1)[0] in BROKEN
    assert chosen(texts, [0.2] * len(texts), 1, labelled_texts=BROKEN)[0] in MONEY


def test_texts_that_say_nothing_are_never_proposed():
    assert chosen(["", None, *LOGIN], [0.0] * 4, 4) == [*LOGIN] or set(chosen(["", None, *LOGIN], [0.0] * 4, 4)) == {
        *LOGIN
    }


def test_each_further_proposal_stands_for_less_doubt():
    texts = BROKEN + MONEY + LOGIN

    found = propose_labels(texts, [0.1] * len(texts), len(texts))

    assert found["doubt_count"].is_monotonic_decreasing
    assert not found["position"].duplicated().any()


def test_the_choice_stands_for_more_doubt_than_any_other_that_is_tried():
    texts = BROKEN + MONEY + LOGIN
    doubt = 1 - np.linspace(0, 0.9, len(texts))
    points = embed(texts)
    alike = np.maximum(points @ points.T, 0) ** 2

    first = propose_labels(texts, 1 - doubt, 1).iloc[0]

    assert first["position"] == (alike @ doubt).argmax()
    assert first["doubt_count"] == pytest.approx((alike @ doubt).max())


def test_no_texts_and_no_wish_give_no_proposal_and_the_same_columns():
    for found in (propose_labels([], [], 5), propose_labels(BROKEN, [0.0] * 4, 0)):
        assert found.empty and list(found) == ["position", "doubt_count"]


def test_the_input_is_untouched_and_the_same_is_proposed_again():
    texts, margins = pd.Series(BROKEN + MONEY), pd.Series(np.linspace(0, 1, 7))
    before = texts.copy(), margins.copy()

    first, second = (propose_labels(texts, margins, 3) for _ in range(2))

    assert first.equals(second)
    assert texts.equals(before[0]) and margins.equals(before[1])


def test_of_more_texts_than_are_compared_the_first_ones_count():
    assert chosen(MONEY + BROKEN, [0.2] * 7, 7, settings=ProposalSettings(most_texts=3))[0] in MONEY


def test_nobody_is_asked_of_a_text_that_is_sure_though_it_is_like_many_that_are_not():
    texts = [BROKEN[0], *BROKEN[1:], *MONEY]

    asked = chosen(texts, [0.95, 0.1, 0.1, 0.1, 0.8, 0.8, 0.8], len(texts))

    assert BROKEN[0] not in asked and set(asked) & set(BROKEN)
