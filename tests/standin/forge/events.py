"""Hands an event of the site to the dispatcher for each trigger of the installed Forge app that subscribes to it."""

import json
from dataclasses import dataclass
from typing import Any

from tests.standin.forge import bodies
from tests.standin.forge.installation import ForgeInstallation, Module
from tests.standin.model import Issue
from tests.standin.state import State
from tests.standin.webhooks import Webhook


@dataclass(frozen=True)
class Told:
    """What an event is about, who did it, and what Forge calls it where the event alone does not decide that."""

    issue: Issue | None = None
    by: str | None = None
    name: str | None = None


def tell(site: State, app: ForgeInstallation, event: str, body: dict[str, Any], told: Told) -> None:
    """Send what Forge makes of a Connect event, with all that stands beside it: an assignment beside its update."""
    made = bodies.forge_event(site, event, body, told.issue, told.by)
    if made is None:
        return
    names = [told.name or bodies.NAMES[event]]
    changed = body.get("changelog", {}).get("items", [])
    if event == "jira:issue_updated" and any(item["field"] == "assignee" for item in changed):
        names.append(bodies.ASSIGNED)
    for name in names:
        for trigger, subscription in app.subscriptions(name):
            if subscription["filter"].get("ignoreSelf") and made["selfGenerated"]:
                continue
            whole = {"eventType": name, **_widened(site, made, told.issue, subscription)}
            submit(site, name, trigger["key"], whole)


def submit(site: State, event: str, trigger: str, body: dict[str, Any]) -> str:
    """Queue one event for one trigger, in the envelope that ``forge_shapes`` asks for; returns its identifier."""
    shapes, millis = site.forge_shapes, int(site.clock().timestamp() * 1000)
    whole = dict(body)
    if shapes.timestamps != "off":
        whole["timestamp"] = millis if shapes.timestamps == "number" else str(millis)
    sent = json.dumps({"payload": whole} if shapes.nested else whole).encode()
    webhook = Webhook(event, "", sent, carrier="forge", module=trigger)
    site.webhooks.submit(webhook)
    return webhook.identifier


def _widened(site: State, made: dict[str, Any], issue: Issue | None, subscription: Module) -> dict[str, Any]:
    include = subscription["payload"].get("include", {})
    if issue is None or not include:
        return made
    shown = made["issue"]
    fields = shown["fields"] | bodies.more_fields(site, issue, include.get("fields", []))
    wider = {**shown, "fields": fields}
    if paths := include.get("propertyPaths"):
        wider["properties"] = {path: issue.properties[path] for path in paths if path in issue.properties}
    return {**made, "issue": wider}
