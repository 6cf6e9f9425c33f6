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
from typing import Final, TypedDict

from mutation.operators import Mutant

ROOT: Final = Path(__file__).parents[2]
LEFT: Final = shutil.ignore_patterns(".git", ".venv", ".mutants", ".*_cache", "__pycache__", ".hypothesis", "dist")
OTHERS: Final = (
    "tests/branding", "tests/configuration", "tests/data", "tests/fuzz", "tests/mutation", "tests/text",
    "tests/test_architecture.py", "tests/test_docs.py", "tests/test_packaging.py",
)  # fmt: skip
"""Tests of what stands beside the engine, or that run for minutes in processes of their own: not tried on faults."""
FIRST: Final = 15.0
"""Seconds of tests that are tried on a fault before the others are even read."""


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
    """Which tests run which lines, and how long each takes."""

    seconds: dict[str, float] = field(default_factory=dict)
    by_line: dict[str, dict[int, set[str]]] = field(default_factory=dict)

    def add(self, recorded: "Recorded") -> None:
        for test, (seconds, ran) in recorded["tests"].items():
            self.seconds[test] = seconds
            for number in ran:
                path, line = recorded["lines"][number]
                self.by_line.setdefault(path, {}).setdefault(line, set()).add(test)

    def tests(self, mutant: Mutant, longest: float) -> list[str]:
        """By file, as what a file prepares is prepared once: those of the room, then the shortest, within a time."""
        found = self.running(mutant)
        files: dict[str, float] = {}
        for test in found:
            files[file_of(test)] = files.get(file_of(test), 0) + self.seconds[test]
        near = f"tests/{Path(mutant.path).parts[0]}/"

        def order(test: str) -> tuple[bool, float, str, float, str]:
            file = file_of(test)
            return not file.startswith(near), files[file], file, self.seconds[test], test

        ordered = sorted(found, key=order)
        spent = accumulate(self.seconds[test] for test in ordered)
        return [test for test, seconds in zip(ordered, spent, strict=True) if seconds <= longest]

    def running(self, mutant: Mutant) -> set[str]:
        """The tests that run what is faulty; of what runs when a module is read, those that run anything of it."""
        lines = self.by_line.get(mutant.path, {})
        if mutant.lines is not None:
            first, last = mutant.lines
            return set().union(*(tests for line, tests in lines.items() if first <= line <= last))
        room = mutant.path.partition("/")[0]
        read = [lines] if lines else [each for path, each in self.by_line.items() if path.partition("/")[0] == room]
        return set().union(*(tests for each in read for tests in each.values()))


class Recorded(TypedDict):
    """What a file of tests runs: lines, and the numbers of those of each test, with its seconds."""

    lines: list[tuple[str, int]]
    tests: dict[str, tuple[float, list[int]]]
    failed: list[str]


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
        for recorded in self.recorded():
            self.reach.add(recorded)
        self.compile()
        self.found = self.kept / "found.jsonl"

    def recorded(self) -> list[Recorded]:
        """What each file of tests runs: read once on the tree without fault, and again when the file has changed."""
        folder, new = self.kept / "reach", self.kept / "reach" / "new"
        new.mkdir(parents=True, exist_ok=True)
        known = {file: folder / f"{flat(file)}.{digest([self.path / file])}.json" for file in files_of_tests()}
        if missing := [str(file) for file, path in known.items() if not path.exists()]:
            print(f"reading what {len(missing)} files of tests run", flush=True)
            done = self.run(missing, 4 * 3600, every=True, HLMDIAG_REACH_WRITE=str(new))
            print(done.last, flush=True)
        for file in missing:
            path = new / f"{flat(Path(file))}.json"
            if not path.exists():
                path.write_text('{"lines": [], "tests": {}, "failed": []}', encoding="utf-8")
            path.rename(known[Path(file)])
        every: list[Recorded] = [json.loads(path.read_text(encoding="utf-8")) for path in known.values()]
        if failed := [test for each in every for test in each["failed"]]:
            print("These tests fail without any fault, and are left out:", *failed, sep="\n  ", flush=True)
        return every

    def compile(self) -> None:
        """Writes the bytecode of what is not faulty, which each fault would have compiled anew: no test is run."""
        nothing = self.kept / "chosen.txt"
        nothing.write_text("", encoding="utf-8")
        self.run([str(file) for file in files_of_tests()], 1800, HLMDIAG_REACH_RUN=str(nothing))

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
            return Outcome(False, "no test runs it", 0.0, self.tests)
        path = self.path / "src" / "hlmdiag" / mutant.path
        clean, times = path.read_bytes(), path.stat()
        start = time.perf_counter()
        try:
            path.write_bytes(mutant.applied(clean))
            done = self.failing(tests)
        finally:
            path.write_bytes(clean)
            os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        return Outcome(done.code != 0, done.last, time.perf_counter() - start, self.tests)

    def failing(self, tests: list[str]) -> "Done":
        """The first that fails: most faults are seen within seconds, and the files of the others need not be read."""
        spent = accumulate(self.reach.seconds[test] for test in tests)
        at_once = max(1, sum(seconds <= FIRST for seconds in spent))
        done = Done(0, "")
        for part in filter(None, (tests[:at_once], tests[at_once:])):
            chosen = self.kept / "chosen.txt"
            chosen.write_text("\n".join(part), encoding="utf-8")
            longest = 60 + 5 * sum(self.reach.seconds[test] for test in part)
            files = list(dict.fromkeys(map(file_of, part)))
            done = self.run(files, longest, HLMDIAG_REACH_RUN=str(chosen), PYTHONDONTWRITEBYTECODE="1")
            if done.code != 0:
                return done
        return done

    def run(self, files: list[str], longest: float, *, every: bool = False, **settings: str) -> "Done":
        """The tests of some files in the copy, in a process of their own; what takes too long is seen too."""
        always = {
            "PYTHONPATH": os.pathsep.join(str(self.path / name) for name in ("src", "tests")),
            "PYTHONPYCACHEPREFIX": str(self.kept / "bytecode"),
            "PYTHONDONTWRITEBYTECODE": "",
            "HYPOTHESIS_PROFILE": "quick",
            "POLARS_MAX_THREADS": "2",
        }
        options = "-q --tb=no --hypothesis-seed=1 -p no:cacheprovider -p mutation.reach"
        command = [sys.executable, "-m", "pytest", *options.split(), *([] if every else ["-x"])]
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


def flat(file: Path) -> str:
    return file.as_posix().replace("/", "-")


def files_of_tests() -> list[Path]:
    """But those that say nothing of the engine."""
    files = sorted(file.relative_to(ROOT) for file in (ROOT / "tests").rglob("test_*.py"))
    return [file for file in files if not any(file.is_relative_to(other) for other in OTHERS)]


def digest(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sorted(paths))).hexdigest()[:16]
