"""The Topics page, over the small published file: what is new, one topic with its proof, and the links to and from it."""

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards.topics import found, mapped, rows, said, stories
from tests.dashboards.test_marts import ALL
from tests.dashboards.test_pages import open_page, text_of

TOPIC_ALERT = """
    insert into marts.alert select * replace (
        'points' as alert_id, 'topic:t1a2b3c' as series_code, 'topic' as subject_kind, 't1a2b3c' as subject_code,
        'Topic: Points missing in wallet' as subject_label, null as reason_code, 19 as contact_count, 1.8 as expected_count,
        0.7 as lower_count, 3.2 as upper_count, 2 as severity_rank
    ) from marts.alert where alert_id = 'damaged_shipment-2026-03-01';
    update marts.topic set alert_id = 'points' where topic_code = 't1a2b3c';
"""


def links_of(app: AppTest) -> str:
    """The labels and addresses of the page's links."""
    return " ".join(f"{link.proto.label} {link.proto.page} {link.proto.query_string}" for link in app.get("page_link"))


def test_the_headline_says_what_is_new_how_large_it_is_and_since_when_it_could_be_seen(shown, published):
    shown(published)

    text = text_of(open_page("topics"))

    assert (
        "1 new topic: “Points missing in wallet”, 24 contacts in the last 28 days; first to be seen on Fri 27 Feb."
        in text
    )
    assert "1 more grows." in text


def test_the_coverage_says_what_fits_no_topic_how_stable_topics_are_and_when_they_were_found(shown, published):
    shown(published)

    text = text_of(open_page("topics"))

    assert "9 topics; 5 % of contacts fit no topic; two fits agree to 0.87 of 1" in text
    assert "93 % of contacts kept their topic at the last fit" in text
    assert "They were found on Sun 15 Feb 2026 in 2,900 texts, by schedule." in text


def test_the_first_topic_shown_is_the_new_one_with_where_it_lies_its_twin_and_whom_it_hits(shown, published):
    shown(published)

    text = text_of(open_page("topics"))

    assert "Points missing in wallet: 24 contacts in the last 28 days and none in the 28 days before." in text
    assert "71 % of it lies in Not sure; 4 % of Not sure is this." in text
    assert "The same meaning in Spanish is a topic of its own: “Puntos no aparecen”." in text
    assert "Channel Chat makes 75 % of it, usually 30 %" in text
    assert "Born on Fri 27 Feb 2026, among new contacts, between two fits" in text
    assert "The points of my last order are missing in the wallet" in text


def test_a_link_shows_its_topic_with_a_way_to_its_contacts(shown, published):
    shown(published)

    app = open_page("topics", topic="t5e6f7a")

    assert "Parcel marked as delivered: 280 contacts in the last 28 days where 282 came" in text_of(app)
    assert "“Left with a neighbour” split from it on Sun 15 Feb 2026, taking 30 % of the texts" in text_of(app)
    assert app.selectbox(key="topic-list").value == "t5e6f7a"
    assert "Its contacts" in links_of(app) and "topic=t5e6f7a" in links_of(app)


def test_choosing_a_topic_by_name_puts_it_into_the_url(shown, published):
    shown(published)

    app = open_page("topics")
    app.selectbox(key="topic-list").select("t8b9c0d").run()

    assert "Password link expired: 84 contacts" in text_of(app)
    assert app.query_params["topic"] == "t8b9c0d"


def test_a_link_to_a_topic_that_was_merged_leads_to_what_it_is_now(shown, published):
    shown(published)

    text = text_of(open_page("topics", topic="tb1c2d3"))

    assert "“Cart sends me back”, was merged into “Payment page loops” on Sun 15 Feb 2026." in text
    assert "Payment page loops: 126 contacts" in text


def test_a_merge_is_followed_over_several_steps_and_never_in_a_circle(shown, altered):
    shown(
        altered("""insert into marts.topic_event values
            ('t0', 'Oldest', 'merged', '2026-01-20', 'tb1c2d3', 'Cart sends me back', 0.9),
            ('tx', 'One', 'merged', '2026-01-20', 'ty', 'Other', 0.9),
            ('ty', 'Other', 'merged', '2026-01-21', 'tx', 'One', 0.9)""")
    )

    assert found.follow("t0") == "t3c4d5e"
    assert found.follow("tx") in ("tx", "ty")
    assert found.follow("") == ""


def test_a_topic_that_faded_is_told_as_such_and_one_that_is_gone_is_said_to_be(shown, published):
    shown(published)

    faded, gone = text_of(open_page("topics", topic="ta0b1c2")), text_of(open_page("topics", topic="t000000"))

    assert "Old app crashes: faded on Sun 22 Feb; its last contact came on Sun 1 Feb." in faded
    assert "Faded on Sun 22 Feb 2026: nobody says it any more" in faded
    assert "The topic of this link is no longer here." in gone


def test_before_there_are_topics_a_sentence_says_what_they_need(shown, altered):
    shown(altered("delete from marts.topic; delete from marts.topic_fit"))

    text = text_of(open_page("topics"))

    assert "No topic was found yet." in text and "as soon as enough contacts have words" in text
    assert "too few contacts have words" in text


def test_where_only_topics_of_the_past_are_left_a_link_to_one_is_still_answered(shown, altered):
    shown(altered("delete from marts.topic where status_code = 'active'"))

    app = open_page("topics", topic="ta0b1c2")

    assert not app.exception
    assert "Old app crashes: faded on Sun 22 Feb" in text_of(app)


def test_where_nothing_is_new_the_largest_topic_is_named(shown, altered):
    shown(altered("update marts.topic set emerging_code = null"))

    text = text_of(open_page("topics"))

    assert "No new topic, and none that grows; the largest is “Parcel marked as delivered”, 280 contacts" in text


def test_where_topics_only_grow_that_is_said_against_the_days_before(shown, altered):
    shown(altered("update marts.topic set emerging_code = null where emerging_code = 'new'"))

    text = text_of(open_page("topics"))

    assert (
        "No new topic. 1 topic grows: “Box crushed in transit”, 252 contacts in the last 28 days where 168 came" in text
    )


def test_a_department_sees_its_own_topics_and_those_that_are_proposed_to_it(shown, published):
    shown(published)
    website = ALL.__class__(**{**ALL.__dict__, "departments": ("website",)})

    assert set(found.topics(website)["topic_label"]) == {
        "Points missing in wallet", "Puntos no aparecen", "Payment page loops", "Password link expired",
    }  # fmt: skip


def test_topics_stand_under_their_reasons_and_those_under_their_groups_with_their_sums(shown, published):
    shown(published)
    topics = rows.listed(found.topics(ALL), found.courses(pd.Timestamp("2026-03-03")))

    tree = rows.tree(topics[topics["status_code"] == "active"])

    delivery = tree[tree["topic"].str.strip().isin(["Delivery", "Where is my order", "Left with a neighbour"])]
    assert delivery[["topic", "level", "recent_count"]].to_numpy().tolist() == [
        ["Delivery", 0, 588], ["\u2003Where is my order", 1, 336], ["\u2003\u2003Left with a neighbour", 2, 56],
    ]  # fmt: skip
    assert tree["topic"].str.strip().tolist().count("Not sure") == 1  # its group is the reason itself


def test_a_topics_course_is_its_contacts_by_week_the_oldest_first(shown, published):
    shown(published)

    course = found.courses(pd.Timestamp("2026-03-03"))["t1a2b3c"]

    assert course == [0, 0, 0, 0, 0, 0, 0, 24]


def test_labels_on_the_map_do_not_meet_and_the_chosen_one_has_its_place():
    near = pd.DataFrame(
        {
            "topic_code": ["a", "b", "c"], "topic_label": ["Points missing in wallet"] * 3, "x": [0.0, 0.001, 1.0],
            "y": [0.0, 0.001, 1.0], "recent_count": [50, 40, 3], "emerging_code": [None, None, None], "keywords": "",
            "change": "", "reason": "",
        }
    )  # fmt: skip

    placed = mapped.label_places(near, chosen="b").set_index("topic_code")

    assert placed.loc["b", "words"] and placed.loc["c", "words"]
    spoken = placed[placed["words"] != ""]
    assert not spoken.loc[spoken.index.isin(["a", "b"]), ["align", "dx", "dy"]].duplicated().any()
    assert mapped.topic_map(near.head(1))["layer"]  # one topic is a map, too


def test_each_event_is_a_sentence_from_the_side_of_the_topic_whose_story_it_is():
    merged = {
        "topic_code": "old", "topic_label": "Old", "event_code": "merged", "event_date": pd.Timestamp("2026-02-15"),
        "other_code": "now", "other_label": "Now", "share": 0.92,
    }  # fmt: skip
    split = merged | {"event_code": "split", "share": None}

    assert stories.say(merged, {"topic_code": "old", "born_by": "fit"}) == (
        "Merged into “Now” on Sun 15 Feb 2026, with 92 % of its texts."
    )
    assert stories.say(merged, {"topic_code": "now", "born_by": "fit"}) == (
        "“Old” was merged into it on Sun 15 Feb 2026, with 92 % of its texts."
    )
    assert stories.say(split, {"topic_code": "old", "born_by": "fit"}) == "Split from “Now” on Sun 15 Feb 2026."
    assert stories.say(merged | {"event_code": "continued"}, {"topic_code": "old", "born_by": "fit"}) == ""


def test_a_topic_of_which_little_is_known_is_still_said():
    bare = {
        "topic_label": "Fax", "status_code": "active", "recent_count": 1, "before_count": 0, "emerging_code": None,
        "first_seen_date": None, "born_date": pd.NaT,
        "parent_reason_label": None, "parent_share": None, "twin_code": None,
    }  # fmt: skip

    assert said.headline(bare) == "Fax: 1 contact in the last 28 days and none in the 28 days before."
    assert (said.say_why(bare), said.say_twin(bare)) == ("", "")


def test_contacts_are_filtered_by_the_topic_of_a_link(shown, published):
    shown(published)

    app = open_page("contacts", topic="t1a2b3c")

    assert app.selectbox(key="with_topic").value == "t1a2b3c"
    assert "2 contacts match." in text_of(app)
    assert "Topic: Points missing in wallet" in links_of(app).replace("\\", "")
    app.selectbox(key="with_topic").select("").run()
    assert "58 contacts lie in the period." in text_of(app)


def test_a_reason_names_the_topics_inside_it(shown, published):
    shown(published)

    app = open_page("reasons", reason="where_is_order")

    assert "41 % of Where is my order is “Parcel marked as delivered”" in text_of(app)
    assert "Left with a neighbour: 36 contacts" in links_of(app).replace("\\", "")


def test_the_overview_names_what_is_newly_said(shown, published):
    shown(published)

    assert "Points missing in wallet: 24 contacts in the last 28 days" in links_of(open_page("overview")).replace(
        "\\", ""
    )


@pytest.mark.slow
def test_an_alert_of_a_topic_reads_well_and_leads_to_the_topic(shown, altered):
    shown(altered(TOPIC_ALERT))
    sentence = "Topic “Points missing in wallet”: 19 contacts from Sun 1 to Tue 3 Mar where 2 were expected"

    spikes, overview = open_page("spikes", alert="points"), open_page("overview")

    assert sentence in text_of(spikes) and "topic=t1a2b3c" in links_of(spikes)
    assert sentence in links_of(overview).replace("\\", "")
    assert "Newly said" not in text_of(overview)  # the alert says it


def test_the_example_of_the_marts_agrees_with_itself(published):
    with duckdb.connect(str(published), read_only=True) as con:
        counted = con.execute(
            """select topic_code, recent_count, sum(day.contact_count) from marts.topic
            join marts.series_daily as day on subject_kind = 'topic' and subject_code = topic_code
            where topic_code = 't1a2b3c' and contact_date > date '2026-03-03' - 28 group by all"""
        ).fetchall()

    assert counted == [("t1a2b3c", 24, 24)]


def test_a_topic_without_a_place_is_told_of_and_left_out_of_the_map(shown, altered):
    shown(altered("update marts.topic set x = null, y = null"))

    app = open_page("topics")

    assert not app.exception
    assert "Points missing in wallet: 24 contacts" in text_of(app)


def test_a_department_without_topics_is_told_so_and_a_link_is_answered_whoever_owns_its_topic(shown, published):
    shown(published)

    none, linked = open_page("topics"), open_page("topics", topic="t5e6f7a")
    for app in (none, linked):
        app.multiselect(key="department").select("stores").run()

    assert "No topic belongs to these departments." in text_of(none)
    assert "Parcel marked as delivered: 280 contacts" in text_of(linked)


def test_after_the_first_fit_nobody_is_told_that_two_fits_agree():
    fit = {"unassigned_share": 0.02, "stability": 0.82, "kept_share": None, "as_of_date": pd.Timestamp("2026-03-01"),
           "why_code": "first", "text_count": 900}  # fmt: skip

    assert "two ways of finding them agree to 0.82 of 1" in said.say_fit(fit)
    assert "two fits agree to 0.82 of 1" in said.say_fit(fit | {"why_code": "schedule"})
