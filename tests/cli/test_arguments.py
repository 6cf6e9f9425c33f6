"""What was typed becomes dates, numbers, languages, files; or is refused with its sentence."""

from datetime import date
from pathlib import Path

import pytest

from hlmdiag.cli import arguments
from hlmdiag.errors import HlmdiagError
from hlmdiag.runs.inputs import data_files, expanded
from hlmdiag.runs.reference_date import reference_date


def code(error: pytest.ExceptionInfo[HlmdiagError]) -> str:
    assert error.value.exit_code == 2
    return error.value.problems[0].code


@pytest.mark.parametrize("typed", ["2026-11-30", "30/11/2026", " 30/11/2026 "])
def test_a_date_is_typed_in_either_form(typed: str) -> None:
    assert reference_date(typed, {"SOURCE_DATE_EPOCH": "0"}) == date(2026, 11, 30)


@pytest.mark.parametrize("typed", ["30/02/2026", "novembre 2026", "", "2026-11", "11/30/2026"])
def test_what_is_not_a_date_is_refused(typed: str) -> None:
    with pytest.raises(HlmdiagError) as error:
        reference_date(typed)
    assert code(error) == "usage.date"


def test_without_a_date_the_epoch_of_the_build_is_taken() -> None:
    assert reference_date(None, {"SOURCE_DATE_EPOCH": "86400"}) == date(1970, 1, 2)


@pytest.mark.parametrize("epoch", ["demain", "1e99", "99999999999999999999"])
def test_an_epoch_that_is_not_one_is_refused(epoch: str) -> None:
    with pytest.raises(HlmdiagError) as error:
        reference_date(None, {"SOURCE_DATE_EPOCH": epoch})
    assert code(error) == "usage.epoque"


def test_rows_count_from_one() -> None:
    assert arguments.row_number("--header-row", None) is None
    assert arguments.row_number("--header-row", "4") == 4


@pytest.mark.parametrize("typed", ["0", "-1", "deux", "1.5", "¹"])
def test_a_row_that_is_not_one_is_refused(typed: str) -> None:
    with pytest.raises(HlmdiagError) as error:
        arguments.row_number("--header-row", typed)
    assert code(error) == "usage.nombre"


@pytest.mark.parametrize(("typed", "sign"), [(";", ";"), (",", ","), ("tab", "\t"), ("\\t", "\t"), ("TAB", "\t")])
def test_a_separator_is_typed_by_its_sign_or_its_name(typed: str, sign: str) -> None:
    assert arguments.separator_of(typed) == sign


def test_a_separator_that_is_not_one_is_refused() -> None:
    with pytest.raises(HlmdiagError) as error:
        arguments.separator_of("|")
    assert code(error) == "usage.choix"


def test_a_language_is_one_of_ours() -> None:
    assert arguments.language_of("EN") == "en"
    with pytest.raises(HlmdiagError) as error:
        arguments.language_of("de")
    assert code(error) == "usage.choix"


@pytest.mark.parametrize("typed", ["reperage", "=a.json", "reperage="])
def test_a_named_result_needs_its_two_sides(typed: str) -> None:
    with pytest.raises(HlmdiagError) as error:
        arguments.named([typed])
    assert code(error) == "usage.uses"


def test_a_named_result_must_be_there(tmp_path: Path) -> None:
    (tmp_path / "a.json").touch()
    assert arguments.named([f"reperage={tmp_path / 'a.json'}"]) == {"reperage": tmp_path / "a.json"}
    with pytest.raises(HlmdiagError) as error:
        arguments.named([f"reperage={tmp_path / 'b.json'}"])
    assert code(error) == "usage.introuvable"


def test_data_may_say_which_table_it_feeds(tmp_path: Path) -> None:
    (tmp_path / "a=b.csv").touch()
    (tmp_path / "f.csv").touch()
    found = data_files([f"incidents={tmp_path / 'f.csv'}", str(tmp_path / "a=b.csv")])
    assert found == [tmp_path / "f.csv", tmp_path / "a=b.csv"]
    with pytest.raises(HlmdiagError) as error:
        data_files([f"incidents={tmp_path / 'absent.csv'}", "parc.xlsx"])
    assert [problem.code for problem in error.value.problems] == ["usage.introuvable"] * 2


def test_a_name_that_looks_like_a_file_beside_is_put_right(tmp_path: Path) -> None:
    for name in ("parc.xlsx", "b.csv", "~$parc.xlsx"):
        (tmp_path / name).touch()
    for typed, nearest in (("parc.xls", "parc.xlsx"), ("Pacr.xlsx", "parc.xlsx"), ("a.csv", None)):
        with pytest.raises(HlmdiagError) as error:
            data_files([str(tmp_path / typed)])
        [problem] = error.value.problems
        assert problem.values.get("nearest") == (None if nearest is None else tmp_path / nearest)
        assert problem.code == f"usage.introuvable{'' if nearest is None else '-proche'}"


def test_a_name_cut_at_its_spaces_is_to_be_quoted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("Parc été 2026.xlsx", "incidents.csv"):
        (tmp_path / name).touch()
    with pytest.raises(HlmdiagError) as error:
        data_files(["incidents.csv", "Parc", "été", "2026.xlsx"])
    [problem] = error.value.problems
    assert problem.say("fr") == (
        "hlmdiag : « Parc été 2026.xlsx » est là, mais son nom contient des espaces. "
        'Écrivez-le entre guillemets : "Parc été 2026.xlsx". [usage.guillemets]'
    )


def test_a_star_is_made_whole_where_the_console_does_not(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).touch()
    star = str(tmp_path / "*.csv")
    assert expanded([star]) == [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    assert expanded([str(tmp_path / "*.ods")]) == [str(tmp_path / "*.ods")]


def test_what_excel_leaves_beside_an_open_workbook_is_no_data(tmp_path: Path) -> None:
    for name in ("~$parc.xlsx", "parc.xlsx"):
        (tmp_path / name).touch()
    assert data_files([str(tmp_path / "~$parc.xlsx"), str(tmp_path / "parc.xlsx")])
    with pytest.raises(HlmdiagError) as error:
        data_files([str(tmp_path / "~$parc.xlsx")])
    assert code(error) == "usage.temporaire"


def test_standard_input_needs_no_file() -> None:
    assert data_files(["-"]) == [arguments.STDIN]


def test_other_weights_need_a_complement(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hlmdiag.runs.weight_trials.find_spec", lambda name: None)
    with pytest.raises(HlmdiagError) as error:
        arguments.trial_of("1000", None, None)
    assert code(error) == "usage.robustesse-absente"
    assert "py -m pipx inject hlmdiag numpy" in str(error.value)
