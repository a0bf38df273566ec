"""Which addresses of the network belong to the public Internet."""

from __future__ import annotations

import ipaddress

# Networks that Python's `is_global` calls public though what lies behind them may be private
TRANSLATED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "64:ff9b::/96",  # NAT64
        "64:ff9b:1::/48",
        "2002::/16",  # 6to4
        "2001::/32",  # Teredo
        "::/96",  # IPv4-compatible
        "192.0.0.0/24",
        "192.88.99.0/24",  # 6to4 relays
    )
)


def is_public(address: str) -> bool:
    """Whether an IP address (v4 or v6, no name) is an ordinary one of the public Internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    translated = any(ip in network for network in TRANSLATED if network.version == ip.version)
    return ip.is_global and not ip.is_multicast and not translated
