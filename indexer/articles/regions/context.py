"""What the words around a region's name say of it: whether it is the place or the subject of what is told.

The words lie in `context-words.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import Enum, auto
from itertools import pairwise

from indexer.articles.regions.table import load_context_words, load_names
from indexer.articles.regions.tokens import Token


class Role(Enum):
    """What a mention is for the article."""

    SUBJECT = auto()
    """Its office, people or money, or a region named by its kind: Bupati Garut, warga Solo, Kota Batu."""
    PLACE = auto()
    """Where something is or happens: di Garut, ke Solo."""
    BARE = auto()
    """Named without a word that says how."""
    PASSING = auto()
    """Where somebody comes from, an example, the name of a police unit."""
    SAID = auto()
    """Where something was only said: kata dia di Jakarta, Kamis."""
    DATELINE = auto()
    """At the head of the text."""
    WITHIN = auto()
    """Part of another name: Bank Jatim, Persib Bandung, Bali United, Kecamatan Metro."""


_WORDS = load_context_words()
KINDS: Mapping[str, str] = {word: kind for kind in ("kabupaten", "kota", "provinsi") for word in _WORDS[kind]}
"""Words before a name that say which kind of region is meant."""

_SPEECH = re.compile(
    r"\b(?:(?:kata|ujar|ucap|tutur|ungkap|jelas|tegas|papar|terang|tambah|imbuh|beber)(?:nya)?|sebut|cetus|tukas|lanjut"
    r"|sambung|tandas|urai|pungkas|mengatakan|menyatakan|mengungkapkan|menjelaskan|menegaskan|menuturkan|menyampaikan"
    r"|memaparkan|menyebut\w*|mengaku|menambahkan|ditemui|dijumpai|dihubungi|dikonfirmasi|keterangan\w*|dikutip"
    r"|konferensi|jumpa|wartawan|kepada|diwawancarai?)\b",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:acara|talk ?show|seminar|webinar|diskusi|dialog|sidang|rapat|rakor\w*|raker\w*|peluncuran|launching"
    r"|peresmian|pelantikan|pembukaan|penutupan|kunjungan|pameran|festival|upacara|forum|lokakarya|workshop|pelatihan|presentasi"
    r"|konser|pertandingan|laga|turnamen|gelaran|perayaan|peringatan|kongres|munas|muktamar|kampanye|deklarasi|aksi|demo"
    r"|unjuk rasa|pengadilan|pn|polres\w*|polda|mapol\w+|kejaksaan|kejari|kejati|lapas|rutan|rumah sakit|rs\w*"
    r"|tahlilan|pemakaman|pernikahan|resepsi)\b",
    re.IGNORECASE,
)


def role_of(tokens: Sequence[Token], first: int, last: int, text: str, body: str) -> Role:
    """What the region named by `tokens[first:last]` is for the article.

    `body` is the article's text where `text` is its title, else "": titles may be written with a capital at each word,
    and only the text tells then which of them make one name.
    """
    before = tokens[first - 1].low if first else ""
    unit = tokens[first - 2].low if before == "metro" and first > 1 else before  # Polres Metro Depok
    if unit in _WORDS["police"]:
        return Role.PLACE if _has_day(tokens, last) else Role.PASSING
    if before not in KINDS and _is_within_a_name(tokens, first, last, body):
        return Role.WITHIN
    if _is_only_said(tokens, first, last, text):
        return Role.SAID
    if kind_before(tokens, first) or before in _WORDS["of-a-region"]:
        return Role.SUBJECT
    if before in _WORDS["in-passing"] or _is_example(tokens, first):
        return Role.PASSING
    return Role.PLACE if before in _WORDS["before-a-place"] or before == "," else Role.BARE


def kind_before(tokens: Sequence[Token], first: int) -> str:
    """The kind of region that the words before a name say, "" where they say none."""
    words = [token.low for token in tokens[max(0, first - 2) : first]]
    if words[-1:] == ["."]:  # Kab. Garut
        words.pop()
    return KINDS.get(words[-1], "") if words else ""


def is_dateline(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether a name stands at the head of a text: with nothing but capitals, names of sites and signs before it, or
    behind the name of a site, and with a sign behind it."""
    if last < len(tokens) and tokens[last].is_word:
        return False
    if first > 2 and tokens[first - 1].text == "," and tokens[first - 2].low in _WORDS["site-endings"]:
        return True
    return all(
        not token.is_word
        or token.text.isupper()
        or token.low in _WORDS["site-endings"]
        or (token.is_capital and after.text == ".")
        for token, after in pairwise(tokens[: first + 1])
    )


def is_next_in_list(tokens: Sequence[Token], last: int, first: int) -> bool:
    """Whether between two names stands only what joins a list."""
    between = tokens[last:first]
    return len(between) <= 2 and all(token.low in (",", "dan", "serta", "atau", "hingga", "&") for token in between)


def _is_within_a_name(tokens: Sequence[Token], first: int, last: int, body: str) -> bool:
    run = set(capitals := list(_capitals_before(tokens, first)))
    before = tokens[first - 1].low if first else ""
    if before in _WORDS["smaller-places"] or run & _WORDS["heads-of-others"] or before in _WORDS["heads-of-others"]:
        return True
    if last - first > 1:  # no other name ends in Jawa Barat or Tangerang Selatan
        return False
    if _is_continued(tokens, first, last, body):
        return True
    if not run or body or run & (_WORDS["heads-of-places"] | _WORDS["of-a-region"] | KINDS.keys()):
        return False
    beyond = tokens[first - len(capitals) - 1] if first > len(capitals) else None
    if beyond is None or beyond.text in '.!?:"“':  # the first word has its capital from the sentence
        return len(capitals) > 1
    return beyond.low not in ("di", "ke", "dari", "kawasan", "sekitar", ",")


def _capitals_before(tokens: Sequence[Token], first: int) -> Iterator[str]:
    """The capitalised words that lead up to a name, backwards."""
    for at in range(first - 1, -1, -1):
        token, after = tokens[at], tokens[at + 1]
        if not (token.is_capital or token.text == "/") or after.start - token.end > 1:
            return
        yield token.low


def _is_continued(tokens: Sequence[Token], first: int, last: int, body: str) -> bool:
    """Whether the next word makes one name with a region's: Bali United, Surabaya Post."""
    if last == len(tokens) or not tokens[last].is_capital or tokens[last].start - tokens[last - 1].end > 1:
        return False
    if (
        tokens[last].low in _WORDS["may-follow"] | _WORDS["days"]
        or tokens[last].low in load_names()
        or tokens[first].text.isupper()
    ):
        return False
    return not body or f"{tokens[first].text} {tokens[last].text}" in body


def _is_only_said(tokens: Sequence[Token], first: int, last: int, text: str) -> bool:
    """Whether a sentence tells here only where and on which day something was said, and of no event there."""
    if not _has_day(tokens, last):
        return False
    here = tokens[first].start
    sentence = max(0, *(text.rfind(end, 0, here) for end in (". ", "? ", "! ")))
    return bool(_SPEECH.search(text, sentence, here)) and not _EVENT.search(text, sentence, here)


def _has_day(tokens: Sequence[Token], last: int) -> bool:
    """Whether a day follows: `di Jakarta, Kamis (22/5)`."""
    near = [token.low for token in tokens[last : last + 6]]
    return "(" in near[:2] or not _WORDS["days"].isdisjoint(near)


def _is_example(tokens: Sequence[Token], first: int) -> bool:
    """Whether it is one of many (antara lain Aceh) or the end of the country (dari Aceh sampai Papua)."""
    words = [token.low for token in tokens[max(0, first - 2) : first]]
    if words in (["antara", "lain"], ["mulai", "dari"]):
        return True
    return len(words) > 1 and words[1] in ("sampai", "hingga") and words[0] in load_names()
