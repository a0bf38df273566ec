"""Runs a real Elasticsearch on the loopback for tests, and by hand: `python tests/elasticsearch_server.py`.

It is the distribution that Elastic publishes for integration tests on Maven Central: the server's core, no
JDK inside. It needs Maven (once, to fetch it) and a JDK 21 or newer. Where the caller is root, which
Elasticsearch refuses, the server runs as `nobody`.
"""

from __future__ import annotations

import argparse
import atexit
import base64
import fcntl
import functools
import hashlib
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSION = "9.3.2"
USER = "elastic"
_ARTIFACT = "org.elasticsearch.distribution.integ-test-zip:elasticsearch"
_ZIP = Path(_ARTIFACT.replace(".", "/").replace(":", "/"), VERSION, f"elasticsearch-{VERSION}.zip")
_MIN_JAVA = 21
# The end of the input, which comes even when the caller is killed, ends the server.
_RUN = "exec 3<&0; (cat <&3 >/dev/null; kill $$) & exec bash bin/elasticsearch </dev/null 3<&-"
_START_SECONDS = 180
_STOP_SECONDS = 30
_HEAP = "-Xms512m -Xmx512m"
_SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:-UseG1GC -XX:+UseSerialGC -XX:-AlwaysPreTouch"
"""A server of tests runs for minutes, in which it costs a third less without compiling its code as well as it can, and
has half of the memory; benchmarks measure one as Elastic sets it."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: its address, and the process that started it."""

    url: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End it, by force if it takes long."""
        assert self.process.stdin
        self.process.stdin.close()
        try:
            self.process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(_STOP_SECONDS)


def lacking() -> str | None:
    """What this machine lacks to run the server, None if nothing."""
    if java_home() is None:
        return f"no JDK {_MIN_JAVA} or newer in ES_JAVA_HOME, JAVA_HOME or /usr/lib/jvm"
    if not _zip_file().exists() and shutil.which("mvn") is None:
        return "no Maven (mvn) to fetch Elasticsearch with"
    return None


def java_home() -> Path | None:
    """The newest JDK on this machine that can run the server."""
    named = [Path(os.environ[name]) for name in ("ES_JAVA_HOME", "JAVA_HOME") if os.environ.get(name)]
    homes = [*named, *Path("/usr/lib/jvm").glob("*")]
    return max((home for home in homes if _java_version(home) >= _MIN_JAVA), key=_java_version, default=None)


def _java_version(home: Path) -> int:
    release = home / "release"
    if not (home / "bin" / "javac").exists() or not release.exists():
        return 0
    match = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.MULTILINE)
    return int(match[1]) if match else 0


def _zip_file() -> Path:
    return Path.home() / ".m2" / "repository" / _ZIP


def _fetch() -> Path:
    if not _zip_file().exists():
        artifact = f"-Dartifact={_ARTIFACT}:{VERSION}:zip"
        fetch = ["mvn", "-q", "-B", "dependency:get", "-Dtransitive=false", artifact]
        subprocess.run(fetch, check=True, timeout=600, stdout=sys.stderr)  # its colours would stand before the address
    return _zip_file()


@functools.cache
def shared() -> str:
    """The address of the server of this run of pytest: the process that first asks for it starts it and stops it at
    its end, which comes when all of pytest-xdist's processes are ready."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    address = Path(tempfile.gettempdir(), f"kliping-elasticsearch-{run}.url")
    with address.open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # others wait for who starts it
        file.seek(0)
        if not (url := file.read()):
            stack = ExitStack()
            atexit.register(stack.close)
            stack.callback(address.unlink)
            url = stack.enter_context(running()).url
            file.write(url)
    return url


@contextmanager
def running(*, password: str = "") -> Iterator[Server]:
    """A healthy server with an empty data folder, gone afterwards; with a password, user `elastic` must give it."""
    folder = Path(tempfile.mkdtemp(prefix="kliping-elasticsearch-"))
    try:
        server = _start(unpack(folder), password)
        try:
            wait_until_healthy(server, folder, password)
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unpack(folder: Path) -> Path:
    """Put the server's programs into a folder; gives the folder in it that has them."""
    with zipfile.ZipFile(_fetch()) as archive:
        archive.extractall(folder)
    return folder / f"elasticsearch-{VERSION}"


def _start(tree: Path, password: str) -> Server:
    port, transport = free_ports(2)
    (tree / "config" / "elasticsearch.yml").write_text(_configuration(port, transport, secure=bool(password)))
    if password:  # as the server's own command would write them, which takes as long as the server takes to start
        (tree / "config" / "users").write_text(f"{USER}:{_hashed(password)}\n")
        (tree / "config" / "users_roles").write_text(f"superuser:{USER}\n")
    return launch(tree, tree / "config", port, own(tree.parent))


def _hashed(password: str) -> str:
    """A password as Elasticsearch keeps it in a file."""
    salt, rounds = os.urandom(32), 10_000
    made = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, rounds, 32)
    return f"{{PBKDF2}}{rounds}${base64.b64encode(salt).decode()}${base64.b64encode(made).decode()}"


def launch(tree: Path, config: Path, port: int, identity: Mapping[str, Any]) -> Server:
    """Start the programs of `tree` as configured in a folder; the output goes to `output.log` beside that."""
    with (config.parent / "output.log").open("ab") as log:
        process = subprocess.Popen(
            ["sh", "-c", _RUN],
            cwd=tree,
            env=_environment() | {"ES_PATH_CONF": str(config)},
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **identity,
        )
    return Server(f"http://127.0.0.1:{port}", process)


def _environment() -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "ES_JAVA_HOME": str(java_home()),
        "ES_JAVA_OPTS": f"{_HEAP} {_SHORT_LIVED}" if "PYTEST_VERSION" in os.environ else _HEAP,
    }


def own(folder: Path) -> dict[str, Any]:
    """Let the user have a folder whom the server runs as; gives how a process is started as that one."""
    if os.getuid() != 0:
        return {}
    for path in [folder, *folder.rglob("*")]:
        shutil.chown(path, "nobody")
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


def _configuration(port: int, transport: int, *, secure: bool) -> str:
    return f"""cluster.name: kliping-tests
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
discovery.type: single-node
action.auto_create_index: false
cluster.routing.allocation.disk.threshold_enabled: false
xpack.security.enabled: {str(secure).lower()}
xpack.security.authc.reserved_realm.enabled: {str(not secure).lower()}
xpack.security.transport.ssl.enabled: false
"""


def free_ports(count: int) -> list[int]:
    """Ports that nobody has now."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def wait_until_healthy(server: Server, folder: Path, password: str = "", *, seconds: float = _START_SECONDS) -> None:
    """Wait until every index has its first copy. Raises RuntimeError with the end of the output in the folder."""
    credentials = base64.b64encode(f"{USER}:{password}".encode()).decode()
    request = urllib.request.Request(f"{server.url}/_cluster/health?wait_for_status=yellow&timeout=5s")
    if password:
        request.add_header("Authorization", f"Basic {credentials}")
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and server.process.poll() is None:
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    output = next(folder.rglob("output.log")).read_text(errors="replace")
    raise RuntimeError(f"Elasticsearch did not become healthy in {seconds} s:\n{output[-4000:]}")


def main() -> None:
    """Run one until the input ends or Ctrl-C."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--password", default="", help="turn security on, with this password of user `elastic`")
    arguments = parser.parse_args()
    if reason := lacking():
        sys.exit(reason)
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    with running(password=arguments.password) as server:
        print(server.url, flush=True)
        try:
            sys.stdin.read()
        except KeyboardInterrupt:
            print("stopping", file=sys.stderr)


if __name__ == "__main__":
    main()
