"""The clock of Jakarta: the one time zone in which days begin and end here."""

from __future__ import annotations

from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
