"""What was written on the spot keeps its deadline and its owner; every walk given is used."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest

from dossier.missions import NEVER_VISITED, VISITED, dossier_of, present, walked
from hlmdiag.errors import HlmdiagError
from hlmdiag.explain import find
from hlmdiag.report.dossier import markdown
from worded import drafter_of


def test_each_finding_of_a_walk_has_its_own_deadline_the_nearest_first() -> None:
    (walk,) = dossier_of(VISITED).walks
    told = [(each.texts["comment"], each.texts["owner"], each.texts["deadline"]) for each in walk.observed]
    assert told == [
        ("Inscription injurieuse sur le pignon nord", "agence", "48 heures"),
        ("Encombrants entre les deux parcelles", "à préciser", "1 mois"),
    ]
    # they are not said again, joined column by column
    assert [label for label, _ in walk.findings] == ["Date du parcours"]


def test_several_walks_are_all_used_the_earliest_first() -> None:
    later = replace(walked(), manifest=replace(walked().manifest, reference_date=date(2026, 11, 20)))
    drafter = drafter_of(present(), walks=[("novembre.json", later), ("octobre.json", walked())])
    dossier = next(drafter.units([find(present(), VISITED)]))
    assert [each.file for each in dossier.walks] == ["octobre.json", "novembre.json"]
    out = BytesIO()
    markdown.render(dossier, out, "fr")
    told = out.getvalue().decode()
    assert "résultat au 31/10/2026." in told and "résultat au 20/11/2026." in told
    # what both walks propose is planned once
    titles = [each.proposed.action.title for lever in dossier.plan for each in lever.actions]
    assert len(titles) == len(set(titles))
    absent = next(drafter.units([find(present(), NEVER_VISITED)]))
    assert [each.diagnostic for each in absent.walks] == [None, None]


def test_every_walk_that_cannot_serve_is_refused_at_once() -> None:
    with pytest.raises(HlmdiagError) as refused:
        drafter_of(present(), walks=[("a.json", present()), ("visite.json", walked()), ("b.json", present())])
    assert [each.location.file for each in refused.value.problems] == ["a.json", "b.json"]
