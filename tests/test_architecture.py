"""The structure, held by tools: layers, sizes, what is never called, what `--help` never loads."""

import ast
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
HEAVY = ("polars", "pydantic", "openpyxl", "xlsxwriter", "python_calamine", "jinja2", "yaml", "rich", "numpy")
MODULE_LINES = 300
BODY_LINES = 40
FORBIDDEN = ("eval", "exec", "__import__")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_imports_go_one_way() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run(args=['--no-cache'])"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Contracts:" in done.stdout, done.stderr
    assert done.returncode == 0, done.stdout


def test_no_room_is_a_lumber_room() -> None:
    names = {path.stem for path in SOURCES} | {path.parent.name for path in SOURCES}
    assert not names & {"utils", "util", "common", "core", "helpers", "misc", "base", "manager"}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_module_and_its_functions_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MODULE_LINES
    too_long = []
    for function in functions(path):
        # The signature of a command is the list of its options: the body alone is counted.
        body = function.body[1:] if ast.get_docstring(function) else function.body
        lines = (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0
        if lines > BODY_LINES:
            too_long.append(f"{function.name}: {lines}")
    assert too_long == []


def test_only_a_package_lists_what_it_offers() -> None:
    """Elsewhere what is public bears no underscore, and is imported from the module that defines it (mypy holds it)."""
    listing = [
        name_of(path) for path in SOURCES if "__all__" in path.read_text(encoding="utf-8") and path.stem != "__init__"
    ]
    assert listing == []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_text_is_never_run_as_code(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = [node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    assert [name for name in called if name in FORBIDDEN] == []


def test_what_a_module_defines_is_used() -> None:
    """But for `result_schema`, which is published (docs/schema) and to which the tests hold results."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    used |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    defined = {node.name for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert {name for name in defined - used if not name.startswith("__")} == {"result_schema"}


def test_nothing_is_loaded_or_opened_over_a_network() -> None:
    networked = {"socket", "urllib.request", "http.client", "requests", "httpx", "ftplib", "smtplib"}
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not networked & set(names), name_of(path)


@pytest.mark.parametrize(
    "code",
    [
        "import hlmdiag",
        "from hlmdiag.cli.app import run; assert run(['--help']) == 0",
        "from hlmdiag.cli.app import run; assert run(['score', '--help']) == 0",
        "from hlmdiag.cli.app import run; assert run(['--version']) == 0",
    ],
)
def test_heavy_libraries_wait_until_a_command_needs_them(code: str) -> None:
    ending = f"; import sys; print('|'.join(sorted(set({HEAVY!r}) & set(sys.modules))))"
    done = subprocess.run([sys.executable, "-c", code + ending], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == ""


def test_help_is_within_three_times_the_import_of_typer() -> None:
    typer = fastest(["-c", "import typer"])
    assert fastest(["-m", "hlmdiag", "--help"]) < 3 * typer


def fastest(arguments: list[str], clock: Callable[[], float] = time.perf_counter) -> float:
    """The best of several runs: what the command costs when the machine does nothing else."""
    found = []
    for _ in range(7):
        start = clock()
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True)
        found.append(clock() - start)
    return min(found)
