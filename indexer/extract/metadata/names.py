"""Finds the names of persons in bylines, and tells them from companies, desks and labels."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator

from base.text import bare_words
from indexer.language.dates import Stamp, find_stamps

_AND_MORE = r"(?:\s{0,2}(?:/|&|dan)\s{0,2}(?:editor|redaktur|penyunting|foto|fotografer|reporter))?"
WRITER = (
    rf"(?:pewarta|penulis|reporter|wartawan|jurnalis|teks|naskah){_AND_MORE}"
    r"|rep|(?:kontributor|koresponden)(?:\s[\w.]{2,20}){1,2}(?=\s{0,3}[:：])|kontributor|koresponden|ditulis|penyusun|author|writer|text|words"
)
EDITOR = r"editor|redaktur(?:\spelaksana)?|red|penyunting|penyelia|editing|edited\sby|disunting(?:\soleh)?"
OTHER = (
    r"foto(?:grafer)?|photos?(?:graph(?:er|s))?(?:\sby)?|videografer|kameramen|ilustras[ie]|ilustrator|infografi[ks]"
    r"|grafi[ks]|desain(?:er)?|penerjemah|penerjemahan|alih\sbahasa|translat(?:or|ed)(?:\sby)?|diterjemahkan(?:\soleh)?"
    r"|peneliti|riset|periset|produser|producer|narasumber|sumber|source|korektor|penata\sletak"
)
"""Who neither wrote nor edited an article, but stands in one line with those who did."""
BY = (
    r"(?:ditulis|dikirim|diposting|diposkan|diunggah|dipublikasikan|disusun)\soleh|(?:written|posted|submitted)\sby"
    r"|oleh|by"
    r"|laporan(?:\swartawan)?|liputan"
)
LABEL = re.compile(
    rf"(?<![\w/])(?:(?:(?P<by>{BY})|(?P<writer>{WRITER})|(?P<editor>{EDITOR}))(?P<sign>\s{{0,3}}[:：,.|=–—-]\s{{0,3}}|\s{{1,3}})"
    rf"|(?P<other>{OTHER})\s{{0,3}}[:：])(?=\s{{0,3}}\S)",
    re.IGNORECASE,
)
_LABEL_BEGINNINGS = """
    pewarta penulis reporter wartawan jurnalis teks naskah rep kontributor koresponden ditulis penyusun author writer
    text words editor redaktur red penyunting penyelia editing edited disunting written posted oleh by laporan liputan
    foto fotografer photo photos photographer photographs photosgrapher photosgraphs videografer kameramen ilustrasi
    ilustrase ilustrator infografik infografis grafik grafis desain desainer penerjemah penerjemahan alih translator
    submitted dikirim diposting diposkan diunggah dipublikasikan disusun tim
    translated diterjemahkan peneliti riset periset produser producer narasumber sumber source korektor penata
"""
"""The words with which labels begin."""
_LABEL_WORDS = frozenset(_LABEL_BEGINNINGS.split())
_LABEL_WORD = re.compile(r"\w+")
_LABEL_BYTES = frozenset(map(str.encode, _LABEL_WORDS))
_WORDS_ALONE = bytes(
    ord(sign.lower()) if sign.isalnum() or sign == "_" else ord(" ") for sign in map(chr, range(128))
).ljust(256)
"""What makes the words of a line in ASCII small, and blanks of its signs."""
MAX_NAMES = 8

_NAMES_END = re.compile(
    r"\s[-–—]{1,2}(?:\s|$)|[|•·»/;:(]|\s(?:pada|on|at|in|dari|di|ikuti|follow|melaporkan|dibaca|dilihat|views?)\s|\s(?=[0-9])|\.\s{0,3}$",
    re.IGNORECASE,
)
_WEEKDAY_AT_END = re.compile(
    r"[\s,|•·-]{0,5}(?:senin|selasa|rabu|kamis|jum['’`]?at|sabtu|minggu|ahad|[a-z]{3,6}day)\W{0,3}$", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s{0,3},\s{0,3}|\s{1,3}(?:dan|and|serta)\s{1,3}|\s{0,3}&\s{0,3}", re.IGNORECASE)
_ROLE_AND_PLACE = re.compile(r"\W{0,3}(?:kontributor|koresponden|wartawan|reporter)\s[^,:]{1,40},\s", re.IGNORECASE)
_SECOND_NAME = re.compile(r"\s?/\s?(?=[A-Z]\w+ [A-Z])")
_BRACKETS = re.compile(r"\([^)]{0,60}\)?")
_ADDRESS = re.compile(r"\.(?:com|co|id|net|org|tv|news)\b|https?|[@#<>{}\[\]=]", re.IGNORECASE)
_COMPANIES = """
    pt cv tbk inc ltd corp group network media cyber siberkom digital multimedia portal online news newsroom
    berita koran majalah harian tabloid televisi radio tv antara afp reuters ap bbc publisher penerbit biro
    kantor prwir prwire newswire wire press pressrelease release rilis humas indonesia jakarta
"""
_DESKS = """
    redaksi redaktur editor editorial desk tim team admin administrator webmaster staf staff user anonim
    anonymous unknown null undefined none nan pewarta penulis reporter jurnalis wartawan kontributor koresponden
    penyunting penyelia author writer oleh by liputan laporan naskah
"""
_AROUND_NAMES = """
    facebook twitter instagram wordpress blogger google www home share shares bagikan komentar comment
    comments view views dibaca copy link follow ikuti profil simpan dengarkan terverifikasi verified gambar
    foto video image images photo photos credit sumber source ilustrasi dok tayang terbit diterbitkan
    dipublikasikan diperbarui published updated post posted lalu kemarin jam menit
"""
_HEADINGS = """
    baca simak lihat saksikan lewatkan selengkapnya lainnya selanjutnya terkait terpopuler populer pilihan
    terkini terbaru rekomendasi halaman kunci topik artikel tag tags jadwal daftar tips iklan advertisement most
    popular latest trending related recommended subscribe newsletter next previous read click klik disini
    loading
"""
_NOT_NAMES = frozenset(f"{_COMPANIES} {_DESKS} {_AROUND_NAMES} {_HEADINGS}".split())
_MAX_LENGTH, _MAX_WORDS, _MIN_SITE_PREFIX = 50, 6, 5


@functools.lru_cache(maxsize=4096)
def has_label_word(text: str) -> bool:
    """Whether a line can have a label: most have none, and are known by their words in a fifth of the time that
    `LABEL` takes. A site shows the same menus and lists around all its articles."""
    if text.isascii():  # as most are: in half the time
        return not _LABEL_BYTES.isdisjoint(text.encode().translate(_WORDS_ALONE).split())
    return not _LABEL_WORDS.isdisjoint(_LABEL_WORD.findall(text.lower()))


def names_in(texts: Iterable[str], site: frozenset[str] = frozenset()) -> Iterator[str]:
    """The names of persons in bylines, in order; companies, desks and names of the `site` are left out."""
    for text in texts:
        for part in _BETWEEN.split(_byline(_SECOND_NAME.sub(", ", text[:400]))):
            name = _tidy(part)
            if is_person(name) and not is_site(name, site):
                yield name


def is_site(name: str, site: frozenset[str]) -> bool:
    """Whether a name is the site's, alone or with other words (`Kabar Contoh Network`)."""
    squeezed = bare_words(name).replace(" ", "")
    return squeezed in site or any(len(own) >= _MIN_SITE_PREFIX and squeezed.startswith(own) for own in site)


def is_person(name: str) -> bool:
    """Whether a text can be a person's name: few words, mostly capitalized, none that no name has."""
    words = name.split()
    if not 3 <= len(name) <= _MAX_LENGTH or len(words) > _MAX_WORDS or not name[0].isalpha():
        return False
    if _ADDRESS.search(name) or not _NOT_NAMES.isdisjoint(bare_words(name).split()):
        return False
    if len(words) == 1:
        if "." in name:  # an academic title (`S.Sos`), or a host
            return False
        letters = sum(c.isalpha() for c in name)
        return letters >= 3 and 3 * letters >= 2 * len(name) and (len(name) > 5 or not name.isupper())
    return 2 * sum(not word[0].islower() for word in words) > len(words)


def unique(names: Iterable[str], unwanted: Iterable[str] = ()) -> tuple[str, ...]:
    """The names without repetitions and unwanted ones, compared by their words; `MAX_NAMES` at most."""
    kept = {bare_words(name): "" for name in unwanted}
    for name in names:
        kept.setdefault(bare_words(name), name)
    return tuple(name for name in kept.values() if name)[:MAX_NAMES]


def before_date(text: str, stamp: Stamp) -> str:
    """The text before a date and its weekday."""
    return _WEEKDAY_AT_END.sub("", text[: stamp.start])


def _byline(text: str) -> str:
    """A byline up to the end of its names: a date, a separator, a place."""
    text = _ROLE_AND_PLACE.sub("", text.lstrip(" -–—,•|:"), count=1)
    label = LABEL.match(text)
    text = _BRACKETS.sub(" ", text[label.end() if label else 0 :]).strip(" ,")
    stamps = find_stamps(text)
    if stamps:
        text = before_date(text, stamps[0])
    end = _NAMES_END.search(text, 2)
    return text[: end.start()] if end else text


def _tidy(part: str) -> str:
    name = " ".join(part.split()).strip(" -–—:,.;|/•·*)\"'“”")
    return name.title() if name.isupper() and len(name) > 4 else name
