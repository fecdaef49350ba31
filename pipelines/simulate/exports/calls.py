"""The call log of one site, as Five9 exports it: local time, HH:MM:SS, sentinels, call variables at the end."""

from pathlib import Path

import numpy as np
import pandas as pd

from pipelines.simulate.catalogue import CARRIERS, LANGUAGES, REGIONS, SITES, Catalogue
from pipelines.simulate.exports.rows import clock, local_times, plus, write_rows
from pipelines.simulate.people import Agent, Person

HEADER = (
    "CALL ID", "TIMESTAMP", "LAST UPDATED", "CAMPAIGN", "CALL TYPE", "SKILL", "AGENT", "AGENT NAME", "AGENT GROUP",
    "DISPOSITION", "ANI", "DNIS", "IVR TIME", "QUEUE WAIT TIME", "RING TIME", "TALK TIME", "HOLD TIME",
    "AFTER CALL WORK TIME", "TRANSFERS", "ABANDONED", "Customer Number", "Language", "Product", "Region", "Carrier",
    "Survey Sent",
)  # fmt: skip
_QUEUES = {
    "Returns": ("return", "refund", "exchange"),
    "Billing": ("payment", "double", "unknown", "invoice", "gift"),
    "Product": ("defective", "assembly", "spare", "warranty", "product", "stock"),
    "Web": ("checkout", "promo", "page", "app", "password", "account"),
}  # by the first word of the reason
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def write_calls(
    path: Path, calls: pd.DataFrame, catalogue: Catalogue, agents: list[Agent], seed: int, updated_days: int = 0
) -> None:
    """Write the calls of one site; `updated_days` later than the call for a corrected delivery."""
    write_rows(path, HEADER, call_rows(calls, catalogue, agents, seed, updated_days))


def call_rows(
    calls: pd.DataFrame, catalogue: Catalogue, agents: list[Agent], seed: int, updated_days: int = 0
) -> list[tuple]:
    """Return the rows of the file, in the order of HEADER."""
    if calls.empty:
        return []
    site = SITES[int(calls["site"].iloc[0])]
    started = local_times(calls["started_at"], site.timezone)
    length = calls[["queue_seconds", "talk_seconds", "hold_seconds", "wrap_seconds"]].sum(axis=1)
    updated = local_times(plus(calls["started_at"], length + 60 + updated_days * 86400), site.timezone)
    queues = _queues(calls, catalogue)
    people = [Person(n, LANGUAGES[code], seed) for n, code in zip(calls["customer"], calls["language"], strict=True)]
    answered = ~calls["is_abandoned"].to_numpy()
    staff = [
        agents[place] if is_answered else None for place, is_answered in zip(calls["agent"], answered, strict=True)
    ]
    return list(
        zip(
            calls["contact_id"],
            [f"{_DAYS[t.weekday()]}, {t.day:02d} {_MONTHS[t.month - 1]} {t.year} {t:%H:%M:%S}" for t in started],
            [f"{t:%Y-%m-%d %H:%M:%S}" for t in updated],
            [f"{site.code} Inbound"] * len(calls),
            np.where(calls["number"] % 41 == 0, "Queue Callback", "Inbound"),
            queues,
            [agent.agent_id if agent else "[None]" for agent in staff],
            [agent.label if agent else "[None]" for agent in staff],
            [agent.team if agent else "[None]" for agent in staff],
            [
                code or ("No Disposition" if agent else "[None]")
                for code, agent in zip(calls["disposition_code"], staff, strict=True)
            ],
            [person.phone for person in people],
            ["8005550100" if site.country == "US" else "8005550199"] * len(calls),
            clock(20 + calls["number"] % 37),
            clock(calls["queue_seconds"]),
            clock(3 + calls["number"] % 7),
            clock(calls["talk_seconds"]),
            clock(calls["hold_seconds"]),
            clock(calls["wrap_seconds"]),
            calls["transfer_count"],
            calls["is_abandoned"].astype(int),
            [person.customer_number for person in people],
            [LANGUAGES[code].upper() for code in calls["language"]],
            [catalogue.products[code].label for code in calls["product"]],
            [REGIONS[code] for code in calls["region"]],
            [CARRIERS[code] if code >= 0 else "[None]" for code in calls["carrier"]],
            calls["is_survey_sent"].astype(int),
            strict=True,
        )
    )


def _queues(calls: pd.DataFrame, catalogue: Catalogue) -> list[str]:
    """Return the queue that the caller chose in the menu, after the reason's kind."""
    return [
        queue_label(catalogue.reasons[r].code, LANGUAGES[code])
        for r, code in zip(calls["reason"], calls["language"], strict=True)
    ]


def queue_label(reason_code: str, language: str) -> str:
    """Return the queue's name for a reason and a language."""
    first = reason_code.split("_")[0]
    name = next((queue for queue, words in _QUEUES.items() if first in words), "Orders")
    return f"{name} {language.upper()}"
