"""Texts made to run as a script wherever a page forgets to escape, or in a spreadsheet: the same ones each time."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

COUNT = 220
RUN = "window.ran=1;alert(1)"

_TAGS = (
    "<script>{run}</script>", "<img src=x onerror={run}>", "<svg onload={run}>", "<body onload={run}>",
    "<iframe srcdoc='<script>parent.{run}</script>'></iframe>", "<a href='javascript:{run}'>klik</a>",
    "<details open ontoggle={run}>", "<video><source onerror={run}></video>", "<input autofocus onfocus={run}>",
    "<math><mtext><script>{run}</script></mtext></math>", "<style>@import 'data:text/css,*{{}}'</style>",
    "<meta http-equiv=refresh content='0;url=javascript:{run}'>", "<base href='javascript:{run}//'>",
    "<object data='javascript:{run}'></object>", "<embed src='javascript:{run}'>", "<form action='javascript:{run}'>",
    "<template><script>{run}</script></template>", "<noscript><img src=x onerror={run}></noscript>",
    "<link rel=stylesheet href='data:text/css,*'>", "<marquee onstart={run}>",
)  # fmt: skip
_FRAMES = (
    "{tag}", '">{tag}', "'>{tag}", "</title>{tag}", "</textarea></select>{tag}", "</script>{tag}", "<!--{tag}-->",
    "]]>{tag}", "\u202e{tag}", "{tag}<plaintext>", "=cmd|'/c calc'!A1{tag}",
)  # fmt: skip


def payloads() -> list[str]:
    """The texts; each of them is told from the others by its number."""
    made = (frame.format(tag=tag.format(run=RUN)) for frame, tag in itertools.product(_FRAMES, _TAGS))
    return list(itertools.islice(made, COUNT))


def articles() -> Iterator[dict[str, object]]:
    """An article for each text, which stands in every field that an article has."""
    for number, text in enumerate(payloads()):
        yield {
            "id": f"jahat-{number}",
            "title": f"{text} Judul jahat {number}",
            "body": [f"{text} Isi jahat {number}.", f"Paragraf kedua {text}"],
            "url": f"https://jahat.example/{number}?a={text}",
            "publisher": f"Penerbit {text} {number}",
            "authors": [f"Penulis {number} {text}", text],
            "section": f"Rubrik {text}",
            "tags": [text, f"topik {number}"],
            "language": "id",
            "published": f"2026-0{1 + number % 9}-1{number % 10}T08:00:00+07:00",
        }
