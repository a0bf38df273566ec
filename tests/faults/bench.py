"""Runs an operation with a fault at one of its calls, lets it recover, and says what came of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from base.files import remove_folder
from base.urls import canonical_url
from tests.faults.holdings import Harm, archived
from tests.faults.operations import BESIDE, SETTINGS, Command, Operation, World, operations
from tests.faults.shim import Fault, Shim

ROOT = Path(__file__).parents[2]
_NAMED, _MOVED = re.compile(r"`kliping ([^`]+)`"), re.compile(r"([a-z]+\.sqlite).*move it away")


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, the negative number of the signal, or None where it hung."""

    code: int | None
    log: str

    @property
    def is_clear(self) -> bool:
        """Whether it ended as a command may: well, partly, or with a reason."""
        return self.code in (0, 3, 4) and "Traceback" not in self.log


@dataclass(frozen=True)
class Case:
    """What came of one fault: how the disturbed command ended, what was done by hand, and what harm was left."""

    place: int
    ended: Ended
    harm: Harm
    by_hand: tuple[str, ...]
    stuck: str
    seconds: float

    @property
    def is_well(self) -> bool:
        return not self.harm and not self.stuck


class Bench:
    """Data folders in which operations are disturbed; `template` is one with all that comes before the operation."""

    def __init__(self, folder: Path, shim: Shim, world: World, forker: subprocess.Popen[str]) -> None:
        self.folder, self.shim, self.world, self._forker = folder, shim, world, forker
        self._operations = {one.name: one for one in operations(world)}
        self._calls = dict[str, str]()

    def operation(self, name: str) -> Operation:
        return self._operations[name]

    def run(
        self, data: Path, command: Command, settings: Mapping[str, str] = {}, limits: Mapping[str, int] = {}
    ) -> Ended:
        """Run a command in a process of its own, with more settings and with limits of the kernel."""
        log = self.folder / "log"
        words = [word.replace(BESIDE, str(data.parent)) for word in command]
        job = {"arguments": [*words, "--data", str(data)], "settings": {**SETTINGS, **settings}, "log": str(log)}
        job |= {"limits": {**limits}}
        stdin, stdout = self._forker.stdin, self._forker.stdout
        assert stdin
        assert stdout
        stdin.write(json.dumps(job) + "\n")
        stdin.flush()
        answer = stdout.readline().strip()
        return Ended(None if answer == "hangs" else int(answer), log.read_text("utf-8", "replace"))

    def template(self, operation: Operation) -> Path:
        """A folder in which the operation can begin."""
        data = self.folder / f"before {operation.name}"
        if not data.exists():
            self.shim.disarm()
            data.mkdir()
            for command in operation.before:
                ended = self.run(data, command)
                assert ended.code == 0, ended.log
            operation.fill(self.world, data)
        return data

    def calls(self, operation: Operation) -> str:
        """The calls of an operation that nothing disturbs, after which all must be well."""
        if operation.name not in self._calls:
            self._calls[operation.name] = self._count_calls(operation)
        return self._calls[operation.name]

    def _count_calls(self, operation: Operation) -> str:
        with self.copied(operation) as data:
            self.shim.arm(data.parent)
            ended = self.run(data, operation.command)
            calls = self.shim.calls()
            self.shim.disarm()
            assert ended.code == 0, ended.log
            harm = operation.look(self.world, data)
            assert not harm, harm
        return calls

    def disturb(self, operation: Operation, fault: Fault, place: int) -> Case:
        """Let a fault happen at a call, then recover."""
        with self.copied(operation) as data:
            self.shim.arm(data.parent, fault, place)
            ended = self.run(data, operation.command)
            self.shim.disarm()
            return self.recover(operation, data, ended, place)

    def recover(self, operation: Operation, data: Path, ended: Ended, place: int = 0) -> Case:
        """Do what anybody would: run it again and, where that is refused, the command that the message names."""
        broken = self._broken_promise(operation, data, ended)
        begun, by_hand, stuck = time.monotonic(), list[str](), ""
        for command in operation.commands_again():
            again = self.run(data, command, operation.settings)
            if again.code != 0 and (done := self._as_told(data, again.log)):
                by_hand.append(done)
                again = self.run(data, command, operation.settings)
            if again.code != 0:
                stuck = f"{' '.join(command)} ends with {again.code}: {again.log[-2000:]}"
        seconds = time.monotonic() - begun
        return Case(place, ended, broken or operation.look(self.world, data), tuple(by_hand), stuck, seconds)

    def _as_told(self, data: Path, log: str) -> str:
        """Do what a message says is to be done by hand; returns what that was."""
        if found := _MOVED.search(log):
            for file in data.glob(f"{found[1]}*"):
                file.unlink()
            return f"mv {found[1]}* elsewhere"
        named = [one for one in _NAMED.findall(log) if one != "index"]
        if named:
            self.run(data, tuple(named[0].split()))
        return f"kliping {named[0]}" if named else ""

    def _broken_promise(self, operation: Operation, data: Path, ended: Ended) -> Harm:
        """What is missing at once of what was acknowledged: by an exit code of 0, or by a line about a page."""
        if ended.code == 0:
            return operation.look(self.world, data)
        told = [json.loads(line) for line in ended.log.splitlines() if line.startswith('{"@timestamp')]
        pages = {
            one["url.full"] for one in told if one.get("kliping.outcome") == "fetched" and "/baca/" in one["url.full"]
        }
        return Harm(lost=tuple({canonical_url(url) for url in pages} - archived(data).keys()))

    @contextmanager
    def copied(self, operation: Operation, place: Path | None = None) -> Iterator[Path]:
        """A folder in which the operation can begin, gone afterwards with all that is beside it."""
        data = place or self.folder / operation.name / "data"
        shutil.copytree(self.template(operation), data)
        self.world.hook.posts.clear()
        self.world.site.seen.clear()
        try:
            yield data
        finally:
            remove_folder(data if place else data.parent)


@contextmanager
def open_bench(folder: Path, world: World) -> Iterator[Bench]:
    """A bench in an empty folder."""
    shim = Shim(folder)
    command = [sys.executable, "-m", "tests.faults.forker"]
    environment = {"PATH": "/usr/bin:/bin", **shim.environment}
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as forker:
        yield Bench(folder, shim, world, forker)
        assert forker.stdin
        forker.stdin.close()
