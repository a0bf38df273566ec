"""One page as one WARC record in one gzip member, and back."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecordLoader
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

SECRET_BYTES = 16
"""So long that nobody who writes pages can guess it."""
_VERSION = "WARC/1.1"
_HEAD = b"\x1f\x8b\x08\x04" + bytes(5) + b"\xff"
"""gzip, deflate, with an extra field; no time, no system."""
_FIELD = b"KL"
_BEFORE_MARK = len(_HEAD) + 2 + len(_FIELD) + 2
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


class BadRecordError(Exception):
    """A record that is packed whole, but from which no page can be made; the message says why."""


def pack(page: Page) -> bytes:
    """A page as a packed WARC record, to be written behind `begin`: a response for what a server sent, a resource for
    JSON."""
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
    deflate = zlib.compressobj(6 if is_response else 3, zlib.DEFLATED, -zlib.MAX_WBITS)
    record_bytes = plain.getvalue()
    checks = struct.pack("<II", zlib.crc32(record_bytes), len(record_bytes) & 0xFFFFFFFF)
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
