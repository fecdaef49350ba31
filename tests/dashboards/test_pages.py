"""Every page, run as Streamlit runs it, over a small published file."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import components, conversation

APP = "from dashboards.app import main\nmain()"
PAGES = [
    "overview",
    "reasons",
    "spikes",
    "topics",
    "performance",
    "actions",
    "contacts",
    "reports",
    "review",
    "taxonomy",
    "administration",
]
ATTACK = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) =cmd"


def open_page(name: str, **query: str) -> AppTest:
    app = AppTest.from_string(APP, default_timeout=60).run()
    for key, value in query.items():
        app.query_params[key] = value
    return app.run() if name == "overview" else app.switch_page(str(components.page_path(name))).run()


def text_of(app: AppTest) -> str:
    return " ".join(str(getattr(element.proto, "body", "")) for element in app.get("html"))


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_drawn_without_an_error_and_says_what_it_covers(shown, published, name):
    shown(published)

    app = open_page(name)

    assert not app.exception
    assert 'class="voc-coverage"' in text_of(app)
    assert "does not hold what this page reads" not in text_of(app)


@pytest.mark.parametrize("name", PAGES)
def test_before_the_first_run_a_page_says_what_to_run(shown, tmp_path, name):
    shown(tmp_path / "absent.duckdb")

    app = open_page(name)

    assert not app.exception
    assert "voc demo" in text_of(app)


@pytest.mark.parametrize("name", PAGES)
def test_an_empty_published_file_gives_sentences_and_no_errors(shown, altered, name):
    emptied = ["contact_daily", "alert", "series_daily", "contact", "turn", "coverage_daily", "rejected_row"]
    emptied += [
        "code_noise",
        "confused_pair",
        "code_cost_daily",
        "model_version",
        "model_card",
        "model_daily",
        "model_drift",
        "topic",
        "topic_fit",
    ]
    sql = ";".join(f"delete from marts.{table}" for table in emptied)
    shown(altered(sql + "; update marts.run set as_of_date = null, first_date = null"))

    app = open_page(name)

    assert not app.exception
    assert "voc-empty" in text_of(app)


@pytest.mark.parametrize("name", PAGES)
def test_markup_in_the_data_comes_out_as_text(shown, altered, name):
    shown(
        altered(f"""
            update marts.reason set reason_label = $${ATTACK}$$, definition = $${ATTACK}$$;
            update marts.alert set subject_label = $${ATTACK}$$, driver_label = $${ATTACK}$$, driver_share = 0.5;
            update marts.alert_quote set text = $${ATTACK}$$, channel_label = $${ATTACK}$$;
            update marts.reason_quote set text = $${ATTACK}$$;
            update marts.turn set text = $${ATTACK}$$;
            update marts.topic set topic_label = $${ATTACK}$$, keywords = $${ATTACK}$$, parent_reason_label = $${ATTACK}$$,
                twin_label = $${ATTACK}$$, proposed_label = $${ATTACK}$$, proposed_definition = $${ATTACK}$$;
            update marts.topic_quote set text = $${ATTACK}$$, channel_label = $${ATTACK}$$;
            update marts.topic_event set topic_label = $${ATTACK}$$, other_label = $${ATTACK}$$;
            update marts.topic_reason set reason_label = $${ATTACK}$$;
            update marts.topic_slice set value_label = $${ATTACK}$$;
            update marts.contact set reason_label = $${ATTACK}$$, disposition_label = $${ATTACK}$$;
        """)
    )

    app = open_page(name)

    assert not app.exception
    assert "<img src=x" not in text_of(app)


def test_the_link_to_an_alert_shows_that_alert(shown, published):
    shown(published)
    ids = open_page("spikes").radio(key="alert-list").options
    assert len(ids) == 2

    from dashboards import marts

    last = marts.ask("select alert_id from marts.alert order by is_open, alert_id")["alert_id"].iloc[0]
    app = open_page("spikes", alert=last)

    assert app.radio(key="alert-list").value == last


def test_the_overview_says_what_is_already_high_today(shown, altered):
    shown(
        altered("""insert into marts.early_warning values
            ('reason:refund', 'reason', 'refund', 'Refund', 'billing', 'Billing', '2026-03-04 09:00', '2026-03-04 10:00',
            21, 6.2, 0.001)""")
    )

    said = text_of(open_page("overview"))

    assert "Already today: Refund, 21 contacts from 9:00 to 11:00 where 6 were expected." in said


def test_the_link_to_a_contact_shows_its_conversation_with_the_turn_marked(shown, published):
    shown(published)
    from dashboards import marts

    quote = marts.ask("from marts.alert_quote limit 1").iloc[0]
    app = open_page("contacts", contact=quote["contact_id"], turn=str(quote["turn_index"]))

    assert "voc-marked" in text_of(app)


def test_a_filter_in_the_url_narrows_the_page(shown, published):
    shown(published)

    app = AppTest.from_string(APP, default_timeout=60)
    app.query_params["department"] = "Billing"
    app.run()

    assert app.multiselect(key="department").value == ["billing"]


def test_the_share_of_contradicted_codes_is_said_with_its_interval_and_n(shown, published):
    shown(published)

    said = text_of(open_page("administration"))

    assert "The words contradict 10 % of agents&#x27; codes (7 to 13 %, n 400)" in said
    assert "Lost parcel: contradicted most often, 20 % (14 to 28 %). 1 with under 30 are left out: too few." in said
    assert "Where is my order is chosen most often where the words say Late delivery: 18 of 120" in said


def test_a_model_that_drifted_says_first_what_to_do(shown, altered):
    advice = "Spanish: 9 % not sure in the last 14 days where 4 % were: label some of them and run voc train."
    sql = f"update marts.model_drift set is_drifted = true, sentence = '{advice}' where language_code = 'es' and is_comparable"
    shown(altered(sql))

    said = text_of(open_page("administration"))

    assert advice in said
    assert "reasons-light-0a1b2c-0123456789ab" in said and "79 % (78 to 81 %, n 2,560)" in said


def test_a_reason_says_what_agents_codes_and_words_count(shown, published):
    shown(published)

    said = text_of(open_page("reasons", reason="where_is_order"))

    assert re.search(
        r"Agents&#x27; codes count [\d,]+ contacts with Where is my order, the words [\d,]+ \(of [\d,]+ that", said
    )


def test_a_reason_says_how_often_its_code_is_wrong_or_that_too_few_were_judged(shown, published):
    shown(published)

    assert "Of 120 agents&#x27; codes for it in the last 90 days, the words contradict 20 % (14 to 28 %)." in text_of(
        open_page("reasons", chosen="where_is_order")
    )
    assert "Only 20 of agents&#x27; codes for it were judged by the words in 90 days: too few" in text_of(
        open_page("reasons", chosen="login")
    )


def test_of_a_department_alone_it_is_not_said_that_nothing_is_unsure_or_was_abandoned(shown, published):
    shown(published)

    said, of_all = text_of(open_page("overview", department="logistics")), text_of(open_page("overview"))

    assert "is not sure; those are in no department." in said
    assert "<h2>Share not sure</h2>" not in said and "<h2>Abandonment rate</h2>" not in said
    assert "<h2>Share not sure</h2>" in of_all and "<h2>Abandonment rate</h2>" in of_all


def test_masks_are_shown_as_chips_and_nothing_else_is():
    shown_text = conversation.with_masks("write to [EMAIL], not [x] <b>")

    assert shown_text == 'write to <span class="voc-mask">e-mail hidden</span>, not [x] &lt;b&gt;'


def test_markdown_in_a_label_means_nothing_but_itself():
    assert components.literal("[a](b) *c* $d$") == r"\[a\]\(b\) \*c\* \$d\$"
