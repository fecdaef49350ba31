"""Words: are they joined to turns as they were said?"""

from pipelines.sources.vendors.rows import Said
from pipelines.sources.vendors.words import Word, in_order_of_time, turns_of_channels, turns_of_one_recording


def test_a_mark_stands_by_the_word_before_it():
    words = [Word("Well"), Word(",", is_attached=True), Word("no"), Word("!", is_attached=True)]

    assert [each.text for each in turns_of_one_recording(words)] == ["Well, no!"]


def test_a_turn_begins_with_its_first_time_and_ends_with_its_last():
    words = [Word("a"), Word("b", None, 100, 200), Word("c", None, 300, 400), Word(".", is_attached=True)]

    assert turns_of_one_recording(words) == [Said("a b c.", None, 100, 400)]


def test_a_channel_is_cut_where_half_a_second_passes_even_after_a_mark_without_times():
    first = [Word("Sí", "ch_0", 0, 400), Word(",", "ch_0", is_attached=True), Word("claro", "ch_0", 2000, 2400)]
    second = [Word("ajá", "ch_1", 1000, 1300)]

    assert [each.text for each in turns_of_channels(first + second)] == ["Sí,", "ajá", "claro"]


def test_a_turn_without_a_time_stays_behind_the_one_before_it():
    said = [Said("b", "ch_0", 500), Said("c", "ch_0"), Said("a", "ch_1", 100)]

    assert [each.text for each in in_order_of_time(said)] == ["a", "b", "c"]


def test_no_words_are_no_turns():
    assert turns_of_one_recording([]) == turns_of_channels([]) == in_order_of_time([]) == []
