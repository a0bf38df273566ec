"""A process that writes batches to an embedded engine until it is killed: `python writer.py FOLDER FIRST`.

Each batch holds as many documents as every other; a line with the batch's number is printed once it is acknowledged.
"""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from indexer.engines.embedded.engine import EmbeddedEngine
from tests.indexer.engines.corpus import document

BATCH = 40


def main(folder: str, first: str) -> None:
    """Write batches from the first number on."""
    engine = EmbeddedEngine(Path(folder), 15_000_000)
    for batch in count(int(first)):
        titles = [f"rombongan{batch} kota{number}" for number in range(BATCH)]
        upserts = [document(batch * BATCH + n, title=title, body="isi " * n) for n, title in enumerate(titles)]
        engine.write("1", upserts, [])
        print(batch, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
