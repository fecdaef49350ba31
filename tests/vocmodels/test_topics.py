"""Topics: what do customers talk about, whether a reason names it or not?"""

import itertools
from copy import deepcopy

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from vocmodels.topics import UNASSIGNED, TopicModel, TopicSettings

pytestmark = pytest.mark.slow

THEMES = {
    "damage": (
        ["my parcel", "the box", "the lamp I ordered", "the mirror"],
        ["arrived broken", "came in pieces", "was crushed", "is damaged"],
    ),
    "password": (
        ["I forgot", "how do I reset", "I need to change", "the app refuses"],
        ["my password", "the password of my account", "my login password", "the passcode"],
    ),
    "refund": (
        ["where is", "I still wait for", "when do I get", "nobody sent me"],
        ["my refund", "the refund for my return", "my money back", "the refund you promised"],
    ),
    "address": (
        ["please change", "I moved and need to update", "how can I correct", "you have the wrong"],
        ["my delivery address", "the shipping address", "my home address", "the street and house number"],
    ),
    "invoice": (
        ["please send me", "I need", "can I download", "my company asks for"],
        ["the invoice", "an invoice with tax id", "the bill as pdf", "a copy of the invoice"],
    ),
}  # fmt: skip
TEXTS = [f"{start} {end}" for starts, ends in THEMES.values() for start, end in itertools.product(starts, ends)]
MEANT = np.repeat(list(THEMES), 16)
WALLET = [
    f"{who} {what}"
    for who in ("the loyalty wallet", "the wallet in the app", "my points wallet")
    for what in ("lost all my points", "shows zero points", "swallowed the points I saved", "forgot my points")
]


@pytest.fixture(scope="module")
def model() -> TopicModel:
    return TopicModel().fit(TEXTS)


def test_what_customers_talk_about_is_found_without_saying_how_many_things_there_are(model):
    topics = model.assign(TEXTS)["topic_code"]

    assert adjusted_rand_score(MEANT, topics) > 0.8
    assert len(model.topics()) in (4, 5, 6)


def test_a_topic_has_a_label_of_its_texts_own_words_and_a_place_on_the_map(model):
    topics = model.topics()
    code = model.assign(["I forgot my password"])["topic_code"].iloc[0]

    assert "password" in topics.set_index("topic_code").loc[code, "label"].lower()
    assert topics["size"].sum() == len(TEXTS)
    assert topics[["x", "y"]].abs().to_numpy().max() <= 1
    assert topics["label"].is_unique


def test_a_text_that_says_nothing_of_any_topic_is_unassigned(model):
    found = model.assign(["", None, "qwzx vbnm plok", "Thank you so much, have a nice day!"])

    assert found["topic_code"].tolist() == [UNASSIGNED] * 4
    assert found["strength"].max() < 0.5


def test_the_order_of_texts_does_not_matter_and_a_seed_gives_the_same_topics(model):
    again = TopicModel().fit(TEXTS[::-1])

    assert again.topics().equals(model.topics())


def test_a_refit_keeps_the_codes_of_topics_that_go_on(model):
    again = TopicModel(TopicSettings(seed=5)).fit(TEXTS[:72]).match_to(model)

    kept = again.assign(TEXTS[:64])["topic_code"] == model.assign(TEXTS[:64])["topic_code"]
    assert kept.mean() > 0.9
    assert set(again.lineage()["event_code"]) <= {"continued", "merged", "split", "born", "faded"}
    assert 0 <= again.stability <= 1


def test_a_new_theme_is_added_and_no_other_text_moves(model):
    grown = deepcopy(model)
    texts = [*WALLET, *TEXTS]
    grown.add(texts, [0] * len(WALLET) + [-1] * len(TEXTS))

    (event,) = grown.lineage().to_dict("records")
    assert event["event_code"] == "born"
    assert grown.assign(["my loyalty points vanished from the wallet"])["topic_code"].item() == event["topic_code"]
    assert (grown.assign(TEXTS)["topic_code"] == model.assign(TEXTS)["topic_code"]).all()
    assert "points" in grown.topics().set_index("topic_code").loc[event["topic_code"], "label"].lower()


def test_spanish_alone_has_its_topics_too():
    damage = [f"{what} {how}" for what in ("mi paquete", "la caja", "la lámpara", "el espejo")
              for how in ("llegó roto", "llegó en pedazos", "está dañado", "llegó golpeada")]  # fmt: skip
    password = [f"{start} {end}" for start in ("no sé", "no recuerdo", "quiero cambiar", "cómo recupero")
                for end in ("mi contraseña", "la contraseña de mi cuenta", "mi clave", "mi clave de acceso")]  # fmt: skip

    topics = TopicModel().fit(damage + password).assign(damage + password)["topic_code"]

    assert topics.ne(UNASSIGNED).mean() > 0.9
    assert set(topics[:16]).isdisjoint(set(topics[16:]) - {UNASSIGNED})


@pytest.mark.parametrize(
    ("texts", "topic_count"),
    [
        ([], 0),
        (["my card is broken"] * 10, 0),
        (["my card is broken"] * 50, 1),
        (["hello", "thanks", "", None, "ok"] * 20, 0),
        ([f"zxq{number} wv{number * 7} kk{number * 13}" for number in range(60)], 0),
    ],
    ids=["nothing", "ten texts", "all alike", "nothing said", "junk"],
)
def test_odd_input_has_a_stated_answer(texts, topic_count):
    model = TopicModel().fit(texts)

    found = model.assign(texts)
    assert len(model.topics()) == topic_count
    assert found.columns.tolist() == ["topic_code", "strength"]
    assert len(found) == len(texts)
    assert found["topic_code"].ne(UNASSIGNED).all() == (topic_count > 0 or not texts)


def test_a_loaded_model_says_that_it_cannot_be_matched(model):
    with pytest.raises(ValueError, match="right after fit"):
        deepcopy(model).match_to(model)
