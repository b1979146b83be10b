"""What a Forge app is told: which events, in which form, how often."""

from collections import Counter

import pytest

from tests.standin.conftest import LEAD, MEMBER
from tests.standin.forge.fake_remote import EVENTS, FakeRemote, manifest
from tests.standin.webhooks import Webhook
from tests.standin.world import Site


def test_an_event_arrives_with_few_fields_and_no_names(site: Site, remote: FakeRemote) -> None:
    """Created issues carry nine fields, people as account ids, no changelog; a token and trace ids come along."""
    site.create_issue("PAY", "Refunds", points=3, by=LEAD, assignee=MEMBER)
    assert site.webhooks.drain().delivered == 2
    (heard,) = remote.heard
    body = heard.body
    assert (body["eventType"], body["selfGenerated"], body["atlassianId"]) == ("avi:jira:created:issue", False, LEAD)
    assert set(body["issue"]["fields"]) == {
        *("summary", "issuetype", "creator", "created", "project", "reporter", "assignee", "updated", "status"),
    }
    assert body["issue"]["fields"]["assignee"] == {"accountId": MEMBER}
    assert "Release lead" not in str(body)
    assert not {"changelog", "timestamp", "webhookEvent"} & set(body)
    assert heard.system
    assert heard.user is None
    assert (len(heard.headers["X-B3-Traceid"]), len(heard.headers["X-B3-Spanid"])) == (32, 16)
    assert heard.claims["app"]["module"]["key"] == "ev"


def test_only_what_the_manifest_names_is_told(site: Site, remote: FakeRemote) -> None:
    """Events without a trigger stay at home, and issue properties have no event at all."""
    issue = site.create_issue("PAY", "Refunds", by=LEAD)
    site.add_comment(issue.key, "Late", by=LEAD)
    site.property_event("issue_property_deleted", issue, "plumbline.risk", LEAD)
    site.create_version("PAY", "2.0")
    site.webhooks.drain()
    assert [one["eventType"] for one in remote.bodies()] == ["avi:jira:created:issue"]


@pytest.mark.parametrize("form", ["object", "list"])
def test_a_change_comes_in_either_form(site: Site, remote: FakeRemote, form: str) -> None:
    """The changelog is an object with an id or a bare list without one."""
    site.forge_shapes.changelog = form  # type: ignore[assignment]
    issue = site.create_issue("PAY", "Refunds", points=3, by=LEAD)
    site.update_issue(issue.key, by=LEAD, points=5)
    site.webhooks.drain()
    found = next(one["changelog"] for one in remote.bodies() if "changelog" in one)
    items = found if form == "list" else found["items"]
    assert items[0]["toString"] == "5"
    assert isinstance(found, dict) == (form == "object")
    assert form == "list" or found["id"] == issue.changelog[-1].id


def test_the_envelope_and_the_timestamp_can_be_had(site: Site, remote: FakeRemote) -> None:
    """Nested, the whole event is in ``payload``; the timestamp is a number or a text."""
    site.forge_shapes.nested, site.forge_shapes.timestamps = True, "number"
    site.create_issue("PAY", "Refunds", by=LEAD)
    site.webhooks.drain()
    site.forge_shapes.timestamps = "text"
    site.create_issue("PAY", "Payouts", by=LEAD)
    site.webhooks.drain()
    first, second = remote.bodies()
    assert set(first) == {"payload"}
    assert isinstance(first["payload"]["timestamp"], int)
    assert second["payload"]["timestamp"].isdigit()


def test_an_assignment_is_told_twice_where_both_are_asked_for(site: Site) -> None:
    """``assigned`` stands beside ``updated``, with the same change."""
    with FakeRemote(site.jwks_url) as remote:
        site.install_forge(manifest((*EVENTS, "avi:jira:assigned:issue")), remote.base_url)
        issue = site.create_issue("PAY", "Refunds", by=LEAD)
        site.update_issue(issue.key, by=LEAD, assignee=MEMBER)
        site.update_issue(issue.key, by=LEAD, points=5)
        site.webhooks.drain()
        told = [one for one in remote.bodies() if one.get("changelog")]
    assert Counter(one["eventType"] for one in told) == {"avi:jira:updated:issue": 2, "avi:jira:assigned:issue": 1}
    changed = sorted(one["changelog"]["items"][0]["field"] for one in told)
    assert changed == ["Story point estimate", "assignee", "assignee"]


def test_links_versions_and_sprints_have_forges_forms(site: Site, remote: FakeRemote) -> None:
    """Links are bare with text ids, deleted versions name what took their place, sprint ids are texts."""
    one, other = (site.create_issue("PAY", name, by=LEAD) for name in ("Refunds", "Payouts"))
    site.link_issues(one.key, other.key, by=LEAD)
    gone, kept = site.create_version("PAY", "1.0"), site.create_version("PAY", "1.1")
    site.delete_version(gone, move_to=kept)
    site.update_version(kept, archived=True)
    sprint = site.create_sprint(site.create_board("PAY"), "Sprint 1")
    site.update_sprint(sprint, name="Sprint One")
    site.update_project("PAY", name="Paying")
    site.webhooks.drain()
    told = {one["eventType"]: one for one in remote.bodies()}
    link = told["avi:jira:created:issuelink"]
    assert (link["sourceIssueId"], link["destinationIssueId"], link["sourceProjectId"]) == (one.id, other.id, "10000")
    version = told["avi:jira:deleted:version"]
    assert (version["version"]["id"], version["newFixVersion"]["id"]) == (gone.id, kept.id)
    assert told["avi:jira:archived:version"]["version"]["id"] == kept.id
    assert "avi:jira:updated:version" not in told
    changed = told["avi:jira-software:updated:sprint"]
    assert (changed["sprint"]["id"], changed["oldValue"]) == (str(sprint.id), {"name": "Sprint 1"})
    assert told["avi:jira:updated:project"]["project"]["id"] == "10000"


def test_a_trigger_may_ask_for_more(site: Site) -> None:
    """Fields and properties that the trigger names come along, for its own events only."""
    wider = {
        "eventType": "avi:jira:updated:issue",
        "payload": {"include": {"fields": ["fixVersions"], "propertyPaths": ["plumbline.risk"]}},
    }
    with FakeRemote(site.jwks_url) as remote:
        site.install_forge(manifest(("avi:jira:created:issue", wider)), remote.base_url)
        issue = site.create_issue("PAY", "Refunds", by=LEAD)
        issue.properties["plumbline.risk"] = {"level": "High"}
        site.update_issue(issue.key, by=LEAD, points=5)
        site.webhooks.drain()
        told = {one["eventType"]: one["issue"] for one in remote.bodies() if "issue" in one}
    assert told["avi:jira:updated:issue"]["fields"]["fixVersions"] == []
    assert told["avi:jira:updated:issue"]["properties"] == {"plumbline.risk": {"level": "High"}}
    assert "fixVersions" not in told["avi:jira:created:issue"]["fields"]


@pytest.mark.parametrize("ignoring", [True, False])
def test_the_apps_own_changes_are_marked_or_kept_back(site: Site, *, ignoring: bool) -> None:
    """What the app did itself says so, and is not told where the trigger ignores it."""
    with FakeRemote(site.jwks_url) as remote:
        site.install_forge(manifest(filter={"ignoreSelf": ignoring}), remote.base_url)
        remote.heard.clear()
        issue = site.create_issue("PAY", "Refunds", by=LEAD)
        site.update_issue(issue.key, by=site.app_account_id, points=5)
        site.webhooks.drain()
        marks = sorted(one["selfGenerated"] for one in remote.bodies())
    assert marks == ([False] if ignoring else [False, True])


@pytest.mark.parametrize("told", [True, False])
def test_subtasks_go_silently_with_their_parent(site: Site, remote: FakeRemote, *, told: bool) -> None:
    """Forge tells of the parent's deletion only, unless the shapes say otherwise."""
    site.forge_shapes.cascades = told
    parent = site.create_issue("PAY", "Refunds", by=LEAD)
    site.create_issue("PAY", "Part", "Sub-task", by=LEAD, parent=parent.id)
    site.delete_issue(parent.key, LEAD)
    site.webhooks.drain()
    assert sum(one["eventType"] == "avi:jira:deleted:issue" for one in remote.bodies()) == (2 if told else 1)


@pytest.mark.parametrize("nested", [True, False])
def test_everything_but_success_is_repeated_with_its_reason(site: Site, remote: FakeRemote, *, nested: bool) -> None:
    """Refusals, hangs and doubts about the token are asked again, four times at most, and the body says why."""
    site.forge_shapes.nested, site.forge_carrier.time_limit = nested, 0.3
    remote.statuses = [404, 0, 401, 503, 200]
    site.create_issue("PAY", "Refunds", by=LEAD)
    counts = site.webhooks.drain()
    assert (counts.retried, counts.dropped) == (4, 0)
    told = [one.get("payload", one) if nested else one for one in remote.bodies()]
    reasons = ["INVALID_REMOTE_INVOCATION_ERROR", "TIMEOUT_ERROR", "INVALID_FORGE_INVOCATION_TOKEN"]
    assert [one.get("retryContext") for one in told] == [
        None,
        *(
            {"retryCount": number, "retryReason": reason, "retryData": None}
            for number, reason in enumerate([*reasons, "INVALID_REMOTE_INVOCATION_ERROR"], start=1)
        ),
    ]


def test_after_the_fourth_repetition_forge_gives_up(site: Site, remote: FakeRemote) -> None:
    """Five attempts in all, each with tokens of its own."""
    remote.statuses = [500] * 9
    site.create_issue("PAY", "Refunds", by=LEAD)
    assert site.webhooks.drain().dropped == 1
    assert len(remote.heard) == 5
    assert len({one.system for one in remote.heard}) == 5


def test_doubles_and_disorder_on_demand(site: Site, remote: FakeRemote) -> None:
    """The dispatcher's whims hold for Forge as well."""
    site.webhooks.duplicate_every, site.webhooks.in_flight, site.webhooks.shuffle = 2, 1, 7
    issue = site.create_issue("PAY", "Refunds", by=LEAD)
    for points in range(1, 10):
        site.update_issue(issue.key, by=LEAD, points=points)
    site.webhooks.drain()
    ids = [int(one["changelog"]["id"]) for one in remote.bodies() if "changelog" in one]
    assert sorted(ids) != ids
    assert len(remote.bodies()) == 15


def test_an_expression_cannot_be_judged_here(site: Site) -> None:
    """A trigger with a Jira expression is refused rather than ignored."""
    with pytest.raises(ValueError, match="no Jira expressions"):
        site.install_forge(manifest(filter={"expression": "true"}), "http://127.0.0.1:9")


@pytest.mark.parametrize("body", [b"", b"[1]", b"no JSON", b"[" * 200_000, b'{"a": 1}'])
def test_bytes_of_any_kind_are_delivered_and_repeated(site: Site, remote: FakeRemote, body: bytes) -> None:
    """What a hostile test sends goes out as it is; only a JSON object can carry a retry context."""
    remote.statuses = [500]
    webhook = Webhook("avi:jira:updated:issue", "", body, carrier="forge", module="changes")
    site.webhooks.submit(webhook)
    assert site.webhooks.settled(webhook.identifier) == 200
    sizes = [int(one.headers["Content-Length"]) for one in remote.heard]
    assert sizes[0] == len(body)
    assert (sizes[1] > len(body)) == body.startswith(b"{")
