"""Kinds of arguments that several functions of the package take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date as day
from datetime import datetime
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

from hlmdiag.calls import ArgumentKind
from hlmdiag.configuration import Configuration, load
from hlmdiag.runs.inputs import existing
from hlmdiag.runs.request import ReadRequest

if TYPE_CHECKING:
    from hlmdiag.scoring import Result

_Held = TypeVar("_Held")
PathLikeText: TypeAlias = str | PathLike[str]


def _is_text(given: object) -> bool:
    return isinstance(given, str)


def _is_path(given: object) -> bool:
    """Whether something names a file or a folder: no system has a name with a null in it."""
    return isinstance(given, str | PathLike) and "\0" not in str(given)


def _one_or_several(is_one: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda given: is_one(given) or (isinstance(given, list | tuple) and all(map(is_one, given)))


def _is_number(given: object) -> bool:
    return isinstance(given, int | float) and not isinstance(given, bool)


PATH = ArgumentKind(_is_path, "chemin")
PATHS = ArgumentKind(_one_or_several(_is_path), "chemins")
GRID_NAME = ArgumentKind(_is_path, "nom-de-grille")
TEXT = ArgumentKind(_is_text, "texte")
TEXTS = ArgumentKind(_one_or_several(_is_text), "textes")
YES_OR_NO = ArgumentKind(lambda given: isinstance(given, bool), "oui-ou-non")
WHOLE = ArgumentKind(lambda given: isinstance(given, int) and not isinstance(given, bool), "entier")
NUMBER = ArgumentKind(_is_number, "nombre")
READING = ArgumentKind(lambda given: isinstance(given, ReadRequest), "lecture")
DAY = ArgumentKind(lambda given: isinstance(given, day) and not isinstance(given, datetime), "date")


def _is_result(given: object) -> bool:
    from hlmdiag.scoring import Result

    return isinstance(given, Result)


def _is_plan(given: object) -> bool:
    from hlmdiag.plan import Plan

    return _is_path(given) or isinstance(given, Plan)


def _is_source(given: object) -> bool:
    from hlmdiag.benchmark.share import LandlordShare

    return _is_path(given) or _is_result(given) or isinstance(given, LandlordShare)


NAMED_PATHS = ArgumentKind(
    lambda given: isinstance(given, Mapping) and all(map(_is_text, given)) and all(map(_is_path, given.values())),
    "chemins-nommes",
)
RESULT = ArgumentKind(_is_result, "resultat")
RESULT_OR_PATH = ArgumentKind(lambda given: _is_path(given) or _is_result(given), "resultat-ou-chemin")
PLANS = ArgumentKind(_one_or_several(_is_plan), "plans")
SHARES = ArgumentKind(_one_or_several(_is_source), "envois")
RESULTS_OR_PATHS = ArgumentKind(
    lambda given: (
        _is_path(given)
        or (isinstance(given, list | tuple) and all(_is_path(each) or _is_result(each) for each in given))
    ),
    "resultats",
)


def texts(given: PathLikeText | Sequence[PathLikeText] | None) -> tuple[str, ...]:
    """One text or path, or several, as the command line would type them."""
    if given is None:
        return ()
    return (str(given),) if isinstance(given, str | PathLike) else tuple(str(each) for each in given)


def several(given: _Held | PathLikeText | Sequence[_Held | PathLikeText]) -> tuple[_Held | str, ...]:
    """One thing or several, files as the command line would type them."""
    if isinstance(given, str | PathLike):
        return (str(given),)
    held: Sequence[_Held | PathLikeText] = given if isinstance(given, list | tuple) else [cast("_Held", given)]
    return tuple(str(each) if isinstance(each, str | PathLike) else each for each in held)


def result_or_file(given: Result | PathLikeText) -> Result | Path:
    """A result, or a file that is there."""
    return existing(str(given)) if isinstance(given, str | PathLike) else given


def typed(given: PathLikeText | None) -> str | None:
    """A path as the command line would type it."""
    return None if given is None else str(given)


def day_typed(given: day | None) -> str | None:
    """A day as the command line would type it."""
    return None if given is None else given.isoformat()


def optional_file(given: PathLikeText | None) -> Path | None:
    """A file that is there, if one was given."""
    return None if given is None else existing(str(given))


def settings_of(path: PathLikeText | None) -> Configuration:
    """The settings of a file; none is looked for."""
    return Configuration() if path is None else load(existing(str(path)))
