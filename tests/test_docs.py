"""The documentation tells the truth: its commands run, its pages are those of the tool, the two languages agree."""

import contextlib
import importlib.util
import io
import json
import re
import shlex
import shutil
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from hlmdiag.cli.app import run
from hlmdiag.text import LANGUAGES, catalogue

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
LINKED = [*PAGES, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((DOCS / "decisions").glob("*.md"))]
GENERATED = (
    "commandes.md",
    "codes.md",
    "colonnes-du-resultat.md",
    "controles-de-methode.md",
    "langage-cles.md",
    "langage-colonnes.md",
    "langage-fonctions.md",
)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
EXAMPLES = (
    "parc.xlsx", "parc.csv", "incidents.csv", "reclamations.csv", "parcours.csv", "visites/parc-invente.csv",
    "visites/proprete-vecue.yaml", "suivi/parc-2025.csv", "suivi/parc-2026.csv",
)  # fmt: skip


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    yield from BLOCK.findall(page.read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def renew() -> ModuleType:
    specification = importlib.util.spec_from_file_location("renew", DOCS / "renew.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with the example files, where the commands of a page run one after the other."""
    for name in EXAMPLES:
        shutil.copy(ROOT / "examples" / name, tmp_path / Path(name).name)
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_what_a_page_shows_runs(page: Path, desk: Path) -> None:
    python = []
    for language, text in blocks(page):
        first, _, rest = text.partition("\n")
        if language == "console":
            for line in text.splitlines():
                if line.startswith("$ hlmdiag"):
                    run_command(line, desk)
        elif first.startswith("# fichier : "):
            path = desk / first.removeprefix("# fichier : ")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(rest, encoding="utf-8")
        elif language == "python":
            python.append(text)
    if python:
        run_python(python, desk)


def run_command(line: str, desk: Path) -> None:
    """A line `$ hlmdiag … # code 3` ends with that code; without one, with 0. In this process, already warm."""
    typed, _, expected = line.removeprefix("$ ").partition("  # code ")
    out, err = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO()
    with contextlib.chdir(desk), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(shlex.split(typed)[1:])
    assert code == int(expected or 0), f"{line}\n{err.getvalue()}"


def run_python(examples: list[str], desk: Path) -> None:
    """Each example by itself, with names of its own, in one process that is not this one: it starts once."""
    alone = (
        "import json, sys\nfor text in json.load(sys.stdin):\n    exec(compile(text, text, 'exec'), {'__name__': 'x'})"
    )
    given = json.dumps(examples).encode()
    done = subprocess.run([sys.executable, "-c", alone], cwd=desk, input=given, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def test_the_help_of_the_documentation_is_the_real_one(renew: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert (DOCS / "commandes.md").read_text(encoding="utf-8") == renew.commands_page(), "make help-pages"


def test_the_codes_of_the_documentation_are_the_real_ones(renew: ModuleType) -> None:
    assert (DOCS / "codes.md").read_text(encoding="utf-8") == renew.codes_page(), "make help-pages"


def test_the_columns_of_the_documentation_are_the_declared_ones(renew: ModuleType) -> None:
    assert (DOCS / "colonnes-du-resultat.md").read_text(encoding="utf-8") == renew.columns_page(), "make help-pages"


def test_the_controls_of_the_documentation_are_the_real_ones(renew: ModuleType) -> None:
    assert (DOCS / "controles-de-methode.md").read_text(encoding="utf-8") == renew.controls_page(), "make help-pages"


def test_the_schema_of_the_documentation_is_the_real_one(renew: ModuleType) -> None:
    schema = (DOCS / "schema" / "grid.schema.json").read_text(encoding="utf-8")
    assert schema == renew.schema_page(), "make help-pages"


@pytest.mark.parametrize("name", ["langage-cles.md", "langage-colonnes.md", "langage-fonctions.md"])
def test_the_reference_of_the_language_is_the_real_one(renew: ModuleType, name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == renew.LANGUAGE_PAGES[name](), "make help-pages"


def test_every_family_of_codes_has_its_title(renew: ModuleType) -> None:
    families = {code.partition(".")[0] for code in catalogue("fr")}
    assert families - {"place", "cli", "rapport", "resultat", "schema", "unite"} <= set(renew.FAMILIES)


@pytest.mark.parametrize("page", LINKED, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def anchors(page: Path) -> set[str]:
    """The anchors of the titles of a page, as the sites that show it make them, and those that it names itself."""
    text = page.read_text(encoding="utf-8")
    titles = re.findall(r"^#+ (.+)$", BLOCK.sub("", text), re.MULTILINE)
    named = re.findall(r'<a id="([^"]+)"></a>', text)
    return {*named, *(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles)}


@pytest.mark.parametrize("page", LINKED, ids=name_of)
def test_links_to_a_part_of_a_page_lead_to_it(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)]+)\)", page.read_text(encoding="utf-8")):
        found = page.parent / target if target else page
        assert anchor in anchors(found), f"{target}#{anchor}"


def test_every_page_is_reached_from_the_first_page_of_the_guide() -> None:
    readme, guide = ((folder / "README.md").read_text(encoding="utf-8") for folder in (ROOT, DOCS))
    assert "(docs/README.md)" in readme
    assert len(re.findall(r"\]\(docs/[a-z-]+\.md\)", readme)) < 10, (
        "the README leads to the guide, which lists the pages"
    )
    for page in DOCS.glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in guide, f"add a line for {page.name} to docs/README.md"
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    for page in (DOCS / "decisions").glob("0*.md"):
        assert f"({page.name})" in index


def test_the_excerpt_of_the_readme_is_a_real_report(desk: Path) -> None:
    # what `demo` does, but for the outputs that are not shown
    run_command("$ hlmdiag score parc.xlsx incidents.csv reclamations.csv --date 31/10/2026 -o diagnostic.md", desk)
    real = {line.strip() for line in (desk / "diagnostic.md").read_text(encoding="utf-8").splitlines()}
    shown = [text for language, text in blocks(ROOT / "README.md") if language == "markdown"]
    assert "60 résidences" in shown[0].replace("\u202f", " ")
    for line in "\n".join(shown).splitlines():
        assert line.strip() in real or line.strip() == "…", line


def test_the_picture_of_the_worst_file_is_what_inspect_says(renew: ModuleType) -> None:
    assert (DOCS / "images" / "inspect.svg").read_text(encoding="utf-8") == renew.inspection(), "make readme"


@pytest.mark.parametrize("name", ["terminal.svg", "inspect.svg"])
def test_a_picture_asks_nothing_of_a_network(name: str) -> None:
    picture = (DOCS / "images" / name).read_text(encoding="utf-8")
    assert "@font-face" not in picture
    assert set(re.findall(r"https?://[^\s\"')]+", picture)) <= {"http://www.w3.org/2000/svg"}
    assert "résidences" in picture


def test_the_languages_say_the_same_things_with_the_same_blanks() -> None:
    reference, *others = (catalogue(language) for language in LANGUAGES)
    for other in others:
        assert sorted(other) == sorted(reference)
        for code, sentence in reference.items():
            assert blanks(other[code]) == blanks(sentence), code


def blanks(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_french_sentences_are_calm_and_speak_no_python() -> None:
    words = re.compile(r"\b(None|True|False|dict|list|str|int|float|KeyError|Traceback|NaN)\b")
    for code, sentence in catalogue("fr").items():
        assert "!" not in sentence.replace("!=", ""), code
        assert not words.search(sentence), code
