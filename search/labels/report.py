"""What reports say, and the panel that makes them."""

from __future__ import annotations

from indexer.fields import Language

REPORT: dict[str, dict[Language, str]] = {
    "report": {"id": "Laporan kliping", "en": "Clipping report"},
    "report_title": {"id": "Laporan kliping", "en": "Clipping report"},
    "report_about": {
        "id": "Sampul, hitungan, sumber yang saling lepas, dan kliping lengkap (paling banyak {0}):",
        "en": "Cover, counts, independent sources, and the clippings in full ({0} at most):",
    },
    "report_query": {"id": "Kueri", "en": "Query"},
    "report_everything": {"id": "(semua artikel)", "en": "(all articles)"},
    "report_whole_folder": {"id": "(seluruh isi map)", "en": "(all of the folder)"},
    "report_filtered": {"id": "(semua artikel yang lolos saringan)", "en": "(all articles that pass the filters)"},
    "report_reading": {"id": "Dibaca sebagai", "en": "Read as"},
    "report_match_all": {"id": "semua kata", "en": "all words"},
    "report_match_any": {"id": "salah satu kata", "en": "any of the words"},
    "report_forms_root": {"id": "semua kata dari akar yang sama", "en": "all words of the same root"},
    "report_forms_exact": {"id": "persis seperti ditulis", "en": "exactly as written"},
    "report_period": {"id": "Periode", "en": "Period"},
    "report_no_period": {"id": "tanpa tanggal", "en": "undated"},
    "report_made": {"id": "Dibuat", "en": "Made"},
    "report_sources": {"id": "Sumber", "en": "Sources"},
    "report_texts": {"id": "{0} naskah berbeda", "en": "{0} different texts"},
    "report_texts_one": {"id": "{0} naskah", "en": "{0} text"},
    "report_offices": {"id": "{0} redaksi", "en": "{0} newsrooms"},
    "report_offices_one": {"id": "{0} redaksi", "en": "{0} newsroom"},
    "report_owners": {"id": "{0} grup", "en": "{0} owners"},
    "report_owners_one": {"id": "{0} grup", "en": "{0} owner"},
    "report_sources_how": {
        "id": "Salinan satu naskah dihitung sekali, untuk kantor berita yang disebut di dalamnya atau penerbit yang "
        "memuatnya lebih dahulu; penerbit satu pemilik adalah satu grup.",
        "en": "Copies of one text count once, for the agency named in it or the publisher who had it first; publishers "
        "of one owner are one.",
    },
    "report_sources_part": {
        "id": "Dihitung dari {0} artikel pertama saja.",
        "en": "Counted from the first {0} articles alone.",
    },
    "report_numbers": {"id": "Hitungan", "en": "Numbers"},
    "report_by": {"id": "Artikel per waktu", "en": "Articles over time"},
    "report_most": {"id": "paling banyak {0}", "en": "{0} at most"},
    "report_no_date": {
        "id": "{0} artikel tanpa tanggal tidak ada di dalamnya.",
        "en": "{0} undated articles are not in it.",
    },
    "report_period_of": {"id": "Waktu", "en": "Period"},
    "report_count": {"id": "Artikel", "en": "Articles"},
    "report_share": {"id": "Bagian", "en": "Share"},
    "report_owner": {"id": "Grup pemilik", "en": "Owner"},
    "report_label": {"id": "Label", "en": "Labels"},
    "report_no_label": {"id": "(tanpa label)", "en": "(no label)"},
    "report_others": {"id": "dan {0} lainnya", "en": "and {0} others"},
    "report_list": {"id": "Daftar kliping", "en": "List of clippings"},
    "report_clippings": {"id": "Kliping", "en": "Clippings"},
    "report_left_out": {
        "id": "{0} artikel lagi dihitung, tetapi tidak dimuat sebagai kliping: persempit kueri, atau naikkan batasnya "
        "(paling banyak {1}).",
        "en": "{0} more articles are counted and not given as clippings: narrow the query, or raise the limit ({1} at "
        "most).",
    },
    "report_none": {"id": "Tidak ada artikel yang cocok.", "en": "No article matches."},
    "report_undated": {"id": "tanpa tanggal", "en": "undated"},
    "report_title_of": {"id": "Judul", "en": "Title"},
    "report_publisher": {"id": "Penerbit", "en": "Publisher"},
    "report_published": {"id": "Terbit", "en": "Published"},
    "report_captured": {"id": "Diarsipkan", "en": "Archived"},
    "report_address": {"id": "Alamat", "en": "Address"},
    "report_version": {"id": "Versi", "en": "Version"},
    "report_note": {"id": "Catatan", "en": "Note"},
    "report_then": {
        "id": "teks versi {0}, seperti saat dikliping; arsip sudah menyimpan versi {1}",
        "en": "the text of version {0}, as it was clipped; the archive has version {1} by now",
    },
    "report_too_slow": {
        "id": "Laporan itu terlalu lama dibuat. Minta hari yang lebih sedikit, atau bentuk lain.",
        "en": "The report takes too long. Ask for fewer days, or for another form.",
    },
    "report_digest": {"id": "Sidik (SHA-256)", "en": "Digest (SHA-256)"},
    "report_authors": {"id": "Penulis", "en": "Authors"},
    "report_section": {"id": "Rubrik", "en": "Section"},
    "report_text": {"id": "Teks", "en": "Text"},
    "report_copy": {"id": "Salinan dari", "en": "Copy of"},
    "report_copy_of": {"id": "naskah yang sama dengan kliping {0}", "en": "the same text as clipping {0}"},
    "report_agency": {"id": "Kantor berita", "en": "News agency"},
    "report_agency_of": {"id": "dari {0}, menurut teksnya", "en": "from {0}, by its text"},
    "report_digest_how": {
        "id": "Sidik: 16 digit heksadesimal pertama SHA-256 dari judul dan paragraf, dipisah baris baru (LF), dalam "
        "UTF-8. Waktu arsip adalah saat halaman itu diambil; halaman mentahnya ada di arsip.",
        "en": "Digest: the first 16 hex digits of the SHA-256 of title and paragraphs, parted by line feeds, in UTF-8. "
        "The archive time is when the page was fetched; its raw bytes lie in the archive.",
    },
    "report_summary": {"id": "Ringkasan", "en": "Summary"},
    "file_html": {"id": "HTML", "en": "HTML"},
    "file_pdf": {"id": "PDF", "en": "PDF"},
    "file_docx": {"id": "Word (docx)", "en": "Word (docx)"},
}
