"""Changes as a page shows them: parts that add up to their total, with its sign."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hlmdiag.wording import Wording


def shown_parts(parts: Sequence[float], total: float, decimals: int = 1) -> list[float]:
    """Parts as they are shown: the largest takes what rounding leaves, so that they add up to the total as it is shown.

    >>> shown_parts([0.26, 0.26, -0.04], 0.5)
    [0.2, 0.3, 0.0]
    """
    rounded = [round(part, decimals) + 0.0 for part in parts]
    rest = round(total - sum(rounded), decimals)
    if rest and rounded:
        largest = max(range(len(parts)), key=lambda place: abs(parts[place]))
        rounded[largest] = round(rounded[largest] + rest, decimals) + 0.0
    return rounded


def causes_told(parts: Iterable[tuple[str, float]], words: Wording, decimals: int) -> list[str]:
    """Each cause that moved something, by its name and what is shown of it."""
    return [
        words.say(
            "suivi.mots.cause-de", name=words.say(f"suivi.mots.cause.{name}"), value=signed(part, words, decimals)
        )
        for name, part in parts
        if part
    ]


def signed(value: float, words: Wording, decimals: int = 1) -> str:
    """A number with its sign; nothing is neither more nor less."""
    text = words.number(abs(value), decimals)
    return text if value == 0 else f"{'+' if value > 0 else '−'}{text}"
