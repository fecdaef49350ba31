"""Number words: what do the words right before a number say that it is, when it is nobody's personal data?"""

from __future__ import annotations

import re

from vocmodels.privacy.spans import lower_case

PARCEL_WORDS = (
    "order orden pedido tracking guía guia seguimiento rastreo envío envio shipment parcel package paquete"
    " invoice factura imei serial serie barcode upc ean isbn meter medidor contador cups"
)
OTHER_WORDS = (
    "track bill receipt recibo ticket case caso incidencia claim reclamo reclamación reclamacion account acct"
    " cuenta policy póliza poliza reference ref referencia confirmation confirmación confirmacion booking"
    " reserva reservation item artículo articulo product producto sku model modelo part vin member membership"
    " customer cliente contract contrato transaction transacción transaccion id po rma código codigo code zip"
    " postal pin lot lote version versión folio expediente radicado siniestro asiento vuelo flight"
    " localizador record registro amount importe monto total saldo balance"
)
PARCELS = PARCEL_WORDS.split()
OTHERS = [*PARCELS, *OTHER_WORDS.split()]
FILLERS = (
    r"(?:\W{0,3}\b(?:number|numbers|no|nr|nro|num|id|code|is|was|are|es|era|fue|de|del|n[uú]mero|n[uú]m|el|la|the"
    r"|it's|ends?|ending|in|with|says"
    r"|shows|starting|termina|empieza|con|en)\b)*\W{0,4}$"
)
REACH = 60  # characters
WORD = re.compile(r"[^\W\d_]+|#")
NEAR = 8  # words


def _after(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words)})s?\b{FILLERS}")


AFTER_PARCEL, AFTER_OTHER = _after(PARCELS), re.compile(rf"#\W{{0,4}}$|{_after(OTHERS).pattern}")
PARCEL_SET = frozenset([*PARCELS, *(f"{word}s" for word in PARCELS)])
OTHER_SET = frozenset(["#", *OTHERS, *(f"{word}s" for word in OTHERS)])


def is_parcel(text: str, start: int) -> bool:
    """Tell whether the number at `start` is an order's, a parcel's or a device's."""
    before = lower_case(text[max(0, start - REACH) : start])
    return not PARCEL_SET.isdisjoint(_words(before)) and AFTER_PARCEL.search(before) is not None


def is_other(text: str, start: int) -> bool:
    """Tell whether the number at `start` is called anything that is no telephone: an order, an account, a flight, an amount."""
    before = lower_case(text[max(0, start - REACH) : start])
    return not OTHER_SET.isdisjoint(_words(before)) and AFTER_OTHER.search(before) is not None


def _words(before: str) -> list[str]:
    return WORD.findall(before)[-NEAR:]
