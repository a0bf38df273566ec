"""What a user says of single publishers is read from file and environment, and no secret of it is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.errors import ConfigError
from config.publisher_settings import Access, PublisherSettings
from config.settings import load

WHOLE = """
[publishers.kompas]
enabled = true
cookies = "sesi=rahasia-satu; pelanggan=1"
headers = { Authorization = "Bearer rahasia-dua", X-Kunci = "rahasia-tiga" }
proxy = "http://saya:rahasia-empat@proksi.example:3128"
"""


def test_a_subscription_is_read_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "kliping.toml").write_text(WHOLE)
    headers = (("Authorization", "Bearer rahasia-dua"), ("X-Kunci", "rahasia-tiga"))
    proxy = "http://saya:rahasia-empat@proksi.example:3128"
    access = Access("sesi=rahasia-satu; pelanggan=1", headers, proxy)
    assert load(tmp_path, {}).settings.publishers == {"kompas": PublisherSettings(enabled=True, access=access)}


def test_the_environment_goes_before_the_file_key_by_key(tmp_path: Path) -> None:
    (tmp_path / "kliping.toml").write_text(WHOLE)
    environ = {
        "KLIPING_PUBLISHERS__KOMPAS__COOKIES": "sesi=lain",
        "KLIPING_PUBLISHERS__KOMPAS__ENABLED": "no",
        "KLIPING_PUBLISHERS__BBC_INDONESIA__HEADERS": "X-Satu: 1\nX-Dua: a b: c\n",
    }
    publishers = load(tmp_path, environ).settings.publishers
    assert (publishers["kompas"].enabled, publishers["kompas"].access.cookies) == (False, "sesi=lain")
    assert publishers["kompas"].access.proxy
    assert publishers["bbc-indonesia"].access.headers == (("X-Satu", "1"), ("X-Dua", "a b: c"))


def test_no_secret_is_shown(tmp_path: Path) -> None:
    (tmp_path / "kliping.toml").write_text(WHOLE)
    loaded = load(tmp_path, {"KLIPING_PUBLISHERS__KOMPAS__COOKIES": "sesi=rahasia-lima"})
    shown = {row.key: (row.value, row.origin) for row in loaded.rows() if row.key.startswith("publishers.")}
    file = str(tmp_path / "kliping.toml")
    assert shown == {
        "publishers.kompas.enabled": (True, file),
        "publishers.kompas.cookies": ("***", "environment variable KLIPING_PUBLISHERS__KOMPAS__COOKIES"),
        "publishers.kompas.headers": ("***", file),
        "publishers.kompas.proxy": ("http://saya:***@proksi.example:3128", file),
    }
    assert "rahasia" not in repr(loaded)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("cookies = 5", 'must be like "NAME=VALUE'),
        ("cookies = 'rahasia'", 'must be like "NAME=VALUE'),
        ('cookies = "a=rahasia\\r\\nHost: lain"', 'must be like "NAME=VALUE'),
        ("headers = 'rahasia'", "must be headers with values"),
        ("headers = { Cookie = 'rahasia=1' }", "must be without Cookie, which the crawler sets itself"),
        ("headers = { user-agent = 'rahasia' }", "must be without user-agent"),
        ("headers = { X = 5 }", "must be headers such as"),
        ('headers = { X = "rahasia\\n" }', "must be headers with values of plain ASCII, each on one line"),
        ("proxy = 'socks5://saya:rahasia@proksi:1080'", "must be the address of an HTTP proxy"),
        ("proxy = 'http://saya:rahasia@proksi:port'", "must be the address of an HTTP proxy"),
        ("proxy = 'rahasia'", "must be the address of an HTTP proxy"),
        ("enabled = 'rahasia'", "must be true or false"),
        ("daily_links = 0", "must be a whole number of at least 1"),
        ("rahasia = 1", "can stand here"),
    ],
)
def test_a_mistake_is_named_without_its_value(tmp_path: Path, line: str, message: str) -> None:
    file = tmp_path / "kliping.toml"
    file.write_text(f"[publishers.kompas]\n{line}\n")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {})
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{file}: publishers.kompas.")
    assert "rahasia" not in str(caught.value).removeprefix(f"{file}: publishers.kompas.rahasia")
    assert caught.value.__cause__ is None
