"""A feed that no XML parser takes, built anew from what stands whole between its tags.

Libraries that take anything put pieces together where tags are missing, and resolve `&copy=2` in an address; a wrong
link in silence is worse than one that is missed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from crawler.sources.document import unescape_references

_KNOWN = {
    "atom": "http://www.w3.org/2005/Atom",
    "feedburner": "http://rssnamespace.org/feedburner/ext/1.0",
    "media": "http://search.yahoo.com/mrss/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
}
"""The vocabularies that are told apart; an element in another counts as the feed's own."""
_ROOT = re.compile(r"<(?P<name>rss|feed|rdf:rdf)(?P<attributes>\s[^<>]*)?>", re.IGNORECASE)
_ITEM = re.compile(r"<(?:[\w-]+:)?(?P<name>item|entry)(?P<attributes>\s[^<>]*)?>", re.IGNORECASE)
_ITEM_END = re.compile(r"</(?:[\w-]+:)?(?:item|entry)\s*>", re.IGNORECASE)
_FIELD = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)"  # what stands in these are no elements
    r"|<(?P<tag>(?:(?P<prefix>[\w-]+):)?(?P<name>title|link|guid|id|origlink|pubdate|published|issued|date|created"
    r"|updated|modified|description|summary|encoded|content))(?P<attributes>\s[^<>]*?)?(?P<closed>/)?>",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TAG = re.compile(r"<[^<>]*>")
MAX_FIELDS = 60
"""Elements of an entry that are looked at; one with more is no honest one."""


def salvage(xml: str) -> etree._Element | None:
    """The tree of a feed from its whole pieces; None where it has no entries. `xml` is mended as far as that goes."""
    starts = list(_ITEM.finditer(xml))
    if not starts:
        return None
    root = _ROOT.search(xml, 0, starts[0].start())
    name = root["name"].lower().removeprefix("rdf:") if root else "rss"
    tree = etree.Element(name, _attributes(root["attributes"] if root else ""))
    channel = tree if name == "feed" else etree.SubElement(tree, "channel")
    _add_fields(channel, xml[root.end() if root else 0 : starts[0].start()])
    ends = [*(start.start() for start in starts[1:]), len(xml)]
    for start, end in zip(starts, ends, strict=True):
        item = etree.SubElement(channel, start["name"].lower(), _attributes(start["attributes"]))
        closing = _ITEM_END.search(xml, start.end(), end)
        _add_fields(item, xml[start.end() : closing.start() if closing else end])
    return tree


def _add_fields(parent: etree._Element, block: str) -> None:
    for match, text in _fields(block):
        vocabulary = _KNOWN.get((match["prefix"] or "").lower())
        name = match["name"].lower()
        child = etree.SubElement(parent, f"{{{vocabulary}}}{name}" if vocabulary else name)
        child.attrib.update(_attributes(match["attributes"]))
        child.text = _content(text, keep_whole=name not in ("title", "description", "summary", "encoded", "content"))


def _fields(block: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each element of an entry that has both its tags, with what stands between them."""
    place = 0
    for _ in range(MAX_FIELDS):
        match = _FIELD.search(block, place)
        if match is None:
            return
        place = match.end()
        if not match["tag"]:
            continue
        if match["closed"]:
            yield match, ""
            continue
        end = re.compile(rf"</{re.escape(match['tag'])}\s*>", re.IGNORECASE).search(block, place)
        if end:
            yield match, block[place : end.start()]
            place = end.end()


def _content(text: str, *, keep_whole: bool) -> str:
    """The text between two tags: what CDATA holds as it is, the rest with its references resolved and without tags.
    With `keep_whole` "" where there are any: an address that is put together is none."""
    parts = re.split(r"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>", text, flags=re.DOTALL)
    if keep_whole and any("<" in (part or "") for part in parts):
        return ""
    shown = [part or "" if number % 2 else unescape_references(_TAG.sub("", part)) for number, part in enumerate(parts)]
    return "".join(shown).strip()


def _attributes(text: str | None) -> dict[str, str]:
    """The attributes of a start tag by their names; of those with a prefix the two that lead somewhere."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(text or ""):
        value = unescape_references("".join(values)).strip()
        if name == "xml:base":
            found["{http://www.w3.org/XML/1998/namespace}base"] = value
        elif name == "rdf:about":
            found["{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"] = value
        elif ":" not in name and re.fullmatch(r"[a-zA-Z_][\w-]*", name, re.ASCII):
            found.setdefault(name, value)
    return found
