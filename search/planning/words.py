"""Engine queries for words: a word is found in its own forms; it ranks by its root, and a little by what finds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from indexer.engines.queries import Best, Bool, Boost, Filter, Phrase, Query, Term
from indexer.language.analysis import Lexicon, Token, indexed_forms
from indexer.language.english import english_form
from indexer.language.joined import VOICES
from indexer.language.often import terms_from
from indexer.language.word_forms import word_form
from search.planning.special_words import written_in

Forms = Literal["word", "root", "exact"]
"""Which forms a word is found in: its own, all of its root, or the one that was written."""
WORD_WEIGHT = 0.3
"""What the word adds to the score of its root, or where a root is asked for the form as written: .4 and .6 rank lower,
nothing lower still (decision 86). It also parts what one root throws together (pemerintah, perintah)."""


def word_query(text: str, tokens: list[Token], forms: Forms, lexicon: Lexicon, field: str = "") -> Query:
    """A word in title, body or, with "", either, taken apart. One of several pieces (covid-19) needs them all, next to
    each other if one is a number."""
    tokens = without_voice(tokens)
    found = [_piece_in_field(token, field, forms) if field else piece_query(token, forms, lexicon) for token in tokens]
    if len(found) == 1:
        return found[0]
    together = () if may_stand_apart(text, tokens) else (Filter(adjacent(tokens, field, 0)),)
    pieces = Bool((*found, *together))
    joined = "".join(token.exact for token in tokens)
    if not joined.isalnum() or joined.isdigit() or forms == "exact":
        return pieces
    return Best((pieces, Filter(_has_word(word_form(joined, lexicon), field))))


def without_voice(tokens: list[Token]) -> list[Token]:
    """The pieces of a word without a prefix that belongs to the one behind it: `di-PHK`."""
    has_voice = len(tokens) > 1 and tokens[0].exact in VOICES and tokens[0].end + 1 == tokens[1].start
    return without_voice(tokens[1:]) if has_voice else tokens


def may_stand_apart(text: str, tokens: Sequence[Token]) -> bool:
    """Whether the pieces of a word are found wherever they stand: those of `Rusia-Ukraina`, but no numbers and letters,
    and not those of a name with dots (`detik.com`)."""
    are_words = all(len(token.exact) > 1 and token.exact.isalpha() for token in tokens)
    return are_words and not any(text.startswith((".", "@"), token.end) for token in tokens[:-1])


def piece_query(token: Token, forms: Forms, lexicon: Lexicon) -> Query:
    """A word, found by what also ranks it a little, and ranked by its root and the form as written, where that is not
    the word itself; asked for by its root, these find it (in texts whose language is not stemmed the form alone)."""
    root, exact = Term("stem", token.stem), Boost(adjacent([token], "", 0), WORD_WEIGHT)
    english = _english(token, "")
    if forms == "root":
        return Bool(should=(root, exact, *map(Filter, english)), minimum=1)
    # a word that no root is known of is its own root: nearly the same articles have both, and one list is read
    has_root = forms == "exact" or token.stem in lexicon.roots
    weight = WORD_WEIGHT if has_root else 1 + WORD_WEIGHT
    found = [Filter(each) if each in english else Boost(each, weight) for each in _found(token, "", forms)]
    is_inflected = forms == "word" and token.word != token.exact
    ranking = (
        *([root] if has_root else []),
        *([exact] if is_inflected else []),
        *_only_english(token, english, weight),
    )
    return Bool(must=(_either(*found),), should=ranking)


def _only_english(token: Token, forms: Sequence[Query], weight: float) -> Iterator[Query]:
    """Ranks the English articles that have other inflections of a word alone. In those that have the word too it would
    count twice, and more than in all others, since fewer articles have it."""
    for form in forms:
        yield Boost(Bool(must=(form,), must_not=(Filter(Term("word", token.exact)),)), weight)


def often(token: Token, times: int, lexicon: Lexicon) -> Query:
    """A word that stands so many times or more in the article; it ranks as it does without its number."""
    words = [one.text for one in _found(token, "", "word") if isinstance(one, Term)]
    counted = tuple(Term("often", one) for word in words for one in terms_from(word, times))
    return Bool((piece_query(token, "word", lexicon), Filter(_either(*counted))))


def _marked(tokens: Sequence[Token], field: str) -> list[Query]:
    """What the marks of words (`BIN`, `#bersih`) ask of hits: to hold them marked so."""
    return [Filter(_has_word(token.mark, field)) for token in tokens if token.mark]


def _has_word(word: str, field: str) -> Query:
    """What finds a word in the title or body or, with "", in either: what has it and not in the title alone has it in
    the body, so that the index need not hold the body's words twice."""
    if field == "body":
        return Bool(must=(Term("word", word),), must_not=(Term("title_only", word),))
    return Term("title_word" if field else "word", word)


def _found(token: Token, field: str, forms: Forms) -> list[Query]:
    """What any of which finds a word in one of its own forms, or as it is written."""
    if token.mark:
        return [_has_word(token.mark, field)]
    if forms == "exact":
        return [as_written([token], field, 0)]
    written = dict.fromkeys((token.word, token.exact))
    return [*(_has_word(word, field) for word in written), *_english(token, field)]


def _english(token: Token, field: str) -> list[Query]:
    """What finds the English inflections of a word (`floods` by `flood`) in the English articles."""
    form = english_form(token.exact)
    return [_has_word(form, field)] if form else []


def _either(*queries: Query) -> Query:
    return queries[0] if len(queries) == 1 else Bool(should=queries, minimum=1)


def _piece_in_field(token: Token, field: str, forms: Forms) -> Query:
    stem = Term(field, token.stem)
    if forms == "root":
        return _either(stem, *map(Filter, _english(token, field)))
    return Bool(must=(Filter(_either(*_found(token, field, forms))),), should=(stem,))


def adjacent(tokens: list[Token], field: str, slop: int, place: str = "exact") -> Query:
    """Words next to or near each other: as written in a place, or by their stems in title or body."""
    terms = tuple(token.stem for token in tokens) if field else indexed_forms(tokens)
    name = field or place
    if len(terms) == 1:
        return Term(name, terms[0])
    phrase = Phrase(name, terms, slop)
    return Best((phrase, Phrase(name, terms[::-1], slop))) if slop and len(terms) == 2 else phrase


def as_written(tokens: list[Token], field: str, slop: int) -> Query:
    """The words as they are written. Of the body alone there are only stems: such words must stand there, and as
    written somewhere in the article."""
    written_so = adjacent(tokens, "", slop, written_in(field))
    marked = _marked(tokens, field)
    if field == "body":
        return Bool((adjacent(tokens, field, slop), Filter(written_so), *marked))
    return Bool((written_so, *marked)) if marked else written_so
