"""Labels: defined, given and taken with who, when and why, searched by at once, coded in samples, and gone for good
where an article was removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from base.database import reading, writing
from base.errors import ConfigError
from crawler.ledger.ledger import open_ledger
from crawler.ledger.removals import Removal, Tombstones, add_removal
from search.answer.answer import answer
from search.answer.counts import counts
from search.request import SearchRequest
from search.saved.labelling.by_search import label_by, label_by_no_more, label_rules
from search.saved.labelling.giving import Sheet, changes_of, current, known_publishers, label_articles
from search.saved.labelling.samples import add_sample, agreements, codings, draw, find_sample, read_samples
from search.saved.labelling.sets import LabelSet, NewLabel, add_set, find_label, read_sets, remove_set
from search.saved.own_values import OwnValueReader
from search.saved.refusal import RefusedError
from search.saved.removed import obey_removals
from search.saved.searches import remove_search
from tests.search.saved.desk import Desk, news

TONE = [NewLabel("Positif"), NewLabel("Netral", "0"), NewLabel("Negatif")]
NAMES = "abcde"


@pytest.fixture
def labelled(any_desk: Desk) -> Iterator[Desk]:
    """A desk with five articles and two sets; its context knows labels."""
    desk = any_desk
    own = OwnValueReader(desk.settings, desk.data)
    desk.context = replace(desk.context, own=own)
    desk.take_in(*(news(name, url=f"https://a.example/{name}") for name in NAMES))
    add_set(desk.saved, "Nada", TONE)
    add_set(desk.saved, "Isu", [NewLabel("Banjir"), NewLabel("Pangan")], several=True)
    yield desk
    own.close()


def give(
    desk: Desk, path: str, ids: str, *, given: bool = True, who: str = "rina", why: str = "", sheet: Sheet | None = None
) -> int:
    with reading(desk.saved) as connection:
        group, one = find_label(connection, path)
    known = known_publishers(desk.articles, list(ids))
    return label_articles(desk.saved, known, group, one, who, given=given, why=why, sheet=sheet or Sheet())


def found(desk: Desk, query: str) -> str:
    return "".join(sorted(hit.id for hit in answer(desk.context, SearchRequest(query=query, fold=False)).hits))


def now(desk: Desk) -> list[tuple[str, str]]:
    with reading(desk.saved) as connection:
        return [(one["id"], one["label"]) for one in current(connection)]


def test_keys_are_chosen_where_none_is_named(any_desk: Desk) -> None:
    made = add_set(any_desk.saved, "Nada", TONE)
    assert [(one.path, one.key) for one in made.labels] == [
        ("Nada/Positif", "p"),
        ("Nada/Netral", "0"),
        ("Nada/Negatif", "n"),
    ]
    other = add_set(any_desk.saved, "Lain", [NewLabel("Pnp"), NewLabel("Joko")])
    assert [one.key for one in other.labels] == ["1", "2"]
    assert [one.name for one in read_sets(any_desk.saved)] == ["Nada", "Lain"]


@pytest.mark.parametrize(
    ("name", "new"),
    [
        ("nada", TONE),
        ("Baru", []),
        ("Baru", [NewLabel("a"), NewLabel("A")]),
        ("Baru", [NewLabel("a/b")]),
        ("Ba/ru", TONE),
        ("Baru", [NewLabel("x", "j")]),
        ("Baru", [NewLabel("x", "p")]),
        ("Baru", [NewLabel("x", "xy")]),
        ("Baru", [NewLabel("x", "z"), NewLabel("y", "z")]),
    ],
)
def test_sets_that_cannot_be(desk: Desk, name: str, new: list[NewLabel]) -> None:
    add_set(desk.saved, "Nada", TONE)
    with pytest.raises(RefusedError):
        add_set(desk.saved, name, new)
    assert len(read_sets(desk.saved)) == 1


def test_of_a_set_an_article_has_one_label_unless_it_takes_several(labelled: Desk) -> None:
    assert give(labelled, "Nada/Positif", "ab") == 2
    assert give(labelled, "nada/negatif", "a") == 1
    assert give(labelled, "Banjir", "a") == 1
    assert give(labelled, "Pangan", "a") == 1
    assert give(labelled, "Pangan", "a") == 0
    assert sorted(now(labelled)) == [("a", "Banjir"), ("a", "Negatif"), ("a", "Pangan"), ("b", "Positif")]
    assert give(labelled, "Pangan", "abz", given=False) == 1
    assert sorted(now(labelled)) == [("a", "Banjir"), ("a", "Negatif"), ("b", "Positif")]


def test_each_change_is_kept(labelled: Desk) -> None:
    give(labelled, "Positif", "a", why="memuji")
    give(labelled, "Negatif", "a", who="budi")
    with reading(labelled.saved) as connection:
        kept = [(one.label, one.given, one.who, one.why) for one in changes_of(connection, "a")]
        assert list(changes_of(connection, "b")) == []
    assert kept == [
        ("Nada/Positif", True, "rina", "memuji"),
        ("Nada/Positif", False, "budi", ""),
        ("Nada/Negatif", True, "budi", ""),
    ]


@pytest.mark.parametrize(("who", "why"), [("", ""), (" ", ""), ("a" * 121, ""), ("a\nb", ""), ("rina", "a" * 1001)])
def test_nobody_labels_without_a_name(labelled: Desk, who: str, why: str) -> None:
    with pytest.raises(RefusedError):
        give(labelled, "Positif", "a", who=who, why=why)
    assert now(labelled) == []


def test_a_label_filters_and_is_counted_from_the_moment_it_is_given(labelled: Desk) -> None:
    assert found(labelled, "label:Nada/Negatif") == ""
    give(labelled, "Negatif", "abc")
    assert found(labelled, "label:Nada/Negatif") == "abc"
    give(labelled, "Positif", "a")
    assert found(labelled, "label:negatif banjir") == "bc"
    assert found(labelled, "banjir -label:negatif") == "ade"
    give(labelled, "Negatif", "b", given=False)
    assert found(labelled, "label:nada") == "ac"
    rows = counts(labelled.context, SearchRequest(query="banjir"), "label").rows
    assert [tuple(row) for row in rows] == [("Nada/Negatif", 1), ("Nada/Positif", 1), ("", 3)]


def test_a_set_that_is_forgotten_takes_all_with_it(labelled: Desk) -> None:
    give(labelled, "Positif", "ab")
    give(labelled, "Banjir", "a")
    assert found(labelled, "label:positif") == "ab"
    remove_set(labelled.saved, "Nada")
    assert now(labelled) == [("a", "Banjir")]
    assert found(labelled, "label:positif") == ""
    with reading(labelled.saved) as connection, pytest.raises(ConfigError, match="no label"):
        find_label(connection, "Positif")


def test_a_name_that_two_sets_have_needs_its_set(labelled: Desk) -> None:
    add_set(labelled.saved, "Sikap", [NewLabel("Netral")])
    with reading(labelled.saved) as connection:
        with pytest.raises(ConfigError, match="Nada/Netral or Sikap/Netral"):
            find_label(connection, "netral")
        assert find_label(connection, "sikap/netral")[1].path == "Sikap/Netral"


def test_many_are_labelled_at_once(labelled: Desk) -> None:
    names = [f"n{number}" for number in range(1100)]
    known = dict.fromkeys(names, "x")
    with reading(labelled.saved) as connection:
        group, one = find_label(connection, "Netral")
    assert label_articles(labelled.saved, known, group, one, "rina") == 1100
    assert len(labelled.context.own.ids("label", "Nada/Netral")) == 1100


def test_a_saved_search_labels_articles_as_they_come(labelled: Desk) -> None:
    desk = labelled
    desk.save("banjir", "banjir")
    for path in ("Nada/Negatif", "Isu/Banjir"):
        label_by(desk.saved, path, "banjir")
    desk.take_in(news("f"), news("g", "Hujan turun."), news("h", "Banjir surut."))
    give(desk, "Nada/Positif", "h")
    desk.follow()
    assert found(desk, "label:isu/banjir") == "fh"
    assert found(desk, "label:negatif") == "f"  # nobody overrules a person
    with reading(desk.saved) as connection:
        given = [(one.label, one.who, one.why) for one in changes_of(connection, "f")]
    assert sorted(given) == [(path, "pencarian:banjir", "banjir") for path in ("Isu/Banjir", "Nada/Negatif")]
    give(desk, "Isu/Banjir", "f", given=False)
    label_by_no_more(desk.saved, "Nada/Negatif", "banjir")
    desk.take_in(news("f", "Banjir datang lagi."), news("i"))
    desk.follow()
    assert found(desk, "label:isu/banjir") == "hi"  # what was taken does not come back
    assert found(desk, "label:negatif") == "f"


def test_searches_and_sets_that_are_forgotten_take_their_rules_with_them(labelled: Desk) -> None:
    desk = labelled
    for name in ("banjir", "air"):
        desk.save(name, name)
        for path in ("Nada/Negatif", "Isu/Banjir"):
            label_by(desk.saved, path, name)
            label_by(desk.saved, path, name)
    remove_search(desk.saved, "air")
    remove_set(desk.saved, "Nada")
    with reading(desk.saved) as connection:
        assert label_rules(connection) == [("Isu/Banjir", "banjir")]
    with pytest.raises(ConfigError, match="no saved search"):
        label_by(desk.saved, "Isu/Banjir", "air")
    with pytest.raises(ConfigError, match="no label"):
        label_by(desk.saved, "Nada/Positif", "banjir")


def test_a_sample_is_the_same_for_the_same_seed(any_desk: Desk) -> None:
    ids = [f"id{number}" for number in range(500)]
    assert draw(ids, 20, 7) == draw(reversed(ids), 20, 7) == draw(ids, 50, 7)[:20]
    assert draw(ids, 20, 7) != draw(ids, 20, 8)
    tenths = [int(one[2:]) // 50 for one in draw(ids, 250, 3)]
    assert all(10 <= tenths.count(tenth) <= 40 for tenth in range(10))


def sample_of(desk: Desk, group: LabelSet | str) -> str:
    add_sample(desk.saved, "uji", str(group), SearchRequest(query="banjir"), list(NAMES), 4, 7)
    [made] = read_samples(desk.saved)
    assert (made.seed, made.drawn_from, made.request.query, len(made.articles)) == (7, 5, "banjir", 4)
    return "".join(made.articles)


def test_coders_agree_as_far_as_they_do(labelled: Desk) -> None:
    one, two, three, four = sample_of(labelled, "Nada")
    sheets = {who: Sheet(read_samples(labelled.saved)[0].id, who) for who in ("rina", "budi")}
    give(labelled, "Positif", one + two, sheet=sheets["rina"])
    give(labelled, "Negatif", three, sheet=sheets["rina"])
    give(labelled, "Positif", one, who="budi", sheet=sheets["budi"])
    give(labelled, "Negatif", two + three + four, who="budi", sheet=sheets["budi"])
    with reading(labelled.saved) as connection:
        sample = find_sample(connection, "uji")
        assert {who: len(mine) for who, mine in codings(connection, sample).items()} == {"rina": 3, "budi": 3 + 1}
        [agreement] = agreements(sample, codings(connection, sample))
    assert (agreement.name, agreement.units) == ("Nada", 3)
    assert agreement.alpha == pytest.approx(1 - 2 / (6 - (6 + 6) / 5))
    assert now(labelled) == []  # a code is no label of the article
    assert found(labelled, "label:positif") == ""


def test_of_several_labels_each_has_its_agreement(labelled: Desk) -> None:
    one, two, *_ = sample_of(labelled, "Isu")
    sheets = {who: Sheet(read_samples(labelled.saved)[0].id, who) for who in ("rina", "budi")}
    for who, sheet in sheets.items():
        give(labelled, "Banjir", one, who=who, sheet=sheet)
        give(labelled, "Pangan", two, who=who, sheet=sheet)
    give(labelled, "Pangan", one, who="budi", sheet=sheets["budi"])
    with reading(labelled.saved) as connection:
        sample = find_sample(connection, "uji")
        flood, food = agreements(sample, codings(connection, sample))
    assert (flood.name, flood.units, flood.alpha) == ("Isu/Banjir", 2, 1.0)
    assert food.alpha is not None
    assert food.alpha < 1


def test_samples_that_cannot_be(labelled: Desk) -> None:
    sample_of(labelled, "Nada")
    with pytest.raises(RefusedError, match="there is a sample"):
        add_sample(labelled.saved, "uji", "Nada", SearchRequest(), ["a"], 1, 1)
    with pytest.raises(RefusedError, match="no article was found"):
        add_sample(labelled.saved, "lain", "Nada", SearchRequest(), [], 1, 1)
    with pytest.raises(ConfigError, match="no set of labels"):
        add_sample(labelled.saved, "lain", "zzz", SearchRequest(), ["a"], 1, 1)


@pytest.mark.parametrize(
    "stones", [Tombstones(frozenset(("b",))), Tombstones(publishers=frozenset(("x",)))], ids=["article", "publisher"]
)
def test_what_is_removed_for_good_has_no_label_and_no_history(labelled: Desk, stones: Tombstones) -> None:
    labelled.take_in(replace(news("b", "Banjir lagi."), publisher="x"))
    add_sample(labelled.saved, "uji", "Nada", SearchRequest(), ["a", "b"], 2, 7)
    with reading(labelled.saved) as connection:
        group, one = find_label(connection, "Positif")
    label_articles(labelled.saved, {"a": "y", "b": "x"}, group, one, "rina")
    assert found(labelled, "label:positif") == "ab"
    with open_ledger(labelled.settings.database.url, labelled.data) as ledger:
        with writing(ledger.engine) as connection:
            add_removal(connection, Removal(0, "id", "b", "", datetime.now(UTC), 1), stones)
        obey_removals(labelled.saved, ledger.engine)
    assert now(labelled) == [("a", "Positif")]
    with reading(labelled.saved) as connection:
        assert list(changes_of(connection, "b")) == []
        assert find_sample(connection, "uji").articles == ("a",)
    assert found(labelled, "label:positif") == "a"
