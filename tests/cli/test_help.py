"""The pages of --help: in French, whole at any width."""

from pathlib import Path

import pytest

from cli.conftest import Run
from hlmdiag.runs.formats import FORMATS, READABLE, VERDICT_FORMATS
from hlmdiag.runs.outputs import targets

COMMANDS = ("score", "report", "explain", "demo")


def test_help_lists_every_command_with_what_it_does(hlmdiag: Run) -> None:
    outcome = hlmdiag("--help")
    assert outcome.code == 0
    for command in COMMANDS:
        assert f"\n  {command} " in outcome.out
    assert "Codes de retour" in outcome.out


def test_no_argument_at_all_shows_the_help(hlmdiag: Run) -> None:
    assert hlmdiag() == hlmdiag("--help")


@pytest.mark.parametrize("command", COMMANDS)
def test_each_page_is_in_french_and_describes_every_option(hlmdiag: Run, command: str) -> None:
    page = hlmdiag(command, "-h").out
    assert page.startswith(f"Usage\N{NO-BREAK SPACE}: hlmdiag {command}")
    for english in ("Options:", "Show this", "[default", "[required]", "Arguments:", "TEXT", "<str>"):
        assert english not in page
    lines = page.splitlines()
    for number, line in enumerate(lines):
        if line.startswith("  -"):
            described = line[30:] + (lines[number + 1] if number + 1 < len(lines) else "")
            assert described.strip(), line


@pytest.mark.parametrize("columns", ["20", "40", "79", "200"])
def test_a_page_fits_its_console_without_losing_a_word(
    hlmdiag: Run, monkeypatch: pytest.MonkeyPatch, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    words = hlmdiag("score", "--help").out.split()
    monkeypatch.setenv("COLUMNS", columns)
    page = hlmdiag("score", "--help").out
    assert page.split() == words
    assert max(map(len, page.splitlines())) <= min(max(30, int(columns)), 100)


def test_help_lists_every_format_that_can_be_written(hlmdiag: Run) -> None:
    page = " ".join(hlmdiag("score", "--help").out.split())
    assert " ".join(f".{name}" for name in FORMATS) in page
    assert ", ".join(VERDICT_FORMATS) in page
    assert all(suffix in " ".join(hlmdiag("explain", "--help").out.split()) for suffix in READABLE)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_that_can_be_written_is_one_suffix_of_an_output(name: str) -> None:
    assert [(target.format, target.path) for target in targets([f"a.{name}"], None)] == [(name, Path(f"a.{name}"))]
