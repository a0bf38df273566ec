"""Loads the stemmer's word lists, built in and the user's own.

Every `kliping search` does so, so the lists are laid out to load fast and nothing heavy is imported.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

from base.cache import Cache
from base.errors import ConfigError
from indexer.language.affixes import Segmentation

BUILTIN = Path(__file__).parent / "data"
WORD_ACRONYMS = BUILTIN / "word-acronyms.txt"
"""Acronyms of four letters and more that are words or names too, with their long forms (for `language.variants`)."""
MAX_RUNS, MAX_WORDS, MAX_CACHED_LETTERS, MAX_CACHED_PIECES = 32_000, 64_000, 40, 4
"""Bounds of each cache: what stands between two blanks, and words, for which roots are looked for; letters and pieces
of one run, since longer ones hardly ever come twice. Of the 268 runs of a real article 45 are worked out anew, with six
words, which takes the time; 250,000 of each leave 16 and five, and take 80 MB before they are full (decision 125)."""
MAX_SEGMENTATIONS = 10_000
"""The same for the cache of segmentations, each of which is asked for again soon or never."""
MAX_TERM = 64
"""Characters of a term; longer ones are no words, and Elasticsearch would split them at 255."""

Morphology = Literal["id", "en", ""]
"""Whose inflections a text has: Indonesian ones, English ones, or none that we know."""


def _words() -> Cache[str, str]:
    return Cache(MAX_WORDS)


def _runs() -> dict[Morphology, Cache[str, Any]]:
    return {"id": Cache(MAX_RUNS), "en": Cache(MAX_RUNS), "": Cache(MAX_RUNS)}


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists. `roots`: for each known word its affix classes (two-letter names run together); `common`: the
    frequency class of a root (higher is commoner); `exceptions`: roots by form; `never_stemmed`: forms kept as they
    are; `user_digest`: a hash of the user's lists, "" without any.

    What tells words apart: `own_words` (with a meaning of their own), `going_verbs`, `transitive_verbs` beside those
    that the affix classes tell, `not_verbs` that they tell wrongly, `function_words`, `small_words` (these and others
    that join), `short_words` (that acronyms look like), `bound_forms`, `reduplications` (no plurals), `actions`
    (by root: of nouns that mean what a verb does, both affixes), `word_acronyms` (longer ones that look like words).

    The fields named caches are no part of the value: they hold answers already worked out, `piece_cache` and
    `term_cache` apart for each `Morphology`.
    """

    roots: Mapping[str, str] = field(repr=False)
    common: Mapping[str, int] = field(repr=False)
    exceptions: Mapping[str, str] = field(repr=False)
    never_stemmed: frozenset[str] = field(repr=False)
    user_digest: str = ""
    own_words: frozenset[str] = field(default=frozenset(), repr=False)
    going_verbs: frozenset[str] = field(default=frozenset(), repr=False)
    transitive_verbs: frozenset[str] = field(default=frozenset(), repr=False)
    not_verbs: frozenset[str] = field(default=frozenset(), repr=False)
    function_words: frozenset[str] = field(default=frozenset(), repr=False)
    small_words: frozenset[str] = field(default=frozenset(), repr=False)
    short_words: frozenset[str] = field(default=frozenset(), repr=False)
    bound_forms: frozenset[str] = field(default=frozenset(), repr=False)
    reduplications: frozenset[str] = field(default=frozenset(), repr=False)
    actions: Mapping[str, Mapping[str, str]] = field(default_factory=dict, repr=False)
    word_acronyms: frozenset[str] = field(default=frozenset(), repr=False)
    word_cache: Cache[str, str] = field(default_factory=_words, init=False, compare=False, repr=False)
    segmentation_cache: dict[str, Segmentation | None] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    root_cache: Cache[str, str] = field(default_factory=_words, init=False, compare=False, repr=False)
    piece_cache: dict[Morphology, Cache[str, tuple[Piece, ...]]] = field(
        default_factory=_runs, init=False, compare=False, repr=False
    )
    term_cache: dict[Morphology, Cache[str, tuple[str, str, str]]] = field(
        default_factory=_runs, init=False, compare=False, repr=False
    )


_OTHER_FUNCTION_WORDS = frozenset(("tentang", "antara", "oleh", "terhadap", "hingga", "sampai", "bagi", "demi"))
"""Prepositions: a verb made of one is another word."""

Piece = tuple[str, str, str, str, int, int]
"""Exact form, stem, word, marked form ("" without one), and character offsets within the text between two blanks."""


def load_lexicon(data: Path | None = None) -> Lexicon:
    """The built-in lists and those in `<data>/words/`. Raises ConfigError with file and line."""
    built_in, own = _built_in(), data / "words" if data else None
    exceptions, never_stemmed = dict(built_in.exceptions), set(built_in.never_stemmed)
    if own:
        exceptions.update(read_pairs(own / "exceptions.txt"))
        never_stemmed.update(read_words(own / "never-stem.txt"))
    return replace(
        built_in, exceptions=exceptions, never_stemmed=frozenset(never_stemmed), user_digest=_digest(own)
    )  # with caches of its own


@cache
def _built_in() -> Lexicon:
    """The built-in lists, read once."""
    function_words = frozenset(read_words(BUILTIN / "function-words.txt"))
    return Lexicon(
        read_roots(BUILTIN / "supplement.txt") | read_roots(BUILTIN / "roots.txt"),
        read_common(BUILTIN / "common.txt"),
        dict(read_pairs(BUILTIN / "exceptions.txt")),
        frozenset((*read_words(BUILTIN / "never-stem.txt"), *read_words(BUILTIN / "names.txt"))),
        own_words=frozenset(read_words(BUILTIN / "own-words.txt")),
        going_verbs=frozenset(read_words(BUILTIN / "going-verbs.txt")),
        transitive_verbs=frozenset(read_words(BUILTIN / "transitive-verbs.txt")),
        not_verbs=frozenset(read_words(BUILTIN / "not-verbs.txt")),
        function_words=function_words | _OTHER_FUNCTION_WORDS,
        small_words=function_words | frozenset(read_words(BUILTIN / "small-words.txt")),
        short_words=frozenset(read_words(BUILTIN / "short-words.txt")),
        bound_forms=frozenset(read_words(BUILTIN / "bound-forms.txt")),
        reduplications=frozenset(read_words(BUILTIN / "reduplications.txt")),
        actions=_read_actions(BUILTIN / "actions.txt"),
        word_acronyms=frozenset(line.partition(":")[0].lower() for _, line in read_lines(WORD_ACRONYMS)),
    )


def read_roots(file: Path) -> dict[str, str]:
    """Words with their affix classes; a line holds the classes (or -) and all the words that have them."""
    roots: dict[str, str] = {}
    for _, line in read_lines(file):
        classes, *words = line.split()
        roots.update(dict.fromkeys(words, "" if classes == "-" else classes))
    return roots


def _read_actions(file: Path) -> dict[str, dict[str, str]]:
    """Affixes of nouns and of the verbs whose action they name, by root; a line holds both and all their roots."""
    actions: dict[str, dict[str, str]] = {}
    for _, line in read_lines(file):
        noun, verb, *roots = line.split()
        for root in roots:
            actions.setdefault(root, {})[noun] = verb
    return actions


def read_common(file: Path) -> dict[str, int]:
    """Words with their class; a line holds the class and all the words of it."""
    common: dict[str, int] = {}
    for _, line in read_lines(file):
        number, *words = line.split()
        common.update(dict.fromkeys(words, int(number)))
    return common


def read_words(file: Path) -> Iterator[str]:
    """The words of a file, separated by white space."""
    for _, line in read_lines(file):
        yield from line.lower().split()


def read_groups(file: Path) -> dict[str, frozenset[str]]:
    """Groups of words by their names; a line holds a name, a colon and words, and a group may have several lines."""
    groups: dict[str, frozenset[str]] = {}
    for _, line in read_lines(file):
        name, _, words = line.partition(":")
        groups[name] = groups.get(name, frozenset()).union(words.split())
    return groups


def read_pairs(file: Path) -> Iterator[tuple[str, str]]:
    """The pairs of a file: two words on each line. Raises ConfigError for any other line."""
    for number, line in read_lines(file):
        words = line.lower().split()
        if len(words) != 2:
            raise ConfigError(f"{file}:{number}: two words must stand here, a form and its root, not {line!r}")
        yield words[0], words[1]


def read_lines(file: Path) -> Iterator[tuple[int, str]]:
    """Line numbers and texts, without blank lines and comments (#); a missing file has no lines."""
    try:
        text = file.read_text(encoding="utf-8-sig")  # Notepad writes a mark before it
    except FileNotFoundError:
        return
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is not UTF-8: {error.reason} at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error
    for number, line in enumerate(text.splitlines(), 1):
        content = line.partition("#")[0].strip()
        if content:
            yield number, content


def _digest(own: Path | None) -> str:
    """A short hash of the user's lists that change terms; "" if there are none."""
    lists = [list(read_lines(own / name)) for name in ("exceptions.txt", "never-stem.txt")] if own else []
    lines = [line for content in lists for _, line in content]
    return hashlib.blake2b("\n".join(lines).encode(), digest_size=8).hexdigest() if lines else ""
