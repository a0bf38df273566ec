"""The guard against private addresses."""

from __future__ import annotations

import asyncio
import ipaddress

import pytest
from hypothesis import given
from hypothesis.strategies import ip_addresses

from base.network import is_fixed, is_public
from crawler.fetch.resolver import GuardedResolver

PUBLIC = ["8.8.8.8", "103.10.66.1", "2606:4700::1111", "::ffff:8.8.8.8", "2404:6800:4003:c00::71"]
PRIVATE = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.9.9.9",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:0:127.0.0.1",
    "100::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2001:2::1",
    "2620:4f:8000::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_ordinary_addresses_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_all_others_are_not(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "::1", "localhost", "baca.Localhost."])
def test_what_a_number_leads_to_never_changes(host: str) -> None:
    assert is_fixed(host)


@pytest.mark.parametrize("host", ["uji.id", "dalam.uji.id", "localhost.uji.id", "1.uji.id", "facebook.com"])
def test_what_a_name_leads_to_may_change(host: str) -> None:
    assert not is_fixed(host)


@given(ip_addresses())
def test_what_python_knows_as_special_is_not_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert address.is_global or not is_public(str(address))


def resolve(name: str, *, private: bool) -> tuple[list[str], set[str]]:
    async def ask() -> tuple[list[str], set[str]]:
        resolver = GuardedResolver(asyncio.get_running_loop(), private=private, timeout=5.0)
        return await resolver.resolve(name), resolver.refused

    return asyncio.run(ask())


def test_a_name_that_leads_to_the_own_machine_is_refused() -> None:
    assert resolve("localhost", private=False) == ([], {"localhost"})


def test_the_setting_lets_private_addresses_pass() -> None:
    addresses, refused = resolve("localhost", private=True)
    assert "127.0.0.1" in addresses
    assert refused == set()


def test_a_name_that_does_not_exist_is_not_refused_but_unknown() -> None:
    with pytest.raises(OSError, match=r".+"):
        resolve("tidak-ada.invalid", private=False)
