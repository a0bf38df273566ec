"""A disk that remembers in which order it was written: `python -m tests.faults.power.recorder FOLDER IMAGE LOG`.

Mounts, by the kernel's FUSE protocol, a folder with one file in it, `disk`, whose content is that of the image. A loop
device on that file is a disk whose every write, and every request to keep what was written (flush), comes by here and
is noted in the log, before it is answered. The image itself stays as it is. Ends when the folder is unmounted.

The log is a sequence of `ENTRY`: where, and how many bytes, which follow it; a flush is one without bytes.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
import struct
import sys
from collections.abc import Callable
from pathlib import Path

ENTRY = struct.Struct("<QI")
_IN, _OUT = struct.Struct("<IIQQIIIHH"), struct.Struct("<IiQ")
_READ, _WRITE = struct.Struct("<QQIIQII"), struct.Struct("<QQIIQII")
_ATTRIBUTES, _STATFS = struct.Struct("<6Q10I"), struct.Struct("<5Q4I24x")
_ROOT, _DISK = 1, 2
_LOOKUP, _FORGET, _GETATTR, _SETATTR, _OPEN, _READS, _WRITES, _STATFS_OF = 1, 2, 3, 4, 14, 15, 16, 17
_RELEASE, _FSYNC, _FLUSH, _INIT, _OPENDIR, _RELEASEDIR = 18, 20, 25, 26, 27, 29
_INTERRUPT, _DESTROY, _FORGETS = 36, 38, 42
_BIG_WRITES, _MAX_WRITE = 1 << 5, 128 * 1024


class Disk:
    """The content of the file, and the log of what was done to it."""

    def __init__(self, image: Path, log: Path) -> None:
        self.content = bytearray(image.read_bytes())
        self.log = log.open("wb", buffering=0)

    def answer(self, opcode: int, node: int, body: memoryview) -> bytes:
        """What the kernel is answered. Raises OSError with the number of the error."""
        if known := self._answers().get(opcode):
            return known(node, body)
        raise OSError(errno.ENOSYS, "")

    def _answers(self) -> dict[int, Callable[[int, memoryview], bytes]]:
        nothing: Callable[[int, memoryview], bytes] = lambda _, __: b""  # noqa: E731 - one of a table
        return {
            _INIT: lambda _, __: struct.pack("<IIIIHHII36x", 7, 31, _MAX_WRITE, _BIG_WRITES, 16, 12, _MAX_WRITE, 1),
            _LOOKUP: self._look_up,
            _GETATTR: lambda node, _: struct.pack("<QII", 3600, 0, 0) + self._attributes(node),
            _SETATTR: lambda node, _: struct.pack("<QII", 3600, 0, 0) + self._attributes(node),
            _OPEN: lambda _, __: bytes(16),
            _OPENDIR: lambda _, __: bytes(16),
            _READS: self._read,
            _WRITES: self._write,
            _FSYNC: self._keep,
            _STATFS_OF: lambda _, __: _STATFS.pack(1 << 20, 1 << 20, 1 << 20, 2, 0, 4096, 255, 4096, 0),
            _RELEASE: nothing,
            _RELEASEDIR: nothing,
            _FLUSH: nothing,
        }

    def _attributes(self, node: int) -> bytes:
        size = len(self.content) if node == _DISK else 0
        mode = stat.S_IFREG | 0o600 if node == _DISK else stat.S_IFDIR | 0o700
        return _ATTRIBUTES.pack(node, size, size // 512, 0, 0, 0, 0, 0, 0, mode, 1, 0, 0, 0, 4096, 0)

    def _look_up(self, node: int, body: memoryview) -> bytes:
        if node != _ROOT or bytes(body).rstrip(b"\0") != b"disk":
            raise OSError(errno.ENOENT, "")
        return struct.pack("<QQQQII", _DISK, 0, 3600, 3600, 0, 0) + self._attributes(_DISK)

    def _read(self, _: int, body: memoryview) -> bytes:
        _, place, size, *_ = _READ.unpack_from(body)
        return bytes(self.content[place : place + size])

    def _write(self, _: int, body: memoryview) -> bytes:
        _, place, size, *_ = _WRITE.unpack_from(body)
        content = body[_WRITE.size : _WRITE.size + size]
        self.log.write(ENTRY.pack(place, size) + content)
        self.content[place : place + size] = content
        return struct.pack("<II", size, 0)

    def _keep(self, _: int, __: memoryview) -> bytes:
        self.log.write(ENTRY.pack(0, 0))
        return b""


def mount(folder: Path) -> int:
    """Mount it; the handle by which the kernel asks."""
    handle = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={handle},rootmode=40000,user_id=0,group_id=0,allow_other"
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mount(b"recorder", os.fsencode(folder), b"fuse.recorder", 0, options.encode()):
        raise OSError(ctypes.get_errno(), f"cannot mount {folder}")
    return handle


def serve(handle: int, disk: Disk) -> None:
    """Answer until it is unmounted."""
    while True:
        try:
            asked = memoryview(os.read(handle, _MAX_WRITE + 64 * 1024))
        except OSError as error:
            if error.errno == errno.ENODEV:  # unmounted
                return
            if error.errno in (errno.EINTR, errno.ENOENT, errno.EAGAIN):
                continue
            raise
        _, opcode, unique, node, *_ = _IN.unpack_from(asked)
        if opcode in (_FORGET, _FORGETS, _INTERRUPT):  # these are not answered
            continue
        if opcode == _DESTROY:
            return
        try:
            body, failed = disk.answer(opcode, node, asked[_IN.size :]), 0
        except OSError as error:
            body, failed = b"", error.errno or errno.EIO
        os.write(handle, _OUT.pack(_OUT.size + len(body), -failed, unique) + body)


if __name__ == "__main__":
    folder, image, log = map(Path, sys.argv[1:4])
    disk = Disk(image, log)
    opened = mount(folder)
    print("mounted", flush=True)
    serve(opened, disk)
