"""`kliping demo`: serve the sample site, crawl, index and search it, and say what to try next."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from string import Template

import click

from base.errors import ConfigError, KlipingError
from base.files import disk_error
from config.settings import load
from kliping.demo.site import NAMES, serve

PUBLISHERS = Path(__file__).parent / "publishers"
MARK = "demo.json"
MAX_PORT = 65535
SETTINGS = """# Settings of the demo: its publishers are on the loopback.
[crawler]
allow_private_addresses = true
delay_seconds = 0
"""


def run_demo(data: Path, *, stay: bool) -> None:
    """Run the whole pipeline over the sample site; with `stay`, serve the site and the page until Ctrl-C.

    Raises ConfigError for a folder that holds something else than a demo.
    """
    known = _ports(data)
    with serve(known) as ports:
        try:
            write_demo_folder(data, ports)
        except OSError as error:
            raise disk_error(error, f"the demo's folder {data} cannot be written") from error
        click.echo(f"A sample news site of {len(NAMES)} publishers is served on 127.0.0.1.")
        crawled = _run("crawl", data, "--once", "--all", *(word for slug in NAMES for word in ("--publisher", slug)))
        click.echo(f"Crawled:  {crawled['counts'].get('outcome_fetched', 0):,} new pages, kept in {data / 'archive'}")
        indexed = _run("index", data, "--once")
        click.echo(f"Indexed:  {indexed['indexed'].get('indexed', 0):,} new or changed articles")
        _search(data)
        _what_next(data)
        address = f"http://{load(data).settings.server.bind}/"
        if stay:
            _stay(data, address)
        else:
            click.echo(f"\nThe page: `{program()} serve --data {shlex.quote(str(data))}`, then {address}")


def _ports(data: Path) -> Mapping[str, int]:
    """The ports of an earlier run in this folder, so that its articles keep their addresses."""
    mark = data / MARK
    if mark.exists():
        try:
            ports: Mapping[str, int] = {slug: int(port) for slug, port in json.loads(mark.read_text("utf-8")).items()}
            if not all(0 <= port <= MAX_PORT for port in ports.values()):
                raise ValueError("no number of a port")  # noqa: TRY301 - damaged as what is no number is
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise ConfigError(f"{mark} is damaged; remove {data} and start the demo anew") from error
        return ports
    if data.exists() and any(data.iterdir()):
        raise ConfigError(f"{data} holds something else than a demo; name another folder with --data")
    return {}


def write_demo_folder(data: Path, ports: Mapping[str, int]) -> None:
    """Write settings and publishers of the sample site, which is served on these ports, into a data folder."""
    (data / "publishers").mkdir(parents=True, exist_ok=True)
    (data / MARK).write_text(json.dumps(ports), "utf-8")
    if not (data / "kliping.toml").exists():  # else it may hold what the user has set since
        (data / "kliping.toml").write_text(SETTINGS, "utf-8")
    for slug, port in ports.items():
        rules = Template((PUBLISHERS / f"{slug}.toml").read_text("utf-8")).substitute(port=port)
        (data / "publishers" / f"{slug}.toml").write_text(rules, "utf-8")


def _run(command: str, data: Path, *arguments: str) -> dict[str, dict[str, int]]:
    """Run a command as a process of its own (Scrapy's reactor cannot be started twice); its JSON report."""
    environment = {"KLIPING_LOG__LEVEL": "warning", **os.environ}
    line = [sys.executable, "-P", "-m", "kliping.main", command, "--json", "--data", str(data), *arguments]
    done = subprocess.run(line, stdout=subprocess.PIPE, env=environment, check=False)  # noqa: S603 - our own command
    if done.returncode:
        raise KlipingError(f"`kliping {command}` ended with {done.returncode}; its message stands above")
    report: dict[str, dict[str, int]] = json.loads(done.stdout)
    return report


def program() -> str:
    """How to call us: by name, or by the path that was used where the name is not on the PATH (as in `make run`)."""
    return "kliping" if shutil.which("kliping") else shlex.quote(sys.argv[0])


def _search(data: Path) -> None:
    from kliping.commands.search import open_context, show
    from search.answer.answer import answer
    from search.request import SearchRequest

    query = "pemberontak aleppo"
    click.secho(f"\n$ {program()} search --data {shlex.quote(str(data))} {query!r}", bold=True)
    with open_context(data, load(data).settings) as context:
        show(answer(context, SearchRequest(query=query, top=3)))


def _what_next(data: Path) -> None:
    click.secho("\nTry next", bold=True)
    folder, kliping = shlex.quote(str(data)), program()
    for arguments in (
        "'menyerang'                                  every form of a word: finds serangan",
        "'\"kaki tanah liat\"'                          an exact phrase",
        "'banjir OR longsor' --sort newest",
        "'sumber:kabar-timur laut sejak:2025-01-01'   one publisher, since a day",
    ):
        click.echo(f"  {kliping} search --data {folder} {arguments}")
    click.echo(f"  {kliping} count  --data {folder} 'harga' --by month")
    click.echo(f"\nReal publishers: `{kliping} publisher list`, then for one of them")
    click.echo(
        f"  {kliping} crawl --once --all --publisher SLUG && {kliping} index --once && {kliping} search 'pemilu'"
    )


def _stay(data: Path, address: str) -> None:
    from kliping.server import run_server

    click.echo(f"\nThe page is at {address} (Ctrl-C ends the demo)")
    run_server(load(data).settings, data)
