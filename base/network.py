"""Which addresses of the network belong to the public Internet."""

from __future__ import annotations

import ipaddress
import socket

# The IANA registries of special-purpose addresses (RFC 6890), what they took back but routers may still know, and all
# of IPv6 that is not assigned at all. Networks within that are globally reachable (AS112, AMT, ORCHID) serve no pages.
NON_PUBLIC_NETWORKS = {
    ipaddress.ip_network(network): name
    for network, name in {
        "0.0.0.0/8": "this host and this network",
        "10.0.0.0/8": "private use",
        "100.64.0.0/10": "shared address space of a provider (CGNAT)",
        "127.0.0.0/8": "loopback",
        "169.254.0.0/16": "link-local, and the metadata of clouds",
        "172.16.0.0/12": "private use",
        "192.0.0.0/24": "IETF protocol assignments",
        "192.0.2.0/24": "documentation",
        "192.31.196.0/24": "AS112",
        "192.52.193.0/24": "AMT",
        "192.88.99.0/24": "6to4 relays, taken back",
        "192.168.0.0/16": "private use",
        "192.175.48.0/24": "AS112",
        "198.18.0.0/15": "benchmarks",
        "198.51.100.0/24": "documentation",
        "203.0.113.0/24": "documentation",
        "224.0.0.0/4": "multicast",
        "240.0.0.0/4": "reserved, and broadcast",
        "::/128": "unspecified",
        "::1/128": "loopback",
        "::/96": "IPv4-compatible, taken back",
        "::ffff:0:0/96": "IPv4-mapped",
        "::ffff:0:0:0/96": "IPv4-translated (SIIT)",
        "64:ff9b::/96": "IPv4 through NAT64",
        "64:ff9b:1::/48": "IPv4 through a local NAT64",
        "100::/64": "discard",
        "100:0:0:1::/64": "dummy prefix",
        "2001::/23": "IETF protocol assignments: Teredo, benchmarks, ORCHID, AMT, AS112, drones",
        "2001:db8::/32": "documentation",
        "2002::/16": "IPv4 through 6to4",
        "2620:4f:8000::/48": "AS112",
        "3fff::/20": "documentation",
        "5f00::/16": "segment routing (SRv6)",
        "fc00::/7": "unique local",
        "fe80::/10": "link-local",
        "fec0::/10": "site-local, taken back",
        "ff00::/8": "multicast",
        "::/3": "not assigned: only 2000::/3 is",
        "4000::/2": "not assigned: only 2000::/3 is",
        "8000::/1": "not assigned: only 2000::/3 is",
    }.items()
}

WEB_PORTS = frozenset({80, 443})


def is_public(address: str) -> bool:
    """Whether an IP address (v4 or v6, no name) is an ordinary one of the public Internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return not any(ip in network for network in NON_PUBLIC_NETWORKS if network.version == ip.version)


def is_fixed(host: str) -> bool:
    """Whether what a host leads to can never change: it is a number in any spelling, or this machine's own name."""
    name = host.rstrip(".").lower()
    if ":" in name or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        socket.inet_aton(name)
    except (OSError, ValueError):  # no name holds NUL or half of a surrogate pair
        return False
    return True
