"""Names as they are typed in a command that sh, cmd and PowerShell understand alike."""

from __future__ import annotations

import re

_BARE = re.compile(r"[\w./:\\=+@~-]+")
_EXPANDED = frozenset('$`"')


def quoted(name: str) -> str:
    """The name, between double quotes where it holds a space or a sign that a shell would take for its own.

    Between single quotes, which cmd does not know, only where sh and PowerShell would expand the others.

    >>> print(quoted("parc.xlsx"), quoted("Mon parc (2026).xlsx"), quoted("-parc.csv"), quoted("dossier été/"))
    parc.xlsx "Mon parc (2026).xlsx" ./-parc.csv "dossier été/"
    """
    name = f"./{name}" if name.startswith("-") and name != "-" else name
    # cmd would read `\"` as an escaped quote
    name = f"{name[:-1]}/" if name.endswith("\\") else name
    if _BARE.fullmatch(name) and not name.startswith(("~", "@")):
        return name
    if _EXPANDED & {*name}:
        return f"'{name}'" if "'" not in name else '"' + re.sub(r'([$`"\\])', r"\\\1", name) + '"'
    return f'"{name}"'
