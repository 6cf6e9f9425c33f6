"""`hlmdiag demo`: the whole of it, offline, on invented data."""

import socket
from pathlib import Path

import pytest

from cli.conftest import Run
from cli.test_score import flat
from excerpts import TABLES, residences, write_excerpt
from hlmdiag.cli import demo
from hlmdiag.grid import shipped, shipped_folder


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.usefixtures("offline")
def test_the_demonstration_fills_a_folder_and_says_what_to_open(hlmdiag: Run, tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()  # taken: the next free name is chosen, and said
    outcome = hlmdiag("demo")
    assert outcome.code == 0, outcome.err
    assert "60 résidences" in flat(outcome.out)
    assert "Ouvrez d’abord demo-2/diagnostic.xlsx" in flat(outcome.err)
    assert (tmp_path / "demo-2" / "donnees" / "parc.xlsx").exists()
    sheets = {path.name for path in (tmp_path / "demo-2" / "residences").iterdir()}
    assert len(sheets - {"index.md"}) == 60
    assert "index.md" in sheets
    assert list((tmp_path / "demo").iterdir()) == []


def test_a_folder_asked_for_is_not_overwritten(hlmdiag: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ailleurs" / "examples").mkdir(parents=True)
    write_excerpt(tmp_path / "ailleurs" / "examples", residences()[:3])
    elsewhere = {"examples": tmp_path / "ailleurs" / "examples"}
    monkeypatch.setattr(shipped, "shipped_folder", lambda name: elsewhere.get(name, shipped_folder(name)))
    monkeypatch.setattr(demo, "_FILES", TABLES)
    (tmp_path / "essai").mkdir()
    (tmp_path / "essai" / "notes.txt").touch()
    outcome = hlmdiag("demo", "-o", "essai")
    assert (outcome.code, "[sortie.dossier-occupe]" in outcome.err) == (2, True)
    assert hlmdiag("demo", "-o", "essai", "--force", "-q").code == 0
    assert (tmp_path / "essai" / "notes.txt").exists()
