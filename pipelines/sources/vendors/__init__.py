"""Vendors: which reader understands a vendor's documents?"""

from types import ModuleType

from pipelines.sources.vendors.rows import Rows

# isort: split
from pipelines.sources.vendors import (  # the readers need Rows from here, so it comes first
    assemblyai,
    azure,
    bedrock,
    call_analytics,
    ccai,
    contact_lens,
    deepgram,
    genesys,
    genesys_transcripts,
    intercom,
    json_text,
    pca,
    plain_text,
    srt,
    transcribe,
    webvtt,
    whisper,
    zendesk_comments,
)

__all__ = ["VENDORS", "Rows"]

VENDORS: dict[str, ModuleType] = {
    "assemblyai": assemblyai,
    "azure": azure,
    "bedrock": bedrock,
    "call_analytics": call_analytics,
    "ccai": ccai,
    "contact_lens": contact_lens,
    "deepgram": deepgram,
    "pca": pca,
    "transcribe": transcribe,
    "whisper": whisper,
    "genesys_conversations": genesys,
    "genesys_transcripts": genesys_transcripts,
    "intercom": intercom,
    "zendesk_comments": zendesk_comments,
    "webvtt": webvtt,
    "srt": srt,
    "json_text": json_text,
    "plain_text": plain_text,
}
