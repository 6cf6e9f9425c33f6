"""Reads the texts of a grid in another language: a file beside it (`id.en.yaml`) that mirrors its document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.grid.lookup import FoundFile
from hlmdiag.grid.reader import YamlDocument
from hlmdiag.grid.source_map import NodePath
from hlmdiag.text import LANGUAGES

TEXTS = frozenset({
    "title", "label", "help", "why", "description", "statement", "message", "follow_up", "question", "descriptor",
    "how", "horizon", "cost", "feedback", "plain_words", "note", "unit",
})  # fmt: skip
"""The keys of texts that people read."""
_LISTS, _BY_ROLE, _BY_VERSION = "partners", "wording", "changelog"
_AS_THEY_ARE = frozenset({"aliases", "recode", "uses", "reference", "respondents", "replaces"})
"""Keys read in files, or that name something: never translated."""
_ABOUT = ("language", "grid", "version")
"""Keys that describe a file of texts."""
FROM = "fr"
"""The language of a grid that says none."""


def language_of(document: Mapping[str, Any]) -> str:
    """The language of the texts of a document."""
    return str(document.get("language") or FROM)


def texts_beside(found: FoundFile, above: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The texts of a grid by language, from the files beside it, over the texts of the grid it extends.

    Raises `HlmdiagError` where such a file is none, is of another grid, or gives a text that is no text of a grid.
    """
    texts = {language: _copied(document) for language, document in above.items()}
    for language in LANGUAGES:
        path = found.path.with_name(f"{found.path.stem}.{language}.yaml")
        if path.is_file() and found.path.suffix == ".yaml":
            read = FoundFile(path, str(PurePosixPath(found.name).with_name(path.name))).read()
            texts[language] = _over(texts.get(language, {}), _checked(read, found.path.stem))
    return texts


def _checked(reading: YamlDocument, grid: str) -> dict[str, Any]:
    problems = list(reading.problems)
    data = reading.data if isinstance(reading.data, dict) else {}
    if data.get("grid") != grid:
        problems.append(Problem("langue.autre-grille", Location(reading.file, 1), {"grid": grid}))
    texts = {key: value for key, value in data.items() if key not in _ABOUT}
    known = {path for path, _ in texts_of(texts)}
    for path, place in reading.places.items():
        value = _at(data, path)
        is_leaf = not isinstance(value, Mapping) and not any(isinstance(part, int) for part in path)
        if is_leaf and path and path[0] not in _ABOUT and path not in known:
            shown = ".".join(map(str, path))
            problems.append(
                Problem("langue.texte-inconnu", Location(reading.file, place.line, place.column), {"path": shown})
            )
    if problems:
        raise HlmdiagError(problems)
    return texts


def _at(value: Any, path: NodePath) -> Any:
    for part in path:
        value = value[part]
    return value


def _over(texts: dict[str, Any], others: Mapping[str, Any]) -> dict[str, Any]:
    """Texts, others winning over them."""
    for key, value in others.items():
        kept = texts.get(key)
        texts[key] = _over(kept, value) if isinstance(kept, dict) and isinstance(value, Mapping) else _copied(value)
    return texts


def texts_of(document: Mapping[str, Any], path: NodePath = ()) -> Iterator[tuple[NodePath, Any]]:
    """Every text that people read in a document, a list of them being one. The title of a source is its name."""
    for key, value in document.items():
        here = (*path, key)
        if key in _AS_THEY_ARE or (path and path[-1] == "source" and key != "note"):
            continue
        if isinstance(value, str):
            is_said = key in TEXTS or (path and path[-1] in ("choices", _BY_ROLE, _BY_VERSION))
            # a sign such as « % » needs no translation
            if is_said and any(character.isalpha() for character in value):
                yield here, value
        elif key == _LISTS and isinstance(value, list):
            yield here, value
        elif isinstance(value, Mapping):
            yield from texts_of(value, here)


def in_words_of(document: Mapping[str, Any], texts: Mapping[str, Any]) -> dict[str, Any]:
    """A document with other texts.

    What files hold in the language of the grid is read all the same: a title or an answer keeps its first label as
    another name.
    """
    found: dict[str, Any] = _copied(document)
    given = {path: text for path, text in texts_of(texts) if isinstance(text, str | list)}
    for path, text in texts_of(document):
        if path in given and type(given[path]) is type(text):
            _set(found, path, given[path], text)
    return found


def lacking(document: Mapping[str, Any], texts: Mapping[str, Any]) -> list[NodePath]:
    """The texts of a document that another language has not."""
    given = {path for path, _ in texts_of(texts)}
    return [path for path, _ in texts_of(document) if path not in given]


def _set(document: dict[str, Any], path: NodePath, text: Any, was: Any) -> None:
    block = _at(document, path[:-1])
    key = path[-1]
    if path[-2:-1] == ("choices",) and "score" not in path:
        block[key] = {"label": text, "aliases": [was]}
        return
    block[key] = text
    if key == "label" and _is_read_there(document, path):
        block["aliases"] = [*block.get("aliases", ()), was]


def _is_read_there(document: Mapping[str, Any], path: NodePath) -> bool:
    """Whether files are read by a label: that of an answer of a criterion whose column is declared is shown alone."""
    if "score" not in path:
        return True
    place = path.index("score")
    return _at(document, path[:place]).get("value", path[place - 1]) not in document.get("columns", {})


def _copied(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _copied(each) for key, each in value.items()}
    return [_copied(each) for each in value] if isinstance(value, list) else value
