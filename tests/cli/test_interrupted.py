"""A run that is stopped, or that cannot write, leaves what was there and nothing half-written."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hlmdiag.cli.app import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and limits of files are those of POSIX")

Process = Callable[..., subprocess.CompletedProcess[bytes]]
DATE = ("--date", "2026-10-31", "--quiet")
GRID = ("-g", "petite.yaml")
FULL = Path("/dev/full")
SMALL = """\
language_version: 1
id: petite
version: "1"
title: Petite
polarity: burden
columns:
  code_residence: {type: id, required: true}
  nb_logements: {type: integer}
  desordre_securite: {type: boolean}
  nb_ascenseurs: {type: integer}
indicators: {ASC: {title: Ascenseurs, value: nb_ascenseurs, score: {identity: {}}}}
levels: {bon: {title: Bon, from: 0}, mauvais: {title: Mauvais, from: 50}}
"""


@pytest.fixture
def stock(tmp_path: Path) -> Path:
    return units(tmp_path, 60)


@pytest.fixture
def large_stock(tmp_path: Path) -> Path:
    """Enough units for the writing to last some tenths of a second."""
    return units(tmp_path, 200_000)


def units(folder: Path, count: int) -> Path:
    """A stock, and beside it the small grid: where a stream or a disk is what is tried, no more need be scored."""
    (folder / "petite.yaml").write_text(SMALL, encoding="utf-8")
    lines = [f"{number:05},{number % 90 + 1},oui,2" for number in range(count)]
    path = folder / "parc.csv"
    path.write_text(
        "\n".join(["code_residence,nb_logements,desordre_securite,nb_ascenseurs", *lines]), encoding="utf-8"
    )
    return path


@contextmanager
def writing(stock: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A command caught while it writes `r.json`."""
    command = [
        sys.executable,
        "-m",
        "hlmdiag",
        "score",
        stock.name,
        *GRID,
        "-o",
        "r.json",
        "--force",
        *DATE,
    ]
    with subprocess.Popen(command, cwd=stock.parent, stderr=subprocess.PIPE) as running:
        until = time.monotonic() + 60
        while not any(path.stat().st_size for path in stock.parent.glob(".hlmdiag-*.tmp")):
            assert running.poll() is None, "the command ended before it was caught"
            assert time.monotonic() < until
            time.sleep(0.001)
        yield running


def test_a_killed_run_leaves_the_former_result_whole(large_stock: Path) -> None:
    former = large_stock.with_name("r.json")
    former.write_text("avant")
    with writing(large_stock) as running:
        running.kill()
    assert running.returncode == -signal.SIGKILL
    assert former.read_text() == "avant"


def test_a_stopped_run_leaves_nothing_behind(large_stock: Path) -> None:
    with writing(large_stock) as running:
        running.terminate()
        said = running.stderr.read().decode() if running.stderr else ""
    assert running.returncode == 130
    assert "Interrompu" in said
    assert sorted(path.name for path in large_stock.parent.iterdir()) == ["parc.csv", "petite.yaml"]


@pytest.mark.parametrize("name", ["json", "csv", "parquet", "xlsx"])
@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_a_full_standard_output_is_said(process: Process, stock: Path, name: str) -> None:
    command = [sys.executable, "-m", "hlmdiag", "score", stock.name, *GRID, "-f", name, "-o", "-", *DATE]
    with FULL.open("wb") as full:
        done = subprocess.run(command, cwd=stock.parent, stdout=full, stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert done.stderr.decode().strip() == (
        "hlmdiag : le résultat n’a pas pu être écrit sur la sortie standard (erreur 28 du système) : le disque où elle "
        "va est peut-être plein. Écrivez-le dans un fichier d’un autre dossier avec -o. [sortie.standard-refusee]"
    )


@pytest.mark.parametrize("name", ["json", "csv", "parquet"])
def test_a_reader_that_leaves_is_no_failure(tmp_path: Path, name: str) -> None:
    stock = units(tmp_path, 3_000)  # more than a pipe holds, in every format
    command = [sys.executable, "-m", "hlmdiag", "score", stock.name, *GRID, "-f", name, "-o", "-", *DATE]
    with subprocess.Popen(command, cwd=stock.parent, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout is not None and running.stderr is not None
        running.stdout.read(3)
        running.stdout.close()
        said = running.stderr.read()
    assert (running.returncode, said) == (0, b"")


@pytest.mark.parametrize("name", ["r.json", "r.csv", "r.parquet", "r.xlsx", "r.html", "r.md"])
def test_a_file_that_the_disk_refuses_is_said_and_not_left(stock: Path, name: str) -> None:
    limit = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000)); "
    code = f"{limit}from hlmdiag.cli.app import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "score", stock.name, *GRID, "-o", name, *DATE]
    # a module that Python compiled and could write in part only would break the runs that come after
    alone = dict(os.environ) | {"PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, cwd=stock.parent, capture_output=True, check=False, env=alone)
    assert done.returncode == 2, done.stderr.decode()
    assert "n’a pas pu être écrit (erreur 27 du système). Essayez un autre dossier avec -o." in done.stderr.decode()
    assert not stock.with_name(name).exists()
    assert not list(stock.parent.glob(".*tmp"))


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of addresses is one of Linux")
def test_a_limit_of_memory_too_low_to_start_is_said(stock: Path) -> None:
    limit = "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000)); "
    code = f"{limit}from hlmdiag.cli.app import run; sys.exit(run(sys.argv[1:]))"
    command = [sys.executable, "-c", code, "score", stock.name, "-o", "r.json", *DATE]
    done = subprocess.run(command, cwd=stock.parent, capture_output=True, check=False, env=dict(os.environ))
    assert done.returncode == 3, done.stderr.decode()
    assert "la mémoire permise ici est de 1\u202f000 Mo (ulimit -v), et il en faut 2\u202f000" in done.stderr.decode()
    assert not stock.with_name("r.json").exists()
    helped = subprocess.run([sys.executable, "-c", code, "score", "--help"], capture_output=True, check=False)
    assert helped.returncode == 0, helped.stderr.decode()


SHOWING = [
    ("grid", "list"), ("grid", "doc", "residence-complexe"), ("config", "show"), ("--help",), ("inspect", "parc.csv"),
    ("explain", "r.json", "00001"), ("report", "r.json", "-f", "md", "-o", "-"),
    ("score", "parc.csv", *GRID, "--date", "2026-10-31", "-o", "s.json", "--force"),
]  # fmt: skip


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stock and its saved result: every command here shows them, and changes neither."""
    stock = units(tmp_path_factory.mktemp("parc"), 60)
    assert (
        run(
            [
                "score",
                str(stock),
                "-g",
                str(stock.with_name("petite.yaml")),
                "-o",
                str(stock.with_name("r.json")),
                *DATE,
            ]
        )
        == 0
    )
    return stock.parent


def ending(folder: Path, arguments: tuple[str, ...], streams: str, **environment: str) -> tuple[int, str]:
    """The exit code of a command whose streams a shell has sent elsewhere, and what it says on the one that is left."""
    line = f'"$0" -m hlmdiag "$@" {streams}'
    done = subprocess.run(
        ["sh", "-c", line, sys.executable, *arguments], cwd=folder, capture_output=True, text=True, check=False,
        env=dict(os.environ) | {"PYTHONUNBUFFERED": ""} | environment,
    )  # fmt: skip
    return done.returncode, done.stderr


@pytest.mark.parametrize("arguments", SHOWING, ids=" ".join)
@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_every_command_says_that_standard_output_is_full_or_closed(shown: Path, arguments: tuple[str, ...]) -> None:
    code, said = ending(shown, arguments, "> /dev/full")
    assert (code, "[sortie.standard-refusee]" in said, "Exception" in said) == (2, True, False), said
    code, said = ending(shown, arguments, ">&-", PYTHONUNBUFFERED="1")
    assert (code, "[sortie.standard-fermee]" in said, "Exception" in said) == (2, True, False), said


@pytest.mark.parametrize(("arguments", "expected"), [(("grid", "lst"), 2), (("inspect", "parc.csv"), 0)])
@pytest.mark.parametrize("streams", ["> /dev/null 2> /dev/full", "> /dev/null 2>&-"])
@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_what_cannot_be_said_changes_no_exit_code(
    shown: Path, arguments: tuple[str, ...], expected: int, streams: str
) -> None:
    assert ending(shown, arguments, streams)[0] == expected


def test_a_run_gives_its_caller_the_handlers_back() -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)]
    assert run(["--version"]) == 0
    assert run(["score", "absent.csv"]) != 0
    assert [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)] == before
