"""What commands say of what users keep: alerts, keys, folders, labels, what a model of theirs proposed."""

from __future__ import annotations

from indexer.fields import Language

KEPT: dict[str, dict[Language, str]] = {
    # alerts, keys, the page
    "alert_saved": {"id": "Tersimpan: {0}", "en": "Saved: {0}"},
    "webhook_secret": {
        "id": "Rahasia webhook, hanya ditampilkan sekarang: {0}",
        "en": "Secret of the webhook, shown only now: {0}",
    },
    "watched": {
        "id": "“{0}” dilihat: lonjakannya dikabarkan. `kliping alert show` menyebut apa yang biasa.",
        "en": "“{0}” is watched: its spikes will be told. `kliping alert show` says what is usual.",
    },
    "report_each_day": {
        "id": "Laporan “{0}” dikirim lewat surel tiap pagi pukul 7, mulai besok.",
        "en": "The report of “{0}” comes by mail each morning at 7 (Jakarta), from tomorrow on.",
    },
    "report_each_week": {
        "id": "Laporan “{0}” dikirim lewat surel tiap Senin pukul 7.",
        "en": "The report of “{0}” comes by mail each Monday at 7 (Jakarta).",
    },
    "report_stopped": {"id": "Laporan “{0}” tidak dikirim lagi.", "en": "Reports of “{0}” come no more."},
    "unwatched": {"id": "Lonjakan “{0}” tidak dikabarkan lagi.", "en": "Spikes of “{0}” are told no more."},
    "nobody_told": {
        "id": "Tidak ada yang diberi tahu: tanpa --mail maupun --webhook. `kliping alert show` menyebut umpannya.",
        "en": "Nobody is told: there is neither --mail nor --webhook. `kliping alert show` names its feed.",
    },
    "no_alerts": {
        "id": "Tidak ada pencarian tersimpan; `kliping alert add` membuatnya.",
        "en": "No saved searches; `kliping alert add` makes one.",
    },
    "tells_nobody": {
        "id": "{0} tidak memberi tahu siapa pun: tanpa surel maupun webhook",
        "en": "{0} tells nobody: it has neither mail nor webhook",
    },
    "alert_line": {"id": "{0}: {1}; {2}; memberi tahu {3}", "en": "{0}: {1}; {2}; tells {3}"},
    "alert_nobody": {"id": "tidak seorang pun", "en": "nobody"},
    "alert_to_fails": {"id": "{0} (gagal: {1})", "en": "{0} (fails: {1})"},
    "alert_every_now": {"id": "segera", "en": "now"},
    "alert_every_hour": {"id": "tiap jam", "en": "hour"},
    "alert_every_day": {"id": "tiap pagi", "en": "day"},
    "alert_every_never": {"id": "tidak per artikel", "en": "never"},
    "alert_name": {"id": "nama      {0}", "en": "name    {0}"},
    "alert_query": {"id": "kueri     {0}", "en": "query   {0}"},
    "alert_every": {"id": "kapan     {0}", "en": "every   {0}"},
    "alert_since": {"id": "sejak     {0}", "en": "since   {0}"},
    "alert_feed": {"id": "umpan     {0}", "en": "feed    {0}"},
    "alert_to_mail": {"id": "surel     {0}", "en": "mail    {0}"},
    "alert_to_webhook": {"id": "webhook   {0}", "en": "webhook {0}"},
    "alert_report_each_day": {
        "id": "laporan   tiap hari sebagai {0} ({1}); yang berikut tentang hari sesudah {2}",
        "en": "report  each day as {0} ({1}); the next is of days after {2}",
    },
    "alert_report_each_week": {
        "id": "laporan   tiap pekan sebagai {0} ({1}); yang berikut tentang hari sesudah {2}",
        "en": "report  each week as {0} ({1}); the next is of days after {2}",
    },
    "alert_report_fails": {"id": "  gagal: {0}", "en": "  fails: {0}"},
    "alert_spikes": {"id": "lonjakan  {0}", "en": "spikes  {0}"},
    "alert_spike_over": {"id": "selesai {0}", "en": "over {0}"},
    "alert_spike_goes_on": {"id": "masih berlangsung", "en": "goes on"},
    "sample_taken": {"id": "diterima", "en": "taken"},
    "keep_key": {"id": "Simpan: hanya ditampilkan sekarang.", "en": "Keep it: it is shown only now."},
    "no_keys": {"id": "Tidak ada kunci; `kliping key add` membuatnya.", "en": "No keys; `kliping key add` makes one."},
    "names_are_joined": {"id": "{0} kini {1}.", "en": "{0} is {1} now."},
    "names_are_parted": {"id": "{0} kini orang tersendiri.", "en": "{0} is a person of their own now."},
    "no_names": {
        "id": "Tidak ada nama yang digabung atau dipisah; `kliping speaker join` menggabungkan dua nama.",
        "en": "No names were joined or parted; `kliping speaker join` joins two.",
    },
    "removed": {"id": "Dihapus: {0}", "en": "Removed: {0}"},
    "page_address": {
        "id": "Kliping ada di http://{0}/ (Ctrl-C menghentikannya)",
        "en": "Kliping is at http://{0}/ (Ctrl-C stops it)",
    },
    # folders
    "collection_made": {"id": "Map dibuat: {0}", "en": "Folder made: {0}"},
    "no_collections": {
        "id": "Tidak ada map; `kliping collection add` membuatnya.",
        "en": "No folders; `kliping collection add` makes one.",
    },
    "unread_many": {"id": "{0} belum dibaca", "en": "{0} unread"},
    "hidden_many": {"id": "{0} disembunyikan", "en": "{0} hidden"},
    "filled_by": {"id": "diisi oleh {0}", "en": "filled by {0}"},
    "is_unread": {"id": "belum dibaca", "en": "unread"},
    "is_hidden": {"id": "disembunyikan", "en": "hidden"},
    "no_date": {"id": "tanpa tanggal", "en": "undated"},
    "clips_gone": {
        "id": "{0} kliping tidak ada lagi di antara artikel: `kliping index --once` membuatnya lagi dari arsip",
        "en": "{0} clipping is among the articles no more: `kliping index --once` makes it again from the archive|"
        "{0} clippings are among the articles no more: `kliping index --once` makes them again from the archive",
    },
    "articles_or_query": {
        "id": "beri salah satu: URL atau ID, atau --query KUERI",
        "en": "give either URLs or IDs, or --query QUERY",
    },
    "clips_put": {"id": "{0} masuk; {1} sudah ada.", "en": "{0} put in; {1} there already."},
    "clips_taken": {"id": "{0} dikeluarkan.", "en": "{0} taken out."},
    "clips_edited": {"id": "{0} diubah.", "en": "{0} changed."},
    "not_in_folder": {"id": "{0} tidak ada di map {1}", "en": "{0} is not in the folder {1}"},
    "no_such_article": {"id": "tidak ada artikel {0} di arsip", "en": "the archive has no article {0}"},
    "nothing_to_edit": {
        "id": "beri yang hendak diubah: --note, --version, --to, --seen, --unseen, --hide atau --unhide",
        "en": "say what to change: --note, --version, --to, --seen, --unseen, --hide or --unhide",
    },
    "one_article_only": {
        "id": "--version dan --to berlaku untuk satu artikel",
        "en": "--version and --to are for one article",
    },
    "no_such_version": {
        "id": "artikel {1} tidak punya versi {0}",
        "en": "the article {1} has no version {0}",
    },
    # labels
    "no_labels": {
        "id": "Tidak ada set label; `kliping label add` membuatnya.",
        "en": "No sets of labels; `kliping label add` makes one.",
    },
    "articles_or_search": {
        "id": "beri salah satu: URL atau ID, --query KUERI, atau --search NAMA",
        "en": "give one of these: URLs or IDs, --query QUERY, or --search NAME",
    },
    "label_rule": {"id": "{0} diberikan oleh pencarian {1}", "en": "{0} is given by the search {1}"},
    "labelled": {"id": "{0} diberi {1}.", "en": "{0} given {1}."},
    "unlabelled": {"id": "{1} diambil dari {0}.", "en": "{1} taken from {0}."},
    "region_is_said": {"id": "{0}: tentang {1}.", "en": "{0}: about {1}."},
    "region_is_denied": {"id": "{0}: bukan tentang {1}.", "en": "{0}: not about {1}."},
    "region_is_undone": {"id": "{0}: {1} kembali seperti yang terbaca.", "en": "{0}: {1} as it is read again."},
    "no_corrections": {
        "id": "Tidak ada daerah yang diperbaiki; `kliping region add` dan `remove` memperbaikinya.",
        "en": "No regions were corrected; `kliping region add` and `remove` do.",
    },
    "labels_imported": {
        "id": "{0} artikel berubah.",
        "en": "{0} article changed.|{0} articles changed.",
    },
    "lines_unknown": {
        "id": "{0} tidak ada di arsip, misalnya {1}",
        "en": "{0} is not in the archive: {1}|{0} are not in the archive, such as {1}",
    },
    "lines_outside": {
        "id": "{0} tidak termasuk sampel itu, misalnya {1}",
        "en": "{0} is not in the sample: {1}|{0} are not in the sample, such as {1}",
    },
    "sample_line": {
        "id": "sampel {0}: {1} dari {2} artikel, set {3}, benih {4}",
        "en": "sample {0}: {1} of {2} articles, set {3}, seed {4}",
    },
    "alpha_line": {
        "id": "alfa Krippendorff (nominal) {0}: {1}, {2} artikel dikode dua orang atau lebih",
        "en": "Krippendorff's alpha (nominal) {0}: {1}, {2} articles coded by two people or more",
    },
    "no_alpha": {"id": "tidak dapat dihitung", "en": "nothing can be said"},
    "forget_set": {
        "id": "Buang set {0} beserta semua label yang diberikan dan riwayatnya?",
        "en": "Forget the set {0} with all that was labelled by it, and its history?",
    },
    "forget_collection": {
        "id": "Buang map {0} dengan urutan {1} di dalamnya dan catatannya ({2})?",
        "en": "Forget the folder {0} with the order of {1} and the notes on them ({2})?",
    },
    "forget_notes": {
        "id": "Keluarkan dari map {0} beserta catatannya ({1})?",
        "en": "Take out of the folder {0} with the notes on them ({1})?",
    },
    "forget_search": {
        "id": "Buang pencarian tersimpan {0} ({1}) beserta penerimanya dan yang belum diberitahukan?",
        "en": "Forget the saved search {0} ({1}) with its receivers and what it was yet to tell of?",
    },
    "forget_key": {
        "id": "Hapus kunci {0}? Program yang memakainya akan ditolak, dan kunci yang sama tidak dapat dibuat lagi.",
        "en": "Remove the key {0}? What uses it is refused then, and the same key cannot be made again.",
    },
    # the user's own model
    "articles_of_model": {
        "id": "beri salah satu: URL atau ID, --collection NAMA, --query KUERI, atau --search NAMA",
        "en": "give one of these: URLs or IDs, --collection NAME, --query QUERY, or --search NAME",
    },
    "folder_or_day": {
        "id": "beri --collection NAMA, atau --search NAMA atau --query KUERI dengan --day HARI",
        "en": "give --collection NAME, or --search NAME or --query QUERY with --day DAY",
    },
    "model_asked": {
        "id": "{0} akan ditanyakan kepada model; {1} sudah dilabeli orang, {2} sudah pernah ditanyakan.",
        "en": "The model will be asked of {0}; people have labelled {1}, and {2} were asked of before.",
    },
    "no_proposals": {
        "id": "Tidak ada usulan model yang belum diputuskan.",
        "en": "The model has proposed nothing that is not decided.",
    },
    "by_model": {"id": "usulan model {0}", "en": "proposed by the model {0}"},
    "model_refused": {"id": "{0}: {1}", "en": "{0}: {1}"},
    "model_accepted": {"id": "{0} diberi label usulan model.", "en": "{0} given what the model proposed."},
    "model_declined": {"id": "{0}: usulan model ditolak.", "en": "{0}: the model's proposal declined."},
    "summary_asked": {
        "id": "Ringkasan akan ditanyakan kepada model; `kliping model show` menampilkannya.",
        "en": "The model will be asked for a summary; `kliping model show` shows it.",
    },
    "summary_waits": {"id": "Ringkasan itu sedang ditanyakan.", "en": "That summary is being asked for."},
    "no_summaries": {"id": "Belum ada ringkasan.", "en": "There is no summary yet."},
    "summary_by": {
        "id": "ditulis model {2} dari {0} dari {1} artikel, {3}",
        "en": "written by the model {2} from {0} of {1} articles, {3}",
    },
    "version": {"id": "versi {0}", "en": "version {0}"},
    "summary_dropped": {
        "id": "dibuang: {0} pernyataan tanpa dasar, {1} kalimat yang tidak ada di artikel",
        "en": "dropped: {0} statements that rest on nothing, {1} sentences that stand in no article",
    },
    "model_is": {"id": "model {0}", "en": "model {0}"},
    "model_off": {"id": "tidak ada model: model.url kosong", "en": "no model: model.url is empty"},
    "model_jobs": {
        "id": "{0} menunggu, {1} selesai, {2} gagal",
        "en": "{0} asked, {1} done, {2} failed",
    },
    "model_used": {
        "id": "hari ini {0} dari {1} permintaan, {2} dari {3} token",
        "en": "today {0} of {1} requests, {2} of {3} tokens",
    },
    "model_rests": {
        "id": "server model sedang dibiarkan sampai {0}: {1}",
        "en": "the model's server is left alone until {0}: {1}",
    },
}
