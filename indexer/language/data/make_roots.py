"""Makes `roots.txt` out of hunspell-id's `id_ID.dic`: python -m indexer.language.data.make_roots id_ID.dic > roots.txt

Maintainers run it when a new hunspell-id is out. Kept are words of letters alone, in lower case; with
each go the affix classes that the dictionary allows it (two letters each, such as `Mk` for me-...-kan).
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

HEADER = """\
# Indonesian words and the affixes each of them takes, from hunspell-id (LibreOffice dictionaries).
# Copyright (C) 2017 Ali Ahmadi. LGPL-3, see LICENSE.LGPL-3 beside this file.
# Made by make_roots.py: words of letters alone, in lower case. A line: affix classes (- for none), words.
"""
ENTRY = re.compile(r"([A-Z]?[a-z]+)(?:/((?:\w\w)+))?")
NEEDS_AFFIX = "A2"


def read_entries(lines: Iterable[str]) -> dict[str, set[str]]:
    """The affix classes of each word; entries that are no plain word are left out."""
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for line in lines:
        entry = ENTRY.fullmatch(line.strip())
        if entry and len(entry[1]) > 1:
            flags = entry[2] or ""
            classes[entry[1].lower()].update(flags[i : i + 2] for i in range(0, len(flags), 2))
    return classes


def group(classes: dict[str, set[str]]) -> Iterator[str]:
    """One line for all the words with the same affix classes."""
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for word, flags in sorted(classes.items()):
        lines["".join(sorted(flags - {NEEDS_AFFIX})) or "-"].append(word)
    for flags_joined, words in sorted(lines.items()):
        yield f"{flags_joined} {' '.join(words)}"


def main() -> None:
    """Read the dictionary named on the command line, write the list to standard output."""
    entries = read_entries(Path(sys.argv[1]).read_text(encoding="latin-1").splitlines())
    sys.stdout.write(HEADER + "".join(line + "\n" for line in group(entries)))


if __name__ == "__main__":
    main()
