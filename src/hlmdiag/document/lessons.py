"""The lessons of plans in words, for every format: the same sentences, the same figures, in the same order."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from hlmdiag.document.changes_shown import signed
from hlmdiag.document.sections import DocumentPart, PartedDocument, SectionColumn, SectionTable, TableCell
from hlmdiag.plan.alike import Alike, AlikeUnit, DoneAction
from hlmdiag.plan.lessons import LEAST, SEVERAL, UNSAID, Change, GroupOfUnits, Lessons
from hlmdiag.plan.model import LISTS
from hlmdiag.wording import Wording

_WORDS = "rapport.lecons"
_JUDGED = (*LISTS["result"], SEVERAL, UNSAID)
_FIGURES = ("unites", "sans-mesure", "mediane", "q1", "q3")


def lessons_told(found: Lessons, like: Alike | None, words: Wording) -> PartedDocument:
    """The document; `like`: the units most like one that was asked about."""
    telling = _Telling(found, words)
    parts = list(telling.parts())
    if like is not None:
        parts.append(telling.alike(like))
    running = words.say(f"{_WORDS}.titre-courant", grid=words.grid.title)
    return PartedDocument(words.say(f"{_WORDS}.titre"), tuple(telling.head()), tuple(parts), running)


class _Telling:
    def __init__(self, found: Lessons, words: Wording) -> None:
        self._found, self._words = found, words

    def _say(self, key: str, **told: object) -> str:
        return self._words.say(f"{_WORDS}.{key}", **told)

    def _columns(self, *keys: str, wide: int = 34) -> list[SectionColumn]:
        said = (*_FIGURES, "faite", "hors")
        return [SectionColumn(self._say(f"colonne.{key}"), 13 if key in said else wide, key in said) for key in keys]

    def head(self) -> Iterator[str]:
        found, days = self._found, [self._words.day(day) for day in self._found.days]
        yield self._say("periode", then=days[0], now=days[-1], count=len(days), grid=found.grid.title)
        if found.actions or found.few:
            counts = {"count": len(found.actions), "few": len(found.few)}
            yield self._say("bilan", **counts, least=self._words.count(LEAST))
        else:
            yield self._say("rien")
        yield self._say("ne-prouve-rien")
        if not found.is_one_grid:
            yield self._say("autre-grille")
        for code, count in (("absentes", found.absent), ("conflits", found.conflicts)):
            if count:
                yield self._say(code, count=count)

    def parts(self) -> Iterator[DocumentPart]:
        if self._found.actions:
            yield self._judged()
            yield self._moved("criteres", "critere", lambda group: group.criterion)
            yield self._moved("themes", "theme", lambda group: group.theme)
        if self._found.few:
            names = self._words.joined(_named(id, title) for id, title in self._found.few)
            text = self._say("peu", least=self._words.count(LEAST), names=names)
            yield DocumentPart("peu", self._say("section-peu"), [text])

    def _judged(self) -> DocumentPart:
        columns = self._columns("action", "faite")
        titles = [self._judgement(word) for word in _JUDGED]
        columns += [SectionColumn(title, max(12, len(title) + 3), is_number=True) for title in titles]
        lacks = any(each.outside for each in self._found.actions)
        columns += self._columns("hors") if lacks else []
        rows = []
        for each in self._found.actions:
            outside = [each.outside] if lacks else []
            counts = [each.done, *(each.judged.get(word, 0) for word in _JUDGED), *outside]
            rows.append([TableCell(_named(each.id, each.title)), *map(self._count, counts)])
        table = SectionTable(columns, rows)
        apart = [self._say("hors")] if lacks else []
        return DocumentPart(
            "jugements", self._say("section-jugements"), [self._say("jugements-intro"), *apart], [table]
        )

    def _judgement(self, word: str) -> str:
        if word in (SEVERAL, UNSAID):
            return self._say(f"jugement.{'several' if word else 'unsaid'}")
        return word

    def _moved(self, code: str, about: str, change: Callable[[GroupOfUnits], Change | None]) -> DocumentPart:
        direction = self._say(f"sens-{self._found.grid.polarity}")
        texts = [self._say(f"{code}-intro", direction=direction, least=LEAST)]
        columns = self._columns("action", about, "situation", *_FIGURES, wide=26)
        rows, without = [], []
        for each in self._found.actions:
            node = each.indicator if about == "critere" else each.theme
            if node is None:
                without.append(_named(each.id, each.title))
                continue
            for name, group in each.groups.items():
                moved = change(group)
                if moved is not None:
                    names = (_named(each.id, each.title), node.title, self._say(f"situation.{name}"))
                    rows.append([*map(TableCell, names), *self._figures(group.units, moved)])
        if without and about == "critere":
            texts.append(self._say("sans-critere", names=self._words.joined(without)))
        return DocumentPart(code, self._say(f"section-{code}"), texts, [SectionTable(columns, rows)] if rows else [])

    def _figures(self, units: int, moved: Change) -> Iterator[TableCell]:
        yield from map(self._count, (units, moved.without))
        for value in (moved.median, moved.low, moved.high):
            yield TableCell("—" if value is None else signed(value, self._words), value)

    def _count(self, count: int) -> TableCell:
        return TableCell(self._words.integer(count), count)

    def alike(self, like: Alike) -> DocumentPart:
        unit, days = _named(like.code, like.name or ""), self._found.days
        told = {"then": self._words.day(days[0]), "now": self._words.day(days[-1]), "count": like.done_in}
        title, intro = self._say("section-semblables", unit=unit), self._say("semblables-intro", unit=unit, **told)
        if not like.units:
            return DocumentPart("semblables", title, [intro, self._say("aucun-semblable")])
        columns = self._columns("code", "commun", "action", "jugement", "critere", "avant-apres", "aussi", wide=20)
        rows = [self._done(each, done) for each in like.units for done in each.done]
        return DocumentPart("semblables", title, [intro], [SectionTable(columns, rows)])

    def _done(self, unit: AlikeUnit, done: DoneAction) -> list[TableCell]:
        counts = {name: getattr(unit, name) for name in ("common", "actions", "same", "themes")}
        ends = {end: self._points(value) for end, value in (("then", done.then), ("now", done.now))}
        is_proposed = self._words.say(f"rapport.{'oui' if done.is_proposed else 'non'}")
        texts = (
            _named(unit.code, unit.name or ""), self._say("commun", **counts), _named(done.id, done.title),
            self._judgement(done.judged), done.indicator.title if done.indicator else "",
            self._say("passage", **ends) if done.indicator else "", is_proposed,
        )  # fmt: skip
        return [*map(TableCell, texts)]

    def _points(self, value: float | None) -> str:
        return self._say("inconnu") if value is None else self._words.plain(value, 1)


def _named(id: str, title: str) -> str:
    return f"{id} {title}".strip()
