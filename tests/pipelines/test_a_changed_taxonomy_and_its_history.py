"""A taxonomy is changed between two nights: the past carries the new codes after the next, and nothing is lost."""

from datetime import date

import pandas as pd
import pytest

from pipelines.flows import nightly
from pipelines.workspace import open_workspace
from tests.conftest import House, complaint

pytestmark = pytest.mark.slow

MAPPING = """
format = "csv"
record = "contact"
[fields]
contact_id = "id"
started_at = "started"
disposition_code = "code"
[turn]
text = "said"
speaker = { constant = "customer" }
"""
GROUPS = '[[group]]\ncode = "delivery"\nlabel = "Delivery"\n'
SAID = {
    "late": ["my parcel is late", "the delivery is overdue", "it should have come days ago", "the order is delayed"],
    "lost": ["the parcel never came", "my parcel is lost", "the courier lost it", "it went missing on the way"],
    "broken": ["it arrived broken", "the glass is shattered", "the box was crushed", "my lamp came damaged"],
    "refund": ["where is my money", "i want my refund", "you have not paid me back", "the refund is missing"],
}
CODES = "disposition_code,disposition_label,reason_code\nL,Late,late\nX,Lost,lost\nB,Broken,broken\nR,Refund,refund\n"
DAYS = [date(2026, 3, day) for day in range(2, 12)]


def reason(code: str, *phrases: str, label: str = "") -> str:
    listed = ", ".join(f'"{phrase}"' for phrase in phrases or SAID[code])
    return (
        f'[[reason]]\ncode = "{code}"\nlabel = "{label or code.title()}"\nparent = "delivery"\n'
        f'department = "logistics"\nphrases.en = [{listed}]\n'
    )


def words(house: House, *reasons: str, codes: str = CODES) -> None:
    house.add_file("words/reasons.toml", GROUPS + "".join(reasons))
    house.add_file("words/dispositions.csv", codes)
    house.add_file("words/departments.toml", '[logistics]\nlabel = "Logistics"\n')


@pytest.fixture
def centre(house: House) -> House:
    """Four reasons on ten days; each day one contact of each is told in words, and one by its disposition alone."""
    house.extra = '[taxonomy]\nfrom = "words"\n[spikes]\ndimensions = []\n'
    words(house, *map(reason, SAID))
    house.add_file("notes.toml", MAPPING)
    house.add_source("notes", "inbox/*.csv", "notes.toml", timezone="UTC", id_prefix="n")
    rows = ["id,started,code,said"]
    for day in DAYS:
        for code, (name, said) in zip("LXBR", SAID.items(), strict=True):
            rows.append(f"{day:%d}-{name}-told,{day}T09:00:00Z,{code},{said[day.day % 4]} please")
            rows.append(f"{day:%d}-{name}-coded,{day}T10:00:00Z,{code},")
    house.add_file("inbox/notes.csv", "\n".join(rows) + "\n")
    return house


def reasons_of(house: House, name: str) -> set[str]:
    """What the contacts of one kind count as, on all days."""
    rows = house.published(f"select distinct reason_code from marts.contact where contact_id like '%-{name}%'")
    return {code for (code,) in rows}


def open_labels(house: House) -> pd.DataFrame:
    with open_workspace(house.settings) as workspace:
        return workspace.labels()


def totals(house: House) -> list[tuple]:
    return house.published("select contact_date, sum(contact_count) from marts.contact_daily group by 1 order by 1")


def changes(house: House) -> set[tuple]:
    return set(house.published("select reason_code, change_date, kind_code, mark, sentence from marts.reason_change"))


def test_after_a_rename_in_the_file_the_past_carries_the_new_code(centre):
    centre.run()
    assert reasons_of(centre, "late") == {"late"}
    before = totals(centre)

    words(
        centre,
        '[[change]]\nkind = "rename"\nfrom = "late"\nto = "overdue"\non = 2026-03-05\nnote = "as people say"\n',
        reason("overdue", *SAID["late"]),
        *map(reason, list(SAID)[1:]),
    )
    centre.run()

    assert reasons_of(centre, "late") == {"overdue"}  # those told in words, and those that dispositions.csv calls late
    assert totals(centre) == before and sum(count for _, count in before) == 8 * len(DAYS)
    assert changes(centre) == {
        ("overdue", date(2026, 3, 5), "renamed", "renamed", "Renamed from Late: as people say"),
    }
    series = "select count(*) from marts.series_daily where series_code = 'reason:overdue' and contact_count = 2"
    assert centre.published(series) == [(len(DAYS),)]
    judged = centre.rows(
        "select subject_code, count(*) from findings.spike_score join trends.series using (series_code)"
        " where subject_kind = 'reason' group by 1 order by 1"
    )
    assert judged == [(code, len(DAYS)) for code in ("broken", "lost", "overdue", "refund")], "its past is judged, too"


def test_a_merge_a_split_and_a_retirement_are_followed_by_rule_or_read_anew(centre):
    centre.run()
    before = totals(centre)

    words(
        centre,
        '[[change]]\nkind = "merge"\nfrom = ["late", "lost"]\nto = "lost"\n',
        '[[change]]\nkind = "split"\nfrom = "broken"\nto = ["glass", "crushed"]\n',
        '[[change]]\nkind = "retire"\nfrom = "refund"\n',
        reason("lost", *SAID["late"], *SAID["lost"]),
        reason("glass", "the glass is shattered", "my lamp came damaged"),
        reason("crushed", "the box was crushed", "it arrived broken"),
    )
    centre.run()

    assert reasons_of(centre, "late-coded") == reasons_of(centre, "lost-coded") == {"lost"}
    assert reasons_of(centre, "broken-coded") == reasons_of(centre, "refund-coded") == {"unsure"}
    assert reasons_of(centre, "broken-told") <= {"glass", "crushed", "unsure"}
    assert totals(centre) == before
    first_run = DAYS[-1]
    assert changes(centre) == {
        ("lost", first_run, "merged", "merged", "Merged from Late and Lost"),
        ("glass", first_run, "split", "split", "Split from Broken"),
        ("crushed", first_run, "split", "split", "Split from Broken"),
        ("refund", first_run, "retired", None, "Retired"),
    }


def test_an_edit_of_the_workspace_does_the_same_as_one_of_the_file(centre):
    centre.run()
    with open_workspace(centre.settings) as workspace:
        edit = {
            "kind": "merge",
            "from": ["late", "lost"],
            "to": "missing",
            "on": "2026-03-07",
            "reason": [{"code": "missing", "label": "Not there", "phrases": {"en": ["it is not here"]}}],
        }
        workspace.add_taxonomy_edit(edit, "ana")

    run_id = centre.run()

    assert reasons_of(centre, "late") == reasons_of(centre, "lost") == {"missing"}
    assert changes(centre) == {("missing", date(2026, 3, 7), "merged", "merged", "Merged from Late and Lost")}
    versions = centre.rows("select taxonomy_version, first_run_id, first_as_of_date from ops.taxonomy order by 2")
    assert len(versions) == 2 and versions[1][1:] == (run_id, DAYS[-1])


def test_what_is_edited_during_a_night_waits_for_the_next(centre):
    settings = centre.settings
    run_id = nightly.begin.fn(settings)
    nightly.pull.fn(settings, run_id)
    nightly.build_core.fn(settings, run_id, None)
    with open_workspace(settings) as workspace:
        workspace.add_taxonomy_edit({"kind": "rename", "from": "late", "to": "overdue"}, "ana")

    nightly.classify_reasons.fn(settings, run_id)

    found = {code for (code,) in centre.rows("select distinct reason_code from findings.contact_reason")}
    assert "late" in found and "overdue" not in found


def test_an_analysts_label_follows_its_reason_and_one_of_a_split_reason_is_kept_and_says_nothing(centre):
    with open_workspace(centre.settings) as workspace:
        given = {"n:02-refund-told": "late", "n:03-refund-told": "broken"}
        workspace.add_labels(pd.DataFrame(given.items(), columns=["contact_id", "reason_code"]), "ana")
    labelled = (
        "select contact_id, reason_code from marts.contact where contact_id in ('n:02-refund-told', 'n:03-refund-told')"
        " and method = 'label' order by 1"
    )
    centre.run()
    assert centre.published(labelled) == [("n:02-refund-told", "late"), ("n:03-refund-told", "broken")]

    words(
        centre,
        '[[change]]\nkind = "rename"\nfrom = "late"\nto = "overdue"\n',
        '[[change]]\nkind = "split"\nfrom = "broken"\nto = ["glass", "crushed"]\n',
        reason("overdue", *SAID["late"]),
        reason("glass", "the glass is shattered", "my lamp came damaged"),
        reason("crushed", "the box was crushed", "it arrived broken"),
        reason("lost"),
        reason("refund"),
    )
    centre.run()

    assert centre.published(labelled) == [("n:02-refund-told", "overdue")]
    assert len(open_labels(centre)) == 2


def test_a_definition_that_changed_is_dated_by_the_first_run_with_it_and_by_no_later_one(centre):
    centre.run(as_of=DAYS[5])
    words(centre, reason("late", *SAID["late"], "where does it stay", label="Delayed"), *map(reason, list(SAID)[1:]))
    centre.run(as_of=DAYS[7])
    centre.run()

    assert changes(centre) == {
        ("late", DAYS[7], "relabelled", "renamed", "Was called Late"),
        ("late", DAYS[7], "redefined", "redefined", "Example phrases changed"),
    }


def test_a_disposition_that_leads_elsewhere_is_told_beside_both_reasons(centre):
    centre.run()
    words(centre, *map(reason, SAID), codes=CODES.replace("L,Late,late", "L,Late,lost"))
    centre.run()

    said = "Disposition Late leads to Lost (before: Late)"
    assert changes(centre) == {(code, DAYS[-1], "rerouted", "codes re-routed", said) for code in ("late", "lost")}
    assert reasons_of(centre, "late-coded") == {"lost"}


def test_an_edit_that_cannot_be_applied_stops_the_night_before_anything_is_published(centre, call):
    with open_workspace(centre.settings) as workspace:
        workspace.add_taxonomy_edit({"kind": "rename", "from": "late", "to": "lost"}, "ana")

    with pytest.raises(Exception, match=r"The taxonomy edit 1 of ana: .* is a reason already"):
        centre.run()
    code, _, err = call("taxonomy", "diff", "--config", centre.settings.config_path)

    assert code == 2 and complaint(err).startswith("The taxonomy edit 1 of ana")
    assert not centre.settings.paths.published.exists()
    assert call("doctor", "--config", centre.settings.config_path)[0] == 1


def test_a_reason_that_was_added_reads_its_contacts_anew_and_its_line_says_from_when(centre):
    words(centre, *map(reason, list(SAID)[1:]), codes=CODES.replace("L,Late,late", "L,Late,"))
    centre.run()
    before = totals(centre)
    with open_workspace(centre.settings) as workspace:
        table = {"code": "late", "label": "Late", "parent": "delivery", "phrases": {"en": SAID["late"]}}
        edit = {"kind": "add", "to": ["late"], "topic": "t1a2b3", "note": "from the topic “Overdue”", "reason": [table]}
        workspace.add_taxonomy_edit(edit, "ana")

    centre.run()

    assert "late" in reasons_of(centre, "late-told")
    assert "late" not in reasons_of(centre, "lost")
    assert totals(centre) == before
    assert changes(centre) == {("late", DAYS[-1], "added", "new", "New: from the topic “Overdue”")}
