"""Which hosts can never lead elsewhere."""

from __future__ import annotations

import pytest

from base.network import is_fixed


@pytest.mark.parametrize(
    ("host", "fixed"),
    [("127.0.0.1", True), ("0x7f.1", True), ("localhost.", True), ("::1", True), ("kabar.id", False)]
    + [(odd, False) for odd in ("", "a\0", "\ud800")],
)
def test_numbers_and_this_machine_are_fixed_and_what_is_no_name_is_not(host: str, fixed: bool) -> None:
    assert is_fixed(host) is fixed
