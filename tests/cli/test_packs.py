"""A grid in one file: packed, verified, installed, found by every command, taken away. What is forged is refused."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.conftest import Run
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid.pack import MANIFEST, digests, read_pack
from hlmdiag.text import catalogue

GRID = """
language_version: 1
id: proprete
version: "{version}"
title: Propreté des halls
publisher: {publisher}
date: "2026-01-01"
unit: résidence
polarity: burden
scale: [0, 100]
columns: {{code: {{type: id, required: true}}, note: {{type: number, min: 0, max: 100}}}}
indicators: {{A: {{title: Note, value: note, score: {{identity: {{}}}}}}}}
levels: {{bon: {{title: Bon, from: 0}}, mauvais: {{title: Mauvais, from: {limit}}}}}
"""
CASES = """
grid: proprete
date: 2026-10-31
cases:
  - name: une note haute
    input: {note: 80}
    output: {level: mauvais}
"""


@pytest.fixture(autouse=True)
def shelf_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The grids of the user stand in a folder of the test."""
    folder = tmp_path / "chez-soi"
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: folder)
    return folder / "grilles"


def write_grid(folder: Path, version: str = "1.0", limit: int = 50, publisher: str = "Essai") -> None:
    folder.mkdir(exist_ok=True)
    text = GRID.format(version=version, limit=limit, publisher=publisher)
    (folder / "proprete.yaml").write_text(text, encoding="utf-8")
    (folder / "proprete.cases.yaml").write_text(CASES, encoding="utf-8")


@pytest.fixture
def packed(hlmdiag: Run, tmp_path: Path) -> Path:
    write_grid(tmp_path / "atelier")
    done = hlmdiag("grid", "pack", "atelier/proprete.yaml", "-o", "proprete.hlmgrid")
    assert done.code == 0, done.err
    return tmp_path / "proprete.hlmgrid"


def held(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_pack_holds_all_that_goes_with_a_grid_and_the_same_bytes_each_time(hlmdiag: Run, packed: Path) -> None:
    files = held(packed)
    assert set(files) == {
        MANIFEST, "grille/proprete.yaml", "grille/proprete.cases.yaml", "methode.html", "methode.md",
    }  # fmt: skip
    manifest = json.loads(files.pop(MANIFEST))
    assert (manifest["id"], manifest["version"], manifest["publisher"]) == ("proprete", "1.0", "Essai")
    assert manifest["files"] == digests(files)
    again = hlmdiag("grid", "pack", "atelier/proprete.yaml", "-o", "encore.hlmgrid")
    assert (again.code, packed.with_name("encore.hlmgrid").read_bytes()) == (0, packed.read_bytes())


def test_a_pack_takes_along_what_its_grid_reads_elsewhere(hlmdiag: Run, tmp_path: Path) -> None:
    own = 'extends: reperage-rapide\nid: notre\nversion: "1"\npublisher: Essai\ndate: "2026-01-01"\n'
    (tmp_path / "notre.yaml").write_text(own, encoding="utf-8")
    assert hlmdiag("grid", "pack", "notre.yaml").code == 0
    files = held(tmp_path / "notre-1.hlmgrid")
    assert {"grille/notre.yaml", "grille/reperage-rapide.yaml", "grille/dictionnaire.yaml"} <= set(files)
    assert {"formulaire.xlsx", "formulaire.xlsform.xlsx", "methode.html"} <= set(files)


def test_an_installed_grid_is_found_by_its_id_its_version_and_its_file(hlmdiag: Run, packed: Path) -> None:
    digest = read_pack(packed.read_bytes(), "x").sha256
    done = hlmdiag("grid", "install", packed.name, "--sha256", digest)
    assert (done.code, "proprete@1.0" in done.out) == (0, True), done.err
    for asked in ("proprete", "proprete@1.0", packed.name):
        shown = hlmdiag("grid", "show", asked)
        assert (shown.code, "Propreté des halls" in shown.out) == (0, True), shown.err
        assert hlmdiag("grid", "test", asked).code == 0
        assert hlmdiag("grid", "check", asked).code == 0
    packed.with_name("parc.csv").write_text("code;note\nR1;80\nR2;20\n", encoding="utf-8")
    for asked in ("proprete", packed.name):
        scored = hlmdiag("score", "parc.csv", "-g", asked, "--date", "2026-10-31", "-o", f"{len(asked)}.csv")
        assert scored.code == 0, scored.err
    assert (packed.with_name("8.csv")).read_bytes() == packed.with_name(f"{len(packed.name)}.csv").read_bytes()
    listed = [line.split("\t") for line in hlmdiag("grid", "list").out.splitlines()]
    assert ["proprete", "1.0", "Propreté des halls", "1", "résidence", "ce dossier"] in listed


def test_two_versions_stand_side_by_side_and_what_changes_is_said_before(hlmdiag: Run, packed: Path) -> None:
    assert hlmdiag("grid", "install", packed.name).code == 0
    write_grid(packed.parent / "atelier", version="2.0", limit=60)
    assert hlmdiag("grid", "pack", "atelier/proprete.yaml", "--against", packed.name, "-o", "deux.hlmgrid").code == 0
    done = hlmdiag("grid", "install", "deux.hlmgrid")
    assert (done.code, "levels" in done.out or "niveau" in done.out.lower()) == (0, True), done.out
    assert done.out.index("60") < done.out.index("proprete@2.0")
    assert "version 2.0" in hlmdiag("grid", "show", "proprete").out
    assert "version 1.0" in hlmdiag("grid", "show", "proprete@1.0").out
    several = hlmdiag("grid", "remove", "proprete")
    assert (several.code, "[paquet.plusieurs-versions]" in several.err) == (2, True)
    assert hlmdiag("grid", "remove", "proprete@2.0").code == 0
    assert "version 1.0" in hlmdiag("grid", "show", "proprete").out
    assert hlmdiag("grid", "remove", "proprete").code == 0
    gone = hlmdiag("grid", "remove", "proprete")
    assert (gone.code, "[paquet.non-installe]" in gone.err) == (2, True)
    assert hlmdiag("grid", "show", "proprete").code == 2


def test_a_project_comes_before_its_user(hlmdiag: Run, packed: Path, shelf_of_the_user: Path) -> None:
    assert hlmdiag("grid", "install", packed.name, "--user").code == 0
    assert (shelf_of_the_user / "proprete@1.0" / MANIFEST).is_file()
    write_grid(packed.parent / "atelier", version="0.9", limit=50)
    assert hlmdiag("grid", "pack", "atelier/proprete.yaml", "-o", "ancien.hlmgrid").code == 0
    assert hlmdiag("grid", "install", "ancien.hlmgrid").code == 0
    assert "version 0.9" in hlmdiag("grid", "show", "proprete").out


def test_a_version_that_does_not_announce_its_changes_is_not_packed(hlmdiag: Run, packed: Path) -> None:
    write_grid(packed.parent / "atelier", version="1.0", limit=60)
    refused = hlmdiag("grid", "pack", "atelier/proprete.yaml", "--against", packed.name, "-o", "deux.hlmgrid")
    assert (refused.code, "[methode.version-trop-basse]" in refused.err) == (3, True)
    assert not packed.with_name("deux.hlmgrid").exists()


def test_a_grid_that_fails_its_own_cases_is_neither_packed_nor_installed(hlmdiag: Run, packed: Path) -> None:
    write_grid(packed.parent / "atelier", limit=90)
    refused = hlmdiag("grid", "pack", "atelier/proprete.yaml", "-o", "deux.hlmgrid")
    assert (refused.code, "[cas.ecart]" in refused.err) == (3, True)
    wrong = CASES.replace("mauvais", "bon").encode()
    forge(packed, lambda files: files | {"grille/proprete.cases.yaml": wrong})
    refused = hlmdiag("grid", "install", packed.name)
    assert (refused.code, "[cas.ecart]" in refused.err) == (3, True)
    assert not (packed.parent / "grilles").exists()


def test_what_cannot_be_packed_is_said(hlmdiag: Run, tmp_path: Path) -> None:
    write_grid(tmp_path / "atelier", version="de printemps")
    unnamed = hlmdiag("grid", "pack", "atelier/proprete.yaml")
    assert (unnamed.code, "[paquet.nom]" in unnamed.err) == (2, True)
    other = hlmdiag("grid", "pack", "atelier/proprete.yaml", "-o", "proprete.zip")
    assert (other.code, "[paquet.suffixe]" in other.err) == (2, True)
    own = "extends: {}\nid: notre\nversion: '1'\npublisher: Essai\ndate: '2026-01-01'\ndictionary: mots\n"
    write_grid(tmp_path / "loin")
    for folder, text in (("loin", "Une note"), ("atelier", "Note")):
        words = f"language_version: 1\ncolumns: {{note: {{type: number, label: {text}}}}}\n"
        (tmp_path / folder / "mots.yaml").write_text(words, encoding="utf-8")
    mother = tmp_path / "loin" / "proprete.yaml"
    mother.write_text(f"dictionary: mots\n{mother.read_text(encoding='utf-8')}", encoding="utf-8")
    (tmp_path / "atelier" / "notre.yaml").write_text(own.format("../loin/proprete.yaml"), encoding="utf-8")
    twice = hlmdiag("grid", "pack", "atelier/notre.yaml")
    assert (twice.code, "[paquet.deux-fichiers]" in twice.err) == (2, True), twice.err
    (tmp_path / "loin" / "mots.yaml").unlink()
    (tmp_path / "loin" / "mots.yaml").write_bytes((tmp_path / "atelier" / "mots.yaml").read_bytes())
    lost = hlmdiag("grid", "pack", "atelier/notre.yaml")
    assert (lost.code, "[paquet.hors-dossier]" in lost.err) == (2, True), lost.err
    assert list(tmp_path.glob("*.hlmgrid")) == []


def test_nobody_takes_the_place_of_another_grid(hlmdiag: Run, packed: Path) -> None:
    assert hlmdiag("grid", "install", packed.name).code == 0
    write_grid(packed.parent / "atelier", limit=55)
    assert hlmdiag("grid", "pack", "atelier/proprete.yaml", "-o", "memes.hlmgrid").code == 0
    same = hlmdiag("grid", "install", "memes.hlmgrid")
    assert (same.code, "[paquet.version-prise]" in same.err) == (2, True)
    write_grid(packed.parent / "atelier", version="3.0", publisher="Quelqu’un d’autre")
    assert hlmdiag("grid", "pack", "atelier/proprete.yaml", "-o", "autre.hlmgrid").code == 0
    other = hlmdiag("grid", "install", "autre.hlmgrid")
    assert (other.code, "[paquet.autre-editeur]" in other.err) == (2, True)
    unlike = hlmdiag("grid", "install", packed.name, "--sha256", "0" * 64)
    assert (unlike.code, "[paquet.autre-empreinte]" in unlike.err) == (2, True)


def forge(path: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]], **said: Any) -> None:
    """The pack again with other files, whose manifest tells their hashes all the same, and `said` besides."""
    files = held(path)
    manifest = json.loads(files.pop(MANIFEST))
    files = change(files)
    described = {**manifest, "files": digests(files), **said}
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(MANIFEST, json.dumps(described))
        for name, content in files.items():
            archive.writestr(name, content)


@pytest.mark.parametrize("said", [{"version": "9.9"}, {"publisher": "Autre"}, {"hash": "0" * 64}, {"id": "residences"}])
def test_a_manifest_that_lies_is_refused(hlmdiag: Run, packed: Path, said: dict[str, str]) -> None:
    forge(packed, dict, **said)
    refused = hlmdiag("grid", "install", packed.name)
    assert (refused.code, "[paquet.manifeste-faux]" in refused.err) == (2, True), refused.err
    assert not (packed.parent / "grilles").exists()


def entry(name: str, **given: int) -> zipfile.ZipInfo:
    found = zipfile.ZipInfo(name)
    for key, value in given.items():
        setattr(found, key, value)
    return found


def attacks() -> Iterator[tuple[str, list[tuple[zipfile.ZipInfo | str, bytes]]]]:
    """Archives that are no honest pack, whatever their manifest says."""
    link = entry("grille/lien.yaml", external_attr=(stat.S_IFLNK | 0o777) << 16, create_system=3)
    yield "paquet.nom-interdit", [(link, b"/etc/passwd")]
    names = [
        "../x.yaml", "/x.yaml", "C:/x.yaml", "a/../../x.yaml", "a//b.yaml", "grille/con.yaml", "dossier/",
        "grille/.cache", "a/b/c/d/e.yaml", f"grille/{'x' * 200}.yaml", "grille/x.yaml.", "grille/a:b.yaml", " x.yaml",
    ]  # fmt: skip
    for name in names:
        yield "paquet.nom-interdit", [(entry(name), b"x")]
    yield "paquet.nom-interdit", [(entry("grille/x.yaml", compress_type=zipfile.ZIP_LZMA), b"x")]
    yield "paquet.nom-double", [("grille/x.yaml", b"a"), ("Grille/X.yaml", b"b")]
    yield "paquet.trop-grand", [(entry("x.yaml", compress_type=zipfile.ZIP_DEFLATED), b"0" * 50_000_000)]
    yield "paquet.trop-de-fichiers", [(f"f{number}", b"") for number in range(100_000)]
    yield "paquet.sans-manifeste", [("grille/x.yaml", b"a")]
    for manifest in (b"", b"[", b"{}", b'{"format": 2}', b"\xff", b"[" * 100_000):
        yield "paquet.manifeste", [(MANIFEST, manifest)]


@pytest.mark.parametrize(("code", "entries"), attacks(), ids=lambda it: it if isinstance(it, str) else "")
def test_a_forged_archive_is_refused(code: str, entries: list[tuple[zipfile.ZipInfo | str, bytes]]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in entries:
            archive.writestr(name, content)
    with pytest.raises(HlmdiagError) as refused:
        read_pack(stream.getvalue(), "x.hlmgrid")
    assert [problem.code for problem in refused.value.problems] == [code]


def changed(files: dict[str, bytes]) -> dict[str, bytes]:
    return files | {"methode.md": b"autre chose"}


def lacking(files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in files.items() if name != "methode.md"}


def added(files: dict[str, bytes]) -> dict[str, bytes]:
    return files | {"grille/cheval.yaml": b"a: 1"}


@pytest.mark.parametrize(
    ("change", "code"), [(changed, "fichier-change"), (lacking, "fichier-absent"), (added, "fichier-en-trop")]
)
def test_a_file_that_is_not_the_one_announced_is_refused(
    packed: Path, change: Callable[[dict[str, bytes]], dict[str, bytes]], code: str
) -> None:
    announced = json.loads(held(packed)[MANIFEST])["files"]
    forge(packed, change, files=announced)
    with pytest.raises(HlmdiagError) as refused:
        read_pack(packed.read_bytes(), "x.hlmgrid")
    assert [problem.code for problem in refused.value.problems] == [f"paquet.{code}"]


def test_a_pack_cut_short_is_refused_wherever_it_is_cut(packed: Path) -> None:
    data = packed.read_bytes()
    for length in range(0, len(data), 997):
        with pytest.raises(HlmdiagError) as refused:
            read_pack(data[:length], "x.hlmgrid")
        assert [problem.code for problem in refused.value.problems] == ["paquet.abime"]


def test_an_altered_byte_is_seen_wherever_it_is(packed: Path) -> None:
    data = packed.read_bytes()
    names = held(packed)
    for place in range(0, len(data), 499):
        altered = bytearray(data)
        altered[place] ^= 0xFF
        try:
            found = read_pack(bytes(altered), "x.hlmgrid")
        except HlmdiagError:
            continue
        # what a date or a comment of the archive says changes no file
        assert {MANIFEST: names[MANIFEST], **found.files} == names


def test_every_refusal_of_a_pack_is_tried_here() -> None:
    own = Path(__file__).read_text(encoding="utf-8")
    codes = [code.removeprefix("paquet.") for code in catalogue("fr") if code.startswith("paquet.")]
    assert [code for code in codes if code not in own] == []


def test_a_variant_may_start_from_an_installed_grid_or_from_one_version_of_it(hlmdiag: Run, packed: Path) -> None:
    assert hlmdiag("grid", "install", packed.name).code == 0
    for parent in ("proprete", "proprete@1.0"):
        own = f'extends: {parent}\nid: notre\nversion: "1"\nlevels: {{mauvais: {{from: 70}}}}\n'
        packed.with_name("notre.yaml").write_text(own, encoding="utf-8")
        shown = hlmdiag("grid", "show", "notre.yaml")
        assert (shown.code, "70" in shown.out) == (0, True), shown.err
    packed.with_name("parc.csv").write_text("code;note\nR1;80\nR2;20\nR3;60\n", encoding="utf-8")
    form = hlmdiag("form", "-g", "proprete@1.0", "--ask", "all", "--date", "2026-10-31")
    assert (form.code, packed.with_name("proprete-formulaire.xlsx").is_file()) == (0, True), form.err
