"""What stands where an output goes: links, files of other people, leftovers of runs that were killed, names taken."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.conftest import Run
from hlmdiag.errors import HlmdiagError
from hlmdiag.runs import temporary
from hlmdiag.runs.atomic_write import opened
from hlmdiag.runs.outputs import OutputTarget, check_outputs, targets
from hlmdiag.runs.reserved_names import free, next_free, release

posix = pytest.mark.skipif(os.name != "posix", reason="links, permissions and signals of Unix")


@pytest.fixture(autouse=True)
def fresh() -> None:
    release()


def code_of(asked: OutputTarget, inputs: list[Path] | None = None, *, force: bool = False) -> str:
    with pytest.raises(HlmdiagError) as error:
        check_outputs([asked], inputs or [], force=force)
    assert error.value.exit_code == 2
    return error.value.problems[0].code


@posix
def test_a_link_planted_under_the_old_temporary_name_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "precieux.txt"
    victim.write_text("à garder")
    (tmp_path / f".a.md.{os.getpid()}.tmp").symlink_to(victim)
    with opened(tmp_path / "a.md") as stream:
        stream.write(b"resultat")
    assert victim.read_text() == "à garder"
    assert (tmp_path / "a.md").read_bytes() == b"resultat"


@posix
def test_a_temporary_name_that_is_taken_is_refused_and_never_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = tmp_path / "precieux.txt"
    victim.write_text("à garder")
    monkeypatch.setattr(temporary.secrets, "token_hex", lambda size: "0" * 2 * size)
    (tmp_path / f".hlmdiag-{temporary.mark()}-{'0' * 16}.tmp").symlink_to(victim)
    with pytest.raises(HlmdiagError), opened(tmp_path / "a.md") as stream:
        stream.write(b"x")
    assert victim.read_text() == "à garder"


def test_two_temporary_names_differ(tmp_path: Path) -> None:
    (one, first), (other, second) = temporary.create(tmp_path), temporary.create(tmp_path)
    with first, second:
        assert one != other


@posix
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o666])
def test_the_permissions_of_a_file_that_is_replaced_are_kept(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "a.md"
    path.touch()
    path.chmod(mode)
    with opened(path) as stream:
        stream.write(b"x")
    assert stat.S_IMODE(path.stat().st_mode) == mode


@posix
def test_a_new_file_has_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "temoin").touch()
    with opened(tmp_path / "a.md") as stream:
        stream.write(b"x")
    assert (tmp_path / "a.md").stat().st_mode == (tmp_path / "temoin").stat().st_mode


@posix
def test_an_output_that_is_a_link_is_replaced_and_what_it_leads_to_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "ailleurs.md").write_text("ailleurs")
    (tmp_path / "a.md").symlink_to(tmp_path / "ailleurs.md")
    with opened(tmp_path / "a.md") as stream:
        stream.write(b"x")
    assert (tmp_path / "ailleurs.md").read_text() == "ailleurs"
    assert not (tmp_path / "a.md").is_symlink()


@posix
def test_a_link_to_nothing_is_something_that_stands_there(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to(tmp_path / "absent")
    assert code_of(OutputTarget(tmp_path / "a.md", "md")) == "sortie.existe"


@posix
@pytest.mark.parametrize("made", ["pipe", "link"])
def test_what_is_no_file_is_never_replaced(tmp_path: Path, made: str) -> None:
    path = tmp_path / "a.csv"
    if made == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to(os.devnull)
    with pytest.raises(HlmdiagError) as error, opened(path) as stream:
        stream.write(b"x")
    assert error.value.problems[0].code == "sortie.pas-un-fichier"


def _dead() -> int:
    """The number of a process that has ended."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid


@posix
def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    machine = temporary.mark().partition("-")[0]
    left = [tmp_path / f".hlmdiag-{machine}-{_dead()}-{'a' * 16}.tmp", tmp_path / ".parc.xlsx.hlmdiag"]
    kept = [
        tmp_path / f".hlmdiag-{machine}-{os.getppid()}-{'b' * 16}.tmp",  # a run that goes on
        tmp_path / f".hlmdiag-00000000-{_dead()}-{'c' * 16}.tmp",  # another machine, just now
        tmp_path / ".a.md.12.tmp", tmp_path / "notes.tmp", tmp_path / ".autre.hlmdiag",
    ]  # fmt: skip
    for path in (*left, *kept):
        path.write_text(f"{machine}-{_dead()}" if path == left[1] else "x")
    old = tmp_path / f".hlmdiag-00000000-1-{'d' * 16}.tmp"
    old.touch()
    os.utime(old, (time.time() - 90_000,) * 2)
    with opened(tmp_path / "a.md") as stream:
        stream.write(b"x")
    assert {each.name for each in tmp_path.iterdir()} == {"a.md", *(each.name for each in kept)}


def test_a_free_name_is_given_once(tmp_path: Path) -> None:
    assert [free(tmp_path, "parc", [".xlsx", ".html"]) for _ in range(3)] == ["parc", "parc-2", "parc-3"]
    assert next_free(tmp_path / "parc.html").name == "parc-4.html"
    release()
    assert list(tmp_path.iterdir()) == []


@posix
def test_a_name_held_by_a_killed_run_is_free_again(tmp_path: Path) -> None:
    machine = temporary.mark().partition("-")[0]
    (tmp_path / ".parc.xlsx.hlmdiag").write_text(f"{machine}-{_dead()}")
    assert next_free(tmp_path / "parc.xlsx").name == "parc.xlsx"
    release()


def test_several_processes_at_once_take_different_names(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from hlmdiag.runs.reserved_names import next_free, release; "
        "found = next_free(Path(sys.argv[1])); time.sleep(.3); found.touch(); release(); print(found.name)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "parc.xlsx")]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    names = [run.communicate(timeout=60)[0].strip() for run in runs]
    assert len(set(names)) == 4, names
    assert len(list(tmp_path.iterdir())) == 4


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("CON.xlsx", "sortie.nom-reserve"), ("nul", "sortie.nom-reserve"), ("aux.xlsx", "sortie.nom-reserve"),
        ("com1.csv", "sortie.nom-reserve"), ("LPT³.md", "sortie.nom-reserve"), ("con .md", "sortie.nom-reserve"),
        ("aux/a.md", "sortie.nom-reserve"), ("a.md.", "sortie.nom-fin"), ("a.md ", "sortie.nom-fin"),
        ("juin /a.md", "sortie.nom-fin"), ("a.xlsx:cache.md", "sortie.nom-signe"), ("a?.md", "sortie.nom-signe"),
        ("a\nb.md", "sortie.nom-signe"),
    ],
)  # fmt: skip
def test_a_name_that_windows_does_not_allow_is_refused_everywhere(tmp_path: Path, name: str, code: str) -> None:
    assert code_of(OutputTarget(tmp_path / name, "md"), force=True) == code


@pytest.mark.parametrize("name", ["console.md", "a.b.md", "auxerre.md", "com12.md", "été 2026.md", "nul-part.md"])
def test_a_name_that_looks_like_one_of_those_is_not_refused(tmp_path: Path, name: str) -> None:
    check_outputs([OutputTarget(tmp_path / name, "md")], [], force=False)


@pytest.mark.parametrize(
    "address", ["s3://parc/a.csv", "S3://parc/a.xlsx", "gs://p/a.json", "https://x.fr/a.md", "file:///a.csv"]
)
def test_an_address_is_refused_as_an_output_and_as_an_input(hlmdiag: Run, address: str) -> None:
    Path("parc.csv").write_text("code_residence,annee_construction\nR1,1990\n", encoding="utf-8")
    for arguments in (
        ("score", address), ("score", f"incidents={address}"), ("inspect", address), ("report", address),
        ("score", "parc.csv", "-o", address), ("score", "parc.csv", "-o", f"json={address}"),
        ("inspect", "parc.csv", "--write", address.rsplit(".", 1)[0] + ".csv"), ("explain", address, "R1"),
    ):  # fmt: skip
        done = hlmdiag(*arguments)
        assert (done.code, "[usage.adresse]" in done.err) == (2, True), (arguments, done.err)
    assert [each.name for each in Path().iterdir()] == ["parc.csv"]


@pytest.mark.parametrize(("one", "other"), [("a.xlsx", "A.xlsx"), ("é.md", "e\u0301.md"), ("d/a.csv", "D/A.csv")])
def test_two_names_that_are_one_file_elsewhere_are_refused(one: str, other: str) -> None:
    with pytest.raises(HlmdiagError) as error:
        check_outputs(targets([one, other], None), [], force=True)
    assert error.value.problems[0].code == "sortie.deux-fois"


@pytest.mark.parametrize(
    ("output", "is_refused"),
    [("d/r.csv", True), ("d/sous/r.xlsx", True), ("d/sous/", True), ("d/r.html", False), ("r.csv", False)],
)
def test_an_output_that_the_next_run_would_read_as_data_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, is_refused: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("d").mkdir()
    found = targets([output], None)
    if is_refused:
        assert code_of(found[0], [Path("d")], force=True) == "sortie.dans-les-donnees"
    else:
        check_outputs(found, [Path("d")], force=False)
