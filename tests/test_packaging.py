"""The wheel and the sdist: built, installed in a folder of their own, and run far from the sources.

Here the libraries are those of the tests. `make wheels` installs both with what they ask for, on every Python it finds.
"""

import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path
from zipfile import ZipFile

import pytest

from data.corpus import plain_pieces, worst

ROOT = Path(__file__).parent.parent
MODULES = {"python-docx": "docx"}
PYTHONS = os.environ.get("HLMDIAG_WHEELS", "").split()


def run(*arguments: object, cwd: Path) -> str:
    alone = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(
        [str(each) for each in arguments], cwd=cwd, env=alone, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", tmp_path_factory.mktemp("dist"), ROOT)


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("sdist", tmp_path_factory.mktemp("dist"), ROOT)


def built(kind: str, folder: Path, sources: Path) -> Path:
    build = f"import sys, hatchling.build as b; print(b.build_{kind}(sys.argv[1]))"
    return folder / run(sys.executable, "-c", build, folder, cwd=sources).splitlines()[-1]


def required(wheel: Path, *, by: str) -> set[str]:
    """The names of what a wheel asks for: `by` itself, or by its complements."""
    archive = ZipFile(wheel)
    (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
    asked = [line for line in archive.read(name).decode().splitlines() if line.startswith("Requires-Dist")]
    kept = [line for line in asked if ("extra ==" in line) == (by == "complements")]
    return {re.match(r"[\w-]+", line.split()[1])[0] for line in kept}  # type: ignore[index]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment that holds the wheel; the libraries come from the environment of the tests.

    What only complements bring is hidden there, as on the machine of an officer.
    """
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    python = folder / "bin" / "python"
    with_pip = (sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet")
    run(*with_pip, wheel, cwd=folder.parent)
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder.parent).strip()
    libraries = [each for each in sys.path if each.endswith("site-packages")]
    hidden = sorted(required(wheel, by="complements") - required(wheel, by="itself"))
    modules = [MODULES.get(name, name.replace("-", "_")) for name in hidden]
    (Path(site) / "libraries.pth").write_text("\n".join(libraries) + "\n")
    (Path(site) / "alone.pth").write_text(f"import sys; sys.modules.update(dict.fromkeys({modules!r}))\n")
    return folder / "bin"


def test_the_wheel_carries_grids_examples_sentences_and_templates(wheel: Path) -> None:
    names = ZipFile(wheel).namelist()
    for expected in (
        "hlmdiag/shipped/grids/residence-complexe.yaml", "hlmdiag/shipped/grids/dictionnaire.yaml",
        "hlmdiag/shipped/examples/parc.xlsx",
        "hlmdiag/shipped/examples/incidents.csv", "hlmdiag/text/fr/cli.yaml", "hlmdiag/text/en/cli.yaml",
        "hlmdiag/py.typed",
    ):  # fmt: skip
        assert expected in names
    assert any(name.startswith("hlmdiag/report/templates/") for name in names)
    assert not [name for name in names if name.startswith(("tests/", "docs/", "src/"))]


def test_the_sdist_makes_the_same_wheel(sdist: Path, wheel: Path, tmp_path: Path) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (sources,) = tmp_path.iterdir()
    again = built("wheel", tmp_path, sources)
    assert sorted(ZipFile(again).namelist()) == sorted(ZipFile(wheel).namelist())


def test_the_wheel_asks_for_nothing_that_an_officer_does_not_need(wheel: Path) -> None:
    assert required(wheel, by="itself") == {
        "jinja2", "openpyxl", "platformdirs", "polars", "pydantic", "python-calamine", "pyyaml", "rich", "typer",
        "xlrd", "xlsxwriter",
    }  # fmt: skip


def test_the_package_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    place = run(installed / "python", "-c", "import hlmdiag; print(hlmdiag.__file__)", cwd=tmp_path)
    assert Path(place.strip()).is_relative_to(installed.parent)


def test_the_demonstration_runs_far_from_the_sources(installed: Path, tmp_path: Path) -> None:
    shown = run(installed / "hlmdiag", "demo", cwd=tmp_path)
    assert "60 résidences" in shown.replace("\N{NO-BREAK SPACE}", " ")
    written = {path.name for path in (tmp_path / "demo").iterdir()}
    assert {f"diagnostic.{suffix}" for suffix in ("xlsx", "md", "json", "csv", "parquet")} <= written
    assert len(list((tmp_path / "demo" / "residences").glob("0*.md"))) == 60


def test_it_reads_every_file_of_the_corpus_without_a_complement(installed: Path, tmp_path: Path) -> None:
    """Totals, notes, dates, every container: an error of ours, exit 4, is what a library that lacks would give.

    Files that mix several of them ask for no other library: they are left out.
    """
    for piece in (*plain_pieces(), worst()):
        (tmp_path / piece.name).write_bytes(piece.data)
    data = sorted(tmp_path.iterdir())
    data += sorted((ROOT / "tests" / "data" / "files").iterdir())
    code = "import sys; from hlmdiag.cli.app import run; print([run(['inspect', each]) for each in sys.argv[1:]])"
    codes = run(installed / "python", "-c", code, *data, cwd=tmp_path).splitlines()[-1]
    assert codes.count(",") == len(data) - 1 > 60
    assert "4" not in codes


def test_a_shipped_grid_is_found_by_its_name(installed: Path, tmp_path: Path) -> None:
    code = "import hlmdiag; print(hlmdiag.load_grid('residence-complexe').id)"
    assert run(installed / "python", "-c", code, cwd=tmp_path).strip() == "residence-complexe"


@pytest.mark.skipif(
    not PYTHONS, reason="minutes of work: `make wheels` installs the wheel and the sdist on each Python"
)
@pytest.mark.parametrize("form", ["wheel", "sdist"])
@pytest.mark.parametrize("python", PYTHONS)
def test_it_installs_alone_and_runs(
    python: str, form: str, request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if shutil.which(python) is None:
        pytest.skip(f"{python} is not on this machine: nothing is tried on it")
    for name in ("HOME", "PIP_CACHE_DIR"):
        (tmp_path / name).mkdir()
        monkeypatch.setenv(name, str(tmp_path / name))
    run(python, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    bin = tmp_path / "venv" / "bin"
    run(bin / "python", "-m", "pip", "install", "--quiet", request.getfixturevalue(form), cwd=tmp_path)
    assert "60 résidences" in run(bin / "hlmdiag", "demo", cwd=tmp_path).replace("\N{NO-BREAK SPACE}", " ")
    alone = run(bin / "python", "-c", "import importlib.util as u; print(u.find_spec('numpy'))", cwd=tmp_path)
    assert alone.strip() == "None"
