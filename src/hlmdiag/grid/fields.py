"""The value types of grid keys, each with its own sentence for a wrong value."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from hlmdiag.grid import model

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
DECIMAL_COMMA = re.compile(r"[-+]?\d+,\d+")


def _refuse(code: str) -> PydanticCustomError:
    return PydanticCustomError(code, "refused")


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        comma = isinstance(value, str) and DECIMAL_COMMA.fullmatch(value)
        raise _refuse("grille.virgule-decimale" if comma else "grille.nombre")
    return float(value)


def _zero(value: Any) -> float:
    if _number(value) != 0:
        raise _refuse("grille.vide-zero")
    return 0.0


def _weight(value: Any) -> float:
    number = _number(value)
    if number < 0:
        raise _refuse("grille.poids")
    return number


def _effort(value: Any) -> float:
    number = _number(value)
    if number <= 0:
        raise _refuse("grille.effort")
    return number


def _share(value: Any) -> float:
    number = _number(value)
    if not 0 <= number <= 1:
        raise _refuse("grille.part")
    return number


def _integer(value: Any, code: str, low: int, high: int | None = None) -> int:
    number = _number(value)
    if number != int(number) or number < low or (high is not None and number > high):
        raise _refuse(code)
    return int(number)


def _months(value: Any) -> int:
    return _integer(value, "grille.mois", 1, 1200)


def _ranks(value: Any) -> int:
    return _integer(value, "grille.rangs", 1)


def _units(value: Any) -> int:
    return _integer(value, "grille.effectif", 1)


def _tax_axis(value: Any) -> int:
    return _integer(value, "grille.axe-tfpb", 1, 8)


def _version(value: Any) -> int:
    if value is True or value != 1:
        raise _refuse("grille.version-langage")
    return 1


def _switch(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _refuse("grille.vrai-faux")
    return value


def _expression(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if not isinstance(value, str) or not value.strip():
        raise _refuse("grille.expression")
    return value


def _polarity(value: Any) -> Any:
    if value not in ("burden", "merit"):
        raise _refuse("grille.polarite")
    return value


def _missing(value: Any) -> str | float:
    if value in ("exclude", "worst", "best", "block"):
        return str(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refuse("grille.politique")
    return float(value)


def _bounds(value: Any) -> tuple[float, float] | None:
    if value == "none":
        return None
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise _refuse("grille.echelle")
    low, high = (_number(end) for end in value)
    if low >= high:
        raise _refuse("grille.echelle")
    return low, high


def _interval(value: Any) -> tuple[float, float]:
    ends = _bounds(value)
    if ends is None:
        raise _refuse("grille.echelle")
    return ends


def _colour(value: Any) -> str:
    if value is None:
        raise _refuse("grille.couleur-commentaire")
    if not isinstance(value, str) or not _COLOUR.fullmatch(value):
        raise _refuse("grille.couleur")
    return value


def _accepts(**keywords: Any) -> WithJsonSchema:
    """JSON Schema of the values that the validator of a type accepts, for editors."""
    return WithJsonSchema(keywords)


_TEXT, _NUMBER = {"type": "string", "minLength": 1}, {"type": "number"}

NonEmptyText = Annotated[str, Field(min_length=1)]
Texts = Annotated[
    tuple[NonEmptyText, ...],
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    _accepts(anyOf=[_TEXT, {"type": "array", "items": _TEXT}]),
]
"""A list of texts, or one alone."""
NumberField = Annotated[float, BeforeValidator(_number)]
Zero = Annotated[float, BeforeValidator(_zero), Field(ge=0, le=0)]
Weight = Annotated[float, BeforeValidator(_weight), _accepts(type="number", minimum=0)]
Effort = Annotated[float, BeforeValidator(_effort), _accepts(type="number", exclusiveMinimum=0)]
ShareField = Annotated[float, BeforeValidator(_share), _accepts(type="number", minimum=0, maximum=1)]
Months = Annotated[int, BeforeValidator(_months), _accepts(type="integer", minimum=1, maximum=1200)]
Units = Annotated[int, BeforeValidator(_units), _accepts(type="integer", minimum=1)]
RanksField = Annotated[int, BeforeValidator(_ranks), _accepts(type="integer", minimum=1)]
TaxAxis = Annotated[int, BeforeValidator(_tax_axis), _accepts(type="integer", minimum=1, maximum=8)]
Version = Annotated[int, BeforeValidator(_version), _accepts(const=1)]
Unproven = Literal["keep", "worse"]
Switch = Annotated[bool, BeforeValidator(_switch)]
ExpressionText = Annotated[str, BeforeValidator(_expression), _accepts(type=["string", "number", "boolean"])]
Polarity = Annotated[Literal["burden", "merit"], BeforeValidator(_polarity)]
MissingField = Annotated[
    model.Missing,
    BeforeValidator(_missing),
    _accepts(anyOf=[{"enum": ["exclude", "worst", "best", "block"]}, _NUMBER]),
]
Bounds = Annotated[
    tuple[float, float] | None,
    BeforeValidator(_bounds),
    _accepts(anyOf=[{"const": "none"}, {"type": "array", "items": _NUMBER, "minItems": 2, "maxItems": 2}]),
]
BothEnds = Annotated[
    tuple[float, float],
    BeforeValidator(_interval),
    _accepts(type="array", items=_NUMBER, minItems=2, maxItems=2),
]
ColourCode = Annotated[str | None, BeforeValidator(_colour), _accepts(type="string", pattern="^#[0-9a-fA-F]{6}$")]
"""Written `#2e7d32`, between quotes: unquoted, it is a comment and nothing is left of it."""
