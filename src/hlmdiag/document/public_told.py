"""The page for the tenants of one place, in plain words: a page or two, the same in every format."""

from __future__ import annotations

from collections.abc import Iterator

from hlmdiag.document.sections import DocumentPart, PartedDocument, SectionColumn, SectionTable, TableCell
from hlmdiag.plan.public import LEAST, PublicAction, PublicPage
from hlmdiag.wording import Wording

_WORDS = "rapport.locataires"


def public_told(page: PublicPage, words: Wording) -> PartedDocument:
    """The document."""
    name = page.name or page.code
    telling = _Telling(page, words)
    said = {"day": words.day(page.day), "unit": words.grid.unit}
    head = tuple(words.say(f"{_WORDS}.{key}", **said) for key in ("tete", "seulement"))
    title = words.say(f"{_WORDS}.titre", name=name)
    return PartedDocument(title, head, (telling.answers(), *telling.flags(), telling.actions()))


class _Telling:
    def __init__(self, page: PublicPage, words: Wording) -> None:
        self._page, self._words = page, words

    def _say(self, key: str, **told: object) -> str:
        return self._words.say(f"{_WORDS}.{key}", **told)

    def _part(self, id: str, texts: list[str], rows: list[list[str]], *columns: tuple[str, int]) -> DocumentPart:
        heads = [SectionColumn(self._say(f"colonne.{key}"), width) for key, width in columns]
        tables = [SectionTable(heads, [[*map(TableCell, row)] for row in rows])] if rows else []
        return DocumentPart(id, self._say(f"section.{id}"), texts, tables)

    def answers(self) -> DocumentPart:
        """The answers of tenants: shares of surveys, then answers to questions."""
        page, words = self._page, self._words
        rows = [
            [each.indicator.title, words.value(each.value, each.indicator, 0) or "",
             self._say("reponses", count=each.answers, shown=words.integer(each.answers))]
            for each in page.shares
        ]  # fmt: skip
        for opinion in page.opinions:
            leaf, counts, all_of_them = opinion.indicator, sorted(opinion.counts.items()), sum(opinion.counts.values())
            told = words.joined(f"{words.value(code, leaf)} ({count})" for code, count in counts)
            rows.append([leaf.title, told, self._say("reponses", count=all_of_them, shown=all_of_them)])
        texts = [] if rows else [self._say("sans-reponse")]
        if page.unshown:
            texts.append(self._say("trop-peu", count=page.unshown, least=LEAST))
        return self._part("reponses", texts, rows, ("question", 44), ("reponse", 30), ("combien", 26))

    def flags(self) -> Iterator[DocumentPart]:
        """The noted facts that may be said; one that is not known is neither there nor absent."""
        page = self._page
        if not page.has_flags:
            return
        rows = [[flag.public or flag.message, self._say("constate")] for flag in page.flags]
        rows += [[flag.public or flag.message, self._say("a-verifier")] for flag in page.to_check]
        texts = [] if rows else [self._say("rien-signale")]
        yield self._part("signale", texts, rows, ("point", 70), ("etat", 30))

    def actions(self) -> DocumentPart:
        """The decisions, and their deadlines."""
        rows = [[each.action.public or each.action.title, self._when(each)] for each in self._page.actions]
        code = "decide-intro" if rows else "non-detaille" if self._page.untold else "rien-decide"
        texts = [self._say(code, unit=self._words.grid.unit)]
        return self._part("decide", texts, rows, ("action", 70), ("quand", 30))

    def _when(self, action: PublicAction) -> str:
        if action.is_done:
            return self._say("fait")
        if action.deadline is None:
            return self._say("sans-date")
        return self._say("pour-le", day=self._words.day(action.deadline))
