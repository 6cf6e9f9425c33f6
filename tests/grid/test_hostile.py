"""Requirements (4, bad input): whatever a received grid holds, a sentence under two seconds, and nothing is run."""

import html
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grid.hostile import BASE, HARMLESS, LEAF, REFUSED, many
from hlmdiag.errors import HlmdiagError, Severity
from hlmdiag.grid import load_grid
from hlmdiag.method import examine
from hlmdiag.report.methodology import render

SECONDS, MEGABYTES = 2, 200
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
MANY_THEMES = BASE + "themes:\n" + many(f"  T#: {{title: T, indicators: {{A#: {LEAF}}}}}\n")
WEIGHED = {name: REFUSED[name] for name in ("alias-lists", "long-plain", "many-unknown-keys", "many-levels")}
# The peak that getrusage gives begins with that of the process which started this one.
MEASURE = """\
import re, sys, time
from pathlib import Path
from hlmdiag.errors import HlmdiagError
from hlmdiag.grid import load_grid
started = time.process_time()
try:
    load_grid(sys.argv[1])
except HlmdiagError as refused:
    said = refused.problems[0].say("fr")
    seconds = time.process_time() - started
    peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
    print(seconds, int(peak[1]) / 1024, said)
"""


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "grille.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_at_least_sixty_hostile_grids_are_tried() -> None:
    assert len(REFUSED) >= 60


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_grid_is_refused_with_a_sentence(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, REFUSED[name])
    started = time.process_time()
    with pytest.raises(HlmdiagError) as refused:
        load_grid(path)
    examined = examine(path)
    for problem in refused.value.problems[:50]:
        sentence = problem.say("fr").replace(str(path), "grille.yaml")
        assert sentence.endswith(f" [{problem.code}]")
        assert len(sentence) < 1_500
        assert not CONTROLS.search(sentence)
        assert "Traceback" not in sentence
    # the file is read twice here
    assert time.process_time() - started < 2 * SECONDS
    assert examined.count(Severity.ERROR) > 0


@pytest.mark.parametrize("name", HARMLESS)
def test_a_text_is_only_a_text(name: str, tmp_path: Path) -> None:
    path = written(tmp_path, HARMLESS[name])
    started = time.process_time()
    examined = examine(path)
    assert examined.grid is not None, [it.say("fr") for it in examined.problems]
    page, sheet = (render(examined.grid, suffix, "fr") for suffix in (".html", ".md"))
    assert time.process_time() - started < SECONDS
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "[a](javascript" not in sheet
    if name.startswith("title-") and examined.grid.title.isprintable():
        assert html.escape(examined.grid.title, quote=False) in page.replace("&#34;", '"').replace("&#39;", "'")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read where Linux says it")
@pytest.mark.parametrize("content", [*WEIGHED.values(), MANY_THEMES], ids=[*WEIGHED, "many-themes"])
def test_the_heaviest_are_refused_in_little_time_and_memory(content: str | bytes, tmp_path: Path) -> None:
    path = written(tmp_path, content)
    done = subprocess.run([sys.executable, "-c", MEASURE, path], capture_output=True, text=True, check=True)
    seconds, megabytes, sentence = done.stdout.split(" ", 2)
    assert float(seconds) < SECONDS
    assert float(megabytes) < MEGABYTES
    assert "grille.yaml" in sentence
