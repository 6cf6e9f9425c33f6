"""Requirements (design-2 §13): `compare` says what moved and why, in every format alike; bad input writes nothing."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest
from docx import Document as open_word
from docx.enum.section import WD_ORIENT
from openpyxl import Workbook, load_workbook

import hlmdiag
from hlmdiag.campaign.comparison import follow
from hlmdiag.campaign.order import in_order
from hlmdiag.cli.app import run
from hlmdiag.document.followed_criteria import moved_criteria
from hlmdiag.scoring.result import Robustness
from hlmdiag.wording import Wording
from report.browsing import chromium

ROOT = Path(__file__).parents[2]
YEARS = (2022, 2023, 2024, 2025, 2026)
GRID = """\
language_version: 1
id: {id}
version: "{version}"
title: Petite
polarity: burden
noise: {noise}
columns:
  code: {{type: id, required: true}}
  nom: {{type: text, role: label}}
  vacance: {{type: percent}}
  pannes: {{type: integer}}
indicators:
  VAC: {{title: Vacance, value: vacance, score: {{linear: {{worst: 100, best: 0}}}}}}
  PAN: {{title: Pannes, value: pannes, score: {{steps: [0, 1, 5], points: [0, 50, 100]}}, weight: {weight}}}
levels: {{calme: {{title: Calme, from: 0}}, tendu: {{title: Tendu, from: 50}}}}
"""
BEFORE = ("R1;Tilleuls;10;0", "R2;Moulin;90;5", "R3;Iris;40;1", "R4;Lavoir;20;0")
AFTER = ("R1;Tilleuls;10;0", "R2;Moulin;10;0", "R3;Iris;90;5", "R5;Verger;30;0")


@pytest.fixture(scope="module")
def campaigns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented landlord, scored five times."""
    folder = tmp_path_factory.mktemp("suivi")
    grid = hlmdiag.load_grid("residence-complexe")
    for year in YEARS:
        day = date(year, 6, 30)
        stock = hlmdiag.read(ROOT / "examples" / "suivi" / f"parc-{year}.csv", grid, date=day)
        hlmdiag.render(hlmdiag.score(grid, stock, date=day), folder / f"{year}.parquet")
    return folder


@pytest.fixture(scope="module")
def told(campaigns: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every format of their follow-up."""
    folder = tmp_path_factory.mktemp("sorties")
    outputs = [
        part
        for name in ("xlsx", "html", "docx", "md", "json", "csv", "parquet")
        for part in ("-o", str(folder / f"s.{name}"))
    ]
    assert run(["compare", str(campaigns), *outputs, "--quiet"]) == 0
    return folder


@pytest.fixture
def save(tmp_path: Path):
    """Scores rows by a small grid and saves the result."""

    def saved(name: str, day: str, rows: tuple[str, ...], **options: object) -> str:
        settings = {"id": "petite", "version": "1.0", "weight": 1, "noise": 0} | options
        text = str(settings.pop("text", GRID))
        (tmp_path / "grille.yaml").write_text(text.format(**settings), encoding="utf-8")
        grid = hlmdiag.load_grid(tmp_path / "grille.yaml")
        stock = tmp_path / "parc.csv"
        stock.write_text("\n".join(("code;nom;vacance;pannes", *rows)) + "\n", encoding="utf-8")
        when = date.fromisoformat(day)
        hlmdiag.render(
            hlmdiag.score(grid, hlmdiag.read(stock, grid, date=when), date=when), tmp_path / name, force=True
        )
        return str(tmp_path / name)

    return saved


def document(folder: Path) -> dict:
    return json.loads((folder / "s.json").read_text(encoding="utf-8"))


def test_the_story_of_the_example_is_told(told: Path) -> None:
    units = {line["code"]: line for line in document(told)["units"]}
    assert units["0201"]["move"] == "better"  # recovers
    assert units["0303"]["move"] == "worse"  # sinks
    assert units["0306"]["watch"] == "relapsed"
    assert units["0115"]["status"] == "gone"  # torn down
    assert units["0202"]["score:2022-06-30"] is None  # built after the second campaign
    assert units["0202"]["score:2024-06-30"] is not None
    text = (told / "s.md").read_text(encoding="utf-8")
    better = text.partition("## Ce qui s’est amélioré")[2].partition("## ")[0]
    assert "Les Hauts-de-Virande" in better


def test_the_campaigns_of_the_example_are_what_their_script_writes(tmp_path: Path) -> None:
    folder = ROOT / "examples" / "suivi"
    subprocess.run([sys.executable, "-B", str(folder / "make_campaigns.py"), "--out", str(tmp_path)], check=True)
    for year in YEARS:
        assert (tmp_path / f"parc-{year}.csv").read_bytes() == (folder / f"parc-{year}.csv").read_bytes()


def test_word_says_what_the_text_says_in_tables_that_fit_its_page(told: Path) -> None:
    """A list of units is one table of their levels and one of their scores, on pages that lie on their side."""
    found = open_word(told / "s.docx")
    section = found.sections[0]
    assert section.orientation == WD_ORIENT.LANDSCAPE
    assert section.page_width > section.page_height
    text = (told / "s.md").read_text(encoding="utf-8")
    titles = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    assert [line.text for line in found.paragraphs if line.style.name == "Heading 1"] == titles
    heads = [[cell.text for cell in table.rows[0].cells] for table in found.tables]
    assert max(map(len, heads)) <= 10
    levels, scores = (next(head for head in heads if head[:2] == ["Code", "Nom"] and title in head)
                      for title in ("Pourquoi", "Changement"))  # fmt: skip
    assert not {*levels} & {*scores} - {"Code", "Nom"}
    wide = text.partition("## Ce qui s’est aggravé")[2].partition("## ")[0]
    rows = [line.strip("| ").split(" | ") for line in wide.splitlines() if line.startswith("| 0")]
    cells = {cell.text for table in found.tables for row in table.rows for cell in row.cells}
    assert rows
    assert {cell.strip().replace("\\", "") for row in rows for cell in row} <= cells | {""}


def test_every_format_has_the_same_rows_and_figures(told: Path) -> None:
    found, table = document(told), pl.read_parquet(told / "s.parquet")
    assert table.height == len(found["units"]) == pl.read_csv(told / "s.csv", infer_schema=False).height
    assert table["change"].to_list() == [line["change"] for line in found["units"]]
    for figure in found["stock"]:
        assert sum(figure["causes"].values()) == pytest.approx(figure["change"], abs=1e-8)
    page, text = ((told / f"s.{name}").read_text(encoding="utf-8") for name in ("html", "md"))
    heads = re.findall(r"<p>(La note moyenne passe[^<]+)</p>", page)
    assert heads
    assert all(head.split("(")[0] in text for head in heads)
    assert "<script" not in page


def test_each_campaign_is_counted_whole_and_by_group(told: Path, campaigns: Path) -> None:
    counted, last = document(told)["counted"], pl.read_parquet(told / "s.parquet")
    wholes = [line for line in counted if line["all_groups"]]
    assert [line["date"] for line in wholes] == [f"{year}-06-30" for year in YEARS] * 2
    assert len({line["units"] for line in wholes if line["in_every_campaign"]}) == 1
    frame = hlmdiag.load_result(campaigns / "2026.parquet").frame
    of_2026 = [line for line in counted if line["date"] == "2026-06-30" and not line["in_every_campaign"]]
    for line in of_2026:
        own = frame if line["all_groups"] else frame.filter(pl.col("agence") == line["group"])
        assert line["units"] == own.height
        assert line["levels"]["complexe"] == (own["level"].cast(pl.String) == "complexe").sum()
        assert line["themes"]["tranquillite"] == pytest.approx(own["score:tranquillite"].median())
        rows = last if line["all_groups"] else last.filter(pl.col("group") == line["group"])
        assert rows["theme:tranquillite:2026-06-30"].median() == own["score:tranquillite"].median()
    assert sum(line["units"] for line in of_2026 if not line["all_groups"]) == frame.height
    book = load_workbook(told / "s.xlsx")
    groups = {line["group"] for line in of_2026 if not line["all_groups"]}
    for sheet in ("Groupes", "Thèmes"):
        assert groups <= {cell for row in book[sheet].iter_rows(values_only=True) for cell in row}


def test_the_parts_that_a_sentence_shows_add_up(told: Path) -> None:
    for line in (told / "s.md").read_text(encoding="utf-8").splitlines():
        if " passe de " in line and ":" in line:
            numbers = [
                float(each.replace("\\", "").replace("−", "-").replace(",", "."))
                for each in re.findall(r"[\\+−]+\d+,\d+", line)
            ]
            assert sum(numbers[1:]) == pytest.approx(numbers[0], abs=1e-9), line
    rows = list(load_workbook(told / "s.xlsx")["Suivi"].iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if row[0] == "Chiffre")
    for row in rows[head + 1 : head + 7]:
        change, *parts = (each for each in row[3:] if isinstance(each, int | float))
        assert sum(parts) == pytest.approx(change, abs=1e-9), row


def test_a_grid_that_changed_is_counted_apart(save, tmp_path: Path) -> None:
    old = save("a.json", "2025-01-01", BEFORE)
    new = save("b.json", "2026-01-01", BEFORE, version="1.1", weight=3)
    assert run(["compare", old, new, "-o", str(tmp_path / "s.json"), "--quiet"]) == 0
    for line in document(tmp_path)["units"]:
        assert line["change"] == pytest.approx(line["grid"])
        assert (line["informations"], line["answers"]) == (0, 0)


def test_each_unit_has_its_own_causes(save, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old, new = save("a.json", "2025-01-01", BEFORE), save("b.json", "2026-01-01", AFTER)
    code = run(["compare", new, old, "-o", str(tmp_path / "s.json"), "--fail-if", "worsened > 0"])
    assert code == 1
    said = capsys.readouterr()
    assert "worsened > 0 (worsened = 1)" in said.err
    units = {line["code"]: line for line in document(tmp_path)["units"]}
    assert {code: line["status"] for code, line in units.items()} == {
        "R1": "stayed", "R2": "stayed", "R3": "stayed", "R5": "came", "R4": "gone",
    }  # fmt: skip
    assert (units["R2"]["move"], units["R2"]["answers"]) == ("better", -90)
    assert (units["R3"]["move"], units["R3"]["answers"]) == ("worse", 50)
    assert units["R1"]["move"] == "stable"


def test_a_change_that_is_smaller_than_the_noise_is_stable(save, tmp_path: Path) -> None:
    moved = ("R1;Tilleuls;14;0", *BEFORE[1:])
    for noise, move in ((0, "worse"), (3, "stable")):
        old, new = (
            save(f"{place}.json", f"202{place}-01-01", rows, noise=noise) for place, rows in enumerate((BEFORE, moved))
        )
        assert run(["compare", old, new, "-o", str(tmp_path / "s.json"), "--quiet", "--force"]) == 0
        assert document(tmp_path)["units"][0]["move"] == move


def test_units_that_changed_their_code_are_followed(save, tmp_path: Path) -> None:
    old = save("a.json", "2025-01-01", BEFORE)
    new = save("b.json", "2026-01-01", ("N1;Tilleuls;10;0", *AFTER[1:]))
    (tmp_path / "codes.csv").write_text("ancien;nouveau\nR1;N1\n", encoding="utf-8")
    for more, status in (([], "came"), (["--same-as", str(tmp_path / "codes.csv"), "--force"], "stayed")):
        assert run(["compare", old, new, "-o", str(tmp_path / "s.json"), "--quiet", *more]) == 0
        assert {line["code"]: line for line in document(tmp_path)["units"]}["N1"]["status"] == status


def test_units_that_were_split_or_merged_are_named_and_not_compared(save, tmp_path: Path, capsys) -> None:
    """R1 keeps its code for one of its two parts; R2 and R3 are one; R4 is R5; no result has R9."""
    old = save("a.json", "2025-01-01", BEFORE)
    new = save(
        "b.json", "2026-01-01", ("R1;Tilleuls A;0;0", "R1B;Tilleuls B;90;5", "N2;Moulin-Iris;30;0", "R5;Lavoir;60;0")
    )
    (tmp_path / "codes.csv").write_text("ancien,nouveau\nR1,R1\nR1,R1B\nR2,N2\nR3,N2\nR4,R5\nR9,R5B\n", "utf-8")
    outputs = [part for name in ("json", "md", "csv", "html", "xlsx") for part in ("-o", str(tmp_path / f"s.{name}"))]
    same = ["--same-as", str(tmp_path / "codes.csv"), "--fail-if", "split > 0 and merged == 2"]
    assert run(["compare", old, new, *outputs, *same]) == 1
    assert "split = 1, merged = 2" in capsys.readouterr().err
    found = document(tmp_path)
    rows = [(line["code"], line["status"], line["related"], line["move"]) for line in found["units"]]
    assert sorted(rows, key=str) == [
        ("N2", "merged", ["R2", "R3"], None), ("R1", "split", ["R1", "R1B"], None), ("R1", "split", ["R1"], None),
        ("R1B", "split", ["R1"], None), ("R2", "merged", ["N2"], None), ("R3", "merged", ["N2"], None),
        ("R5", "stayed", None, "worse"),
    ]  # fmt: skip
    assert {name: found["counts"][name] for name in ("came", "gone", "split", "merged")} == {
        "came": 0, "gone": 0, "split": 1, "merged": 2,
    }  # fmt: skip
    for figure in found["stock"]:
        assert sum(figure["causes"].values()) == pytest.approx(figure["change"], abs=1e-8)
    mean = next(each for each in found["stock"] if each["statistic"] == "mean")
    assert mean["causes"]["answers"] == 20  # of R4, now R5; the rest is of another stock
    text = (tmp_path / "s.md").read_text(encoding="utf-8")
    assert "Scissions : 1 résidence. Regroupements : 2 résidences." in text
    assert "La correspondance donne des codes qui ne sont dans aucune campagne : R9, R5B." in text
    assert "| Scindée ou regroupée |" in text
    page, book = (tmp_path / "s.html").read_text(encoding="utf-8"), load_workbook(tmp_path / "s.xlsx")
    for words in (
        "unité scindée en R1, R1B",
        "partie de R1, unité scindée",
        "unité regroupée dans N2",
        "regroupe R2, R3",
    ):
        assert words in text
        assert words in page
        assert any(words in row for row in book["Scissions, regroupements"].iter_rows(values_only=True))
    assert "R1|R1B" in (tmp_path / "s.csv").read_text(encoding="utf-8")


def test_campaigns_whose_codes_all_changed_are_compared_by_their_table(save, tmp_path: Path) -> None:
    old = save("a.json", "2025-01-01", BEFORE)
    new = save("b.json", "2026-01-01", tuple(f"N{row}" for row in BEFORE))
    (tmp_path / "codes.csv").write_text("ancien;nouveau\n" + "".join(f"R{n};NR{n}\n" for n in range(1, 5)), "utf-8")
    assert run(["compare", old, new, "-o", str(tmp_path / "s.json"), "--same-as", str(tmp_path / "codes.csv")]) == 0
    assert {line["status"] for line in document(tmp_path)["units"]} == {"stayed"}


def test_without_an_output_a_workbook_stands_beside_the_last(save, tmp_path: Path) -> None:
    old, new = save("a.json", "2025-01-01", BEFORE), save("b.json", "2026-01-01", AFTER)
    assert run(["compare", old, new]) == 0
    assert (tmp_path / "b-suivi.xlsx").is_file()


def test_what_other_weights_say_of_a_change_is_shown_where_both_campaigns_tried_some(
    save, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [save("a.json", "2025-01-01", BEFORE), save("b.json", "2026-01-01", AFTER)]
    for path in paths:
        result = hlmdiag.load_result(path)
        tried = replace(result.manifest, robustness=Robustness(50, 0.6, 1, weighted=True))
        hlmdiag.render(replace(result, manifest=tried), path, force=True)
    outputs = ["-o", str(tmp_path / "s.json"), "-o", str(tmp_path / "s.md"), "--quiet", "--force"]
    assert run(["compare", *paths, *outputs]) == 0
    assert document(tmp_path)["weights_tried"] == {"draws": 50, "spread": 0.6, "seed": 1}
    # both criteria of R2 and of R3 moved the same way
    shares = {line["code"]: line["confidence"] for line in document(tmp_path)["units"]}
    assert shares == {"R1": None, "R2": 1, "R3": 1, "R5": None, "R4": None}
    text = (tmp_path / "s.md").read_text(encoding="utf-8")
    assert "dans au moins 95\u202f% des cas pour 2 résidences sur 2 dont la note a bougé" in text
    assert "| Sens tenu |" in text
    assert "| 100,0\u202f% |" in text
    monkeypatch.setattr("hlmdiag.campaign.confidence.find_spec", lambda name: None)
    assert run(["compare", *paths, *outputs]) == 0
    assert {line["confidence"] for line in document(tmp_path)["units"]} == {None}
    assert "py -m pip install numpy" in (tmp_path / "s.md").read_text(encoding="utf-8")


def refused(capsys: pytest.CaptureFixture[str], folder: Path, *arguments: str) -> tuple[int, str]:
    before = sorted(folder.iterdir())
    code = run(["compare", *arguments, "-o", str(folder / "sortie.md")])
    assert sorted(folder.iterdir()) == before
    return code, capsys.readouterr().err


def test_results_that_do_not_go_together_are_refused_all_at_once(save, tmp_path: Path, capsys) -> None:
    first = save("a.json", "2025-01-01", BEFORE)
    cases = {
        "suivi.autre-grille": save("g.json", "2026-01-01", BEFORE, id="autre"),
        "suivi.autre-version": save("v.json", "2026-01-01", BEFORE, version="2.0"),
        "suivi.meme-date": save("d.json", "2025-01-01", BEFORE),
        "suivi.aucune-commune": save("u.json", "2026-01-01", ("Z1;Z;1;0",)),
    }
    for code, other in cases.items():
        found = refused(capsys, tmp_path, first, other)
        assert (found[0], f"[{code}]" in found[1]) == (2, True), found
    found = refused(capsys, tmp_path, first, *cases.values())
    assert found[0] == 2
    assert found[1].count("[suivi.") > 1


def test_a_part_of_a_result_is_refused(campaigns: Path, tmp_path: Path, capsys) -> None:
    whole = campaigns / "2026.parquet"
    part, some = tmp_path / "part.json", tmp_path / "some.json"
    assert run(["report", str(whole), "--where", "level == courant", "-o", str(part), "--quiet"]) == 0
    assert run(["report", str(whole), "--select", "level", "-o", str(some), "--quiet"]) == 0
    for path, code, number in ((part, "suivi.partielle", 2), (some, "rapport.resultat-partiel", 3)):
        found = refused(capsys, tmp_path, str(campaigns / "2025.parquet"), str(path))
        assert (found[0], f"[{code}]" in found[1]) == (number, True), found


def test_a_result_alone_a_truncated_one_and_an_empty_folder_are_refused(save, tmp_path: Path, capsys) -> None:
    first, other = save("a.json", "2025-01-01", BEFORE), save("b.json", "2026-01-01", AFTER)
    assert "[suivi.un-seul]" in refused(capsys, tmp_path, first)[1]
    Path(other).write_bytes(Path(other).read_bytes()[:900])
    found = refused(capsys, tmp_path, first, other)
    assert (found[0], "[rapport.resultat-json]" in found[1]) == (3, True), found
    (tmp_path / "vide").mkdir()
    assert "[suivi.dossier-vide]" in refused(capsys, tmp_path, str(tmp_path / "vide"))[1]
    assert run(["compare", first, first, "-o", str(tmp_path / "x.pdf")]) == 2
    assert "[suivi.format]" in capsys.readouterr().err


def test_a_result_of_a_later_release_or_with_other_keys_is_refused(save, tmp_path: Path, capsys) -> None:
    first, other = save("a.json", "2025-01-01", BEFORE), Path(save("b.json", "2026-01-01", AFTER))
    document = json.loads(other.read_text(encoding="utf-8"))
    other.write_text(json.dumps(document | {"schema_version": 99}), encoding="utf-8")
    found = refused(capsys, tmp_path, first, str(other))
    assert (found[0], "[rapport.resultat-version]" in found[1]) == (3, True), found
    by_two = GRID.replace("nom: {{type: text", "nom: {{required: true, type: id")
    keyed = save("c.json", "2027-01-01", AFTER, text=by_two)
    found = refused(capsys, tmp_path, first, keyed)
    assert (found[0], "[suivi.autres-cles]" in found[1]) == (2, True), found
    last = save("d.json", "2028-01-01", AFTER, text=by_two)
    (tmp_path / "codes.csv").write_text("a;b\nR1;R2\n", encoding="utf-8")
    found = refused(capsys, tmp_path, keyed, last, "--same-as", str(tmp_path / "codes.csv"))
    assert (found[0], "[suivi.correspondance-cles]" in found[1]) == (2, True), found


def test_a_table_of_codes_is_read_however_it_was_saved(save, tmp_path: Path, capsys) -> None:
    old = save("a.json", "2025-01-01", ("É1;Tilleuls;10;0", *BEFORE[1:]))
    new = save("b.json", "2026-01-01", ("N1;Tilleuls;10;0", *AFTER[1:]))
    book = Workbook()
    for row in (("ancien", "nouveau"), ("É1", "N1")):
        book.active.append(row)
    book.save(tmp_path / "codes.xlsx")
    (tmp_path / "codes.csv").write_bytes("code d’avant;nouveau\r\nÉ1;N1\r\n".encode("cp1252"))
    for name in ("codes.xlsx", "codes.csv"):
        words = ["--same-as", str(tmp_path / name), "-o", str(tmp_path / "s.json"), "--quiet", "--force"]
        assert run(["compare", old, new, *words]) == 0
        assert {line["code"]: line["status"] for line in document(tmp_path)["units"]}["N1"] == "stayed"
    (tmp_path / "codes.csv").write_bytes(b"PK\x03\x04 cut")
    code, said = refused(capsys, tmp_path, old, new, "--same-as", str(tmp_path / "codes.csv"))
    assert code == 3
    assert "Traceback" not in said


def test_codes_that_are_lacking_are_said_with_their_line(save, tmp_path: Path, capsys) -> None:
    old, new = save("a.json", "2025-01-01", BEFORE), save("b.json", "2026-01-01", AFTER)
    codes = tmp_path / "codes.csv"
    codes.write_text("ancien;nouveau\nR1;\n;N2\n", encoding="utf-8")
    found = refused(capsys, tmp_path, old, new, "--same-as", str(codes))
    assert found[0] == 2
    assert found[1].count("[suivi.correspondance]") == 2
    codes.write_text("ancien;nouveau\n", encoding="utf-8")
    assert "[suivi.sans-correspondance]" in refused(capsys, tmp_path, old, new, "--same-as", str(codes))[1]


def test_the_reports_of_a_result_say_first_what_changed(save, tmp_path: Path, capsys) -> None:
    old = save("a.json", "2025-01-01", BEFORE)
    stock = tmp_path / "apres.csv"
    stock.write_text("\n".join(("code;nom;vacance;pannes", *AFTER)) + "\n", encoding="utf-8")
    words = ["score", str(stock), "-g", str(tmp_path / "grille.yaml"), "--date", "2026-01-01", "--quiet"]
    assert run([*words, "--history", old, "-o", str(tmp_path / "p.html"), "-o", str(tmp_path / "p.xlsx")]) == 0
    page = (tmp_path / "p.html").read_text(encoding="utf-8")
    assert page.index("Ce qui s’est amélioré : 1 résidence") < page.index("id=bref")
    style = page.partition("<style>")[2].partition("</style>")[0]
    assert b64encode(sha256(style.encode()).digest()).decode() in page  # else a browser would not obey it
    book = load_workbook(tmp_path / "p.xlsx")
    assert {"Suivi", "Améliorations", "Aggravations"} <= set(book.sheetnames)
    capsys.readouterr()
    assert run([*words, "--date", "2024-01-01", "--history", old, "-o", str(tmp_path / "q.html")]) == 2
    assert "[suivi.pas-anterieur]" in capsys.readouterr().err
    assert not (tmp_path / "q.html").exists()


def test_a_saved_result_says_first_what_changed_like_its_scoring(save, tmp_path: Path, capsys) -> None:
    old, new = save("a.json", "2025-01-01", BEFORE), save("b.json", "2026-01-01", AFTER)
    words = ["report", new, "--history", old]
    assert run([*words, "-o", str(tmp_path / "r.html"), "-o", str(tmp_path / "r.xlsx"), "--quiet"]) == 0
    scored = [
        "score",
        str(tmp_path / "parc.csv"),
        "-g",
        str(tmp_path / "grille.yaml"),
        "--date",
        "2026-01-01",
        "--quiet",
    ]
    assert run([*scored, "--history", old, "-o", str(tmp_path / "p.html"), "-o", str(tmp_path / "p.xlsx")]) == 0
    for name in ("html", "xlsx"):
        assert (tmp_path / f"r.{name}").read_bytes() == (tmp_path / f"p.{name}").read_bytes()
    capsys.readouterr()
    written = sorted(tmp_path.iterdir())
    cases = {
        "suivi.pas-anterieur": ["report", old, "--history", new, "-o", str(tmp_path / "q.html")],
        "suivi.historique-sans-rapport": [*words, "-o", str(tmp_path / "q.md")],
        "sortie.entree": [*words, "-o", old],
    }
    for code, typed in cases.items():
        assert run(typed) == 2
        assert f"[{code}]" in capsys.readouterr().err
    assert run(words) == 2  # a summary on screen shows none of it
    assert run([*scored, "--history", old, "-o", str(tmp_path / "q.json")]) == 2
    assert sorted(tmp_path.iterdir()) == written


def test_criteria_add_up_to_the_change_of_a_score(campaigns: Path) -> None:
    found = follow(in_order([(str(year), hlmdiag.load_result(campaigns / f"{year}.parquet")) for year in YEARS[-2:]]))
    moved = found.units.filter(pl.col("move").is_in(["better", "worse"])).rows(named=True)
    assert len(moved) == 3
    for line in moved:
        moves = moved_criteria(found, line, Wording("fr", found.grid))
        assert sum(each.effect or 0 for each in moves) == pytest.approx(line["change"], abs=1e-6)
        assert any(each.before != each.after for each in moves)
        # the same figure, of too few answers at one of the two dates, is not read as the same answer
        assert not any(each.before == each.after and not each.same_answers for each in moves)


def test_a_criterion_that_moved_though_no_cell_did_is_said(save, tmp_path: Path) -> None:
    old, new = (save(f"{name}.json", f"{year}-01-01", BEFORE, weight=weight, version=version)
                for name, year, weight, version in (("a", 2025, 1, "1.0"), ("b", 2026, 3, "1.1")))  # fmt: skip
    found = follow(in_order([(name, hlmdiag.load_result(name)) for name in (old, new)]))
    line = found.units.filter(pl.col("change") != 0).row(0, named=True)
    assert all(each.same_answers for each in moved_criteria(found, line, Wording("fr", found.grid)))


def test_no_title_stands_alone_at_the_foot_of_a_printed_page(told: Path, tmp_path: Path) -> None:
    """Each title keeps the head of what it announces beside it; running title and number are on every page."""
    program = shutil.which("pdftotext") or pytest.skip("no pdftotext here: what is printed is not read")
    with chromium() as browser:
        page = browser.new_page()
        page.goto((told / "s.html").as_uri())
        titles = {line.strip() for line in page.locator("h2").all_inner_texts()}
        (tmp_path / "s.pdf").write_bytes(page.pdf(prefer_css_page_size=True))
    printed = subprocess.run([program, "-layout", tmp_path / "s.pdf", "-"], capture_output=True, text=True, check=True)
    sheets = [
        [line.strip() for line in sheet.splitlines() if line.strip()] for sheet in printed.stdout.split("\f")[:-1]
    ]
    assert len(sheets) > 5
    for number, (running, *lines, foot) in enumerate(sheets, start=1):
        assert running.startswith("Suivi d’une campagne à l’autre")
        assert foot == f"Page {number} sur {len(sheets)}"
        assert not titles & set(lines[-2:]), lines[-2:]
