"""What pages cost where a folder holds 10,000 clippings and 100,000 labels were given.

python benchmarks/folders.py [--articles 100000] [--data DIR] [--requests 20] [--limit 200]

The archive is that of `benchmarks/service.py`, kept in DIR where it is given; each article gets labels of as many sets
as it takes for 100,000. Of each page the server's processor time for a request is printed beside the limit, that of the
first request (when folders and labels are read) beside it. Last, a label is given by the page's form before each
request, as one does by keyboard. Compare the figures of one run, and look at the load.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import sys
import tempfile
import urllib.parse
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import sqlalchemy as sa

from base.database import reading, writing
from base.parts import in_parts
from benchmarks.answers import processor_seconds, queries
from benchmarks.service import fill, serving
from config.settings import Settings
from indexer.articles.article import Content
from indexer.articles.read import articles_database
from indexer.articles.tables import articles
from search.saved.collections.clips import put
from search.saved.collections.collections import add_collection, read_collections
from search.saved.labelling.giving import label_each
from search.saved.labelling.sets import NewLabel, add_set, read_sets
from search.saved.searches import saved_database

LABELS, CLIPS, FOLDER = 100_000, 10_000, "Besar"
TONES = ("Positif", "Netral", "Negatif")


def keep(data: Path, count: int) -> None:
    """Keep the folder and the labels, if they are not kept already."""
    settings, chance = Settings(), random.Random(4)
    ids = [f"{number:032x}" for number in range(count)]
    with saved_database(settings, data) as saved, articles_database(settings, data) as database:
        if read_collections(saved):
            return
        clipped = chance.sample(ids, min(CLIPS, count))
        _store(database, clipped)
        add_collection(saved, FOLDER)
        put(saved, database, FOLDER, clipped)
        for number in range(-(-LABELS // count)):
            add_set(saved, f"Set {number + 1}", [NewLabel(name) for name in TONES])
            group = read_sets(saved)[-1]
            some = ids[: min(count, LABELS - number * count)]
            label_each(
                saved, dict.fromkeys(some, "antara"), group, {one: chance.choice(group.labels) for one in some}, "a"
            )


def _store(database: sa.Engine, ids: Sequence[str]) -> None:
    """The clipped articles in short, since pages of folders read them from the database."""
    now, content = datetime.now(UTC), Content("Judul", ("Ani",), body=("Isi. " * 200,))
    shared = {
        "publisher": "antara", "publisher_name": "Antara", "kind": "page", "content": content.to_json(), "page": "",
        "text_hash": content.text_hash(), "first_seen": now, "captured": now, "instant": now, "dated_by": "page",
        "year": now.year, "version": 1,
    }  # fmt: skip
    with writing(database) as connection:
        for some in in_parts(ids):
            rows = [{"id": one, "url": f"https://antara.example/{one}", "group_id": one, **shared} for one in some]
            connection.execute(sa.insert(articles), rows)


def measure(base: str, pid: int, name: str, paths: Sequence[str], limit: float, form: str = "") -> bool:
    """Print what requests cost, behind a POST of a form where one is given; whether that is within the limit."""
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(base).netloc, timeout=300)
    costs = []
    for number, path in enumerate(paths):
        before = processor_seconds(pid)
        if form:
            head = {"Content-Type": "application/x-www-form-urlencoded"}
            connection.request("POST", "/label/beri", form.format(number=number, label=TONES[number % 3]), head)
            if (status := _read(connection)) != http.client.SEE_OTHER:
                raise RuntimeError(f"labelling: {status}")
        connection.request("GET", path)
        if (status := _read(connection)) != http.client.OK:
            raise RuntimeError(f"{path}: {status}")
        costs.append(1000 * (processor_seconds(pid) - before))
    connection.close()
    mean = sum(costs[1:]) / len(costs[1:])
    print(
        f"{name:34} {mean:6.1f} ms of processor time a request (limit {limit:.0f}); the first {costs[0]:.0f}",
        flush=True,
    )
    return mean <= limit


def _read(connection: http.client.HTTPConnection) -> int:
    answer = connection.getresponse()
    answer.read()
    return answer.status


def main() -> int:
    """Print the figures; 1 where one is over the limit."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--data", type=Path)
    options.add_argument("--requests", type=int, default=20)
    options.add_argument("--limit", type=float, default=200.0)
    options = options.parse_args()
    number, folder = options.requests + 1, urllib.parse.quote(FOLDER)
    made = queries(3)
    words = [urllib.parse.quote_plus(next(made)) for _ in range(number)]
    places = [25 * (one * 400 // number) for one in range(number)]
    label = urllib.parse.quote("Set 1/Negatif")
    pages = {
        "list of folders": ["/map"] * number,
        "folder": [f"/map/isi?nama={folder}&mulai={place}" for place in places],
        "labels": ["/label"] * number,
        "start": ["/"] * number,
        "results": [f"/?q={one}" for one in words],
        "results in the folder": [f"/?q={one}&folder={folder}" for one in words],
        "all of the folder": [f"/?folder={folder}&sort=newest"] * number,
        "results with a label": [f"/?q={one}&label={label}" for one in words],
        "all with a label": [f"/?label={label}&sort=newest"] * number,
        "article": [f"/artikel/{one:032x}" for one in range(number)],
    }
    with tempfile.TemporaryDirectory() as temporary:
        data = options.data or Path(temporary) / "data"
        fill(data, options.articles)
        keep(data, options.articles)
        with saved_database(Settings(), data) as saved, reading(saved) as connection:
            labels = connection.execute(sa.text("SELECT count(*) FROM labels_given")).scalar()
        print(f"{labels:,} labels, {read_clips(data):,} clippings", flush=True)
        os.environ.setdefault("KLIPING_SEARCH__DEADLINE_SECONDS", "60")  # a loaded machine is to be slow, not to refuse
        with serving(data) as (base, pid):
            within = [measure(base, pid, name, paths, options.limit) for name, paths in pages.items()]
            form = "article={number:032x}&who=ani&label=Set+1%2F{label}"
            results = pages["results"]
            within.append(measure(base, pid, "label by keyboard, then results", results, options.limit, form))
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return int(not all(within))


def read_clips(data: Path) -> int:
    """How many clippings the folder has."""
    with saved_database(Settings(), data) as saved:
        return sum(one.clips for one in read_collections(saved))


if __name__ == "__main__":
    raise SystemExit(main())
