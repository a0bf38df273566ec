"""Who is meant beside a word of saying: a person by name, an office, or somebody named before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.articles.quotes.names import Mention
from indexer.articles.quotes.offices import (
    MAX_OFFICE,
    clean,
    is_office,
    is_possessed,
    office_before,
    office_behind,
    office_of,
)
from indexer.articles.quotes.quote import How, Kind, Quote
from indexer.articles.quotes.scene import Scene, Speaker
from indexer.articles.quotes.sentences import HIDDEN
from indexer.articles.quotes.vocabulary import RANK

MAX_CLAUSE = 600
"""Characters before a verb in which its subject is looked for."""

_PRONOUN = re.compile(r"(?:dia|ia|beliau|dirinya)\b")
_MANY = re.compile(r"(?:mereka|kami|kita|saya|aku)\b")
_TITLES = ("[Dd]r", "[Dd]rs", "[Dd]ra", "[Dd]rg", "Ir", "Prof", "Hj", "KH", "H", "St")
_NO_TITLE = "".join(rf"(?<!\b{one})" for one in _TITLES)
"""Before the dot of a title nothing ends."""
_PHRASE_END = re.compile(
    rf"[\"“”„«»{HIDDEN}:]|{_NO_TITLE}\.(?=\s|$)|[!?;\n]|[,\s](?:saat|ketika|kala|usai|seusai|setelah|sebelum|sembari|sambil|seraya"
    r"|kepada|melalui|lewat|dikutip|dilansir|seperti|sebagaimana|terkait|soal|mengenai|tentang|menanggapi|yang|yakni"
    r"|yaitu|dengan|untuk|karena|agar|mengutip|merujuk|menirukan|bersama|tanpa|pada|dalam|ditemui|dihubungi|ketus|lagi"
    r"|menambahkan|sesuai|berdasarkan)\b"
)
"""Where the words that say who spoke end: at a mark, or where it is said when, where and how."""
_NOUN = re.compile(
    r"(?!(?:dari|pada|saat|ketika|yang|atau|bahwa|tentang|soal|lain|dalam|dengan|untuk|oleh|sandi|kunci)\b)"
    r"[a-z]{4,}\s(?![a-z]+kan\b)"
)
"""A word that may be what somebody is, though no list has it (kata prakirawan Budi)."""
_POINTED = re.compile(r" (?:itu|ini|tersebut)\b")
_POINTED_WORDS = re.compile(r"[\w.-]+(?: [\w.-]+){0,9}? (?:itu|ini|tersebut)\b")
"""Words that mean somebody who was named before, up to where it is told where or how (bek itu *di akunnya*)."""
_CLAUSE_BEHIND = re.compile(r" yang [^.,;:!?\n\"“”]{1,80}? (?:itu|ini|tersebut)(?=[.,\n]|$)")
_PLACE_BEHIND = re.compile(r", (?:Kabupaten|Kota|Kecamatan|Kelurahan|Desa|Provinsi|Pulau) ")
_ADVERB = (
    r"juga|pun|kemudian|lantas|lalu|kembali|sendiri|sempat|hanya|turut|ikut|pernah|sudah|telah|tetap|tak|tidak|justru"
    r"|bahkan|terus|mulai|bakal|akan|secara \w+|dengan tegas|masih|sebelumnya|selanjutnya|langsung|yang|lebih lanjut"
    r"|singkat|lagi|dan|memang|sebaliknya|misalnya|kerap|sering|ingin|perlu|terpisah|di antaranya"
)
_ADVERBS = re.compile(rf"(?:[\s,]|\(\d{{1,3}}(?: tahun)?\)|\([A-Z]{{2,5}}\)|(?:{_ADVERB}|S\.?H|M\.?H)\b\.?)*")
_LAST_ADVERBS = re.compile(rf"(?:[\s,]+(?:{_ADVERB})\b)+[\s,]*$|[\s,]+$")
_SUBJECT_PRONOUN = re.compile(rf"\b([Ii]a|[Dd]ia|[Bb]eliau|[Dd]irinya|[Pp]ihaknya)(?:,? (?:{_ADVERB})\b)*,?\s*$")
_OBJECT = re.compile(
    r"\b(?:dengan|bersama|kepada|terhadap|oleh|dari|dan|untuk|bagi|tentang|soal|antara|atas|terkait|kasus|pernyataan"
    r"|rencana|keputusan|perintah|menurut|demi|melalui|mendampingi|menggantikan|menemui|pemerintahan|era|pasangan|kubu)"
    r"\s*$"
)
"""What says of the name behind it that it is not the subject."""
_CLAUSES = ("yang ", "selaku ", "dari ", "saat ", "ketika ", "di ", "dalam ")


def behind(scene: Scene, start: int) -> Speaker | None:
    """The speaker named right behind a word of saying (kata *Kepala Dinas Budi Santoso*); None where nobody is."""
    text = scene.text
    while text[start : start + 1] in (" ", "\u00a0"):
        start += 1
    pronoun = _PRONOUN.match(text, start) or _MANY.match(text, start)
    if pronoun:
        return Speaker(None, pronoun[0], "", "pronoun" if pronoun.re is _PRONOUN else None, start)
    if text.startswith("oleh ", start):
        start += len("oleh ")
    limit = min(start + MAX_OFFICE, len(text))
    end = _PHRASE_END.search(text, start, limit)
    phrase = text[start : end.start() if end else limit]
    mentions = scene.mentions(start, start + len(phrase))
    if mentions and _is_described(scene, start, mentions[0]):
        return _unnamed(scene, phrase, start)
    for index, mention in enumerate(mentions):
        if not _may_go_on(scene, text[start : mention.run], mentions[:index], mention):
            break
        if not is_possessed(scene, mention) and (
            mention.sure or not _is_village(scene, mention, mentions[index + 1 :])
        ):
            return _named(scene, mention, clean(text[start : mention.start], scene) or office_behind(scene, mention))
    if mentions and is_possessed(scene, mentions[0]):
        return Speaker(None, phrase.strip(" ,"), phrase.strip(" ,"), None, start)
    words = re.split(r",| \(", phrase, maxsplit=1)[0]
    clause = _CLAUSE_BEHIND.match(text, start + len(words), min(start + MAX_OFFICE, len(text)))
    return _unnamed(scene, (words + (clause[0] if clause else "")).strip(" ."), start)


def _is_described(scene: Scene, start: int, mention: Mention) -> bool:
    """Whether a name only describes somebody who was named before (kata pemain *Bayern Munchen* itu): unless it is
    that of a person for sure, who was named before."""
    text = scene.text
    if mention.run == start or not _POINTED.match(text, mention.end) or not text[start].islower():
        return False
    return not mention.sure or scene.people.person(mention).mentions[0] == mention


def _may_go_on(scene: Scene, gap: str, passed: Sequence[Mention], mention: Mention) -> bool:
    """Whether the words from the word of saying to a name tell who that is; `passed` are names in them."""
    text = scene.text
    if gap and not is_office(gap, scene) and not _NOUN.match(gap) and not _are_titles(gap, scene):
        return False
    is_apposed = text.endswith(", ", 0, mention.run)
    if re.search(r"\b(?:di|dari)\b", gap) and not (is_apposed or text.endswith(",", 0, mention.start - 1)):
        return False
    return is_apposed or not passed or is_office(text[mention.run : mention.start], scene)


def _are_titles(words: str, scene: Scene) -> bool:
    """Whether words are nothing but ranks and titles (Prof. Dr. dr.)."""
    return all(scene.vocabulary.kind(word) == RANK for word in words.split())


def _is_village(scene: Scene, mention: Mention, later: Sequence[Mention]) -> bool:
    """Whether an uncertain name is that of a village or the like: a fuller or surer one stands behind a comma."""
    text = scene.text
    if _PLACE_BEHIND.match(text, mention.end):
        return True
    fuller = (one for one in later if one.sure or len(one.words) > len(mention.words))
    return text.startswith(",", mention.end) and any(text.endswith(", ", 0, one.run) for one in fuller)


def _unnamed(scene: Scene, words: str, start: int) -> Speaker | None:
    """Somebody of whom only an office or the like is told."""
    pointed = _POINTED_WORDS.match(words)
    words = pointed[0] if pointed else words
    if words and (is_office(words, scene) or words[0].isupper() or (pointed and _NOUN.match(words))):
        return Speaker(None, words, words, "role", start)
    is_somebody = words.partition(" ")[0] in scene.vocabulary.beside["anybody"]
    return Speaker(None, words, words, None, start) if is_somebody else None


def _named(scene: Scene, mention: Mention, office: str = "") -> Speaker:
    person = scene.people.person(mention)
    how: How = "named" if mention.words == person.words else "part"
    return Speaker(person, mention.name, office, how, mention.start)


def before(scene: Scene, verb: int) -> Speaker | None:
    """The subject of a verb of saying (*Kepala Dinas Budi Santoso*, saat dihubungi, mengatakan); None without one."""
    text = scene.text
    start = max(scene.sentences.around(verb)[0], verb - MAX_CLAUSE)
    mentions = scene.mentions(start, verb)
    begin = mentions[-1].end if mentions else start
    pronoun = _SUBJECT_PRONOUN.search(text[begin:verb])
    if pronoun:
        return Speaker(None, pronoun[1], "", "pronoun", begin + pronoun.start(1))
    if not mentions:
        return _role_before(scene, start, verb)
    if _ADVERBS.fullmatch(text, begin, verb) and not is_possessed(scene, mentions[-1]):
        return _named(scene, mentions[-1])
    for mention in mentions:
        if not is_possessed(scene, mention) and _may_be_subject(scene, mention, verb, start):
            return _named(scene, mention)
    return Speaker(None, "", "", None, start)


def _may_be_subject(scene: Scene, mention: Mention, verb: int, start: int) -> bool:
    """Whether a verb may belong to a name that does not stand next to it: an apposition or a clause lies between, and
    no preposition stands before."""
    between = scene.text[mention.end : verb]
    clause = between.strip()
    if not between or between[0] not in ",( " or (clause and clause[0] not in ",(" and not clause.startswith(_CLAUSES)):
        return False
    office = office_before(scene, mention)
    begin = scene.text.rfind(office, start, mention.start) if office else mention.run
    return not _OBJECT.search(scene.text[start : max(begin, start)].casefold())


def _role_before(scene: Scene, start: int, verb: int) -> Speaker | None:
    """An office that is the subject where nobody is named (Kapolres juga mengatakan)."""
    clause = _LAST_ADVERBS.sub("", scene.text[start:verb])
    piece = re.split(r"[,—–]\s+", clause)[-1].strip()
    if not piece or piece.endswith(HIDDEN):
        return None
    has_office = is_office(piece, scene)
    return Speaker(
        None, piece, piece if has_office else "", "role" if has_office else None, start + clause.rfind(piece)
    )


def named_quote(
    text: str, place: tuple[int, int], kind: Kind, cue: str, speaker: Speaker | None, scene: Scene
) -> Quote:
    """A quote with its speaker, if there is one, and the office that the article gives anywhere."""
    if speaker is None:
        return Quote(text, *place, kind, None, "", "", None, cue)
    person = speaker.person
    office = speaker.office or (office_of(scene, person) if person else "")
    name, how = (person.name, speaker.how) if person else (None, None)
    return Quote(text, *place, kind, name, speaker.as_written, office, how, cue)
