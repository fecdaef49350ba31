"""What became of a reason is stated once, and followed by all that carries its old code."""

from datetime import date, datetime

import pytest

from vocmodels.taxonomy import TaxonomyError, parse_taxonomy
from vocmodels.taxonomy_edits import apply_edits

DISPOSITIONS = [
    {"disposition_code": "L", "disposition_label": "Late", "reason_code": "late"},
    {"disposition_code": "X", "disposition_label": "Lost", "reason_code": "lost"},
]


def reasons(*codes):
    return [{"code": code, "label": code.title(), "phrases": {"en": [f"it is {code}"]}} for code in codes]


def taxonomy(codes=("late", "lost", "broken"), changes=(), dispositions=DISPOSITIONS):
    return parse_taxonomy({"reason": reasons(*codes), "change": list(changes)}, dispositions, {})


def change(kind, from_, to=(), **more):
    return {"kind": kind, "from": from_, "to": to, **more}


# In the file


def test_a_renamed_reason_is_followed_to_the_end_of_the_chain():
    chain = [change("rename", "late", "slow"), change("rename", "slow", "overdue")]

    now = taxonomy(["overdue", "lost", "broken"], chain)

    assert [now.follow(code) for code in ("late", "slow", "overdue")] == ["overdue"] * 3


def test_what_was_merged_leads_to_the_one_that_stands_for_it_even_if_it_is_one_of_them():
    now = taxonomy(["lost", "broken"], [change("merge", ["late", "lost"], "lost")])

    assert [now.follow(code) for code in ("late", "lost")] == ["lost", "lost"]


def test_what_was_split_or_retired_without_a_successor_leads_nowhere_by_rule():
    split = change("split", "late", ["weather", "carrier"])

    now = taxonomy(["weather", "carrier", "broken"], [split, change("retire", "lost")])

    assert [now.follow(code) for code in ("late", "lost", "never_one", None, "unsure")] == [None] * 5


def test_a_retired_reason_leads_to_its_successor():
    assert taxonomy(["lost", "broken"], [change("retire", "late", "lost")]).follow("late") == "lost"


def test_dispositions_that_name_an_old_code_follow_it():
    renamed = taxonomy(["slow", "lost"], [change("rename", "late", "slow")])
    split = taxonomy(["weather", "carrier", "lost"], [change("split", "late", ["weather", "carrier"])])

    assert (renamed.reason_of("L"), renamed.reason_of("X")) == ("slow", "lost")
    assert split.reason_of("L") is None


def test_a_note_alone_leaves_the_version_what_it_is_and_a_rerouted_disposition_does_not():
    plain = taxonomy(["slow", "lost"], dispositions=[{"disposition_code": "X", "reason_code": "lost"}])
    noted = taxonomy(
        ["slow", "lost"],
        [change("rename", "late", "slow", note="as people say", on=date(2026, 3, 1))],
        dispositions=[{"disposition_code": "X", "reason_code": "lost"}],
    )
    rerouted = taxonomy(["slow", "lost"], dispositions=[{"disposition_code": "X", "reason_code": "slow"}])

    assert plain.taxonomy_version == noted.taxonomy_version != rerouted.taxonomy_version


@pytest.mark.parametrize(
    ("codes", "changes", "says"),
    [
        (["late"], [change("rename", "lost", "slow")], 'leads to "slow", which is no reason'),
        (["late", "slow"], [change("rename", "late", "slow")], '"late" left, but it is a reason again'),
        (["slow"], [change("rename", "late", "slow")] * 2, '"late" leaves by 2 changes'),
        (["slow"], [change("rename", "late", "slow"), change("retire", "late")], '"late" leaves by 2 changes'),
        (["lost"], [change("rename", "a", "b"), change("rename", "b", "a")], "goes in a circle"),
        (["lost"], [change("rename", "lost", "lost")], "leads to the code that leaves"),
        (["late", "slow"], [change("split", "late", ["late", "slow"])], "leads to the code that leaves"),
        (["lost"], [change("split", "late")], 'split of "late" is not whole. Write it as from'),
        (["lost"], [change("merge", ["late"], "lost")], 'merge of "late" to "lost" is not whole'),
        (["lost"], [change("rename", ["late", "slow"], "lost")], "is not whole. Write it as"),
        (["lost"], [change("swap", "late", "lost")], 'the kind "swap". Use one of: rename, merge, split, retire'),
        (["lost"], [change("retire", "late", on="soon")], 'dated "soon", which is no day'),
        (["lost"], [change("retire", "late", when="2026-03-01")], 'has the key "when"'),
        (["lost"], [change("rename", "late", "unsure")], '"unsure", which is reserved'),
        (["lost"], [change("add", [], "late")], 'The add of "late" leads to "late", which is no reason'),
        (["lost"], [change("add", "late", "lost")], "is not whole. Write it as to"),
        (["lost"], [change("add", [], "lost")] * 2, '"lost" is added by 2 changes'),
    ],
)
def test_a_change_that_contradicts_itself_or_the_reasons_is_named_with_what_to_do(codes, changes, says):
    with pytest.raises(TaxonomyError) as caught:
        taxonomy(codes, changes, dispositions=[])

    assert any(says in problem for problem in caught.value.problems)


def test_everything_that_is_wrong_is_said_at_once():
    with pytest.raises(TaxonomyError) as caught:
        taxonomy(["late", "late"], [change("retire", "late")])

    assert len(caught.value.problems) == 3  # twice, still there, and a disposition to what is unknown
    assert 'And 2 more: "voc taxonomy check"' in str(caught.value)


@pytest.mark.parametrize("phrases", [["it is late"], {"en": "it is late"}, {"en": [1]}])
def test_phrases_that_are_no_lists_of_texts_are_refused(phrases):
    with pytest.raises(TaxonomyError, match=r'phrases of the reason "late" are no lists'):
        parse_taxonomy({"reason": [{"code": "late", "phrases": phrases}]}, [], {})


def test_a_label_that_is_no_text_is_refused():
    with pytest.raises(TaxonomyError, match='"late" has a label that is no text'):
        parse_taxonomy({"reason": [{"code": "late", "label": {"en": 1}}]}, [], {})


def test_what_a_taxonomy_writes_is_read_as_the_same_taxonomy():
    now = taxonomy(["slow", "lost"], [change("rename", "late", "slow", on=date(2026, 3, 1), note="clearer")])

    assert parse_taxonomy(*now.files()) == now


# On a screen


def edit(kind, from_, to=(), **more):
    return change(kind, from_, to, edit_id=4, edited_by="ana", edited_at=datetime(2026, 3, 2, 9), **more)


def test_a_rename_keeps_what_it_does_not_bring_and_its_place_and_dispositions_follow():
    now = apply_edits(taxonomy(), [edit("rename", "late", "slow", reason=[{"code": "slow", "label": {"en": "Slow"}}])])

    assert now.reason_codes == ["slow", "lost", "broken"]
    assert now.reasons[0].labels == {"en": "Slow"}
    assert now.reasons[0].phrases == {"en": ("it is late",)}
    assert now.reason_of("L") == now.follow("late") == "slow"


def test_an_edit_holds_from_the_day_on_which_it_was_made_unless_it_says_another():
    now = apply_edits(taxonomy(), [edit("rename", "late", "slow"), edit("retire", "lost", on="2026-01-05")])

    assert [each.on for each in now.changes] == [date(2026, 3, 2), date(2026, 1, 5)]


def test_a_merge_unites_the_phrases():
    into_one = apply_edits(taxonomy(), [edit("merge", ["late", "lost"], "lost")])
    into_new = apply_edits(
        taxonomy(), [edit("merge", ["late", "lost"], "gone", reason=[{"code": "gone", "label": "Not there"}])]
    )

    assert into_one.reason_codes == ["lost", "broken"]
    assert into_one.reasons[0].phrases == {"en": ("it is lost", "it is late")}
    assert into_new.reason_codes == ["gone", "broken"]
    assert into_new.reasons[0].phrases == {"en": ("it is late", "it is lost")}
    assert into_new.reasons[0].labels == {"en": "Not there"}
    assert into_new.disposition_reasons == {"L": "gone", "X": "gone"}


def test_a_split_brings_new_reasons_and_leaves_its_dispositions_to_the_words():
    brought = [{"code": "weather", "phrases": {"en": ["snow on the road"]}}, {"code": "carrier"}]

    now = apply_edits(taxonomy(), [edit("split", "late", ["weather", "carrier"], reason=brought)])

    assert now.reason_codes == ["weather", "carrier", "lost", "broken"]
    assert [reason.phrases for reason in now.reasons[:2]] == [{"en": ("snow on the road",)}, {}]
    assert now.reason_of("L") is None


def test_what_is_retired_is_predicted_no_more():
    now = apply_edits(taxonomy(), [edit("retire", "late", "lost"), edit("retire", "broken")])

    assert now.reason_codes == ["lost"]
    assert (now.follow("late"), now.follow("broken")) == ("lost", None)


POINTS = {"code": "points", "label": {"en": "Missing points"}, "phrases": {"en": ["my points are gone"]}}


def test_what_is_added_stands_last_and_takes_nothing_from_the_others():
    before = taxonomy()

    now = apply_edits(before, [edit("add", [], ["points"], topic="t1a2b3", reason=[POINTS])])

    assert now.reason_codes == ["late", "lost", "broken", "points"]
    assert now.reasons[:3] == before.reasons
    assert now.reasons[3].phrases == {"en": ("my points are gone",)}
    assert now.disposition_reasons == before.disposition_reasons
    assert now.taxonomy_version != before.taxonomy_version
    [added] = now.changes
    assert (added.kind, added.to_codes, added.topic_code, added.on) == ("add", ("points",), "t1a2b3", None)


def test_what_was_added_can_be_renamed_and_is_not_added_again():
    adding = edit("add", [], ["points"], reason=[POINTS])

    now = apply_edits(taxonomy(), [adding, edit("rename", "points", "wallet"), adding])

    assert now.reason_codes == ["late", "lost", "broken", "wallet"]
    assert now.follow("points") == "wallet"


@pytest.mark.parametrize(
    ("adding", "says"),
    [
        (edit("add", [], ["late"], reason=[{"code": "late"}]), '"late" is a reason already'),
        (edit("add", [], ["points"]), 'the add of "points" brings no reason'),
        (edit("add", [], ["points"], reason=[{**POINTS, "parent": "zoo"}]), 'has the parent "zoo"'),
        (edit("add", [], ["unsure"], reason=[{"code": "unsure"}]), '"unsure" is reserved'),
    ],
)
def test_what_cannot_be_added_is_named_with_its_edit(adding, says):
    with pytest.raises(TaxonomyError, match="The taxonomy edit 4 of ana: ") as caught:
        apply_edits(taxonomy(), [adding])

    assert says in str(caught.value)


def test_edits_apply_one_over_the_other():
    now = apply_edits(taxonomy(), [edit("rename", "late", "slow"), edit("merge", ["slow", "lost"], "slow")])

    assert now.reason_codes == ["slow", "broken"]
    assert now.follow("late") == now.follow("lost") == "slow"


def test_an_edit_that_the_files_have_taken_over_is_applied_once():
    edits = [edit("rename", "late", "slow"), edit("retire", "lost"), edit("add", [], ["points"], reason=[POINTS])]
    exported = apply_edits(taxonomy(), edits)

    again = apply_edits(parse_taxonomy(*exported.files()), edits)

    assert again == exported


def test_where_the_files_say_otherwise_they_decide():
    files = taxonomy(["lost", "broken"], [change("retire", "late", "broken")])

    assert apply_edits(files, [edit("rename", "late", "slow")]) == files


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (edit("rename", "gone", "slow"), '"gone" is no reason. Correct the code, or say in reasons.toml'),
        (edit("rename", "late", "lost"), '"lost" is a reason already. Give what comes a new code'),
        (edit("split", "late", ["lost", "slow"]), '"lost" is a reason already'),
        (edit("retire", "late", "slow"), '"slow" is no reason, and cannot take over'),
        (edit("rename", "late", "slow", reason=[{"code": "slow", "department": "sales"}]), 'department "sales"'),
        (edit("rename", "late", "unsure"), "reserved"),
        (edit("explode", "late"), 'the kind "explode"'),
    ],
)
def test_an_edit_that_cannot_be_applied_is_named_with_who_made_it(wrong, says):
    with pytest.raises(TaxonomyError, match=r"^The taxonomy edit 4 of ana: ") as caught:
        apply_edits(taxonomy(), [wrong])

    assert any(says in problem for problem in caught.value.problems)


def test_an_edit_leaves_what_it_is_given_as_it_was():
    before, wanted = taxonomy(), edit("merge", ["late", "lost"], "lost")
    kept = dict(wanted)

    apply_edits(before, [wanted])

    assert before == taxonomy() and wanted == kept
