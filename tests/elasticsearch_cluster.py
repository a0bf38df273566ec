"""Several real Elasticsearch nodes of one cluster on the loopback, any of which can be killed and started again."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.elasticsearch_server import Server, free_ports, launch, own, unpack, wait_until_healthy

START_SECONDS = 900.0
"""Three Java machines that start at once on two busy cores."""


@dataclass(slots=True)
class Node:
    """A node with a folder of its own (`config`, `data`, `logs`)."""

    name: str
    tree: Path
    folder: Path
    port: int
    identity: Mapping[str, Any]
    server: Server | None = field(default=None)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; it answers some seconds later."""
        self.server = launch(self.tree, self.folder / "config", self.port, self.identity)

    def kill(self) -> None:
        """SIGKILL the server and what started it."""
        self.signal(signal.SIGKILL)
        if self.server:
            self.server.process.wait(30)
            assert self.server.process.stdin
            self.server.process.stdin.close()
        self.server = None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to its processes."""
        if self.server:
            os.killpg(self.server.process.pid, number)


@contextmanager
def cluster(names: Sequence[str] = ("satu", "dua", "tiga")) -> Iterator[list[Node]]:
    """A healthy cluster of so many nodes with empty data folders, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="kliping-cluster-"))
    nodes: list[Node] = []
    try:
        tree = unpack(folder)
        free = free_ports(2 * len(names))
        ports, transports = free[: len(names)], free[len(names) :]
        for name, port, transport in zip(names, ports, transports, strict=True):
            shutil.copytree(tree / "config", folder / name / "config")
            text = _configuration(name, folder / name, port, transport, transports, names)
            (folder / name / "config" / "elasticsearch.yml").write_text(text)
        identity = own(folder)
        for name, port in zip(names, ports, strict=True):
            nodes.append(Node(name, tree, folder / name, port, identity))
            nodes[-1].start()
        for node in nodes:
            assert node.server
            wait_until_healthy(node.server, node.folder, seconds=START_SECONDS)
        yield nodes
    finally:
        for node in nodes:
            node.kill()
        shutil.rmtree(folder, ignore_errors=True)


def _configuration(
    name: str, folder: Path, port: int, transport: int, transports: Sequence[int], names: Sequence[str]
) -> str:
    seeds = ", ".join(f'"127.0.0.1:{one}"' for one in transports)
    return f"""cluster.name: kliping-cluster
node.name: {name}
path.data: {folder}/data
path.logs: {folder}/logs
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
discovery.seed_hosts: [{seeds}]
cluster.initial_master_nodes: [{", ".join(names)}]
action.auto_create_index: false
cluster.routing.allocation.disk.threshold_enabled: false
xpack.security.enabled: false
"""
