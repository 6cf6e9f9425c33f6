"""What a program asks of a result and of its units: parts, verdicts, joins, explanations, files, as the commands do."""

import inspect
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import hlmdiag
from hlmdiag.cli.app import app
from hlmdiag.cli.app import run as command
from hlmdiag.scoring import Result

ROOT = Path(__file__).parent.parent
STOCK = ROOT / "examples" / "parc.csv"
DAY = date(2026, 10, 31)
NO_FUNCTION = {"demo"}
"""It scores the stock that comes with the package, to be looked at: `run` does that."""


@pytest.fixture(scope="module")
def result() -> Result:
    return hlmdiag.run(STOCK, date=DAY).result


def test_the_page_says_the_function_of_each_command() -> None:
    page = (ROOT / "docs" / "en-python.md").read_text(encoding="utf-8")
    table = page.partition("| commande | en Python |")[2].partition("\n\n")[0]
    names = [each.name or each.callback.__name__ for each in app.registered_commands if each.callback is not None]
    names += [str(each.typer_instance.info.name) for each in app.registered_groups if each.typer_instance is not None]
    assert len(names) > 5
    for name in set(names) - NO_FUNCTION:
        assert f"`{name}" in table, name


def test_a_part_holds_the_units_asked_for_in_their_order(result: Result) -> None:
    part = result[["0103", "0101", "0103"]]
    assert part.frame["code_residence"].to_list() == ["0103", "0101"]
    assert_frame_equal(part.frame, result.frame.filter(pl.col("code_residence").is_in(["0101", "0103"])).reverse())
    selection = part.manifest.selection
    assert selection is not None and (selection.units, selection.ranked) == (60, result.ranked)
    assert part["0101"].frame.height == 1
    assert result[result.frame["code_residence"]].frame.equals(result.frame)
    with pytest.raises(hlmdiag.HlmdiagError, match=r"rapport\.code-inconnu") as refused:
        result[["0101", "9999", "8888"]]
    assert len(refused.value.problems) == 2


def test_a_part_by_a_condition_is_that_of_the_command(result: Result, tmp_path: Path) -> None:
    part = hlmdiag.select(result, "level >= complexe", columns=["level", "score:*"])
    hlmdiag.render(result, tmp_path / "r.json")
    hlmdiag.render(part, tmp_path / "a.csv")
    typed = ["--where", "level >= complexe", "--select", "level,score:*", "-o", str(tmp_path / "b.csv"), "-q"]
    assert command(["report", str(tmp_path / "r.json"), *typed]) == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert 0 < part.frame.height < 60


def test_a_verdict_is_data_and_reports_show_it(result: Result, tmp_path: Path) -> None:
    judged = hlmdiag.judge(result, fail_if=["share(level >= fragile) > 0", "count(score > 100) > 0"], baseline=result)
    assert judged.manifest.gating is not None and result.manifest.gating is None
    assert [gate.status for gate in judged.manifest.gating.gates] == ["crossed", "held"]
    assert judged.manifest.gating.comparison is not None and judged.manifest.gating.comparison.is_silent
    hlmdiag.render(judged, tmp_path / "v.xml", format="junit")
    assert b"<failure" in (tmp_path / "v.xml").read_bytes()
    with pytest.raises(hlmdiag.HlmdiagError, match=r"seuil\.partiel"):
        hlmdiag.judge(result["0101"], fail_if="count(score > 100) > 0")


@pytest.mark.parametrize("kind", ["polars", "pandas", "numbers"])
def test_a_table_is_joined_by_its_codes(result: Result, kind: str) -> None:
    codes = result.frame["code_residence"].to_list()
    table = pl.DataFrame({"Code": codes[:2], "Gestionnaire": ["A", "B"], "score": [1, 2]})
    given = {"polars": table, "pandas": table.to_pandas(), "numbers": table.with_columns(pl.col("Code").cast(float))}
    if kind == "numbers":
        # 101.0 is no code of this stock, whose codes have four figures: nothing is guessed
        with pytest.raises(hlmdiag.HlmdiagError, match="« 101 »"):
            result.join(given[kind], on="Code")
        return
    found = result.join(given[kind], on="Code")
    assert found.height == 60
    assert found["Gestionnaire"].to_list()[:3] == ["A", "B", None]
    assert found["score:table"].to_list()[:3] == [1, 2, None]
    assert found["score"].equals(result.frame["score"])


def test_a_join_that_would_multiply_or_lose_units_is_refused(result: Result) -> None:
    table = pl.DataFrame({"code_residence": ["0101", "0101"], "x": [1, 2]})
    with pytest.raises(hlmdiag.HlmdiagError, match=r"0101 ; en tout 1 code\)"):
        result.join(table)
    for on, code in (("Code", "api.jointure-colonne"), (["x", "code_residence"], "api.jointure-cles")):
        with pytest.raises(hlmdiag.HlmdiagError, match=code.replace(".", r"\.")):
            result.join(table, on=on)
    with pytest.raises(hlmdiag.HlmdiagError, match=r"api\.jointure-vide"):
        result.join(table.head(1), on="x")


def test_units_are_explained_together_as_one_by_one(result: Result) -> None:
    one, other = hlmdiag.explain_units(result, ["0101", "0102"])
    assert (one, other) == (hlmdiag.explain(result, "0101"), hlmdiag.explain(result, "0102"))
    frame = one.frame
    assert frame["id"].to_list() == [each.id for each in result.grid.indicators]
    assert frame["contribution"].sum() == pytest.approx(one.verdict.score, abs=0.01)


def test_campaigns_are_compared_as_data_and_as_the_command_writes_them(tmp_path: Path) -> None:
    for year in (2025, 2026):
        data = ROOT / "examples" / "suivi" / f"parc-{year}.csv"
        hlmdiag.run(data, date=date(year, 10, 31), output=tmp_path / f"{year}.json")
    held = [hlmdiag.load_result(tmp_path / f"{year}.json") for year in (2026, 2025)]
    found = hlmdiag.follow(held, fail_if="worsened > 0", output=tmp_path / "a.csv")
    assert (found.exit_code, found.written) == (1, [tmp_path / "a.csv"])
    assert (
        command(["compare", *(str(tmp_path / f"{y}.json") for y in (2025, 2026)), "-o", str(tmp_path / "b.csv")]) == 0
    )
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert found.found.rows.filter(pl.col("move") == "worse").height == found.found.count("worse") > 0
    assert hlmdiag.follow(tmp_path, fail_if="worsened > 1000").exit_code == 0


def test_what_is_understood_of_a_file_is_data(tmp_path: Path) -> None:
    found = hlmdiag.inspect(STOCK, date=DAY, write=tmp_path / "parc.parquet")
    assert found.exit_code == 0 and found.inspection.recognised[0] > 60
    run = hlmdiag.run_on_engine(tmp_path / "parc.parquet", output=tmp_path / "r.parquet", engine="duckdb", date=DAY)
    assert run.units == 60


def test_dossiers_and_forms_are_written_without_a_word(
    result: Result, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done = hlmdiag.write_dossiers(result, tmp_path / "d-{code}.md", codes=["0101", "0102"])
    assert [each.path for each in done.targets] == [tmp_path / "d-0101.md", tmp_path / "d-0102.md"]
    forms = hlmdiag.write_forms(tmp_path / "f.xlsx", grid="reperage-rapide", date=DAY)
    assert list(forms.written) == [tmp_path / "f.xlsx"] and forms.questions > 0
    assert capsys.readouterr() == ("", "")


def test_every_option_of_score_is_an_argument(tmp_path: Path) -> None:
    hlmdiag.run(STOCK, date=DAY, output=tmp_path / "avant.json")
    run = hlmdiag.run(
        tmp_path / "avant.json", "reperage-rapide", output=[tmp_path / "a.csv"], where="score > 0",
        columns="level", dialect="excel-fr", robustness=10, strict=True, problems=tmp_path / "p.csv",
        baseline=tmp_path / "b.json", update_baseline=True,
    )  # fmt: skip
    assert run.result.manifest.robustness is not None and (tmp_path / "b.json").exists()
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").startswith("code_residence;level")


SAID_OTHERWISE = {
    "sheet": "reading", "header_row": "reading", "encoding": "reading", "separator": "reading", "select": "columns",
    "csv_dialect": "dialect", "config": "settings", "no_config": "settings", "lang": "language",
    "output_format": "output", "public": "code", "split": "by", "unit": "like",
}  # fmt: skip
OF_A_CONSOLE = {"quiet", "verbose", "debug", "exit_zero"}
"""Options that say what is shown, or what a console is told: a program reads values."""
FUNCTIONS = {
    "score": (hlmdiag.run, hlmdiag.run_on_engine),
    "plan": (hlmdiag.plan_actions, hlmdiag.split_plan, hlmdiag.tell_tenants),
    "lessons": (hlmdiag.learn,),
    "collect": (hlmdiag.collect,),
    "share": (hlmdiag.share,),
    "benchmark": (hlmdiag.consolidate,),
    "district": (hlmdiag.gather_districts,),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_option_of_a_command_is_out_of_reach(name: str) -> None:
    [called] = [it.callback for it in app.registered_commands if it.callback and it.callback.__name__ == name]
    taken = {parameter for function in FUNCTIONS[name] for parameter in inspect.signature(function).parameters}
    options = set(inspect.signature(called).parameters) - OF_A_CONSOLE
    assert {option for option in options if not {option, SAID_OTHERWISE.get(option)} & taken} == set()
