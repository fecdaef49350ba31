"""Settings: where does everything lie, and what did the user configure?

One `voc.toml` is read into one frozen object; the environment only overrides it (`VOC_PATHS__BUILD`) and holds
secrets (`VOC_HASH_KEY`). This module alone reads `voc.toml` and the files of the taxonomy folder.
"""

from __future__ import annotations

import csv
import ipaddress
import os
import tomllib
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from pipelines.delivery_settings import DOOR_KINDS, AlarmSettings, Door, Subscription
from pipelines.kpi_settings import BusinessHours, OccupancySettings, ResolutionSettings, ServiceLevel
from pipelines.source_settings import SOURCE_KINDS, Source, Table, known_zone

PROJECT_ROOT = Path(__file__).resolve().parent.parent
CONFIG_VARIABLE = "VOC_CONFIG"


class SettingsError(Exception):
    """voc.toml or a file that it names cannot be used; the message says what to change."""


class Paths(Table):
    """Folders, relative to voc.toml."""

    build: Path = Path("data/build")

    @property
    def warehouse(self) -> Path:
        return self.build / "warehouse.duckdb"

    @property
    def published_folder(self) -> Path:
        return self.build / "published"

    @property
    def published(self) -> Path:
        return self.published_folder / "current.duckdb"

    @property
    def failed_run(self) -> Path:
        """What readers are told of a run that failed since; no such file where the last one is done."""
        return self.published_folder / "failed.json"

    @property
    def models(self) -> Path:
        return self.build / "models"

    @property
    def reports(self) -> Path:
        return self.build / "reports"

    @property
    def outbox(self) -> Path:
        return self.build / "outbox"

    @property
    def workspace(self) -> Path:
        return self.build / "workspace.sqlite"

    @property
    def demo(self) -> Path:
        return self.build / "demo"


class SiteSettings(Table):
    timezone: str = "UTC"

    _zone = field_validator("timezone")(known_zone)


class TaxonomySettings(Table):
    """`from` is the folder of the taxonomy's files, or "dispositions": each code that agents chose is a reason."""

    from_: str = Field("data/taxonomy", alias="from")
    language: Literal["en", "es"] = "en"


class ReasonsSettings(Table):
    """`light` reads everything fast; `full` reads with an encoder: better, and a tenth as fast.

    `precision` is how often an answer shall be right that is not "not sure".
    """

    tier: Literal["light", "full"] = "light"
    precision: float = Field(default=0.9, ge=0.5, le=0.99)


class SpikeDimensions(Table):
    """The columns of core.contact that slices are cut by; `attributes.x` for a value of the attributes map."""

    dimensions: tuple[str, ...] = (
        "product_code",
        "region_code",
        "carrier_code",
        "channel_code",
        "site_code",
        "language_code",
        "queue_label",
    )


class TopicsSettings(Table):
    """After how many days of data topics are looked for anew; in between contacts are only assigned to them."""

    refit_days: int = Field(default=28, ge=1)


class Schedule(Table):
    cron: str = "0 2 * * *"
    timezone: str = "UTC"

    _zone = field_validator("timezone")(known_zone)


class LimitSettings(Table):
    """How large what is delivered may be, unpacked, and how long a file must have been left alone before it is read."""

    file_mb: int = 4096
    archive_mb: int = 8192
    transcript_mb: int = 256
    settle_seconds: float = 2


class PrivacySettings(Table):
    """What is masked beside what everybody masks: the name of a mask and its regular expression."""

    patterns: dict[str, str] = Field({})


class RetentionSettings(Table):
    """For how many days what is kept; None: without limit. What became of it then: pipelines/retention.py."""

    transcripts_days: int | None = Field(default=None, ge=1)
    records_days: int | None = Field(default=None, ge=1)
    audit_days: int | None = Field(default=None, ge=1)


class WorkspaceSettings(Table):
    """Where what people write is kept: the URL of a database, else a SQLite file beside the warehouse."""

    url: SecretStr | None = None


class AccessSettings(Table):
    """Who may use the dashboard once it asks for a login.

    `login` is Streamlit's file of secrets, whose table [auth] names the provider of OpenID Connect; `administrators` are
    the e-mail addresses that give others their roles. A cell of fewer than `smallest_cell` contacts is hidden from viewers.
    """

    login: Path = Path(".streamlit/secrets.toml")
    administrators: tuple[str, ...] = ()
    smallest_cell: int = Field(default=5, ge=0)


class Settings(BaseSettings):
    """Everything that voc.toml says, with absolute paths."""

    model_config = SettingsConfigDict(
        frozen=True, extra="forbid", env_prefix="VOC_", env_nested_delimiter="__", populate_by_name=True
    )

    config_path: Path
    paths: Paths = Paths()
    site: SiteSettings = SiteSettings()
    taxonomy: TaxonomySettings = TaxonomySettings.model_validate({})
    reasons: ReasonsSettings = ReasonsSettings()
    spikes: SpikeDimensions = SpikeDimensions()
    topics: TopicsSettings = TopicsSettings()
    service_level: ServiceLevel = ServiceLevel()
    resolution: ResolutionSettings = ResolutionSettings()
    occupancy: OccupancySettings = OccupancySettings()
    business_hours: BusinessHours = BusinessHours.model_validate({})
    schedule: Schedule = Schedule()
    limits: LimitSettings = LimitSettings()
    privacy: PrivacySettings = PrivacySettings.model_validate({})
    retention: RetentionSettings = RetentionSettings()
    workspace: WorkspaceSettings = WorkspaceSettings()
    access: AccessSettings = AccessSettings()
    doors: dict[str, Door] = {}
    alarm: AlarmSettings = AlarmSettings()
    sources: dict[str, Source] = {}
    hash_key: SecretStr | None = None

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment overrides voc.toml; nothing else is read."""
        return env_settings, init_settings

    @property
    def root(self) -> Path:
        return self.config_path.parent

    @property
    def taxonomy_folder(self) -> Path | None:
        """None where the dispositions themselves are the reasons."""
        return None if self.taxonomy.from_ == "dispositions" else self.locate(self.taxonomy.from_)

    @property
    def login(self) -> Path:
        """The file that says who vouches for readers; where it is absent, the dashboard serves this machine alone."""
        return self.root / self.access.login

    def locate(self, path: str | Path) -> Path:
        """The place that a path of voc.toml means: relative to voc.toml, else to what voc ships."""
        beside = self.root / path
        shipped = PROJECT_ROOT / path
        return shipped if not beside.exists() and shipped.exists() else beside

    @cached_property
    def kpis(self) -> dict[str, dict[str, Any]]:
        return read_toml(self._vocabulary("kpis.toml"))

    @cached_property
    def agent_states(self) -> dict[str, Any]:
        """The codes of agents' states by what they mean: on_contact, idle, away, off."""
        return read_toml(self._vocabulary("agent_states.toml"))

    @cached_property
    def rubric(self) -> dict[str, Any]:
        """The document of the criteria that contacts are scored by."""
        return read_toml(self._vocabulary("quality.toml"))

    @cached_property
    def subscriptions(self) -> tuple[tuple[str, str, Subscription], ...]:
        """What departments.toml subscribes to: the id, the department's code and what it says."""
        if self.taxonomy_folder is None:
            return ()
        place = self.taxonomy_folder
        departments = read_toml((place.parent if place.is_file() else place) / "departments.toml")
        return tuple(
            each for code, table in departments.items() for each in _subscriptions(code, table.get("subscription", []))
        )

    @cached_property
    def dimensions(self) -> dict[str, dict[str, Any]]:
        return read_toml(self._vocabulary("dimensions.toml"))

    def _vocabulary(self, name: str) -> Path:
        folder = self.taxonomy_folder
        own = folder / name if folder else None
        return own if own and own.exists() else PROJECT_ROOT / "data" / "taxonomy" / name

    def read_taxonomy(self) -> tuple[dict[str, Any], list[dict[str, str]], dict[str, Any]]:
        """The taxonomy's document, its dispositions and its departments, as their files hold them."""
        folder = self.taxonomy_folder
        if folder is None:
            raise SettingsError("voc.toml takes the dispositions as reasons; there is no taxonomy file to read.")
        return read_taxonomy_files(folder)

    def read_holidays(self) -> list[dict[str, str]]:
        path = self._vocabulary("holidays.csv")
        return read_csv(path) if path.exists() else []


def default_config() -> Path:
    """voc.toml as the environment names it, else the one in this folder, else the one that came with voc."""
    named = os.environ.get(CONFIG_VARIABLE)
    if named:
        return Path(named)
    here = Path("voc.toml")
    return here if here.exists() else PROJECT_ROOT / "voc.toml"


def load_settings(path: str | Path | None = None) -> Settings:
    """Read voc.toml.

    Raises:
        SettingsError: the file is absent, is not TOML, or holds a key or value that is not known.
    """
    config_path = Path(path) if path else default_config()
    document = read_toml(config_path)
    config_path = config_path.resolve()
    try:
        settings = Settings(config_path=config_path, **document)
    except ValidationError as error:
        raise SettingsError(f"{config_path.name}: {_first_problem(error)}") from error
    build = Paths(build=config_path.parent / settings.paths.build)
    return settings.model_copy(update={"paths": build})


def _subscriptions(code: str, tables: list[dict[str, Any]]) -> list[tuple[str, str, Subscription]]:
    found: dict[str, tuple[str, str, Subscription]] = {}
    for table in tables:
        try:
            said = Subscription(**table)
        except ValidationError as error:
            problem = error.errors()[0]
            place = ".".join([code, "subscription", *map(str, problem["loc"])])
            why = problem["msg"].removeprefix("Value error, ")
            raise SettingsError(f'departments.toml: "{place}": {why}.') from error
        name = f"{code}/{said.name or said.what}"
        if name in found:
            raise SettingsError(f'departments.toml: two subscriptions are "{name}". Give each a name.')
        found[name] = (name, code, said)
    return list(found.values())


def is_loopback(address: str | None) -> bool:
    """Whether only this machine can reach a server that listens there; without an address it listens everywhere."""
    if address == "localhost":
        return True
    try:
        return ipaddress.ip_address((address or "").strip("[]")).is_loopback
    except ValueError:
        return False


def _first_problem(error: ValidationError) -> str:
    problem = error.errors()[0]
    kinds = DOOR_KINDS if problem["loc"][0] == "doors" else SOURCE_KINDS
    place = ".".join(str(part) for at, part in enumerate(problem["loc"]) if not (at == 2 and part in kinds))
    if problem["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return f'"{place}.kind": it is one of {", ".join(kinds)}.'
    if problem["type"] == "extra_forbidden":
        return f'"{place}" is not a setting. Remove it or correct its spelling.'
    return f'"{place}": {problem["msg"].removeprefix("Value error, ")}.'


def read_taxonomy_files(place: Path) -> tuple[dict[str, Any], list[dict[str, str]], dict[str, Any]]:
    """The document, dispositions and departments of a folder; `place` may also be the file that stands for reasons.toml."""
    folder, reasons = (place.parent, place) if place.is_file() else (place, place / "reasons.toml")
    return read_toml(reasons), read_csv(folder / "dispositions.csv"), read_toml(folder / "departments.toml")


def read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SettingsError(f'{path} does not exist. Name another file, or make one with "voc init DIR".') from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path} is not valid TOML: {error}. Correct that line.") from error
    except OSError as error:
        raise SettingsError(f"{path} cannot be read: {error.strerror}.") from error


def read_csv(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return list(csv.DictReader(file))
    except FileNotFoundError as error:
        raise SettingsError(f"{path} does not exist. The taxonomy folder needs it.") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SettingsError(f"{path} cannot be read as CSV: {error}.") from error
