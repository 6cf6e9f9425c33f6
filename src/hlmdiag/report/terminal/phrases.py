"""The pieces of text of a terminal summary, in the reader's language: names, counts, shares, reasons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hlmdiag.scoring.held_result import HeldResult
from hlmdiag.synthesis import (
    alerts_text,
    collection,
    collection_told,
    divergences,
    divergences_told,
    first_look_text,
    head_told,
    level_text,
    reasons_text,
    selection_told,
    stability_of,
    stability_told,
    standing_told,
    variant,
    variant_told,
    wider_told,
)
from hlmdiag.text.figures import number
from hlmdiag.text.markup import one_line
from hlmdiag.wording import Wording, is_settled

if TYPE_CHECKING:
    from hlmdiag.grid.level import Level
    from hlmdiag.scoring.result import Result
    from hlmdiag.synthesis import PriorityUnit, RolledUpTable, Synthesis
    from hlmdiag.synthesis.model import FlagCount, Group, MissingIndicator, Quantity


class Phrases:
    """The words of one result: what its units are called, how its figures are written."""

    def __init__(self, result: Result, language: str) -> None:
        self._words = Wording(language, result.grid)
        self._grid, self._manifest = result.grid, result.manifest
        sizes = [column for column in result.grid.columns.values() if column.role == "size"]
        self.size_unit = (sizes[0].unit or self.lower(sizes[0].label)) if sizes else ""
        self.units = self._words.count(2).partition(" ")[2]

    def say(self, code: str, **values: Any) -> str:
        """A phrase of the summary."""
        return self._words.say(f"cli.resume.{code}", **values)

    @property
    def title(self) -> str:
        """The organisation if known, the grid, and the reference date."""
        reference = self._words.day(self._manifest.reference_date)
        title = self.say("titre", title=self._grid.title, version=self._grid.version, date=reference)
        whose = self._manifest.whose
        return title if whose is None else self.say("titre-organisme", organisation=one_line(whose), title=title)

    @property
    def files(self) -> str:
        """The files that the stock was read from."""
        return self._words.say("rapport.parc.fichiers", files=", ".join(map(self._words.file, self._manifest.files)))

    def head(self, synthesis: Synthesis) -> Sequence[str]:
        """The sentences of the head: how many, which, how sure."""
        return head_told(synthesis, self._words)

    def size_unknown(self, synthesis: Synthesis) -> list[str]:
        """Number of units without a known size: they are counted, and add nothing to sums."""
        unknown = synthesis.distribution.size_unknown
        if not unknown:
            return []
        count = self._words.integer(unknown)
        units = self._words.integer(synthesis.units)
        return [self._words.say("rapport.parc.taille-inconnue", count=count, units=units, size_unit=self.size_unit)]

    def standing(self, synthesis: Synthesis) -> Sequence[str]:
        """Number of units with a level, with a first look only, with neither."""
        return standing_told(synthesis.standing, self._words)

    @property
    def views(self) -> str:
        """The views whose gap is looked at."""
        return self._words.views

    @property
    def words(self) -> Wording:
        """The words of every report."""
        return self._words

    def selection(self, result: Result) -> list[str]:
        """Sentence telling that only a part of the stock is shown, if so."""
        told = selection_told(result, self._words)
        return [] if told is None else [told]

    def variant(self, result: Result) -> list[str]:
        """Sentence telling that the grid adapts another one, if so."""
        found = variant(result, ())
        return [] if found is None else [variant_told(found, result.frame.height, self._words)]

    def wider_title(self, found: RolledUpTable) -> str:
        """Title of the lines on wider units."""
        return self._words.say("rapport.regroupement.titre", unit=found.unit)

    def wider(self, found: RolledUpTable) -> Sequence[str]:
        """The wider units: their levels, the first concerns."""
        return wider_told(found, self._words)

    def divergences(self, result: Result) -> Sequence[str]:
        """Divergences between respondents, if several answered."""
        found = divergences(result)
        return () if found is None or not found.heard else divergences_told(found, self._words)

    def firmness(self, result: Result) -> Sequence[str]:
        """Stability of levels under other weights, if some were tried."""
        found = stability_of(result)
        return () if found is None else stability_told(found, self._words)

    def of_units(self, count: int) -> str:
        """A number of units with their noun in agreement."""
        return self._words.count(count)

    def lower(self, label: str) -> str:
        """A label inside a sentence; an acronym keeps its capitals."""
        return label if label[1:2].isupper() else label[:1].lower() + label[1:]

    def count(self, value: float) -> str:
        """A count."""
        return self._words.integer(value)

    def share(self, value: float | None) -> str:
        """A coverage, cut so that a minimum not reached never shows; a dash where there is none."""
        return "–" if value is None else self._words.percent(value)

    def amount(self, quantity: Quantity, *, of_size: bool = False) -> str:
        """A count and its share of the whole."""
        held, share = (quantity.size, quantity.size_share) if of_size else (quantity.units, quantity.share)
        if held is None:
            return "–"
        part = "–" if share is None else self._words.proportion(share)
        return self.say("part", count=self.count(held), share=part)

    def alerts(self, group: Group) -> str:
        """The units of a group that are in alert, or may be."""
        return alerts_text(group, self._words)

    def both(self, quantity: Quantity) -> str:
        """Units, then what they hold between parentheses."""
        held = "" if quantity.size is None else f"\N{NO-BREAK SPACE}({self.count(quantity.size)})"
        return self.count(quantity.units) + held

    def level(self, level: Level | None) -> str:
        """The title of a level, or that there is none."""
        return self._words.level(level)

    def verdict(self, concern: PriorityUnit) -> str:
        """The level of a unit; without one, the best that is still possible."""
        return level_text(concern, self._words) if concern.level is None else concern.level.title

    def group_name(self, group: Group) -> str:
        """The name of a group, or that it is not given."""
        return group.name or self._words.say("rapport.mot.sans-groupe")

    def group(self, group: Group) -> str:
        """A group on one line, for a narrow console."""
        counted = [count for count in group.distribution.levels if count.quantity.units]
        return self.say(
            "groupe",
            name=self.group_name(group),
            counts=self.of_units(group.distribution.whole.units),
            levels=", ".join(f"{self.both(each.quantity)} {self.level(each.level)}" for each in counted),
            coverage=self.share(group.coverage),
            alerts=self.alerts(group),
        )

    def is_concern(self, concern: PriorityUnit) -> bool:
        """Whether a unit belongs in a list of first concerns: it is not in the best level, or may not be."""
        if not self._grid.levels:
            return True
        return bool(concern.possible) if concern.level is None else concern.level != self._grid.levels[0]

    def name(self, concern: PriorityUnit) -> str:
        """Name of a unit beside its code."""
        details = [concern.group or ""]
        if concern.size is not None:
            details.append(f"{self.count(concern.size)} {self.size_unit}")
        shown = ", ".join(each for each in details if each)
        return f"{concern.label or ''} ({shown})".strip() if shown else concern.label or ""

    def certainty(self, concern: PriorityUnit) -> str:
        """The score with its interval and its coverage; only what is published."""
        coverage = self.share(concern.coverage)
        if concern.score is None and concern.level is not None:
            return self.say("sans-note", coverage=coverage)
        if concern.score is None and is_settled(concern.low, concern.high):
            return self.say("sans-niveau-certaine", score=self._words.score(concern.low), coverage=coverage)
        if concern.score is None:
            interval = self._words.interval(concern)
            return self.say("sans-niveau", interval=interval, open=self._words.left_open, coverage=coverage)
        bounds = self._grid.bounds
        score = self._words.score(concern.score)
        low, high = (
            None if end is None else number(end, self._words.language, bounds=bounds)
            for end in (concern.low, concern.high)
        )
        if low is None or high is None or low == high:
            return self.say("note", score=score, coverage=coverage)
        interval = self._words.interval(concern)
        return self.say(
            "note-intervalle", score=score, interval=interval, open=self._words.left_open, coverage=coverage
        )

    def reasons(self, concern: PriorityUnit) -> list[str]:
        """Reasons of a unit's place: heaviest indicators, flags, an override."""
        look = first_look_text(concern.first_look, self._words)
        lines = [look[:1].upper() + look[1:]] if look else []
        if concern.deciding:
            lines.append(self.say("impose", flags=self._words.joined(flag.message for flag in concern.deciding)))
        if concern.reasons:
            lines.append(self.say("pesent", reasons=reasons_text(concern, self._words)))
        others = [flag.message for flag in concern.flags if flag not in concern.deciding]
        if others:
            lines.append(self.say("drapeaux", flags=self._words.joined(others)))
        if concern.overridden_by is not None or concern.cause == "override":
            lines.append(self.say("derogation", author=concern.overridden_by or "–"))
        return lines

    def flag(self, count: FlagCount) -> str:
        """A flag and the units where it holds or is to be checked."""
        found = []
        if count.holds.units:
            found.append(self.say("leve", units=self.of_units(count.holds.units)))
        if count.to_check:
            found.append(self.say("a-verifier", units=self.of_units(count.to_check)))
        return self.say("drapeau", message=count.flag.message, counts=", ".join(found))

    def states(self, synthesis: Synthesis) -> str:
        """The states of all the answers; they add up."""
        totals = sorted(synthesis.state_totals.items(), key=lambda each: each[0] != "scored")
        counts = [
            f"{self._words.say(f'rapport.etats.{state}').lower()} {self.count(count)}"
            for state, count in totals
            if count
        ]
        return self.say("etats", total=self.count(sum(synthesis.state_totals.values())), counts=", ".join(counts))

    def coverage(self, synthesis: Synthesis) -> str:
        """Coverage of the grid, and the minimum needed to conclude."""
        minimum = self.share(self._grid.root.min_coverage)
        return self.say("taux-median", coverage=self.share(synthesis.median_coverage), minimum=minimum)

    def collection(self, result: Result) -> Sequence[str]:
        """The answers that make most units conclusive, where some are not."""
        if isinstance(result, HeldResult) and not self._grid.level_rules:
            # choosing the next answer reads every answer of every unit without a level: too much to fetch for a summary
            return ()
        found = collection(result)
        return () if not found.open else collection_told(found, self._words, named=True)

    def to_collect(self, missing: Sequence[MissingIndicator]) -> list[str]:
        """The answers whose collection would tell most."""
        found = [
            self.say("manque", title=each.indicator.title, lacking=each.lacking, applicable=each.applicable)
            for each in missing
        ]
        return [self.say("a-recueillir", indicators=self._words.joined(found))] if found else []
