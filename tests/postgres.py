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
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

_NUMBERS = itertools.count(1)
_SETTINGS = (
    "listen_addresses=127.0.0.1 unix_socket_directories='' max_connections=50 timezone=Asia/Jakarta "
    "fsync=off full_page_writes=off wal_level=minimal max_wal_senders=0 autovacuum=off"
)
"""Nothing of it outlives the machine, and with a hundred databases a vacuum would begin every half second."""


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

        port = server().port
    except (ImportError, NotRunnableError) as error:
        is_required = os.environ.get("KLIPING_REQUIRE_POSTGRES") == "1"
        (pytest.fail if is_required else pytest.skip)(f"no PostgreSQL: {error}")
    name = f"kliping_{next(_NUMBERS)}"
    with psycopg.connect(host="127.0.0.1", port=port, user="kliping", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return f"postgresql+psycopg://kliping@127.0.0.1:{port}/{name}"


START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Server:
    """The server of this process, which tests may kill, freeze and start again."""

    port: int
    data: Path
    user: str | None

    def start(self) -> None:
        """Start it, and wait until it takes connections. One that was killed lets itself be started once the last of
        its processes is gone."""
        options = " ".join(f"-c {setting}" for setting in [*_SETTINGS.split(), f"port={self.port}"])
        end = time.monotonic() + START_SECONDS
        while True:
            try:
                self._control("-l", self.data.parent / "log", "-w", "-t", "50", "-o", options, "start")
            except subprocess.CalledProcessError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.5)
            else:
                return

    def stop(self, mode: str = "immediate") -> None:
        """Let it end: `fast` ends what its clients do, `immediate` leaves it to be undone at the next start."""
        self._control("-m", mode, "stop")

    def kill(self) -> None:
        """SIGKILL all of its processes."""
        self.signal(signal.SIGKILL)

    def freeze(self) -> None:
        """Stop all of its processes where they are, connections open."""
        self.signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let frozen processes go on."""
        self.signal(signal.SIGCONT)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to all of its processes, the one that makes the others first."""
        for process in self.processes():
            with suppress(ProcessLookupError):
                os.kill(process, number)

    def processes(self) -> list[int]:
        """Its processes, the one that makes the others first."""
        postmaster = (self.data / "postmaster.pid").read_text().split()[0]
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        return [int(postmaster), *map(int, children)]

    def _control(self, *arguments: object) -> None:
        _run(self.data.parent, self.user, _programs() / "pg_ctl", "-D", self.data, *arguments)


@functools.cache
def server() -> Server:
    """Start the server."""
    programs, user = _programs(), _user()
    folder = Path(tempfile.mkdtemp(prefix="kliping-postgres-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    if user is not None:
        shutil.chown(folder, user)
    data = folder / "data"
    forms = ["-A", "trust", "-U", "kliping", "-E", "UTF8", "--locale=C", "--no-sync"]
    _run(folder, user, programs / "initdb", "-D", data, *forms)
    made = Server(free_port(), data, user)
    made.start()
    atexit.register(made.stop)
    return made


def _run(folder: Path, user: str | None, *command: object) -> None:
    subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        user=user,
        check=True,
        timeout=60,
        stdout=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )


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


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
