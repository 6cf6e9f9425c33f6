"""Operations on plans: begun or continued, split, told to tenants, learned from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hlmdiag.api.kinds import (
    NUMBER,
    PATH,
    PATHS,
    PLANS,
    RESULT_OR_PATH,
    RESULTS_OR_PATHS,
    TEXT,
    YES_OR_NO,
    PathLikeText,
    result_or_file,
    settings_of,
    several,
    texts,
    typed,
)
from hlmdiag.calls import language_asked, takes

if TYPE_CHECKING:
    from hlmdiag.plan import Plan
    from hlmdiag.runs.learning import LessonsRun
    from hlmdiag.runs.plan_parts import PartsRun
    from hlmdiag.runs.planning import PlanRequest, PlanRun
    from hlmdiag.runs.public_page import PublicRun
    from hlmdiag.scoring import Result

_OF_A_PLAN = {"result": RESULT_OR_PATH, "plans": PLANS, "output": PATH, "settings": PATH, "force": YES_OR_NO}


@takes(**_OF_A_PLAN, target=TEXT, budget=NUMBER)
def plan_actions(
    result: Result | PathLikeText,
    plans: Plan | PathLikeText | Sequence[Plan | PathLikeText] = (),
    *,
    output: PathLikeText | None = None,
    target: str | None = None,
    budget: float | None = None,
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> PlanRun:
    """Begin a plan of actions, or continue those given: the command `hlmdiag plan`.

    `plan.frame` is a table of one row an action of a unit; `told.expected` what comes of the actions, `told.target` the
    cheapest ones that bring each unit to the level `target`. `plans`: the one that is kept first, then the parts that
    came back. Nothing is written without an output.
    """
    from dataclasses import replace

    from hlmdiag.runs.planning import write_plan

    asked = _request(result, plans, output, settings, language, force=force)
    return write_plan(replace(asked, target=target, budget=budget))


@takes(**_OF_A_PLAN, by=TEXT)
def split_plan(
    result: Result | PathLikeText,
    plans: Plan | PathLikeText | Sequence[Plan | PathLikeText] = (),
    *,
    by: str,
    output: PathLikeText | None = None,
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> PartsRun:
    """A plan and its parts, one for each person, department or group: what `hlmdiag plan --split` does.

    `by`: `responsable`, `direction` or `agence`; `output`: a folder, nothing being written without one.
    """
    from hlmdiag.runs.plan_parts import write_parts

    return write_parts(_request(result, plans, output, settings, language, force=force), by)


@takes(**_OF_A_PLAN, code=TEXT)
def tell_tenants(
    result: Result | PathLikeText,
    plans: Plan | PathLikeText | Sequence[Plan | PathLikeText],
    code: str,
    *,
    output: PathLikeText | None = None,
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> PublicRun:
    """What the tenants of a unit may be told of its plan: what `hlmdiag plan --public` does.

    `page` holds only what the grid says public. `output`: `.html`, `.md` or `.docx`, nothing being written without one.
    """
    from hlmdiag.runs.public_page import PublicRequest, write_public_page

    return write_public_page(PublicRequest(_request(result, plans, output, settings, language, force=force), code))


@takes(plans=PLANS, results=RESULTS_OR_PATHS, like=TEXT, output=PATHS, settings=PATH, force=YES_OR_NO)
def learn(
    plans: Plan | PathLikeText | Sequence[Plan | PathLikeText],
    results: Sequence[Result | PathLikeText] | PathLikeText,
    *,
    like: str | None = None,
    output: PathLikeText | Sequence[PathLikeText] = (),
    settings: PathLikeText | None = None,
    language: str | None = None,
    force: bool = False,
) -> LessonsRun:
    """Say what became of units where an action of the plans was done: the command `hlmdiag lessons`.

    `results`: those before and after the actions, or the folder of their files; `like`: the code of a unit whose like
    are looked for. `rows` is a table of one row an action and standing; of several organisations, it holds what may be
    published. Nothing is written without an output.
    """
    from hlmdiag.runs.learning import LessonsRequest, write_lessons

    asked = LessonsRequest(
        plans=several(plans), results=several(results), language=language_asked(language), unit=like,
        outputs=texts(output), configuration=settings_of(settings), force=force, writes_by_default=False,
    )  # fmt: skip
    return write_lessons(asked)


def _request(
    result: Result | PathLikeText, plans: Plan | PathLikeText | Sequence[Plan | PathLikeText],
    output: PathLikeText | None, settings: PathLikeText | None, language: str | None, *, force: bool,
) -> PlanRequest:  # fmt: skip
    from hlmdiag.runs.planning import PlanRequest

    return PlanRequest(
        result=result_or_file(result), plans=several(plans), output=typed(output), language=language_asked(language),
        force=force, configuration=settings_of(settings), writes_by_default=False,
    )  # fmt: skip
