"""What the pages say of the user's own model: always that it is one."""

from __future__ import annotations

from indexer.fields import Language

MODEL: dict[str, dict[Language, str]] = {
    "proposals": {"id": "Usulan model", "en": "Proposed by a model"},
    "proposals_of": {"id": "Usulan model: {0}", "en": "Proposed by a model: {0}"},
    "proposals_text": {
        "id": "Ini usulan sebuah model bahasa, bukan label: pencarian dan hitungan tidak memuatnya. Yang Anda terima "
        "menjadi label atas nama Anda.",
        "en": "A language model proposes these; they are no labels, and no search or count has them. What you accept "
        "becomes a label of yours.",
    },
    "proposals_number": {"id": "{0} usulan model", "en": "{0} proposed by a model"},
    "proposals_left": {"id": "{0} belum diputuskan; ini yang terlama.", "en": "{0} to be decided; the oldest first."},
    "no_proposals": {
        "id": "Tidak ada usulan yang menunggu keputusan.",
        "en": "Nothing that was proposed waits for a decision.",
    },
    "by_model": {
        "id": "usulan model {0}, {1}, teks versi {2}",
        "en": "proposed by the model {0}, {1}, text of version {2}",
    },
    "text_of_version": {
        "id": "teks versi {0}; sekarang versi {1}",
        "en": "text of version {0}; it is at version {1} now",
    },
    "accept": {"id": "Terima", "en": "Accept"},
    "decline": {"id": "Tolak", "en": "Decline"},
    "no_sentence": {"id": "Model tidak menyebut kalimat dasarnya.", "en": "The model named no sentence that shows it."},
    "summary_model": {"id": "Ringkasan oleh model", "en": "Summary by a model"},
    "summaries": {"id": "Ringkasan oleh model", "en": "Summaries by a model"},
    "summaries_text": {
        "id": "Ditulis oleh sebuah model bahasa, bukan orang. Kalimat di bawah tiap pernyataan berdiri kata demi kata "
        "di artikelnya; apakah pernyataannya benar demikian, bacalah sendiri.",
        "en": "Written by a language model, not by a person. The sentences below each statement stand word for word in "
        "their articles; whether it says what they say, read for yourself.",
    },
    "summary_facts": {
        "id": "ditulis model {0}, {1}, dari {2} dari {3} artikel",
        "en": "written by the model {0}, {1}, from {2} of {3} articles",
    },
    "summary_dropped": {
        "id": "dibuang: {0} pernyataan tanpa dasar, {1} kalimat yang tidak ada di artikel",
        "en": "dropped: {0} statements that rest on nothing, {1} sentences that stand in no article",
    },
    "no_summaries": {"id": "Belum ada ringkasan.", "en": "There is no summary yet."},
    "ask_summary": {"id": "Minta ringkasan map ini", "en": "Ask for a summary of this folder"},
    "ask_summary_again": {"id": "Minta ringkasan baru", "en": "Ask for a new summary"},
    "ask_labels": {"id": "Minta usulan label", "en": "Ask for labels"},
    "ask_day": {"id": "Minta ringkasan satu hari", "en": "Ask for a summary of a day"},
    "ask_model": {"id": "Model bahasa Anda", "en": "Your language model"},
    "which_set": {"id": "Set label", "en": "Set of labels"},
    "which_search": {"id": "Pencarian tersimpan", "en": "Saved search"},
    "which_day": {"id": "Hari", "en": "Day"},
    "ask": {"id": "Minta", "en": "Ask"},
    "summary_waits": {
        "id": "Ringkasan map ini sedang ditanyakan kepada model.",
        "en": "The model is being asked for a summary of this folder.",
    },
    "model_waiting": {"id": "{0} pertanyaan menunggu model.", "en": "{0} questions wait for the model."},
    "model_spent": {
        "id": "Anggaran hari ini habis; dilanjutkan besok.",
        "en": "The budget of today is used up; it goes on tomorrow.",
    },
    "model_rests": {
        "id": "Servernya dibiarkan sampai {0}: {1}",
        "en": "Its server is left alone until {0}: {1}",
    },
    "summary_failed": {"id": "Gagal: {0}: {1}", "en": "Failed: {0}: {1}"},
    "forget_summary": {"id": "Buang ringkasan ini", "en": "Discard this summary"},
    "see_articles": {"id": "Lihat artikelnya", "en": "See the articles"},
    "model_too_many": {
        "id": "lebih dari {0} artikel sekaligus: persempit pencariannya.",
        "en": "more than {0} articles at once: narrow the search",
    },
    "model_unusable": {"id": "model tidak dapat ditanyai: {0}", "en": "the model cannot be asked: {0}"},
    "no_day": {"id": "pilih sebuah hari.", "en": "choose a day"},
    "nothing_that_day": {
        "id": "pencarian itu tidak menemukan artikel pada hari itu.",
        "en": "that search finds no article of that day",
    },
    "no_proposal": {
        "id": "usulan itu sudah diputuskan, atau artikelnya sudah dilabeli.",
        "en": "that proposal was decided, or its article was labelled, meanwhile",
    },
}
