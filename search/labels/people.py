"""What the page of a person says, and what stands beside quotes in a text."""

from __future__ import annotations

from indexer.fields import Language

PEOPLE: dict[str, dict[Language, str]] = {
    "person_page": {"id": "profil", "en": "profile"},
    "person_intro": {
        "id": "Dibaca dari teks artikel; nama yang sama pada dua orang dapat tercampur.",
        "en": "Read from the words of articles; two people of one name may be mixed.",
    },
    "quoted_in": {"id": "dikutip dalam {0} artikel", "en": "quoted in {0} articles"},
    "quoted_in_one": {"id": "dikutip dalam {0} artikel", "en": "quoted in {0} article"},
    "named_in": {"id": "disebut dalam {0} artikel", "en": "named in {0} articles"},
    "named_in_one": {"id": "disebut dalam {0} artikel", "en": "named in {0} article"},
    "also_written": {"id": "Juga ditulis: {0}", "en": "Also written: {0}"},
    "namesakes": {"id": "Orang lain bernama sama:", "en": "Others of the same name:"},
    "offices_held": {"id": "Jabatan menurut artikel", "en": "Offices, by the articles"},
    "office": {"id": "Jabatan", "en": "Office"},
    "first_and_last": {"id": "Hari pertama – terakhir", "en": "First – last day"},
    "quoted_by": {"id": "Dikutip oleh", "en": "Quoted by"},
    "quoted_beside": {"id": "Dikutip bersama", "en": "Quoted beside"},
    "said": {"id": "Kutipan per hari", "en": "Quotes by day"},
    "said_undated": {"id": "Tanpa tanggal", "en": "Without a date"},
    "never_quoted": {"id": "Tidak ada kutipan.", "en": "No quotes."},
    "follow_person": {"id": "Ikuti", "en": "Follow"},
    "names_title": {"id": "Gabung atau pisah nama", "en": "Join or part names"},
    "names_hint": {
        "id": "Berlaku seketika untuk semua pencarian, hitungan, dan peringatan; artikelnya tidak berubah.",
        "en": "It holds at once for all searches, counts and alerts; articles stay as they are.",
    },
    "join_other": {"id": "Nama lain orang ini", "en": "Another name of this person"},
    "join": {"id": "Gabungkan", "en": "Join"},
    "part_office": {"id": "Pisahkan yang berjabatan", "en": "Part whoever has the office"},
    "part": {"id": "Pisahkan", "en": "Part"},
    "joined_names": {"id": "Nama yang digabungkan", "en": "Names that were joined"},
    "not_changed": {"id": "Tidak diubah:", "en": "Not changed:"},
    "speaker_read": {"id": "penutur dibaca dari artikel: {0}", "en": "speaker read from the article: {0}"},
}
