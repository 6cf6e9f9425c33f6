"""Explains a YAML syntax error in plain words: the parser's own are for programmers, and in English."""

from __future__ import annotations

import re

import yaml

from hlmdiag.errors import Location, Problem

_WORDS = (
    ("mapping values are not allowed", "grille.yaml.deux-points"),
    ("unexpected end of stream", "grille.yaml.guillemet"),
    ("unknown escape character", "grille.yaml.echappement"),
    ("hexdecimal", "grille.yaml.echappement"),
    ("tab character", "grille.yaml.tabulation"),
    ("expected ',' or '}'", "grille.yaml.accolade"),
    ("expected ',' or ']'", "grille.yaml.crochet"),
    ("could not find expected ':'", "grille.yaml.cle-sans-valeur"),
    ("did not find expected key", "grille.yaml.retrait"),
    ("did not find expected '-' indicator", "grille.yaml.retrait"),
    ("block sequence entries are not allowed", "grille.yaml.retrait"),
    ("block end", "grille.yaml.retrait"),
    ("block mapping", "grille.yaml.retrait"),
)

_AFTER_QUOTES = re.compile(r"""[:,\[{(-]\s+("[^"]*"|'[^']*')\s*$""")
"""A value that began with a quote and goes on after its closing one: most often an expression."""

_QUOTED = re.compile(r"""\"(?:[^"\\]|\\.)*"|(?<=[\s,:\[{])'[^']*'""")
_COMMENT = re.compile(r"[^\s,\[{]\s+(#)")
"""A comment after a value that no comma follows."""


def explain_yaml_error(fault: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """The problem for a fault of the parser, at its place."""
    mark = fault.problem_mark or fault.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    lines = text.split("\n")
    content = lines[line - 1] if line <= len(lines) else ""
    character = content[column - 1 : column]
    comment = _closing_comment(fault, lines)
    if comment is not None:
        return Problem("grille.yaml.diese", Location(file, *comment), {"text": lines[comment[0] - 1][comment[1] - 1 :]})
    code = _code(f"{fault.context or ''} {fault.problem or ''}", content, column - 1)
    if code == "grille.yaml.tabulation":
        column = content.index("\t") + 1
    if code == "grille.yaml.guillemet" and fault.context_mark is not None:
        line, column = fault.context_mark.line + 1, fault.context_mark.column + 1
    return Problem(code, Location(file, line, column), {"character": character})


def _closing_comment(fault: yaml.MarkedYAMLError, lines: list[str]) -> tuple[int, int] | None:
    """The line and column of a comment that swallows the end of a block between brackets, where the fault is there."""
    start, end = fault.context_mark, fault.problem_mark
    if start is None or end is None or "flow" not in (fault.context or ""):
        return None
    for line in range(start.line, min(end.line + 1, len(lines))):
        bare = _QUOTED.sub(lambda found: "·" * len(found[0]), lines[line])
        comment = _COMMENT.search(bare, start.column if line == start.line else 0)
        if comment is not None and re.search(r"[}\]]", bare[comment.start() :]):
            return line + 1, comment.start(1) + 1
    return None


def _code(words: str, content: str, rank: int) -> str:
    character = content[rank : rank + 1]
    indent = content[: len(content) - len(content.lstrip())]
    if "\t" in indent:
        return "grille.yaml.tabulation"
    if "cannot start any token" in words:
        return "grille.yaml.debut" if character.strip() else "grille.yaml.tabulation"
    if _AFTER_QUOTES.search(content[:rank]):
        return "grille.yaml.apres-guillemet"
    for fragment, code in _WORDS:
        if fragment in words:
            return code
    return "grille.yaml.illisible"
