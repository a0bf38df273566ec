"""A Chromium for tests marked `browser`: Debian's, or the one that KLIPING_BROWSER names. The one
without windows is the same engine, and takes two fifths of the processor time."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start it; skips where there is none, unless `KLIPING_REQUIRE_BROWSER=1`: then fails."""
    program = os.environ.get("KLIPING_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        is_required = os.environ.get("KLIPING_REQUIRE_BROWSER") == "1"
        (pytest.fail if is_required else pytest.skip)("no Chromium: apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        # a container's root has no sandbox to put the browser in; it sees pages of this machine alone
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()
