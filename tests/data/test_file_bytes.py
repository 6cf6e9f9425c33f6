"""What is given instead of a file, and names that no text can hold: each is said, nothing waits without end."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from time import process_time

import polars as pl
import pytest

from data.kit import codes, filled, look, refusal, small_grid
from hlmdiag.cli.error_handler import tell
from hlmdiag.data import read
from hlmdiag.data.file_bytes import read_bytes
from hlmdiag.errors import HlmdiagError
from hlmdiag.text.inert import shown_name

CSV = b"code_residence;nom;vacance (%)\nR1;Les Tilleuls;5\n"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="such files stand on POSIX systems")


@POSIX
@pytest.mark.parametrize("name", ["/dev/zero", "/dev/null", "/dev/random"])
def test_a_device_is_refused_before_it_is_read(name: str) -> None:
    [problem] = refusal(Path(name)).problems
    assert (problem.code, filled(problem, "kind")) == ("donnees.pas-un-fichier", "un périphérique")


@POSIX
def test_a_link_to_a_device_is_a_device(tmp_path: Path) -> None:
    (tmp_path / "parc.csv").symlink_to("/dev/zero")
    assert codes(refusal(tmp_path / "parc.csv").problems) == ["pas-un-fichier"]


@POSIX
@pytest.mark.parametrize("name", ["parc.csv", "parc.xlsx", "parc.xls", "parc.ods", "parc.parquet", "parc"])
def test_a_named_pipe_is_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    [problem] = refusal(tmp_path / name).problems
    assert problem.say("fr") == (
        f"{name} : ce n’est pas un fichier mais un tube nommé : sa lecture pourrait ne jamais finir. Enregistrez le "
        "tableau dans un fichier, ou envoyez-le sur l’entrée standard et donnez « - » comme nom. "
        "[donnees.pas-un-fichier]"
    )


def test_a_file_that_vanishes_or_grows_while_it_is_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "parc.csv"
    path.write_bytes(CSV)
    for size, code in ((len(CSV) - 1, "fichier-change"), (len(CSV) + 1, "fichier-change")):
        with pytest.raises(HlmdiagError) as caught:
            read_bytes(path, path.name, size)
        assert codes(caught.value.problems) == [code]
    path.unlink()
    with pytest.raises(HlmdiagError) as caught:
        read_bytes(path, path.name, len(CSV))
    assert codes(caught.value.problems) == ["fichier-disparu"]


def test_a_disk_that_does_not_answer_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(path: Path, mode: str) -> None:
        raise OSError(5, "Input/output error")

    (tmp_path / "parc.csv").write_bytes(CSV)
    monkeypatch.setattr(Path, "open", failing)
    assert codes(refusal(tmp_path / "parc.csv").problems) == ["lecture-impossible"]


def test_a_folder_that_cannot_be_listed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", closed)
    assert codes(refusal(tmp_path).problems) == ["dossier-ferme"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".xls", ".ods", ".parquet", ".autre"])
def test_a_file_of_no_byte_is_said(tmp_path: Path, suffix: str) -> None:
    (tmp_path / f"parc{suffix}").write_bytes(b"")
    assert codes(refusal(tmp_path / f"parc{suffix}").problems) == ["fichier-vide"]


@POSIX
@pytest.mark.parametrize(
    "name", [b"relev\xe9.csv", b"a\tb.csv", b"a\nb.csv", b"\x1b[31mrouge.csv", b"\xe2\x80\xaevsc.csv"]
)
def test_a_name_that_is_no_text_is_spelled_wherever_it_goes(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(CSV)
    dataset = read(path, small_grid())
    [kept] = dataset.inputs
    assert kept.name == shown_name(path.name)
    assert kept.name.isprintable()
    assert json.loads(json.dumps(kept.name, ensure_ascii=False).encode()) == kept.name
    assert pl.Series([kept.name]).to_list() == [kept.name]
    for problem in dataset.problems:
        problem.say("fr").encode()
    path.write_bytes(b"")
    [problem] = refusal(path).problems
    assert problem.say("fr").encode().decode().startswith(kept.name)


@pytest.mark.parametrize("title", ["nom", "etat", "date de visite"])
def test_one_cell_of_five_million_characters_is_read_in_time(tmp_path: Path, title: str) -> None:
    long = "é" + "x " * 2_500_000
    path = tmp_path / "parc.csv"
    path.write_text(f"code_residence;{title};loyer moyen\nR1;{long};450\nR2;b;460\n", encoding="utf-8")
    start = process_time()
    assert look(read(path, small_grid()), "code_residence", "loyer") == [("R1", 450.0), ("R2", 460.0)]
    assert process_time() - start < 20


def test_too_little_memory_is_a_sentence_and_no_gate(capsys: pytest.CaptureFixture[str]) -> None:
    assert tell(MemoryError(), ["score"]) == 3
    assert capsys.readouterr().err.endswith("puis recommencez. [memoire]\n")
