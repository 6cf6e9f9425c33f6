"""The package in a notebook: what is offered, what is shown, tables in memory, what is said of wrong arguments."""

import dataclasses
import io
import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hlmdiag
from data.kit import look, only, small_grid
from hlmdiag.report import json
from hlmdiag.text.file_names import file_name

TABLE = "code_residence;nb_logements\n" + "".join(f"<b>R{row}</b>;12\n" for row in range(30))
DAY = date(2026, 10, 31)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    path = tmp_path_factory.mktemp("carnet") / "parc.csv"
    path.write_text(TABLE, encoding="utf-8")
    grid = hlmdiag.load_grid("residence-complexe")
    return grid, hlmdiag.read(path, grid, date=DAY)


def test_the_package_offers_its_names() -> None:
    assert dir(hlmdiag) == sorted(hlmdiag.__all__)
    assert {"read", "score", "explain", "load_grid", "load_result", "load_settings"} <= set(dir(hlmdiag))


def test_what_is_shown_is_short_and_inert(made: tuple[Any, Any], tmp_path: Path) -> None:
    grid, dataset = made
    result = hlmdiag.score(grid, dataset)
    with (tmp_path / "r.json").open("wb") as saved:
        json.render(result, saved, "fr")
    again = hlmdiag.load_result(tmp_path / "r.json")
    for each in (grid, dataset, result, again, hlmdiag.explain(again, "<b>R1</b>")):
        shown = each._repr_html_()
        assert len(repr(each)) < 200 and shown.count("<tr>") <= 21 and "<b>" not in shown
    assert "30 units" in repr(result) and result._repr_html_().count("<tr>") == 21
    assert "&lt;b&gt;R0" in result._repr_html_()


@pytest.mark.parametrize(("name", "language"), [("levels", "fr"), ("groups", "en")])
def test_a_chart_is_the_picture_of_the_page_alone_and_inert(name: str, language: str) -> None:
    rows = {"code_residence": ["<b>R1", "R2"], "agence": ["<i>Nord", "Sud"], "pct_vacance": [12.0, 3.0]}
    grid = hlmdiag.load_grid("reperage-rapide")
    result = hlmdiag.score(grid, hlmdiag.read(pl.DataFrame(rows), grid, date=DAY))
    chart = hlmdiag.chart(result, name, language=language)  # type: ignore[arg-type]
    document = ElementTree.fromstring(chart.svg)
    assert document.tag == "{http://www.w3.org/2000/svg}svg" and document.get("width") == "420"
    texts = ["".join(each.itertext()) for each in document.iter("{http://www.w3.org/2000/svg}text")]
    assert ("<i>Nord" in texts) is (name == "groups")
    page = io.BytesIO()
    hlmdiag.render(result, page, format="html", language=language)
    drawn = re.findall(r"<rect [^>]*>", chart.svg.partition("</style>")[2])
    assert drawn and all(each in page.getvalue().decode() for each in drawn)
    shown = chart._repr_html_()
    assert shown.startswith('<img src="data:image/svg+xml;base64,') and shown.count("<") == 1
    assert len(repr(chart)) < 200 and "<i>" not in shown and chart.told


def test_what_cannot_be_drawn_is_said(made: tuple[Any, Any]) -> None:
    grid, dataset = made
    result = hlmdiag.score(grid, dataset)
    ungrouped = {id: each for id, each in grid.columns.items() if each.role != "group"}
    alone = dataclasses.replace(result, grid=dataclasses.replace(grid, columns=ungrouped))
    assert hlmdiag.chart(alone).svg
    with pytest.raises(hlmdiag.HlmdiagError, match=r"api\.sans-image"):
        hlmdiag.chart(alone, "groups")
    with pytest.raises(hlmdiag.HlmdiagError, match=r"usage\.choix"):
        hlmdiag.chart(result, "themes")  # type: ignore[arg-type]


def test_importing_the_package_loads_no_data_library() -> None:
    code = "import sys, hlmdiag; dir(hlmdiag); assert 'polars' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


# --- tables in memory

TYPED = pl.DataFrame(
    {
        "Code résidence": ["R1", "R2", "R3"],
        "Nombre de logements": [12, None, 30],
        "Loyer moyen": [1.125, 1250.5, 1e-7],
        "Gardien": [True, False, None],
        "Date de visite": [date(2026, 3, 4), None, date(2026, 12, 11)],
        "etat": pl.Series(["Ponctuelle", None, "4"], dtype=pl.Categorical),
    }
)


def answers(data: Any, *names: str) -> list[tuple[Any, ...]]:
    return hlmdiag.read(data, small_grid()).stock.frame.select(f"v:{name}" for name in names).rows()


@pytest.mark.parametrize("kind", ["polars", "lazy", "pandas", "pandas-objects", "pandas-index", "arrow"])
def test_what_is_typed_is_taken_as_it_is(kind: str) -> None:
    pandas = TYPED.to_pandas()
    table: Any = {
        "polars": TYPED, "lazy": TYPED.lazy(), "pandas": pandas, "arrow": TYPED.to_arrow(),
        "pandas-objects": TYPED.with_columns(pl.col("etat").cast(pl.String)).to_pandas().astype(object),
        "pandas-index": pandas.set_index("Code résidence"),
    }[kind]  # fmt: skip
    assert answers(table, "code_residence", "nb_logements", "loyer", "gardien", "date_visite", "etat") == [
        ("R1", 12.0, 1.125, True, date(2026, 3, 4), "2"),
        ("R2", None, 1250.5, False, None, None),
        ("R3", 30.0, 1e-7, None, date(2026, 12, 11), "4"),
    ]


def test_a_table_of_pandas_is_read_without_pyarrow(monkeypatch: pytest.MonkeyPatch) -> None:
    table = TYPED.to_pandas()
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert answers(table, "code_residence", "date_visite")[0] == ("R1", date(2026, 3, 4))


CELLS = st.sampled_from(
    ["", "12", "0,5", "0.25", "12,5 %", "env. 20", "NC", "1.250", "oui", "03/04/2025", "04/13/2025", "x"]
)


@settings(max_examples=25)
@given(st.lists(st.tuples(*[CELLS] * 4), min_size=1, max_size=5))
def test_texts_are_read_as_those_of_a_file_doubts_included(tmp_path_factory: Any, rows: list[tuple[str, ...]]) -> None:
    titles = ["code_residence", "pct_vacance", "loyer", "gardien", "date_visite"]
    lines = [(f"R{place}", *row) for place, row in enumerate(rows)]
    path = tmp_path_factory.mktemp("t") / "parc.csv"
    path.write_text("\n".join(";".join(row) for row in [titles, *lines]) + "\n", encoding="utf-8")
    file = hlmdiag.read(path, small_grid())
    table = pl.DataFrame(lines, schema=titles, orient="row")
    for data in (table, table.to_pandas()):
        found = hlmdiag.read(data, small_grid())
        assert file.stock.frame.with_columns(pl.col("row") - 1).equals(found.stock.frame)
        assert [each.code for each in file.problems] == [each.code for each in found.problems]


def test_fractions_are_as_doubtful_as_in_a_file_and_places_say_the_row() -> None:
    table = pl.DataFrame({"code_residence": ["R1", "R2"], "pct_vacance": [0.12, 0.5], "etat": ["1", "bof"]})
    found = hlmdiag.read(table, small_grid())
    said = [problem.say("fr") for problem in found.problems]
    assert any(text.startswith("tableau, ligne 1, colonne « pct_vacance » : les valeurs") for text in said), said
    assert any(text.startswith("tableau, ligne 2, colonne « etat » : « bof »") for text in said), said
    assert not any("Excel" in text for text in said)


def test_lists_and_objects_in_cells_are_refused_not_blank() -> None:
    table = pl.DataFrame({"code_residence": ["R1", "R2"], "note": [[1], None]})
    for data in (table, table.to_pandas()):
        frame = hlmdiag.read(data, small_grid()).stock.frame
        assert frame["s:note"].to_list() == [2, 3]


def test_the_tables_of_a_grid_are_named_by_a_dictionary(tmp_path: Path) -> None:
    events = pl.DataFrame({"code_residence": ["R1", "R1"], "date": [DAY, DAY], "nature": ["trouble", "trouble"]})
    stock = tmp_path / "parc.csv"
    stock.write_text("code_residence;nb_logements\nR1;3\n", encoding="utf-8")
    for data in ({"stock": stock, "incidents": events}, [str(stock), events.to_pandas()]):
        dataset = hlmdiag.read(data, small_grid(), date=DAY)
        assert dataset.events["incidents"].frame.height == 2
    assert file_name(dataset.inputs[-1].name, "fr") == "tableau"
    with pytest.raises(hlmdiag.HlmdiagError, match="« faits » n’est pas une table de la grille"):
        hlmdiag.read({"faits": events}, small_grid())


def test_a_saved_result_of_a_table_is_read_and_explained(tmp_path: Path) -> None:
    table = pl.DataFrame({"code_residence": ["R1"], "pct_vacance": [12.0]})
    result = hlmdiag.score(small_grid(), hlmdiag.read(table, small_grid(), date=DAY))
    with (tmp_path / "r.json").open("wb") as saved:
        json.render(result, saved, "fr")
    reading = hlmdiag.explain(hlmdiag.load_result(tmp_path / "r.json"), "R1").indicators[0]
    assert reading.answers[0].place is not None
    assert reading.answers[0].place.say("fr") == "tableau, ligne 1, colonne « pct_vacance »"


# --- settings and dates


def test_settings_are_those_of_the_file_that_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("hlmdiag.toml").write_text(
        'date = "2020-01-01"\n[values.etat]\n"pas vu du tout" = "unknown"\n', encoding="utf-8"
    )
    table = pl.DataFrame({"code_residence": ["R1"], "etat": ["pas vu du tout"]})
    assert hlmdiag.read(table, small_grid()).stock.frame["s:etat"].item() == 2
    loaded = hlmdiag.load_settings("hlmdiag.toml", small_grid())
    dataset = hlmdiag.read(table, small_grid(), settings=loaded, date=DAY)
    assert dataset.stock.frame["s:etat"].item() == 4
    [said] = [problem.say("fr") for problem in dataset.problems if problem.code == "donnees.traduite"]
    assert said.startswith("hlmdiag.toml:3 : « pas vu du tout » est lu comme ne sait pas")
    assert dataset.inputs[-1].name == "hlmdiag.toml"
    with pytest.raises(hlmdiag.HlmdiagError, match=r"hlmdiag\.toml:3 .*« etat »"):
        hlmdiag.load_settings("hlmdiag.toml", hlmdiag.load_grid("residence-complexe"))


def test_data_read_for_another_grid_are_refused_with_the_columns_that_they_lack(made: tuple[Any, Any]) -> None:
    with pytest.raises(hlmdiag.HlmdiagError, match=r"n’ont pas été lues pour la grille « .* » .* hlmdiag\.read"):
        hlmdiag.score(small_grid(), made[1])


def test_scoring_takes_the_date_of_the_reading_and_refuses_another(made: tuple[Any, Any]) -> None:
    grid, dataset = made
    assert hlmdiag.score(grid, dataset).manifest.reference_date == DAY
    with pytest.raises(hlmdiag.HlmdiagError, match=r"date vaut 01/01/2025, et ces données ont été lues au 31/10/2026"):
        hlmdiag.score(grid, dataset, date=date(2025, 1, 1))
    undated = hlmdiag.read(pl.DataFrame({"code_residence": ["R1"], "loyer": [1.0]}), small_grid())
    with pytest.raises(hlmdiag.HlmdiagError, match="aucune date de référence"):
        hlmdiag.score(small_grid(), undated)


# --- wrong arguments


@pytest.mark.parametrize("kind", ["polars", "pandas", "parquet"])
def test_a_duration_is_refused_and_texts_kept_as_bytes_are_read(tmp_path: Path, kind: str) -> None:
    span = timedelta(hours=36, minutes=30)
    table = pl.DataFrame({"Code résidence": ["Ré 1".encode()], "loyer": [span], "nom": [b"a\xff"]})
    table.write_parquet(tmp_path / "parc.parquet")
    given = {"polars": table, "pandas": table.to_pandas(), "parquet": tmp_path / "parc.parquet"}[kind]
    dataset = hlmdiag.read(given, small_grid())
    assert look(dataset, "code_residence", "loyer", "nom_residence") == [("Ré 1", "(refusé)", "[…]")]
    assert only(dataset, "duree").values["value"] == "36:30"


@pytest.mark.parametrize("day", ["2026-10-31", datetime(2026, 10, 31), 2026])
def test_a_wrong_date_is_said_in_a_sentence(made: tuple[Any, Any], day: Any) -> None:
    with pytest.raises(TypeError, match=r"hlmdiag\.score : « date » a reçu un objet .*datetime\.date") as said:
        hlmdiag.score(*made, date=day)
    assert isinstance(said.value, hlmdiag.HlmdiagError) and said.value.exit_code == 2


def test_arguments_in_the_wrong_order_are_said_in_a_sentence(made: tuple[Any, Any]) -> None:
    grid, dataset = made
    with pytest.raises(TypeError, match=r"hlmdiag\.score : « grid » a reçu .*Dataset.*hlmdiag\.load_grid"):
        hlmdiag.score(dataset, grid, date=DAY)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: hlmdiag.score(day=DAY), "« day » n’est pas un de ses arguments"),  # type: ignore[call-arg]
        (lambda: hlmdiag.score(), "il manque « grid »"),  # type: ignore[call-arg]
        (lambda: hlmdiag.load_grid("a", "b"), "trop d’arguments sans nom"),  # type: ignore[call-arg]
        (lambda: hlmdiag.explain(code="R1"), "il manque « result »"),
        (lambda: hlmdiag.read([], small_grid()), "« data » a reçu un objet de type list"),
        (lambda: hlmdiag.read("", small_grid()), "« data » a reçu un objet de type str"),
        (lambda: hlmdiag.load_result("absent.json"), "« absent.json » n’existe pas"),
        (lambda: hlmdiag.read("absent.csv", small_grid()), "« absent.csv » n’existe pas"),
    ],
)
def test_a_call_that_cannot_be_is_said_in_a_sentence(call: Any, said: str) -> None:
    with pytest.raises(hlmdiag.HlmdiagError) as fault:
        call()
    assert said in str(fault.value)


def test_results_that_a_grid_does_not_read_are_refused_all_at_once(made: tuple[Any, Any], tmp_path: Path) -> None:
    text = "\n".join(
        [
            'language_version: 1', 'id: lectrice', 'version: "1"', 'title: Lectrice', 'polarity: burden',
            'uses: {avant: residence-complexe}',
            'columns: {code_residence: {type: id, required: true}, loyer: {type: number}}',
            'indicators: {A: {title: A, value: avant.score, score: {identity: {}}}}',
        ]
    )  # fmt: skip
    (tmp_path / "lectrice.yaml").write_text(text, encoding="utf-8")
    reader = hlmdiag.load_grid(tmp_path / "lectrice.yaml")
    table = pl.DataFrame({"code_residence": ["<b>R1</b>"], "loyer": [3.0]})
    dataset = hlmdiag.read(table, reader, date=DAY)
    used, other = hlmdiag.score(*made), hlmdiag.score(small_grid(), hlmdiag.read(table, small_grid(), date=DAY))
    assert hlmdiag.score(reader, dataset, uses={"avant": used}).frame.height == 1
    variant = dataclasses.replace(used, grid=dataclasses.replace(used.grid, id="variante", parent=used.grid))
    assert hlmdiag.score(reader, dataset, uses={"avant": variant}).frame.height == 1
    with pytest.raises(hlmdiag.HlmdiagError) as fault:
        hlmdiag.score(reader, dataset, uses={"avant": other, "apres": used})
    assert [problem.code for problem in fault.value.problems] == ["api.uses-autre-grille", "api.uses-inconnu"]


class Odd:
    """An object that says what it is not."""

    columns = 3
    __arrow_c_stream__ = None


ODD = st.sampled_from(
    [
        None, 3, -1, 2.5, True, b"x", "", "x", "\0", "a/b", [], [3], [None], {}, {"stock": 3}, {3: "x"}, object(),
        Odd(), Odd, date(2026, 1, 1), datetime(2026, 1, 1), Path("absent"), Path(), pl.Series([1]), pl.DataFrame(), pl,
        print, pl.DataFrame({"a": [1]}), pl.DataFrame({"": [None]}), pl.LazyFrame({"a": [1]}).select("b"), small_grid(),
    ]
)  # fmt: skip
NAMES = {
    "load_grid": ("path_or_id",), "load_settings": ("path", "grid"), "load_result": ("path",),
    "read": ("data", "grid", "date", "encoding", "separator", "sheet", "header_row", "settings", "account"),
    "score": ("grid", "dataset", "date", "uses"), "explain": ("result", "code", "language"),
}  # fmt: skip


@settings(max_examples=100)
@given(st.data())
def test_no_wrong_argument_ends_otherwise_than_in_a_sentence(made: tuple[Any, Any], data: st.DataObject) -> None:
    grid, dataset = made
    right: dict[str, Any] = {
        "grid": grid,
        "dataset": dataset,
        "date": DAY,
        "data": pl.DataFrame({"code_residence": ["R"]}),
    }
    name = data.draw(st.sampled_from(sorted(NAMES)))
    wrong = data.draw(st.sets(st.sampled_from(NAMES[name]), min_size=1, max_size=2))
    values = {each: right[each] for each in NAMES[name] if each in right} | {
        each: data.draw(ODD) for each in sorted(wrong)
    }
    try:
        getattr(hlmdiag, name)(**values)
    except hlmdiag.HlmdiagError as fault:
        assert str(fault).strip() and fault.problems
        assert all(problem.say("en") for problem in fault.problems)
