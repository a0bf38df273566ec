"""This machine: the folder and its rights, the disk, the clock, the versions of what runs."""

from __future__ import annotations

import fcntl
import os
import platform
import re
import sqlite3
import stat
import statistics
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from base.data_dir import NO_LOCKS
from base.disk import days_left, everything_in, free_bytes
from base.files import user_name
from base.http_date import read_http_date
from config.settings import Settings
from crawler.archive.archive import Page, newest_pages
from kliping.doctor.finding import Finding, bad, ok, warning

MIN_SQLITE = (3, 35, 0)
"""The first with RETURNING, which our statements need."""
MIN_DAYS_LEFT = 14.0
"""As the alert `KlipingDiskFilling` has it."""
MIN_FREE_FILES = 10_000
"""A file system may run out of inodes with room left; an index has some hundred files, the archive one for 256 MB."""
MAX_SKEW_SECONDS, MAX_BEARABLE_SKEW_SECONDS = 60.0, 3_600.0
"""A minute makes "2 hours ago" on a page wrong, which nobody sees; beyond an hour days and schedules are wrong."""
MIN_HOSTS = 3
"""One host's clock may be the wrong one."""
WRITTEN = ("*.sqlite*", "*.lock", "archive", "archive/*", "index")
"""What Kliping writes in a data folder, all but what is within the index. Settings and publishers it only reads."""
MAX_NAMED = 3
"""Of files that are wrong all in the same way."""
GIB = 1024**3
_SECRET = re.compile(r"password|api_key|secret|://[^/\s]*:[^/\s]*@")


def look_at_versions() -> Iterator[Finding]:
    """What runs here."""
    found = f"Kliping {version('kliping')}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    if sqlite3.sqlite_version_info < MIN_SQLITE:
        least = ".".join(map(str, MIN_SQLITE))
        yield bad("versions", found, f"install SQLite {least} or newer, or a Python that brings it")
    else:
        yield ok("versions", found)


def look_at_folder(data: Path) -> Iterator[Finding]:
    """Whether the folder can be written to and locked, and whether others can read its secrets."""
    if not data.is_dir():
        yield bad(
            "folder", f"there is no folder {data}", "`kliping crawl` or `kliping import` makes it; --data names it"
        )
        return
    places = [data, *(one for name in WRITTEN for one in data.glob(name)), *everything_in(data / "index")]
    if refused := [place for place in places if not os.access(place, os.W_OK) and place.exists()]:
        names = ", ".join(map(str, refused[:MAX_NAMED])) + (" and others" if len(refused) > MAX_NAMED else "")
        yield bad(
            "folder", f"{names} cannot be written to by this user", f"chown -R $(id -un) {data}, or run as its owner"
        )
        return
    owner = data.stat().st_uid
    if strange := next((place for place in places if _owner(place) not in (owner, None)), None):
        text = f"{strange} does not belong to {user_name(owner)}, as the folder does: who runs it cannot write there"
        yield warning("folder", text, f"chown -R --reference={data} {data}")
    yield _locks(data)
    settings = data / "kliping.toml"
    if (
        settings.exists()
        and settings.stat().st_mode & stat.S_IROTH
        and _SECRET.search(settings.read_text("utf-8", "replace"))
    ):
        yield warning(
            "folder",
            f"{settings} holds a password, and every user of this machine can read it",
            f"chmod 600 {settings}",
        )


def _owner(place: Path) -> int | None:
    """None where it is gone meanwhile, as a file of the index when it is merged."""
    try:
        return place.stat().st_uid
    except FileNotFoundError:
        return None


def _locks(data: Path) -> Finding:
    """Whether the file system has locks, which keep two processes from one job."""
    handle = os.open(data, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in NO_LOCKS:
            text = f"the file system of {data} has no locks ({error.strerror})"
            return bad("folder", text, "keep the folder on a local disk, or mount it with locks")
    finally:
        os.close(handle)
    return ok("folder", f"{data} can be written to and locked")


def look_at_disk(settings: Settings, data: Path) -> Iterator[Finding]:
    """The room that is left, and how long it lasts."""
    free, least = free_bytes(data), settings.crawler.min_free_bytes
    days = days_left(data, data / "archive", datetime.now(UTC).timestamp())
    lasts = "how long that lasts is known after a day of crawling" if days is None else f"enough for {days:,.0f} days"
    text = f"{free / GIB:,.1f} GiB free; {lasts}"
    advice = "make room, or let old pages go: archive.keep_days, archive.keep_bytes"
    if free < least:
        yield bad("disk", f"{text}; crawling pauses below crawler.min_free_bytes ({least / GIB:,.2f} GiB)", advice)
    elif days is not None and days < MIN_DAYS_LEFT:
        yield warning("disk", text, advice)
    else:
        yield ok("disk", text)
    files = os.statvfs(data)
    if files.f_files and files.f_favail < MIN_FREE_FILES:
        yield bad(
            "disk", f"the file system has room for {files.f_favail:,} more files alone", "remove files of others there"
        )


def look_at_clock(data: Path) -> Iterator[Finding]:
    """This clock beside those of the sites whose pages came last, and beside the files that were written before."""
    now = datetime.now(UTC)
    ahead = max(map(_written, data.iterdir()), default=0.0) - now.timestamp()
    if ahead > MAX_SKEW_SECONDS:
        yield bad(
            "clock",
            f"files in {data} were written {_span(ahead)} in the future: this clock is behind, or was ahead",
            "set the clock (timedatectl set-ntp true); what was put off too far is pulled back by itself",
        )
        return
    pages = list(newest_pages(data / "archive"))
    skews = {host: skew for page in pages if (host := urlsplit(page.url).netloc) and (skew := _skew(page)) is not None}
    if len(skews) < MIN_HOSTS:
        yield ok(
            "clock", f"{now:%Y-%m-%d %H:%M:%S} UTC; fewer than {MIN_HOSTS} sites have answered yet to compare it with"
        )
        return
    skew = statistics.median(skews.values())
    told = (
        f"when {len(skews)} sites last answered it was {_span(abs(skew))} {'ahead of' if skew > 0 else 'behind'} theirs"
    )
    if abs(skew) <= MAX_SKEW_SECONDS:
        yield ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC; {told}")
    else:
        level = bad if abs(skew) > MAX_BEARABLE_SKEW_SECONDS else warning
        yield level("clock", told, "set the clock: timedatectl set-ntp true")


def _written(path: Path) -> float:
    """When a file was written; 0 where it is gone, as what SQLite writes beside a database comes and goes."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return 0.0
    return found.st_mtime if stat.S_ISREG(found.st_mode) else 0.0


def _skew(page: Page) -> float | None:
    """By how many seconds our clock was ahead of the server's; None where it did not tell the time of its answer."""
    headers = {name.lower(): value for name, value in page.headers}
    if "date" not in headers or "age" in headers:  # the second comes from a cache, with an old date
        return None
    answered = read_http_date(headers["date"])
    return (page.captured - answered).total_seconds() if answered else None


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:,.0f} s"
    units = {"minutes": 60, "hours": 3_600, "days": 86_400}
    name = max((name for name, size in units.items() if seconds >= 2 * size), key=units.__getitem__)
    return f"{seconds / units[name]:,.0f} {name}"
