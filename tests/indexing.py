"""What the tests of the index stage share: pages of our own writing in an archive, and settings for a small run."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson

from base.urls import canonical_url
from config.catalogue import Publisher
from config.settings import IndexerSettings, Settings
from crawler.archive.archive import Page, open_archive

NOON = datetime(2024, 11, 27, 5, tzinfo=UTC)
SETTINGS = Settings(indexer=IndexerSettings(workers=1, page_deadline_seconds=30))
PUBLISHERS = {"kabar": Publisher("kabar", "Kabar Kota", ("kabar.id",))}

HARBOUR = (
    "Pelabuhan tua di pesisir utara kembali ramai setelah perbaikan dermaga selesai pekan lalu.",
    "Para nelayan menurunkan hasil tangkapan sejak subuh, sementara pedagang ikan menunggu di tepi jalan.",
    "Kepala syahbandar mengatakan kapal besar baru boleh bersandar setelah pengerukan alur pelayaran tuntas.",
    "Warga berharap harga ikan turun karena jarak angkut ke pasar induk menjadi lebih pendek.",
    "Pemerintah kota menyiapkan bus tambahan agar pengunjung tidak memadati jalan sempit menuju dermaga.",
)
LIBRARY = (
    "Perpustakaan keliling mulai melayani sepuluh kampung di lereng gunung sejak awal bulan.",
    "Anak-anak meminjam buku cerita, sedangkan orang tua mencari panduan bertani dan beternak.",
    "Petugas membawa dua ratus judul baru setiap kunjungan dan menukarnya dua minggu kemudian.",
    "Jalan yang licin pada musim hujan membuat mobil perpustakaan kerap terlambat tiba di tujuan.",
    "Dinas pendidikan berencana menambah satu mobil lagi apabila anggaran perubahan disetujui.",
)


def html(title: str, body: Sequence[str]) -> bytes:
    """An article's page with what marks one: its type, its time, its headline and paragraphs."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    return (
        f'<!doctype html><html lang="id"><head><meta charset="utf-8"><title>{title} - Kabar Kota</title>'
        f'<meta property="og:type" content="article"><meta property="og:title" content="{title}">'
        '<meta property="article:published_time" content="2024-11-27T09:15:00+07:00"></head><body>'
        '<nav><a href="/">Beranda</a></nav>'
        f'<article><h1>{title}</h1><div class="tanggal">Rabu, 27 November 2024 09:15 WIB</div>'
        f'<div class="isi-berita">{paragraphs}</div></article></body></html>'
    ).encode()


def page(path: str, body: bytes, **changes: object) -> Page:
    """A page of kabar.id, captured at noon."""
    url = f"https://www.kabar.id/{path}"
    made = Page(
        id=str(uuid.uuid4()),
        kind="page",
        url=url,
        final_url=url,
        key=canonical_url(url),
        publisher="kabar",
        captured=NOON,
        status=200,
        content_type="text/html; charset=utf-8",
        body=body,
        run="lari-1",
        link={},
    )
    return replace(made, **changes)  # type: ignore[arg-type] - any field may be changed


def ready(name: str, title: str, body: Sequence[str], **line: object) -> Page:
    """An article as an import archives it."""
    made: Mapping[str, object] = {
        "id": name,
        "title": title,
        "body": list(body),
        "authors": [],
        "section": "",
        "tags": [],
        "published": None,
        "publisher": "",
        **line,
    }
    key = canonical_url(str(line["url"])) if "url" in line else ""
    return page(
        "", orjson.dumps(made), kind="import", url=str(line.get("url", "")), final_url="", key=key, publisher=""
    )


def archive(data: Path, *pages: Page) -> None:
    """Append pages, each file being that of one writer."""
    with open_archive(data / "archive") as writer:
        for each in pages:
            writer.append(each)


def later(hours: float) -> datetime:
    """So many hours after noon."""
    return NOON + timedelta(hours=hours)
