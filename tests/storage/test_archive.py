"""The archive: what goes in comes out, other tools read it, a cut end and a full disk harm nothing."""

from __future__ import annotations

import errno
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from storage.archive import Archive, read_record, responses
from storage.outcomes import ArchivePosition
from storage.problems import StorageUnavailable

AT = datetime(2026, 3, 1, 8, 0, 0, 123456, tzinfo=UTC)
BODY = "<html>政府信息公开年报</html>".encode("gb18030") * 100


def stored(archive: Archive, url: str, body: bytes = BODY, **more: Any) -> ArchivePosition:
    headers = [("Content-Type", "text/html; charset=gbk"), ("Content-Encoding", "gzip"), ("X-Odd", "a\r\nb: c")]
    return archive.store(url, status=200, headers=headers, body=body, fetched_at=AT, **more)


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    archive = Archive(tmp_path, run_id=7)
    position = stored(archive, "http://127.0.0.1/年报?a=1", rendered_as="utf-8")
    archive.close()
    page = read_record(tmp_path, position)
    assert (page.url, page.status, page.body, page.fetched_at) == ("http://127.0.0.1/年报?a=1", 200, BODY, AT)
    assert page.rendered_as == "utf-8"
    assert page.header("content-type") == "text/html; charset=gbk"
    assert page.header("Content-Encoding") is None
    assert page.header("Content-Length") == str(len(BODY))
    assert "r7" in position.file


def kept(archive: Archive, url: str, earlier: ArchivePosition, body: bytes = BODY) -> ArchivePosition:
    headers = [("Content-Type", "application/pdf")]
    return archive.keep(url, status=200, headers=headers, body=body, fetched_at=AT, earlier=earlier)


def records(folder: Path) -> list[Any]:
    """Every record with its body, as warcio reads them."""
    found = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as file:
            found += [
                (record, record.content_stream().read()) for record in ArchiveIterator(file, check_digests="raise")
            ]
    return found


def test_a_revisit_leads_other_tools_to_the_body(tmp_path: Path) -> None:
    first, second = Archive(tmp_path, 1), Archive(tmp_path, 2)
    position = stored(first, "http://127.0.0.1/1")
    assert kept(second, "http://127.0.0.1/a.pdf", position) == position
    first.close()
    second.close()
    (_, _), (response, body), (_, _), (revisit, nothing) = records(tmp_path)
    assert (response.rec_type, revisit.rec_type, body, nothing) == ("response", "revisit", BODY, b"")
    told = revisit.rec_headers.get_header
    assert told("WARC-Target-URI") == "http://127.0.0.1/a.pdf"
    assert told("WARC-Payload-Digest") == response.rec_headers.get_header("WARC-Payload-Digest")
    for name, original in (
        ("WARC-Refers-To", "WARC-Record-ID"),
        ("WARC-Refers-To-Target-URI", "WARC-Target-URI"),
        ("WARC-Refers-To-Date", "WARC-Date"),
    ):
        assert told(name) == response.rec_headers.get_header(original)
    assert revisit.http_headers.get_header("Content-Type") == "application/pdf"


@pytest.mark.parametrize("harm", ["gone", "cut", "other bytes", "rendered"])
def test_no_revisit_refers_to_what_is_not_there(tmp_path: Path, harm: str) -> None:
    archive = Archive(tmp_path)
    position = stored(archive, "http://127.0.0.1/1", rendered_as="utf-8" if harm == "rendered" else None)
    archive.close()
    (file,) = tmp_path.iterdir()
    if harm == "gone":
        file.unlink()
    elif harm == "cut":
        file.write_bytes(file.read_bytes()[:-20])
    again = Archive(tmp_path)
    body = BODY + b" " if harm == "other bytes" else BODY
    anew = kept(again, "http://127.0.0.1/1", position, body)
    again.close()
    assert anew != position
    assert read_record(tmp_path, anew).body == body


def test_other_tools_read_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    first = stored(archive, "http://127.0.0.1/1")
    assert kept(archive, "http://127.0.0.1/2", first) == first
    archive.close()
    (file,) = tmp_path.iterdir()

    class Arguments:
        inputs = (str(file),)
        verbose = False

    assert Checker(Arguments()).process_all() == 0


def test_files_rotate_and_positions_hold(tmp_path: Path) -> None:
    archive = Archive(tmp_path, rotate_at=2_000)
    positions = [stored(archive, f"http://127.0.0.1/{n}", bytes(range(256)) * 4 + str(n).encode()) for n in range(10)]
    archive.close()
    assert len({position.file for position in positions}) > 2
    for number, position in enumerate(positions):
        assert read_record(tmp_path, position).url == f"http://127.0.0.1/{number}"
    found = [page for file in sorted(tmp_path.iterdir()) for page in responses(file)]
    assert [page.position for page in found] == positions


def test_two_runs_never_share_a_file(tmp_path: Path) -> None:
    first, second = Archive(tmp_path, 1), Archive(tmp_path, 1)
    assert stored(first, "http://127.0.0.1/1").file != stored(second, "http://127.0.0.1/2").file
    first.close()
    second.close()


def test_a_cut_record_hides_nothing_before_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    stored(archive, "http://127.0.0.1/1")
    last = stored(archive, "http://127.0.0.1/2")
    archive.close()
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[: last.offset + last.length // 2])
    assert [page.url for page in responses(file)] == ["http://127.0.0.1/1"]
    with pytest.raises(StorageUnavailable, match="no readable record"):
        read_record(tmp_path, last)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageUnavailable, match=r"no readable record at .*gone\.warc\.gz"):
        read_record(tmp_path, ArchivePosition("gone.warc.gz", 0, 10))


def test_a_full_disk_is_told_and_leaves_the_file_readable(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    stored(archive, "http://127.0.0.1/1")

    class Full:
        """Takes ten bytes, then the disk is full."""

        def __init__(self, file: Any) -> None:
            self.file = file

        def write(self, data: bytes) -> int:
            self.file.write(data[:10])
            raise OSError(errno.ENOSPC, "No space left on device")

        def __getattr__(self, name: str) -> Any:
            return getattr(self.file, name)

    real = archive._file
    archive._file = Full(real)  # type: ignore[assignment]
    with pytest.raises(StorageUnavailable, match="No space left on device"):
        stored(archive, "http://127.0.0.1/2")
    archive._file = real
    third = stored(archive, "http://127.0.0.1/3")
    archive.close()
    assert read_record(tmp_path, third).url == "http://127.0.0.1/3"
    (file,) = tmp_path.iterdir()
    assert [page.url for page in responses(file)] == ["http://127.0.0.1/1", "http://127.0.0.1/3"]


@pytest.mark.parametrize("folder", ["/proc/archive", "/dev/null/archive"])
def test_an_unwritable_folder_is_named(folder: str) -> None:
    with pytest.raises(StorageUnavailable, match=folder):
        stored(Archive(folder), "http://127.0.0.1/1")
