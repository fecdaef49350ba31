"""Call Analytics: which contact and turns does one Amazon Transcribe Call Analytics document hold?

It has the shape of a Contact Lens analysis, with the role beside each turn and the job's name for an id.
"""

from __future__ import annotations

from typing import Any

from pipelines.sources.vendors.contact_lens import read_analysis
from pipelines.sources.vendors.rows import Rows
from pipelines.sources.vendors.values import label


def recognises(document: Any) -> bool:
    """Whether this is the analysis of a Call Analytics job."""
    return isinstance(document, dict) and "JobName" in document and isinstance(document.get("Transcript"), list)


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns.

    Raises:
        ValueError: the document is not one of Call Analytics.
    """
    if not isinstance(document, dict) or not isinstance(document.get("Transcript"), list):
        raise ValueError("a Call Analytics document has a list named Transcript")
    return read_analysis(document, label(document, "JobName") or stem)
