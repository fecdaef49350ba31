"""A topic is made a reason on the Topics page: what is written, what is refused, and what the page says from then on."""

import getpass

import pytest
from streamlit.testing.v1 import AppTest

from dashboards.topics import edits
from pipelines.settings import load_settings, read_taxonomy_files
from pipelines.workspace import open_workspace
from tests.dashboards.test_pages import open_page, text_of
from vocmodels.taxonomy import parse_taxonomy
from vocmodels.taxonomy_edits import apply_edits

READER = getpass.getuser()  # without a login, whoever sits at the machine
POINTS = "t1a2b3c"


def written() -> list[dict]:
    with open_workspace(load_settings()) as workspace:
        return workspace.taxonomy_edits()


def submit(app: AppTest) -> None:
    next(button for button in app.button if button.label == "Make it a reason").click().run()


def test_a_topic_is_made_a_reason_with_what_it_proposes_and_its_twin_says(shown, published):
    shown(published)

    app = open_page("topics", topic=POINTS)
    submit(app)

    edit = written()[0]
    assert {key: edit[key] for key in ("kind", "to", "topic", "edited_by")} == {
        "kind": "add", "to": ["points_missing_in_wallet"], "topic": POINTS, "edited_by": READER,
    }  # fmt: skip
    assert edit["reason"] == [
        {
            "code": "points_missing_in_wallet",
            "label": {"en": "Points missing in wallet"},
            "definition": {"en": "Customers say that points missing in wallet."},
            "phrases": {
                "en": ["points missing in wallet", "it is about points, wallet, missing, loyalty"],
                "es": ["no me aparecen los puntos", "faltan mis puntos"],
            },
            "department": "website",
        }
    ]
    assert not app.exception
    assert f"Made “Points missing in wallet” by {READER} on" in text_of(app)
    assert "The next run reads contacts by it" in text_of(app)


def test_what_the_reader_changed_is_what_is_written(shown, published):
    shown(published)

    app = open_page("topics", topic=POINTS)
    app.text_input(key=f"label-{POINTS}").input("Loyalty points")
    app.text_input(key=f"code-{POINTS}").input("loyalty_points")
    app.selectbox(key=f"group-{POINTS}").select("money")
    app.text_area(key=f"phrases-es-{POINTS}").input("")
    app.text_area(key=f"phrases-en-{POINTS}").input("where are my points\n\n where are my points \nno points yet")
    submit(app)

    table = written()[0]["reason"][0]
    assert (table["code"], table["label"], table["parent"]) == ("loyalty_points", {"en": "Loyalty points"}, "money")
    assert table["phrases"] == {"en": ["where are my points", "no points yet"]}


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("label", " ", "needs a label"),
        ("definition", "", "needs a definition"),
        ("code", "", "needs a code"),
        ("code", "Missing points", "cannot be used"),
        ("code", "refund", "is a reason already"),
        ("code", "unsure", "is a reason already"),
        ("phrases-en", "write to eva@shop.example", "looks like personal data"),
    ],
)
def test_what_cannot_be_a_reason_is_refused_with_a_sentence_and_nothing_is_written(
    shown, published, field, text, sentence
):
    shown(published)

    app = open_page("topics", topic=POINTS)
    box = app.text_area if field in ("definition", "phrases-en") else app.text_input
    box(key=f"{field}-{POINTS}").input(text)
    submit(app)

    assert "Nothing was written." in text_of(app) and sentence in text_of(app)
    assert written() == []


def test_a_reason_without_any_example_is_refused(shown, published):
    shown(published)

    app = open_page("topics", topic=POINTS)
    for language in ("en", "es"):
        app.text_area(key=f"phrases-{language}-{POINTS}").input("")
    submit(app)

    assert "needs an example of how customers say it" in text_of(app) and written() == []


def test_a_code_that_was_a_reason_once_or_is_promised_to_another_is_taken(shown, altered):
    shown(altered("insert into marts.reason_rule values ('lost_parcel', 'where_is_order')"))
    made = [{"kind": "rename", "from": "login", "to": "sign_in"}, {"kind": "add", "to": ["points"], "topic": "t9"}]

    taken = edits.taken_codes(made)

    assert {"refund", "lost_parcel", "sign_in", "login", "points"} <= taken


def test_what_a_colleague_made_a_reason_meanwhile_is_not_written_twice(shown, published):
    shown(published)
    mine, colleague = open_page("topics", topic=POINTS), open_page("topics", topic=POINTS)

    submit(colleague)
    mine.text_input(key=f"code-{POINTS}").input("another_code")
    submit(mine)

    assert len(written()) == 1
    assert f"Made “Points missing in wallet” by {READER} on" in text_of(mine)


def test_once_a_run_has_read_by_it_the_page_leads_to_the_reason(shown, altered):
    shown(
        altered("""insert into marts.reason values ('points_missing_in_wallet', 'Wallet points', 'money', 'Payment', 'website',
            'Website and UX', '')""")
    )
    with open_workspace(load_settings()) as workspace:
        edit = {"kind": "add", "to": ["points_missing_in_wallet"], "topic": POINTS, "note": "", "reason": []}
        workspace.add_taxonomy_edit(edit, "ana")

    app = open_page("topics", topic=POINTS)

    assert "Made “Wallet points” by ana on" in text_of(app) and "Contacts are read by it." in text_of(app)
    assert "Make it a reason" not in [button.label for button in app.button]


def test_where_agents_codes_are_the_reasons_none_can_be_added(shown, published):
    config = shown(published)
    config.write_text(config.read_text() + '[taxonomy]\nfrom = "dispositions"\n')

    app = open_page("topics", topic=POINTS)

    assert "Here the agents' codes are the reasons, so none can be added." in text_of(app).replace("&#x27;", "'")


def test_a_workspace_that_does_not_answer_leaves_the_page_and_says_so(shown, published):
    shown(published)
    load_settings().paths.workspace.write_bytes(b"this is no database, whatever it is called" * 200)

    app = open_page("topics", topic=POINTS)

    assert not app.exception
    assert "so nothing can be added" in text_of(app)


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("Points missing in wallet", "points_missing_in_wallet"),
        ("¿Envío dañado?", "envio_danado"),
        ("Refund", "refund_3"),
        ("…", ""),
    ],
)
def test_a_label_suggests_a_code_that_is_free(label, code):
    assert edits.free_code(label, taken={"refund", "refund_2"}) == code


def test_the_next_run_can_apply_what_was_written(shown, published):
    shown(published)
    submit(open_page("topics", topic=POINTS))
    folder = load_settings().taxonomy_folder
    taxonomy = parse_taxonomy(*read_taxonomy_files(folder))

    added = {reason.code: reason for reason in apply_edits(taxonomy, written()).reasons}["points_missing_in_wallet"]

    assert (added.label_in("en"), added.department_code) == ("Points missing in wallet", "website")
    assert added.phrases["es"] == ("no me aparecen los puntos", "faltan mis puntos")


def test_a_topic_that_proposes_nothing_gives_its_own_name_and_asks_for_the_rest(shown, altered):
    shown(
        altered("""update marts.topic set proposed_label = null, proposed_definition = null, proposed_department_code = null,
            proposed_group_code = null, proposed_phrases = null, twin_code = null""")
    )

    app = open_page("topics", topic=POINTS)

    assert not app.exception
    assert app.text_input(key=f"label-{POINTS}").value == "Points missing in wallet"
    assert app.text_area(key=f"definition-{POINTS}").value == app.text_area(key=f"phrases-en-{POINTS}").value == ""
