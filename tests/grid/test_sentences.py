"""What the author of a grid reads: one whole message per code, in `sentences.yaml`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import yaml_texts
from hlmdiag.errors import HlmdiagError, Problem
from hlmdiag.grid import load_grid, shipped_grids
from hlmdiag.grid.diagnostics import nearest_first
from hlmdiag.text import catalogue
from hlmdiag.text.phrase import spell

HERE = Path(__file__).parent
SENTENCES: dict[str, str] = yaml_texts.read((HERE / "sentences.yaml").read_text(encoding="utf-8"))


def chained(place: int) -> str:
    """A grid that reads the next one."""
    text = (HERE.parent / "broken" / "usage-en-boucle.yaml").read_text(encoding="utf-8")
    return text.replace("usage-en-boucle-suite", f"lue-{place + 1}").replace("usage-en-boucle", f"lue-{place}")


HOSTILE = {
    "anomalies.yaml": "language_version: 1\n" + "".join(f"cle-{place}: 1\n" for place in range(600)),
    "octets.yaml": "a: " + "x" * 2_000_001,
    "scalaire.yaml": "a: " + "x" * 20_001,
    "profond.yaml": "[" * 1_000,
    "renvois.yaml": "a: &a 1\nb: [" + "*a, " * 201 + "]",
    "elements.yaml": "[" + "a," * 100_001 + "]",
    "variante-0.yaml": "extends: variante-1\n",
    "lue-0.yaml": chained(0),
}
CHAINED = {f"variante-{place}.yaml": f"extends: variante-{place + 1}\n" for place in range(1, 50)}
CHAINED |= {f"lue-{place}.yaml": chained(place) for place in range(1, 50)}
"""What the first of a chain extends or reads, and so on: more grids than are followed."""


def problems(path: Path | str) -> tuple[Problem, ...]:
    try:
        load_grid(path)
    except HlmdiagError as refusal:
        return refusal.problems
    return ()


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Everything said of the broken files, each seen from its folder."""

    def said() -> Iterator[str]:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(HERE.parent / "broken")
            for path in sorted(Path().glob("*.yaml")):
                yield from (problem.say("fr") for problem in problems(path))
            yield from (problem.say("fr") for problem in problems("residence-complex"))
            patch.chdir(tmp_path_factory.mktemp("hostile"))
            Path("dossier").mkdir()
            for name, text in (HOSTILE | CHAINED).items():
                Path(name).write_text(text, encoding="utf-8")
            for path in ("dossier", *HOSTILE):
                yield from (problem.say("fr") for problem in problems(path))
            patch.setattr(Path, "read_bytes", _refused)
            yield from (problem.say("fr") for problem in problems("octets.yaml"))

    return set(said())


def _refused(path: Path) -> bytes:
    raise PermissionError(path)


@pytest.mark.parametrize("code", [code for code in catalogue("fr") if code.startswith("grille.")])
def test_the_sentence_of_each_code(code: str, messages: set[str]) -> None:
    shipped = spell(nearest_first("residence-complex", shipped_grids()), "fr")
    nearest = spell(nearest_first("veroullee", shipped_grids()), "fr")
    said = SENTENCES[code].replace("{fournies}", shipped).replace("{fournies-veroullee}", nearest)
    assert said in messages


def test_both_languages_say_the_same_codes() -> None:
    french, english = (
        {code for code in catalogue(language) if code.startswith("grille.")} for language in ("fr", "en")
    )
    assert french == english
