"""A throw-away PostgreSQL for tests marked `postgres`: started once a process, stopped at its end.

from tests.postgres import postgres_url  # a fixture: the address of an empty database
"""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

_NUMBERS = itertools.count(1)
_SETTINGS = "listen_addresses=127.0.0.1 unix_socket_directories='' fsync=off max_connections=50 timezone=Asia/Jakarta"


class NotRunnableError(Exception):
    """Why there can be no server on this machine."""


@pytest.fixture
def postgres_url() -> str:
    """`database.url` of a new, empty database."""
    return new_database()


def new_database() -> str:
    """Make one; skips where PostgreSQL cannot be run, unless `KLIPING_REQUIRE_POSTGRES=1`: then fails."""
    try:
        import psycopg  # noqa: PLC0415 - may be missing

        port = _server()
    except (ImportError, NotRunnableError) as error:
        is_required = os.environ.get("KLIPING_REQUIRE_POSTGRES") == "1"
        (pytest.fail if is_required else pytest.skip)(f"no PostgreSQL: {error}")
    name = f"kliping_{next(_NUMBERS)}"
    with psycopg.connect(host="127.0.0.1", port=port, user="kliping", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return f"postgresql+psycopg://kliping@127.0.0.1:{port}/{name}"


@functools.cache
def _server() -> int:
    """Start the server; returns its port."""
    programs, user = _programs(), _user()
    folder = Path(tempfile.mkdtemp(prefix="kliping-postgres-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if user is not None:
        shutil.chown(folder, user)
    run = functools.partial(
        subprocess.run,
        cwd=folder,
        user=user,
        check=True,
        timeout=60,
        stdout=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    data = folder / "data"
    run([programs / "initdb", "-D", data, "-A", "trust", "-U", "kliping", "-E", "UTF8", "--locale=C", "--no-sync"])
    port = _free_port()
    options = " ".join(f"-c {setting}" for setting in [*_SETTINGS.split(), f"port={port}"])
    run([programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-t", "50", "-o", options, "start"])
    atexit.register(run, [programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"])
    return port


def _programs() -> Path:
    """Where `initdb` and `pg_ctl` are: on the path or where Debian puts them."""
    found = shutil.which("initdb")
    folders = [Path(found).resolve().parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not folders or not (folders[-1] / "initdb").exists():
        raise NotRunnableError("its programs are not installed (Debian: apt install postgresql)")
    return folders[-1]


def _user() -> str | None:
    """Whom to run it as: PostgreSQL refuses to be run by root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise NotRunnableError("it refuses to be run by root, and there is no user postgres or nobody")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
