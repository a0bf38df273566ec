from __future__ import annotations

from tests.search.saved.conftest import any_desk, desk

__all__ = ["any_desk", "desk"]
