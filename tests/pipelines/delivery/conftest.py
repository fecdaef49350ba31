"""What tests of the delivery share: an office with doors, a clock of its own, and letters to put in its outbox."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from pipelines.delivery import letters
from pipelines.delivery.letters import Letter, key_of
from pipelines.delivery.sending import SendingSettings, Sent, send_waiting
from pipelines.settings import Settings, load_settings
from pipelines.workspace import open_workspace, outbox
from tests.pipelines.delivery.servers import posting, receiving

MONDAY = datetime(2026, 3, 30, 8)


@dataclass
class Office:
    """A voc.toml with doors; time goes on only when a test says so."""

    folder: Path
    doors: str = ""
    now: datetime = MONDAY
    sending: SendingSettings = field(default_factory=SendingSettings)

    @property
    def settings(self) -> Settings:
        path = self.folder / "voc.toml"
        path.write_text(f'[paths]\nbuild = "build"\n{self.doors}')
        return load_settings(path)

    def add_door(self, name: str, **said: object) -> None:
        values = (
            f"{key} = {str(value).lower() if isinstance(value, bool) else value!r}" for key, value in said.items()
        )
        self.doors += "\n".join([f"[doors.{name}]", *values, ""])

    def queue(self, door: str, subject: str = "Weekly report", recipient: str | None = None, *files: Path) -> str:
        key = key_of(door, subject, recipient)
        said = Letter(key, "weekly", subject, "Sixteen parcels.", "Logistics", "2026-03-29", self.now, files)
        letters.keep(self.settings.paths.outbox, said)
        row = {"delivery_key": key, "door_name": door, "kind_code": "weekly", "subject": subject}
        row |= {"subscription_id": "s", "department_code": "logistics", "recipient": recipient, "period": said.period}
        with open_workspace(self.settings) as workspace:
            outbox.queue(workspace, [row], self.now)
        return key

    def send(self) -> list[Sent]:
        with open_workspace(self.settings) as workspace:
            return send_waiting(self.settings, workspace, self.sending, lambda: self.now)

    def wait(self, **passed: float) -> None:
        self.now += timedelta(**passed)

    def deliveries(self) -> pd.DataFrame:
        with open_workspace(self.settings) as workspace:
            return outbox.read_deliveries(workspace)

    def states(self) -> list[str]:
        return self.deliveries()["state_code"].tolist()[::-1]

    def door(self, name: str) -> dict:
        with open_workspace(self.settings) as workspace:
            return outbox.read_doors(workspace).set_index("door_name").loc[name].to_dict()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return Office(tmp_path)


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def post():
    with posting() as post:
        yield post
