"""Commands measured in turn, each in a fresh process: what all the races of `run.py` share."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass
class Contender:
    """A command, and what each of its runs took."""

    name: str
    command: Sequence[str]
    prints_seconds: bool = False
    """Whether the command measures itself and prints its seconds, when only a part of it is to be measured."""
    seconds: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    """Seconds of processor, all cores together: what a busy machine moves least."""
    peak_mib: float = 0.0

    def run(self) -> None:
        """One fresh process, its output thrown away; a failure stops the measure."""
        start = time.perf_counter()
        # compiled modules are kept, as they are for an installed package
        told = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        process = subprocess.Popen(self.command, stdout=subprocess.PIPE, env=told)
        assert process.stdout is not None
        printed = process.stdout.read()
        process.stdout.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{self.name} : échec (statut {process.returncode})")
        if self.prints_seconds:
            seconds, busy = map(float, printed.split())
        else:
            seconds, busy = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
        self.seconds.append(seconds)
        self.busy.append(busy)
        self.peak_mib = max(self.peak_mib, usage.ru_maxrss / 1024)

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)

    @property
    def work(self) -> float:
        return statistics.median(self.busy)


@dataclass(frozen=True)
class Line:
    """One line of the table of results: a race, both medians, their ratios, and what was hoped for."""

    race: str
    ours: Contender
    peer: Contender
    goal: float | None = None

    @property
    def ratio(self) -> float:
        """Pair by pair, since the two are run in turn: what the machine does meanwhile counts for both."""
        return statistics.median(a / b for a, b in zip(self.ours.seconds, self.peer.seconds, strict=True))

    @property
    def work_ratio(self) -> float:
        return statistics.median(a / b for a, b in zip(self.ours.busy, self.peer.busy, strict=True))


def race(contenders: Sequence[Contender], times: int, *, warm: bool = True) -> None:
    """Runs each once to warm the page cache, then `times` times in turn."""
    for contender in contenders if warm else ():
        contender.run()
        contender.seconds.clear()
        contender.busy.clear()
    for _ in range(times):
        for contender in contenders:
            contender.run()


def report(title: str, contenders: Sequence[Contender]) -> None:
    """Prints the medians of each contender."""
    print(f"\n{title}")
    print(f"  {'':<46}{'médiane':>10}{'min':>10}{'processeur':>13}{'mémoire':>11}")
    for one in contenders:
        print(
            f"  {one.name:<46}{one.median:>8.3f} s{min(one.seconds):>8.3f} s{one.work:>11.3f} s{one.peak_mib:>7.0f} Mio"
        )
