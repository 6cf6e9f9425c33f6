"""What a condition can be, from the bounds of its columns alone."""

from pathlib import Path

import pytest

import hlmdiag
from hlmdiag.method import examine

BASE = (Path(__file__).parent.parent / "broken-method" / "jamais-vraie.yaml").read_text(encoding="utf-8")

NEVER = [
    "vacance < 0",
    "vacance > 50 and vacance < 10",
    "vacance >= 100 and vacance < 100",
    "logements == 0",
    "abs(vacance) < 0",
    "score(A) == 25",
    "score(A) > 60 and score(A) < 90",
    "score(ensemble) > 100",
    "coverage > 1",
    "alerts() >= 1",
    "level == fragile and score < 0",
    "100 * vacance / logements < 0",
    "not (vacance >= 0)",
    "(vacance if vacance > 5 else 0) < 0",
    "vacance > 150 or impayes > 150",
    "min(vacance, impayes) > 100",
    'D == "1" and vacance > 200',
]
ALWAYS = ["vacance >= 0", "vacance <= 50 or vacance > 50", "score(A) <= 100", "logements > 0 or vacance > 3"]
DEPENDS = [
    "vacance > 20",
    "vacance > 50 or impayes < 10",
    "vacance > 20 and vacance <= 21",
    "score(A) >= 50",
    "score(ensemble) > 99",
    "D == \"1\"",
    "D in (\"1\", \"2\") and vacance > 1",
    "is_known(vacance)",
    "level >= fragile",
    "years_since(logements) > 3",
    "reclamations / ascenseurs > 4",
    "vacance == median(vacance)",
    "round(vacance) > 99",
]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "code"),
    [(it, "methode.jamais-vraie") for it in NEVER]
    + [(it, "methode.toujours-vraie") for it in ALWAYS]
    + [(it, None) for it in DEPENDS],
)
def test_a_condition_is_judged_on_bounds(condition: str, code: str | None, tmp_path: Path) -> None:
    path = tmp_path / "grille.yaml"
    path.write_text(BASE.replace("when: vacance > 120", f"when: {condition!r}".replace("\\'", "''")), encoding="utf-8")
    assert hlmdiag.load_grid(path).flags["vacance-forte"].when.text == condition
    found = {problem.code for problem in examine(path).problems} - {"methode.seuil-sans-source"}
    assert found == ({code} if code else set())


def test_flags_that_read_one_another_in_a_long_chain_are_judged_from_either_end(tmp_path: Path) -> None:
    chain = [f"  f{place}: {{when: flag(f{place - 1}), message: m}}\n" for place in range(1, 1_500)]
    flags = ["  f0: {when: vacance > 120, message: m}\n", *chain]
    for place, lines in enumerate((flags, flags[::-1])):
        path = tmp_path / f"grille-{place}.yaml"
        path.write_text(BASE[: BASE.index("flags:")] + "flags:\n" + "".join(lines), encoding="utf-8")
        never = [problem for problem in examine(path).problems if problem.code == "methode.jamais-vraie"]
        assert len(never) == 1_500
