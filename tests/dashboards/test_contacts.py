"""The Contacts page finds conversations by what is said in them, and leads from one to the next."""

from datetime import date

import pandas as pd
import pytest

from dashboards import contacts, marts, searching
from dashboards.access import Reader
from dashboards.contacts import Search
from dashboards.conversations import results
from dashboards.conversations.reader import with_quotes
from dashboards.export import to_csv
from dashboards.view import View
from pipelines.settings import load_settings
from pipelines.workspace import open_workspace
from pipelines.workspace.audit import read_events
from tests.dashboards.test_pages import open_page, text_of


@pytest.fixture
def view(shown, published) -> View:
    shown(published)
    run = marts.run()
    first, last = run["first_date"].date(), run["as_of_date"].date()
    return View(start=first, end=last, compare_start=first, compare_end=last)


def search(typed: str, **more: object) -> Search:
    return Search(asked=searching.read(typed), **more)


def test_the_days_and_the_list_hold_the_contacts_in_which_it_is_said(view):
    said = marts.ask(
        "select distinct contact_id from marts.turn where text like '%crushed%' or text like '%aplastada%'"
    )
    dated = marts.ask("select contact_id from marts.contact where contact_date is not null")
    expected = set(said["contact_id"]) & set(dated["contact_id"])

    either = search("CRUSHED OR aplastada")

    assert contacts.count_by_day(view, either)["contact_count"].sum() == len(expected)
    assert set(contacts.block(view, either, 0)["contact_id"]) == expected
    assert contacts.block(view, either, 1).empty


def test_a_result_shows_the_words_that_were_looked_for_and_not_the_first_of_the_contact(view):
    found = contacts.with_snippets(contacts.block(view, search("agent:morning"), 0), searching.read("agent:morning"))

    assert set(found["words"]) == {"Good morning, how can I help?"}
    assert not set(found["words"]) & set(found["first_words"])


def test_a_day_narrows_the_list(view):
    day = pd.Timestamp("2026-03-03").date()

    found = contacts.block(view, search("crushed", day=day), 0)

    assert len(found) and set(found["contact_date"].dt.date) == {day}


def test_the_day_of_a_link_narrows_the_page_until_it_is_taken_away(shown, published):
    shown(published)
    app = open_page("contacts", day="2026-03-03", q="crushed")
    narrowed = text_of(app)

    app.button(key="all-days").click().run()

    assert "10 contacts match." in narrowed and "19 contacts match." in text_of(app)
    assert "day" not in app.query_params


def test_what_is_downloaded_is_all_that_was_found_masked(view):
    found = contacts.all_found(view, search("correo"))

    assert len(found) == contacts.count_by_day(view, search("correo"))["contact_count"].sum()
    assert b"[EMAIL]" not in to_csv(found) and set(found["words"]) == {"¿Me da su correo?"}


def test_quotes_stand_with_the_turn_that_they_are_taken_from():
    quoted = pd.DataFrame({"turn_index": [1, 1], "words": ["Quoted for Refund", "Quoted for the topic Points"]})

    assert with_quotes({0: ["✓ Greeting"], 1: ["✗ Empathy"]}, quoted) == {
        0: ["✓ Greeting"],
        1: ["✗ Empathy", "Quoted for Refund", "Quoted for the topic Points"],
    }


def test_the_page_marks_the_words_and_says_what_a_turn_is_quoted_for(shown, published):
    shown(published)
    quote = marts.ask("from marts.alert_quote order by all limit 1").iloc[0]

    app = open_page("contacts", contact=quote["contact_id"], turn=str(quote["turn_index"]), q="customer:crush")

    assert not app.exception
    assert '<mark class="voc-hit">crushed</mark>' in text_of(app)
    assert "Quoted for the alert Damaged shipment" in text_of(app)


def test_next_and_previous_lead_through_the_results_and_keep_the_place(shown, published, view):
    app = open_page("contacts", q="crushed", period="Everything")
    ids = contacts.block(view, search("crushed"), 0)["contact_id"].tolist()
    assert app.query_params["contact"] == ids[0]
    assert app.button(key="way-previous").disabled

    app.button(key="way-next").click().run()
    app.button(key="way-next").click().run()
    app.button(key="way-previous").click().run()

    assert app.query_params["contact"] == ids[1]
    assert f"2 of {len(ids)}" in [caption.value for caption in app.caption]


def test_another_search_shows_its_own_first_contact(shown, published, view):
    app = open_page("contacts", period="Everything", contact="shop:1003")
    app.text_input(key="q").set_value("crushed").run()

    first = contacts.block(view, search("crushed"), 0)["contact_id"][0]
    assert app.query_params["contact"] == first


def test_a_link_to_a_contact_outside_the_filters_shows_it(shown, published):
    shown(published)

    app = open_page("contacts", contact="shop:1003", q="nobodysaysthis")

    assert "No contact matches." in text_of(app)
    assert "shop:1003" in text_of(app)


def test_a_search_that_is_not_clear_says_what_to_do_on_the_page(shown, published):
    shown(published)

    app = open_page("contacts", q="(crushed")

    assert not app.exception
    assert "A parenthesis is open." in text_of(app)


def test_markup_around_a_hit_comes_out_as_text(shown, altered):
    shown(altered("update marts.turn set text = 'a <b>crushed</b> [EMAIL] <script>box'"))

    said = text_of(open_page("contacts", q="crushed OR box", contact="shop:1004"))

    assert '&lt;b&gt;<mark class="voc-hit">crushed</mark>&lt;/b&gt;' in said
    assert "e-mail hidden" in said and "<script>box" not in said


def test_a_customers_other_contacts_about_the_same_are_linked(shown, altered):
    shown(
        altered("""delete from marts.contact_kpi where contact_id in ('shop:1000', 'shop:1006');
        insert into marts.contact_kpi by name select 'shop:1000' as contact_id, 'c' as chain_id, 1 as chain_place
        union all select 'shop:1006', 'c', 2""")
    )

    app = open_page("contacts", contact="shop:1006")

    assert "Contact 2 of 2 of this customer about the same reason" in text_of(app)
    assert contacts.chain("shop:1006")["contact_id"].tolist() == ["shop:1000", "shop:1006"]
    assert contacts.chain("shop:1003").empty


def test_who_read_which_transcript_and_that_they_searched_is_kept_but_not_what_for(shown, published):
    shown(published)
    app = open_page("contacts", q="crushed", period="Everything")
    first = app.query_params["contact"]
    app.button(key="way-next").click().run()
    app.button(key="way-previous").click().run()

    with open_workspace(load_settings()) as workspace:
        events = (
            read_events(workspace, date(2020, 1, 1), date(2100, 1, 1))[["event_code", "subject"]].to_numpy().tolist()
        )

    viewed = [subject for code, subject in events if code == "transcript_viewed"]
    assert first in viewed and len(viewed) == len(set(viewed)) == 2, "each once a session"
    assert [subject for code, subject in events if code == "searched"] == ["19 contacts found"]
    assert "crushed" not in str(events)


def test_a_download_holds_what_its_reader_may_see_and_is_kept(view):
    head = Reader("Hal", "hal@example.com", "department_head", department_codes=("website",))

    rows = results._export(view, Search(), head).decode("utf-8-sig").splitlines()

    with open_workspace(load_settings()) as workspace:
        event = read_events(workspace, date(2020, 1, 1), date(2100, 1, 1)).iloc[0]
    assert (event["event_code"], event["who"]) == ("exported", "hal@example.com")
    assert len(rows) > 1 and all("Checkout error" in row for row in rows[1:])
