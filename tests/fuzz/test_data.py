"""Workbooks and text files that were changed, given to whole commands: scored, looked at, copied, or refused."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from random import Random

from hypothesis import given

from data.foreign import SHAPES, base_parts
from data.test_fuzz_text import TABLE
from data.test_fuzz_workbooks import PIECES
from fuzz.conftest import Try, in_a_folder, seeds
from generators.mutations import mutated_bytes

DATA = Path(__file__).parent.parent / "data"
GRID = str(DATA / "parc.yaml")
OLDER = sorted((DATA / "files").iterdir())
COMMANDS = (
    ("inspect", "{f}", "-g", GRID, "--annotate", "copie.xlsx"), ("inspect", "{f}", "-g", GRID, "-f", "json"),
    ("inspect", "{f}", "-g", GRID, "--write", "propre.csv"), ("score", "{f}", "-g", GRID, "-o", "r.json"),
    ("score", "{f}", "-g", GRID, "-o", "r.xlsx", "--problems", "p.csv"), ("score", "{f}", "-o", "r.md"),
)  # fmt: skip


def command(random: Random, name: str) -> list[str]:
    return [each.replace("{f}", name) for each in random.choice(COMMANDS)] + ["--date", "2026-10-31"]


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name.replace("\\", "/")), data)
    return out.getvalue()


@in_a_folder()
@given(seed=seeds)
def test_a_workbook_whose_parts_were_changed(attempt: Try, seed: int) -> None:
    random = Random(seed)
    parts = dict(SHAPES[random.choice(sorted(SHAPES))](base_parts()))
    for _ in range(random.randint(1, 4)):
        name = random.choice(sorted(parts))
        data, at = parts[name], random.randrange(len(parts[name]) + 1)
        if random.random() < 0.5:
            parts[name] = data[:at] + random.choice(PIECES) + data[at + random.choice((0, 0, 1, 5, 40)) :]
        else:
            parts[name] = mutated_bytes(data, random)
    if random.random() < 0.1:
        del parts[random.choice(sorted(parts))]
    attempt(*command(random, "parc.xlsx"), files={"parc.xlsx": packed(parts)})


@in_a_folder()
@given(seed=seeds)
def test_an_older_workbook_whose_bytes_were_changed(attempt: Try, seed: int) -> None:
    random = Random(seed)
    path = random.choice(OLDER)
    attempt(*command(random, path.name), files={path.name: mutated_bytes(path.read_bytes(), random)})


@in_a_folder()
@given(seed=seeds)
def test_a_text_file_whose_bytes_were_changed(attempt: Try, seed: int) -> None:
    random = Random(seed)
    encoding = random.choice(("utf-8", "utf-8-sig", "cp1252", "utf-16"))
    data = mutated_bytes(TABLE.encode(encoding, "replace"), random)
    attempt(*command(random, "parc.csv"), files={"parc.csv": data})
