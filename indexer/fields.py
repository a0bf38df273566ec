"""The one table of an article's fields: whoever maps, queries, filters, counts, shows or exports a field reads it here.

A new keyword field is a row here, a value of the article, and the extractor that finds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import Any, Literal, NamedTuple

Language = Literal["id", "en"]
Kind = Literal["text", "keyword", "instant", "number", "flag", "plain", "objects"]
"""`text` is searched by its words, `keyword` by whole values, `instant` by days; the others are shown, not searched:
`objects` are values that have parts of their own."""
Matching = Literal["words", "name", "code", "host", "label", "region", "full-name", "office", "own"]
"""How a query names a value of a keyword field: by all or some of its words; by a publisher's slug or name; by a
language's code or name; by a host or one above it; by what the field calls it (`values`); by what newspapers call a
region; by a person's name, with the names that are the same person's; by a person and an office of that one; by the
name that a user gave it, else by words of that."""


class Field(NamedTuple):
    """One field. `name` is its name in the engine, in filters, facets and counts.

    A named tuple because every command reads the table, and the time to make a dataclass of so many values shows.
    """

    name: str
    kind: Kind
    attribute: str
    """Where an article has it: its attribute, or a path of attributes joined by dots."""
    many: bool = False
    """Whether an article has a list of values."""
    query_names: Mapping[Language, tuple[str, ...]] | None = None
    """What stands before the colon in a query; the first Indonesian name is the one that queries are written with."""
    label: Mapping[Language, str] | None = None
    matching: Matching = "words"
    values: Mapping[str, Mapping[Language, str]] | None = None
    """What readers call its values, for a field that has a few fixed ones."""
    names: bool = False
    """Whether its values are names, so that the words behind one in a query may belong to it."""
    parameter: str = ""
    """The HTTP parameter that filters by it, "" for a field that is no filter."""
    hint: str = ""
    """What the description of the API says of that parameter."""
    facet: int = 0
    """Its place among the facets of the page, from 1; 0 for a field that is none."""
    counted: bool = False
    """Whether articles can be counted by its values."""
    kept: bool = True
    """Whether the index keeps it, for what is shown."""
    exported: bool = True
    """Whether the JSON of an article has it."""
    in_hits: bool = False
    """Whether the JSON of a hit has it too."""
    column: bool = False
    """Whether an export that names no columns has it."""
    own: bool = False
    """Whether its values are the users' own: kept beside the searches that they saved, in no article and no index, and
    looked up when they are asked for (`search.unindexed_fields`)."""
    parts: tuple[str, ...] = ()
    """Of `objects`, which are stretches of the body, what is told of each beside its text, `start` and `end`
    (characters of the body's paragraphs joined by line feeds). The index keeps rows without that text."""
    of_publisher: bool = False
    """Whether the catalogue tells its value of a publisher: it stands in no article and no index either, and is looked
    up there (`search.publisher_fields`)."""

    @property
    def key(self) -> str:
        """Its name in JSON, which is plural where there are many values."""
        return self.attribute.rpartition(".")[2]

    def read(self, article: object) -> Any:
        """The value (a tuple where there are many) that an article has."""
        return attrgetter(self.attribute)(article)

    def keep(self, article: object) -> Any:
        """The value of an article as an index keeps it."""
        value = self.read(article)
        return [_row(one, self.parts) for one in value] if self.parts else value

    def kept_in(self, stored: Mapping[str, Any]) -> Any:
        """The value that an index keeps; empty in one that was made before there was the field."""
        value = stored.get(self.key, [] if self.many else None if self.kind == "instant" else "")
        return _objects(self.parts, value, stored["body"]) if self.parts and value else value

    def each(self, value: Any) -> tuple[str, ...]:
        """What `read` gave, or JSON has, as values of a keyword field; none where an article has none."""
        return tuple(filter(None, value if self.many else (value,)))


def _row(stretch: Any, parts: Sequence[str]) -> list[Any]:
    """A stretch of a body as an index keeps it: where it begins, how long it is, and its parts."""
    return [stretch.start, stretch.end - stretch.start, *(getattr(stretch, part) for part in parts)]


def _objects(parts: Sequence[str], rows: Sequence[Any], body: Sequence[str]) -> list[dict[str, Any]]:
    """Stretches of a body by their rows; earlier layouts keep them as they are shown."""
    text = "\n".join(body)
    return [row if isinstance(row, dict) else _object(parts, row, text) for row in rows]


def _object(parts: Sequence[str], row: Sequence[Any], text: str) -> dict[str, Any]:
    start, length, *values = row
    end = start + length
    return {"text": text[start:end], "start": start, "end": end, **dict(zip(parts, values, strict=True))}


FIELDS: tuple[Field, ...] = (
    Field("url", "plain", "url", column=True, in_hits=True,
          query_names={"id": ("url",), "en": ("inurl",)}, label={"id": "Alamat", "en": "Address"}),
    Field("title", "text", "content.title", column=True, in_hits=True,
          query_names={"id": ("judul",), "en": ("title", "intitle")}, label={"id": "Judul", "en": "Title"}),
    Field("publisher", "keyword", "publisher", column=True, facet=1, counted=True, in_hits=True, matching="name",
          query_names={"id": ("sumber",), "en": ("source",)}, label={"id": "Sumber", "en": "Source"},
          parameter="publisher", names=True, hint="Slugs or names of publishers."),
    Field("publisher_name", "plain", "publisher_name", column=True, in_hits=True),
    Field("published", "instant", "published", column=True, in_hits=True),
    Field("found", "instant", "found", exported=False),
    Field("dated", "flag", "dated", column=True),
    Field("dated_by", "plain", "dated_by", column=True, in_hits=True),
    Field("captured", "instant", "captured", column=True),
    Field("author", "keyword", "content.authors", column=True, many=True, facet=3, counted=True, in_hits=True,
          query_names={"id": ("penulis",), "en": ("author",)}, label={"id": "Penulis", "en": "Author"},
          parameter="author", names=True),
    Field("section", "keyword", "content.section", column=True, facet=2, counted=True, in_hits=True,
          query_names={"id": ("rubrik",), "en": ("section",)}, label={"id": "Rubrik", "en": "Section"},
          parameter="section"),
    Field("tag", "keyword", "content.tags", column=True, many=True, facet=4, counted=True,
          query_names={"id": ("topik",), "en": ("tag",)}, label={"id": "Topik", "en": "Topic"},
          parameter="tag"),
    Field("language", "keyword", "content.language", column=True, facet=5, counted=True, in_hits=True, matching="code",
          query_names={"id": ("bahasa",), "en": ("lang",)}, label={"id": "Bahasa", "en": "Language"},
          parameter="lang", hint="Languages of articles, such as id or en."),
    Field("region", "keyword", "content.regions", many=True, facet=6, counted=True, matching="region",
          query_names={"id": ("daerah",), "en": ("region",)}, label={"id": "Daerah", "en": "Region"},
          parameter="region", names=True, hint="Provinces, regencies and cities, such as Jatim or Kota Surabaya."),
    Field("speaker", "keyword", "content.speakers", many=True, facet=7, counted=True,
          query_names={"id": ("penutur",), "en": ("speaker",)}, label={"id": "Penutur", "en": "Speaker"},
          matching="full-name", parameter="speaker", names=True,
          hint="Who is quoted, by the names that articles give in full."),
    Field("person", "keyword", "content.people", many=True, facet=8, counted=True,
          query_names={"id": ("tokoh",), "en": ("person",)}, label={"id": "Tokoh", "en": "Person"},
          matching="full-name", parameter="person", names=True,
          hint="Who is named for sure: speakers, holders of offices, those whose age is told."),
    Field("person_office", "keyword", "content.offices", many=True, kept=False, exported=False, matching="office"),
    Field("owner", "keyword", "catalogue.owner", kept=False, exported=False, facet=10, counted=True, of_publisher=True,
          query_names={"id": ("kelompok",), "en": ("owner",)}, label={"id": "Kelompok", "en": "Owner group"},
          parameter="owner", names=True, hint="Owner groups of publishers, such as CT Corp."),
    Field("reach", "keyword", "catalogue.reach", kept=False, exported=False, facet=11, counted=True, of_publisher=True,
          query_names={"id": ("jangkauan",), "en": ("reach",)}, label={"id": "Jangkauan", "en": "Reach"},
          matching="label",
          values={"national": {"id": "nasional", "en": "national"}, "regional": {"id": "daerah", "en": "regional"}},
          parameter="reach", hint="Whom publishers write for: national or regional."),
    Field("site", "keyword", "site", kept=False, exported=False, matching="host",
          query_names={"id": ("situs",), "en": ("site",)}, label={"id": "Situs", "en": "Site"},
          parameter="site", hint="Hosts, with those below them."),
    Field("status", "keyword", "status", many=True, kept=False, exported=False, counted=True, matching="label",
          query_names={"id": ("status",), "en": ("status",)}, label={"id": "Status", "en": "Status"},
          values={"withdrawn": {"id": "ditarik", "en": "withdrawn"}, "doubtful": {"id": "meragukan", "en": "doubtful"}},
          parameter="status",
          hint="withdrawn: articles that their publisher has withdrawn; doubtful: those that may be none."),
    Field("folder", "keyword", "own.folder", kept=False, exported=False, counted=True, matching="own", own=True,
          query_names={"id": ("map",), "en": ("folder",)}, label={"id": "Map", "en": "Folder"},
          parameter="folder", names=True, hint="Clipping folders, by their names."),
    Field("label", "keyword", "own.label", many=True, kept=False, exported=False, facet=9, counted=True, matching="own",
          own=True, query_names={"id": ("label",), "en": ("label",)}, label={"id": "Label", "en": "Label"},
          parameter="label", names=True, hint="Labels that people gave, as Set/Label."),
    Field("withdrawn", "instant", "withdrawn", in_hits=True),
    Field("image", "plain", "content.image"),
    Field("version", "number", "version", column=True),
    Field("group", "plain", "group", column=True),
    Field("body", "text", "content.body", column=True, many=True,
          query_names={"id": ("isi",), "en": ("body", "intext")}, label={"id": "Isi", "en": "Text"}),
    Field("quotes", "objects", "content.quotes", many=True,
          parts=("kind", "speaker", "as_written", "office", "how", "cue")),
    Field("paywalled", "flag", "content.paywalled"),
    Field("doubtful", "flag", "content.doubtful"),
)  # fmt: skip
"""In the order in which JSON and exports have them."""


def keywords() -> tuple[Field, ...]:
    """The fields of articles that are matched by whole values, facets first: an index numbers its fields in this
    order."""
    held = (*facets(), *(field for field in FIELDS if field.kind == "keyword" and not field.facet))
    return tuple(field for field in held if not (field.own or field.of_publisher))


def own() -> tuple[Field, ...]:
    """The fields whose values are the users' own."""
    return tuple(field for field in FIELDS if field.own)


def of_publisher() -> tuple[Field, ...]:
    """The fields whose values the catalogue tells of publishers."""
    return tuple(field for field in FIELDS if field.of_publisher)


def filters() -> tuple[Field, ...]:
    """The fields that narrow a search by a parameter of their own."""
    return tuple(field for field in FIELDS if field.parameter)


def facets() -> tuple[Field, ...]:
    """The fields whose commonest values are shown beside hits, in the order of the page."""
    return tuple(sorted((field for field in FIELDS if field.facet), key=lambda field: field.facet))


def exported() -> tuple[Field, ...]:
    """The fields that the JSON of an article has."""
    return tuple(field for field in FIELDS if field.exported)


def columns() -> tuple[Field, ...]:
    """The fields that an export has where it names none."""
    return tuple(field for field in FIELDS if field.column)


def in_hits() -> tuple[Field, ...]:
    """The fields that the JSON of a hit has."""
    return tuple(field for field in FIELDS if field.in_hits)


def counted() -> tuple[Field, ...]:
    """The fields by whose values articles can be counted."""
    return tuple(field for field in FIELDS if field.counted)


def by_name() -> dict[str, Field]:
    """All fields by their names."""
    return {field.name: field for field in FIELDS}


def by_query_name() -> dict[str, Field]:
    """The fields by each of the names that may stand before the colon in a query."""
    return {name: field for field in FIELDS for names in (field.query_names or {}).values() for name in names}
