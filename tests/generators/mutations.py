"""Files after a hand, a disk or a program went wrong with them: bytes, lines and trees changed at random."""

from __future__ import annotations

from random import Random
from typing import Any

__all__ = ["mutated_bytes", "mutated_lines", "mutated_tree"]

SCALARS: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 1.5, 1e308, -1e308, 2**31, 2**53, 10**18, "", " ", "x", "null", "a::", "a\nb", "\x00",
    "é", "😀", "\ud800", "%s{}", "../x", "1e999", "2026-13-45", "a" * 5_000, float("nan"), float("inf"), [], {}, [None],
    [[]], {"": ""}, ["x", "x"], {"phrase": "x", "values": {}},
)  # fmt: skip
LINES = (
    "",
    "\t",
    "  - x",
    "a::",
    "? x",
    "&a *a",
    "<<: *a",
    "'",
    '"',
    "{",
    "]",
    "%",
    "---",
    "...",
    "x: !!python/none",
    ";;;",
    "a,b",
)


def mutated_bytes(raw: bytes, random: Random) -> bytes:
    """Some bytes changed, lost, repeated or added, or the end cut."""
    data = bytearray(raw)
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(data) + 1)
        match random.randrange(6):
            case 0:
                data[place : place + 1] = bytes([random.randrange(256)])
            case 1:
                del data[place : place + random.randint(1, 40)]
            case 2:
                data[place:place] = data[place : place + random.randint(1, 200)]
            case 3:
                data[place:place] = random.choice(
                    (b"\x00", b"\xff", b"\xef\xbb\xbf", b"\\ud800", b"1e999", b"NaN", b'"', b"[")
                )
            case 4:
                del data[place:]
            case _:
                data[place:place] = b"[" * random.choice((50, 5_000))
    return bytes(data)


def mutated_lines(text: str, random: Random) -> str:
    """Some lines lost, repeated, moved, indented otherwise, or with one of their words changed."""
    lines = text.split("\n")
    for _ in range(random.randint(1, 4)):
        place = random.randrange(len(lines))
        match random.randrange(6):
            case 0 if len(lines) > 1:
                del lines[place]
            case 1:
                lines.insert(place, lines[random.randrange(len(lines))])
            case 2:
                lines.insert(place, random.choice(LINES))
            case 3:
                lines[place] = " " * random.randint(0, 6) + lines[place].lstrip()
            case 4:
                lines[place] = _with_another_word(lines[place], random)
            case _:
                other = random.randrange(len(lines))
                lines[place], lines[other] = lines[other], lines[place]
    return "\n".join(lines)


def _with_another_word(line: str, random: Random) -> str:
    words = line.split(" ")
    words[random.randrange(len(words))] = str(
        random.choice((*SCALARS[:24], "-", "[", "{a: b}", "flag(x)", "1 +", "(" * 300))
    )
    return " ".join(words)


def mutated_tree(tree: Any, random: Random, times: int = 1) -> Any:
    """A document of which some nodes are lost, replaced, renamed, repeated or put in one another."""
    for _ in range(times):
        spots = list(_spots(tree))
        if not spots:
            return random.choice(SCALARS)
        _change(*random.choice(spots), random, spots)
    return tree


def _spots(tree: Any) -> Any:
    """Every place of a tree: what holds it, and its key there."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        items = (
            list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
        )
        for key, value in items:
            yield node, key
            waiting.append(value)


def _change(holder: Any, key: Any, random: Random, spots: list[tuple[Any, Any]]) -> None:
    match random.randrange(7):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            holder[random.choice(("x", "", "level", "id", "é" * 30, f"{key}x"))] = holder.pop(key)
        case 1 | 2 if isinstance(holder, list):
            holder.insert(key, holder[key])
        case 3:
            other, place = random.choice(spots)
            holder[key] = _copied(other, place)
        case 4:
            for _ in range(random.choice((1, 3, 80))):
                holder[key] = random.choice(([holder[key]], {"a": holder[key]}))
        case 5 if isinstance(holder[key], int | float) and not isinstance(holder[key], bool):
            holder[key] = random.choice((-holder[key], holder[key] + 1, holder[key] * 1_000_000, holder[key] / 3))
        case _:
            holder[key] = random.choice(SCALARS)


def _copied(holder: Any, key: Any) -> Any:
    from copy import deepcopy

    try:
        return deepcopy(holder[key])
    except (KeyError, IndexError):
        return None
