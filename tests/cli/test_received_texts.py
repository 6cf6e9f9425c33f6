"""Files that others made, as their senders would give them to the command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cli.conftest import Run

DATA = Path(__file__).parents[1] / "data"
ASKED = ("--date", "2026-10-31", "-f", "csv", "-o", "-", "--select")


def test_digits_of_full_width_are_read(hlmdiag: Run, tmp_path: Path) -> None:
    (tmp_path / "parc.csv").write_text(
        "code_residence;nb lgts;vacance (%)\nR01;２４;3,5\nR02;30;12\n", encoding="utf-8"
    )
    outcome = hlmdiag("score", "parc.csv", "-g", DATA / "parc.yaml", *ASKED, "nb_logements,value:V1")
    assert (outcome.code, outcome.out) == (0, "code_residence,nb_logements,value:V1\nR01,24.0,3.5\nR02,30.0,12.0\n")


def test_events_are_counted_whatever_hides_in_their_codes(hlmdiag: Run, tmp_path: Path) -> None:
    stock = "".join(f"{code};100;3,5\n" for code in ("R01", "R02", "R03", "R 04", "0105"))
    (tmp_path / "parc.csv").write_text("code_residence;nb lgts;vacance (%)\n" + stock, encoding="utf-8")
    hidden = ("R01\u200b", "R\u00ad02", "\u200eR03", "R\u00a004", "\x1f0105")
    events = "".join(f"{code};12/09/2026;trouble\n" for code in hidden)
    (tmp_path / "incidents.csv").write_text("code_residence;date;nature\n" + events, encoding="utf-8")
    outcome = hlmdiag("score", "parc.csv", "incidents.csv", "-g", DATA / "parc.yaml", *ASKED, "value:N1")
    assert outcome.code == 0
    assert [line.rpartition(",")[2] for line in outcome.out.splitlines()[1:]] == ["1.0"] * 5
    assert "R01⟨U+200B⟩" in outcome.err


def test_an_agency_of_ten_digits_is_read_and_the_doubt_said(hlmdiag: Run, tmp_path: Path) -> None:
    text = "code_residence;agence;vacance (%)\nR01;0110203040;3\nR02;0698765432;4\n"
    (tmp_path / "parc.csv").write_text(text, encoding="utf-8")
    outcome = hlmdiag("score", "parc.csv", "-g", DATA / "parc.yaml", *ASKED, "agence")
    assert (outcome.code, outcome.out) == (0, "code_residence,agence\nR01,0110203040\nR02,0698765432\n")
    assert "donnees.nominative-declaree" in outcome.err


def test_an_answer_that_may_be_two_is_refused(hlmdiag: Run, tmp_path: Path) -> None:
    text = "code_residence;etage;avis;part\nR1;01;A+;< 5 %\nR2;1;A;> 5 %\nR3;1,0;A-;0–10\n"
    (tmp_path / "parc.csv").write_text(text, encoding="utf-8")
    outcome = hlmdiag("score", "parc.csv", "-g", DATA / "choix.yaml", *ASKED, "value:E,score:E")
    assert (outcome.code, outcome.out) == (0, "code_residence,value:E,score:E\nR1,01,0.0\nR2,1,33.0\nR3,,\n")
    assert "« 01 = Un »\u00a0; « 1 = Autre »" in outcome.err


@pytest.mark.parametrize(("mark", "rents"), [(",", ["1000.0", "23824.0"]), (".", ["1.0", "23.824"]), ("", ["", ""])])
def test_the_decimal_mark_of_a_column_is_said_once(hlmdiag: Run, tmp_path: Path, mark: str, rents: list[str]) -> None:
    grid = (DATA / "parc.yaml").read_text(encoding="utf-8").replace("value: pct_vacance", "value: loyer")
    (tmp_path / "grille.yaml").write_text(grid, encoding="utf-8")
    (tmp_path / "parc.csv").write_text("code_residence;loyer\nR1;1.000\nR2;23.824\n", encoding="utf-8")
    if mark:
        (tmp_path / "hlmdiag.toml").write_text(f'[decimal]\nloyer = "{mark}"\n', encoding="utf-8")
    outcome = hlmdiag("score", "parc.csv", "-g", "grille.yaml", *ASKED, "value:V1")
    assert [line.rpartition(",")[2] for line in outcome.out.splitlines()[1:]] == rents
    assert ("[decimal] dans hlmdiag.toml : loyer" in outcome.err) == (not mark)


def test_a_unit_is_found_by_the_code_that_is_seen(hlmdiag: Run, tmp_path: Path) -> None:
    (tmp_path / "parc.csv").write_text("code_residence;vacance (%)\nRé\u00a001\u200b;3\n", encoding="utf-8")
    assert hlmdiag("score", "parc.csv", "-g", DATA / "parc.yaml", "--date", "2026-10-31", "-o", "r.json").code == 0
    for code in ("Ré 01", "Re\u0301\u00a001", "\u200bRé 01", "ré 01"):
        assert hlmdiag("explain", "r.json", code).code == 0
    shutil.copy(tmp_path / "r.json", tmp_path / "avant.json")
    (tmp_path / "parc.csv").write_text("code_residence;vacance (%)\nRé 01;3\n", encoding="utf-8")
    asked = ("score", "parc.csv", "-g", DATA / "parc.yaml", "--date", "2026-10-31", "--baseline", "avant.json")
    assert "disparu" not in hlmdiag(*asked, "-o", "s.json").err
