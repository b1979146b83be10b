"""Lists inside one cell back into what a risk has several of: the inverse of `record_lists`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from plugin.domain.ids import AccountId, IssueId, RiskId
from plugin.domain.rating import Confidence, Rating
from plugin.domain.risk import LinkedIssue, Proposal, Relation, RelationKind, Role
from plugin.domain.risk_model import Authority, Objective
from plugin.domain.treatment import Acceptance, Action, ActionKind, ActionState, Effectiveness, Escalation
from plugin.domain.trigger import Comparator, Trigger, TriggerRule, TriggerState, Watched
from plugin.domain.written.entries import Entry, entries, is_marked_up
from plugin.domain.written.misread import Misread
from plugin.usecases.sheets.around import Stamp

E = TypeVar("E", bound=StrEnum)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\(?\d{1,2}[.)])\s+")
_AMOUNT = re.compile(r"-?\d{1,15}\.\d{2}")
YES = frozenset({"yes", "done", "true", "1"})


def plain_or_marked(cell: str) -> tuple[Entry, ...]:
    """The entries of a cell; one that nobody marked up is a single entry unless its lines begin with bullets."""
    lines = [line for line in cell.split("\n") if line.strip()]
    if is_marked_up(cell):
        return entries(cell)
    if len(lines) > 1 and all(_BULLET.match(line) for line in lines):
        return tuple(Entry(_BULLET.sub("", line).strip()) for line in lines)
    return (Entry(cell.strip()),) if cell.strip() else ()


def labels(cell: str) -> tuple[str, ...]:
    """Labels, a line each; a single line may have commas or semicolons between them."""
    found = [entry.text for entry in entries(cell)]
    if len(found) == 1 and "\\" not in cell:
        found = [part.strip() for part in re.split(r"[;,]", found[0])] if re.search(r"[;,]\s", found[0]) else found
    return tuple(dict.fromkeys(label for label in found if label))


def actions(cell: str, issues: Mapping[str, IssueId], stamp: Stamp) -> tuple[Action, ...]:
    """Actions with new ids; issues by their keys."""
    return tuple(_action(entry, issues, stamp) for entry in plain_or_marked(cell))


def _action(entry: Entry, issues: Mapping[str, IssueId], stamp: Stamp) -> Action:
    facts = entry.facts
    key = facts.get("issue", "")
    return Action(
        id=stamp.new_id(),
        title=entry.text,
        kind=word(ActionKind, facts.get("kind")) or ActionKind.PREVENTIVE,
        owner=AccountId(facts["owner"]) if facts.get("owner") else None,
        due=_day(facts.get("due")),
        state=word(ActionState, facts.get("state")) or ActionState.PLANNED,
        cost=money(facts.get("cost")),
        effort_hours=_count(facts.get("hours")),
        expected_effect=facts.get("expected effect", ""),
        effectiveness=word(Effectiveness, facts.get("effectiveness")),
        issue_id=issues.get(key),
    )


def triggers(cell: str, stamp: Stamp) -> tuple[Trigger, ...]:
    """Early signs with new ids; what a rule asks Jira for is worked out anew here and never taken from a sheet."""
    return tuple(_trigger(entry, stamp) for entry in plain_or_marked(cell))


def _trigger(entry: Entry, stamp: Stamp) -> Trigger:
    facts = entry.facts
    return Trigger(
        id=stamp.new_id(),
        text=entry.text,
        rule=_rule(facts),
        state=word(TriggerState, facts.get("state")) or TriggerState.ARMED,
        holds_since=instant(facts.get("holds since")),
        fired_at=instant(facts.get("fired at")),
        evidence=facts.get("evidence", ""),
    )


def _rule(facts: Mapping[str, str]) -> TriggerRule | None:
    watched, comparator = word(Watched, facts.get("watches")), word(Comparator, facts.get("is"))
    if watched is None or comparator is None:
        return None
    lasting = timedelta(seconds=_float(facts.get("for seconds", "0")))
    return TriggerRule(watched, facts.get("subject", ""), comparator, _float(facts.get("limit", "0")), lasting)


def issue_keys(cell: str) -> tuple[str, ...]:
    """The keys of the issues that a cell of issues or actions names."""
    found = [entry.facts.get("issue", "") or entry.text for entry in entries(cell)]
    return tuple(key for key in found if re.fullmatch(r"[A-Z][A-Z0-9_]{1,30}-\d{1,9}", key))


def issues(cell: str, known: Mapping[str, IssueId]) -> tuple[LinkedIssue, ...]:
    """The issues of the cell that are known; one without a role is affected."""
    found: dict[tuple[IssueId, Role], LinkedIssue] = {}
    for entry in entries(cell):
        if (issue_id := known.get(entry.text)) is not None:
            role = word(Role, entry.facts.get("role")) or Role.AFFECTED
            done = entry.facts.get("done", "").lower() in YES
            found[issue_id, role] = LinkedIssue(issue_id, role, done)
    return tuple(found.values())


def relations(cell: str, known: Mapping[str, RiskId]) -> tuple[Relation, ...]:
    """The relations to risks that are known by the key that the sheet uses."""
    return tuple(
        Relation(known[entry.text], word(RelationKind, entry.facts.get("kind")) or RelationKind.SHARES_CAUSE)
        for entry in entries(cell)
        if entry.text in known
    )


def acceptance(cell: str) -> Acceptance | None:
    """An acceptance told whole; None where the cell says nothing."""
    for entry in entries(cell):
        facts = entry.facts
        on = _day(facts.get("on"))
        if on is None:
            raise Misread(cell, "has no day of acceptance; write it as “why | on: 2026-12-01 | authority: manager”")
        return Acceptance(
            AccountId(facts["by"]) if facts.get("by") else None,
            on,
            word(Authority, facts.get("authority")) or Authority.MANAGER,
            entry.text,
            _day(facts.get("until")),
            _day(facts.get("revoked")),
        )
    return None


def escalation(cell: str) -> Escalation | None:
    """An escalation told whole; None where the cell says nothing."""
    for entry in entries(cell):
        facts = entry.facts
        to, on = word(Authority, facts.get("to")), _day(facts.get("on"))
        if to is None or on is None:
            raise Misread(cell, "does not say to whom and when; write it as “why | to: sponsor | on: 2026-12-01”")
        by = AccountId(facts["by"]) if facts.get("by") else None
        return Escalation(to, on, by, entry.text, facts.get("decision", ""))
    return None


def proposal(cell: str, stamp: Stamp) -> Proposal | None:
    """A rating that waits for an answer."""
    for entry in entries(cell):
        return Proposal(_rating(entry, stamp), entry.text, instant(entry.facts.get("asked at")) or stamp.now)
    return None


def rating(cell: str, stamp: Stamp) -> Rating | None:
    """A rating told whole."""
    return next((_rating(entry, stamp) for entry in entries(cell)), None)


def impacts(cell: str) -> dict[Objective, int]:
    """Impacts by objective."""
    found = {word(Objective, entry.text): _count(entry.facts.get("impact")) for entry in entries(cell)}
    return {objective: order for objective, order in found.items() if objective is not None and order is not None}


def _rating(entry: Entry, stamp: Stamp) -> Rating:
    facts = entry.facts
    probability = _count(facts.get("probability"))
    impact = {one: _count(facts.get(f"impact on {one.value}")) for one in Objective}
    rated = {objective: order for objective, order in impact.items() if order is not None}
    if probability is None or not rated:
        raise Misread(entry.text, "is no rating; write it as “why | probability: 3 | impact on cost: 2”")
    return Rating(
        probability=probability,
        impact=rated,
        model_version=facts.get("model") or stamp.model_version,
        at=instant(facts.get("rated at")) or stamp.now,
        by=AccountId(facts["rated by"]) if facts.get("rated by") else None,
        cost=money(facts.get("cost")),
        rationale=facts.get("reason") or None,
        confidence=word(Confidence, facts.get("confidence")),
        cost_low=money(facts.get("lowest")),
        cost_high=money(facts.get("highest")),
        days=_count(facts.get("days")),
    )


def word(kind: type[E], text: str | None) -> E | None:
    """The member of an enumeration by its value, blanks and case aside; None for nothing."""
    if not text or not text.strip():
        return None
    plain = re.sub(r"[\s_-]+", "-", text.strip().lower())
    for member in kind:
        if member.value == plain:
            return member
    raise Misread(text, f"is not known here; write one of {', '.join(member.value for member in kind)}")


def instant(text: str | None) -> datetime | None:
    """An instant as ISO 8601; one without a zone is taken as UTC."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as fault:
        raise Misread(text, "is no instant; write it as 2026-12-01T09:30:00Z") from fault
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def money(text: str | None) -> int | None:
    """Minor units from whole ones with two decimals."""
    if not text:
        return None
    if not _AMOUNT.fullmatch(text.strip()):
        raise Misread(text, "is no amount; write it as 1250.50")
    return int(Decimal(text.strip()).scaleb(2))


def _float(text: str) -> float:
    try:
        value = float(Decimal(text))
    except InvalidOperation as fault:
        raise Misread(text, "is no number; write it as 12.5") from fault
    if not -1e15 < value < 1e15:
        raise Misread(text, "is no number that can be watched")
    return value


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as fault:
        raise Misread(text, "is no day; write it as 2026-12-01") from fault


def _count(text: str | None) -> int | None:
    if not text:
        return None
    if not re.fullmatch(r"\d{1,9}", text.strip()):
        raise Misread(text, "is no whole number")
    return int(text.strip())
