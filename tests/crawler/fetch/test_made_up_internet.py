"""Where every address of the world answers, none but the site's is asked: the product as it is, in a network namespace
with a name server and canaries of our own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.crawler.fetch.made_up_internet import REBINDING, WAYS
from tests.crawler.fetch.private_spellings import FORMS, NAMES

ROOT = Path(__file__).parents[3]
DEADLINE = 500  # it takes a dozen seconds of processor time

pytestmark = pytest.mark.timeout(DEADLINE + 60)


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of each way. Skipped loudly where the machine lets nobody make a network of their own."""
    unshare = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--net"]
    if not (shutil.which("unshare") and shutil.which("ip")):
        pytest.skip("no unshare or ip here (Debian: util-linux, iproute2)")
    if subprocess.run([*unshare, "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine allows no network namespaces")
    command = [
        *unshare,
        sys.executable,
        "-m",
        "tests.crawler.fetch.made_up_internet",
        str(tmp_path_factory.mktemp("net")),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("way", WAYS)
def test_nobody_but_the_site_is_connected_to(tried: dict[str, Any], way: str) -> None:
    assert tried[way]["canaries"] == []


def test_every_spelling_is_tried_by_every_way(tried: dict[str, Any]) -> None:
    for way in ("sources", "links of a feed", "redirects of pages", "redirects of robots.txt"):
        assert tried[way]["ended"]["address_blocked"] >= 80, way
    assert tried["clips"]["ended"]["address_blocked"] >= 2 * 80
    assert tried["further parts"]["ended"]["fetched"] >= 80
    assert tried["webhooks"]["ended"] == {"refused": len(FORMS)}
    assert len(FORMS) >= 90
    assert len(NAMES) >= 10


def test_a_name_leads_where_it_led_when_it_was_looked_at(tried: dict[str, Any]) -> None:
    assert tried["names that turn"]["ended"] == {"fetched": REBINDING // 2, "address_blocked": REBINDING // 2}


def test_the_canaries_sing_where_they_are_reached(tried: dict[str, Any]) -> None:
    assert tried["allowed"]["canaries"] == ["10.0.0.5:80", "10.1.2.3:80", "fd00::7:80"]
