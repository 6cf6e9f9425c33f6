"""Reports the progress of a run: to a bar on a console, or to nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hlmdiag.errors import Problem


class Progress(Protocol):
    """Progress of a run: the current step, and the part done."""

    def begin(self, title: str) -> None:
        """A step begins; the one before it is done."""

    def units(self, done: int, total: int) -> None:
        """So many of the things of a step are done, of how many."""

    def warn(self, problem: Problem) -> None:
        """What is to be known before a step, which may lack the memory to end."""


Listener = Callable[[int], AbstractContextManager[Progress]]
"""Listener of a run of so many steps."""


class _Nobody:
    def begin(self, title: str) -> None:
        pass

    def units(self, done: int, total: int) -> None:
        pass

    def warn(self, problem: Problem) -> None:
        pass


@contextmanager
def unheard(total: int) -> Iterator[Progress]:
    """A listener that shows nothing."""
    yield _Nobody()
