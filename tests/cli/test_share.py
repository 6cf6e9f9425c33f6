"""`hlmdiag share`: what leaves is listed before it is written; nothing else leaves."""

import json
from pathlib import Path

import pytest

from cli.conftest import Run

GRID = """\
language_version: 1
id: essai
version: "2026.1"
title: Essai
unit: résidence
polarity: burden
columns:
  code: {type: id, required: true}
  nom: {type: text, role: label}
  logements: {type: integer, role: size}
  chauffage: {type: choice, choices: {gaz: Gaz, elec: Électricité}}
  quartier: {type: boolean}
  bruit: {type: number, min: 0, max: 10}
themes:
  calme: {title: Calme, indicators: {BRUIT: {title: Bruit, value: bruit, score: {linear: {best: 0, worst: 10}}}}}
levels:
  bon: {title: Bon, from: 0}
  complexe: {title: Complexe, from: 50}
families:
  taille: {title: Taille, column: logements, steps: [20, 50]}
  energie: {title: Énergie, column: chauffage}
  qpv: {column: quartier}
"""
ROWS = ["code;nom;logements;chauffage;quartier;bruit", "R1;Les Lilas;12;gaz;oui;8", "R2;Les Ormes;20;elec;non;2",
        "R3;Les Pins;;gaz;non;", "R4;Les Buis;90;;non;5"]  # fmt: skip


@pytest.fixture
def result(hlmdiag: Run) -> Path:
    """The saved result of four invented residences."""
    Path("g.yaml").write_text(GRID, encoding="utf-8")
    Path("d.csv").write_text("\n".join(ROWS), encoding="utf-8")
    assert hlmdiag("score", "d.csv", "-g", "g.yaml", "--date", "2026-10-31", "-o", "r.json").code == 0
    return Path("r.json")


def read(path: str) -> dict:
    return json.loads(Path(path).read_text(encoding="utf-8"))


def test_counts_leave_by_family_and_are_listed_first(hlmdiag: Run, result: Path) -> None:
    outcome = hlmdiag("share", "r.json", "--organisation", "Habitat (inventé)", "-o", "envoi.json")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.index("Ce qui part, pour 4 unités :") < outcome.out.index("Ce qui reste chez vous :")
    assert outcome.out.index("codes, noms, adresses des unités") < outcome.out.index("Envoi écrit : envoi.json")
    sent = read("envoi.json")
    assert sent["figures"]["taille"] == {
        "": {"levels": {"bon": 0, "complexe": 0}, "undecided": 1, "scored": 0},
        "20-50": {"levels": {"bon": 1, "complexe": 0}, "undecided": 0, "scored": 1, "median": 20.0},
        "<20": {"levels": {"bon": 0, "complexe": 1}, "undecided": 0, "scored": 1, "median": 80.0},
        ">=50": {"levels": {"bon": 0, "complexe": 1}, "undecided": 0, "scored": 1, "median": 50.0},
    }
    assert set(sent["figures"]["energie"]) == {"", "elec", "gaz"}
    assert set(sent["figures"]["qpv"]) == {"true", "false"}
    assert (sent["organisation"], sent["date"], sent["units"], "rows" in sent) == (
        "Habitat (inventé)", "2026-10-31", 4, False
    )  # fmt: skip
    assert not any(word in Path("envoi.json").read_text(encoding="utf-8") for word in ("R1", "Lilas"))


def test_rows_leave_under_salted_codes_that_stay_the_same_with_their_salt(hlmdiag: Run, result: Path) -> None:
    first = hlmdiag("share", "r.json", "--organisation", "H", "--rows", "--salt", "sel.txt", "-o", "un.json")
    assert "Secret créé : sel.txt" in first.out
    again = hlmdiag("share", "r.json", "--organisation", "H", "--rows", "--salt", "sel.txt", "-o", "deux.json")
    assert (again.code, "Secret créé" in again.out) == (0, False)
    rows = read("un.json")["rows"]
    assert read("deux.json")["rows"] == rows
    assert len({row["code"] for row in rows}) == 4
    assert sorted(row["level"] for row in rows if "level" in row) == ["bon", "complexe", "complexe"]
    assert all(set(row) <= {"code", "families", "level", "score", "coverage", "themes"} for row in rows)
    assert Path("un.json").read_bytes() == Path("deux.json").read_bytes()
    Path("autre").mkdir()
    hlmdiag("share", "r.json", "--organisation", "H", "--rows", "--salt", "autre/sel.txt", "-o", "autre/un.json")
    assert not {row["code"] for row in read("autre/un.json")["rows"]} & {row["code"] for row in rows}


def test_a_lost_salt_is_not_made_anew_beside_what_was_sent_with_it(hlmdiag: Run, result: Path) -> None:
    hlmdiag("share", "r.json", "--organisation", "H", "--rows", "--salt", "sel.txt", "-o", "un.json")
    Path("sel.txt").unlink()
    lost = hlmdiag("share", "r.json", "--organisation", "H", "--rows", "--salt", "sel.txt", "-o", "deux.json")
    assert lost.code == 2
    assert "le secret « sel.txt » n’est pas là, et « un.json » a été fait avec un secret" in lost.err
    assert not Path("sel.txt").exists()
    assert not Path("deux.json").exists()


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), "envoi.sans-organisme"),
        (("--organisation", "H", "-o", "envoi.csv"), "envoi.format"),
        (("--organisation", "H", "--rows"), "envoi.sans-sel"),
        (("--organisation", "H", "--salt", "sel.txt"), "envoi.sel-inutile"),
        (("--organisation", "H", "--rows", "--salt", "d.csv", "-o", "x.json"), ""),
        (("--organisation", "H", "--rows", "--salt", "court.txt"), "envoi.sel-court"),
        (("--organisation", "H", "-o", "r.json", "--force"), "sortie.entree"),
    ],
)
def test_what_does_not_go_together_is_refused(hlmdiag: Run, result: Path, options: tuple[str, ...], code: str) -> None:
    Path("court.txt").write_text("secret", encoding="utf-8")
    outcome = hlmdiag("share", "r.json", *options)
    assert (outcome.code, f"[{code}]" in outcome.err) == ((2, True) if code else (0, False))


def test_a_part_of_a_stock_is_not_sent(hlmdiag: Run, result: Path) -> None:
    hlmdiag("report", "r.json", "--where", "logements >= 20", "-o", "part.json")
    outcome = hlmdiag("share", "part.json", "--organisation", "H")
    assert (outcome.code, "[envoi.partiel]" in outcome.err) == (2, True)


def test_a_stock_without_a_unit_is_neither_sent_nor_counted(hlmdiag: Run, result: Path) -> None:
    """Counted, it would be one landlord more among those that hold a figure."""
    hlmdiag("share", "r.json", "--organisation", "H", "-o", "h.json", "--quiet")
    sent = read("h.json")
    for counted in sent["figures"].values():
        for each in counted.values():
            each |= {"levels": dict.fromkeys(each["levels"], 0), "undecided": 0, "scored": 0}
            each.pop("median", None)
    none = sent | {"organisation": "Vide", "units": 0, "themes": {"calme": {"scored": 0}}}
    Path("vide.json").write_text(json.dumps(none), encoding="utf-8")
    outcome = hlmdiag("benchmark", "h.json", "vide.json", "-o", "ensemble.md")
    assert outcome.out.startswith("1 organisme compté, 1 mis à part.")
    assert "[envoi.sans-unite]" in outcome.err
    Path("vide.csv").write_text(f"{ROWS[0]}\n;;;;;\n", encoding="utf-8")
    hlmdiag("score", "vide.csv", "-g", "g.yaml", "-o", "v.json", "--quiet")
    outcome = hlmdiag("share", "v.json", "--organisation", "H")
    assert (outcome.code, "[envoi.sans-unite]" in outcome.err) == (2, True)


def test_without_a_name_the_share_takes_one_beside_the_result(hlmdiag: Run, result: Path) -> None:
    assert hlmdiag("share", "r.json", "--organisation", "H", "--quiet").out == ""
    assert read("r-envoi.json")["organisation"] == "H"
    hlmdiag("share", "r.json", "--organisation", "H")
    assert Path("r-envoi-2.json").is_file()
