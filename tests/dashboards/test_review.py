"""On the Review page people say what contacts are about, and see at once that it was kept."""

import pandas as pd
import pytest

from dashboards import marts
from dashboards.review import asking, labels, miscoded, worth
from pipelines.settings import load_settings
from pipelines.workspace import open_workspace
from tests.dashboards.test_pages import open_page, text_of


def kept() -> list[tuple]:
    with open_workspace(load_settings()) as workspace:
        return workspace.labels()[["contact_id", "reason_code"]].to_records(index=False).tolist()


def given(*rows: tuple[int, str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["label_id", "contact_id", "reason_code", "labelled_by"])


def states_of(app) -> dict[str, str]:
    """What came of each label, by its contact."""
    return app.dataframe[0].value.set_index("contact_id")["state"].to_dict()


@pytest.fixture
def review(shown, published):
    shown(published)
    return lambda tab: open_page("review", tab=tab, period="Everything")


def test_the_likeliest_wrong_code_comes_first_with_its_conversation(review):
    app = review("Miscoded codes")

    assert "The agent says Late delivery, the words say Damaged shipment" in text_of(app)
    assert "wrong with a chance of 93 %" in text_of(app)
    assert "The box was crushed" in text_of(app)


def test_our_reason_is_accepted_by_one_click_and_the_next_one_comes_up(review):
    app = review("Miscoded codes")

    app.button(key="miscoded-1-shop:1004").click().run()

    assert kept() == [("shop:1004", "damaged_shipment")]
    assert "1 code left, 1 answered." in text_of(app)
    assert app.button(key="miscoded-1-shop:1007")


def test_theirs_is_kept_or_another_reason_is_chosen(review):
    app = review("Miscoded codes")

    app.button(key="miscoded-2-shop:1004").click().run()
    app.selectbox(key="miscoded-other-shop:1007").set_value("login").run()

    assert kept() == [("shop:1004", "late_delivery"), ("shop:1007", "login")]
    assert "No code of this period looks wrong and unanswered." in text_of(app)


def test_what_is_put_off_comes_last(review):
    app = review("Miscoded codes")

    app.button(key="miscoded-later-shop:1004").click().run()

    assert app.button(key="miscoded-1-shop:1007") and kept() == []


def test_ten_contacts_are_labelled_by_ten_clicks(review):
    app = review("Worth labelling")
    order = marts.ask("select contact_id from marts.label_candidate order by place")["contact_id"].tolist()

    for contact_id in order[:10]:
        app.button(key=f"worth-1-{contact_id}").click().run()

    assert [contact_id for contact_id, *_ in kept()] == order[:10]
    assert "10 of 10" in [bar.proto.text for bar in app.get("progress")]
    assert "2 contacts left." in text_of(app)


def test_a_contact_that_judges_the_machine_does_not_say_what_it_guesses():
    row = {"use_code": "judge", "best_code": "refund", "best_label": "Refund", "confidence": 0.41}
    row |= {"runner_up_code": "late", "runner_up_label": "Late delivery", "disposition_label": None}

    assert worth.say_guess(row) == "No agent's code."
    assert worth.likely(row) == [("late", "Late delivery"), ("refund", "Refund")]
    assert worth.likely(row | {"use_code": "learn"}) == [("refund", "Refund"), ("late", "Late delivery")]
    assert worth.say_guess(row | {"use_code": "learn"}).startswith("The machine guesses Refund (41 % sure).")


def test_what_i_said_can_be_changed_and_taken_back(review):
    app = review("Miscoded codes")
    app.button(key="miscoded-1-shop:1004").click().run()
    app = review("My labels")
    assert "Damaged shipment: is that still right?" in text_of(app)

    app.selectbox(key="mine-other-shop:1004").set_value("login").run()
    assert kept() == [("shop:1004", "login")]
    app.button(key="take-back-shop:1004").click().run()

    assert kept() == []
    assert "has labelled no contact yet." in text_of(app)


def test_a_label_that_the_published_run_goes_by_is_in_force(shown, altered):
    shown(altered("update marts.contact set method = 'label' where contact_id = 'shop:1004'"))
    app = open_page("review", tab="Miscoded codes", period="Everything")
    app.button(key="miscoded-1-shop:1004").click().run()
    app.button(key="miscoded-1-shop:1007").click().run()

    states = states_of(open_page("review", tab="My labels"))

    assert states == {"shop:1004": "In force", "shop:1007": "From the next run on"}


def test_how_far_people_agree_is_said_over_the_contacts_that_several_labelled():
    both = labels.shared(
        given((1, "a", "refund", "ana"), (2, "a", "refund", "ben"), (3, "b", "login", "ana"), (4, "b", "refund", "ben"),
              (5, "c", "login", "ana"))
    )  # fmt: skip

    assert both[["contact_id", "pairs", "same_pairs"]].to_numpy().tolist() == [["a", 1, 1], ["b", 1, 0]]
    assert labels.say_agreement(both) == (
        "People agree on 1 of 2 contacts that several of them labelled (50 %; 9 to 91 %)"
    )
    assert "not known" in labels.say_agreement(both.head(0))


def test_nobody_is_asked_again_of_what_somebody_labelled():
    import streamlit as st

    rows = pd.DataFrame({"contact_id": ["a", "b", "c"]})
    st.session_state["later-worth"] = ["b"]

    left = asking.left_over(rows, given((1, "a", "refund", "ana")), "worth")

    assert left["contact_id"].tolist() == ["c", "b"]


def test_a_workspace_that_does_not_answer_is_said_and_no_error(shown, published, tmp_path):
    (tmp_path / "broken.db").write_text("this is no database, and never was one")
    config = shown(published)
    config.write_text(f'[paths]\nbuild = "build"\n[workspace]\nurl = "sqlite:///{tmp_path}/broken.db"\n')

    app = open_page("review")

    assert not app.exception
    assert "The workspace does not answer." in text_of(app)


def test_a_doubt_names_code_chance_day_and_team():
    row = {
        "disposition_label": "Late",
        "wrong_chance": 0.93,
        "contact_date": pd.Timestamp("2026-03-03"),
        "team_label": None,
    }

    assert miscoded.say_doubt(row) == "Code “Late”, wrong with a chance of 93 %. Tue 3 Mar."
