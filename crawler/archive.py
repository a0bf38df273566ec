"""The archive: every page as it was fetched, in WARC files that are only ever appended to.

Each writer starts a file of its own and each record is one gzip member, synced to the disk before
`append` returns. So a crash can tear the last record of a file at most, and a reader stops before it.
"""

from __future__ import annotations

import dataclasses
import gzip
import io
import json
import logging
import os
import re
import secrets
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple, Self

from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from base.data_dir import disk_error
from base.errors import UnavailableError
from base.events import event

logger = logging.getLogger(__name__)

ROLL_BYTES = 256 * 1024 * 1024
_VERSION = "WARC/1.1"
_SUFFIX = ".warc.gz"
_MAGIC = b"\x1f\x8b\x08"
_BLOCK = 64 * 1024
_NOT_IN_ADDRESS = re.compile(r"[^\x21-\x7e]+")
_NOT_IN_HEADER = re.compile(r"[^\x20-\x7e]+")


@dataclass(frozen=True, slots=True)
class Page:
    """One archived capture. `url` is what was asked for, `final_url` where redirects led; `body` is not encoded.

    `kind` is `page`; `part` (a further page of an article, named in the `parts` of its page, which comes after
    it); `link` (title and summary from a source, JSON); or `import` (a ready article, JSON). `captured` is aware.
    `link` holds what the source said: title, published, summary, source.
    """

    id: str
    kind: Literal["page", "part", "link", "import"]
    url: str
    final_url: str
    key: str
    publisher: str
    captured: datetime
    status: int
    content_type: str
    body: bytes
    run: str
    link: Mapping[str, str]
    parts: tuple[str, ...] = ()


_FACTS = tuple(field.name for field in dataclasses.fields(Page) if field.name not in ("id", "captured", "body"))
"""What stands in the header that is ours, `WARC-JSON-Metadata`."""


class Position(NamedTuple):
    """A place between two records: the file's name and the offset at which the next record begins."""

    file: str
    offset: int


class PageLostError(UnavailableError):
    """A page that was in the archive is damaged or gone."""


class Archive:
    """A writer of the archive; several may write to one folder, each to files of its own."""

    def __init__(self, folder: Path, roll_bytes: int = ROLL_BYTES) -> None:
        self._folder, self._roll_bytes = folder, roll_bytes
        self._file: IO[bytes] | None = None
        self._name, self._offset = "", 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(self, page: Page) -> Position:
        """Write a page so that it survives a crash; returns the place after it.

        Raises DiskFullError or UnavailableError, in which case the page is not in the archive
        and what was there before is whole; the next page can be tried all the same.
        """
        return self.append_all([page])

    def append_all(self, pages: Sequence[Page]) -> Position:
        """Write pages with one sync for all of them: `append` for many at once, all of which are kept or none."""
        record = b"".join(map(_to_member, pages))
        try:
            file = self._open()
            _write_all(file, record)
            os.fsync(file.fileno())
        except OSError as error:
            self._give_up()
            raise disk_error(error, f"{_named(pages)} not archived in {self._folder}") from error
        self._offset += len(record)
        position = Position(self._name, self._offset)
        if self._offset >= self._roll_bytes:
            self.close()
        return position

    def close(self) -> None:
        """End the file; the next page begins another."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _open(self) -> IO[bytes]:
        if self._file is None:
            if not self._folder.exists():
                self._folder.mkdir(parents=True)
                _sync_folder(self._folder.parent)
            self._name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}{_SUFFIX}"
            self._file, self._offset = (self._folder / self._name).open("xb", buffering=0), 0
            _sync_folder(self._folder)
        return self._file

    def _give_up(self) -> None:
        """After a failed write the file ends before it and is left: what a failed sync has lost cannot be known."""
        if self._file is None:
            return
        try:
            os.ftruncate(self._file.fileno(), self._offset)
            if self._offset == 0:
                (self._folder / self._name).unlink()
        except OSError as error:
            text = f"{self._name} keeps a torn record at its end: {error}"
            event(logger, "archive.torn", text, level=logging.WARNING, file__name=self._name)
        self.close()


def _named(pages: Sequence[Page]) -> str:
    return f"the page {pages[0].url} was" if len(pages) == 1 else f"{len(pages)} pages were"


def open_archive(folder: Path) -> Archive:
    """A writer for the archive in a folder, to be used as a context manager; no file is made before the first page."""
    return Archive(folder)


def follow(folder: Path, after: Mapping[str, int]) -> Iterator[tuple[Page, Position]]:
    """All whole pages behind the offsets of `after` (file name to offset), each with the place after it.

    Files come in the order in which they were begun. A torn record at the end of a file is left
    (it may be still being written); damage with whole records behind it is logged and stepped over.
    """
    for path in sorted(folder.glob(f"*{_SUFFIX}")):
        offset = after.get(path.name, 0)
        try:
            if path.stat().st_size > offset:
                with path.open("rb") as file:
                    for page, end in _pages(file, path.name, offset):
                        yield page, Position(path.name, end)
        except OSError as error:
            raise disk_error(error, f"{path} cannot be read") from error


def read_page(folder: Path, position: Position, page_id: str | None = None) -> Page:
    """The page behind a place (what `follow` or `append` gave with the page before it, or offset 0).

    Raises PageLostError where there is none any more or, if `page_id` is given, another one.
    """
    file = folder / position.file
    try:
        with file.open("rb") as opened:
            page = next((page for page, _ in _pages(opened, position.file, position.offset)), None)
    except FileNotFoundError as error:
        raise PageLostError(f"{file} is gone; restore it from a backup") from error
    except OSError as error:
        raise disk_error(error, f"{file} cannot be read") from error
    if page is None or (page_id is not None and page.id != page_id):
        raise PageLostError(f"{file} has lost the page at {position.offset}; restore it from a backup")
    return page


def _pages(file: IO[bytes], name: str, offset: int) -> Iterator[tuple[Page, int]]:
    while True:
        found = _member(file, offset) or _next_whole(file, name, offset)
        if found is None:
            return
        page, offset = _to_page(found[0]), found[1]
        if page is not None:
            yield page, offset


def _member(file: IO[bytes], offset: int) -> tuple[bytes, int] | None:
    """The record that begins at an offset, unpacked and checked, and where it ends; None if it is not whole."""
    file.seek(offset)
    unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    blocks = []
    try:
        while not unpack.eof:
            block = file.read(_BLOCK)
            if not block:
                return None
            blocks.append(unpack.decompress(block))
    except zlib.error:
        return None
    record = b"".join(blocks)
    return (record, file.tell() - len(unpack.unused_data)) if record.startswith(b"WARC/") else None


def _next_whole(file: IO[bytes], name: str, offset: int) -> tuple[bytes, int] | None:
    """The next whole record behind damage; None at the end of the file or where only a torn record is left."""
    file.seek(offset + 1)
    rest = file.read()
    for match in re.finditer(re.escape(_MAGIC), rest):
        start = offset + 1 + match.start()
        found = _member(file, start)
        if found is not None:
            text = f"{name} is damaged between {offset} and {start}; what lies there is lost"
            event(logger, "archive.damaged", text, level=logging.ERROR, file__name=name)
            return found
    return None


def _write_all(file: IO[bytes], record: bytes) -> None:
    rest = memoryview(record)
    while rest:
        rest = rest[file.write(rest) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _to_member(page: Page) -> bytes:
    """A page as a WARC record in one gzip member: a response for what a server sent, a resource for JSON."""
    plain = io.BytesIO()
    writer = WARCWriter(plain, gzip=False, warc_version=_VERSION)
    is_response = page.kind in ("page", "part")
    headers = [("Content-Type", _escaped(page.content_type, _NOT_IN_HEADER)), ("Content-Length", str(len(page.body)))]
    record = writer.create_warc_record(
        _escaped(page.url, _NOT_IN_ADDRESS) or f"urn:uuid:{page.id}",
        "response" if is_response else "resource",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        warc_content_type="" if is_response else "application/json",
        warc_headers_dict=_warc_headers(page),
        http_headers=StatusAndHeaders(f"{page.status} -", headers, protocol="HTTP/1.1") if is_response else None,
    )
    writer.write_record(record)
    # Imports come by the hundred thousand: the lower level takes two thirds of the time and 4 % more room.
    return gzip.compress(plain.getvalue(), 6 if is_response else 3)


def _warc_headers(page: Page) -> dict[str, str]:
    if page.captured.tzinfo is None:
        raise ValueError("a page's time of capture must be aware")
    facts = {name: getattr(page, name) for name in _FACTS}
    facts["link"] = dict(page.link)
    return {
        "WARC-Record-ID": f"<urn:uuid:{page.id}>",
        "WARC-Date": page.captured.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "WARC-JSON-Metadata": json.dumps(facts, ensure_ascii=True, separators=(",", ":")),
    }


def _to_page(record: bytes) -> Page | None:
    """The page in a record; None for a record that is not one of ours."""
    loaded = ArcWarcRecordLoader().parse_record_stream(io.BytesIO(record), known_format="warc", no_record_parse=True)
    facts: dict[str, Any] = json.loads(loaded.rec_headers.get_header("WARC-JSON-Metadata") or "{}")
    if set(facts) != set(_FACTS):
        return None
    facts["parts"] = tuple(facts["parts"])
    block = loaded.raw_stream.read()
    return Page(
        id=loaded.rec_headers.get_header("WARC-Record-ID").removeprefix("<urn:uuid:").removesuffix(">"),
        captured=datetime.fromisoformat(loaded.rec_headers.get_header("WARC-Date")),
        body=block.partition(b"\r\n\r\n")[2] if loaded.rec_type == "response" else block,
        **facts,
    )


def _escaped(text: str, unsafe: re.Pattern[str]) -> str:
    """Foreign text as it may stand in a header: what is unsafe there as %XX."""
    return unsafe.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode(errors="replace")), text)
