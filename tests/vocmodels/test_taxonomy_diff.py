"""How one taxonomy differs from another is said in words; what is weak in one is said with what to do."""

import pytest

from vocmodels.taxonomy import parse_taxonomy
from vocmodels.taxonomy_check import strays, unsaid, weaknesses
from vocmodels.taxonomy_diff import diff

DEPARTMENTS = {"logistics": {"label": "Logistics"}, "care": {"label": "Customer care"}}
GROUPS = [{"code": "delivery", "label": "Delivery"}]
LATE = {
    "code": "late",
    "label": {"en": "Late delivery", "es": "Entrega tardía"},
    "parent": "delivery",
    "department": "logistics",
    "definition": "It came late.",
    "phrases": {"en": ["it is late", "still not here"]},
}
LOST = {**LATE, "code": "lost", "label": "Lost parcel", "phrases": {"en": ["it is lost", "it never came"]}}
DISPOSITIONS = {"L": "late", "X": "lost"}


def taxonomy(*reasons, changes=(), dispositions=DISPOSITIONS):
    rows = [{"disposition_code": code, "reason_code": reason} for code, reason in dispositions.items()]
    return parse_taxonomy({"group": GROUPS, "reason": reasons, "change": changes}, rows, DEPARTMENTS)


BEFORE = taxonomy(LATE, LOST)


def said(now, before=BEFORE):
    return [(each.kind, each.reason_label, each.sentence) for each in diff(before, now)]


def test_the_same_taxonomy_in_another_order_differs_in_nothing():
    assert diff(BEFORE, taxonomy(LOST, LATE)) == []


def test_a_reason_that_came_is_added_and_one_that_went_without_a_word_is_retired():
    new = {**LATE, "code": "broken", "label": "Broken"}

    now = taxonomy(LATE, new, dispositions={"L": "late"})

    assert said(now) == [
        ("retired", "Lost parcel", "Gone; no [[change]] says what became of it"),
        ("added", "Broken", "New"),
    ]


def test_a_reason_that_was_made_of_a_topic_says_so():
    new = {**LATE, "code": "points", "label": "Missing points"}
    change = {"kind": "add", "to": "points", "topic": "t1a2b3", "note": "from the topic “Points gone”"}

    now = taxonomy(LATE, LOST, new, changes=[change])

    assert said(now) == [("added", "Missing points", "New: from the topic “Points gone”")]
    assert said(now, now) == []


def test_a_rename_is_one_difference_and_what_else_changed_another():
    renamed = {**LATE, "code": "slow", "label": "Slow delivery", "definition": "Slow."}
    change = {"kind": "rename", "from": "late", "to": "slow"}

    found = diff(BEFORE, taxonomy(renamed, LOST, changes=[change]))

    assert [(each.kind, each.reason_code, each.sentence, each.old_codes) for each in found] == [
        ("renamed", "slow", "Renamed from Late delivery", ("late",)),
        ("redefined", "slow", "Definition changed", ("late",)),
    ]


def test_a_merge_names_what_it_was_made_of_and_its_united_phrases_are_no_news():
    merged = {**LOST, "phrases": {"en": ["it is lost", "it never came", "it is late"]}}
    change = {"kind": "merge", "from": ["late", "lost"], "to": "lost"}

    assert said(taxonomy(merged, changes=[change])) == [
        ("merged", "Lost parcel", "Merged from Late delivery and Lost parcel")
    ]


def test_a_split_and_a_retirement_name_what_stands_in_their_place():
    parts = [{**LATE, "code": code, "label": code.title()} for code in ("weather", "carrier", "customs")]
    split = {"kind": "split", "from": "late", "to": ["weather", "carrier", "customs"]}
    retired = {"kind": "retire", "from": "lost", "to": "carrier"}

    assert said(taxonomy(*parts, changes=[split, retired])) == [
        ("split", "Late delivery", "Split into Weather, Carrier and Customs"),
        ("retired", "Lost parcel", "Retired; its contacts count as Carrier"),
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"label": "Delayed"}, ("relabelled", "Delayed", "Was called Late delivery")),
        ({"definition": "Too late."}, ("redefined", "Late delivery", "Definition changed")),
        ({"phrases": {"en": ["late"]}}, ("redefined", "Late delivery", "Example phrases changed")),
        ({"definition": "", "phrases": {}}, ("redefined", "Late delivery", "Definition and example phrases changed")),
        (
            {"department": "care", "parent": None},
            ("moved", "Late delivery", "Moved from Delivery (Logistics) to no group (Customer care)"),
        ),
    ],
)
def test_what_is_told_otherwise_of_a_reason_is_named(change, expected):
    assert said(taxonomy({**LATE, **change}, LOST)) == [expected]


def test_a_disposition_that_leads_elsewhere_than_its_reason_went_is_rerouted():
    now = taxonomy(LATE, LOST, dispositions={"L": "lost", "X": "", "N": "late"})

    assert [(each.disposition_code, each.sentence, each.old_codes) for each in diff(BEFORE, now)] == [
        ("L", "Disposition L leads to Lost parcel (before: Late delivery)", ("late",)),
        ("N", "Disposition N leads to Late delivery (before: no reason)", ()),
        ("X", "Disposition X leads to no reason (before: Lost parcel)", ("lost",)),
    ]


def test_a_disposition_that_follows_its_renamed_reason_is_no_difference_of_its_own():
    renamed, change = {**LATE, "code": "slow"}, {"kind": "rename", "from": "late", "to": "slow"}

    found = diff(BEFORE, taxonomy(renamed, LOST, changes=[change], dispositions={"L": "slow", "X": "lost"}))

    assert [each.kind for each in found] == ["renamed"]


# What is weak


def test_a_whole_taxonomy_has_no_weakness():
    assert list(weaknesses(BEFORE)) == []


def test_a_reason_that_is_short_of_phrases_in_a_language_that_others_have_is_named():
    spanish = {**LOST, "phrases": {"en": ["it is lost", "it never came"], "es": ["se perdió", "no llegó"]}}

    found = list(weaknesses(taxonomy({**LATE, "phrases": {"en": ["it is late"]}}, spanish)))

    assert [each.partition(". ")[0] for each in found] == [
        'The reason "late" has one example phrase in en',
        'The reason "late" has no example phrase in es',
    ]


def test_two_examples_are_enough():
    assert list(weaknesses(taxonomy({**LATE, "phrases": {"en": ["one", "two"]}}, LOST))) == []


def test_a_phrase_under_two_reasons_is_named_however_it_is_written():
    shared = {**LOST, "phrases": {"en": ["It  is LATE", "it never came"]}}

    assert list(weaknesses(taxonomy(LATE, shared))) == [
        'The phrase "it is late" stands under "late", "lost". Keep it under the one that it means.'
    ]


def test_a_reason_that_nobody_owns_is_named():
    assert list(weaknesses(taxonomy({**LATE, "department": None}, LOST))) == [
        'Nobody owns the reason "late". Give it a department, so that somebody gets its report.'
    ]


def test_codes_that_lead_nowhere_are_named_with_how_many_contacts_carry_them():
    parts = [{**LATE, "code": code, "phrases": {"en": [code, f"{code} it is"]}} for code in ("weather", "carrier")]
    now = taxonomy(*parts, LOST, changes=[{"kind": "split", "from": "late", "to": ["weather", "carrier"]}])

    found = list(strays(now, {"L": "late", "X": "lost"}, {"X": 9, "ZZ": 1200}, {"lost": 3, "late": 2, "typo": 1}))

    assert [each.partition(". ")[0].partition(":")[0] for each in found] == [
        'The disposition "L" leads to "late", which was split or retired',
        'Agents gave 1,200 contacts the disposition "ZZ", which dispositions.csv does not list',
        '"late", the reason of 2 labels, is no reason any more',
        '"typo", the reason of 1 label, is no reason any more',
    ]


def test_a_reason_that_is_gone_without_a_word_is_named_and_one_whose_change_is_stated_is_not():
    change = {"kind": "retire", "from": "late"}

    assert list(unsaid(taxonomy(LOST, dispositions={}, changes=[change]), BEFORE)) == []
    assert len(list(unsaid(taxonomy(LOST, dispositions={}), BEFORE))) == 1
