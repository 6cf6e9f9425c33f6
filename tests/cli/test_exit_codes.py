"""The contract of exit codes: each code that the documentation gives a command is reached by a command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.conftest import Run
from cli.test_score import desk

__all__ = ["desk"]  # a fixture

PAGE = Path(__file__).parents[2] / "docs" / "en-lot.md"
CONDITIONS = {"CROSSED": "share(level >= tendu) > 0.3", "WRONG": "share(levl >= tendu) > 0.3", "CAME": "came > 0"}
CASES = (
    'grid: petite\ndate: "2026-06-30"\ncases:\n  - {name: Un, input: {vacance: 2, pannes: 0}, output: {level: LEVEL}}\n'
)
REACHED: dict[str, dict[int, str]] = {
    "score": {
        0: "score parc.csv -g grille.yaml -o s.json", 1: "score parc.csv -g grille.yaml -o t.json --fail-if CROSSED",
        2: "score parc.csv -g grille.yaml -o u.json --fail-if WRONG", 3: "score vide.csv -g grille.yaml -o v.json",
    },
    "report": {0: "report a.json -o r.md", 1: "report a.json --fail-if CROSSED", 2: "report a.json -o r.doc",
               3: "report faux.json"},
    "compare": {0: "compare a.json b.json -o c.md", 1: "compare a.json b.json -o d.md --fail-if CAME",
                2: "compare a.json -o e.md", 3: "compare a.json faux.json -o f.md"},
    "inspect": {0: "inspect parc.csv -g grille.yaml", 2: "inspect absent.csv", 3: "inspect vide.csv -g grille.yaml"},
    "explain": {0: "explain a.json 000002", 2: "explain a.json 999999", 3: "explain faux.json 000002"},
    "dossier": {0: "dossier a.json 000002 -o dossier.md", 2: "dossier a.json 999999 -o e.md",
                3: "dossier faux.json 000002 -o f.md"},
    "form": {0: "form -g reperage-rapide -o f.xlsx", 2: "form -g reperage-rapide -o f.doc",
             3: "form -g brisee.yaml -o g.xlsx"},
    "plan": {0: "plan a.json -o plan.xlsx", 2: "plan a.json -o plan.doc", 3: "plan faux.json -o autre.xlsx"},
    "lessons": {0: "lessons plan.xlsx --with a.json --with b.json -o l.md",
                2: "lessons plan.xlsx --with a.json -o m.md",
                3: "lessons plan.xlsx --with faux.json -o n.md"},
    "collect": {0: "collect envois -g reperage-rapide -o recueil.md", 2: "collect envois -o recueil.doc",
                3: "collect vides -g reperage-rapide -o rien.md"},
    "district": {0: "district recueil.parquet --agreed accord.csv -o q.md",
                 2: "district recueil.parquet --agreed absent.csv -o q2.md",
                 3: "district faux.json --agreed accord.csv -o q3.md"},
    "share": {0: "share a.json --organisation H -o envoi.json", 2: "share a.json --organisation H -o envoi.csv",
              3: "share faux.json --organisation H -o autre.json"},
    "benchmark": {0: "benchmark envoi.json -o k.json", 2: "benchmark envoi.json -o k.pdf",
                  3: "benchmark vide.csv -o k.md"},
    "grid check": {0: "grid check grille.yaml", 1: "grid check fautive.yaml", 2: "grid check absente",
                   3: "grid check brisee.yaml"},
    "grid test": {0: "grid test juste.cases.yaml", 1: "grid test faux.cases.yaml", 2: "grid test absente",
                  3: "grid test brisee.cases.yaml"},
    "grid diff": {0: "grid diff grille.yaml grille.yaml", 2: "grid diff grille.yaml absente",
                  3: "grid diff grille.yaml brisee.yaml"},
    "grid import": {0: "grid import g.xlsx -o g2.yaml", 2: "grid import g.xlsx -o g.txt",
                    3: "grid import faux.xlsx -o g3.yaml"},
}  # fmt: skip
"""A command line for each code of each command; 4, which needs a fault of ours, is tried in test_faults."""


def documented() -> Iterator[tuple[str, set[int]]]:
    """What the page says: 0 and 2 of every command, 1 and 3 where the cell says when."""
    text = PAGE.read_text(encoding="utf-8").partition("| commande | 1 | 3 |\n|---|---|---|\n")[2]
    for line in text.partition("\n\n")[0].splitlines():
        name, *cells = (cell.strip() for cell in line.strip("|").split(" | "))
        yield name.strip(" `"), {0, 2} | {code for code, cell in zip((1, 3), cells, strict=True) if cell != "jamais"}


def test_the_contract_names_each_code_that_is_documented_and_no_other() -> None:
    assert dict(documented()) == {name: set(codes) for name, codes in REACHED.items()}


@pytest.fixture
def ready(hlmdiag: Run, desk: Path) -> Run:
    """A desk with two saved results, a broken one, grids that are faulty or no YAML, cases that hold or not,
    what two organisations sent."""
    for day, name in (("2025-10-31", "a.json"), ("2026-10-31", "b.json")):
        assert hlmdiag("score", "parc.csv", "-g", "grille.yaml", "--date", day, "-o", name).code == 0
        stock = (desk / "parc.csv").read_text(encoding="utf-8")
        (desk / "parc.csv").write_text(f"{stock}000099;Nouvelle;Sud;10;1 %;0\n", encoding="utf-8")
    grid = (desk / "grille.yaml").read_text(encoding="utf-8")
    (desk / "faux.json").write_bytes(b"{")
    (desk / "vide.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    (desk / "vides").mkdir()
    for owner, code in (("H", "1"), ("K", "2")):
        (desk / "envois" / owner).mkdir(parents=True)
        (desk / "envois" / owner / "parc.csv").write_text(f"code_residence;quartier\n{code};Q\n", encoding="utf-8")
    (desk / "accord.csv").write_text("organisme\nH\nK\n", encoding="utf-8")
    (desk / "brisee.yaml").write_text("id: [\n", encoding="utf-8")
    (desk / "brisee.cases.yaml").write_text("grid: [\n", encoding="utf-8")
    (desk / "fautive.yaml").write_text(grid.replace("from: 40", "from: -40"), encoding="utf-8")
    for level, name in (("calme", "juste"), ("tendu", "faux")):
        (desk / f"{name}.yaml").write_text(grid, encoding="utf-8")
        (desk / f"{name}.cases.yaml").write_text(CASES.replace("LEVEL", level), encoding="utf-8")
    assert hlmdiag("grid", "export", "reperage-rapide", "-o", "g.xlsx").code == 0
    (desk / "faux.xlsx").write_bytes((desk / "g.xlsx").read_bytes()[:400])
    return hlmdiag


def test_each_code_of_each_command_is_reached(ready: Run) -> None:
    for codes in REACHED.values():
        for code, line in codes.items():
            done = ready(*(CONDITIONS.get(word, word) for word in line.split()))
            assert done.code == code, f"{line}\n{done.out}{done.err}"
