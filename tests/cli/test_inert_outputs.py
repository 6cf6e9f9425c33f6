"""What a file received from others cannot put into what is written: bytes that are no text, marks that nobody sees."""

import os
import sys
from pathlib import Path

import pytest

from cli.conftest import Run
from cli.test_listed_problems import written

DATE = ("--date", "2026-10-31", "--quiet")
ROWS = "code_residence,nb_logements,desordre_securite\nR1,10,oui\nR2,=2\u202e\u200f env\x1b[2J,non\n"


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the file system takes no byte that is not text")
@pytest.mark.parametrize("name", [b"relev\xe9.csv", b"d\xe9p/parc.csv"])
def test_a_path_that_is_no_text_is_in_every_saved_result(hlmdiag: Run, tmp_path: Path, name: bytes) -> None:
    stock = tmp_path / os.fsdecode(name)
    stock.parent.mkdir(exist_ok=True)
    stock.write_text(ROWS, encoding="utf-8")
    outputs = [word for suffix in ("json", "csv", "jsonl", "parquet") for word in ("-o", f"r.{suffix}")]
    done = hlmdiag("score", os.fsdecode(name), *DATE, *outputs)
    assert done.code == 0, done.err
    for suffix in ("json", "csv", "jsonl", "parquet"):
        again = hlmdiag("report", f"r.{suffix}", "-q", "-f", "sarif", "-o", "-", "--fail-if", "count(conclusive) >= 0")
        assert again.code == 1, again.err
        assert "xe9" in again.out


def test_a_list_of_problems_holds_no_formula_and_no_mark_that_nobody_sees(hlmdiag: Run, tmp_path: Path) -> None:
    (tmp_path / "parc.csv").write_text(ROWS, encoding="utf-8")
    assert hlmdiag("score", "parc.csv", *DATE, "-o", "r.parquet", "--problems", "p.csv").code == 0
    assert [row["Valeur"] for row in written("p.csv") if row["Colonne"] == "nb_logements"] == ["'=2 env[2J"]
