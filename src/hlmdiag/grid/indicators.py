"""Reads the block of an indicator: its columns, when it applies, its scoring rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from hlmdiag.expression import Expression
from hlmdiag.expression.errors import is_near, suggestion
from hlmdiag.expression.names import ColumnRef as ColumnReference
from hlmdiag.grid.answers import check_where_aliases_stand
from hlmdiag.grid.certainty import certainty_column
from hlmdiag.grid.columns import column_of
from hlmdiag.grid.data_document import SourceBlock
from hlmdiag.grid.data_model import BY_ROLE, AskedRole, Column, Consolidation, Respondents
from hlmdiag.grid.diagnostics import Faults
from hlmdiag.grid.document import IndicatorBlock
from hlmdiag.grid.formulas import Formulas
from hlmdiag.grid.grounds_model import MinimumBase, Source, SurveySample
from hlmdiag.grid.model import Indicator
from hlmdiag.grid.respondents import check_wording, read_asked
from hlmdiag.grid.scoring_rule import check_points, on_codes, read_out_of, read_rule
from hlmdiag.grid.source_map import NodePath
from hlmdiag.grid.thresholds import ThresholdReader
from hlmdiag.rules.normalise import Choices, GroupedSteps, Matrix, Rule, Target
from hlmdiag.rules.scale import Scale
from hlmdiag.rules.thresholds import GoalTable

_CODED = ("choice", "boolean", "text", "integer")


@dataclass(frozen=True)
class IndicatorReader:
    """Reads the indicators of a grid; holds the parts of the grid they are checked against."""

    columns: Mapping[str, Column]
    scale: Scale
    formulas: Formulas
    faults: Faults
    respondents: Respondents | None = None
    roles: Mapping[str, AskedRole] = field(default_factory=dict)

    def read(self, id: str, block: IndicatorBlock, path: NodePath, under_sum: bool) -> Indicator | None:
        """The indicator, or None when its rule could not be read."""
        score = (*path, "score")
        rule = read_rule(block.score, score, self.faults)
        out_of = read_out_of(block.score, rule, self.scale, under_sum, score, self.faults)
        value, column = self._value(id, block, rule, path)
        goal, steps = self._goal(rule, score), self._steps(rule, score)
        applies_if = self._condition(block, path)
        min_base, survey = self._base(block, path), self._survey(block, path)
        asked = read_asked(block.asked, self.roles, path, self.faults)
        check_wording(block.wording, asked, self.roles, path, self.faults)
        if rule is None:
            return None
        if not under_sum:
            check_points(rule, out_of, self.scale, score, self.faults)
        self._check_type(rule, value, column, path)
        if survey is not None and not self._is_share(block, value, column):
            self.faults.add_key("grille.enquete", (*path, "survey"))
        if column is not None:
            check_where_aliases_stand(rule, self.columns[column], score, self.faults)
        return Indicator(
            id, block.title, block.kind, block.weight, value, column,
            on_codes(rule, self.columns, column, score, self.faults), out_of, goal, steps, applies_if, min_base,
            survey, block.unit, source_of(block.source), block.help or block.description, block.why, block.tags,
            self._consolidation(block, path), asked, block.question, block.wording, self._certainty(column, rule),
        )  # fmt: skip

    def _value(
        self, id: str, block: IndicatorBlock, rule: Rule | None, path: NodePath
    ) -> tuple[Expression | None, str | None]:
        """The scored expression, and the id of its column if it is a column alone."""
        if block.value is None:
            column = column_of(id, self.columns)
            if column is None and rule is not None and not isinstance(rule, Matrix):
                names = [name for name, it in self.columns.items() if it.declared]
                if is_near(id, names):
                    self.faults.add_key("grille.valeur-voisine", path, id=id, names=suggestion(id, names))
                else:
                    self.faults.add_key("grille.valeur-absente", path, id=id)
            if column is None or isinstance(rule, Matrix):
                return None, None
            return self.formulas.value(column, path), column
        if isinstance(rule, Matrix):
            self.faults.add_key("grille.matrice-valeur", (*path, "value"))
            return None, None
        expression = self.formulas.value(block.value, (*path, "value"))
        if expression is None:
            return None, None
        bare = expression.references == (ColumnReference(block.value.strip()),)
        return expression, block.value.strip() if bare else None

    def _goal(self, rule: Rule | None, score: NodePath) -> Expression | None:
        if not isinstance(rule, Target):
            return None
        goal = rule.target.goal
        if isinstance(goal, GoalTable):
            return self._thresholds.goal(goal, (*score, "target", "goal"))
        return self.formulas.value(
            goal if isinstance(goal, str) else f"{goal:.15g}", (*score, "target", "goal"), "number"
        )

    def _steps(self, rule: Rule | None, score: NodePath) -> tuple[Expression, ...]:
        return self._thresholds.steps(rule, (*score, "steps")) if isinstance(rule, GroupedSteps) else ()

    @property
    def _thresholds(self) -> ThresholdReader:
        return ThresholdReader(self.columns, self.faults)

    def _condition(self, block: IndicatorBlock, path: NodePath) -> Expression | None:
        if block.applies_if is None:
            return None
        return self.formulas.value(block.applies_if, (*path, "applies_if"), "boolean")

    def _base(self, block: IndicatorBlock, path: NodePath) -> MinimumBase | None:
        if block.min_base is None:
            return None
        value = self.formulas.value(block.min_base.value, (*path, "min_base", "value"), "number")
        return MinimumBase(value, block.min_base.at_least) if value is not None else None

    def _survey(self, block: IndicatorBlock, path: NodePath) -> SurveySample | None:
        if block.survey is None:
            return None
        written = {"answers": block.survey.answers, "among": block.survey.among}
        read = {
            key: self.formulas.value(text, (*path, "survey", key), "number")
            for key, text in written.items()
            if text is not None
        }
        answers = read["answers"]
        return None if answers is None else SurveySample(answers, read.get("among"), block.survey.margin)

    def _is_share(self, block: IndicatorBlock, value: Expression | None, column: str | None) -> bool:
        """Whether a value is a share in percent that nobody judges: a margin of error has no other meaning."""
        unit = block.unit or (self.columns[column].said_unit if column is not None else None)
        return block.kind == "data" and unit == "%" and value is not None and value.type.kind == "number"

    def _consolidation(self, block: IndicatorBlock, path: NodePath) -> Consolidation | None:
        """Consolidation of an indicator: its own, else that of the grid."""
        if self.respondents is not None and block.kind == "judgement":
            if block.consolidate in BY_ROLE and self.respondents.role is None:
                self.faults.add("grille.reunion-sans-role", (*path, "consolidate"), name=block.consolidate)
            return block.consolidate or self.respondents.consolidate
        if block.consolidate is not None:
            self.faults.add("grille.consolidation", (*path, "consolidate"))
        return None

    def _certainty(self, column: str | None, rule: Rule) -> str | None:
        """The column of the certainty of its answer, where there is one."""
        name = certainty_column(column) if column is not None and isinstance(rule, Choices) else ""
        return name if name in self.columns else None

    def _check_type(self, rule: Rule, value: Expression | None, column: str | None, path: NodePath) -> None:
        """A rule over numbers reads a number, a list of answers reads an answer."""
        if value is None or isinstance(rule, Matrix):
            return
        kind = value.type.kind
        if isinstance(rule, Choices):
            coded = self.columns[column].type in _CODED if column else kind in ("choice", "boolean", "text")
            if not coded:
                self.faults.add_key("grille.regle-reponse", (*path, "score"), rule=rule.key)
        elif kind != "number":
            self.faults.add_key("grille.regle-nombre", (*path, "score"), rule=rule.key)


def source_of(block: SourceBlock | None) -> Source | None:
    """The source of a rule, a flag or a threshold."""
    return Source(block.title, block.url, block.date, block.note) if block is not None else None
