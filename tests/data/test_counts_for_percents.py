"""A column of percents of dwellings that holds counts is read as it is written, and said."""

from __future__ import annotations

from pathlib import Path

import pytest

from data.kit import codes, filled, look, only, write
from hlmdiag.data import Dataset, read
from hlmdiag.grid import load_grid

CODE = "nombres-en-pourcentage"
SIZES = (20, 25, 30, 35, 40, 45, 50, 55)


def of_vacancy(
    folder: Path, cells: list[object], title: str = "Vacance de plus de 3 mois", sized: bool = True
) -> Dataset:
    rows = "".join(
        f"R{n};a;{size if sized else ''};{str(cell).replace('.', ',')}\n"
        for n, (size, cell) in enumerate(zip(SIZES, cells, strict=True), start=1)
    )
    path = write(folder, "parc.csv", f"Code résidence;Nom;Nb logements;{title}\n{rows}")
    return read(path, load_grid("residence-complexe"))


def test_whole_percents_that_are_less_than_a_dwelling_are_said(tmp_path: Path) -> None:
    dataset = of_vacancy(tmp_path, [0, 1, 0, 2, 1, 1, 1, 3])
    said = only(dataset, CODE)
    assert (said.values["count"], said.values["total"], said.values["size"], said.values["share"]) == (4, 6, 25, 4.0)
    assert filled(said, "cell") == "D3"
    assert look(dataset, "pct_vacance_3m")[1] == (1.0,)
    assert "4 valeurs entières sur 6 feraient moins d’un logement, par exemple 1 % de 25" in said.say("fr").replace(
        "\u00a0", " "
    )


@pytest.mark.parametrize(
    "cells",
    [
        [5, 4, 3, 6, 5, 4, 2, 2], [0, 1, 0, 2, 0, 0, 1, 3], [0, 1, 0.5, 2, 1, 1, 1, 3], [5, 4, 3, 3, 3, 2, 2, 2],
        ["1 %", "1 %", "1 %", "1 %", "1 %", "1 %", "1 %", "1 %"], [1, 1, 1, 1, 1, 1, 1, 60],
    ],
    ids=["one dwelling and more", "too few", "not whole", "rounded", "with their sign", "a high one"],
)  # fmt: skip
def test_percents_that_may_be_so_are_not(tmp_path: Path, cells: list[object]) -> None:
    assert f"donnees.{CODE}" not in {each.code for each in of_vacancy(tmp_path, cells).problems}


def test_nothing_is_said_where_sizes_are_unknown_or_the_base_is_not_of_dwellings(tmp_path: Path) -> None:
    counts: list[object] = [0, 1, 0, 2, 1, 1, 1, 3]
    assert CODE not in codes(of_vacancy(tmp_path, counts, sized=False).problems)
    assert CODE not in codes(of_vacancy(tmp_path, counts, "Réclamations hors délai").problems)


def test_files_read_together_say_it_of_those_that_do(tmp_path: Path) -> None:
    for number in range(8):
        cells = [0, 1, 0, 2, 1, 1, 1, 3] if number == 5 else [5, 4, 3, 6, 5, 4, 2, 2]
        rows = "".join(f"R{number}-{n};{s};{c}\n" for n, (s, c) in enumerate(zip(SIZES, cells, strict=True)))
        write(tmp_path, f"agence-{number}.csv", f"Code résidence;Nb logements;Vacance de plus de 3 mois\n{rows}")
    assert only(read(tmp_path, load_grid("residence-complexe")), CODE).location.file == "agence-5.csv"
