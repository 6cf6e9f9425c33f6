"""Our small expression language: text becomes a checked tree, then column expressions. Never `eval`."""

from hlmdiag.expression.adjust import check_adjust
from hlmdiag.expression.check import check
from hlmdiag.expression.compile import Alerts, Resolve
from hlmdiag.expression.compiled import compile, has_two_ends
from hlmdiag.expression.fault import ExpressionError, Fault, near
from hlmdiag.expression.fold import fold
from hlmdiag.expression.functions import FUNCTIONS, KEYWORDS
from hlmdiag.expression.interval import compile_interval
from hlmdiag.expression.mentions import mentioned
from hlmdiag.expression.names import Column, Event, Kind, Names, Outcome, Reference, ResultNames, Stock, Type, Whole
from hlmdiag.expression.numbers import DECIMALS, finite, infinite, rounded
from hlmdiag.expression.operand import Operand
from hlmdiag.expression.parse import parse
from hlmdiag.expression.syntax import Node
from hlmdiag.expression.tree import Expression
from hlmdiag.expression.where import Where, check_where

__all__ = [
    "DECIMALS",
    "FUNCTIONS",
    "KEYWORDS",
    "Alerts",
    "Column",
    "Event",
    "Expression",
    "ExpressionError",
    "Fault",
    "Kind",
    "Names",
    "Node",
    "Operand",
    "Outcome",
    "Reference",
    "Resolve",
    "ResultNames",
    "Stock",
    "Type",
    "Where",
    "Whole",
    "check",
    "check_adjust",
    "check_where",
    "compile",
    "compile_interval",
    "finite",
    "fold",
    "has_two_ends",
    "infinite",
    "mentioned",
    "near",
    "parse",
    "rounded",
]
