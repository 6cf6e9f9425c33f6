"""`hlmdiag inspect` and `hlmdiag config show`, as a user meets them."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from cli.conftest import Run

ROOT = Path(__file__).parent.parent
GRID = ("-g", "parc.yaml", "--date", "2026-11-30")
TABLE = "Réf. programme;Nb lgts;Gardien;Vacanse\nR1;12;oui;3\nR2;env. 5;peut-être;4\n"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(ROOT / "data" / "parc.yaml", tmp_path / "parc.yaml")
    for name in ("GRID", "DATE", "LANG", "STRICT", "SHEET"):
        monkeypatch.delenv(f"HLMDIAG_{name}", raising=False)
    return tmp_path


def write(folder: Path, text: str, name: str = "parc.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_what_was_understood_can_be_read_aloud(hlmdiag: Run, desk: Path) -> None:
    write(desk, "Parc 2026;;\nCode programme;Nb lgts;Gardien\nR1;12;oui\nR2;env. 5;non\n", encoding="cp1252")
    outcome = hlmdiag("inspect", "parc.csv", *GRID)
    assert outcome.code == 0
    lines = outcome.out.splitlines()
    assert lines[:3] == [
        "Grille : Grille d'essai de la lecture, version 1.0",
        "Le tableau est lisible : 2 résidences, 3 titres reconnus sur 3.",
        "Cellules refusées : 1. Les autres sont lues normalement.",
    ]
    assert "  Titres à la ligne 2 ; 2 lignes de données." in lines
    share = "100\u202f%"
    column = f"  B « Nb lgts » → nb_logements ; nombre entier, de 12 à 12 ; remplie à {share}, 1 refusée ; par exemple"
    assert f"{column} 12, env. 5" in lines
    assert any("B4 dans Excel" in line and "[donnees.approximation]" in line for line in lines)
    assert any("--annotate parc-annote.xlsx" in line for line in lines)


def test_a_refusal_outside_the_stock_is_not_denied(hlmdiag: Run, desk: Path) -> None:
    write(desk, "Code programme;Nb lgts;Gardien\nR1;12;oui\n")
    write(desk, "code_residence;niveau;motif;auteur;date\nR1;inconnu;essai;nous;2026-10-01\n", "derogations.csv")
    asked = ("inspect", "parc.csv", *GRID)
    assert hlmdiag(*asked).out.splitlines()[2] == "Aucune cellule refusée."
    refused = hlmdiag(*asked, "derogations.csv").out.splitlines()
    assert refused[2] == "Aucune cellule du parc refusée ; ce qui est refusé ailleurs est dit plus bas."
    assert any(line.lstrip().startswith("refusé") for line in refused[3:])


def test_when_little_is_recognised_the_answer_is_a_next_step(hlmdiag: Run, desk: Path) -> None:
    write(desk, TABLE.replace("Réf. programme", "Matricule"))
    outcome = hlmdiag("inspect", "parc.csv", *GRID)
    assert outcome.code == 3
    assert "Rien ne peut encore être noté" in outcome.out
    assert '[columns] "Vacanse" = "pct_vacance"' in outcome.out
    assert f"hlmdiag inspect parc.csv -g {GRID[1]} --write-config" in outcome.out


def test_a_folder_named_as_a_shipped_grid_is_not_taken_for_it(hlmdiag: Run, desk: Path) -> None:
    for name in ("residence-complexe", "typologie-gestion"):
        (desk / name).mkdir()
    write(desk, "Code résidence;Nombre de logements;Année de construction;Code Insee;Zzz;Yyy\nR1;12;1970;59350;1;1\n")
    outcome = hlmdiag("inspect", "parc.csv", *GRID, "-f", "json")
    assert outcome.code == 0, outcome.err
    assert "residence-complexe" in [fit["grid"] for fit in json.loads(outcome.out)["fits"]]
    assert "residence-complexe" in hlmdiag("grid", "list").out


def test_a_wrong_file_gets_no_far_fetched_proposal(hlmdiag: Run, desk: Path) -> None:
    write(desk, "Fruit;Prix\nPomme;3\n")
    outcome = hlmdiag("inspect", "parc.csv", *GRID)
    assert outcome.code == 3
    assert "Aucune grille fournie ne correspond à ce fichier." in outcome.out
    assert "à confirmer dans hlmdiag.toml" not in outcome.out


def test_a_file_that_cannot_be_opened_gets_its_reason_and_no_advice_on_titles(hlmdiag: Run, desk: Path) -> None:
    (desk / "page.xls").write_text("<html><body>Parc</body></html>", encoding="utf-8")
    done = hlmdiag("inspect", desk / "page.xls")
    assert done.code == 3
    assert "Rien n’a pu être lu de ce fichier" in done.out and "donnees.suffixe-trompeur" in done.out
    assert "Que faire maintenant" not in done.out and "indispensable" not in done.out


def test_proposals_kept_make_the_file_readable(hlmdiag: Run, desk: Path) -> None:
    write(desk, TABLE)
    write(desk, '# à nous\n[columns]\n"Réf. programme" = "code_residence"\n', "hlmdiag.toml")
    assert hlmdiag("inspect", "parc.csv", *GRID, "--write-config").code == 0
    text = (desk / "hlmdiag.toml").read_text(encoding="utf-8")
    assert text.startswith('# à nous\n[columns]\n"Réf. programme" = "code_residence"\n# "Vacanse" = "pct_vacance"')
    write(desk, text.replace('# "', '"'), "hlmdiag.toml")
    document = json.loads(hlmdiag("inspect", "parc.csv", *GRID, "-f", "json").out)
    named = {column["header"]: (column["column"], column["how"]) for column in document["sheets"][0]["columns"]}
    assert named["Vacanse"] == ("pct_vacance", "configuration")
    assert [fault["code"] for fault in document["faults"]] == ["donnees.approximation"]
    assert "il n’y a rien de nouveau" in hlmdiag("inspect", "parc.csv", *GRID, "--write-config").out


def test_the_document_has_a_stable_shape(hlmdiag: Run, desk: Path) -> None:
    write(desk, "Code programme;Nb lgts\nR1;12\nR2;env. 5\n")
    document = json.loads(hlmdiag("inspect", "parc.csv", *GRID, "-f", "json").out)
    assert list(document) == [
        "schema_version", "grid", "readable", "refused", "counts", "sheets", "absent_columns", "problems", "faults",
        "proposals", "fits",
    ]  # fmt: skip
    [fault] = document["faults"]
    assert {key: fault[key] for key in ("file", "cell", "line", "header", "column", "value", "expected")} == {
        "file": "parc.csv", "cell": "B3", "line": 3, "header": "Nb lgts", "column": "nb_logements", "value": "env. 5",
        "expected": "un nombre entier (logements), au moins 1",
    }  # fmt: skip


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 3)])
def test_a_refused_cell_stops_only_the_strict(hlmdiag: Run, desk: Path, options: tuple[str, ...], code: int) -> None:
    write(desk, "Code programme;Nb lgts\nR1;env. 5\n")
    assert hlmdiag("inspect", "parc.csv", *GRID, *options).code == code


def test_the_copy_is_written_never_over_a_file(hlmdiag: Run, desk: Path) -> None:
    data = write(desk, "Code programme;Nb lgts\nR1;env. 5\n")
    before = data.read_bytes()
    assert hlmdiag("inspect", "parc.csv", *GRID, "--annotate", "copie.xlsx").code == 0
    assert openpyxl.load_workbook(desk / "copie.xlsx").sheetnames[:3] == ["Correspondances", "Anomalies", "parc"]
    assert data.read_bytes() == before
    refused = hlmdiag("inspect", "parc.csv", *GRID, "--annotate", "copie.xlsx")
    assert (refused.code, "[sortie.existe]" in refused.err) == (2, True)
    assert hlmdiag("inspect", "parc.csv", *GRID, "--annotate", "copie.xlsx", "--force").code == 0


SENTENCES = [
    (
        ("parc.csv", *GRID, "--annotate", "copie.xls"),
        "hlmdiag : la copie de « parc.csv » doit se terminer par .xlsx (« copie.xls »). Changez la fin de son nom. "
        "[sortie.copie-suffixe]",
    ),
    (
        ("parc.csv", "autre.csv", *GRID, "--annotate", "copie.xlsx"),
        "hlmdiag : 2 fichiers sont à annoter et « copie.xlsx » n’en désigne qu’un. Donnez un dossier : --annotate "
        "copies/. [sortie.copies-dossier]",
    ),
    (
        ("-", *GRID, "--annotate", "copie.xlsx"),
        "hlmdiag : une copie annotée se fait à partir d’un fichier, pas de l’entrée standard. Enregistrez d’abord les "
        "données dans un fichier. [sortie.copie-entree-standard]",
    ),
    (
        ("parc.csv", *GRID, "-g", "residence-complexe"),
        "hlmdiag : une seule grille à la fois peut servir à examiner un fichier (parc.yaml, residence-complexe). "
        "Choisissez-la avec -g. [usage.une-grille]",
    ),
]


@pytest.mark.parametrize(("arguments", "sentence"), SENTENCES)
def test_wrong_usage_is_said(hlmdiag: Run, desk: Path, arguments: tuple[str, ...], sentence: str) -> None:
    write(desk, "Code programme;Nb lgts\nR1;5\n")
    write(desk, "Code programme;Vacance (%)\nR1;5\n", "autre.csv")
    outcome = hlmdiag("inspect", *arguments)
    assert (outcome.code, outcome.err.strip()) == (2, sentence)


def test_several_files_are_annotated_into_a_folder(hlmdiag: Run, desk: Path) -> None:
    write(desk, "Code programme;Nb lgts\nR1;env. 5\n")
    write(desk, "code_residence;date;nature\nR1;hier;trouble\n", "incidents.csv")
    assert hlmdiag("inspect", "parc.csv", "incidents.csv", *GRID, "--annotate", "copies/").code == 0
    listing = openpyxl.load_workbook(desk / "copies" / "incidents-annote.xlsx")["Anomalies"]
    cells = [row[1].value for row in listing.iter_rows() if str(row[6].value).startswith("donnees.")]
    assert "B2" in cells


def test_the_table_as_understood_reads_the_same(hlmdiag: Run, desk: Path) -> None:
    write(
        desk,
        "Code programme;Nb lgts;Vacance (%);Gardien;État des halls;Mois du relevé\n"
        "007;1 200;0,5;O;Majeure;janv-26\nR2;env. 5;NSP;;sans objet;04/2025\n",
    )
    assert hlmdiag("inspect", "parc.csv", *GRID, "--write", "propre.csv").code == 0
    assert (desk / "propre.csv").read_text(encoding="utf-8").splitlines() == [
        "code_residence,nb_logements,pct_vacance,gardien,etat,mois_releve",
        "007,1200,0.5 %,oui,4,01/2026",
        "R2,env. 5,NSP,,sans objet,04/2025",
    ]
    first, second = (
        json.loads(hlmdiag("inspect", name, *GRID, "-f", "json").out)["sheets"][0]["columns"]
        for name in ("parc.csv", "propre.csv")
    )
    assert [(c["column"], c["states"], c["low"], c["high"]) for c in first] == [
        (c["column"], c["states"], c["low"], c["high"]) for c in second
    ]


def test_settings_reach_every_command_the_typed_ones_first(
    hlmdiag: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(desk, 'grid = "parc.yaml"\nstrict = true\ndate = "2026-11-30"\n', "hlmdiag.toml")
    write(desk, "Code programme;Nb lgts;Vacance (%)\nR1;12;3\nR2;env. 5;4\n")
    assert hlmdiag("inspect", "parc.csv").code == 3
    assert hlmdiag("score", "parc.csv", "-o", "sortie.json").code == 3
    assert json.loads((desk / "sortie.json").read_text(encoding="utf-8"))["reference_date"] == "2026-11-30"
    monkeypatch.setenv("HLMDIAG_STRICT", "non")
    assert hlmdiag("inspect", "parc.csv").code == 0
    assert hlmdiag("inspect", "parc.csv", "--strict").code == 3


def test_an_unknown_setting_stops_the_command(hlmdiag: Run, desk: Path) -> None:
    write(desk, "feuille = 3\n", "hlmdiag.toml")
    write(desk, "Code programme;Nb lgts\nR1;12\n")
    outcome = hlmdiag("score", "parc.csv", *GRID)
    assert (outcome.code, outcome.err.startswith("hlmdiag.toml:1 : « feuille » n’est pas un réglage.")) == (2, True)


def test_each_setting_says_where_it_comes_from(hlmdiag: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(desk, 'date = "2026-11-30"\nsheet = "Parc"\n[columns]\n"Réf." = "code_residence"\n', "hlmdiag.toml")
    monkeypatch.setenv("HLMDIAG_DATE", "2026-10-31")
    monkeypatch.setenv("HLMDIAG_DATES", "x")
    lines = hlmdiag("config", "show").out.splitlines()
    assert "date = 2026-10-31 (variable HLMDIAG_DATE)" in lines
    assert "sheet = Parc (hlmdiag.toml:2)" in lines
    assert "grid = residence-complexe (par défaut)" in lines
    assert "titre « Réf. » → code_residence (hlmdiag.toml:4)" in lines
    assert "la variable HLMDIAG_DATES n’est pas un réglage : elle n’est pas lue" in lines
    document = json.loads(hlmdiag("config", "show", "-f", "json").out)
    assert document["settings"]["sheet"] == {"value": "Parc", "origin": "file", "place": "hlmdiag.toml:2"}
