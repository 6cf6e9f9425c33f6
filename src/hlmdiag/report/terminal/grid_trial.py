"""A grid tried on its cases, on a console: each failing case, then what no case speaks of."""

from __future__ import annotations

from hlmdiag.cases import Trial, Uncovered
from hlmdiag.report.terminal.console import Terminal, styled
from hlmdiag.text import say


def show_trial(trial: Trial, terminal: Terminal) -> None:
    """Print what fails; everything when verbose, nothing else when quiet."""
    language = terminal.language
    for outcome in trial.failures:
        for problem in outcome.problems:
            terminal.out.print(styled(problem.say(language), "red"))
        for remark in outcome.remarks:
            terminal.out.print(styled("  " + say("cli.grille.remarque", language, text=remark.say(language)), "dim"))
    if terminal.verbose:
        for outcome in trial.outcomes:
            key = "cli.grille.cas-tenu" if outcome.holds else "cli.grille.cas-en-echec"
            terminal.out.print(styled(say(key, language, name=outcome.case.name)))
    if terminal.quiet:
        return
    for kind, ids in _lists(trial.uncovered).items():
        if ids:
            text = say(f"cli.grille.sans-cas.{kind}", language, names=", ".join(ids))
            terminal.out.print(styled(text, "yellow"))
    total, failed = len(trial.outcomes), len(trial.failures)
    key = "cli.grille.essai-reussi" if not failed else "cli.grille.essai-en-echec"
    values = {"name": trial.grid.id, "total": total, "held": total - failed, "failed": failed}
    terminal.out.print(styled(say(key, language, **values), "bold"))


def _lists(uncovered: Uncovered) -> dict[str, tuple[str, ...]]:
    return {
        "niveaux": uncovered.levels, "drapeaux": uncovered.flags, "drapeaux-a-verifier": uncovered.flags_to_check,
        "actions": uncovered.actions, "criteres": uncovered.indicators,
    }  # fmt: skip
