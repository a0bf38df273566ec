"""What the page of regions says."""

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
}
