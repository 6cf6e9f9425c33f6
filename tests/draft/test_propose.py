"""A first grid from a landlord's file: what its columns are taken for, and where thresholds fall."""

from datetime import date
from pathlib import Path

import pytest

from hlmdiag.draft import propose, skeleton
from hlmdiag.draft.thresholds import steps_of
from hlmdiag.errors import HlmdiagError, Severity
from hlmdiag.grid import Grid, load_grid
from hlmdiag.method import examine
from hlmdiag.rules.normalise import Choices, Steps
from hlmdiag.text import say

DAY = date(2026, 11, 30)
ROWS = 20


def proposed(folder: Path, header: str, rows: list[str]) -> Grid:
    """The grid proposed from a table, once it is known to have no error."""
    parc = folder / "mon parc.csv"
    parc.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    path = folder / "grille.yaml"
    path.write_text(propose(parc, "Mon parc", DAY), encoding="utf-8")
    examined = examine(path)
    assert examined.count(Severity.ERROR) == 0, [it.say("fr") for it in examined.problems]
    assert examined.grid is not None
    return examined.grid


@pytest.fixture
def grid(tmp_path: Path) -> Grid:
    header = "Ref;Nb lgts;Taux de squat (%);Gardien;Délai (jours);Chauffage;Note du site;Visite le;Remarque;Bâti en"
    rows = [
        f"R{n:03};{10 + n};{n},5;{'oui' if n % 3 else 'non'};{3 * n};{'gaz' if n % 2 else 'bois'};{n % 11};"
        f'{1 + n % 28:02}/03/2025;texte libre {n} : « "x" # y »;{1950 + n}'
        for n in range(ROWS)
    ]
    return proposed(tmp_path, header, rows)


def test_types_are_those_of_the_answers(grid: Grid) -> None:
    found = {column.label: column.type for column in grid.columns.values()}
    assert found == {
        "Ref": "id", "Nb lgts": "integer", "Taux de squat (%)": "percent", "Gardien": "boolean",
        "Délai (jours)": "integer", "Chauffage": "choice", "Note du site": "integer", "Visite le": "date",
        "Remarque": "text", "Bâti en": "integer",
    }  # fmt: skip


def test_a_known_title_brings_the_known_column(grid: Grid) -> None:
    column = next(it for it in grid.columns.values() if it.label == "Nb lgts")
    assert (column.id, column.role, column.min) == ("nb_logements", "size", 1)


def test_what_can_be_scored_is_and_the_rest_is_not(grid: Grid) -> None:
    assert [leaf.title for leaf in grid.indicators] == [
        "Taux de squat (%)", "Gardien", "Délai (jours)", "Chauffage", "Note du site"
    ]  # fmt: skip
    rules = {leaf.title: leaf.rule for leaf in grid.indicators}
    squat, note = rules["Taux de squat (%)"], rules["Note du site"]
    assert isinstance(squat, Steps)
    assert isinstance(note, Steps)
    assert (squat.points, note.points) == ((0, 33, 67, 100), (100, 67, 33, 0))
    assert squat.steps == (0, 10, 15, 18)
    assert isinstance(rules["Chauffage"], Choices)


def test_every_choice_is_marked_to_be_reviewed(tmp_path: Path, grid: Grid) -> None:
    text = (tmp_path / "grille.yaml").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.lstrip().startswith(("publisher:", "polarity:", "weight:", "help:", "levels:")):
            assert "à revoir" in line, line
    for leaf in grid.indicators:
        block = text.partition(f'title: "{leaf.title}"')[2].partition("title:")[0]
        assert "# à revoir :" in block


def test_a_file_without_a_unique_code_takes_its_first_column(tmp_path: Path) -> None:
    grid = proposed(tmp_path, "Agence;Impayés", [f"A{n % 2};{n}" for n in range(10)])
    assert grid.keys == ("agence",)


@pytest.mark.parametrize("title", ["score", "count", "2026", "é à", "a" * 80, "code_residence"])
def test_any_title_gives_a_column_that_loads(tmp_path: Path, title: str) -> None:
    grid = proposed(tmp_path, f"Ref;{title};Autre", [f"R{n};{n};{n * n}" for n in range(12)])
    assert title in {column.label for column in grid.columns.values()}


@pytest.mark.parametrize(
    ("rows", "code"), [("Ref;Nom\nR1;a\nR2;b\n", "ebauche.sans-critere"), ("1;2\n3;4\n", "ebauche.rien")]
)
def test_a_file_that_suggests_nothing_is_said(tmp_path: Path, rows: str, code: str) -> None:
    path = tmp_path / "parc.csv"
    path.write_text(rows, encoding="utf-8")
    with pytest.raises(HlmdiagError) as refusal:
        propose(path, "Parc", DAY)
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert refusal.value.problems[0].say("fr") == f"parc.csv : {say(code, 'fr')} [{code}]"


def test_a_sheet_that_is_not_there_is_said(tmp_path: Path) -> None:
    path = tmp_path / "parc.csv"
    path.write_text("Ref;A\nR1;1\nR2;2\n", encoding="utf-8")
    with pytest.raises(HlmdiagError) as refusal:
        propose(path, "Parc", DAY, sheet="Feuil9")
    assert refusal.value.problems[0].code == "donnees.feuille-absente"


@pytest.mark.parametrize(
    ("numbers", "low", "expected"),
    [
        ([5.0] * 10, 0, ([0, 5], [0, 100])),
        ([0.0] * 10, 0, None),
        ([], 0, None),
        ([0.0] * 8 + [3.0, 4.0], 0, ([0, 3.1], [0, 100])),
        ([-4.0, -2.0, 0.0, 2.0], None, ([-8, -1, 0.5, 1.4], [0, 33, 67, 100])),
    ],
)
def test_thresholds_rise_and_start_where_the_column_does(
    numbers: list[float], low: float | None, expected: tuple[list[float], list[int]] | None
) -> None:
    assert steps_of(numbers, low, high_is_bad=True) == expected


@pytest.mark.parametrize("title", ["Propreté des halls", "2026", "a: b # c", 'Dit "oui"'])
def test_a_skeleton_is_clean_whatever_its_title(tmp_path: Path, title: str) -> None:
    path = tmp_path / "grille.yaml"
    path.write_text(skeleton(title, DAY), encoding="utf-8")
    assert [(it.code, it.values["entry"]) for it in examine(path).problems] == [
        ("methode.a-completer", "publisher"), ("methode.a-completer", "statement"),
    ], "what is left to write is said, and nothing else"  # fmt: skip
    assert load_grid(path).title == title
