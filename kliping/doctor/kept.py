"""What users keep, where it works otherwise than they think."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from base.errors import KlipingError
from config.settings import Settings
from kliping.doctor.finding import Finding, warning
from search.saved.collections.collections import alike
from search.saved.collections.reader import FolderReader

_ADVICE = (
    "make a folder of another name (`kliping collection add`), put the articles of one of them into it (`collection "
    "show NAME --hidden --json` has their ids and your notes, `collection put` and `edit --note` take them), then "
    "`collection remove` that one"
)


def look_at_folders(settings: Settings, data: Path) -> Iterator[Finding]:
    """Folders whose names are one to a query, as could be made before they were refused."""
    try:
        names = [one.name for one in FolderReader(settings, data).folders()]
    except KlipingError:
        return  # the look at the databases says so
    for some in alike(names):
        named = ", ".join(f"“{one}”" for one in sorted(some))
        text = f"the folders {named} are one to a query (capitals, accents and the form of signs do not count in it)"
        text += ": searches, counts and exports of one have the other's too"
        yield warning("clippings", text, _ADVICE)
