"""Who may do what is changed, refused and kept on the page Administration."""

from datetime import UTC, datetime

from dashboards.administration import privacy, trail
from pipelines.settings import load_settings
from pipelines.workspace import open_workspace
from pipelines.workspace.audit import read_events
from pipelines.workspace.people import read_people
from tests.dashboards.test_access import log_in, text_of
from tests.dashboards.test_pages import open_page


def test_an_administrator_gives_a_role_and_it_stands_in_the_audit_trail(shown, published, tmp_path):
    from dashboards import components

    shown(published)
    at = log_in(tmp_path, "administrator").run()
    at.query_params["tab"] = "People"
    at.switch_page(str(components.page_path("administration"))).run()

    at.text_input(key="person-name-Somebody new-viewer").set_value("Vic")
    at.text_input(key="person-email-Somebody new-viewer").set_value("vic@example.org")
    at.button[[button.label for button in at.button].index("Keep")].click().run()

    assert not at.exception
    today = datetime.now(UTC).date()
    with open_workspace(load_settings(tmp_path / "voc.toml")) as workspace:
        people, events = read_people(workspace), read_events(workspace, today, today)
    assert set(people["email"]) == {"ana@example.org", "vic@example.org"}
    assert "vic@example.org: viewer" in set(events["subject"])


def test_what_masking_does_not_cover_is_said(shown, published):
    shown(published)

    said = text_of(open_page("administration", tab="Privacy"))

    assert "What masking does not cover" in said and "kept without limit" in said
    assert "Customers were erased 1 time; what was past its time was deleted on 1 night" in said
    assert "voc erase" in said and "Whom it was about is kept nowhere." in said


def test_what_looks_like_personal_data_and_still_stands_is_counted_by_language(shown, altered):
    shown(altered("""
        insert into marts.turn (contact_id, turn_index, speaker, text, language_code) values
            ('shop:1001', 90, 'customer', 'The order number is AB-29766257.', 'en'),
            ('shop:1001', 91, 'customer', 'Call me at 555 010 7788, or 555-010-7789.', 'en'),
            ('shop:1002', 90, 'customer', 'Escriba a ana.ruiz@example.org', 'es')"""))  # fmt: skip

    app = open_page("administration", tab="Privacy")

    said = (
        "Turns that still hold what looks like personal data: 1 an e-mail address, 1 a number of seven digits or more,"
        " 1 a code of letters and digits"
    )
    assert said in text_of(app) and "555" not in text_of(app)
    counted = next(frame.value for frame in app.dataframe if "turn_count" in frame.value)
    assert counted[["language", "what", "turn_count"]].values.tolist() == [
        ["English", "Code of letters and digits", 1],
        ["Spanish", "E-mail address", 1],
        ["English", "Number of seven digits or more", 1],
    ]
    assert "a pattern under [privacy.patterns] in voc.toml masks it" in text_of(app)


def test_who_could_see_a_cell_that_points_at_a_person_is_said():
    assert "fewer than 5 contacts" in privacy.say_cells(5) and "viewers" in privacy.say_cells(5)
    assert privacy.say_cells(0).startswith("No cell is hidden")


def test_what_is_past_its_time_and_how_long_anything_is_kept_is_said(shown, published, tmp_path):
    shown(published)
    config = tmp_path / "voc.toml"
    config.write_text(config.read_text() + "\n[retention]\ntranscripts_days = 90\naudit_days = 365\n")

    said = text_of(open_page("administration", tab="Privacy"))

    assert "Kept for a time: transcripts, audit trail" in said
    assert "Transcripts: 90 days; then turns, comments and quotes are deleted." in said
    assert "Records: without limit." in said
    assert "The next run deletes what is past its time." in said  # the example is of March 2026, and old by now


def test_the_trail_is_filtered_by_person_and_event(shown, published, tmp_path):
    shown(published)
    log_in(tmp_path, "analyst").run()
    today = datetime.now(UTC).date()
    with open_workspace(load_settings(tmp_path / "voc.toml")) as workspace:
        events = read_events(workspace, today, today)

    assert trail.chosen(events, [], ["login"])["who"].tolist() == ["ana@example.org"]
    assert trail.chosen(events, ["ben@example.org"], []).empty
