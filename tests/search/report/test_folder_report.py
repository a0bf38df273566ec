"""The report of a clipping folder: its order, notes and the texts that were clipped, and the shares of labels, on both
databases."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from config.catalogue import Publisher
from search.context import Context
from search.report.clippings import digest_of
from search.report.folder import folder_texts
from search.report.look import Look
from search.report.render import FORMS
from search.report.report import Report, make_report
from search.request import SearchRequest, make_filters
from search.saved.collections import clips
from search.saved.collections.collections import add_collection
from search.saved.labelling.giving import known_publishers, label_articles
from search.saved.labelling.sets import NewLabel, add_set
from search.saved.own_values import OwnValueReader
from tests.search.report.test_report import can_read_pdf, needs_pdf, said
from tests.search.saved.conftest import any_desk  # noqa: F401 - a fixture
from tests.search.saved.desk import Desk, news

PUBLISHERS = {"contoh": Publisher("contoh", "Koran Contoh", ("contoh.id",))}
READ = tuple(one for one in FORMS if one != "pdf" or can_read_pdf())
INSIDE = SearchRequest(filters=make_filters({"folder": ("Banjir",)}))
OLD, NEW = "Tanggul jebol, tiga desa terendam.", "Tanggul jebol, lima desa terendam."


@pytest.fixture
def context(any_desk: Desk) -> Iterator[Context]:  # noqa: F811 - the fixture
    """Four articles, three of them in a folder, one of which has a new version since; two sets of labels."""
    desk = any_desk
    desk.take_in(news("a", OLD), news("b", "Air surut."), news("c", "Jalan rusak."), news("d", "Harga naik."))
    add_collection(desk.saved, "Banjir")
    clips.put(desk.saved, desk.articles, "Banjir", ["c", "a", "b"])
    clips.edit(desk.saved, "Banjir", ["a"], note="Angka desa berbeda dari BNPB.\nTanyakan lagi.")
    desk.wait(hours=1)
    desk.take_in(news("a", NEW))
    nada = add_set(desk.saved, "Nada", [NewLabel("Positif"), NewLabel("Negatif")])
    isu = add_set(desk.saved, "Isu", [NewLabel("Jalan"), NewLabel("Rob")], several=True)
    add_set(desk.saved, "Lain", [NewLabel("Satu")])
    for group, number, ids in ((nada, 1, "ab"), (isu, 0, "c"), (isu, 1, "cd")):
        known = known_publishers(desk.articles, list(ids))
        label_articles(desk.saved, known, group, group.labels[number], "rina")
    with closing(OwnValueReader(desk.settings, desk.data)) as own:
        yield replace(desk.context, own=own)


@pytest.fixture
def report(any_desk: Desk, context: Context) -> Report:  # noqa: F811
    return made(any_desk, context, INSIDE)


def made(desk: Desk, context: Context, asked: SearchRequest, sets: tuple[str, ...] | None = None) -> Report:
    with folder_texts(desk.settings, desk.data, asked) as folder:
        return make_report(context, asked, PUBLISHERS, folder=folder, label_sets=sets)


def test_clippings_are_as_they_were_clipped_in_the_folders_order(report: Report) -> None:
    assert [one.id for one in report.clippings] == ["c", "a", "b"]
    assert report.asked == "(seluruh isi map)"
    clipped = report.clippings[1]
    assert (clipped.body, clipped.version) == ((OLD,), 1)
    assert clipped.digest == digest_of("Kabar kota", (OLD,))
    assert clipped.note == "Angka desa berbeda dari BNPB.\nTanyakan lagi."
    assert clipped.then == "teks versi 1, seperti saat dikliping; arsip sudah menyimpan versi 2"
    assert [one.then for one in report.clippings if one.id != "a"] == ["", ""]


def test_another_version_may_be_chosen(any_desk: Desk, context: Context) -> None:  # noqa: F811
    clips.put(any_desk.saved, any_desk.articles, "Banjir", ["d"])
    with any_desk.articles.connect() as connection:
        (newest,) = clips._current(connection, ["a"])
    clips.choose_version(any_desk.saved, "Banjir", "a", newest.version, newest.text_hash)
    clips.move(any_desk.saved, "Banjir", "d", 1)
    clips.edit(any_desk.saved, "Banjir", ["b"], hidden=True)
    report = made(any_desk, context, INSIDE)
    assert [one.id for one in report.clippings] == ["d", "c", "a"]
    assert (report.clippings[2].body, report.clippings[2].then) == ((NEW,), "")


def test_a_query_and_a_sort_have_their_own_order(any_desk: Desk, context: Context) -> None:  # noqa: F811
    report = made(any_desk, context, replace(INSIDE, query="tanggul OR air", sort="oldest"))
    assert sorted(one.id for one in report.clippings) == ["a", "b"]
    assert [one.note != "" for one in sorted(report.clippings, key=lambda one: one.id)] == [True, False]
    assert made(any_desk, context, SearchRequest(query="tanggul")).clippings[0].body == (NEW,)


def test_labels_have_their_shares(any_desk: Desk, context: Context, report: Report) -> None:  # noqa: F811
    tables = {one.title: [(row.name, row.articles) for row in one.rows] for one in report.tables}
    assert tables["Label: Nada"] == [("Positif", 0), ("Negatif", 2), ("(tanpa label)", 1)]
    assert tables["Label: Isu"] == [("Jalan", 1), ("Rob", 1), ("(tanpa label)", 2)]
    assert "Label: Lain" not in tables
    chosen = made(any_desk, context, SearchRequest(), ("Lain", "Isu"))
    assert [one.title for one in chosen.tables if one.title.startswith("Label")] == ["Label: Isu", "Label: Lain"]
    assert [row.share for row in chosen.tables[-2].rows] == [0.25, 0.5, 0.5]


@pytest.mark.parametrize("form", [pytest.param(one, marks=needs_pdf if one == "pdf" else ()) for one in FORMS])
def test_each_form_has_notes_versions_and_labels(report: Report, form: str) -> None:
    text = re.sub(r"\s+", " ", said(report, form))
    for part in ("Angka desa berbeda dari BNPB. Tanyakan lagi.", "seperti saat dikliping", OLD, "Label: Nada", "Rob"):
        assert part in text, part
    assert NEW not in text


def test_a_note_is_no_markup(report: Report) -> None:
    noted = replace(report, clippings=tuple(replace(one, note="<b>x</b>") for one in report.clippings))
    assert "<b>x</b>" in said(noted, "html", Look())
