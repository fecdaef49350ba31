"""Chats: how does a letter reach Slack, Teams or another service that apprise knows?

apprise answers yes or no, and never why; a service that takes files gets them.
"""

from __future__ import annotations

import logging
from pathlib import Path

from apprise import Apprise, AppriseAsset, AppriseAttachment, PersistentStoreMode

from pipelines.delivery.failing import FailedError, secret_of
from pipelines.delivery.letters import Letter
from pipelines.delivery_settings import AppriseDoor


def tell(door: AppriseDoor, letter: Letter, _recipient: str | None, _root: Path) -> None:
    """Send a letter to the service that the door's address names.

    Raises:
        FailedError: the address is none that apprise knows, or the service did not take the letter.
    """
    for name in ("apprise", "urllib3", "requests"):  # they log addresses, which are secrets
        logging.getLogger(name).setLevel(logging.CRITICAL)
    address = secret_of(door.url_env)
    service = Apprise(asset=AppriseAsset(storage_mode=PersistentStoreMode.MEMORY, app_id="voc", app_desc="voc"))
    if not service.add(address):
        raise FailedError(f"{door.url_env} holds no address that apprise knows. Set it anew.", is_certain=True)
    takes_files = all(each.attachment_support for each in service)
    files = AppriseAttachment([str(file) for file in letter.files]) if letter.files and takes_files else None
    if not service.notify(title=letter.subject, body=letter.text, body_format="text", attach=files):
        raise FailedError("The service did not take the letter.")
