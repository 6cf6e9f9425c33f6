"""One bad row never stops a stock: it is set aside, which is said, and the others are read."""

from pathlib import Path

import pytest

from hlmdiag import load_grid, read
from hlmdiag.data import Dataset
from hlmdiag.errors import HlmdiagError, Severity

ROWS = 60


def stock(folder: Path, bad: str, at: int = 30, count: int = ROWS) -> Dataset:
    lines = [f"R{number:03},{number + 5},oui,2" for number in range(count)]
    lines[at] = bad
    path = folder / "parc.csv"
    path.write_text("\n".join(["code_residence,nb_logements,qpv,nb_ascenseurs", *lines]), encoding="utf-8")
    return read(path, load_grid("residence-complexe"))


@pytest.mark.parametrize(
    ("bad", "kept", "code"),
    [
        ("R030,12,oui,2,Rue du Lac,3", ROWS - 1, "donnees.lignes-decalees"),
        (",12,oui,2", ROWS - 1, "donnees.cle-vide"),
        ("R029,12,oui,2", ROWS - 2, "donnees.cle-repetee"),
        ('R030,1"2,oui,2', ROWS, "donnees.nombre"),
        ("R030,1e999,oui,2", ROWS, "donnees.nombre"),
        (f"R030,{'9' * 100_000},oui,2", ROWS, "donnees.nombre"),
        ("R030,#REF!,oui,2", ROWS, "donnees.erreur-excel"),
        ("R030,-12,oui,2", ROWS, "donnees.borne-basse"),
        ("R030,=A1,oui,2", ROWS, "donnees.nombre"),
        ('R030,"1\n2",oui,2', ROWS, "donnees.nombre"),
        ("R030,12,peut-être,2", ROWS, "donnees.booleen"),
        ("R030,12,\U0001f600,2", ROWS, "donnees.booleen"),
    ],
)  # fmt: skip
def test_a_bad_row_is_said_and_the_others_are_read(tmp_path: Path, bad: str, kept: int, code: str) -> None:
    found = stock(tmp_path, bad)
    assert found.stock.frame.height == kept
    assert [each.code for each in found.problems if each.severity is Severity.ERROR] == [code]


@pytest.mark.parametrize("bad", ["R030,12", "R030", ",,,", "\x1b[31mR030,12,oui,2"])
def test_a_row_that_lacks_its_end_is_no_fault(tmp_path: Path, bad: str) -> None:
    found = stock(tmp_path, bad)
    assert not [each for each in found.problems if each.severity is Severity.ERROR]
    assert found.stock.frame.height >= ROWS - 1


def test_rows_left_out_are_counted_and_placed(tmp_path: Path) -> None:
    [said] = [each for each in stock(tmp_path, "R030,12,oui,2,x").problems if each.severity is Severity.ERROR]
    assert said.say("fr") == (
        "parc.csv:32 : 1 ligne a plus de cellules que la ligne des titres (ici 5 au lieu de 4 ; ligne 32) : "
        "ses cellules seraient décalées, elle n’est pas notée. Un séparateur figure sans doute dans un texte : "
        "mettez ce texte entre guillemets. [donnees.lignes-decalees]"
    )


def test_a_file_of_which_many_rows_are_too_long_is_misread_whole(tmp_path: Path) -> None:
    with pytest.raises(HlmdiagError) as refused:
        stock(tmp_path, "R003,12,oui,2,x", at=3, count=10)
    assert [each.code for each in refused.value.problems] == ["donnees.lignes-irregulieres"]
