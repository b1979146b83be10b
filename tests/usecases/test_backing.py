"""A risk that lives in a Jira issue: both follow each other through errands, and nothing people did is lost."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from plugin.domain.backing import Followed
from plugin.domain.errors import Conflict, JiraTrouble
from plugin.domain.ids import IssueId
from plugin.domain.rating import Stage
from plugin.domain.risk import LinkedIssue, Outcome, Risk, Role, Status
from plugin.domain.risk_model import Objective
from plugin.usecases.backing import compare, followed_of
from plugin.usecases.backing_later import ERRAND
from plugin.usecases.made_issues import Wanted, issue_draft, tie_made
from plugin.usecases.records import ProjectSettings, RecordedFact
from plugin.usecases.risks import RatingDraft, RiskDraft, close_risk, link_issue, rate_risk, rewrite_risk, unlink_issue
from plugin.usecases.sweeping import sweep
from tests.web.fakes import ANA, BEN, PAY
from tests.web.ui.scene import Scene, a_scene

SETTINGS = ProjectSettings(risk_type="10002", response_type="10002")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A fresh world for each test."""
    with a_scene(tmp_path) as made:
        yield made


def backed(scene: Scene) -> tuple[Risk, IssueId]:
    """A risk with an issue of its own, made a moment ago."""
    risk = scene.risk(level=(4, 4), owner=ANA)
    jira = scene.world.jira[scene.world.acme]
    draft = issue_draft(risk, Role.BACKING, SETTINGS, Wanted(risk.title, ANA, risk.next_review), "", None)
    issue_id, key = jira.create_issue(PAY, draft)
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        after = tie_made(scene.world.act(uow), risk.id, issue_id, key, Role.BACKING)
        uow.commit()
    return after, issue_id


def sync(scene: Scene, risk: Risk) -> Risk:
    """Compare as the errand does; the risk then."""
    world = scene.world
    compare(world.services.work, world.jira[world.acme], world.acme, risk.id, world.clock)
    return scene.stored(risk)


def test_a_new_owner_here_becomes_the_assignee(scene: Scene) -> None:
    """An owner chosen in the register is the issue's assignee after the next comparison."""
    risk, issue_id = backed(scene)
    jira = scene.world.jira[scene.world.acme]
    assert jira.shared[issue_id] == Followed(ANA, risk.next_review)
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        rewrite_risk(scene.world.act(uow), risk.id, RiskDraft(risk.title, owner=BEN), None)
        uow.commit()
    after = sync(scene, risk)
    assert jira.shared[issue_id].owner == BEN
    assert sync(scene, risk) == after, "a second comparison finds nothing to do"


def test_what_changes_in_jira_becomes_the_risks(scene: Scene) -> None:
    """Assignee and due day are taken over, with a line in the history that names the issue."""
    risk, issue_id = backed(scene)
    scene.world.jira[scene.world.acme].shared[issue_id] = Followed(BEN, date(2027, 1, 15))
    after = sync(scene, risk)
    assert (after.owner, after.next_review) == (BEN, date(2027, 1, 15))
    with scene.world.services.work(scene.world.acme) as uow:
        told = [fact for fact in uow.facts.of("risk", risk.id) if fact.actor is None]
    assert [set(fact.detail["changes"]) for fact in told] == [{"owner"}, {"nextReview"}]  # type: ignore[call-overload]


def test_an_issue_that_is_done_asks_how_the_risk_ended(scene: Scene) -> None:
    """The risk stays open and is asked about once; once it is closed the question is gone."""
    risk, issue_id = backed(scene)
    jira = scene.world.jira[scene.world.acme]
    jira.shared[issue_id] = replace(jira.shared[issue_id], over=True)
    after = sync(scene, risk)
    assert after.is_open
    assert after.backing is not None
    assert after.backing.asked
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        close_risk(scene.world.act(uow), risk.id, Outcome.DID_NOT, None, None)
        uow.commit()
    closed = sync(scene, risk)
    assert closed.backing is not None
    assert not closed.backing.asked
    assert [one.name for one in facts(scene, risk)].count("EndingAsked") == 1


def test_a_risk_closed_here_ends_its_issue_and_a_reopened_issue_opens_the_risk(scene: Scene) -> None:
    """Ended and done follow each other both ways."""
    risk, issue_id = backed(scene)
    jira = scene.world.jira[scene.world.acme]
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        close_risk(scene.world.act(uow), risk.id, Outcome.DID_NOT, None, None)
        uow.commit()
    sync(scene, risk)
    assert jira.shared[issue_id].over
    jira.shared[issue_id] = replace(jira.shared[issue_id], over=False)
    again = sync(scene, risk)
    assert again.status is Status.OPEN
    assert sync(scene, risk) == again


def test_what_jira_refuses_is_said_and_not_repeated(scene: Scene) -> None:
    """The reason stands at the risk until something changes; the person's own choice stays."""
    risk, issue_id = backed(scene)
    jira = scene.world.jira[scene.world.acme]
    jira.refusal = "This person cannot be assigned issues."
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        rewrite_risk(scene.world.act(uow), risk.id, RiskDraft(risk.title, owner=BEN), None)
        uow.commit()
    after = sync(scene, risk)
    assert after.owner == BEN
    assert after.backing is not None
    assert after.backing.trouble == jira.refusal
    assert jira.shared[issue_id].owner == ANA


def test_while_jira_is_out_nothing_is_remembered(scene: Scene) -> None:
    """The errand fails as a whole and is tried again by the queue."""
    risk, _ = backed(scene)
    scene.world.jira[scene.world.acme].failure = JiraTrouble("Jira does not answer.")
    before = scene.stored(risk)
    with pytest.raises(JiraTrouble):
        sync(scene, risk)
    assert scene.stored(risk) == before


def test_an_issue_that_is_gone_is_said(scene: Scene) -> None:
    """The risk is kept and says that its issue is gone."""
    risk, issue_id = backed(scene)
    del scene.world.jira[scene.world.acme].shared[issue_id]
    after = sync(scene, risk)
    assert after.backing is not None
    assert "gone from Jira" in after.backing.trouble
    assert followed_of(after) == followed_of(risk)


def test_news_of_the_issue_asks_for_a_comparison(scene: Scene) -> None:
    """A webhook about the risk's issue leads to one comparison, however many come."""
    risk, issue_id = backed(scene)
    world = scene.world
    world.put_issue(issue_id, summary=risk.title)
    world.finish_issue(issue_id)
    found = world.queue.claim_errands("me", world.clock().replace(year=2030), lease_seconds=9, most=9, kinds=[ERRAND])
    assert [one.subject for one in found] == [risk.id]


def test_an_issue_that_was_there_before_is_followed_and_not_overwritten(scene: Scene) -> None:
    """Linked as the risk's own, its assignee becomes the owner; a second one is refused, and removing it ends it."""
    risk = scene.risk(owner=ANA)
    issue_id, other = scene.world.put_issue("10070"), scene.world.put_issue("10071")
    jira = scene.world.jira[scene.world.acme]
    jira.shared[issue_id] = Followed(BEN, None)
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        link_issue(scene.world.act(uow), risk.id, issue_id, Role.BACKING)
        with pytest.raises(Conflict):
            link_issue(scene.world.act(uow), risk.id, other, Role.BACKING)
        uow.commit()
    after = sync(scene, risk)
    assert (after.owner, jira.shared[issue_id]) == (BEN, Followed(BEN, risk.next_review))
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        unlink_issue(scene.world.act(uow), risk.id, issue_id, Role.BACKING)
        uow.commit()
    jira.shared[issue_id] = Followed(ANA, None)
    assert sync(scene, risk).owner == BEN


def test_a_tie_that_nobody_had_followed_changes_no_issue(scene: Scene) -> None:
    """A backing tie from before issues were followed stays evidence: its issue is never written to."""
    risk = scene.risk(owner=ANA)
    issue_id = scene.world.put_issue("10070")
    jira = scene.world.jira[scene.world.acme]
    jira.shared[issue_id] = Followed(BEN, None)
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        held = uow.risks.get(risk.id)
        assert held is not None
        uow.risks.save(replace(held, issues=(LinkedIssue(issue_id, Role.BACKING),)))
        uow.commit()
    before = scene.stored(risk)
    assert sync(scene, risk) == before
    assert jira.shared[issue_id] == Followed(BEN, None)


def test_watchers_hear_of_a_changed_level(scene: Scene) -> None:
    """The issue gets one comment that names both levels and the owner; comparing again adds none."""
    risk, issue_id = backed(scene)
    sync(scene, risk)
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        rating = RatingDraft(1, {Objective.SCHEDULE: 1})
        rate_risk(scene.world.act(uow), risk.id, Stage.CURRENT, rating, None)
        uow.commit()
    sync(scene, risk)
    sync(scene, risk)
    assert scene.world.jira[scene.world.acme].comments == [
        (issue_id, f"Risk {risk.key} went from High to Low: {risk.title}", ANA)
    ]


def test_a_project_may_keep_its_issues_free_of_comments(scene: Scene) -> None:
    """Where watchers are not to be told, nothing is written."""
    risk, _ = backed(scene)
    with scene.world.services.work(scene.world.acme, write=True) as uow:
        project = uow.projects.get(PAY)
        assert project is not None
        uow.projects.save(replace(project, settings=replace(project.settings, tell_watchers=False)))
        uow.commit()
    scene.world.clock.forward(hours=24 * 30)
    sync(scene, risk)
    assert scene.world.jira[scene.world.acme].comments == []


def test_a_review_that_falls_due_is_told_by_the_sweep(scene: Scene) -> None:
    """Each day's sweep has open risks with an issue compared, and the comparison reminds the owner once."""
    risk, issue_id = backed(scene)
    world = scene.world
    sync(scene, risk)
    world.clock.forward(hours=24 * 12)
    sweep(world.services.work, world.jira[world.acme], world.acme, PAY, world.clock)
    found = world.queue.claim_errands("me", world.clock().replace(year=2030), lease_seconds=9, most=9, kinds=[ERRAND])
    assert risk.id in [one.subject for one in found]
    sync(scene, risk)
    sync(scene, risk)
    [(told, words, person)] = world.jira[world.acme].comments
    assert (told, person) == (issue_id, ANA)
    assert words.startswith(f"Risk {risk.key} is to be reviewed by {risk.next_review}")


def facts(scene: Scene, risk: Risk) -> Sequence[RecordedFact]:
    """What happened to the risk."""
    with scene.world.services.work(scene.world.acme) as uow:
        return uow.facts.of("risk", risk.id)
