"""Which flags a risk has on a day: what its people, its dates and its level demand, and nobody has answered yet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from plugin.domain.flag import Actor, Flag, FlagCode
from plugin.domain.ids import AccountId
from plugin.domain.risk import Risk, Role, Status
from plugin.domain.risk_model import Authority, RiskModels
from plugin.domain.treatment import Acceptance, Direction

ACCEPTANCE_NOTICE = timedelta(days=14)
"""So long before an acceptance ends its authority is told."""

UNDATED = frozenset({FlagCode.TRIGGERED, FlagCode.UNOWNED, FlagCode.UNASSIGNED})
"""What no date of the risk explains: it is so since it was seen first."""

Away = Mapping[AccountId, date]
"""People whose account is not active, each with the first day on which that was known."""


def flags_of(risk: Risk, models: RiskModels, today: date, away: Away) -> tuple[Flag, ...]:
    """The flags of an open risk, the most pressing first; none for drafts and for risks that have ended.

    What no date explains keeps the day on which it was seen first, from the flags that the risk carries already.
    """
    if not risk.is_open:
        return ()
    known = {flag.identity: flag.since for flag in risk.flags}
    look = _Look(risk, models, today, away)
    found = (*look.at_signs(), *look.at_decisions(), *look.at_people(), *look.at_work())
    order = list(FlagCode)
    kept = (
        replace(flag, since=min(flag.since, known.get(flag.identity, flag.since))) if flag.code in UNDATED else flag
        for flag in found
    )
    return tuple(sorted(kept, key=lambda flag: (order.index(flag.code), flag.since, flag.subject)))


@dataclass(frozen=True, slots=True)
class _Look:
    """One risk on one day."""

    risk: Risk
    models: RiskModels
    today: date
    away: Away

    def at_signs(self) -> Iterator[Flag]:
        """Its early sign has shown, and nobody has looked at it."""
        if self.risk.status is not Status.TRIGGERED:
            return
        fired = [trigger.fired_at.date() for trigger in self.risk.triggers if trigger.has_fired and trigger.fired_at]
        yield self._flag(FlagCode.TRIGGERED, min(fired, default=self.today))

    def at_decisions(self) -> Iterator[Flag]:
        """What a decision is missing for."""
        window, acceptance = self.risk.window, self.risk.treatment.acceptance
        if window.last is not None and window.has_passed(self.today):
            yield self._flag(FlagCode.WINDOW_PASSED, window.last + timedelta(days=1))
        if acceptance is not None:
            yield from self._at_acceptance(acceptance)
        if (due := self.escalation_due) is not None and due[0] <= self.today:
            yield self._decided_by(FlagCode.ESCALATION_DUE, due[0], due[1])

    def at_people(self) -> Iterator[Flag]:
        """Nobody owns it, the issue that stands for it has nobody, or its owner is there no more."""
        owner, backing = self.risk.owner, self.risk.issues_as(Role.BACKING)
        if owner is None and backing:
            yield Flag(FlagCode.UNASSIGNED, self.today, Actor.MANAGER, None, backing[0])
        elif owner is None:
            yield Flag(FlagCode.UNOWNED, self.today, Actor.MANAGER)
        elif owner in self.away:
            yield Flag(FlagCode.OWNER_AWAY, self.away[owner], Actor.MANAGER)

    def at_work(self) -> Iterator[Flag]:
        """Actions and the review that should have been done."""
        for action in self.risk.treatment.actions:
            if action.is_live and action.due is not None and action.due < self.today:
                since = action.due + timedelta(days=1)
                if action.owner is None or action.owner in self.away:
                    yield self._flag(FlagCode.ACTION_OVERDUE, since, action.id)
                else:
                    yield Flag(FlagCode.ACTION_OVERDUE, since, Actor.ACTION_OWNER, action.owner, action.id)
        if self.risk.next_review is not None and self.risk.next_review < self.today:
            yield self._flag(FlagCode.REVIEW_OVERDUE, self.risk.next_review + timedelta(days=1))

    @property
    def escalation_due(self) -> tuple[date, Authority] | None:
        """From which day, and to whom, a threat above appetite that nobody answers goes up (features D1, R9).

        Answered is a risk with a response, with an acceptance that holds, or one that was handed up already; the days
        count from the rating, or from the end of an acceptance.
        """
        assessment, current = self.risk.assessed(self.models), self.risk.current
        if assessment is None or current is None or self.risk.direction is not Direction.THREAT:
            return None
        level, treatment = assessment.level, self.risk.treatment
        if not assessment.model.is_above_appetite(level.name) or level.escalate_after_days is None:
            return None
        accepted = treatment.acceptance is not None and treatment.acceptance.holds(self.today)
        if self.risk.responses or accepted or treatment.escalation is not None or level.escalate_to is None:
            return None
        began = max(current.at.date(), _ended_on(treatment.acceptance) or date.min)
        return began + timedelta(days=level.escalate_after_days), level.escalate_to

    def _at_acceptance(self, acceptance: Acceptance) -> Iterator[Flag]:
        """An acceptance that has run out opens the risk to decision again (features D1, R8), unless it was answered."""
        ends, authority = acceptance.expires_on, acceptance.authority
        if acceptance.revoked_on is not None or ends is None:
            return
        if ends < self.today and not self.risk.responses:
            yield self._decided_by(FlagCode.ACCEPTANCE_EXPIRED, ends + timedelta(days=1), authority)
        elif ends >= self.today >= ends - ACCEPTANCE_NOTICE:
            yield self._decided_by(FlagCode.ACCEPTANCE_ENDING, ends - ACCEPTANCE_NOTICE, authority)

    def _flag(self, code: FlagCode, since: date, subject: str = "") -> Flag:
        """A flag for the owner, or for the project's manager where there is none to act."""
        owner = self.risk.owner
        if owner is None or owner in self.away:
            return Flag(code, since, Actor.MANAGER, None, subject)
        return Flag(code, since, Actor.OWNER, owner, subject)

    def _decided_by(self, code: FlagCode, since: date, authority: Authority) -> Flag:
        """A flag for whoever may decide at that level."""
        if authority is Authority.OWNER:
            return self._flag(code, since, authority.value)
        return Flag(code, since, Actor.AUTHORITY, None, authority.value)


def _ended_on(acceptance: Acceptance | None) -> date | None:
    """The last day of an acceptance that stands no more."""
    return None if acceptance is None else acceptance.revoked_on or acceptance.expires_on
