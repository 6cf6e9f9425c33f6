"""A saved result is a received file: read whatever version wrote it, refused with its place where it was changed."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from hlmdiag.campaign.comparison import follow
from hlmdiag.campaign.order import in_order
from hlmdiag.document.followed import follow_up
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.grid.hashing import hash_of
from hlmdiag.report import csv as report_csv
from hlmdiag.report import json as report_json
from hlmdiag.report import parquet
from hlmdiag.runs.saved_results import load
from hlmdiag.scoring import Result
from hlmdiag.text.phrase import Listed
from hlmdiag.wording import Wording
from report.round_trip import FORMATS, manifest_of, round_trip, written

SAVED = Path(__file__).parent / "saved"
Change = Callable[[dict[str, Any]], object]


def refused(read: Callable[[], object]) -> list[Problem]:
    with pytest.raises(HlmdiagError) as error:
        read()
    return list(error.value.problems)


def of_json(result: Result, change: Change, *, seal: bool = True) -> list[Problem]:
    document = json.loads(written(result, "json")[0])
    change(document)
    if seal:
        document["grid"]["hash"] = hash_of(document["grid"]["document"])
    raw = json.dumps(document).encode()
    return refused(lambda: report_json.read(BytesIO(raw), "r.json"))


@pytest.mark.parametrize("path", sorted(SAVED.glob("schema-*/*")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_result_saved_by_an_earlier_version_is_read(path: Path, result: Result) -> None:
    if path.name.endswith(".manifest.json"):
        return
    read = load(path)
    # the grid that it keeps had no first look yet
    later = [name for name in result.frame.columns if name not in read.frame.columns]
    assert read.grid.first_look is None and all(name.startswith("first_look_") for name in later)
    assert read.frame.equals(result.frame.drop(later))
    said = {problem.code for problem in read.manifest.problems} - {each.code for each in result.manifest.problems}
    unproved = path.parent.name == "schema-1" and path.suffix in (".csv", ".jsonl")
    assert said == ({"rapport.resultat-sans-empreinte"} if unproved else set())


@pytest.mark.parametrize("name", ["schema-1/resultat.parquet", "schema-2/resultat.json"])
def test_a_result_saved_by_an_earlier_version_is_a_campaign(name: str, result: Result) -> None:
    then = load(SAVED / name)
    before = then.manifest.reference_date.replace(year=then.manifest.reference_date.year - 1)
    then = dataclasses.replace(then, manifest=dataclasses.replace(then.manifest, reference_date=before))
    found = follow(in_order([("avant", then), ("maintenant", result)]))
    assert set(found.units["status"]) == {"stayed"}
    assert set(found.units["move"]) == {"stable"}
    for cause in ("change", "grid", "informations", "answers"):
        assert set(found.units[cause]) <= {0, None}
    assert follow_up(found, Wording("fr", found.grid)).head


def test_columns_that_an_earlier_version_did_not_write_are_null_and_said() -> None:
    document = json.loads((SAVED / "schema-1" / "resultat.json").read_text(encoding="utf-8"))
    document["columns"] = [each for each in document["columns"] if each["name"] != "percentile"]
    for unit in document["units"]:
        del unit["percentile"]
    read = report_json.read(BytesIO(json.dumps(document).encode()), "r.json")
    assert read.frame["percentile"].null_count() == read.frame.height
    (said,) = [each for each in read.manifest.problems if each.code == "rapport.resultat-ancien"]
    assert "percentile" in said.say("fr")


def test_today_every_column_is_there(result: Result) -> None:
    def drop(document: dict[str, Any]) -> None:
        document["columns"] = [each for each in document["columns"] if each["name"] != "percentile"]
        for unit in document["units"]:
            del unit["percentile"]

    (problem,) = of_json(result, drop)
    assert (problem.code, problem.values["columns"]) == ("rapport.resultat-sans-colonne", Listed(("percentile",)))


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("level", "inconnu"), ("level", 3), ("levels_possible", ["x"]), ("levels_possible", [None]), ("flags", None),
        ("flags", ["x"]), ("actions", ["x"]), ("state:TR1", "vide"), ("state:TR1", None), ("score", 101),
        ("score", "12"),
        ("coverage", 1.5), ("rank", 0), ("rank", -1), ("conclusive", None), ("source_row", None), ("code", ""),
        ("code", None), ("value:TR3", "9"), ("flags_to_check", "x"), ("percentile", 300), ("nom", 12),
        ("nom", {"a": 1}),
    ],
)  # fmt: skip
def test_a_value_that_no_result_holds_is_refused_with_its_unit_and_column(
    result: Result, column: str, value: object
) -> None:
    assert column in result.frame.columns, column
    (problem,) = of_json(result, lambda document: document["units"][1].update({column: value}))
    assert (problem.code, problem.values["row"], problem.values["column"]) == ("rapport.resultat-valeur", 2, column)
    assert problem.location.file == "r.json"


@pytest.mark.parametrize(
    "manifest", [b"[]", b"3", b'"columns"', b'{"schema_version": 2}', b'{"columns": [], "grid": {}}']
)
def test_what_stands_beside_a_table_and_is_no_manifest_is_said_to_be_none(result: Result, manifest: bytes) -> None:
    table = written(result, "csv")[0]
    problems = refused(lambda: report_csv.read(BytesIO(table), BytesIO(manifest), "r.csv"))
    assert [problem.code for problem in problems] == ["rapport.resultat-illisible"]


def test_a_value_of_another_kind_is_shown_as_it_is_written(result: Result) -> None:
    (problem,) = of_json(result, lambda document: document["units"][1].update(score=["élevé"]))
    assert problem.values["value"] == '["élevé"]'


def test_a_code_that_stands_twice_is_refused(result: Result) -> None:
    (problem,) = of_json(result, lambda document: document["units"][3].update(code="000101"))
    assert (problem.code, problem.values["value"]) == ("rapport.resultat-deux-fois", "000101")


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda it: it["inputs"].append({"name": "x"}), "inputs"),
        (lambda it: it["counts"].update(rows_read="3"), "counts.rows_read"),
        (lambda it: it.update(reference_date="2026-13-01"), "reference_date"),
        (lambda it: it.update(inconnu=1), "inconnu"),
        (lambda it: it["grid"]["lines"].update(x=0), "grid.lines.x"),
        (lambda it: it["columns"][0].update(type="entier"), "columns.0.type"),
        (lambda it: it["columns"].append(it["columns"][0]), "columns"),
        (lambda it: it["problems"][0].update(severity="grave"), "problems.0.severity"),
        (lambda it: it["provenance"]["stock"]["code"].update(rows="row:9"), "provenance.stock.code"),
        (lambda it: it["provenance"]["stock"]["code"].update(rows="level"), "provenance.stock.code"),
        (lambda it: it["provenance"].update(nulle=it["provenance"]["stock"]), "provenance.nulle."),
    ],
)  # fmt: skip
def test_a_manifest_that_was_changed_is_refused_with_the_place(result: Result, change: Change, place: str) -> None:
    problems = of_json(result, change)
    assert {problem.code for problem in problems} == {"rapport.resultat-manifeste"}
    assert problems[0].values["place"].startswith(place)


def add_a_column(document: dict[str, Any]) -> None:
    document["columns"].append({"name": "humeur", "type": "text"})
    for unit in document["units"]:
        unit["humeur"] = "bonne"


def number_the_names(document: dict[str, Any]) -> None:
    next(each for each in document["columns"] if each["name"] == "nom")["type"] = "number"
    for unit in document["units"]:
        unit["nom"] = 1.0


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (add_a_column, ("rapport.resultat-inconnue", "humeur")),
        (number_the_names, ("rapport.resultat-type", "nom")),
    ],
)
def test_a_column_that_no_result_of_the_grid_has_is_refused(
    result: Result, change: Change, said: tuple[str, str]
) -> None:
    (problem,) = of_json(result, change)
    assert (problem.code, problem.values["column"]) == said


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda it: it.update(reference_date="2026-13-01"), "une date (AAAA-MM-JJ)"),
        (lambda it: it.update(inconnu=1), "rien à cet endroit"),
        (lambda it: it["grid"]["lines"].update(x="a"), "un nombre entier"),
        (lambda it: it["columns"][0].update(type="entier"), "ce que hlmdiag y écrit"),
        (lambda it: it["columns"][0].pop("type"), "une valeur"),
    ],
)  # fmt: skip
def test_what_a_manifest_should_hold_there_is_said(result: Result, change: Change, expected: str) -> None:
    assert expected in of_json(result, change)[0].say("fr").replace("\u00a0", " ")


def test_a_grid_that_was_changed_is_refused(result: Result) -> None:
    (problem,) = of_json(result, lambda document: document["grid"]["document"].update(title="Autre"), seal=False)
    assert problem.code == "rapport.resultat-grille"


def test_rows_that_were_removed_from_a_parquet_are_missed(result: Result) -> None:
    raw, _ = written(result, "parquet")
    metadata = pl.read_parquet_metadata(BytesIO(raw))["hlmdiag"]
    out = BytesIO()
    pl.read_parquet(raw).head(3).write_parquet(out, metadata={"hlmdiag": metadata})
    (problem,) = refused(lambda: parquet.read(BytesIO(out.getvalue()), "r.parquet"))
    assert (problem.code, problem.values["found"], problem.values["expected"]) == ("rapport.resultat-lignes", 3, 8)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b'{"a": 1, "a": 2}', "cle-deux-fois"), (b'{"a": NaN}', "nombre"), (b'{"a": 1e999}', "nombre"),
        (b'{"a": 99999999999999999999999}', "nombre"), (b'{"a": "\\ud800"}', "demi-caractere"),
        (b'{"a": "\xff"}', "encodage"),
        (b'{"a":', "syntaxe"), (b"[" * 100 + b"]" * 100, "profondeur"), (b"[" * 200_000, "profondeur"),
        (b"", "syntaxe"),
    ],
)  # fmt: skip
def test_a_json_that_hlmdiag_never_writes_is_refused_with_its_reason(text: bytes, why: str) -> None:
    (problem,) = refused(lambda: report_json.read(BytesIO(text), "r.json"))
    assert (problem.code, problem.values["why"].code) == ("rapport.resultat-json", f"rapport.defaut-json.{why}")


def test_a_line_of_a_json_is_refused_where_it_stands(result: Result) -> None:
    raw, _ = written(result, "json")
    lines = raw.split(b"\n")
    place = next(n for n, line in enumerate(lines) if b'"000103"' in line)
    lines[place] = lines[place].replace(b'"nom":"', b'"nom":"\\ud800', 1)
    (problem,) = refused(lambda: report_json.read(BytesIO(b"\n".join(lines)), "r.json"))
    assert (problem.code, problem.location.line) == ("rapport.resultat-json", place + 1)


def rows_deleted(table: bytes) -> bytes:
    lines = table.splitlines(keepends=True)
    return b"".join(lines[:2] + lines[3:])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda table: b"", "vide"), (lambda table: table[:-30], "coupe"), (rows_deleted, "moins"),
        (lambda table: table + table.splitlines(keepends=True)[-1], "plus"),
        (lambda table: table.replace(b"Les Tilleuls", b"Les Tilleul"), "autre"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_a_table_that_is_not_the_one_of_its_manifest_is_refused_with_what_explains_it(
    tmp_path: Path, result: Result, format: str, change: Callable[[bytes], bytes], why: str
) -> None:
    table, manifest = written(result, format)
    path = tmp_path / f"q.{format}"
    path.write_bytes(change(table))
    path.with_name(f"q.{format}.manifest.json").write_bytes(manifest)
    (problem,) = refused(lambda: load(path))
    assert (problem.code, problem.values["why"].code) == ("rapport.resultat-depareille", f"rapport.depareille.{why}")


def test_a_problem_whose_sentence_is_no_longer_said_keeps_its_words(result: Result) -> None:
    document = json.loads(written(result, "json")[0])
    document["problems"][0] |= {"code": "donnees.disparue", "message": "parc.csv : une phrase d’autrefois."}
    read = report_json.read(BytesIO(json.dumps(document).encode()))
    assert read.manifest.problems[0].say("fr").startswith("parc.csv : une phrase d’autrefois.")


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("height", [0, 1])
def test_a_result_of_few_units_comes_back(result: Result, format: str, height: int) -> None:
    few = dataclasses.replace(result, frame=result.frame.head(height))
    assert round_trip(few, format).frame.equals(few.frame)


def test_a_name_that_holds_the_mark_between_items_comes_back_from_a_csv(result: Result) -> None:
    names = pl.Series("actions", [["a|b", "c\\d"], ["=e"], [], ["'f|"]] * 2)
    table = result.frame.select("code").with_columns(names)
    out = BytesIO()
    report_csv.render(dataclasses.replace(result, frame=table), out, "fr")
    texts = pl.read_csv(out.getvalue(), schema={"code": pl.String, "actions": pl.String})
    assert texts["actions"].to_list()[0] == "a\\|b|c\\\\d"
    read = texts.select(report_csv._restored("actions", pl.List(pl.String)))
    assert read["actions"].to_list() == names.to_list()


def test_the_digest_is_that_of_the_file(result: Result) -> None:
    table, manifest = written(result, "csv")
    assert json.loads(manifest)["table"] == {"rows": 8, "sha256": hashlib.sha256(table).hexdigest()}
    assert manifest_of(result, table) == manifest
