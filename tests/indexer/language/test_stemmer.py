"""Roots of Indonesian words, and the users' own lists."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from base.errors import ConfigError
from indexer.language.lexicon import Lexicon, load_lexicon
from indexer.language.stemmer import stem


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon(None)


@pytest.mark.parametrize(
    ("form", "root"),
    [
        ("menyapu", "sapu"),
        ("mengirim", "kirim"),
        ("penulis", "tulis"),
        ("memotong", "potong"),
        ("mengambilkan", "ambil"),
        ("pengeboman", "bom"),
        ("dipertanggungjawabkan", "tanggungjawab"),
        ("bekerja", "kerja"),
        ("kebersamaannya", "sama"),
        ("bacalah", "baca"),
        ("rumahku", "rumah"),
        ("pelajaran", "ajar"),
        ("ketidakpastian", "pasti"),
        ("diorganisir", "organisasi"),
        ("pemrogram", "program"),
        ("pepohonan", "pohon"),
        ("perlihatkan", "lihat"),
        ("zyxwv", "zyxwv"),
        ("pskovnya", "pskov"),
    ],
)
def test_affixes_come_off(form: str, root: str, lexicon: Lexicon) -> None:
    assert stem(form, lexicon) == root


@pytest.mark.parametrize(
    ("form", "root"),
    [("memulai", "mulai"), ("memakan", "makan"), ("mengalahkan", "kalah"), ("perbankan", "bank"), ("beragam", "ragam")],
)
def test_of_two_roots_the_likelier_is_taken(form: str, root: str, lexicon: Lexicon) -> None:
    assert stem(form, lexicon) == root


@pytest.mark.parametrize("word", ["berita", "terhadap", "ketika", "kediri", "selasa", "melayu", "perempuan", "ikan"])
def test_what_only_looks_affixed_stays(word: str, lexicon: Lexicon) -> None:
    assert stem(word, lexicon) == word


def test_what_stays_stays_with_an_ending(lexicon: Lexicon) -> None:
    assert stem("terhadapnya", lexicon) == "terhadap"
    assert stem("pelajarku", lexicon) == "ajar"


def test_every_listed_word_has_a_root_that_stays(lexicon: Lexicon) -> None:
    assert [word for word in lexicon.roots if stem(stem(word, lexicon), lexicon) != stem(word, lexicon)] == []


@given(st.text(max_size=30))
def test_any_word_has_a_root(word: str) -> None:
    lexicon = load_shared()
    assert bool(stem(word, lexicon)) == bool(word)


@given(
    st.sampled_from(["", "me", "mem", "men", "meng", "meny", "di", "ber", "ter", "pe", "per", "ke", "se", "member"]),
    st.sampled_from(
        ["ajar", "tulis", "kirim", "sapu", "pukul", "rumah", "baca", "kerja", "lapor", "uji", "bom", "xilo"]
    ),
    st.sampled_from(["", "kan", "i", "an", "annya", "lah", "nya"]),
)
def test_a_root_is_its_own_root(prefix: str, root: str, suffix: str) -> None:
    once = stem(prefix + root + suffix, load_shared())
    assert stem(once, load_shared()) == once


def own_list(data: Path, name: str, content: str) -> Path:
    (data / "words").mkdir(exist_ok=True)
    (data / "words" / name).write_text(content, encoding="utf-8")
    return data


def test_the_users_exceptions_come_first(tmp_path: Path) -> None:
    lexicon = load_lexicon(own_list(tmp_path, "exceptions.txt", "# ours\npenulis pena\n"))
    assert stem("penulis", lexicon) == "pena"


def test_the_users_words_can_be_left_alone(tmp_path: Path) -> None:
    lexicon = load_lexicon(own_list(tmp_path, "never-stem.txt", "penulis\n"))
    assert stem("penulis", lexicon) == "penulis"


def test_a_list_may_begin_with_the_mark_that_notepad_writes(tmp_path: Path) -> None:
    lexicon = load_lexicon(own_list(tmp_path, "never-stem.txt", "\ufeffpenulis\n"))
    assert stem("penulis", lexicon) == "penulis"


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    own_list(tmp_path, "exceptions.txt", "penulis tulis\n\npengarang\n")
    with pytest.raises(ConfigError, match=r"exceptions\.txt:3: .*'pengarang'"):
        load_lexicon(tmp_path)


def test_a_list_that_is_no_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "never-stem.txt").write_bytes(b"caf\xe9\n")
    with pytest.raises(ConfigError, match=r"never-stem\.txt: is not UTF-8"):
        load_lexicon(tmp_path)


_shared: list[Lexicon] = []


def load_shared() -> Lexicon:
    """One lexicon for the property tests, which cannot take fixtures of a function."""
    if not _shared:
        _shared.append(load_lexicon(None))
    return _shared[0]
