"""Settings of the user's own language model, which is off until it has an address."""

from __future__ import annotations

from dataclasses import dataclass

from base.safe_text import without_secrets
from config.setting_value import hide, setting


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """Which model proposes labels and writes summaries, and how much it may be asked."""

    url: str = setting(
        "",
        "address of an OpenAI-compatible server, such as `http://127.0.0.1:11434/v1`; without one no model is asked",
        show=without_secrets,
    )
    api_key: str = setting("", "key of that server, where it wants one", show=hide)
    name: str = setting("", "the model, as that server calls it, such as `llama3.1:8b`")
    parameters: str = setting(
        "{}", "JSON object of what each request has beside or instead of what is usual; `null` leaves one out"
    )
    daily_requests: int = setting(500, "at most this many requests to it a day (Jakarta time)")
    daily_tokens: int = setting(1_000_000, "no further request once so many tokens were used that day")
    timeout_seconds: float = setting(120.0, "seconds that one request to it may take", least=0.1)
    max_characters: int = setting(
        12_000, "characters of articles in one request; its context takes about three a token", least=1_000
    )
