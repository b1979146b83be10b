"""A risk that lives in Jira: set up with one button, made in one click, and followed both ways through webhooks."""

from __future__ import annotations

from typing import Any

from tests.e2e.stage import Stage, eventually

WITHIN = 5.0


def test_set_up_make_and_follow(stage: Stage) -> None:
    """Types are made on a bare site; risk, own issue and response follow each other, and nobody opens the app."""
    site, sample, api = stage.site, stage.sample, stage.api()
    project = f"/projects/{sample.project_id}"
    admin = stage.sample.people["Engineering manager"]
    site.set_permission(admin, "PAY", {"BROWSE_PROJECTS", "EDIT_ISSUES", "ADMINISTER_PROJECTS", "CREATE_ISSUES"})
    site.admins.add(admin)
    assert not api("GET", f"{project}/work-in-jira")["healthy"]
    assert stage.api(admin)("POST", f"{project}/work-in-jira")["healthy"]
    risk = stage.raise_risk("The ledger stands still", owner=sample.lead)

    own = made(api, risk, "backing", "The ledger stands still")
    issue = site.issue(own)
    assert (issue.type.name, issue.assignee) == ("Risk", sample.lead)
    site.update_issue(own, by=sample.lead, assignee=admin, due="2027-01-15")
    read = eventually(lambda: api("GET", f"/risks/{risk['id']}"), lambda r: r["owner"] == admin, WITHIN)
    assert read["nextReview"] == "2027-01-15"

    response = made(api, risk, "response", "Pair on the ledger")
    assert [(link.source, link.destination) for link in site.links.values()][-1] == (
        site.issue(response).id,
        site.issue(own).id,
    )
    before = read["level"]
    site.transition(response, "Done", by=sample.lead)
    read = eventually(lambda: api("GET", f"/risks/{risk['id']}"), lambda r: r["level"] != before, WITHIN)
    assert read["level"] == "Low"
    eventually(lambda: site.issue(own).due, lambda due: due == read["nextReview"], WITHIN)

    api("POST", f"/risks/{risk['id']}/close", {"outcome": "did-not-occur"})
    eventually(lambda: site.issue(own).status.category, lambda category: category == "done", WITHIN)
    site.transition(own, "To Do", by=sample.lead)
    eventually(lambda: api("GET", f"/risks/{risk['id']}")["status"], lambda status: status == "open", WITHIN)
    assert site.violations == []


def made(api: Any, risk: Any, role: str, summary: str) -> str:
    """The id of an issue that was made for the risk."""
    answer = api("POST", f"/risks/{risk['id']}/issues", {"role": role, "summary": summary})
    return next(str(one["issueId"]) for one in answer["issues"] if one["role"] == role)
