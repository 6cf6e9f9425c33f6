"""A corpus of files as landlords send them, and beside each the table that a person reads in it.

    python tests/data/corpus.py FOLDER       # every file, with its `.attendu.json`

What cells mean is written by hand in `SPELLINGS`. A dress changes a file and not its table, so that each quirk is
tried alone, in every container, and in combinations.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

Rows = list[list[str]]
Dress = Callable[[Rows], Rows]
MISSING, UNKNOWN, OUT, REFUSED = "(vide)", "(nsp)", "(so)", "(refusé)"

SPELLINGS: dict[str, tuple[str, str, list[str], list[object]]] = {
    "espaces": ("Loyer moyen", "loyer", ["1 234,50", "1\u00a0234,5", "1\u202f234.5", "1234,5 €"], [1234.5] * 4),
    "decimales": ("Loyer moyen", "loyer", ["987.5", "987,5", "0,5", "-3"], [987.5, 987.5, 0.5, -3.0]),
    "scientifique": ("Loyer moyen", "loyer", ["1.1144e+006", "1,5E3", "12", "7"], [1114400.0, 1500.0, 12.0, 7.0]),
    "approximations": (
        "Loyer moyen", "loyer", ["env. 20", ">10", "2 à 3", "20"], [REFUSED, REFUSED, REFUSED, 20.0],
    ),
    "erreurs": ("Loyer moyen", "loyer", ["#N/A", "#REF!", "#DIV/0!", "12"], [MISSING, REFUSED, REFUSED, 12.0]),
    "entiers": ("Nb lgts", "nb_logements", ["24", "1 200", "12,0", "7"], [24.0, 1200.0, 12.0, 7.0]),
    "bornes": ("Nb lgts", "nb_logements", ["0", "-4", "3,5", "9"], [REFUSED, REFUSED, REFUSED, 9.0]),
    "pourcentages": ("Vacance", "pct_vacance", ["12,5 %", "12.5%", "0 %", "100 %"], [12.5, 12.5, 0.0, 100.0]),
    "pourcents-nus": ("Vacance (%)", "pct_vacance", ["12,5", "3", "0", "99.9"], [12.5, 3.0, 0.0, 99.9]),
    "oui-non": ("Gardien sur place", "gardien", ["oui", "NON", "Vrai", "n"], [True, False, True, False]),
    "un-zero": ("Gardien sur place", "gardien", ["1", "0", "1", ""], [True, False, True, MISSING]),
    "choix": ("État des halls", "etat", ["1", "Ponctuelle", "recurrente", "MAJEURE"], ["1", "2", "3", "4"]),
    "hors-choix": ("État des halls", "etat", ["5", "bof", "2", "1"], [REFUSED, REFUSED, "2", "1"]),
    "dates": (
        "Date de visite", "date_visite", ["03/04/2025", "2025-04-03", "3 avril 2025", "31/02/2025"],
        ["2025-04-03", "2025-04-03", "2025-04-03", REFUSED],
    ),
    "mois": (
        "Mois du relevé", "mois_releve", ["04/2025", "avril 2025", "2025-04", "Avr. 2025"], ["2025-04-01"] * 4,
    ),
    "absences": ("Refus", "nb_refus", ["NC", "NSP", "sans objet", ""], [MISSING, UNKNOWN, OUT, MISSING]),
    "marques-propres": ("Refus", "nb_refus", ["-1", "Z", "999", "3"], [MISSING, UNKNOWN, MISSING, 3.0]),
    "notes": ("Note de propreté", "note", ["7,5", "8", "10", "11"], [7.5, 8.0, 10.0, REFUSED]),
}  # fmt: skip
"""Name → title, column of the grid, four cells as typed, and what each of them means."""

KEYS = ["000007", "12E3", "2A04", "R-4"]
NAMES = ["Les Tilleuls", 'Le "Bourg" ; centre', "Résidence Élysée, nord", "L’Orée"]


def titles_above(rows: Rows) -> Rows:
    return [["Parc de l'office"], ["Édité le 03/11/2026"], [""], *rows]


def blank_between(rows: Rows) -> Rows:
    return [*rows[:3], [""] * len(rows[0]), *rows[3:]]


def total(rows: Rows) -> Rows:
    counted = with_counts(rows)
    return [*counted, sums("TOTAL", "", counted, counted)]


def subtotals(rows: Rows) -> Rows:
    counted = with_counts(rows)
    name = ("", "Sous-total agence Nord")
    return [*counted[:3], sums(*name, counted[:3], counted), *counted[3:], sums(*name, counted[3:], counted)]


def with_counts(rows: Rows) -> Rows:
    """The same rows with two columns that add up."""
    width = max(map(len, rows))
    titles = next(row for row in rows if len(row) == width)
    if "Caves" in titles:
        return rows
    return [
        [*row, *(("Caves", "Parkings") if row == titles else (str(number + 3), str(7 * number + 11)))]
        if len(row) == width and any(row)
        else row
        for number, row in enumerate(rows)
    ]


def sums(key: str, name: str, added: Rows, rows: Rows) -> list[str]:
    """The sums of some rows, nonsense standing in every other column."""
    titles = next(row for row in rows if "Caves" in row)
    last = ["99"] * len(titles)
    last[:2] = [key, name]
    for place in (titles.index("Caves"), titles.index("Parkings")):
        cells = [row[place] for row in added if len(row) == len(titles) and "TOTAL" not in row]
        last[place] = str(sum(int(cell) for cell in cells if cell.isdigit()))
    return last


def note(rows: Rows) -> Rows:
    return [*rows, [""], ["Source : logiciel de gestion, extraction du 3 novembre"]]


def repeated_titles(rows: Rows) -> Rows:
    return [*rows[:3], rows[0], *rows[3:]]


def loud_titles(rows: Rows) -> Rows:
    plain = str.maketrans("éèÉ", "eeE")
    return [[title.translate(plain).upper().replace(" ", "_") for title in rows[0]], *rows[1:]]


def spaced_titles(rows: Rows) -> Rows:
    return [[f"  {title.replace(' ', '  ')} :" for title in rows[0]], *rows[1:]]


def remarks_beside(rows: Rows) -> Rows:
    return [[*rows[0], "Pense-bête"], *[[*row, "vu"] for row in rows[1:]]]


def blank_column_first(rows: Rows) -> Rows:
    return [["", *row] for row in rows]


def shuffled_columns(rows: Rows) -> Rows:
    return [row[::-1] for row in rows]


DRESSES: dict[str, Dress] = {
    "titres": titles_above, "blancs": blank_between, "total": total, "sous-totaux": subtotals, "note": note,
    "titres-repetes": repeated_titles, "titres-cries": loud_titles, "titres-espaces": spaced_titles,
    "remarques": remarks_beside, "marge": blank_column_first, "retournees": shuffled_columns,
}  # fmt: skip


def text(rows: Rows, separator: str = ";", encoding: str = "utf-8", ends: str = "\n") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=ends).writerows(rows)
    return out.getvalue().encode(encoding)


def cp1252(rows: Rows) -> bytes:
    # That encoding has no narrow space: Excel writes the other one.
    return text([[cell.replace("\u202f", "\u00a0") for cell in row] for row in rows], encoding="cp1252")


def workbook(rows: Rows, hidden: int | None = None) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "in_memory": True})
    sheet = book.add_worksheet("Parc")
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            if cell:
                sheet.write_string(row, column, cell)
    if hidden is not None:
        sheet.set_row(hidden, None, None, {"hidden": True})
    book.close()
    return out.getvalue()


CONTAINERS: dict[str, tuple[str, Callable[[Rows], bytes]]] = {
    "utf8": (".csv", text),
    "utf8-bom": (".csv", lambda rows: text(rows, encoding="utf-8-sig")),
    "utf16": (".csv", lambda rows: text(rows, "\t", "utf-16")),
    "crlf": (".csv", lambda rows: text(rows, ends="\r\n")),
    "virgules": (".csv", lambda rows: text(rows, ",")),
    "tabulations": (".tsv", lambda rows: text(rows, "\t")),
    "cp1252": (".csv", cp1252),
    "classeur": (".xlsx", workbook),
}


@dataclass(frozen=True)
class Piece:
    """A file of the corpus: its bytes, and the table to be read in it."""

    name: str
    data: bytes
    columns: tuple[str, ...]
    expected: list[list[object]]


def pieces() -> Iterator[Piece]:
    """Each spelling and each dress alone, then all of them mixed."""
    yield from plain_pieces()
    yield from mixed_pieces()


def plain_pieces() -> Iterator[Piece]:
    """Each spelling alone in text and in a workbook; each dress in each container."""
    spellings, dresses, containers = list(SPELLINGS), list(DRESSES), list(CONTAINERS)
    for name in spellings:
        yield piece([name], [], "utf8")
        yield piece([name], [], "classeur")
    for number, dress in enumerate(dresses):
        for turn, container in enumerate(containers):
            yield piece([spellings[(number + turn) % len(spellings)]], [dress], container)


def mixed_pieces() -> Iterator[Piece]:
    """Several spellings, dresses and a container at once."""
    spellings, dresses, containers = list(SPELLINGS), list(DRESSES), list(CONTAINERS)
    for number in range(40):
        mixed = [spellings[(number * step) % len(spellings)] for step in (1, 5, 7)]
        worn = [dresses[(number + gap) % len(dresses)] for gap in (0, 3, 4)]
        yield piece(list(dict.fromkeys(mixed)), worn, containers[number % len(containers)])


def piece(spellings: Sequence[str], worn: Sequence[str], container: str) -> Piece:
    """A file with some columns, some dresses and a container."""
    by_column = {SPELLINGS[name][1]: SPELLINGS[name] for name in spellings}
    found = list(by_column.values())
    rows = [["Code résidence", "Nom", *[title for title, *_ in found]]]
    rows += [[KEYS[n], NAMES[n], *[cells[n] for _, _, cells, _ in found]] for n in range(4)]
    # Titles above come last: nothing may stand between them and the margin.
    for dress in sorted(worn, key=list(DRESSES).index, reverse=True):
        rows = DRESSES[dress](rows)
    width = max(map(len, rows))
    suffix, made = CONTAINERS[container]
    expected = [[KEYS[n], NAMES[n], *[means[n] for *_, means in found]] for n in range(4)]
    name = "+".join((*spellings, *worn, container)) + suffix
    padded = [row + [""] * (width - len(row)) for row in rows]
    return Piece(name, made(padded), ("code_residence", "nom_residence", *by_column), expected)


WORST = ("entiers", "pourcentages", "approximations", "oui-non", "hors-choix", "dates", "absences", "notes")
"""Half of these columns hold something to repair."""


def worst() -> Piece:
    """Every dress at once, faults of every kind, two rows of one residence, one of none, names, a hidden row."""
    columns = [SPELLINGS[name] for name in WORST]
    rows = [["Code résidence", "Nom", *[title for title, *_ in columns]]]
    rows += [[KEYS[n], NAMES[n], *[cells[n] for _, _, cells, _ in columns]] for n in range(4)]
    again = [["R7", "Le Port", *rows[1][2:]], ["R7", "Le Port bis", *rows[2][2:]], ["", "Sans code", *rows[3][2:]]]
    rows = [*rows, *again]
    for dress in reversed(DRESSES.values()):
        rows = dress(rows) if dress not in (loud_titles, spaced_titles, shuffled_columns) else rows
    width = max(map(len, rows))
    rows = [row + [""] * (width - len(row)) for row in rows]
    tenants = {"Nom": "Nom du locataire"}
    rows = [[*row, next((tenants[cell] for cell in row if cell in tenants), "Mme X" if row[1] else "")] for row in rows]
    expected = [[KEYS[n], NAMES[n], *[means[n] for *_, means in columns]] for n in range(4)]
    known = ("code_residence", "nom_residence", *[column for _, column, *_ in columns])
    return Piece("le-pire.xlsx", workbook(rows, hidden=len(rows) - 8), known, expected)


def write(folder: Path) -> int:
    """Every file and, beside it, its table."""
    folder.mkdir(parents=True, exist_ok=True)
    found = [*pieces(), worst()]
    for each in found:
        (folder / each.name).write_bytes(each.data)
        table = [dict(zip(each.columns, row, strict=True)) for row in each.expected]
        told = json.dumps(table, ensure_ascii=False, indent=1)
        (folder / f"{each.name}.attendu.json").write_text(told, encoding="utf-8")
    return len(found)


if __name__ == "__main__":
    print(write(Path(next(islice(sys.argv, 1, None), "corpus"))))
