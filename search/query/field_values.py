"""What a keyword field holds for what was written after its name: any case, parts of a name, a publisher's name."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping

from indexer import fields
from indexer.articles.person_names import name_key, without_office
from indexer.articles.regions.table import regions_called
from indexer.engines.queries import Bool, Everything, Term
from indexer.language.analysis import fold
from search.context import Context, Publishers
from search.notes import Note
from search.people.in_query import BY_NAME, BY_OFFICE
from search.people.names import Names
from search.planning.plan import Resolve
from search.publisher_fields import Catalogue
from search.query.patterns import matcher
from search.query.tree import Value, to_text

_FIELDS = fields.by_name()
MAX_VALUES = 50_000
MAX_TAKEN = 256
"""Values that one part of a query may stand for; of more the commonest."""
_MAX_LENGTH = 200
"""Characters of a value that are held against a wildcard."""
_SHOWN = 5
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([\w-]+)(?:\.[\w-]+)+(?:/.*)?")
_INITIAL = re.compile(r"(?<!\w)(\w)\.\s?(?=\w\b)")
"""An initial before another one, which make one word: `R.A. Putri`, `H. M. Salim`."""
_remembered = functools.lru_cache(maxsize=2 * MAX_VALUES)
"""For what is asked of every value by each part of a query that names a field."""
_LANGUAGES = {
    "indonesia": "id", "indonesian": "id", "inggris": "en", "english": "en", "melayu": "ms", "malay": "ms",
    "jawa": "jv", "javanese": "jv", "sunda": "su", "sundanese": "su", "arab": "ar", "arabic": "ar",
    "mandarin": "zh", "chinese": "zh",
}  # fmt: skip


def catalogue_names(catalogue: Catalogue) -> Publishers:
    """The names in the catalogue."""

    @functools.cache
    def names() -> Mapping[str, str]:
        return {slug: one.name for slug, one in catalogue().items()}

    return names


HeldValues = Callable[[str], list[str]]
"""Gives the values of a keyword field, the commonest first."""


def held_values(context: Context) -> HeldValues:
    """Asks the engine for the values of each field once."""

    @functools.cache
    def held(field: str) -> list[str]:
        if _FIELDS[field].own:
            return list(context.own.numbers(field))  # those too that no article has yet
        return [bucket.value for bucket in context.engine.facet(Everything(), field, MAX_VALUES)]

    return held


def resolver(context: Context, notes: list[Note], held: HeldValues | None = None) -> Resolve:
    """Looks values up among those that the engine holds, as far as nobody has asked for them (`held`); adds notes where
    they are not simply what was written."""
    values_of = held or held_values(context)

    def with_offices(person: str) -> list[str]:
        keys = context.names().keys(person)
        called = tuple(Term(field, one) for field in BY_NAME for one in values_of(field) if name_key(one) in keys)
        found = context.engine.facet(Bool(should=called, minimum=1), BY_OFFICE, MAX_VALUES) if called else []
        return [bucket.value for bucket in found]

    def resolve(value: Value) -> tuple[str, ...]:
        if _FIELDS[value.field].matching == "office":
            return _find(value, with_offices(value.text), context)
        found = _find(value, values_of(value.field), context)
        note = _note(value, found)
        if note is not None and note not in notes:
            notes.append(note)
        return found[:MAX_TAKEN]

    return resolve


def among(value: Value, held: list[str], context: Context) -> tuple[tuple[str, ...], bool]:
    """Which of some values are meant, and whether that holds whatever others there are: what is written in full means
    that alone where any article has it, and a pattern the commonest values."""
    found = _find(value, held, context)
    if value.form is not None:
        return found, not found
    if _FIELDS[value.field].matching in ("words", "full-name") and not value.whole:
        return found, True
    if _FIELDS[value.field].matching == "full-name":
        names = context.names()
        return found, set(map(name_key, found)) <= names.keys(names.called(value.text))
    full: dict[str, Callable[[str], str]] = {"words": _letters, "own": fold, "name": _letters}
    is_full = full.get(_FIELDS[value.field].matching)
    return found, is_full is None or all(is_full(one) == is_full(value.text) for one in found)


def _find(value: Value, held: list[str], context: Context) -> tuple[str, ...]:
    if value.form is not None:
        matches, names = matcher(value.form), _names(value.field, context.publishers)
        return tuple(one for one in held if any(map(matches, _forms(one, names.get(one, "")))))
    found: Iterable[str]
    match _FIELDS[value.field].matching:
        case "code":
            code = _LANGUAGES.get(fold(value.text), fold(value.text))
            found = (one for one in held if one == code)
        case "label":
            called = _called(value.field)
            found = (one for one in held if fold(value.text) in (one, *called.get(one, "").split()))
        case "host":
            host = re.sub(r"^https?://|/.*$", "", fold(value.text)).removeprefix("www.")
            found = (one for one in held if one == host or one.endswith(f".{host}"))
        case "region":
            found = _regions(value.text, held)
        case "own":
            same = tuple(one for one in held if fold(one) == fold(value.text))
            found = same or _with_words(_words(value.text), held)
        case "name":
            found = _publishers(value.text, held, context.publishers)
        case "full-name":
            found = _people(value, held, context.names())
        case "office":
            found = (one for one in held if _is_of(one, value.text, context.names()))
        case _:
            found = _written(value, held)
    return tuple(found)


def _written(value: Value, held: list[str]) -> tuple[str, ...]:
    """What people wrote: the same letters, where the whole value is asked for; else, or where none is the same, all
    that have the words."""
    wanted = _letters(value.text)
    same = tuple(one for one in held if _letters(one) == wanted) if value.whole and wanted else ()
    return same or _with_words(_words(value.text), held)


def _people(value: Value, held: list[str], names: Names) -> tuple[str, ...]:
    """The names of a person who is named in full; else, or where nobody is called so, all that have the words, with
    those that are the same persons'."""
    if value.whole:
        keys = names.keys(names.called(value.text))
        if same := tuple(one for one in held if name_key(one) in keys):
            return same
    wanted = _words(value.text)
    others = names.with_words(set(name_key(value.text).split())) if wanted else frozenset()
    return tuple(one for one in held if (wanted and wanted <= _words(one)) or name_key(one) in others)


def _is_of(held: str, person: str, names: Names) -> bool:
    """Whether a name with an office is a person's."""
    return name_key(names.person(*without_office(held))) == name_key(person)


def _names(field: str, publishers: Publishers) -> Mapping[str, str]:
    """Other names of a value by which a pattern may find it: a publisher's name, the names of a language,
    what readers call it."""
    if _FIELDS[field].matching == "name":
        return publishers()
    if _FIELDS[field].matching == "label":
        return _called(field)
    if _FIELDS[field].matching != "code":
        return {}
    return {code: " ".join(name for name, its in _LANGUAGES.items() if its == code) for code in _LANGUAGES.values()}


def _called(field: str) -> Mapping[str, str]:
    """What readers of all languages call the values of a field."""
    return {value: " ".join(names.values()) for value, names in (_FIELDS[field].values or {}).items()}


@_remembered
def _forms(value: str, name: str) -> tuple[str, ...]:
    """What a pattern may match of a value: all of it, or a word of it or of its name."""
    text = fold(value[:_MAX_LENGTH])
    return text, *re.findall(r"[\w'-]+", f"{text} {fold(name)}")


def _publishers(text: str, held: list[str], publishers: Publishers) -> tuple[str, ...]:
    """By slug, else by name, else by the name that its site has; only letters and digits are compared, so `detik.com`
    and `Detik` are what they seem."""
    wanted = _letters(text)
    by_slug = tuple(slug for slug in held if _letters(slug) == wanted)
    if by_slug or not wanted:
        return by_slug
    names = publishers()
    by_name = tuple(slug for slug in held if _letters(names.get(slug, "")) == wanted)
    host = _HOST.fullmatch(fold(text))
    return by_name or (tuple(slug for slug in held if _letters(slug) == _letters(host[1])) if host else ())


def _regions(text: str, held: list[str]) -> tuple[str, ...]:
    """The regions that are called so; only where none in the country is, those that have the words in their own names,
    so that `papua` is never Papua Barat, whatever is held."""
    if called := regions_called(text):
        return tuple(one for one in held if one in called)
    return tuple(one for one in held if _with_words(_words(text), (one.rpartition("/")[2],)))


def _with_words(wanted: frozenset[str], held: Iterable[str]) -> tuple[str, ...]:
    return tuple(value for value in held if wanted and wanted <= _words(value))


@_remembered
def _words(value: str) -> frozenset[str]:
    """The words of a value, without apostrophes and with initials together, as texts are searched."""
    return frozenset(re.findall(r"\w+", _INITIAL.sub(r"\1", fold(value).replace("'", ""))))


@_remembered
def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", fold(text))


def _note(value: Value, found: tuple[str, ...]) -> Note | None:
    text = value.text if value.form is None else to_text(value).partition(":")[2]
    if not found:
        return Note("unknown_value", (value.field, text))
    if len(found) > MAX_TAKEN:
        return Note("values_cut", (value.field, text, str(len(found)), str(MAX_TAKEN)))
    if value.form is None and (_is_known(value) or all(_letters(one) == _letters(text) for one in found)):
        return None
    more = f", … ({len(found)})" if len(found) > _SHOWN else ""
    return Note("values", (value.field, text, ", ".join(found[:_SHOWN]) + more))


def _is_known(value: Value) -> bool:
    """Whether what is found is called as was written, and not only like it."""
    if _FIELDS[value.field].matching == "region":
        return bool(regions_called(value.text))
    return _FIELDS[value.field].matching in ("name", "code", "label")
