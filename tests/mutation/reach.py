"""A plugin of pytest: writes which lines of the engine each test runs, or runs the tests of a list, in its order.

`HLMDIAG_REACH_WRITE` names the folder to write in, one file for each file of tests; `HLMDIAG_REACH_RUN` a file of one
test a line. Only what is given faults is followed: the rest then costs little more than usual.
"""

import ast
import builtins
import contextlib
import functools
import json
import os
import sys
import time
from collections.abc import Callable, Hashable, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Final

import pytest

ROOMS: Final = ("rules", "expression", "scoring", "states.py")
"""What is given faults."""
SOURCE: Final = str(Path("src/hlmdiag").resolve()) + os.sep
TESTS: Final = str(Path("tests").resolve()) + os.sep

RAN: Final[set[tuple[str, int]]] = set()
"""The statements that ran since it was last emptied, by path and first line."""


class Recorder:
    """Counts for a test what its wider fixtures ran, and what was worked out once, whichever test came first."""

    def __init__(self, folder: str) -> None:
        self.folder = Path(folder)
        self.fixtures: dict[str, set[tuple[str, int]]] = {}
        self.tests: dict[str, tuple[float, set[tuple[str, int]]]] = {}
        self.failed: set[str] = set()

    def once(self, cached: Callable[..., Any]) -> Callable[..., Any]:
        """A function that keeps what it worked out: what it ran counts for every test that asks for it."""
        ran: dict[Hashable, set[tuple[str, int]]] = {}

        @functools.wraps(cached)
        def call(*arguments: Hashable, **named: Hashable) -> Any:
            with apart() as now:
                try:
                    return cached(*arguments, **named)
                finally:
                    now |= ran.setdefault((arguments, tuple(named.items())), set(now))

        return call

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
    ) -> Iterator[None]:
        with apart() as now:
            try:
                return (yield)
            finally:
                if fixturedef.scope != "function":
                    self.fixtures.setdefault(fixturedef.argname, set()).update(now)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
        RAN.clear()
        start = time.perf_counter()
        try:
            return (yield)
        finally:
            wider = (self.fixtures.get(name, set()) for name in getattr(item, "fixturenames", []))
            self.tests[item.nodeid] = (time.perf_counter() - start, RAN.union(*wider))
            if nextitem is None or nextitem.path != item.path:
                self.write(item.nodeid.partition("::")[0])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)

    def write(self, file: str) -> None:
        """What fails without any fault would say that it sees every one: it is left out."""
        known: dict[tuple[str, int], int] = {}
        tests = {
            test: [round(seconds, 4), sorted(known.setdefault(line, len(known)) for line in sorted(lines))]
            for test, (seconds, lines) in self.tests.items()
            if test not in self.failed
        }
        failed = sorted(self.failed & self.tests.keys())
        text = json.dumps({"lines": list(known), "tests": tests, "failed": failed})
        (self.folder / f"{file.replace('/', '-')}.json").write_text(text, encoding="utf-8")
        self.tests = {}


class Chosen:
    def __init__(self, path: str) -> None:
        self.order = {test: place for place, test in enumerate(Path(path).read_text(encoding="utf-8").splitlines())}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in self.order])
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )


@contextlib.contextmanager
def apart() -> Iterator[set[tuple[str, int]]]:
    """What runs inside, told from what ran before."""
    before = set(RAN)
    RAN.clear()
    try:
        yield RAN
    finally:
        RAN.update(before)


class Finder(MetaPathFinder):
    """Has the modules that are given faults read by a loader that follows them."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != "hlmdiag":
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.origin is not None and (name := followed(spec.origin)):
            spec.loader = Loader(fullname, spec.origin, name)
        return spec


class Loader(SourceFileLoader):
    """Writes before each statement of a function that it ran: what is not followed then costs nothing."""

    def __init__(self, fullname: str, path: str, name: str) -> None:
        super().__init__(fullname, path)
        self.followed = name

    def get_code(self, fullname: str) -> CodeType:
        tree = ast.parse(self.get_data(self.path))
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                self.follow(function)
        return compile(tree, self.path, "exec", dont_inherit=True)

    def follow(self, node: ast.AST) -> None:
        for _, block in list(ast.iter_fields(node)):
            if not isinstance(block, list):
                continue
            for each in block:
                if isinstance(each, ast.stmt | ast.match_case | ast.ExceptHandler) and not isinstance(each, HELD):
                    self.follow(each)
            if block and isinstance(block[0], ast.stmt):
                block[:] = [part for each in block for part in (self.said(each), each)]

    def said(self, statement: ast.stmt) -> ast.stmt:
        name = ast.Name("__ran__", ast.Load())
        call = ast.Expr(ast.Call(name, [ast.Constant((self.followed, statement.lineno))], []))
        return ast.fix_missing_locations(ast.copy_location(call, statement))


HELD: Final = (ast.FunctionDef, ast.ClassDef)
"""What is followed by itself."""


def followed(file: str) -> str | None:
    """The path, in the package, of a module that is given faults."""
    path = file.removeprefix(SOURCE).replace(os.sep, "/")
    return path if file.startswith(SOURCE) and path.partition("/")[0] in ROOMS else None


def follow_caches(recorder: Recorder) -> None:
    """Has the caches of the tests, which are made when their modules are read, say what they spare."""
    kept = functools.lru_cache

    def lru_cache(maxsize: Any = 128, typed: bool = False) -> Any:
        def of(function: Callable[..., Any]) -> Callable[..., Any]:
            cached = kept(maxsize, typed)(function)
            code = getattr(function, "__code__", None)
            return recorder.once(cached) if code and code.co_filename.startswith(TESTS) else cached

        if callable(maxsize):
            function, maxsize = maxsize, 128
            return of(function)
        return of

    functools.lru_cache = lru_cache  # type: ignore[assignment]
    functools.cache = lru_cache(None)  # type: ignore[assignment]


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Before any file of tests is read, as it reads ours."""
    if folder := os.environ.get("HLMDIAG_REACH_WRITE"):
        builtins.__ran__ = RAN.add  # type: ignore[attr-defined]
        sys.meta_path.insert(0, Finder())
        recorder = Recorder(folder)
        follow_caches(recorder)
        early_config.pluginmanager.register(recorder)
    if path := os.environ.get("HLMDIAG_REACH_RUN"):
        early_config.pluginmanager.register(Chosen(path))
