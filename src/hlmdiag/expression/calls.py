"""Functions checked: who may be called, with what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, cast

from hlmdiag.expression.errors import suggestion
from hlmdiag.expression.functions import CALCULATIONS, EVENTS, FUNCTIONS, OUTCOMES, STOCK, USAGES, usual_name
from hlmdiag.expression.names import EventFunction, EventRef, ResultNames, ResultRef, StockRef, Type
from hlmdiag.expression.stock_aggregates import check_whole, is_of_each, is_whole
from hlmdiag.expression.syntax import Call, Dotted, Invalid, Name, NumberLiteral, SyntaxNode, TextLiteral
from hlmdiag.expression.tree import Expression, FunctionCall, Tree

if TYPE_CHECKING:
    from hlmdiag.expression.checker import Checker

NUMBER = Type("number")
BOOLEAN = Type("boolean")
EVENTS_ALONE = EVENTS - STOCK
"""Functions of events that are nothing else."""
MOST_DIGITS = 9
"""Decimals that `round` keeps at most: values are compared on nine."""


def is_alerts(node: SyntaxNode) -> bool:
    """Whether a part counts alerts, of this grid or of a used one."""
    return isinstance(node, Call) and "alerts" in (_function_name(node), getattr(node.function, "id", None))


def check_call(checker: Checker, node: Call, hint: Type | None) -> Tree | None:
    """The typed tree of a call."""
    if is_alerts(node):
        check_alerts(checker, node)
        return checker.refuse("alertes", node)
    name = _function_name(node)
    if is_whole(checker, node, name):
        return check_whole(checker, node, name)
    if isinstance(node.function, Dotted):
        return _used_outcome(checker, node, node.function)
    if name not in FUNCTIONS:
        usual = usual_name(name)
        return checker.refuse("fonction-inconnue", node.function, near=usual or suggestion(name, sorted(FUNCTIONS)))
    if is_of_each(checker.names, name):
        return checker.refuse("par-unite", node)
    if name in OUTCOMES:
        return _outcome(checker, node, name, checker.names.own, None)
    first = node.arguments[0] if node.arguments else None
    over_events = name in EVENTS_ALONE or (name in EVENTS and isinstance(first, Dotted))
    if node.named and (over_events or name not in STOCK):
        return checker.refuse("within", node)
    if over_events:
        return _event(checker, node, name)
    if name in STOCK and (node.named or name not in CALCULATIONS or len(node.arguments) == 1):
        return _stock(checker, node, name)
    return _calculation(checker, node, name, hint)


def check_alerts(checker: Checker, node: SyntaxNode) -> Tree | None:
    """The number of alerts, which only a comparison may read."""
    if not isinstance(node, Call):
        return None
    grid = node.function.owner if isinstance(node.function, Dotted) else None
    if grid is not None and grid not in checker.names.uses:
        return checker.refuse("prefixe-inconnu", node, owner=grid, near=suggestion(grid, checker.prefixes()))
    results = checker.names.own if grid is None else checker.names.uses[grid]
    if node.arguments or node.named:
        return _wrong_arguments(checker, node, "alerts")
    if results is None or "alerts" not in results.kinds:
        return checker.refuse("resultat-interdit", node)
    return checker.read(node, ResultRef("alerts", None, grid), NUMBER)


def _function_name(node: Call) -> str:
    return node.function.name if isinstance(node.function, Dotted) else node.function.id


def _wrong_arguments(checker: Checker, node: Call, name: str) -> Tree | None:
    return checker.refuse("arguments", node, name=name, usage=USAGES[name])


def _used_outcome(checker: Checker, node: Call, function: Dotted) -> Tree | None:
    """`reperage.score(bati)`: a result of another grid."""
    results = checker.names.uses.get(function.owner)
    if results is None:
        proposed = suggestion(function.owner, checker.prefixes())
        return checker.refuse("prefixe-inconnu", node, owner=function.owner, near=proposed)
    if function.name not in OUTCOMES:
        return checker.refuse("resultat-inconnu", node, near=suggestion(function.name, sorted(OUTCOMES)))
    return _outcome(checker, node, function.name, results, function.owner)


def _outcome(checker: Checker, node: Call, name: str, results: ResultNames | None, grid: str | None) -> Tree | None:
    if results is None or name not in results.kinds or (name != "flag" and not results.nodes_readable):
        return checker.refuse("resultat-interdit", node)
    if len(node.arguments) != 1 or node.named:
        return _wrong_arguments(checker, node, name)
    argument = node.arguments[0]
    valid = list(results.flags if name == "flag" else results.nodes)
    found = argument.id if isinstance(argument, Name) else argument.value if isinstance(argument, TextLiteral) else None
    if found is None:
        written = checker.text[argument.start : argument.end]
        code = "identifiant-guillemets" if written in valid else "identifiant"
        return None if isinstance(argument, Invalid) else checker.refuse(code, argument)
    if found not in valid:
        return checker.refuse("drapeau" if name == "flag" else "noeud", argument, near=suggestion(found, valid))
    if name == "flag":
        return checker.read(node, ResultRef("flag", found, grid), BOOLEAN)
    if name == "level":
        if not results.nodes[found]:
            return checker.refuse("sans-niveaux", node)
        return checker.read(node, ResultRef("level", found, grid), Type("level", levels=results.nodes[found]))
    return checker.read(node, ResultRef("coverage" if name == "coverage" else "score", found, grid), NUMBER)


def _calculation(checker: Checker, node: Call, name: str, hint: Type | None) -> Tree | None:
    least, most = CALCULATIONS[name]
    count = len(node.arguments)
    if count < least or (most is not None and count > most):
        for argument in node.arguments:
            checker.check(argument)
        return _wrong_arguments(checker, node, name)
    if name == "coalesce":
        known = checker.unify(node, node.arguments, hint)
        return FunctionCall(known[0].type, node.start, node.end, name, tuple(known)) if known else None
    if name == "is_known":
        operand = checker.check(node.arguments[0])
        return operand and FunctionCall(BOOLEAN, node.start, node.end, name, (operand,))
    if name == "years_since":
        return _years_since(checker, node)
    if name == "round":
        return _round(checker, node)
    trees = [checker.number(argument) for argument in node.arguments]
    operands = tuple(tree for tree in trees if tree is not None)
    return FunctionCall(NUMBER, node.start, node.end, name, operands) if len(operands) == len(trees) else None


def _years_since(checker: Checker, node: Call) -> Tree | None:
    operand = checker.check(node.arguments[0], Type("date"))
    if operand is not None and operand.type.kind not in ("number", "date"):
        return checker.refuse("annee", node.arguments[0])
    return operand and FunctionCall(NUMBER, node.start, node.end, "years_since", (operand,))


def _round(checker: Checker, node: Call) -> Tree | None:
    operand = checker.number(node.arguments[0])
    digits = 0.0
    if len(node.arguments) == 2:
        second = node.arguments[1]
        if not isinstance(second, NumberLiteral) or second.value not in range(MOST_DIGITS + 1):
            return checker.refuse("decimales", second, limit=MOST_DIGITS)
        digits = second.value
    return operand and FunctionCall(NUMBER, node.start, node.end, "round", (operand,), int(digits))


def _stock(checker: Checker, node: Call, name: str) -> Tree | None:
    """`median(x, within=agence)`: the whole stock seen from this row."""
    if not checker.names.stock:
        return checker.refuse("parc", node, name=name)
    columns = checker.names.columns
    if len(node.arguments) != 1:
        return _wrong_arguments(checker, node, name)
    if len(node.named) > 1:
        return checker.refuse("deux-groupes", node.named[1][1])
    argument = node.arguments[0]
    numbers = [column for column, of_type in columns.items() if of_type.kind == "number"]
    sound = isinstance(argument, Name) and argument.id in numbers
    if not sound and not isinstance(argument, Invalid):
        written = checker.text[argument.start : argument.end]
        code = "colonne-seule" if isinstance(argument, Name) else "calcul-du-parc"
        checker.refuse(code, argument, name=name, near=suggestion(written, numbers))
    within = node.named[0][1] if node.named else None
    if within is not None and not (isinstance(within, Name) and within.id in columns):
        if not isinstance(within, Invalid | Name):
            checker.refuse("deux-groupes", within)
        elif isinstance(within, Name):
            checker.refuse("groupe", within, near=suggestion(checker.text[within.start : within.end], columns))
        return None
    if not sound:
        return None
    group = within.id if isinstance(within, Name) else None
    function = cast(Literal["min", "max", "median", "mean", "percentile", "rank", "zscore"], name)
    return checker.read(node, StockRef(function, cast(Name, argument).id, group), NUMBER)


def _event(checker: Checker, node: Call, name: str) -> Tree | None:
    """`count(incidents, nature == "trouble")`: the rows of an event table that belong to this unit."""
    counting = name in ("count", "share")
    least = 2 if name == "share" else 1
    if not least <= len(node.arguments) <= 2:
        return _wrong_arguments(checker, node, name)
    source = node.arguments[0]
    table = source.id if isinstance(source, Name) else source.owner if isinstance(source, Dotted) else None
    if table is None or isinstance(source, Dotted) is counting:
        return None if isinstance(source, Invalid) else _wrong_arguments(checker, node, name)
    if table not in checker.names.tables:
        return checker.refuse("table-inconnue", source, name=table, near=suggestion(table, checker.names.tables))
    columns = checker.names.tables[table]
    column = source.name if isinstance(source, Dotted) else None
    condition = _event_condition(checker, node.arguments[1], columns) if len(node.arguments) == 2 else None
    if column is not None and column not in columns:
        return checker.refuse("colonne-inconnue", source, name=column, near=suggestion(column, columns))
    if column is not None and columns[column].kind != "number" and name != "most_frequent":
        return checker.refuse("calcul", source)
    if len(node.arguments) == 2 and condition is None:
        return None
    of_type = columns[column] if column is not None and name == "most_frequent" else NUMBER
    return checker.read(node, EventRef(cast(EventFunction, name), table, column, condition), of_type)


def _event_condition(checker: Checker, node: SyntaxNode, columns: Mapping[str, Type]) -> Expression | None:
    """The condition on the rows, which sees their columns and nothing else."""
    inner = checker.inside(columns)
    tree = inner.condition(node)
    if tree is None:
        return None
    return Expression(checker.text[node.start : node.end], tree, inner.references)
