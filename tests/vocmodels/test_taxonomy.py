"""The taxonomy is checked whole: every contradiction is named with what to do."""

import pytest

from vocmodels.taxonomy import Taxonomy, TaxonomyError, parse_taxonomy

DEPARTMENTS = {"logistics": {"label": "Logistics"}}
DISPOSITIONS = [
    {"disposition_code": "DMG", "disposition_label": "Damaged", "reason_code": "damaged_shipment"},
    {"disposition_code": "OTHER", "disposition_label": "", "reason_code": ""},
]


def document(**changes):
    reason = {
        "code": "damaged_shipment",
        "parent": "delivery",
        "department": "logistics",
        "label": {"en": "Damaged shipment", "es": "Envío dañado"},
        "definition": {"en": "What arrived is broken."},
        "phrases": {"en": ["it came broken"], "es": ["llegó roto"]},
    }
    return {"group": [{"code": "delivery", "label": {"en": "Delivery"}}], "reason": [{**reason, **changes}]}


def test_a_taxonomy_knows_its_reasons_and_where_dispositions_lead():
    taxonomy = parse_taxonomy(document(), DISPOSITIONS, DEPARTMENTS)

    assert taxonomy.reason_codes == ["damaged_shipment"]
    assert taxonomy.reason_of("DMG") == "damaged_shipment"
    assert taxonomy.reason_of("OTHER") is None
    assert taxonomy.reason_of(None) is None
    assert taxonomy.disposition_labels == {"DMG": "Damaged", "OTHER": "OTHER"}
    assert taxonomy.reasons[0].examples() == [
        "it came broken",
        "llegó roto",
        "What arrived is broken.",
        "Damaged shipment",
        "Envío dañado",
    ]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"parent": "shipping"}, 'parent "shipping".*choose one of: delivery'),
        ({"department": "sales"}, 'department "sales".*choose one of: logistics'),
        ({"code": "unsure"}, '"unsure" is reserved'),
        ({"code": ""}, "has no code"),
    ],
)
def test_a_contradiction_is_named_with_what_to_do(changes, says):
    with pytest.raises(TaxonomyError, match=says):
        parse_taxonomy(document(**changes), [], DEPARTMENTS)


def test_a_code_given_twice_is_refused():
    twice = document()
    twice["reason"] *= 2

    with pytest.raises(TaxonomyError, match='reason code "damaged_shipment" is given twice'):
        parse_taxonomy(twice, [], DEPARTMENTS)


def test_a_disposition_to_an_unknown_reason_is_refused():
    rows = [{"disposition_code": "X", "disposition_label": "X", "reason_code": "lost"}]

    with pytest.raises(TaxonomyError, match='disposition "X" leads to the reason "lost"'):
        parse_taxonomy(document(), rows, DEPARTMENTS)


def test_an_empty_taxonomy_is_refused():
    with pytest.raises(TaxonomyError, match="names no reason"):
        parse_taxonomy({}, [], {})


def test_the_version_follows_the_content_and_not_the_order():
    first = parse_taxonomy(document(), DISPOSITIONS, DEPARTMENTS)
    reordered = parse_taxonomy(document(), DISPOSITIONS[::-1], DEPARTMENTS)
    changed = parse_taxonomy(document(phrases={"en": ["it came wet"]}), DISPOSITIONS, DEPARTMENTS)

    assert first.taxonomy_version == reordered.taxonomy_version
    assert first.taxonomy_version != changed.taxonomy_version


def test_dispositions_can_be_the_taxonomy():
    taxonomy = Taxonomy.from_codes(["Traffic: DISABLED VEHICLE", "EMS: FALL", "EMS: FALL", None, "", "unsure"])

    assert taxonomy.reason_codes == ["EMS: FALL", "Traffic: DISABLED VEHICLE"]
    assert taxonomy.reason_of("EMS: FALL") == "EMS: FALL"
