"""How a user's reports look: a heading, a logo and templates of their own, in `<data>/report/`."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from base.errors import ConfigError

FOLDER = "report"
LOGOS = {"logo.png": "image/png", "logo.jpg": "image/jpeg", "logo.svg": "image/svg+xml"}
BEGINNINGS = {"logo.png": b"\x89PNG\r\n\x1a\n", "logo.jpg": b"\xff\xd8\xff"}
"""How pictures of these kinds begin."""
MAX_LOGO = 2_000_000
MAX_LINES = 5


class Look(NamedTuple):
    """The lines of the heading, the logo (its name, "" where there is none, and its bytes), the user's own template of
    HTML and PDF, and their own document whose styles Word's form has; None where the given ones are used."""

    heading: tuple[str, ...] = ()
    logo_name: str = ""
    logo: bytes = b""
    template: str | None = None
    document: bytes | None = None

    @property
    def logo_href(self) -> str:
        """The logo as an address that holds all of it; as markup, since the page breaks long words of other texts."""
        if not self.logo:
            return ""
        content = base64.b64encode(self.logo).decode()
        return Markup(f"data:{LOGOS[self.logo_name]};base64,{content}")  # noqa: S704 - characters of base64 alone


def read_look(data: Path) -> Look:
    """Read how reports of a data folder look. Raises ConfigError for a file that cannot be read, or a logo that is
    huge or no picture."""
    folder = data / FOLDER
    heading = _read(folder / "heading.txt")
    lines = () if heading is None else tuple(filter(None, map(str.strip, _text(folder, heading).splitlines())))
    name = next((name for name in LOGOS if (folder / name).exists()), "")
    logo = _read(folder / name) or b"" if name else b""
    if len(logo) > MAX_LOGO:
        raise ConfigError(f"{folder / name} is too large for a logo: {MAX_LOGO:,} bytes at most")
    if logo and not logo.startswith(BEGINNINGS.get(name, b"")):
        raise ConfigError(f"{folder / name} is no picture of the kind that its name says")
    template = _read(folder / "report.html")
    made = None if template is None else _text(folder, template)
    return Look(lines[:MAX_LINES], name if logo else "", logo, made, _read(folder / "report.docx"))


def unreadable_logo(look: Look) -> ConfigError:
    """What to say of a logo that a library cannot read."""
    return ConfigError(
        f"{FOLDER}/{look.logo_name} in the data folder is no whole picture of the kind that its name says"
    )


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}") from error


def _text(folder: Path, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ConfigError(f"a file in {folder} is not UTF-8: {error.reason}") from error
