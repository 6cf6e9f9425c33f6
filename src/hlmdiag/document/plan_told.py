"""A plan as a document to read: what is decided and done at a glance, then each group on pages of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from hlmdiag.document.sections import DocumentPart, PartedDocument, SectionColumn, SectionTable, TableCell
from hlmdiag.plan import OURS, PEOPLE, PlanCounts, PlanRow, Typed, counted, undecided
from hlmdiag.plan.convention import agreement
from hlmdiag.plan.expected_shown import COLUMNS
from hlmdiag.plan.model import DONE, RETAINED
from hlmdiag.plan.target_shown import TARGET_COLUMNS
from hlmdiag.plan.told import ToldPlan
from hlmdiag.wording import Wording

_LATE = ("code", "title", "responsible", "deadline")
_SHOWN = ("code", "action", "decision", "responsible", "deadline", "status", "cost", "comment")
_WIDE = {
    "code": 18, "action": 26, "title": 34, "comment": 20, "responsible": 18, "decision": 14, "deadline": 15, "cost": 10,
}  # fmt: skip
_EXPECTED = ("code", "level", "note", "retenue-note", "retenue-niveau", "faite-note", "faite-niveau")
_COUNTED = ("compte", "dit", "lignes")
_TARGET = ("code", "level", "choisies", "effort", "cout-choisi", "retenue-note", "retenue-niveau", "remarque")
_MONEY = ("prevu", "prevu-sans", "realise", "realise-sans", "valorise", "valorise-sans")
_USUAL, _MOST = 12, 12
"""The width of a column; the late actions that the page of a group shows."""


def plan_told(told: ToldPlan, words: Wording) -> PartedDocument:
    """The document."""
    telling = _Telling(told, words)
    parts = (
        *telling.whole(),
        *telling.expected(),
        *telling.target(),
        *telling.agreement(),
        *telling.conflicts(),
        *telling.groups(),
    )
    return PartedDocument(words.say("rapport.plan.titre"), tuple(telling.head()), parts)


class _Telling:
    def __init__(self, told: ToldPlan, words: Wording) -> None:
        self._plan, self._units, self._day, self._words = told.plan, told.units, told.day, words
        self._told, self._counts = told, counted(told.plan, told.day, told.places)

    def _say(self, key: str, **told: object) -> str:
        return self._words.say(f"rapport.plan.{key}", **told)

    def _column(self, key: str) -> SectionColumn:
        return SectionColumn(self._say(f"colonne.{key}"), _WIDE.get(key, _USUAL), key in ("cost", "note"))

    def _table(self, keys: Sequence[str], rows: Sequence[Sequence[Typed]]) -> SectionTable:
        return SectionTable([*map(self._column, keys)], [[self._cell(value) for value in row] for row in rows])

    def _cell(self, value: Typed) -> TableCell:
        if isinstance(value, date):
            return TableCell(self._words.day(value))
        if isinstance(value, int | float) and not isinstance(value, bool):
            return TableCell(self._words.plain(value, 1), value)
        return TableCell("" if value is None else str(value))

    def head(self) -> Iterator[str]:
        counts = self._counts
        yield self._say("au", day=self._words.day(self._day), count=counts.rows)
        yield from self._amounts(counts)
        for axis, total in counts.axes.items():
            named = axis or self._say("sans-axe")
            yield self._say("montant-axe", axis=named, total=self._words.number(total, 0))

    def whole(self) -> Iterator[DocumentPart]:
        """Counts of rows, those that are late, the units that wait for a decision."""
        by = self._counts.by.items()
        rows: list[list[Typed]] = [
            [self._say(f"par.{key}"), word or self._say("non-dit"), n] for key, found in by for word, n in found.items()
        ]
        columns = [SectionColumn(self._say(key), 40 if key != "lignes" else 12, key == "lignes") for key in _COUNTED]
        table = SectionTable(columns, [[self._cell(value) for value in row] for row in rows])
        yield DocumentPart("synthese", self._say("feuille.synthese"), [], [table])
        late = self._counts.late
        title = self._say("en-retard", count=len(late), dated=self._counts.dated)
        yield DocumentPart("retard", title, [], [self._late(late)] if late else [])
        if self._words.grid.levels:
            yield self._waiting()

    def _late(self, rows: Sequence[PlanRow]) -> SectionTable:
        shown = [[_unit(row), *(row.cells.get(key) for key in _LATE[1:])] for row in rows]
        return self._table(_LATE, shown)

    def _waiting(self) -> DocumentPart:
        worst, unknown = self._words.grid.levels[-1].title, self._words.say("rapport.titre-niveau.non-concluant")
        found, unsure = undecided(self._plan, self._units, worst), undecided(self._plan, self._units, unknown)
        title = self._say("sans-decision", units=self._words.count(len(found)), level=worst)
        said = [self._say("sans-decision-inconnu", units=self._words.count(len(unsure)))] if unsure else []
        return DocumentPart("attente", title, said, [self._table(("code", "name"), found)] if found else [])

    def target(self) -> Iterator[DocumentPart]:
        """The cheapest plan for a level, where one was asked for."""
        told = self._told.target
        if told is None:
            return
        keys = [TARGET_COLUMNS.index(key) for key in _TARGET]
        rows = []
        for line in told.lines:
            cells = [line[place] for place in keys]
            rows.append([_named(line[0], line[1]), *cells[1:]])
        tables = [self._table(_TARGET, rows)] if rows else []
        yield DocumentPart("objectif", self._say("feuille.objectif"), list(told.texts), tables)

    def agreement(self) -> Iterator[DocumentPart]:
        """The yearly table of the tax agreement, by axis then by district, where some row is in it."""
        found = agreement(self._plan, self._told.places)
        tables = []
        for key, lines in (("axis", found.by_axis), ("district", found.by_district)):
            unsaid = self._say("sans-axe" if key == "axis" else "non-dit")
            rows: list[list[Typed]] = []
            for line in lines:
                (year, word), amounts = line.key, (line.planned, line.done, line.valued)
                money = [cell for each in amounts for cell in (each.shown, each.lacking)]
                rows.append([year or self._say("non-dit"), word or unsaid, *money])
            heads = [SectionColumn(self._say(f"colonne.{each}"), 14, is_number=True) for each in _MONEY]
            own = [SectionColumn(self._say("colonne.year"), 10), SectionColumn(self._say(f"colonne.{key}"), 30)]
            tables.append(SectionTable([*own, *heads], [[self._cell(value) for value in row] for row in rows]))
        if found.by_axis:
            yield DocumentPart("convention", self._say("feuille.convention"), [self._say("convention.regles")], tables)

    def expected(self) -> Iterator[DocumentPart]:
        """The table of what each unit may expect, from the actions retained and from those done."""
        lines = self._told.expected
        if not lines:
            return
        rows = []
        for line in lines:
            cells = dict(zip(COLUMNS, line.cells, strict=True))
            cells["code"] = _named(cells["code"], cells["name"])
            rows.append([*(cells[key] for key in _EXPECTED), " ".join(line.remarks)])
        table = self._table(_EXPECTED, rows)
        columns = [*table.columns, SectionColumn(self._say("colonne.comment"), 24)]
        yield DocumentPart("attendu", self._say("feuille.attendu"), [], [SectionTable(columns, table.rows)])

    def conflicts(self) -> Iterator[DocumentPart]:
        """Cells that two files fill otherwise."""
        found = self._plan.conflicts
        if not found:
            return
        names = ("code", "action", "colonne", "garde", "fichier-garde", "autre", "fichier-autre")
        columns = [SectionColumn(self._say(f"conflit.{name}"), 14) for name in names]
        rows = [
            [each.code, each.action, self._titled(each.column), each.kept, each.kept_in, each.other, each.other_in]
            for each in found
        ]
        table = SectionTable(columns, [[self._cell(value) for value in row] for row in rows])
        text = self._say("conflits", count=len(found))
        yield DocumentPart("conflits", self._say("feuille.conflits"), [text], [table])

    def _titled(self, column: str) -> str:
        return self._say(f"colonne.{column}") if column in (*OURS, *PEOPLE) else column

    def groups(self) -> Iterator[DocumentPart]:
        """A page for each group in alphabetical order, those without one last; then all the actions of each."""
        by: dict[str, list[PlanRow]] = {}
        for row in self._plan.rows:
            by.setdefault(str(row.cells.get("group") or ""), []).append(row)
        names = sorted(by, key=lambda each: (not each, each))
        for place, name in enumerate(names, 1):
            yield self._group(f"groupe-{place}", name, by[name])
        for place, name in enumerate(names, 1):
            title = self._say("actions-de", group=name or self._say("sans-groupe"))
            table = self._table(_SHOWN, [self._line(row) for row in by[name]])
            yield DocumentPart(f"actions-{place}", title, [], [table], new_page=True)

    def _group(self, id: str, name: str, rows: Sequence[PlanRow]) -> DocumentPart:
        """A page for who leads a group: what is decided and done, what is late, which units wait."""
        plan = replace(self._plan, rows=tuple(rows))
        counts = counted(plan, self._day)
        told = {"retained": counts.by["decision"].get(RETAINED, 0), "done": counts.by["status"].get(DONE, 0)}
        units = self._words.count(len({row.key[0] for row in rows} - {""}))
        texts = [self._say("groupe", units=units, count=counts.rows, late=len(counts.late), **told)]
        texts += self._amounts(counts)
        if self._words.grid.levels:
            own = {code: unit for code, unit in self._units.items() if (unit["group"] or "") == name}
            worst = self._words.grid.levels[-1].title
            found = undecided(plan, own, worst)
            told_units, names = self._words.count(len(found)), self._words.joined(_named(*each) for each in found)
            text = self._say("sans-decision", units=told_units, level=worst)
            texts.append(f"{text} ({names})." if found else f"{text}.")
        texts.append(f"{self._say('en-retard', count=len(counts.late), dated=counts.dated)}.")
        rest = len(counts.late) - _MOST
        late = self._late(counts.late[:_MOST])
        tables = [replace(late, more=self._say("autres-retards", count=rest) if rest > 0 else "")] if late.rows else []
        return DocumentPart(id, name or self._say("sans-groupe"), texts, tables, new_page=True)

    def _amounts(self, counts: PlanCounts) -> Iterator[str]:
        for key, (total, given) in counts.amounts.items():
            code, title = "montant" if given else "sans-montant", self._say(f"colonne.{key}")
            yield self._say(code, title=title, total=self._words.number(total, 0), count=given)

    def _line(self, row: PlanRow) -> list[Typed]:
        cells = dict(row.cells)
        level = cells.get("level")
        cells["code"] = f"{_unit(row)}{f' ({level})' if level else ''}"
        cells["action"] = _named(cells.get("action"), cells.get("title"))
        said = [str(cells[key]) for key in ("result", "comment") if cells.get(key) is not None]
        cells["comment"] = " — ".join(said) or None
        return [cells.get(key) for key in _SHOWN]


def _unit(row: PlanRow) -> str:
    return _named(row.cells.get("code"), row.cells.get("name"))


def _named(code: Typed, name: Typed) -> str:
    return " ".join(str(part) for part in (code, name) if part is not None)
