"""The wheel: built, installed in a folder of its own, and run far from the sources."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parent.parent


def run(*arguments: object, cwd: Path) -> str:
    alone = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    done = subprocess.run(
        [str(each) for each in arguments], cwd=cwd, env=alone, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    name = run(sys.executable, "-c", build, folder, cwd=ROOT).splitlines()[-1]
    return folder / name


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment that holds the wheel; the libraries come from the environment of the tests."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", folder, cwd=folder.parent)
    python = folder / "bin" / "python"
    with_pip = (sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet")
    run(*with_pip, wheel, cwd=folder.parent)
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder.parent).strip()
    (Path(site) / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
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


def test_the_package_is_the_installed_one(installed: Path, tmp_path: Path) -> None:
    place = run(installed / "python", "-c", "import hlmdiag; print(hlmdiag.__file__)", cwd=tmp_path)
    assert Path(place.strip()).is_relative_to(installed.parent)


def test_the_demonstration_runs_far_from_the_sources(installed: Path, tmp_path: Path) -> None:
    shown = run(installed / "hlmdiag", "demo", cwd=tmp_path)
    assert "60 résidences" in shown.replace("\N{NO-BREAK SPACE}", " ")
    written = {path.name for path in (tmp_path / "demo").iterdir()}
    assert {f"diagnostic.{suffix}" for suffix in ("xlsx", "md", "json", "csv", "parquet")} <= written
    assert len(list((tmp_path / "demo" / "residences").glob("0*.md"))) == 60


def test_a_shipped_grid_is_found_by_its_name(installed: Path, tmp_path: Path) -> None:
    code = "import hlmdiag; print(hlmdiag.load_grid('residence-complexe').id)"
    assert run(installed / "python", "-c", code, cwd=tmp_path).strip() == "residence-complexe"
