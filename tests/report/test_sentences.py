"""The sentences of the problems of this room, asserted once each; every label is in both languages."""

from __future__ import annotations

from string import Formatter

import pytest

from hlmdiag.errors import Location, Problem
from hlmdiag.text import catalogue


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (
            Problem("rapport.resultat-illisible", Location(file="a.json")),
            "a.json : ce fichier n’est pas un résultat de hlmdiag, ou il a été modifié depuis. Donnez le fichier .json,"
            " .parquet ou .csv (avec son manifeste à côté) écrit par « hlmdiag score », ou relancez cette"
            " commande. [rapport.resultat-illisible]",
        ),
        (
            Problem("rapport.resultat-version", Location(file="a.json"), {"found": 2, "expected": 1}),
            "a.json : ce résultat suit la version 2 du format ; cette version de hlmdiag lit la version 1. Mettez"
            " hlmdiag à jour, ou relancez « hlmdiag score » sur les données. [rapport.resultat-version]",
        ),
        (
            Problem("rapport.code-inconnu", values={"code": "12"}),
            "le code « 12 » ne figure pas dans ce résultat. Vérifiez le code, tel qu’il est écrit dans le fichier de"
            " données. [rapport.code-inconnu]",
        ),
        (
            Problem("rapport.code-inconnu-proche", values={"code": "12", "close": "0012"}),
            "le code « 12 » ne figure pas dans ce résultat. Vouliez-vous dire : 0012 ? [rapport.code-inconnu-proche]",
        ),
    ],
)
def test_each_problem_has_its_sentence(problem: Problem, sentence: str) -> None:
    assert problem.say("fr").replace("\u00a0", " ") == sentence


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_languages_have_the_same_labels_with_the_same_blanks() -> None:
    french, english = (
        {code: text for code, text in catalogue(language).items() if code.startswith("rapport.")}
        for language in ("fr", "en")
    )
    assert list(french) == list(english)
    assert [code for code in french if blanks(french[code]) != blanks(english[code])] == []
