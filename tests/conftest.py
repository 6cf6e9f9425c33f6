"""How many generated cases the properties try.

`HYPOTHESIS_PROFILE=ci` tries a part of them, always the same; `full` twelve times as many, at random, by `make
properties`; `quick`, by default, is for developing; `shrink` also looks for the smallest grid that fails, which takes
minutes; `long` is for files that went wrong (`make fuzz`).
"""

import gc
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example, HealthCheck.filter_too_much]
FAST = [Phase.explicit, Phase.reuse, Phase.generate]

settings.register_profile("quick", max_examples=12, deadline=None, suppress_health_check=SLOW, phases=FAST)
settings.register_profile(
    "ci", max_examples=30, deadline=None, suppress_health_check=SLOW, phases=FAST, derandomize=True, database=None
)
settings.register_profile("full", max_examples=360, deadline=None, suppress_health_check=SLOW, phases=FAST)
settings.register_profile("shrink", max_examples=200, deadline=None, suppress_health_check=SLOW)
settings.register_profile("long", max_examples=10_000, deadline=None, suppress_health_check=SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

LONGEST = (
    "test_docs.py", "test_packaging.py", "test_interrupted.py", "test_properties.py", "test_hostile_cost.py",
    "test_simulation.py", "test_large_events.py", "test_large_folders.py", "test_duckdb.py", "test_split.py",
    "test_migrate.py", "test_respondents.py",
    "test_ci_examples.py", "test_moves.py", "test_dossier.py", "test_python.py", "test_large.py", "test_grids.py",
    "test_counterfactual_search.py", "test_promise.py", "test_browser.py", "test_terminal.py", "test_stocks_apart.py",
    "test_hostile_texts.py", "test_score.py", "test_every_format.py", "test_grid_diff.py", "test_form.py",
    "test_determinism.py", "test_large_with_tables.py", "test_python_grids.py", "test_python_units.py",
    "test_decisive_answers.py", "test_saved.py", "test_confidence.py", "test_choosing.py", "test_html.py",
)  # fmt: skip
"""Files of tests that take from eight seconds to two minutes, the longest first."""

SNAPSHOTS = Path(__file__).parent / "snapshots"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--golden", action="store_true", help="write the golden results anew instead of comparing them")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, so that two processes end together: none is left with one of them at the end."""
    rank = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: rank.get(item.path.name, len(rank)))


def pytest_collection_finish() -> None:
    """The collector of garbage leaves what lasts until the end alone, and comes less often: tests let go of little."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure() -> None:
    """Libraries that count what they still hold at the end find nothing left."""
    gc.unfreeze()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text to the golden one of that name, or writes it with `--golden` (`make golden`)."""

    def compare(name: str, text: str) -> None:
        path = SNAPSHOTS / name
        if request.config.getoption("--golden"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_text(encoding="utf-8")

    return compare
