"""The package as a program calls it: what it gives is what the command line writes."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal

import hlmdiag
from excerpts import residences, write_excerpt
from hlmdiag.cli.app import run as command
from hlmdiag.data.dataset import Organisation
from hlmdiag.runs.execution import Run
from hlmdiag.runs.formats import FORMATS

ROOT = Path(__file__).parent.parent
STOCK = [ROOT / "examples" / name for name in ("parc.csv", "incidents.csv", "reclamations.csv")]
DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The example with a few of its residences, of every agency."""
    return write_excerpt(tmp_path_factory.mktemp("parc"), residences()[::6])


@pytest.fixture(scope="module")
def found(stock: list[Path]) -> Run:
    return hlmdiag.run(stock, date=DAY)


def test_every_public_name_is_on_the_page_in_python() -> None:
    page = (ROOT / "docs" / "en-python.md").read_text(encoding="utf-8")
    public = set(hlmdiag.__all__) - {"__version__", "Problem"}
    assert not [name for name in public if f"hlmdiag.{name}" not in page]
    assert set(hlmdiag.__all__) <= set(dir(hlmdiag))
    assert all(getattr(hlmdiag, name) is not None for name in hlmdiag.__all__)


def test_a_run_is_a_reading_and_a_scoring(found: Run, stock: list[Path]) -> None:
    grid = hlmdiag.load_grid("residence-complexe")
    result = hlmdiag.score(grid, hlmdiag.read(stock, grid, date=DAY))
    assert_frame_equal(found.result.frame, result.frame)
    assert (found.exit_code, found.written, list(found.results)) == (0, [], [grid.id])


@pytest.fixture(scope="module")
def written(stock: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the command writes (`commande.*`) and what a run writes (`python.*`), in every format."""
    folder = tmp_path_factory.mktemp("rapports")
    outputs = [part for name in FORMATS for part in ("-o", str(folder / f"commande.{name}"))]
    assert command(["score", *map(str, stock), "--date", "2026-10-31", "--no-config", "-q", *outputs]) == 0
    paths = [folder / f"python.{name}" for name in FORMATS]
    assert hlmdiag.run(stock, date=DAY, output=paths).written == [str(path) for path in paths]
    return folder


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_rendered_is_what_the_command_writes(found: Run, written: Path, name: str) -> None:
    expected = (written / f"commande.{name}").read_bytes()
    assert (written / f"python.{name}").read_bytes() == expected
    stream = io.BytesIO()
    assert hlmdiag.render(found.result, stream, format=name) == []
    assert stream.getvalue() == expected


@pytest.mark.parametrize("name", ["md", "html"])
def test_a_stream_says_whose_result_it_is_as_a_file_does(found: Run, tmp_path: Path, name: str) -> None:
    manifest = replace(found.result.manifest, organisation=Organisation("Office inventé"))
    result = replace(found.result, manifest=manifest)
    hlmdiag.render(result, tmp_path / f"a.{name}")
    stream = io.BytesIO()
    hlmdiag.render(result, stream, format=name)
    assert stream.getvalue() == (tmp_path / f"a.{name}").read_bytes()
    assert "Office inventé" in stream.getvalue().decode()


def test_a_table_is_rendered_with_its_manifest(found: Run, tmp_path: Path) -> None:
    path = tmp_path / "parc.csv"
    assert hlmdiag.render(found.result, path, dialect="excel-fr") == [str(path)]
    assert_frame_equal(hlmdiag.load_result(path).frame, found.result.frame)


def test_nothing_is_replaced_unless_it_is_asked(found: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b"mine")
    with pytest.raises(hlmdiag.HlmdiagError, match=r"sortie\.existe"):
        hlmdiag.render(found.result, path)
    with pytest.raises(hlmdiag.HlmdiagError, match=r"sortie\.existe"):
        hlmdiag.run(STOCK, date=DAY, output=path)
    assert path.read_bytes() == b"mine"
    hlmdiag.render(found.result, path, force=True)
    assert_frame_equal(hlmdiag.load_result(path).frame, found.result.frame)


def test_a_limit_that_is_crossed_is_an_exit_code(stock: list[Path]) -> None:
    run = hlmdiag.run(stock, date=DAY, fail_if=["share(level >= fragile) > 0"])
    assert run.exit_code == 1
    assert run.result.manifest.gating is not None and run.result.manifest.gating.fails


def test_a_result_is_as_its_like(found: Run) -> None:
    same = hlmdiag.compare(found.result, found.result)
    assert (same.new, same.resolved, same.undecided, same.appeared, same.vanished) == (0, 0, 0, 0, 0)
    other = hlmdiag.run(ROOT / "examples" / "pratiques.csv", "pratiques-qualite-service", date=DAY).result
    with pytest.raises(hlmdiag.HlmdiagError, match=r"reference\.autre-grille"):
        hlmdiag.compare(other, found.result)


def test_a_table_of_pandas_holds_the_same(found: Run) -> None:
    table = found.result.to_pandas()
    assert list(table.columns) == found.result.frame.columns
    assert table["score"].isna().sum() == found.result.frame["score"].null_count()
    assert table["score"].sum() == pytest.approx(found.result.frame["score"].sum())


def test_without_pandas_the_way_out_is_said(found: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(hlmdiag.HlmdiagError, match=r"api\.sans-pandas"):
        found.result.to_pandas()


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda result: hlmdiag.render(result, io.BytesIO()), "api.argument"),
        (lambda result: hlmdiag.render(result, "a.doc"), "sortie.format"),
        (lambda result: hlmdiag.render(result, "a.html", language="de"), "api.langue"),
        (lambda result: hlmdiag.render(result, io.BytesIO(), format="doc"), "usage.choix"),
        (lambda result: hlmdiag.run(3), "api.argument"),
        (lambda result: hlmdiag.run([3]), "api.argument"),
        (lambda result: hlmdiag.run("absent.csv"), "usage.introuvable"),
        (lambda result: hlmdiag.run(STOCK, date="2026-10-31"), "api.argument"),
        (lambda result: hlmdiag.run(STOCK, settings="absent.toml"), "usage.introuvable"),
        (lambda result: hlmdiag.run(STOCK, grids="x"), "api.appel"),
        (lambda result: hlmdiag.compare(result, result.frame), "api.argument"),
    ],
)
def test_a_wrong_call_is_said_in_a_sentence(found: Run, call: object, code: str) -> None:
    with pytest.raises(hlmdiag.HlmdiagError) as refused:
        call(found.result)  # type: ignore[operator]
    assert [problem.code for problem in refused.value.problems] == [code]


def test_reports_are_in_the_language_of_the_reader_unless_one_is_asked(
    found: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def page(**asked: str) -> str:
        stream = io.BytesIO()
        hlmdiag.render(found.result, stream, format="md", **asked)  # type: ignore[arg-type]
        return stream.getvalue().decode()

    monkeypatch.delenv("HLMDIAG_LANG", raising=False)
    french, english = page(), page(language="en")
    assert french == page(language="fr") != english
    monkeypatch.setenv("HLMDIAG_LANG", "en")
    assert page() == english
    assert page(language="fr") == french
