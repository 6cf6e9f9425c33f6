"""The tables of a plan where rows and amounts are added up: those of its head, and of the tax agreement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from hlmdiag.plan import PlanRow, PlanTally, Typed
from hlmdiag.plan.convention import AgreementLine, TaxAgreement
from hlmdiag.plan.places import UnitPlace, logements
from hlmdiag.report.excel.context import COUNT
from hlmdiag.report.excel.page import Page, SheetColumn
from hlmdiag.wording import Wording

_MONEY = (
    "prevues", "prevu", "prevu-sans", "faites", "realise", "realise-sans", "valorise", "valorise-sans",
)  # fmt: skip
_PLACE = ("unites", "logements", "sans-logements")
_LATE = ("code", "name", "group", "deadline", "title", "responsible")
_WRAPPED = {"text_wrap": True}
_LAST = 8


def _column(key: str, width: float, words: Wording) -> SheetColumn:
    is_text = key in ("year", "axis", "district", "code", "name")
    return SheetColumn(words.say(f"rapport.plan.colonne.{key}"), width, _WRAPPED if is_text else COUNT)


def tally_table(page: Page, key: str, tallies: Mapping[str, PlanTally], words: Wording) -> None:
    """Rows by what they say: how many, how many late, what they cost; by district, their units and logements too."""
    of_place = _PLACE if key == "district" else ()
    heads = ["late", "couts", "sans-cout", *of_place]
    columns = [
        SheetColumn(words.say(f"rapport.plan.colonne.{key}"), 44, _WRAPPED),
        SheetColumn(words.say("rapport.plan.lignes"), 14, COUNT),
        *(_column(head, 14, words) for head in heads),
    ]
    rows: list[list[Typed]] = []
    for word, tally in tallies.items():
        place = [tally.units, tally.logements, tally.without_logements] if of_place else []
        own = [tally.rows, tally.late, tally.cost.shown, tally.cost.lacking]
        rows.append([word or words.say("rapport.plan.non-dit"), *own, *place])
    page.table(columns, rows)


def late_table(page: Page, rows: Sequence[PlanRow], words: Wording) -> None:
    """The rows that are late."""
    if rows:
        widths = dict(zip(_LATE, (44, 14, 14, 14, 30, 14), strict=True))
        titles = [
            SheetColumn(words.say(f"rapport.plan.colonne.{key}"), width, _WRAPPED) for key, width in widths.items()
        ]
        page.table(titles, [[_shown(row, key, words) for key in _LATE] for row in rows])
    page.row += 1


def _shown(row: PlanRow, key: str, words: Wording) -> str:
    value = row.cells.get(key)
    return words.day(value) if isinstance(value, date) else str(value or "")


def agreement_sheet(
    page: Page, found: TaxAgreement, units: Mapping[str, Mapping[str, str | None]], places: Mapping[str, UnitPlace],
    words: Wording,
) -> None:  # fmt: skip
    """The yearly table of the agreement, ready to be sent: by axis, by district, then line by line."""
    page.widths([10, 34, 16, 24, 12, 30, *[12] * len(_MONEY)])
    page.title(words.say("rapport.plan.convention.titre"))
    page.paragraph(words.say("rapport.plan.convention.regles"), _LAST, height=42)
    page.paragraph(words.say("rapport.dossier.tfpb-intro"), _LAST, height=30)
    page.row += 1
    unsaid, without = words.say("rapport.plan.non-dit"), words.say("rapport.plan.sans-axe")
    tables = (("axis", found.by_axis), ("district", found.by_district))
    for key, lines in tables:
        page.heading(words.say(f"rapport.plan.convention.par-{key}"))
        heads = (*_PLACE, *_MONEY) if key == "district" else _MONEY
        columns = [_column("year", 10, words), _column(key, 34, words), *(_column(each, 12, words) for each in heads)]
        rows = []
        for line in lines:
            year, word = line.key
            place = _place(line, places) if key == "district" else ()
            rows.append([year or unsaid, word or (unsaid if key == "district" else without), *place, *_money(line)])
        page.table(columns, rows)
        page.row += 1
    _by_unit(page, found.by_unit, units, places, words)
    page.finish()


def _by_unit(
    page: Page, lines: Sequence[AgreementLine], units: Mapping[str, Mapping[str, str | None]],
    places: Mapping[str, UnitPlace], words: Wording,
) -> None:  # fmt: skip
    page.heading(words.say("rapport.plan.convention.par-unit"))
    keys = {"year": 10, "district": 34, "code": 16, "name": 24, "logements": 12, "axis": 30}
    columns = [_column(key, width, words) for key, width in keys.items()]
    columns += [_column(key, 12, words) for key in _MONEY]
    unsaid, without = words.say("rapport.plan.non-dit"), words.say("rapport.plan.sans-axe")
    rows: list[list[Typed]] = []
    for line in lines:
        year, district, code, axis = line.key
        place = places.get(code)
        own = [(units.get(code) or {}).get("name"), place.logements if place is not None else None]
        rows.append([year or unsaid, district or unsaid, code or unsaid, *own, axis or without, *_money(line)])
    page.table(columns, rows)


def _place(line: AgreementLine, places: Mapping[str, UnitPlace]) -> Iterator[Typed]:
    yield len(line.codes)
    yield from logements(set(line.codes), places)


def _money(line: AgreementLine) -> Iterator[Typed]:
    yield line.planned.rows
    yield from (line.planned.shown, line.planned.lacking)
    yield line.done.rows
    for amount in (line.done, line.valued):
        yield from (amount.shown, amount.lacking)
