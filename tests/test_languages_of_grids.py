"""Requirements (design-2 §15): a grid speaks another language, from a file beside it, and its reports with it."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

import hlmdiag
from hlmdiag import load_grid
from hlmdiag.cli.app import run
from hlmdiag.data.dataset_columns import data_value
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid import in_language
from hlmdiag.grid.languages import lacking, texts_of
from hlmdiag.text.markup import as_markdown

ROOT = Path(__file__).parents[1]
SHORT = "reperage-rapide"
_LONG = 14
_EXPLAINED = {"help", "why", "message", "how", "statement", "description", "follow_up", "descriptor", "question"}
HEAD = """\
language_version: 1
id: essai
version: "1"
title: Essai
polarity: burden
columns:
  code: {type: id, required: true, label: Code}
  bruit: {type: choice, label: Bruit, choices: {a: Calme, b: Bruyant}}
indicators:
  BRU: {title: Bruit, value: bruit, score: {choices: {a: {label: Calme, points: 0}, b: {label: Bruyant, points: 100}}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
"""


@pytest.fixture
def essai(tmp_path: Path) -> Path:
    path = tmp_path / "essai.yaml"
    path.write_text(HEAD, encoding="utf-8")
    return path


def texts(folder: Path, text: str) -> None:
    (folder / "essai.en.yaml").write_text(text, encoding="utf-8")


def test_every_text_of_the_short_grid_is_there_in_english() -> None:
    grid = load_grid(SHORT)
    assert lacking(grid.document, grid.texts["en"]) == []
    english = in_language(grid, "en")
    assert english.title != grid.title
    assert (english.hash, english.document) == (grid.hash, grid.document)


def test_its_reports_in_english_hold_no_french_text_of_it(tmp_path: Path) -> None:
    outputs = [tmp_path / name for name in ("rapport.md", "rapport.html", "rapport.xlsx")]
    asked = [part for each in outputs for part in ("-o", str(each))]
    stock = ROOT / "examples" / "parc.xlsx"
    assert run(["score", str(stock), "-g", SHORT, "--date", "31/10/2026", "--lang", "en", "--quiet", *asked]) == 0
    assert run(["grid", "doc", SHORT, "--lang", "en", "-o", str(tmp_path / "methode.md"), "--quiet"]) == 0
    shown = {path.name: shown_in(path) for path in (*outputs, tmp_path / "methode.md")}
    grid = load_grid(SHORT)
    english, found = dict(texts_of(grid.texts["en"])), []
    labels = {text for path, text in texts_of(grid.document) if path[-1] == "label"}
    for path, text in texts_of(grid.document):
        both = zip(
            *(each if isinstance(each, list) else each.splitlines() for each in (text, english[path])), strict=True
        )
        # what is short may be a word of the data, or a name in both languages
        said = [one for one, other in both if one not in other and len(one) > _LONG and one not in labels]
        # the method sheet also names sources, and the titles and words by which French files are read
        pages = {name: page for name, page in shown.items() if name != "methode.md" or path[-1] in _EXPLAINED}
        for one in said:
            found += [(name, one) for name, page in pages.items() if one in page or as_markdown(one) in page]
    assert not found, sorted(set(found))
    assert all("agency" in page.lower() for page in shown.values())


def shown_in(path: Path) -> str:
    if path.suffix != ".xlsx":
        return path.read_text(encoding="utf-8")
    with zipfile.ZipFile(path) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))


def test_files_in_the_first_language_and_in_the_other_are_read_alike(tmp_path: Path, essai: Path) -> None:
    texts(tmp_path, "grid: essai\nlanguage: en\ntitle: Trial\ncolumns: {bruit: {label: Noise, choices: {a: Quiet}}}\n")
    for name, head, answer in (("fr", "Bruit", "Calme"), ("en", "Noise", "Quiet")):
        (tmp_path / f"{name}.csv").write_text(f"Code;{head}\nR1;{answer}\nR2;Bruyant\n", encoding="utf-8")
        read = hlmdiag.read(tmp_path / f"{name}.csv", in_language(load_grid(essai), "en"), date=date(2026, 6, 30))
        assert read.stock.frame[data_value("bruit")].to_list() == ["a", "b"]


def test_what_is_not_translated_stays_as_it_is_and_is_listed(tmp_path: Path, essai: Path) -> None:
    texts(tmp_path, "grid: essai\ntitle: Trial\n")
    grid = load_grid(essai)
    english = in_language(grid, "en")
    assert (english.title, english.levels[0].title) == ("Trial", "Bon")
    assert ("levels", "bon", "title") in lacking(grid.document, grid.texts["en"])
    assert in_language(grid, "fr") == grid


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("title: Trial\n", "langue.autre-grille"),
        ("grid: essai\ncolumns: {bruit: {type: number}}\n", "langue.texte-inconnu"),
        ("grid: essai\nlevels: {bon: {from: '5'}}\n", "langue.texte-inconnu"),
        ("grid: essai\ntitle: [1, 2\n", "grille.yaml."),
    ],
)
def test_a_file_of_texts_that_changes_something_else_is_refused(
    tmp_path: Path, essai: Path, text: str, code: str
) -> None:
    texts(tmp_path, text)
    with pytest.raises(HlmdiagError) as refused:
        load_grid(essai)
    assert {each.code for each in refused.value.problems if each.code.startswith(code)}
    assert {each.location.file for each in refused.value.problems} == {str(tmp_path / "essai.en.yaml")}


def test_a_pack_carries_the_texts(tmp_path: Path) -> None:
    assert run(["grid", "pack", SHORT, "-o", str(tmp_path / "x.hlmgrid"), "--quiet"]) == 0
    with zipfile.ZipFile(tmp_path / "x.hlmgrid") as pack:
        assert [name for name in pack.namelist() if name.endswith(f"{SHORT}.en.yaml")]
    assert load_grid(tmp_path / "x.hlmgrid").texts["en"]


def test_a_saved_result_is_explained_followed_and_drawn_in_the_other_language(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stock, saved, french, english = ROOT / "examples" / "parc.csv", tmp_path / "r.json", "Vigilance", "Watch"
    hlmdiag.run(stock, grid=SHORT, date=date(2026, 10, 31), output=saved)

    assert run(["explain", str(saved), "0102", "--lang", "en"]) == 0
    assert f"\n{english} — " in capsys.readouterr().out
    result = hlmdiag.load_result(saved)
    told = [hlmdiag.explain(result, "0102", language="en"), *hlmdiag.explain_units(result, "0102", language="en")]
    assert [each.verdict.level.title for each in told if each.verdict.level is not None] == [english, english]
    assert english in hlmdiag.chart(result, language="en").svg
    hlmdiag.render(result, tmp_path / "r.md", language="en")
    page = tmp_path / "suite.html"
    again = ["score", str(stock), "-g", SHORT, "--date", "31/10/2027", "--history", str(saved), "-o", str(page)]
    assert run([*again, "--lang", "en", "--quiet"]) == 0
    for path in (tmp_path / "r.md", page):
        text = path.read_text(encoding="utf-8")
        assert (english in text, french in text) == (True, False), path
