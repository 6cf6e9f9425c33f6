"""The copy of the tree into which faults are written, and what its tests say of each."""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Final

from mutation.operators import Mutant

ROOT: Final = Path(__file__).parents[2]
LEFT: Final = shutil.ignore_patterns(".git", ".venv", ".mutants", ".*_cache", "__pycache__", ".hypothesis", "dist")
QUICK: Final = (
    "tests/rules", "tests/expression", "tests/scoring", "tests/oracle", "tests/grid/test_broken.py", "tests/explain",
    "tests/gate", "tests/robustness", "tests/synthesis", "tests/engine/test_aggregations.py", "tests/test_cases.py",
    "tests/test_respondents.py", "tests/test_roll_up.py", "tests/test_properties.py",
    "tests/report/test_saved.py", "tests/report/test_schema.py", "tests/report/test_verdicts.py",
    "tests/test_properties_meaning.py", "tests/cli/test_choosing.py", "tests/cli/test_rows_without_value.py",
    "tests/test_notebook.py",
)  # fmt: skip
"""What `make mutants` runs of the tests: what says something of the engine in seconds."""


@dataclass(frozen=True)
class Outcome:
    """Whether a test failed, which one first, and after how many of those that reach the fault."""

    killed: bool
    by: str
    seconds: float
    tests: str = ""

    def __str__(self) -> str:
        return f"{'killed' if self.killed else 'SURVIVES'} ({self.by}, {self.seconds:.0f} s)"


@dataclass
class Reach:
    """Which tests call which functions, and how long each takes."""

    seconds: dict[str, float] = field(default_factory=dict)
    by_function: dict[str, set[str]] = field(default_factory=dict)

    def add(self, recorded: dict[str, dict[str, tuple[float, list[int]]]]) -> None:
        names = list(recorded["functions"])
        for test, (seconds, called) in recorded["tests"].items():
            self.seconds[test] = seconds
            for number in called:
                path, _, where = names[number].partition(" ")
                self.by_function.setdefault(names[number], set()).add(test)
                self.by_function.setdefault(f"{path} module", set()).add(test)
                if "." in where:
                    self.by_function.setdefault(f"{path} {where.partition('.')[0]}", set()).add(test)

    def tests(self, mutant: Mutant, longest: float) -> list[str]:
        """By file, so that what a file prepares is prepared once; the shortest file and test first, within a time."""
        found = self.by_function.get(f"{mutant.path} {mutant.where}", set())
        files: dict[str, float] = {}
        for test in found:
            files[file_of(test)] = files.get(file_of(test), 0) + self.seconds[test]
        ordered = sorted(found, key=lambda test: (files[file_of(test)], file_of(test), self.seconds[test], test))
        spent = accumulate(self.seconds[test] for test in ordered)
        return [test for test, seconds in zip(ordered, spent, strict=True) if seconds <= longest]


class Tree:
    def __init__(self, kept: Path, longest: float) -> None:
        self.longest = longest
        self.kept, self.path = kept.resolve(), kept.resolve() / "tree"
        self.source = digest((ROOT / "src").rglob("*.py"))
        if not (self.kept / self.source).exists():
            shutil.rmtree(self.kept, ignore_errors=True)
        shutil.rmtree(self.path, ignore_errors=True)
        shutil.copytree(ROOT, self.path, ignore=LEFT)
        (self.kept / self.source).touch()
        self.tests = digest(
            path for path in self.path.glob("tests/**/*") if path.is_file() and path.parent.name != "mutation"
        )
        self.reach = Reach()
        for file in quick_files():
            self.reach.add(self.recorded(file))
        self.found = self.kept / "found.jsonl"

    def recorded(self, file: Path) -> dict[str, dict[str, tuple[float, list[int]]]]:
        """What the tests of a file call: run once on the tree without fault, and again when the file has changed."""
        path = self.kept / "reach" / f"{file.as_posix().replace('/', '-')}.{digest([self.path / file])}.json"
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            print(f"reading what is called by {file}", flush=True)
            done = self.run([str(file)], 1800, HLMDIAG_REACH_WRITE=str(path))
            if done.code not in (0, 5):
                raise SystemExit(f"The tests fail without any fault: {done.last}")
            if not path.exists():
                path.write_text('{"functions": [], "tests": {}}', encoding="utf-8")
        return json.loads(path.read_text(encoding="utf-8"))

    def tried(self, mutant: Mutant) -> Outcome:
        key = hashlib.sha256(repr(mutant).encode()).hexdigest()
        if (known := self.known().get(key)) and (known.killed or known.tests == self.tests):
            return known
        outcome = self.outcome(mutant)
        with self.found.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"key": key, **asdict(outcome)}) + "\n")
        return outcome

    def known(self) -> dict[str, Outcome]:
        if not self.found.exists():
            return {}
        lines = [json.loads(line) for line in self.found.read_text(encoding="utf-8").splitlines()]
        return {line.pop("key"): Outcome(**line) for line in lines}

    def outcome(self, mutant: Mutant) -> Outcome:
        tests = self.reach.tests(mutant, self.longest)
        if not tests:
            return Outcome(False, "no test calls it", 0.0, self.tests)
        path = self.path / "src" / "hlmdiag" / mutant.path
        clean, times = path.read_bytes(), path.stat()
        chosen = self.kept / "chosen.txt"
        chosen.write_text("\n".join(tests), encoding="utf-8")
        start = time.perf_counter()
        try:
            path.write_bytes(mutant.applied(clean))
            longest = 60 + 5 * sum(self.reach.seconds[test] for test in tests)
            done = self.run(
                list(dict.fromkeys(map(file_of, tests))),
                longest,
                HLMDIAG_REACH_RUN=str(chosen),
                PYTHONDONTWRITEBYTECODE="1",
            )
        finally:
            path.write_bytes(clean)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        return Outcome(done.code != 0, done.last, time.perf_counter() - start, self.tests)

    def run(self, files: list[str], longest: float, **settings: str) -> "Done":
        """The tests of some files in the copy, in a process of their own; what takes too long is seen too."""
        always = {
            "PYTHONPATH": os.pathsep.join(str(self.path / name) for name in ("src", "tests")),
            "PYTHONPYCACHEPREFIX": str(self.kept / "bytecode"),
            "HYPOTHESIS_PROFILE": "quick",
            "POLARS_MAX_THREADS": "2",
        }
        options = "-x -q --tb=no --hypothesis-seed=1 -p no:cacheprovider -p mutation.reach"
        command = [sys.executable, "-m", "pytest", *options.split()]
        process = subprocess.Popen(
            [*command, *files], cwd=self.path, env=os.environ | always | settings, text=True, start_new_session=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            output, _ = process.communicate(timeout=longest)
        except subprocess.TimeoutExpired:
            return Done(1, "too long")
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return Done(process.returncode, last(output))


@dataclass(frozen=True)
class Done:
    code: int
    last: str


def last(output: str) -> str:
    lines = [line for line in output.splitlines() if line.startswith(("FAILED", "ERROR"))] or output.splitlines()[-1:]
    return lines[0][:200] if lines else ""


def file_of(test: str) -> str:
    return test.partition("::")[0]


def quick_files() -> list[Path]:
    found = [ROOT / name for name in QUICK]
    files = [file for path in found for file in ([path] if path.is_file() else sorted(path.rglob("test_*.py")))]
    return [file.relative_to(ROOT) for file in files]


def digest(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sorted(paths))).hexdigest()[:16]
