"""Names that users join and part: what is kept, what follows from it, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from base.database import reading, writing
from base.errors import UnavailableError
from config.settings import DatabaseSettings, Settings
from search.people.names import NO_NAMES, Names
from search.saved.names import NamesReader, all_names, join_names, names_stamp, part_names
from search.saved.read_once import read_names
from search.saved.refusal import RefusedError
from search.saved.searches import saved_database
from tests.postgres import new_database

SETTINGS = Settings()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """What users keep, in both databases."""
    url = "sqlite:" if request.param == "sqlite" else new_database()
    with saved_database(Settings(database=DatabaseSettings(url=url)), tmp_path) as database:
        yield database


def kept(saved: Engine) -> Names:
    with reading(saved) as connection:
        return all_names(connection)


def rules(saved: Engine) -> set[tuple[str, ...]]:
    return {tuple(rule) for rule in kept(saved).rules}


def test_two_names_are_joined_and_parted_again(saved: Engine) -> None:
    assert join_names(saved, "  Yuken ", "Wahyu  Kencana") == "Wahyu Kencana"
    names = kept(saved)
    assert [names.person("Yuken"), names.person("YUKEN", "Bupati"), names.called("yuken")] == ["Wahyu Kencana"] * 3
    assert names.keys("Wahyu Kencana") == {"yuken", "wahyu kencana"}
    assert not names.needs_offices("Wahyu Kencana")
    assert part_names(saved, "yuken") == "yuken"
    assert kept(saved) == NO_NAMES


def test_who_is_joined_brings_all_names(saved: Engine) -> None:
    join_names(saved, "Yuken", "Wahyu Kencana")
    assert join_names(saved, "Wahyu Kencana", "Wahyu Kencana Putra") == "Wahyu Kencana Putra"
    assert rules(saved) == {
        ("Yuken", "", "Wahyu Kencana Putra"),
        ("Wahyu Kencana", "", "Wahyu Kencana Putra"),
    }
    assert join_names(saved, "Pak Wahyu", "Yuken") == "Wahyu Kencana Putra"
    assert kept(saved).keys("Wahyu Kencana Putra") == {"yuken", "wahyu kencana", "wahyu kencana putra", "pak wahyu"}


def test_two_of_one_name_are_parted_by_the_office_and_joined_again(saved: Engine) -> None:
    petani = part_names(saved, "Ahmad Tirtayasa", "petani")
    assert petani == "Ahmad Tirtayasa (petani)"
    names = kept(saved)
    assert names.person("Ahmad Tirtayasa", "petani di Sayung") == petani
    assert names.person("Ahmad Tirtayasa", "Kapolsek Sayung") == names.person("Ahmad Tirtayasa") == "Ahmad Tirtayasa"
    assert [names.needs_offices(one) for one in (petani, "Ahmad Tirtayasa", "Yuken")] == [True, True, False]
    assert names.keys(petani) == {"ahmad tirtayasa"}
    join_names(saved, petani, "Yuken")
    assert rules(saved) == {("Ahmad Tirtayasa", "petani", "Yuken")}
    part_names(saved, petani)
    assert rules(saved) == {("Ahmad Tirtayasa", "petani", petani)}
    join_names(saved, petani, "Ahmad Tirtayasa")
    assert rules(saved) == set()


def test_the_longer_office_knows_better(saved: Engine) -> None:
    part_names(saved, "Ahmad Tirtayasa", "Bupati")
    part_names(saved, "Ahmad Tirtayasa", "Wakil Bupati")
    names = kept(saved)
    assert names.person("Ahmad Tirtayasa", "Wakil Bupati Demak") == "Ahmad Tirtayasa (Wakil Bupati)"
    assert names.person("Ahmad Tirtayasa", "Bupati Demak") == "Ahmad Tirtayasa (Bupati)"


@pytest.mark.parametrize(
    ("name", "person", "said"),
    [
        ("Yuken", "YUKEN", "is a name of"),
        ("", "Yuken", "1 to 200"),
        ("Yuken", "x" * 201, "1 to 200"),
        ("!!", "Yuken", "1 to 200"),
    ],
)
def test_what_are_no_two_people_is_refused(saved: Engine, name: str, person: str, said: str) -> None:
    with pytest.raises(RefusedError, match=said):
        join_names(saved, name, person)


def test_what_is_not_joined_is_not_parted(saved: Engine) -> None:
    with pytest.raises(RefusedError, match="joined with no other name"):
        part_names(saved, "Yuken")
    part_names(saved, "Yuken", "petani")
    with pytest.raises(RefusedError, match="parted by the office"):
        part_names(saved, "YUKEN", "Petani")


def test_a_change_is_seen(saved: Engine) -> None:
    stamps = set()
    for change in (lambda: None, lambda: join_names(saved, "Yuken", "Wahyu"), lambda: part_names(saved, "Yuken")):
        change()
        with reading(saved) as connection:
            stamps.add(names_stamp(connection))
    assert len(stamps) == 2, "with nothing joined it is as at first"


def test_a_reader_makes_no_database_and_sees_its_own_change_at_once(tmp_path: Path) -> None:
    with closing(NamesReader(SETTINGS, tmp_path)) as reader:
        assert reader.read() == NO_NAMES
        assert not (tmp_path / "saved.sqlite").exists()
        with saved_database(SETTINGS, tmp_path) as database:
            join_names(database, "Yuken", "Wahyu")
        reader.forget()
        assert reader.read().called("yuken") == "Wahyu"


def test_a_command_reads_them_without_opening_the_database(tmp_path: Path) -> None:
    assert read_names(SETTINGS, tmp_path) == NO_NAMES
    assert not list(tmp_path.iterdir())
    with saved_database(SETTINGS, tmp_path) as database:
        join_names(database, "Yuken", "Wahyu")
        part_names(database, "Ahmad", "petani")
        assert read_names(SETTINGS, tmp_path) == kept(database)
        with writing(database) as connection:
            connection.exec_driver_sql("DROP TABLE person_names")
    assert read_names(SETTINGS, tmp_path) == NO_NAMES, "made before there were any"
    (tmp_path / "saved.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(UnavailableError, match="restore it from a backup"):
        read_names(SETTINGS, tmp_path)
