"""The patterns of noise in the lines of Indonesian pages, some of which are English.

Line patterns match whole lines, so that a real sentence that happens to contain the words stays. They were tried on
427,944 sentences and paragraphs of news (decision 30).
"""

from __future__ import annotations

import re


def _line(*alternatives: str) -> re.Pattern[str]:
    """A pattern for a whole line, whatever punctuation stands around it."""
    return re.compile(rf"[\W_]*(?:{'|'.join(alternatives)})[\W_]*", re.IGNORECASE)


PROMO = re.compile(
    r"[\W_]*(?:"
    r"(?:baca|simak|lihat|selanjutnya)(?=\s*[:：])|menarik dibaca"
    r"|baca (?:juga|pula|lebih lanjut|selengkapnya|lainnya|berita|artikel)"
    r"|(?:simak|lihat|tonton|saksikan|dengar|cek) (?:juga|pula|selengkapnya|video|berita lainnya)(?: video| foto)?"
    r"|(?:artikel|berita|video|foto|topik|kabar) (?:terkait|lainnya|rekomendasi|populer|terpopuler|pilihan|menarik)"
    r"|pilihan (?:editor|redaksi)|jangan lewatkan|ikuti perkembangan berita|terkait"
    r"|rekomendasi(?: (?:untuk anda|berita|artikel|video))?|editor['’]?s['’]? (?:choices?|picks?)"
    r"|read (?:more|also|next)|also read|see (?:also|more)|don['’]t miss"
    r"|you (?:may|might) also like|more great .{2,30} stories"
    r"|related(?: articles?| stories| news| posts| topics?)?"
    r"|more (?:on|from) .{2,30}"
    r")\b",
    re.IGNORECASE,
)
"""The beginning of a line that refers to other articles."""

CLEAR_PROMO = re.compile(
    r"[\W_]*(?:"
    r"(?:baca|simak|lihat|tonton|saksikan|dengar|cek) (?:juga|pula|lainnya)|baca lebih lanjut|menarik dibaca"
    r"|(?:artikel|berita|video|topik) (?:terkait|lainnya|rekomendasi|populer|terpopuler|pilihan)|jangan lewatkan"
    r"|read (?:more|also|next)|also read|see (?:also|more)|don['’]t miss|you (?:may|might) also like"
    r"|more great .{2,30} stories|related (?:articles?|stories|news|posts|topics?)"
    r")\b",
    re.IGNORECASE,
)
"""Those that no sentence of a story begins with: they need neither link nor colon."""

NUMBERED = re.compile(r"\d{1,2}[.)]\s")
"""The number of a point in a list of a story."""

INLINE_PROMO = re.compile(
    r"\s*[(\[]\s*(?:baca|simak|lihat|tonton)(?: juga| pula| selengkapnya)?\s*[:：]?\s[^()\[\]]{3,250}[)\]]",
    re.IGNORECASE,
)

PAGER_BEHIND = re.compile(
    r"(?:(?<=[.!?”])|(?<=[.!?]\"))\s*"
    r"(?:next|(?:simak|baca) (?:berita )?selengkapnya di halaman (?:selanjutnya|berikutnya))\W*$",
    re.IGNORECASE,
)
"""A reference to the next page after the last sentence of this one."""

PROMO_LABEL = re.compile(r"\s*\b(?:baca|simak|lihat|tonton) (?:juga|pula|selengkapnya)\s*[:：]\s*", re.IGNORECASE)
"""The label of a promo in the middle of a line, before its link."""

_READ = r"(?:simak|baca|temukan|cek|telusuri|dengarkan|update)"
_FOLLOW = r"yuk|ayo|ikuti|follow|akses|dapatkan|download|unduh|ber?gabung|gabung|subscribe|(?:ber)?langganan"
_INVITING = rf"(?:silah?kan|jangan|mari|mau|{_FOLLOW}|{_READ})"
"""What invitations to follow begin with, which tells most lines before all of them is looked through."""
_NEWS = r"(?:berita|artikel|konten|kabar|informasi|breaking news|update)"
_SCROLL = r"scroll (?:down )?to (?:continue|resume)(?: (?:with )?content| reading)?"
_AD = r"advertisements?|advertorial|iklan|pariwara|sponsored(?: content)?"
_READ_ON = (
    r"(?:scroll|gulir|geser)(?: ke bawah| down)?(?: untuk| to)? (?:melanjutkan|lanjut|membaca|continue)"
    r"(?: (?:membaca|artikel|berita|reading))?"
    r"|(?:lanjut(?:kan)?|teruskan) (?:mem)?baca(?: (?:artikel|berita))?(?: ini)?(?: di bawah(?: ini)?)?"
    r"|(?:artikel|konten|berita) (?:ber|di)?lanjut(?:kan)? (?:di bawah|setelah)(?: ini)?"
    r"|continue reading(?: below)?|(?:article|story) continues below"
)
_WEEKDAY = r"(?:(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad)\s*,?\s*[(|]?\s*)?"
_DAY = r"(?:\d{1,2}[\s/.-]+(?:\d{1,2}|[a-z]{3,9})[\s,/.-]+\d{2,4}|[a-z]{3,9} \d{1,2}(?:st|nd|rd|th)?,? \d{4})"
_VIEWS = (
    r"(?:[\d.,]+ (?:views?|hits|(?:kali|x)(?: (?:dibaca|dilihat))?)"
    r"|(?:dibaca|dilihat|views?|hits)\W{1,3}[\d.,]+(?: kali)?)"
)
_PRINT = r"(?:versi|halaman) cetak|print(?:er)?[ -](?:version|friendly)|kirim ke teman|(?:e-?mail|send) to a friend"
_CHANNELS = (
    r"(?:whatsapp|google news|telegram|aplikasi|app|channel|kanal|saluran|newsletter|instagram|facebook|twitter"
    r"|youtube|tiktok|email|di ?sini)"
)

WHOLE_LINES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "advertisement",
        _line(
            rf"(?:{_AD}|{_SCROLL}|{_READ_ON})"
            rf"(?:[\W_]*(?:{_AD}|{_SCROLL}|{_READ_ON}|(?:di bawah|setelah)(?: ini)?)){{0,3}}",
            r"(?:sponsored|powered|presented) by .{2,30}",
            r"konten (?:di bawah )?ini (?:disajikan|disediakan) oleh (?:advertiser|pengiklan)\b.{0,120}",
            r"(?:loading|memuat|mohon tunggu)|skip ad|(?:load|muat|lihat) (?:more|lagi)|\[?gambas:[^\]]{0,60}\]?",
        ),
    ),
    (
        "promo",
        _line(
            r"(?:berita|artikel|topik|video|kabar) (?:terkini|terbaru|terpopuler|trending)(?: hari ini| lainnya)?",
            r"(?:terkini|terpopuler|trending|tag) (?:lainnya|terkait|saat ini|hari ini)|terpopuler|promoted content",
            r"daftar isi",
        ),
    ),
    (
        "byline",
        _line(
            r"(?:penulis|reporter|pewarta|rep|red|redaktur|editor|penyunting|oleh|laporan(?: (?:wartawan|\d{1,2}))?"
            r"|kontributor|wartawan|jurnalis|fotografer|uploader|by|author|writer|written by|reporting by|editing by"
            r"|translat(?:or|ed by)|penerjemah|alih bahasa|diterjemahkan oleh"
            r"|sumber(?: berita| artikel)?|source)\s*[:：/|]\s*(?:[^.!?]|\.(?=\w)){0,90}",
            r"(?:penulis|peranan)\s*,(?: (?:(?-i:[A-Z])[\w'’-]{0,20}|dan|di),?){1,8}",
            r"laporan (?:wartawan|reporter|kontributor)\b[^!?]{0,80}",
            r"(?:tim )?(?:redaksi|jurnalis|reporter|wartawan|kontributor|penulis|editor|pewarta|red)",
            r"(?:(?:ditulis |diterjemahkan |disunting )?oleh|(?:written |reported |edited )?by)"
            r"(?: (?-i:[A-Z])[\w.'’-]{1,20}){1,5}(?: (?:ikuti|follow)\b.{0,40})?",
        ),
    ),
    ("copyright", _line(r"(?:copyright|hak cipta)\s*(?:©|\(c\)|:|\d{4}|by\b).{0,120}", r"c\)\s?\d{4}.{0,120}")),
    (
        "caption",
        _line(
            r"(?:foto|photo|ilustrasi|gambar|images?|caption|grafis|infografis|video|dok|kredit|credit|sumber foto"
            r"|foto ilustrasi|photo by|photo credit|image credit)\s*[:：/]\s*(?:(?!\s[-–—]\s).){0,120}",
            r"keterangan (?:gambar|foto|video)\s*[,:].{0,250}|sumber gambar\s*[,:].{0,80}",
            r"lihat foto|perbesar|klik untuk memperbesar|ist(?:imewa)?",
        ),
    ),
    (
        "page counter",
        _line(
            r"(?:halaman|page|hal)?\s*:?\s*\d{1,3}\s*(?:/|dari|of)\s*\d{1,3}(?: halaman)?",
            r"(?:halaman|page)\s*:?\s*\d*|\d{1,2}(?:[\s|,]+\d{1,2})+",
            r"selengkapnya|(?:halaman |pos )?(?:selanjutnya|sebelumnya|berikutnya)",
            r"(?:next|prev|previous|older|newer)(?: (?:page|posts?|article))?",
            r"lanjut(?:kan)?(?: membaca)? ke hal(?:aman)?\b.{0,30}|(?:lanjut|bersambung|berlanjut)(?: ke)? sebelah",
            r"(?:(?:simak|baca|lihat|berita|artikel|ulasan|selengkapnya|lanjutannya|lanjut(?:kan)?|bersambung|berlanjut"
            r"|membaca|di|ke|pada) ){0,6}hal(?:aman)? (?:selanjutnya|berikutnya)(?: ini)?",
            r"halaman\W{0,3}(?:\d\W{0,3}){1,20}(?:next|selanjutnya|(?:lihat|tampilkan|baca) semua|(?:view|show) all)?",
            r"(?:lihat|tampilkan|baca) semua(?: halaman)?|(?:view|show) all",
        ),
    ),
    (
        "share",
        _line(
            r"(?:bagikan|shares?|tweet|komentar|comments?|facebook|twitter|whatsapp|telegram|e-?mail|print|cetak"
            r"|salin (?:tautan|link)|copy link|kirim|suka|like|pinterest|google\+|line|instagram|linkedin|messenger)"
            r"(?:\W{0,3}(?:di|ke|on|via|to|melalui|lewat|artikel(?: ini)?|berita(?: ini)?|this|facebook|twitter|x"
            r"|whatsapp|telegram|instagram|linkedin|messenger|pinterest|e-?mail|line|threads|print|cetak|ini"
            r"|(?:salin|copy) (?:tautan|link)|link|tautan|tweet|shares?|[\d.,]+[km]?))*",
            rf"(?:{_PRINT})(?:\W{{1,3}}(?:{_PRINT}))*",
            r"[\d.,]+ (?:shares?|views?|likes?|tweets?|comments?|komentar|kali dibaca)|dibaca\W+[\d.,]+(?: kali)?",
            r"(?:tags?|topik|kata kunci|keywords?|label)\s*[:：].{0,200}",
            r"(?:copy|salin) (?:link|tautan)|(?:link|tautan)(?: berhasil)? (?:di|ter)salin",
            r"the (?:code|url) has been copied to your clipboard|no media source currently available",
            r"(?:tulis|kirim|beri)(?:kan)? komentar|tinggalkan (?:balasan|komentar)|leave a (?:reply|comment)",
            r"(?:like|(?:menyu|su)kai?)(?: this| ini)?\W{0,3}(?:loading|memuat)?",
            r"laporkan (?:artikel|berita)|dengarkan (?:artikel|berita)(?: ini)?|a[+-](?:\W{0,3}a[+-]?){0,3}",
            r"(?:waktu baca\W{1,3})?\d{1,3} (?:menit|min(?:ute)?s?)(?: baca| membaca| read)?",
        ),
    ),
    (
        "date",
        _line(
            r"\d{1,2} (?:detik|menit|jam|hari|minggu|bulan) (?:yang )?lalu",
            r"(?:(?-i:[A-Z])[\w.'’-]{1,20}(?: (?-i:[A-Z])[\w.'’-]{0,20}){1,3}\s?[|•·]\s?)?"
            r"(?:(?:posted|published|(?:last )?updated|diterbitkan|dipublikasikan|diperbarui|terbit|tayang)"
            r"(?: on| at| pada)?\s*:?\s*)?"
            rf"{_WEEKDAY}{_DAY}"
            r"(?:[\s,|/–-]*(?:pukul|jam|at)?\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:wib|wita|wit|am|pm)?)?"
            rf"(?:\W+{_VIEWS})?(?:\W{{1,3}}(?:by|oleh) [^.!?]{{2,40}})?"
            r"(?:\W{1,3}(?:with )?(?:(?:no|\d+) )?comments?(?: off)?)?"
            r"(?:\W{1,3}(?:last updated|diperbarui|updated)\b.{1,50})?"
            r"(?:\W{1,3}\d{1,3} min(?:ute)?s? read)?",
            rf"(?:(?-i:[A-Z])[\w.'’-]{{0,20}} ){{1,4}}{_WEEKDAY}{_DAY}"
            rf"(?:\W{{1,3}}\d{{1,2}}[:.]\d{{2}}(?: (?:wib|wita|wit))?)?\W{{1,3}}{_VIEWS}",
        ),
    ),
    (
        "follow",
        _line(
            rf"(?={_INVITING})"
            r"(?=.*\b(?:kami|anda|kamu|kalian|klik|whatsapp|google news|telegram|instagram|di ?sini|\w+mu)\b)"
            r"(?:(?:silah?kan|jangan lupa|ayo|yuk|mari|mau (?:berita|kabar|info)\b[^?]{0,80}\?"
            r"|jangan (?:sampai )?(?:ketinggalan|lewatkan|terlewat)\b[^.!?]{0,60})\W{0,3}){0,2}"
            rf"(?:(?:{_FOLLOW})\b|{_READ} (?:[\w-]+ ){{0,2}}{_NEWS}\b).{{0,250}}\b{_CHANNELS}\b.{{0,120}}",
            rf"mau (?:berita|kabar|info)\b[^?]{{0,80}}\?.{{0,80}}\b{_CHANNELS}\b.{{0,80}}",
            r"(?:baca|simak|lihat|cek|klik|unduh|daftar)\b[^.!?\"“”]{0,120}\bdi ?sini",
            r"(?:click|tap) here (?:to|for) [^.!?\"“”]{0,80}\b(?:news|updates)\b[^.!?\"“”]{0,80}",
            r"(?:semoga (?:bermanfaat|membantu)\W{1,3})?(?:jangan lupa|yuk|ayo|silah?kan)\W{0,3}(?:untuk )?"
            r"(?:bagikan|sebarkan|share) (?:artikel|berita|informasi|info|tulisan|postingan)\b[^.!?\"“”]{0,80}",
            r"pastikan (?:anda|kamu|\w+ers) sudah (?:install|meng?install?|memasang) aplikasi\b.{0,40}",
            r"(?:saksikan|tonton) (?:live streaming|siaran)\b.{0,80}\bdi ?sini|(?:saksikan|simak) live [\w ]{2,20}",
            r"(?:ikuti|follow)(?: kami)?(?: di| on)?|ingin [^?]{3,60}\? hubungi\b.{0,60}\bwhatsapp\b.{0,120}",
            r"jika anda memiliki informasi\b.{0,80}\bkami telusuri\b.{0,120}",
            r"(?:kirimkan )?apresiasi spesial\b.{0,150}",
            r"(?:dukung|bantu kami|suka (?:mem)?baca|[\w.]{2,20}\.com berkomitmen)\b[^\"“”]{0,220}"
            r"\b(?:membership|tanpa iklan|berlangganan|gabung)\b[^\"“”]{0,60}",
        ),
    ),
    (
        "subscription",
        _line(
            r"(?:artikel|konten|berita) ini (?:khusus|hanya|eksklusif)(?: tersedia)? (?:untuk|bagi) (?:para )?"
            r"(?:pelanggan|anggota|member|subscriber)\b.{0,150}",
            r"sudah (?:ber)?(?:langganan|punya akun|memiliki akun|menjadi (?:pelanggan|anggota|member))\s*\?.{0,60}",
            r"(?:dapatkan|nikmati|buka) akses (?:tak terbatas|tanpa batas|penuh|premium)\b.{0,120}",
            r"(?:ber)?langganan (?:mulai|sekarang|hanya|cuma|di ?sini)\b.{0,150}",
            r"(?:silah?kan )?(?:masuk|login|log in|daftar|berlangganan|langganan|subscribe|sign up)"
            r"(?:(?:,? (?:atau|dan|untuk|sekarang|di ?sini|gratis|masuk|login|daftar|berlangganan|melanjutkan"
            r"|membaca|artikel|berita|ini|selengkapnya)){0,10})",
        ),
    ),
    (
        "house note",
        _line(
            r"(?:saksikan|simak|tonton|lihat)\b.{0,40}\bvideo\b.{0,60}"
            r"(?:berikut(?: ini)?|di bawah(?: ini)?|pilihan|menarik)",
            r"(?:(?:tampilkan|lihat|sembunyikan) )?ringkasan(?: artikel| berita)|baca 10 detik|update me",
            r"dalam segala situasi(?:, [\w-]{2,20}\.(?:com|co\.id|co|id)\b[^\"“”]{0,250})?",
            r"dilarang (?:keras )?(?:mengambil|mengutip|menyalin|memperbanyak)\b.{0,200}\bizin tertulis.{0,60}",
            r"dilarang keras (?:mengambil|mengutip|menyalin|memperbanyak) (?:konten|isi|artikel|berita)\b"
            r"[^\"“”]{0,150}\b(?:izin|situs(?: web)?|laman|website) ?[^\"“”]{0,60}",
            r"add [^.!?]{0,30}\bas (?:an? |your )?preferred source on google",
            r"jadikan [^!?\"“”]{2,30} sumber (?:pilihan|utama)(?: anda| utama)? di google(?: (?:search|news))?",
            r"(?:tautan langsung|auto)?(?:\W{0,5}\b\d{3,4}p\b(?:\W{1,3}[\d.,]{1,6} ?[mk]b)?){1,8}|tautan langsung",
            r"(?:artikel|berita) ini (?:(?:telah|sudah|pernah|pertama kali|juga|dapat) ){1,2}"
            r"(?:tayang|terbit|dimuat|dibaca|naik) (?:di|melalui) .{0,200}",
            r"(?:lihat )?(?:sumber )?artikel asli",
            r"isi (?:artikel|berita)(?: ini)? di luar tanggung jawab.{0,60}",
            r"(?:isi )?(?:tulisan|artikel|opini|kolom) ini (?:merupakan|adalah|sepenuhnya|menjadi|hanya)\b[^\"“”]{0,40}"
            r"\b(?:pendapat|pandangan|opini|tanggung ?jawab)(?: pribadi)?(?: dari)?(?: para)? penulis\b[^\"“”]{0,120}",
            r"terima kasih (?:telah|sudah) membaca\b.{0,60}",
            r"(?:view|lihat) (?:this post|postingan ini) (?:on|di) instagram.{0,40}",
            r"(?:a (?:post|video) shared by|(?:sebuah )?(?:kiriman|postingan) (?:yang )?dibagikan oleh)\b"
            r".{0,100}\(@.{0,60}",
            r"mengapa anda bisa mempercayai .{2,40}|fakta atau hoaks\?.{0,250}",
            r"jangan sampai ketinggalan (?:berita|video|kabar|info)\b[^.!?]{0,60}",
            r"(?:lewati|hentikan|akhir dari) (?:whatsapp|podcast|twitter|facebook|instagram|youtube|tiktok"
            r"|paling banyak)\b.{0,60}|lewatkan bagian berikutnya\b.{0,40}",
            r"konten (?:twitter|facebook|instagram|youtube|tiktok) tidak tersedia.{0,40}",
            r"disclaimer\s*:(?=.*\b(?:artikel|konten|pembaca|redaksi|jawaban|berita ini)\b)[^\"“”]{0,290}",
            r"(?:konten|artikel|berita) ini (?:diolah|dibuat|disusun|diterjemahkan|ditulis) (?:dengan|menggunakan|oleh)"
            r" (?:bantuan |teknologi )?(?:ai|kecerdasan (?:buatan|artifisial))\b.{0,60}",
        ),
    ),
)
"""Lines that are removed whole, each group with the reason that is recorded."""

_SITE = r"[\w-]{2,20}\.(?i:com|co\.id|co|id|net|tv)"
_AGENCY = r"AFP|AP|EPA|ANTARA|ANTARA FOTO|REUTERS|Reuters|Xinhua|Getty Images"
_PICTURES = (
    r"(?:Sumber|Source|Credit|Kredit) ?(?:[Ff]oto|[Gg]ambar|:)|Shutterstock|Pixabay|Unsplash|Pexels|Freepik|iStock\w*"
    r"|Getty ?[Ii]mages|Ist(?:imewa)?|Screenshot|Tangkapan [Ll]ayar"
)
CREDIT_BEHIND = re.compile(
    r"\s*(?:"
    rf"[(\[]\s*(?:[Ff]oto|FOTO|[Pp]hoto|[Dd]ok|[Ii]lustrasi|[Gg]ambar|[Ii]mage|{_PICTURES})\b[^()\[\]]{{0,80}}[)\]]"
    rf"|(?<=[.)/\]] )(?:[Dd]ok|DOK|Foto|Ist(?:imewa)?|{_PICTURES})\b[.:/ ]{{0,2}}(?:[A-Z][\w'’-]*[ .]?){{0,5}}"
    r"|[(\[][A-Z][\w.'’-]{1,20}(?: [A-Z][\w.'’-]{0,20}){0,3}\s?/\s?[\w-]{2,20}\.?(?:com|co\.id)[)\]]"
    r"|[(\[](?:[A-Z]{3,}[\w. ]{0,20}|[\w-]+\.(?:com|co\.id|id))/[A-Z][\w.]*[a-z][\w .&'-]{2,40}[)\]]"
    r"|(?<=[.)/\]] )(?:Foto|Photo|Sumber|Source|Credit|Kredit|Dok)\s?:\s?[^.!?]{2,60}"
    r"|/(?:Foto|Photo|Sumber|Source|Credit|Kredit|Dok|copyright)\b[^.!?]{2,60}"
    r"|(?:(?<=\w{4}[.!?] )|(?<=\d\)\. ))[A-Z][\w.]{2,20}(?: (?:Foto|Photo))?"
    r"/[A-Z][\w.'’-]{0,20}(?: [A-Z][\w.'’-]{1,20}){0,3}"
    rf"|(?<!\S)©\s?\d{{0,4}}[\w./ -]{{2,60}}|\b(?:{_AGENCY})\s?/\s?[A-Z][\w .]{{2,40}}"
    r")\.?$"
)
CREDIT_BEFORE = re.compile(rf"(?:{_AGENCY}|{_SITE})\s?/\s?[A-Z][A-Z.'’-]{{2,30}}(?: [A-Z.'’-]{{2,30}}){{0,3}}\b")
"""The photographer's credit after a caption, and before one."""

_WRITER = r"\*{0,3}[a-z][a-z0-9]{1,7}\*{0,3}|\*"
_NAME = r"\*{0,3}[A-Za-z][A-Za-z0-9.]{0,25}(?:-\d{1,3})?\*{0,3}"
INITIALS = re.compile(
    rf"\s*[(\[]\s*(?:(?:{_WRITER})(?:\s?[/,&|]\s?(?:{_WRITER})){{1,5}}|[A-Z]{{1,3}}-\d{{1,3}}|\*{{1,3}})\s*[)\]][\s.*]*$"
    rf"|(?<=[.!?\"”’…])\s*[(\[]\s*(?:{_NAME}(?:[ /,&|]{{1,3}}{_NAME}){{0,5}}/{_NAME}|[a-z]{{2,6}}-?\d{{0,4}}"
    r"|[A-Z][\w.'’]{1,20}(?: [A-Z][\w.'’]{0,20}){0,3})"
    r"\s*[)\]][\s.*]*$"
)
"""The writers' initials after the last sentence: (kff/bar), [ded], (H-2)."""

SIGNATURE = re.compile(
    r"[A-Z]{2,5}|[(\[][A-Za-z0-9]{2,6}(?:\s?[/-]\s?[A-Za-z0-9]{2,8}){0,3}[.-]{0,2}[)\]]"
    r"|[A-Z][A-Z .'’|,&/-]{5,60}[A-Z]"
    r"|[(\[][A-Z][\w.'’-]{1,20}(?: [A-Z][\w.'’-]{0,20}){1,4} ?[)\]]"
    r"|\*{1,3} ?[A-Z][\w.'’-]{1,20}(?: [A-Z][\w.'’-]{0,20}){0,4}"
)
"""The initials, the names in capitals or in brackets, on a line of their own at the end."""

LONE_INITIALS = re.compile(r"[(\[][a-z]{2,6}[.-]{0,2}[)\]]")
"""One writer's initials on a line of their own, which end an article as two writers' do."""

TAGS = re.compile(
    r"(?:tags?|topik|label) (?-i:[A-Z#])[^\s.!?]{0,30}(?: [^\s.!?]{1,30}){0,8}|(?:#[\w-]{2,40}[\s,]*){2,15}",
    re.IGNORECASE,
)
"""The article's tags behind a label without a colon, or each with a `#`, on a line of their own at the end."""

AUTHOR_NOTE = re.compile(
    r"\W{0,4}(?:(?:para )?penulis (?:adalah|merupakan)|the (?:author|writer) is) [^\"“”]{3,250}"
    r"|[(\[]?\*{1,3}\s?\)\s?[A-Z][^\"“”]{3,250}",
    re.IGNORECASE,
)
"""Who the writer of an opinion is, on a line of its own at the end, often behind the mark that stands at the name."""

SUMMARY = _line(
    r"intinya sih|(?:ringkasan|rangkuman|inti)(?: (?:berita|artikel))?(?: ini)?|poin(?:-poin)? (?:penting|utama|kunci)",
    r"(?:key|main) (?:points|takeaways)|highlights?|in short",
)
"""The label of the points that sum an article up above its text."""

SECTION_LABEL = _line(
    r"(?:(?:lihat|semua|baca|tulis|kirim|beri(?:kan)?|tinggalkan|\d{1,5}) ){0,2}komentar(?:i)?"
    r"(?: (?:anda|artikel|berita|ini|terbaru|facebook|\d{1,5})){0,3}(?:\W{0,3}\d{1,5})?",
    r"(?:\d{1,5} )?(?:comments?|responses?|replies|thoughts on .{1,200})(?:\W{0,3}\d{1,5})?",
    r"tinggalkan balasan|(?:leave|post|write) a (?:reply|comment)",
    r"(?:berita|artikel|kabar|topik|konten|video|foto) (?:menarik|lain|lainnya|terkait|terkini|terbaru|populer"
    r"|terpopuler|pilihan|rekomendasi|sebelumnya|selanjutnya)(?: lainnya| hari ini)?",
    r"baca (?:artikel|berita)(?: menarik)? lainnya|terpopuler|terkini|trending|rekomendasi untuk anda|untuk anda",
    r"(?:related|recommended|popular|latest|more) (?:articles?|posts?|stories|news)|you (?:may|might) also like",
)
"""The label of a section of the page that stands below an article: comments, other stories."""

ABOUT_AUTHOR = _line(r"(?:tentang|profil|biodata)(?: si)? penulis", r"about (?:the )?(?:author|writer)\b.{0,50}")
"""The label of what is told of an article's author below it."""

DATELINE = re.compile(
    rf"(?:(?:{_SITE}\b[^.!?]{{0,40}}|[A-Z][^.!?(]{{2,40}}\((?:{_SITE}|[A-Z]{{3}}[\w. ]{{0,30}})\))\s*[-–—]"
    rf"|[A-Z]{{3}}[A-Z ,.]{{0,40}}(?:, {_SITE}\s*[-–—]|\s+[-–—](?=\s|$)|[–—])"
    r")"
)
"""Place and publisher, with which an Indonesian article begins."""

NOTE_WORDS = ("sepenuhnya", "automatically", "berkontribusi")
NOTE_AMID = _line(
    r"[^\"“”]{0,160}\bsepenuhnya (?:menjadi )?tanggung ?jawab(?: dari)?(?: para)? penulis(?:nya)?\b"
    r"[^\"“”]{0,40}",
    r".{0,120}\bautomatically generated by the ai\b.{0,200}",
    r"[^.!?]{3,80} berkontribusi (?:dalam|pada|untuk) (?:penulisan|artikel|laporan).{0,30}",
)
"""House notes that begin with anything, and have one of these words: to look for that first takes a tenth of the
time."""

BYLINE_LABEL = re.compile(r"(?:penulis|editor|reporter|pewarta|sumber|redaktur|laporan)\s*:?", re.IGNORECASE)
"""A byline's label whose name stands on the next line."""
