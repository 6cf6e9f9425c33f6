"""What is put to the team: what is missing, what is to be checked, what people see differently."""

from __future__ import annotations

from dossier.missions import INTERRUPTED, NEVER_VISITED, NOT_CONCLUSIVE, VISITED, alone, dossier_of, present, small
from hlmdiag.dossier import Dossier


def asked(dossier: Dossier, kind: str) -> list[str]:
    return [question.text for question in dossier.questions if question.kind == kind]


def test_each_missing_answer_is_a_question_the_most_decisive_first() -> None:
    found = dossier_of(VISITED)
    deciding = [each.reading.indicator.id for each in found.diagnostic.deciding]
    assert deciding and [text.split()[0] for text in asked(found, "missing")] == deciding


def test_a_flag_to_check_asks_for_the_answers_that_decide_it() -> None:
    found = dossier_of(NOT_CONCLUSIVE)
    to_check = [flag for flag in found.diagnostic.flags if not flag.holds]
    texts = asked(found, "flag")
    assert len(texts) == len(to_check) > 0
    for flag, text in zip(to_check, texts, strict=True):
        assert flag.flag.message in text
        assert all(answer.label in text for answer in flag.unknown)


def test_a_wide_gap_asks_which_view_is_the_more_severe() -> None:
    found = alone(present(), "0108")
    assert found.diagnostic.wide_gaps
    texts = asked(found, "gap")
    assert len(texts) == len(found.diagnostic.wide_gaps)
    (title, gap), text = found.diagnostic.wide_gaps[0], texts[0]
    severe, mild = ("Regard des équipes", "Indicateurs") if gap > 0 else ("Indicateurs", "Regard des équipes")
    assert text.startswith(title or "Ensemble")
    assert text.index(severe) < text.index(mild)


def test_what_observers_saw_differently_is_asked_where_it_is_wide() -> None:
    found = dossier_of(VISITED)
    (walk,) = found.walks
    assert walk.grid.respondents is not None
    least = walk.grid.respondents.divergence
    wide = [each.indicator.id for each in walk.differing if (each.divergence or 0) >= (least or 0)]
    texts = asked(found, "walk")
    assert wide and all(any(id in text for text in texts) for id in wide)


def test_an_override_is_questioned() -> None:
    (text,) = asked(alone(small(), "000104"), "override")
    assert "incendie du 12 octobre" in text


def test_a_residence_that_was_not_visited_says_so_and_asks_nothing_of_the_walk() -> None:
    found = dossier_of(NEVER_VISITED)
    (walk,) = found.walks
    assert walk.diagnostic is None
    assert asked(found, "walk") == []


def test_the_worst_points_of_an_interrupted_walk_are_known_though_it_has_no_score() -> None:
    found = dossier_of(INTERRUPTED)
    (walk,) = found.walks
    assert walk.diagnostic is not None
    assert walk.diagnostic.verdict.score is None
    points = [each.points for each in walk.worst if each.points is not None]
    assert points and points == sorted(points)
