"""`kliping label`: from a set to the agreement of two coders, by hand and by files."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from base.errors import ConfigError
from kliping.main import cli

Command = Callable[..., Result]
TEXTS = {"a": "Banjir merendam jalan.", "b": "Banjir dan longsor.", "c": "Hujan turun.", "d": "Beras naik."}


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs `kliping ...` on a folder with four articles and a set of labels."""
    monkeypatch.setenv("KLIPING_DATA", str(tmp_path / "data"))
    lines = [
        json.dumps({"id": name, "title": f"Kabar {name}", "body": body, "url": f"https://x.example/{name}"})
        for name, body in TEXTS.items()
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(lines), "utf-8")

    def called(*arguments: str) -> Result:
        return CliRunner().invoke(cli, arguments, standalone_mode=False)

    assert called("import", str(tmp_path / "news.jsonl")).exception is None
    assert called("label", "add", "Nada", "Positif", "Negatif=x").exception is None
    return called


def lines(result: Result) -> list[dict[str, Any]]:
    assert result.exception is None, result.exception
    return [json.loads(line) for line in result.stdout.splitlines()]


def rows(result: Result) -> list[dict[str, str]]:
    assert result.exception is None, result.exception
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_labels_are_given_listed_taken_and_kept(command: Command) -> None:
    command("alert", "add", "hujan", "hujan")
    given = command("label", "give", "positif", "https://x.example/a", "zzz", "--who", "rina", "--why", "memuji")
    assert given.return_value == 4
    assert "zzz" in given.stderr
    assert command("label", "give", "Nada/Negatif", "--query", "banjir", "--who", "budi").return_value == 0
    assert command("label", "give", "Negatif", "--search", "hujan", "--who", "budi").return_value == 0
    listed = {one["label"]: (one["key"], one["articles"]) for one in lines(command("label", "list", "--json"))}
    assert listed == {"Positif": ("p", 0), "Negatif": ("x", 3)}
    assert command("label", "take", "Negatif", "c", "--who", "budi").return_value == 0
    kept = [
        (one["label"], one["given"], one["who"], one["why"])
        for one in lines(command("label", "history", "a", "--json"))
    ]
    assert kept == [
        ("Nada/Positif", True, "rina", "memuji"),
        ("Nada/Positif", False, "budi", ""),
        ("Nada/Negatif", True, "budi", ""),
    ]
    assert "- Nada/Positif  budi" in command("label", "history", "https://x.example/a").stdout
    assert [one["id"] for one in rows(command("label", "export"))] == ["a", "b"]
    assert [one["given"] for one in rows(command("label", "export", "--history"))] == ["1", "0", "1", "1", "1", "0"]
    counted = command("count", "", "--by", "label", "--share").stdout
    assert counted == "label,count,share\nNada/Negatif,2,1.0\n,2,1.0\n"
    found = lines(command("search", "label:negatif", "--json"))[0]["hits"]
    assert {one["id"] for one in found} == {"a", "b"}


def test_labels_come_and_go_as_csv(command: Command, tmp_path: Path) -> None:
    file = tmp_path / "label.csv"
    file.write_text(
        "url,label,who,why\nhttps://x.example/a,Nada/Positif,rina,memuji\nhttps://x.example/b,negatif,,\n"
        "https://x.example/zzz,negatif,,\n",
        "utf-8",
    )
    assert command("label", "import", str(file), "--who", "budi").return_value == 4
    exported = command("label", "export").stdout
    assert [(one["id"], one["label"], one["who"]) for one in csv.DictReader(io.StringIO(exported))] == [
        ("a", "Nada/Positif", "rina"),
        ("b", "Nada/Negatif", "budi"),
    ]
    file.write_text(exported.replace("Nada/Negatif", "Nada/Positif"), "utf-8")
    assert command("label", "import", str(file)).return_value == 0
    assert {one["label"] for one in rows(command("label", "export"))} == {"Nada/Positif"}
    nameless = f"id,label,who\na,Nada/Negatif,rina\nb,Nada/Negatif,{'x' * 200}\n"
    for text, said in (
        ("id,label\na,Nada/zzz\n", "no label"),
        ("a,b\n1,2\n", "name the columns"),
        (nameless, "120"),
    ):
        file.write_text(text, "utf-8")
        assert said in str(command("label", "import", str(file)).exception)
    assert {one["label"] for one in rows(command("label", "export"))} == {"Nada/Positif"}, "nothing was given"


def test_whoever_has_no_login_name_is_told_by_the_number(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container that runs under any number."""

    def nobody() -> str:
        raise KeyError("getpwuid(): uid not found: 12345")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert command("label", "give", "Nada/Positif", "a").exception is None
    assert [one["who"] for one in rows(command("label", "export"))] == [f"uid {os.getuid()}"]


def test_two_people_code_a_sample(command: Command, tmp_path: Path) -> None:
    drawn = lines(command("label", "sample", "uji", "Nada", "--size", "3", "--seed", "7", "--json"))[0]
    assert (drawn["drawn_from"], len(drawn["articles"])) == (4, 3)
    one, two, three = drawn["articles"]
    file = tmp_path / "codes.csv"
    file.write_text(f"id,set,label\n{one},Nada,Positif\n{two},Nada,Negatif\n{three},Nada,Negatif\n", "utf-8")
    for who in ("rina", "budi"):
        assert command("label", "import", str(file), "--sample", "uji", "--who", who).return_value == 0
    [agreement] = lines(command("label", "agreement", "uji", "--json"))
    assert agreement == {"name": "Nada", "units": 3, "alpha": 1.0, "coders": {"budi": 3, "rina": 3}}
    assert "1.000, 3 articles" in command("label", "agreement", "uji").stdout
    assert "1,000" in command("--lang", "id", "label", "agreement", "uji").stdout
    assert rows(command("label", "export")) == []
    assert "sample uji: 3 of 4 articles, set Nada, seed 7" in command("label", "list").stdout


def test_a_sample_takes_codes_of_its_own_articles_and_set_alone(command: Command, tmp_path: Path) -> None:
    [drawn] = lines(command("label", "sample", "uji", "Nada", "--size", "2", "--seed", "7", "--json"))
    one, two = drawn["articles"]
    [other, *_] = {"a", "b", "c", "d"} - {one, two}
    file = tmp_path / "codes.csv"
    file.write_text(f"id,label\n{one},Nada/Positif\n{other},Nada/Negatif\n", "utf-8")
    done = command("label", "import", str(file), "--sample", "uji", "--who", "rina")
    assert done.return_value == 4
    assert f"1 is not in the sample: {other}" in done.stderr
    assert command("label", "add", "Isu", "Air").exception is None
    file.write_text(f"id,label\n{two},Nada/Positif\n{one},Isu/Air\n", "utf-8")
    assert "of another" in str(command("label", "import", str(file), "--sample", "uji", "--who", "rina").exception)
    [agreement] = lines(command("label", "agreement", "uji", "--json"))
    assert agreement["coders"] == {"rina": 1}


def test_a_set_is_forgotten_when_that_was_said(command: Command) -> None:
    command("label", "give", "positif", "a")
    assert "--yes" in str(command("label", "remove", "Nada").exception)
    assert command("label", "remove", "Nada", "--yes").exception is None
    assert "kliping label add" in command("label", "list").stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("give", "positif"), "one of these"),
        (("give", "positif", "a", "--query", "x"), "one of these"),
        (("give", "zzz", "a"), "no label"),
        (("add", "nada", "x"), "there is a set"),
        (("sample", "uji", "zzz"), "no set of labels"),
        (("sample", "uji", "Nada", "--query", "zzzyx"), "no article was found"),
        (("agreement", "zzz"), "no sample"),
    ],
)
def test_what_cannot_be_done_is_said(command: Command, arguments: tuple[str, ...], said: str) -> None:
    assert said in str(command("label", *arguments).exception)


def test_what_is_exported_comes_back_as_it_was_also_from_a_spreadsheet(command: Command, tmp_path: Path) -> None:
    assert command("label", "give", "Positif", "a", "--who", "rina", "--why", "-x").return_value == 0
    exported = command("label", "export").stdout
    assert "'-x" in exported  # no formula
    assert command("label", "remove", "Nada", "--yes").exception is None
    assert command("label", "add", "Nada", "Positif", "Negatif").exception is None
    (tmp_path / "label.csv").write_text("\ufeff" + exported, "utf-8")
    assert command("label", "import", str(tmp_path / "label.csv")).return_value == 0
    [row] = rows(command("label", "export"))
    assert (row["id"], row["label"], row["who"], row["why"].lstrip("'")) == ("a", "Nada/Positif", "rina", "-x")
    assert lines(command("label", "history", "a", "--json"))[0]["why"] == "-x"


def test_a_saved_search_gives_a_label_until_it_is_stopped(command: Command, tmp_path: Path) -> None:
    command("alert", "add", "hujan", "hujan")
    assert command("label", "fill", "Negatif", "hujan").exception is None
    (tmp_path / "baru.jsonl").write_text('{"id": "baru", "title": "Kabar", "body": "Hujan lagi."}\n', "utf-8")
    command("import", str(tmp_path / "baru.jsonl"))
    command("alert", "run", "--once")
    [given] = lines(command("label", "history", "baru", "--json"))
    assert (given["label"], given["who"], given["why"]) == ("Nada/Negatif", "pencarian:hujan", "hujan")
    listed = lines(command("label", "list", "--json"))
    assert {"label": "Nada/Negatif", "search": "hujan"} in listed
    assert command("label", "fill", "Negatif", "hujan", "--stop").exception is None
    assert len(lines(command("label", "list", "--json"))) == len(listed) - 1
    assert "no saved search" in str(command("label", "fill", "Negatif", "zzz").exception)


def test_a_file_that_is_no_csv_is_said(command: Command, tmp_path: Path) -> None:
    csv.field_size_limit(131_072)  # as a process begins; an import in the same one lets cells be longer
    (tmp_path / "label.csv").write_text("id,label\na," + "x" * 200_000, "utf-8")
    assert "is no CSV" in str(command("label", "import", str(tmp_path / "label.csv")).exception)


def test_the_history_of_what_nobody_knows_is_no_empty_one(command: Command) -> None:
    asked = command("label", "history", "zzz")
    assert isinstance(asked.exception, ConfigError)
    assert "zzz" in str(asked.exception)
