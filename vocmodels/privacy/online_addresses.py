"""Online addresses: which e-mail, IP and web addresses in a text lead to one person?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from vocmodels.privacy.spans import Entity

EMAIL_CANDIDATE = r"@|(?i:[\[({]\s?(?:at|arroba)\s?[\])}])"
IP_CANDIDATE = r"\d\.\d{1,3}\.\d{1,3}\.\d|:[0-9A-Fa-f]{0,4}:|(?i:\d (?:dot|punto|point) \d)"
URL_CANDIDATE = r"://|(?i:\bwww\.)|/[^\s]*[?&#;][\w.-]+="

PROVIDER = r"(?:gmail|hotmail|yahoo|outlook|icloud|aol|live|msn|protonmail|gmx)"
LOCAL_BACKWARDS = re.compile(r"\s?([\w.!#$%&'*+/=?^`{|}~-]+)")
HOST = re.compile(rf"@\s?(?:(?:[\w-]+\.)+[^\W\d_]{{2,}}|{PROVIDER}\b)")
LONGEST_LOCAL = 320
DOT = r"(?:\s?[\[({]\s?(?:dot|punto|\.)\s?[\])}]\s?|\s?\.\s?|\s(?:dot|punto)\s)"
GUARDED_EMAIL = re.compile(  # against harvesters: john (at) mail [dot] com
    rf"(?<![\w.+-])[\w.+-]+(?:{DOT}[\w+-]+){{0,3}}\s?[\[({{]\s?(?:at|arroba"
    rf"|@)\s?[\])}}]\s?(?:[\w-]+{DOT}){{1,4}}[^\W\d_]{{2,6}}\b",
    re.IGNORECASE,
)

OCTET = r"(?:25[0-5]|2[0-4]\d|[01]?\d?\d)"
FOUR_NUMBERS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}")
IPV4 = re.compile(rf"(?<![\w.]){OCTET}(?:\.{OCTET}){{3}}(?!\w|\.\d)")
SPOKEN_IPV4 = re.compile(rf"(?<![\w.]){OCTET}(?:\s(?:dot|punto|point)\s{OCTET}){{3}}(?!\w)", re.IGNORECASE)
IPV6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])")
VERSION_BEFORE = re.compile(
    r"(?:\b(?:version|versi[oó]n|firmware|build|release|ver|v|app|ios|android|windows|chrome|firefox|driver|software"
    r"|patch"
    r"|update|actualizaci[oó]n|section|secci[oó]n|chapter|cap[ií]tulo)\W{0,2}(?:(?:is|es|to|a|was|number)\W)?)$",
    re.IGNORECASE,
)

URL = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]{1,15}://|\bwww\.|\b(?:[\w-]+\.)+[a-z]{2,}/)[^\s<>\"\\^`{"
    r"|}\ue000\ue001]+",
    re.IGNORECASE,
)
SECRET_IN_URL = re.compile(
    r"[?&#;/](?:\w*[_-])?(?:token|key|apikey|auth\w*|session\w*|sid|sig\w*|code|secret|pass\w*|pwd|jwt|otp|nonce"
    r"|hash|ticket"
    r"|state|reset|verif\w*|confirm\w*|e?mail|correo|phone|tel|user\w*|uid|cid|account|acct|customer\w*|cliente|name"
    r"|nombre|id|t|k)"
    r"=[^&#\s]{3,}"
    r"|://[^/\s@]+@|[?&#/=][A-Za-z0-9_\-.~%]*(?=[A-Za-z_\-.~%]*\d)[A-Za-z0-9_\-.~%]{24,}"
    r"|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|@",
    re.IGNORECASE,
)
TRAILING = ".,;:!?)]}'\"»"


def find_emails(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield e-mail addresses as they are typed, guarded ("john (at) mail (dot) com") or not."""
    for host in HOST.finditer(text):
        place = host.start()
        local = LOCAL_BACKWARDS.match(text[max(0, place - LONGEST_LOCAL) : place][::-1])
        if local:
            yield "email", place - local.end(), host.end()
    if "[" in text or "(" in text or "{" in text:
        yield from (("email", *match.span()) for match in GUARDED_EMAIL.finditer(text))


def find_urls(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield whole web addresses that hold a token, a key, a session, an account or a person's name."""
    if "/" not in text and "www." not in text.lower():
        return
    for match in URL.finditer(text):
        address = match.group().rstrip(TRAILING)
        if SECRET_IN_URL.search(address):
            yield "url", match.start(), match.start() + len(address)


def find_ips(text: str, _: str | None = None) -> Iterator[Entity]:
    """Yield IP addresses of both generations; four numbers after the word version are none."""
    spoken = SPOKEN_IPV4.finditer(text) if " dot " in text or " punto " in text or " point " in text else ()
    written = (IPV4.match(text, numbers.start()) for numbers in FOUR_NUMBERS.finditer(text))
    for match in (*filter(None, written), *spoken):
        if not VERSION_BEFORE.search(text, max(0, match.start() - 24), match.start()):
            yield "ip", *match.span()
    if text.count(":") > 1:
        yield from (("ip", *match.span()) for match in IPV6.finditer(text) if _is_ipv6(match.group()))


def _is_ipv6(written: str) -> bool:
    """Tell whether groups of up to four hexadecimal digits are eight, or fewer around one `::`."""
    if sum(map(str.isalnum, written)) < 3 or written.count("::") > 1 or ":::" in written:
        return False
    groups = written.split(":")
    length = len(groups) + ("." in groups[-1])  # an IPv4 address at the end stands for two
    is_open = (groups[0] == "" and groups[1] != "") or (groups[-1] == "" and groups[-2] != "")
    return not is_open and (length <= 9 if "::" in written else length == 8)
