"""A night loses nothing: is each row of the exports a contact, a transcript, or rejected with its reason?"""

import json

import pytest

from tests.pipelines.nights.exports import call_ids, exports, rows_of

pytestmark = pytest.mark.slow


def test_the_contacts_are_the_distinct_ids_of_the_exports(night):
    broken = {(each["file"], each["line"]) for each in night.truth["broken_rows"]}
    calls = {
        row["CALL ID"]
        for path in exports(night, "calls_*/*.csv")
        for line, row in enumerate(rows_of(path), 2)
        if (path.name, line) not in broken
    }
    digital = {
        json.loads(line)["conversations"]["conversation_id"]
        for path in exports(night, "digital/*.jsonl")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (path.name, number) not in broken
    }

    published = [contact_id for (contact_id,) in night.published("select contact_id from marts.contact")]

    assert len(published) == len(set(published))
    assert set(published) == {f"shop:{each}" for each in calls | digital}
    assert night.published("select sum(contact_count)::bigint from marts.contact_daily") == [(len(published),)]


def test_every_transcript_is_joined_with_its_record(night):
    documents = [
        json.loads(line)
        for path in exports(night, "transcripts/*")
        for line in path.read_text(encoding="utf-8").splitlines()
    ]

    ids = {each["CustomerMetadata"]["ContactId"] for each in documents}
    assert night.published("select transcript_count, undated_count from marts.run") == [(len(ids), 0)]


def test_the_five_broken_rows_are_rejected_with_their_file_line_and_reason(night):
    rejected = {
        (name, line): f"{column or ''} {reason}"
        for name, line, column, reason in night.published(
            "select file_name, line_number, column_name, reason from marts.rejected_row"
        )
    }

    broken = {(each["file"], each["line"]): each["fault"] for each in night.truth["broken_rows"]}
    assert len(broken) == 5 and rejected.keys() == broken.keys()
    said = {
        "bad date": "TIMESTAMP is not a time like",
        "missing id": "CALL ID is missing",
        "too many columns": "columns, the header",
        "broken JSON": "the line is not a JSON object",
        "impossible CSAT": "CSAT is not a score from 1 to 5",
    }
    assert all(said[fault] in rejected[place] for place, fault in broken.items())


def test_the_calls_of_the_late_file_are_counted_on_their_own_days(night):
    late = night.truth["late_file"]
    (path,) = exports(night, f"*/{late['file']}")
    days = {
        f"shop:{row['contact_id']}": row["contact_date"]
        for row in rows_of(night.settings.paths.demo / "truth_contacts.csv")
    }

    ids = [f"shop:{each}" for each in call_ids(path)]
    found = dict(night.published("select contact_id, contact_date::varchar from marts.contact"))

    assert len(ids) == late["row_count"]
    assert {each: found[each] for each in ids} == {each: days[each] for each in ids}
    assert len({days[each] for each in ids}) > 1


def test_the_corrected_re_delivery_replaces_what_was_delivered_before(night):
    corrected = night.truth["corrected_file"]
    (path,) = exports(night, f"*/{corrected['file']}")
    meant = {f"shop:{row['CALL ID']}": row["DISPOSITION"] for row in rows_of(path)}
    before = {
        f"shop:{row['CALL ID']}": row["DISPOSITION"]
        for other in exports(night, "calls_monterrey/*.csv")
        for row in rows_of(other)
        if other != path
    }

    found = dict(night.published("select contact_id, disposition_code from marts.contact"))

    assert len(meant) == corrected["row_count"]
    assert {each: found[each] for each in meant} == meant
    assert any(before[each] != code for each, code in meant.items())
