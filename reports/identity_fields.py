"""All fields that say what a document is and whose: title, issuer, year, numbers, dates, publisher, division."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from reports.divisions import division_code, is_central
from reports.document import Document
from reports.header_values import HeaderRead, read_header
from reports.issuer import IssuerRead, find_issuer
from reports.model import Finding, PortalContext, RawPage, Severity
from reports.titles import TitleCandidate, compare_titles, names_no_document, title_candidates
from reports.traditional_script import SimplifiedPage, simplify
from reports.years import YearRead, read_year, title_year

#: a report published this many years after the year that it covers is late beyond any deadline
LATE_YEARS = 2

#: how registries that give central bodies a code begin it
_NATIONAL = "00"


@dataclass(frozen=True, slots=True)
class IdentityFields:
    """What `read_identity_fields` found; every field is None where the page does not say it with certainty."""

    title: str | None = None
    title_candidates: tuple[TitleCandidate, ...] = ()
    issuer: str | None = None
    #: `title`, `heading`, `text`, `publisher`, `compiler`, `portal`
    issuer_source: str | None = None
    issuer_confidence: float = 0.0
    year: int | None = None
    #: `period`, `title`, `text`, `address`
    year_source: str | None = None
    index_no: str | None = None
    doc_no: str | None = None
    #: ISO date
    publish_date: str | None = None
    publish_date_source: str | None = None
    publisher: str | None = None
    division_code: str | None = None
    #: label without spaces -> value as printed
    header: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()


def read_identity_fields(document: Document, *, page: RawPage, text: str) -> IdentityFields:
    """Read the identity of a document; `text` is the article's text (without chrome)."""
    page_in_simplified = simplify(document, text)
    if page_in_simplified is None:
        return _read(document, page, text)
    found = _read(page_in_simplified.document, page, page_in_simplified.text)
    return _as_printed(found, page_in_simplified)


def _as_printed(found: IdentityFields, page: SimplifiedPage) -> IdentityFields:
    def printed(value: str | None) -> str | None:
        return page.as_printed(value) if value else None

    return replace(
        found,
        title=printed(found.title),
        title_candidates=tuple(replace(one, text=page.as_printed(one.text)) for one in found.title_candidates),
        issuer=printed(found.issuer),
        doc_no=printed(found.doc_no),
        publisher=printed(found.publisher),
        header={label: page.as_printed(value) for label, value in found.header.items()},
    )


def _read(document: Document, page: RawPage, text: str) -> IdentityFields:
    header = read_header(document, url=page.url, list_date=page.list_date)
    candidates = title_candidates(document, header, page.link_text)
    title = _title(candidates)
    year = read_year(title, text, page.url)
    header = _without_template_date(header, year.year)
    issuer = find_issuer(_titles_for_issuer(title, candidates), header.publisher, text, page.portal)
    code = division_code(issuer.name, year.year, page.portal, text)
    return IdentityFields(
        title=title,
        title_candidates=tuple(candidates),
        issuer=issuer.name,
        issuer_source=issuer.source,
        issuer_confidence=issuer.confidence,
        year=year.year,
        year_source=year.source,
        index_no=header.index_no,
        doc_no=header.doc_no,
        publish_date=header.publish_date,
        publish_date_source=header.publish_date_source,
        publisher=header.publisher,
        division_code=code,
        header=header.labels,
        findings=(*_findings(header, candidates, year, issuer, code), *_elsewhere(issuer, code, page.portal)),
    )


def _without_template_date(header: HeaderRead, year: int | None) -> HeaderRead:
    """The header with the date line's date where `PubDate` says that the page was there before its year was over."""
    published, printed = header.publish_date, header.dateline
    if (
        year is None
        or published is None
        or printed is None
        or not _is_early(year, published)
        or _is_early(year, printed)
    ):
        return header
    message = f"the meta PubDate says {published}, before {year} was over; the date line's {printed} is taken"
    finding = Finding("publish_date.template", "info", message, "publish_date")
    return replace(header, publish_date=printed, publish_date_source="dateline", findings=(*header.findings, finding))


def _is_early(year: int, published: str) -> bool:
    return published < f"{year}-12-01"


def _title(candidates: list[TitleCandidate]) -> str | None:
    """The page's best full title; the link's text only completes one cut short or stands in for a column's name."""
    own = next((one for one in candidates if one.source != "link"), None)
    link = next((one for one in candidates if one.source == "link" and not one.truncated), None)
    if own is None or link is None:
        return own.text if own else link.text if link else None
    if own.truncated:
        return link.text if link.text.startswith(own.text.rstrip("….。． ⋯")) else own.text
    nameless = own.weak or (names_no_document(own.text) and not names_no_document(link.text))
    return link.text if nameless and not link.weak else own.text


def _titles_for_issuer(title: str | None, candidates: list[TitleCandidate]) -> list[str]:
    """The title, then the page's other names for the document; columns and sites, which bear no year, are not among."""
    year = title_year(title or "")[0]
    others = [one.text for one in candidates if one.text != title and not one.weak]
    named = [text for text in others if (found := title_year(text)[0]) and found == (year or found)]
    return [title, *named] if title else named


def _findings(
    header: HeaderRead, candidates: list[TitleCandidate], year: YearRead, issuer: IssuerRead, code: str | None
) -> tuple[Finding, ...]:
    found = [*header.findings, *compare_titles(candidates), *year.findings, *issuer.findings]
    if issuer.name and code is None and not is_central(issuer.name):
        found.append(Finding("division.unknown", "info", f"no certain division for {issuer.name}", "division_code"))
    if year.year and header.publish_date:
        found += _timeliness(year.year, header.publish_date, header.publish_date_source)
    return tuple(found)


def _elsewhere(issuer: IssuerRead, code: str | None, portal: PortalContext | None) -> list[Finding]:
    """A report of a body of another province: copied to this portal, or another body of that name is meant."""
    home = portal.division_code if portal else None
    if portal is None or code is None or home is None or home[:2] in (code[:2], _NATIONAL):
        return []
    message = f"{issuer.name} ({code}) lies in another province than the portal {portal.name} ({home})"
    return [Finding("division.elsewhere", "warning", message, "division_code")]


def _timeliness(year: int, publish_date: str, source: str | None) -> list[Finding]:
    # a migration gives old reports new addresses: only a printed date is worth a warning
    severity: Severity = "info" if source == "address" else "warning"
    published = int(publish_date[:4])
    if published >= year + LATE_YEARS:
        message = f"published {publish_date}, long after {year}, the year that it reports on"
        return [Finding("publish_date.late", severity, message, "publish_date")]
    if _is_early(year, publish_date):
        message = f"published {publish_date}, before {year}, the year that it reports on, was over"
        return [Finding("publish_date.early", severity, message, "publish_date")]
    return []
