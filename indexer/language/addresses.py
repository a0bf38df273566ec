"""The terms of a page's address, the same for all the ways it is written: `https://www.warta.id/a?utm_source=x` too."""

from __future__ import annotations

import re
from urllib.parse import unquote

from base.urls import canonical_url
from indexer.language.folding import fold
from indexer.language.lexicon import MAX_TERM

_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_PART = re.compile(r"[^\W_]+")


def address_terms(address: str) -> tuple[str, ...]:
    """The words and numbers of the host, path and parameters that name the article; of a part of an address as well."""
    whole = address if _SCHEME.match(address) else f"https://{address}"
    key = _SCHEME.sub("", canonical_url(whole), count=1)
    return tuple(part[:MAX_TERM] for part in _PART.findall(fold(unquote(key))))
