"""Column names: what do exports call the columns of voc, in English and Spanish, and what do their values say?

Names are compared in small words without accents: "FechaInicio", "fecha_inicio" and "Fecha de inicio" are "fecha inicio".
"""

from __future__ import annotations

import re
import unicodedata

from vocmodels.privacy.personal_columns import SEAM, SMALL_WORDS

_CASE = (
    "contact|call|conversation|interaction|session|ticket|case|chat|incident|request|contacto|llamada|"
    "conversacion|interaccion|caso|gestion|incidencia|solicitud|reclamo"
)
_ID = "id|uuid|guid|sid|number|no|num|nro|n|numero|key|ref|reference|code|codigo"
_CUSTOMER = (
    "customer|client|cliente|account|cuenta|member|socio|abonado|subscriber|patient|paciente|requester|"
    "solicitante|caller|user|usuario"
)
_AGENT = (
    "agent|agente|asesor|asesora|operador|operator|ejecutivo|gestor|representative|rep|advisor|assignee|"
    "assigned|asignado|atendido|handled|employee|empleado|resource"
)
_START = (
    "start|started|inicio|created|create|creation|creacion|creado|creada|apertura|opened|abierto|alta|"
    "initiated|initiation|received|recepcion|recibido|registro|ingreso|entrada|submitted|begin|call|"
    "llamada|contacto|contact"
)
NAMES = {
    "previous_contact_id": (rf"(previous|parent|original|anterior) ({_CASE}) ({_ID})",),
    "contact_id": (
        *(rf"({_CASE}) ?({_ID})", rf"(id|no|num|nro|n|numero) ({_CASE})"),
        *(rf"ticket|case|folio|caso|expediente|{_ID}",),
    ),
    "updated_at": (r".*\b(updated|modified|actualizacion|actualizado|modificacion|modificado)\b.*",),
    "ended_at": (
        r".*\b(end|ended|fin|final|finalizacion|cierre|closed|close|cerrado|completed|resolved|solved|resolucion)\b.*",
    ),
    "answered_at": (r".*\b(answer|answered|atendida|contestada|respondida|connected)\b.*",),
    "started_at": (
        *(rf".*\b({_START})\b.*", r".*\b(fecha hora|date time|datetime|timestamp|time stamp)\b.*"),
        *(r".*\b(fecha|date|dia|day)\b.*", r".*\b(time|when|cuando)\b.*"),
    ),
    "queue_seconds": (r".*\b(wait|waiting|espera|asa)\b.*", r".*\b(queue|cola)\b.*"),
    "hold_seconds": (r".*\b(hold|retencion)\b.*",),
    "wrap_seconds": (r".*\b(acw|wrap|after call|post llamada|postllamada|postcall)\b.*",),
    "talk_seconds": (r".*\b(talk|conversacion|hablado|habla)\b.*",),
    "handle_seconds": (
        *(r".*\b(handle|handling|aht|tmo)\b.*", r".*\b(duration|duracion|length)\b.*"),
        *(r"(total|call|llamada) ?(time|tiempo).*|tiempo (total|llamada)",),
    ),
    "is_abandoned": (
        r".*\b(abandon|abandoned|abandonada|abandonado|abandono)\b.*",
        r".*\b(status|estado|outcome|result|resultado)\b.*",
    ),
    "is_callback": (r".*\b(callback|call back)\b.*",),
    "transfer_count": (r".*\b(transfer|transfers|transferred|transferencia|transferencias|transferida)\b.*",),
    "nps_score": (r".*\b(nps|recomendacion|recommend|recommendation)\b.*",),
    "csat_score": (
        r".*\b(csat|satisfaction|satisfaccion)\b.*",
        r".*\b(rating|calificacion|valoracion|puntuacion|score|stars|estrellas)\b.*",
    ),
    "channel_code": (r".*\b(channel|canal)\b.*", r".*\b(media|medio|source|origin|origen|via|type|tipo)\b.*"),
    "direction_code": (r".*\b(direction|direccion|sentido)\b.*", r".*\b(type|tipo)\b.*"),
    "language_code": (r".*\b(language|lang|idioma|lengua|locale)\b.*",),
    "is_resolved": (
        r".*\b(resolved|solved|resuelto|resuelta|fcr)\b.*",
        r".*\b(status|estado|state|estatus|situacion)\b.*",
    ),
    "agent_id": (rf"({_AGENT}) ?({_ID}|login)", rf"({_ID}|login|legajo) ({_AGENT})"),
    "agent_label": (
        *(rf"({_AGENT})( (name|nombre|to|a|por|by))?", rf"(nombre|name|full name) ({_AGENT})"),
        *(r"((case|ticket) )?owner( name)?",),
    ),
    "team_label": (r".*\b(team|equipo)\b.*",),
    "disposition_code": (
        *(r".*\b(disposition|disposicion|tipificacion|wrap|wrapup)\b.*", r".*\b(reason|motivo|razon)\b.*"),
        *(r"(?!sub).*\b(category|categoria)\b.*", r".*\b(topic|tema|issue|asunto principal)\b.*"),
        *(
            rf"(({_CASE}|issue|inquiry) )?(type|tipo)|tipo ({_CASE}|consulta|problema)",
            rf"(({_CASE}|issue|inquiry) )?(subject|asunto|title|titulo)",
            r"(.* )?(outcome|resultado)",
        ),
    ),
    "queue_label": (
        *(r".*\b(queue|cola)\b.*", r".*\b(skill|campaign|campana)\b.*"),
        *(r"(?!default).*\b(group|grupo|department|departamento|area|service|servicio)\b.*",),
    ),
    "product_code": (r".*\b(product|producto|sku|articulo)\b.*", r".*\b(model|modelo|item)\b.*"),
    "carrier_code": (r".*\b(carrier|courier|transportista|mensajeria|paqueteria)\b.*",),
    "region_code": (
        *(
            r"(?!.*\btime zone).*\b(region|zona|zone|territory|territorio)\b.*",
            r".*\b(provincia|province|state|estado)\b.*",
        ),
        *(r".*\b(city|ciudad|town|twp|municipio|localidad|country|pais)\b.*",),
    ),
    "site_code": (r".*\b(site|sede|centro|center|centre|sucursal|branch|tienda|store)\b.*",),
    "customer_id": (rf"({_CUSTOMER}) ?({_ID})", rf"({_ID}) ({_CUSTOMER})", rf"{_CUSTOMER}"),
}  # patterns of a whole name in small words, most telling first
SAID = r".*\b(description|descripcion|message|mensaje|verbatim|consulta|queja|reclamo|body|cuerpo)\b.*"
SPOKEN = (
    r".*\b(transcript|transcription|transcripcion|dialogue|dialogo|conversation|conversacion|text|texto|"
    r"utterance|content|message|mensaje)\b.*"
)
SPEAKER = r".*\b(speaker|role|rol|participant|hablante|interlocutor|sender|author type|sender type|remitente|channel role)\b.*"
PLACES = r".*\b(turn|turno|seq|sequence|secuencia|index|indice|order|orden|line|linea|position)\b.*"
_CHANNELS = {
    "voice": "voice phone call telefono telefonico llamada voz inbound_call telephone phone_call",
    "chat": "chat webchat web_chat livechat chat_web",
    "email": "email e_mail mail correo correo_electronico",
    "message": "sms whatsapp message messaging mensaje",
    "social": "social facebook instagram twitter x redes_sociales",
    "ticket": "ticket web form formulario portal",
}
CHANNELS = {word.replace("_", " "): code for code, written in _CHANNELS.items() for word in written.split()}
_DIRECTIONS = {"inbound": "inbound in incoming entrante entrada", "outbound": "outbound out outgoing saliente salida"}
DIRECTIONS = {word: code for code, written in _DIRECTIONS.items() for word in written.split()}
_LANGUAGES = {
    "en": "en eng english ingles en_us en_gb",
    "es": "es spa esp spanish espanol castellano es_es es_mx es_us",
}
LANGUAGES = {word.replace("_", " "): code for code, written in _LANGUAGES.items() for word in written.split()}
_ROLES = {
    "agent": "agent agente asesor operator operador representative advisor rep staff admin ejecutivo",
    "customer": "customer client cliente caller user usuario visitor consumer end_user",
    "system": "bot system ivr sistema chatbot",
}
ROLES = {word.replace("_", " "): role for role, written in _ROLES.items() for word in written.split()}
_YES_NO = "1 0 true false t f yes no y n si"
YES_NO = frozenset(_YES_NO.split())
_CLOSED = "closed solved resolved done completed complete cerrado cerrada resuelto resuelta finalizado finalizada"
CLOSED = frozenset(_CLOSED.split())
_OPEN = "open opened new pending hold waiting abierto abierta nuevo nueva pendiente proceso escalado"
OPEN = frozenset(_OPEN.split())
SPANISH = re.compile(r"\b(fecha|hora|motivo|agente|cliente|cola|idioma|canal|duracion|estado|llamada)\b")


def words_of(name: str) -> list[str]:
    """The words of a name or a value, small and without accents; articles and prepositions left out."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return [word.lower() for word in SEAM.split(plain) if word and word.lower() not in SMALL_WORDS]


def plain_value(text: str) -> str:
    """A value as the tables above write it: "Teléfono" is "telefono", "es-MX" is "es mx"."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.split(r"[\W_]+", plain.lower().strip(" .")))


def is_spanish(texts: list[str]) -> bool:
    """Whether the names of an export's columns are Spanish."""
    return any(SPANISH.search(text) for text in texts)
