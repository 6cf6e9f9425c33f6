"""Every fault of an expression has its sentence, asserted once, in `sentences.yaml`."""

from pathlib import Path

import pytest

import yaml_texts
from hlmdiag.expression import ExpressionError, Names, check, check_adjust, check_indicator_filter
from hlmdiag.text import catalogue

CASES = yaml_texts.read(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))
CHECKS = {
    "check": check,
    "condition": lambda text, names: check(text, names, kinds=("boolean",)),
    "number": lambda text, names: check(text, names, kinds=("number",)),
    "choice": lambda text, names: check(text, names, kinds=("choice",)),
    "adjust": check_adjust,
    "whole": lambda text, names: check(text, Names(columns={}, units=names)),
    "where": lambda text, _: check_indicator_filter(text),
}


@pytest.mark.parametrize("case", CASES, ids=[case["code"] for case in CASES])
def test_a_fault_is_said_in_one_sentence(case, names):
    text = case["text"] * case.get("times", 1)
    with pytest.raises(ExpressionError) as caught:
        CHECKS[case.get("check", "check")](text, names)
    fault = next(fault for fault in caught.value.faults if fault.code == f"expression.{case['code']}")
    assert fault.say("fr") == f"{case['says']} [expression.{case['code']}]"


def test_no_sentence_is_left_unsaid():
    codes = {code.removeprefix("expression.") for code in catalogue("fr") if code.startswith("expression.")}
    assert {case["code"] for case in CASES} == codes
