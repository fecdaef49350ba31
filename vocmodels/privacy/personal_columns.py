"""Personal columns: which columns of an export hold personal data, by their names alone?"""

from __future__ import annotations

import re
import unicodedata

SEAM = re.compile(r"(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|[\W_]+")
_STAFF = (
    "agent agents agente supervisor evaluator assignee operator rep representative advisor asesor employee"
    " empleado staff manager gerente owner bot coach analyst evaluador operador"
)
STAFF = frozenset(_STAFF.split())
_THINGS = (
    "queue cola product producto campaign campana file archivo fichero team equipo skill flow flujo company"
    " empresa department departamento site instance channel canal status estado event evento source origen"
    " reason motivo category categoria form survey encuesta group grupo brand marca store tienda model modelo"
    " app application system sistema host server domain bucket profile routing organization organisation org"
    " service servicio template plantilla field column tag label program programa project list lista metric"
    " disposition wrapup script attribute type tipo role division business workgroup voicemail media codec"
    " display lookup country pais currency language idioma account site node plan tier item order pedido"
    " library module set view report dashboard table key class"
)
THINGS = frozenset(_THINGS.split())
_SMALL_WORDS = "of the del de la el los las y and"
SMALL_WORDS = frozenset(_SMALL_WORDS.split())
_NOT_VALUES = (
    "count total type tipo status estado flag verified valid sent opened clicked subject template handled"
    " offered consent opt optin optout enabled model brand marca plan rate length duration seconds hash"
    " hashed present changed updated required format category network issuer expired queue cola campaign line"
    " hold time method pref preferred preference reason channel"
)
NOT_VALUES = frozenset(_NOT_VALUES.split())
_PEOPLE = (
    "customer client cliente caller contact contacto user usuario requester requestor patient paciente member"
    " socio guest huesped passenger pasajero subscriber abonado holder titular recipient destinatario sender"
    " remitente person persona visitor participant buyer comprador shopper lead borrower insured asegurado"
    " beneficiary beneficiario spouse first last middle full given family maiden sur legal paternal maternal"
    " billing shipping cardholder author party nombre apellido"
)
PEOPLE = frozenset(_PEOPLE.split())
WRITTEN_RULES = """
[IP]: ip, ipaddress, ipv4, ipv6
[EMAIL]: email, mail, e mail, correo, emailaddress
[CVV]: cvv, cvc, cvv2, cvc2, csc, security code, codigo seguridad
[EXPIRY]: card expiry, card expiration, exp date card, vencimiento tarjeta, caducidad tarjeta, card exp
[DOB]: dob, birth, birthdate, birthday, dateofbirth, nacimiento, fechanacimiento, cumpleanos
[CARD]: card number, cardnumber, card no, card num, credit card, debit card, creditcard, pan, tarjeta, cc number, ccnum
[SSN]: ssn, social security, itin, seguro social, social
[DNI]: dni, nie, nif
[CURP]: curp
[RFC]: rfc
[CEDULA]: cedula
[PASSPORT]: passport, pasaporte
[IBAN]: iban, bank account, cuenta bancaria, clabe, cbu
[ID]: national id, nationalid, tax id, taxid, identity number, identity document, id document, identificacion
[ID]: rut, cuit, cuil, cpf
[ID]: license number, licence number, drivers license, driver license, driver licence, driving licence, licencia
[ID]: documento identidad, numero documento
[PASSWORD]: password, passwd, pwd, passcode, pin, contrasena, clave, otp, secret
[PHONE]: phone, telephone, phonenumber, mobile, cell, cellphone, landline, fax, whatsapp, msisdn, ani, tel
[PHONE]: telefono, movil, celular
[PHONE]: callerid, caller id, clid, cli, from number, calling number, caller number
[PHONE]: callback number, customer endpoint, calling party
[PHONE]: customerendpoint, originating number, numero llamante
[ADDRESS]: address, address1, address2, addr, street, direccion, domicilio, calle
"""  # mask: words of a column's name, of which all stand in it; the first line that fits decides
RULES = [
    (mask, [frozenset(phrase.split()) for phrase in phrases.split(",")])
    for mask, _, phrases in (line.partition(": ") for line in WRITTEN_RULES.strip().splitlines())
]
_NAME_WORDS = "name nombre nombres names"
NAME_WORDS = frozenset(_NAME_WORDS.split())
_NAMES = (
    "firstname lastname surname fullname middlename forename apellido apellidos username customername"
    " clientname callername contactname nickname cardholder familyname givenname maidenname nombrecompleto"
)
NAMES = frozenset(_NAMES.split())


def personal_column(name: str) -> str | None:
    """Return the mask, as `[PHONE]`, that every value of a column deserves by its name; None for any other column.

    Read in English and Spanish, in any case and spelling ("CustomerEmail", "fecha_nacimiento", "Caller ID"), and of a path
    ("requester.name") as a whole. Names of staff and of things (agent, queue, product, campaign, file, team) are none.
    """
    words = _words(name)
    if not words or words[-1] in NOT_VALUES:
        return None
    for mask, phrases in RULES:
        if any(phrase <= set(words) for phrase in phrases):
            is_of_others = (
                mask == "[ADDRESS]" and (STAFF | THINGS).intersection(words) and not PEOPLE.intersection(words)
            )
            return None if is_of_others else mask
    return "[NAME]" if _is_name(words) else None


def _is_name(words: list[str]) -> bool:
    """Tell whether the words name a person who is no staff: "name" itself, or beside a word for a person."""
    if STAFF.intersection(words):
        return False
    if NAMES.intersection(words) or words == ["customer"]:
        return True
    places = [place for place, word in enumerate(words) if word in NAME_WORDS]
    beside = {words[place - 1] if place else words[min(1, len(words) - 1)] for place in places}
    return (
        bool(places)
        and not beside & THINGS
        and (bool(beside & (PEOPLE | NAME_WORDS)) or bool(PEOPLE.intersection(words)))
    )


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return [word.lower() for word in SEAM.split(plain) if word and word.lower() not in SMALL_WORDS]
