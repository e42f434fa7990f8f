"""From bytes to text: what a page's bytes are, decided by trial, with reasons.

A cascade in the spirit of the WHATWG Encoding Standard (https://encoding.spec.whatwg.org/), except that nothing
that a server or a template *says* is believed before the bytes confirm it: Chinese portals declare utf-8 over GBK and
iso-8859-1 over anything. Order: browser-rendered, BOM, UTF-16 by its NULs, ASCII (or HZ), strict UTF-8, UTF-8 with a
few bad bytes, GB18030 against Big5 by evidence (a declaration settles ties), charset-normalizer over those candidates.
Names are the widest: gb2312 and gbk are reported as `gb18030`, HKSCS as `big5`.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from reports.encodings_evidence import ASCII, Evidence, weigh
from reports.encodings_mojibake import find_mojibake, irreversible
from reports.encodings_recovery import recover, shifted_runs, strict_errors
from reports.model import Decoded, Finding

#: below this a body is not text: the reader makes it a `decode` failure
MIN_CONFIDENCE = 0.2

_WIDEST = {
    **dict.fromkeys(("gb2312", "gb-2312", "gb231280", "gbk", "xgbk", "cp936", "ms936", "windows936", "gb18030", "gb180302000",
                     "csgb2312", "euccn", "xeuccn", "chinese", "isoir58", "csiso58gb231280"), "gb18030"),
    **dict.fromkeys(("big5", "big5hkscs", "cnbig5", "xxbig5", "csbig5", "cp950", "ms950", "big5eten"), "big5"),
    **dict.fromkeys(("utf8", "unicode11utf8", "xunicode20utf8", "utf8mb4"), "utf-8"),
    **dict.fromkeys(("iso88591", "latin1", "l1", "usascii", "ascii", "windows1252", "cp1252", "iso885915"), "windows-1252"),
    **dict.fromkeys(("hzgb2312", "hz"), "hz"),
    **dict.fromkeys(("utf16", "utf16le", "unicode", "ucs2"), "utf-16-le"),
    "utf16be": "utf-16-be",
}  # fmt: skip
_CODECS = {"big5": "big5hkscs", "windows-1252": "cp1252"}
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.I)
_META = re.compile(rb"<meta\b[^>]{0,400}?\bcharset\s*=\s*[\"']?\s*([\w.:+-]+)", re.I)
_XML = re.compile(rb"^\s*<\?xml\b[^>]{0,200}?\bencoding\s*=\s*[\"']([\w.:+-]+)", re.I)
_COMMENT = re.compile(rb"<!--.*?-->", re.S)
#: metas stand in the head; pages with long inline scripts before them exist
_HEAD = 16384
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF8_SEQUENCE = re.compile(rb"[\xe0-\xef][\x80-\xbf]{2}|[\xc2-\xdf][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{3}")
_HZ = re.compile(rb"~\{((?:[\x21-\x7d\x80-\xff][\x21-\x7e\x80-\xff])+?[\x21-\x7e\x80-\xff]?)(?:~\}|(?=[\r\n])|$)")
_CONTROLS = bytes([*range(0, 9), 11, *range(14, 27), *range(28, 32)])
_MAGIC = (b"%PDF-", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")


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
    bom = next((name for mark, name in _BOMS if body.startswith(mark)), None)
    claims = _claims(body, content_type, bom)
    choice = _choose(body, bom, [name for _, name in claims])
    return _finish(choice, claims)


def declared_encodings(body: bytes, content_type: str | None = None) -> tuple[str, ...]:
    """What header and markup claim, widest names, without looking whether it is true."""
    return tuple(name for _, name in _claims(body, content_type, None))


def _rendered(body: bytes, rendered_as: str) -> Decoded:
    name = widest_name(rendered_as)
    try:
        text = body.decode(_CODECS.get(name, name), "replace")
    except LookupError:
        name, text = "utf-8", body.decode("utf-8", "replace")
    lost = text.count("\ufffd") - (body.count(b"\xef\xbf\xbd") if name == "utf-8" else 0)
    return Decoded(text=text.removeprefix("\ufeff"), encoding=name, rule="rendered", confidence=1.0, lost=max(lost, 0))


def widest_name(label: str) -> str:
    """The name under which this project reports an encoding: `GB2312` -> `gb18030`, `Big5-HKSCS` -> `big5`."""
    key = re.sub(r"[^0-9a-z]", "", label.lower())
    return _WIDEST.get(key) or label.strip().lower()


def _claims(body: bytes, content_type: str | None, bom: str | None) -> list[tuple[str, str]]:
    """(who says it, widest name) in the order BOM, header, markup."""
    claims = [("byte order mark", bom)] if bom else []
    header = _HEADER.search(content_type) if content_type else None
    if header:
        claims.append(("HTTP header", widest_name(header[1])))
    head = body[:_HEAD]
    if b"<!--" in head:
        head = _COMMENT.sub(b"", head)
    if b"\x00" in head[:200]:
        head = head.replace(b"\x00", b"")
    markup = _META.search(head) or _XML.search(head)
    if markup:
        claims.append(("page's markup", widest_name(markup[1].decode("ascii", "replace"))))
    return claims


def _choose(body: bytes, bom: str | None, claims: list[str]) -> _Choice:
    if not body:
        return _Choice("", "utf-8", "empty", 1.0)
    if body.startswith(_MAGIC):
        return _binary(body, "binary file")
    if bom:
        return _by_bom(body, bom)
    if b"\x00" in body[:4096] and (wide := _by_nulls(body)):
        return wide
    if body.isascii():
        return _ascii(body)
    if _controls(body) > 0.02:
        return _binary(body, "control bytes")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        if _mostly_utf8(body, error.start):
            return _lenient_utf8(body)
    else:
        return _strict_utf8(body, text, claims)
    if b"~{" in body and (hz := _hz(body)):
        return hz
    return _double_byte(body, claims)


def _binary(body: bytes, rule: str) -> _Choice:
    return _Choice(body[:1024].decode("latin-1"), "unknown", rule, 0.0)


def _controls(body: bytes) -> float:
    sample = body[:8192]
    return 1 - len(sample.translate(None, _CONTROLS)) / len(sample)


def _by_bom(body: bytes, name: str) -> _Choice:
    if name == "utf-8":
        payload = body[3:]
        if not payload or (payload.isascii() or _mostly_utf8(payload, 0)) and _controls(payload) <= 0.02:
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


def _by_nulls(body: bytes) -> _Choice | None:
    """UTF-16 without a mark: in markup and digits every second byte is NUL, and which half tells the byte order."""
    sample = body[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) < max(2, len(sample) // 60) or min(even, odd) * 4 > max(even, odd):
        return None
    return _wide(body, "utf-16-le" if odd > even else "utf-16-be", "NUL bytes")


def _wide(body: bytes, name: str, rule: str) -> _Choice | None:
    text = _resynchronised(body, name)
    plain = sum(map(len, re.findall(r"[\t\n\r -~\u00a0-\u00ff\u2010-\u203f\u2460-\u24ff\u3000-\u30ff\u4e00-\u9fff\uff00-\uffee]+", text[:4096])))
    if plain < 0.8 * len(text[:4096]):
        return None
    lost = text.count("\ufffd")
    return _Choice(text, name, rule, 0.99 if not lost else 0.95, lost)


def _resynchronised(body: bytes, name: str) -> str:
    """UTF-16 in which a byte was lost or added on the way: from there on its NULs stand in the other half."""
    text = body.decode(name, "replace")
    half = 1 if name == "utf-16-le" else 0
    wrong, right = body[1 - half :: 2], body[half::2]
    stray = wrong.find(b"\x00\x00\x00")
    if stray < 0 or wrong.count(0) * 50 < right.count(0):
        return text
    last = right.rfind(b"\x00", 0, stray) + 1
    cut = 2 * last
    return body[:cut].decode(name, "replace") + "\ufffd" + _resynchronised(body[cut + 1 :], name)


def _ascii(body: bytes) -> _Choice:
    if b"~{" in body and (hz := _hz(body)):
        return hz
    if _controls(body) > 0.05:
        return _binary(body, "control bytes")
    return _Choice(body.decode("ascii"), "utf-8", "ascii", 1.0)


def _hz(body: bytes) -> _Choice | None:
    """HZ (RFC 1843): GB2312 in seven bits between ~{ and ~}; read as GB with the high bits put back."""
    parts = _HZ.findall(body)
    if not parts or len(body.translate(None, ASCII)) > len(b"".join(parts)) // 4:
        return None
    raised = _HZ.sub(lambda match: bytes(byte | 0x80 for byte in match[1]), body).replace(b"~~", b"~").replace(b"~\n", b"")
    evidence = weigh(raised)
    if evidence.gb18030 < -10.5:
        return None
    text, lost = _with_recovery(raised, "gb18030")
    return _Choice(text, "hz", "HZ escapes", 0.97 if not lost else 0.9, lost)


def _mostly_utf8(body: bytes, first_error: int) -> bool:
    """Whether UTF-8 sequences clearly outweigh what breaks them; `first_error` is where strict decoding stopped."""
    before = len(body[:first_error].translate(None, ASCII)) if first_error else 0
    sample = body[first_error : first_error + 6000].translate(None, ASCII)
    broken = len(_UTF8_SEQUENCE.sub(b"", sample))
    if before + len(sample) > 400 and not 0.1 < broken / max(len(sample), 1) < 0.6:
        return before >= 24 and broken * 2 < len(sample) or broken * 10 <= len(sample)
    whole = body.translate(None, ASCII)
    broken = len(_UTF8_SEQUENCE.sub(b"", whole))
    return broken * 4 <= len(whole) or (before >= 24 and broken * 2 <= len(whole))


def _lenient_utf8(body: bytes) -> _Choice:
    choice = _counted(body, "utf-8", "utf-8 with bad bytes", 0.95)
    choice.confidence = max(0.5, 0.97 - 4 * choice.lost / max(len(choice.text), 1))
    return choice


def _strict_utf8(body: bytes, text: str, claims: list[str]) -> _Choice:
    """Valid UTF-8; two-byte sequences alone can be chance in a snippet of GBK, so a short text is weighed."""
    if len(body) - len(text) < 40 and "utf-8" not in claims and max(text) < "\u0800" and max(text) > "\u00ff":
        evidence = weigh(body)
        if evidence.share == 1.0 and max(evidence.gb18030, evidence.big5) > -8.2:
            return _double_byte(body, claims)
    return _Choice(text, "utf-8", "utf-8", 1.0)


def _double_byte(body: bytes, claims: list[str]) -> _Choice:
    evidence = weigh(body)
    if _western(body, evidence, claims):
        return _Choice(body.decode("cp1252", "replace"), "windows-1252", "lone high bytes", 0.5)
    gb, big5 = evidence.gb18030, evidence.big5
    claimed = next((name for name in claims if name in ("gb18030", "big5")), None)
    tie = 2.0 / max(evidence.pairs, 4)
    if claimed:
        gb, big5 = (gb + tie, big5) if claimed == "gb18030" else (gb, big5 + tie)
    margin = abs(gb - big5) * evidence.pairs
    name = "gb18030" if gb >= big5 else "big5"
    if evidence.pairs == 0 or max(gb, big5) < -11.5 or evidence.share < 0.6:
        return _by_detector(body, name, evidence)
    text, lost = _with_recovery(body, _CODECS.get(name, name))
    confidence = min(0.99, 0.5 + margin / 20 + (0.2 if claimed == name else 0.0))
    rule = f"{name} by its characters" if claimed != name else f"{name} declared and confirmed"
    if lost:
        confidence = max(0.4, confidence - 4 * lost / max(evidence.pairs, 20))
    return _Choice(text, name, rule, round(confidence, 3), lost)


def _western(body: bytes, evidence: Evidence, claims: list[str]) -> bool:
    """A few accents or signs of Latin-1 in an otherwise ASCII page."""
    if evidence.isolated < 0.9 or max(evidence.gb18030, evidence.big5) > -9.5:
        return False
    return "windows-1252" in claims or evidence.pairs < 40


def _with_recovery(body: bytes, codec: str) -> tuple[str, int]:
    text, errors = strict_errors(body, codec)
    errors = sorted({*errors, *shifted_runs(body)})
    return recover(body, codec, errors) if errors else (text, 0)


def _by_detector(body: bytes, fallback: str, evidence: Evidence) -> _Choice:
    """Nothing fits well: let charset-normalizer choose among the candidates, and believe it only with some evidence."""
    from charset_normalizer import from_bytes  # imported late: it is slow to load and rarely needed

    match = from_bytes(body[:20_000], cp_isolation=["utf_8", "gb18030", "big5", "big5hkscs"]).best()
    if match is not None and evidence.pairs:
        name = widest_name(match.encoding)
        text, lost = _with_recovery(body, _CODECS.get(name, name))
        return _Choice(text, name, "charset-normalizer", 0.3, lost)
    text = body.decode(_CODECS.get(fallback, fallback), "replace")
    lost = text.count("\ufffd")
    ratio = lost / max(evidence.pairs + lost, 1)
    return _Choice(text, fallback, "nothing fits", 0.25 if ratio < 0.2 and evidence.pairs else 0.0, lost)


def _finish(choice: _Choice, claims: list[tuple[str, str]]) -> Decoded:
    findings = _declaration_findings(choice, claims)
    text, repaired = choice.text, None
    if choice.confidence >= MIN_CONFIDENCE and not text.isascii():
        repair = find_mojibake(text)
        if repair:
            text, repaired = repair.text, repair.how
            message = f"the page holds text decoded wrongly by its portal ({repair.how}); undone, {repair.lost} characters lost"
            findings.append(Finding("encoding.mojibake", "warning", message))
        ruined = irreversible(text) - choice.lost - (repair.lost if repair else 0)
        if ruined > 0:
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
