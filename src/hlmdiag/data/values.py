"""Reads one text in a column of the grid: a value, an absence, or a refusal with the expected form."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hlmdiag.data import dates, numbers
from hlmdiag.data.cell_units import is_measure, is_unit_of
from hlmdiag.data.missing_markers import NOT_FOUND, is_excel_error, own_names, usual_marker
from hlmdiag.data.name_index import NameIndex
from hlmdiag.data.normalise_text import mark, signed, words
from hlmdiag.data.sheet import DAY, FORMULA, TO_CORRECT
from hlmdiag.data.thousands import DOUBTFUL
from hlmdiag.grid.data_model import Column
from hlmdiag.states import State
from hlmdiag.text.characters import has_strange_number, plain
from hlmdiag.text.phrase import BETWEEN_SENTENCES, Listed, Phrase

NUMERIC = frozenset({"integer", "number", "percent"})
_YES = frozenset(["oui", "o", "yes", "y", "x", "vrai", "v", "true", "1", "✓", "✔", "☑", "√", "ok"])
_NO = frozenset(["non", "n", "no", "faux", "f", "false", "0", "✗", "✘", "☐"])
_PERCENT = frozenset({"%", "pct", "pour cent", "pourcent"})

_LONGEST = 80
_ALIKE = 0.6
_LOST_DIGITS = re.compile(r"[0-9]{1,3}(?:[.,][0-9]*)?[eE]\+[0-9]{1,3}")
_DURATION = re.compile(r"-?[0-9]{1,6}:[0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)?")
_UNSURE = re.compile(DOUBTFUL)


@dataclass(frozen=True)
class CellRefusal:
    """Refusal of a text in its column: the code of the sentence and its values.

    `beside` is another text of the column, without which this one would be read. `advice` looks for the answer that a
    text resembles most, which costs too much to be asked of what is not said.
    """

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    advice: Callable[[], Phrase] | None = None
    beside: str | None = None

    def said(self) -> dict[str, object]:
        """All that fills the sentence."""
        return dict(self.values) | ({"advice": self.advice()} if self.advice is not None else {})


CellValue = float | str | bool | date | State | CellRefusal
"""Reading of a text. A `State` is an absence."""


def reader(column: Column, *, date_1904: bool = False) -> Callable[[str], CellValue]:
    """The reading of one text for a column: marks of the column, then its choices, then usual marks, then its type.

    >>> read = reader(Column("taux", "percent", "Taux"))
    >>> read("12,5 %"), read("NC"), read("2 à 3").code
    (12.5, <State.MISSING: 3>, 'donnees.approximation')
    """
    own, choices = own_names(column), _choices(column)
    understand = _of_type(column, date_1904)

    def read(text: str) -> CellValue:
        stripped = text.strip()
        if text.startswith(FORMULA):
            return CellRefusal("donnees.formule", {"value": text[1:]})
        if text.startswith(TO_CORRECT):
            return CellRefusal("donnees.a-corriger", {"value": text[1:]})
        if text.startswith(DAY):
            return _day_for_code(text.removeprefix(DAY), column)
        if states := own.find(stripped):
            return states[0] if len(states) == 1 else CellRefusal("donnees.marque-ambigue")
        if column.type == "id":
            return _identifier(stripped)
        if column.type == "text":
            return _text(stripped, column)
        if codes := choices.find(stripped):
            return _only(codes, column)
        if (absence := usual_marker(stripped)) is not None:
            return absence
        if is_excel_error(stripped):
            return CellRefusal("donnees.erreur-excel")
        return understand(plain(stripped))

    return read


def expected(column: Column) -> Phrase:
    """Expected value of a column of numbers, in words."""
    if column.type == "percent":
        return Phrase("donnees.mots.pourcentage")
    word = "entier" if column.type == "integer" else "nombre"
    if column.unit:
        return Phrase(f"donnees.mots.{word}-unite", unit=column.unit)
    return Phrase(f"donnees.mots.{word}")


def _of_type(column: Column, date_1904: bool) -> Callable[[str], CellValue]:
    if column.type in NUMERIC:
        return lambda text: _number(text, column)
    if column.type == "boolean":
        return _boolean
    if column.type == "choice":
        return lambda text: _choice(text, column)
    if column.type == "month":
        return lambda text: _month(text, date_1904)
    return lambda text: _day(text, date_1904)


def _identifier(text: str) -> CellValue:
    """A code is its text, unchanged; `#N/A` is the mark of a failed search."""
    if is_excel_error(text) or mark(text) == NOT_FOUND:
        return CellRefusal("donnees.erreur-excel")
    if _LOST_DIGITS.fullmatch(text):
        return CellRefusal("donnees.code-abrege")
    return text or State.MISSING


def _text(text: str, column: Column) -> CellValue:
    """Free text is kept unchanged; a name that groups residences is refused if Excel cut it short."""
    if not column.is_free_text and _LOST_DIGITS.fullmatch(text):
        return CellRefusal("donnees.code-abrege")
    return text or State.MISSING


def _day_for_code(text: str, column: Column) -> CellValue:
    """A day of a spreadsheet where a code is expected: `3-4` was typed, and is lost."""
    return (
        text
        if column.is_free_text
        else CellRefusal("donnees.date-inattendue", {"value": text, "expected": Phrase("donnees.mots.code")})
    )


def _number(text: str, column: Column) -> CellValue:
    found = numbers.parse_number(text) if len(text) <= _LONGEST else None
    unit = mark(found.unit) if found else ""
    if found is None or (unit and numbers.is_approximate(text)):
        return _no_number(text, column)
    if unit in _PERCENT:
        if column.type != "percent" and "%" not in (column.read_unit or ""):
            return CellRefusal("donnees.pourcentage-inattendu", {"expected": expected(column)})
    elif unit and not is_unit_of(found.unit, column):
        code = "donnees.echelle" if is_measure(unit) else "donnees.nombre"
        return CellRefusal(code, {"unit": found.unit, "expected": expected(column)})
    if column.type == "integer" and found.value != int(found.value):
        return CellRefusal("donnees.entier", {"expected": expected(column)})
    return found.value


def _no_number(text: str, column: Column) -> CellValue:
    if len(text) > _LONGEST:
        return CellRefusal("donnees.nombre", {"expected": expected(column)})
    if (years := numbers.two_years(text)) is not None:
        return CellRefusal("donnees.deux-annees", {"first": years[0], "last": years[1]})
    parts = numbers.fraction(text)
    if parts is not None:
        above, below = parts
        if below == column.max or (column.read_unit or "").replace(" ", "").endswith(f"/{below:g}"):
            return above
        return CellRefusal("donnees.fraction", {"base": f"{below:g}", "expected": expected(column)})
    if dates.day(text) is not None or dates.doubt(text) or dates.month(text) is not None:
        return CellRefusal("donnees.date-inattendue", {"expected": expected(column)})
    if _DURATION.fullmatch(text):
        return CellRefusal("donnees.duree", {"expected": expected(column)})
    if numbers.is_approximate(text):
        return CellRefusal("donnees.approximation")
    return CellRefusal("donnees.nombre", {"expected": expected(column)})


def _boolean(text: str) -> CellValue:
    if has_strange_number(text):
        return CellRefusal("donnees.booleen")
    folded = mark(text)
    if folded in _YES:
        return True
    if folded in _NO:
        return False
    number = _is_number(text)
    if number in (0.0, 1.0) and not _UNSURE.fullmatch(text):
        return number == 1.0
    return CellRefusal("donnees.booleen")


def _choices(column: Column) -> NameIndex[str | bool]:
    """The codes and labels of a column, alone and together."""
    pairs = [
        (name, code)
        for code, label in column.choices.items()
        for name in (code, label, *_joined(code, label), *column.choice_aliases.get(code, ()))
    ]
    return NameIndex((name, _code(column, code)) for name, code in pairs)


def _joined(code: str, label: str) -> tuple[str, ...]:
    return (f"{code} {label}", f"{code} - {label}", f"{code}: {label}") if label else ()


def _code(column: Column, code: str) -> str | bool:
    return code == "true" if column.type == "boolean" else code


def _only(codes: Sequence[str | bool], column: Column) -> CellValue:
    """The code that a text is, or the refusal to choose between several."""
    if len(codes) == 1:
        return codes[0]
    names = {_code(column, code): _shown(code, label) for code, label in column.choices.items()}
    answers = Listed(tuple(names[code] for code in codes), quoted=True, joint=BETWEEN_SENTENCES)
    return CellRefusal("donnees.reponse-ambigue", {"answers": answers})


def _choice(text: str, column: Column) -> CellValue:
    if codes := [code for code in column.choices if _is_number(code) in _numbers(text)]:
        return _only(codes, column)
    parts = numbers.fraction(text)
    if parts is not None and f"{parts[0]:g}" in column.choices and f"{parts[1]:g}" == _highest(column):
        return f"{parts[0]:g}"
    return CellRefusal("donnees.reponse", {"expected": _listed(column)}, lambda: _advice(text, column))


def _numbers(text: str) -> set[float | None]:
    """The numbers that a text may be: `1.000` is one or one thousand."""
    number = _is_number(text)
    if number is None:
        return set()
    return {number, number * 1000} if _UNSURE.fullmatch(text) else {number}


def _is_number(text: str) -> float | None:
    found = numbers.parse_number(text) if len(text) <= _LONGEST else None
    return found.value if found is not None and not found.unit else None


def _highest(column: Column) -> str | None:
    codes = [code for code in column.choices if code.isascii() and code.isdigit()]
    return max(codes, key=int) if codes and len(codes) == len(column.choices) else None


def _listed(column: Column) -> Listed:
    shown = tuple(_shown(code, label) for code, label in column.choices.items())
    return Listed(shown, joint=BETWEEN_SENTENCES if any("," in each for each in shown) else ", ")


def _advice(text: str, column: Column) -> Phrase:
    """The answer that looks like it; between numbers none does, nor between answers that differ by signs."""
    names: dict[str, set[str]] = {}
    for code, label in column.choices.items():
        for name in (code, label):
            names.setdefault(words(name), set()).add(_shown(code, label))
    wanted = words(text) if numbers.parse_number(text) is None else ""
    close = difflib.get_close_matches(wanted, [name for name in names if name], n=1, cutoff=_ALIKE)
    if close and len(names[close[0]]) == 1:
        return Phrase("donnees.mots.suggestion", nearest=next(iter(names[close[0]])))
    return Phrase("donnees.mots.une-des-reponses")


def _shown(code: str, label: str) -> str:
    return label if not label or signed(code) == signed(label) else f"{code} = {label}"


def _day(text: str, date_1904: bool) -> CellValue:
    if has_strange_number(text):
        return CellRefusal("donnees.date")
    found = dates.day(text)
    if found is not None:
        return found
    if doubt := dates.doubt(text):
        return CellRefusal(doubt)
    if dates.month(text) is not None:
        return CellRefusal("donnees.jour-manquant")
    found = dates.serial(text, date_1904=date_1904)
    return found if found is not None else CellRefusal("donnees.date")


def _month(text: str, date_1904: bool) -> CellValue:
    if has_strange_number(text):
        return CellRefusal("donnees.mois")
    found = dates.month(text)
    if found is not None:
        return found
    whole = _day(text, date_1904)
    return whole.replace(day=1) if isinstance(whole, date) else CellRefusal("donnees.mois")
