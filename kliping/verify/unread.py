"""Pages of the archive that the index stage is past, and never read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from base.database import Database, reading
from base.parts import AT_ONCE
from crawler.archive.inspection import Record
from indexer.index_check import passed_over, read_places
from kliping.verify.findings import Verified, named

_AGAIN = "`kliping index --from-archive` makes the articles anew from the archive"
_AGAIN_SHARED = "restore the database from a backup of before, and `kliping index --once` reads what is archived since"


class UnreadPages:
    """Looks at the archive's records one after the other. What was torn or damaged when it was to be read is stepped
    over, and not come back to once the file is whole.

    Each page that is read has an outcome. It is `kept` so long, and is no older than its page, so that of pages that
    are not older than that the outcome is there.
    """

    def __init__(self, articles: Database, kept: timedelta) -> None:
        self._articles, self._until = articles, datetime.now(UTC)
        self._since = self._until - kept
        with reading(articles) as connection:
            self._places = read_places(connection)
        self._asked, self._unread = dict[str, str](), list[str]()

    def look(self, file: str, record: Record) -> None:
        """Take a page to be asked for."""
        page = record.page
        if page and record.end <= self._places.get(file, 0) and self._since < page.captured <= self._until:
            self._asked[page.id] = page.url
            if len(self._asked) >= AT_ONCE:
                self._ask()

    def _ask(self) -> None:
        with reading(self._articles) as connection:
            self._unread += [self._asked[one] for one in passed_over(connection, list(self._asked))]
        self._asked.clear()

    def tell(self, found: Verified) -> None:
        """Name the pages."""
        self._ask()
        if self._unread:
            detail = f"{len(self._unread):,} archived pages were passed over unread: {named(sorted(self._unread))}"
            advice = _AGAIN_SHARED if self._articles.dialect.name == "postgresql" else _AGAIN
            found.add("articles.unread", "articles", detail, advice)
