"""Customer key: who is the same customer, without storing who it is?

Customer ids are kept as keyed hashes (HMAC-SHA256, RFC 2104). The key comes from the environment or is made on first use.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable

from pipelines.settings import Settings


def read_key(settings: Settings) -> bytes:
    """The key of the hashes; made once, readable by its owner alone."""
    if settings.hash_key is not None:
        return settings.hash_key.get_secret_value().encode()
    path = settings.paths.build / "customer.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    return path.read_text().strip().encode()


def hash_customers(customer_ids: Iterable[str], key: bytes) -> dict[str, str]:
    """Each id with its hash of 20 hexadecimal digits."""
    return {each: hmac.new(key, each.encode(), hashlib.sha256).hexdigest()[:20] for each in customer_ids}
