"""The key of the hashes: does it stand in its own file alone, and one of the environment in none?"""

from __future__ import annotations

from tests.pipelines.nothing_personal.canaries import secrets
from tests.pipelines.nothing_personal.planted import DAY


def test_the_key_stands_in_its_own_file_alone_and_is_its_owners(watch):
    watch.house.add_tickets("a.csv", {"id": "1", "started": DAY, "code": "LATE", "customer": "ana@example.com"})
    watch.voc("pull")
    watch.voc("key", "rotate")
    watch.voc("pull")

    key = watch.house.settings.paths.build / "customer.key"
    assert key.stat().st_mode & 0o777 == 0o600
    leaks = watch.leaks(secrets(key.read_text().strip(), "ana@example.com"))
    assert leaks == [f"{key.read_text().strip()} in customer.key"]


def test_a_key_of_the_environment_is_written_nowhere(watch, monkeypatch):
    monkeypatch.setenv("VOC_HASH_KEY", "a-key-of-a-vault-77")
    watch.house.add_tickets("a.csv", {"id": "1", "started": DAY, "code": "LATE", "customer": "ana@example.com"})

    watch.voc("pull")

    assert watch.voc("key", "rotate") == 2
    assert watch.leaks(secrets("a-key-of-a-vault-77", "ana@example.com")) == []
    assert not (watch.house.settings.paths.build / "customer.key").exists()
