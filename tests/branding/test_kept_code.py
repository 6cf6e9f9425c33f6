"""The code of the shipped templates is kept from one command to the next, and never says anything stale."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader

from hlmdiag.branding.kept_code import shipped_templates
from hlmdiag.report.html.page import page_environment

TEXT = "{{ 'mot' | spelled }} {{ 2 + 3 }} <{{ shown }}>"


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that holds the code: that of a user who has none yet."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, **_: tmp_path / name)
    return tmp_path / "hlmdiag" / "templates"


def said(text: str = TEXT, spelled: Callable[[str], str] = str.upper, **settings: object) -> str:
    found: Environment = shipped_templates()(loader=DictLoader({"page": text}), **settings)
    found.filters["spelled"] = spelled
    return found.get_template("page").render(shown="&")


def never(*_: object, **__: object) -> str:
    raise AssertionError("a template was made code again")


def test_code_is_made_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = said()
    assert first == "MOT 5 <&>"
    assert len(list(kept.iterdir())) == 1
    monkeypatch.setattr(Environment, "_generate", never)
    assert said() == first


def test_kept_code_holds_no_word_of_a_language(kept: Path) -> None:
    assert said(spelled=str.upper) == "MOT 5 <&>"
    assert said(spelled=str.title) == "Mot 5 <&>"
    assert len(list(kept.iterdir())) == 1


def test_code_of_another_text_escape_or_version_is_not_taken(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said()
    assert said("{{ shown }}") == "&"
    assert said("{{ shown }}", autoescape=True) == "&amp;"
    assert said("{{ shown }}", finalize=lambda it: it * 2) == "&&"
    assert said(" {% if 1 %}\n{{ shown }}{% endif %}") == " \n&"
    assert said(" {% if 1 %}\n{{ shown }}{% endif %}", trim_blocks=True, lstrip_blocks=True) == "&"
    monkeypatch.setattr(jinja2, "__version__", "999")
    monkeypatch.setattr(Environment, "_generate", never)
    with pytest.raises(AssertionError, match="made code again"):
        said("{{ shown }}", autoescape=True)


def test_installed_in_another_folder_the_same_code_serves(kept: Path, tmp_path: Path) -> None:
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "page").write_text("{{ shown }}", encoding="utf-8")
        found = shipped_templates()(loader=FileSystemLoader(tmp_path / folder))
        assert found.get_template("page").render(shown=1) == "1"
    assert len(list(kept.iterdir())) == 1


def test_damaged_code_is_made_again(kept: Path) -> None:
    first = said()
    (file,) = kept.iterdir()
    whole = file.read_bytes()
    for damaged in (b"", b"?", whole[: len(whole) // 2], whole[:-1], whole[:20] + b"\xff" * 40):
        file.write_bytes(damaged)
        assert said() == first
        assert file.read_bytes() == whole


def test_no_folder_is_no_fault(kept: Path) -> None:
    kept.parent.mkdir(parents=True)
    kept.write_text("a file where the folder should be", encoding="utf-8")
    assert said() == "MOT 5 <&>"
    assert kept.read_text(encoding="utf-8").startswith("a file")


def test_who_keeps_no_code_of_python_keeps_none_of_these(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert said() == "MOT 5 <&>"
    assert not kept.exists()


def test_templates_of_ours_are_kept(kept: Path) -> None:
    page_environment.__wrapped__("fr", ()).get_template("marks.html.j2")
    assert list(kept.iterdir())
