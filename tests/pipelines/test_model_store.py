"""A model is used while it fits what it was made with, and made anew when it does not."""

import pytest
import skops.io

from pipelines.model_store import ModelFileError, load_model, prefix, save_model
from pipelines.warehouse import open_warehouse
from tests.conftest import House
from vocmodels.reasons import ReasonClassifier, ReasonSettings

pytestmark = pytest.mark.slow

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


def test_a_higher_wanted_precision_makes_another_model_that_is_sure_of_less(house):
    house.run()
    house.extra += "[reasons]\nprecision = 0.99\n"
    house.run()

    first, second = models(house)
    before, after = (load_model(house.settings.paths.models, each) for each in (first, second))
    assert after.threshold > before.threshold


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


class Unknown:
    """A type that nobody has said may be loaded."""


@pytest.fixture(scope="module")
def classifier() -> ReasonClassifier:
    return ReasonClassifier().fit(["it is broken", "send my money back"], ["damaged", "refund"])


def test_a_model_answers_after_loading_as_it_did_before(tmp_path, classifier):
    version = f"{prefix(ReasonSettings())}abc"
    save_model(tmp_path, version, classifier)

    texts = ["is it broken", "my money", ""]
    assert load_model(tmp_path, version).predict(texts).equals(classifier.predict(texts))


def test_a_file_that_holds_an_unknown_type_is_refused(tmp_path):
    skops.io.dump({"model_version": "reasons-x", "classifier": Unknown()}, tmp_path / "reasons-x.skops")

    with pytest.raises(ModelFileError, match=r"cannot be loaded .*Unknown.*Remove it; the next run trains anew"):
        load_model(tmp_path, "reasons-x")


def test_a_model_that_was_made_with_other_embeddings_is_refused(tmp_path, classifier):
    save_model(tmp_path, "reasons-light-000000-abc", classifier)

    with pytest.raises(ModelFileError, match="was made with other embeddings, or by another voc, than this"):
        load_model(tmp_path, "reasons-light-000000-abc")


def test_a_model_of_a_voc_whose_classifier_held_something_else_is_made_anew(house):
    house.run()
    (version,) = models(house)
    make = version.split("-")[3]
    with open_warehouse(house.settings.paths.warehouse) as warehouse:
        warehouse.execute(f"update ops.model_version set model_version = replace(model_version, '-{make}-', '-0000-')")
    house.run()

    assert sorted(models(house)) == [version.replace(f"-{make}-", "-0000-"), version]


def test_a_model_under_the_name_of_another_is_refused(tmp_path, classifier):
    version = f"{prefix(ReasonSettings())}abc"
    save_model(tmp_path, version, classifier)
    (tmp_path / f"{version}.skops").rename(tmp_path / "other.skops")

    with pytest.raises(ModelFileError, match=f"holds another model, {version}"):
        load_model(tmp_path, "other")
