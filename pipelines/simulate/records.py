"""What stands in the record of each contact: who, when, where, about what?"""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from pipelines.simulate.behaviours import add_behaviours, add_feelings
from pipelines.simulate.catalogue import (
    CARRIER_SHARES,
    CARRIERS,
    CHANNELS,
    REGION_SHARES,
    REGIONS,
    SITES,
    Catalogue,
)
from pipelines.simulate.outcomes import USUAL, RecordSettings, add_handling, add_surveys, choose_dispositions
from pipelines.simulate.people import HASTY, THOROUGH, Agent, pick_agents
from pipelines.simulate.plants import Plant, slice_index
from pipelines.simulate.volumes import Volumes

CHANNEL_SHARES = np.array([0.50, 0.24, 0.13, 0.06, 0.07])
PLACES = {"voice": 0, "chat": 1, "email": 2, "social": 3, "message": 4}
HOURS = np.array([1, 0.6, 0.4, 0.3, 0.3, 0.6, 1.5, 3, 6, 9, 10.5, 10.5, 9.5, 9, 9, 8.5, 8, 7.5, 7, 6.5, 5.5, 4, 3, 2])
OPEN_HOURS = (8, 21)  # local time in which the phone is answered


@dataclass
class Memory:
    """What later weeks must know of earlier ones: the next numbers, and who contacted lately."""

    next_contact: int = 0
    next_customer: int = 0
    recent: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["key", "minute", "customer", "share"]))


def draw_records(
    catalogue: Catalogue,
    volumes: Volumes,
    plants: list[Plant],
    agents: list[Agent],
    first: int,
    last: int,
    memory: Memory,
    rng: np.random.Generator,
    settings: RecordSettings = USUAL,
) -> pd.DataFrame:
    """Return one row per contact of the days `first` to `last` (places in `volumes.days`, last excluded), by time."""
    frame = pd.concat(
        [_usual(volumes, first, last), *(_planted(catalogue, volumes, plant, first, last) for plant in plants)],
        ignore_index=True,
    )
    frame = _about(frame, catalogue, plants, rng)
    frame = _when(frame, volumes.days, rng)
    frame["second_reason"] = _second_reason(frame, catalogue, rng, settings)
    frame = _who(frame, agents, memory, rng, settings)
    frame = add_handling(frame, catalogue, agents, rng, settings)
    frame = add_feelings(add_behaviours(frame, catalogue, agents, rng), rng)
    frame["disposition_code"], frame["is_wrong"] = choose_dispositions(frame, catalogue, rng, settings)
    frame = add_surveys(frame, agents, rng, settings)
    frame["number"] = np.arange(len(frame)) + memory.next_contact
    memory.next_contact += len(frame)
    frame["contact_id"] = _contact_ids(frame, rng)
    return frame


def _usual(volumes: Volumes, first: int, last: int) -> pd.DataFrame:
    counts = volumes.usual[first:last]
    day, reason, site = (np.repeat(axis, counts.ravel()) for axis in (np.indices(counts.shape).reshape(3, -1)))
    return pd.DataFrame({"day": day + first, "reason": reason, "site": site, "plant": ""})


def _planted(catalogue: Catalogue, volumes: Volumes, plant: Plant, first: int, last: int) -> pd.DataFrame:
    counts = volumes.planted[plant.code][first:last]
    day, site = (np.repeat(axis, counts.ravel()) for axis in np.indices(counts.shape).reshape(2, -1))
    reason = catalogue.reason_index(plant.reason_code)
    return pd.DataFrame({"day": day + first, "reason": reason, "site": site, "plant": plant.code})


def _about(frame: pd.DataFrame, catalogue: Catalogue, plants: list[Plant], rng: np.random.Generator) -> pd.DataFrame:
    n = len(frame)
    site_spanish = np.array([site.spanish_share for site in SITES])[frame["site"]]
    region = rng.choice(len(REGIONS), n, p=REGION_SHARES)
    carrier = rng.choice(len(CARRIERS), n, p=CARRIER_SHARES)
    for plant in plants:
        planted_carrier, planted_region = slice_index(plant)
        inside = (frame["plant"] == plant.code).to_numpy() & (rng.random(n) < plant.slice_share)
        carrier[inside & (planted_carrier >= 0)] = planted_carrier
        region[inside & (planted_region >= 0)] = planted_region
    has_carrier = np.array([reason.has_carrier for reason in catalogue.reasons])[frame["reason"]]
    return frame.assign(
        language=(rng.random(n) < site_spanish).astype(np.int64),
        channel=_channels(frame["reason"].to_numpy(), catalogue, rng),
        product=_products(frame["reason"].to_numpy(), catalogue, rng),
        region=region,
        carrier=np.where(has_carrier, carrier, -1),
    )


def _channels(reason: np.ndarray, catalogue: Catalogue, rng: np.random.Generator) -> np.ndarray:
    shares = np.tile(CHANNEL_SHARES, (len(catalogue.reasons), 1))
    for index, row in enumerate(catalogue.reasons):
        if row.channel_lean:
            shares[index, PLACES[row.channel_lean]] *= 2.2
    cumulative = np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)
    return np.minimum((rng.random(len(reason))[:, None] > cumulative[reason]).sum(axis=1), len(CHANNELS) - 1)


def _products(reason: np.ndarray, catalogue: Catalogue, rng: np.random.Generator) -> np.ndarray:
    product = rng.integers(0, len(catalogue.products), len(reason))
    for index, row in enumerate(catalogue.reasons):
        if not row.kinds:
            continue
        rows = np.flatnonzero(reason == index)
        pool = [i for kind in row.kinds for i, item in enumerate(catalogue.products) if item.kind == kind]
        product[rows] = np.where(rng.random(len(rows)) < 0.85, rng.choice(pool, len(rows)), product[rows])
    return product


def _when(frame: pd.DataFrame, days: list[date], rng: np.random.Generator) -> pd.DataFrame:
    """Add the local second of the day, and the start in UTC; rows come back by time."""
    n = len(frame)
    phone = HOURS * ((np.arange(24) >= OPEN_HOURS[0]) & (np.arange(24) < OPEN_HOURS[1]))
    hour = np.where(
        frame["channel"] == PLACES["voice"],
        rng.choice(24, n, p=phone / phone.sum()),
        rng.choice(24, n, p=HOURS / HOURS.sum()),
    )
    midnight = np.array(days, dtype="datetime64[s]")[frame["day"]]
    local = midnight + (hour * 3600 + rng.integers(0, 3600, n)).astype("timedelta64[s]")
    started = np.empty(n, dtype="datetime64[s]")
    for index, site in enumerate(SITES):
        rows = np.flatnonzero(frame["site"] == index)
        zoned = pd.DatetimeIndex(local[rows]).tz_localize(site.timezone, ambiguous=False, nonexistent="shift_forward")
        started[rows] = zoned.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")
    frame = frame.assign(started_at=started, weekday=np.array([day.weekday() for day in days])[frame["day"]])
    return frame.sort_values(["started_at", "reason", "site"], kind="stable").reset_index(drop=True)


def _second_reason(
    frame: pd.DataFrame, catalogue: Catalogue, rng: np.random.Generator, settings: RecordSettings
) -> np.ndarray:
    """Return another reason that comes up in the contact as well, -1 in most."""
    other = rng.choice(len(catalogue.reasons), len(frame), p=catalogue.weights)
    has = (rng.random(len(frame)) < settings.second_reason_share) & (other != frame["reason"])
    return np.where(has, other, -1)


def _who(
    frame: pd.DataFrame, agents: list[Agent], memory: Memory, rng: np.random.Generator, settings: RecordSettings
) -> pd.DataFrame:
    """Add agent and customer; some contacts are the follow-up of one that the same customer made days before.

    Whom a hasty agent dealt with comes back `hasty_repeat_factor` times as often, whom a thorough one dealt with seldom.
    """
    n = len(frame)
    agent = pick_agents(agents, frame["site"].to_numpy(), frame["weekday"].to_numpy(), rng)
    factors = {HASTY: settings.hasty_repeat_factor, THOROUGH: settings.thorough_repeat_factor}
    share = np.array([settings.repeat_share * factors.get(each.role, 1.0) for each in agents])[agent]
    customer = np.arange(n) + memory.next_customer
    memory.next_customer += n
    key = ((frame["reason"] * 10 + frame["region"]) * 10 + frame["carrier"] + 1) * 10 + frame["language"]
    minute = frame["started_at"].to_numpy().astype("datetime64[m]").astype(np.int64)
    new = pd.DataFrame({"key": key, "minute": minute, "customer": customer, "share": share})
    pool = pd.concat([memory.recent, new]).astype(dict.fromkeys(("key", "minute", "customer"), np.int64))
    pool = pool.astype({"share": float}).sort_values(["key", "minute"], kind="stable")
    place = pool["key"].to_numpy() * 10**9 + pool["minute"].to_numpy()
    wanted = minute - rng.integers(6 * 60, 6 * 24 * 60, n)
    earlier = np.searchsorted(place, key.to_numpy() * 10**9 + wanted) - 1
    safe = np.maximum(earlier, 0)
    age = minute - pool["minute"].to_numpy()[safe]
    is_repeat = (earlier >= 0) & (pool["key"].to_numpy()[safe] == key.to_numpy()) & (age < 7 * 24 * 60)
    is_repeat &= rng.random(n) < pool["share"].to_numpy()[safe]
    customer = np.where(is_repeat, pool["customer"].to_numpy()[safe], customer)
    memory.recent = pool[pool["minute"] > minute.max(initial=0) - 9 * 24 * 60]
    return frame.assign(customer=customer, is_repeat=is_repeat, agent=agent)


def _contact_ids(frame: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Return a call number for voice, and a vendor-like text for digital contacts."""
    tails = rng.integers(0, 2**63, len(frame))
    return np.array(
        [
            str(300_000_000_000_000 + 7 * number) if channel == 0 else f"CH{number:08x}{tail:016x}"
            for number, channel, tail in zip(frame["number"], frame["channel"], tails, strict=True)
        ],
        dtype=object,
    )
