"""A plugin of pytest: writes which functions each test calls, or runs the tests of a list only, the shortest first.

`HLMDIAG_REACH_WRITE` names the file to write, `HLMDIAG_REACH_RUN` a file of one test a line.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import CodeType, FrameType

import pytest

SOURCE = str(Path("src/hlmdiag").resolve()) + os.sep


class Recorder:
    """Counts for a test what its fixtures of a wider life called, whichever test set them up first."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.now: set[str] = set()
        self.fixtures: dict[str, set[str]] = {}
        self.tests: dict[str, tuple[float, set[str]]] = {}
        self.names: dict[CodeType, str | None] = {}

    def trace(self, frame: FrameType, _event: str, _argument: object) -> None:
        code = frame.f_code
        if code not in self.names:
            self.names[code] = named(code)
        if (name := self.names[code]) is not None:
            self.now.add(name)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
    ) -> Iterator[None]:
        before, self.now = self.now, set()
        try:
            return (yield)
        finally:
            if fixturedef.scope != "function":
                self.fixtures.setdefault(fixturedef.argname, set()).update(self.now)
            self.now |= before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.now, start = set(), time.perf_counter()
        sys.settrace(self.trace)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            wider = (self.fixtures.get(name, set()) for name in getattr(item, "fixturenames", []))
            self.tests[item.nodeid] = (time.perf_counter() - start, self.now.union(*wider))

    def pytest_sessionfinish(self) -> None:
        known: dict[str, int] = {}
        tests = {
            test: [round(seconds, 4), sorted(known.setdefault(name, len(known)) for name in sorted(called))]
            for test, (seconds, called) in self.tests.items()
        }
        Path(self.path).write_text(json.dumps({"functions": list(known), "tests": tests}), encoding="utf-8")


class Chosen:
    def __init__(self, path: str) -> None:
        self.order = {test: place for place, test in enumerate(Path(path).read_text(encoding="utf-8").splitlines())}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in self.order])
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )


def named(code: CodeType) -> str | None:
    """`scoring/tree.py function` or `… Class.method`; what is inside a function counts for it."""
    if not code.co_filename.startswith(SOURCE):
        return None
    return f"{code.co_filename[len(SOURCE) :]} {code.co_qualname.split('.<locals>')[0]}"


def pytest_configure(config: pytest.Config) -> None:
    if path := os.environ.get("HLMDIAG_REACH_WRITE"):
        config.pluginmanager.register(Recorder(path))
    if path := os.environ.get("HLMDIAG_REACH_RUN"):
        config.pluginmanager.register(Chosen(path))
