"""Which field of a form in the drawer each problem of a risk's record belongs to, by its pointer."""

from __future__ import annotations

RECORD_FIELDS = {
    "/identifiedOn": "identified-on",
    "/labels": "labels",
    "/treatment/strategy": "strategy",
    "/treatment/contingencyPlan": "contingency",
    "/treatment/fallbackPlan": "fallback",
    "/window/first": "first",
    "/window/last": "last",
    "/window/leadDays": "lead",
    "/due": "due",
    "/effortHours": "effort",
    "/expectedEffect": "expected",
    "/effectiveness": "effectiveness",
    "/justification": "justification",
    "/expiresOn": "expires",
    "/authority": "authority",
    "/why": "why",
    "/decision": "decision",
    "/riskId": "other-key",
    "/closeReason": "close-reason",
    "/actualImpact": "actual",
    "/actualCost": "actual-cost",
    "/followUp": "follow-up",
    "/lesson": "lesson",
    "/comment": "reason",
    "/reason": "reason",
    "/ratings/current": "probability",
}
"""The form field for each pointer of the domain."""
