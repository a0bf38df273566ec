"""The sentences of health in Indonesian and English: what shows a state, and what to do about it."""

from __future__ import annotations

from typing import Literal

from crawler.health.states import Evidence, State

Language = Literal["id", "en"]
MANY_HOURS = 96.0

EVIDENCE: dict[str, tuple[str, str]] = {
    "none": ("", ""),
    "answers": ("menjawab seperti biasa", "answers as usual"),
    "news": ("entri terbaru {0} sebelum kunjungan terakhir", "newest entry {0} before the last visit"),
    "silent_day": (
        "{0} tanpa yang baru; jeda siang terlama sejauh ini {1}",
        "nothing new for {0}; its longest pause by day so far is {1}",
    ),
    "silent_night": (
        "{0} tanpa yang baru; jeda terlama melewati malam sejauh ini {1}",
        "nothing new for {0}; its longest pause over a night so far is {1}",
    ),
    "silent_weekend": (
        "{0} tanpa yang baru; jeda terlama melewati akhir pekan sejauh ini {1}",
        "nothing new for {0}; its longest pause over a weekend so far is {1}",
    ),
    "said": ("{0}", "{0}"),
    "answered": ("menjawab dengan status {0}", "answered {0}"),
    "robots_answered": (
        "robots.txt-nya menjawab dengan status {0}, yang melarang semuanya",
        "its robots.txt answered {0}, which forbids all",
    ),
    "challenge": (
        "alih-alih isinya, yang datang halaman yang meminta bukti bahwa pengunjung manusia",
        "in its place came a page that asks to prove that one is human",
    ),
    "pages_refused": (
        "daftarnya terbaca, tetapi {0} artikel berturut-turut ditolak (401, 403, 451, atau pengalihan berputar)",
        "its list is read, but {0} articles in a row were refused (401, 403, 451, redirects in a circle)",
    ),
    "cut": ("jawabannya terputus sebelum selesai", "its answer was cut off before its end"),
    "empty": ("tidak memuat satu tautan pun", "it lists no link at all"),
    "foreign": (
        "tak satu pun dari {0} tautannya artikel menurut domains dan article_url penerbit",
        "none of its {0} links is an article by the publisher's domains and article_url",
    ),
    "one_address": ("kesemua {0} tautannya satu alamat yang sama", "all of its {0} links are one and the same address"),
    "fell": (
        "ditemukan di halaman penerbit ini: {0}",
        "found on this publisher's pages: {0}",
    ),
    "no_answer": ("tak satu penerbit pun menjawab", "no publisher answers at all"),
    "unvisited": ("belum pernah dikunjungi", "never visited yet"),
    "unjudged": ("belum dikunjungi sejak kesehatan dicatat", "not visited since health is kept"),
    "off": ("dimatikan di katalog atau di setelan", "switched off in the catalogue or the settings"),
}
"""What shows a state, in Indonesian and in English; the values stand at {0}, {1}."""

ADVICE: dict[State, tuple[str, str]] = {
    State.NO_NETWORK: (
        "periksa jaringan, DNS dan proksi mesin ini; keadaan tiap sumber tetap seperti sebelumnya",
        "check the network, DNS and proxy of this machine; the sources' own states stay as they were",
    ),
    State.GONE: (
        "cari alamat barunya (`kliping publisher new` mencarinya) dan perbaiki `url` di berkas penerbit",
        "look for its new address (`kliping publisher new` looks on the site) and mend `url` in the publisher's file",
    ),
    State.BLOCKED: (
        (
            "tulis alamat kontak di `crawler.user_agent`, perbesar `politeness.delay_seconds`, atau minta izin; "
            "bila tidak diizinkan, matikan"
        ),
        (
            "name a contact in `crawler.user_agent`, raise `politeness.delay_seconds`, or ask the publisher for leave; "
            "switch it off where that is not given"
        ),
    ),
    State.ROBOTS: (
        "penerbit tidak mau alamat ini diambil: minta izin, pakai sumber lain, atau matikan",
        "the publisher does not want this address to be fetched: ask for leave, use another source, or switch it off",
    ),
    State.UNREADABLE: (
        "buka alamatnya di peramban: bila umpannya pindah, perbaiki `url` atau `kind` di berkas penerbit",
        "open its address in a browser: where the feed has moved, mend `url` or `kind` in the publisher's file",
    ),
    State.LYING: (
        (
            "bandingkan tautannya dengan `domains` dan `article_url` di berkas penerbit; bila umpannya rusak, "
            "pakai yang lain"
        ),
        (
            "compare its links with `domains` and `article_url` in the publisher's file; where the feed is broken, use "
            "another one"
        ),
    ),
    State.ROTTED: (
        (
            "tata letak situs mungkin berubah: `kliping publisher try URL` menunjukkan apa yang masih terbaca, lalu "
            "perbaiki aturannya"
        ),
        "the site's layout may have changed: `kliping publisher try URL` shows what is still read; mend the rules",
    ),
    State.STALE: (
        "lihat apakah situsnya masih menerbitkan berita; bila ya, umpan ini ditinggalkan: pakai sumber lain",
        "see whether the site still publishes news; if so, this source was abandoned: use another one",
    ),
    State.EMPTY: (
        "buka alamatnya di peramban; bila tetap kosong, pakai sumber lain",
        "open its address in a browser; where it stays empty, use another source",
    ),
    State.FAILING: (
        "tunggu: server penerbit bermasalah dan akan dicoba lagi; bila berhari-hari, pakai sumber lain",
        "wait: the publisher's server is in trouble and is tried again; after days of it use another source",
    ),
    State.UNREACHABLE: (
        "buka alamatnya di peramban; bila di sana terbuka, periksa DNS, sertifikat dan firewall mesin ini",
        "open its address in a browser; where it opens there, check DNS, certificates and firewall of this machine",
    ),
}
"""What to do about a state in which somebody should look at a source."""

NAMES: dict[State, tuple[str, str]] = {
    State.NO_NETWORK: ("tanpa jaringan", "no network"),
    State.GONE: ("hilang", "gone"),
    State.BLOCKED: ("diblokir", "blocked"),
    State.ROBOTS: ("dilarang robots.txt", "forbidden by robots.txt"),
    State.UNREADABLE: ("tidak terbaca", "unreadable"),
    State.LYING: ("tautan palsu", "lying"),
    State.ROTTED: ("aturan usang", "rotted"),
    State.STALE: ("basi", "stale"),
    State.EMPTY: ("kosong", "empty"),
    State.FAILING: ("galat server", "failing"),
    State.UNREACHABLE: ("tak terjangkau", "unreachable"),
    State.QUIET: ("sepi", "quiet"),
    State.FINE: ("baik", "fine"),
    State.UNVISITED: ("belum dikunjungi", "unvisited"),
    State.OFF: ("mati", "off"),
}
"""The states as people read them."""


def show(evidence: Evidence, language: Language = "en") -> str:
    """What shows a state, as a sentence's part; "" for what another version has written."""
    values = evidence.values
    if evidence.code not in EVIDENCE:
        return ""
    if evidence.code in ("news", "silent_day", "silent_night", "silent_weekend"):
        values = tuple(_duration(float(hours), language) for hours in values)
    return EVIDENCE[evidence.code][language == "en"].format(*values)


def _duration(hours: float, language: Language) -> str:
    """Hours as people say them: in days where there are many."""
    if hours >= MANY_HOURS:
        return f"{hours / 24:.0f} {'days' if language == 'en' else 'hari'}"
    text = f"{hours:.0f}" if hours >= 10 else f"{hours:.1f}"
    return f"{text} hours" if language == "en" else f"{text.replace('.', ',')} jam"


def advice(state: State, language: Language = "en") -> str:
    """What to do about a state, "" where nothing is to be done."""
    return ADVICE[state][language == "en"] if state in ADVICE else ""


def name(state: State, language: Language = "en") -> str:
    """A state in words."""
    return NAMES[state][language == "en"]
