"""Parked deliveries, API tokens and the trail over HTTP."""

from __future__ import annotations

from tests.web.api.arranged import arrange
from tests.web.api.conftest import Person, body_of
from tests.web.fakes import ANA, World


def test_parked_delivery_is_shown_and_retried(ana: Person, world: World) -> None:
    """A delivery that could not be processed is listed with its error; retrying it takes it off the list."""
    delivery = arrange(world).delivery
    [parked] = body_of(ana.get("/deliveries"))["items"]
    expected = {
        "id": delivery,
        "event": "jira:issue_updated",
        "lane": "10000",
        "state": "dead",
        "error": "It would not be processed.",
        "receivedAt": "2026-11-24T11:30:00Z",
    }
    assert expected.items() <= parked.items()
    rung = len(world.rung)
    assert ana.post(f"/deliveries/{delivery}/retry").status_code == 204
    assert len(world.rung) == rung + 1
    assert body_of(ana.get("/deliveries"))["items"] == []
    assert ana.post(f"/deliveries/{delivery}/retry").status_code == 404


def test_parked_delivery_is_skipped_once(ana: Person, world: World) -> None:
    """A dead delivery can be passed over; there is nothing to pass over twice."""
    delivery = arrange(world).delivery
    assert ana.post(f"/deliveries/{delivery}/skip").status_code == 204
    assert ana.post(f"/deliveries/{delivery}/skip").status_code == 404
    assert ana.post("/deliveries/999999999999999999/skip").status_code == 404


def test_token_is_shown_once_and_speaks_for_its_maker(ana: Person, nobody: Person) -> None:
    """A new token is told once, reads as its maker, writes only where it may, and is worthless once revoked."""
    made = ana.post("/tokens", {"scope": "read", "label": "Weekly report"})
    token = body_of(made)
    assert (made.status_code, token["accountId"], token["token"][:4]) == (201, ANA, "plb_")
    bearer = f"Bearer {token['token']}"
    assert nobody.get("/projects/10000", Authorization=bearer).status_code == 200
    assert nobody.post("/projects/10000/enable", Authorization=bearer).status_code == 403
    listed = body_of(ana.get("/tokens"))["items"]
    assert [(one["label"], one["scope"]) for one in listed] == [("Weekly report", "read")]
    assert "token" not in listed[0]
    assert ana.delete(f"/tokens/{token['id']}").status_code == 204
    assert nobody.get("/projects/10000", Authorization=bearer).status_code == 401


def test_writing_token_writes(ana: Person, nobody: Person) -> None:
    """A token that may write does what its maker may do."""
    token = body_of(ana.post("/tokens", {"scope": "write", "label": "Import"}))["token"]
    answer = nobody.post("/projects/10000/enable", Authorization=f"Bearer {token}")
    assert answer.status_code == 202


def test_token_makes_no_tokens(ana: Person, nobody: Person) -> None:
    """A token that leaked cannot leave others behind: only a person in Jira makes one."""
    token = body_of(ana.post("/tokens", {"scope": "write", "label": "Import"}))["token"]
    answer = nobody.post("/tokens", {"scope": "write", "label": "More"}, Authorization=f"Bearer {token}")
    assert answer.status_code == 403


def test_trail_is_newest_first_and_names_only_seen_issues(ana: Person, world: World) -> None:
    """The trail of a project comes newest first, page by page, without the keys of issues its reader may not see."""
    things = arrange(world)
    tag = ana.get(f"/deltas/{things.delta}").headers["ETag"]
    ana.patch(f"/deltas/{things.delta}", {"disposition": "approved"}, If_Match=tag)
    first = body_of(ana.get("/audit?project=10000&limit=1"))
    assert first["items"][0]["name"] == "DeltaDecided"
    assert first["items"][0]["detail"]["issueKey"] == "PAY-44"
    second = body_of(ana.get(f"/audit?project=10000&limit=1&after={first['next']}"))
    assert second["items"][0]["seq"] < first["items"][0]["seq"]
    world.jira[world.acme].hide(ANA, "10044")
    world.clock.forward(minutes=2)
    assert "PAY-44" not in ana.get("/audit?project=10000").text


def test_trail_needs_its_project(ana: Person) -> None:
    """The trail is asked for project by project."""
    assert ana.get("/audit").status_code == 422
