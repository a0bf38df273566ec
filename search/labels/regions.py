"""What the page of regions says, and the form that corrects them."""

from __future__ import annotations

from indexer.fields import Language

REGIONS: dict[str, dict[Language, str]] = {
    "map_title": {"id": "Menurut daerah", "en": "By region"},
    "map_of": {"id": "“{0}” menurut daerah", "en": "“{0}” by region"},
    "map_this": {"id": "Menurut daerah (peta)", "en": "By region (map)"},
    "map_query": {"id": "Pencarian", "en": "Search"},
    "map_intro": {
        "id": "Tiap kotak satu provinsi, kira-kira di tempatnya. Makin gelap, makin banyak artikel tentangnya.",
        "en": "A square for each province, roughly where it lies. The darker, the more articles are about it.",
    },
    "map_intro_share": {
        "id": "Tiap kotak satu provinsi, kira-kira di tempatnya. Makin gelap, makin besar bagian dari semua artikel"
        " tentang provinsi itu.",
        "en": "A square for each province, roughly where it lies. The darker, the larger the share of all articles"
        " about that province.",
    },
    "map_none": {
        "id": "{0} artikel tidak menyebut daerah mana pun sebagai tempat atau pokoknya.",
        "en": "{0} articles name no region as their place or subject.",
    },
    "map_none_one": {
        "id": "{0} artikel tidak menyebut daerah mana pun sebagai tempat atau pokoknya.",
        "en": "{0} article names no region as its place or subject.",
    },
    "map_empty": {
        "id": "Tidak ada artikel tentang daerah mana pun.",
        "en": "No article is about any region.",
    },
    "provinces": {"id": "Provinsi", "en": "Provinces"},
    "regencies": {"id": "Kabupaten dan kota", "en": "Regencies and cities"},
    "regencies_more": {
        "id": "{0} terbanyak dari {1}; semuanya ada dalam berkas CSV.",
        "en": "The {0} commonest of {1}; all are in the CSV file.",
    },
    "map_file": {"id": "Unduh angkanya (CSV)", "en": "Download the numbers (CSV)"},
    "show": {"id": "Tampilkan", "en": "Show"},
    "region_correct": {"id": "Perbaiki daerah", "en": "Correct the regions"},
    "region_not": {"id": "Bukan", "en": "Not this"},
    "region_is_about": {"id": "Tentang {0}", "en": "About {0}"},
    "region_not_about": {"id": "Bukan tentang {0}", "en": "Not about {0}"},
    "region_more": {"id": "Juga tentang provinsi, kabupaten atau kota", "en": "Also about a province, regency or city"},
    "region_add": {"id": "Tambahkan", "en": "Add"},
    "region_said": {"id": "Kata pengguna", "en": "What users said"},
    "region_undo": {"id": "Batalkan", "en": "Undo"},
    "region_undo_this": {"id": "Batalkan “{0}”", "en": "Undo “{0}”"},
    "region_history": {"id": "Riwayat daerah", "en": "History of regions"},
    "region_gave": {"id": "Tentang {0}: {1}, {2}", "en": "About {0}: {1}, {2}"},
    "region_took": {"id": "Bukan tentang {0}: {1}, {2}", "en": "Not about {0}: {1}, {2}"},
    "region_undone": {"id": "{0} kembali seperti yang terbaca: {1}, {2}", "en": "{0} as it is read again: {1}, {2}"},
    "no_region": {
        "id": "tidak ada daerah bernama “{0}”: tulis provinsi, kabupaten atau kota, seperti Jatim atau Kota Surabaya.",
        "en": "there is no region “{0}”: write a province, regency or city, such as Jatim or Kota Surabaya",
    },
    "several_regions": {
        "id": "beberapa daerah bernama “{0}”: tulis salah satunya: {1}.",
        "en": "several regions are called “{0}”: write one of them: {1}",
    },
}
