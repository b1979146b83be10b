"""One review as a document: facts, findings, lessons, what is missing, sign-off."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from plugin.domain.ids import AccountId
from plugin.domain.lesson import Lesson, LessonState, LessonType
from plugin.domain.review import FactLine, Finding, FindingKind, Review, what_is_missing
from plugin.usecases.authority import Rights
from plugin.usecases.views.categories import CategoryGroup, category_choices, category_label
from plugin.usecases.views.fact_lines import FactRow, fact_rows
from plugin.usecases.views.reviews import STATE_TONES, state_words
from plugin.usecases.views.wording import Moment, Wording

SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class FindingShown:
    """One finding, with the address that takes it out again where that may be done."""

    statement: str
    who: str
    when: Moment
    drop_url: str


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """The findings of one kind."""

    kind: str
    title: str
    ask: str
    findings: tuple[FindingShown, ...]


@dataclass(frozen=True, slots=True)
class LessonShown:
    """A lesson of this review."""

    key: str
    title: str
    event: str
    recommendation: str
    tags: tuple[str, ...]
    state: str
    owner: str


@dataclass(frozen=True, slots=True)
class Signed:
    """Who closed the review, when, and the hash of what they closed."""

    who: str
    when: Moment
    hash_short: str
    hash_full: str
    comment: str


@dataclass(frozen=True, slots=True)
class ReviewDocument:
    """A review as a document; `may_add` and `may_sign` say what the reader may do, never true once it is signed."""

    key: str
    title: str
    state: str
    tone: str
    opened: Moment
    opened_by: str
    facts_note: str
    facts: tuple[FactRow, ...]
    groups: tuple[FindingGroup, ...]
    lessons: tuple[LessonShown, ...]
    missing: tuple[str, ...]
    one_sided: str
    signed: Signed | None
    may_add: bool
    may_sign: bool
    version: int
    url: str
    list_url: str
    lesson_types: tuple[tuple[str, str], ...]
    categories: tuple[CategoryGroup, ...]


def review_document(
    say: Wording,
    review: Review,
    facts: Sequence[FactLine],
    lessons: Sequence[Lesson],
    names: Mapping[AccountId, str],
    rights: Rights,
    list_url: str,
) -> ReviewDocument:
    """One review; a signed one shows what was signed and offers nothing."""
    somebody = say.gettext("somebody")
    url = f"{list_url}/{review.id}"
    is_open = not review.is_signed_off
    may_add = is_open and rights.contribute

    def who(account: AccountId | None) -> str:
        return names.get(account, somebody) if account else somebody

    sign = review.sign_off
    return ReviewDocument(
        key=review.key,
        title=review.title,
        state=state_words(say, review.state),
        tone=STATE_TONES[review.state],
        opened=say.moment(review.opened_at),
        opened_by=who(review.opened_by),
        facts_note=say.gettext("Read from the record now; frozen with a hash at sign-off.")
        if is_open
        else say.gettext("As they stood at sign-off."),
        facts=fact_rows(say, facts),
        groups=tuple(
            FindingGroup(kind.value, title, ask, _findings(say, review, kind, who, url if may_add else ""))
            for kind, title, ask in _kinds(say)
        ),
        lessons=tuple(_lesson(say, lesson, names) for lesson in lessons),
        missing=_missing(say, review),
        one_sided=review.one_sided_because or "",
        signed=Signed(
            who(sign.by), say.moment(sign.at), sign.content_hash[:SHORT_HASH], sign.content_hash, sign.comment or ""
        )
        if sign
        else None,
        may_add=may_add,
        may_sign=is_open and rights.manage,
        version=review.version,
        url=url,
        list_url=list_url,
        lesson_types=tuple(lesson_types(say).items()),
        categories=category_choices(say),
    )


def lesson_types(say: Wording) -> dict[str, str]:
    """What a recommendation asks for, by code."""
    return {
        LessonType.CHANGE.value: say.gettext("Change"),
        LessonType.START.value: say.gettext("Start"),
        LessonType.STOP.value: say.gettext("Stop"),
        LessonType.KEEP.value: say.gettext("Keep"),
    }


def _kinds(say: Wording) -> tuple[tuple[FindingKind, str, str], ...]:
    return (
        (FindingKind.SUCCESS, say.gettext("What went well"), say.gettext("Add a success")),
        (FindingKind.PROBLEM, say.gettext("What went badly"), say.gettext("Add a problem")),
        (FindingKind.SURPRISE, say.gettext("What nobody expected"), say.gettext("Add a surprise")),
    )


def _findings(
    say: Wording, review: Review, kind: FindingKind, who: Callable[[AccountId | None], str], url: str
) -> tuple[FindingShown, ...]:
    def shown(finding: Finding) -> FindingShown:
        drop = f"{url}/findings/{finding.id}/drop" if url else ""
        return FindingShown(finding.statement, who(finding.by), say.moment(finding.at), drop)

    return tuple(shown(finding) for finding in review.findings if finding.kind is kind)


def _missing(say: Wording, review: Review) -> tuple[str, ...]:
    if review.is_signed_off or not what_is_missing(review):
        return ()
    kinds = {finding.kind for finding in review.findings}
    texts = (
        (FindingKind.SUCCESS, say.gettext("Name at least one success, or say why there is none.")),
        (FindingKind.PROBLEM, say.gettext("Name at least one problem, or say why there is none.")),
    )
    return tuple(text for kind, text in texts if kind not in kinds)


def _lesson(say: Wording, lesson: Lesson, names: Mapping[AccountId, str]) -> LessonShown:
    category = category_label(say, lesson.category)
    state = {
        LessonState.PROPOSED: say.gettext("proposed"),
        LessonState.VALIDATED: say.gettext("validated"),
        LessonState.ADOPTED: say.gettext("adopted"),
        LessonState.REJECTED: say.gettext("rejected"),
        LessonState.RETIRED: say.gettext("retired"),
    }[lesson.state]
    return LessonShown(
        key=lesson.key,
        title=lesson.title,
        event=lesson.event,
        recommendation=lesson.recommendation,
        tags=tuple(tag for tag in (lesson_types(say)[lesson.lesson_type.value], category) if tag),
        state=state,
        owner=names.get(lesson.owner, say.gettext("somebody who has left")) if lesson.owner else "",
    )
