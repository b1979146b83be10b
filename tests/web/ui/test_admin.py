"""The site administrator's page and the get-started page: state of work, parked deliveries, projects, tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from plugin.domain.ids import ProjectId, SiteId
from plugin.usecases.queue import NewDelivery
from plugin.usecases.records import Progress
from tests.web.fakes import ANA, PAY
from tests.web.ui.stage import HOSTILE, Stage, a_stage, flag, text

PAGE = "/ui/admin"
BODY = b'{"webhookEvent": "jira:issue_updated", "summary": "<script>alert(1)</script>"}'


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A fresh world for each test."""
    with a_stage(tmp_path) as made:
        yield made


def park(stage: Stage, site: SiteId | None = None, error: str = "KeyError: 'fields'") -> int:
    """A delivery of a site (acme's) that was tried until it was given up, with another one behind it."""
    world = stage.world
    owner = site or world.acme
    world.queue.receive(
        [NewDelivery(owner, PAY, "jira:issue_updated", f"{owner}-{n}", BODY, world.clock()) for n in range(2)]
    )
    batch = world.queue.claim("test", world.clock(), lease_seconds=60, most=1)
    assert batch is not None
    world.queue.fail(batch, batch.deliveries[0].id, error, None)
    return batch.deliveries[0].id


def test_all_is_well(stage: Stage) -> None:
    """With nothing to do the page says so in one green sentence, and shows no empty table."""
    body = text(stage.ana.get(PAGE))
    assert 'class="banner success"' in body
    assert "Everything Jira told has been worked through." in body
    assert "Parked deliveries" not in body


def test_a_dead_delivery_is_said_first(stage: Stage) -> None:
    """What holds a project's events back is the page's first sentence, with event, project, error and body below."""
    park(stage)
    body = text(stage.ana.get(PAGE))
    assert "1 delivery could not be processed and holds its project’s later events back." in body
    assert "<code>jira:issue_updated</code>" in body
    assert 'data-label="Project">PAY<' in body
    assert "KeyError: &#39;fields&#39;" in body
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
    assert "<script>alert" not in body


def test_an_unreadable_delivery_blocks_nothing(stage: Stage) -> None:
    """It is shown with its reason and cannot be skipped, since nothing waits for it, even where its body is no text."""
    world = stage.world
    new = NewDelivery(world.acme, "", "jira:version_released", "u", b"\xff\0{", world.clock(), unreadable="not JSON")
    world.queue.receive([new])
    body = text(stage.ana.get(PAGE))
    assert "Everything runs; 1 delivery could not be read and was set aside." in body
    assert "Retry</button>" in body
    assert "Skip</button>" not in body


def test_work_that_waits_too_long_is_said(stage: Stage) -> None:
    """A delivery that nobody takes up for minutes is a warning with its age."""
    world = stage.world
    world.queue.receive([NewDelivery(world.acme, PAY, "jira:issue_updated", "late", BODY, world.clock())])
    assert "Everything runs; work is under way." in text(stage.ana.get(f"{PAGE}/work"))
    world.clock.forward(minutes=7)
    assert "the oldest delivery has waited for 7 minutes." in text(stage.ana.get(f"{PAGE}/work"))


def test_retry_makes_it_due_again(stage: Stage) -> None:
    """Retry takes the delivery off the list, rings for the workers, and confirms."""
    parked, rung = park(stage), len(stage.world.rung)
    response = stage.ana.post(f"{PAGE}/deliveries/{parked}/retry")
    assert flag(response)["title"] == "It is tried again now."
    assert "Parked deliveries" not in text(response)
    assert len(stage.world.rung) == rung + 1
    state = stage.world.queue.state(stage.world.clock())
    assert (state.dead, state.ready) == (0, 2)


def test_skip_lets_later_events_go_on(stage: Stage) -> None:
    """Skip passes over the delivery for good."""
    parked = park(stage)
    assert flag(stage.ana.post(f"{PAGE}/deliveries/{parked}/skip"))["title"] == "Skipped; later events go on."
    state = stage.world.queue.state(stage.world.clock())
    assert (state.dead, state.ready) == (0, 1)
    again = stage.ana.post(f"{PAGE}/deliveries/{parked}/skip")
    assert flag(again)["title"] == "Somebody dealt with this delivery already."


def test_another_sites_delivery_cannot_be_touched(stage: Stage) -> None:
    """Cleo administers her own site: she sees nothing of acme's deliveries and cannot move them."""
    parked = park(stage)
    assert stage.cleo.get(PAGE).status_code == 200
    assert "jira:issue_updated" not in text(stage.cleo.get(PAGE))
    stage.cleo.post(f"{PAGE}/deliveries/{parked}/skip")
    assert stage.world.queue.state(stage.world.clock()).dead == 1


def test_projects_are_listed_with_their_state(stage: Stage) -> None:
    """Name, on or off, progress, open risks and last change; what is unknown is a dash with its reason."""
    stage.world.put_project(ProjectId("10100"), "ERP", HOSTILE, enabled=False)
    with stage.world.services.work(stage.world.acme, write=True) as uow:
        uow.projects.set_progress(PAY, Progress("running", 80, 120))
        uow.commit()
    body = text(stage.ana.get(PAGE))
    assert "reading, 80 of 120" in body
    assert "never read in" in body
    assert "project.id=10100&amp;project.key=ERP" in body
    assert "<script>alert" not in body
    assert "Payments" not in text(stage.cleo.get(PAGE))


def test_a_token_is_shown_once_listed_and_revoked(stage: Stage) -> None:
    """The clear text appears in one answer only; the list has its label, scope and maker; revoking ends it."""
    made = text(stage.ana.post(f"{PAGE}/tokens", label="Weekly report", scope="read"))
    clear = re.search(r'value="(plb_[^"]+)"', made)
    assert clear is not None
    found = stage.world.tokens.find(clear[1])
    assert found is not None
    assert (found.scope, found.account_id, found.label) == ("read", ANA, "Weekly report")
    body = text(stage.ana.get(PAGE))
    assert clear[1] not in body
    assert "Weekly report" in body
    assert "Release lead" in body
    assert "Weekly report" not in text(stage.cleo.get(PAGE))
    stage.cleo.post(f"{PAGE}/tokens/{found.id}/revoke")
    assert stage.world.tokens.find(clear[1]) is not None
    assert "Weekly report" not in text(stage.ana.post(f"{PAGE}/tokens/{found.id}/revoke"))
    assert stage.world.tokens.find(clear[1]) is None


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"label": " ", "scope": "read"}, 422),
        ({"label": "x" * 81, "scope": "read"}, 422),
        ({"label": "x", "scope": "all"}, 400),
        ({}, 400),
    ],
)
def test_a_bad_token_is_not_made(stage: Stage, form: dict[str, str], status: int) -> None:
    """A token needs a purpose and one of the two scopes."""
    assert stage.ana.post(f"{PAGE}/tokens", **form).status_code == status
    assert stage.world.tokens.all(stage.world.acme) == []


def test_a_hostile_label_is_only_text(stage: Stage) -> None:
    """Markup in a label is shown, never obeyed."""
    stage.ana.post(f"{PAGE}/tokens", label=HOSTILE[:80], scope="write")
    assert "<script>alert" not in stage.ana.get(PAGE).get_data(as_text=True)


@pytest.mark.parametrize("who", ["ben", "vera"])
def test_only_site_administrators(stage: Stage, who: str) -> None:
    """Whoever does not administer the site is refused on every route."""
    parked = park(stage)
    person = getattr(stage, who)
    for path in (PAGE, f"{PAGE}/work"):
        assert person.get(path).status_code == 403
        assert stage.nobody.get(path).status_code == 401
    for path in (
        f"/deliveries/{parked}/retry",
        f"/deliveries/{parked}/skip",
        "/tokens",
        "/tokens/" + "0" * 32 + "/revoke",
    ):
        assert person.post(PAGE + path, label="x", scope="read").status_code == 403
    assert stage.world.queue.state(stage.world.clock()).dead == 1


@pytest.mark.parametrize(
    "path",
    [
        "/deliveries/0/retry",
        f"/deliveries/{2**63 - 1}/skip",
        f"/deliveries/{2**64}/skip",
        "/deliveries/x/retry",
        "/tokens/x/revoke",
        "/tokens/%00/revoke",
    ],
)
def test_nonsense_in_an_address_is_never_our_failure(stage: Stage, path: str) -> None:
    """What is not there is said to be gone, or is not found."""
    assert stage.ana.post(PAGE + path).status_code in {200, 404}


def test_get_started_leads_through_three_steps(stage: Stage) -> None:
    """Whoever installed the app finds three steps; how many projects are followed is told to administrators only."""
    body = text(stage.ana.get("/ui/get-started"))
    assert body.count("<li><h2>") == 3
    assert "follows 1 project." in body
    assert "https://acme.atlassian.net/plugins/servlet/ac/app.plumbline.jira/site-admin" in body
    assert "follows" not in text(stage.vera.get("/ui/get-started")).split("</p>")[0]
    assert stage.nobody.get("/ui/get-started").status_code == 401
    assert "follows 1" not in text(stage.cleo.get("/ui/get-started"))
