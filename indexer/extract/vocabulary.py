"""The words by which noise is known: class names of boxes, and lines of Indonesian pages (with the English on them).

Every line pattern is meant for a whole line, so that a real sentence that happens to hold the words stays.
"""

from __future__ import annotations

import re


def _line(*alternatives: str) -> re.Pattern[str]:
    """A pattern for a whole line, whatever punctuation stands around it."""
    return re.compile(rf"[\W_]*(?:{'|'.join(alternatives)})[\W_]*", re.IGNORECASE)


NOISE_TAGS = frozenset(("nav", "footer", "aside", "figcaption", "form", "fieldset"))

NOISE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:"
    r"related\w*|terkait|baca|baca_?juga\w*|linksisip\w*|readmore|rekomendasi|recommend\w*|popular|terpopuler|trending"
    r"|share\w*|sharing|sharedaddy|social\w*|sosmed|comments?|komentar|disqus|captions?|credits?|newsletter|subscribe"
    r"|advert\w*|ads?|iklan|banner\w*|sponsor\w*|promo\w*|outbrain|taboola\w*|noncontent|summary-article|yarpp\w*"
    r"|sidebar\w*|widget\w*|breadcrumbs?|pagination|paging|pager|tags?|tagcloud|footer|nav|navbar|navigation|menu|toc"
    r"|byline|authors?|penulis|editor|copyright|cookie\w*|print|tools?|toolbar|sr-only|jp-relatedposts"
    r")(?=$|[\s_-])"
)

PROMO = re.compile(
    r"[\W_]*(?:"
    r"baca (?:juga|pula|lebih lanjut|selengkapnya|lainnya|berita|artikel)"
    r"|(?:simak|lihat|tonton|saksikan|dengar|cek) (?:juga|pula|selengkapnya|video|berita lainnya)(?: video| foto)?"
    r"|(?:artikel|berita|video|foto|topik|kabar) (?:terkait|lainnya|rekomendasi|populer|terpopuler|pilihan|menarik)"
    r"|pilihan (?:editor|redaksi)|jangan lewatkan|rekomendasi(?: untuk anda)?|terkait"
    r"|read (?:more|also|next)|also read|see also|related(?: articles?| stories| news| posts| topics?)?"
    r"|more (?:on|from) .{2,30}"
    r")\b",
    re.IGNORECASE,
)
"""How a line begins that sends the reader to other articles."""

INLINE_PROMO = re.compile(
    r"\s*[(\[]\s*(?:baca|simak|lihat|tonton)(?: juga| pula| selengkapnya)?\s*[:：]?\s[^()\[\]]{3,250}[)\]]",
    re.IGNORECASE,
)

_SCROLL = r"scroll to (?:continue|resume)(?: with content| reading)?"
_CHANNELS = (
    r"(?:whatsapp|google news|telegram|aplikasi|app|channel|kanal|saluran|newsletter|instagram|facebook|twitter"
    r"|youtube|di sini)"
)

WHOLE_LINES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "advertisement",
        _line(
            rf"(?:advertisements?|advertorial|iklan|sponsored(?: content)?)(?:[\W_]+{_SCROLL})?",
            rf"{_SCROLL}(?:[\W_]+advertisement)?",
            r"scroll ke bawah untuk (?:melanjutkan|lanjut) membaca|lanjutkan membaca(?: di bawah)?",
            r"continue reading(?: below)?|loading|memuat|skip ad|\[?gambas:[^\]]{0,60}\]?",
        ),
    ),
    (
        "byline",
        _line(
            r"(?:penulis|reporter|pewarta|rep|red|redaktur|editor|penyunting|oleh|laporan(?: wartawan)?|kontributor"
            r"|wartawan|jurnalis|fotografer|uploader|by|author|writer|written by|reporting by|editing by)"
            r"\s*[:：/|]\s*[^.!?]{0,90}"
        ),
    ),
    ("copyright", _line(r"(?:copyright|hak cipta|©|\(c\))(?:\W|\d).{0,120}")),
    (
        "caption",
        _line(
            r"(?:foto|photo|ilustrasi|gambar|images?|caption|grafis|infografis|video|dok|kredit|credit|sumber foto"
            r"|foto ilustrasi|photo by|photo credit|image credit)\s*[:：/]\s*.{0,120}"
        ),
    ),
    (
        "page counter",
        _line(
            r"(?:halaman|page|hal)?\s*:?\s*\d{1,3}\s*(?:/|dari|of)\s*\d{1,3}(?: halaman)?",
            r"(?:halaman|page)\s*:?\s*\d*|(?:\d{1,2}[\s|,]+)*\d{1,2}",
            r"(?:halaman )?(?:selanjutnya|sebelumnya|berikutnya)|(?:next|prev|previous)(?: page)?",
            r"(?:lihat|tampilkan|baca) semua(?: halaman)?|(?:view|show) all",
        ),
    ),
    (
        "share",
        _line(
            r"(?:bagikan|shares?|tweet|komentar|comments?|facebook|twitter|whatsapp|telegram|e-?mail|print|cetak"
            r"|salin tautan|copy link|kirim|suka|like|pinterest|google\+|line|add as a preferred source on google)"
            r"(?:\W{0,3}\s*(?:di|ke|on|via|to|artikel ini|berita ini|this|facebook|twitter|whatsapp|telegram|\d+))*",
            r"(?:tags?|topik|kata kunci|keywords?|label|kategori)\s*[:：].{0,200}",
        ),
    ),
    (
        "date",
        _line(
            r"(?:(?:senin|selasa|rabu|kamis|jum['’]?at|sabtu|minggu|ahad)\s*,?\s*[(|]?\s*)?"
            r"\d{1,2}[\s/.-]+(?:\d{1,2}|[a-z]{3,9})[\s/.-]+\d{2,4}"
            r"(?:[\s,|/–-]*(?:pukul|jam|at)?\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:wib|wita|wit|am|pm)?)?"
        ),
    ),
    (
        "follow",
        _line(
            r"(?:ikuti|follow|dapatkan|download|unduh|gabung|bergabung|berlangganan|langganan|subscribe|simak berita"
            rf"|cek berita|telusuri berita|yuk|ayo)\b.{{0,160}}{_CHANNELS}\b.{{0,80}}"
        ),
    ),
    (
        "house note",
        _line(
            r"ringkasan berita|baca 10 detik|update me|dalam segala situasi",
            r"artikel ini (?:telah|sudah|pernah) (?:tayang|terbit|dimuat) di .{0,200}",
            r".{3,80} berkontribusi (?:dalam|pada|untuk) (?:penulisan|artikel|laporan).{0,30}",
        ),
    ),
)
"""Lines that go whole, with the reason that is recorded."""

CREDIT = re.compile(
    r".{0,240}(?:"
    r"[(\[]\s*(?:[Ff]oto|[Pp]hoto|FOTO|[Dd]ok|[Ii]lustrasi|[Gg]ambar|[Ii]mage)\b[^()\[\]]{0,80}[)\]]"
    r"|[(\[][A-Z][\w .&-]{1,40}(?:/[A-Z][\w .&-]{1,40})+[)\]]"
    r"|©\s?\d{0,4}[\w./ -]{2,60}|\b(?:AFP|REUTERS|ANTARA|AP|ANTARA FOTO|Getty Images)\s?/\s?[A-Z][\w .]{2,40}"
    r")\.?"
)
"""A caption that ends in the photographer's credit."""

INITIALS = re.compile(
    r"(?:(?<=[.!?\"”’)…])\s*|\s+)[(\[]\s*(?:"
    r"[a-zA-Z]{2,6}(?:\s?[/\-,&|]\s?[a-zA-Z]{2,8}){1,4}|[A-Z]{1,3}-\d{1,2}|[a-z]{2,5}"
    r")\s*[)\]]\s*\.?$"
)
"""The writers' initials behind the last sentence: (kff/bar), [ded], (H-2)."""

SIGNATURE = re.compile(r"[(\[]?(?:[A-Z]{2,5}|[A-Za-z]{2,5}(?:\s?[/-]\s?[A-Za-z]{2,6}){0,3})[)\]]?")
"""The initials on a line of their own."""
