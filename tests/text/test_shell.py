"""Printed commands can be pasted: the name of a file comes out of the shell as it was."""

import re
import shlex

import pytest

from hlmdiag.text.shell import quoted

NAMES = [
    "parc.xlsx", "Mon parc.xlsx", "été/parc 2026 (v2).xlsx", "l'été.csv", "a&b;c.csv", "a,b.csv",
    "C:\\Mes documents\\parc.xlsx",
    "100 %.csv", "incidents=mes faits.csv", "#1.csv", "[brouillon].xlsx", "{x} y.csv", "a!b.csv",
]  # fmt: skip


def in_cmd(line: str) -> list[str]:
    """The words that a program of Windows receives: a double quote opens and closes, a space separates."""
    return ["".join(part.strip('"') for part in parts) for parts in
            ([*re.findall(r'"[^"]*"|[^\s"]+', word)] for word in re.findall(r'(?:"[^"]*"|[^\s"])+', line))]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_comes_out_of_each_shell_as_it_was(name: str) -> None:
    line = f"hlmdiag score {quoted(name)} -o r.html"
    if "\\" not in name:
        assert shlex.split(line, comments=True) == ["hlmdiag", "score", name, "-o", "r.html"]
    assert in_cmd(line) == ["hlmdiag", "score", name, "-o", "r.html"]
    # outside double quotes, PowerShell would take these for its own
    assert quoted(name)[0] == '"' or not set(" '&;()[]{}#,!%") & {*name}


@pytest.mark.parametrize("name", ["prix $5.csv", "a`b.csv"])
def test_what_shells_expand_between_double_quotes_is_kept(name: str) -> None:
    assert shlex.split(quoted(name)) == [name]


def test_a_name_is_never_taken_for_an_option_nor_hides_the_quote_after_it() -> None:
    assert quoted("-parc.csv") == "./-parc.csv"
    assert quoted("mes copies\\") == '"mes copies/"'
