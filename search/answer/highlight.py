"""Which words of a text a query marks: every form of a queried word, exact words and whole phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from indexer.language.analysis import Lexicon, Token, analyze, indexed_forms
from indexer.language.english import english_form
from indexer.language.letters import letters
from indexer.language.variants import Variants
from indexer.language.word_forms import word_form
from search.planning.expansion import all_groups
from search.planning.special_words import phrase_terms
from search.planning.words import Forms, may_stand_apart, without_voice
from search.query.patterns import matcher
from search.query.tree import All, And, Exact, Fuzzy, Near, Often, Or, Phrase, TextLeaf, Tree, Wildcard, Word


class Form(NamedTuple):
    """What a word of a query marks: words written like `exact`, forms of `word`, those with the root `stem` or in an
    English text the stem `english`, or those that `matches`, all of which have the letters `fixed`; with a `mark`
    (`BIN`) only words that have it too."""

    exact: str = ""
    word: str = ""
    stem: str = ""
    mark: str = ""
    english: str = ""
    matches: Callable[[str], bool] | None = None
    fixed: str = ""


@dataclass(frozen=True, slots=True)
class Marker:
    """A part of a query that marks: words in a row (one for a single word), in title or body or both."""

    words: tuple[Form, ...]
    slop: int = 0
    field: str = ""


def markers(tree: Tree, lexicon: Lexicon, variants: Variants, forms: Forms = "word") -> list[Marker]:
    """The markers of all parts of a query that say what hits have (not what they must not have)."""
    leaves = list(text_leaves(tree))
    for group in all_groups(tree, lexicon, variants):
        leaves += [_as_leaf(other.words) for other in group.others]
    return [marker for leaf in leaves for marker in _markers(leaf, lexicon, forms)]


def text_leaves(tree: Tree) -> Iterator[TextLeaf]:
    """The words, phrases and patterns that hits may have, not those that they must not have."""
    match tree:
        case All(parts) | And(parts) | Or(parts):
            for part in parts:
                yield from text_leaves(part)
        case Word() | Exact() | Phrase() | Near() | Often() | Wildcard() | Fuzzy():
            yield tree
        case _:
            return


def _as_leaf(words: tuple[str, ...]) -> TextLeaf:
    return Word(words[0]) if len(words) == 1 else Phrase(" ".join(words))


def _markers(leaf: TextLeaf, lexicon: Lexicon, forms: Forms) -> Iterator[Marker]:
    """What marks a part of a query; a word of several pieces also where it is written as one, and where each stands by
    itself if that finds it."""
    if marker := _marker(leaf, lexicon, forms):
        yield marker
    if not isinstance(leaf, Word) or len(tokens := _pieces(leaf, lexicon)) < 2:
        return
    joined = "".join(token.exact for token in tokens)
    if not joined.isdigit():
        yield Marker((Form(joined, word=word_form(joined, lexicon)),), field=leaf.field)
    if may_stand_apart(leaf.text, tokens):
        for token in tokens:
            yield Marker((_form(token, forms),), field=leaf.field)


def _marker(  # noqa: PLR0911 - one form of leaf, one return
    leaf: TextLeaf, lexicon: Lexicon, forms: Forms
) -> Marker | None:
    match leaf:
        case Near(left, right, distance):
            sides = [marker for word in (left, right) if (marker := _marker(word, lexicon, forms))]
            return _row([form for marker in sides for form in marker.words], distance, left.field)
        case Phrase(text, _, field) if "*" in text or "?" in text:
            return _row([_written(term) for term in phrase_terms(text, lexicon)], 0, field)
        case Wildcard():
            return Marker((_pattern(leaf),), field=leaf.field)
        case Fuzzy():
            return Marker((Form(matches=matcher(leaf)),), field=leaf.field)
        case Word(text, field, by_root):
            marked = "root" if by_root else forms
            return _row([_form(token, marked) for token in _pieces(leaf, lexicon)], 0, field)
        case Often(text):
            return _row([_form(token, forms) for token in analyze(text, lexicon)], 0, "")
        case Exact(text, field):
            return _row(_as_written(text, lexicon), 0, field)
        case Phrase(text, slop, field):
            return _row(_as_written(text, lexicon), slop, field)


def _pieces(leaf: Word, lexicon: Lexicon) -> list[Token]:
    return without_voice(analyze(leaf.text, lexicon))


def _written(term: str) -> Form:
    return _pattern(Wildcard(term)) if set(term) & {"*", "?"} else Form(term)


def _pattern(leaf: Wildcard) -> Form:
    fixed = max(map(letters, re.split("[*?]", leaf.pattern)), key=len)
    return Form(matches=matcher(leaf), fixed=fixed)


def _form(token: Token, forms: Forms) -> Form:
    match forms:
        case "root":
            return Form(token.exact, stem=token.stem, english=english_form(token.exact))
        case "exact":
            return Form(token.exact, mark=token.mark)
        case _:
            return Form(token.exact, word=token.word, mark=token.mark, english=english_form(token.exact))


def _as_written(text: str, lexicon: Lexicon) -> list[Form]:
    return [Form(half, mark=token.mark) for token in analyze(text, lexicon) for half in indexed_forms((token,))]


def _row(words: list[Form], slop: int, field: str) -> Marker | None:
    """The marker of words in a row; near each other (with `slop`) a word given twice counts once, as in the engine."""
    return Marker(tuple(dict.fromkeys(words) if slop else words), slop, field) if words else None
