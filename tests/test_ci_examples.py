"""The workflows given as examples work: their own steps are run here, on the example, two days in a row."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

ROOT = Path(__file__).parent.parent
WORKFLOWS = ROOT / "examples" / "ci"
BASH = shutil.which("bash")
GIT = shutil.which("git")
pytestmark = pytest.mark.skipif(BASH is None or GIT is None, reason="les étapes se lancent avec bash et git")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with the first residences of the example and a remote; a command `hlmdiag` that is this source."""
    (tmp_path / "projet").mkdir()
    shutil.copy(ROOT / "examples" / "incidents.csv", tmp_path / "projet")
    first = (ROOT / "examples" / "parc.csv").read_text(encoding="utf-8").splitlines(keepends=True)[:6]
    (tmp_path / "projet" / "parc.csv").write_text("".join(first), encoding="utf-8")
    command = tmp_path / "bin" / "hlmdiag"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m hlmdiag "$@"\n', encoding="utf-8")
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
    path = os.pathsep.join([str(project.parent / "bin"), os.environ["PATH"]])
    clock = str(1793404800 + 86400 * day)  # 2026-10-31, then the days after
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script], cwd=project, text=True, capture_output=True, check=False,
        env=os.environ | {"PATH": path, "SOURCE_DATE_EPOCH": clock, "PYTHONPATH": str(ROOT / "src")} | environment,
    )  # fmt: skip


def worsen(project: Path) -> None:
    """The first residence has heavy disorders since yesterday."""
    stock = project / "parc.csv"
    lines = [line.split(";") for line in stock.read_text(encoding="utf-8").splitlines()]
    for column, value in {"trafic": "oui", "trafic_annees": "3", "nature_occupation": "presence"}.items():
        lines[1][lines[0].index(column)] = value
    lines[1][lines[0].index("recurrence")] = "quotidien"
    stock.write_text("".join(";".join(line) + "\n" for line in lines), encoding="utf-8")


def scripts(steps: list[dict[str, str]]) -> Iterator[str]:
    """What is run of a GitHub job, but for the installation."""
    for step in steps:
        if "run" in step and not step["run"].startswith("pip install"):
            yield step["run"]


def test_the_workflow_for_github_says_only_what_is_new(project: Path) -> None:
    document = yaml.safe_load((WORKFLOWS / "github-workflow.yml").read_text(encoding="utf-8"))
    score, keep = scripts(document["jobs"]["diagnostic"]["steps"])
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
    document = yaml.safe_load((WORKFLOWS / "gitlab-ci.yml").read_text(encoding="utf-8"))
    job = document["diagnostic"]
    [score] = job["script"]
    there = {"CI_PROJECT_DIR": str(project)}
    assert run(score, project, 0, **there).returncode == 0
    worsen(project)
    assert run(score, project, 1, **there).returncode == 1
    reports = job["artifacts"]["reports"]
    entries = json.loads((project / reports["codequality"]).read_text(encoding="utf-8"))
    assert {(entry["location"]["path"], entry["location"]["lines"]["begin"]) for entry in entries} == {("parc.csv", 2)}
    assert int(ElementTree.parse(project / reports["junit"]).getroot().get("failures", "0")) == len(entries)
    assert (project / "diagnostic" / "parc.xlsx").exists() and (project / "suivi" / "reference.parquet").exists()
