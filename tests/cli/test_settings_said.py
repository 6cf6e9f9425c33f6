"""The settings that are read are said; those that came with the data are not obeyed without an explicit yes."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from cli.conftest import Run

TABLE = "code_residence;nb_logements;qpv\nR1;12;oui\nR2;20;non\nR3;30;oui\nR4;30;à voir\n"
SETTINGS = '[values.qpv]\n"oui" = "non"\n"à voir" = "unknown"\n"jamais" = "oui"\n'


@pytest.fixture
def received(hlmdiag: Run) -> Path:
    """A folder that somebody sent, with settings of its own; the working folder is another one."""
    folder = Path("recu")
    folder.mkdir()
    (folder / "parc.csv").write_text(TABLE, encoding="utf-8")
    (folder / "hlmdiag.toml").write_text(SETTINGS, encoding="utf-8")
    Path("resultats").mkdir()
    return folder


def saved(name: str = "r.json") -> dict[str, object]:
    found: dict[str, object] = json.loads(Path(name).read_text(encoding="utf-8"))
    return found


def test_settings_that_came_with_the_data_are_said_and_not_obeyed(hlmdiag: Run, received: Path) -> None:
    for command in (
        ("score", received / "parc.csv", "-o", "r.json"), ("score", received / "parc.csv", "-o", "s.json", "-q"),
        ("inspect", received / "parc.csv"), ("score", received, "-o", "t.json"), ("config", "show", received),
        ("score", received / "parc.csv", "-o", "u.json", "--lang", "en"),
    ):  # fmt: skip
        done = hlmdiag(*command)
        assert done.code == 0 and "[reglages.non-suivis]" in done.err, (command, done.err)
        assert f'--config "{received / "hlmdiag.toml"}"' in done.err
    assert "donnees.traduite" not in Path("r.json").read_text(encoding="utf-8")
    assert [each["name"] for each in saved()["inputs"]] == ["parc.csv"]  # type: ignore


def test_a_faulty_file_that_came_with_the_data_refuses_nothing(hlmdiag: Run, received: Path) -> None:
    (received / "hlmdiag.toml").write_text("feuille = 3", encoding="utf-8")
    assert hlmdiag("score", received / "parc.csv", "-o", "r.json").code == 0
    assert hlmdiag("score", received / "parc.csv", "-o", "s.json", "--config", received / "hlmdiag.toml").code == 2


@pytest.mark.parametrize("how", ["option", "above"])
def test_settings_that_are_obeyed_are_named_with_what_they_changed(hlmdiag: Run, received: Path, how: str) -> None:
    path = received / "hlmdiag.toml"
    if how == "above":
        path = path.rename("hlmdiag.toml")
    options = ["--config", path] if how == "option" else []
    done = hlmdiag("score", received / "parc.csv", "-o", "r.json", "-o", "r.md", "-o", "r.html", "-v", *options)
    assert (done.code, done.err) == (0, "")
    document = saved()
    named = document["inputs"][-1]  # type: ignore
    digest = sha256(path.read_bytes()).hexdigest()
    assert (named["name"], named["table"], named["sha256"], named["rows"]) == ("hlmdiag.toml", "settings", digest, 4)
    notices = [each for each in document["problems"] if each["code"] == "donnees.traduite"]  # type: ignore
    assert [(each["location"]["line"], each["values"]["count"]) for each in notices] == [(2, 2), (3, 1)]
    for told in (done.out, Path("r.md").read_text(encoding="utf-8"), Path("r.html").read_text(encoding="utf-8")):
        assert "hlmdiag.toml:2" in told and "hlmdiag.toml:3" in told and "hlmdiag.toml:4" not in told
    assert digest in Path("r.md").read_text(encoding="utf-8") and digest in Path("r.html").read_text(encoding="utf-8")


def test_none_are_read_where_none_are_wanted(hlmdiag: Run, received: Path) -> None:
    Path("hlmdiag.toml").write_text(SETTINGS, encoding="utf-8")
    done = hlmdiag("score", received / "parc.csv", "-o", "r.json", "--no-config")
    assert (done.code, done.err) == (0, "")
    assert [each["name"] for each in saved()["inputs"]] == ["parc.csv"]  # type: ignore


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--config", "hlmdiag.toml", "--no-config"), "usage.reglages-deux"),
        (("--config", "absent.toml"), "usage.introuvable"),
        (("--config", "resultats"), "usage.reglages-dossier"),
        (("--config", "https://exemple.invalid/hlmdiag.toml"), "usage.adresse"),
    ],
)
def test_settings_that_cannot_be_are_refused(hlmdiag: Run, received: Path, options: tuple[str, ...], code: str) -> None:
    Path("hlmdiag.toml").touch()
    done = hlmdiag("score", received / "parc.csv", "-o", "r.json", *options)
    assert (done.code, f"[{code}]" in done.err) == (2, True), done.err


def test_the_same_file_twice_gives_the_same_bytes(hlmdiag: Run, received: Path) -> None:
    for name in ("a.json", "b.json"):
        hlmdiag(
            "score", received / "parc.csv", "-o", name, "--date", "2026-10-31", "--config", received / "hlmdiag.toml"
        )
    assert Path("a.json").read_bytes() == Path("b.json").read_bytes()
