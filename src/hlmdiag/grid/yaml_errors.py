"""Explains a YAML syntax error in plain words: those of the parser are for programmers, and in English."""

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


def explain_yaml_error(fault: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    """The problem that a fault of the parser stands for, at its place."""
    mark = fault.problem_mark or fault.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    lines = text.split("\n")
    content = lines[line - 1] if line <= len(lines) else ""
    character = content[column - 1 : column]
    code = _code(f"{fault.context or ''} {fault.problem or ''}", content, column - 1)
    if code == "grille.yaml.tabulation":
        column = content.index("\t") + 1
    if code == "grille.yaml.guillemet" and fault.context_mark is not None:
        line, column = fault.context_mark.line + 1, fault.context_mark.column + 1
    return Problem(code, Location(file, line, column), {"character": character})


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
