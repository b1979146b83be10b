"""Delivery of webhooks: signed, filtered, retried, doubled and re-ordered."""

from collections import Counter

import pytest

from tests.standin.conftest import LEAD
from tests.standin.fake_app import FakeApp
from tests.standin.world import Site


def test_an_event_arrives_signed_with_its_body(site: Site, app: FakeApp) -> None:
    """The app gets the event once, with a fitting token naming who acted."""
    site.create_issue("PAY", "Refunds", points=3, by=LEAD)
    assert site.webhooks.drain().delivered == 1
    (one,) = app.received
    assert one.body is not None
    assert one.body["webhookEvent"] == "jira:issue_created"
    assert one.body["issue"]["fields"]["customfield_10016"] == 3.0
    assert one.claims["sub"] == LEAD
    assert (one.retry, app.problems) == (None, [])


def test_a_busy_app_is_asked_again_under_the_same_identifier(site: Site, app: FakeApp) -> None:
    """503 and 429 are retried and counted; the identifier stays."""
    app.statuses = [503, 429]
    site.create_issue("PAY", "Refunds", by=LEAD)
    counts = site.webhooks.drain()
    assert (counts.delivered, counts.retried) == (1, 2)
    assert [one.retry for one in app.received] == [None, "1", "2"]
    assert len({one.identifier for one in app.received}) == 1


def test_a_refused_event_is_dropped_at_once(site: Site, app: FakeApp) -> None:
    """Other 4xx answers are final."""
    app.statuses = [400]
    site.create_issue("PAY", "Refunds", by=LEAD)
    counts = site.webhooks.drain()
    assert (counts.dropped, counts.retried, len(app.received)) == (1, 0, 1)


def test_a_dead_app_is_given_up_after_the_last_retry(site: Site) -> None:
    """When nobody listens, five retries are made and then no more."""
    with FakeApp() as app:
        site.install(app.base_url)
    site.create_issue("PAY", "Refunds", by=LEAD)
    counts = site.webhooks.drain()
    assert (counts.retried, counts.dropped) == (5, 1)
    assert {one.status for one in site.webhooks.attempts} == {0}


def test_duplicates_on_demand(site: Site, app: FakeApp) -> None:
    """With ``duplicate_every`` 2 every second event arrives twice under one identifier."""
    site.webhooks.duplicate_every = 2
    for number in range(4):
        site.create_issue("PAY", f"Story {number}", by=LEAD)
    assert site.webhooks.drain().duplicated == 2
    assert sorted(Counter(one.identifier for one in app.received).values()) == [1, 1, 2, 2]


def test_reordering_on_demand(site: Site, app: FakeApp) -> None:
    """With a seed the events arrive in another order, and none is lost."""
    site.webhooks.in_flight, site.webhooks.shuffle = 1, 7
    issue = site.create_issue("PAY", "Refunds", by=LEAD)
    for points in range(1, 20):
        site.update_issue(issue.key, by=LEAD, points=points)
    site.webhooks.drain()
    times = [one.body["changelog"]["id"] for one in app.received if one.body]
    assert sorted(times) != times
    assert len(set(times)) == 20


@pytest.mark.parametrize(("jql", "expected"), [("issuetype = Bug", 1), ("project = PAY", 2)])
def test_filters_and_bodyless_webhooks(site: Site, jql: str, expected: int) -> None:
    """A filter holds events back; ``excludeBody`` leaves the ids in the address."""
    url = "/connect/webhooks?issue={issue.id}&project={project.key}&none={sprint.id}"
    hook = {"event": "jira:issue_created", "url": url, "filter": jql, "excludeBody": True}
    with FakeApp(webhooks=[hook]) as app:
        site.install(app.base_url)
        site.create_issue("PAY", "Refunds fail", "Bug", by=LEAD)
        site.create_issue("PAY", "Refunds", by=LEAD)
        site.webhooks.drain()
        assert len(app.received) == expected
        assert {(one.body, one.query) for one in app.received} >= {(None, "issue=10000&project=PAY&none=")}
        assert app.problems == []


def test_paused_webhooks_wait(site: Site, app: FakeApp) -> None:
    """While paused nothing is sent, and draining in vain says so."""
    site.webhooks.pause()
    site.create_issue("PAY", "Refunds", by=LEAD)
    with pytest.raises(TimeoutError, match="1 webhooks still pending"):
        site.webhooks.drain(0.1)
    site.webhooks.resume()
    assert site.webhooks.drain().delivered == 1
