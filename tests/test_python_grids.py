"""`hlmdiag.grids`: each command on grids is a function, which gives as data what the command says or writes."""

import json
from datetime import date
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag import grids
from hlmdiag.cli.app import run as command
from hlmdiag.cli.grid import grid as commands
from hlmdiag.errors import Severity

ROOT = Path(__file__).parent.parent
STOCK = [ROOT / "examples" / name for name in ("parc.csv", "incidents.csv")]
DAY = date(2026, 10, 31)
MARKED = {"list": "list_", "import": "import_", "show": "load_grid"}
"""Names that are words of Python; a grid that is shown is loaded."""


def test_each_command_on_grids_is_a_function() -> None:
    names = [each.name or each.callback.__name__ for each in commands.registered_commands if each.callback is not None]
    assert len(names) > 15
    for name in names:
        wanted = MARKED.get(name, name)
        assert callable(getattr(hlmdiag if wanted == "load_grid" else grids, wanted)), name


def test_the_grids_of_a_name_are_listed() -> None:
    found, unread = grids.list_()
    assert "residence-complexe" in [each.reference for each in found] and not unread


def test_faults_of_a_grid_are_problems() -> None:
    found = grids.check(ROOT / "tests" / "broken" / "poids-negatif.yaml")
    [examined] = found.grids
    assert (examined.grid, found.code(strict=False)) == (None, 1)
    [fault] = examined.problems
    assert (fault.code, fault.severity) == ("grille.poids", Severity.ERROR)
    assert fault.location.line is not None


def test_a_grid_is_looked_at_on_data() -> None:
    found = grids.check("residence-complexe", on=STOCK, date=DAY)
    assert found.on_data is not None and found.on_data.units == 60


def test_a_grid_is_tried_on_its_cases(tmp_path: Path) -> None:
    trial = grids.test("reperage-rapide", junit=tmp_path / "cas.xml")
    assert trial.outcomes and not trial.failures
    assert (tmp_path / "cas.xml").read_bytes().startswith(b"<?xml")


def test_two_versions_are_told_apart_with_the_units_that_move(tmp_path: Path) -> None:
    text = (ROOT / "grids" / "reperage-rapide.yaml").read_text(encoding="utf-8")
    (tmp_path / "b.yaml").write_text(text.replace("weight: 3", "weight: 9", 1), encoding="utf-8")
    found = grids.diff("reperage-rapide", tmp_path / "b.yaml", on=STOCK[0], date=DAY)
    assert [each.kind.value for each in found.comparison.changes]
    assert found.impact is not None and found.impact.units == 60


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        (["doc", "reperage-rapide"], lambda: grids.doc("reperage-rapide").encode()),
        (["export", "reperage-rapide"], lambda: grids.export("reperage-rapide")),
        (["new", "Halls", "--date", "2026-10-31"], lambda: grids.new("Halls", date=DAY).encode()),
    ],
)
def test_what_is_given_is_what_the_command_writes(typed: list[str], made: object, tmp_path: Path) -> None:
    path = tmp_path / ("a.json" if typed[0] == "export" else "a.md")
    assert command(["grid", *typed, "-o", str(path), "-q"]) == 0
    assert path.read_bytes() == made()  # type: ignore[operator]


def test_a_workbook_of_a_grid_goes_and_comes_back(tmp_path: Path) -> None:
    grids.export("reperage-rapide", tmp_path / "g.xlsx")
    found = grids.import_(tmp_path / "g.xlsx", tmp_path / "g.yaml")
    assert found.grid is not None and found.exit_code == 0
    assert found.grid.indicators == hlmdiag.load_grid("reperage-rapide").indicators
    assert found.written == (tmp_path / "g.yaml",)
    with pytest.raises(hlmdiag.HlmdiagError, match=r"sortie\.existe"):
        grids.import_(tmp_path / "g.xlsx", tmp_path / "g.yaml")


def test_thresholds_are_proposed_as_data(tmp_path: Path) -> None:
    found = grids.calibrate(STOCK[0], output=tmp_path / "v.yaml", date=DAY)
    assert found.found.proposals and found.found.units == 60
    assert (tmp_path / "v.yaml").read_text(encoding="utf-8") == found.overlay


def test_a_pack_is_made_installed_and_taken_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = grids.pack("reperage-rapide", "a.hlmgrid")
    assert Path("a.hlmgrid").read_bytes() == made.content
    grid = made.pack.manifest
    assert grids.install("a.hlmgrid", sha256=made.pack.sha256).reference == f"{grid.id}@{grid.version}"
    assert grids.remove(grid.id).manifest.hash == grid.hash


def test_answers_are_moved_to_another_version_without_a_file(tmp_path: Path) -> None:
    found = grids.migrate(STOCK[0], "residence-complexe", old="residence-complexe", date=DAY)
    assert found.copy is None and found.account.carried > 0 and not found.account.orphaned


def test_the_figures_of_a_stock_are_data() -> None:
    with pytest.raises(hlmdiag.HlmdiagError, match=r"usage\.effectif"):
        grids.reference(STOCK[0], at_least=2)
    with pytest.raises(hlmdiag.HlmdiagError, match=r"notation\.reference-sans-objet"):
        grids.reference(STOCK[0], "reperage-rapide", date=DAY)


def test_the_schema_is_a_document() -> None:
    assert json.loads(json.dumps(grids.schema("en")))["$schema"].startswith("http")


def test_a_wrong_call_says_where_it_is() -> None:
    with pytest.raises(hlmdiag.HlmdiagError, match=r"hlmdiag\.grids\.check : « grid » a reçu") as refused:
        grids.check(3)  # type: ignore[arg-type]
    assert isinstance(refused.value, TypeError)
    with pytest.raises(hlmdiag.HlmdiagError, match=r"hlmdiag\.grids\.test : « jnit » n’est pas"):
        grids.test("reperage-rapide", jnit="a.xml")  # type: ignore[call-arg]
