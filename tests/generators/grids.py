"""Random grids as plain documents, within the rules that the loader imposes (design §3)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from generators.columns import COLUMNS, HEAD, TABLES
from generators.draws import Chooser
from generators.expressions import Writer
from generators.indicators import WEIGHTS, Indicators
from generators.triggers import add_actions, add_first_look, add_flags, add_level_rules, add_views

Document = dict[str, Any]
SCALES = [[0, 100], [0, 20], [1, 5], None]
ADJUSTS = [
    "min({high}, score * 1.1 if b1 else score)",
    "floor(score)",
    "score + 1 if n1 > 2 else score",
    "round(score / 2, 1)",
    "max(score - 0.5, {low})",
    "{high} if b2 and n2 > 1 else score",
    "ceil(score)",
    'score if c1 == "a" else score * 0.5',
    "score + 1 if count(incidents) > 0 else score",
]


class GridMaker:
    """Makes one grid; `stock` says whether functions over the stock may appear."""

    def __init__(self, chooser: Chooser, *, stock: bool = True, plain: bool = False) -> None:
        self.chooser, self.plain = chooser, plain
        self.burden = chooser.chance(50)
        self.scale = chooser.pick(SCALES)
        self.tables = chooser.chance(50)
        self.writer = Writer(chooser, stock=stock and chooser.chance(50), tables=self.tables)
        self.indicators = Indicators(chooser, self.scale, self.writer)
        self.themes: list[str] = []
        self.left = chooser.whole(2, 9)

    def grid(self) -> Document:
        grid: Document = deepcopy(HEAD)
        grid["polarity"] = "burden" if self.burden else "merit"
        grid["scale"] = self.scale or "none"
        grid["columns"] = deepcopy(COLUMNS)
        if self.tables:
            grid["tables"] = deepcopy(TABLES)
        grid |= self.node(0, None)
        if self.chooser.chance(85):
            grid["levels"] = self.levels(["courant", "fragile", "complexe", "critique"])
        add_views(self.chooser, grid, self.indicators.made, self.indicators.judged)
        add_level_rules(self.chooser, grid, self.writer, self.themes)
        add_first_look(self.chooser, grid)
        add_flags(self.chooser, grid, self.writer, self.themes, self.indicators.made)
        add_actions(self.chooser, grid, self.writer, self.indicators.made)
        return grid

    def node(self, depth: int, policy: Any) -> Document:
        """The settings and the children of a node; `policy` is the `missing` stated above."""
        node: Document = {}
        aggregation = self.aggregation()
        if aggregation != "mean" or self.chooser.chance(20):
            node["aggregation"] = aggregation
        under_sum = isinstance(aggregation, dict) and "sum" in aggregation
        own = self.policy(under_sum, policy)
        if own is not None:
            node["missing"] = own
        if self.chooser.chance(40):
            node["min_coverage"] = self.chooser.pick([0.5, 0.6, 0, 1, 0.3, 0.75])
        if not self.plain and self.chooser.chance(20):
            node["adjust"] = self.adjust()
        self.add_children(node, depth, under_sum, policy if own is None else own)
        return node

    def add_children(self, node: Document, depth: int, under_sum: bool, policy: Any) -> None:
        themes: Document = {}
        while depth < 3 and self.left > 1 and self.chooser.chance(60 if depth == 0 else 30):
            name = f"th-{len(self.themes) + 1}" if self.chooser.chance(30) else f"TH{len(self.themes) + 1}"
            self.themes.append(name)
            theme = {"title": f"Thème {name}", "weight": self.chooser.pick(WEIGHTS)}
            if self.chooser.chance(15):
                theme["levels"] = self.levels(["bon", "moyen", "mauvais"])
            themes[name] = theme | self.node(depth + 1, policy)
        count = self.chooser.whole(0 if themes else 1, min(3, max(self.left, 1)))
        self.left -= count
        leaves = dict(self.indicators.one(under_sum) for _ in range(count))
        blocks = [("themes", themes), ("indicators", leaves)]
        for key, block in blocks if self.chooser.chance(70) else reversed(blocks):
            if block:
                node[key] = block
        if all(child["weight"] == 0 for child in (themes | leaves).values()):
            next(iter((themes | leaves).values()))["weight"] = 1

    def aggregation(self) -> Any:
        kinds = ["mean", "mean", "worst", "best", "median", "sum"]
        if self.scale:
            kinds.append("share")
        if self.scale and not self.burden:
            kinds.append("geometric")
        kind = self.chooser.pick(kinds)
        if kind == "share":
            low, high = self.scale
            return {"share": {"beyond": round(low + (high - low) * self.chooser.pick([0.67, 0.5, 0.33]), 4)}}
        if kind == "sum":
            options: Document = {"out_of": self.chooser.pick([84, 10, 200])} if self.scale else {}
            if self.chooser.chance(30):
                options["cap"] = self.chooser.pick([3, 10, 60])
            return {"sum": options}
        return kind

    def policy(self, under_sum: bool, above: Any) -> Any:
        """A `missing` of its own, or none; under `sum` an unknown may not be left out."""
        bottom, top = self.scale or (0, 20)
        options = ["worst", "best", "block", round(bottom + (top - bottom) * 0.75, 2)]
        if under_sum:
            needed = above == "exclude"
            return self.chooser.pick(options) if needed or self.chooser.chance(40) else None
        return self.chooser.pick(["exclude", *options]) if self.chooser.chance(25) else None

    def adjust(self) -> str:
        low, high = self.scale or (-10, 30)
        return self.chooser.pick(ADJUSTS if self.tables else ADJUSTS[:-1]).format(low=low, high=high)

    def levels(self, names: list[str]) -> Document:
        """From best to worst; the lowest begins at the bottom of the scale."""
        low, high = self.scale or (-10, 30)
        count = self.chooser.whole(2, len(names))
        shares = self.chooser.rising([0.25, 0.33, 0.5, 0.67, 0.9], count - 1)
        starts = [low, *(round(low + (high - low) * share, 4) for share in shares)]
        if not self.burden:
            starts.reverse()
        return {name: {"title": name.capitalize(), "from": start} for name, start in zip(names, starts, strict=False)}
