"""What the page of an article says."""

from __future__ import annotations

from indexer.fields import Language

ARTICLE: dict[str, dict[Language, str]] = {
    "about_article": {"id": "Tentang artikel ini", "en": "About this article"},
    "place_in_list": {"id": "Tempat dalam hasil", "en": "Place in the results"},
    "hit_of": {"id": "hasil {0} dari {1}", "en": "result {0} of {1}"},
    "previous_hit": {"id": "‹ Sebelumnya", "en": "‹ Previous"},
    "next_hit": {"id": "Berikutnya ›", "en": "Next ›"},
    "original": {"id": "Baca di {0}", "en": "Read at {0}"},
    "source": {"id": "sumbernya", "en": "the source"},
    "captured": {"id": "Diarsipkan", "en": "Archived"},
    "permalink": {"id": "Tautan tetap", "en": "Permanent link"},
    "doubtful": {"id": "Mungkin bukan artikel", "en": "May be no article"},
    "paywalled": {"id": "Berbayar di situs aslinya", "en": "Behind a paywall at the source"},
    "withdrawn": {"id": "ditarik sejak {0}", "en": "withdrawn since {0}"},
    "same": {"id": "Salinan artikel ini", "en": "Copies of this article"},
    "similar": {"id": "Mirip dengan ini", "en": "More like this"},
    "related": {"id": "Artikel terkait", "en": "Related articles"},
    "shared": {"id": "{0}% teks sama", "en": "{0}% of the text in common"},
    "more_lines": {"id": "{0} lagi", "en": "{0} more"},
    "versions": {"id": "Versi", "en": "Versions"},
    "version": {"id": "Versi {0}, diambil {1}", "en": "Version {0}, captured {1}"},
    "added": {"id": "Ditambahkan:", "en": "Added:"},
    "removed": {"id": "Dihapus:", "en": "Removed:"},
    "same_paragraphs": {"id": "… {0} paragraf tidak berubah …", "en": "… {0} paragraphs did not change …"},
    "no_history": {
        "id": "Versi lama dan artikel terkait sedang tidak dapat ditampilkan.",
        "en": "Earlier versions and related articles cannot be shown now.",
    },
    "no_similar": {
        "id": "Salinan dan artikel yang mirip tidak sempat dicari. Coba muat ulang sebentar lagi.",
        "en": "There was no time to look for copies and articles like this one. Load the page again in a moment.",
    },
    "cite": {"id": "Kutip artikel ini", "en": "Cite this article"},
    "cite_file": {"id": "Unduh {0}", "en": "Download {0}"},
    "copy": {"id": "Salin", "en": "Copy"},
    "copied": {"id": "Tersalin", "en": "Copied"},
    "why": {"id": "Mengapa hasil ini?", "en": "Why this result?"},
    "why_text": {
        "id": "Kata pencarian yang ada dalam artikel ini, dan bagian masing-masing dalam nilainya:",
        "en": "The words of the search that this article has, and what part of its score each gave:",
    },
    "why_not": {
        "id": "Artikel ini tidak memuat apa yang dicari.",
        "en": "This article does not have what was searched for.",
    },
    "reason_term": {"id": "Kata", "en": "Word"},
    "reason_where": {"id": "Dicocokkan", "en": "Matched"},
    "reason_part": {"id": "Bagian", "en": "Part"},
    "reason_stem": {"id": "akar kata, judul dan isi", "en": "root of the word, title and text"},
    "reason_exact": {"id": "persis begitu, judul dan isi", "en": "exactly so, title and text"},
    "reason_title": {"id": "akar kata, judul", "en": "root of the word, title"},
    "reason_body": {"id": "akar kata, isi", "en": "root of the word, text"},
    "reason_headline": {"id": "persis begitu, judul", "en": "exactly so, title"},
    "reason_word": {"id": "bentuk kata, judul dan isi", "en": "form of the word, title and text"},
    "reason_title_word": {"id": "bentuk kata, judul", "en": "form of the word, title"},
    "reason_body_word": {"id": "bentuk kata, isi", "en": "form of the word, text"},
    "reason_other": {"id": "saringan", "en": "filter"},
}
