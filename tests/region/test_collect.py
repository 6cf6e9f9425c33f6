"""Requirements (design-2 §16): what organisations send is read as one, and nothing of it is counted twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import hlmdiag
from hlmdiag.cli.app import run
from hlmdiag.grid import in_language
from hlmdiag.grid.organisation import for_organisations
from hlmdiag.grid.shipped import shipped_grids
from hlmdiag.region.model import ReceivedFile
from hlmdiag.runs.collecting import CollectRequest, CollectRun, collect_files
from hlmdiag.scoring.result import Result

GRID = """\
language_version: 1
id: essai
version: "1.0"
title: Essai
polarity: burden
columns:
  code: {type: id, required: true}
  nom: {type: text, role: label}
  agence: {type: text, role: group}
  bruit: {type: number}
  halls: {type: number}
themes:
  son: {title: Son, indicators: {BRU: {title: Bruit, value: bruit, score: {identity: {}}}}}
  bati:
    title: Bâti
    indicators: {HAL: {title: Halls, value: halls / max(halls), score: {linear: {worst: 1, best: 0}}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
actions: {A1: {title: Isoler, when: score(BRU) >= 50}}
"""
DAY = date(2026, 10, 31)
NORTH = "code,nom,agence,bruit,halls\nR1,Les Lilas,Centre,80,9\nR2,Le Parc,Centre,10,1\n"
SOUTH = "code,nom,agence,bruit,halls\nR1,La Tour,Rives,90,3\nR3,Le Clos,Rives,,2\n"


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    path = tmp_path / "essai.yaml"
    path.write_text(GRID, encoding="utf-8")
    return path


@pytest.fixture
def sent(tmp_path: Path, grid: Path) -> Callable[..., Path]:
    """Puts what an organisation sends in the folder: its result, as `hlmdiag score` saves it."""

    def put(name: str, text: str, day: date = DAY, by: Path = grid) -> Path:
        path = tmp_path / "recus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = tmp_path / f"{path.stem}.csv"
        data.write_text(text, encoding="utf-8")
        asked = hlmdiag.load_grid(by)
        hlmdiag.render(hlmdiag.score(asked, hlmdiag.read(data, asked, date=day), date=day), path)
        return path

    return put


@pytest.fixture
def collected(tmp_path: Path, grid: Path) -> Callable[..., CollectRun]:
    def collect(**asked: object) -> CollectRun:
        request = {"date": DAY, "outputs": (str(tmp_path / "region.xlsx"),), "force": True, **asked}
        return collect_files(CollectRequest(str(tmp_path / "recus"), str(grid), "fr", **request))  # type: ignore[arg-type]

    return collect


def line(run: CollectRun, name: str) -> ReceivedFile:
    return next(each for each in run.region.files if each.name == name)


def why(run: CollectRun, name: str) -> str:
    reason = line(run, name).reason
    return "" if reason is None else reason.code


def region_of(run: CollectRun) -> Result:
    return hlmdiag.load_result(next(path for path in run.written if path.suffix == ".parquet"))


def test_equal_codes_of_two_landlords_are_two_units(
    sent: Callable[..., Path], collected: Callable[..., CollectRun]
) -> None:
    sent("Nord/nord.json", NORTH)
    sent("Sud/sud.parquet", SOUTH)
    run = collected()
    found = region_of(run)
    assert found.grid.keys == ("organisation", "code")
    assert found.frame.select("organisation", "code", "nom").rows() == [
        ("Nord", "R1", "Les Lilas"), ("Nord", "R2", "Le Parc"), ("Sud", "R1", "La Tour"), ("Sud", "R3", "Le Clos"),
    ]  # fmt: skip
    assert [each.organisation for each in run.region.files] == ["Nord", "Sud"]


def test_a_region_is_scored_as_its_landlords_were(
    sent: Callable[..., Path], collected: Callable[..., CollectRun]
) -> None:
    """What is read of a stock stays that of the landlord's; ranks are among all."""
    one, other = (
        hlmdiag.load_result(sent(f"{name}/{name}.json", text)) for name, text in (("Nord", NORTH), ("Sud", SOUTH))
    )
    found = region_of(collected())
    same = ["score", "low", "high", "level", "score:son", "value:HAL", "state:BRU", "levels_possible"]
    assert found.frame.select(same).equals(pl.concat([one.frame, other.frame]).select(same))
    assert found.frame["rank"].to_list() == [2, 3, 1, None]


def test_each_answer_still_says_the_file_it_came_from(
    sent: Callable[..., Path], collected: Callable[..., CollectRun]
) -> None:
    sent("Nord/nord.json", NORTH)
    sent("Sud/sud.json", SOUTH)
    found = region_of(collected())
    places = [found.manifest.provenance[f"stock:{part}"]["bruit"].file for part in found.frame["source_part"]]
    assert places == ["Nord/nord.csv", "Nord/nord.csv", "Sud/sud.csv", "Sud/sud.csv"]
    assert found.frame["source_row"].to_list() == [2, 3, 2, 3]


def test_a_landlord_sent_twice_counts_once_by_its_latest_date(
    sent: Callable[..., Path], collected: Callable[..., CollectRun]
) -> None:
    sent("Nord/2025.json", NORTH, date(2025, 10, 31))
    sent("NORD/2026.json", NORTH.replace("80", "70"))
    run = collected()
    assert why(run, "Nord/2025.json") == "collecte.plus-recent"
    assert region_of(run).frame["value:BRU"].to_list() == [70.0, 10.0]


def test_two_results_of_one_date_that_differ_count_neither(
    sent: Callable[..., Path], collected: Callable[..., CollectRun]
) -> None:
    sent("Nord/a.json", NORTH)
    sent("Nord/b.json", NORTH.replace("80", "70"))
    sent("Sud/c.json", SOUTH)
    run = collected()
    assert {why(run, f"Nord/{name}.json") for name in "ab"} == {"collecte.meme-date"}
    assert region_of(run).frame["organisation"].unique().to_list() == ["Sud"]


def test_the_same_file_under_two_names_counts_once(
    sent: Callable[..., Path], collected: Callable[..., CollectRun]
) -> None:
    path = sent("Nord/nord.json", NORTH)
    shutil.copy(path, path.parents[1] / "copie.json")
    shutil.copy(path, path.parent / "copie.json")
    sent("Nord/nord.parquet", NORTH)
    run = collected()
    codes = [why(run, each.name) for each in run.region.files]
    assert sorted(codes) == ["", "collecte.deux-noms", "collecte.deux-noms", "collecte.meme-resultat"]
    assert region_of(run).frame.height == 2


@pytest.mark.parametrize("name", ["nord.json", "parc.csv"])
def test_one_file_in_the_folders_of_two_organisations_counts_for_neither(
    sent: Callable[..., Path], collected: Callable[..., CollectRun], name: str
) -> None:
    received = sent("Nord/nord.json", NORTH).parents[1]
    if name == "parc.csv":
        (received / "Nord" / "nord.json").unlink()
        (received / "Nord" / name).write_text(NORTH, encoding="utf-8")
    for other in ("Sud", "nord"):
        (received / other).mkdir()
        shutil.copy(received / "Nord" / name, received / other / name)
    sent("Est/est.json", SOUTH)
    run = collected()
    assert {why(run, f"{owner}/{name}") for owner in ("Nord", "nord", "Sud")} == {"collecte.deux-organismes"}
    assert region_of(run).frame["organisation"].unique().to_list() == ["Est"]


def test_what_a_system_adds_to_a_folder_is_not_received_and_empty_files_are_not_one(
    sent: Callable[..., Path], collected: Callable[..., CollectRun]
) -> None:
    folder = sent("Nord/nord.json", NORTH).parent
    for name in ("Thumbs.db", "desktop.ini", "a.pdf", "b.pdf", "c.csv", "d.csv"):
        (folder / name).touch()
    run = collected()
    assert [(each.name, why(run, each.name)) for each in run.region.files if each.name != "Nord/nord.json"] == [
        ("Nord/a.pdf", "collecte.autre-fichier"), ("Nord/b.pdf", "collecte.autre-fichier"),
        ("Nord/c.csv", "donnees.fichier-vide"), ("Nord/d.csv", "donnees.fichier-vide"),
    ]  # fmt: skip


def test_raw_data_is_scored_on_the_way_and_never_beside_its_own_result(
    sent: Callable[..., Path], collected: Callable[..., CollectRun], tmp_path: Path
) -> None:
    sent("Nord/nord.json", NORTH)
    shutil.copy(tmp_path / "nord.csv", tmp_path / "recus" / "Nord" / "parc.csv")
    (tmp_path / "recus" / "Sud").mkdir()
    (tmp_path / "recus" / "Sud" / "parc.csv").write_text(SOUTH, encoding="utf-8")
    (tmp_path / "recus" / "perdu.csv").write_text(SOUTH + "R4,Autre,Rives,1,1\n", encoding="utf-8")
    run = collected()
    assert line(run, "Nord/parc.csv").standing == "beside"
    assert line(run, "Sud/parc.csv").standing == "taken"
    assert why(run, "perdu.csv") == "collecte.sans-organisme"
    assert region_of(run).frame["organisation"].to_list() == ["Nord", "Nord", "Sud", "Sud"]


def test_answers_of_another_version_and_of_an_overlay_are_scored_by_the_grid_of_all(
    sent: Callable[..., Path], collected: Callable[..., CollectRun], tmp_path: Path
) -> None:
    texts = {
        "version": GRID.replace('"1.0"', '"1.1"').replace("from: 50", "from: 95"),
        "modifiee": GRID.replace("from: 50", "from: 95"),
        "majeure": GRID.replace('"1.0"', '"2.0"'),
        "prolongee": "language_version: 1\nextends: essai\nid: a-nous\nversion: '3'\npublisher: nous\n"
        "columns: {notre: {type: number}}\n",
        "autre": GRID.replace("id: essai", "id: voisine"),
    }
    for place, (name, text) in enumerate(texts.items()):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        sent(f"{name}/{name}.json", NORTH.replace("80", f"8{place}"), by=tmp_path / f"{name}.yaml")
    run = collected()
    standings = {each.organisation: (each.grid.standing, each.standing) for each in run.region.files if each.grid}
    assert standings["version"] == ("version", "taken")
    assert standings["modifiee"] == ("altered", "taken")
    assert standings["prolongee"] == ("overlay", "taken")
    assert why(run, "majeure/majeure.json") == "collecte.autre-version"
    assert why(run, "autre/autre.json") == "collecte.autre-grille"
    assert set(region_of(run).frame["level"]) == {"mauvais", "bon"}
    assert region_of(run).grid.hash == for_organisations(hlmdiag.load_grid(tmp_path / "essai.yaml")).hash


def test_files_that_cannot_count_are_set_aside_and_the_rest_goes_on(
    sent: Callable[..., Path], collected: Callable[..., CollectRun], tmp_path: Path
) -> None:
    path = sent("Nord/nord.json", NORTH)
    document = json.loads(path.read_text(encoding="utf-8"))
    odd = {
        "vide.json": {}, "futur.json": document | {"schema_version": 99},
        "grille.json": document | {"grid": document["grid"] | {"hash": "0" * 64}},
    }  # fmt: skip
    for name, text in odd.items():
        (tmp_path / "recus" / name).write_text(json.dumps(text), encoding="utf-8")
    (tmp_path / "recus" / "note.pdf").write_bytes(b"%PDF")
    (tmp_path / "recus" / "Sud").mkdir()
    (tmp_path / "recus" / "Sud" / "cassé.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    (tmp_path / "recus" / "Sud" / "parc.csv").write_text(SOUTH, encoding="utf-8")
    run = collected()
    assert {each.name: each.standing for each in run.region.files}.pop("Nord/nord.json") == "taken"
    assert {why(run, name) for name in odd} == {
        "rapport.resultat-illisible", "rapport.resultat-version", "rapport.resultat-grille",
    }  # fmt: skip
    assert why(run, "note.pdf") == "collecte.autre-fichier"
    assert line(run, "Sud/cassé.xlsx").standing == "aside"
    assert (line(run, "Sud/parc.csv").standing, line(run, "Sud/parc.csv").units) == ("taken", 2)
    assert (run.exit_code, collected(strict=True).exit_code) == (0, 3)


@pytest.mark.parametrize("edit", ["score", "level", "value:BRU"])
def test_a_result_that_its_own_answers_contradict_is_set_aside(
    sent: Callable[..., Path], collected: Callable[..., CollectRun], edit: str
) -> None:
    sent("Sud/sud.json", SOUTH)
    path = sent("Nord/nord.json", NORTH)
    document = json.loads(path.read_text(encoding="utf-8"))
    document["units"][0][edit] = "bon" if edit == "level" else 1
    path.write_text(json.dumps(document), encoding="utf-8")
    run = collected()
    assert why(run, "Nord/nord.json") == "collecte.contredit"
    assert run.region.organisations == ["Sud"]


def test_nothing_usable_ends_with_three_and_still_says_why(
    collected: Callable[..., CollectRun], tmp_path: Path, capsys: pytest.CaptureFixture[str], grid: Path
) -> None:
    (tmp_path / "recus").mkdir()
    (tmp_path / "recus" / "note.pdf").write_bytes(b"%PDF")
    assert collected().exit_code == 3
    assert not (tmp_path / "region.parquet").exists()
    arguments = ["collect", str(tmp_path / "recus"), "-g", str(grid), "-o", str(tmp_path / "r.md")]
    assert run([*arguments, "--date", "2026-10-31"]) == 3
    assert "[collecte.rien]" in capsys.readouterr().err
    assert "note.pdf" in (tmp_path / "r.md").read_text(encoding="utf-8")


def test_who_is_expected_and_missing_is_named(
    sent: Callable[..., Path], collected: Callable[..., CollectRun], tmp_path: Path
) -> None:
    sent("Habitat du Nord/nord.json", NORTH)
    (tmp_path / "recus" / "Rives").mkdir()
    (tmp_path / "recus" / "Rives" / "x.json").write_text("{}", encoding="utf-8")
    liste = tmp_path / "liste.csv"
    liste.write_text("organisme\nHABITAT DU NORD\nRives\nLittoral\n", encoding="utf-8")
    found = collected(expected=str(liste)).region.expected
    assert [(each.came, each.sent) for each in found] == [(True, True), (False, True), (False, False)]


def test_the_name_that_a_result_says_goes_before_that_of_its_folder(
    sent: Callable[..., Path], collected: Callable[..., CollectRun], tmp_path: Path
) -> None:
    path = sent("dossier/nord.json", NORTH)
    document = json.loads(path.read_text(encoding="utf-8"))
    named = document | {"organisation": {"name": "Nord Habitat", "id": "123"}}
    path.write_text(json.dumps(named), encoding="utf-8")
    assert collected().region.organisations == ["Nord Habitat"]


def test_the_same_folder_gives_the_same_bytes(
    sent: Callable[..., Path], collected: Callable[..., CollectRun], tmp_path: Path
) -> None:
    sent("Nord/nord.json", NORTH)
    sent("Sud/sud.json", SOUTH)
    names = tuple(str(tmp_path / f"region.{suffix}") for suffix in ("xlsx", "html", "md"))
    first = [path.read_bytes() for path in collected(outputs=names).written]
    assert [path.read_bytes() for path in collected(outputs=names).written] == first


def test_outputs_that_would_be_read_next_time_are_refused(
    sent: Callable[..., Path], collected: Callable[..., CollectRun], tmp_path: Path
) -> None:
    sent("Nord/nord.json", NORTH)
    with pytest.raises(hlmdiag.HlmdiagError, match=r"sortie\.dans-les-donnees"):
        collected(outputs=(str(tmp_path / "recus" / "region.xlsx"),))
    for folder, outputs in (("absent", ()), ("essai.yaml", ()), ("recus", ("region.pdf",))):
        with pytest.raises(hlmdiag.HlmdiagError) as error:
            collect_files(CollectRequest(str(tmp_path / folder), "essai", "fr", DAY, outputs))
        assert error.value.exit_code == 2


@pytest.mark.parametrize("id", [*shipped_grids()])
def test_every_shipped_grid_can_be_of_several_organisations(id: str) -> None:
    grid = hlmdiag.load_grid(id)
    assert for_organisations(grid).keys == ("organisation", *grid.keys)


def test_a_region_says_its_grid_in_the_language_asked_for() -> None:
    grid = hlmdiag.load_grid("reperage-rapide")
    region = replace(for_organisations(grid), texts={})
    said, alone = (in_language(each, "en").root for each in (region, grid))
    assert [theme.title for theme in said.children] == [theme.title for theme in alone.children]
    assert said != region.root


def test_a_grid_that_has_such_a_column_is_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "prise.yaml"
    path.write_text(GRID.replace("agence", "organisation"), encoding="utf-8")
    with pytest.raises(hlmdiag.HlmdiagError, match=r"collecte\.colonne-prise"):
        for_organisations(hlmdiag.load_grid(path))


PRACTICES = """\
language_version: 1
id: pratiques
version: "1"
title: Pratiques
unit: entité
polarity: merit
scale: [0, 100]
columns:
  code: {type: id, required: true}
  logements: {type: integer, role: size}
themes:
  accueil:
    title: Accueil
    indicators:
      P1:
        title: Plan
        kind: judgement
        score: {choices: {"0": {label: Non, points: 0}, "1": {label: Peu, points: 50}, "2": {label: Oui, points: 100}}}
"""


def test_organisations_are_compared_by_their_themes_their_criteria_and_their_size(tmp_path: Path) -> None:
    """One row an organisation, under one code; an answer that is not there is neither the best nor the worst."""
    grid = tmp_path / "pratiques.yaml"
    grid.write_text(PRACTICES, encoding="utf-8")
    answers = ("2", "2", "2", "1", "1", "0", "0", "0", "", "2")
    for place, answer in enumerate(answers):
        path = tmp_path / "recus" / f"Organisme {place}" / "pratiques.csv"
        path.parent.mkdir(parents=True)
        size = "" if place == 9 else 1000 * (place + 1)
        path.write_text(f"code,logements,P1\nA1,{size},{answer}\n", encoding="utf-8")
    output = tmp_path / "region.md"
    collect_files(CollectRequest(str(tmp_path / "recus"), str(grid), "en", DAY, (str(output),)))
    rows = [line.split(" | ") for line in output.read_text(encoding="utf-8").replace("\u202f", "").splitlines()]
    found = {row[0].removeprefix("| "): [cell.removesuffix(" |") for cell in row[1:]] for row in rows if len(row) > 1}
    assert found["P1 Plan"] == ["4", "2", "3", "0", "1"]
    sizes = {name: cells for name, cells in found.items() if ": from" in name}
    assert list(sizes.values()) == [["3", "100.0", "100.0"], ["3", "50.0", "50.0"], ["3", "0.0", "0.0"]]
    order = [row[0] for row in rows if row[1:2] == ["A1"]]
    assert (order[0], order[-1]) == ("| Organisme 8", "| Organisme 9")


def test_plans_are_put_together_under_the_codes_of_the_region(
    sent: Callable[..., Path], collected: Callable[..., CollectRun], tmp_path: Path
) -> None:
    for name, text in (("Nord", NORTH), ("Sud", SOUTH)):
        result = sent(f"{name}/{name}.json", text)
        suffix = "xlsx" if name == "Nord" else "json"
        assert run(["plan", str(result), "-o", str(result.with_name(f"plan.{suffix}")), "--quiet"]) == 0
    made = collected()
    plans = made.written[-1]
    assert plans.name == "region-plans.json"
    rows = json.loads(plans.read_text(encoding="utf-8"))["rows"]
    assert [(row["cells"]["code"], row["cells"]["action"]) for row in rows] == [("Nord/R1", "A1"), ("Sud/R1", "A1")]
    before = tmp_path / "avant.parquet"
    region = region_of(made)
    earlier = replace(region.manifest, reference_date=date(2025, 10, 31))
    hlmdiag.render(replace(region, manifest=earlier), before)
    given = [str(plans), "--with", str(before), "--with", str(tmp_path / "region.parquet")]
    assert run(["lessons", *given, "-o", str(tmp_path / "lecons.md"), "--quiet"]) == 0


def test_a_file_of_too_many_units_is_not_opened(
    sent: Callable[..., Path], collected: Callable[..., CollectRun], tmp_path: Path
) -> None:
    sent("Sud/sud.json", SOUTH)
    many = hlmdiag.load_result(sent("Nord/nord.parquet", NORTH))
    frame = pl.concat([many.frame] * 100_001)
    codes = pl.Series("code", range(frame.height)).cast(pl.String)
    hlmdiag.render(replace(many, frame=frame.with_columns(codes)), tmp_path / "recus/Nord/nord.parquet", force=True)
    run = collected()
    assert why(run, "Nord/nord.parquet") == "collecte.trop-d-unites"
    assert run.region.organisations == ["Sud"]
