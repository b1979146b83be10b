"""How a baseline stands: its state in a word, who did what, its hash, and the next step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from plugin.domain.baseline import Baseline, BaselineStatus
from plugin.domain.ids import AccountId
from plugin.usecases.authority import Rights
from plugin.usecases.views.scope_place import Choice, Place
from plugin.usecases.views.wording import Moment, Wording

SHORT_HASH = 12


@dataclass(frozen=True, slots=True)
class BaselineHead:
    """How a baseline stands: its state in a word, who did what, and the next step, if the reader may take it."""

    id: str
    name: str
    status: str
    tone: str
    steps: tuple[tuple[str, Moment | None, str], ...]
    hash_short: str
    hash_full: str
    action: str
    action_url: str
    version: int
    items_url: str


_TONES = {
    BaselineStatus.DRAFT: "gray",
    BaselineStatus.SUBMITTED: "information",
    BaselineStatus.APPROVED: "low",
    BaselineStatus.SUPERSEDED: "gray",
}


def status_words(say: Wording, status: BaselineStatus) -> str:
    """A baseline's state in a word."""
    return {
        BaselineStatus.DRAFT: say.gettext("draft"),
        BaselineStatus.SUBMITTED: say.gettext("submitted"),
        BaselineStatus.APPROVED: say.gettext("approved"),
        BaselineStatus.SUPERSEDED: say.gettext("superseded"),
    }[status]


def baseline_choices(say: Wording, baselines: Sequence[Baseline], chosen: str) -> tuple[Choice, ...]:
    """The baselines to choose from, newest first, each with its state."""
    return tuple(
        Choice(
            one.id,
            say.gettext("%(name)s (%(state)s)", name=one.name, state=status_words(say, one.status)),
            one.id == chosen,
        )
        for one in baselines
    )


def baseline_head(
    say: Wording, place: Place, baseline: Baseline, names: Mapping[AccountId, str], rights: Rights
) -> BaselineHead:
    """The head of a baseline; the next step is offered to who manages the project."""
    somebody = say.gettext("somebody")

    def who(account: AccountId | None) -> str:
        return names.get(account, somebody) if account else somebody

    steps: list[tuple[str, Moment | None, str]] = [
        (say.gettext("Frozen as of"), say.moment(baseline.captured_at), who(baseline.captured_by))
    ]
    if baseline.status is not BaselineStatus.DRAFT:
        steps.append((say.gettext("Submitted"), None, who(baseline.submitted_by)))
    if baseline.approved_at is not None:
        steps.append((say.gettext("Approved"), say.moment(baseline.approved_at), who(baseline.approved_by)))
    step, action = {
        BaselineStatus.DRAFT: ("submit", say.gettext("Submit for approval")),
        BaselineStatus.SUBMITTED: ("approve", say.gettext("Approve baseline")),
    }.get(baseline.status, ("", ""))
    return BaselineHead(
        id=baseline.id,
        name=baseline.name,
        status=status_words(say, baseline.status),
        tone=_TONES[baseline.status],
        steps=tuple(steps),
        hash_short=baseline.content_hash[:SHORT_HASH],
        hash_full=baseline.content_hash,
        action=action if rights.manage else "",
        action_url=place.url(f"/baselines/{baseline.id}/{step}"),
        version=baseline.version,
        items_url=place.url("/items"),
    )
