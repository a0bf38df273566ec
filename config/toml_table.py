"""A table of a TOML file, read key by key, so that every mistake is reported with file and key."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from base.errors import ConfigError


class TomlTable:
    """A TOML table that is read key by key; what was never asked for is a mistake of the writer."""

    def __init__(self, given: Mapping[str, Any], file: Path, place: str = "") -> None:
        self.given, self._file, self._place, self._asked = given, file, place, set[str]()

    def error(self, key: str, message: str) -> ConfigError:
        return ConfigError(f"{self._file}: {self._place}{key}: {message}")

    def _take(self, key: str, kinds: type | tuple[type, ...], describe: str, default: Any, required: bool) -> Any:
        self._asked.add(key)
        if key not in self.given:
            if required:
                raise self.error(key, "is missing")
            return default
        value = self.given[key]
        if not isinstance(value, kinds) or (isinstance(value, bool | datetime) and kinds is not bool):
            raise self.error(key, f"must be {describe}, not {value!r}")
        return value

    def text(
        self, key: str, default: str = "", *, required: bool = False, check: Callable[[str], object] | None = None
    ) -> str:
        value: str = self._take(key, str, "a string", default, required)
        if (required or default) and not value.strip():
            raise self.error(key, "must not be empty")
        self._check(key, value, check)
        return value

    def strings(
        self, key: str, *, required: bool = False, check: Callable[[str], object] | None = None
    ) -> tuple[str, ...]:
        values = self._take(key, list, "a list of strings", [], required)
        if not all(isinstance(value, str) for value in values) or (required and not values):
            raise self.error(key, f"must be a list of strings, not {values!r}")
        for value in values:
            self._check(key, value, check)
        return tuple(values)

    def boolean(self, key: str, default: bool) -> bool:
        value: bool = self._take(key, bool, "true or false", default, required=False)
        return value

    def number(self, key: str) -> float | None:
        value = self._take(key, (int, float), "a number", None, required=False)
        if value is not None and not 0 <= value <= 3600:
            raise self.error(key, f"must be between 0 and 3600, not {value!r}")
        return None if value is None else float(value)

    def integer(self, key: str, default: int, *, least: int) -> int:
        value: int = self._take(key, int, "a whole number", default, required=False)
        if not least <= value <= 1_000:
            raise self.error(key, f"must be between {least} and 1000, not {value!r}")
        return value

    def day(self, key: str) -> date | None:
        value: date | None = self._take(key, date, "a day such as 2021-12-31", None, required=False)
        return value

    def table(self, key: str) -> TomlTable:
        return TomlTable(self._take(key, dict, "a table", {}, required=False), self._file, f"{self._place}{key}.")

    def tables(self, key: str) -> list[TomlTable]:
        given = self._take(key, list, f"tables, written [[{key}]]", [], required=False)
        if not all(isinstance(one, dict) for one in given):
            raise self.error(key, f"must be tables, written [[{key}]]")
        return [TomlTable(one, self._file, f"{self._place}{key}[{n}].") for n, one in enumerate(given, 1)]

    def reject_unknown_keys(self) -> None:
        for key in self.given:
            if key not in self._asked:
                raise self.error(key, "is not a key of a publisher's file")

    def _check(self, key: str, value: str, check: Callable[[str], object] | None) -> None:
        if check and value:
            try:
                check(value)
            except ValueError as error:
                raise self.error(key, str(error)) from error
