"""What the pages that help to search say: examples of the query language, the keyboard, the form."""

from __future__ import annotations

from indexer.fields import Language

Text = dict[Language, str]

HELP: dict[str, Text] = {
    "help_title": {"id": "Cara mencari", "en": "How to search"},
    "help_intro": {
        "id": "Ketik kata yang dicari. Tulisan yang salah tidak pernah menjadi galat: catatan di atas hasil mengatakan "
        "bagaimana pencarian dibaca. Tiap contoh di bawah dapat diklik.",
        "en": "Type what you look for. Nothing that you type is an error: notes above the results say how the search "
        "was read. Every example below can be clicked.",
    },
    "help_example": {"id": "Contoh", "en": "Example"},
    "help_meaning": {"id": "Artinya", "en": "What it means"},
    "help_words": {"id": "Kata dan frasa", "en": "Words and phrases"},
    "help_joined": {"id": "Menggabungkan", "en": "Joining"},
    "help_spelling": {"id": "Bentuk dan ejaan", "en": "Forms and spelling"},
    "help_near": {"id": "Berdekatan, berulang", "en": "Near each other, and how often"},
    "help_fields": {"id": "Judul, sumber, orang, daerah, map", "en": "Title, source, people, region, folder"},
    "help_dates": {"id": "Waktu (hari di Jakarta)", "en": "Time (days in Jakarta)"},
    "help_keys": {"id": "Tombol pintas", "en": "Keyboard"},
    "help_keys_text": {
        "id": "Berlaku di luar kotak isian, bila skrip diizinkan; tanpa skrip semua bisa dengan Tab dan Enter.",
        "en": "Outside of input fields, where scripts are allowed; without them Tab and Enter reach everything.",
    },
    "help_limits": {
        "id": "Paling panjang 1.024 huruf dan 64 kata. Huruf besar-kecil tidak berarti, kecuali OR, AND, NOT, ATAU, "
        "DAN, BUKAN, yang harus berhuruf besar.",
        "en": "At most 1,024 characters and 64 words. Case means nothing but for OR, AND, NOT, ATAU, DAN, BUKAN, which "
        "are written in capitals.",
    },
    "build_title": {"id": "Susun pencarian", "en": "Build a search"},
    "build_intro": {
        "id": "Isi yang perlu saja; Kliping menuliskan pencariannya.",
        "en": "Fill in what you need; Kliping writes the query.",
    },
    "build_all": {"id": "Semua kata ini", "en": "All of these words"},
    "build_all_hint": {"id": "dalam bentuk apa pun: serang menemukan serangan", "en": "in any of their forms"},
    "build_phrase": {"id": "Frasa persis ini", "en": "This exact phrase"},
    "build_phrase_hint": {"id": "kata demi kata, mis. kaki tanah liat", "en": "word for word"},
    "build_any": {"id": "Salah satu dari kata ini", "en": "Any of these words"},
    "build_any_hint": {"id": "mis. banjir longsor", "en": "e.g. banjir longsor"},
    "build_none": {"id": "Tanpa kata ini", "en": "None of these words"},
    "build_none_hint": {"id": "artikel yang memuatnya tidak ditampilkan", "en": "articles that have them are left out"},
    "build_title_hint": {"id": "kata yang harus ada di judul", "en": "words that the title must have"},
    "build_publisher_hint": {"id": "nama penerbit, mis. Antara", "en": "the publisher's name, e.g. Antara"},
    "build_author_hint": {"id": "seluruh nama atau sebagian", "en": "the whole name or a part of it"},
    "build_section_hint": {"id": "mis. Ekonomi", "en": "e.g. Ekonomi"},
    "build_tag_hint": {"id": "mis. pemilu", "en": "e.g. pemilu"},
    "build_submit": {"id": "Cari", "en": "Search"},
    "compare_title": {"id": "Bandingkan pencarian", "en": "Compare searches"},
    "compare_intro": {
        "id": "Sampai lima pencarian dalam satu diagram; tiap baris boleh memakai seluruh bahasa kueri.",
        "en": "Up to five searches in one chart; each line may use the whole query language.",
    },
    "compare_query": {"id": "Pencarian {0}", "en": "Search {0}"},
    "compare_submit": {"id": "Bandingkan", "en": "Compare"},
    "compare_none": {
        "id": "Tidak satu pun menemukan artikel yang bertanggal.",
        "en": "None of them finds an article with a date.",
    },
    "share_of_all": {"id": "Porsi dari semua artikel", "en": "Share of all articles"},
    "compare_chart": {
        "id": "Diagram garis; angkanya ada dalam tabel di bawah.",
        "en": "A chart of lines; the table below has its numbers.",
    },
    "compare_file": {"id": "Unduh angka (CSV)", "en": "Download the numbers (CSV)"},
    "compare_many": {"id": "Banyak kueri sekaligus", "en": "Many queries at once"},
    "many_title": {"id": "Banyak kueri sekaligus", "en": "Many queries at once"},
    "many_intro": {
        "id": "Sampai {0} kueri; berkas CSV menyebut jumlah artikel tiap kueri dan yang paling cocok di antaranya.",
        "en": "Up to {0} queries; a CSV file says how many articles each finds, and which fit best.",
    },
    "many_queries": {"id": "Kueri, satu per baris", "en": "Queries, one a line"},
    "many_hint": {
        "id": "Atau tempel tabel CSV dengan kolom kueri dan, bila ada, id.",
        "en": "Or paste a CSV table with a column query and, where there is one, id.",
    },
    "many_hits": {"id": "Artikel per kueri", "en": "Articles of each query"},
    "many_hits_hint": {"id": "0 untuk jumlahnya saja", "en": "0 for the counts alone"},
    "many_submit": {"id": "Unduh CSV", "en": "Download CSV"},
    "many_none": {"id": "Tulis paling sedikit satu kueri.", "en": "Write one query at least."},
    "many_too_many": {
        "id": "Terlalu banyak: paling banyak {0} kueri sekaligus. Bagi daftarnya, atau pakai `kliping search --batch`.",
        "en": "Too many: {0} queries at once at most. Part the list, or use `kliping search --batch`.",
    },
    "many_bad_hits": {
        "id": "Artikel per kueri harus bilangan dari 0 sampai {0}.",
        "en": "Articles of each query must be a number from 0 to {0}.",
    },
    "note_of": {"id": "{0}: {1}", "en": "{0}: {1}"},
}

EXAMPLES: dict[str, tuple[tuple[Text, Text], ...]] = {
    "words": (
        ({"id": "serangan udara", "en": "serangan udara"},
         {"id": "kedua kata, dalam bentuk apa pun (menyerang, diserang)", "en": "both words, in any of their forms"}),
        ({"id": '"kaki tanah liat"', "en": '"kaki tanah liat"'},
         {"id": "frasa persis; semua jenis tanda kutip boleh", "en": "the exact phrase; any quotation marks will do"}),
        ({"id": "=serangan", "en": "=serangan"},
         {"id": "kata ini persis seperti tertulis", "en": "this word exactly as written"}),
    ),
    "joined": (
        ({"id": "banjir ATAU longsor", "en": "banjir OR longsor"},
         {"id": "salah satu; OR sama artinya", "en": "either of them; ATAU means the same"}),
        ({"id": "banjir -jakarta", "en": "banjir -jakarta"},
         {"id": "tanpa kata kedua; BUKAN dan NOT sama artinya", "en": "without the second word; NOT means the same"}),
        ({"id": "(beras ATAU jagung) harga", "en": "(beras OR jagung) harga"},
         {"id": "kurung mengelompokkan", "en": "parentheses group"}),
    ),
    "spelling": (
        ({"id": "akar:dapat", "en": "akar:dapat"},
         {"id": "semua kata dari akar yang sama: pendapat, pendapatan", "en": "all words of the same root"}),
        ({"id": "serang*", "en": "serang*"},
         {"id": "awal kata, mulai tiga huruf; ? berarti satu huruf", "en": "the start of a word; ? is one letter"}),
        ({"id": "hizbulah~", "en": "hizbulah~"},
         {"id": "ejaan yang mirip", "en": "words that are spelt alike"}),
    ),
    "near": (
        ({"id": '"harga beras"~5', "en": '"harga beras"~5'},
         {"id": "kedua kata dalam jarak lima kata", "en": "both words within five words"}),
        ({"id": "harga NEAR/5 beras", "en": "harga NEAR/5 beras"},
         {"id": "sama, ditulis dengan cara lain", "en": "the same, written in another way"}),
        ({"id": "hitung:3:beras", "en": "count:3:beras"},
         {"id": "kata itu sedikitnya tiga kali dalam artikel", "en": "that word three times or more in an article"}),
    ),
    "fields": (
        ({"id": "judul:banjir", "en": "title:banjir"},
         {"id": "di judul; isi: hanya di isi", "en": "in the title; body: in the text alone"}),
        ({"id": "banjir sumber:antara", "en": "banjir source:antara"},
         {"id": "dari satu penerbit; -sumber:antara berarti tanpa dia", "en": "of one publisher; -source: without it"}),
        ({"id": 'penulis:"Budi Santoso"', "en": 'author:"Budi Santoso"'},
         {"id": "nama atau bagian nama penulis", "en": "an author's name or a part of it"}),
        ({"id": "rubrik:ekonomi topik:beras", "en": "section:ekonomi tag:beras"},
         {"id": "rubrik dan topik menurut penerbitnya", "en": "section and topic as the publisher names them"}),
        ({"id": "banjir daerah:jatim", "en": "banjir region:jatim"},
         {"id": "tentang provinsi, kabupaten, atau kota itu", "en": "about that province, regency or city"}),
        ({"id": 'banjir penutur:"Budi Santoso"', "en": 'banjir speaker:"Budi Santoso"'},
         {"id": "mengutip orang itu, menurut nama lengkapnya", "en": "quotes that person, by the full name"}),
        ({"id": 'banjir tokoh:"Budi Santoso"', "en": 'banjir person:"Budi Santoso"'},
         {"id": "menyebut orang itu, dikutip atau tidak", "en": "names that person, quoted or not"}),
        ({"id": 'kelompok:"CT Corp"', "en": 'owner:"CT Corp"'},
         {"id": "penerbit milik satu kelompok", "en": "publishers of one owner"}),
        ({"id": 'map:"Banjir Jakarta" label:Negatif', "en": 'folder:"Banjir Jakarta" label:Negatif'},
         {"id": "isi sebuah map; artikel berlabel itu", "en": "what a folder holds; articles with that label"}),
        ({"id": "status:ditarik", "en": "status:withdrawn"},
         {"id": "sudah ditarik penerbitnya", "en": "withdrawn by their publisher"}),
        ({"id": "situs:go.id bahasa:id", "en": "site:go.id lang:id"},
         {"id": "alamat situs dan bahasa artikel", "en": "the site's address and the article's language"}),
    ),
    "dates": (
        ({"id": "banjir rentang:7h", "en": "banjir when:7d"},
         {"id": "hari ini dan enam hari sebelumnya (h, m, b, t)", "en": "today and the six days before (d, w, m, y)"}),
        ({"id": "banjir tanggal:2024-11", "en": "banjir date:2024-11"},
         {"id": "satu hari, bulan, atau tahun", "en": "a day, a month or a year"}),
        ({"id": "banjir sejak:2024-11-27 sampai:2024-11-30", "en": "banjir after:2024-11-27 before:2024-11-30"},
         {"id": "dari hari sampai hari; 27-11-2024 juga dibaca", "en": "from a day to a day"}),
    ),
}  # fmt: skip
"""The query language by examples: a query and what it means."""

SHORTCUTS: tuple[tuple[str, Text], ...] = (
    ("/", {"id": "ke kotak pencarian", "en": "to the search box"}),
    ("j", {"id": "hasil berikutnya; pada artikel: artikel berikutnya", "en": "next result; on an article: next one"}),
    ("k", {"id": "hasil sebelumnya; pada artikel: artikel sebelumnya", "en": "previous result or article"}),
    ("o", {"id": "buka hasil yang disorot", "en": "open the result in focus"}),
    (
        "a … z, 0 … 9",
        {
            "id": "pada artikel: beri atau ambil label yang punya tombol itu",
            "en": "on an article: the label of that key",
        },
    ),
    ("*", {"id": "masukkan ke map", "en": "put into a folder"}),
    ("+", {"id": "terima usulan model yang pertama", "en": "accept what a model proposed first"}),
    ("-", {"id": "tolak usulan model yang pertama", "en": "decline what a model proposed first"}),
    ("?", {"id": "halaman ini", "en": "this page"}),
)
