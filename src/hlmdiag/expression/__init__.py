"""Our small expression language: text becomes a checked tree, then column expressions. Never `eval`."""

from hlmdiag.expression.check import check
from hlmdiag.expression.fault import ExpressionError, Fault
from hlmdiag.expression.names import Column, Event, Kind, Names, Outcome, Reference, ResultNames, Stock, Type
from hlmdiag.expression.operand import Operand
from hlmdiag.expression.parse import parse
from hlmdiag.expression.syntax import Node
from hlmdiag.expression.tree import Expression

__all__ = [
    "Column", "Event", "Expression", "ExpressionError", "Fault", "Kind", "Names", "Node", "Operand", "Outcome",
    "Reference", "ResultNames", "Stock", "Type", "check", "parse",
]  # fmt: skip
