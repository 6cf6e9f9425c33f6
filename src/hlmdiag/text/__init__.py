"""The sentences we say, by code and by language: one folder a language, one file a room."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

__all__ = ["LANGUAGES", "blanks", "catalogue", "reader_language", "room", "say"]

LANGUAGES = ("fr", "en")


def reader_language(environment: Mapping[str, str] = os.environ) -> str:
    """The language of who reads, where none was asked for: that of HLMDIAG_LANG, else French."""
    asked = environment.get("HLMDIAG_LANG", "").lower()
    return asked if asked in LANGUAGES else LANGUAGES[0]


@cache
def catalogue(language: str) -> dict[str, str]:
    """Every sentence of a language by its code (nested keys joined by dots)."""
    names = sorted(entry.name for entry in (files(__package__) / language).iterdir())
    sentences: dict[str, str] = {}
    for name in names:
        if name.endswith(".yaml"):
            sentences |= room(language, name.removesuffix(".yaml"))
    return sentences


@cache
def room(language: str, name: str) -> dict[str, str]:
    """The sentences of one room alone, by their code: a whole catalogue takes a hundred milliseconds to load."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    sentences: dict[str, str] = {}
    text = (files(__package__) / language / f"{name}.yaml").read_text(encoding="utf-8")
    _flatten(yaml.load(text, Loader=loader) or {}, "", sentences)
    return sentences


def say(code: str, language: str, /, **values: Any) -> str:
    """The sentence of a code, its blanks filled; an unknown code is a fault of ours and raises KeyError.

    `{count:ligne|lignes}` is the word that agrees with a count, by the rule of the language.
    """
    sentence = catalogue(language)[code]
    return _Agreed(language).vformat(sentence, (), values) if "|" in sentence else sentence.format_map(values)


class _Agreed(Formatter):
    """Fills blanks; of two words between `|`, writes the one that agrees with the number of its blank."""

    def __init__(self, language: str) -> None:
        self._language = language

    def format_field(self, value: Any, format_spec: str) -> str:
        one, bar, many = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return one if _is_singular(value, self._language) else many


def _is_singular(value: Any, language: str) -> bool:
    """Whether a word after a number, which may be written as text, is singular; plural without a number."""
    try:
        text = "".join(str(value).split()).replace("\u2212", "-")
        number = abs(float(text.replace(",", "." if language == "fr" else "")))
    except ValueError:
        return False
    return number < 2 if language == "fr" else number == 1


def blanks(code: str) -> tuple[str, ...]:
    """The names of the blanks of a sentence; none where the code is unknown."""
    parts = Formatter().parse(catalogue("fr").get(code, ""))
    return tuple(name for _, name, _, _ in parts if name)


def _flatten(tree: dict[str, Any], prefix: str, into: dict[str, str]) -> None:
    for key, value in tree.items():
        if isinstance(value, dict):
            _flatten(value, f"{prefix}{key}.", into)
        else:
            into[f"{prefix}{key}"] = str(value)
