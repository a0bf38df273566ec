"""What the pages say of labels that people give."""

from __future__ import annotations

from indexer.fields import Language

LABELLING: dict[str, dict[Language, str]] = {
    "labelling": {"id": "Label", "en": "Labels"},
    "no_sets": {
        "id": "Belum ada set label. Contoh: set “Nada” dengan label Positif, Netral, Negatif.",
        "en": "There is no set of labels yet. An example: the set “Tone” with the labels Positive, Neutral, Negative.",
    },
    "new_set": {"id": "Set label baru", "en": "New set of labels"},
    "set_name": {"id": "Nama set", "en": "Name of the set"},
    "set_labels": {"id": "Label, satu per baris", "en": "Labels, one a line"},
    "set_labels_hint": {
        "id": "tombol pintasnya dapat dipilih: Positif=p",
        "en": "a key can be chosen: Positive=p",
    },
    "set_several": {"id": "Satu artikel boleh mendapat beberapa label", "en": "An article may have several of them"},
    "label_single": {"id": "satu label per artikel", "en": "one label an article"},
    "label_several": {"id": "beberapa label per artikel", "en": "several labels an article"},
    "compare_labels": {"id": "Bandingkan dari waktu ke waktu", "en": "Compare over time"},
    "forget_set": {"id": "Buang set", "en": "Discard the set"},
    "forget_set_yes": {
        "id": "Ya, buang “{0}” beserta semua label yang sudah diberikan dan riwayatnya",
        "en": "Yes, discard “{0}” with all that was labelled by it, and its history",
    },
    "label_rule": {"id": "{0}: diberikan oleh pencarian {1}", "en": "{0}: given by the search {1}"},
    "label_rule_stop": {"id": "Hentikan", "en": "Stop"},
    "label_rule_new": {"id": "Beri label lewat pencarian tersimpan", "en": "Label by a saved search"},
    "label_rule_search": {"id": "Pencarian tersimpan", "en": "Saved search"},
    "label_rule_begin": {"id": "Mulai", "en": "Begin"},
    "label_rule_hint": {
        "id": "Mulai sekarang, artikel baru yang cocok mendapat label itu begitu terindeks.",
        "en": "From now on, new articles that match get the label as they are indexed.",
    },
    "label_rule_hint_single": {
        "id": "Mulai sekarang, artikel baru yang cocok mendapat label itu begitu terindeks; yang sudah punya label "
        "dari set ini dibiarkan.",
        "en": "From now on, new articles that match get the label as they are indexed; those that have a label of this "
        "set keep it.",
    },
    "label_who": {"id": "Nama Anda", "en": "Your name"},
    "label_why": {"id": "Alasan (boleh kosong)", "en": "Why (may be empty)"},
    "label_key": {"id": "tombol {0}", "en": "key {0}"},
    "label_history": {"id": "Riwayat label", "en": "History of labels"},
    "label_gave": {"id": "+ {0}, oleh {1}, {2}", "en": "+ {0}, by {1}, {2}"},
    "label_took": {"id": "− {0}, oleh {1}, {2}", "en": "− {0}, by {1}, {2}"},
    "label_these": {"id": "Beri label", "en": "Give a label"},
    "label_which": {"id": "Label", "en": "Label"},
    "samples": {"id": "Sampel acak", "en": "Random samples"},
    "sample_facts": {
        "id": "{0} dari {1} artikel, benih {2}, set {3}",
        "en": "{0} of {1} articles, seed {2}, set {3}",
    },
    "sample_coded": {"id": "{0}: {1} artikel", "en": "{0}: {1} articles"},
    "sample_alpha": {
        "id": "Alfa Krippendorff {0}: {1} ({2} artikel dikode dua orang atau lebih)",
        "en": "Krippendorff’s alpha {0}: {1} ({2} articles coded by two people or more)",
    },
    "no_alpha": {"id": "belum dapat dihitung", "en": "nothing to be said yet"},
    "sample_code": {"id": "Kode sampel ini", "en": "Code this sample"},
    "sample_left": {"id": "Artikel {0} dari {1}", "en": "Article {0} of {1}"},
    "sample_done": {
        "id": "Selesai: semua artikel sampel ini sudah Anda kode.",
        "en": "Done: you have coded all of it.",
    },
    "sample_go_on": {"id": "Berikutnya", "en": "Next"},
    "sample_return": {"id": "Sebelumnya", "en": "Back"},
    "bad_labels": {
        "id": "sebuah set punya 1 sampai {0} label dengan nama yang berbeda.",
        "en": "a set has 1 to {0} labels with different names",
    },
    "bad_label": {
        "id": "nama set dan label tidak boleh berisi tanda kutip, garis miring atau tanda sama dengan: {0}",
        "en": "names of sets and labels have no quotation marks, slashes or equal signs: {0}",
    },
    "bad_key": {
        "id": "tombol “{0}” tidak dapat dipakai: satu huruf kecil atau angka yang belum dipakai, bukan j, k atau o.",
        "en": "the key “{0}” cannot be used: take one small letter or digit that is free, and not j, k or o",
    },
    "set_taken": {
        "id": "sudah ada set label bernama “{0}”: pakai nama lain.",
        "en": "there is a set of labels “{0}” already: take another name",
    },
    "sample_taken": {
        "id": "sudah ada sampel bernama “{0}”: pakai nama lain.",
        "en": "there is a sample “{0}” already: take another name",
    },
    "nothing_drawn": {
        "id": "tidak ada artikel yang ditemukan, jadi tidak ada yang dapat diambil.",
        "en": "no article was found, so none can be drawn",
    },
    "bad_coder": {
        "id": "tulis nama Anda (paling panjang {0} huruf); alasan paling panjang {1} huruf.",
        "en": "write your name (at most {0} characters); a reason has at most {1}",
    },
    "no_label_named": {"id": "pilih sebuah label.", "en": "choose a label"},
}
