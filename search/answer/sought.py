"""The letters by which the words of a query are sought in texts, so that few words are taken apart."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property

from indexer.language.english import ENGLISH
from indexer.language.letters import english_letters, has_other_letters, letters, shapes, without_signs
from indexer.language.lexicon import Lexicon, Morphology
from indexer.language.written import has_blank_of_initials
from search.answer.highlight import Form

ONE_WORD = re.compile(r"[\W_]*[A-Za-z]+[\W_]*")
"""Of what stands between two blanks: one word, in one place."""


class LookedUp:
    """A form by what it is looked up: its keys, each with the kind of it in front (as in `Places.of`), and those of
    the two halves of the word, wherever it may be parted."""

    def __init__(self, form: Form) -> None:
        kinds = {"m": form.mark} if form.mark else {"=": form.exact, "w": form.word, "s": form.stem, "m": form.english}
        self.matches, self._fixed = form.matches, form.fixed
        self.keys = frozenset(f"{kind}{written}" for kind, written in kinds.items() if written)
        exact = self.exact = kinds.get("=", "")
        self.halves = [(f"={exact[:place]}", f"={exact[place:]}") for place in range(1, len(exact))]

    def is_held(self, keys: Collection[str], written: Iterable[str]) -> bool:
        """Whether the form marks a word with these keys, written so."""
        return any(map(self.matches, written)) if self.matches else not self.keys.isdisjoint(keys)

    def is_parted(self, keys: Collection[str]) -> bool:
        """Whether both halves of the word may stand in a text with these keys."""
        return any(one in keys and other in keys for one, other in self.halves)

    def may_stand_with(self, keys: Collection[str]) -> bool:
        """Whether the word may stand in a text with these keys; of a pattern nothing is known."""
        return self.matches is not None or not self.keys.isdisjoint(keys) or self.is_parted(keys)

    def letters(self, lexicon: Lexicon, kind: Morphology) -> Iterator[tuple[str, str]]:
        """What the letters of each word with one of its keys have one of, and how a folded text usually shows that."""
        if self.matches:
            yield self._fixed, self._fixed
        for key in self.keys:
            match key[0], key[1:]:
                case "=", exact:
                    yield letters(exact), exact
                case "m", mark if mark.startswith(ENGLISH):
                    if kind == "en":
                        yield english_letters(mark), english_letters(mark)
                case "m", mark:
                    yield letters(mark), letters(mark)
                case _, word:
                    yield from ((one, one) for one in shapes(word, lexicon))


class Sought:
    """The letters by which the words of a query are sought in a text, which is ten times as fast as to take the text
    apart: `serang` and `nyerang` are in all forms of that word, and in few others."""

    def __init__(self, forms: Iterable[LookedUp], lexicon: Lexicon, kind: Morphology) -> None:
        self._forms = forms
        every = dict(pair for form in forms for pair in form.letters(lexicon, kind))
        self._letters = [one for one in every if not any(other in one and other != one for other in every)]
        """Of which each word of the query has one; "" where nothing is known of one."""
        parted = {letters(form.exact): form.exact for form in forms if form.exact}
        compared = {one: every[one] for one in self._letters} | parted
        self._compared = [(one, shown, one in self._letters) for one, shown in compared.items()]
        """Letters, how a folded text shows them, and whether they are those that words are sought by."""

    def places(self, text: str) -> list[tuple[int, str]] | None:
        """What stands between two blanks and may have something of the query, each with where it starts. None where
        anything may: of text with other letters than those of ASCII, and where a word may be written with signs within
        or in two halves, so that it has its letters but does not show them."""
        if "" in self._letters or has_blank_of_initials(text) or has_other_letters(text):
            return None
        lowered, found = text.lower(), dict[int, str]()
        bare = without_signs(lowered)
        for one, shown, is_sought in self._compared:
            if not (times := bare.count(one)):
                continue
            if lowered.count(shown) != times:
                return None
            place = lowered.find(shown) if is_sought else -1
            while place >= 0:
                start, end = text.rfind(" ", 0, place) + 1, text.find(" ", place)
                found[start] = text[start : end if end >= 0 else None]
                place = lowered.find(shown, end) if end >= 0 else -1
        return sorted(found.items())

    def may_stand_in(self, run: str) -> bool:
        """Whether what stands between two blanks may have something of the query, half a word included."""
        bare = letters(run)
        if any(one in bare for one in self._letters):
            return True
        if ONE_WORD.fullmatch(run):
            return bare in self._firsts or bare in self._seconds
        return bare.endswith(self._firsts) or bare.startswith(self._seconds)

    @cached_property
    def _firsts(self) -> tuple[str, ...]:
        return tuple({letters(half[1:]) for form in self._forms for half, _ in form.halves})

    @cached_property
    def _seconds(self) -> tuple[str, ...]:
        return tuple({letters(half[1:]) for form in self._forms for _, half in form.halves})
