"""Each kind of door against a real folder, mail server or receiver that fails, hangs and comes back."""

import json
import logging

import pytest

from pipelines.settings import SettingsError
from tests.pipelines.delivery.servers import BREAK, HANG, KEEP_AND_FAIL, posting

SECRET = "hunter2-s3cr3t"


def error_of(office) -> str:
    return office.deliveries()["error"].iloc[0]


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "trend.pdf"
    path.write_bytes(b"%PDF-1.7 sixteen parcels")
    return path


def test_a_folder_gets_a_letter_whole_with_its_files(office, paper):
    office.add_door("share", kind="folder", path="shared")
    office.queue("share", "Weekly report", None, paper)

    office.send()

    [place] = (office.folder / "shared").iterdir()
    assert place.name.startswith("logistics-weekly-2026-03-29-")
    assert sorted(path.name for path in place.iterdir()) == ["letter.txt", "trend.pdf"]
    assert (place / "letter.txt").read_text() == "Weekly report\n\nSixteen parcels.\n"
    assert office.states() == ["delivered"]
    assert list(office.settings.paths.outbox.iterdir()) == []


def test_a_folder_that_has_the_letter_gets_no_second_one(office, paper):
    office.add_door("share", kind="folder", path="shared")
    key = office.queue("share", "Weekly report", None, paper)
    (office.folder / "shared").mkdir()
    (office.folder / "shared" / f".{key}.0a1b2c3d").mkdir()  # of a try that was killed
    place = office.folder / "shared" / f"logistics-weekly-2026-03-29-{key[:16]}"
    place.mkdir()
    (place / "letter.txt").write_text("as it was")

    office.send()

    assert [path.name for path in (office.folder / "shared").iterdir()] == [place.name]
    assert (place / "letter.txt").read_text() == "as it was"
    assert office.states() == ["delivered"]


def test_a_folder_that_is_gone_is_tried_again(office):
    (office.folder / "shared").write_text("a file stands where the folder was")
    office.add_door("share", kind="folder", path="shared")
    office.queue("share")

    office.send()
    assert office.states() == ["waiting"]
    assert error_of(office).startswith("The folder cannot be written")

    (office.folder / "shared").unlink()
    office.wait(minutes=1)
    office.send()
    assert office.states() == ["delivered"]


def test_an_email_carries_its_key_its_files_and_nobody_elses_address(office, post, paper):
    office.add_door("mail", kind="email", host="127.0.0.1", port=post.port, security="none", **{"from": "voc@shop.org"})
    key = office.queue("mail", "Weekly\nreport", "ana@example.org", paper)
    office.queue("mail", "Weekly\nreport", "ben@example.org", paper)

    office.send()

    assert {to for to, _ in post.letters} == {"ana@example.org", "ben@example.org"}
    [(_, message)] = [letter for letter in post.letters if letter[0] == "ana@example.org"]
    assert message["X-Voc-Delivery"] == key and message["Message-ID"] == f"<{key}@shop.org>"
    assert message["To"] == "ana@example.org" and message["Subject"] == "Weekly report"
    assert message.get_body().get_content().strip() == "Sixteen parcels."
    [file] = message.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("logistics-2026-03-29-trend.pdf", "application/pdf")
    assert file.get_content() == b"%PDF-1.7 sixteen parcels"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("451 Greylisted, tell ana@example.org", "The mail server did not take the letter yet (451)."),
        (BREAK, "The mail server broke off."),
        (HANG, "The mail server broke off."),
    ],
)
def test_a_mail_server_that_fails_or_hangs_gets_the_letter_when_it_is_back(office, post, answer, said):
    office.add_door(
        "mail", kind="email", host="127.0.0.1", port=post.port, security="none", timeout_seconds=0.5,
        **{"from": "voc@shop.org"},
    )  # fmt: skip
    office.queue("mail", "Weekly report", "ana@example.org")
    post.plan = [answer]

    office.send()
    assert (office.states(), error_of(office)) == (["waiting"], said)

    office.wait(minutes=1)
    office.send()
    assert office.states() == ["delivered"]
    assert len(post.letters) == 1


def test_a_mail_server_that_is_down_gets_the_letter_when_it_is_up(office):
    with posting() as post:
        port = post.port
    office.add_door("mail", kind="email", host="127.0.0.1", port=port, security="none", **{"from": "voc@shop.org"})
    office.queue("mail", "Weekly report", "ana@example.org")

    office.send()
    assert (office.states(), error_of(office)) == (["waiting"], "The mail server cannot be reached.")

    office.wait(minutes=1)
    with posting(port) as post:
        office.send()
        assert len(post.letters) == 1


def test_an_address_that_the_mail_server_does_not_know_is_refused_and_holds_up_nobody(office, post):
    office.add_door("mail", kind="email", host="127.0.0.1", port=post.port, security="none", **{"from": "voc@shop.org"})
    office.queue("mail", "Weekly report", "unknown@example.org")
    office.queue("mail", "Weekly report", "ana@example.org")

    office.send()

    assert office.states() == ["refused", "delivered"]
    assert office.deliveries()["error"].tolist()[1] == "The mail server refused the recipient (550)."
    assert office.door("mail")["is_dead"] is False


def test_the_password_comes_from_the_environment_and_opens_the_door(office, monkeypatch):
    with posting(password=SECRET) as post:
        office.add_door(
            "mail", kind="email", host="127.0.0.1", port=post.port, security="none", user="voc",
            password_env="MAIL_PASSWORD", **{"from": "voc@shop.org"},
        )  # fmt: skip
        office.queue("mail", "Weekly report", "ana@example.org")

        office.send()
        assert error_of(office) == "The environment variable MAIL_PASSWORD is not set. Set it where voc runs."
        assert office.door("mail")["is_dead"] is True

        monkeypatch.setenv("MAIL_PASSWORD", "wrong")
        office.wait(minutes=1)
        office.send()
        assert error_of(office) == "The mail server does not accept user and password. Check them."

        monkeypatch.setenv("MAIL_PASSWORD", SECRET)
        office.wait(hours=1)
        office.send()
        assert office.states() == ["delivered"]


def test_a_webhook_gets_the_whole_letter_with_its_key_and_the_secret_of_the_environment(
    office, receiver, paper, monkeypatch
):
    monkeypatch.setenv("HOOK_TOKEN", SECRET)
    office.add_door("hook", kind="webhook", url=receiver.url)
    office.doors += 'headers = { Authorization = "Bearer ${HOOK_TOKEN}" }\n'
    key = office.queue("hook", 'Weekly "report"', None, paper)

    office.send()

    [(headers, body)] = receiver.requests
    assert headers["Idempotency-Key"] == key and headers["Authorization"] == f"Bearer {SECRET}"
    said = json.loads(body)
    assert (said["key"], said["subject"], said["department"]) == (key, 'Weekly "report"', "Logistics")
    assert [file["name"] for file in said["files"]] == ["logistics-2026-03-29-trend.pdf"]


def test_a_template_makes_a_ticket_whatever_quotes_the_letter_holds(office, receiver, paper):
    office.add_door("tickets", kind="webhook", url=receiver.url)
    office.doors += """template = '''
        {"fields": {"summary": "{{ subject }}", "labels": ["voc", "{{ kind }}"], "files": {{ files | tojson }},
                    "description": {{ text | tojson }}, "external_id": "{{ key }}"}}'''\n"""
    key = office.queue("tickets", 'Late "parcels" \\ ünd more\nof it', None, paper)

    office.send()

    [(_, body)] = receiver.requests
    assert json.loads(body)["fields"] == {
        "summary": 'Late "parcels" \\ ünd more\nof it',
        "labels": ["voc", "weekly"],
        "files": ["logistics-2026-03-29-trend.pdf"],
        "description": "Sixteen parcels.",
        "external_id": key,
    }


def test_a_ticket_says_the_report_where_it_goes_along_as_markdown(office, receiver, tmp_path):
    report = tmp_path / "trend.md"
    report.write_text("# Logistics\n- *Late* \\- 16")
    office.add_door("tickets", kind="webhook", url=receiver.url, template='{"body": "{{ markdown }}"}')
    office.queue("tickets", "With it", None, report)
    office.queue("tickets", "Without it")

    office.send()

    bodies = [json.loads(body)["body"] for _, body in receiver.requests]
    assert bodies == ["# Logistics\n- *Late* \\- 16", "Sixteen parcels."]


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{ {{ subject }} }", "The template makes no JSON. Correct it."),
        ("{{ colour }}", "The template cannot be filled in: UndefinedError. Correct it."),
        ("{{ subject.__class__.__mro__ }}", "The template cannot be filled in: SecurityError. Correct it."),
    ],
)
def test_a_template_that_does_not_work_is_said_and_the_letter_is_kept(office, receiver, template, said):
    office.add_door("tickets", kind="webhook", url=receiver.url, template=template)
    key = office.queue("tickets")

    office.send()

    assert (office.states(), error_of(office), office.door("tickets")["is_dead"]) == (["waiting"], said, True)
    assert (office.settings.paths.outbox / key).exists() and not receiver.requests


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (500, "The receiver failed (500)."),
        (429, "The receiver failed (429)."),
        (HANG, "The receiver did not answer within 0.5 seconds."),
        (BREAK, "The receiver cannot be reached, or broke off."),
    ],
)
def test_a_receiver_that_fails_or_hangs_gets_the_letter_when_it_is_back(office, receiver, answer, said):
    office.add_door("hook", kind="webhook", url=receiver.url, timeout_seconds=0.5)
    key = office.queue("hook")
    receiver.plan = [answer]

    office.send()
    assert (office.states(), error_of(office)) == (["waiting"], said)

    office.wait(minutes=1)
    office.send()
    assert office.states() == ["delivered"]
    assert list(receiver.taken) == [key]


def test_a_receiver_whose_answer_is_lost_takes_the_letter_once_by_its_key(office, receiver):
    office.add_door("hook", kind="webhook", url=receiver.url)
    key = office.queue("hook")
    receiver.plan = [KEEP_AND_FAIL]

    office.send()
    office.wait(minutes=1)
    office.send()

    assert [headers["Idempotency-Key"] for headers, _ in receiver.requests] == [key, key]
    assert (list(receiver.taken), receiver.repeat_count) == ([key], 1)


def test_a_receiver_that_asks_to_wait_is_left_alone_for_as_long(office, receiver):
    office.add_door("hook", kind="webhook", url=receiver.url)
    office.queue("hook")
    receiver.plan = [(429, {"Retry-After": "600"})]

    office.send()
    office.wait(minutes=9)
    office.send()
    assert len(receiver.requests) == 1

    office.wait(minutes=1)
    office.send()
    assert office.states() == ["delivered"]


def test_a_letter_that_the_receiver_refuses_is_kept_until_it_is_tried_anew(office, receiver):
    office.add_door("hook", kind="webhook", url=receiver.url)
    office.queue("hook")
    receiver.plan = [422]

    office.send()
    office.wait(days=3)
    office.send()

    assert office.states() == ["refused"] and len(receiver.requests) == 1


@pytest.mark.parametrize("answer", [404, (302, {"Location": "http://127.0.0.1:9/other"})])
def test_a_receiver_that_is_not_there_kills_the_door_at_once(office, receiver, answer):
    office.add_door("hook", kind="webhook", url=receiver.url)
    office.queue("hook")
    receiver.plan = [answer]

    [sent] = office.send()

    assert sent.has_died and office.door("hook")["is_dead"] is True


def test_apprise_sends_to_the_address_of_the_environment(office, receiver, monkeypatch):
    monkeypatch.setenv("CHAT_URL", receiver.url.replace("http://", "json://"))
    office.add_door("chat", kind="apprise", url_env="CHAT_URL")
    office.queue("chat")

    office.send()

    [(_, body)] = receiver.requests
    assert json.loads(body)["title"] == "Weekly report"
    assert office.states() == ["delivered"]


def test_a_chat_that_fails_is_tried_again(office, receiver, monkeypatch):
    monkeypatch.setenv("CHAT_URL", receiver.url.replace("http://", "json://"))
    office.add_door("chat", kind="apprise", url_env="CHAT_URL")
    office.queue("chat")
    receiver.plan = [500]

    office.send()
    assert (office.states(), error_of(office)) == (["waiting"], "The service did not take the letter.")

    office.wait(minutes=1)
    office.send()
    assert office.states() == ["delivered"]


def test_no_log_error_or_table_holds_a_secret_or_a_log_a_recipient(office, receiver, post, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("CHAT_URL", receiver.url.replace("http://", f"json://voc:{SECRET}@"))
    monkeypatch.setenv("HOOK_URL", f"{receiver.url}/{SECRET}")
    monkeypatch.setenv("HOOK_TOKEN", SECRET)
    monkeypatch.setenv("MAIL_PASSWORD", SECRET)
    office.add_door("chat", kind="apprise", url_env="CHAT_URL")
    office.add_door("hook", kind="webhook", url_env="HOOK_URL")
    office.doors += 'headers = { X-Token = "${HOOK_TOKEN}" }\n'
    office.add_door(
        "mail", kind="email", host="127.0.0.1", port=post.port, security="none", user="voc",
        password_env="MAIL_PASSWORD", **{"from": "voc@shop.org"},
    )  # fmt: skip
    for door in ("chat", "hook", "mail"):
        office.queue(door, f"to {door}", "ana@example.org")
    receiver.plan = [500, 500]

    sent = office.send()
    rows = office.deliveries().drop(columns="recipient").to_csv() + repr(
        [office.door(name) for name in ("chat", "hook")]
    )

    assert len(receiver.requests) == 2 and len(sent) == 3
    for said in (caplog.text, rows, repr(sent), repr(office.settings.doors)):
        assert SECRET not in said and "ana@example.org" not in said


@pytest.mark.parametrize(
    ("door", "said"),
    [
        ('kind = "pigeon"', '"doors.d.kind": it is one of folder, email, webhook, apprise.'),
        ('path = "x"', '"doors.d.kind": it is one of folder, email, webhook, apprise.'),
        ('kind = "folder"', '"doors.d.path": Field required.'),
        ('kind = "email"\nhost = "h"\nfrom = "voc"', 'from is one address, such as "voc@example.com"'),
        (
            'kind = "email"\nhost = "h"\nfrom = "a@b.c"\nsecurity = "none"\nuser = "u"\npassword_env = "P"',
            'a password does not go unencrypted; choose security = "starttls" or "tls"',
        ),
        ('kind = "webhook"', "a webhook has a url, or url_env, the environment variable that holds it"),
        ('kind = "webhook"\nurl = "http://example.com/x"', "plain http would send letters unencrypted"),
        ('kind = "webhook"\nurl = "https://e.com/x?token=hunter2"', "a url that holds a secret is refused"),
        ('kind = "webhook"\nurl = "https://u:hunter2@example.com/x"', "a url that holds a password is refused"),
        (
            'kind = "webhook"\nurl = "https://e.com"\nheaders = { Authorization = "hunter2" }',
            "a secret does not belong",
        ),
        ('kind = "apprise"\nurl_env = "slack://hunter2"', '"doors.d.url_env"'),
    ],
)
def test_a_door_that_cannot_work_is_named_in_one_line_without_its_secret(office, door, said):
    office.doors = f"[doors.d]\n{door}\n"

    with pytest.raises(SettingsError) as refused:
        _ = office.settings

    assert said in str(refused.value) and "\n" not in str(refused.value) and "hunter2" not in str(refused.value)
