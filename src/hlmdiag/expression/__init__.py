"""Our small expression language: text becomes a checked tree, then column expressions. Never `eval`."""

from hlmdiag.expression.adjust import check_adjust
from hlmdiag.expression.adjust_interval import compile_interval
from hlmdiag.expression.check import check
from hlmdiag.expression.compile import compile, has_two_ends
from hlmdiag.expression.compiler import Alerts, Resolve
from hlmdiag.expression.errors import ExpressionError, ExpressionFault, suggestion
from hlmdiag.expression.fold import fold
from hlmdiag.expression.functions import FUNCTIONS, KEYWORDS
from hlmdiag.expression.indicator_filter import IndicatorFilter, check_indicator_filter
from hlmdiag.expression.names import (
    ColumnRef,
    EventRef,
    Names,
    Reference,
    ResultNames,
    ResultRef,
    StockRef,
    Type,
    TypeName,
    WholeRef,
)
from hlmdiag.expression.numbers import DECIMALS, constant, finite, infinite, rounded
from hlmdiag.expression.parse import parse
from hlmdiag.expression.referenced_names import mentioned
from hlmdiag.expression.syntax import SyntaxNode
from hlmdiag.expression.tree import Expression
from hlmdiag.expression.typed_column import Operand
from hlmdiag.expression.without import without

__all__ = [
    "DECIMALS",
    "FUNCTIONS",
    "KEYWORDS",
    "Alerts",
    "ColumnRef",
    "EventRef",
    "Expression",
    "ExpressionError",
    "ExpressionFault",
    "IndicatorFilter",
    "Names",
    "Operand",
    "Reference",
    "Resolve",
    "ResultNames",
    "ResultRef",
    "StockRef",
    "SyntaxNode",
    "Type",
    "TypeName",
    "WholeRef",
    "check",
    "check_adjust",
    "check_indicator_filter",
    "compile",
    "compile_interval",
    "constant",
    "finite",
    "fold",
    "has_two_ends",
    "infinite",
    "mentioned",
    "parse",
    "rounded",
    "suggestion",
    "without",
]
