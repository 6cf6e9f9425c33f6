"""Cases as data: what holds, what fails and where, what no case speaks of, and files of cases that are at fault."""

from pathlib import Path

import pytest
from lxml import etree

import hlmdiag
import yaml_texts
from hlmdiag.cases import cases_beside, read_cases, to_junit, try_cases
from hlmdiag.errors import HlmdiagError, Problem

HERE = Path(__file__).parent
GRID = HERE.parent / "broken-method" / "seuil-sans-source.yaml"
SENTENCES: dict[str, str] = yaml_texts.read((HERE / "sentences.yaml").read_text(encoding="utf-8"))
HEAD = 'grid: exemple\ndate: "2026-06-30"\ntolerance: 0.01\ncases:\n'
CALM = "  - name: Calme\n    input: {vacance: 0, impayes: 0, logements: 10, reclamations: 0, D: 1}\n"


def cases(folder: Path, text: str) -> Path:
    path = folder / "exemple.cases.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def tried(folder: Path, text: str) -> list[Problem]:
    """What is wrong with the cases of a text."""
    try:
        trial = try_cases(hlmdiag.load_grid(GRID), read_cases(cases(folder, text), "exemple.cases.yaml"))
    except HlmdiagError as refusal:
        return list(refusal.problems)
    return [problem for outcome in trial.outcomes for problem in outcome.problems]


def test_a_case_that_holds_says_nothing(tmp_path: Path) -> None:
    assert (
        tried(tmp_path, f"{HEAD}{CALM}    output: {{level: courant, score: 0.005, flags: [], conclusive: true}}\n")
        == []
    )


def test_answers_are_understood_as_in_a_file(tmp_path: Path) -> None:
    text = f'{HEAD}  - name: Écrit\n    input: {{Taux de vacance: "12,5 %", impayes: NSP, D: sans objet}}\n'
    output = '{"value:A": 12.5, "state:A": scored, "state:B": unknown, "state:D": not_applicable, "state:C": missing}'
    assert tried(tmp_path, f"{text}    output: {output}\n") == []


def test_a_case_takes_the_answers_of_another_and_may_take_one_back(tmp_path: Path) -> None:
    text = f"{HEAD}{CALM}    output: {{score: 0}}\n"
    text += "  - name: Sans vacance\n    like: Calme\n    input: {vacance: null, impayes: 8}\n"
    text += '    output: {"state:A": missing, "score:B": 100, score: 33.33}\n'
    assert tried(tmp_path, text) == []


def test_the_unit_may_be_named_by_any_title_of_its_key(tmp_path: Path) -> None:
    text = f"{HEAD}  - name: A\n    input: {{Code: X1, vacance: 0}}\n"
    assert tried(tmp_path, f"{text}    output: {{code: X1, score: null}}\n") == []


def test_a_case_may_know_nothing(tmp_path: Path) -> None:
    output = "{level: null, score: null, coverage: 0, low: 0, high: 100, levels_possible: [courant, fragile]}"
    assert tried(tmp_path, f"{HEAD}  - name: Rien\n    output: {output}\n") == []


def test_a_case_has_its_own_company_and_date(tmp_path: Path) -> None:
    text = f"{HEAD}{CALM}    stock: [{{code: X, vacance: 50}}, {{code: Y, vacance: 100, impayes: 50, D: 2}}]\n"
    assert tried(tmp_path, f'{text}    date: "2025-01-01"\n    output: {{rank: 2}}\n') == []


def test_each_gap_is_said_at_its_place(tmp_path: Path) -> None:
    found = tried(tmp_path, f"{HEAD}{CALM}    output:\n      level: fragile\n      score: 0.5\n      flags: [x]\n")
    assert [(it.code, it.location.line, it.location.column) for it in found] == [
        ("cas.ecart", 8, 7), ("cas.ecart", 9, 7), ("cas.ecart", 10, 7),
    ]  # fmt: skip
    assert {str(it.values["found"]) for it in found} == {"courant", "0", "[]"}


def test_a_refused_answer_explains_the_failure(tmp_path: Path) -> None:
    path = cases(tmp_path, f"{HEAD}  - name: Hors bornes\n    input: {{vacance: 120}}\n    output: {{score: 1}}\n")
    (outcome,) = try_cases(hlmdiag.load_grid(GRID), read_cases(path)).outcomes
    assert any(remark.code.startswith("donnees.") for remark in outcome.remarks)


def test_a_refused_answer_is_where_it_is_written_and_in_no_file_that_does_not_exist(tmp_path: Path) -> None:
    company = "[{code: R2, vacance: 3}, {code: R3, impayes: beaucoup}]"
    answers = f"    input: {{code: R1, vacance: 120}}\n    stock: {company}\n"
    path = cases(tmp_path, f"{HEAD}  - name: Hors bornes\n{answers}    output: {{score: 1}}\n")
    (outcome,) = try_cases(hlmdiag.load_grid(GRID), read_cases(path)).outcomes
    found = [(Path(it.location.file or "").name, it.location.line, it.location.column) for it in outcome.remarks]
    assert found == [(path.name, 6, 23), (path.name, 7, 48)]


def test_what_no_case_expects_is_listed(tmp_path: Path) -> None:
    path = cases(tmp_path, f'{HEAD}{CALM}    output: {{level: courant, "score:A": 0, "value:B": 0}}\n')
    left = try_cases(hlmdiag.load_grid(GRID), read_cases(path)).uncovered
    assert left.levels == ("fragile",)
    assert left.flags == left.flags_to_check == ("vacance-forte",)
    assert left.actions == ("relouer",)
    assert left.indicators == ("C", "D")


def test_junit_counts_and_names_the_failures(tmp_path: Path) -> None:
    from xml.etree import ElementTree

    text = f"{HEAD}{CALM}    output: {{score: 0}}\n  - name: <Raté> & fils\n    output: {{score: 1}}\n"
    trial = try_cases(hlmdiag.load_grid(GRID), read_cases(cases(tmp_path, text), "exemple.cases.yaml"))
    root = ElementTree.fromstring(to_junit([trial], "fr"))
    assert root.tag == "testsuites"
    (suite,) = root
    assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("2", "1", "0")
    assert [(it.get("name"), it.get("classname")) for it in suite] == [
        ("Calme", "exemple"), ("<Raté> & fils", "exemple"),
    ]  # fmt: skip
    schema = etree.XMLSchema(etree.parse(Path(__file__).parents[1] / "schemas" / "junit-10.xsd"))
    assert schema.validate(etree.fromstring(to_junit([trial], "fr"))), schema.error_log
    assert [len(it) for it in suite] == [0, 1]
    failure = suite[1][0]
    assert failure.get("type") == "cas.ecart"
    assert "exemple.cases.yaml:9:14" in (failure.text or "")
    assert to_junit([trial], "fr") == to_junit([trial], "fr")


def test_cases_stand_beside_their_grid() -> None:
    assert cases_beside(Path("grilles/halls.yaml")) == Path("grilles/halls.cases.yaml")
    assert cases_beside(Path("halls.cases.yaml")) == Path("halls.cases.yaml")


FAULTS = {
    "cas.vide": "",
    "cas.pas-des-cas": "- a\n",
    "cas.sans-cas": HEAD.replace("cases:\n", "cases: []\n"),
    "cas.cle-inconnue": f"{HEAD}{CALM}    output: {{score: 0}}\n    expected: 1\n",
    "cas.cle-absente": f"{HEAD}{CALM}",
    "cas.texte": f"{HEAD}  - name: 12\n    output: {{score: 0}}\n",
    "cas.bloc": f"{HEAD}  - name: A\n    input: 3\n    output: {{score: 0}}\n",
    "cas.suite": HEAD.replace("cases:\n", "cases: 3\n"),
    "cas.reponse": f"{HEAD}  - name: A\n    input: {{vacance: [1]}}\n    output: {{score: 0}}\n",
    "cas.date": f"{HEAD}{CALM}    output: {{score: 0}}\n    date: hier\n",
    "cas.sans-date": f"{HEAD}{CALM}    output: {{score: 0}}\n".replace('date: "2026-06-30"\n', ""),
    "cas.tolerance": f"{HEAD}{CALM}    output: {{score: 0}}\n    tolerance: -1\n",
    "cas.nom-double": f"{HEAD}{CALM}    output: {{score: 0}}\n{CALM}    output: {{score: 0}}\n",
    "cas.like-inconnu": f"{HEAD}{CALM}    output: {{score: 0}}\n    like: Clame\n",
    "cas.grille-autre": f"{HEAD}{CALM}    output: {{score: 0}}\n".replace("exemple", "autre"),
    "cas.colonne-inconnue": f"{HEAD}  - name: A\n    input: {{vacanse: 1}}\n    output: {{score: 0}}\n",
    "cas.table-inconnue": f"{HEAD}  - name: A\n    input: {{events: {{faits: [{{}}]}}}}\n    output: {{score: 0}}\n",
    "cas.sortie-inconnue": f"{HEAD}{CALM}    output: {{scor: 0}}\n",
    "cas.ecart": f"{HEAD}{CALM}    output: {{score: 12}}\n",
    "cas.refus": f"{HEAD}  - name: A\n    input: {{vacance: 1, ' vacance': 2}}\n    output: {{score: 0}}\n",
    "cas.unite-absente": f"{HEAD}{CALM}    stock: [{{code: CAS}}, {{code: X}}]\n    output: {{score: 0}}\n",
}


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_is_said_at_its_place_with_what_to_do(code: str, tmp_path: Path) -> None:
    found = tried(tmp_path, FAULTS[code])
    assert [problem.code for problem in found] == [code]
    assert found[0].say("fr") == SENTENCES[code]


def test_a_file_of_cases_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(HlmdiagError) as refusal:
        read_cases(tmp_path / "absent.cases.yaml", "absent.cases.yaml")
    assert [problem.say("fr") for problem in refusal.value.problems] == [SENTENCES["cas.fichier-absent"]]


def test_every_code_has_its_sentence_here() -> None:
    from hlmdiag.text import catalogue

    assert set(SENTENCES) == {code for code in catalogue("fr") if code.startswith("cas.") and ".mots." not in code}


def test_all_faults_of_a_file_are_said_at_once(tmp_path: Path) -> None:
    text = f"{HEAD}  - name: A\n    input: 3\n    output: {{score: 0}}\n    date: hier\n    tolerance: x\n"
    assert [it.code for it in tried(tmp_path, text)] == ["cas.bloc", "cas.date", "cas.tolerance"]
