"""Pages leave the archive: nothing of them is left, all else stays where it was, also when it is killed amid it."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from base.files import write_atomically
from crawler.archive import redaction
from crawler.archive.archive import Page, Redirect, follow, open_archive
from crawler.archive.inspection import Damage, Record, archive_files, digest_file, records
from crawler.archive.redaction import JOURNAL, REWRITTEN, filler, redact, rewrites, rewritten
from tests.indexing import archive, page

SECRET = bytes(range(16))


def pages(folder: Path) -> dict[str, int]:
    return {one.url: end.offset for one, end in follow(folder, {})}


def is_b(one: Page) -> bool:
    return "/b" in one.url


@pytest.fixture
def data(tmp_path: Path) -> Path:
    noise = random.Random(5)
    part = page("b?page=2", b"bagian dua", kind="part")
    archive(
        tmp_path,
        page("a", noise.randbytes(200_000)),
        part,
        page("b", noise.randbytes(150_000), parts=(part.id,), redirects=(Redirect("https://kabar.id/dulu-b", 301),)),
        page("c", b"isi c"),
    )
    archive(tmp_path, page("d", b"isi d"))
    return tmp_path


def test_pages_go_with_parts_and_redirects_and_all_else_stays_in_its_place(data: Path) -> None:
    before, digests = pages(data / "archive"), [digest_file(path) for path in archive_files(data / "archive")]
    [done] = redact(data / "archive", is_b, 7)
    assert (done.file, done.pages) == (digests[0].file, 2)
    after = pages(data / "archive")
    assert after == {url: end for url, end in before.items() if "/b" not in url}
    changed = [digest_file(path) for path in archive_files(data / "archive")]
    assert [one.bytes for one in changed] == [one.bytes for one in digests]
    assert [one.sha256 == two.sha256 for one, two in zip(changed, digests, strict=True)] == [False, True]
    content = gzip.decompress((data / "archive" / done.file).read_bytes())
    assert b"bagian dua" not in content
    assert b"kabar.id/dulu-b" not in content
    assert b"isi c" in content
    [line] = [json.loads(line) for line in (data / "archive" / REWRITTEN).read_text().splitlines()]
    assert (line["removal"], line["sha256_before"], line["sha256"]) == (7, digests[0].sha256, changed[0].sha256)
    assert rewrites(data / "archive") == {done.file: 1}
    assert redact(data / "archive", is_b, 8) == []


def test_every_record_is_whole_afterwards_for_us_and_for_others(data: Path) -> None:
    [done] = redact(data / "archive", is_b, 1)
    found = list(records(data / "archive" / done.file))
    assert [type(one) for one in found] == [Record] * len(found)
    with (data / "archive" / done.file).open("rb") as stream:
        kinds = [record.rec_type for record in ArchiveIterator(stream)]
    assert kinds == ["warcinfo", "response", "metadata", "metadata", "metadata", "response"]


def test_a_file_that_is_being_written_goes_on(tmp_path: Path) -> None:
    with open_archive(tmp_path / "archive") as writer:
        writer.append(page("b", b"isi b"))
        [done] = redact(tmp_path / "archive", is_b, 1)
        assert done.pages == 1
        writer.append(page("c", b"isi c"))
    assert [url[-2:] for url in pages(tmp_path / "archive")] == ["/c"]
    assert all(isinstance(one, Record) for path in archive_files(tmp_path / "archive") for one in records(path))


@pytest.mark.parametrize("step", range(8))
def test_killed_anywhere_it_is_finished_by_the_next_look(
    data: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class KilledError(BaseException):
        pass

    calls = iter(range(100))

    def killing(function: object, halve: bool = False) -> object:
        def called(*arguments: object) -> object:
            if next(calls) == step:
                if halve:
                    handle, content, place = arguments
                    os.pwrite(handle, content[: len(content) // 2], place)  # type: ignore[arg-type, index]
                raise KilledError
            return function(*arguments)  # type: ignore[operator]

        return called

    kept = {url for url in pages(data / "archive") if "/b" not in url}
    with monkeypatch.context() as patched:
        patched.setattr(redaction, "write_atomically", killing(write_atomically))
        patched.setattr(redaction.os, "pwrite", killing(os.pwrite, halve=True))
        patched.setattr(redaction.os, "fsync", killing(os.fsync))
        patched.setattr(redaction, "_note", killing(redaction._note))
        with pytest.raises(KilledError):
            redact(data / "archive", is_b, 1)
    redact(data / "archive", is_b, 1)
    assert set(pages(data / "archive")) == kept
    assert not (data / "archive" / JOURNAL).exists()
    assert all(isinstance(one, Record) for path in archive_files(data / "archive") for one in records(path))


def test_a_note_that_was_torn_spoils_neither_the_next_nor_what_is_known(data: Path) -> None:
    [done] = redact(data / "archive", is_b, 1)
    known = rewritten(data / "archive")
    with (data / "archive" / REWRITTEN).open("a") as file:
        file.write('{"file": "2026')
    assert rewritten(data / "archive") == known
    [later] = redact(data / "archive", lambda one: one.url.endswith("/c"), 2)
    assert [one["removal"] for one in rewritten(data / "archive")] == [1, 2]
    assert rewrites(data / "archive") == Counter([done.file, later.file])


def test_a_file_that_retention_has_taken_meanwhile_is_no_fault(data: Path) -> None:
    (data / "archive" / JOURNAL).write_text(json.dumps({"file": "x.warc.gz", "ranges": [[0, 9]], "pages": 1}))
    assert redact(data / "archive", lambda _: False, 1) == []


@given(st.integers(300, 200_000), st.booleans())
def test_a_filler_has_the_length_that_is_wanted(length: int, marked: bool) -> None:
    made = filler(SECRET if marked else None, 12_345, length)
    assert len(made) == length
    [record] = ArchiveIterator(io.BytesIO(made))
    assert record.content_stream().read().strip() == b""


def flips(size: int) -> Sequence[int]:
    chance = random.Random(9)
    return [chance.randrange(size * 8) for _ in range(150)]


def test_every_flipped_bit_is_found(data: Path, tmp_path: Path) -> None:
    [path, _] = archive_files(data / "archive")
    content = path.read_bytes()
    for bit in flips(len(content)):
        spoiled = bytearray(content)
        spoiled[bit // 8] ^= 1 << bit % 8
        path.write_bytes(spoiled)
        assert any(isinstance(one, Damage) for one in records(path)), bit
    path.write_bytes(content)
    shutil.copy(path, tmp_path / path.name)
    assert digest_file(path).sha256 == hashlib.sha256(content).hexdigest()


def test_a_cut_file_and_records_in_another_order_are_found(data: Path) -> None:
    [path, _] = archive_files(data / "archive")
    content, places = path.read_bytes(), [one.start for one in records(path)]
    path.write_bytes(content[:-9])
    assert [one.why for one in records(path) if isinstance(one, Damage)] == ["the end is torn or damaged"]
    path.write_bytes(content[: places[2]] + content[places[3] :] + content[places[2] : places[3]])
    assert any(isinstance(one, Damage) for one in records(path))
