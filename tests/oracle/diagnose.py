"""The reference diagnosis of a stock: every number of design §6, one unit after the other."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from hlmdiag.states import NAMES, State
from oracle.actions import best_points
from oracle.contributions import account_for, is_exact
from oracle.document import Leaf, Node, Scale, certainty_of, column_of, columns_of, scale_of, tree_of
from oracle.expression import Scope, evaluate
from oracle.first_look import first_look
from oracle.leaves import Answer, answer, asks_for_evidence, value_of
from oracle.levels import level_of
from oracle.respondents import EVIDENCE, Unit, consolidated, divergence, text_of, units_of
from oracle.stock import LOST, Stock
from oracle.tables import rows_counted, worked_out
from oracle.tree import Scored, published, score_node, shown_interval
from oracle.value import STATES, Pair, cell, known, round9
from oracle.verdict import Verdict, used_results

Row = dict[str, Any]
Used = Mapping[str, tuple[dict[str, Any], list[Row] | None]]


def diagnose(
    grid: dict[str, Any],
    rows: Sequence[Row],
    *,
    events: Mapping[str, list[Row]] | None = None,
    overrides: Sequence[Row] = (),
    uses: Used | None = None,
    on: date,
) -> list[Row]:
    """Score each row with the document of a grid; `uses`: documents and results of other grids, row for row."""
    units = units_of(grid, list(rows))
    received = Stock(grid, columns_of(grid), [unit.row for unit in units], events or {}, on, is_followed(grid, rows))
    given = [worked_out(received, unit.row) for unit in units]
    units = [replace(unit, row=unit.row | more) for unit, more in zip(units, given, strict=True)]
    stock = replace(received, rows=[unit.row for unit in units])
    results = []
    for index, unit in enumerate(units):
        used = {name: (it, lines[index] if lines is not None else None) for name, (it, lines) in (uses or {}).items()}
        results.append(diagnose_unit(stock, index, unit, used, override_of(grid, unit.row, overrides)))
    for unit, more, result in zip(units, given, results, strict=True):
        result |= rows_counted(stock, unit.row)
        if any(spec.get("from") for spec in stock.types.values()):
            result["computed"] = [name for name, value in more.items() if name != LOST and value not in STATES]
    add_ranks(results, grid["polarity"] == "burden")
    return results


def override_of(grid: dict[str, Any], row: Row, overrides: Sequence[Row]) -> str | None:
    keys = [name for name, spec in grid["columns"].items() if spec["type"] == "id" and spec.get("required")]
    return next((line["level"] for line in overrides if all(line[key] == row[key] for key in keys)), None)


def heard(
    stock: Stock, index: int, unit: Unit, outcomes: Any, result: Row, spread: dict[str, list[float]]
) -> dict[str, Answer]:
    """What the unit answers to each indicator, and what each of its respondents said of those they judge."""
    grid, scale = stock.grid, scale_of(stock.grid)
    answers = {}
    result |= {"unproven": []} if stock.followed else {}
    for leaf in tree_of(grid).leaves():
        lowering = lowers(stock, unit, leaf)
        if "respondents" not in grid or leaf.spec.get("kind") != "judgement":
            answers[leaf.id] = answer(leaf, stock.scope(index, *outcomes), scale, lowering=lowering)
            continue
        voices = [
            answer(leaf, stock.scope(index, *outcomes, voice=row), scale, lowering=lowering) for row in unit.voices
        ]
        if stock.followed and leaf.id not in unit.proven and asked_by_some(leaf, voices, stock):
            result["unproven"].append(leaf.id)
        answers[leaf.id] = consolidated(leaf, voices, unit.roles, grid, scale)
        spread[leaf.id] = [voice.points for voice in voices if voice.points is not None]
        result |= {
            f"divergence:{leaf.id}": divergence(leaf, voices),
            f"answers:{leaf.id}": [text_of(voice) for voice in voices],
        }
        if (name := certainty_of(leaf, grid, stock.types)) is not None:
            result[f"certainties:{leaf.id}"] = [
                cell(row, name, stock.types[name]).value or "missing" for row in unit.voices
            ]
    if "respondents" in grid:
        most = grid["respondents"].get("divergence") or float("inf")
        result |= {
            "respondents": unit.names,
            "respondent_roles": [role or "?" for role in unit.roles],
            "respondent_rows": [str(place) for place in unit.places],
            "divergences": [name for name in answers if (result.get(f"divergence:{name}") or 0) >= most],
        }
    return answers


def is_followed(grid: dict[str, Any], rows: Sequence[Row]) -> bool:
    """Whether evidence could be given, and some choice asks for it."""
    choices = [
        answer for leaf in tree_of(grid).leaves() for answer in (leaf.spec["score"].get("choices") or {}).values()
    ]
    asks = any(isinstance(each, dict) and each.get("evidence") == "required" for each in choices)
    return asks and any(name.endswith(EVIDENCE) for row in rows for name in row)


def lowers(stock: Stock, unit: Unit, leaf: Leaf) -> bool:
    """Whether an answer to a judgement that asks for evidence is scored as the next worse one."""
    is_worse = stock.grid.get("unproven") == "worse" and stock.followed
    return is_worse and "choices" in leaf.spec["score"] and leaf.id not in unit.proven


def asked_by_some(leaf: Leaf, voices: list[Answer], stock: Stock) -> bool:
    spec = stock.types.get(str(leaf.spec.get("value") or column_of(leaf.id)), {})
    return any(asks_for_evidence(leaf, each, spec) for each in voices)


def diagnose_unit(stock: Stock, index: int, unit: Unit, used: Mapping[str, Any], override: str | None) -> Row:
    grid, scale, root = stock.grid, scale_of(stock.grid), tree_of(stock.grid)
    outcomes = used_results(used)
    plain = stock.scope(index, *outcomes)
    result: Row = {}
    spread: dict[str, list[float]] = {}
    answers = heard(stock, index, unit, outcomes, result, spread)
    for leaf in root.leaves():
        given = answers[leaf.id]
        shown = round9(given.value) if isinstance(given.value, float) else given.value
        result |= {f"value:{leaf.id}": shown, f"state:{leaf.id}": NAMES[given.state]}
        result |= ends_shown(leaf, plain)
        if certainty_of(leaf, grid, stock.types) is not None:
            ends = (given.low, given.high) if given.doubted else (None, None)
            result |= dict(zip((f"points_low:{leaf.id}", f"points_high:{leaf.id}"), map(rounded, ends), strict=True))
    scored = score_node(root, answers, plain, scale)
    for node, line in zip(root.nodes(), theme_order(scored), strict=True):
        result |= node_columns(node, line, node.id)
    root_score = published(scored, root.min_coverage)
    if "respondents" in grid:
        ends = ends_of_voices(root, answers, spread, plain, scale, root_score)
        result |= dict(zip(("voices_low", "voices_high"), ends, strict=True))
        result |= effects(root, answers, spread, plain, scale, root_score)
    result |= account_columns(root, scored, root_score is not None, grid, scale)
    for name, number in brought_by_leaves(scored).items():
        result[f"score:{name}"] = rounded(number)
    result |= view_columns(grid, root, answers, plain)
    verdict = Verdict(grid, root, scale, answers, stock, index, used, result)
    verdict.complete(override)
    if "first_look" in grid:
        view = grid["views"][grid["first_look"]["view"]]
        small = root.restricted(leaves_of_view(root, view))
        seen = score_node(small, answers, plain, scale)
        result |= first_look(grid, root, seen, verdict.floors(verdict.decided, True), result)
    return {name: value for name, value in result.items() if not name.endswith(":")}


def moved(answers: Mapping[str, Answer], points: Mapping[str, float]) -> dict[str, Answer]:
    """The same answers, some of which have other points."""
    return {id: replace(each, points=points.get(id, each.points)) for id, each in answers.items()}


def ends_of_voices(
    root: Node,
    answers: Mapping[str, Answer],
    spread: Mapping[str, list[float]],
    plain: Any,
    scale: Scale,
    score: float | None,
) -> tuple[float | None, float | None]:
    """The score at the lowest and at the highest voice of each judgement, and the score itself between them."""
    said = {id: points for id, points in spread.items() if points}
    if score is None or not said:
        return None, None
    found = [score]
    for pick in (min, max):
        found.append(
            score_node(root, moved(answers, {id: pick(each) for id, each in said.items()}), plain, scale).score
        )
    return round9(min(found)), round9(max(found))


def effects(
    root: Node,
    answers: Mapping[str, Answer],
    spread: Mapping[str, list[float]],
    plain: Any,
    scale: Scale,
    score: float | None,
) -> Row:
    """What each judgement alone changes of the score, from its lowest voice to its highest."""
    result: Row = {}
    for id, points in spread.items():
        result[f"effect:{id}"] = None
        if score is not None and points and min(points) != max(points):
            low, high = (score_node(root, moved(answers, {id: end(points)}), plain, scale).score for end in (min, max))
            result[f"effect:{id}"] = round9(abs(high - low))
    return result


def ends_shown(leaf: Any, scope: Scope) -> Row:
    """Both ends of the value of an indicator that reads events of which some rows of the unit are undecided."""
    value, _ = value_of(leaf, scope)
    if not isinstance(value.value, Pair):
        return {}
    ends = [round9(end) if math.isfinite(end) else None for end in value.value]
    return {f"value_low:{leaf.id}": ends[0], f"value_high:{leaf.id}": ends[1]}


def rounded(number: float | None) -> float | None:
    return None if number is None else round9(number)


def theme_order(scored: Scored) -> list[Scored]:
    """The nodes of a scored tree in the order of the document."""
    return [scored, *(line for child in scored.children if not child.is_leaf for line in theme_order(child))]


def brought_by_leaves(scored: Scored) -> dict[str, float | None]:
    leaves = {child.id: child.brought for child in scored.children if child.is_leaf}
    for child in scored.children:
        leaves |= {} if child.is_leaf else brought_by_leaves(child)
    return leaves


def node_columns(node: Node, scored: Scored, name: str) -> Row:
    """score, low, high, coverage, level of a node; the root's own are under an empty id."""
    score = rounded(published(scored, node.min_coverage)) if scored.applicable else None
    low, high = shown_interval(scored, node.min_coverage)
    return {
        f"score:{name}": score,
        f"low:{name}": rounded(low),
        f"high:{name}": rounded(high),
        f"coverage:{name}": rounded(scored.coverage),
        f"level:{name}": level_of(node.levels, score),
    }


def account_columns(root: Node, scored: Scored, shown: bool, grid: Row, scale: Scale) -> Row:
    """contribution, adjustment and, under merit, what weighs against."""
    account = account_for(scored)
    exact = is_exact(root)
    result: Row = {"contribution_exact": exact}
    result["adjustment"] = round9(account.adjustment) if shown and exact else None
    for leaf in root.leaves():
        part = account.contributions[leaf.id] if shown else None
        result[f"contribution:{leaf.id}"] = rounded(part)
        if grid["polarity"] == "merit":
            against, best = None, best_points(leaf, scale)
            if part is not None and best is not None:
                against = account.effective[leaf.id] * max(0.0, best - brought_by_leaves(scored)[leaf.id])
            result[f"against:{leaf.id}"] = rounded(against)
    return result


def view_columns(grid: Row, root: Node, answers: Mapping[str, Any], plain: Any) -> Row:
    """Each view's own columns, and the gap of the last to the first, at the root and by theme."""
    views = [(name, root.restricted(leaves_of_view(root, spec))) for name, spec in (grid.get("views") or {}).items()]
    if not views:
        return {}
    result: Row = {}
    by_theme = []
    for name, small in views:
        lines = {}
        if small is None:
            result |= {f"{kind}:{name}": None for kind in ("score", "low", "high", "coverage", "level")}
        else:
            scored = score_node(small, answers, plain, scale_of(grid))
            result |= node_columns(small, scored, name)
            lines = {
                node.id: published(line, node.min_coverage) if line.applicable else None
                for node, line in zip(small.nodes(), theme_order(scored), strict=True)
            }
        by_theme.append(lines)
    first, last = by_theme[0], by_theme[-1]
    ends = (views[0][1], views[-1][1])
    wide = grid.get("view_gap")
    least = int(wide.get("at_least", 1)) if isinstance(wide, dict) else 1
    for node in root.nodes():
        name = f"gap:{node.id}" if node.id else "gap"
        if node.id in first and node.id in last:
            both = first[node.id] is not None and last[node.id] is not None
            both = both and all(known_leaves(small, node.id, answers) >= least for small in ends)
            result[name] = round9(last[node.id] - first[node.id]) if both else None
    result.setdefault("gap", None)
    return result


def known_leaves(small: Node, name: str, answers: Mapping[str, Any]) -> int:
    """How many criteria of a node are known, those of no weight apart."""
    node = next(each for each in small.nodes() if each.id == name)
    return sum(
        known_leaves(child, child.id, answers) if isinstance(child, Node) else answers[child.id].state == State.SCORED
        for child in node.children
        if child.weight > 0
    )


def leaves_of_view(root: Node, spec: Row, theme: str = "") -> set[str]:
    """The leaves that `where` keeps: it sees `kind`, `id`, `theme`, `tags`."""
    kept = set()
    for child in root.children:
        if isinstance(child, Node):
            kept |= leaves_of_view(child, spec, child.id)
            continue
        facts = {
            "kind": child.spec.get("kind", "data"),
            "id": child.id,
            "theme": theme,
            "tags": child.spec.get("tags") or [],
        }
        scope = Scope(column=lambda name, facts=facts: known(facts[name]), types={})
        kept |= {child.id} if evaluate(spec["where"], scope).value else set()
    return kept


def add_ranks(results: list[Row], burden: bool) -> None:
    """Rank by score among conclusive units, 1 first concern or best; the place in percent (design §5.11)."""
    ranked = [line["score"] for line in results if line["conclusive"] and line["score"] is not None]
    for line in results:
        line["rank"] = line["percentile"] = None
        if line["conclusive"] and line["score"] is not None:
            below = sum(other < line["score"] for other in ranked)
            equal = sum(other == line["score"] for other in ranked)
            line["rank"] = 1 + sum(other > line["score"] for other in ranked)
            line["percentile"] = round9(100 * (below + equal / 2) / len(ranked))
