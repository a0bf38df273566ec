"""What the timeline says, and the page that compares queries."""

from __future__ import annotations

from indexer.fields import Language

TIMELINE: dict[str, dict[Language, str]] = {
    "timeline": {"id": "Artikel menurut waktu", "en": "Articles over time"},
    "numbers": {"id": "Angka menurut waktu", "en": "Numbers over time"},
    "timeline_day": {"id": "per hari", "en": "by day"},
    "timeline_week": {"id": "per minggu", "en": "by week"},
    "timeline_month": {"id": "per bulan", "en": "by month"},
    "timeline_year": {"id": "per tahun", "en": "by year"},
    "chart": {
        "id": "{0} artikel, {1} – {2}; terbanyak {3} ({4})",
        "en": "{0} articles, {1} – {2}; {3} at most ({4})",
    },
    "compared_first": {
        "id": "Hanya {0} pencarian pertama yang dibandingkan, tanpa: {1}.",
        "en": "Only the first {0} searches are compared, without: {1}.",
    },
    "today": {"id": "hari ini", "en": "today"},
    "bar": {"id": "{1}: {0} artikel, {2} dari semua", "en": "{1}: {0} articles, {2} of all"},
    "bar_one": {"id": "{1}: {0} artikel, {2} dari semua", "en": "{1}: {0} article, {2} of all"},
    "bar_part": {"id": " (belum penuh)", "en": " (not complete)"},
    "bar_gap": {"id": "{0}: tidak ada artikel apa pun dalam arsip", "en": "{0}: no article at all in the archive"},
    "part": {"id": "belum penuh", "en": "not complete"},
    "part_note": {
        "id": "Batang bergaris: waktu yang belum penuh.",
        "en": "Striped bars: periods that are not complete.",
    },
    "part_points": {
        "id": "Waktu yang belum penuh (lihat tabel) tampak lebih rendah daripada sebenarnya.",
        "en": "Periods that are not complete (see the table) look lower than they are.",
    },
    "gap_note": {
        "id": "Latar arsir: arsip tidak punya artikel apa pun dari waktu itu.",
        "en": "Shaded ground: the archive has no article at all of that time.",
    },
    "undated_note": {
        "id": "Tanpa tanggal, jadi tidak ada dalam diagram: {0} artikel.",
        "en": "Undated, and so not in the chart: {0}.",
    },
    "as_share": {"id": "Tampilkan porsi dari semua artikel", "en": "Show the share of all articles"},
    "as_count": {"id": "Tampilkan jumlah artikel", "en": "Show the number of articles"},
    "compare_this": {"id": "Bandingkan dengan pencarian lain", "en": "Compare with other searches"},
    "counts_file": {"id": "Unduh angka (CSV)", "en": "Download the numbers (CSV)"},
    "period": {"id": "Waktu", "en": "Time"},
    "count": {"id": "Jumlah", "en": "Count"},
    "share": {"id": "Porsi", "en": "Share"},
}
