"""Work in Jira over REST: issues made for a risk, and the health check."""

from dataclasses import replace

from plugin.domain.ids import ProjectId
from plugin.usecases.authority import BROWSE, EDIT, MANAGE
from tests.web.api.conftest import Person, body_of
from tests.web.fakes import ANA, BEN, PAY

RISK = {"title": "Late", "ratings": {"current": {"probability": 4, "impact": {"cost": 4}}}}


def choose_types(person: Person) -> None:
    """The project makes risks and responses as tasks, and Ana may create issues."""
    world = person.world
    world.jira[world.acme].allow(ANA, PAY, BROWSE, EDIT, MANAGE, "CREATE_ISSUES")
    with world.services.work(world.acme, write=True) as uow:
        project = uow.projects.get(PAY)
        assert project is not None
        uow.projects.save(
            replace(project, settings=replace(project.settings, risk_type="10002", response_type="10002"))
        )
        uow.commit()


def test_a_response_is_made_and_tied(ana: Person) -> None:
    """The issue stands in Jira, and the risk answers with it among its issues."""
    choose_types(ana)
    risk = body_of(ana.post("/projects/10000/risks", RISK))
    made = ana.post(f"/risks/{risk['id']}/issues", {"role": "response", "summary": "Pair up", "due": "2026-12-01"})
    assert made.status_code == 201
    assert [one["role"] for one in body_of(made)["issues"]] == ["response"]
    [draft] = ana.world.jira[ana.world.acme].made
    assert (draft.summary, draft.due and draft.due.isoformat()) == ("Pair up", "2026-12-01")


def test_a_second_issue_of_its_own_is_refused(ana: Person) -> None:
    """A risk lives in one issue."""
    choose_types(ana)
    risk = body_of(ana.post("/projects/10000/risks", RISK))
    body = {"role": "backing", "summary": "Late"}
    assert ana.post(f"/risks/{risk['id']}/issues", body).status_code == 201
    assert ana.post(f"/risks/{risk['id']}/issues", body).status_code == 409
    assert ana.post(f"/risks/{risk['id']}/issues", {"role": "affected", "summary": "Late"}).status_code == 422


def test_a_risk_is_kept_only_in_an_issue_that_one_may_edit(ana: Person, ben: Person) -> None:
    """An issue that only may be seen changes with no risk, however it is asked for; other roles need sight alone."""
    world = ana.world
    other = ProjectId("10200")
    world.put_project(other, "OPS", "Operations")
    world.jira[world.acme].allow(BEN, other, BROWSE)
    world.put_issue("10300", project_id=other)
    risk = body_of(ben.post("/projects/10000/risks", RISK))
    assert ben.post(f"/risks/{risk['id']}/links", {"issueId": "10300", "role": "backing"}).status_code == 403
    body = {**RISK, "issues": [{"issueId": "10300", "role": "backing"}]}
    assert ben.post("/projects/10000/risks", body).status_code == 403
    assert ben.post(f"/risks/{risk['id']}/links", {"issueId": "10300", "role": "affected"}).status_code == 200
    assert ana.post(f"/risks/{risk['id']}/links", {"issueId": "10300", "role": "backing"}).status_code == 200


def test_without_chosen_types_nothing_is_made(ana: Person) -> None:
    """The answer says where to choose them, and the health check what is missing."""
    ana.world.jira[ana.world.acme].allow(ANA, PAY, BROWSE, EDIT, MANAGE, "CREATE_ISSUES")
    risk = body_of(ana.post("/projects/10000/risks", RISK))
    assert ana.post(f"/risks/{risk['id']}/issues", {"role": "response", "summary": "Pair up"}).status_code == 422
    health = body_of(ana.get("/projects/10000/work-in-jira"))
    assert (health["healthy"], [one["ok"] for one in health["checks"]]) == (False, [False, False, False, False])
    assert [one["name"] for one in health["issueTypes"]] == ["Story", "Task"]
