"""The reviews of a project as a list, and what can be reviewed next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from plugin.domain.ids import VersionId
from plugin.domain.review import Review, ReviewState
from plugin.usecases.authority import Rights
from plugin.usecases.records import Version
from plugin.usecases.views.wording import Moment, Wording

WHOLE_PROJECT = "project"


STATE_TONES = {ReviewState.PLANNED: "gray", ReviewState.COLLECTING: "information", ReviewState.SIGNED_OFF: "low"}


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review in the list."""

    key: str
    title: str
    state: str
    tone: str
    opened: Moment
    counts: str
    url: str


@dataclass(frozen=True, slots=True)
class ReviewList:
    """The list with what can be opened next: (value, label), released versions without a review first."""

    sentence: str
    rows: tuple[ReviewRow, ...]
    options: tuple[tuple[str, str], ...]
    may_open: bool
    url: str


def review_list(
    say: Wording, reviews: Sequence[Review], versions: Sequence[Version], rights: Rights, url: str
) -> ReviewList:
    """The project's reviews, newest first, and what can be reviewed."""
    reviewed = {review.version_id for review in reviews}
    due = [v for v in versions if v.released and not v.deleted and v.id not in reviewed]
    return ReviewList(
        sentence=_list_sentence(say, reviews, due),
        rows=tuple(_row(say, review, url) for review in reviews),
        options=_options(say, versions, due),
        may_open=rights.contribute,
        url=url,
    )


def state_words(say: Wording, state: ReviewState) -> str:
    """A review's state in a word."""
    return {
        ReviewState.PLANNED: say.gettext("planned"),
        ReviewState.COLLECTING: say.gettext("collecting"),
        ReviewState.SIGNED_OFF: say.gettext("signed off"),
    }[state]


def _list_sentence(say: Wording, reviews: Sequence[Review], due: Sequence[Version]) -> str:
    if due:
        return say.ngettext(
            "%(name)s is released and was not looked back at yet.",
            "%(count)s released versions were not looked back at yet; the last one is %(name)s.",
            len(due),
            count=len(due),
            name=_newest(due).name,
        )
    opened = sum(not review.is_signed_off for review in reviews)
    if opened:
        return say.ngettext("%(count)s review is open.", "%(count)s reviews are open.", opened, count=opened)
    if reviews:
        return say.gettext("Every review is signed off.")
    return say.gettext("No review has been held yet.")


def _newest(versions: Sequence[Version]) -> Version:
    return max(versions, key=lambda v: (v.release_on or "", v.id))


def _options(say: Wording, versions: Sequence[Version], due: Sequence[Version]) -> tuple[tuple[str, str], ...]:
    first = sorted(due, key=lambda v: (v.release_on or "", v.id), reverse=True)
    taken: set[VersionId] = {v.id for v in first}
    rest = [v for v in versions if not v.deleted and v.id not in taken]
    labels = [(str(v.id), say.gettext("%(name)s, released, not reviewed yet", name=v.name)) for v in first]
    labels += [
        (str(v.id), say.gettext("%(name)s, reviewed already", name=v.name) if v.released else v.name) for v in rest
    ]
    return (*labels, (WHOLE_PROJECT, say.gettext("The project as a whole")))


def _row(say: Wording, review: Review, url: str) -> ReviewRow:
    found = len(review.findings)
    return ReviewRow(
        key=review.key,
        title=review.title,
        state=state_words(say, review.state),
        tone=STATE_TONES[review.state],
        opened=say.moment(review.opened_at),
        counts=say.ngettext("%(n)s finding", "%(n)s findings", found, n=found),
        url=f"{url}/{review.id}",
    )
