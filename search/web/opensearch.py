"""`/opensearch.xml`: how a browser searches here from its address bar (OpenSearch 1.1)."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Request
from starlette.responses import Response

from search.i18n import label

NAMESPACE = "http://a9.com/-/spec/opensearch/1.1/"
MEDIA = "application/opensearchdescription+xml"


def opensearch_routes() -> APIRouter:
    """The description of the search."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/opensearch.xml")
    async def opensearch(request: Request) -> Response:
        return Response(describe(str(request.base_url).rstrip("/")), media_type=MEDIA)

    return routes


def describe(base: str) -> bytes:
    """The description of the server at an address: its page and its feeds."""
    root = Element("OpenSearchDescription", {"xmlns": NAMESPACE})
    SubElement(root, "ShortName").text = label("site", "id")
    SubElement(root, "Description").text = label("tagline", "id")
    SubElement(root, "InputEncoding").text = "UTF-8"
    SubElement(root, "Image", {"type": "image/svg+xml"}).text = f"{base}/static/favicon.svg"
    for media, address in (
        ("text/html", f"{base}/?q={{searchTerms}}"),
        ("application/atom+xml", f"{base}/feed.atom?q={{searchTerms}}"),
        ("application/rss+xml", f"{base}/feed.rss?q={{searchTerms}}"),
    ):
        SubElement(root, "Url", {"type": media, "template": address})
    SubElement(root, "Url", {"type": MEDIA, "rel": "self", "template": f"{base}/opensearch.xml"})
    document: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return document
