"""The JSON Schema of the language: valid for its draft, true to the loader, described in French."""

import contextlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from generators.cases import Case, cases
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid import load_grid
from hlmdiag.grid.reader import read_yaml
from hlmdiag.grid.schema import json_schema
from hlmdiag.rules.normalise import RULES

ROOT = Path(__file__).parent.parent.parent
TESTS = ROOT / "tests"
VALID = [
    # texts in another language are a part of a document: a grid says what may stand in them
    *(path for path in sorted((ROOT / "grids").glob("*.yaml")) if not path.stem.endswith(".en")),
    *sorted((ROOT / "examples").rglob("*.yaml")),
    *sorted((ROOT / "docs" / "exemples").glob("*.yaml")),
    TESTS / "grid" / "complete.yaml",
    *sorted((TESTS / "broken-method").rglob("*.yaml")),
]
"""Grids, overlays, dictionaries and files of cases."""
SCHEMA = json_schema("fr")
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)
# Faults of shape: an editor shows them too. Faults of meaning are the loader's alone.
SHAPES = [
    "agregation",
    "agregation-parametres",
    "axe-tfpb",
    "bloc",
    "borne-inutile",
    "choix-absents",
    "choix-inutiles",
    "cle-absente",
    "couleur",
    "couleur-commentaire",
    "effectif",
    "effort",
    "expression",
    "fenetre-sans-date",
    "guillemets",
    "identifiant",
    "matrice-valeur",
    "mois",
    "niveau-sans-borne",
    "nom-de-colonne",
    "nombre",
    "nombre-negatif",
    "nombre-positif",
    "part",
    "pas-une-grille",
    "polarite",
    "politique",
    "rangs",
    "regle-absente",
    "regle-multiple",
    "suite",
    "suite-longueur",
    "suite-vide",
    "taille-non-numerique",
    "texte",
    "texte-vide",
    "theme-vide",
    "variante-sans-identite",
    "version-langage",
    "vide",
    "vide-non-numerique",
    "virgule-decimale",
    "vrai-faux",
]


def document(path: Path) -> Any:
    return json.loads(json.dumps(read_yaml(path.read_bytes(), path.name).data))


def errors(written: Any) -> list[str]:
    return [f"{list(error.absolute_path)} {error.message}" for error in VALIDATOR.iter_errors(written)]


def of_shape() -> Iterator[Path]:
    """The broken grids that have a fault of shape."""
    for path in sorted((TESTS / "broken").glob("*.yaml")):
        if path.stem == "colonnes-partagees":  # a sound dictionary, which a broken grid reads
            continue
        try:
            load_grid(path)
        except HlmdiagError as refused:
            if any(problem.code.removeprefix("grille.") in SHAPES for problem in refused.problems):
                with contextlib.suppress(HlmdiagError):
                    document(path)
                    yield path


def test_the_schema_is_a_valid_draft_7() -> None:
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    text = json.dumps(SCHEMA)
    assert "$defs" not in text
    assert "prefixItems" not in text


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.name)
def test_every_grid_that_loads_is_valid(path: Path) -> None:
    assert errors(document(path)) == []


@pytest.mark.parametrize("path", [*of_shape()], ids=lambda path: path.stem)
def test_a_fault_of_shape_is_seen_by_an_editor_too(path: Path) -> None:
    assert errors(document(path)) != []


@given(cases())
@settings(max_examples=40)
def test_every_grid_that_is_drawn_is_valid(drawn: Case) -> None:
    assert errors(json.loads(json.dumps(drawn.grid))) == []


OVERLAY = {"extends": "residence-complexe", "id": "mon-parc", "version": "1"}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"themes": {"service": None}},
        {"themes": {"service": {"indicators": {"QS1": {"score": {"steps": [0, 20, 40, 80]}}, "QS9": {"weight": 0}}}}},
        {"columns": {"etat": {"choices": {"bon": None}, "aliases": ["état"]}, "vacance": None}},
        {"aggregation": {"sum": {"cap": None}}, "flags": None, "min_coverage": None},
        {"levels": {"fragile": {"from": 40}}, "view_gap": {"at_least": 3}, "actions": {"A1": {"when": "true"}}},
    ],
    ids=str,
)
def test_an_overlay_says_what_it_changes_and_null_removes(changes: dict[str, Any]) -> None:
    assert errors(OVERLAY | changes) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"id": None},
        {"titre": "Mon parc"},
        {"themes": {"service": {"poids": 2}}},
        {"themes": {"service": {"weight": -1}}},
        {"levels": {"fragile": {"colour": "rouge"}}},
        {"level_rules": [{"when": "true"}]},
    ],
    ids=str,
)
def test_what_no_grid_may_say_an_overlay_may_not_either(changes: dict[str, Any]) -> None:
    assert errors(OVERLAY | changes) != []


def test_an_overlay_has_an_id_and_a_version() -> None:
    for key in ("id", "version"):
        assert errors({name: it for name, it in OVERLAY.items() if name != key}) != []


def test_a_grid_that_is_begun_lacks_what_a_grid_requires() -> None:
    assert all(name in " ".join(errors({"id": "g"})) for name in ("language_version", "version", "title", "polarity"))
    assert errors({"language_version": 1, "id": "d", "columns": {"code": {"label": "Code"}}}) != []


@pytest.mark.parametrize(
    "change",
    [
        {"cases": []},
        {"cases": [{"name": "seul"}]},
        {"date": "hier"},
        {"cases": [{"name": "a", "output": {}, "cle": 1}]},
    ],
    ids=str,
)
def test_a_file_of_cases_that_would_not_be_read_is_invalid(change: dict[str, Any]) -> None:
    sound = {"grid": "halls.yaml", "date": "2026-11-01", "cases": [{"name": "a", "output": {"score": 1}}]}
    assert errors(sound) == []
    assert errors(sound | change) != []


def test_what_the_guide_shows_is_valid(tmp_path: Path) -> None:
    """Every file that a page of the guide writes and that the loader accepts."""
    shown = re.compile(r"^```yaml\n# fichier : (\S+\.yaml)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
    seen = []
    for page in sorted((ROOT / "docs").glob("*.md")):
        for name, text in shown.findall(page.read_text(encoding="utf-8")):
            path = tmp_path / Path(name).name
            path.write_text(text, encoding="utf-8")
            with contextlib.suppress(HlmdiagError):
                load_grid(path)
                seen.append(path.name)
                assert errors(document(path)) == [], name
    assert len(seen) > 5


def test_every_rule_is_proposed() -> None:
    assert set(RULES) <= set(SCHEMA["definitions"]["score"]["properties"])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_key_and_every_block_is_described(language: str) -> None:
    bare = [path for path, block in described(json_schema(language), ()) if not block.get("description")]
    assert bare == []


def described(block: dict[str, Any], path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
    """Every block that an editor shows the words of."""
    for key, value in block.get("properties", {}).items():
        yield (*path, key), value
    for name, definition in block.get("definitions", {}).items():
        yield (*path, name), definition
        yield from described(definition, (*path, name))


def test_every_reference_leads_somewhere() -> None:
    names = set(SCHEMA["definitions"])
    used = {part.split('"')[0] for part in json.dumps(SCHEMA).split("#/definitions/")[1:]}
    assert used <= names
