"""The archive keeps every page whole, through crashes, damage and full disks."""

from __future__ import annotations

import dataclasses
import errno
import gzip
import os
import random
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from base.errors import DiskFullError, UnavailableError
from crawler.archive import archive as module
from crawler.archive import members
from crawler.archive.archive import Archive, Page, PageLostError, Position, Redirect, follow, open_archive, read_page


def make_page(number: int, body: bytes = b"<p>Banjir surut.</p>") -> Page:
    url = f"https://kabar.id/{number}"
    return Page(
        id=f"00000000-0000-4000-8000-{number:012d}",
        kind="page",
        url=url,
        final_url=f"{url}/akhir",
        key=url,
        publisher="kabar",
        captured=datetime(2026, 11, 25, 6, 30, 0, 123456, UTC),
        status=200,
        content_type="text/html; charset=utf-8",
        body=body,
        run="lari-1",
        link={"title": "Banjir “surut”", "published": "25 Nov 2026"},
        parts=("satu", "dua"),
        headers=(("Content-Type", "text/html; charset=utf-8"), ("Server", "nginx")),
    )


def redirected(page: Page) -> Page:
    """The page, to which two other answers had led."""
    first = Redirect(page.url, 301, (("Location", "/antara"), ("Server", "nginx")))
    second = Redirect("https://kabar.id/antara", 302, (("Location", page.final_url),))
    return dataclasses.replace(page, redirects=(first, second))


def write(folder: Path, pages: Sequence[Page]) -> list[Position]:
    with open_archive(folder) as archive:
        return [archive.append(page) for page in pages]


def numbers(folder: Path, after: dict[str, int] | None = None) -> list[int]:
    return [int(page.id[-12:]) for page, _ in follow(folder, after or {})]


def test_a_page_comes_back_as_it_was(tmp_path: Path) -> None:
    page = make_page(1, bytes(range(256)) + b"\r\n\r\nsetelah baris kosong")
    [position] = write(tmp_path, [page])
    assert list(follow(tmp_path, {})) == [(page, position)]


def test_pages_come_back_with_the_redirects_that_led_to_them(tmp_path: Path) -> None:
    pages = [redirected(make_page(1)), make_page(2), redirected(make_page(3))]
    ends = write(tmp_path, pages)
    assert list(follow(tmp_path, {})) == list(zip(pages, ends, strict=True))
    assert read_page(tmp_path, ends[1], pages[2].id) == pages[2]


def test_a_page_that_was_torn_behind_its_redirects_is_not_there(tmp_path: Path) -> None:
    first, end = write(tmp_path, [make_page(1), redirected(make_page(2))])
    file = tmp_path / end.file
    file.write_bytes(file.read_bytes()[: end.offset - 1])
    assert list(follow(tmp_path, {})) == [(make_page(1), first)]


@given(
    url=st.text(st.characters()),
    content_type=st.text(st.characters()),
    body=st.binary(),
    title=st.text(st.characters()),
    kind=st.sampled_from(["page", "part", "link", "import"]),
    parts=st.lists(st.text(st.characters())),
)
@example(url="\ud800\x00", content_type="\ud800", body=b"", title="\udfff", kind="page", parts=["\ud83d"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_page_comes_back_as_it_was(tmp_path: Path, parts: list[str], title: str, **facts: object) -> None:
    page = dataclasses.replace(make_page(1), parts=tuple(parts), link={"title": title}, **facts)  # type: ignore[arg-type] # each strategy gives its field's type
    if page.kind in ("link", "import"):
        page = dataclasses.replace(page, headers=())
    [position] = write(tmp_path, [page])
    assert read_page(tmp_path, Position(position.file, 0)) == page
    (tmp_path / position.file).unlink()


def test_a_page_is_read_from_the_place_after_the_one_before(tmp_path: Path) -> None:
    first, _ = write(tmp_path, [make_page(1), make_page(2)])
    assert read_page(tmp_path, first) == make_page(2)


def test_a_page_that_is_lost_is_an_error_that_names_its_place(tmp_path: Path) -> None:
    first, end = write(tmp_path, [make_page(1), make_page(2)])
    with pytest.raises(PageLostError, match=f"has lost the page at {end.offset}"):
        read_page(tmp_path, end)
    with pytest.raises(PageLostError, match="tiada.warc.gz is gone"):
        read_page(tmp_path, Position("tiada.warc.gz", 0))
    file = tmp_path / end.file
    file.write_bytes(b"x" * first.offset + file.read_bytes()[first.offset :])
    with pytest.raises(PageLostError, match="has lost the page at 0"):
        read_page(tmp_path, Position(end.file, 0), make_page(1).id)
    assert read_page(tmp_path, first, make_page(2).id) == make_page(2)


def test_following_goes_on_where_it_stopped(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        archive.append(make_page(1))
        after = archive.append(make_page(2))
        assert numbers(tmp_path) == [1, 2]
        archive.append(make_page(3))
        assert numbers(tmp_path, {after.file: after.offset}) == [3]


def test_a_folder_that_is_not_there_has_no_pages(tmp_path: Path) -> None:
    assert numbers(tmp_path / "archive") == []


def test_a_file_that_cannot_be_read_is_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "map.warc.gz").mkdir()
    with pytest.raises(UnavailableError, match=r"map\.warc\.gz cannot be read"):
        numbers(tmp_path)


def test_nothing_is_made_before_the_first_page(tmp_path: Path) -> None:
    write(tmp_path / "archive", [])
    assert list(tmp_path.iterdir()) == []


def test_each_writer_has_files_of_its_own_and_begins_a_new_one_when_full(tmp_path: Path) -> None:
    with Archive(tmp_path, roll_bytes=1500) as one, Archive(tmp_path) as other:
        written = [one.append(make_page(n)) for n in range(4)] + [other.append(make_page(n)) for n in range(4, 6)]
    files = {position.file for position in written}
    assert len(files) == 3
    assert numbers(tmp_path) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "url", ["https://uji.id/../../etc/passwd", "https://uji.id/%2e%2e%2fx", "https://uji.id/a:b|c"]
)
def test_no_address_makes_a_files_name(tmp_path: Path, url: str) -> None:
    folder = tmp_path / "archive"
    write(folder, [dataclasses.replace(make_page(1), url=url, final_url=url, key=url, publisher="../uji")])
    assert [one.url for one, _ in follow(folder, {})] == [url]
    names = {one.relative_to(tmp_path).as_posix() for one in tmp_path.rglob("*")}
    assert not any(word in name for name in names for word in ("etc", "passwd", "uji", ".."))


def test_a_file_cut_at_any_byte_of_its_last_record_keeps_all_before(tmp_path: Path) -> None:
    *_, before, end = write(tmp_path, [make_page(1), make_page(2), make_page(3)])
    whole = (tmp_path / end.file).read_bytes()
    for size in range(before.offset, end.offset):
        (tmp_path / end.file).write_bytes(whole[:size])
        assert numbers(tmp_path) == [1, 2]
    (tmp_path / end.file).write_bytes(whole)
    assert numbers(tmp_path) == [1, 2, 3]


def test_the_pages_behind_a_damaged_one_are_read_and_the_damage_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, second, third = write(tmp_path, [make_page(1), make_page(2), make_page(3)])
    file = tmp_path / third.file
    whole = file.read_bytes()
    for place in range(first.offset, second.offset):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 0x10]) + whole[place + 1 :])
        found = numbers(tmp_path)
        assert found in ([1, 3], [1, 2, 3])  # a flip of the gzip header's time or system harms nothing
        assert found == [1, 2, 3] or f"damaged between {first.offset} and {second.offset}" in caplog.text
        caplog.clear()


def test_a_record_that_is_being_written_when_it_is_looked_at_is_no_damage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, second, _ = write(tmp_path, [make_page(1), make_page(2), make_page(3)])
    file = tmp_path / first.file
    whole = file.read_bytes()
    for place in range(first.offset + 1, second.offset, 7):
        file.write_bytes(whole[:place])

        def amid(opened: IO[bytes], offset: int) -> tuple[bytes, int] | None:
            found = members.read_member(opened, offset)
            if found is None:
                file.write_bytes(whole)  # the writer goes on between this look and the next
            return found

        monkeypatch.setattr(module, "read_member", amid)
        assert numbers(tmp_path) == [1, 2, 3]
        assert "damaged" not in caplog.text


def test_two_damaged_pages_are_stepped_over(tmp_path: Path) -> None:
    ends = [0] + [position.offset for position in write(tmp_path, [make_page(n) for n in range(5)])]
    [file] = tmp_path.iterdir()
    content = bytearray(file.read_bytes())
    for number in (0, 2, 3):
        content[(ends[number] + ends[number + 1]) // 2] ^= 0xFF
    file.write_bytes(content)
    assert numbers(tmp_path) == [1, 4]


def test_records_of_other_programs_are_left_aside(tmp_path: Path) -> None:
    with (tmp_path / "asing.warc.gz").open("wb") as file:
        writer = WARCWriter(file)
        writer.write_record(writer.create_warcinfo_record("asing.warc.gz", {"software": "lain"}))
        headers = {"WARC-JSON-Metadata": '{"lain": 1}'}
        writer.write_record(writer.create_warc_record("urn:x", "resource", warc_headers_dict=headers))
    write(tmp_path, [make_page(1)])
    assert numbers(tmp_path) == [1]


def test_other_programs_can_read_the_files(tmp_path: Path) -> None:
    hostile = dataclasses.replace(
        make_page(2), final_url="https://kabar.id/a\r\nWARC-Type: x", headers=(("Content-Type", "a\r\nb: c\r\n\r\n"),)
    )
    [position, _] = write(tmp_path, [make_page(1), hostile])
    with (tmp_path / position.file).open("rb") as file:
        read = [
            (one.rec_type, one.rec_headers["WARC-Target-URI"], one.http_headers["Content-Type"], one.raw_stream.read())
            for one in ArchiveIterator(file, check_digests="raise")
            if one.rec_type != "warcinfo"
        ]
    assert read == [
        ("response", "https://kabar.id/1/akhir", "text/html; charset=utf-8", b"<p>Banjir surut.</p>"),
        ("response", "https://kabar.id/a%0D%0AWARC-Type:%20x", "a%0D%0Ab: c%0D%0A%0D%0A", b"<p>Banjir surut.</p>"),
    ]


def test_other_programs_see_how_the_page_was_come_by(tmp_path: Path) -> None:
    served = (
        ("Content-Type", "text/html"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", "1234"),
        ("Last-Modified", "Wed, 25 Nov 2026 06:00:00 GMT"),
        ("Set-Cookie", "sesi=rahasia"),
    )
    page = redirected(dataclasses.replace(make_page(1), headers=served))
    hop = dataclasses.replace(page.redirects[0], headers=(("Location", "/a"), ("Set-Cookie", "sesi=rahasia")))
    [position] = write(tmp_path, [dataclasses.replace(page, redirects=(hop, *page.redirects[1:]))])
    with (tmp_path / position.file).open("rb") as file:
        read = [(one, one.http_headers, one.content_stream().read()) for one in ArchiveIterator(file)]
    (_, _, _), (first, first_head, _), (second, _, _), (last, last_head, body) = read
    assert [one.rec_headers["WARC-Target-URI"] for one in (first, second, last)] == [
        "https://kabar.id/1",
        "https://kabar.id/antara",
        "https://kabar.id/1/akhir",
    ]
    assert first.rec_headers["WARC-Concurrent-To"] == last.rec_headers["WARC-Record-ID"]
    assert (first_head.get_statuscode(), first_head["Location"]) == ("301", "/a")
    assert last_head.headers == [
        ("Content-Type", "text/html"),
        ("X-Crawler-Content-Encoding", "gzip"),
        ("X-Crawler-Content-Length", "1234"),
        ("Last-Modified", "Wed, 25 Nov 2026 06:00:00 GMT"),
        ("Content-Length", str(len(page.body))),
    ]
    assert body == page.body
    assert next(follow(tmp_path, {}))[0].headers == served[:-1]
    assert b"rahasia" not in unpacked(tmp_path / position.file)


def unpacked(file: Path) -> bytes:
    return gzip.decompress(file.read_bytes())


def test_headers_that_no_file_can_hold_do_no_harm(tmp_path: Path) -> None:
    hostile = (
        ("A b", "x"),
        ("", "x"),
        ("X-Crawler-Content-Length", "7"),
        ("X-Satu", "a\r\nb: \x00\xe9"),
        ("X-Dua", ""),
    )
    page = dataclasses.replace(make_page(1), headers=hostile)
    write(tmp_path, [page])
    [(found, _)] = follow(tmp_path, {})
    assert found.headers == (("X-Satu", "a%0D%0Ab: %00%C3%A9"), ("X-Dua", ""))
    assert found.body == page.body


def test_each_file_says_at_its_head_who_made_it(tmp_path: Path) -> None:
    with Archive(tmp_path, roll_bytes=10, info={"robots": "classic", "http-header-user-agent": "Klip/1"}) as archive:
        files = [tmp_path / archive.append(make_page(number)).file for number in range(2)]
    for path in files:
        with path.open("rb") as file:
            head = next(ArchiveIterator(file))
            lines = head.content_stream().read().decode().split("\r\n")
        assert (head.rec_type, head.rec_headers["WARC-Filename"]) == ("warcinfo", path.name)
        assert head.rec_headers["Content-Type"] == "application/warc-fields"
        assert lines[0].startswith("software: Kliping/")
        assert lines[1:] == [
            "format: WARC File Format 1.1",
            "conformsTo: http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
            "robots: classic",
            "http-header-user-agent: Klip/1",
            "",
        ]


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="aware"):
        write(tmp_path, [dataclasses.replace(make_page(1), captured=datetime(2026, 1, 1))])  # noqa: DTZ001 - the point


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.ENOSPC, DiskFullError), (errno.EDQUOT, DiskFullError), (errno.EIO, UnavailableError)]
)
def test_a_write_that_fails_halfway_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[UnavailableError]
) -> None:
    def half(file: IO[bytes], record: bytes) -> None:
        file.write(record[: len(record) // 2])
        raise OSError(number, os.strerror(number))

    with open_archive(tmp_path) as archive:
        archive.append(make_page(1))
        with monkeypatch.context() as patch:
            patch.setattr(module, "_write_all", half)
            for page in (make_page(2), make_page(3)):
                with pytest.raises(kind, match=rf"{page.url} was not archived"):
                    archive.append(page)
        assert numbers(tmp_path) == [1]
        archive.append(make_page(2))
    assert numbers(tmp_path) == [1, 2]
    assert all(file.stat().st_size for file in tmp_path.iterdir())


def test_a_page_whose_sync_failed_is_not_in_the_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with open_archive(tmp_path) as archive:
        first = archive.append(make_page(1))
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            with pytest.raises(UnavailableError):
                archive.append(make_page(2))
        third = archive.append(make_page(3))
    assert numbers(tmp_path) == [1, 3]
    assert first.file != third.file


def test_a_torn_record_that_cannot_be_cut_off_is_logged_and_nothing_is_written_behind_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    def half(file: IO[bytes], record: bytes) -> None:
        file.write(record[:20])
        fail()

    with open_archive(tmp_path) as archive:
        first = archive.append(make_page(1))
        with monkeypatch.context() as patch:
            patch.setattr(module, "_write_all", half)
            patch.setattr(os, "ftruncate", fail)
            with pytest.raises(UnavailableError):
                archive.append(make_page(2))
        archive.append(make_page(3))
    assert (tmp_path / first.file).stat().st_size == first.offset + 20
    assert f"{first.file} keeps a torn record" in caplog.text
    assert numbers(tmp_path) == [1, 3]


def test_many_pages_are_appended_at_once(tmp_path: Path) -> None:
    pages = [make_page(number) for number in range(3)]
    with open_archive(tmp_path) as archive:
        end = archive.append_all(pages)
        archive.append(make_page(3))
    followed = list(follow(tmp_path, {}))
    assert [page for page, _ in followed][:3] == pages
    assert followed[2][1] == end


def member(folder: Path, page: Page) -> bytes:
    """The bytes of a page in an archive of its own, as somebody else's program can make them too."""
    before, end = write(folder, [make_page(0), page])
    return (folder / end.file).read_bytes()[before.offset : end.offset]


def embedding(page: Page, forged: bytes, number: int) -> Page:
    """A page that holds bytes between others which cannot be packed, so that they lie in the archive as they are."""
    noise = random.Random(number).randbytes(50_000)
    return dataclasses.replace(page, body=noise + forged + noise)


@pytest.fixture
def unpackable(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be packed lies in the archive as it is, as zlib leaves it and ISA-L does not."""
    monkeypatch.setattr("crawler.archive.warc.isal_zlib", zlib)


@pytest.mark.usefixtures("unpackable")
def test_a_torn_or_damaged_record_never_gives_a_page_that_it_holds(tmp_path: Path) -> None:
    forged = member(tmp_path / "forger", dataclasses.replace(make_page(99), publisher="kompas"))
    archive = tmp_path / "archive"
    first, second, _ = write(archive, [make_page(1), embedding(make_page(2), forged, 1), make_page(3)])
    file = archive / first.file
    whole = file.read_bytes()
    place = whole.index(forged)
    assert first.offset < place < second.offset
    file.write_bytes(whole[: first.offset] + b"\x00" + whole[first.offset + 1 :])
    assert numbers(archive) == [1, 3]
    for size in (place + len(forged), place + len(forged) + 7, second.offset - 1):
        file.write_bytes(whole[:size])
        assert numbers(archive) == [1]


@pytest.mark.usefixtures("unpackable")
def test_a_record_of_the_same_file_counts_at_its_own_place_alone(tmp_path: Path) -> None:
    with open_archive(tmp_path) as archive:
        first = archive.append(make_page(1))
        stolen = (tmp_path / first.file).read_bytes()
        second = archive.append(embedding(make_page(2), stolen, 2))
        archive.append(make_page(3))
    file = tmp_path / first.file
    whole = file.read_bytes()
    file.write_bytes(whole[: first.offset + 200] + b"\xff" * 50 + whole[first.offset + 250 :])
    assert numbers(tmp_path) == [1, 3]
    file.write_bytes(whole[: second.offset - 10])
    assert numbers(tmp_path) == [1]


def test_a_record_of_an_earlier_release_has_no_headers_but_its_type(tmp_path: Path) -> None:
    old = dataclasses.replace(make_page(1), headers=())
    write(tmp_path, [old])
    [(found, _)] = follow(tmp_path, {})
    assert found == dataclasses.replace(old, headers=(("Content-Type", old.content_type),))
    assert b'"redirects"' not in unpacked(next(tmp_path.iterdir()))


def test_a_file_of_an_earlier_release_is_read_up_to_its_damage(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first, second, _ = write(tmp_path, [make_page(1), make_page(2), make_page(3)])
    old = (tmp_path / first.file).rename(tmp_path / "20260101T000000.000000Z-0123abcd.warc.gz")
    assert numbers(tmp_path) == [1, 2, 3]
    assert caplog.text == ""
    content = bytearray(old.read_bytes())
    content[second.offset - 3] ^= 0xFF
    old.write_bytes(content)
    assert numbers(tmp_path) == [1]
    assert numbers(tmp_path) == [1]
    assert caplog.text.count(f"torn or damaged at {first.offset}") == 1


def test_random_damage_loses_the_records_that_it_hits_and_no_others(tmp_path: Path) -> None:
    ends = [0] + [position.offset for position in write(tmp_path, [make_page(n) for n in range(20)])]
    [file] = tmp_path.iterdir()
    whole = file.read_bytes()
    for seed in range(100):
        chance = random.Random(seed)
        start = chance.randrange(len(whole))
        content = bytearray(whole)
        content[start : start + 64] = chance.randbytes(len(content[start : start + 64]))
        file.write_bytes(content)
        untouched = {n for n in range(20) if ends[n + 1] <= start or ends[n] >= start + 64}
        assert untouched <= set(numbers(tmp_path)), seed


@pytest.mark.parametrize("metadata", ["{", "[[1]]", '{"url": 1}', "null"])
def test_a_record_that_is_packed_whole_but_unreadable_is_stepped_over(
    tmp_path: Path, metadata: str, caplog: pytest.LogCaptureFixture
) -> None:
    with (tmp_path / "asing.warc.gz").open("wb") as file:
        writer = WARCWriter(file)
        for _ in range(2):
            headers = {"WARC-JSON-Metadata": metadata}
            writer.write_record(writer.create_warc_record("urn:x", "resource", warc_headers_dict=headers))
    write(tmp_path, [make_page(1)])
    assert numbers(tmp_path) == [1]
    assert metadata == '{"url": 1}' or "cannot be read" in caplog.text
