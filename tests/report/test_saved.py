"""A result is kept whole: what is written is read back equal, and gives the same bytes again."""

from __future__ import annotations

import dataclasses
import json as plain_json
from io import BytesIO

import polars as pl
import pytest

from hlmdiag.errors import HlmdiagError, Location, Problem
from hlmdiag.explain import explain, find, stock_columns
from hlmdiag.report import csv, json, jsonl, parquet
from hlmdiag.scoring import Result
from hlmdiag.scoring.saved import plain
from hlmdiag.text.phrase import Phrase
from report.round_trip import manifest_of, written


def json_text(result: Result, language: str = "fr") -> bytes:
    out = BytesIO()
    json.render(result, out, language)
    return out.getvalue()


def csv_pair(result: Result, dialect: csv.CsvDialect = "standard") -> tuple[bytes, bytes]:
    out = BytesIO()
    csv.render(result, out, "fr", dialect)
    return out.getvalue(), manifest_of(result, out.getvalue())


def read_csv(pair: tuple[bytes, bytes]) -> Result:
    return csv.read(BytesIO(pair[0]), BytesIO(pair[1]), "resultat.csv")


def is_same(read: Result, result: Result) -> bool:
    grids = [dataclasses.replace(each.grid, path="") for each in (read, result)]
    same_rows = read.frame.equals(result.frame) and read.frame.schema == result.frame.schema
    return same_rows and read.manifest == result.manifest and grids[0] == grids[1]


def test_a_result_comes_back_whole_from_parquet(result: Result) -> None:
    out = BytesIO()
    parquet.render(result, out, "fr")
    assert is_same(parquet.read(BytesIO(out.getvalue())), result)


def test_a_result_comes_back_whole_from_json(result: Result) -> None:
    assert is_same(json.read(BytesIO(json_text(result))), result)


def test_a_json_result_laid_out_anew_by_another_program_is_read(result: Result) -> None:
    anew = plain_json.dumps(plain_json.loads(json_text(result)), indent=4).encode()
    assert is_same(json.read(BytesIO(anew)), result)


def test_a_residence_without_any_row_keeps_its_count_of_zero_where_another_program_laid_it_out(
    demonstration: Result,
) -> None:
    counts = [name for name in demonstration.frame.columns if name.startswith("rows:")]
    assert any((demonstration.frame[name] == 0).any() for name in counts)
    anew = plain_json.dumps(plain_json.loads(json_text(demonstration)), indent=4).encode()
    assert json.read(BytesIO(anew)).frame.select(counts).equals(demonstration.frame.select(counts))


@pytest.mark.parametrize("dialect", ["standard", "excel-fr"])
def test_a_result_comes_back_whole_from_csv(result: Result, dialect: csv.CsvDialect) -> None:
    assert is_same(read_csv(csv_pair(result, dialect)), result)


def test_a_result_comes_back_whole_from_json_lines(result: Result) -> None:
    lines, manifest = written(result, "jsonl")
    first = plain_json.loads(lines.splitlines()[0])
    assert first == plain_json.loads(json_text(result))["units"][0]
    assert is_same(jsonl.read(BytesIO(lines), BytesIO(manifest)), result)


def test_what_was_read_back_is_written_with_the_same_bytes(result: Result) -> None:
    written = json_text(result)
    again = json.read(BytesIO(written))
    assert json_text(again) == written
    assert csv_pair(again) == csv_pair(result)


def test_an_empty_stock_is_kept_too(result: Result) -> None:
    empty = dataclasses.replace(result, frame=result.frame.clear())
    assert is_same(json.read(BytesIO(json_text(empty))), empty)
    assert is_same(read_csv(csv_pair(empty)), empty)


def test_no_cell_of_the_csv_begins_as_a_formula(result: Result) -> None:
    frame = pl.read_csv(csv_pair(result)[0], infer_schema=False)
    begins = frame.select(pl.all().str.contains(r"^[=+@-][^\d]").any()).row(0)
    assert not any(begins)
    assert frame["code"][-1] == "'@A-1"


def test_json_and_parquet_keep_received_text_as_it_is(result: Result) -> None:
    units = plain_json.loads(json_text(result))["units"]
    assert [unit["code"] for unit in units] == result.frame["code"].to_list()
    assert units[6]["nom"] == result.frame["nom"][6]


def test_the_french_csv_has_a_mark_for_excel_semicolons_and_decimal_commas(result: Result) -> None:
    text, _ = csv_pair(result, "excel-fr")
    assert text.startswith(b"\xef\xbb\xbfcode;nom;")
    assert ";36,111111111;" in text.decode("utf-8-sig")


def test_a_number_with_a_sign_gets_no_apostrophe(result: Result) -> None:
    names = pl.Series("nom", ["-5", "+33", "=1", "'x", "- tiret", "2e3", None, "@"])
    signed = dataclasses.replace(result, frame=result.frame.with_columns(names))
    pair = csv_pair(signed)
    found = pl.read_csv(pair[0], infer_schema=False)["nom"].to_list()
    assert found == ["-5", "+33", "'=1", "''x", "'- tiret", "2e3", None, "'@"]
    assert read_csv(pair).frame["nom"].to_list() == names.to_list()


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"PAR1", b'{"units": []}', b"code,nom\n1,2\n"])
def test_a_file_that_is_not_a_result_is_refused(content: bytes) -> None:
    for read in (json.read, parquet.read):
        with pytest.raises(HlmdiagError) as refused:
            read(BytesIO(content), "resultat")
        assert [problem.code for problem in refused.value.problems] in (
            ["rapport.resultat-illisible"], ["rapport.resultat-json"],
        )  # fmt: skip
        assert refused.value.problems[0].location.file == "resultat"
    with pytest.raises(HlmdiagError):
        csv.read(BytesIO(content), BytesIO(content), "resultat.csv")


def test_a_parquet_file_of_somebody_else_is_refused() -> None:
    out = BytesIO()
    pl.DataFrame({"a": [1]}).write_parquet(out)
    with pytest.raises(HlmdiagError) as refused:
        parquet.read(BytesIO(out.getvalue()), "autre.parquet")
    assert refused.value.problems[0].code == "rapport.resultat-illisible"


def test_a_result_of_a_later_version_is_refused(result: Result) -> None:
    later = json_text(result).replace(b'"schema_version": 2', b'"schema_version": 3')
    with pytest.raises(HlmdiagError) as refused:
        json.read(BytesIO(later), "resultat.json")
    assert [problem.code for problem in refused.value.problems] == ["rapport.resultat-version"]


def test_no_path_of_the_machine_is_written(result: Result) -> None:
    assert plain_json.loads(json_text(result))["grid"]["path"] == "stock.yaml"


def test_a_piece_of_sentence_keeps_its_languages(result: Result) -> None:
    problem = Problem("place.csv", values={"file": "a", "line": 1, "header": Phrase("place.sheet", sheet="Relevé")})
    manifest = dataclasses.replace(result.manifest, problems=(problem,))
    again = json.read(BytesIO(json_text(dataclasses.replace(result, manifest=manifest))))
    assert again.manifest.problems[0].say("en") == problem.say("en") != problem.say("fr")


def test_a_stock_of_several_chunks_is_one_list_of_units(result: Result) -> None:
    frame = pl.concat([result.frame] * 7000)
    codes = pl.int_range(frame.height, eager=True).cast(pl.String).alias("code")
    many = dataclasses.replace(result, frame=frame.with_columns(codes))
    assert json.read(BytesIO(json_text(many))).frame.equals(plain(many.frame))


def test_a_unit_read_alone_from_parquet_is_explained_as_among_the_others(demonstration: Result) -> None:
    out = BytesIO()
    parquet.render(demonstration, out, "fr")
    codes = demonstration.frame["code_residence"].to_list()
    for row in range(3, len(codes), 18):
        code = codes[row]
        source = BytesIO(out.getvalue())
        unit, stock = parquet.read_unit(source, stock_columns, lambda found, code=code: find(found, code))
        assert (unit.frame.height, stock.frame.height) == (1, len(codes))
        assert stock.frame.width < unit.frame.width / 4
        alone = explain(unit, code, stock=stock)
        assert dataclasses.replace(alone, row=row) == explain(demonstration, code)


def test_a_damaged_parquet_of_which_a_unit_is_asked_for_is_refused(result: Result) -> None:
    out = BytesIO()
    parquet.render(result, out, "fr")
    with pytest.raises(HlmdiagError) as refused:
        parquet.read_unit(BytesIO(out.getvalue()[:-40]), stock_columns, lambda _: 0, "resultat.parquet")
    assert refused.value.problems[0].code == "rapport.resultat-illisible"


def test_a_problem_saved_before_its_sentence_had_a_new_blank_is_still_said() -> None:
    problem = Problem("donnees.reponse", Location(), {"value": "5", "repeat": "", "title": "TR6", "expected": "1, 2"})
    with pytest.raises(KeyError):
        problem.say("fr")
    again = Problem.rebuild(problem.describe())
    assert again.say("fr").startswith("« 5 » ne figure pas parmi les réponses possibles de la colonne « TR6 » (1, 2).")
