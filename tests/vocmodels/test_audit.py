"""Codes that the words contradict are found, with what they should be."""

import pandas as pd
import pytest

from vocmodels.audit import AuditSettings, audit_dispositions

THINGS = ["lamp", "sofa", "table", "mirror", "carpet", "kettle", "blender", "jacket", "phone case", "toaster"]
SAID = {
    "damaged": ["the {} arrived broken", "the {} came crushed", "my {} was smashed"],
    "late": ["the {} has not arrived", "my {} never came", "the {} is delayed"],
}


def contacts() -> pd.DataFrame:
    rows = [(said.format(thing), code) for code, texts in SAID.items() for said in texts for thing in THINGS]
    return pd.DataFrame(rows, columns=["text", "code"], dtype="str")


def test_the_miscoded_contacts_come_first_with_the_right_code_beside_them():
    rows = contacts()
    given = rows["code"].copy()
    given[[0, 15, 40]] = ["late", "late", "damaged"]

    found = audit_dispositions(rows["text"], given)

    assert set(found["suspect_score"].nlargest(3).index) == {0, 15, 40}
    assert found.loc[[0, 15, 40], "suggested_code"].tolist() == ["damaged", "damaged", "late"]
    assert found["suggested_code"].notna().sum() == 3


def test_contacts_without_words_or_code_and_rare_codes_are_not_judged():
    rows = contacts()
    texts = [*rows["text"], "", None, "the lamp arrived broken", "close my account"]
    codes = [*rows["code"], "late", "late", None, "leaving"]

    found = audit_dispositions(texts, codes).tail(4)

    assert found["suspect_score"].tolist() == [0, 0, 0, 0]
    assert found["suggested_code"].isna().all()


def test_more_contacts_than_are_compared_at_once_are_audited_in_parts():
    rows = contacts()
    given = rows["code"].copy()
    given[0] = "late"

    found = audit_dispositions(rows["text"], given, AuditSettings(most_at_once=40))

    assert found["suspect_score"].idxmax() == 0
    assert (found["suspect_score"] > 0).all()


def test_nothing_to_audit_gives_no_rows_and_one_code_alone_suspects_nobody():
    assert audit_dispositions([], []).columns.tolist() == ["suspect_score", "suggested_code"]
    assert audit_dispositions(["it broke"] * 20, ["damaged"] * 20)["suspect_score"].eq(0).all()


def test_texts_and_codes_of_different_number_are_refused():
    with pytest.raises(ValueError, match="2 texts and 1 codes"):
        audit_dispositions(["a", "b"], ["x"])
