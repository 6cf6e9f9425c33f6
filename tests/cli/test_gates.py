"""Limits set on a run: one verdict for every output, exit codes in their order, a baseline renewed in one pass."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from cli.conftest import Run
from cli.test_score import DATE, Score, desk, flat, score
from hlmdiag.scoring.schema import result_schema

__all__ = ["desk", "score"]  # fixtures

CROSSED, HELD = ("--fail-if", "share(level >= tendu) > 0.3"), ("--fail-if", "median(score) > 90")
WORSE = "000001;Les Tilleuls;Nord;40;12 %;7"


def worsen(desk: Path) -> None:
    """A month later, the first residence is tense."""
    stock = desk / "parc.csv"
    lines = stock.read_text(encoding="utf-8").splitlines()
    stock.write_text("\n".join([lines[0], WORSE, *lines[2:]]) + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", ["a.xlsx", "a.html", "a.md", "a.json", "a.jsonl", "a.csv", "a.parquet", "tout/"])
def test_the_exit_code_is_the_same_whatever_is_written(score: Score, name: str) -> None:
    assert score("-o", name, *HELD).code == 0
    assert score("-o", name, *HELD, *CROSSED, "--force").code == 1


@pytest.mark.parametrize("format_name", ["json", "csv", "github", "gitlab", "junit", "sarif"])
def test_the_exit_code_is_the_same_on_standard_output(score: Score, format_name: str) -> None:
    outcome = score("-o", "-", "-f", format_name, *CROSSED)
    assert outcome.code == 1
    assert "Seuil franchi : share(level >= tendu) > 0.3" in outcome.err
    assert "Seuils franchis : 1 sur 1." not in outcome.out or format_name == "github"


def test_the_verdict_names_the_residences_on_stderr_in_the_manifest_and_in_the_report(score: Score, desk: Path) -> None:
    outcome = score("-o", "a.json", "-o", "a.md", *CROSSED, *HELD)
    said = flat(outcome.err)
    assert "Seuils franchis : 1 sur 2." in said
    assert "share(level >= tendu) vaut 66,7 % d’après ce qui est publié, de 40,0 % à 80,0 % selon les réponses" in said
    assert "2 résidences : 000002 Le Moulin [rouge] (Tendu) ; 000003 Les Acacias (Tendu)" in said
    document = json.loads((desk / "a.json").read_text(encoding="utf-8"))
    assert Draft7Validator(result_schema()).is_valid(document)
    gating = document["gating"]
    assert gating["fails"] is True
    assert [gate["status"] for gate in gating["gates"]] == ["crossed", "held"]
    named = gating["gates"][0]["named"][0]
    assert named == {"code": "000002", "label": "Le Moulin [rouge]", "level": "tendu", "file": "parc.csv", "row": 3}
    assert "**Seuils franchis : 1 sur 2.**" in (desk / "a.md").read_text(encoding="utf-8")


def test_quiet_says_only_what_fails(score: Score) -> None:
    assert "Seuil" not in score("-o", "a.json", "-q", *HELD).err
    assert "Seuil franchi" in score("-o", "b.json", "-q", *CROSSED).err


OPEN = ("--fail-if", "share(level >= tendu) > 0.5")


def test_a_limit_that_missing_answers_decide_is_said_everywhere_and_fails_nowhere(score: Score, desk: Path) -> None:
    formats = ("md", "json", "sarif")
    outcome = score("-q", *OPEN, *(word for each in formats for word in ("-o", f"o.{each}")), "-o", "junit=o.xml",
                    "-o", "gitlab=gl.json", "-o", "github=gh.txt")  # fmt: skip
    assert outcome.code == 0
    said = flat(outcome.err)
    assert "Seuils indécis : 1 sur 1. Seuil indécis, franchi ou non selon les réponses manquantes" in said
    assert "de 40,0 % à 80,0 % selon les réponses manquantes (2 résidences)" in said
    texts = {path.name: path.read_text(encoding="utf-8") for path in desk.glob("o.*")}
    assert "Seuil indécis" in texts["o.md"] and "<skipped" in texts["o.xml"] and 'failures="0"' in texts["o.xml"]
    gating = json.loads(texts["o.json"])["gating"]
    assert (gating["fails"], gating["gates"][0]["status"], gating["gates"][0]["count"]) == (False, "open", 2)
    assert Draft7Validator(result_schema()).is_valid(json.loads(texts["o.json"]))
    assert {each["level"] for each in json.loads(texts["o.sarif"])["runs"][0]["results"]} == {"warning"}
    severities = {each["severity"] for each in json.loads((desk / "gl.json").read_text(encoding="utf-8"))}
    assert severities == {"minor"}
    annotations = (desk / "gh.txt").read_text(encoding="utf-8")
    assert annotations.startswith("::warning file=parc.csv,title=Seuil indécis::") and "::error" not in annotations


def test_exit_zero_says_without_failing(score: Score) -> None:
    outcome = score("-o", "a.json", *CROSSED, "--exit-zero")
    assert (outcome.code, "Seuil franchi" in outcome.err) == (0, True)


def test_codes_have_their_order(score: Score, hlmdiag: Run, desk: Path) -> None:
    """4 a fault of ours, 2 wrong usage, 3 nothing scored or refused under --strict, 1 a limit crossed, 0 done."""
    assert score("-o", "a.json", *CROSSED).code == 1
    strict = score("-o", "b.json", *CROSSED, "--strict")
    assert (strict.code, "Seuil franchi" in strict.err) == (3, True)
    assert score("-o", "a.json", *CROSSED, "--strict").code == 2  # a.json exists
    (desk / "vide.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    assert hlmdiag("score", "vide.csv", "-g", "grille.yaml", *CROSSED, "-o", "c.json").code == 3
    assert score("-o", "d.json", "--fail-if", "median(scor) > 1").code == 2
    assert not (desk / "d.json").exists()


def test_a_saved_result_is_judged_anew_and_shown_as_it_was(score: Score, hlmdiag: Run, desk: Path) -> None:
    assert score("-o", "a.json", "-o", "a.md", *CROSSED).code == 1
    again = hlmdiag("report", "a.json", "-o", "b.md")
    assert (again.code, "Seuil franchi" in again.err) == (0, True)
    assert (desk / "a.md").read_bytes() == (desk / "b.md").read_bytes()
    assert hlmdiag("report", "a.json", *HELD).code == 0
    assert hlmdiag("report", "a.json", *CROSSED).code == 1
    assert hlmdiag("report", "a.json", *CROSSED, "--exit-zero").code == 0
    assert hlmdiag("report", "a.json", "--fail-if", "median(scor) > 1").code == 2
    assert hlmdiag("report", "a.json", "--baseline", "absente.json").code == 2
    (desk / "faux.json").write_bytes(b"{")
    assert hlmdiag("report", "faux.json", *CROSSED).code == 3


def test_the_commands_that_set_no_limit_never_end_with_1(score: Score, hlmdiag: Run, desk: Path) -> None:
    (desk / "hlmdiag.toml").write_text('[gate]\nfail_if = "share(level >= tendu) > 0.3"\n', encoding="utf-8")
    assert score("-o", "a.json").code == 1
    assert hlmdiag("inspect", "parc.csv", "-g", "grille.yaml").code == 0
    assert hlmdiag("explain", "a.json", "000002").code == 0
    assert hlmdiag("config", "show").code == 0
    assert hlmdiag("grid", "show", "grille.yaml").code == 0


def test_limits_may_stand_in_the_settings_file(score: Score, desk: Path) -> None:
    settings = desk / "hlmdiag.toml"
    settings.write_text('[gate]\nfail_if = ["share(level >= tendu) > 0.3"]\n', encoding="utf-8")
    assert score("-o", "a.json").code == 1
    assert score("-o", "b.json", *HELD).code == 0  # what is typed comes first
    settings.write_text('[gate]\nbaseline = "reference.json"\nworse_by = 5\n', encoding="utf-8")
    assert score("-o", "c.json", "--update-baseline").code == 0
    assert (desk / "reference.json").exists()
    settings.write_text("[gate]\nworse = 5\n", encoding="utf-8")
    assert "[reglages.cle-inconnue]" in score("-o", "d.json").err


@pytest.mark.parametrize("suffix", ["json", "jsonl", "parquet", "csv"])
def test_a_baseline_is_created_then_compared_then_renewed(score: Score, desk: Path, suffix: str) -> None:
    baseline = ("--baseline", f"ref.{suffix}")
    first = score("-o", "a.md", *baseline, "--update-baseline")
    assert first.code == 0
    assert f"La référence « ref.{suffix} » n’existait pas" in first.err
    assert f"Référence créée : ref.{suffix}" in first.err
    assert score("-o", "b.md", *baseline).code == 0
    worsen(desk)
    worse = score("-o", "c.md", *baseline, "--update-baseline")
    assert worse.code == 1
    assert "000001 Les Tilleuls passe de « Calme » à « Tendu »" in worse.err
    assert f"Référence renouvelée : ref.{suffix}" in worse.err
    assert score("-o", "d.md", *baseline).code == 0


def test_a_baseline_is_not_renewed_when_the_run_is_refused(score: Score, desk: Path) -> None:
    assert score("-o", "a.md", "--baseline", "ref.json", "--update-baseline").code == 0
    before = (desk / "ref.json").read_bytes()
    worsen(desk)
    assert score("-o", "b.md", "--baseline", "ref.json", "--update-baseline", "--strict").code == 3
    assert (desk / "ref.json").read_bytes() == before
    (desk / "parc.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    assert score("-o", "c.md", "--baseline", "ref.json", "--update-baseline").code == 3
    assert (desk / "ref.json").read_bytes() == before
    assert [path.name for path in desk.glob(".*")] == []


def test_a_baseline_keeps_no_verdict_and_is_the_result_itself(score: Score, desk: Path) -> None:
    score("-o", "a.json")
    score("-o", "b.md", "--baseline", "ref.json", "--update-baseline", *CROSSED)
    assert (desk / "ref.json").read_bytes() == (desk / "a.json").read_bytes()


SENTENCES = [
    (("--baseline", "non.json"), 2, "reference.absente",
     "hlmdiag : le résultat de référence « non.json » n’existe pas. Vérifiez son nom, ou ajoutez --update-baseline "
     "pour le créer avec ce résultat."),
    (("--baseline", "non.xlsx"), 2, "reference.format",
     "hlmdiag : « non.xlsx » ne peut pas être un résultat de référence. Donnez un nom terminé par .json, .parquet, "
     ".csv, .jsonl."),
    (("--update-baseline",), 2, "reference.sans-reference",
     "hlmdiag : --update-baseline ne sert qu’avec --baseline, qui dit à quel résultat comparer."),
    (("--baseline", "a.json", "--worse-by", "-3"), 2, "reference.points",
     "hlmdiag : l’option --worse-by attend un nombre de points positif et a reçu « -3 »."),
    (("--baseline", "a.json", "-g", "lecteur.yaml"), 2, "reference.plusieurs-grilles",
     "hlmdiag : plusieurs grilles se compareraient à « a.json ». Donnez un nom qui contient {grid}, par exemple "
     "reference-{grid}.json."),
    (("-o", "junit=a.xml"), 2, "seuil.sans-seuil",
     "hlmdiag : le format « junit » dit les seuils franchis et ce qui s’est aggravé : donnez au moins un seuil "
     "(--fail-if) ou une référence (--baseline)."),
    (("--baseline", "faux.json"), 3, "rapport.resultat-illisible", "faux.json : ce fichier n’est pas un résultat"),
    (("--baseline", "autre.json"), 2, "reference.autre-grille",
     "hlmdiag : « autre.json » est un résultat de la grille « autre », celui-ci est de la grille « petite » : ils ne "
     "se comparent pas. Donnez un résultat de la même grille, ou un autre nom avec --update-baseline pour en commencer "
     "un."),
]  # fmt: skip


@pytest.mark.parametrize(("options", "exit_code", "code", "sentence"), SENTENCES, ids=[each[2] for each in SENTENCES])
def test_each_refusal_has_its_sentence(
    score: Score, hlmdiag: Run, desk: Path, options: tuple[str, ...], exit_code: int, code: str, sentence: str
) -> None:
    (desk / "faux.json").write_bytes(b'{"schema_version": 1}')
    if code == "reference.autre-grille":
        other = (desk / "grille.yaml").read_text(encoding="utf-8").replace("id: petite", "id: autre")
        (desk / "autre.yaml").write_text(other, encoding="utf-8")
        assert hlmdiag("score", "parc.csv", "-g", "autre.yaml", *DATE, "-o", "autre.json").code == 0
    outcome = score(*(("-o", "{grid}.md") if "-o" not in options else ()), *options)
    assert outcome.code == exit_code, outcome.err
    assert outcome.err.startswith(sentence) and f"[{code}]" in outcome.err


def test_a_baseline_never_replaces_the_data_nor_is_replaced_by_an_output(score: Score, desk: Path) -> None:
    assert "[sortie.entree]" in score("-o", "a.md", "--baseline", "parc.csv", "--update-baseline").err
    assert score("-o", "a.md", "--baseline", "ref.json", "--update-baseline").code == 0
    assert "[sortie.entree]" in score("-o", "ref.json", "--force", "--baseline", "ref.json").err


def test_github_gets_the_summary_of_its_job(score: Score, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = desk / "resume.md"
    summary.write_text("Avant\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    outcome = score("-f", "github", "-o", "-", "-q", *CROSSED)
    assert outcome.code == 1
    assert outcome.out.startswith("::error file=parc.csv,title=Seuil franchi::Seuil franchi")
    assert "::error file=parc.csv,line=3,title=Seuil franchi::000002 Le Moulin" in outcome.out
    text = summary.read_text(encoding="utf-8")
    assert text.startswith("Avant\n## Petite grille\n") and "| Tendu | 2 |" in text
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(desk))
    refused = score("-f", "github", "-o", "-", "-q", *CROSSED)
    assert (refused.code, "[sortie.droits]" in refused.err) == (2, True)


def test_sarif_alone_has_a_suffix_of_its_own(score: Score, desk: Path) -> None:
    assert score("-o", "a.sarif", *CROSSED).code == 1
    assert json.loads((desk / "a.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


def test_a_path_is_told_from_the_root_of_the_job(hlmdiag: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk / "donnees").mkdir()
    (desk / "parc.csv").rename(desk / "donnees" / "parc.csv")
    data = ("score", str(desk / "donnees" / "parc.csv"), "-g", "grille.yaml", *DATE, *CROSSED, "-q")
    assert json.loads(hlmdiag(*data, "-o", "gitlab=-").out)[0]["location"]["path"] == "donnees/parc.csv"
    monkeypatch.setenv("CI_PROJECT_DIR", str(desk / "donnees"))
    assert json.loads(hlmdiag(*data, "-o", "gitlab=-").out)[0]["location"]["path"] == "parc.csv"


def test_a_saved_result_keeps_the_folder_of_its_data(hlmdiag: Run, desk: Path) -> None:
    (desk / "sous dossier").mkdir()
    (desk / "parc.csv").rename(desk / "sous dossier" / "parc.csv")
    data = ("score", "sous dossier/parc.csv", "-g", "grille.yaml", *DATE, "-q", *CROSSED)
    scored = {name: hlmdiag(*data, "-o", f"{name}=-").out for name in ("sarif", "gitlab", "junit", "github")}
    assert hlmdiag(*data, "-o", "r.json").code == 1
    assert "sous%20dossier/parc.csv" in scored["sarif"] and "sous dossier/parc.csv" in scored["gitlab"]
    for name, said in scored.items():
        assert hlmdiag("report", "r.json", *CROSSED, "-q", "-o", f"{name}=-").out == said
    document = json.loads((desk / "r.json").read_text(encoding="utf-8"))
    assert Draft7Validator(result_schema()).is_valid(document)
    assert [each.get("path") for each in document["inputs"]] == ["sous dossier/parc.csv"]
