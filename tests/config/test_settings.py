"""Settings: where a value comes from, and what is said of a wrong one."""

from __future__ import annotations

from pathlib import Path

import pytest

from base.errors import ConfigError
from config.publisher_settings import PublisherSettings
from config.settings import load


def rows(data: Path, **environ: str) -> dict[str, tuple[object, str]]:
    return {row.key: (row.value, row.origin) for row in load(data, environ).rows()}


def test_defaults_stand_where_nothing_is_said(tmp_path: Path) -> None:
    assert rows(tmp_path)["engine.url"] == ("embedded:", "default")


def test_file_wins_over_default_and_environment_over_file(tmp_path: Path) -> None:
    (tmp_path / "kliping.toml").write_text("[crawler]\ndelay_seconds = 2\nmax_links = 7\n")
    found = rows(tmp_path, KLIPING_CRAWLER__MAX_LINKS="9", KLIPING_DATA="elsewhere", HOME="/")
    assert found["crawler.delay_seconds"] == (2.0, str(tmp_path / "kliping.toml"))
    assert found["crawler.max_links"] == (9, "environment variable KLIPING_CRAWLER__MAX_LINKS")


@pytest.mark.parametrize(("text", "value"), [("true", True), ("1", True), ("No", False), ("0", False)])
def test_boolean_from_the_environment(tmp_path: Path, text: str, value: bool) -> None:
    settings = load(tmp_path, {"KLIPING_CRAWLER__ALLOW_PRIVATE_ADDRESSES": text}).settings
    assert settings.crawler.allow_private_addresses is value


def test_a_file_may_begin_with_the_mark_that_notepad_writes(tmp_path: Path) -> None:
    (tmp_path / "kliping.toml").write_text("[crawler]\r\nmax_links = 7\r\n", "utf-8-sig", newline="")
    assert load(tmp_path, {}).settings.crawler.max_links == 7


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[crawler\n", "not valid TOML"),
        pytest.param("a = " + "[" * 20_000, "not valid TOML", id="brackets without end"),
        pytest.param(f"[log]\nfile_count = {'1' * 5_000}", "not valid TOML", id="digits without end"),
        pytest.param(f"[crawler]\ndelay_seconds = {'1' * 400}", "must be a number", id="no float"),
        ("[crawler]\ndelay = 2\n", "unknown setting crawler.delay; did you mean crawler.delay_seconds?"),
        ("[crawler]\nmax_links = 'many'\n", "crawler.max_links must be a whole number, not 'many'"),
        ("[crawler]\nmax_links = -1\n", "crawler.max_links must be at least 0, not -1"),
        ("[crawler]\nmax_links = 1.5\n", "crawler.max_links must be a whole number, not 1.5"),
        ("[crawler]\nmax_links = inf\n", "crawler.max_links must be a whole number, not inf"),
        ("[crawler]\ndelay_seconds = nan\n", "crawler.delay_seconds must be a number, not nan"),
        ("[crawler]\nconcurrent_requests = 0\n", "crawler.concurrent_requests must be at least 1, not 0"),
        ("[crawler]\nlook_share = 1.5\n", "crawler.look_share must be at most 1, not 1.5"),
        ("[archive]\nkeep_days = 1e12\n", "archive.keep_days must be at most 100,000.0, not 1000000000000.0"),
        ("[log]\nkeep_outcome_days = 1000000000\n", "log.keep_outcome_days must be at most 100,000.0, not 1000000000"),
        (f"[crawler]\ndaily_requests = {10**20}\n", "crawler.daily_requests must be at most 1,000,000,000,000,000"),
        ("[log]\nlevel = 'loud'\n", "log.level must be one of debug, info, warning, error"),
        ("[engine]\nurl = 5\n", "engine.url must be a string"),
        ('[log]\nfile = "a\\u0000b"\n', "log.file must be a string (without NUL)"),
        ("crawler = 5\n", "settings stand in sections"),
        ("[publishers.antara]\nname = 'A'\n", "publishers.antara.name: only enabled, daily_links, cookies"),
        ("[publishers]\nantara = 5\n", "publishers must be tables such as"),
    ],
)
def test_a_wrong_file_is_named_with_its_key(tmp_path: Path, toml: str, message: str) -> None:
    file = tmp_path / "kliping.toml"
    file.write_text(toml)
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {})
    assert str(file) in str(caught.value)
    assert message in str(caught.value)


def test_a_wrong_variable_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="KLIPING_ENGINE__ULR: unknown setting engine.ulr; did you mean engine.url"):
        load(tmp_path, {"KLIPING_ENGINE__ULR": "x"})


def test_publishers_can_be_switched(tmp_path: Path) -> None:
    (tmp_path / "kliping.toml").write_text("[publishers.antara]\nenabled = true\n")
    assert load(tmp_path, {}).settings.publishers == {"antara": PublisherSettings(enabled=True)}


def test_every_setting_says_what_it_is_for(tmp_path: Path) -> None:
    assert all(row.meaning for row in load(tmp_path, {}).rows())
