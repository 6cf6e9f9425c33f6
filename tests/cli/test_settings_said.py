"""The settings that are read are said; those that came with the data are not obeyed without an explicit yes."""

import json
import re
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from cli.conftest import Run

TABLE = (
    "code_residence;nb_logements;qpv;annee_construction\nR1;12;oui;1990\nR2;20;non;1960\n"
    "R3;30;oui;1970\nR4;30;à voir;1950\n"
)
GRID = """
language_version: 1
id: petite
version: "1"
title: Petite
publisher: essai
licence: CC-BY-4.0
date: "2026-01-01"
unit: residence
polarity: burden
scale: [0, 100]
columns:
  code_residence: {type: id, required: true}
  nb_logements: {type: integer, role: size}
  qpv: {type: boolean, label: Quartier}
themes:
  t:
    title: T
    indicators:
      q:
        title: En quartier
        value: qpv
        score: {choices: {"true": {label: Oui, points: 100}, "false": {label: Non, points: 0}}}
levels:
  bon: {title: Bon, from: 0, colour: "#2e7d32"}
  mal: {title: Mauvais, from: 50, colour: "#c62828"}
"""
SETTINGS = '[values.qpv]\n"oui" = "non"\n"à voir" = "unknown"\n"jamais" = "oui"\n'


SMALL = ("-g", "petite.yaml")
STOCK = (Path("recu", "parc.csv"), *SMALL)


@pytest.fixture
def received(hlmdiag: Run) -> Path:
    """A folder that somebody sent, with settings of its own; the working folder is another one, with a small grid."""
    Path("petite.yaml").write_text(GRID, encoding="utf-8")
    folder = Path("recu")
    folder.mkdir()
    (folder / "parc.csv").write_text(TABLE, encoding="utf-8")
    (folder / "hlmdiag.toml").write_text(SETTINGS, encoding="utf-8")
    Path("resultats").mkdir()
    return folder


def saved(name: str = "r.json") -> dict[str, object]:
    found: dict[str, object] = json.loads(Path(name).read_text(encoding="utf-8"))
    return found


def test_settings_that_came_with_the_data_are_said_and_not_obeyed(hlmdiag: Run, received: Path) -> None:
    for command in (
        ("score", *STOCK, "-o", "r.json"), ("score", *STOCK, "-o", "s.json", "-q"),
        ("inspect", *STOCK), ("score", received, *SMALL, "-o", "t.json"), ("config", "show", received),
        ("score", *STOCK, "-o", "u.json", "--lang", "en"),
    ):  # fmt: skip
        done = hlmdiag(*command)
        assert done.code == 0 and "[reglages.non-suivis]" in done.err, (command, done.err)
        assert f'--config "{received / "hlmdiag.toml"}"' in done.err
    assert "donnees.traduite" not in Path("r.json").read_text(encoding="utf-8")
    assert [each["name"] for each in saved()["inputs"]] == ["parc.csv"]  # type: ignore


def test_a_faulty_file_that_came_with_the_data_refuses_nothing(hlmdiag: Run, received: Path) -> None:
    (received / "hlmdiag.toml").write_text("feuille = 3", encoding="utf-8")
    assert hlmdiag("score", *STOCK, "-o", "r.json").code == 0
    assert hlmdiag("score", *STOCK, "-o", "s.json", "--config", received / "hlmdiag.toml").code == 2


@pytest.mark.parametrize("how", ["option", "above"])
def test_settings_that_are_obeyed_are_named_with_what_they_changed(hlmdiag: Run, received: Path, how: str) -> None:
    path = received / "hlmdiag.toml"
    if how == "above":
        path = path.rename("hlmdiag.toml")
    options = ["--config", path] if how == "option" else []
    done = hlmdiag("score", *STOCK, "-o", "r.json", "-o", "r.md", "-o", "r.html", "-v", *options)
    assert (done.code, done.err) == (0, "")
    document = saved()
    named = document["inputs"][-1]  # type: ignore
    digest = sha256(path.read_bytes()).hexdigest()
    assert (named["name"], named["table"], named["sha256"], named["rows"]) == ("hlmdiag.toml", "settings", digest, 4)
    notices = [each for each in document["problems"] if each["code"] == "donnees.traduite"]  # type: ignore
    assert [(each["location"]["line"], each["values"]["count"]) for each in notices] == [(2, 2), (3, 1)]
    for told in (done.out, Path("r.md").read_text(encoding="utf-8"), Path("r.html").read_text(encoding="utf-8")):
        assert "hlmdiag.toml:2" in told and "hlmdiag.toml:3" in told and "hlmdiag.toml:4" not in told
    assert digest in Path("r.md").read_text(encoding="utf-8") and digest in Path("r.html").read_text(encoding="utf-8")


def test_every_output_names_the_settings_and_each_answer_that_they_changed(hlmdiag: Run, received: Path) -> None:
    config = ["--config", received / "hlmdiag.toml"]
    done = hlmdiag("score", *STOCK, "-o", "r.json", "-o", "r.md", *config)
    digest = sha256((received / "hlmdiag.toml").read_bytes()).hexdigest()
    said = [f"recu/hlmdiag.toml, empreinte {digest}", "hlmdiag.toml:2 : « oui »", "hlmdiag.toml:3 : « à voir »"]
    told = [done.out, Path("r.md").read_text(encoding="utf-8"), hlmdiag("inspect", *STOCK, *config).out]
    for name in ("again.md", "again.html", "again.xlsx"):
        assert hlmdiag("report", "r.json", "-o", name).code == 0
    for name in ("d.md", "d.html", "d.docx"):
        assert hlmdiag("dossier", "r.json", "R1", "-o", name).code == 0
    told += [_text(name) for name in ("again.md", "again.html", "again.xlsx", "d.md", "d.html", "d.docx")]
    for number, text in enumerate(told):
        plain = text.replace("\u00a0", " ")
        assert [each for each in said if each not in plain] == [], (number, text)


def _text(name: str) -> str:
    """What a report says, whatever holds it."""
    if not name.endswith(("xlsx", "docx")):
        return Path(name).read_text(encoding="utf-8")
    with zipfile.ZipFile(name) as package:
        parts = [
            package.read(each).decode() for each in package.namelist() if each.endswith(("Strings.xml", "document.xml"))
        ]
    return re.sub(r"</?w:[^>]*>", "", "".join(parts))


@pytest.mark.parametrize("kept", ["json", "csv", "parquet", "jsonl"])
def test_an_explanation_shows_the_text_of_the_cell_and_what_it_was_read_as(
    hlmdiag: Run, received: Path, kept: str
) -> None:
    (received / "parc.csv").write_text(TABLE + "R5;9;OUI\nR6;9;À VOIR\n", encoding="utf-8")
    (received / "hlmdiag.toml").write_text(SETTINGS + '"non" = "Non"\n', encoding="utf-8")
    hlmdiag("score", *STOCK, "-o", f"r.{kept}", "--config", received / "hlmdiag.toml")
    expected = {
        "R1": "oui, lu comme non (hlmdiag.toml:2)", "R2": "non", "R5": "oui",
        "R6": "À VOIR, lu comme ne sait pas (hlmdiag.toml:3)",
    }  # fmt: skip
    for code, words in expected.items():
        assert f"« Quartier » : {words} — parc.csv" in hlmdiag("explain", f"r.{kept}", code, "q").out
    assert expected["R1"] in hlmdiag("explain", f"r.{kept}", "R1").out


def test_none_are_read_where_none_are_wanted(hlmdiag: Run, received: Path) -> None:
    Path("hlmdiag.toml").write_text(SETTINGS, encoding="utf-8")
    done = hlmdiag("score", *STOCK, "-o", "r.json", "--no-config")
    assert (done.code, done.err) == (0, "")
    assert [each["name"] for each in saved()["inputs"]] == ["parc.csv"]  # type: ignore


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--config", "hlmdiag.toml", "--no-config"), "usage.reglages-deux"),
        (("--config", "absent.toml"), "usage.introuvable"),
        (("--config", "resultats"), "usage.reglages-dossier"),
        (("--config", "https://exemple.invalid/hlmdiag.toml"), "usage.adresse"),
    ],
)
def test_settings_that_cannot_be_are_refused(hlmdiag: Run, received: Path, options: tuple[str, ...], code: str) -> None:
    Path("hlmdiag.toml").touch()
    done = hlmdiag("score", *STOCK, "-o", "r.json", *options)
    assert (done.code, f"[{code}]" in done.err) == (2, True), done.err


def test_the_same_file_twice_gives_the_same_bytes(hlmdiag: Run, received: Path) -> None:
    for name in ("a.json", "b.json"):
        hlmdiag("score", *STOCK, "-o", name, "--date", "2026-10-31", "--config", received / "hlmdiag.toml")
    assert Path("a.json").read_bytes() == Path("b.json").read_bytes()


def test_the_organisation_is_kept_and_shown_whoever_renders_the_result(hlmdiag: Run, tmp_path: Path) -> None:
    own, other = tmp_path / "bailleur.toml", tmp_path / "association.toml"
    own.write_text('[report]\norganisation = "Habitat Inventé"\norganisation_id = "000000000"\n', encoding="utf-8")
    other.write_text('[report]\norganisation = "Association Inventée"\n', encoding="utf-8")
    Path("parc.csv").write_text(TABLE, encoding="utf-8")
    Path("grille.yaml").write_text(GRID, encoding="utf-8")
    found = hlmdiag("score", "parc.csv", "-g", "grille.yaml", "-o", "r.json", "-o", "r.html", "--config", own)
    assert found.out.startswith("Habitat Inventé — Petite")
    saved = json.loads(Path("r.json").read_text(encoding="utf-8"))
    assert saved["organisation"] == {"name": "Habitat Inventé", "id": "000000000"}
    assert hlmdiag("report", "r.json", "-o", "r2.html", "-o", "r2.json", "--config", other).code == 0
    assert "Habitat Inventé" in Path("r2.html").read_text(encoding="utf-8")
    assert Path("r2.json").read_bytes() == Path("r.json").read_bytes()


def test_an_identifier_without_a_name_is_refused_at_its_line(hlmdiag: Run) -> None:
    Path("hlmdiag.toml").write_text('[report]\norganisation_id = "1"\n', encoding="utf-8")
    Path("parc.csv").write_text(TABLE, encoding="utf-8")
    Path("grille.yaml").write_text(GRID, encoding="utf-8")
    found = hlmdiag("score", "parc.csv", "-g", "grille.yaml", "-o", "r.json")
    assert found.code == 2 and "hlmdiag.toml:2" in found.err and "report-sans-nom" in found.err
