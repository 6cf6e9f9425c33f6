"""`hlmdiag dossier` from saved results: where dossiers go, what is refused, what is told."""

import zipfile
from importlib import util
from io import BytesIO
from pathlib import Path

import docx
import pytest

from cli.conftest import Run
from cli.test_score import DATA, DATE
from hlmdiag.errors import Location, Problem

WALK = """language_version: 1
id: visite
version: "1"
title: Visite
unit: résidence
polarity: merit
scale: [0, 100]
aggregation: mean
columns: {code: {type: id, required: true}}
themes:
  lieux:
    title: Lieux
    indicators:
      HA1: {title: Hall, kind: judgement, score: {choices: {B: {points: 100}, I: {points: 0}}}}
"""


@pytest.fixture
def saved(hlmdiag: Run, tmp_path: Path) -> Path:
    grid = DATA / "grille.yaml"
    assert hlmdiag("score", DATA / "parc.csv", "-g", grid, *DATE, "-o", "parc.json", "-q").code == 0
    assert hlmdiag("score", DATA / "parc.csv", "-g", grid, "--date", "2025-10-31", "-o", "avant.json", "-q").code == 0
    codes = [line.split(";")[0].split(",")[0] for line in (DATA / "parc.csv").read_text("utf-8").splitlines()[1:]]
    (tmp_path / "visite.yaml").write_text(WALK, encoding="utf-8")
    (tmp_path / "visite.csv").write_text(f"code;HA1\n{codes[0]};I\n", encoding="utf-8")
    assert hlmdiag("score", "visite.csv", "-g", "visite.yaml", *DATE, "-o", "visite.json", "-q").code == 0
    return tmp_path


@pytest.fixture
def codes(saved: Path) -> list[str]:
    from hlmdiag.runs.saved_results import load

    result = load(saved / "parc.json")
    return ["/".join(map(str, key)) for key in result.frame.select(result.grid.keys).rows()]


def test_one_command_gives_the_dossier_for_a_mission(hlmdiag: Run, saved: Path, codes: list[str]) -> None:
    outcome = hlmdiag(
        "dossier", "parc.json", codes[0], "--history", "avant.json", "--walk", "visite.json",
        "-o", "d.docx", "-o", "d.md", "-o", "d.html",
    )  # fmt: skip
    assert (outcome.code, outcome.err) == (0, "")
    text = (saved / "d.md").read_text(encoding="utf-8")
    assert "31/10/2025" in text and "HA1 Hall" in text
    assert docx.Document(str(saved / "d.docx")).paragraphs[0].text == "Dossier de mission"
    assert "Dossier écrit : d.docx" in outcome.out


def test_without_output_a_word_document_stands_beside_the_result(hlmdiag: Run, saved: Path, codes: list[str]) -> None:
    slug = codes[0].lower()
    for name in (f"dossier-{slug}.docx", f"dossier-{slug}-2.docx"):
        assert hlmdiag("dossier", "parc.json", codes[0], "-q").code == 0
        assert zipfile.is_zipfile(saved / name)
    assert (saved / f"dossier-{slug}.docx").read_bytes() == (saved / f"dossier-{slug}-2.docx").read_bytes()


def test_several_residences_have_a_file_each(hlmdiag: Run, saved: Path, codes: list[str]) -> None:
    assert hlmdiag("dossier", "parc.json", *codes, codes[0], "-o", "dossiers/", "-o", "textes/{code}.md").code == 0
    assert len(list((saved / "dossiers").iterdir())) == len(codes)
    assert {path.stem for path in (saved / "textes").iterdir()} == {code.lower() for code in codes}


def test_a_condition_chooses_the_residences(hlmdiag: Run, saved: Path) -> None:
    outcome = hlmdiag("dossier", "parc.json", "--where", "score >= 0", "-o", "tous/{code}.md")
    assert outcome.code == 0, outcome.err
    assert list((saved / "tous").iterdir())


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["parc.json"], "dossier.codes"),
        (["parc.json", "{0}", "--where", "score > 1"], "dossier.codes"),
        (["parc.json", "--where", "score < 0"], "dossier.aucune"),
        (["parc.json", "rien"], "rapport.code-inconnu"),
        (["parc.json", "{0}", "-o", "d.pdf"], "dossier.format"),
        (["parc.json", "{0}", "-o", "-"], "dossier.format"),
        (["parc.json", "{0}", "{1}", "-o", "d.docx"], "dossier.plusieurs"),
        (["parc.json", "{0}", "-o", "d.md", "--template", "visite.csv"], "dossier.modele-sans-word"),
        (["parc.json", "{0}", "--template", "visite.csv"], "dossier.modele"),
        (["parc.json", "{0}", "--template", "absent.docx"], "dossier.modele-absent"),
        (["parc.json", "{0}", "-o", "d.md", "--history", "visite.json"], "dossier.autre-grille"),
        (["parc.json", "{0}", "-o", "d.md", "--walk", "avant.json"], "dossier.parcours-meme-grille"),
        (["parc.json", "{0}", "-o", "d.md", "--history", "absent.json"], "usage.introuvable"),
        (["avant.json", "{0}", "-o", "d.md", "--history", "parc.json"], "dossier.pas-anterieur"),
        (["parc.json", "{0}", "-o", "visite.md", "-o", "visite.md"], "sortie.deux-fois"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_is_written(
    hlmdiag: Run, saved: Path, codes: list[str], arguments: list[str], code: str
) -> None:
    before = sorted(saved.iterdir())
    outcome = hlmdiag("dossier", *(each.format(*codes) for each in arguments))
    assert (outcome.code, f"[{code}" in outcome.err) == (2, True), outcome.err
    assert sorted(saved.iterdir()) == before


def test_an_output_that_exists_is_kept_without_force_and_an_input_always(
    hlmdiag: Run, saved: Path, codes: list[str]
) -> None:
    (saved / "d.md").write_text("à garder", encoding="utf-8")
    assert "[sortie.existe]" in hlmdiag("dossier", "parc.json", codes[0], "-o", "d.md").err
    (saved / "modele.docx").write_bytes(template())
    refused = hlmdiag("dossier", "parc.json", codes[0], "--template", "modele.docx", "-o", "modele.docx", "--force")
    assert "[sortie.entree]" in refused.err
    assert (saved / "d.md").read_text(encoding="utf-8") == "à garder"
    assert hlmdiag("dossier", "parc.json", codes[0], "-o", "d.md", "--force").code == 0


def template() -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Habitat Exemple"
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_the_template_of_the_settings_gives_its_header_and_its_missing_styles_are_said(
    hlmdiag: Run, saved: Path, codes: list[str]
) -> None:
    (saved / "modele.docx").write_bytes(template())
    (saved / "hlmdiag.toml").write_text('[report]\ndocx_template = "modele.docx"\n', encoding="utf-8")
    outcome = hlmdiag("dossier", "parc.json", codes[0], "-o", "d.docx")
    assert outcome.code == 0
    assert "[dossier.styles]" in outcome.err and "Dossier Cellule" in outcome.err
    document = docx.Document(str(saved / "d.docx"))
    assert document.sections[0].header.paragraphs[0].text == "Habitat Exemple"
    refused = hlmdiag("dossier", "parc.json", codes[0], "-o", "modele.docx", "--force")
    assert (refused.code, "[sortie.entree]" in refused.err) == (2, True)
    (saved / "modele.docx").unlink()
    absent = hlmdiag("dossier", "parc.json", codes[0], "-o", "e.docx")
    assert (absent.code, "hlmdiag.toml:2" in absent.err, "[dossier.modele-absent]" in absent.err) == (2, True, True)


def test_a_residence_absent_from_the_walk_is_told_and_has_its_dossier(
    hlmdiag: Run, saved: Path, codes: list[str]
) -> None:
    outcome = hlmdiag("dossier", "parc.json", codes[1], "--walk", "visite.json", "-o", "d.md")
    assert outcome.code == 0
    assert "[dossier.parcours-absent]" in outcome.err
    assert "ne figure pas dans le résultat de la visite" in (saved / "d.md").read_text(encoding="utf-8")


def test_without_the_complement_for_word_the_command_that_installs_it_is_given(
    hlmdiag: Run, saved: Path, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = util.find_spec
    monkeypatch.setattr("hlmdiag.runs.outputs.find_spec", lambda name: None if name == "docx" else found(name))
    for typed in (("dossier", "parc.json", codes[0]), ("plan", "parc.json", "-o", "plan.docx")):
        refused = hlmdiag(*typed)
        assert refused.code == 2 and "pipx inject hlmdiag python-docx" in refused.err
    assert hlmdiag("dossier", "parc.json", codes[0], "-o", "d.html").code == 0


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (Problem("dossier.autre-grille", Location("a.json"), {"found": "x", "expected": "y"}),
         "a.json : ce résultat est celui de la grille « x » ; l’historique compare des résultats de la grille « y ». "
         "Donnez à --history un résultat de cette grille, ou à --walk celui d’une visite. [dossier.autre-grille]"),
        (Problem("dossier.pas-anterieur", Location("a.json"), {"date": "02/01/2026", "present": "01/01/2026"}),
         "a.json : ce résultat est daté du 02/01/2026 et le résultat présenté du 01/01/2026 : un historique ne réunit "
         "que des résultats antérieurs. Vérifiez lequel des deux est le plus récent. [dossier.pas-anterieur]"),
        (Problem("dossier.meme-date", Location("a.json"), {"date": "01/01/2026"}),
         "a.json : deux résultats donnés à --history sont datés du 01/01/2026. Gardez-en un seul. [dossier.meme-date]"),
        (Problem("dossier.parcours-meme-grille", Location("a.json"), {"grid": "x"}),
         "a.json : ce résultat est celui de la même grille, « x ». Donnez à --walk le résultat d’une visite, par "
         "exemple avec la grille diagnostic-en-marchant, et un résultat antérieur à --history. "
         "[dossier.parcours-meme-grille]"),
        (Problem("dossier.parcours-cles", Location("a.json"), {"found": "code, hall", "expected": "code"}),
         "a.json : les unités de ce résultat portent d’autres codes (code, hall) que celles du résultat présenté "
         "(code). Donnez à --walk le résultat d’une grille qui note les mêmes unités. [dossier.parcours-cles]"),
        (Problem("dossier.codes"),
         "donnez les codes des résidences, ou une condition avec --where ; l’un des deux, et non les deux. "
         "[dossier.codes]"),
        (Problem("dossier.aucune"),
         "la condition n’est vraie d’aucune unité de ce résultat : aucun dossier à écrire. Revoyez la condition de "
         "--where. [dossier.aucune]"),
        (Problem("dossier.format", values={"path": "a.pdf"}),
         "un dossier s’écrit en .docx, .html ou .md : « a.pdf » ne dit pas lequel. Terminez le nom par l’un de ces "
         "suffixes, ou par / pour un dossier qui contient des documents Word. [dossier.format]"),
        (Problem("dossier.plusieurs", values={"count": 2, "path": "a.docx"}),
         "2 résidences iraient dans « a.docx ». Donnez un dossier (dossiers/) ou un nom qui contient {code}, par "
         "exemple dossier-{code}.docx. [dossier.plusieurs]"),
        (Problem("dossier.modele-sans-word"),
         "--template donne les styles d’un document Word, et aucune sortie n’est en .docx. Ajoutez « -o dossier.docx "
         "», ou retirez --template. [dossier.modele-sans-word]"),
        (Problem("dossier.word-absent"),
         "le format Word demande un complément qui n’est pas installé. Installez-le par « py -m pipx inject "
         "hlmdiag python-docx » (sans pipx : « py -m pip install python-docx »), ou "
         "donnez à -o un nom en .html ou en .md. [dossier.word-absent]"),
        (Problem("dossier.modele", Location("a.docx")),
         "a.docx : ce fichier ne peut pas servir de modèle : ce n’est pas un document Word (.docx). Un modèle .dotx ou "
         "un ancien .doc s’ouvre dans Word et s’enregistre en « Document Word (.docx) ». [dossier.modele]"),
        (Problem("dossier.modele-taille", Location("a.docx"), {"most": 50}),
         "a.docx : ce modèle dépasse 50 Mo une fois ouvert. Retirez-en les images de grande taille, puis "
         "enregistrez-le à nouveau. [dossier.modele-taille]"),
        (Problem("dossier.modele-absent", values={"path": "a.docx"}),
         "le modèle « a.docx » est introuvable. Corrigez le nom, ou retirez-le. [dossier.modele-absent]"),
        (Problem("dossier.styles", Location("a.docx"), {"styles": "Dossier Note"}),
         "a.docx : ces styles manquent dans le modèle ; le dossier met à leur place les siens, ou un style voisin : "
         "Dossier Note. [dossier.styles]"),
        (Problem("dossier.historique-absent", values={"code": "0101", "date": "01/01/2025"}),
         "la résidence « 0101 » ne figure pas dans ce résultat antérieur (diagnostic au 01/01/2025) : son historique "
         "le dit. [dossier.historique-absent]"),
        (Problem("dossier.parcours-absent", Location("a.json"), {"code": "0101"}),
         "a.json : la résidence « 0101 » ne figure pas dans ce résultat de visite : son dossier le dit. "
         "[dossier.parcours-absent]"),
    ],
)  # fmt: skip
def test_each_problem_has_its_sentence(problem: Problem, sentence: str) -> None:
    assert problem.say("fr").replace("\u00a0", " ") == sentence
