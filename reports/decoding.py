"""From bytes to text: what a page's bytes are, decided by trial, with reasons.

A cascade in the spirit of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/), except that nothing
that a server or a template *says* is believed before the bytes confirm it: Chinese portals declare utf-8 over GBK and
iso-8859-1 over anything. Order: browser-rendered, BOM, UTF-16 by its NULs, ASCII (or HZ), strict UTF-8, UTF-8 with a
few bad bytes, GB18030 against Big5 by evidence (a declaration settles ties), charset-normalizer over those candidates.
Names are the widest: gb2312 and gbk are reported as `gb18030`, HKSCS as `big5`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from reports.encodings_claims import byte_order_mark, claims_of, widest_name
from reports.encodings_evidence import ASCII, Evidence, lone_share, weigh, well_formed
from reports.encodings_mojibake import find_mojibake, irreversible, prose_cost
from reports.encodings_recovery import recover
from reports.encodings_wide import decode_wide, hz_as_gb, wide_order
from reports.model import Decoded, Finding

#: below this a body is not text: the reader makes it a `decode` failure
MIN_CONFIDENCE = 0.2

_CODECS = {"big5": "big5hkscs", "windows-1252": "cp1252"}
#: bytes of valid sequences before the first error that no double-byte text has by chance
_SURE = 24
#: two-byte characters from which a score is more than chance
_MANY = 24
_WIDE_RUN = re.compile(r"[^\x00-\x7f]+")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
_CONTROLS = bytes([*range(9), 11, *range(14, 27), *range(28, 32)])
#: files that a link calls a page
_MAGIC = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"GIF8",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
)


@dataclass(slots=True)
class _Choice:
    """One step's answer before findings are added."""

    text: str
    encoding: str
    rule: str
    confidence: float
    lost: int = 0


def decode(body: bytes, content_type: str | None = None, *, rendered_as: str | None = None) -> Decoded:
    """Decode a whole body; never raises.

    `content_type` is the HTTP header as it came. `rendered_as` names the encoding in which a browser serialised the
    page: such bytes are not examined again. Bytes that are no text come back with `confidence` 0 (< MIN_CONFIDENCE).
    """
    if rendered_as:
        return _rendered(body, rendered_as)
    bom = byte_order_mark(body)
    claims = claims_of(body, content_type, bom)
    choice = _choose(body, bom, [name for _, name in claims])
    return _finish(choice, claims)


def _rendered(body: bytes, rendered_as: str) -> Decoded:
    name = widest_name(rendered_as)
    try:
        text = body.decode(_CODECS.get(name, name), "replace")
    except LookupError:
        name, text = "utf-8", body.decode("utf-8", "replace")
    lost = text.count("\ufffd") - (body.count(b"\xef\xbf\xbd") if name == "utf-8" else 0)
    return Decoded(text=text.removeprefix("\ufeff"), encoding=name, rule="rendered", confidence=1.0, lost=max(lost, 0))


def _choose(body: bytes, bom: str | None, claims: list[str]) -> _Choice:
    if not body:
        return _Choice("", "utf-8", "empty", 1.0)
    if body.startswith(_MAGIC):
        return _binary(body, "binary file")
    if bom:
        return _by_bom(body, bom)
    if b"\x00" in body[:4096] and (order := wide_order(body)) and (wide := _wide(body, order, "NUL bytes")):
        return wide
    if body.isascii():
        return _ascii(body)
    if _controls(body) > 0.02:
        return _binary(body, "control bytes")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        first = error.start
        if _mostly_utf8(body, first):
            return _lenient_utf8(body)
    else:
        return _strict_utf8(body, text, claims)
    return _double_byte(body, claims, max(0, first - 64))


def _binary(body: bytes, rule: str) -> _Choice:
    return _Choice(body[:1024].decode("latin-1"), "unknown", rule, 0.0)


def _controls(body: bytes) -> float:
    sample = body[:2048]
    return 1 - len(sample.translate(None, _CONTROLS)) / len(sample)


def _by_bom(body: bytes, name: str) -> _Choice:
    if name == "utf-8":
        payload = body[3:]
        if not payload or ((payload.isascii() or _mostly_utf8(payload, 0)) and _controls(payload) <= 0.02):
            return _counted(payload, "utf-8", "byte order mark", 1.0)
        # A template's BOM before an article that was pasted in in another encoding
        return _choose(payload, None, [])
    return _wide(body[2:], name, "byte order mark") or _binary(body, "control bytes")


def _counted(body: bytes, name: str, rule: str, confidence: float) -> _Choice:
    text = body.decode(name, "replace")
    lost = text.count("\ufffd")
    if lost and name == "utf-8":
        lost -= body.count(b"\xef\xbf\xbd")
    return _Choice(text, name, rule, confidence if not lost else min(confidence, 0.95), lost)


def _ascii(body: bytes) -> _Choice:
    if b"~{" in body and (hz := _hz(body)):
        return hz
    if _controls(body) > 0.05:
        return _binary(body, "control bytes")
    return _Choice(body.decode("ascii"), "utf-8", "ascii", 1.0)


def _hz(body: bytes) -> _Choice | None:
    try:
        text, lost = body.decode("hz"), 0
    except UnicodeDecodeError:
        raised = hz_as_gb(body)
        if raised is None or weigh(raised).gb18030 < -10.5:
            return None
        text, lost = recover(raised, "gb18030")
    # up to the first escape there is nothing but ASCII
    hanzi = "".join(match[0] for match in islice(_WIDE_RUN.finditer(text, body.find(b"~{")), 20))
    if not hanzi or prose_cost(hanzi) > 2.0 * len(hanzi):
        return None
    return _Choice(text, "hz", "HZ escapes", 0.97 if not lost else 0.9, lost)


def _wide(body: bytes, name: str, rule: str) -> _Choice | None:
    text = decode_wide(body, name)
    if text is None:
        return None
    lost = text.count("\ufffd")
    return _Choice(text, name, rule, 0.99 if not lost else 0.95, lost)


def _mostly_utf8(body: bytes, first_error: int) -> bool:
    """Whether UTF-8 sequences clearly outweigh what breaks them; `first_error` is where strict decoding stopped."""
    before = len(body[:first_error].translate(None, ASCII)) if first_error else 0
    rest = body[first_error : first_error + 2000].translate(None, ASCII)[:300]
    broken = _stray_bytes(rest)
    if before >= _SURE and broken * 2 <= len(rest):
        return True
    if before < _SURE and len(rest) >= 90 and not 0.1 < broken / len(rest) < 0.6:
        return broken * 10 <= len(rest)
    rest = body[first_error:].translate(None, ASCII)
    if before >= 4 * len(rest):
        return True
    broken = _stray_bytes(rest)
    return broken * (2 if before >= _SURE else 4) <= before + len(rest)


def _stray_bytes(high: bytes) -> int:
    """How many of a run of high bytes belong to no character of UTF-8."""
    return len(high) - len(high.decode("utf-8", "ignore").encode("utf-8"))


def _lenient_utf8(body: bytes) -> _Choice:
    choice = _counted(body, "utf-8", "utf-8 with bad bytes", 0.95)
    if choice.lost >= 8:
        mixed = _HIGH_RUN.sub(_passage, body)
        better = _counted(mixed, "utf-8", "utf-8 with passages in gb18030", 0.9)
        if better.lost * 2 < choice.lost:
            choice = better
    choice.confidence = max(0.5, choice.confidence - 4 * choice.lost / max(len(choice.text), 1))
    return choice


def _passage(match: re.Match[bytes]) -> bytes:
    """A run of high bytes that is no UTF-8 but everyday Chinese in GBK, as includes of another age leave them."""
    run = match[0]
    try:
        run.decode("utf-8")
    except UnicodeDecodeError:
        damaged = _stray_bytes(run) * 3 <= len(run) * 2
        if not damaged and len(run) % 2 == 0 and weigh(run).gb18030 > -11.0:
            return run.decode("gb18030", "replace").encode("utf-8")
    return run


def _strict_utf8(body: bytes, text: str, claims: list[str]) -> _Choice:
    """Valid UTF-8; two-byte sequences alone can be chance in a snippet of GBK, so a short text is weighed."""
    if len(body) - len(text) < 40 and "utf-8" not in claims and max(text) < "\u0800" and max(text) > "\u00ff":
        evidence = weigh(body)
        if well_formed(body) == 1.0 and max(evidence.gb18030, evidence.big5) > -8.2:
            return _double_byte(body, claims)
    return _Choice(text, "utf-8", "utf-8", 1.0)


def _double_byte(body: bytes, claims: list[str], start: int = 0) -> _Choice:
    evidence = weigh(body, start)
    if evidence.pairs < 8 and b"~{" in body and (hz := _hz(body)):
        return hz
    if _western(body, evidence, claims):
        return _Choice(body.decode("cp1252", "replace"), "windows-1252", "lone high bytes", 0.5)
    gb, big5 = evidence.gb18030, evidence.big5
    claimed = next((name for name in claims if name in ("gb18030", "big5")), None)
    tie = 2.0 / max(evidence.pairs, 4)
    if claimed:
        gb, big5 = (gb + tie, big5) if claimed == "gb18030" else (gb, big5 + tie)
    margin = abs(gb - big5) * evidence.pairs
    name = "gb18030" if gb >= big5 else "big5"
    if (
        evidence.pairs == 0
        or max(gb, big5) < _worst(evidence.pairs)
        or (evidence.pairs < 8 and well_formed(body) < 0.6)
    ):
        return _by_detector(body, name, evidence)
    text, lost = recover(body, _CODECS.get(name, name))
    confidence = min(0.99, 0.5 + margin / 20 + (0.2 if claimed == name else 0.0))
    rule = f"{name} by its characters" if claimed != name else f"{name} declared and confirmed"
    if lost:
        confidence = max(0.4, confidence - 4 * lost / max(evidence.pairs, 20))
    return _Choice(text, name, rule, round(confidence, 3), lost)


def _western(body: bytes, evidence: Evidence, claims: list[str]) -> bool:
    """A few accents or signs of Latin-1 in an otherwise ASCII page."""
    if max(evidence.gb18030, evidence.big5) > -9.5 or evidence.pairs > 400:
        return False
    return ("windows-1252" in claims or evidence.pairs < 40) and lone_share(body) >= 0.9


def _by_detector(body: bytes, fallback: str, evidence: Evidence) -> _Choice:
    """Nothing fits well: let charset-normalizer choose among the candidates, and believe it only with some evidence."""
    from charset_normalizer import from_bytes  # imported late: it is slow to load and rarely needed

    match = from_bytes(body[:20_000], cp_isolation=["utf_8", "gb18030", "big5", "big5hkscs"]).best()
    if match is not None and evidence.pairs:
        name = widest_name(match.encoding)
        text, lost = recover(body, _CODECS.get(name, name))
        return _Choice(text, name, "charset-normalizer", 0.3 if evidence.pairs < _MANY else 0.1, lost)
    text = body.decode(_CODECS.get(fallback, fallback), "replace")
    lost = text.count("\ufffd")
    plausible = 0 < evidence.pairs < _MANY and lost * 5 < evidence.pairs + lost
    return _Choice(text, fallback, "nothing fits", 0.25 if plausible else 0.0, lost)


def _worst(pairs: int) -> float:
    """The score under which double-byte text is none: random bytes score -11, lists of rare names -9."""
    return -10.2 if pairs >= _MANY else -11.5


def _finish(choice: _Choice, claims: list[tuple[str, str]]) -> Decoded:
    findings = _declaration_findings(choice, claims)
    text, repaired = choice.text, None
    if choice.confidence >= MIN_CONFIDENCE and not text.isascii():
        repair = find_mojibake(text)
        if repair:
            text, repaired = repair.text, repair.how
            message = f"the portal had decoded its text wrongly ({repair.how}); undone, {repair.lost} characters lost"
            findings.append(Finding("encoding.mojibake", "warning", message))
        ruined = irreversible(text) - choice.lost
        if ruined > 0 and not repair:
            message = f"the portal destroyed characters at {ruined} places before it published the page"
            findings.append(Finding("encoding.ruined", "warning", message))
    if choice.lost:
        message = f"{choice.lost} characters could not be decoded as {choice.encoding}"
        findings.append(Finding("encoding.lost", "warning", message))
    return Decoded(
        text=text.removeprefix("\ufeff"), encoding=choice.encoding, rule=choice.rule, confidence=choice.confidence,
        lost=choice.lost, declared=tuple(name for _, name in claims), repaired=repaired, findings=tuple(findings),
    )  # fmt: skip


def _declaration_findings(choice: _Choice, claims: list[tuple[str, str]]) -> list[Finding]:
    if choice.rule in ("ascii", "empty") or choice.confidence < MIN_CONFIDENCE:
        return []
    return [
        Finding("encoding.declaration", "info", f"the {who} says {name}, but the bytes are {choice.encoding}")
        for who, name in claims
        if name != choice.encoding and {name, choice.encoding} != {"hz", "gb18030"}
    ]
