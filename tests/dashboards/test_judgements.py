"""What a person says of an alert on the Spikes page is written, shown at once, and there after a reload."""

import getpass
from datetime import date, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import components, judgements
from pipelines.settings import load_settings
from pipelines.workspace import open_workspace

APP = "from dashboards.app import main\nmain()"
DAMAGED, CHARGED = "damaged_shipment-2026-03-01", "double_charge-2026-02-16"
READER = getpass.getuser()  # without a login, whoever sits at the machine
OF_A_GROUP = f"""
    insert into marts.alert select * replace (
        'delivery' as alert_id, 'group:delivery' as series_code, 'group' as subject_kind, 'delivery' as subject_code,
        'All of Delivery' as subject_label, null as reason_code
    ) from marts.alert where alert_id = '{DAMAGED}';
    insert into marts.alert select * replace (
        'all' as alert_id, 'all:' as series_code, 'all' as subject_kind, '' as subject_code, 'All contacts' as subject_label,
        null as reason_code, null as department_code, 'All departments' as department_label
    ) from marts.alert where alert_id = '{DAMAGED}';
"""


def open_spikes(alert: str = DAMAGED) -> AppTest:
    app = AppTest.from_string(APP, default_timeout=60).run()
    app.query_params["alert"] = alert
    return app.switch_page(str(components.page_path("spikes"))).run()


def text_of(app: AppTest) -> str:
    return " ".join(str(getattr(element.proto, "body", "")) for element in app.get("html"))


def captions_of(app: AppTest) -> str:
    return " ".join(app.radio(key="alert-list").proto.captions).replace("\\", "")


def written() -> pd.DataFrame:
    with open_workspace(load_settings()) as workspace:
        return workspace.alert_marks()


@pytest.mark.parametrize(
    ("way", "sentence", "caption"),
    [
        ("acknowledged", f"Acknowledged by {READER} on", "acknowledged"),
        ("false", f"Called a false alarm by {READER} on", "false alarm"),
    ],
)
def test_one_click_is_written_shown_at_once_and_there_after_a_reload(shown, published, way, sentence, caption):
    shown(published)

    app = open_spikes()
    app.button(key=f"judge-{way}").click().run()

    assert written()[["alert_id", "mark_code", "marked_by"]].to_numpy().tolist() == [[DAMAGED, way, READER]]
    assert not app.exception
    assert sentence in text_of(app) and caption in captions_of(app)
    assert sentence in text_of(open_spikes())


@pytest.mark.slow
def test_an_explanation_has_a_cause_a_few_words_and_keeps_its_days_out_unless_told_otherwise(shown, published):
    shown(published)

    app = open_spikes()
    app.button(key="judge-explained").click().run()
    app.selectbox(key="judge-cause").select("weather")
    app.text_input(key="judge-words").input("storm in the South")
    _submit(app, "Keep the explanation")

    mark = written().iloc[0]
    assert (mark["mark_code"], mark["cause"], mark["is_kept_out"]) == ("explained", "weather: storm in the South", True)
    assert ": weather: storm in the South. Its days are kept out of what is expected later." in text_of(app)
    assert "Keep the explanation" not in [button.label for button in app.button]


@pytest.mark.slow
def test_words_that_look_like_personal_data_are_refused_and_can_be_corrected(shown, published):
    shown(published)
    app = open_spikes()
    app.button(key="judge-explained").click().run()

    app.text_input(key="judge-words").input("ask eva@shop.example")
    _submit(app, "Keep the explanation")
    assert "looks like personal data" in text_of(app) and written().empty

    app.text_input(key="judge-words").input("ask the depot")
    app.checkbox(key="judge-kept-out").uncheck()
    _submit(app, "Keep the explanation")
    assert written()[["cause", "is_kept_out"]].to_numpy().tolist() == [["promotion: ask the depot", False]]


@pytest.mark.slow
def test_a_snooze_lasts_until_the_day_that_was_chosen(shown, published):
    shown(published)
    until = date.today() + timedelta(days=3)

    app = open_spikes()
    app.button(key="judge-snoozed").click().run()
    app.date_input(key="judge-until").set_value(until)
    _submit(app, "Snooze until then")

    assert written()["snoozed_until"].dt.date.tolist() == [until]
    assert f"snoozed until {until:%a} {until.day} {until:%b}" in captions_of(app)


@pytest.mark.slow
def test_what_was_said_can_be_taken_back_and_stays_in_the_history(shown, published):
    shown(published)

    app = open_spikes()
    assert app.button(key="judge-cleared").disabled
    app.button(key="judge-false").click().run()
    app.button(key="judge-cleared").click().run()

    assert "Nobody has said anything yet." in text_of(app)
    assert f"Called a false alarm by {READER}" in text_of(app) and f"Taken back by {READER}" in text_of(app)


@pytest.mark.slow
def test_what_the_workspace_says_counts_over_what_was_published(shown, published):
    shown(published)

    app = open_spikes(CHARGED)
    assert "Explained by ana on Wed 18 Feb: outage." in text_of(app)
    app.button(key="judge-cleared").click().run()

    assert "Nobody has said anything yet." in text_of(app)


def test_the_history_says_how_it_went_and_who_said_what(shown, published):
    shown(published)

    said = text_of(open_spikes(CHARGED))

    assert "Opened Mon 16 Feb with 14 above expected, fading until Wed 18 Feb, closed Thu 19 Feb." in said
    assert said.index("Acknowledged by ben on Tue 17 Feb.") < said.index("Explained by ana on Wed 18 Feb: outage.")


@pytest.mark.slow
def test_the_overview_asks_no_attention_for_what_was_set_aside(shown, published):
    shown(published)
    assert "1 spike needs attention" in text_of(AppTest.from_string(APP, default_timeout=60).run())
    open_spikes().button(key="judge-false").click().run()

    said = text_of(AppTest.from_string(APP, default_timeout=60).run())

    assert "no spike needs attention" in said and "1 is set aside: called false." in said


@pytest.mark.slow
def test_alerts_of_a_group_and_of_everything_are_told_without_a_reason(shown, altered):
    shown(altered(OF_A_GROUP))

    for alert, title in (("delivery", "All of Delivery: 156 contacts"), ("all", "All contacts: 156 contacts")):
        app = open_spikes(alert)
        assert not app.exception
        assert title in text_of(app)


@pytest.mark.slow
def test_a_link_to_an_alert_that_is_gone_says_so_kindly(shown, published):
    shown(published)

    app = open_spikes("no-such-alert")

    assert "The alert of this link is no longer here." in text_of(app)
    assert app.radio(key="alert-list").value == DAMAGED


@pytest.mark.slow
def test_a_filter_leaves_those_that_nobody_has_judged(shown, published):
    shown(published)

    app = open_spikes()
    app.selectbox(key="alert-show").select("unjudged").run()

    assert len(app.radio(key="alert-list").options) == 1


@pytest.mark.slow
def test_a_workspace_that_does_not_answer_leaves_the_page_and_says_so(shown, published):
    shown(published)
    workspace = load_settings().paths.workspace
    workspace.write_bytes(b"this is no database, whatever it is called" * 200)

    app = open_spikes(CHARGED)

    assert not app.exception
    assert "is not shown. The workspace" in text_of(app) and "Explained by ana on Wed 18 Feb: outage." in text_of(app)


def test_where_nobody_logs_in_a_judgement_is_kept_under_the_user_of_the_machine():
    assert judgements.who() == getpass.getuser()


def marks(*rows: tuple[str, str]) -> pd.DataFrame:
    """What was said of which alert, the oldest first."""
    frame = pd.DataFrame(rows, columns=["alert_id", "mark_code"])
    return frame.assign(mark_id=range(len(frame)), snoozed_until=pd.NaT)


def test_of_the_judged_alerts_the_real_ones_are_counted_with_their_interval():
    said = [(f"real-{i}", "acknowledged") for i in range(12)] + [(f"known-{i}", "explained") for i in range(8)]
    said += [(f"false-{i}", "false") for i in range(3)]

    assert (
        judgements.say_precision(marks(*said)) == "Of 23 alerts that people judged, 20 were real (87 %, 68 % to 95 %)."
    )


def test_a_snooze_is_no_judgement_and_what_was_taken_back_is_none_either():
    said = marks(("a", "acknowledged"), ("a", "snoozed"), ("b", "false"), ("b", "cleared"), ("c", "snoozed"))

    assert judgements.say_precision(said) == "Of 1 alert that people judged, 1 was real; too few to give a share."
    assert judgements.say_precision(said.head(0)) == "Nobody has judged an alert yet."


def _submit(app: AppTest, label: str) -> None:
    next(button for button in app.button if button.label == label).click().run()
