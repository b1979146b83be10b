"""What English words tell about a statement: uncertainty, certainty, objectives; and whether it is English at all."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from plugin.domain.risk_model import Objective


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


TOKEN = re.compile(r"[^\W_]+(?:[.'’][^\W_]+)*")

FUNCTION_WORDS = _listed("""
    a about after all an and any are as at be because been before between both but by can cannot could do does during
    each every few for from had has have if in into is it its may might more most much never no nobody not of
    off on once only or other our out over own same so some still such than that the their them then there these they
    this those through to too under until up was we were what when where which while who whose will with without would
    yet
    """)
"""Words that carry grammar rather than meaning; they say nothing about what a risk is about."""

TELLTALE = _listed("""
    about after and another because been before between both but by cannot could does during each every from how into it
    its may might nobody not only our own should some than that the their them there they this those through until were
    what when where which while who whose with without would yet
    """)
"""Function words that hardly another language has as well ("have" is Danish too, "are" Romanian, "has" Spanish)."""

SHARE_OF_ENGLISH = 0.1
LEAST_ENGLISH = 2

UNCERTAIN = _listed("""
    can chance chances conceivably could couldn't danger if likely may maybe might mightn't perhaps possibility possible
    possibly potential potentially probability probable probably risk risks should threat uncertain unclear unless
    unlikely whether would
    """)
"""Words that leave open whether something happens; generous, since an event is asked about only where none is found."""

GUESSES = _listed("conceivably may maybe might perhaps possibly potentially presumably probably")
"""Words that make a guess of what should be a fact; "could" is one too, unless it says what was tried in vain."""

CONDITIONS = _listed("if should unless")
"""Words that, at its head, make a condition of a cause."""

STANDING = _listed("am are can't cannot doesn't does don't has have haven't hasn't is isn't aren't")
BEHIND_US = _listed("""
    already been broke did didn't failed had happened left lost missed occurred overran resigned slipped was wasn't were
    weren't
    """)
"""Words of a thing that has happened; STANDING are words of a thing that is so now."""

TOLD = _listed("already been did didn't had has have was wasn't were weren't")
"""Words that do not stand in the title of something yet to come."""

OBJECTIVE_WORDS: dict[Objective, frozenset[str]] = {
    Objective.SCHEDULE: _listed("""
        behind calendar date- day days deadline- delay- faster live idle late later launch- milestone- month- months
        postpon- quarter- release- schedule- slip- slow- sooner sprint- standstill start time timetable wait- week-
        weekend- year- earlier catch ahead halts stops pause-
        """),
    Objective.COST: _listed("""
        afford- amount bill bills budget- cash cheap- compensation- cost- currency damages expens- fee fees fine fines
        fund- income interest invoice- licence- loss losses margin money overspend- paid pay- penalt- price- profit-
        revenue- saving- save- saves spend- spent tariff- waste-
        """),
    Objective.SCOPE: _listed("""
        abandon- benefit- case cover- customer- deliver- drop- feature- function- goal- market- need- outcome- promis-
        requirement- result- scope- target- uptake use used useful user- value- volume cancel- halved
        """),
    Objective.QUALITY: _listed("""
        accept- accura- availab- bug- complain- crash- defect- down downtime error- fail- fault- maintain- outage-
        performan- quality rebuil- redesign- redo redone refus- reject- reliab- repair- repeat- response rework-
        satisf- service- stability trust unusable unstable usab- wrong- backlog- productiv- morale velocity
        """),
    Objective.SECURITY: _listed("""
        attack- breach- confidential- data disclos- expos- fraud integrity intru- leak- misus- privacy secret- secur-
        stolen theft tamper-
        """),
    Objective.COMPLIANCE: _listed("""
        audit- authorit- certif- claim- complian- contract- court finding- law lawsuit- legal- liab- licen- obligation-
        regulat- reputation- sanction- statut- press public
        """),
    Objective.SAFETY: _listed(
        "accident- casualt- danger- environment- fatal- fire harm- health hurt injur- pollut- safe- spill-"
    ),
}
"""Words by which an effect names what it hits; a trailing hyphen stands for any ending."""

_DATED = _listed("after before by during early from in late mid of on since this until")
"""Words before "May" the month."""


def tokens(text: str) -> list[str]:
    """The words of a text in small letters, numbers and dotted versions as one word each."""
    return [word.lower() for word in TOKEN.findall(text.replace("’", "'"))]


def is_english(text: str) -> bool:
    """Whether enough words of a text are unmistakably English to judge its wording; short notes often are not."""
    words = tokens(text)
    telling = sum(word in TELLTALE for word in words)
    return telling >= LEAST_ENGLISH and telling >= SHARE_OF_ENGLISH * len(words)


def doubts(text: str) -> tuple[str, ...]:
    """The words of a text that leave open whether something happens, each once; May the month is none."""
    return tuple(dict.fromkeys(word for word in _without_may(text) if word in UNCERTAIN))


def guesses(text: str) -> tuple[str, ...]:
    """The words that make a guess or a condition of a cause; "could not" tells what was tried, and is a fact."""
    words = _without_may(text)
    found = [word for word in words if word in GUESSES]
    found += [word for word, following in pairwise([*words, ""]) if word == "could" and following != "not"]
    found += [word for word in words[:1] if word in CONDITIONS]
    return tuple(dict.fromkeys(found))


def certainties(text: str) -> tuple[str, ...]:
    """The words by which a text says that something is so or has happened."""
    return tuple(dict.fromkeys(word for word in tokens(text) if word in STANDING | BEHIND_US))


def accomplished(text: str) -> tuple[str, ...]:
    """The words that make a tale of a title; "lost" and "failed" alone do not ("Knowledge lost with a supplier")."""
    return tuple(dict.fromkeys(word for word in tokens(text) if word in TOLD))


def objectives(text: str) -> tuple[Objective, ...]:
    """The objectives that a text names, in the order of the model."""
    named = frozenset[Objective]().union(*(_spoken_of(word) for word in tokens(text.replace("-", " "))))
    return tuple(objective for objective in Objective if objective in named)


@lru_cache(maxsize=8192)
def _spoken_of(word: str) -> frozenset[Objective]:
    """The objectives that a word names; texts share most of their words, so each is looked up once."""
    forms = {word, *(f"{word[:length]}-" for length in range(3, len(word) + 1))}
    return frozenset(objective for objective, stems in OBJECTIVE_WORDS.items() if forms & stems)


def _without_may(text: str) -> list[str]:
    """The words of a text without "May" where it is the month: after a word of time, or before a number."""
    found = TOKEN.findall(text.replace("’", "'"))
    if "May" not in found:
        return [word.lower() for word in found]
    kept = []
    for before, word, following in zip(["", *found], found, [*found[1:], ""], strict=False):
        is_month = word == "May" and (before.lower() in _DATED or following[:1].isdigit())
        if not is_month:
            kept.append(word.lower())
    return kept
