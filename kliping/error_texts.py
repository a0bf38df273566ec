"""The errors that people meet most, in Indonesian. They are raised in rooms that know no language, in English; here
they are looked up by that text, in which `{name}` stands for what is told of the case."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

INDONESIAN = {
    # publishers and what is asked for
    "there is no publisher {slug}; `kliping publisher list` names them": (
        "penerbit {slug} tidak ada; `kliping publisher list` menyebut semuanya"
    ),
    "publisher {slug} is switched off; set enabled = true under [publishers.{table}]": (
        "penerbit {slug} dimatikan; beri enabled = true di bawah [publishers.{table}]"
    ),
    "publisher {slug} was removed for good (`kliping remove --list`)": (
        "penerbit {slug} sudah dihapus untuk seterusnya (`kliping remove --list`)"
    ),
    "there is no saved search {name}; `kliping alert list` names those there are": (
        "tidak ada pencarian tersimpan {name}; `kliping alert list` menyebut semuanya"
    ),
    "there is no key {name}; `kliping key list` names those there are": (
        "tidak ada kunci {name}; `kliping key list` menyebut semuanya"
    ),
    "there is a key {name} already: take another name, or `kliping key remove` it first": (
        "kunci {name} sudah ada: pilih nama lain, atau hapus dahulu dengan `kliping key remove`"
    ),
    "there is no folder {name}; `kliping collection list` names those there are": (
        "tidak ada map {name}; `kliping collection list` menyebut semuanya"
    ),
    "there is no folder {name}, as there is none at all": "tidak ada map {name}, sebab belum ada map satu pun",
    "there is no set of labels {name}; `kliping label list` names those there are": (
        "tidak ada set label {name}; `kliping label list` menyebut semuanya"
    ),
    "there is no label {name}; `kliping label list` names those there are": (
        "tidak ada label {name}; `kliping label list` menyebut semuanya"
    ),
    "there is no sample {name}; `kliping label list` names those there are": (
        "tidak ada sampel {name}; `kliping label list` menyebut semuanya"
    ),
    "there is a set of labels {name} already: take another name": "sudah ada set label {name}: pakai nama lain",
    "there is a sample {name} already: take another name": "sudah ada sampel {name}: pakai nama lain",
    "the cursor is damaged: start again from the first page": "kursornya rusak: mulailah lagi dari halaman pertama",
    "the cursor belongs to another query: start again from the first page": (
        "kursor itu milik kueri lain: mulailah lagi dari halaman pertama"
    ),
    "there is no field {fields}; there are {known}": "tidak ada kolom {fields}; yang ada {known}",
    # settings
    "{file}: not valid TOML: {why}": "{file}: bukan TOML yang sah: {why}",
    "{where}unknown setting {name}; did you mean {meant}?": (
        "{where}setelan {name} tidak dikenal; maksud Anda {meant}?"
    ),
    "{where}unknown setting {name}; `kliping config` lists them": (
        "{where}setelan {name} tidak dikenal; `kliping config` menyebut semuanya"
    ),
    "{where}: {name} must be one of {choices}, not {value}": (
        "{where}: {name} harus salah satu dari {choices}, bukan {value}"
    ),
    "{where}: {name} must be at least {least}, not {value}": "{where}: {name} paling sedikit {least}, bukan {value}",
    "{where}: {name} must be at most {most}, not {value}": "{where}: {name} paling banyak {most}, bukan {value}",
    # what else runs, and what is away
    "another process (pid {pid}) already runs `{role}` in {folder}: stop it first, or give another folder with "
    "--data": (
        "proses lain (pid {pid}) sudah menjalankan `{role}` di {folder}: hentikan dahulu, atau sebut folder lain "
        "dengan --data"
    ),
    "server.bind: {bind} cannot be used: {why}; set another address": (
        "server.bind: {bind} tidak dapat dipakai: {why}; pilih alamat lain"
    ),
    "other machines can reach {bind} (server.bind), and there is no key: make one with `kliping key add NAME`, or set "
    "server.open = true to let everybody read": (
        "komputer lain dapat mencapai {bind} (server.bind), dan belum ada kunci: buat dengan `kliping key add NAMA`, "
        "atau beri server.open = true agar semua orang boleh membaca"
    ),
    "Elasticsearch at {where} cannot be reached: is it running, and is engine.url its address? ({why})": (
        "Elasticsearch di {where} tidak dapat dicapai: apakah berjalan, dan benarkah engine.url alamatnya? ({why})"
    ),
    "Elasticsearch at {where} refused the credentials: check engine.username and engine.password, or engine.api_key": (
        "Elasticsearch di {where} menolak kredensialnya: periksa engine.username dan engine.password, atau "
        "engine.api_key"
    ),
    "PostgreSQL, database {name}: {why}; check database.url and the server": (
        "PostgreSQL, basis data {name}: {why}; periksa database.url dan servernya"
    ),
    "{file}: no space left; make room and it goes on": (
        "{file}: ruang habis; kosongkan sebagian, lalu berlanjut sendiri"
    ),
    "{file}: another process has kept it locked for {seconds} s; stop it or try again": (
        "{file}: dikunci proses lain selama {seconds} detik; hentikan proses itu atau coba lagi"
    ),
    "{file}: cannot be used ({why}); check the folder, its owner and the disk": (
        "{file}: tidak dapat dipakai ({why}); periksa folder, pemilik dan disknya"
    ),
    "{file}: cannot be used ({why}); {other} belongs to {owner}: run this as that user, or give the data folder to "
    "{user}": (
        "{file}: tidak dapat dipakai ({why}); {other} milik {owner}: jalankan sebagai pengguna itu, atau serahkan "
        "folder datanya kepada {user}"
    ),
    # backups
    "there is no backup {name}": "tidak ada cadangan {name}",
    "{folder} holds no whole backup: it has no {name}, as one that was never finished": (
        "{folder} bukan cadangan yang utuh: {name} tidak ada, seperti pada yang tidak pernah selesai"
    ),
    "{data} is not empty (it holds {held}): a backup is restored into an empty folder; name one with --data, or move "
    "this one away first": (
        "{data} tidak kosong (berisi {held}): cadangan dipulihkan ke folder kosong; sebut satu dengan --data, atau "
        "pindahkan dahulu yang ini"
    ),
    "{data} is no data folder of Kliping, or an empty one: name another with --data": (
        "{data} bukan folder data Kliping, atau masih kosong: sebut yang lain dengan --data"
    ),
    "{target} lies in the data folder itself: a backup belongs on another disk": (
        "{target} terletak di folder data itu sendiri: tempat cadangan adalah disk lain"
    ),
}
"""Each English text and its translation, which names the same parts."""
MAX_CHARACTERS = 1_000
"""Of a message that is looked up. A longer one may hold what stands between the parts of a template so often that to
try all ways of cutting it takes minutes."""


def in_indonesian(message: str) -> str:
    """A message in Indonesian where it is a known one, else as it is."""
    if len(message) > MAX_CHARACTERS:
        return message
    for pattern, translated in _patterns():
        if found := pattern.fullmatch(message):
            return translated.format(**found.groupdict())
    return message


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(_read_templates())


def _read_templates() -> Iterator[tuple[re.Pattern[str], str]]:
    for template, translated in INDONESIAN.items():
        parts = re.split(r"\{(\w+)\}", template)
        wanted = (f"(?P<{part}>.+?)" if number % 2 else re.escape(part) for number, part in enumerate(parts))
        yield re.compile("".join(wanted), re.DOTALL), translated
