"""Enters what the sample's people know and do about its risks, through the app's REST API."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Protocol

from tests.standin.sample import Sample
from tests.standin.sample_treatment import SAMPLE_TREATMENT, SampleAction, SampleTreatment


class Api(Protocol):
    """The app's REST API, called as one person."""

    def __call__(self, method: str, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any: ...
    def tag(self, path: str) -> dict[str, str]: ...


def treat(api: Api, sample: Sample, today: date) -> None:
    """Add window, strategy, plans, labels, actions and acceptance to each open risk that the sample tells of."""
    found = api("GET", f"/projects/{sample.project_id}/risks?limit=100&status=active")["items"]
    for risk in found:
        told = SAMPLE_TREATMENT.get(risk["title"])
        if told is None:
            continue
        path = f"/risks/{risk['id']}"
        api("PUT", path, _words(risk) | _record(told, today), **api.tag(path))
        for action in told.actions:
            api("POST", f"{path}/actions", _action(sample, action, today))
        if told.accepted is not None:
            why, days = told.accepted
            body = {"justification": why, "expiresOn": _day(today, days)}
            api("POST", f"{path}/accept", body)


def _words(risk: Any) -> dict[str, Any]:
    return {name: risk[name] for name in ("direction", "title", "cause", "event", "effect", "category", "owner")}


def _record(told: SampleTreatment, today: date) -> dict[str, Any]:
    record: dict[str, Any] = {
        "strategy": told.strategy,
        "contingencyPlan": told.contingency,
        "fallbackPlan": told.fallback,
        "labels": list(told.labels),
        "identifiedHow": told.identified,
    }
    if told.window is not None:
        first, last = told.window
        record["window"] = {"first": _day(today, first), "last": _day(today, last), "leadDays": told.lead_days}
    return record


def _action(sample: Sample, action: SampleAction, today: date) -> dict[str, Any]:
    return {
        "title": action.title,
        "kind": action.kind,
        "owner": sample.people[action.owner] if action.owner else None,
        "due": None if action.due_in is None else _day(today, action.due_in),
        "state": action.state,
        "cost": action.cost,
    }


def _day(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()
