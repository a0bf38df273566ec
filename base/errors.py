"""The errors that end a command, each with its exit code. Their text is shown to the user as it is."""

from __future__ import annotations


class KlipingError(Exception):
    """Anything that a user can mend; the message says what is wrong and what to do."""

    exit_code = 1


class ConfigError(KlipingError):
    """Wrong settings, publisher files or usage."""

    exit_code = 2


class UnavailableError(KlipingError):
    """The search engine or the database cannot be reached or used now."""

    exit_code = 3


class AwayError(UnavailableError):
    """The database does not answer now, and may by itself: who has time asks again."""


class ConflictError(AwayError):
    """Another process changed the same rows at the same moment, so that this one's transaction was undone: do it
    again."""


class DiskFullError(AwayError):
    """No space left where the archive or the database lies; what was written before is whole."""


class AlreadyRunningError(UnavailableError):
    """Another process already does what only one may do at a time."""
