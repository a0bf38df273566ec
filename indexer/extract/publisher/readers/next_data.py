"""The document of data that Next.js puts into its pages (`__NEXT_DATA__`)."""

from __future__ import annotations

import json
from typing import Any

from bs4 import BeautifulSoup


def next_data(soup: BeautifulSoup) -> Any:
    """The properties of the page, None where there is no such document or it cannot be read."""
    script = soup.find("script", id="__NEXT_DATA__")
    try:
        return value_at(json.loads(script.get_text(), strict=False), "props.pageProps") if script else None
    except (ValueError, RecursionError):
        return None


def value_at(value: Any, path: str) -> Any:
    """What stands at the end of a path of keys such as `article.category.name`, None where nothing does."""
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def strings(*values: Any) -> tuple[str, ...]:
    """Those of some values that are texts with something in them."""
    return tuple(value for value in values if isinstance(value, str) and value.strip())
