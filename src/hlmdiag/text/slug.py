"""Makes names out of texts: file names valid on every system, and names still free."""

from __future__ import annotations

import re
import unicodedata

_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE)


def is_reserved(name: str) -> bool:
    """Whether Windows keeps a name of file for itself, whatever its suffix.

    >>> is_reserved("Con.txt"), is_reserved("console.txt")
    (True, False)
    """
    return _RESERVED.fullmatch(name) is not None


def slug(text: str) -> str:
    """A text in small letters, figures and hyphens; nothing where it has none.

    >>> slug("Propreté des halls (2026)"), slug("…")
    ('proprete-des-halls-2026', '')
    """
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")


def file_slug(text: str, longest: int, without: str) -> str:
    """A text as a name of file that every system takes; `without`: the name of a text that gives none.

    >>> file_slug("Agence Nord-Est", 80, "-"), file_slug("CON", 80, "-"), file_slug("…", 80, "sans-code")
    ('agence-nord-est', 'con-', 'sans-code')
    """
    found = slug(text)[:longest] or without
    return f"{found}-" if is_reserved(found) else found


def free_name(name: str, taken: set[str]) -> str:
    """The name, or the first of `name-2`, `name-3`… that is free; it is taken from now on.

    >>> free_name("nord", {"nord", "nord-2"})
    'nord-3'
    """
    free, number = name, 2
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    taken.add(free)
    return free
