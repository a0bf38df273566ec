"""A run of alerts in which the processes are killed with SIGKILL at chance moments and the receivers fail now and then.

Shared by the short test of the suite and by `benchmarks/alerts.py --kills`, which kills 200 times.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.policy import default
from pathlib import Path

from base.database import reading
from config.settings import Settings
from search.saved.labelling.giving import changes_of
from search.saved.searches import saved_database
from tests.base.notify.servers import Hook, MailBox, hook_server, mail_server
from tests.forked import KLIPING, Forked

ALERTS = {"banjir": "banjir", "tanpa gempa": "longsor -gempa", "frasa": '"angin kencang" ATAU banjir'}
LABEL = "Isu/Banjir"
"""What the alert `banjir` gives to what it finds."""
WORDS = ("Banjir", "longsor", "gempa", "angin kencang")
INDEX, RUN = ("index",), ("alert", "run")
END_SECONDS = 150.0
"""A message that failed three times waits for a minute; a loaded machine starts a process in some seconds."""


@dataclass
class Killed:
    """What runs on a data folder, what it was given, and what came."""

    data: Path
    hook: Hook
    box: MailBox
    chance: random.Random
    articles: dict[str, str] = field(default_factory=dict)
    running: dict[tuple[str, ...], subprocess.Popen[bytes]] = field(default_factory=dict)
    kills: int = 0
    ended: list[int] = field(default_factory=list)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KLIPING_")}
        environment |= {
            "KLIPING_ALERTS__ALLOW_PRIVATE_ADDRESSES": "true",
            "KLIPING_INDEXER__WORKERS": "1",
            "KLIPING_INDEXER__COMMIT_SECONDS": "0.2",
            "KLIPING_LOG__LEVEL": "error",
            "KLIPING_MAIL__SERVER": "127.0.0.1",
            "KLIPING_MAIL__PORT": str(self.box.port),
            "KLIPING_MAIL__SENDER": "kliping@contoh.example",
            "KLIPING_MAIL__TLS": "none",
        }
        program = [*KLIPING, *command, "--data", str(self.data)]
        return Forked(program, env=environment, stdout=subprocess.DEVNULL)

    def run(self, *command: str) -> None:
        code = self.start(*command).wait(END_SECONDS)
        assert code == 0, f"{command} ended with {code}"

    def keep_running(self) -> None:
        """Start what does not run, as `kliping up` would; what ended without a kill is noted."""
        for command in (INDEX, RUN):
            process = self.running.get(command)
            if process is None or process.poll() is not None:
                if process is not None and process.returncode != -signal.SIGKILL:
                    self.ended.append(process.returncode)
                self.running[command] = self.start(*command)

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        os.killpg(process.pid, signal.SIGKILL)
        self.kills += process.wait(30) == -signal.SIGKILL

    def wave(self, number: int) -> Path:
        """Some articles, and a new version of one that came before."""
        older = self.chance.sample(sorted(self.articles), min(1, len(self.articles)))
        for place in range(6):
            chosen = [word for word in WORDS if self.chance.random() < 0.4]
            self.articles[f"w{number}-{place}"] = f"Warga kota {number} {' dan '.join(chosen)} hari ini {place}."
        fresh = {name: text for name, text in self.articles.items() if name.startswith(f"w{number}-")}
        lines = fresh | {name: f"{self.articles[name]} Ralat {number}." for name in older}
        file = self.data.parent / f"{number}.jsonl"
        rows = [{"id": name, "title": f"Kabar {name}", "body": text} for name, text in lines.items()]
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return file

    def wanted(self) -> set[tuple[str, str]]:
        """Alert and article, of all that is to come."""
        found = set()
        for name, text in self.articles.items():
            has = {word: word.lower() in text.lower() for word in WORDS}
            matches = {
                "banjir": has["Banjir"],
                "tanpa gempa": has["longsor"] and not has["gempa"],
                "frasa": has["angin kencang"] or has["Banjir"],
            }
            found |= {(alert, name) for alert, is_so in matches.items() if is_so}
        return found

    def hooked(self) -> Mapping[tuple[str, str], set[str]]:
        """The ids of the webhooks in which each alert and article came."""
        ids = defaultdict[tuple[str, str], set[str]](set)
        for headers, body in list(self.hook.posts):
            data = json.loads(body)["data"]
            for article in data["articles"]:
                ids[data["alert"], article["id"]].add(headers["webhook-id"])
        return ids

    def mailed(self) -> Mapping[tuple[str, str], set[str]]:
        """The same of mails."""
        ids = defaultdict[tuple[str, str], set[str]](set)
        for text in list(self.box.mails):
            mail = message_from_string(text, policy=default)
            alert = str(mail["Subject"]).removeprefix("[Kliping] ").rpartition(":")[0]
            for line in mail.get_body(("plain",)).get_content().splitlines():  # type: ignore[attr-defined]
                if line.startswith("Kabar w"):
                    ids[alert, line.removeprefix("Kabar ")].add(mail["Message-ID"])
        return ids

    def labelled(self) -> list[str]:
        """The articles that were given the label, as often as they were."""
        with saved_database(Settings(), self.data) as saved, reading(saved) as connection:
            return sorted(one.article for one in changes_of(connection))

    def missing(self) -> set[tuple[str, str]]:
        wanted = self.wanted()
        return (wanted - self.hooked().keys()) | (wanted - self.mailed().keys())

    def doubled(self) -> list[tuple[str, str]]:
        """Alert and article that came in more than one message."""
        return [pair for ids in (self.hooked(), self.mailed()) for pair, names in ids.items() if len(names) != 1]

    def changed(self) -> list[str]:
        """Webhooks that did not say the same each time that they came."""
        said = defaultdict[str, set[bytes]](set)
        for headers, body in self.hook.posts:
            said[headers["webhook-id"]].add(body)
        return [name for name, bodies in said.items() if len(bodies) > 1]


@contextmanager
def alerts_run(folder: Path, seed: int) -> Iterator[Killed]:
    """An installation with the alerts, its processes running; all are ended at the end."""
    with hook_server() as hook, mail_server() as box:
        run = Killed(folder / "data", hook, box, random.Random(seed))
        run.run("label", "add", "Isu", "Banjir")
        for name, query in ALERTS.items():
            run.run("alert", "add", name, query, "--webhook", hook.url, "--mail", "redaksi@contoh.example")
        run.run("label", "fill", LABEL, "banjir")
        try:
            run.keep_running()
            yield run
        finally:
            for process in run.running.values():
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait(30)


def kill_at_chance(run: Killed, kills: int, waves_every: int = 3) -> None:
    """Import waves of articles and kill the processes, one or the other each time, at any moment of their lives."""
    number = 0
    while run.kills < kills:
        run.hook.status = run.chance.choice((200, 200, 200, 500))
        run.box.refuses = run.chance.choice(("", "", "", "451 later"))
        importing = file = None
        if run.kills % waves_every == 0:
            file, number = run.wave(number), number + 1
            importing = run.start("import", str(file))
        victim = run.chance.choice((RUN, RUN, RUN, INDEX, ("import",)))
        time.sleep(run.chance.uniform(0.0, 2.5))
        if victim == ("import",):
            if importing and importing.poll() is None:
                run.kill(importing)
        else:
            run.kill(run.running[victim])
        run.keep_running()
        if importing and file and importing.wait(END_SECONDS) != 0:
            run.run("import", str(file))
    run.hook.status, run.box.refuses = 200, ""


def wait_for_all(run: Killed) -> None:
    """Let all that is to come arrive, and a little longer for what should not."""
    end = time.monotonic() + END_SECONDS
    while run.missing() and time.monotonic() < end:
        run.keep_running()
        time.sleep(0.3)
    time.sleep(2)
