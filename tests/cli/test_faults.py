"""Each refusal of the command line: its code, its sentence, its exit code; and what becomes of a fault of ours."""

import pytest

from cli.conftest import Run
from hlmdiag.cli import app, score
from hlmdiag.runs.refusals import refusal

SENTENCES = [
    (("skore",), "usage.commande", "« skore » n’est pas une commande de hlmdiag. Vouliez-vous dire « score » ?"),
    (("tout",), "usage.commande", "« tout » n’est pas une commande de hlmdiag. Commandes : score, "),
    (("--truc",), "usage.option", "l’option --truc n’existe pas. Ajoutez --help"),
    (("score", "--grille", "x"), "usage.option", "l’option --grille n’existe pas. Vouliez-vous dire « --grid » ?"),
    (("score",), "usage.argument-manquant", "il manque DONNÉES."),
    (("explain", "a.json"), "usage.argument-manquant", "il manque CODE."),
    (("score", "a.csv", "-o"), "usage.option-sans-valeur", "l’option -o attend une valeur."),
    (("report", "a.json", "mes", "notes"), "usage.argument-en-trop", "« mes notes » est en trop."),
    (("score", "--force=oui", "a"), "usage.option-avec-valeur", "l’option --force s’écrit sans valeur."),
    (("score", "a.csv", "--lang", "de"), "usage.choix", "--lang n’accepte pas « de ». Valeurs possibles : fr, en."),
    (("score", "a.csv", "--csv-dialect", "excel"), "usage.choix", "Vouliez-vous dire « excel-fr » ?"),
    (("score", "a.csv", "--date", "hier"), "usage.date", "« hier » n’est pas une date. Écrivez-la 2026-11-30"),
    (("score", "a.csv", "--header-row", "0"), "usage.nombre", "--header-row attend un nombre entier à partir de 1"),
    (("score", "a.csv", "--uses", "x"), "usage.uses", "écrivez --uses nom=résultat"),
    (("score", "a.csv", "--robustness", "mille"), "usage.nombre", "--robustness attend un nombre entier à partir de 1"),
    (("score", "a.csv", "--robustness", "9", "--spread", "25"), "usage.ecart", "un écart entre 0 et 1, bornes exclues"),
    (("grid", "reference", "a.csv", "--at-least", "2"), "usage.effectif", "attend un nombre entier à partir de 3"),
    (("grid", "reference", "a.json", "b.csv"), "usage.resultat-seul", "il se donne seul, sans autre fichier."),
    (("grid", "reference", "a.json", "--sheet", "B"), "usage.resultat-sans-options", "Retirez --sheet, ou donnez les"),
    (("score", "a.csv", "--seed", "3"), "usage.sans-robustesse", "l’option --seed règle les tirages de --robustness"),
    (("score", "a.csv"), "usage.introuvable", "le fichier ou dossier « a.csv » n’existe pas."),
    (("score", "a.csv", "-o", "b.doc"), "sortie.format", ".json, .parquet, .csv, .jsonl, ou par /"),
    (("score", "a.csv", "-o", "-"), "sortie.standard-format", "précisez le format avec -f"),
    (("score", "a.csv", "-f", "md"), "sortie.format-sans-standard", "-f md ne sert qu’avec « -o - »"),
    (("score", "a.csv", "-f", "md", "-o", "-", "-o", "-"), "sortie.standard-seule", "donnez « -o - » une seule fois"),
    (("score", "a.csv", "-g", "b", "-g", "c", "-o", "d.md"), "sortie.plusieurs-grilles", "un nom qui contient {grid}"),
    (("explain", "a.json", "R1"), "usage.introuvable", "« a.json » n’existe pas."),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "code", "sentence"), SENTENCES)
def test_each_refusal_has_its_sentence(hlmdiag: Run, arguments: tuple[str, ...], code: str, sentence: str) -> None:
    outcome = hlmdiag(*arguments)
    assert outcome.code == 2
    assert outcome.out == ""
    assert outcome.err.startswith("hlmdiag : ")
    assert outcome.err.endswith(f"[{code}]\n")
    assert sentence in outcome.err


OTHERS = [
    ("usage.incomprise", {"message": "x"}, "la commande n’est pas comprise (x)."),
    ("sortie.existe", {"path": "a.md"}, "« a.md » existe déjà et n’a pas été touché."),
    ("sortie.dossier-occupe", {"path": "d"}, "le dossier « d » existe déjà et n’est pas vide."),
    ("sortie.entree", {"path": "p.csv"}, "il n’est jamais remplacé, même avec --force."),
    ("sortie.deux-fois", {"path": "a.md"}, "« a.md » est demandé deux fois."),
    ("sortie.est-un-dossier", {"path": "d"}, "« d » est un dossier, un fichier est attendu."),
    ("sortie.est-un-fichier", {"path": "f"}, "« f » est un fichier, un dossier est attendu."),
    ("sortie.verrouille", {"path": "a.xlsx"}, "Fermez-le dans Excel, puis relancez la commande."),
    ("sortie.droits", {"path": "d"}, "ce dossier est protégé."),
    ("sortie.disque", {"path": "d", "number": "5"}, "« d » n’a pas pu être écrit (erreur 5 du système)."),
    ("sortie.disque-plein", {"path": "d"}, "« d » n’a pas pu être écrit : le disque est plein."),
    ("sortie.nom-impossible", {"path": "d"}, "ce nom ou ce dossier n’est pas possible ici."),
    ("usage.epoque", {"value": "x"}, "la variable SOURCE_DATE_EPOCH vaut « x »"),
    ("usage.uses-inconnu", {"name": "x", "nearest": ""}, "la grille ne lit aucun résultat sous le nom « x »."),
    ("usage.resultat", {"path": "a.txt", "formats": ".json"}, "« a.txt » n’est pas un résultat enregistré, et aucun"),
    ("usage.temporaire", {"path": "~$p.xlsx", "original": "p.xlsx"}, "Donnez « p.xlsx », après l’avoir enregistré."),
    ("usage.critere", {"value": "X", "nearest": "", "ids": "A, B"}, "« X » n’est pas un critère de cette grille."),
    ("usage.manifeste", {"path": "a.csv", "manifest": "a.csv.manifest.json"}, "se lit avec son manifeste"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "values", "sentence"), OTHERS)
def test_each_other_code_has_its_sentence(code: str, values: dict[str, str], sentence: str) -> None:
    assert sentence in refusal(code, **values).problems[0].say("fr")


def test_refusals_are_said_in_the_language_asked_for(hlmdiag: Run) -> None:
    assert "does not exist" in hlmdiag("score", "absent.csv", "--lang", "en").err
    assert "does not exist" in hlmdiag("score", "absent.csv", "--lang=en").err


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("résidence 12")

    monkeypatch.setattr("hlmdiag.runs.inputs.expanded", fail)


@pytest.mark.usefixtures("broken")
def test_a_fault_of_ours_asks_to_be_reported_and_shows_no_data(hlmdiag: Run) -> None:
    outcome = hlmdiag("score", "a.csv")
    assert outcome.code == 4
    assert "Signalez ce cas" in outcome.err
    assert "[interne]" in outcome.err
    assert "Traceback" not in outcome.err
    assert "résidence 12" not in outcome.err


@pytest.mark.usefixtures("broken")
def test_the_detail_of_an_internal_error_is_shown_with_debug(hlmdiag: Run) -> None:
    outcome = hlmdiag("score", "a.csv", "--debug")
    assert outcome.code == 4
    assert "Traceback" in outcome.err
    assert "ZeroDivisionError: résidence 12" in outcome.err


def test_an_interruption_is_calm(hlmdiag: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("hlmdiag.runs.inputs.expanded", interrupt)
    outcome = hlmdiag("score", "a.csv")
    assert (outcome.code, outcome.err) == (130, "Interrompu. Aucun fichier n’est resté à moitié écrit.\n")


def test_every_command_takes_debug() -> None:
    for command in app.app.registered_commands:
        assert command.callback is not None
        assert "debug" in command.callback.__annotations__
    assert score.score in [command.callback for command in app.app.registered_commands]
