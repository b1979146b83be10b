"""What a risk has several of, as entries of one cell: actions, triggers, issues, relations, and ratings told whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from plugin.domain.ids import IssueId, RiskId
from plugin.domain.rating import Rating
from plugin.domain.risk import LinkedIssue, Proposal, Relation
from plugin.domain.risk_model import Objective
from plugin.domain.treatment import Acceptance, Action, Escalation
from plugin.domain.trigger import Trigger
from plugin.domain.written.entries import Entry, written_entries


def label_entries(labels: Iterable[str]) -> list[Entry]:
    """One entry a label; see `written_labels`."""
    return [Entry(label) for label in labels]


def written_labels(labels: Iterable[str]) -> str:
    """Labels, a line each, with commas and semicolons marked, since foreign sheets part labels by them."""
    return re.sub("[,;]", r"\\\g<0>", written_entries(label_entries(labels)))


def action_entries(actions: Iterable[Action], issue_keys: Mapping[IssueId, str]) -> list[Entry]:
    """One entry an action; an issue that may not be named is left out."""
    return [
        Entry(
            action.title,
            {
                "kind": action.kind.value,
                "state": action.state.value,
                "owner": action.owner or "",
                "due": _day(action.due),
                "cost": money(action.cost),
                "hours": _number(action.effort_hours),
                "expected effect": action.expected_effect,
                "effectiveness": action.effectiveness.value if action.effectiveness else "",
                "issue": issue_keys.get(action.issue_id, "") if action.issue_id else "",
            },
        )
        for action in actions
    ]


def trigger_entries(triggers: Iterable[Trigger]) -> list[Entry]:
    """One entry a trigger, its rule and its evidence with it."""
    return [Entry(trigger.text, _trigger_facts(trigger)) for trigger in triggers]


def _trigger_facts(trigger: Trigger) -> dict[str, str]:
    facts = {
        "state": trigger.state.value,
        "holds since": _instant(trigger.holds_since),
        "fired at": _instant(trigger.fired_at),
        "evidence": trigger.evidence,
    }
    if (rule := trigger.rule) is not None:
        facts |= {
            "watches": rule.watched.value,
            "subject": rule.subject,
            "is": rule.comparator.value,
            "limit": repr(float(rule.limit)),
            "for seconds": repr(rule.lasting.total_seconds()) if rule.lasting else "",
        }
    return facts


def issue_entries(links: Iterable[LinkedIssue], issue_keys: Mapping[IssueId, str]) -> list[Entry]:
    """One entry an issue that may be named."""
    return [
        Entry(issue_keys[link.issue_id], {"role": link.role.value, "done": "yes" if link.done else ""})
        for link in links
        if link.issue_id in issue_keys
    ]


def relation_entries(relations: Iterable[Relation], risk_keys: Mapping[RiskId, str]) -> list[Entry]:
    """One entry a related risk, by its key."""
    return [
        Entry(risk_keys[relation.risk_id], {"kind": relation.kind.value})
        for relation in relations
        if relation.risk_id in risk_keys
    ]


def acceptance_entries(acceptance: Acceptance | None) -> list[Entry]:
    """The acceptance, its justification as the text."""
    if acceptance is None:
        return []
    facts = {
        "authority": acceptance.authority.value,
        "by": acceptance.by or "",
        "on": _day(acceptance.on),
        "until": _day(acceptance.expires_on),
        "revoked": _day(acceptance.revoked_on),
    }
    return [Entry(acceptance.justification, facts)]


def escalation_entries(escalation: Escalation | None) -> list[Entry]:
    """The escalation, its reason as the text."""
    if escalation is None:
        return []
    facts = {
        "to": escalation.to.value,
        "on": _day(escalation.on),
        "by": escalation.by or "",
        "decision": escalation.decision,
    }
    return [Entry(escalation.why, facts)]


def proposal_entries(proposal: Proposal | None) -> list[Entry]:
    """The rating that waits for an answer, why as the text."""
    if proposal is None:
        return []
    return [Entry(proposal.why, {"asked at": _instant(proposal.at), **_rating_facts(proposal.rating)})]


def rating_entries(rating: Rating | None) -> list[Entry]:
    """A rating told whole, its reason as the text."""
    return [] if rating is None else [Entry("", _rating_facts(rating))]


def impact_entries(impact: Mapping[Objective, int]) -> list[Entry]:
    """One entry an objective."""
    return [Entry(objective.value, {"impact": str(order)}) for objective, order in impact.items()]


def _rating_facts(rating: Rating) -> dict[str, str]:
    return {
        "probability": str(rating.probability),
        **{f"impact on {objective.value}": str(order) for objective, order in rating.impact.items()},
        "model": rating.model_version,
        "rated at": _instant(rating.at),
        "rated by": rating.by or "",
        "cost": money(rating.cost),
        "lowest": money(rating.cost_low),
        "highest": money(rating.cost_high),
        "days": _number(rating.days),
        "confidence": rating.confidence.value if rating.confidence else "",
        "reason": rating.rationale or "",
    }


def money(minor: int | None) -> str:
    """Whole units with two decimals; nothing where there is no amount."""
    return "" if minor is None else f"{'-' if minor < 0 else ''}{abs(minor) // 100}.{abs(minor) % 100:02}"


def _number(count: int | None) -> str:
    return "" if count is None else str(count)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()


def _instant(at: datetime | None) -> str:
    return "" if at is None else at.isoformat().replace("+00:00", "Z")
