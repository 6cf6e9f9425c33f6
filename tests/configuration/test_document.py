"""`hlmdiag.toml`: found above the data, every fault of it said with its line, in one run."""

from pathlib import Path

import pytest

from hlmdiag.configuration import (
    Configuration,
    Limits,
    Origin,
    Proposal,
    check_columns,
    find,
    from_environment,
    from_file,
    load,
    with_proposals,
)
from hlmdiag.errors import HlmdiagError


def written(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "hlmdiag.toml"
    path.write_bytes(text.encode(encoding))
    return path


def refusal(path: Path) -> HlmdiagError:
    with pytest.raises(HlmdiagError) as caught:
        load(path)
    return caught.value


def test_the_nearest_file_above_the_data_is_the_one(tmp_path: Path) -> None:
    (tmp_path / "2026" / "nord").mkdir(parents=True)
    above = written(tmp_path, "")
    assert find(tmp_path / "2026" / "nord") == above.resolve()
    nearer = written(tmp_path / "2026", "")
    assert find(tmp_path / "2026" / "nord") == nearer.resolve()


def test_a_repository_is_not_left(tmp_path: Path) -> None:
    written(tmp_path, "")
    (tmp_path / "depot" / ".git").mkdir(parents=True)
    (tmp_path / "depot" / "donnees").mkdir()
    assert find(tmp_path / "depot" / "donnees") is None


def test_a_file_says_options_titles_and_answers(tmp_path: Path) -> None:
    text = (
        'date = 2026-11-30\ngrid = "maison"\nheader_row = 4\n[columns]\n"Nb lgts" = "nb"\n'
        '[values.etat]\n"Moyen" = 2\n"pas vu" = "missing"\n'
    )
    found = load(written(tmp_path, text))
    assert {name: entry.value for name, entry in found.options.items()} == {
        "date": "2026-11-30", "grid": ["maison"], "header_row": "4",
    }  # fmt: skip
    assert (found.columns["Nb lgts"].value, found.columns["Nb lgts"].line) == ("nb", 5)
    assert {text: entry.value for text, entry in found.values["etat"].items()} == {"Moyen": 2, "pas vu": "missing"}


def test_a_file_says_how_large_files_may_be(tmp_path: Path) -> None:
    assert load(written(tmp_path, "[limits]\ncells = 12\n")).sizes == Limits(cells=12)
    assert load(written(tmp_path, "")).sizes == Limits()


SENTENCES = [
    (
        'grids = "x"\n', 1,
        "« grids » n’est pas un réglage. Vouliez-vous dire « grid » ? Réglages possibles : grid, date, lang, encoding, "
        "separator, sheet, header_row, strict, columns, values, decimal, limits, gate, report, plan. "
        "[reglages.cle-inconnue]",
    ),
    ('\nstrict = 3\n', 2, "le réglage « strict » vaut « 3 » ; il faut true ou false. [reglages.valeur]"),
    (
        "[columns]\nNb lgts = 3\n", 2,
        "la ligne « Nb lgts = 3 » n’est pas comprise. Une ligne s’écrit clé = \"valeur\", un tableau [columns] ; les "
        "titres et les textes sont entre guillemets droits. [reglages.syntaxe]",
    ),
    (
        "lang = \"fr\"\nlang = \"en\"\n", 2,
        "une clé ou un tableau est écrit deux fois (« lang = \"en\" »). Gardez une seule des deux lignes. "
        "[reglages.repetee]",
    ),
    (
        "columns = 3\n", 1,
        "« columns » est un tableau : écrivez [columns] seul sur sa ligne, puis une ligne \"Titre du fichier\" = "
        "\"colonne de la grille\" par titre. [reglages.columns]",
    ),
    (
        "[values]\netat = 3\n", 2,
        "« values » se donne par colonne : écrivez [values.colonne_de_la_grille] seul sur sa ligne, puis une ligne "
        "\"texte de la cellule\" = \"réponse à lire\" par texte. [reglages.values]",
    ),
    (
        '[columns]\n"Nb lgts" = 3\n', 2,
        "le titre « Nb lgts » est suivi de 3 ; il faut le nom d’une colonne de la grille, entre guillemets. "
        "[reglages.titre]",
    ),
    (
        '[values.etat]\n\n"Moyen" = [\n1]\n', 3,
        "le texte « Moyen » est suivi de […] ; il faut une réponse (un code ou un nombre), ou missing, unknown ou "
        "not_applicable. [reglages.reponse]",
    ),
    (
        "limits = 3\n", 1,
        "« limits » est un tableau : écrivez [limits] seul sur sa ligne, puis une ligne par limite, comme cells = "
        "60000000. Limites possibles : text_mb, unfolded_mb, ratio, cells, columns, line_mb. [reglages.limits]",
    ),
    (
        "gate = 3\n", 1,
        "« gate » est un tableau : écrivez [gate] seul sur sa ligne, puis une ligne par réglage, comme fail_if = "
        "[\"share(level >= complexe) > 0.05\"]. [reglages.gate]",
    ),
    (
        "[gate]\nbaseline = 3\n", 2,
        "le réglage « gate.baseline » vaut « 3 » ; il faut le nom d’un résultat enregistré (.json, .parquet ou .csv). "
        "[reglages.valeur]",
    ),
    (
        "[gate]\n\nworse_by = \"beaucoup\"\n", 3,
        "le réglage « gate.worse_by » vaut « beaucoup » ; il faut un nombre de points positif. [reglages.valeur]",
    ),
    (
        "[gate]\nfail_if = []\n", 2,
        "le réglage « gate.fail_if » vaut « […] » ; il faut une condition entre guillemets, ou une liste de "
        "conditions. [reglages.valeur]",
    ),
    (
        "[limits]\ncell = 3\n", 2,
        "« cell » n’est pas une limite. Vouliez-vous dire « cells » ? Limites possibles : text_mb, unfolded_mb, ratio, "
        "cells, columns, line_mb. [reglages.limite-inconnue]",
    ),
    (
        "[limits]\ncells = 0\n", 2,
        "la limite « cells » vaut 0 ; il faut un nombre entier, à partir de 1. [reglages.limite]",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "sentence"), SENTENCES, ids=[each[2].rpartition("[")[2] for each in SENTENCES]
)
def test_each_fault_has_its_line_and_its_sentence(tmp_path: Path, text: str, line: int, sentence: str) -> None:
    error = refusal(written(tmp_path, text))
    assert error.exit_code == 2
    [problem] = error.problems
    assert (problem.location.file, problem.location.line) == ("hlmdiag.toml", line)
    assert problem.say("fr").endswith(sentence)


def test_a_file_saved_by_an_old_editor_is_refused_with_the_remedy(tmp_path: Path) -> None:
    [problem] = refusal(written(tmp_path, '[columns]\n"Été" = "a"\n', "cp1252")).problems
    assert problem.say("fr") == (
        "hlmdiag.toml : ce fichier de réglages n’est pas en UTF-8. Enregistrez-le de nouveau en choisissant l’encodage "
        "UTF-8. [reglages.encodage]"
    )


def test_a_folder_in_the_place_of_the_file_is_said(tmp_path: Path) -> None:
    [problem] = refusal(tmp_path).problems
    assert problem.code == "reglages.fermes"
    assert "ne peut pas être ouvert" in problem.say("fr")


def test_every_fault_is_said_at_once_in_the_order_of_the_file(tmp_path: Path) -> None:
    error = refusal(written(tmp_path, 'date = "hier"\nlangue = "fr"\n[columns]\n"A" = 1\n'))
    assert [(p.code, p.location.line) for p in error.problems] == [
        ("reglages.valeur", 1), ("reglages.cle-inconnue", 2), ("reglages.titre", 4),
    ]  # fmt: skip


def test_a_column_that_no_grid_has_is_refused_with_the_nearest(tmp_path: Path) -> None:
    configuration = load(written(tmp_path, '[columns]\n"Nb" = "nb_logement"\n[values.etatt]\n"x" = "1"\n'))
    with pytest.raises(HlmdiagError) as caught:
        check_columns(configuration, ["nb_logements", "etat"])
    assert [problem.say("fr") for problem in caught.value.problems] == [
        "hlmdiag.toml:2 : « nb_logement » n’est pas une colonne de la grille utilisée. Vouliez-vous dire "
        "« nb_logements » ? Corrigez ce nom ou retirez la ligne. [reglages.colonne-inconnue]",
        "hlmdiag.toml:4 : « etatt » n’est pas une colonne de la grille utilisée. Vouliez-vous dire « etat » ? Corrigez "
        "ce nom ou retirez la ligne. [reglages.colonne-inconnue]",
    ]


def test_a_table_without_a_line_and_a_column_of_another_grid_of_the_folder_are_no_fault(tmp_path: Path) -> None:
    text = '[columns]\n"Hall" = "code_hall"\n[values.etatt]\n# "x" = "1"\n[values.nature_hall]\n"rien" = "aucune"\n'
    configuration = load(written(tmp_path, text))
    check_columns(configuration, ["etat"], lambda: ["code_hall", "nature_hall"])
    with pytest.raises(HlmdiagError) as caught:
        check_columns(configuration, ["etat"])
    assert [problem.location.line for problem in caught.value.problems] == [2, 6]


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    configuration = load(written(tmp_path, 'sheet = "Parc"\ndate = "2026-01-01"\n'))
    found = from_file(configuration) | from_environment({"HLMDIAG_DATE": "30/11/2026", "HLMDIAG_STRICT": "oui"})
    assert {name: (each.value, each.origin) for name, each in found.items()} == {
        "sheet": ("Parc", Origin.FILE),
        "date": ("2026-11-30", Origin.ENVIRONMENT),
        "strict": (True, Origin.ENVIRONMENT),
    }  # fmt: skip
    places = found["sheet"].place.say("fr"), found["date"].place.say("fr")
    assert places == ("hlmdiag.toml:1", "HLMDIAG_DATE")


def test_a_variable_that_cannot_be_is_refused() -> None:
    with pytest.raises(HlmdiagError) as caught:
        from_environment({"HLMDIAG_HEADER_ROW": "zéro"})
    assert str(caught.value) == (
        "hlmdiag : la variable HLMDIAG_HEADER_ROW vaut « zéro » ; il faut un numéro de ligne, à partir de 1. "
        "Corrigez-la ou retirez-la. [reglages.environnement]"
    )


def test_a_grid_beside_the_file_is_found_from_anywhere(tmp_path: Path) -> None:
    (tmp_path / "maison.yaml").write_text("", encoding="utf-8")
    configuration = load(written(tmp_path, 'grid = ["maison.yaml", "residence-complexe"]\n'))
    assert from_file(configuration)["grid"].value == [str(tmp_path / "maison.yaml"), "residence-complexe"]


def test_a_file_without_settings_sets_no_option() -> None:
    assert from_file(Configuration()) == {}


TITLE = Proposal(("columns",), 'Vac. "3" mois', "pct_vacance", "ressemble à « Vacance »")
ANSWER = Proposal(("values", "etat"), "moyen", "2", "réponse la plus proche")


def test_proposals_are_comments_that_become_settings_once_kept(tmp_path: Path) -> None:
    text, count = with_proposals("", [TITLE, ANSWER], "hlmdiag.toml", ["Réglages"], "fr")
    assert count == 2
    proposed = load(written(tmp_path, text))
    assert (proposed.columns, proposed.values["etat"]) == ({}, {})
    found = load(written(tmp_path, text.replace('# "', '"')))
    assert (found.columns['Vac. "3" mois'].value, found.values["etat"]["moyen"].value) == ("pct_vacance", "2")


def test_what_the_user_wrote_is_kept_and_lines_go_to_their_table(tmp_path: Path) -> None:
    mine = 'date = "2026-01-01"\n\n[columns]\n"Nb" = "nb" # à nous\n\n# nos réponses\n[values.etat]\n"bof" = "2"\n'
    text, count = with_proposals(mine, [TITLE, ANSWER], "hlmdiag.toml", [], "fr")
    assert [line for line in text.splitlines() if not line.startswith('# "')] == mine.splitlines()
    assert count == 2
    found = load(written(tmp_path, text.replace('# "', '"')))
    assert list(found.columns) == ["Nb", 'Vac. "3" mois']
    assert list(found.values["etat"]) == ["bof", "moyen"]


def test_proposing_twice_adds_nothing_and_line_ends_are_kept() -> None:
    text, _ = with_proposals('[columns]\r\n"Nb" = "nb"\r\n', [TITLE], "hlmdiag.toml", [], "fr")
    assert text.count("\r\n") == text.count("\n") == 3
    assert with_proposals(text, [TITLE], "hlmdiag.toml", [], "fr") == (text, 0)
    assert with_proposals(text.replace('# "', '"'), [TITLE], "hlmdiag.toml", [], "fr")[1] == 0


def test_a_table_on_one_line_is_not_rewritten() -> None:
    with pytest.raises(HlmdiagError) as caught:
        with_proposals('columns = {"Nb" = "nb"}\n', [TITLE], "hlmdiag.toml", [], "fr")
    assert caught.value.exit_code == 2
    assert str(caught.value) == (
        "hlmdiag.toml:1 : [columns] est écrit sur une seule ligne : rien ne peut y être ajouté sans la récrire, et le "
        "fichier n’a pas été touché. Mettez [columns] seul sur sa ligne et une correspondance par ligne, puis "
        "recommencez. [reglages.en-ligne]"
    )
