"""The reference pages of the language: every key, function, type and role, drawn from what reads them.

Keys, types and defaults come from the models and the schema, words from the catalogue, examples from documents that
tests run: those of `docs/exemples`, of `grids` and of `examples`. A key, a function or a type without its words, or
without an example, fails a test that names it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

from hlmdiag.expression.functions import CALCULATIONS, EVENTS, OUTCOMES, STOCK, USAGES
from hlmdiag.grid.data_model import ColumnType, Role
from hlmdiag.grid.reader import read_yaml
from hlmdiag.grid.schema import json_schema
from hlmdiag.text import catalogue

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "docs" / "exemples"
FUNCTIONS_GRID = SAMPLES / "fonctions.yaml"
DOCUMENTS = ("grid", "overlay", "dictionary", "reference", "casefile")
"""The kinds of files, by the definition that each follows."""
_IN_PART = ("-change", "overlay")
_LONGEST = 60
_EVERYWHERE = "locked"
"""The key that every block has: said once."""
_NO_KEY = ("aggregation", "noparameter")
"""Blocks without keys of their own."""
_ID = "⟨id⟩"
_NAME = re.compile(r"\b[a-z_]+\b")

Block = Mapping[str, Any]
Blocks = Mapping[str, Block]
Key = tuple[str, str]


def keys_page() -> str:
    """Every key of the language, block by block."""
    definitions, shown = blocks(), examples()
    places = standing_places(definitions)
    parts = [_said("page.cles"), _contents(definitions)]
    for owner, block in definitions.items():
        lines = [f'<a id="{owner}"></a>\n', f"## {_title(block)}\n"]
        if places.get(owner):
            lines.append(f"{_said('page.ou')} {', '.join(f'`{place}`' for place in places[owner])}.\n")
        lines += [_said("page.titres-cles"), "|---|---|---|---|---|"]
        for key, written in keys_of(owner, definitions).items():
            needed = key in block.get("required", ())
            default = _said("page.obligatoire") if needed else _default(written.get("default"))
            cells = (
                f"`{key}`",
                written["description"],
                type_in_words(written),
                default,
                _example(shown.get((owner, key))),
            )
            lines.append(f"| {' | '.join(_cell(each) for each in cells)} |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def functions_page() -> str:
    """Every function, how it is written, what it gives, and formulas that a test computes."""
    computed = function_examples()
    parts = [_said("page.fonctions")]
    families = {
        "calculs": {*CALCULATIONS} - EVENTS,
        "evenements": EVENTS,
        "parc": STOCK - EVENTS,
        "resultats": OUTCOMES,
    }
    for family, names in families.items():
        lines = [f"## {_said(f'page.fonctions-{family}')}\n", _said("page.titres-fonctions"), "|---|---|---|---|"]
        for name in sorted(names):
            formulas = " ; ".join(f"`{formula}` → {value}" for formula, value in _telling(name, computed[name]))
            cells = (f"`{name}`", f"`{USAGES[name]}`", _said(f"fonction.{name}"), formulas)
            lines.append(f"| {' | '.join(_cell(each) for each in cells)} |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _telling(name: str, formulas: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The formulas that are about a function, rather than those that use it in passing."""
    about = [(formula, value) for formula, value in formulas if formula.startswith(f"{name}(")]
    alone = [(formula, value) for formula, value in about if formula.count("(") == 1]
    return alone or about or formulas


def columns_page() -> str:
    """Every type of column and every role, with a column of each."""
    parts = [_said("page.colonnes")]
    declared = {id: column for path in _samples() for id, column in _columns(_read(path)).items()}
    families = (
        ("types", get_args(ColumnType), "type", "type-de-colonne"),
        ("roles", get_args(Role), "role", "role-de-colonne"),
    )
    for title, values, key, names in families:
        lines = [f"## {_said(f'page.colonnes-{title}')}\n", _said(f"page.titres-{title}"), "|---|---|---|"]
        for value in values:
            id, column = next((id, it) for id, it in declared.items() if it.get(key) == value)
            lines.append(f"| `{value}` | {_cell(_said(f'{names}.{value}'))} | `{_cell(f'{id}: {_flow(column)}')}` |")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def blocks() -> Blocks:
    """The definitions that a person writes, documents first; those of overlays are the same in part."""
    found = json_schema("fr")["definitions"]
    kept = {name: it for name, it in found.items() if not name.endswith(_IN_PART) and name not in _NO_KEY}
    first = [name for name in DOCUMENTS if name in kept]
    return {name: kept[name] for name in dict.fromkeys((*first, *kept))}


def keys_of(owner: str, definitions: Blocks) -> Mapping[str, Block]:
    """The keys of a block, but the one that all have."""
    return {key: it for key, it in _properties(owner, definitions).items() if key != _EVERYWHERE}


def standing_places(definitions: Blocks) -> dict[str, list[str]]:
    """Where each block may stand: the paths that lead to it, the nesting of themes aside."""
    found: dict[str, list[str]] = {}

    def follow(owner: str, path: str, above: tuple[str, ...]) -> None:
        for key, written in _properties(owner, definitions).items():
            for name, tail in _references(written):
                place = f"{path}.{key}{tail}" if path else f"{key}{tail}"
                if place not in found.setdefault(name, []):
                    found[name].append(place)
                if name not in above:
                    follow(name, place, (*above, name))

    for document in DOCUMENTS:
        if document in definitions:
            follow(document, "", (document,))
    return {name: _shortest(places) for name, places in found.items()}


def _properties(owner: str, definitions: Blocks) -> Mapping[str, Any]:
    """The properties of a block; whether the columns and tables of a grid are whole hangs on its dictionary."""
    properties = dict(definitions[owner].get("properties", {})) if owner in definitions else {}
    if owner == "grid":
        for name, definition in (("columns", "column"), ("tables", "table")):
            whole = {"type": "object", "additionalProperties": {"$ref": f"#/definitions/{definition}"}}
            properties[name] = {**properties[name], **whole}
    return properties


def _references(written: Any) -> Iterator[tuple[str, str]]:
    """The blocks that a value may be, each with the rest of the path that leads to it."""
    if "$ref" in written:
        name = written["$ref"].rpartition("/")[2]
        yield from _references(_aggregation()) if name == "aggregation" else ((name, ""),)
    for key, inner in written.get("properties", {}).items():
        yield from ((name, f".{key}{tail}") for name, tail in _references(inner))
    for option in written.get("anyOf", ()):
        yield from _references(option)
    if isinstance(written.get("items"), Mapping):
        yield from ((name, f"[]{tail}") for name, tail in _references(written["items"]))
    if isinstance(written.get("additionalProperties"), Mapping):
        yield from ((name, f".{_ID}{tail}") for name, tail in _references(written["additionalProperties"]))


def _shortest(places: list[str]) -> list[str]:
    return sorted(places, key=lambda it: (it.count("."), it))[:4]


def examples() -> dict[Key, Any]:
    """For each key of each block, the first short value that a document which runs gives it, else the shortest."""
    definitions = blocks()
    found: dict[Key, Any] = {}
    for path in _samples():
        document = _read(path)
        for key, value in _values("grid" if "extends" in document else _kind(document), document, definitions):
            if key not in found or len(_flow(found[key])) > max(_LONGEST, len(_flow(value))):
                found[key] = value
    return found


def _values(owner: str, block: Any, definitions: Blocks) -> Iterator[tuple[Key, Any]]:
    if not isinstance(block, Mapping):
        return
    for key, written in _properties(owner, definitions).items():
        if block.get(key) is not None:
            yield (owner, key), block[key]
            yield from _below(written, block[key], definitions)


def _below(written: Any, value: Any, definitions: Blocks) -> Iterator[tuple[Key, Any]]:
    if "$ref" in written:
        name = written["$ref"].rpartition("/")[2]
        if name == "aggregation":
            yield from _below(_aggregation(), value, definitions)
        else:
            yield from _values(name, value, definitions)
    if isinstance(value, Mapping):
        for key, inner in written.get("properties", {}).items():
            if key in value:
                yield from _below(inner, value[key], definitions)
    for option in written.get("anyOf", ()):
        yield from _below(option, value, definitions)
    if isinstance(value, list) and isinstance(written.get("items"), Mapping):
        for item in value:
            yield from _below(written["items"], item, definitions)
    if isinstance(value, Mapping) and isinstance(written.get("additionalProperties"), Mapping):
        for item in value.values():
            yield from _below(written["additionalProperties"], item, definitions)


def function_examples() -> dict[str, list[tuple[str, str]]]:
    """For each function, the formulas of the grid of functions that call it, with what its first case expects."""
    grid = _read(FUNCTIONS_GRID)
    output = _read(FUNCTIONS_GRID.with_suffix(".cases.yaml"))["cases"][0]["output"]
    formulas = {it["value"]: output[f"value:{id}"] for id, it in grid["indicators"].items()}
    formulas |= {it["when"]: "vrai" for id, it in grid["flags"].items() if id in output["flags"]}
    found: dict[str, list[tuple[str, str]]] = {}
    for formula, value in formulas.items():
        for name in dict.fromkeys(_NAME.findall(formula)):
            found.setdefault(name, []).append((formula, str(value).replace(".", ",")))
    return found


def type_in_words(written: Block) -> str:
    """What a key holds, in the words of a reader."""
    if "$ref" in written:
        name = written["$ref"].rpartition("/")[2]
        if name == "aggregation":
            return _aggregation_in_words()
        return "`{}`" if name in _NO_KEY else f"[bloc](#{name})"
    if "anyOf" in written:
        return " ou ".join(dict.fromkeys(type_in_words(option) for option in written["anyOf"]))
    if "enum" in written:
        return ", ".join(f"`{value}`" for value in written["enum"])
    if "const" in written:
        return f"`{written['const']}`"
    match written.get("type"):
        case "array":
            inner = written.get("items")
            return f"liste : {type_in_words(inner)}" if isinstance(inner, Mapping) else "liste"
        case "object":
            inner = written.get("additionalProperties")
            if not isinstance(inner, Mapping):
                return "bloc"
            words = type_in_words(inner)
            return f"par identifiant ({words})" if " ou " in words else f"par identifiant : {words}"
        case "string":
            return "texte"
        case "boolean":
            return "`true` ou `false`"
        case "integer" | "number" as kind:
            return _number_in_words(written, kind)
        case ["string", "number", "boolean"]:
            return "expression"
        case ["string", "number", "boolean", "null"]:
            return "une réponse"
        case _:
            return "texte, liste ou bloc"


def _aggregation() -> Block:
    found: Block = json_schema("fr")["definitions"]["aggregation"]
    return found


def _aggregation_in_words() -> str:
    alone, *blocks = _aggregation()["anyOf"]
    held = [f"{{{key}: {type_in_words(it)}}}" for block in blocks for key, it in block["properties"].items()]
    return " ou ".join([type_in_words(alone), *held])


def _number_in_words(written: Block, kind: str) -> str:
    word = "entier" if kind == "integer" else "nombre"
    low, high, above = (written.get(key) for key in ("minimum", "maximum", "exclusiveMinimum"))
    if low is not None and low == high:
        return f"`{low:g}`"
    if low is not None and high is not None:
        return f"{word} de {low:g} à {high:g}"
    if above is not None:
        return f"{word} plus grand que {above:g}"
    return f"{word} à partir de {low:g}" if low is not None else word


def _samples() -> list[Path]:
    """The documents that examples are taken from; each is run by a test."""
    return [
        *sorted(SAMPLES.glob("*.yaml")),
        *sorted((ROOT / "grids").glob("*.yaml")),
        *sorted((ROOT / "examples").rglob("*.yaml")),
    ]


def _read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(read_yaml(path.read_bytes(), path.name).data))
    return document


def _kind(document: Block) -> str:
    if "cases" in document:
        return "casefile"
    if "polarity" in document:
        return "grid"
    return "reference" if "units" in document else "dictionary"


def _columns(document: Block) -> dict[str, Any]:
    columns = document.get("columns") or {}
    return {id: it for id, it in columns.items() if isinstance(it, Mapping)} if _kind(document) != "reference" else {}


def _title(block: Block) -> str:
    title: str = block["description"]
    return title.removesuffix(".")


def _example(value: Any) -> str:
    if value is None:
        return ""
    text = _flow(value)
    if len(text) > _LONGEST and not isinstance(value, str):
        return _said("page.bloc-long")
    return f"`{text if len(text) <= _LONGEST else text[: _LONGEST - 1] + '…'}`"


def _contents(definitions: Blocks) -> str:
    links = (f"[{_title(block)}](#{owner})" for owner, block in definitions.items())
    return "\n".join(f"- {link}" for link in links) + "\n"


def _flow(value: Any) -> str:
    """A value as one line of YAML."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flow(it)}" for key, it in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(it) for it in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        bare = re.fullmatch(r"[^\W\d_][^:#{}\[\],&*!|>%@`\"']*", value)
        return " ".join(value.split()) if bare else json.dumps(" ".join(value.split()), ensure_ascii=False)
    return f"{value:g}" if isinstance(value, float) else json.dumps(value)


def _default(value: Any) -> str:
    return "" if value is None else f"`{_flow(value)}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _said(code: str) -> str:
    return catalogue("fr")[f"schema.{code}"]
