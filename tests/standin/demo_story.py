"""Enters the sample project's register, baselines and review into the app, through its own REST API."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

import requests

from tests.standin.demo_treatment import treat
from tests.standin.platforms import ask
from tests.standin.sample import SAMPLE_REVIEW, SAMPLE_RISKS, Sample, SampleRisk
from tests.standin.sample_plan import SITE_ADMIN
from tests.standin.world import Site

READ_IN_SECONDS = 120


class Api:
    """The app's REST API, called as one person, with the tokens of the platform that carries the app."""

    def __init__(self, site: Site, base_url: str, account_id: str, project_key: str) -> None:
        self._site = site
        self._base = f"{base_url}/api/v1"
        self._who = (account_id, project_key)

    def __call__(self, method: str, path: str, body: dict[str, Any] | None = None, **headers: str) -> Any:
        """The answer's JSON; raises RuntimeError with the problem's own words when it is refused."""
        answer = self._send(method, path, body, headers)
        return answer.json() if answer.content else None

    def tag(self, path: str) -> dict[str, str]:
        """The header that says which state of a thing was read, as PUT and PATCH want it."""
        return {"If-Match": self._send("GET", path, None, {}).headers["ETag"]}

    def _send(self, method: str, path: str, body: dict[str, Any] | None, headers: dict[str, str]) -> requests.Response:
        answer = ask(self._site, self._who, method, self._base + path, json=body, headers=headers)
        if answer.status_code >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer


def tell_story(
    site: Site, sample: Sample, base_url: str, past: Callable[[], Mapping[str, str]] = dict[str, str]
) -> None:
    """Switch the project on, then enter what its people would have entered over the last weeks.

    `past` enters the risks as of their own days; without it they are raised today, over REST.
    """
    api = Api(site, base_url, sample.lead, sample.project_key)
    switch_on(api, sample.project_id)
    set_up_work(site, sample, base_url)
    entered = past()
    for risk in SAMPLE_RISKS:
        if risk.title not in entered:
            enter_risk(api, site, sample, risk)
    watch(api, sample)
    treat(api, sample, site.clock().date())
    freeze(api, sample, sample.previous_version_id, "1.0 as agreed", _long_ago(site, sample))
    review(api, sample)
    current = freeze(api, sample, sample.version_id, "2.0 as agreed", sample.frozen_at.isoformat())
    decide(api, current)
    site.notes["responses"] = open_responses(site, sample)


def set_up_work(site: Site, sample: Sample, base_url: str) -> None:
    """Let the site's administrator press the one button that makes the types for risks and responses."""
    admin = sample.people[SITE_ADMIN]
    granted = set(site.grants.get((admin, sample.project_id), set()))
    site.set_permission(admin, sample.project_key, {*granted, "BROWSE_PROJECTS", "ADMINISTER_PROJECTS"})
    Api(site, base_url, admin, sample.project_key)("POST", f"/projects/{sample.project_id}/work-in-jira")


def switch_on(api: Api, project_id: str) -> None:
    """Enable a project and wait until it is read in."""
    api("POST", f"/projects/{project_id}/enable")
    until = time.monotonic() + READ_IN_SECONDS
    while (progress := api("GET", f"/projects/{project_id}/progress"))["state"] == "running":
        if time.monotonic() > until:
            raise RuntimeError("reading the project in takes too long")
        time.sleep(0.2)
    if progress["state"] != "done":
        raise RuntimeError(f"the project could not be read in: {progress['message']}")


def enter_risk(api: Api, site: Site, sample: Sample, risk: SampleRisk) -> None:
    """Raise a risk with its ratings and links, and close it where it has ended."""
    ratings = {"inherent": risk.inherent, "current": risk.current, "target": risk.target}
    roles = (("response", risk.responses), ("affected", risk.affected))
    body = {
        "direction": risk.direction,
        "title": risk.title,
        "cause": risk.cause,
        "event": risk.event,
        "effect": risk.effect,
        "category": risk.category,
        "owner": sample.people[risk.owner] if risk.owner else None,
        "ratings": {stage: {"probability": r[0], "impact": r[1]} for stage, r in ratings.items() if r is not None},
        "issues": [
            {"issueId": site.issue(sample.key(summary)).id, "role": role} for role, names in roles for summary in names
        ],
    }
    made = api("POST", f"/projects/{sample.project_id}/risks", body)
    if risk.outcome is not None:
        api("POST", f"/risks/{made['id']}/close", {"outcome": risk.outcome, "reason": "The window has passed."})


def watch(api: Api, sample: Sample) -> None:
    """Early signs of the first two open risks: one in words, one over a search, one over a figure."""
    found = api("GET", f"/projects/{sample.project_id}/risks?status=open&limit=2")["items"]
    search = {"watched": "jql", "subject": "statusCategory != Done AND priority = Highest", "limit": 3}
    figure = {"watched": "metric", "subject": "scope.growth", "comparator": "above", "limit": 0.15}
    signs: tuple[dict[str, Any], ...] = (
        {"text": "Somebody mentions that the laboratory is fully booked"},
        {"text": "Three urgent issues are open for two days", "rule": {**search, "lastingHours": 48}},
        {"text": "The release grows by more than 15 % for a week", "rule": {**figure, "lastingHours": 168}},
    )
    for number, sign in enumerate(signs):
        api("POST", f"/risks/{found[number % len(found)]['id']}/triggers", sign)


def freeze(api: Api, sample: Sample, version_id: str, name: str, as_of: str) -> str:
    """Freeze a version as it stood at an instant, submit and approve it; returns the baseline's id."""
    body = {"name": name, "of": {"version": version_id}, "asOf": as_of}
    baseline: str = api("POST", f"/projects/{sample.project_id}/baselines", body)["id"]
    api("POST", f"/baselines/{baseline}/submit")
    api("POST", f"/baselines/{baseline}/approve")
    return baseline


def decide(api: Api, baseline: str) -> None:
    """Some of what moved was agreed to, some waits, some has a reason, and some nobody has looked at."""
    deltas = api("GET", f"/baselines/{baseline}/deltas?limit=100")["items"]
    for number, delta in enumerate(reversed(deltas)):
        path = f"/deltas/{delta['id']}"
        if number % 5 in {0, 1}:
            api("PATCH", path, {"disposition": "approved", "reason": "customer"}, **api.tag(path))
        elif number % 5 == 2:
            api("PATCH", path, {"disposition": "pending"}, **api.tag(path))


def review(api: Api, sample: Sample) -> None:
    """The closing review of the release that shipped, signed off."""
    path = f"/projects/{sample.project_id}/reviews"
    made = api("POST", path, {"kind": "closing", "version": sample.previous_version_id})
    for finding in SAMPLE_REVIEW.findings:
        api("POST", f"/reviews/{made['id']}/findings", {"kind": finding.kind, "statement": finding.statement})
    for lesson in SAMPLE_REVIEW.lessons:
        body = {
            "title": lesson.title,
            "event": lesson.event,
            "recommendation": lesson.recommendation,
            "type": lesson.lesson_type,
            "category": lesson.category,
            "owner": sample.lead,
        }
        api("POST", f"/reviews/{made['id']}/lessons", body)
    api("POST", f"/reviews/{made['id']}/sign-off", {"comment": "Agreed in the closing meeting."})


def open_responses(site: Site, sample: Sample) -> list[str]:
    """Issues that answer an open risk and are not done: finishing one moves a rating."""
    keys = [sample.key(summary) for risk in SAMPLE_RISKS if risk.is_open for summary in risk.responses]
    return [key for key in dict.fromkeys(keys) if site.issue(key).status.category != "done"]


def _long_ago(site: Site, sample: Sample) -> str:
    """When the release that shipped was agreed: shortly after the first of its issues were written."""
    version = sample.previous_version_id
    created = sorted(issue.created for issue in site.issues.values() if version in issue.fix_versions)
    return created[len(created) * 2 // 3].isoformat()
