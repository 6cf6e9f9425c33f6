"""Where results go: formats by suffix, free names, refusals."""

import errno
from contextlib import nullcontext
from pathlib import Path

import pytest

from cli.conftest import Run
from hlmdiag.data import large
from hlmdiag.errors import HlmdiagError
from hlmdiag.runs import temporary
from hlmdiag.runs.atomic_write import opened, opened_folder
from hlmdiag.runs.outputs import OutputTarget, check_outputs, default_targets, fit_for, target_for_grid, targets


def codes(error: pytest.ExceptionInfo[HlmdiagError]) -> list[str]:
    assert error.value.exit_code == 2
    return [problem.code for problem in error.value.problems]


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("a.xlsx", "xlsx"), ("a.XLSX", "xlsx"), ("a.html", "html"), ("d/a.md", "md"), ("a.json", "json"),
        ("a.csv", "csv"), ("a.b.parquet", "parquet"), ("dossier/", None), ("dossier", None), ("dossier.v2/", None),
    ],
)  # fmt: skip
def test_the_suffix_gives_the_format(output: str, expected: str | None) -> None:
    assert targets([output], None) == [OutputTarget(Path(output), expected)]


def test_a_folder_that_exists_is_a_folder_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "bilan.csv").mkdir()
    assert targets([str(tmp_path / "bilan.csv")], None)[0].is_folder


def test_standard_output_takes_the_format_given() -> None:
    assert targets(["-"], "json") == [OutputTarget(None, "json")]


@pytest.mark.parametrize(
    ("outputs", "format_name", "several", "code"),
    [
        (["a.doc"], None, False, "sortie.format"),
        (["a.docx"], None, False, "sortie.format-word"),
        (["a.pdf"], None, False, "sortie.format-pdf"),
        (["-"], None, False, "sortie.standard-format"),
        (["-"], "docx", False, "usage.choix"),
        (["-", "-"], "json", False, "sortie.standard-seule"),
        (["-"], "json", True, "sortie.standard-seule"),
        (["a.md"], "json", False, "sortie.format-sans-standard"),
        (["a.md"], None, True, "sortie.plusieurs-grilles"),
    ],
)
def test_what_cannot_be_written_is_refused(
    outputs: list[str], format_name: str | None, several: bool, code: str
) -> None:
    with pytest.raises(HlmdiagError) as error:
        targets(outputs, format_name, several=several)
    assert codes(error) == [code]


def beside(data: Path, grid_id: str | None = None) -> list[Path | None]:
    return [target.path for target in default_targets(data, grid_id)]


def test_two_formats_of_rows_have_each_its_manifest(tmp_path: Path) -> None:
    def refuse(*names: str) -> None:
        check_outputs(targets([str(tmp_path / name) for name in names], None), [], force=False)

    refuse("r.csv", "r.jsonl")
    with pytest.raises(HlmdiagError) as error:
        refuse("r.csv", "r.csv.manifest.json")
    assert codes(error) == ["sortie.deux-fois"]


def test_several_grids_take_their_names_or_their_folders() -> None:
    named, folder = targets(["d/{grid}.md", "tout/"], None, several=True)
    assert target_for_grid(named, "proprete", several=True).path == Path("d/proprete.md")
    assert target_for_grid(folder, "proprete", several=True).path == Path("tout/proprete")
    assert target_for_grid(folder, "proprete").path == Path("tout")


def test_without_an_output_the_next_free_name_beside_the_data_is_taken(tmp_path: Path) -> None:
    data = tmp_path / "parc.2026.xlsx"
    data.touch()
    (tmp_path / "parc.2026-diagnostic-2.html").touch()
    for name in ("parc.2026-diagnostic", "parc.2026-diagnostic-3", "parc.2026-diagnostic-4"):
        found = beside(data)
        assert found == [tmp_path / f"{name}.{suffix}" for suffix in ("xlsx", "html", "json")]
        found[0].touch()


def test_the_saved_result_of_a_large_stock_is_a_parquet_file(tmp_path: Path) -> None:
    found = default_targets(tmp_path / "parc.csv")
    assert [target.format for target in fit_for(found, 5_000, None)] == ["xlsx", "html", "json"]
    large = fit_for(found, 5_001, "Résidence")
    assert [target.path for target in large] == [
        tmp_path / f"parc-diagnostic.{suffix}" for suffix in ("xlsx", "html", "parquet")
    ]
    assert tmp_path / "parc-diagnostic-residence.parquet" in large[-1].files()
    (tmp_path / "parc-diagnostic.parquet").touch()
    assert beside(tmp_path / "parc.csv")[0] == tmp_path / "parc-diagnostic-2.xlsx"


def test_a_folder_of_data_keeps_its_whole_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "envoi.v1").mkdir()
    assert beside(tmp_path / "envoi.v1")[0] == tmp_path / "envoi.v1-diagnostic.xlsx"
    assert beside(Path("-")) == [Path("diagnostic.xlsx"), Path("diagnostic.html"), Path("diagnostic.json")]
    assert beside(tmp_path / "parc.csv", "proprete")[0] == tmp_path / "parc-diagnostic-proprete.xlsx"


def test_an_output_that_exists_is_replaced_only_with_force(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.touch()
    with pytest.raises(HlmdiagError) as error:
        check_outputs([OutputTarget(path, "md")], [], force=False)
    assert codes(error) == ["sortie.existe"]
    check_outputs([OutputTarget(path, "md")], [], force=True)


def test_the_manifest_beside_a_csv_is_an_output_too(tmp_path: Path) -> None:
    (tmp_path / "a.csv.manifest.json").touch()
    with pytest.raises(HlmdiagError) as error:
        check_outputs([OutputTarget(tmp_path / "a.csv", "csv")], [], force=False)
    assert codes(error) == ["sortie.existe"]


@pytest.mark.parametrize("force", [False, True])
def test_an_input_is_never_replaced_even_by_another_path_to_it(tmp_path: Path, force: bool) -> None:
    data = tmp_path / "parc.csv"
    data.touch()
    (tmp_path / "lien.csv").symlink_to(data)
    for path in (data, tmp_path / "lien.csv", tmp_path / "d" / ".." / "parc.csv"):
        (tmp_path / "d").mkdir(exist_ok=True)
        with pytest.raises(HlmdiagError) as error:
            check_outputs([OutputTarget(path, "csv")], [data], force=force)
        assert "sortie.entree" in codes(error)


def test_an_input_inside_the_folder_of_all_is_not_replaced(tmp_path: Path) -> None:
    data = tmp_path / "diagnostic.csv"
    data.touch()
    with pytest.raises(HlmdiagError) as error:
        check_outputs([OutputTarget(tmp_path, None)], [data], force=True)
    assert codes(error) == ["sortie.entree"]


def test_a_folder_with_something_in_it_is_used_only_with_force(tmp_path: Path) -> None:
    (tmp_path / "vide").mkdir()
    check_outputs([OutputTarget(tmp_path / "vide", None), OutputTarget(tmp_path / "neuf", None)], [], force=False)
    (tmp_path / "vide" / "notes.txt").touch()
    with pytest.raises(HlmdiagError) as error:
        check_outputs([OutputTarget(tmp_path / "vide", None)], [], force=False)
    assert codes(error) == ["sortie.dossier-occupe"]


def test_every_refusal_of_outputs_is_said_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "a.md").touch()
    (tmp_path / "b.md").mkdir()
    asked = [OutputTarget(tmp_path / name, "md") for name in ("a.md", "b.md", "c.md", "c.md", "a.md/d.md")]
    with pytest.raises(HlmdiagError) as error:
        check_outputs(asked, [], force=False)
    assert codes(error) == ["sortie.existe", "sortie.est-un-dossier", "sortie.deux-fois", "sortie.est-un-fichier"]


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "neuf" / "a.md"
    with pytest.raises(RuntimeError), opened(path) as stream:
        stream.write(b"moitie")
        raise RuntimeError
    assert list(path.parent.iterdir()) == []
    with opened(path) as stream:
        stream.write(b"tout")
        assert not path.exists()
    assert [each.name for each in path.parent.iterdir()] == ["a.md"]
    assert path.read_bytes() == b"tout"


def test_a_file_that_excel_holds_open_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> Path:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)  # what Windows does for a workbook that is open
    with pytest.raises(HlmdiagError) as error, opened(tmp_path / "a.xlsx") as stream:
        stream.write(b"x")
    assert codes(error) == ["sortie.verrouille"]
    assert "Fermez-le dans Excel" in error.value.problems[0].say("fr")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_name_taken_by_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with pytest.raises(HlmdiagError) as error, opened(tmp_path / "a" / "b.md") as stream:
        stream.write(b"x")
    assert codes(error) == ["sortie.est-un-fichier"]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "sortie.disque-plein"), (errno.ENAMETOOLONG, "sortie.nom-impossible"),
        (errno.EROFS, "sortie.droits"), (errno.EIO, "sortie.disque"),
    ],
)  # fmt: skip
def test_a_disk_that_fails_is_said(tmp_path: Path, number: int, code: str) -> None:
    with pytest.raises(HlmdiagError) as error, opened(tmp_path / "a.md"):
        raise OSError(number, "whatever the system says")
    assert codes(error) == [code]
    assert list(tmp_path.iterdir()) == []


def test_one_file_under_two_spellings_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for other in ("./r.json", "nouveau/../r.json", str(tmp_path / "r.json")):
        with pytest.raises(HlmdiagError) as error:
            check_outputs(targets(["r.json", other], None), [], force=False)
        assert codes(error) == ["sortie.deux-fois"]


@pytest.mark.parametrize(
    "arguments", [("score", "{long}.csv"), ("report", "{long}.json"), ("score", "parc.csv", "-o", "{long}.json")]
)
def test_a_name_that_is_too_long_is_said(hlmdiag: Run, arguments: tuple[str, ...]) -> None:
    Path("parc.csv").write_text("code_residence,vacance > 3 mois\nR1,12 %\n", encoding="utf-8")
    done = hlmdiag(*(each.format(long="a" * 300) for each in arguments))
    assert (done.code, done.err) == (
        2, f"hlmdiag : « {'a' * 60}… » : ce nom est trop long pour ce système. Donnez-en un plus court. "
        "[usage.nom-trop-long]\n",
    )  # fmt: skip


def test_a_folder_with_spaces_and_accents_is_a_folder(hlmdiag: Run) -> None:
    folder = Path("dossier été n° 1")
    folder.mkdir()
    (folder / "parc é.csv").write_text("code_residence,annee_construction\nR1,1990\n", encoding="utf-8")
    assert hlmdiag("score", folder / "parc é.csv", "-o", folder / "résultat ça.json", "--quiet").code == 0
    assert (folder / "résultat ça.json").exists()


@pytest.mark.parametrize("step", ["open", "replace"])
def test_a_disk_that_fails_before_or_after_the_writing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def refuse(*given: object) -> None:
        raise OSError(errno.ENOSPC, "whatever the system says")

    if step == "open":
        monkeypatch.setattr(temporary, "create", refuse)
    else:
        monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(HlmdiagError) as error, opened(tmp_path / "a.md") as stream:
        stream.write(b"x")
    assert codes(error) == ["sortie.disque-plein"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("pieces", [False, True])
def test_a_table_and_its_manifest_stay_together_on_a_disk_that_fills_in_between(
    hlmdiag: Run, monkeypatch: pytest.MonkeyPatch, pieces: bool
) -> None:
    from hlmdiag.report import csv

    def refuse(*given: object) -> None:
        raise OSError(errno.ENOSPC, "whatever the system says")

    monkeypatch.setattr(large, "LARGE", 0 if pieces else large.LARGE)
    stock = Path("parc.csv")
    stock.write_text("code_residence,annee_construction\nR1,1990\n", encoding="utf-8")
    asked = ("score", stock, "--date", "2026-10-31", "-o", "r.csv", "--quiet")
    assert hlmdiag(*asked).code == 0
    before = {path.name: path.read_bytes() for path in Path().iterdir()}

    monkeypatch.setattr(csv, "render_manifest", refuse)
    stock.write_text("code_residence,annee_construction\nR1,1991\n", encoding="utf-8")
    done = hlmdiag(*asked, "--force")
    assert (done.code, "[sortie.disque-plein]" in done.err) == (2, True)
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before | {"parc.csv": stock.read_bytes()}


@pytest.mark.parametrize("refused", [False, True])
def test_a_folder_is_replaced_whole_or_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: bool) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "ancien").touch()
    rename = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if (path / "nouveau").exists() and refused:
            raise OSError(errno.EIO, "whatever the system says")
        return rename(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(HlmdiagError) if refused else nullcontext(), opened_folder(tmp_path / "r") as folder:
        (folder / "nouveau").touch()
    assert [path.relative_to(tmp_path).as_posix() for path in sorted(tmp_path.rglob("*"))] == [
        "r", "r/ancien" if refused else "r/nouveau",
    ]  # fmt: skip


def test_a_name_that_is_too_long_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    asked = tmp_path / f"{'x' * 260}.md"  # its temporary name is shorter
    with pytest.raises(HlmdiagError) as error, opened(asked) as stream:
        stream.write(b"x")
    assert codes(error) == ["sortie.nom-impossible"]
    assert f"« {asked} »" in error.value.problems[0].say("fr")
