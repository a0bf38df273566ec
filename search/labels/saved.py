"""What the page of saved searches says."""

from __future__ import annotations

from indexer.fields import Language

SAVED: dict[str, dict[Language, str]] = {
    "saved": {"id": "Tersimpan", "en": "Saved"},
    "save": {"id": "Simpan", "en": "Save"},
    "save_this": {"id": "Simpan pencarian ini", "en": "Save this search"},
    "take_out": {"id": "Unduh · Ikuti", "en": "Export · Follow"},
    "download": {"id": "Unduh", "en": "Download"},
    "download_all": {
        "id": "Semua {0}, termasuk salinannya, dengan teks lengkap:",
        "en": "All {0}, copies too:",
    },
    "download_none": {"id": "Tidak ada yang cocok untuk diunduh.", "en": "There is nothing that matches to download."},
    "file_csv": {"id": "CSV", "en": "CSV"},
    "file_jsonl": {"id": "JSON Lines", "en": "JSON Lines"},
    "file_xlsx": {"id": "Excel (xlsx)", "en": "Excel (xlsx)"},
    "file_ris": {"id": "RIS (Zotero, Mendeley)", "en": "RIS (Zotero, Mendeley)"},
    "follow": {"id": "Ikuti", "en": "Follow"},
    "feed_atom": {"id": "Umpan Atom", "en": "Atom feed"},
    "feed_rss": {"id": "Umpan RSS", "en": "RSS feed"},
    "feed_json": {"id": "Umpan JSON", "en": "JSON feed"},
    "as_code": {"id": "Tampilkan kode", "en": "Show code"},
    "saved_what": {
        "id": "Dikabari lewat surel, webhook, atau umpan tentang artikel baru yang cocok.",
        "en": "To be told of new articles by mail, webhook or feed.",
    },
    "saved_name": {"id": "Nama", "en": "Name"},
    "saved_every": {"id": "Kabari", "en": "Tell"},
    "every_now": {"id": "segera", "en": "at once"},
    "every_hour": {"id": "tiap jam", "en": "every hour"},
    "every_day": {"id": "tiap pagi pukul 7", "en": "every morning at 7"},
    "every_never": {"id": "tidak tentang tiap artikel", "en": "not of single articles"},
    "search_gone": {
        "id": "Pencarian ini sudah tidak ada; mungkin dihapus di jendela lain.",
        "en": "This search is not there any more; it may have been removed in another window.",
    },
    "report_needs_mail": {
        "id": "laporan dikirim lewat surel, dan “{0}” tidak mengabari alamat surel mana pun.",
        "en": "reports go by mail, and “{0}” tells no mail address",
    },
    "report_by_mail": {"id": "Laporan lewat surel", "en": "Report by mail"},
    "report_off": {"id": "tidak", "en": "none"},
    "report_each_day": {"id": "harian, pukul 7", "en": "daily, at 7"},
    "report_each_week": {"id": "mingguan, Senin pukul 7", "en": "weekly, Monday at 7"},
    "report_when": {"id": "Kapan", "en": "When"},
    "report_form": {"id": "Bentuk", "en": "Form"},
    "report_language": {"id": "Bahasa", "en": "Language"},
    "report_state": {"id": "Laporan lewat surel: {0}, {1}", "en": "Report by mail: {0}, {1}"},
    "report_set": {"id": "Simpan laporan", "en": "Save the report"},
    "report_not_set": {"id": "Laporan belum disimpan:", "en": "The report was not saved:"},
    "watch_this": {"id": "Kabari bila ada lonjakan", "en": "Tell of spikes"},
    "watch_hint": {
        "id": "sekali, bila dalam sehari ditemukan lebih banyak daripada biasanya pada hari dan jam itu",
        "en": "once, when a day brings more than is usual on that weekday by that hour",
    },
    "watch_on": {"id": "Kabari lonjakan", "en": "Tell of spikes"},
    "watch_off": {"id": "Jangan kabari lagi", "en": "Tell of them no more"},
    "watch_state": {"id": "Lonjakan: {0}", "en": "Spikes: {0}"},
    "watch_new": {"id": "belum dilihat", "en": "not looked at yet"},
    "watch_learning": {
        "id": "masih belajar apa yang biasa: {0} dari {1} hari",
        "en": "still learning what is usual: {0} of {1} days",
    },
    "watch_usual": {
        "id": "seperti biasa, {0} tulisan hari ini; biasanya {1}, lonjakan mulai {2}",
        "en": "as usual, {0} texts today; usual: {1}, a spike begins at {2}",
    },
    "watch_above": {
        "id": "lebih dari biasanya, {0} tulisan hari ini; biasanya {1}, lonjakan mulai {2}",
        "en": "more than usual, {0} texts today; usual: {1}, a spike begins at {2}",
    },
    "spike_much": {
        "id": "{0} tulisan dari {1} redaksi; biasanya {2}",
        "en": "{0} texts from {1} newsrooms; usual: {2}",
    },
    "usual_range": {"id": "{0} sampai {1}", "en": "{0} to {1}"},
    "spike_at": {"id": "Lonjakan: {0}", "en": "Spike: {0}"},
    "spikes": {"id": "Lonjakan", "en": "Spikes"},
    "spike_goes_on": {"id": "masih berlangsung", "en": "goes on"},
    "saved_mail": {"id": "Alamat surel", "en": "Mail addresses"},
    "saved_mail_hint": {"id": "boleh beberapa, dengan koma; boleh kosong", "en": "several with commas, or none"},
    "saved_no_mail": {
        "id": "belum dapat dipakai: setelan mail.server dan mail.sender kosong",
        "en": "not yet to be used: the settings mail.server and mail.sender are empty",
    },
    "saved_webhook": {"id": "Alamat webhook", "en": "Address of a webhook"},
    "saved_webhook_hint": {"id": "untuk program lain; boleh kosong", "en": "for another program, or none"},
    "saved_only_new": {
        "id": "Yang dikabarkan hanya artikel yang masuk sesudah ini. Tanpa alamat, pencarian tetap tersimpan dan punya "
        "umpan.",
        "en": "Only articles that come from now on are told of. Without any address the search is kept and has a feed.",
    },
    "saved_made": {"id": "“{0}” tersimpan.", "en": "“{0}” is saved."},
    "saved_secret": {
        "id": "Rahasia webhook ini menandatangani tiap pesan dan hanya ditampilkan sekarang:",
        "en": "This secret of the webhook signs every message and is shown only now:",
    },
    "not_saved": {"id": "Belum tersimpan:", "en": "Not saved:"},
    "bad_name": {
        "id": "nama harus berisi 1 sampai {0} huruf yang tampak, tanpa spasi di ujungnya.",
        "en": "a name has 1 to {0} visible characters, and no blank at its ends",
    },
    "no_person_name": {
        "id": "nama orang dan jabatan berisi 1 sampai {0} huruf yang tampak.",
        "en": "the name of a person, and an office, has 1 to {0} visible characters",
    },
    "names_joined": {"id": "“{0}” sudah nama dari {1}.", "en": "“{0}” is a name of {1} already"},
    "names_parted": {
        "id": "“{0}” sudah dipisah menurut jabatan “{1}”.",
        "en": "“{0}” is parted by the office “{1}” already",
    },
    "names_not_joined": {
        "id": "“{0}” tidak digabung dengan nama lain; untuk memisahkan dua orang bernama sama, sebut jabatannya.",
        "en": "“{0}” is joined with no other name; to part two people of one name, name the office of one "
        "(`kliping speaker part NAME --office WORDS`)",
    },
    "too_many_names": {
        "id": "sudah ada {0} nama yang digabung atau dipisah.",
        "en": "{0} names are joined or parted already, and no more can be",
    },
    "name_taken": {
        "id": "sudah ada pencarian tersimpan bernama “{0}”: pakai nama lain, atau hapus yang lama dahulu.",
        "en": "there is a saved search “{0}” already: take another name, or remove that one first "
        "(`kliping alert remove`)",
    },
    "finds_everything": {
        "id": "pencarian tersimpan memerlukan sedikitnya satu kata atau saringan: yang ini menemukan setiap artikel.",
        "en": "a saved search needs a query with a word in it: this one would find every article",
    },
    "kept_in_part": {
        "id": "kueri ini tidak dapat disimpan seutuhnya. {0}",
        "en": "this query cannot be kept whole: {0}",
    },
    "bad_mail": {
        "id": "“{0}” bukan alamat surel, mis. nama@contoh.id.",
        "en": "“{0}” is no mail address such as nama@contoh.id",
    },
    "too_many_mails": {
        "id": "paling banyak {0} alamat surel; pakai satu alamat yang meneruskan surelnya.",
        "en": "at most {0} mail addresses for one alert: use an address that passes mail on",
    },
    "no_mail_server": {
        "id": "surel memerlukan setelan mail.server dan mail.sender: lewat server mana, dan dari siapa.",
        "en": "mail needs the settings mail.server and mail.sender: where it is handed in, and from whom",
    },
    "bad_webhook": {
        "id": "alamat webhook harus diawali https:// atau http:// dan menyebut servernya; huruf di luar ASCII ditulis "
        "sebagai %XX.",
        "en": "a webhook's address must begin with https:// or http:// and name a host; other characters than ASCII "
        "in it are written as %XX",
    },
    "private_webhook": {
        "id": "{0} bukan alamat publik; setelan alerts.allow_private_addresses mengizinkan yang lain.",
        "en": "{0} is no public address; alerts.allow_private_addresses allows others",
    },
    "none_saved": {
        "id": "Belum ada. Cari sesuatu, lalu tekan “Unduh · Ikuti” di atas hasilnya dan pilih “Simpan pencarian ini”.",
        "en": "None yet. Search for something, then choose “Save this search” below “Export · Follow”.",
    },
    "channel_mail": {"id": "Surel ke", "en": "Mail to"},
    "channel_webhook": {"id": "Webhook ke", "en": "Webhook to"},
    "tells_nobody": {"id": "tidak mengabari siapa pun", "en": "tells nobody"},
    "tells_hidden": {
        "id": "siapa yang dikabari hanya tampak dengan kunci",
        "en": "a key shows who is told",
    },
    "fails_since": {"id": "gagal sejak {0}:", "en": "fails since {0}:"},
    "feed": {"id": "umpan", "en": "feed"},
    "forget": {"id": "Hapus", "en": "Remove"},
    "forget_yes": {"id": "Ya, hapus “{0}”", "en": "Yes, remove “{0}”"},
}
