"""Notes beside an answer, as when a query was cut: kept as data, rendered in Indonesian or English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

from indexer import fields
from indexer.fields import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
_FIELDS = fields.by_name()


@dataclass(frozen=True, slots=True)
class Note:
    """One thing the reader should know: a code of `TEXTS` and what its sentence speaks of."""

    code: str
    arguments: tuple[str, ...] = ()


TEXTS: dict[str, dict[Language, str]] = {
    "too_long": {
        "id": "Hanya {0} karakter pertama yang dibaca, selain yang dikecualikan; kirim kueri yang lebih panjang dengan "
        "POST atau --query-file.",
        "en": "Only the first {0} characters were read, and all that is left out; send longer queries by POST or "
        "--query-file.",
    },
    "too_many": {
        "id": "Hanya {0} kata pertama yang dipakai, selain yang dikecualikan.",
        "en": "Only the first {0} words were used, and all that are left out.",
    },
    "cut_off": {
        "id": "Apa pun setelah karakter ke-{0} tidak dibaca.",
        "en": "What stands behind the first {0} characters was not read.",
    },
    "too_many_patterns": {
        "id": "Hanya {0} kata pertama dengan *, ?, atau ~ dipakai begitu; selebihnya dibaca sebagai kata biasa.",
        "en": "Only the first {0} words with *, ?, or ~ were used so; the others were read as plain words.",
    },
    "long_phrase": {
        "id": "Dari satu frasa hanya {0} kata pertama yang dicari; tidak ikut dicari: {1}",
        "en": "Only the first {0} words of a phrase were searched; left out: {1}",
    },
    "too_deep": {
        "id": "Tanda kurung lebih dari {0} lapis diabaikan.",
        "en": "Parentheses beyond {0} levels were ignored.",
    },
    "dash_excludes": {
        "id": "“{0}” dibaca sebagai pengecualian, seperti dengan tanda minus.",
        "en": "“{0}” was read as what to leave out, as with a minus sign.",
    },
    "or_hint": {
        "id": "“{0}” tidak dibaca sebagai pilihan; tulis OR atau ATAU dengan huruf besar di antara dua kata.",
        "en": "“{0}” was not read as a choice; write OR in capitals between two words.",
    },
    "spaced_field": {
        "id": "“{0}” dibaca sebagai kolom {1} dengan isinya.",
        "en": "“{0}” was read as the field {1} with its value.",
    },
    "unknown_field": {
        "id": "“{0}:” bukan nama kolom, jadi dibaca sebagai kata biasa.",
        "en": "“{0}:” is no field, so it was read as a plain word.",
    },
    "unclosed_quote": {
        "id": "Tanda kutip tanpa pasangan diabaikan; isinya dibaca sebagai kata biasa.",
        "en": "A quotation mark without its partner was ignored; what follows was read as plain words.",
    },
    "unclosed_bracket": {
        "id": "Kurung buka tanpa pasangan dianggap ditutup di akhir.",
        "en": "A parenthesis that was never closed was taken to close at the end.",
    },
    "extra_bracket": {
        "id": "Kurung tutup tanpa pasangan diabaikan.",
        "en": "A closing parenthesis without its partner was ignored.",
    },
    "dangling": {
        "id": "“{0}” tidak menghubungkan apa pun, jadi dibaca sebagai kata biasa.",
        "en": "“{0}” connects nothing, so it was read as a plain word.",
    },
    "wildcard": {
        "id": "“{0}” dibaca sebagai kata biasa: * dan ? perlu tiga huruf di depannya, dan paling banyak {1} tanda.",
        "en": "“{0}” was read as plain words: * and ? need three letters before them, and there may be {1} at most.",
    },
    "never_matches": {
        "id": "“{0}” tidak mungkin cocok: huruf di depan tanda itu tersimpan sebagai beberapa kata; tulis frasa, mis. "
        '"rp 500*".',
        "en": "“{0}” can never match: what stands before the sign is held as several words; write a phrase, such as "
        '"rp 500*".',
    },
    "quoted_wildcard": {
        "id": "Tanda *, ?, atau ~ di dalam “{0}” diabaikan: * dan ? perlu tiga huruf di depannya, ~ di luar kutipan.",
        "en": "A *, ? or ~ within “{0}” was ignored: * and ? need three letters before them, ~ stands outside quotes.",
    },
    "fuzzy": {
        "id": "“{0}” dibaca sebagai kata biasa: tanda ~ perlu satu kata dengan sedikitnya tiga huruf.",
        "en": "“{0}” was read as plain words: ~ needs one word of three letters or more.",
    },
    "near": {
        "id": "“{0}” dibaca sebagai AND: di kiri dan kanannya harus ada kata.",
        "en": "“{0}” was read as AND: there must be a word on either side of it.",
    },
    "near_hint": {
        "id": "“{0}” dibaca sebagai kata biasa; untuk kata yang berdekatan, tulis dengan jaraknya, misalnya banjir "
        "NEAR/5 jakarta.",
        "en": "“{0}” was read as a plain word; for words near each other write it with a distance, as in flood "
        "NEAR/5 jakarta.",
    },
    "distance": {
        "id": "Jarak antarkata paling jauh {0}.",
        "en": "The distance between words is {0} at most.",
    },
    "often": {
        "id": "Sesudah hitung: harus ada bilangan mulai dari 1, titik dua, dan satu kata, misalnya hitung:3:banjir; "
        "ini dibaca sebagai kata biasa.",
        "en": "count: needs a number from 1, a colon and one word, as in count:3:banjir; it was read as plain words.",
    },
    "often_most": {
        "id": "Sebuah kata dihitung sampai {0} kali.",
        "en": "A word is counted up to {0} times.",
    },
    "date": {
        "id": "“{0}” bukan tanggal, jadi dibaca sebagai kata biasa; contoh: sejak:2024-11-27 atau sejak:27-11-2024.",
        "en": "“{0}” is no date, so it was read as plain words; for example: after:2024-11-27.",
    },
    "span": {
        "id": "“{0}” bukan rentang, jadi dibaca sebagai kata biasa; contoh: rentang:7h (hari), rentang:2m (minggu).",
        "en": "“{0}” is no span, so it was read as plain words; for example: when:7d (days) or when:2w (weeks).",
    },
    "no_days": {
        "id": "Tidak ada satu hari pun sejak {0} sampai {1}.",
        "en": "There is no day from {0} to {1}.",
    },
    "empty_field": {
        "id": "“{0}” tidak berisi apa pun, jadi dibaca sebagai kata biasa; tulis isinya langsung setelah titik dua.",
        "en": "“{0}” holds nothing, so it was read as a plain word; write its value right after the colon.",
    },
    "read_as": {
        "id": "Dibaca sebagai: {0}",
        "en": "Read as: {0}",
    },
    "left_out": {
        "id": "Tidak ikut dicari: {0}.",
        "en": "Left out of the search: {0}.",
    },
    "capitals": {
        "id": "Judul berhuruf besar: AND, OR, NOT, DAN, ATAU, BUKAN dibaca sebagai kata biasa.",
        "en": "A headline in capitals: AND, OR, NOT, DAN, ATAU, BUKAN were read as plain words.",
    },
    "small_words": {
        "id": "Tidak wajib ada: {0}.",
        "en": "Need not be there: {0}.",
    },
    "variants": {
        "id": "Juga dicari, dengan bobot lebih kecil: {0}.",
        "en": "Also searched, with less weight: {0}.",
    },
    "variants_excluded": {
        "id": "Juga tidak diikutkan: {0}.",
        "en": "Also left out: {0}.",
    },
    "unknown_value": {
        "id": "Tidak ada artikel dengan {0} “{1}”.",
        "en": "No article has the {0} “{1}”.",
    },
    "values": {
        "id": "{0} “{1}” dibaca sebagai: {2}.",
        "en": "{0} “{1}” was read as: {2}.",
    },
    "values_cut": {
        "id": "{0} “{1}” cocok dengan {2} nilai; hanya {3} yang tersering dipakai.",
        "en": "{0} “{1}” matches {2} values; only the {3} commonest were used.",
    },
    "undated": {
        "id": "Artikel yang tanggalnya tidak diketahui, dan karena itu tidak ikut: {0}.",
        "en": "Articles whose date is not known, and which are therefore left out: {0}.",
    },
    "no_words": {
        "id": "Tidak ada kata yang dapat dicari; semua artikel ditampilkan.",
        "en": "There is no word to search for; all articles are shown.",
    },
    "nearest": {
        "id": "Tidak ada artikel yang memuat semua kata; ini yang terdekat, dengan sedikitnya {0} dari {1} kata.",
        "en": "No article has all the words; these are the nearest, with at least {0} of {1} words.",
    },
    "nearest_roots": {
        "id": "Tidak ada artikel yang memuat kata itu; ini yang terdekat, dengan kata lain dari akar yang sama.",
        "en": "No article has the words themselves; these are the nearest, with other words of the same root.",
    },
    "nearest_uncounted": {
        "id": "Tidak ada artikel yang memuat semua kata; yang terdekat tidak dihitung di sini.",
        "en": "No article has all the words; the nearest ones are not counted here.",
    },
    "site_hint": {
        "id": "Untuk artikel dari {0} sendiri, tulis situs:{0}.",
        "en": "For the articles of {0} itself, write site:{0}.",
    },
    "missing": {
        "id": "Tidak ada dalam artikel mana pun: {0}.",
        "en": "In no article at all: {0}.",
    },
    "did_you_mean": {
        "id": "Mungkin maksud Anda: {0}",
        "en": "Did you mean: {0}",
    },
    "explained": {
        "id": "Alasan hanya diberikan untuk {0} hasil pertama.",
        "en": "Reasons are given for the first {0} hits only.",
    },
    "unfinished": {
        "id": "Waktu pencarian habis: jumlah salinan dan artikel tanpa tanggal, alasan, atau saran ejaan mungkin "
        "tidak ada.",
        "en": "The time for the search was over: counts of copies and of undated articles, reasons or suggestions may "
        "be missing.",
    },
    "not_counted": {
        "id": "Waktu pencarian habis: jumlah per sumber, rubrik, dan waktu tidak ikut dihitung.",
        "en": "The time for the search was over: the counts by source, section and time are left out.",
    },
    "view_gone": {
        "id": "Arsip mungkin berubah sejak halaman sebelumnya, jadi urutannya dihitung ulang: artikel bisa terulang "
        "atau terlewat. Urutan menurut waktu tidak terpengaruh.",
        "en": "The archive may have changed since the earlier pages, so this one was ranked anew: an article may come "
        "twice or be missed. An order by time is not affected.",
    },
}
"""The sentence of each code in each language."""


def render(note: Note, language: Language = "id") -> str:
    """The note as a sentence."""
    arguments = note.arguments
    if note.code in ("unknown_value", "values", "values_cut"):
        arguments = (field_name(arguments[0], language).lower(), *arguments[1:])
    return TEXTS[note.code][language].format(*arguments)


def field_name(name: str, language: Language) -> str:
    """What a field is called, as a heading."""
    labels = _FIELDS[name].label
    return labels[language] if labels else name
