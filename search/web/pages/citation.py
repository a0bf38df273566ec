"""An article as it is cited: in APA style, for BibTeX and for reference managers (RIS)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from base.clock import MONTH_NAMES
from indexer.fields import Language
from search.export.ris import cited_day, to_ris
from search.web.pages.hit_list import publisher

FILES = {"bibtex": ("application/x-bibtex", "bib"), "ris": ("application/x-research-info-systems", "ris")}
"""Media type and extension of the forms that are files."""
_ESCAPES = {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_ESCAPES |= {one: f"\\{one}" for one in "&%$#_"}
MAX_KEY = 80
"""Characters of an entry's name, which names its file too: a header as long as a title can be is read by no client."""
_UNSAFE = re.compile(r"[^\w-]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")


def forms(stored: Mapping[str, Any], article_id: str, language: Language) -> list[dict[str, str]]:
    """The citation in every form, with the address of its file where there is one."""
    href = f"/sitasi/{quote(article_id, safe='')}?format="
    return [
        {"name": "APA", "text": apa(stored, language), "href": ""},
        {"name": "BibTeX", "text": bibtex(stored), "href": f"{href}bibtex"},
        {"name": "RIS", "text": ris(stored, article_id), "href": f"{href}ris"},
    ]


def file(stored: Mapping[str, Any], article_id: str, form: str) -> Response:
    """The citation as a file for a reference manager."""
    media, extension = FILES[form]
    text = bibtex(stored) if form == "bibtex" else ris(stored, article_id)
    named = f'attachment; filename="{_key(stored)}.{extension}"'
    return Response(text, media_type=f"{media}; charset=utf-8", headers={"Content-Disposition": named})


def apa(stored: Mapping[str, Any], language: Language) -> str:
    """APA style, 7th edition, a web page: author, day, title, site, address."""
    names = _joined([_inverted(name) for name in stored["authors"]])
    day, title = cited_day(stored["published"]), _one_line(stored["title"])
    written = _apa_day(day, language) if day else "n.d."
    head = f"{names} ({written}). {title}" if names else f"{title}. ({written})"
    parts = (head, publisher(stored), stored["url"])
    return ". ".join(part.rstrip(".") for part in parts[:2] if part) + f". {parts[2]}".rstrip()


def bibtex(stored: Mapping[str, Any]) -> str:
    """An entry of BibTeX; `online` is what biblatex has for pages, and BibTeX takes as misc."""
    day = cited_day(stored["published"])
    fields = {
        "author": " and ".join(f"{{{_tex(name)}}}" for name in stored["authors"]),
        "title": "{" + _tex(_one_line(stored["title"])) + "}",
        "organization": _tex(publisher(stored)),
        "date": day.isoformat() if day else "",
        "year": str(day.year) if day else "",
        "url": _one_line(stored["url"]).replace("{", "%7B").replace("}", "%7D"),
        "langid": {"id": "indonesian", "en": "english"}.get(stored["language"], ""),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value.strip("{}"))
    return f"@online{{{_key(stored)},\n{lines}}}\n"


def ris(stored: Mapping[str, Any], article_id: str) -> str:
    """The record that an export of the article has."""
    return to_ris({**stored, "id": article_id})


def _apa_day(day: date, language: Language) -> str:
    name = MONTH_NAMES[day.month - 1][0 if language == "id" else 1].capitalize()
    return f"{day.year}, {day.day} {name}" if language == "id" else f"{day.year}, {name} {day.day}"


def _inverted(name: str) -> str:
    """`Santoso, B.` of Budi Santoso; names of one word or in other letters stay as they are."""
    words = _one_line(name).split()
    if len(words) < 2 or not all(_LATIN.match(word) for word in words):
        return " ".join(words)
    return f"{words[-1]}, {' '.join(f'{word[0].upper()}.' for word in words[:-1])}"


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, & {names[-1]}" if names else ""


def _key(stored: Mapping[str, Any]) -> str:
    """A name for the entry: publisher, year, first words of the title."""
    day = cited_day(stored["published"])
    words = "-".join(stored["title"].split()[:3])
    made = f"{publisher(stored)}{day.year if day else ''}-{words}".encode("ascii", "ignore").decode()
    return _UNSAFE.sub("-", made)[:MAX_KEY].strip("-").lower() or "artikel"


def _tex(text: str) -> str:
    return "".join(_ESCAPES.get(one, one) for one in _one_line(text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
