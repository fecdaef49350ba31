"""What departments change is recorded, shown with where it stands, reminded of, and drawn on the charts of its line."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import components
from dashboards.actions import cards, found, marked, said
from dashboards.export import to_csv
from pipelines.settings import load_settings
from pipelines.workspace import open_workspace
from pipelines.workspace.actions import Action, action_history, add_action, change_action, read_actions
from pipelines.workspace.audit import read_events
from pipelines.workspace.tables import ACTION

ATTACK = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) =cmd"
APP = "from dashboards.app import main\nmain()"
PAD = Action(
    "Pad the boxes", reason_code="damaged_shipment", department_code="logistics", owner="Lola", expected_change=-0.3
)
LIVE = replace(PAD, state_code="live", live_date=date(2026, 2, 20))
POINTS = Action("Say that points take two days", topic_code="t1a2b3c", department_code="website")
ALERT = "damaged_shipment-2026-03-01"


def open_page(name: str, **query: str) -> AppTest:
    app = AppTest.from_string(APP, default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run().switch_page(str(components.page_path(name))).run()


def text_of(app: AppTest) -> str:
    return " ".join(str(getattr(element.proto, "body", "")) for element in app.get("html"))


def links_of(app: AppTest) -> list[str]:
    """The words of the page's links, as Markdown has them."""
    return [str(element.proto.label).replace("\\", "") for element in app.get("page_link")]


def record(action: Action, *changes: Action, days_ago: int = 0) -> str:
    """Keep an action and how it went on, the first row so many days ago; return its id."""
    with open_workspace(load_settings()) as workspace:
        action_id = add_action(workspace, action, "ana")
        for changed in changes:
            change_action(workspace, action_id, changed, "ben")
        first = datetime.now(UTC).replace(tzinfo=None) - timedelta(days=days_ago)
        with workspace.engine.begin() as connection:
            connection.execute(ACTION.update().where(ACTION.c.action_id == action_id).values(changed_at=first))
    return action_id


def recorded() -> pd.DataFrame:
    with open_workspace(load_settings()) as workspace:
        return read_actions(workspace)


def events() -> list[tuple[str, str]]:
    with open_workspace(load_settings()) as workspace:
        rows = read_events(workspace, date.today() - timedelta(days=1), date.today() + timedelta(days=1))
    return list(rows[["event_code", "subject"]].itertuples(index=False, name=None))


def fill(app: AppTest, **fields: object) -> None:
    """Write into the form that is there, each field by the beginning of its key."""
    kinds = {"title": "text_input", "owner": "text_input", "ticket": "text_input", "note": "text_area"}
    kinds |= {"state": "selectbox", "department": "selectbox", "planned": "date_input", "live": "date_input"}
    kinds |= {"expected": "number_input"}
    for name, value in fields.items():
        widgets = [each for each in app.get(kinds[name]) if str(each.key).startswith(f"{name}-")]
        widgets[0].set_value(value)


def test_with_no_action_the_page_says_how_to_record_one(shown, published):
    shown(published)

    app = open_page("actions")

    assert "No action is recorded yet." in text_of(app)
    assert "choose “Record what you will change”" in text_of(app)
    assert app.selectbox(key="action-about-None").value is None


def test_a_link_from_a_reason_opens_the_form_filled_in_and_what_is_written_is_kept(shown, published):
    shown(published)
    record(replace(PAD, title="Login link", reason_code="login", department_code="website"))
    app = open_page("actions", about_reason="damaged_shipment")
    assert ">Login link</h2>" not in text_of(app), "the form stands in the place of another action"
    about = app.selectbox(key="action-about-('reason', 'damaged_shipment')")
    assert about.value == ("reason", "damaged_shipment")

    fill(
        app,
        title="Pad the boxes",
        owner="Lola",
        planned=date(2030, 1, 2),
        expected=-30.0,
        ticket="https://t.example/LOG-1",
    )
    app.button(key="action-record").click().run()

    row = recorded().iloc[1]
    assert row[["title", "reason_code", "department_code", "owner", "state_code", "expected_change"]].tolist() == [
        "Pad the boxes", "damaged_shipment", "logistics", "Lola", "proposed", -0.3,
    ]  # fmt: skip
    assert ("action_proposed", row["action_id"]) in events()
    assert "Of 2 actions, none waits for somebody" in text_of(app)
    assert "30 % fewer contacts" in text_of(app) and 'href="https://t.example/LOG-1"' in text_of(app)


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ({"about_topic": "t1a2b3c"}, (None, "t1a2b3c", None, "website")),
        ({"about_alert": ALERT}, ("damaged_shipment", None, ALERT, "logistics")),
    ],
)
def test_an_action_can_be_about_a_topic_or_an_alert_which_leaves_its_reason_when_it_is_gone(
    shown, published, query, codes
):
    shown(published)
    app = open_page("actions", **query)

    fill(app, title="Say it earlier")
    app.button(key="action-record").click().run()

    row = recorded().astype(object).iloc[0]
    held = row[["reason_code", "topic_code", "alert_id", "department_code"]]
    assert tuple(None if pd.isna(value) else value for value in held) == codes


def test_a_link_to_what_is_not_in_the_data_says_so_and_offers_the_others(shown, published):
    shown(published)

    app = open_page("actions", about_reason="ghost")

    assert not app.exception
    assert "What this link is about is not in the data that you see." in text_of(app)


def test_what_cannot_be_kept_is_refused_with_the_reason_and_nothing_is_written(shown, published):
    shown(published)
    app = open_page("actions", about_reason="damaged_shipment")

    fill(app, title="Ask ana@example.com")
    app.button(key="action-record").click().run()

    assert "This looks like personal data" in text_of(app)
    assert recorded().empty and "action_proposed" not in dict(events())


def test_how_an_action_goes_on_is_kept_with_who_said_it_and_the_state_before(shown, published):
    shown(published)
    action_id = record(PAD)
    app = open_page("actions", action=action_id)

    fill(app, state="live")
    app.button(key="action-keep").click().run()
    assert "An action that is live needs the day from which it was." in text_of(app)
    fill(app, live=date(2026, 2, 20))
    app.button(key="action-keep").click().run()

    with open_workspace(load_settings()) as workspace:
        assert action_history(workspace, action_id)["state_code"].tolist() == ["proposed", "live"]
    assert ("action_changed", action_id) in events()
    assert "Proposed by ana on" in text_of(app)
    assert ": live since Fri 20 Feb." in text_of(app)
    assert "Fri 20 Feb: “Pad the boxes” went live." in text_of(app)


def test_what_waits_for_somebody_stands_first_and_the_overview_reminds_of_it(shown, published):
    shown(published)
    record(replace(PAD, title="New"))
    waits = record(replace(PAD, title="Old"), days_ago=20)
    record(LIVE, days_ago=1)

    groups = cards.grouped(found.read())
    page, overview = open_page("actions"), open_page("overview")

    assert [(code, rows["title"].tolist()) for code, rows in groups] == [
        ("waiting", ["Pad the boxes", "Old"]),
        ("proposed", ["New"]),
    ]
    assert "Of 3 actions, 2 wait for somebody; 1 is live and none is closed." in text_of(page)
    assert "2 actions wait for somebody, the longest since Fri 20 Feb" in links_of(overview)
    assert "when it has been proposed for more than 14 days" in text_of(page)
    assert "and nobody has accepted it yet" in text_of(open_page("actions", action=waits))


def test_actions_are_narrowed_by_department_and_state_in_the_url(shown, published):
    shown(published)
    record(PAD)
    record(POINTS, replace(POINTS, state_code="accepted", planned_date=date(2999, 1, 1)))

    of_website = open_page("actions", department="website")
    accepted = open_page("actions", state="accepted")

    assert "1 action: accepted on" in text_of(of_website)
    assert "Say that points take two days" in links_of(of_website) and "Pad the boxes" not in links_of(of_website)
    assert accepted.selectbox(key="action-show").value == "accepted"
    assert "Say that points take two days" in links_of(accepted) and "Pad the boxes" not in links_of(accepted)


def test_the_link_to_an_action_is_answered_whatever_the_filters_and_one_that_is_gone_says_so(shown, published):
    shown(published)
    action_id = record(PAD)
    record(POINTS)

    assert "voc-finding" in text_of(open_page("actions", action=action_id, department="website"))
    assert ">Pad the boxes</h2>" in text_of(open_page("actions", action=action_id, department="website"))
    assert ">Pad the boxes</h2>" in text_of(open_page("actions", action=action_id, department="stores"))
    assert "The action of this link is not among those that you may see." in text_of(
        open_page("actions", action="gone")
    )


@pytest.mark.parametrize(
    ("page", "query", "action"),
    [
        ("reasons", {"chosen": "damaged_shipment"}, LIVE),
        ("spikes", {"alert": ALERT}, LIVE),
        ("spikes", {"alert": ALERT}, replace(LIVE, alert_id=ALERT)),
        ("topics", {"topic": "t2b3c4d"}, replace(LIVE, reason_code=None, topic_code="t2b3c4d")),
    ],
)
def test_a_page_tells_of_the_actions_about_what_it_shows_and_draws_the_day_they_went_live(
    shown, published, page, query, action
):
    shown(published)
    record(action)

    app = open_page(page, **query)

    assert not app.exception
    said_of = [words for words in links_of(app) if words.startswith("“Pad the boxes”")]
    assert said_of == [
        "“Pad the boxes”: live since Fri 20 Feb, and nobody has said what came of it; 30 % fewer contacts expected."
    ]
    assert "Record what you will change" in links_of(app)
    assert "Fri 20 Feb: “Pad the boxes” went live." in text_of(app)


def test_an_action_about_something_else_is_not_told_of(shown, published):
    shown(published)
    record(replace(LIVE, reason_code="refund"))

    app = open_page("reasons", chosen="damaged_shipment")

    assert "Nobody has recorded a change about it yet" in text_of(app)
    assert text_of(app).count("Pad the boxes") == 1  # beside refunds, among the reasons that cost most
    assert "Pad the boxes" not in " ".join(links_of(app))


def test_only_what_went_live_in_the_days_drawn_is_a_rule():
    daily = pd.DataFrame({"contact_date": pd.date_range("2026-02-01", "2026-03-01"), "contact_count": 5})
    actions = pd.DataFrame(
        {
            "title": ["Live", "Measured and with a name that is longer than there is room", "Only planned", "Long ago"],
            "state_code": ["live", "measured", "accepted", "closed"],
            "live_date": pd.to_datetime(["2026-02-20", "2026-02-10", "2026-02-11", "2025-02-11"]),
        }
    )

    marks = marked.with_actions(pd.DataFrame(columns=["mark_date", "words", "sentence"]), actions, daily)

    assert marks["words"].tolist() == ["Measured and with a name…", "Live"]
    assert marks["sentence"].tolist()[1] == "“Live” went live"


def test_markup_and_formulas_in_an_action_come_out_as_text(shown, published):
    shown(published)
    hostile = replace(PAD, title=ATTACK, owner="=HYPERLINK(1)", note=ATTACK, ticket_url="https://t.example/<script>'\"")
    action_id = record(replace(hostile, state_code="live", live_date=date(2026, 2, 20)))

    for page, query in (("actions", {"action": action_id}), ("reasons", {"chosen": "damaged_shipment"})):
        app = open_page(page, **query)
        assert not app.exception
        assert "<img src=x" not in text_of(app) and "<script" not in text_of(app)
        assert any("\\<img src" in str(each.proto.label) for each in app.get("page_link"))
    assert "'=HYPERLINK(1)" in to_csv(cards.listing(found.read())).decode("utf-8-sig")


def test_an_address_that_a_browser_would_run_is_never_a_link(shown, published):
    shown(published)
    action_id = record(PAD)
    with open_workspace(load_settings()) as workspace, workspace.engine.begin() as connection:
        connection.execute(ACTION.update().values(ticket_url="javascript:alert(1)"))

    app = open_page("actions", action=action_id)

    assert "Ticket: javascript:alert(1)" in text_of(app) and 'href="javascript' not in text_of(app)


def test_an_action_follows_its_reason_to_the_name_that_it_has_now(shown, altered):
    shown(altered("insert into marts.reason_rule values ('wet_goods', 'damaged_shipment')"))
    record(replace(LIVE, reason_code="wet_goods"))

    row = found.read().iloc[0]

    assert (row["reason_code"], row["subject_label"]) == ("damaged_shipment", "Damaged shipment")


def test_where_the_workspace_does_not_answer_the_page_says_so_and_the_others_go_on(shown, published, tmp_path):
    shown(published)
    (tmp_path / "build" / "workspace.sqlite").mkdir(parents=True)

    assert "The workspace does not answer." in text_of(open_page("actions"))
    assert not open_page("overview").exception


@pytest.mark.parametrize(
    ("action", "words"),
    [
        ({"state_code": "proposed"}, "proposed on Mon 2 Mar"),
        ({"state_code": "accepted", "planned_date": date(2026, 3, 9)}, "accepted on Mon 2 Mar, planned for Mon 9 Mar"),
        ({"state_code": "live", "live_date": date(2026, 3, 9)}, "live since Mon 9 Mar"),
        ({"state_code": "measured", "live_date": date(2026, 3, 9)}, "measured, live since Mon 9 Mar"),
        ({"state_code": "closed", "live_date": date(2026, 3, 9)}, "closed on Mon 2 Mar, live since Mon 9 Mar"),
        ({"state_code": "closed"}, "closed on Mon 2 Mar"),
    ],
)
def test_every_state_is_said_with_its_day(action, words):
    assert (
        said.state({"state_since": datetime(2026, 3, 2, 14), "planned_date": None, "live_date": None} | action) == words
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (-0.3, "30 % fewer contacts"),
        (0.1, "10 % more contacts"),
        (0.0, "as many contacts"),
        (float("nan"), ""),
        (None, ""),
    ],
)
def test_the_expected_change_is_said_in_words(change, words):
    assert said.expected(change) == words


def test_a_history_says_what_changed_by_whom():
    rows = pd.DataFrame(
        [PAD.__dict__, replace(PAD, state_code="accepted", planned_date=date(2026, 3, 9)).__dict__,
         replace(PAD, state_code="accepted", planned_date=date(2026, 3, 9), owner="Max", note="Two boxes").__dict__,
         PAD.__dict__]
    ).assign(changed_by=["ana", "ben", "cleo", "ana"], changed_at=pd.date_range("2026-03-02", periods=4))  # fmt: skip

    assert said.changes(rows) == [
        "Proposed by ana on Mon 2 Mar 2026.",
        "Accepted by ben on Tue 3 Mar 2026: planned for Mon 9 Mar.",
        "Changed by cleo on Wed 4 Mar 2026: owner Max, the note.",
        "Proposed again by ana on Thu 5 Mar 2026: owner Lola, without planned day, without note.",
    ]


def test_a_form_that_changes_nothing_writes_nothing(shown, published):
    shown(published)
    action_id = record(replace(LIVE, ticket_url="https://t.example/1", note="Text", planned_date=date(2026, 2, 1)))

    app = open_page("actions", action=action_id)
    app.button(key="action-keep").click().run()

    assert "Nothing was changed." in text_of(app)
    with open_workspace(load_settings()) as workspace:
        assert len(action_history(workspace, action_id)) == 1


def test_choosing_an_action_keeps_what_is_shown(shown, published):
    shown(published)
    action_id = record(PAD)

    app = open_page("actions", state="proposed", department="logistics")

    (link,) = [each.proto for each in app.get("page_link") if each.proto.label == "Pad the boxes"]
    assert sorted(link.query_string.split("&")) == [f"action={action_id}", "department=logistics", "state=proposed"]
