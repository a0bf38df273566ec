"""Workers: each job is answered, whatever becomes of the processes that do them."""

from __future__ import annotations

import gc
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import partial
from multiprocessing import forkserver
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from base.errors import UnavailableError
from base.frames import receive
from base.worker_loop import GARBAGE_THRESHOLD
from base.workers import JobTimeoutError, Limits, WorkerDiedError, Workers
from tests.base import worker_jobs as jobs
from tests.base.worker_jobs import MB

GENEROUS = Limits(seconds=60, cpu_seconds=60, memory_bytes=1024 * MB)
PRELOAD = ["tests.base.worker_jobs"]
BOUND = 60
"""No answer may take longer, on a machine however loaded."""


@pytest.fixture
def pool() -> Iterator[Workers]:
    with Workers(2, GENEROUS, PRELOAD) as workers:
        yield workers


def result(future: Future[Any]) -> Any:
    return future.result(BOUND)


def children(workers: Workers) -> list[int]:
    return [child._process.pid for child in list(workers._children) if child._process.pid]


def fork_server() -> int:
    wait_until(lambda: forkserver._forkserver._forkserver_pid, "no server has begun")  # type: ignore[attr-defined]
    return int(forkserver._forkserver._forkserver_pid)  # type: ignore[attr-defined]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def wait_until(condition: Any, what: str) -> None:
    end = time.monotonic() + BOUND
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.005)


def test_jobs_are_answered_by_their_results(pool: Workers) -> None:
    futures = [pool.submit(jobs.double, number) for number in range(50)]
    assert [result(future) for future in futures] == [2 * number for number in range(50)]


def test_no_more_children_are_started_than_jobs_need(pool: Workers) -> None:
    assert len({result(pool.submit(jobs.own_id)) for _ in range(20)}) == 1
    assert len(children(pool)) == 1


def test_what_a_job_raises_comes_back_with_its_traceback(pool: Workers) -> None:
    error = pool.submit(jobs.fail).exception(BOUND)
    assert isinstance(error, KeyError)
    assert "in fail" in "".join(error.__notes__)
    assert result(pool.submit(jobs.double, 1)) == 2


def test_what_cannot_be_pickled_is_an_error_of_that_job_alone(pool: Workers) -> None:
    futures: list[Future[Any]] = [
        pool.submit(jobs.double, lambda: None),  # type: ignore[arg-type]
        pool.submit(jobs.nothing_to_pickle),
        pool.submit(jobs.fail_awkwardly),
    ]
    assert all(isinstance(future.exception(BOUND), Exception) for future in futures)
    assert isinstance(awkward := futures[-1].exception(BOUND), jobs.AwkwardError)
    assert awkward.args == ("awkward",)
    assert "in fail_awkwardly" in awkward.__notes__[0]
    unsent = pool.submit(jobs.fail_with_a_log).exception(BOUND)
    assert str(unsent) == "ValueError: rusak"
    assert unsent is not None
    assert "in fail_with_a_log" in unsent.__notes__[0]
    unread = pool.submit(jobs.fail_to_read).exception(BOUND)
    assert isinstance(unread, UnicodeDecodeError)
    assert unread.reason == "odd"
    assert result(pool.submit(jobs.double, 2)) == 4
    assert sorted(map(id, pool._children)) == sorted(map(id, pool._idle))


@pytest.mark.parametrize(("job", "how"), [(jobs.crash, "SIGSEGV"), (jobs.torn, "SIGKILL")])
def test_a_job_that_kills_two_workers_is_given_up(pool: Workers, job: Any, how: str) -> None:
    other = pool.submit(jobs.double, 4)
    with pytest.raises(WorkerDiedError, match=how):
        result(pool.submit(job))
    assert result(other) == 8
    assert result(pool.submit(jobs.double, 5)) == 10


def test_a_worker_that_ends_by_itself_has_died(pool: Workers) -> None:
    with pytest.raises(WorkerDiedError, match="code 7"):
        result(pool.submit(jobs.leave, 7))


def test_a_job_whose_worker_was_killed_is_tried_once_more(pool: Workers, tmp_path: Path) -> None:
    assert result(pool.submit(jobs.crash_once, tmp_path / "mark")) == "done"


def test_a_torn_message_ends_with_its_sender_or_in_time() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall((1000).to_bytes(8, "big") + bytes(10))
        with pytest.raises(TimeoutError):
            receive(ours, time.monotonic() + 0.05)
        theirs.close()
        with pytest.raises(EOFError):
            receive(ours, time.monotonic() + BOUND)


@pytest.mark.parametrize("job", [jobs.stop_breathing, jobs.spin])
def test_a_job_that_never_ends_is_ended(job: Any) -> None:
    with Workers(1, Limits(seconds=1.0, cpu_seconds=60, memory_bytes=1024 * MB), PRELOAD) as workers:
        first = workers.submit(job)
        second = workers.submit(jobs.double, 3)
        with pytest.raises(JobTimeoutError, match="more than 1 s"):
            result(first)
        assert result(second) == 6


def test_processor_time_is_limited_apart_from_time_on_the_clock() -> None:
    with Workers(2, Limits(seconds=60, cpu_seconds=0.2, memory_bytes=1024 * MB), PRELOAD) as workers:
        busy, idle = workers.submit(jobs.spin), workers.submit(time.sleep, 0.5)
        with pytest.raises(JobTimeoutError, match="processor time"):
            result(busy)
        assert result(idle) is None


def test_processor_time_is_counted_for_each_job_anew() -> None:
    with Workers(1, Limits(seconds=60, cpu_seconds=0.5, memory_bytes=1024 * MB), PRELOAD) as workers:
        assert [result(workers.submit(jobs.work, 0.2)) for _ in range(5)] == [True] * 5


def test_the_time_counts_from_the_hand_over() -> None:
    with Workers(1, Limits(seconds=20, cpu_seconds=20, memory_bytes=1024 * MB), PRELOAD) as workers:
        futures = [workers.submit(time.sleep, 0.0) for _ in range(3)]
        late = [workers.submit(jobs.double, number) for number in range(200)]
        assert [result(future) for future in (*futures, *late)][3:] == [2 * number for number in range(200)]


def test_memory_is_limited_for_each_child(pool: Workers) -> None:
    with pytest.raises(MemoryError):
        result(pool.submit(jobs.swallow))
    assert result(pool.submit(jobs.double, 6)) == 12


def test_children_are_replaced_after_their_share_of_jobs() -> None:
    with Workers(1, Limits(seconds=60, cpu_seconds=60, memory_bytes=1024 * MB, jobs=3), PRELOAD) as workers:
        assert len({result(workers.submit(jobs.own_id)) for _ in range(9)}) == 3


def test_closing_ends_what_is_under_way_and_cancels_what_waits(tmp_path: Path) -> None:
    with Workers(1, GENEROUS, PRELOAD) as workers:
        first = workers.submit(jobs.sleep_after, tmp_path / "mark", 600)
        second = workers.submit(jobs.double, 1)
        wait_until((tmp_path / "mark").exists, "the job has not begun")
        known = children(workers)
    assert isinstance(first.exception(BOUND), WorkerDiedError)
    with pytest.raises(CancelledError):
        second.result(BOUND)
    wait_until(lambda: not any(map(is_running, known)), "a child outlived its pool")


def test_children_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    program = (
        "import sys, time; from pathlib import Path; from base.workers import *\n"
        "if __name__ == '__main__':\n"
        "    with Workers(2, Limits(600, 600, 1 << 30)) as workers:\n"
        "        workers.submit(len, b'').result()\n"
        "        workers.submit(time.sleep, 600); time.sleep(0.2); workers.submit(len, b'').result()\n"
        f"        Path({str(mark)!r}).write_text(' '.join(str(c._process.pid) for c in workers._children))\n"
        "        time.sleep(600)\n"
    )
    script = tmp_path / "program.py"
    script.write_text(program)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent.parent)}
    with subprocess.Popen([sys.executable, script], env=environment) as parent:
        try:
            wait_until(lambda: mark.exists() and len(mark.read_text().split()) == 2, "the workers have not begun")
        finally:
            parent.kill()
    wait_until(lambda: not any(is_running(int(pid)) for pid in mark.read_text().split()), "a child outlived its parent")


def test_without_processes_nobody_waits(pool: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise BlockingIOError("no more processes")

    monkeypatch.setattr("multiprocessing.context.ForkServerProcess.start", refuse)
    monkeypatch.setattr("base.workers.START_PAUSES", (0.0, 0.0))
    with pytest.raises(UnavailableError, match="no more processes"):
        result(pool.submit(jobs.double, 1))
    monkeypatch.undo()
    assert result(pool.submit(jobs.double, 1)) == 2


def test_children_are_started_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that starts while another renews the process that forks would meet it without an address."""
    start = ForkServerProcess.start
    free = threading.Lock()

    def start_alone(process: ForkServerProcess) -> None:
        assert free.acquire(blocking=False), "another was being started"
        try:
            time.sleep(0.05)
            start(process)
        finally:
            free.release()

    monkeypatch.setattr(ForkServerProcess, "start", start_alone)
    with Workers(4, GENEROUS, PRELOAD) as workers:
        workers.start()


def test_a_start_that_fails_in_any_way_leaves_no_socket_open(pool: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(Path("/proc/self/fd").iterdir())

    def fail(_: object) -> None:
        raise TypeError("a bytes-like object is required")

    monkeypatch.setattr(ForkServerProcess, "start", fail)
    failed = pool.submit(jobs.double, 1)
    with pytest.raises(TypeError, match="bytes-like"):
        result(failed)
    assert set(Path("/proc/self/fd").iterdir()) <= before


def test_a_killed_fork_server_is_started_again(pool: Workers) -> None:
    assert result(pool.submit(jobs.double, 1)) == 2
    os.kill(fork_server(), signal.SIGKILL)
    assert result(pool.submit(jobs.double, 2)) == 4
    for pid in children(pool):
        os.kill(pid, signal.SIGKILL)
    assert [result(pool.submit(jobs.double, number)) for number in range(10)] == [2 * number for number in range(10)]


def test_a_fork_server_killed_while_it_starts_holds_nobody_up(pool: Workers) -> None:
    result(pool.submit(jobs.double, 1))
    rng = random.Random(9)
    for _ in range(6):
        with Workers(2, GENEROUS, PRELOAD) as workers:
            os.kill(fork_server(), signal.SIGKILL)
            futures = [workers.submit(jobs.double, number) for number in range(4)]
            time.sleep(rng.uniform(0, 0.3))
            os.kill(fork_server(), signal.SIGKILL)
            assert [result(future) for future in futures] == [0, 2, 4, 6]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("moment", ["idle", "receiving", "working", "replying"])
def test_killed_at_any_moment_nothing_hangs_and_every_job_is_answered(moment: str, tmp_path: Path) -> None:
    """Fifty kills of each kind; only a job that met two of them may be given up."""
    rng = random.Random(f"{moment} 9")
    moments: dict[str, Any] = {
        "idle": (jobs.double, 4),
        "receiving": (jobs.length, bytes(4 * MB)),
        "working": (time.sleep, 0.02),
        "replying": (jobs.zeros, 4 * MB),
    }
    function, argument = moments[moment]
    with Workers(2, GENEROUS, PRELOAD) as workers:
        expected = result(workers.submit(function, argument))
        kills = 0
        while kills < 50:
            futures = [workers.submit(function, argument) for _ in range(0 if moment == "idle" else 2)]
            time.sleep(rng.uniform(0, 0.02))
            if living := [pid for pid in children(workers) if is_running(pid)]:
                os.kill(rng.choice(living), signal.SIGKILL)
                kills += 1
            futures += [workers.submit(function, argument) for _ in range(2)]
            assert [result(future) for future in futures] == [expected] * len(futures)


def test_a_child_looks_for_garbage_seldom_and_never_in_what_it_was_started_with(pool: Workers) -> None:
    assert result(pool.submit(gc.get_threshold))[0] == GARBAGE_THRESHOLD
    assert result(pool.submit(gc.get_freeze_count)) > 0


def test_a_child_does_not_load_the_program_anew() -> None:
    started = subprocess.run(
        [sys.executable, "-m", "tests.base.worker_program"],
        check=True,
        capture_output=True,
        text=True,
        timeout=BOUND,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert (started.stdout, started.stderr) == ("False\n", "")


def test_jobs_of_one_name_go_to_the_child_that_did_the_last_of_them(pool: Workers, tmp_path: Path) -> None:
    pool.start()
    assert len(children(pool)) == 2
    with ThreadPoolExecutor(2) as threads:
        firsts = [threads.submit(pool.do, jobs.meet, tmp_path, name, 1, BOUND, name=name) for name in "ab"]
        one, other = (result(first) for first in firsts)
        assert one != other
        held = threads.submit(pool.do, jobs.meet, tmp_path, "c", 3, BOUND, name="a")
        wait_until((tmp_path / "c").exists, "nobody does it")
        waiting = threads.submit(pool.do, jobs.own_id, name="a")  # though the other is idle
        assert pool.do(jobs.own_id, name="b") == other
        (tmp_path / "d").touch()
        assert result(held) == result(waiting) == one
    os.kill(one, signal.SIGKILL)
    wait_until(lambda: not is_running(one), "it lives")
    assert pool.do(jobs.own_id, name="a") != one


def test_each_child_is_made_ready_once_and_its_death_is_told() -> None:
    told = list[str]()
    with Workers(1, GENEROUS, PRELOAD, jobs.prepare, told.append) as workers:
        assert [workers.do(jobs.prepared) for _ in range(3)] == [1, 1, 1]
        os.kill(children(workers)[0], signal.SIGTERM)
        wait_until(lambda: not is_running(children(workers)[0]), "it lives")
        assert workers.do(jobs.prepared) == 1
    assert told == ["was killed by SIGTERM"]


def test_others_do_the_jobs_while_a_child_is_replaced(tmp_path: Path) -> None:
    prepare = partial(jobs.prepare_third_when_told, tmp_path, BOUND)
    with Workers(2, GENEROUS, PRELOAD, prepare) as workers:
        workers.start()
        other, one = (child._process.pid for child in workers._idle)
        assert one
        assert other
        os.kill(one, signal.SIGKILL)  # the next to be given a job
        wait_until(lambda: not is_running(one), "it lives")
        assert [workers.do(jobs.own_id) for _ in range(3)] == [other] * 3
        wait_until(lambda: len(list(tmp_path.iterdir())) == 3, "none takes its place")
        assert workers.do(jobs.own_id) == other
        (tmp_path / "go").touch()
        wait_until(lambda: len(workers._idle) == 2, "it is not ready")


def test_a_child_that_cannot_be_made_ready_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("base.workers.START_PAUSES", (0.0,))
    with Workers(1, GENEROUS, PRELOAD, jobs.crash) as workers, pytest.raises(UnavailableError):
        workers.start()
