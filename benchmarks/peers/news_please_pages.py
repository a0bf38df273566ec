"""news-please reads the addresses in a file, one after the other: `news_please_pages.py FILE`, with its own Python.

It is driven as a library, by `NewsPlease.from_url`, which fetches a page and reads the article off it; without its
pictures, each of which would be a request. Nothing is stored.
"""

from __future__ import annotations

import sys
from pathlib import Path

from newsplease import NewsPlease


def main() -> int:
    """Read them all; 1 where one gave nothing."""
    urls = Path(sys.argv[1]).read_text("utf-8").split()
    articles = [NewsPlease.from_url(url, request_args={"timeout": 30}, fetch_images=False) for url in urls]
    return int(not all(article and article.title for article in articles))


if __name__ == "__main__":
    raise SystemExit(main())
