"""What happened, for people: facts with names, levels before and after, and only such issues as the reader may see."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from plugin.domain.ids import AccountId, IssueId
from plugin.domain.risk_model import RiskModels
from plugin.usecases.records import RecordedFact
from plugin.usecases.views.marks import IssueMark, Issues, LevelMark, level_mark
from plugin.usecases.views.people import People, Person
from plugin.usecases.views.wording import Moment, Wording

LONGEST_REASON = 400
DAYS = frozenset({"due", "identifiedOn", "windowFirst", "windowLast", "nextReview"})
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
REWORDED = frozenset({"RiskRewritten", "ActionChanged", "RiskAccepted"})
"""Facts that tell old and new of the fields they changed."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """One field of a risk that was written anew; owners come as people."""

    field: str
    old: str | Person | None
    new: str | Person | None


@dataclass(frozen=True, slots=True)
class Happening:
    """One fact as the template words it by its `name`; what does not belong to that name is empty."""

    name: str
    when: Moment
    who: Person
    is_by_app: bool
    entity: str
    entity_id: str
    subject: str
    stage: str = ""
    old: LevelMark | None = None
    new: LevelMark | None = None
    changes: tuple[Rewording, ...] = ()
    issue: IssueMark | None = None
    role: str = ""
    outcome: str = ""
    reason: str = ""
    flag: str = ""
    sign: str = ""
    action: str = ""
    other: str = ""
    kind: str = ""
    is_inverse: bool = False
    authority: str = ""
    until: date | None = None


def happenings(
    say: Wording,
    facts: Sequence[RecordedFact],
    people: People,
    issues: Issues,
    subjects: Mapping[str, str],
    models: RiskModels,
) -> tuple[Happening, ...]:
    """The facts in the order given; `subjects` names an entity by its id where the fact itself does not."""
    return tuple(_happening(say, fact, people, issues, subjects, models) for fact in facts)


def worth_telling(facts: Sequence[RecordedFact]) -> list[RecordedFact]:
    """The facts, in their order, without the first ratings of a risk, which its raising tells of already."""
    silent: set[int] = set()
    raising: dict[str, datetime] = {}
    for fact in sorted(facts, key=lambda one: one.seq):
        is_first_rating = fact.name == "RiskRated" and fact.detail.get("old") is None
        if fact.name == "RiskRaised":
            raising[fact.entity_id] = fact.at
        elif is_first_rating and raising.get(fact.entity_id) == fact.at:
            silent.add(fact.seq)
        else:
            raising.pop(fact.entity_id, None)
    return [fact for fact in facts if fact.seq not in silent]


def issues_in(facts: Iterable[RecordedFact]) -> set[IssueId]:
    """The issues that these facts speak of."""
    return {IssueId(found) for fact in facts if isinstance(found := fact.detail.get("issueId"), str)}


def owners_in(facts: Iterable[RecordedFact]) -> set[AccountId]:
    """The people that these facts name as owners, old and new."""
    pairs = (changes.get("owner") for fact in facts if isinstance(changes := fact.detail.get("changes"), Mapping))
    return {AccountId(one) for pair in pairs if isinstance(pair, list | tuple) for one in pair if isinstance(one, str)}


def _happening(
    say: Wording, fact: RecordedFact, people: People, issues: Issues, subjects: Mapping[str, str], models: RiskModels
) -> Happening:
    detail = fact.detail
    issue_id = detail.get("issueId")
    # The reason of what followed from Jira names an issue; the issue itself is named where it may be.
    is_by_app = fact.actor is None
    return Happening(
        name=fact.name,
        when=say.moment(fact.at),
        who=people.person(fact.actor),
        is_by_app=is_by_app,
        entity=fact.entity,
        entity_id=fact.entity_id,
        subject=_subject(detail) or subjects.get(fact.entity_id, ""),
        stage=_text(detail.get("stage")),
        old=_level(detail.get("old"), models),
        new=_level(detail.get("new"), models),
        changes=tuple(_rewordings(say, detail.get("changes"), people)) if fact.name in REWORDED else (),
        issue=issues.mark(IssueId(issue_id)) if isinstance(issue_id, str) else None,
        role=_text(detail.get("role")),
        outcome=_text(detail.get("outcome")),
        flag=_text(detail.get("flag")),
        sign=_text(detail.get("text")),
        action=_text(detail.get("action")),
        other=_text(detail.get("other")),
        kind=_text(detail.get("kind")),
        is_inverse=detail.get("inverse") is True,
        authority=_text(detail.get("authority")),
        until=_day(detail.get("until")),
        reason="" if is_by_app else (fact.reason or "")[:LONGEST_REASON],
    )


def _subject(detail: Mapping[str, object]) -> str:
    title = _text(detail.get("title")) or _text(detail.get("name"))
    key = _text(detail.get("key"))
    return f"{key} {title}".strip() if title else key


def _level(rating: object, models: RiskModels) -> LevelMark | None:
    """The mark of a recorded rating, by the model version it was made with."""
    if not isinstance(rating, Mapping):
        return None
    model = models.of(str(rating["model"]))
    return level_mark(model, model.level(str(rating["level"])))


def _rewordings(say: Wording, changes: object, people: People) -> Iterable[Rewording]:
    if not isinstance(changes, Mapping):
        return
    for field, pair in changes.items():
        if not (isinstance(pair, list | tuple) and len(pair) == 2):
            continue
        if field == "owner":
            yield Rewording(field, people.person(pair[0]), people.person(pair[1]))
        else:
            yield Rewording(str(field), _shown(say, str(field), pair[0]), _shown(say, str(field), pair[1]))


def _shown(say: Wording, field: str, value: object) -> str:
    """Days and amounts as they are written here; codes stay codes, for which the template has the words."""
    if field in DAYS and (day := _day(value)) is not None:
        return say.day(day)
    if isinstance(value, int) and not isinstance(value, bool):
        return say.number(value / 100 if field == "cost" else value)
    return _text(value)


def _day(value: object) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and ISO_DAY.fullmatch(value) else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
