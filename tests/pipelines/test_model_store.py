"""A model is used while it fits what it was made with, and made anew when it does not."""

import pytest

from pipelines.model_store import ModelFileError, load_model
from tests.conftest import House

MAPPING = """
format = "csv"
record = "contact"
[fields]
contact_id = "id"
started_at = "started"
disposition_code = "code"
[turn]
text = "said"
speaker = { constant = "customer" }
"""
CALLS = """\
id,started,code,said
1,2026-03-02T09:00:00Z,damaged,the parcel arrived broken
2,2026-03-02T09:00:00Z,damaged,my box came crushed
3,2026-03-02T09:00:00Z,refund,I want my money back
4,2026-03-02T09:00:00Z,refund,when do I get my refund
5,2026-03-02T09:00:00Z,,the box with my parcel is broken
"""


@pytest.fixture
def house(tmp_path) -> House:
    house = House(tmp_path, extra='[taxonomy]\nfrom = "dispositions"\n')
    house.add_file("mails.toml", MAPPING)
    house.add_file("mails.csv", CALLS)
    house.add_source("mails", "mails.csv", "mails.toml")
    return house


def models(house: House) -> list[str]:
    return [row[0] for row in house.rows("select model_version from ops.model_version order by trained_at")]


def test_another_tier_makes_another_model_and_reads_every_contact_again(house):
    house.run()
    house.extra += '[reasons]\ntier = "full"\n'
    house.run()

    first, second = models(house)
    assert first.startswith("reasons-light-") and second.startswith("reasons-full-")
    assert house.rows("select distinct model_version from findings.contact_reason where method = 'model'") == [
        (second,)
    ]


def test_a_run_without_news_keeps_its_model(house):
    house.run()
    house.run()

    assert len(models(house)) == 1


def test_a_damaged_model_file_is_refused_with_what_to_do(house):
    house.run()
    (version,) = models(house)
    (house.settings.paths.models / f"{version}.skops").write_bytes(b"damaged")

    with pytest.raises(ModelFileError, match="Remove it; the next run trains anew"):
        load_model(house.settings.paths.models, version)
