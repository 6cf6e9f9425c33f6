"""The structure, held by tools: layers, sizes, what is never called, what `--help` never loads."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import hlmdiag
from source_trees import HOME, ROOT, SOURCES, nodes_of, tree_of

ROOMS_AND_ROOT = (ROOT, ROOT / "src" / "hlmdiag")
HEAVY = ("polars", "pydantic", "openpyxl", "xlsxwriter", "python_calamine", "jinja2", "yaml", "rich", "numpy")
MODULE_LINES = 300
BODY_LINES = 40
HOMONYMS: dict[str, str] = {}
"""A name that types of two rooms share, and why that misleads nobody."""
ENUMERATIONS = {"Enum", "IntEnum", "StrEnum", "IntFlag", "Flag"}
FORBIDDEN = ("eval", "exec", "__import__")
INDIRECT = re.compile(r"(What|Where|How|Who|Whom|Whose|Those)\b")
"""A docstring that begins so says something about the thing before it names it."""
FEW = 0.05


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(ROOT / "src" / "hlmdiag").parts[0].removesuffix(".py")


ROOMS = sorted({room_of(path) for path in SOURCES})


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in nodes_of(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_imports_go_one_way() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run(args=['--no-cache'])"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Contracts:" in done.stdout, done.stderr
    assert done.returncode == 0, done.stdout


def test_no_module_has_a_catch_all_name() -> None:
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
    """Elsewhere what is public has no underscore, and is imported from the module that defines it (mypy holds it)."""
    listing = [
        name_of(path) for path in SOURCES if "__all__" in path.read_text(encoding="utf-8") and path.stem != "__init__"
    ]
    assert listing == []


def test_what_contributing_names_is_there() -> None:
    """Paths stand from the root or from the package; `<name>` is a file to write, its folder being there."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = {it for it in re.findall(r"`([^`\s]+)`", text) if "/" in it or it.endswith((".py", ".md", ".toml"))}
    paths = {it.partition("<")[0] for it in named if it != "hlmdiag.toml"}
    assert len(paths) > 20
    assert {it for it in paths if not any([*folder.glob(it.rstrip("/"))] for folder in ROOMS_AND_ROOT)} == set()


def test_contributing_lists_every_room_and_no_other() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    table = text.partition("| rooms | know")[2].partition("\n\n")[0].splitlines()[2:]
    listed = {room for row in table for room in re.findall(r"`(\w+)`", row.split("|")[1])}
    package = ROOT / "src" / "hlmdiag"
    rooms = {path.name for path in package.iterdir() if (path / "__init__.py").is_file()}
    rooms |= {path.stem for path in package.glob("*.py") if not path.stem.startswith("__")}
    assert listed == rooms


def test_the_types_of_the_glossary_are_those_of_the_code() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    glossary = text.partition("## Glossary")[2].partition("##")[0]
    types = set(re.findall(r"^\| `([A-Z]\w+)`", glossary, re.MULTILINE))
    assert len(types) > 10
    assert types - {name for path in SOURCES for name in public_types(path)} == set()


def test_no_two_rooms_give_one_public_name_to_two_types() -> None:
    """Who meets a class knows which room it comes from; HOMONYMS are those that are worth an exception."""
    rooms: dict[str, set[str]] = {}
    for path in SOURCES:
        for name in public_types(path):
            rooms.setdefault(name, set()).add(room_of(path))
    assert {name for name, of in rooms.items() if len(of) > 1} == set(HOMONYMS)


def public_types(path: Path) -> Iterator[str]:
    """The classes and type aliases of a module; the options that commands declare are parameters, not types."""
    for node in tree_of(path).body:
        match node:
            case ast.ClassDef(name=name):
                yield from [name] if not name.startswith("_") else []
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if name[0].isupper() and not name.isupper() and "typer." not in ast.unparse(value):
                    yield name


def test_a_match_over_kinds_of_ours_names_each_of_them() -> None:
    """One that is added then fails the type checker where it is forgotten, instead of being taken for another.

    A default may stand over what is open: text that somebody typed, values of YAML, nodes of another library. Whether a
    text is one of a `Literal` cannot be seen without types; mypy sees it wherever a match ends in `assert_never`.
    """
    kinds = set(kinds_of_ours())
    defaults = [
        f"{name_of(path)}:{match.cases[-1].pattern.lineno}"
        for path in SOURCES
        for match in nodes_of(path)
        if isinstance(match, ast.Match) and has_default(match)
        and any(kinds & kinds_of(case.pattern) for case in match.cases)
    ]  # fmt: skip
    assert defaults == []


def kinds_of_ours() -> Iterator[str]:
    """The classes of ours that a union joins, and our enumerations."""
    nodes = [node for path in SOURCES for node in tree_of(path).body]
    classes = {node.name: {ast.unparse(it) for it in node.bases} for node in nodes if isinstance(node, ast.ClassDef)}
    yield from (name for name, bases in classes.items() if bases & ENUMERATIONS)
    for node in nodes:
        match node:
            case ast.Assign(value=ast.BinOp(op=ast.BitOr()) as union):
                yield from (it.id for it in ast.walk(union) if isinstance(it, ast.Name) and it.id in classes)
            case ast.Assign(value=ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[union, *_]))):
                yield from (it.id for it in ast.walk(union) if isinstance(it, ast.Name) and it.id in classes)


def kinds_of(pattern: ast.pattern) -> set[str]:
    """The classes and enumerations that the alternatives of a pattern are of."""
    match pattern:
        case ast.MatchOr(patterns=patterns):
            return {kind for each in patterns for kind in kinds_of(each)}
        case ast.MatchClass(cls=cls):
            named = ast.unparse(cls)
            return set() if named.startswith("ast.") else {named.split(".")[-1]}
        case ast.MatchValue(value=ast.Attribute(value=owner)):
            return {ast.unparse(owner)}
        case ast.MatchAs(pattern=ast.pattern() as inner):
            return kinds_of(inner)
    return set()


def has_default(match: ast.Match) -> bool:
    """Whether the last case takes whatever is left, without saying that nothing is."""
    last = match.cases[-1]
    takes_all = isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None and last.guard is None
    return takes_all and "assert_never" not in ast.unparse(last.body[0])


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_text_is_never_run_as_code(path: Path) -> None:
    called = [node.func.id for node in nodes_of(path) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    assert [name for name in called if name in FORBIDDEN] == []


def test_what_a_module_defines_is_used() -> None:
    """But for `result_schema`, which is published (docs/schema) and to which the tests hold results.

    What the package offers is called by others: the names that a package of `api` lists, and those of `hlmdiag`.
    """
    offered = {*hlmdiag.__all__, *hlmdiag.grids.__all__}
    nodes = [node for path in SOURCES for node in nodes_of(path)]
    used = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    used |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    defined = {
        node.name for path in SOURCES for node in tree_of(path).body if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert {name for name in defined - used - offered if not name.startswith("__")} == {"result_schema"}


def test_nothing_is_loaded_or_opened_over_a_network() -> None:
    networked = {"socket", "urllib.request", "http.client", "requests", "httpx", "ftplib", "smtplib"}
    for path in SOURCES:
        for node in nodes_of(path):
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


def test_help_loads_typer_the_commands_and_little_else() -> None:
    """What time it takes is measured beside its rival in `benchmarks/`; here, what it would take it for."""
    typer = modules_after("import typer")
    more = modules_after("from hlmdiag.cli.app import run; run(['--help'])") - typer
    others = {name for name in more if name.partition(".")[0] not in ("hlmdiag", "typer")}
    assert {name for name in others if name.partition(".")[0] not in sys.stdlib_module_names} == set()
    assert len(others) < 30, sorted(others)


def modules_after(code: str) -> set[str]:
    ending = "; import sys; print('|'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code + ending], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split("|"))


@pytest.mark.parametrize("room", ROOMS)
def test_the_docstrings_of_a_room_name_the_thing(room: str) -> None:
    found = [text for path in SOURCES if room_of(path) == room for text in said(path)]
    indirect = [text for text in found if INDIRECT.match(text)]
    assert len(indirect) <= FEW * len(found), indirect


def said(path: Path) -> Iterator[str]:
    """The docstrings of a module and of all that it defines, constants and fields included."""
    for node in nodes_of(path):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for each in node.body:
                if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant):
                    yield str(each.value.value).strip()


def test_tables_of_documents_have_one_renderer() -> None:
    """A page is made of blocks, or of templates; a notebook shows a table of its own below both."""
    written = {path.relative_to(HOME).as_posix() for path in SOURCES if "<table" in path.read_text(encoding="utf-8")}
    assert written - {"data/file_type.py"} == {"layout/html.py", "text/notebook.py"}
