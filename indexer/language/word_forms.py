"""Which word a form is: its inflections (clitics, voice) removed, and nothing that makes another word of it.

Between the exact form and the root: `menyerangnya` and `diserang` are forms of *serang*, but `pendapatan` is a word of
its own beside *dapat*. The morphology is that of Sneddon, Indonesian: A Comprehensive Grammar, chapters 1 and 3.
"""

from __future__ import annotations

import re

from indexer.language.affixes import Segmentation, segment, without_endings
from indexer.language.lexicon import Lexicon
from indexer.language.stemmer import MAX_LENGTH, best_segmentation, is_attested, without_clitics

_VOICES = ("me", "di", "ku", "kau")
"""Prefixes that say who acts, not what is done."""
_INNERMOST = ("", "ke", "pe", "ber")
"""What stays of a verb in -kan or -i without its voice: kemukakan, pekerjakan, berhentikan."""
_IMPERATIVES = ("kan", "lah")
_VERB_SUFFIXES = ("kan", "i")
_TRANSITIVE = ("D0", "O0")
"""Affix classes of the word list that only roots have which are transitive verbs by themselves."""
_NOUN_OF_ACTION = re.compile(r"pe.+an")
_BORROWED_ACTION = re.compile(r".{4,}si")
"""Borrowed nouns that name what their verb does, as English ones in -tion: promosi, mempromosikan."""


def word_form(form: str, lexicon: Lexicon) -> str:
    """The key of the word that a folded form belongs to: its base, or base and affixes (`jalan.-kan`)."""
    if len(form) > MAX_LENGTH:
        return form
    cache = lexicon.word_cache
    return cache.get(form) or cache.find(form) or cache.keep(form, _word_form(form, lexicon))


def _word_form(form: str, lexicon: Lexicon) -> str:
    listed = _listed(form, lexicon)
    if listed is not None:
        return listed
    found = best_segmentation(form, lexicon)
    if found is None:
        return without_clitics(form)
    outer, _, inner = found.affixes.partition("-")[0].partition("+")
    suffix = found.affixes.rpartition("-")[2]
    if outer in _VOICES or (outer == "ter" and _is_passive(found, inner, suffix, lexicon)):
        return _verb(found.root, inner, suffix, lexicon)
    if (outer == "per" and not inner and suffix != "an") or (outer in _INNERMOST and suffix in _VERB_SUFFIXES):
        return _verb(found.root, outer, suffix, lexicon)
    return _action(found, lexicon) or found.bare


def _listed(form: str, lexicon: Lexicon) -> str | None:
    """The key of a form that a word list names, with or without its clitics; None where none does."""
    for bare, _ in without_endings(form):
        if bare in lexicon.exceptions and (bare.startswith(_VOICES) or bare.endswith(_IMPERATIVES)):
            return _verb(lexicon.exceptions[bare], "", "kan" if bare.endswith("kan") else "", lexicon)
        if bare in lexicon.exceptions and bare not in lexicon.own_words and _NOUN_OF_ACTION.fullmatch(bare):
            return lexicon.exceptions[bare] if is_transitive(lexicon.exceptions[bare], lexicon) else bare
        if bare in lexicon.own_words or bare in lexicon.exceptions or bare in lexicon.never_stemmed:
            return bare
    return None


def _is_passive(found: Segmentation, inner: str, suffix: str, lexicon: Lexicon) -> bool:
    """Whether ter- is the passive of a verb: `terjual`, `terselesaikan`, but not `terjadi`."""
    return suffix in _VERB_SUFFIXES or (not inner and suffix == "" and is_transitive(found.root, lexicon))


def _verb(root: str, inner: str, suffix: str, lexicon: Lexicon) -> str:
    """The key of a verb. -kan and -i make no other verb of a transitive one, and -i none of one that goes somewhere."""
    root, inner = _parted(root, inner, lexicon)
    same = is_transitive(root, lexicon) or (suffix == "i" and root in lexicon.going_verbs)
    if not inner and (same or (not suffix and _is_borrowed(root, lexicon))):
        return root
    return f"{root}.{inner}-{suffix}" if inner or suffix else f"{root}.me"


def _parted(root: str, inner: str, lexicon: Lexicon) -> tuple[str, str]:
    """The root and inner prefixes of a verb where the word list has these as a root (ketahu-, perhati-, berlaku-)."""
    found = best_segmentation(root, lexicon) if root.startswith("ber") and not inner else None
    innermost = found.root if found and found.affixes == "ber-" else lexicon.exceptions.get(root, "")
    if innermost and innermost != root and root.endswith(innermost):
        return innermost, inner + root.removesuffix(innermost)
    return root, inner


def is_transitive(root: str, lexicon: Lexicon) -> bool:
    """Whether a root is a transitive verb by itself, as far as the word lists know."""
    if root in lexicon.function_words or root in lexicon.not_verbs:
        return False
    classes = lexicon.roots.get(root, "")
    names_action = bool(_BORROWED_ACTION.fullmatch(root))
    return names_action or root in lexicon.transitive_verbs or any(name in classes for name in _TRANSITIVE)


def _is_borrowed(root: str, lexicon: Lexicon) -> bool:
    """Whether the word list knows no affix of a root, as of most borrowed words: what takes me- and di- all the same
    is a verb (klik, mengklik)."""
    return lexicon.roots.get(root) == "" and root not in lexicon.not_verbs


def _action(found: Segmentation, lexicon: Lexicon) -> str:
    """The verb whose action a noun names, "" without one: in -an and per-an, which mostly name what comes of it, and
    where a root has several verbs, that of the list; in peN-an that of any transitive verb, else that in -kan, in -i or
    without either (pembebasan, membebaskan; `own_words` has the nouns that name something else)."""
    verb = lexicon.actions.get(found.root, {}).get(found.affixes)
    if verb is None and found.affixes == "pe-an":
        verb = "me-" if is_transitive(found.root, lexicon) else _verb_of_noun(found, lexicon)
    if not verb:
        return ""
    prefixes, _, suffix = verb.partition("-")
    return _verb(found.root, prefixes.partition("+")[2], suffix, lexicon)


def _verb_of_noun(found: Segmentation, lexicon: Lexicon) -> str:
    """The affixes of the verb of a noun in peN-an whose root is no verb by itself; "" where the word list knows none,
    and where the noun lacks the nasal that its verb has (pedalaman)."""
    nasal = segment(f"me{found.bare[2:-2]}", (found.root,))
    if not any((one.root, one.affixes) == (found.root, "me-") for one in nasal):
        return ""
    verbs = ("me-kan", "me-i", "me-")
    return next((verb for verb in verbs if is_attested(found._replace(affixes=verb), lexicon)), "")
