"""Mail: how does a letter leave by e-mail?

At least once: a process that dies between the server's yes and our note of it sends it again, under the same Message-ID and
X-Voc-Delivery, by which mail programs and filters can tell.
"""

from __future__ import annotations

import mimetypes
import smtplib
import ssl
from contextlib import suppress
from datetime import UTC
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from pipelines.delivery.failing import FailedError, RefusedError, secret_of
from pipelines.delivery.letters import Letter
from pipelines.delivery_settings import EmailDoor

KEY_HEADER = "X-Voc-Delivery"
PERMANENT = 500
TOO_LARGE = 552


def post(door: EmailDoor, letter: Letter, recipient: str | None, _root: Path) -> None:
    """Send a letter to one address.

    Raises:
        FailedError: the server cannot be reached, is too slow, does not know us, or asks to come back.
        RefusedError: it takes no such letter, or none for that address.
    """
    if not recipient:
        raise RefusedError("E-mail needs an address. Name it in who.")
    if not door.lets_to(recipient):
        raise RefusedError("The address is outside of the door's domains.")
    message = compose(door, letter, recipient)
    password = secret_of(door.password_env) if door.password_env else None
    try:
        server = _connected(door)
        try:
            if door.user and password:
                server.login(door.user, password)
            server.send_message(message)
            _part(server)
        finally:
            server.close()
    except smtplib.SMTPException as error:
        raise _in_words(error) from None  # its own text may hold the address
    except ssl.SSLError:
        raise FailedError("The mail server's certificate is not trusted, or it speaks no TLS.") from None
    except TimeoutError:
        raise FailedError(f"The mail server did not answer within {door.timeout_seconds:g} seconds.") from None
    except OSError:
        raise FailedError("The mail server cannot be reached.") from None


def compose(door: EmailDoor, letter: Letter, recipient: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = door.sender
    message["To"] = recipient
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(letter.written_at.replace(tzinfo=UTC))
    message["Message-ID"] = f"<{letter.key}@{door.sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message[KEY_HEADER] = letter.key
    message.set_content(letter.text)
    for file in letter.files:
        main, _, sub = (mimetypes.guess_type(file.name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(file.read_bytes(), maintype=main, subtype=sub, filename=letter.name_of(file))
    return message


def _connected(door: EmailDoor) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if door.security == "tls":
        return smtplib.SMTP_SSL(door.host, door.port_in_use, timeout=door.timeout_seconds, context=context)
    server = smtplib.SMTP(door.host, door.port_in_use, timeout=door.timeout_seconds)
    try:
        if door.security == "starttls":
            server.starttls(context=context)
    except BaseException:
        server.close()
        raise
    return server


def _part(server: smtplib.SMTP) -> None:
    """Say good-bye; the letter is taken, whatever is said to that."""
    with suppress(smtplib.SMTPException, OSError):
        server.quit()


def _in_words(error: smtplib.SMTPException) -> Exception:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return _by_code(max((code for code, _ in error.recipients.values()), default=0), "the recipient")
    if isinstance(error, smtplib.SMTPAuthenticationError):
        certain = error.smtp_code >= PERMANENT
        return FailedError("The mail server does not accept user and password. Check them.", is_certain=certain)
    if isinstance(error, smtplib.SMTPConnectError | smtplib.SMTPHeloError):
        return FailedError(f"The mail server does not let us in ({error.smtp_code}).")
    if isinstance(error, smtplib.SMTPSenderRefused):
        if error.smtp_code >= PERMANENT and error.smtp_code != TOO_LARGE:
            return FailedError(f"The mail server refused the sender ({error.smtp_code}). Check from.", is_certain=True)
        return _by_code(error.smtp_code, "the sender")
    if isinstance(error, smtplib.SMTPResponseException):
        return _by_code(error.smtp_code, "the letter")
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return FailedError("The mail server lacks what the door asks for (STARTTLS, log-in). Check security and user.")
    return FailedError("The mail server broke off.")


def _by_code(code: int, what: str) -> Exception:
    """By the first digit: 4 asks to come back, 5 means no; 421 closes the connection."""
    if code >= PERMANENT:
        return RefusedError(f"The mail server refused {what} ({code}).")
    return FailedError(f"The mail server did not take {what} yet ({code}).")
