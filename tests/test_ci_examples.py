"""The workflows given as examples work: their own steps are run here, on the example, two days in a row."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

import yaml_texts

ROOT = Path(__file__).parent.parent
WORKFLOWS = ROOT / "examples" / "ci"
BASH = shutil.which("bash")
GIT = shutil.which("git")
OFFLINE = {"PIP_NO_DEPS": "1", "PIP_NO_INDEX": "1"}
"""Settings by which the steps, as written, install the wheel alone and ask no index."""
pytestmark = pytest.mark.skipif(BASH is None or GIT is None, reason="les étapes se lancent avec bash et git")


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `make dist` writes: the wheel and its digest."""
    folder = tmp_path_factory.mktemp("dist")
    build = "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))"
    done = subprocess.run([sys.executable, "-c", build, folder], cwd=ROOT, capture_output=True, text=True, check=True)
    wheel = folder / done.stdout.splitlines()[-1]
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text(f"{digest}  {wheel.name}\n", encoding="utf-8")
    return folder


@pytest.fixture
def project(tmp_path: Path, release: Path) -> Path:
    """A repository with the first residences of the example, the release and a remote; a machine without hlmdiag.

    The libraries are those of the tests: what is installed by the steps is the wheel alone.
    """
    (tmp_path / "projet").mkdir()
    shutil.copy(ROOT / "examples" / "incidents.csv", tmp_path / "projet")
    shutil.copytree(release, tmp_path / "projet" / "outils")
    first = (ROOT / "examples" / "parc.csv").read_text(encoding="utf-8").splitlines(keepends=True)[:6]
    (tmp_path / "projet" / "parc.csv").write_text("".join(first), encoding="utf-8")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    [site] = tmp_path.glob("venv/lib/python*/site-packages")
    libraries = [each for each in sys.path if each.endswith("site-packages")]
    (site / "libraries.pth").write_text("\n".join(libraries) + "\n", encoding="utf-8")
    command = tmp_path / "venv" / "bin" / "pip"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m pip --python "{command.parent}/python" "$@"\n')
    command.chmod(0o755)
    git = ("-c", "user.name=essai", "-c", "user.email=essai@exemple.invalid")
    for arguments in (
        ("init", "--quiet", "--bare", "../distant.git"), ("init", "--quiet"), ("add", "."),
        (*git, "commit", "--quiet", "-m", "Le parc"), ("remote", "add", "origin", "../distant.git"),
        ("push", "--quiet", "-u", "origin", "HEAD"),
    ):  # fmt: skip
        subprocess.run(["git", *arguments], cwd=tmp_path / "projet", check=True, capture_output=True)
    return tmp_path / "projet"


def run(script: str, project: Path, day: int, **environment: str) -> subprocess.CompletedProcess[str]:
    """A step as the services run it: bash, stopping at the first command that fails."""
    path = os.pathsep.join([str(project.parent / "venv" / "bin"), os.environ["PATH"]])
    alone = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}
    clock = str(1793404800 + 86400 * day)  # 2026-10-31, then the days after
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], cwd=project, text=True, capture_output=True, check=False,
        env=alone | {"PATH": path, "SOURCE_DATE_EPOCH": clock} | OFFLINE | environment,
    )  # fmt: skip


def worsen(project: Path) -> None:
    """The first residence has heavy disorders since yesterday."""
    stock = project / "parc.csv"
    lines = [line.split(";") for line in stock.read_text(encoding="utf-8").splitlines()]
    for column, value in {"trafic": "oui", "trafic_annees": "3", "nature_occupation": "presence"}.items():
        lines[1][lines[0].index(column)] = value
    lines[1][lines[0].index("recurrence")] = "quotidien"
    stock.write_text("".join(";".join(line) + "\n" for line in lines), encoding="utf-8")


def assert_it_installs_ours(project: Path, script: str) -> None:
    """A package that is not the one of the digest is refused; the right one gives the command of the next steps."""
    [wheel] = (project / "outils").glob("*.whl")
    whole = wheel.read_bytes()
    wheel.write_bytes(whole + b"\0")
    assert run(script, project, 0).returncode != 0
    assert shutil.which("hlmdiag", path=str(project.parent / "venv" / "bin")) is None
    wheel.write_bytes(whole)
    done = run(script, project, 0)
    assert done.returncode == 0, done.stderr
    assert shutil.which("hlmdiag", path=str(project.parent / "venv" / "bin")) is not None


def test_the_workflow_for_github_says_only_what_is_new(project: Path) -> None:
    document = yaml_texts.read((WORKFLOWS / "github-workflow.yml").read_text(encoding="utf-8"))
    install, score, keep = (step["run"] for step in document["jobs"]["diagnostic"]["steps"] if "run" in step)
    assert_it_installs_ours(project, install)
    summary = project.parent / "resume.md"
    there = {"GITHUB_WORKSPACE": str(project), "GITHUB_STEP_SUMMARY": str(summary)}
    first = run(score, project, 0, **there)
    assert first.returncode == 0, first.stderr
    assert run(keep, project, 0).returncode == 0
    worsen(project)
    second = run(score, project, 1, **there)
    assert second.returncode == 1, second.stderr
    annotations = [line for line in second.stdout.splitlines() if line.startswith("::error")]
    assert annotations and all(line.startswith("::error file=parc.csv,line=2,") for line in annotations)
    assert "0101 Les Glycines" in summary.read_text(encoding="utf-8")
    kept = run(keep, project, 1)
    assert kept.returncode == 0, kept.stderr
    log = subprocess.run(["git", "log", "--oneline", "@{upstream}"], cwd=project, capture_output=True, check=True)
    assert len(log.stdout.splitlines()) == 3


def test_the_pipeline_for_gitlab_says_only_what_is_new(project: Path) -> None:
    document = yaml_texts.read((WORKFLOWS / "gitlab-ci.yml").read_text(encoding="utf-8"))
    job = document["diagnostic"]
    [score] = job["script"]
    assert_it_installs_ours(project, "\n".join(job["before_script"]))
    there = {"CI_PROJECT_DIR": str(project)}
    assert run(score, project, 0, **there).returncode == 0
    worsen(project)
    assert run(score, project, 1, **there).returncode == 1
    reports = job["artifacts"]["reports"]
    entries = json.loads((project / reports["codequality"]).read_text(encoding="utf-8"))
    assert {(entry["location"]["path"], entry["location"]["lines"]["begin"]) for entry in entries} == {("parc.csv", 2)}
    suites = ElementTree.parse(project / reports["junit"]).getroot()
    # what is not certain is a remark for one, a case passed over for the other
    doubtful = [entry for entry in entries if entry["severity"] == "minor"]
    assert int(suites.get("failures", "0")) == len(entries) - len(doubtful) > 0
    assert len(list(suites.iter("skipped"))) == len(doubtful)
    assert (project / "diagnostic" / "parc.xlsx").exists() and (project / "suivi" / "reference.parquet").exists()
