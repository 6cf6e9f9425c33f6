"""The sheets of a grid in a workbook: which nodes stand in each, and the keys that are usually written there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from hlmdiag.grid.data_document import ColumnBlock, DocumentBlock, TableBlock
from hlmdiag.grid.document import (
    ActionBlock,
    FlagBlock,
    GridBlock,
    IndicatorBlock,
    LevelBlock,
    LevelRuleBlock,
    RoleBlock,
    StockAlertBlock,
    ThemeBlock,
    ViewBlock,
)

ID: Final = "id"
PARENT: Final = "theme"
TABLE: Final = "table"
OF: Final = "de"
KIND: Final = "sorte"
CODE: Final = "code"
KEY: Final = "cle"
BARE: Final = "valeur"
"""The column of a node that is no block: a label alone, a number, nothing (an overlay takes it away)."""
THEMES_FIRST: Final = "themes_first"
"""Of a node that has both: whether its themes come before its indicators."""

LISTS: Final = frozenset({
    "aliases", "tags", "authors", "unknown", "not_applicable", "partners", "asked", "answers", "key_else",
})  # fmt: skip
"""The keys that always hold a list: one item a line in their cell. In `columns`, `missing` is one too."""

COLUMN, CRITERION, STEP, ANCHOR, MATRIX = "colonne", "critere", "palier", "repere", "croisement"
"""Subjects of the rows of the sheet of answers."""


@dataclass(frozen=True)
class SheetLayout:
    """A sheet: its name, the block that its rows are, the columns that place a row, the keys usually written."""

    name: str
    block: str
    places: tuple[str, ...]
    keys: tuple[str, ...]
    lists: frozenset[str] = field(default=LISTS)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that stands there from the start."""
        return (*self.places, *self.keys)


def _keys(model: type[BaseModel], *but: str) -> tuple[str, ...]:
    return tuple(key for key in _dotted(model) if key.partition(".")[0] not in but)


def _dotted(model: type[BaseModel]) -> Iterator[str]:
    """The keys of a block, its own first, those of the blocks inside it after a dot; `locked` is last."""
    own = [name for name in model.model_fields if name in model.__annotations__]
    for name in (*own, *(name for name in model.model_fields if name not in own)):
        info = model.model_fields[name]
        key = info.alias or name
        inner = next((each for each in _options(info.annotation) if _is_block(each)), None)
        if inner is not None:
            yield from (f"{key}.{each}" for each in _dotted(inner))
        elif key != "locked":
            yield key


def _listed(model: type[BaseModel]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The keys of a block that take one of a few words, with these."""
    for name, info in model.model_fields.items():
        words = [each for option in _options(info.annotation) for each in get_args(option) if isinstance(each, str)]
        if words and any(get_origin(option) is Literal for option in _options(info.annotation)):
            yield info.alias or name, tuple(words)


def _options(annotation: Any) -> tuple[Any, ...]:
    is_union = isinstance(annotation, UnionType) or get_origin(annotation) is Union
    return get_args(annotation) if is_union else (annotation,)


def _is_block(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, DocumentBlock)


_SCORE = (
    "score.linear.worst", "score.linear.best", "score.target.goal", "score.target.better", "score.target.tolerance",
    "score.target.points", "score.matrix.rows", "score.matrix.columns", "score.out_of",
)  # fmt: skip
_NODES = ("themes", "indicators", "levels")
ROOT_MAPS = (
    "uses", "reference", "roles", "columns", "tables", "levels", "level_rules", "views", "flags", "stock_alerts",
    "roll_up", "actions", "changelog",
)  # fmt: skip
"""Root blocks with more than a few keys, in the usual order of grids."""

GRID = SheetLayout("Grille", "grid", (KEY,), (BARE,))
ROOT_KEYS = _keys(GridBlock, *_NODES, *ROOT_MAPS)
"""Usual keys of a grid's identity: a row each in the first sheet."""
COLUMNS = SheetLayout("Colonnes", "column", (ID, TABLE), _keys(ColumnBlock, "choices"), LISTS | {"missing"})
TABLES = SheetLayout("Tables", "table", (ID,), _keys(TableBlock, "columns"))
THEMES = SheetLayout("Thèmes", "theme", (ID, PARENT), (*_keys(ThemeBlock, *_NODES), THEMES_FIRST))
CRITERIA = SheetLayout("Critères", "indicator", (ID, PARENT), (*_keys(IndicatorBlock, "score", "wording"), *_SCORE))
ANSWERS = SheetLayout(
    "Réponses", "choice", (OF, TABLE, KIND, CODE), (BARE, "label", "points", "descriptor", "evidence", "aliases")
)
LEVELS = SheetLayout("Niveaux", "level", (ID, PARENT), _keys(LevelBlock))
LEVEL_RULES = SheetLayout("Règles de niveau", "levelrule", (), _keys(LevelRuleBlock))
FLAGS = SheetLayout("Drapeaux", "flag", (ID,), _keys(FlagBlock))
ALERTS = SheetLayout("Alertes du parc", "stockalert", (ID,), _keys(StockAlertBlock))
ACTIONS = SheetLayout("Actions", "action", (ID,), _keys(ActionBlock))
VIEWS = SheetLayout("Vues", "view", (ID,), _keys(ViewBlock))
ROLES = SheetLayout("Rôles", "role", (ID,), _keys(RoleBlock))
JOURNAL = SheetLayout("Journal", "grid", (ID,), (BARE,))

SHEETS = (
    GRID, COLUMNS, TABLES, THEMES, CRITERIA, ANSWERS, LEVELS, LEVEL_RULES, FLAGS, ALERTS, ACTIONS, VIEWS, ROLES,
    JOURNAL,
)  # fmt: skip
BY_KEY = {
    "tables": TABLES, "flags": FLAGS, "stock_alerts": ALERTS, "actions": ACTIONS, "views": VIEWS, "roles": ROLES,
}  # fmt: skip
"""The sheets of what stands at the root under a key, by id."""

_SWITCHES: Final = frozenset({"required", "alert", "public", "optional", "locked", THEMES_FIRST})
YES, NO = "oui", "non"


def is_switch(key: str) -> bool:
    """Whether a key is « oui » or « non », by its last part."""
    return key.rpartition(".")[2] in _SWITCHES


CHOICES: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    (sheet.name, key): values
    for sheet, model in (
        (COLUMNS, ColumnBlock),
        (CRITERIA, IndicatorBlock),
        (ACTIONS, ActionBlock),
        (ROLES, RoleBlock),
    )
    for key, values in _listed(model)
} | {
    (ANSWERS.name, KIND): (COLUMN, CRITERION, STEP, ANCHOR, MATRIX),
    (ANSWERS.name, "evidence"): ("required", "optional"),
}
"""By sheet and key, the words among which one is chosen."""
FROM_SHEET: Final[dict[tuple[str, str], str]] = {
    (COLUMNS.name, TABLE): TABLES.name, (ANSWERS.name, TABLE): TABLES.name, (THEMES.name, PARENT): THEMES.name,
    (CRITERIA.name, PARENT): THEMES.name, (LEVELS.name, PARENT): THEMES.name, (LEVEL_RULES.name, "level"): LEVELS.name,
    (ALERTS.name, "level"): LEVELS.name, (FLAGS.name, "no_better_than"): LEVELS.name,
}  # fmt: skip
"""By sheet and key, the sheet whose ids are the words."""
HELP: Final = "▸ "
"""Beginning of the second row of a sheet, which explains each key: no node begins so."""
