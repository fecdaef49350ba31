"""Nothing personal is published: is what customers said of themselves in nothing that a whole night writes?"""

from __future__ import annotations

import pytest

from tests.conftest import voc
from tests.pipelines.nothing_personal.canaries import CANARIES, PATTERNS
from tests.pipelines.nothing_personal.planted import plant_csv, plant_json_lines
from tests.pipelines.nothing_personal.planted_conversations import plant_contact_lens, plant_text, plant_vtt

pytestmark = pytest.mark.slow


def test_a_whole_night_publishes_nothing_personal(watch):
    for plant in (plant_csv, plant_json_lines, plant_contact_lens, plant_vtt, plant_text):
        plant(watch.house)

    watch.house.run()
    watch.voc("status")
    watch.voc("query", "select * from marts.contact", "--format", "json")

    assert watch.house.published("select count(*) from marts.contact")[0][0] >= len(CANARIES)
    assert watch.leaks() == []


def test_a_night_under_prefect_with_models_and_reports_holds_nothing_personal(watch):
    """The command itself: Prefect keeps its own records, the models are fitted, the reports are written."""
    for plant in (plant_csv, plant_contact_lens):
        plant(watch.house)
    watch.house.extra = PATTERNS
    config = watch.house.settings.config_path
    ran = voc("run", "--config", str(config), TMPDIR=str(watch.temporary))
    config.write_text(config.read_text().replace('"contacts.toml"', '"lost.toml"'))
    failed = voc("run", "--config", str(config), TMPDIR=str(watch.temporary), VOC_DEBUG="1")
    watch.said |= {"voc run": ran.stdout + ran.stderr, "a failed voc run": failed.stdout + failed.stderr}

    assert "Writing the reports …" in ran.stdout and "contacts up to " in ran.stdout, "its steps, and its summary"
    assert (ran.returncode, failed.returncode) == (1, 2)  # some files cannot be read; then the mapping is gone
    assert watch.house.settings.paths.published.exists()
    assert list(watch.house.settings.paths.build.rglob("prefect.db"))
    assert watch.leaks() == []
