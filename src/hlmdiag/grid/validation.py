"""Confronts a document with its models: each refusal of pydantic becomes a sentence at its place.

What is refused is then set aside and the rest is read, so that one run finds the faults of every kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from difflib import SequenceMatcher
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from hlmdiag.grid import document as blocks
from hlmdiag.grid.diagnostics import Faults, nearest_first, show
from hlmdiag.grid.document import GridBlock
from hlmdiag.grid.fields import DECIMAL_COMMA
from hlmdiag.grid.source_map import NodePath

Model = TypeVar("Model", bound=BaseModel)

_CODES = {
    "string_type": "grille.texte",
    "string_too_short": "grille.texte-vide",
    "float_type": "grille.nombre",
    "finite_number": "grille.nombre",
    "model_type": "grille.bloc",
    "dict_type": "grille.bloc",
    "list_type": "grille.suite",
    "tuple_type": "grille.suite",
    "greater_than": "grille.nombre-positif",
    "greater_than_equal": "grille.nombre-negatif",
    "too_short": "grille.suite-vide",
    "too_long": "grille.suite-longueur",
}
_ROUNDS = 20
_STAND_INS: dict[str, Any] = {
    "id": "absent",
    "version": "0",
    "language_version": 1,
    "title": "absent",
    "message": "absent",
    "polarity": "burden",
    "when": "true",
    "where": "true",
    "score": {"identity": {}},
}
"""Stands for an absent key while the rest of the document is checked."""
_MISTYPED = 0.75
_KNOWN_KEYS = frozenset(
    field.alias or name
    for block in vars(blocks).values()
    if isinstance(block, type) and issubclass(block, BaseModel)
    for name, field in block.model_fields.items()
)
_MAPS_OF_IDS = (
    "columns",
    "tables",
    "themes",
    "indicators",
    "levels",
    "flags",
    "views",
    "uses",
    "choices",
    "shares",
    "roles",
)


def read_document(data: dict[str, Any], faults: Faults) -> GridBlock | None:
    """The document as models, what was refused being noted and set aside; None if nothing can be read."""
    rest = data
    for _ in range(_ROUNDS):
        try:
            return GridBlock.model_validate(rest)
        except ValidationError as refusal:
            refused = _note_all(refusal, GridBlock, data, (), faults)
        rest = deepcopy(data) if rest is data else rest
        if any(_hides_the_rest(path, data) for path in refused):
            return None
        for path in refused:
            _set_aside(rest, path, faults)
    return None


def _hides_the_rest(path: NodePath, data: Any) -> bool:
    """Whether nothing sure can be said beyond a refusal: another language, or a whole dictionary of names lost."""
    if path == () or not _has(_at(data, path[:-1]), path[-1]):
        return False
    lost = path[-1] in _MAPS_OF_IDS and not isinstance(_at(data, path), dict)
    return lost or path == ("language_version",)


def read_block(model: type[Model], data: Any, path: NodePath, faults: Faults) -> Model | None:
    """A block of the document read by the model of another room (a rule, an aggregation)."""
    try:
        return model.model_validate(data)
    except ValidationError as refusal:
        _note_all(refusal, model, data, path, faults)
        return None


def _note_all(
    refusal: ValidationError, model: type[BaseModel], data: Any, start: NodePath, faults: Faults
) -> dict[NodePath, None]:
    """Say each refusal once; the paths of what has to be set aside, in the document."""
    paths: dict[NodePath, None] = {}
    errors = refusal.errors(include_url=False)
    for error in errors:
        if (
            not faults.full
            and error["type"] == "too_short"
            and any(_under(other["loc"], error["loc"]) for other in errors)
        ):
            continue  # pydantic counts the good items only
        absent = error["type"] == "missing"
        path = _within(error["loc"], data, absent)
        if path in paths:
            continue
        paths[path] = None
        if not (faults.full or (absent and _is_echo(path, data))):
            _note(error, path, model, data, start, faults)
    return paths


def _under(loc: tuple[str | int, ...], above: tuple[str | int, ...]) -> bool:
    return len(loc) > len(above) and loc[: len(above)] == above


def _is_echo(path: NodePath, data: Any) -> bool:
    """Whether a key is only said to be missing because it was refused, or is mistyped."""
    block = _at(data, path[:-1])
    if not isinstance(block, dict):
        return False
    mistyped = (key for key in block if SequenceMatcher(None, str(path[-1]), key).ratio() > _MISTYPED)
    return path[-1] in block or any(key not in _KNOWN_KEYS for key in mistyped)


def _note(error: Any, path: NodePath, model: type[BaseModel], data: Any, start: NodePath, faults: Faults) -> None:
    value, here = _at(data, path), (*start, *path)
    common = {"entry": _entry(here), "value": show(value)}
    match error["type"]:
        case "extra_forbidden":
            _unknown_key(path, model, value, start, faults)
        case "missing" if isinstance(path[-1], int):
            faults.note("grille.suite-longueur", here[:-1], entry=_entry(here))
        case "missing":
            faults.note_key("grille.cle-absente", here[:-1], entry=path[-1])
        case "literal_error":
            names = nearest_first(value, re.findall(r"'([^']*)'", error["ctx"]["expected"]))
            faults.note("grille.valeur", here, **common, names=names)
        case "float_type" if isinstance(value, str) and DECIMAL_COMMA.fullmatch(value):
            faults.note("grille.virgule-decimale", here, **common)
        case kind:
            context = {name: show(it) for name, it in error.get("ctx", {}).items()}
            code = kind if kind.startswith("grille.") else _CODES[kind]
            faults.note(code, here, **(common | context))


def _entry(path: NodePath) -> str:
    """The key that a sentence names: the last one that is not a rank in a list."""
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _unknown_key(path: NodePath, model: type[BaseModel], value: Any, start: NodePath, faults: Faults) -> None:
    key = str(path[-1])
    here = (*start, *path)
    if value is None and not re.fullmatch(r"[\w-]+", key):
        faults.tainted.update(_siblings(here, faults))
        faults.note_key("grille.guillemets", here, entry=key)
    elif key == "no_better_than" and here[:1] == ("themes",):
        faults.note_key("grille.plancher-mal-place", here, id=here[-2], value=show(value))
    else:
        names = nearest_first(key, _keys_of(model, path[:-1]))
        faults.note_key("grille.cle-inconnue", here, entry=key, names=names)


def _siblings(path: NodePath, faults: Faults) -> Iterator[NodePath]:
    """Nodes of the same block: a text cut at a comma spills into them."""
    return (known for known in faults.reading.places if known[: len(path) - 1] == path[:-1])


def _within(loc: tuple[str | int, ...], data: Any, absent: bool) -> NodePath:
    """The path of a refusal in the document, without the names of models that pydantic adds."""
    path: list[str | int] = []
    for rank, part in enumerate(loc):
        if _has(data, part):
            data = data[part]
            path.append(part)
        elif absent and rank == len(loc) - 1:
            path.append(part)
    return tuple(path)


def _has(data: Any, part: str | int) -> bool:
    if isinstance(data, dict):
        return part in data
    return isinstance(data, list) and isinstance(part, int) and part < len(data)


def _at(data: Any, path: NodePath) -> Any:
    for part in path:
        if not _has(data, part):
            return None
        data = data[part]
    return data


def _set_aside(rest: Any, path: NodePath, faults: Faults) -> None:
    """Take out of the document what was refused, or fill what is absent where that keeps its block readable."""
    parent = _at(rest, path[:-1])
    if isinstance(parent, list):
        _set_aside(rest, path[:-1], faults)
    elif _has(parent, path[-1]):
        faults.tainted.add(path)
        faults.lost.update(_ids(path, parent.pop(path[-1])))
        faults.doubtful.add(path[:-1])
        if path[-1] == "kind":
            parent["kind"] = "judgement"  # so that it has the columns it may need
    elif isinstance(parent, dict):
        faults.tainted.add(path)
        if path[-1] in _STAND_INS:
            parent[path[-1]] = _STAND_INS[str(path[-1])]
        else:
            _set_aside(rest, path[:-1], faults)


def _ids(path: NodePath, block: Any) -> Iterator[str]:
    """The ids that go with a block, its own and those it declares."""
    if len(path) > 1 and path[-2] in _MAPS_OF_IDS:
        yield str(path[-1])
    if isinstance(block, dict):
        for key, value in block.items():
            yield from _ids((*path, key), value)


def _keys_of(model: type[BaseModel], path: NodePath) -> list[str]:
    """The keys that the block at a path may hold."""
    kind: Any = model
    for part in path:
        kind = _step(kind, part)
    found = _models(kind)
    return [field.alias or name for one in found for name, field in one.model_fields.items()]


def _step(kind: Any, part: str | int) -> Any:
    for one in _models(kind):
        for name, field in one.model_fields.items():
            if (field.alias or name) == part:
                return field.annotation
    for variant in (kind, *get_args(kind)):
        if get_origin(variant) is dict:
            return get_args(variant)[1]
        if get_origin(variant) in (tuple, list):
            return get_args(variant)[0]
    return None


def _models(kind: Any) -> list[type[BaseModel]]:
    variants = (_bare(one) for one in (kind, *get_args(_bare(kind))))
    return [one for one in variants if isinstance(one, type) and issubclass(one, BaseModel)]


def _bare(kind: Any) -> Any:
    """A type without what pydantic notes beside it."""
    return get_args(kind)[0] if get_origin(kind) is Annotated else kind
