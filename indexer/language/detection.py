"""Detects the language of a text: Indonesian, Malay, English, or another one.

Function words decide, since every sentence has some. Indonesian and Malay share most of them and are distinguished by
the words that only one of them has. The lists are our own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

UNKNOWN = "und"
"""The code for a language that is none of the three (ISO 639-2: undetermined)."""

_MAX_LENGTH = 6_000
_MIN_WORDS = 4
"""Words from which on a text says something of its language."""
_MANY_LETTERS = 12
"""Letters from which on a text says something of its script."""
_MIN_SHARE = 0.1
"""Share of known function words below which a text is in another language."""
_MIN_MALAY = 2
"""Different Malay words that a Malay text must have, and more of them than Indonesian ones."""
_QUOTED = 4
"""English words for each Indonesian one above which a text is English: an Indonesian text that quotes English has many
English words, while an English one has hardly any Indonesian ones."""
_WORDS, _ASCII_WORDS = re.compile(r"[^\W\d_]+"), re.compile("[a-z]+")
"""Of any text, and of one in small letters of ASCII, as most are, in half the time."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHARED = _words("""
    ada adalah agar akan anda antara apabila atau bagi banyak baru belum bila boleh dalam dan dapat dari
    daripada dengan di dia dua empat hanya hari harus hingga ia ini itu jika juga kami kamu kata katanya ke
    kepada ketika kita lagi lalu lebih lima masih melalui menjadi menurut mereka merupakan namun oleh orang pada
    para pun saat sampai satu saya sebagai sebelum secara sejak selain semua seperti serta setelah setiap sudah
    supaya tahun telah tentang terhadap tersebut tetapi tidak tiga untuk yang
""")
_INDONESIAN = _words("""
    adanya agustus bahwa beberapa begitu bisa bupati butuh coba delapan desember dinas enggak gratis gubernur
    gue imbuhnya jelasnya juli jumat juni kabupaten kamis kantor kapolda kapolres karena karyawan kecamatan
    kelurahan kemarin ketimbang lantaran lewat mahasiswa maret mau maupun mei merek minggu mobil nggak pihaknya
    polisi polri ponsel provinsi pungkasnya rabu rp rumah rupiah saja sangat sedangkan sejumlah selasa senin
    sepeda siswa situs tapi tewas tutur tuturnya uang ucapnya ujar ujarnya usai walikota warga wib wit wita
    yaitu yakni
""")
_MALAY = _words("""
    antarabangsa bahawa basikal bomba cuba datin dijangka disember ekoran encik hospital iaitu ialah isnin
    jenayah julai jumaat justeru kanak kelmarin kerana kes khamis lapan mahu memaklumkan membabitkan menerusi
    mesyuarat mukim ogos parlimen pengarah pengerusi penolong peratus perkhidmatan pesakit polis sahaja
    sekiranya seramai setiausaha syarikat telefon wang
""")
_MALAYAN = _SHARED | _INDONESIAN | _MALAY
_ENGLISH = _words("""
    a about after all also an and any are as at be because been before between but by can could did do even
    first for from had has have he her him his how if in into is it its like many may me more most much must my
    new no not now of on one only or other our out over said she should so some such than that the their them
    then there these they this those through time to two up was way we well were what when where which who will
    with would years you your
""")


def detect_language(text: str) -> str:
    """The language code of a text: `id`, `ms`, `en`, `und` for another one, "" where the text is too short to say."""
    text = text[:_MAX_LENGTH].lower()
    is_ascii = text.isascii()
    words = (_ASCII_WORDS if is_ascii else _WORDS).findall(text)
    if not is_ascii and _is_other_script(words):
        return UNKNOWN
    if len(words) < _MIN_WORDS:
        return ""
    malayan = sum(map(_MALAYAN.__contains__, words))
    english = sum(map(_ENGLISH.__contains__, words))
    if max(malayan, english) < _MIN_SHARE * len(words):
        return UNKNOWN
    if english > _QUOTED * malayan:
        return "en"
    different = set(words)
    malay, indonesian = len(different & _MALAY), len(different & _INDONESIAN)
    return "ms" if malay >= _MIN_MALAY and malay > indonesian else "id"


def _is_other_script(words: Sequence[str]) -> bool:
    """Whether most letters are not Latin; such a script may not part words."""
    letters = sum(map(len, words))
    return letters >= _MANY_LETTERS and 2 * sum(map(len, filter(str.isascii, words))) < letters
