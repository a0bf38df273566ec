"""What the pages of clipping folders say."""

from __future__ import annotations

from indexer.fields import Language

FOLDERS: dict[str, dict[Language, str]] = {
    "folders": {"id": "Map", "en": "Folders"},
    "no_folders": {
        "id": "Belum ada map. Map mengumpulkan artikel yang Anda pilih, dengan urutan dan catatan Anda.",
        "en": "There is no folder yet. A folder collects articles that you choose, in your order and with your notes.",
    },
    "new_folder": {"id": "Map baru", "en": "New folder"},
    "make": {"id": "Buat", "en": "Make"},
    "not_done": {"id": "Belum dikerjakan:", "en": "Not done:"},
    "folder_unread": {"id": "{0} belum dibaca", "en": "{0} unread"},
    "folder_hidden": {"id": "{0} disembunyikan", "en": "{0} hidden"},
    "folder_filled": {"id": "diisi terus dari pencarian {0}", "en": "filled by the search {0}"},
    "forget_folder": {"id": "Buang map", "en": "Discard the folder"},
    "forget_folder_yes": {
        "id": "Ya, buang “{0}” beserta catatannya; artikelnya tetap ada di arsip",
        "en": "Yes, discard “{0}” with its notes; its articles stay in the archive",
    },
    "search_folder": {"id": "Cari di map ini", "en": "Search in this folder"},
    "folder_empty": {
        "id": "Map ini kosong. Masukkan artikel dari halaman hasil pencarian atau dari halaman artikelnya.",
        "en": "This folder is empty. Put articles in from a page of results, or from the page of an article.",
    },
    "folder_position": {"id": "Kliping {0}–{1} dari {2}", "en": "Clippings {0}–{1} of {2}"},
    "show_hidden": {"id": "Tampilkan yang disembunyikan", "en": "Show what is hidden"},
    "hide_hidden": {"id": "Tanpa yang disembunyikan", "en": "Without what is hidden"},
    "clip_unread": {"id": "belum dibaca", "en": "unread"},
    "clip_hidden": {"id": "disembunyikan", "en": "hidden"},
    "clip_by": {"id": "dari pencarian {0}", "en": "by the search {0}"},
    "clip_older": {"id": "teks versi {0}", "en": "text of version {0}"},
    "clip_read_otherwise": {
        "id": "teks yang dikliping tidak ada lagi di antara versinya; ini versi {0}",
        "en": "no version has the clipped text any more; this is version {0}",
    },
    "clip_edit": {"id": "Ubah", "en": "Change"},
    "clip_note": {"id": "Catatan", "en": "Note"},
    "clip_place": {"id": "Urutan", "en": "Place"},
    "clip_seen": {"id": "Sudah dibaca", "en": "Read"},
    "clip_hide": {"id": "Sembunyikan", "en": "Hidden"},
    "clip_take": {"id": "Keluarkan dari map", "en": "Take out of the folder"},
    "previous": {"id": "Halaman sebelumnya", "en": "Previous page"},
    "put_in": {"id": "Ke map", "en": "To folder"},
    "put_in_folder": {"id": "Masukkan ke map", "en": "Put into a folder"},
    "put_chosen": {"id": "Artikel yang dicentang di halaman ini", "en": "The articles ticked on this page"},
    "put_all": {"id": "Semua {0}", "en": "All {0}"},
    "put_where": {"id": "Map", "en": "Folder"},
    "put_new": {"id": "atau map baru", "en": "or a new folder"},
    "put_follow": {
        "id": "Isi terus dengan artikel baru yang cocok",
        "en": "Keep filling it with new articles that match",
    },
    "choose_article": {"id": "Pilih artikel: {0}", "en": "Choose the article: {0}"},
    "in_folders": {"id": "Ada di map:", "en": "In the folders:"},
    "nothing_chosen": {
        "id": "tidak ada artikel yang dicentang: centang dahulu, atau pilih semua hasil.",
        "en": "no article is ticked: tick some first, or choose all results",
    },
    "too_many_at_once": {
        "id": "lebih dari {0} artikel sekaligus: persempit pencariannya, atau pakai kliping collection put --query.",
        "en": "more than {0} articles at once: narrow the search, or use kliping collection put --query",
    },
    "no_folder_named": {
        "id": "pilih sebuah map, atau tulis nama map baru.",
        "en": "choose a folder, or write the name of a new one",
    },
    "collection_taken": {
        "id": "sudah ada map bernama “{0}”: pakai nama lain.",
        "en": "there is a folder “{0}” already: take another name",
    },
    "not_in_archive": {
        "id": "artikel itu tidak ada di arsip ini.",
        "en": "there is no such article in this archive",
    },
    "some_not_in_archive": {
        "id": "{0} tidak ada di arsip, jadi tidak dimasukkan; selebihnya ada di map ini.",
        "en": "Not in the archive, so not put in: {0}. All others are in this folder.",
    },
    "folder_was_there": {
        "id": "Map ini sudah ada, jadi tidak dibuat lagi.",
        "en": "This folder is there already, so it was not made again.",
    },
    "no_quotes": {
        "id": "nama tidak boleh berisi tanda kutip, sebab dipakai dalam kueri: {0}",
        "en": "a name has no quotation marks, since queries hold it: {0}",
    },
    "note_not_kept": {
        "id": "Artikel ini sudah dikeluarkan, atau mapnya sudah dihapus, jadi catatan Anda tidak tersimpan: {0}",
        "en": "This article was taken out, or the folder removed, so your note was not kept: {0}",
    },
    "long_note": {"id": "catatan paling panjang {0} huruf.", "en": "a note has at most {0} characters"},
}
