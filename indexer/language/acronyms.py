"""Acronyms that the user's own articles explain ("Komisi Pemberantasan Korupsi (KPK)"), stored by article, chosen by
count (decision 7).

The chosen ones are written to a small text file, since `kliping search` has no database to ask.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.engine import Engine as Database

from base.database import reading
from base.files import disk_error, write_atomically
from indexer.articles.tables import acronyms
from indexer.language.analysis import fold
from indexer.language.lexicon import Lexicon
from indexer.language.variants import mine_acronyms

MIN_ARTICLES = 3
"""Articles that must explain an acronym in the same way."""
MIN_AGREEMENT = 0.8
"""Share of the articles explaining an acronym that must agree: IKN is Ibu Kota Nusantara in three quarters of them and
Ibu Kota Negara in the rest, so neither may stand for it."""
MAX_ACRONYMS = 2_000
"""Acronyms in the file, the most frequent first; every `kliping search` reads them, 2,000 in some 15 ms."""

_HEAD = """\
# Acronyms that the articles here explain themselves. Made by `kliping index`; changes are lost.
# A line: acronym, colon, long form.
"""

AcronymPair = tuple[str, str]
"""Acronym and long form, both folded."""


def acronyms_in(body: Iterable[str]) -> frozenset[AcronymPair]:
    """The acronyms that the paragraphs of a text explain, each once."""
    return frozenset((fold(acronym), fold(long_form)) for acronym, long_form in mine_acronyms(body))


def store(connection: Connection, found: Mapping[int, Collection[AcronymPair]]) -> None:
    """Store the acronyms of texts (by the sequence of their articles) in place of those these articles had before."""
    connection.execute(sa.delete(acronyms).where(acronyms.c.article.in_(list(found))))
    rows = [
        {"article": article, "acronym": acronym, "long_form": long_form}
        for article, pairs in found.items()
        for acronym, long_form in sorted(pairs)
    ]
    if rows:
        connection.execute(sa.insert(acronyms), rows)


def choose(connection: Connection, lexicon: Lexicon) -> list[AcronymPair]:
    """The acronyms that enough articles explain and most explain alike, the most frequent first.

    Words are left out, common ones and those that only in capitals are an acronym, which is given: `isi` must not stand
    for an institute.
    """
    query = (
        sa.select(acronyms.c.acronym, acronyms.c.long_form, sa.func.count().label("number"))
        .group_by(acronyms.c.acronym, acronyms.c.long_form)
        .order_by(acronyms.c.acronym)
    )
    chosen = sorted(_agreed(connection.execute(query), lexicon), key=lambda one: (-one[0], one[1]))
    return [pair for _, pair in chosen[:MAX_ACRONYMS]]


def _agreed(rows: Iterable[sa.Row[str, str, int]], lexicon: Lexicon) -> Iterator[tuple[int, AcronymPair]]:
    for acronym, group in groupby(rows, key=lambda row: row.acronym):
        counts = {row.long_form: row.number for row in group}
        best = max(counts, key=lambda form: counts[form])
        is_word = acronym in lexicon.common or acronym in lexicon.word_acronyms
        if not is_word and counts[best] >= max(MIN_ARTICLES, MIN_AGREEMENT * sum(counts.values())):
            yield counts[best], (acronym, best)


def write_acronyms(database: Database, lexicon: Lexicon, file: Path) -> None:
    """Write the chosen acronyms to a file, atomically, unless it has them already. Raises UnavailableError."""
    with reading(database) as connection:
        text = _to_text(choose(connection, lexicon))
    try:
        if not file.exists() or file.read_bytes() != text:
            write_atomically(file, text)
    except OSError as error:
        raise disk_error(error, f"{file} cannot be written") from error


def _to_text(pairs: Sequence[AcronymPair]) -> bytes:
    return (_HEAD + "".join(f"{acronym}: {long_form}\n" for acronym, long_form in pairs)).encode()
