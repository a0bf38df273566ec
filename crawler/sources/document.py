"""The XML of feeds and sitemaps as publishers send it: bytes in some encoding, often not well-formed."""

from __future__ import annotations

import codecs
import html
import re
import zlib
from html.entities import name2codepoint

from lxml import etree

from crawler.sources.entries import BadSourceError, plain

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins the same
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"<\0?\0", "utf-16-le"),
    (b"\0<\0?", "utf-16-be"),
)
_GZIP = b"\x1f\x8b"
_DECLARED = re.compile(rb"""\A[^>]{0,200}\bencoding\s*=\s*["']([\w.:-]+)""")
_ROOT = re.compile(r"<\?xml\s|<(?:rss|feed|rdf:rdf|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_END = re.compile(r"</(?:rss|feed|rdf:RDF|urlset|sitemapindex)\s*>")
_HTML = re.compile(r"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype html|html)\b", re.IGNORECASE | re.DOTALL)
_HTML_TITLE = re.compile(r"<title[^<>]*>([^<]{0,300})</title", re.IGNORECASE)
_DECLARATION = re.compile(r"\A<\?xml\s[^>]*\?>")
MAX_BEFORE = 8_192
"""Characters before the XML in which servers print their own errors."""

_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(
    r"(?P<keep><!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z))|&(?:#(?P<number>\d{1,7}|x[0-9a-f]{1,6})|(?P<name>\w{1,32}));|&",
    re.IGNORECASE | re.DOTALL,
)
_OWN = ("amp", "lt", "gt", "quot", "apos")


def unpack(body: bytes, limit: int) -> bytes:
    """A document that may be gzipped, in one piece or several; of one that is cut off, what came.

    Raises BadSourceError where it cannot be unpacked, or not within `limit` bytes.
    """
    if not body.startswith(_GZIP):
        return body
    unpacked = b""
    while body.startswith(_GZIP):
        reader = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            unpacked += reader.decompress(body, limit + 1 - len(unpacked))
        except zlib.error as error:
            raise BadSourceError(f"the gzip file cannot be unpacked: {error}") from error
        if len(unpacked) > limit:
            raise BadSourceError(f"the gzip file is larger than {limit} bytes when unpacked")
        body = reader.unused_data
    return unpacked


def decode(body: bytes, charset: str = "") -> str:
    """The text of a document by its byte order mark, as UTF-8, or in the charset that it or its server names.

    UTF-8 comes before what is declared, since labels are often wrong; `iso-8859-1` is windows-1252, as browsers have
    it; and one broken byte does not turn a whole document of UTF-8.
    """
    for mark, encoding in _BOMS:
        if body.startswith(mark):
            return body.decode(encoding, "replace").removeprefix("\ufeff")
    try:
        return body.decode()
    except UnicodeDecodeError:
        pass
    declared = _DECLARED.match(body)
    for label in (declared[1].decode() if declared else "", charset):
        encoding = _known(label)
        if encoding:
            return body.decode(encoding, "replace")
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    has_more_whole = sum(1 for character in text if character > "\x7f") >= 2 * broken
    return text if has_more_whole else body.decode("cp1252", "replace")


def _known(label: str) -> str:
    """The encoding that a label means, "" for none, an unknown one, or Unicode (which was tried)."""
    try:
        name = codecs.lookup(label).name if label else ""
    except LookupError:
        return ""
    if name in ("ascii", "iso8859-1"):
        return "cp1252"
    return "" if name.startswith(("utf", "idna", "punycode", "unicode", "raw")) or not _is_text(name) else name


def _is_text(name: str) -> bool:
    """Whether a codec of Python's is an encoding of text (`hex` and `zip` are not)."""
    try:
        return isinstance(b"a".decode(name), str)
    except (LookupError, ValueError, TypeError):
        return False


def xml_of(text: str) -> str:
    """The XML in a text, without its declaration and what a server printed before it.

    Raises BadSourceError for a page of HTML, and for XML that declares entities of its own: no honest source does,
    every XML bomb does.
    """
    if _HTML.match(text):
        title = _HTML_TITLE.search(text, 0, MAX_BEFORE)
        raise BadSourceError(f"it is an HTML page{': ' + plain(title[1]) if title else ''}")
    # Where a document type ends is for a parser to say: a pattern for it was passed by a `>` in quotes. An article
    # that quotes both is refused too; nobody has seen one.
    doctype = text.find("<!DOCTYPE")
    if doctype >= 0 and text.find("<!ENTITY", doctype) >= 0:
        raise BadSourceError("the document declares XML entities, which is not read")
    start = _ROOT.search(text, 0, MAX_BEFORE)
    xml = text[start.start() :] if start else text.lstrip()
    return _DECLARATION.sub("", xml, count=1)


def well_formed(xml: str, url: str) -> etree._Element:
    """The tree of XML, read without any mending. Raises XMLSyntaxError where it is not well-formed."""
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(xml.encode("utf-8", "replace"), parser, base_url=url)


def mended(xml: str) -> str:
    """XML with its commonest faults put right, each without touching what is well-formed: bare `&`, entities of HTML,
    characters that XML has none of, and what was printed behind its end."""
    xml = _REFERENCE.sub(_reference, _ILLEGAL.sub("", xml))
    ends = list(_END.finditer(xml))
    return xml[: ends[-1].end()] if ends else xml


def _reference(match: re.Match[str]) -> str:
    """An `&` as XML may have it: its own references, characters for those of HTML, `&amp;` for a bare one."""
    if match["keep"]:
        return match["keep"]
    if match["number"]:
        return html.escape(_ILLEGAL.sub("", html.unescape(match[0])))
    name = match["name"]
    if name in _OWN:
        return match[0]
    if name in name2codepoint:
        return chr(name2codepoint[name])
    return "&amp;" + match[0][1:]


def unescape_ampersands(text: str) -> str:
    """An address whose `&` were escaped twice, or within CDATA, as many sources do; other entities are left, since
    `&copy=2` belongs to an address."""
    return re.sub(r"&(?:amp|#0*38|#x0*26);", "&", text, flags=re.IGNORECASE)


def unescape_references(text: str) -> str:
    """A text of mended XML with its references resolved, as a parser does once."""
    return re.sub(r"&(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-f]{1,6});", lambda one: html.unescape(one[0]), text)
