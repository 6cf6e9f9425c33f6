"""Saved results that were changed: each is read, or refused in a sentence that says where."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from copy import deepcopy
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fuzz.conftest import Try, in_a_folder, seeds
from generators.mutations import mutated_bytes, mutated_tree
from hlmdiag.data.own_outputs import METADATA
from hlmdiag.grid.hashing import hash_of
from report.round_trip import manifest_of, written
from report.stock import small_result

COMMANDS = (
    ("report", "{r}", "-o", "o.html"), ("report", "{r}", "-o", "o.xlsx"), ("report", "{r}", "-o", "o.md"),
    ("report", "{r}", "-o", "o.json"), ("report", "{r}", "-o", "o.csv"),
    ("report", "{r}", "--fail-if", "share(complexe) > 0.1"),
    ("explain", "{r}", "000102"), ("explain", "{r}", "000102", "TR1"), ("dossier", "{r}", "000102", "-o", "o.md"),
    ("dossier", "sain.json", "000102", "-o", "o.md", "--history", "{r}"),
    ("dossier", "sain.json", "000102", "-o", "o.html", "--walk", "{r}"), ("grid", "reference", "{r}", "-o", "o.yaml"),
    ("report", "sain.json", "--baseline", "{r}"), ("explain", "{r}", "000105"), ("grid", "diff", "{r}", "sain.json"),
)  # fmt: skip


@cache
def sound() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(written(small_result(), "json")[0])
    return document


def sealed(document: dict[str, Any]) -> dict[str, Any]:
    """The same with the hash of its grid and its count of rows made right, so that the rest is read."""
    grid = document.get("grid")
    if isinstance(grid, dict) and "document" in grid:
        with suppress(UnicodeEncodeError, ValueError, RecursionError):
            grid["hash"] = hash_of(grid["document"])
    if isinstance(document.get("table"), dict) and isinstance(document.get("units"), list):
        document["table"]["rows"] = len(document["units"])
    return document


def command(random: Random, result: str) -> list[str]:
    return [each.replace("{r}", result) for each in random.choice(COMMANDS)]


def beside() -> dict[str, bytes]:
    return {"sain.json": written(small_result(), "json")[0]}


@in_a_folder()
@given(seed=seeds)
def test_a_json_result_whose_tree_was_changed(attempt: Try, seed: int) -> None:
    random = Random(seed)
    document = deepcopy(sound())
    part = random.choice(
        (document, document["grid"]["document"], document["units"][1], document["provenance"], document)
    )
    mutated_tree(part, random, random.randint(1, 3))
    if random.random() < 0.8:
        document = sealed(document)
    raw = json.dumps(document).encode()
    attempt(*command(random, "r.json"), files={"r.json": raw, **beside()})


@in_a_folder()
@given(seed=seeds, format=st.sampled_from(("json", "jsonl", "csv", "parquet")))
def test_a_result_whose_bytes_were_changed(attempt: Try, seed: int, format: str) -> None:
    random = Random(seed)
    table, manifest = written(small_result(), format)
    changed = mutated_bytes(table, random)
    if random.random() < 0.3:
        manifest = mutated_bytes(manifest, random)
    elif random.random() < 0.8:
        text = json.loads(manifest)
        text["table"]["sha256"] = hashlib.sha256(changed).hexdigest()
        manifest = json.dumps(text).encode()
    else:
        manifest = manifest_of(small_result(), changed)
    files = {f"r.{format}": changed, f"r.{format}.manifest.json": manifest, **beside()}
    attempt(*command(random, f"r.{format}"), files=files)


@in_a_folder()
@given(seed=seeds)
def test_a_parquet_result_whose_columns_were_changed(attempt: Try, seed: int) -> None:
    random = Random(seed)
    raw, _ = written(small_result(), "parquet")
    frame, document = pl.read_parquet(raw), json.loads(pl.read_parquet_metadata(BytesIO(raw))[METADATA])
    for _ in range(random.randint(1, 3)):
        frame = changed_frame(frame, random)
    if random.random() < 0.5:
        mutated_tree(document, random)
    if random.random() < 0.7 and isinstance(document.get("table"), dict):
        document["table"]["rows"] = frame.height
    out = BytesIO()
    frame.write_parquet(out, metadata={METADATA: json.dumps(document)})
    attempt(*command(random, "r.parquet"), files={"r.parquet": out.getvalue(), **beside()})


def changed_frame(frame: pl.DataFrame, random: Random) -> pl.DataFrame:
    column = random.choice(frame.columns)
    dtype = frame.schema[column]
    match random.randrange(6):
        case 0:
            return frame.drop(column)
        case 1:
            return frame.rename({column: f"{random.choice(('x', 'score:', ''))}{column}x"})
        case 2:
            return frame.with_columns(pl.lit(None, dtype=dtype).alias(column))
        case 3:
            return pl.concat([frame, frame.head(1)])
        case 4:
            return frame.with_columns(
                pl.lit(random.choice((float("nan"), float("inf"), -7.0, "x", True))).alias(column)
            )
        case _:
            return frame.head(random.randrange(3))


@pytest.mark.parametrize("content", [b"", b"\n", b"[]", b"3", b"null", b'"x"', b"{}", b"[" * 100_000, b'{"a":' * 5_000])
@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "parquet"])
def test_a_file_that_is_no_result_at_all(attempt: Try, content: bytes, format: str) -> None:
    files = {f"r.{format}": content, f"r.{format}.manifest.json": content}
    assert attempt("report", f"r.{format}", files=files) == 3
    assert attempt("explain", f"r.{format}", "1", files=files) == 3
