"""Writes small faults into the engine, one at a time, and says which of them no test notices (`make mutants`).

A sample drawn by a seed, since all of them would take days. Each fault is written into a copy of the tree, and the
tests that run the faulty lines are run there in a process of their own, those of the room and the shortest files first,
until one fails. Which lines each test runs is read once, for as long as the suite takes. What was found is kept in
`.mutants/`: a run that was stopped goes on; after new tests, what survived is tried again; after a change of the
sources, all is.
"""

import argparse
import random
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import yaml

from mutation.operators import Mutant, mutants_of
from mutation.reach import ROOMS
from mutation.tree import ROOT, Tree

EQUIVALENTS: Final = Path(__file__).with_name("equivalents.yaml")
WANTED: Final = 0.95


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--number", type=int, default=160, help="how many faults are drawn (default: 160)")
    options.add_argument("--seed", type=int, default=1, help="what the draw starts from (default: 1)")
    options.add_argument("--only", default="", help="draw among the files whose path holds this text")
    options.add_argument("--kept", type=Path, default=ROOT / ".mutants", help="where the copy and the findings lie")
    options.add_argument("--longest", type=float, default=120, help="seconds of tests tried on a fault (default: 120)")
    chosen = options.parse_args()
    known = all_mutants()
    every = [mutant for mutant in known if chosen.only in mutant.path]
    equivalents = listed_equivalents()
    if forgotten := equivalents - {identity(mutant) for mutant in known}:
        print("No such fault any more, to take out of equivalents.yaml:", *sorted(forgotten), sep="\n  ")
    sample = random.Random(chosen.seed).sample(every, min(chosen.number, len(every)))
    sample.sort(key=lambda mutant: (mutant.path, mutant.start))
    print(f"{len(sample)} faults drawn among {len(every)}", flush=True)
    tried = [mutant for mutant in sample if identity(mutant) not in equivalents]
    survivors = survivors_of(tried, Tree(chosen.kept, chosen.longest))
    return summed_up(len(sample), len(tried), survivors)


def all_mutants() -> list[Mutant]:
    source = ROOT / "src" / "hlmdiag"
    files = [
        path for room in ROOMS for path in ([source / room] if "." in room else sorted((source / room).rglob("*.py")))
    ]
    return [mutant for path in files for mutant in mutants_of(path, path.relative_to(source).as_posix())]


def identity(mutant: Mutant) -> tuple[str, str, str]:
    """What tells a fault from another, wherever its line moves and whatever its file is called."""
    return mutant.where, mutant.was, mutant.becomes


def listed_equivalents() -> set[tuple[str, str, str]]:
    """The faults that change nothing that can be seen, each read and given its reason."""
    listed = yaml.safe_load(EQUIVALENTS.read_text(encoding="utf-8")) or []
    assert all(entry["because"] for entry in listed)
    return {(entry["in"], entry["was"], entry["becomes"]) for entry in listed}


def survivors_of(mutants: list[Mutant], tree: Tree) -> list[Mutant]:
    survivors = []
    for place, mutant in enumerate(mutants, 1):
        outcome = tree.tried(mutant)
        print(f"{place}/{len(mutants)} {mutant.path}:{mutant.line} {outcome}", flush=True)
        if not outcome.killed:
            survivors.append(mutant)
    return survivors


def summed_up(drawn: int, tried: int, survivors: Iterable[Mutant]) -> int:
    survivors = list(survivors)
    for mutant in survivors:
        print(f"\nsurvives: {mutant}")
    killed = tried - len(survivors)
    rate = killed / tried if tried else 1.0
    print(f"\n{drawn} drawn, {drawn - tried} equivalent, {killed} killed of {tried}: {rate:.1%} (wanted: {WANTED:.0%})")
    return 0 if rate >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())
