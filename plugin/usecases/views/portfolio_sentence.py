"""What a sponsor could read aloud about several projects: how many are strained, and by what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plugin.usecases.portfolio import Standing
from plugin.usecases.views.wording import Wording


def portfolio_sentence(say: Wording, standings: Sequence[Standing]) -> str:
    """The sentence; there is at least one project."""
    told = _strained(say, standings)
    causes = _causes(say, standings)
    if not causes:
        return f"{told}."
    *first, last = causes
    joined = say.gettext("%(some)s and %(last)s", some=", ".join(first), last=last) if first else last
    return f"{told}; {joined}."


def _strained(say: Wording, standings: Sequence[Standing]) -> str:
    whole = len(standings)
    off, strained, unknown = (sum(one.health == word for one in standings) for word in ("off", "strained", None))
    numbers = {"all": say.number(whole), "off": say.number(off), "strained": say.number(strained)}
    if whole == 1:
        return _of_one(say, standings[0])
    if unknown == whole:
        return say.gettext("Nothing was written down or frozen yet in any of %(all)s projects", **numbers)
    if off and strained:
        more = say.ngettext("%(strained)s is strained", "%(strained)s are strained", strained, **numbers)
        return say.gettext("%(some)s and %(last)s", some=_off(say, off, numbers), last=more)
    if off:
        return _off(say, off, numbers)
    if not strained:
        return say.gettext("None of %(all)s projects is strained", **numbers)
    return say.ngettext(
        "%(strained)s of %(all)s projects is strained",
        "%(strained)s of %(all)s projects are strained",
        strained,
        **numbers,
    )


def _off(say: Wording, off: int, numbers: Mapping[str, str]) -> str:
    return say.ngettext(
        "%(off)s of %(all)s projects is off plumb", "%(off)s of %(all)s projects are off plumb", off, **numbers
    )


def _of_one(say: Wording, one: Standing) -> str:
    name = one.project.name
    if one.health == "off":
        return say.gettext("%(name)s is off plumb", name=name)
    if one.health == "strained":
        return say.gettext("%(name)s is strained", name=name)
    if one.health == "straight":
        return say.gettext("%(name)s is straight", name=name)
    return say.gettext("Nothing was written down or frozen yet in %(name)s", name=name)


def _causes(say: Wording, standings: Sequence[Standing]) -> list[str]:
    critical = sum(one.totals["level.Critical"] for one in standings)
    overdue = sum(one.reviews_overdue for one in standings)
    drifting = sum(one.ledger is not None and one.ledger.count.unapproved != 0 for one in standings)
    causes = []
    if critical:
        causes.append(
            say.ngettext(
                "%(n)s critical risk is open", "%(n)s critical risks are open", critical, n=say.number(critical)
            )
        )
    if overdue:
        causes.append(
            say.ngettext("%(n)s review is overdue", "%(n)s reviews are overdue", overdue, n=say.number(overdue))
        )
    if drifting:
        many = say.ngettext(
            "%(n)s project holds scope that was never approved",
            "%(n)s projects hold scope that was never approved",
            drifting,
            n=say.number(drifting),
        )
        causes.append(say.gettext("part of its scope was never approved") if len(standings) == 1 else many)
    return causes
