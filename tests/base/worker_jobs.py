"""What workers are given to do in their tests; quick to load, since the first job of a child loads it."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import threading
import time
import warnings
from pathlib import Path
from typing import Any

MB = 1024**2


def double(number: int) -> int:
    return 2 * number


def length(data: bytes) -> int:
    return len(data)


def zeros(number: int) -> bytes:
    return bytes(number)


def complain(answer: str) -> str:
    """What libraries do that are given odd pages."""
    warnings.warn("this looks like a locator", UserWarning, stacklevel=1)
    logging.getLogger("library").warning("wrong data type or not valid HTML")
    return answer


def own_id() -> int:
    return os.getpid()


def meet(folder: Path, name: str, others: int, bound: float) -> int:
    """Wait until so many others do the same."""
    (folder / name).touch()
    end = time.monotonic() + bound
    while len(list(folder.iterdir())) <= others:
        assert time.monotonic() < end
        time.sleep(0.01)
    return os.getpid()


_PREPARED = list[int]()


def prepare() -> None:
    _PREPARED.append(os.getpid())


def prepare_third_when_told(folder: Path, bound: float) -> None:
    """Two are ready at once, the third when there is a file `go`."""
    (folder / str(os.getpid())).touch()
    end = time.monotonic() + bound
    while len(list(folder.iterdir())) > 2 and not (folder / "go").exists():
        assert time.monotonic() < end
        time.sleep(0.01)


def prepared() -> int:
    return len(_PREPARED)


def sleep_after(mark: Path, seconds: float) -> int:
    """Say who does it, then take a while."""
    with mark.open("a") as file:
        file.write(f"{os.getpid()}\n")
    time.sleep(seconds)
    return os.getpid()


def spin() -> None:
    while True:
        pass


def stop_breathing() -> None:
    os.kill(os.getpid(), signal.SIGSTOP)


def crash() -> None:
    ctypes.string_at(0)


def crash_once(mark: Path) -> str:
    if mark.exists():
        return "done"
    mark.touch()
    os.kill(os.getpid(), signal.SIGKILL)
    return "never"


def leave(code: int) -> None:
    os._exit(code)


def fail() -> None:
    raise KeyError("rusak")


def swallow() -> int:
    return len(bytes(2048 * MB))


class AwkwardError(Exception):
    def __init__(self, one: int, two: int) -> None:
        super().__init__("awkward")


def fail_awkwardly() -> None:
    raise AwkwardError(1, 2)


def fail_with_a_log() -> None:
    error = ValueError("rusak")
    error.log = threading.Lock()  # type: ignore[attr-defined]
    raise error


def fail_to_read() -> None:
    raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "odd")


class Torn:
    """Its pickle takes longer to send than the parent lets the child live: it is killed while it replies."""

    def __reduce__(self) -> tuple[Any, ...]:
        threading.Timer(0.0, os.kill, (os.getpid(), signal.SIGKILL)).start()
        return bytes, (bytes(64 * MB),)


def torn() -> Torn:
    return Torn()


def nothing_to_pickle() -> object:
    return lambda: None


def work(seconds: float) -> bool:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return True
