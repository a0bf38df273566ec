"""A run of spikes and mailed reports in which `alert run` is killed with SIGKILL at chance moments and the receivers
fail now and then. As a program (`python spikes_run.py DATA SECONDS`) it is that process, at the desk's own time.

Shared by the short test of the suite and by `benchmarks/alerts.py --only reports`, which kills 100 times.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_string
from email.policy import default
from pathlib import Path

import sqlalchemy as sa
import time_machine

from base.database import reading, writing
from config.settings import load
from search.saved.reports.schedules import set_report
from search.saved.run import run_alerts
from search.saved.searches import Receiver
from search.saved.spikes.tables import spikes
from search.saved.spikes.watching import watch_search
from search.saved.tables import deliveries
from tests.base.notify.servers import Hook, MailBox, hook_server, mail_server
from tests.search.saved.desk import HOOK, POST, START, Desk, open_desk
from tests.search.saved.spikes.desk import flood, weeks_before

ROOT = Path(__file__).parents[4]
DAYS = ("27 Nov 2026", "28 Nov 2026")
"""Those that reports are due of when a search is saved."""
END_SECONDS = 120.0
"""Within which something more must come at the end, until all is there; a loaded machine takes some for each report."""


@dataclass
class Killed:
    """A desk with weeks of news and a flood, the process that tells of it, and what came."""

    desk: Desk
    hook: Hook
    box: MailBox
    chance: random.Random
    begun: float = field(default_factory=time.time)
    process: subprocess.Popen[bytes] | None = None
    names: list[str] = field(default_factory=list)
    kills: int = 0
    ended: list[int] = field(default_factory=list)

    def save(self, number: int) -> None:
        """Save searches that are watched, for which it is a spike, and of which reports are due."""
        for _ in range(number):
            name = f"banjir {len(self.names)}"
            self.desk.save(name, "banjir", Receiver(0, "webhook", self.hook.url, HOOK.secret), POST, every="never")
            watch_search(self.desk.saved, name, is_on=True)
            set_report(self.desk.saved, name, "day", "html", "id", START - timedelta(days=len(DAYS)))
            self.names.append(name)

    def keep_running(self) -> subprocess.Popen[bytes]:
        """Start the process where it does not run; an end without a kill is noted."""
        if self.process is not None and self.process.poll() is None:
            return self.process
        if self.process is not None and self.process.returncode != -signal.SIGKILL:
            self.ended.append(self.process.returncode)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KLIPING_")}
        environment |= {
            "PYTHONPATH": str(ROOT),
            "KLIPING_ALERTS__ALLOW_PRIVATE_ADDRESSES": "true",
            "KLIPING_MAIL__SERVER": "127.0.0.1",
            "KLIPING_MAIL__PORT": str(self.box.port),
            "KLIPING_MAIL__SENDER": "kliping@contoh.example",
            "KLIPING_MAIL__TLS": "none",
        }
        program = [sys.executable, __file__, str(self.desk.data), str(time.time() - self.begun)]
        self.process = subprocess.Popen(program, env=environment, start_new_session=True, stdout=subprocess.PIPE)
        assert self.process.stdout
        with self.process.stdout as said:
            said.readline()  # it is about to begin
        return self.process

    def kill(self) -> None:
        """Kill the process, and what it has started."""
        process = self.keep_running()
        os.killpg(process.pid, signal.SIGKILL)
        self.kills += process.wait(30) == -signal.SIGKILL

    def spiked(self) -> Mapping[str, set[str]]:
        """The ids of the webhooks and mails in which each search's spike came."""
        found = defaultdict[str, set[str]](set)
        for headers, body in list(self.hook.posts):
            found[f"{json.loads(body)['data']['alert']} webhook"].add(headers["webhook-id"])
        for subject, ids in self._mails().items():
            if ": lonjakan, " in subject:
                found[f"{subject.partition(':')[0].removeprefix('[Kliping] ')} mail"] |= ids.keys()
        return found

    def reported(self) -> Mapping[str, Mapping[str, set[str]]]:
        """Of each search's report of a day the mails that brought it, each with what was attached."""
        return {name: ids for name, ids in self._mails().items() if ": laporan harian, " in name}

    def _mails(self) -> Mapping[str, Mapping[str, set[str]]]:
        """What was attached by subject and id."""
        found: dict[str, dict[str, set[str]]] = {}
        for text in list(self.box.mails):
            mail = message_from_string(text, policy=default)
            files = [part.get_content() for part in mail.iter_attachments()]  # type: ignore[attr-defined]
            found.setdefault(str(mail["Subject"]), {}).setdefault(mail["Message-ID"], set()).update(files)
        return found

    def wanted_spikes(self) -> set[str]:
        return {f"{name} {channel}" for name in self.names for channel in ("webhook", "mail")}

    def wanted_reports(self) -> set[str]:
        return {f"[Kliping] {name}: laporan harian, {day}" for name in self.names for day in DAYS}

    def missing(self) -> set[str]:
        return (self.wanted_spikes() - self.spiked().keys()) | (self.wanted_reports() - self.reported().keys())

    def doubled(self) -> list[str]:
        """Spikes and reports that came in more than one message, or were noted more than once."""
        messages: list[tuple[str, Mapping[str, object] | set[str]]] = [*self.spiked().items(), *self.reported().items()]
        with reading(self.desk.saved) as connection:
            noted = connection.execute(sa.select(spikes.c.search)).scalars().all()
        twice = {str(one) for one in noted if noted.count(one) > 1}
        return [*(name for name, ids in messages if len(ids) != 1), *twice]

    def broken(self) -> list[str]:
        """Reports that came without their file, with half of it, or with another the second time."""
        mails = [(name, files) for name, ids in self.reported().items() for files in ids.values()]
        return [name for name, files in mails if len(files) != 1 or not all(map(_is_whole, files))]

    def repeated(self) -> tuple[int, int]:
        """How many webhooks and mails came again under the same id."""
        posts = len(self.hook.posts) - len({headers["webhook-id"] for headers, _ in self.hook.posts})
        return posts, len(self.box.mails) - sum(map(len, self._mails().values()))


def _is_whole(report: str) -> bool:
    return report.rstrip().endswith("</html>") and "Banjir surut hari ke-" in report


@contextmanager
def spikes_run(folder: Path, seed: int) -> Iterator[Killed]:
    """A desk with searches to tell of; the process is ended at the end."""
    with hook_server() as hook, mail_server() as box, open_desk(folder) as desk:
        desk.take_in(*weeks_before(), *flood(START))
        run = Killed(desk, hook, box, random.Random(seed))
        try:
            yield run
        finally:
            if run.process is not None and run.process.poll() is None:
                run.kill()


def kill_at_chance(run: Killed, kills: int, searches: int, longest: float) -> None:
    """Save so many searches and kill the process so often, each time within so many seconds of its start; searches
    are saved anew where nearly all was told."""
    while run.kills < kills:
        run.hook.status = run.chance.choice((200, 200, 200, 500))
        run.box.refuses = run.chance.choice(("", "", "", "451 later"))
        if len(run.missing()) < searches:
            run.save(searches)
        run.keep_running()
        time.sleep(run.chance.uniform(0.0, longest))
        run.kill()
        _hurry(run)
    run.hook.status, run.box.refuses = 200, ""


def wait_for_all(run: Killed) -> None:
    """Let all that is to come arrive, and a little longer for what should not."""
    left, end = run.missing(), time.monotonic() + END_SECONDS
    while left and time.monotonic() < end:
        run.keep_running()
        _hurry(run)
        time.sleep(0.2)
        before, left = left, run.missing()
        if left != before:
            end = time.monotonic() + END_SECONDS
    time.sleep(1)


def _hurry(run: Killed) -> None:
    """Let no message wait for its next try."""
    with writing(run.desk.saved) as connection:
        connection.execute(sa.update(deliveries).values(due=START))


if __name__ == "__main__":
    print("ready", flush=True)
    with time_machine.travel(START + timedelta(seconds=float(sys.argv[2])), tick=True):
        run_alerts(load(Path(sys.argv[1])).settings, Path(sys.argv[1]), once=False)
