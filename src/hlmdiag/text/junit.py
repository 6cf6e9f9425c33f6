"""Tests as JUnit XML, which continuous integration knows how to show. No clock in it: same tests, same bytes.

Schema: junit-10.xsd of the Jenkins xUnit plugin, which GitLab and Azure DevOps read too; a test has no place in it, so
that a failure says its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from hlmdiag.text.inert import inert


class Test(NamedTuple):
    """A test that holds, or fails for a `failure` of some kind, explained by a text whose first line is the message.

    The text of one that holds is what it printed. `is_skipped`: nobody can say whether it holds, for the reason that
    the text gives.
    """

    name: str
    failure: str | None = None
    text: str = ""
    is_skipped: bool = False


def junit_xml(suites: Mapping[str, Sequence[Test]]) -> bytes:
    """The tests of each suite, by its name.

    >>> junit_xml({"seuils": [Test("median(score) > 40")]}).decode().splitlines()[1]
    '<testsuites name="hlmdiag" tests="1" failures="0" errors="0">'
    """
    whole = [test for tests in suites.values() for test in tests]
    root = ElementTree.Element("testsuites", {"name": "hlmdiag"} | _counts(whole))
    for name, tests in suites.items():
        suite = ElementTree.SubElement(root, "testsuite", {"name": name} | _counts(tests) | _skipped(tests))
        for test in tests:
            _add(suite, name, test)
    for element in root.iter():
        element.attrib = {name: inert(value) for name, value in element.attrib.items()}
        element.text = element.text and inert(element.text)
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"


def _counts(tests: Sequence[Test]) -> dict[str, str]:
    return {"tests": str(len(tests)), "failures": str(sum(it.failure is not None for it in tests)), "errors": "0"}


def _skipped(tests: Sequence[Test]) -> dict[str, str]:
    count = sum(it.is_skipped for it in tests)
    return {"skipped": str(count)} if count else {}


def _add(suite: ElementTree.Element, group: str, test: Test) -> None:
    case = ElementTree.SubElement(suite, "testcase", {"name": test.name, "classname": group})
    if test.failure is not None:
        message = test.text.partition("\n")[0]
        ElementTree.SubElement(case, "failure", {"message": message, "type": test.failure}).text = test.text
    elif test.text and not test.is_skipped:
        ElementTree.SubElement(case, "system-out").text = test.text
    if test.is_skipped:
        ElementTree.SubElement(case, "skipped", {"message": test.text})
