"""`voc taxonomy`: is it in order, what would it change, and does it come out as it went in?"""

import json

import duckdb
import pytest

from pipelines.settings import read_taxonomy_files
from pipelines.taxonomies.files import write_taxonomy
from pipelines.workspace import open_workspace
from tests.conftest import ROOT, complaint
from vocmodels.taxonomy import parse_taxonomy

REASONS = """
[[group]]
code = "delivery"
label = "Delivery"
[[reason]]
code = "late"
parent = "delivery"
department = "logistics"
label = "Late"
phrases.en = ["it is late", "still not here"]
[[reason]]
code = "lost"
parent = "delivery"
department = "logistics"
label = "Lost"
phrases.en = ["it is lost", "it never came"]
"""
CODES = "disposition_code,disposition_label,reason_code\nL,Late,late\nX,Lost,lost\n"


@pytest.fixture
def centre(house):
    """Two reasons, four contacts whose codes decide."""
    house.extra = '[taxonomy]\nfrom = "words"\n'
    words(house)
    house.add_file("words/departments.toml", '[logistics]\nlabel = "Logistics"\n')
    codes = ["L", "L", "X", "ODD"]
    rows = [{"id": f"t{i}", "started": "2026-03-02T09:00:00Z", "code": code} for i, code in enumerate(codes)]
    house.add_tickets("a.csv", *rows)
    return house


def words(house, reasons=REASONS, codes=CODES):
    house.add_file("words/reasons.toml", reasons)
    house.add_file("words/dispositions.csv", codes)


def lines(printed: str) -> list[str]:
    return [" ".join(line.split()) for line in printed.splitlines() if line.strip()]


def test_a_taxonomy_in_order_is_said_to_be_fine(centre, call):
    code, printed, _ = call("taxonomy", "check", "--config", centre.settings.config_path)

    assert code == 0
    assert len(lines(printed)) == 1
    assert lines(printed)[0].startswith("2 reasons, version ") and printed.rstrip().endswith(", fine.")


def test_the_taxonomy_that_is_shipped_is_in_order(call, house):
    house.extra = ""

    code, printed, _ = call("taxonomy", "check", "--config", house.settings.config_path)

    assert code == 0 and printed.rstrip().endswith(", fine.")


def test_everything_wrong_and_weak_is_said_at_once_and_wrong_is_a_failure(centre, call):
    words(
        centre,
        REASONS.replace('department = "logistics"', 'department = "kitchen"', 1)
        .replace('code = "lost"\nparent = "delivery"', 'code = "lost"\nparent = "post"')
        .replace('"it is late", "still not here"', '"it is late"'),
        CODES + "Z,Zoo,zebra\nU,Unsure,unsure\nL,Late again,late\n",
    )

    code, printed, _ = call("taxonomy", "check", "--config", centre.settings.config_path)

    said = lines(printed)
    assert code == 1
    assert [line.split()[0] for line in said[:-1]] == ["wrong"] * 5 + ["weak"]
    for part in (
        "kitchen",
        "post",
        '"zebra"',
        'the reason "unsure", which',
        '"L" is given twice',
        "one example phrase",
    ):
        assert any(part in line for line in said), part
    assert said[-1] == "5 wrong, 1 weak: a run would stop at what is wrong."


def test_files_that_cannot_be_read_are_wrong_too(centre, call):
    words(centre, "[[reason")

    code, printed, _ = call("taxonomy", "check", "--config", centre.settings.config_path)

    assert code == 1 and "reasons.toml is not valid TOML" in printed


def test_codes_that_agents_gave_and_nobody_listed_are_counted_and_their_contacts_are_not_lost(centre, call):
    centre.run()

    code, printed, _ = call("taxonomy", "check", "--config", centre.settings.config_path)

    assert code == 0
    assert 'Agents gave 1 contact the disposition "ODD", which dispositions.csv does not list' in printed
    assert lines(printed)[-1].endswith("1 weak, nothing wrong.")
    counted = "select reason_code, sum(contact_count) from marts.contact_daily group by 1 order by 1"
    assert centre.published(counted) == [("late", 2), ("lost", 1), ("unsure", 1)]


def test_a_disposition_to_a_reason_that_does_not_exist_stops_the_run_with_what_to_do(centre, call):
    words(centre, codes=CODES + "Z,Zoo,zebra\n")

    with pytest.raises(Exception, match=r'disposition "Z" leads to the reason "zebra", which reasons.toml'):
        centre.run()


def test_edits_that_cannot_be_applied_are_wrong_and_those_that_the_files_outdo_are_weak(centre, call):
    retired = '[[change]]\nkind = "retire"\nfrom = "slow"\n'
    words(centre, REASONS + retired)
    with open_workspace(centre.settings) as workspace:
        workspace.add_taxonomy_edit({"kind": "rename", "from": "slow", "to": "late"}, "ana")
        workspace.add_taxonomy_edit({"kind": "rename", "from": "never", "to": "ever"}, "ben")

    code, printed, _ = call("taxonomy", "check", "--config", centre.settings.config_path)

    assert code == 1
    assert [line.partition(",")[0].partition(":")[0] for line in lines(printed)[:-1]] == [
        "wrong The taxonomy edit 2 of ben",
        "weak The taxonomy edit 1 of ana",
    ]


def test_before_the_first_run_the_diff_says_what_it_will_use(centre, call):
    code, printed, _ = call("taxonomy", "diff", "--config", centre.settings.config_path)

    assert code == 0 and printed.startswith("No run has used a taxonomy yet. The next one uses 2 reasons, version ")


def test_the_diff_says_what_the_next_run_changes_and_how_many_contacts_it_concerns(centre, call):
    centre.run()
    config = centre.settings.config_path
    assert call("taxonomy", "diff", "--config", config)[1].startswith("Nothing changes: 2 reasons")
    with open_workspace(centre.settings) as workspace:
        workspace.add_taxonomy_edit({"kind": "rename", "from": "late", "to": "slow"}, "ana")
    words(centre, codes=CODES + "ODD,Odd,lost\n")

    code, printed, _ = call("taxonomy", "diff", "--format", "json", "--config", config)

    assert code == 0
    assert [(row["what"], row["change"], row["by_code"]) for row in json.loads(printed)] == [
        ("renamed", "Renamed from Late", 2),
        ("rerouted", "Disposition Odd leads to Lost (before: no reason)", 1),
    ]
    assert "The next run uses 2 reasons, version" in call("taxonomy", "diff", "--config", config)[1]


def test_the_diff_holds_against_another_folder_or_file(centre, call):
    other = centre.add_file("other/reasons.toml", REASONS.replace('"Late"', '"Delayed"'))
    centre.add_file("other/dispositions.csv", CODES)
    centre.add_file("other/departments.toml", '[logistics]\nlabel = "Logistics"\n')

    answers = [
        call("taxonomy", "diff", place, "--config", centre.settings.config_path) for place in (other, other.parent)
    ]

    assert answers[0] == answers[1]
    assert answers[0][0] == 0 and "Was called Delayed" in answers[0][1]


def test_a_folder_without_a_taxonomy_is_named(centre, call):
    code, _, err = call("taxonomy", "diff", centre.folder / "nowhere", "--config", centre.settings.config_path)

    assert code == 2 and "nowhere/reasons.toml does not exist" in complaint(err)


def test_what_is_exported_reads_as_the_same_taxonomy_and_its_edits_are_applied_once(centre, call):
    edit = {"kind": "merge", "from": ["late", "lost"], "to": "gone", "on": "2026-03-01", "note": 'one "queue"'}
    with open_workspace(centre.settings) as workspace:
        workspace.add_taxonomy_edit(
            {**edit, "reason": [{"code": "gone", "label": {"en": "Gone", "es": "Perdido"}}]}, "ana"
        )
    config = centre.settings.config_path
    version = lines(call("taxonomy", "check", "--config", config)[1])[-1].split()[3].strip(",")

    code, printed, _ = call("taxonomy", "export", "--out", centre.folder / "words", "--config", config)

    assert code == 0 and lines(printed)[-1] == f"1 reason, version {version}."
    assert f"version {version}, fine." in call("taxonomy", "check", "--config", config)[1]
    assert parse_taxonomy(*read_taxonomy_files(centre.folder / "words")).taxonomy_version == version


def test_the_shipped_taxonomy_comes_out_as_it_went_in(tmp_path):
    shipped = parse_taxonomy(*read_taxonomy_files(ROOT / "data" / "taxonomy"))

    write_taxonomy(tmp_path, shipped)

    assert parse_taxonomy(*read_taxonomy_files(tmp_path)) == shipped


def test_quotes_backslashes_line_breaks_and_foreign_letters_survive_the_files(tmp_path):
    odd = "a \"b\" \\ c\n\t\x7f\u2028 ñ 日本 😀 = [x] # y, 'z'"
    document = {
        "group": [{"code": "g h", "label": {"en": odd, "pt-BR": odd}}],
        "reason": [
            {"code": "r.1", "parent": "g h", "department": "d 1", "label": odd, "phrases": {"zh hans": [odd, "x"]}}
        ],
        "change": [{"kind": "retire", "from": "old", "note": odd}],
    }
    rows = [{"disposition_code": "=1+1,;", "disposition_label": odd, "reason_code": "r.1"}]
    written = parse_taxonomy(document, rows, {"d 1": {"label": odd}})

    write_taxonomy(tmp_path, written)

    assert parse_taxonomy(*read_taxonomy_files(tmp_path)) == written


TOPIC = """
insert into marts.topic by name select
    't1a2b3c' as topic_code, 'Missing points' as topic_label, 'missing points, wallet' as keywords, 'en' as language_code,
    'active' as status_code, 12 as contact_count, 9 as recent_count, 'Points missing' as proposed_label,
    'Customers contact us about missing points.' as proposed_definition, 'logistics' as proposed_department_code,
    'gone' as proposed_group_code, [
        {'language_code': 'en', 'phrase': 'my points are gone'}, {'language_code': 'en', 'phrase': 'no points in my wallet'}
    ] as proposed_phrases
"""


@pytest.fixture
def topical(centre):
    """A house whose last run published one topic."""
    centre.run()
    with duckdb.connect(str(centre.settings.paths.published.resolve())) as published:
        published.execute(TOPIC)
    return centre


def edits(house) -> list[dict]:
    with open_workspace(house.settings) as workspace:
        return workspace.taxonomy_edits()


def test_a_topic_becomes_a_reason_by_an_edit_that_diff_check_and_export_know(topical, call):
    config = topical.settings.config_path

    code, printed, _ = call("taxonomy", "add-from-topic", "t1a2b3c", "--by", "ana", "--config", config)

    assert code == 0
    assert lines(printed)[0].startswith(
        'The topic “Missing points” (12 contacts) becomes the reason "points_missing" (Points missing); logistics owns it.'
    )
    [edit] = edits(topical)
    assert (edit["kind"], edit["to"], edit["topic"], edit["edited_by"]) == ("add", ["points_missing"], "t1a2b3c", "ana")
    [table] = edit["reason"]
    assert table["phrases"] == {"en": ["my points are gone", "no points in my wallet"]}
    assert "parent" not in table, "a group that nobody knows is not taken over"
    _, printed, _ = call("taxonomy", "diff", "--format", "json", "--config", config)
    assert [(row["what"], row["change"]) for row in json.loads(printed)] == [
        ("added", "New: from the topic “Missing points”")
    ]
    checked = call("taxonomy", "check", "--config", config)[1]
    call("taxonomy", "export", "--out", topical.folder / "words", "--config", config)
    assert call("taxonomy", "check", "--config", config)[1] == checked, "taken over by the files, it is added once"


def test_what_somebody_wants_otherwise_stands_over_what_the_topic_proposes(topical, call):
    wanted = [
        "--code",
        "lost_points",
        "--label",
        "Points are lost",
        "--parent",
        "delivery",
        "--department",
        "logistics",
    ]

    code, _, _ = call("taxonomy", "add-from-topic", "t1a2b3c", *wanted, "--config", topical.settings.config_path)

    assert code == 0
    [table] = edits(topical)[0]["reason"]
    assert (table["code"], table["label"], table["parent"]) == ("lost_points", {"en": "Points are lost"}, "delivery")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["tffffff"], '"tffffff" is no topic. There are: t1a2b3c (Missing points).'),
        (["t1a2b3c", "--code", "late"], '"late" is a reason already, or was one. Give this one another --code.'),
        (["t1a2b3c", "--code", "Lost Points"], '"Lost Points" is no code.'),
        (["t1a2b3c", "--department", "kitchen"], '"kitchen" is no department. Choose one of: logistics.'),
        (["t1a2b3c", "--parent", "zoo"], '"zoo" is no group. Choose one of: delivery.'),
    ],
)
def test_what_cannot_be_added_says_why_and_nothing_is_written(topical, call, arguments, says):
    code, _, err = call("taxonomy", "add-from-topic", *arguments, "--config", topical.settings.config_path)

    assert code == 2 and says in complaint(err)
    assert edits(topical) == []


def test_a_topic_is_added_once(topical, call):
    for _ in range(2):
        code, _, err = call("taxonomy", "add-from-topic", "t1a2b3c", "--config", topical.settings.config_path)

    assert code == 2 and 'The topic "t1a2b3c" was added already, as "points_missing".' in complaint(err)
    assert len(edits(topical)) == 1


def test_before_the_first_run_there_is_no_topic_to_add(centre, call):
    code, _, err = call("taxonomy", "add-from-topic", "t1a2b3c", "--config", centre.settings.config_path)

    assert code == 2 and "Nothing is published yet" in complaint(err)


def test_a_run_that_found_no_topic_has_none_to_add(centre, call):
    centre.run()

    code, _, err = call("taxonomy", "add-from-topic", "t1a2b3c", "--config", centre.settings.config_path)

    assert code == 2 and "The last run found no topic" in complaint(err)


def test_where_dispositions_are_the_reasons_there_is_nothing_to_check_and_they_can_be_exported(house, call):
    house.add_tickets("a.csv", {"id": "1", "started": "2026-03-02T09:00:00Z", "code": "Traffic: FALL"})
    house.pull()
    config = house.settings.config_path

    for command in ("check", "diff"):
        code, printed, _ = call("taxonomy", command, "--config", config)
        assert code == 0 and printed.startswith("Each disposition is a reason")
    code, printed, _ = call("taxonomy", "export", "--config", config)

    assert code == 0 and lines(printed)[-1].startswith("1 reason, version ")
    assert 'code = "Traffic: FALL"' in (house.settings.paths.build / "taxonomy" / "reasons.toml").read_text()
