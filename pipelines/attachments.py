"""Stage 3: fetch the files that a report page links, by the crawler's own polite downloader, and read them with it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Self

from scrapy import Request

from pipelines.archiving import ArchivingStage
from pipelines.reading import ReadingStage, raw_page
from reports.files import FetchedFile
from reports.model import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from reports.model import Link, Reading


class AttachmentsStage:
    """Fetches at most ATTACHMENTS_PER_PAGE files of a report page; one that fails is named in the report's findings."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._limit = crawler.settings.getint("ATTACHMENTS_PER_PAGE")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    async def process_item(self, item: Any) -> Any:
        if item.kind != "page" or item.reading is None or not item.reading.attachment_links:
            return item
        for link in item.reading.attachment_links[: self._limit]:
            item.files.append(await self._fetch(item, link))
        if item.files:
            stage = self._crawler.get_item_pipeline(ReadingStage)
            assert stage is not None
            reading = await stage.pool.read_files(raw_page(item), item.reading, item.files)
            item.reading = without_files(item.reading, item.files, reading) if reading.failure else reading
        return item

    async def _fetch(self, item: Any, link: Link) -> FetchedFile:
        """The file, or what kept it from us as `error`: a missing attachment never loses its page."""
        request = Request(
            link.url,
            headers={"Referer": item.final_url},
            meta={"portal": item.portal, "attachment": True},
            dont_filter=True,
        )
        assert self._crawler.engine is not None
        try:
            response = await self._crawler.engine.download_async(request)
        except Exception as error:  # noqa: BLE001 - any download error ends here, named in the findings
            return FetchedFile(link=link, error=f"{type(error).__name__}: {error}".splitlines()[0][:200])
        if response.status != 200:
            return FetchedFile(link=link, error=f"HTTP status {response.status}")
        archive = self._crawler.get_item_pipeline(ArchivingStage)
        if archive is not None:
            await archive.keep_file(item, link.url, response.status, header_pairs(response), response.body)
        return fetched_file(link, response)


def without_files(reading: Reading, files: Sequence[FetchedFile], failed: Reading) -> Reading:
    """The page's own reading, where its files killed their reader: the files are listed, a finding says why unread."""
    assert reading.report is not None
    assert failed.failure is not None
    kind, message = failed.failure
    finding = Finding("attachment.unreadable", "error", f"the page's files could not be read ({kind}): {message}")
    reading.report.findings = (*reading.report.findings, finding)
    reading.report.attachments = tuple(file.attachment() for file in files)
    reading.prepared = None  # made of the reading before this finding
    return reading


def fetched_file(link: Link, response: Response) -> FetchedFile:
    """A response as a file: its name comes from Content-Disposition where the address has no ending."""
    return FetchedFile(
        link=link,
        body=response.body,
        media_type=header(response, "Content-Type").split(";")[0].strip() or None,
        disposition=header(response, "Content-Disposition") or None,
        sha256=hashlib.sha256(response.body).hexdigest(),
    )


def header(response: Response, name: str) -> str:
    """A header as text."""
    return header_text(response.headers.get(name) or b"")


def header_pairs(response: Response) -> list[tuple[str, str]]:
    """Every header as the archive keeps it."""
    return [
        (name.decode("latin-1"), header_text(value)) for name, values in response.headers.items() for value in values
    ]


def header_text(value: bytes) -> str:
    """Header bytes as text; portals put raw UTF-8 or GBK file names into theirs."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return value.decode(encoding)
        except UnicodeDecodeError:
            continue
    return value.decode("latin-1")
