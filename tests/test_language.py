"""The language is documented whole: every key, function, type and role has its words, and an example that runs."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import get_args

import pytest

from hlmdiag.cases import cases_beside, read_cases, try_cases
from hlmdiag.expression.functions import FUNCTIONS, USAGES
from hlmdiag.grid import load_grid
from hlmdiag.grid.data_model import ColumnType, Role
from hlmdiag.grid.schema import json_schema
from hlmdiag.text import catalogue

DOCS = Path(__file__).parent.parent / "docs"
SAMPLES = DOCS / "exemples"
HINT = (
    "Give each a sentence in text/fr/schema.yaml and text/en/schema.yaml (under its block, or `partout`), and a value "
    "in docs/exemples/complete.yaml; then run `make help-pages`."
)


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    specification = importlib.util.spec_from_file_location("language_pages", DOCS / "language_pages.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_every_key_of_the_language_is_explained_and_shown(pages: ModuleType) -> None:
    blocks, shown = pages.blocks(), pages.examples()
    keys = {(owner, key): it for owner in blocks for key, it in pages.keys_of(owner, blocks).items()}
    silent = [".".join(key) for key, it in keys.items() if not it.get("description")]
    assert silent == [], f"no page explains these keys. {HINT}"
    unseen = [".".join(key) for key in keys if key not in shown]
    assert unseen == [], f"no example shows these keys. {HINT}"


def test_every_key_of_the_schema_stands_on_the_page() -> None:
    page = (DOCS / "langage-cles.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r'<a id="(\w+)"></a>\n(.*?)(?=<a id=|\Z)', page, re.DOTALL))
    for name, block in json_schema("fr")["definitions"].items():
        owner = name.removesuffix("-change").replace("overlay", "grid")
        keys = {*block.get("properties", {})} - {"locked"}
        missing = [key for key in keys if f"\n| `{key}` |" not in sections.get(owner, "")]
        assert missing == [], f"docs/langage-cles.md lacks keys of the block {owner}. {HINT}"


def test_every_function_type_and_role_is_explained_and_shown(pages: ModuleType) -> None:
    said, computed = catalogue("fr"), pages.function_examples()
    for name in FUNCTIONS:
        assert f"schema.fonction.{name}" in said, f"describe {name} under `fonction` in text/fr/schema.yaml"
        assert name in USAGES, f"say how {name} is written in USAGES (expression/functions.py)"
        assert computed.get(name), f"show {name} in docs/exemples/fonctions.yaml"
    page = pages.columns_page()
    for value in (*get_args(ColumnType), *get_args(Role)):
        assert f"\n| `{value}` |" in page


def test_no_sentence_of_the_schema_is_about_a_key_that_is_gone() -> None:
    definitions = json_schema("fr")["definitions"]
    other = ("page.", "fonction.", "type-de-colonne.", "role-de-colonne.", "partout.")
    for code in catalogue("fr"):
        owner, _, key = code.removeprefix("schema.").partition(".")
        if not code.startswith("schema.") or code.removeprefix("schema.").startswith(other) or owner == "aggregation":
            continue
        assert owner in definitions, code
        assert key == "bloc" or key in definitions[owner].get("properties", {}), code


@pytest.mark.parametrize("path", [SAMPLES / "fonctions.yaml", SAMPLES / "complete.yaml"], ids=lambda path: path.stem)
def test_the_examples_give_what_their_cases_say(path: Path) -> None:
    grid = load_grid(path)
    trial = try_cases(grid, read_cases(cases_beside(path)))
    assert [outcome.case.name for outcome in trial.outcomes if not outcome.holds] == []


def test_the_other_examples_load() -> None:
    assert load_grid(SAMPLES / "variante.yaml").parent is not None
