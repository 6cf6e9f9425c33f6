"""A form filled in under a version is read under the next one: the same answers, in the same cells."""

from __future__ import annotations

from pathlib import Path

import pytest

import hlmdiag
from filled_forms import DAY, asked, filled
from hlmdiag.cli.app import run
from hlmdiag.errors import Severity
from hlmdiag.form import Layout

HEAD = """\
language_version: 1
id: essai
title: Essai
polarity: burden
"""
LEVELS = "levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}\n"
OLD = f"""{HEAD}version: "1.0"
columns:
  code: {{type: id, required: true}}
  proprete: {{type: choice, label: Propreté, choices: {{a: Propre, b: Moyen, c: Sale}}}}
  bruit: {{type: number, min: 0, max: 20, label: Bruit}}
  lumiere: {{type: number, label: Lumière}}
  partie: {{type: number, label: Partie}}
indicators:
  PRO: {{title: Propreté, kind: judgement, value: proprete, score: {{choices: {{a: 0, b: 50, c: 100}}}}}}
  BRU: {{title: Bruit, kind: judgement, value: bruit, score: {{linear: {{worst: 20, best: 0}}}}}}
  LUM: {{title: Lumière, kind: judgement, value: lumiere, score: {{linear: {{worst: 0, best: 9}}}}}}
  PAR: {{title: Partie, kind: judgement, value: partie, score: {{linear: {{worst: 0, best: 9}}}}}}
{LEVELS}"""
NEW = f"""{HEAD}version: "2.0"
columns:
  code: {{type: id, required: true}}
  entretien:
    type: choice
    label: Entretien
    choices: {{x: Bien tenu, y: Mal tenu}}
    replaces: {{column: proprete, recode: {{a: x, c: y}}}}
  gene:
    type: number
    min: 0
    max: 100
    label: Gêne
    replaces: {{column: bruit, rescale: {{from: [0, 20], to: [0, 100]}}}}
  lumiere: {{type: number, label: Lumière}}
indicators:
  PRO: {{title: Entretien, kind: judgement, value: entretien, score: {{choices: {{x: 0, y: 100}}}}}}
  BRU: {{title: Gêne, kind: judgement, value: gene, score: {{linear: {{worst: 100, best: 0}}}}}}
  LUM: {{title: Lumière, kind: judgement, value: lumiere, score: {{linear: {{worst: 0, best: 9}}}}}}
{LEVELS}"""


@pytest.mark.parametrize("layout", ["fiche", "tableau"])
def test_the_answers_of_a_form_move_where_they_stand(
    layout: Layout, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in (("ancienne", OLD), ("nouvelle", NEW)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    old, new = (hlmdiag.load_grid(tmp_path / f"{name}.yaml") for name in ("ancienne", "nouvelle"))
    answers = {
        ("cod0", "proprete"): "Propre", ("cod0", "bruit"): 5, ("cod0", "lumiere"): 4, ("cod0", "partie"): 3,
        ("cod1", "proprete"): "Moyen", ("cod1", "bruit"): "ne sait pas", ("cod1", "lumiere"): "sans objet",
    }  # fmt: skip
    form, back = tmp_path / "rempli.xlsx", tmp_path / "copie.xlsx"
    form.write_bytes(filled(asked(old, layout), answers))
    command = ["grid", "migrate", str(form), "--to", str(tmp_path / "nouvelle.yaml"), "-o", str(back)]
    assert run([*command, "--from", str(tmp_path / "nouvelle.yaml")]) == 2
    assert "[migration.formulaire]" in capsys.readouterr().err
    assert run([*command, "--from", str(tmp_path / "ancienne.yaml")]) == 0
    assert "7 réponses : 2 telles quelles, 2 récrites, 2 sans place, 1 « sans objet »" in capsys.readouterr().out
    listing = (tmp_path / "copie-orphelines.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert [line.split(";")[3:6] for line in listing] == [["cod0", "Partie", "3"], ["cod1", "Propreté", "Moyen"]]
    read = hlmdiag.read(str(back), new, date=DAY)
    frame = read.stock.frame
    assert frame["v:entretien"].to_list() == ["x", None]
    assert frame["v:gene"].to_list() == [25, None]
    assert frame["v:lumiere"].to_list() == [4, None]
    assert [each.say("fr") for each in read.problems if each.severity is Severity.ERROR] == []
