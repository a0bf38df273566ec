"""What commands say to people, in Indonesian and English, in the form of the texts of the pages (`search/labels/`).

Help, the log and most errors stay English (decision 111); the commonest have their Indonesian in `error_texts`. Where
a number decides, the English text has two forms with `|` between them.
"""

from __future__ import annotations

from indexer.fields import Language
from kliping.kept_texts import KEPT

TEXTS: dict[str, dict[Language, str]] = {
    # asking
    "articles": {"id": "{0} artikel", "en": "{0} article|{0} articles"},
    "found": {"id": "{0}, {1} di antaranya salinan di balik yang lain", "en": "{0}, {1} of them copies behind another"},
    "next_page": {"id": "Halaman berikutnya: --after {0}", "en": "The next page: --after {0}"},
    "more_like_it": {"id": "{0} salinan lagi", "en": "{0} more like it"},
    "note": {"id": "catatan: {0}", "en": "note: {0}"},
    "note_on": {"id": "catatan untuk {1}: {0}", "en": "note on {1}: {0}"},
    "nearest": {
        "id": "tidak ada artikel yang memuat semua kata; ini yang paling dekat",
        "en": "no article has all the words; these are the nearest",
    },
    "exported": {"id": "{0} diekspor.", "en": "Exported {0}."},
    "reported": {
        "id": "Laporan tentang {0}, {1} di antaranya sebagai kliping.",
        "en": "Reported on {0}, {1} of them as clippings.",
    },
    "no_query": {
        "id": "beri KUERI, atau --query-file FILE",
        "en": "give a QUERY, or --query-file FILE",
    },
    "query_or_batch": {
        "id": "beri salah satu: KUERI (atau --query-file FILE), atau --batch FILE",
        "en": "give either a QUERY (or --query-file FILE), or --batch FILE",
    },
    "query_or_file": {
        "id": "beri salah satu: KUERI atau --query-file FILE",
        "en": "give either a QUERY or --query-file FILE",
    },
    "quote_query": {"id": "apit kueri dengan tanda kutip: '{0}'", "en": "put the query in quotation marks: '{0}'"},
    "no_folder": {
        "id": "folder {0} tidak ada: ambil atau impor sesuatu dahulu, atau sebut folder lain dengan --data",
        "en": "there is no folder {0}: crawl or import something first, or name another with --data",
    },
    # fetching and indexing
    "nothing_due": {"id": "Tidak ada yang perlu dikunjungi sekarang.", "en": "Nothing was due."},
    "new_pages": {"id": "{0} halaman baru", "en": "{0} new page|{0} new pages"},
    "sources": {"id": "{0} sumber", "en": "{0} source|{0} sources"},
    "requests": {"id": "{0} permintaan", "en": "{0} request|{0} requests"},
    "crawled": {"id": "{0} ({1} dikunjungi, {2}, {3} MB).", "en": "{0} ({1} asked, {2}, {3} MB)."},
    "not_read": {
        "id": "{0} dari {1} tidak terbaca: {2}; lihat `kliping status`",
        "en": "{0} of {1} could not be read: {2}; see `kliping status`",
    },
    "stopped_early": {"id": "berhenti lebih awal: {0}", "en": "stopped early: {0}"},
    "nothing_to_index": {
        "id": "Tidak ada yang perlu dikerjakan: semua arsip dapat dicari.",
        "en": "Nothing to do: everything archived is searchable.",
    },
    "new_articles": {"id": "{0} artikel baru", "en": "{0} new article|{0} new articles"},
    "indexed": {
        "id": "{0}, {1} berubah; {2} masuk ke indeks.",
        "en": "{0}, {1} changed; {2} went into the index.",
    },
    "rebuilt": {"id": "Dibangun ulang: {0}.", "en": "Rebuilt: {0}."},
    "remade": {
        "id": "Dibuat ulang dari arsip: {0}{1}.",
        "en": "Made again from the archive: {0}{1}.",
    },
    "before": {"id": " (sebelumnya {0})", "en": " ({0} before)"},
    "taken_over": {
        "id": "Diambil alih dari basis data lama, karena halamannya sudah keluar dari arsip: {0} di antaranya.",
        "en": "Taken over from the old database, as their pages have left the archive: {0} of them.",
    },
    "set_aside": {
        "id": "Basis data lama disimpan sebagai {0}; hapus bila semuanya baik.",
        "en": "The old database is kept as {0}; remove it when all is well.",
    },
    "not_remade": {"id": "Tidak dibuat ulang: {0}.", "en": "Not made again: {0}."},
    "retried": {
        "id": "Dikembalikan ke antrean: {0}. `kliping index` yang berjalan, atau yang berikutnya, mencobanya lagi.",
        "en": "Put back into the queue: {0}. The `kliping index` that runs, or the next, tries them again.",
    },
    "no_dead_letters": {
        "id": "Tidak ada yang tertinggal: semua artikel ada di indeks.",
        "en": "No dead letters: the index has every article.",
    },
    "and_more": {"id": "... dan {0} lagi yang serupa", "en": "... and {0} more of this kind"},
    "left_out": {
        "id": "kunci yang bukan kolom artikel tidak dibawa: {0}",
        "en": "keys that are no field of an article were left out: {0}",
    },
    "imported": {"id": "{0} diimpor{1}{2}.", "en": "Imported {0}{1}{2}."},
    "became_new": {"id": "{0} baru", "en": "{0} new"},
    "became_changed": {"id": "{0} berubah", "en": "{0} changed"},
    "became_same": {"id": "{0} sama", "en": "{0} same"},
    "kept_out": {
        "id": "; {0} tidak dibawa karena sudah dihapus untuk seterusnya (`kliping remove --list`)",
        "en": "; {0} left out, removed for good (`kliping remove --list`)",
    },
    "unreadable_lines": {
        "id": "; {0} baris tidak terbaca",
        "en": "; {0} line could not be read|; {0} lines could not be read",
    },
    "index_follows": {
        "id": "`kliping index` yang berjalan di folder ini membuatnya dapat dicari.",
        "en": "The `kliping index` that runs on this folder makes them searchable.",
    },
    # what is past
    "backfill_plan": {
        "id": "Rencana: {0}: {1} dan {2} yang belum ada di sini; dengan satu permintaan tiap {3} detik perlu {4} jam",
        "en": "Plan: {0}: {1} and {2} that are not here yet; at one request in {3} s that takes {4} hours",
    },
    "about": {"id": "sekitar {0}", "en": "about {0}"},
    "lists": {"id": "{0} daftar", "en": "{0} list|{0} lists"},
    "backfill_lists": {"id": "Daftar: {0} dibaca, {1} menunggu{2}", "en": "Lists: {0} read, {1} wait{2}"},
    "needless_lists": {
        "id": ", {0} dilewati karena peta situs menyebut semua isinya",
        "en": ", {0} left out, since the sitemaps name all that they do",
    },
    "backfill_articles": {"id": "Artikel: {0}; {1} menunggu", "en": "Articles: {0}; {1} wait"},
    "none_asked": {"id": "belum ada yang diminta", "en": "none asked for"},
    "backfill_requests": {
        "id": "Permintaan: {0} direncanakan, {1} dibuat",
        "en": "Requests: {0} were planned, {1} made",
    },
    "backfill_waste": {
        "id": "Sia-sia: {0} dari {1} ({2} %): {3} tidak didapat, {4} bukan artikel, {5} dari hari lain{6}; {7}",
        "en": "Waste: {0} of {1} ({2}%): {3} could not be had, {4} no articles, {5} of other days{6}; {7}",
    },
    "pages": {"id": "{0} halaman", "en": "{0} page|{0} pages"},
    "not_indexed_yet": {
        "id": "; {0} halaman belum diindeks",
        "en": "; {0} page is not indexed yet|; {0} pages are not indexed yet",
    },
    "lists_without_news": {"id": "{0} daftar tanpa yang baru", "en": "{0} list without news|{0} lists without news"},
    "not_done_yet": {"id": "belum selesai: {0}", "en": "not done yet: {0}"},
    # progress
    "crawling": {"id": "Mengambil", "en": "Crawling"},
    "clipping": {"id": "Mengkliping", "en": "Clipping"},
    "backfilling": {"id": "Mengambil yang lampau", "en": "Backfilling"},
    "indexing": {"id": "Mengindeks", "en": "Indexing"},
    "rebuilding": {"id": "Membangun ulang", "en": "Rebuilding"},
    "remaking": {"id": "Membuat ulang", "en": "Making again"},
    "importing": {"id": "Mengimpor", "en": "Importing"},
    "removing": {"id": "Menghapus", "en": "Removing"},
    "backing_up": {"id": "Mencadangkan", "en": "Backing up"},
    "restoring": {"id": "Memulihkan", "en": "Restoring"},
    "verifying": {"id": "Memeriksa", "en": "Verifying"},
    # how all is
    "what_to_do": {"id": "yang perlu dilakukan: {0}", "en": "what to do: {0}"},
    "since_when": {"id": "sejak {0}: {1}", "en": "since {0}: {1}"},
    "stage_fetch": {"id": "pengambilan", "en": "fetch"},
    "stage_extract": {"id": "pembacaan", "en": "extract"},
    "stage_index": {"id": "pengindeksan", "en": "index"},
    "nothing": {"id": "tidak ada", "en": "nothing"},
    "waiting": {"id": "menunggu", "en": "waiting"},
    "waiting_links": {"id": "{0} tautan", "en": "{0} link|{0} links"},
    "waiting_retries": {"id": "{0} ulangan", "en": "{0} retry|{0} retries"},
    "waiting_pages": {"id": "{0} halaman", "en": "{0} page|{0} pages"},
    "waiting_articles": {"id": "{0} artikel", "en": "{0} article|{0} articles"},
    "oldest_waits": {"id": "{1}; yang tertua selama {0} detik", "en": "{1}; the oldest for {0} s"},
    "held": {"id": "tersimpan", "en": "held"},
    "held_articles": {"id": "{0} artikel", "en": "{0} article|{0} articles"},
    "held_doubtful": {"id": "{0} meragukan", "en": "{0} doubtful"},
    "held_dead_letters": {
        "id": "{0} tertinggal dari indeks (`kliping index --dead-letters`)",
        "en": "{0} dead letter|{0} dead letters",
    },
    "alerts": {"id": "peringatan", "en": "alerts"},
    "saved_searches": {"id": "{0} pencarian tersimpan", "en": "{0} saved search|{0} saved searches"},
    "messages_wait": {"id": "{0} pesan menunggu", "en": "{0} message waits|{0} messages wait"},
    "article_waits": {"id": "artikel tertua selama {0} detik", "en": "the oldest article for {0} s"},
    "disk": {"id": "disk", "en": "disk"},
    "disk_free": {"id": "{0} GiB kosong", "en": "{0} GiB free"},
    "disk_lasts": {"id": "{1}, cukup untuk {0} hari", "en": "{1}, enough for {0} day|{1}, enough for {0} days"},
    "sources_are": {"id": "sumber", "en": "sources"},
    "alert_fails": {"id": "PERINGATAN  {0}", "en": "ALERT  {0}"},
    "receiver_fails": {"id": "{0} ke {1} gagal sejak {2}: {3}", "en": "{0} to {1} fails since {2}: {3}"},
    "report_fails": {
        "id": "laporannya ({1}) tidak dapat dibuat sejak {2}: {3}",
        "en": "its report ({1}) cannot be made since {2}: {3}",
    },
    "given_up": {
        "id": "satu pesan dilepas pada {0}; yang dikabarkannya tidak datang lagi",
        "en": "a message was given up at {0}; what it told of does not come again",
    },
    "mend_report": {
        "id": "perbaiki sebabnya, lalu laporan itu dicoba lagi tiap sepuluh menit; atau ubah bentuknya dengan "
        "`kliping alert report {0} --every day --format html`",
        "en": "mend the cause, and it is tried again every ten minutes; or choose another form with "
        "`kliping alert report {0} --every day --format html`",
    },
    "mend_receiver": {
        "id": "perbaiki penerimanya, lalu `kliping alert test {0}`",
        "en": "mend the receiver, then `kliping alert test {0}`",
    },
    "state": {"id": "keadaan", "en": "state"},
    "newest": {"id": "terbaru", "en": "newest"},
    "next_visit": {"id": "kunjungan lagi", "en": "next visit"},
    "source": {"id": "sumber", "en": "source"},
    # backups
    "backed_up": {
        "id": "Dicadangkan ke {0}: {1}, {2} bita seluruhnya, {3}.",
        "en": "Backed up to {0}: {1}, {2} bytes in all, {3}.",
    },
    "archive_files": {"id": "{0} berkas arsip", "en": "{0} archive file|{0} archive files"},
    "standard_output": {"id": "keluaran standar", "en": "standard output"},
    "with_articles": {"id": "dengan artikelnya", "en": "articles among them"},
    "without_articles": {
        "id": "tanpa artikel dan indeks, yang dibuat ulang darinya",
        "en": "without articles and index, which are made again from it",
    },
    "restored": {"id": "Dipulihkan ke {0}, keadaan {1} UTC: {2}.", "en": "Restored into {0}, as of {1} UTC: {2}."},
    "goes_on": {"id": "`kliping up` melanjutkannya", "en": "`kliping up` goes on from there"},
    "index_then": {
        "id": "`kliping index --once` membuatnya dapat dicari",
        "en": "`kliping index --once` makes it searchable",
    },
    "looked_at": {"id": "Diperiksa: {0}. {1}", "en": "Looked at {0}. {1}"},
    "verified_databases": {"id": "{0} basis data", "en": "{0} database|{0} databases"},
    "verified_archive_files": {"id": "{0} berkas arsip", "en": "{0} archive file|{0} archive files"},
    "verified_manifest_files": {"id": "{0} berkas daftar", "en": "{0} file of the manifest|{0} files of the manifest"},
    "verified_records": {"id": "{0} rekaman", "en": "{0} record|{0} records"},
    "verified_pages": {"id": "{0} halaman", "en": "{0} page|{0} pages"},
    "verified_articles": {"id": "{0} artikel", "en": "{0} article|{0} articles"},
    "verified_indexed": {"id": "{0} di indeks", "en": "{0} in the index"},
    "verified_files": {"id": "{0} berkas", "en": "{0} file|{0} files"},
    "verified_bytes": {"id": "{0} bita", "en": "{0} byte|{0} bytes"},
    "all_agree": {"id": "Semuanya cocok.", "en": "All agree."},
    "disagree": {"id": "{0} hal tidak cocok.", "en": "{0} thing does not agree.|{0} things do not agree."},
    "verify_then": {
        "id": "`kliping verify --data {0}` memeriksa setiap rekaman.",
        "en": "`kliping verify --data {0}` looks at every record.",
    },
    # removals
    "what_to_remove": {
        "id": "sebut salah satu: alamat, --id ID, --pattern REGEX, --publisher SLUG (atau --list)",
        "en": "say one of: an address, --id ID, --pattern REGEX, --publisher SLUG (or --list)",
    },
    "nothing_to_remove": {"id": "tidak ada yang dihapus: {0}: {1}", "en": "nothing to remove: {0}: {1}"},
    "no_such_id": {"id": "tidak ada artikel dengan id ini", "en": "no article has this id"},
    "no_such_address": {"id": "tidak ada alamat yang cocok", "en": "no address matches"},
    "no_such_publisher": {"id": "penerbit ini tidak ada", "en": "no such publisher"},
    "say_yes": {
        "id": "{0} akan dihapus untuk seterusnya; di sini tidak ada yang dapat ditanyai: tambahkan --yes",
        "en": "{0} would be removed for good; nobody can be asked here: say --yes",
    },
    "remove_these": {"id": "Hapus {0} ({1} {2}) untuk seterusnya?", "en": "Remove {0} ({1} {2}) for good?"},
    "remove_really": {
        "id": "Hanya cadangan lama yang dapat mengembalikannya. Sungguh?",
        "en": "Nothing can bring them back but an older backup. Really?",
    },
    "removed_for_good": {
        "id": "Dihapus: {0} artikel, {1} halaman arsip.",
        "en": "Removed: {0} of the articles, {1} of the archive's pages.",
    },
    "rewritten": {
        "id": "Ditulis ulang: {0}, {1} halaman; intisarinya (SHA-256) kini lain.",
        "en": "Rewritten: {0}, by {1}; its digest is another one now.",
    },
    "copies_stay": {
        "id": "Salinannya di alamat lain tetap ada: {0}.",
        "en": "Copies of them at other addresses stay: {0}.",
    },
    "still_indexed": {
        "id": "masih ada di indeks pencarian: {0}; menyusul",
        "en": "the search index still has them: {0}; it follows",
    },
    "backups_keep_them": {
        "id": "Cadangan lama masih menyimpannya: buat yang baru, dan hapus yang lama.",
        "en": "Backups made before keep them: make a new one, and remove the old ones.",
    },
    "nothing_removed": {"id": "Belum ada yang dihapus.", "en": "Nothing was removed."},
    **KEPT,
}
