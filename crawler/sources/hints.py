"""How long a publisher asks to wait between two visits: in its feed (ttl, sy:updatePeriod) and by Cache-Control."""

from __future__ import annotations

import re

from base.clock import DAY_SECONDS

MAX_READ = 20_000
"""Bytes: what concerns the whole feed stands before its entries."""
_ENTRIES = re.compile(rb"<(?:\w+:)?(?:item|entry)\b")
_TTL = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>", re.IGNORECASE)
_PERIOD = re.compile(rb"<sy:updatePeriod>\s*(hourly|daily|weekly|monthly|yearly)\s*</sy:updatePeriod>", re.IGNORECASE)
_FREQUENCY = re.compile(rb"<sy:updateFrequency>\s*(\d{1,4})\s*</sy:updateFrequency>", re.IGNORECASE)
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_PERIODS = {b"hourly": 1 / 24, b"daily": 1, b"weekly": 7, b"monthly": 30, b"yearly": 365}


def feed_hint(body: bytes) -> float:
    """The distance in seconds for which a feed asks, 0 for none. "Hourly, once" counts as none: each WordPress says
    so without anybody having meant it."""
    start = body[:MAX_READ]
    first = _ENTRIES.search(start)
    head = start[: first.start()] if first else start
    ttl, period, frequency = _TTL.search(head), _PERIOD.search(head), _FREQUENCY.search(head)
    asked = float(ttl[1]) * 60 if ttl else 0.0
    if period:
        times = max(int(frequency[1]), 1) if frequency else 1
        name = period[1].lower()
        if (name, times) != (b"hourly", 1):
            asked = max(asked, _PERIODS[name] * DAY_SECONDS / times)
    return min(asked, float(DAY_SECONDS))


def header_hint(cache_control: str, age: str) -> float:
    """The seconds for which an answer stays fresh by its headers `Cache-Control` and `Age`, 0 for none."""
    found = _MAX_AGE.search(cache_control)
    if not found or "no-cache" in cache_control.lower() or "no-store" in cache_control.lower():
        return 0.0
    old = int(age) if age.isascii() and age.isdecimal() and len(age) < 10 else 0
    return float(min(max(0, int(found[1]) - old), DAY_SECONDS))
