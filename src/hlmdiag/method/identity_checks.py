"""Checks what a grid says of itself: versions, dates, its changelog, titles, and texts that were left to write."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from hlmdiag.data.normalise_text import unaccented, words
from hlmdiag.expression.literals import date_of
from hlmdiag.grid.model import Grid
from hlmdiag.grid.source_map import NodePath
from hlmdiag.method.findings import Findings
from hlmdiag.method.version_comparison import counts

_LEFT = re.compile(
    r"((reste |restant )?a (completer|definir|preciser|rediger)|to (be completed|be defined|complete|define))"
    r"\s*($|[.,;:!?…(])|(todo|tbd|fixme|xxx+)\b|lorem ipsum"
)
"""Beginning of a placeholder text, once folded; `grid new` writes the first of them."""
_NUMERIC_DATE = re.compile(r"\d{1,4}([-/.]\d{1,2}){1,2}([-/.]\d{1,4})?")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200
_VERSIONS = (re.compile(r"\d+(?:\.\d+)*"), re.compile(r"[\w.-]+\b"))
_ANSWERS = frozenset({"aliases", "missing", "not_applicable", "unknown"})


def check_identity(grid: Grid, findings: Findings) -> None:
    """The whole document, key by key."""
    if not counts(grid.version):
        findings.add("methode.version-sans-nombres", ("version",), version=grid.version)
    _check_changelog(grid, findings)
    for path, text in _texts(grid.document, ()):
        if path[-1] == "date" and _is_impossible(text):
            findings.add("methode.date-impossible", path, date=text)
        elif _LEFT.match(unaccented(text).strip()) and not _is_answer(path):
            findings.add("methode.a-completer", path, entry=_key(path), text=text)
    _check_titles(grid, findings)


def _check_changelog(grid: Grid, findings: Findings) -> None:
    written = grid.document.get("changelog")
    if written and grid.version not in _versions(written):
        findings.add("methode.journal-incomplet", ("changelog",), version=grid.version)


def _versions(written: Any) -> set[str]:
    """Every version that a changelog may be about, whatever its shape."""
    if isinstance(written, Mapping):
        return {str(key) for key in written} | _versions(list(written.values()))
    if isinstance(written, list):
        return {version for entry in written for version in _versions(entry)}
    return {str(written), *(version for form in _VERSIONS for version in form.findall(str(written)))}


def _texts(block: Any, path: NodePath) -> Iterator[tuple[NodePath, str]]:
    if isinstance(block, str):
        yield path, block
    elif isinstance(block, Mapping):
        for key, value in block.items():
            yield from _texts(value, (*path, key))
    elif isinstance(block, list):
        for rank, value in enumerate(block):
            yield from _texts(value, (*path, rank))


def _is_answer(path: NodePath) -> bool:
    """Whether a text is one that files hold: there, "to be completed" is what somebody answered."""
    return bool(_ANSWERS.intersection(path)) or ("choices" in path and path[-1] != "descriptor")


def _key(path: NodePath) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _is_impossible(text: str) -> bool:
    """Whether a text has the form of a date and is the date of no day that a grid is about."""
    if not _NUMERIC_DATE.fullmatch(text.strip()):
        return False
    found = date_of(text)
    return found is None or not date(_FIRST_YEAR, 1, 1) <= found < date(_LAST_YEAR, 1, 1)


def _check_titles(grid: Grid, findings: Findings) -> None:
    """Two things of one kind have two titles, so that a report tells them apart."""
    document = grid.document
    for kind in ("themes", "indicators"):
        paths = [path for path in findings.paths.values() if path[-2] == kind]
        _check_twins([((*path, "title"), _at(document, (*path, "title"))) for path in paths], findings)
    for kind in ("levels", "actions", "views", "roles"):
        blocks = document.get(kind) or {}
        _check_twins([((kind, id, "title"), _at(blocks, (id, "title"))) for id in blocks], findings)
    flags = document.get("flags") or {}
    _check_twins([(("flags", id, "message"), _at(flags, (id, "message"))) for id in flags], findings)


def _check_twins(titles: Iterable[tuple[NodePath, Any]], findings: Findings) -> None:
    first: dict[str, NodePath] = {}
    for path, title in titles:
        if isinstance(title, str):
            other = first.setdefault(words(title), path)
            if other != path and words(title):
                findings.add("methode.titres-jumeaux", path, title=title, id=path[-2], other=other[-2])


def _at(block: Any, path: NodePath) -> Any:
    for part in path:
        block = block[part]
    return block
