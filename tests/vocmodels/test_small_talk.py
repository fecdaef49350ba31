from vocmodels.small_talk import SmallTalkSettings, learn_small_talk, without_small_talk

PROBLEMS = {
    "broken": "the glass is shattered",
    "late": "my parcel has not come",
    "refund": "send my money back",
}
OPENINGS = ["i hope you can help,", "it is the second time i call,"]
SAID = [(f"{opening} {text}", reason) for reason, text in PROBLEMS.items() for opening in OPENINGS] * 20
SETTINGS = SmallTalkSettings(least_texts=10)


def learned(said=SAID):
    return learn_small_talk([text for text, _ in said], [reason for _, reason in said], SETTINGS)


def test_what_all_say_is_taken_out_and_what_tells_the_reason_stays():
    phrases = learned()

    assert "hope you can help" in " ".join(phrases)
    assert without_small_talk([text for text, _ in SAID[:6:2]], phrases) == list(PROBLEMS.values())


def test_a_new_problem_that_no_reason_names_keeps_its_words():
    points = [("i hope you can help, my points are gone", "unsure"), ("second time i call, my points are gone", "late")]

    phrases = learned(SAID + points * 12)

    assert not any("points" in phrase or "gone" in phrase for phrase in phrases)
    assert without_small_talk([points[0][0]], phrases) == ["my points are gone"]


def test_what_is_denied_is_no_small_talk():
    said = [(f"it does not work, {text}", reason) for reason, text in PROBLEMS.items()] * 30

    assert not any(" not " in f" {phrase} " for phrase in learned(said))


def test_nothing_is_learned_from_few_texts_or_one_reason():
    assert learned(SAID[:6]) == []
    assert learned([(text, "late") for text, _ in SAID]) == []
    assert learn_small_talk([], []) == []


def test_a_text_of_small_talk_alone_stays_whole():
    assert without_small_talk(["I hope you can help"], learned()) == ["I hope you can help"]
    assert without_small_talk(["the glass, i hope"], ["i hope", "i hope you can"]) == ["the glass"]
    assert without_small_talk(["The glass, is it [NAME]?"], []) == ["The glass, is it [NAME]?"]


def test_the_order_of_texts_is_irrelevant():
    assert learned(SAID[::-1]) == learned()
