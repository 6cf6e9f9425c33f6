"""Which of the files that organisations sent count: nothing is counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hlmdiag.errors import Location, Problem
from hlmdiag.grid.identifiers import fold
from hlmdiag.text.phrase import Listed


@dataclass(frozen=True)
class Sending:
    """The units that an organisation sent at once: in a result, or in data scored on the way.

    `files`: the names of the files; `identity`: by what two sendings are known to say the same; `data`: the digests of
    the data files behind it.
    """

    files: tuple[str, ...]
    organisation: str
    organisation_id: str | None
    date: date
    identity: str
    data: frozenset[str] = frozenset()

    def is_same(self, other: Sending) -> bool:
        """Whether both say the same of the same data, whoever sent it: two stocks of one unit may look alike."""
        return self.identity == other.identity and self.data == other.data


def one_name(sendings: Iterable[Sending]) -> dict[str, str]:
    """The name of each organisation as it was first written, by each of its spellings."""
    first: dict[str, str] = {}
    by_id: dict[str, str] = {}
    named: dict[str, str] = {}
    for each in sendings:
        own = first.setdefault(fold(each.organisation) or each.organisation, each.organisation)
        if each.organisation_id is not None:
            own = by_id.setdefault(fold(each.organisation_id), own)
        named[each.organisation] = own
    return named


def set_aside(sendings: Sequence[Sending]) -> dict[int, Problem]:
    """Why some sendings, by their place, do not count: the same is there already, or there is a later one.

    Of two that an organisation sent for one date, none counts: nobody knows which is right.
    """
    names = one_name(sendings)
    found: dict[int, Problem] = {}
    seen: dict[str, Sending] = {}
    of: Mapping[str, list[int]] = defaultdict(list)
    for place, each in enumerate(sendings):
        owner = names[each.organisation]
        same = seen.setdefault(each.identity, each)
        if same is not each and (same.is_same(each) or names[same.organisation] == owner):
            found[place] = _problem("meme-resultat", each, other=same.files[0])
        else:
            of[owner].append(place)
    for places in of.values():
        last = max(sendings[place].date for place in places)
        latest = [place for place in places if sendings[place].date == last]
        for place in places:
            each = sendings[place]
            if each.date < last:
                found[place] = _problem("plus-recent", each, other=sendings[latest[0]].files[0], date=last)
            elif len(latest) > 1:
                others = [sendings[one].files[0] for one in latest if one != place]
                found[place] = _problem("meme-date", each, others=Listed((*others,), quoted=True), date=last)
    return found


def _problem(code: str, sending: Sending, **values: object) -> Problem:
    return Problem(f"collecte.{code}", Location(sending.files[0]), values)
