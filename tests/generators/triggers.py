"""Random flags, actions, rules of level and views over a tree already made."""

from __future__ import annotations

from typing import Any

from generators.draws import Chooser
from generators.expressions import Writer

Document = dict[str, Any]


def quoted(name: str) -> str:
    return f'"{name}"' if "-" in name else name


def score_tests(chooser: Chooser, grid: Document, nodes: list[str]) -> list[str]:
    """Conditions over the scores of nodes, and over the root's."""
    scale = grid["scale"] if isinstance(grid["scale"], list) else [-10, 30]
    tests = []
    for name in nodes:
        bound = round(scale[0] + (scale[1] - scale[0]) * chooser.pick([0.33, 0.5, 0.67, 0.25]), 4)
        tests.append(f"score({quoted(name)}) {chooser.pick(['>=', '<', '>', '<='])} {bound:g}")
    return tests


def root_tests(chooser: Chooser, grid: Document, names: list[str]) -> list[str]:
    tests = [f"coverage >= {chooser.pick([0.5, 0.6, 1])}"]
    tests += [f"coverage({quoted(name)}) < {chooser.pick([0.5, 1])}" for name in names[:2]]
    return [*tests, "score >= 3", "score < 50"]


def level_tests(chooser: Chooser, grid: Document) -> list[str]:
    levels = list(grid.get("levels") or {})
    if not levels:
        return []
    tests = [f"level {sign} {chooser.pick(levels)}" for sign in (">=", "==", "<")]
    return [*tests, f"level in [{levels[0]}, {levels[-1]}]"]


def theme_level_tests(chooser: Chooser, grid: Document, block: Document) -> list[str]:
    """Conditions over the levels of themes, which are their own or those of the root."""
    tests = []
    for name, theme in (block.get("themes") or {}).items():
        levels = theme.get("levels") or grid.get("levels")
        if levels and "level_rules" not in grid and "levels" not in block:
            tests.append(f"level({quoted(name)}) >= {chooser.pick(list(levels))}")
    return tests


def add_flags(chooser: Chooser, grid: Document, writer: Writer, themes: list[str], leaves: list[str]) -> None:
    flags: Document = {}
    tests = score_tests(chooser, grid, themes + leaves) + root_tests(chooser, grid, themes)
    tests += level_tests(chooser, grid) + theme_level_tests(chooser, grid, grid)
    for number in range(chooser.whole(0, 4)):
        name = f"drapeau-{number}" if chooser.chance(30) else f"D{number}"
        flag: Document = {"when": writer.trigger(tests), "message": f"Drapeau {number}"}
        tests.append(f"flag({quoted(name)})")
        if chooser.chance(50):
            flag["alert"] = True
        flags[name] = raising(chooser, grid, flag)
    if chooser.chance(40):
        when = f"alerts() {chooser.pick(['>=', '>', '=='])} {chooser.pick([1, 2])}"
        flags["cumul"] = raising(chooser, grid, {"when": when, "message": "Cumul"})
    if flags:
        ordered = dict(reversed(flags.items())) if chooser.chance(30) else flags
        grid["flags"] = (grid.get("flags") or {}) | ordered


def raising(chooser: Chooser, grid: Document, flag: Document) -> Document:
    levels = list(grid.get("levels") or {})
    if levels and chooser.chance(50):
        flag["no_better_than"] = chooser.pick(levels)
    return flag


def add_actions(chooser: Chooser, grid: Document, writer: Writer, leaves: list[str]) -> None:
    tests = score_tests(chooser, grid, leaves) + level_tests(chooser, grid)
    tests += [f"flag({quoted(name)})" for name in grid.get("flags") or {}] + ["alerts() >= 1"] * ("flags" in grid)
    actions: Document = {}
    for number in range(chooser.whole(0, 4)):
        actions[f"A{number}"] = {"title": f"Action {number}", "when": writer.trigger(tests)}
        if chooser.chance(50):
            actions[f"A{number}"]["effort"] = chooser.pick([2, 0.5, 3])
        if grid.get("flags") and chooser.chance(40):
            actions[f"A{number}"]["answers"] = [chooser.pick(list(grid["flags"]))]
    if actions:
        grid["actions"] = actions


def add_level_rules(chooser: Chooser, grid: Document, writer: Writer, themes: list[str]) -> None:
    if "levels" not in grid or not chooser.chance(15):
        return
    levels = list(grid["levels"])
    tests = score_tests(chooser, grid, themes)
    rules: list[Document] = [
        {"level": chooser.pick(levels), "when": writer.trigger(tests)} for _ in range(chooser.whole(1, 3))
    ]
    if chooser.chance(30):
        # A flag that a rule reads may not read the level.
        grid["flags"] = {"lu-par-regle": {"when": writer.test(1), "message": "Lu par une règle de niveau"}}
        rules.insert(0, {"level": chooser.pick(levels), "when": 'flag("lu-par-regle")'})
    grid["level_rules"] = [*rules, {"level": chooser.pick(levels)}]
    for spec in grid["levels"].values():
        spec.pop("from")


def add_views(chooser: Chooser, grid: Document, leaves: list[str], judged: list[str]) -> None:
    if len(leaves) < 2 or not chooser.chance(45):
        return
    if judged and len(judged) < len(leaves) and chooser.chance(60):
        tests = ['kind == "data"', 'kind == "judgement"']
    else:
        tests = [f"id in {as_list(leaves[:-1])}", f'id != "{leaves[0]}"']
    if chooser.chance(20):
        tests.insert(1, f'id == "{leaves[0]}" or "suivi" in tags')
    grid["views"] = {f"vue{number}": {"title": f"Vue {number}", "where": test} for number, test in enumerate(tests)}
    if chooser.chance(80):
        grid["view_gap"] = chooser.pick([0, 1, 10, 25])
        if chooser.chance(50):
            grid["view_gap"] = {"points": grid["view_gap"], "at_least": chooser.pick([1, 2, 3])}


def add_first_look(chooser: Chooser, grid: Document) -> None:
    if "views" in grid and "level_rules" not in grid and chooser.chance(60):
        grid["first_look"] = {
            "view": chooser.pick(list(grid["views"])),
            "min_coverage": chooser.pick([0, 0.35, 0.5, 1]),
        }


def as_list(names: list[str]) -> str:
    return "[" + ", ".join(f'"{name}"' for name in names) + "]"
