"""The command line's entry."""

from __future__ import annotations


def main() -> None:
    """Run `kliping`."""
