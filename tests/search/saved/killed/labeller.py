"""A process that labels and clips articles without end, and says what it was told is done: to be killed."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from config.settings import Settings
from indexer.articles.read import articles_database
from search.saved.collections.clips import put
from search.saved.labelling.giving import known_publishers, label_articles
from search.saved.labelling.sets import read_sets
from search.saved.searches import saved_database

FOLDER = "Map"


def run(data: Path, first: int) -> None:
    """Give each article of `n0`, `n1`, … a label and put it into the folder, from `first` on; print its number then."""
    settings = Settings()
    with saved_database(settings, data) as saved, articles_database(settings, data) as database:
        [group] = read_sets(saved)
        for number in itertools.count(first):
            name = f"n{number}"
            label = group.labels[number % len(group.labels)]
            label_articles(saved, known_publishers(database, [name]), group, label, "rina")
            put(saved, database, FOLDER, [name])
            print(number, flush=True)


if __name__ == "__main__":
    run(Path(sys.argv[1]), int(sys.argv[2]))
