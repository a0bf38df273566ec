"""Disks whose power fails: what was written to a disk is noted (`recorder.py`), and a disk is made as it is after a
cut at any place of that."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.power.recorder import ENTRY

ROOT = Path(__file__).parents[3]
MEGABYTES = 48
SECTOR = 512
"""What a disk writes wholly or not at all."""


def lacking() -> str | None:
    """What hinders here, None if nothing."""
    if os.geteuid() != 0:
        return "only root may mount a disk image"
    if not os.access("/dev/fuse", os.W_OK):
        return "there is no FUSE (/dev/fuse)"
    if not Path("/dev/loop-control").exists():
        return "there are no loop devices"
    if not shutil.which("mkfs.ext4"):
        return "there is no mkfs.ext4 (Debian: apt install e2fsprogs)"
    probe = subprocess.run(["losetup", "--find"], capture_output=True, check=False)
    return None if probe.returncode == 0 else f"no loop device can be had: {probe.stderr.decode().strip()}"


@contextmanager
def mounted(file: Path, folder: Path, options: str = "") -> Iterator[Path]:
    """The file system of an image."""
    folder.mkdir(exist_ok=True)
    loop = subprocess.run(["losetup", "--find", "--show", file], capture_output=True, check=True, text=True)
    device = loop.stdout.strip()
    try:
        subprocess.run(["mount", "-t", "ext4", *(["-o", options] if options else []), device, folder], check=True)
        try:
            yield folder
        finally:
            subprocess.run(["umount", folder], check=True)
    finally:
        subprocess.run(["losetup", "--detach", device], check=True)


def make_image(image: Path, content: Path) -> None:
    """An ext4 with a copy of a folder, `data`, in it."""
    with image.open("wb") as file:
        file.truncate(MEGABYTES * 2**20)
    subprocess.run(["mkfs.ext4", "-q", "-F", "-J", "size=4", image], check=True)
    with mounted(image, image.with_suffix(".mounted")) as folder:
        shutil.copytree(content, folder / "data")


@dataclass(frozen=True)
class Recorded:
    """A disk that is written to; `folder` is its file system."""

    folder: Path
    image: Path
    log: Path

    def place(self) -> int:
        """How much has been noted: what is on the disk by now lies before it."""
        return self.log.stat().st_size


@contextmanager
def recorded(image: Path) -> Iterator[Recorded]:
    """A disk that begins with the content of the image, and notes what is written to it."""
    log, outer = image.with_suffix(".log"), image.with_suffix(".fuse")
    outer.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.faults.power.recorder", str(outer), str(image), str(log)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as recorder:
        assert recorder.stdout
        assert recorder.stdout.readline().strip() == "mounted"
        try:
            # `commit=1`: the journal is written each second instead of each fifth, so that more lies between two syncs
            with mounted(outer / "disk", image.with_suffix(".mounted"), "commit=1") as folder:
                yield Recorded(folder, image, log)
        finally:
            subprocess.run(["umount", outer], check=True)
            recorder.wait(30)


def cut(recorded: Recorded, place: int, chance: random.Random, image: Path) -> None:
    """Make the image of the disk as it is after a power cut when so much of the log had been noted.

    All that was written before the last flush is there. Of what was written after it a disk may have kept what it
    likes, in any order: nothing, all, or some sectors of it.
    """
    log = recorded.log.read_bytes()[:place]
    entries, flushed, start = list[tuple[int, bytes]](), 0, 0
    while start + ENTRY.size <= len(log):
        where, size = ENTRY.unpack_from(log, start)
        start += ENTRY.size + size
        if start > len(log):
            break
        if size:
            entries.append((where, log[start - size : start]))
        else:
            flushed = len(entries)
    kept = chance.choice((0.0, 0.5, 1.0))
    shutil.copyfile(recorded.image, image)
    with image.open("r+b") as file:
        for where, content in entries[:flushed]:
            os.pwrite(file.fileno(), content, where)
        for where, content in entries[flushed:]:
            for sector in range(0, len(content), SECTOR):
                if chance.random() < kept:
                    os.pwrite(file.fileno(), content[sector : sector + SECTOR], where + sector)
