"""Consoles: a pipe is data, a poor console gets near characters, a progress bar is for a person."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from cli.conftest import Run
from cli.test_settings_said import GRID
from hlmdiag import __version__
from hlmdiag.cli.terminal import make_streams_safe, open_terminal, steps
from hlmdiag.errors import Location, Problem, Severity


def test_a_cp1252_console_gets_near_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252", newline=""))
        make_streams_safe()
        print("1\u202f234,5\u202f% ≥ 60 → « Fragile » café 漢", end="", flush=True)
        written = raw.getvalue().decode("cp1252")
    assert written == "1\u00a0234,5\u00a0% >= 60 -> « Fragile » café ?"


def test_a_pipe_is_neither_cut_nor_wrapped(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    open_terminal("fr").out.print("000123-BELLEVUE " * 50)
    assert capsys.readouterr().out == "000123-BELLEVUE " * 50 + "\n"


def test_brackets_of_the_data_are_text(capsys: pytest.CaptureFixture[str]) -> None:
    open_terminal("fr").out.print("[red]Résidence[/red] [bold] :smile:")
    assert capsys.readouterr().out == "[red]Résidence[/red] [bold] :smile:\n"


@pytest.mark.parametrize("quiet", [False, True])
def test_a_warning_is_heard_at_once_but_by_who_asked_for_silence(
    capsys: pytest.CaptureFixture[str], *, quiet: bool
) -> None:
    warning = Problem("donnees.lu-d-un-bloc", Location("parc.csv"), {"size": 300, "reason": "-"}, Severity.NOTICE)
    with steps(open_terminal("fr", quiet=quiet), 2) as bar:
        bar.warn(warning)
        out, err = capsys.readouterr()
    assert (out, err) == ("", "" if quiet else warning.say("fr") + "\n")


def test_no_bar_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    with steps(open_terminal("fr"), 2) as bar:
        bar.begin("Lecture")
        bar.begin("Notation")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
    assert bar.progress is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("COLUMNS", "40"), ("TERM", "dumb"), ("NO_COLOR", "1"), ("FORCE_COLOR", "1"), ("GITHUB_ACTIONS", "true")],
)
def test_no_setting_of_a_console_makes_a_command_fail(
    hlmdiag: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    for other in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, value)
    assert hlmdiag("--help").code == 0
    refused = hlmdiag("score", "absent.csv")
    assert refused.code == 2
    assert "absent.csv" in refused.err
    assert "Traceback" not in refused.err


@pytest.mark.parametrize("environment", [{"PYTHONIOENCODING": "cp1252"}, {"PYTHONIOENCODING": "ascii"}])
def test_no_console_makes_a_command_fail(process, environment: dict[str, str]) -> None:  # type: ignore[no-untyped-def]
    assert process("--help", **environment).returncode == 0
    refused = process("score", "absent.csv", **environment)
    assert refused.returncode == 2
    assert b"absent.csv" in refused.stderr
    assert b"Traceback" not in refused.stderr


def test_the_module_runs_as_the_command_does(process) -> None:  # type: ignore[no-untyped-def]
    assert process("--version").stdout.decode().strip() == f"hlmdiag {__version__}"


def test_a_reader_of_the_help_who_leaves_early_is_no_error(tmp_path: Path) -> None:
    line = f"{sys.executable} -m hlmdiag score --help --quiet | head -c 10 >/dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, timeout=60, check=True)
    assert (done.stdout.strip(), done.stderr) == (b"0", b"")


@pytest.mark.skipif(sys.platform == "win32", reason="un tube et `head` : le shell de Windows n'en a pas")
@pytest.mark.parametrize(
    ("options", "expected"), [("parc.csv -g petite.yaml -o r.json", 0), ("parc.csv -g faux.yaml", 3)]
)
def test_a_reader_of_messages_who_leaves_changes_no_exit_code(options: str, expected: int, tmp_path: Path) -> None:
    rows = "".join(f"R{place};{place}\n" for place in range(1, 40))
    (tmp_path / "parc.csv").write_text(f"code_residence;nb_logements\n{rows}", encoding="utf-8")
    (tmp_path / "petite.yaml").write_text(GRID, encoding="utf-8")
    faults = "".join(f"cle-{place}: 1\n" for place in range(400))
    (tmp_path / "faux.yaml").write_text(f"language_version: 1\n{faults}", encoding="utf-8")
    line = f"{sys.executable} -m hlmdiag score {options} 2>&1 | head -n 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == (str(expected), "")


_WRITES = """
import sys, time
from pathlib import Path
from hlmdiag.cli import terminal
from hlmdiag.cli.app import run
terminal._DELAY, terminal._OFTEN = 0.0, 0.0
sys.exit(run(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal is a thing of POSIX")
@pytest.mark.parametrize("quiet", [False, True])
def test_a_person_who_waits_for_many_sheets_sees_how_long(tmp_path: Path, quiet: bool) -> None:
    import os
    import pty

    rows = "\n".join(f"R{number:03},{number + 1},oui" for number in range(60))
    (tmp_path / "parc.csv").write_text(f"code_residence,nb_logements,qpv\n{rows}\n", encoding="utf-8")
    (tmp_path / "petite.yaml").write_text(GRID, encoding="utf-8")
    ours, theirs = pty.openpty()
    command = [
        sys.executable,
        "-c",
        _WRITES,
        "score",
        "parc.csv",
        "-g",
        "petite.yaml",
        "-o",
        "dossier/",
        "--date",
        "2026-10-31",
    ]
    environment = dict(os.environ) | {"TERM": "xterm", "COLUMNS": "160", "LINES": "40"}
    with subprocess.Popen(
        [*command, *(["--quiet"] if quiet else [])], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=theirs,
        env=environment,
    ) as running:  # fmt: skip
        os.close(theirs)
        said = b""
        try:
            while part := os.read(ours, 65536):
                said += part
        except OSError:  # the other end is closed
            pass
    os.close(ours)
    assert running.returncode == 0
    assert (b" par seconde, encore " in said) is not quiet
    assert ("sur 60, " in said.decode()) is not quiet
