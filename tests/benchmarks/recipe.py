"""What does a night cost beside the usual recipe: one script of pandas, Presidio, MiniLM and BERTopic on the same contacts?

    python -m tests.benchmarks.recipe FOLDER

A contact centre of 20,000 contacts in fifteen days is simulated into FOLDER (kept, and used again by the next call). voc loads
fourteen days as on its first night and runs the night of the last one, with everything that it does: pulling, masking, reasons,
topics, scorecards, feelings, spikes, marts and reports. The recipe knows no last night: it masks all texts with Presidio,
embeds them with MiniLM, finds topics with BERTopic's defaults, and counts them by day. It is spared the sources' formats (it
reads one CSV of texts that are masked already) and embeds with the int8 encoder that voc ships, which is cheaper than
sentence-transformers. Needs Presidio (`uv pip install --group peers`); where that is absent, the recorded run stands beside.
"""

import shutil
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import duckdb
import pandas as pd

from tests.benchmarks.growth import night, prepare, start_afresh, timed
from tests.benchmarks.privacy import load_presidio
from vocmodels.embedding import embed

DAYS, CONTACTS_A_DAY = 14, 1_333
RECORDED_CPU = 0.0
TEXTS = """
select
    contact.contact_date,
    string_agg(turn.text, ' ' order by turn.turn_index) as text
from core.contact as contact
join core.turn as turn using (contact_id)
group by contact.contact_id, contact.contact_date
"""


def recipe(texts: Path) -> None:
    """Do what the usual script does: read, mask, embed, find topics, count by day; say on stderr what each took."""
    from bertopic import BERTopic

    contacts = pd.read_csv(texts)
    presidio = load_presidio()
    assert presidio is not None
    _say_cpu(f"{len(contacts):,} texts read")
    masked = [_mask(text, presidio(text)) for text in contacts["text"]]
    _say_cpu("masked")
    embeddings = embed(masked, "minilm")
    _say_cpu("embedded")
    contacts["topic"] = BERTopic().fit_transform(masked, embeddings=embeddings)[0]
    _say_cpu("topics")
    contacts.groupby(["contact_date", "topic"]).size().to_csv(texts.with_name("by_day.csv"))


def _mask(text: str, entities: list) -> str:
    for entity in sorted(entities, key=lambda entity: -entity.start):
        text = f"{text[: entity.start]}<{entity.entity_type}>{text[entity.end :]}"
    return text


def _say_cpu(what: str) -> None:
    print(f"  recipe, after {time.process_time():,.0f} CPU s: {what}", file=sys.stderr)


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    held_back = prepare(folder, DAYS * CONTACTS_A_DAY, CONTACTS_A_DAY)
    start_afresh(folder)
    _, first = night(folder, "voc, first load")
    shutil.copytree(held_back, folder / "build" / "demo", dirs_exist_ok=True)
    _, second = night(folder, "voc, a night")
    texts = folder / "texts.csv"
    with duckdb.connect(str(folder / "build" / "warehouse.duckdb"), read_only=True) as warehouse:
        warehouse.sql(TEXTS).write_csv(str(texts))
    if find_spec("presidio_analyzer"):
        took, theirs = timed("the usual recipe", "tests.benchmarks.recipe", "--script", str(texts))
        print(took)
    else:
        theirs = RECORDED_CPU
        print(f"the usual recipe: {theirs:,.0f} CPU s (recorded; Presidio is not installed)")
    print(f"CPU of the recipe as a multiple of voc's: first load {theirs / first:.1f}, a night {theirs / second:.1f}")


if __name__ == "__main__":
    recipe(Path(sys.argv[2])) if sys.argv[1] == "--script" else main()
