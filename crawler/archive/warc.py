"""A page as WARC records, each in one gzip member, and back."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import struct
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, Literal

from isal import isal_zlib
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordbuilder import RecordBuilder
from warcio.recordloader import ArcWarcRecord, ArcWarcRecordLoader
from warcio.warcwriter import WARCWriter

from crawler.archive.http_head import Headers, escaped, kept_headers, served_headers, stored_head

SECRET_BYTES = 16
"""So long that nobody who writes pages can guess it."""
LEVEL = 2
"""Of ISA-L's gzip (decision 82): the last before packing takes twice the time for nothing."""
_VERSION = "WARC/1.1"
CONFORMS_TO = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_BUILDER = RecordBuilder(warc_version=_VERSION)
_HEAD = b"\x1f\x8b\x08\x04" + bytes(5) + b"\xff"
"""gzip, deflate, with an extra field; no time, no system."""
_FIELD = b"KL"
_BEFORE_MARK = len(_HEAD) + 2 + len(_FIELD) + 2
_NOT_IN_ADDRESS = re.compile(r"[^\x21-\x7e]+")


@dataclass(frozen=True, slots=True)
class Redirect:
    """An answer that led to another address: what was asked, and the status and headers that came."""

    url: str
    status: int
    headers: Headers = ()


PAST = "backfill:"
"""What the source of a link begins with that no source listed, but a list of past articles."""


@dataclass(frozen=True, slots=True)
class Page:
    """One archived capture. `url` is what was asked for, `final_url` where `redirects` led; `body` is not encoded.

    `kind` is `page`; `part` (a further page of an article, named in the `parts` of its page, which comes after
    it); `gone` (the answer 404 or 410 of a page that was had before); `link` (title and summary from a source, JSON);
    or `import` (a ready article, JSON). `captured` is aware.
    `link` holds what the source said: title, published, summary, source. `headers` are the server's.
    """

    id: str
    kind: Literal["page", "part", "gone", "link", "import"]
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
    headers: Headers = ()
    redirects: tuple[Redirect, ...] = ()


_ELSEWHERE = ("id", "captured", "body", "headers")
_FACTS = tuple(field.name for field in dataclasses.fields(Page) if field.name not in _ELSEWHERE)
"""What stands in the header that is ours, `WARC-JSON-Metadata`; `redirects` only where there are any."""


class BadRecordError(Exception):
    """A record that is packed whole, but from which no page can be made; the message says why."""


def pack(page: Page) -> list[bytes]:
    """A page as packed WARC records, each to be written behind `begin`: a response for what a server sent, those that
    redirected to it before it; a resource for JSON."""
    _check_time(page)
    if page.kind in ("link", "import"):
        return [_packed(_resource(page))]
    redirects = [_response(_redirect_headers(page), one.url, one.status, one.headers) for one in page.redirects]
    headers = page.headers or (("Content-Type", page.content_type),)
    response = _response(_warc_headers(page), page.final_url or page.url, page.status, headers, page.body)
    return [_packed(record) for record in (*redirects, response)]


def pack_info(file: str, info: Mapping[str, str]) -> bytes:
    """The packed record at the head of a file: who made it by which rules (WARC 1.1, 6.2), with more that is known."""
    fields = {"software": f"Kliping/{version('kliping')}", "format": "WARC File Format 1.1", "conformsTo": CONFORMS_TO}
    return _packed(_BUILDER.create_warcinfo_record(file, {**fields, **info}))


def _response(
    warc_headers: Mapping[str, str], url: str, status: int, headers: Headers, body: bytes = b""
) -> ArcWarcRecord:
    return _BUILDER.create_warc_record(
        _address(url, warc_headers),
        "response",
        payload=io.BytesIO(body),
        length=len(body),
        warc_headers_dict=dict(warc_headers),
        http_headers=stored_head(status, headers, len(body)),
    )


def _resource(page: Page) -> ArcWarcRecord:
    headers = _warc_headers(page)
    return _BUILDER.create_warc_record(
        _address(page.url, headers),
        "resource",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        warc_content_type="application/json",
        warc_headers_dict=headers,
    )


def _packed(record: ArcWarcRecord) -> bytes:
    plain = io.BytesIO()
    WARCWriter(plain, gzip=False, warc_version=_VERSION).write_record(record)
    deflate = isal_zlib.compressobj(LEVEL, isal_zlib.DEFLATED, -isal_zlib.MAX_WBITS)
    record_bytes = plain.getvalue()
    checks = struct.pack("<II", isal_zlib.crc32(record_bytes), len(record_bytes) & 0xFFFFFFFF)
    return deflate.compress(record_bytes) + deflate.flush() + checks


def begin(secret: bytes, place: int) -> bytes:
    """The head of a gzip member (RFC 1952) at a place in a file, whose extra field marks it as one of that file."""
    mark = secret + struct.pack("<Q", place)
    return _HEAD + struct.pack("<H", len(_FIELD) + 2 + len(mark)) + _FIELD + struct.pack("<H", len(mark)) + mark


def starts(content: bytes, place: int, secret: bytes) -> Iterator[int]:
    """The places of a file at which a record of its own may begin, in what lies in it from a place on."""
    for match in re.finditer(re.escape(secret), content):
        start = place + match.start() - _BEFORE_MARK
        if start >= place and content.startswith(begin(secret, start), start - place):
            yield start


def _check_time(page: Page) -> None:
    if page.captured.tzinfo is None:
        raise ValueError("a page's time of capture must be aware")


def _warc_headers(page: Page) -> dict[str, str]:
    facts = {name: getattr(page, name) for name in _FACTS}
    facts["link"] = dict(page.link)
    facts["redirects"] = [(one.url, one.status, kept_headers(one.headers)) for one in page.redirects]
    if not page.redirects:  # earlier releases know no such fact, and can read all other pages
        del facts["redirects"]
    return {
        "WARC-Record-ID": f"<urn:uuid:{page.id}>",
        "WARC-Date": _date(page),
        "WARC-JSON-Metadata": json.dumps(facts, ensure_ascii=True, separators=(",", ":")),
    }


def _redirect_headers(page: Page) -> dict[str, str]:
    """Of a record that is not ours to read: the page has all in its facts. Its body was not kept."""
    return {
        "WARC-Record-ID": f"<urn:uuid:{uuid.uuid4()}>",
        "WARC-Date": _date(page),
        "WARC-Concurrent-To": f"<urn:uuid:{page.id}>",
        "WARC-Truncated": "unspecified",
    }


def _captured(date: str) -> datetime:
    """When a record was captured; a date without a zone is UTC, as all dates of WARC are."""
    captured = datetime.fromisoformat(date)
    return captured if captured.tzinfo else captured.replace(tzinfo=UTC)


def _date(page: Page) -> str:
    return page.captured.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _address(url: str, warc_headers: Mapping[str, str]) -> str:
    """An address as it may stand in a header; the record's own name where it is none."""
    return escaped(url, _NOT_IN_ADDRESS) or warc_headers["WARC-Record-ID"][1:-1]


def to_page(record: bytes) -> Page | None:
    """The page in a record; None for a record that is not one of ours. Raises BadRecordError for one that is none."""
    try:
        return _to_page(record)
    except (ValueError, TypeError, AttributeError, LookupError, ArchiveLoadFailed) as error:
        raise BadRecordError(f"{type(error).__name__}: {error}") from error


def _to_page(record: bytes) -> Page | None:
    """The page in a record; None for a record that is not one of ours."""
    loaded = ArcWarcRecordLoader().parse_record_stream(io.BytesIO(record), known_format="warc", no_record_parse=True)
    facts: dict[str, Any] = json.loads(loaded.rec_headers.get_header("WARC-JSON-Metadata") or "{}")
    facts.setdefault("redirects", [])
    if set(facts) != set(_FACTS):
        return None
    facts["parts"] = tuple(facts["parts"])
    facts["redirects"] = tuple(_redirect(*one) for one in facts["redirects"])
    block = loaded.raw_stream.read()
    head, _, body = block.partition(b"\r\n\r\n") if loaded.rec_type == "response" else (b"", b"", block)
    return Page(
        id=loaded.rec_headers.get_header("WARC-Record-ID").removeprefix("<urn:uuid:").removesuffix(">"),
        captured=_captured(loaded.rec_headers.get_header("WARC-Date")),
        body=body,
        headers=served_headers(head),
        **facts,
    )


def _redirect(url: str, status: int, headers: list[list[str]]) -> Redirect:
    return Redirect(url, status, tuple((name, value) for name, value in headers))
