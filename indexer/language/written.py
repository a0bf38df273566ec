"""Words as they are written: where each stands in a text, and the one form that numbers, initials and signs have."""

from __future__ import annotations

import re

from indexer.language.folding import APOSTROPHES, HYPHENS, INVISIBLE, MARKS

_LETTER = rf"[\w{MARKS}{INVISIBLE}]"

RUN = re.compile(r"\S+(?:(?:(?<=\b[A-Z]\.) (?=[A-Z]\.)|(?<=\d) (?=%))\S+)*")
"""What stands between two blanks; initials (`H. M. Said`) and a percentage (`5 %`) are not parted by theirs."""
_BLANK_OF_INITIALS = re.compile(r"\. (?<=\b[A-Z]\. )(?=[A-Z]\.)")
_BLANK_OF_PERCENT = re.compile(r" %(?<=\d %)")

WRITTEN = re.compile(
    rf"""
      (?P<initials> (?<![\w.]) [^\W\d_] (?:\.\ ?[^\W\d_])+ (?!\w) )       # S.H., D.P.R and H. M. Said
    | (?P<sign>     (?<!\w) [A-Za-z] (?:\+\+|\#) (?!\w) )                 # C++ and C#
    | (?P<percent>  (?:(?<=\d)|(?<=\d\ )) % )
    | (?P<dollar>   (?<!\w) [Uu][Ss]\$ )                                # US$5 and US$ 5
    | {_LETTER}++ (?:(?:[{APOSTROPHES}{HYPHENS}]|(?<=\d)[.,:](?=\d)) {_LETTER}++)*
    """,
    re.VERBOSE,
)
"""A word with inner apostrophes and hyphens, a number with its dots and commas, or what has signs of its own."""

PART = re.compile(
    r"""
      (?P<currency>  (?: r'?p | usd ) (?='?\d) )                      # Rp5000, and Rp'5000 with a slip of the finger
    | (?P<clock>     (?<![\d.,:]) (?:[01]?\d|2[0-3]):[0-5]\d (?![.,:]?\d) )    # 16:30 and 16.30
    | (?P<thousands> \d{1,3} (?:\.\d{3}){1,20} (?:,\d+)? (?![.,]?\d) )   # 1.000 and 1.000,5
    | (?P<english>   \d{1,3} (?:,\d{3}){2,20} (?:\.\d+)? (?![.,]?\d) ) # 1,000,000
    | (?P<decimal>   (?<![.,]) \d+[.,]\d+ (?![.,]?\d) )             # 16,5 and 16.5
    | (?P<word>      [^\W_]+ (?:'[^\W_]+)* )                         # also each part of 27.11.2024
    """,
    re.VERBOSE,
)
"""A part of a folded word that is a term. The groups of a number are bounded, else a chain is read anew at each."""


_NO_CENTS = ",00"
"""What says nothing behind thousands: `Rp15.000,00`."""


def close_up(text: str) -> str:
    """The text with no blank within initials and before a percent sign, as `RUN` reads it."""
    if ". " in text:
        text = _BLANK_OF_INITIALS.sub(".", text)
    return _BLANK_OF_PERCENT.sub("%", text) if " %" in text else text


def has_blank_of_initials(text: str) -> bool:
    """Whether a text has initials with blanks between them, which part no `RUN`."""
    return ". " in text and _BLANK_OF_INITIALS.search(text) is not None


def normal_form(part: re.Match[str]) -> str:
    """A part as it is indexed: numbers as Indonesian writes them, without the dots of thousands and cents that
    are none; words as they are."""
    text = part.group()
    match part.lastgroup:
        case "thousands":
            return text.replace(".", "").removesuffix(_NO_CENTS)
        case "english":
            return text.replace(",", "").replace(".", ",").removesuffix(_NO_CENTS)
        case "decimal":
            return text.replace(".", ",")
        case "clock":
            return text.replace(":", ",")
        case _:
            return text.replace("'", "")  # Ma'ruf and Maruf, Jum'at and Jumat are one spelling


def signed_form(kind: str, folded: str) -> str:
    """Initials, a word with a sign of its own, a percent sign or the American dollar as it is indexed."""
    match kind:
        case "initials":
            return folded.replace(".", "").replace(" ", "")
        case "percent":
            return "persen"
        case "dollar":
            return "usd"
        case _:
            return folded
