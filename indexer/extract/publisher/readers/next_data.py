"""The document of data that Next.js puts into its pages (`__NEXT_DATA__`)."""

from __future__ import annotations

import json
from typing import Any

from bs4 import BeautifulSoup


def next_data(soup: BeautifulSoup) -> Any:
    """The properties of the page; None if there is no such document or it cannot be parsed."""
    script = soup.find("script", id="__NEXT_DATA__")
    try:
        return value_at(json.loads(script.get_text(), strict=False), "props.pageProps") if script else None
    except (ValueError, RecursionError):
        return None


def value_at(value: Any, path: str) -> Any:
    """The value at a path of keys such as `article.category.name`; None if there is none."""
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def strings(*values: Any) -> tuple[str, ...]:
    """The values that are strings and not blank."""
    return tuple(value for value in values if isinstance(value, str) and value.strip())
