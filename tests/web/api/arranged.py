"""A project with one of everything in it, for tests that go through all resources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from plugin.domain.baseline import Definition, Kind
from plugin.domain.ids import IssueId
from plugin.domain.model_presets import PRESETS
from plugin.domain.rating import Stage
from plugin.domain.review import FindingKind, ReviewKind
from plugin.domain.risk import Role
from plugin.domain.risk_model import Objective
from plugin.domain.treatment import Direction
from plugin.usecases import relating, reviews, risks, scope, treating, triggers
from plugin.usecases.modelling import make_model
from plugin.usecases.queue import NewDelivery
from plugin.usecases.reviews import LessonDraft
from plugin.usecases.risks import RatingDraft, RiskDraft
from plugin.usecases.sheets import import_acts
from plugin.usecases.treating import ActionDraft
from plugin.usecases.triggers import TriggerDraft
from tests.web.fakes import ANA, PAY, VERSION, World


@dataclass(frozen=True)
class Arranged:
    """The ids of what was arranged."""

    risk: str
    baseline: str
    delta: str
    review: str
    finding: str
    lesson: str
    token: str
    delivery: str
    model: str
    action: str
    other: str
    trigger: str
    brought: str
    issue: str = "10042"
    project: str = PAY

    @property
    def names(self) -> dict[str, str]:
        """The ids by the names that the document gives them."""
        return {
            "projectId": self.project,
            "riskId": self.risk,
            "issueId": self.issue,
            "baselineId": self.baseline,
            "deltaId": self.delta,
            "reviewId": self.review,
            "findingId": self.finding,
            "lessonId": self.lesson,
            "tokenId": self.token,
            "deliveryId": self.delivery,
            "modelVersion": self.model,
            "actionId": self.action,
            "otherId": self.other,
            "triggerId": self.trigger,
            "importId": self.brought,
            "code": "common",
            "key": "risk.open",
        }

    def fill(self, path: str) -> str:
        """A path of the document with these ids in it."""
        for name, value in self.names.items():
            path = path.replace("{" + name + "}", value)
        return path


def arrange(world: World) -> Arranged:
    """Issues, a risk, a baseline with a later change, a review with finding and lesson, a token, a dead delivery."""
    world.put_version()
    for issue_id in ("10042", "10043"):
        world.put_issue(issue_id)
    world.clock.forward(hours=1)
    with world.services.work(world.acme, write=True) as uow:
        act = world.act(uow)
        rating = RatingDraft(4, {Objective.SCHEDULE: 4}, cost=1_250_050)
        draft = RiskDraft("Key developer leaves", direction=Direction.THREAT, ratings={Stage.CURRENT: rating})
        risk = risks.raise_risk(act, PAY, draft)
        risks.link_issue(act, risk.id, IssueId("10042"), Role.RESPONSE)
        risk, other = relating.raise_secondary(act, risk.id, "Two teams wait for one gateway")
        risk = treating.add_action(act, risk.id, ActionDraft("Pair on the billing core"))
        _, sign = triggers.add_trigger(act, risk.id, TriggerDraft("The developer looks around"))
        baseline = scope.freeze(act, PAY, "1.0 as agreed", Definition(Kind.VERSION, VERSION))
        review = reviews.open_review(act, PAY, ReviewKind.RELEASE, VERSION)
        review = reviews.add_finding(act, review.id, FindingKind.SUCCESS, "The interface was ready early.")
        lesson = reviews.add_lesson(act, PAY, review.id, LessonDraft("Ask early", recommendation="Ask in week one"))
        model, _ = make_model(act, PRESETS["nist"].model)
        brought = import_acts.begin(act, PAY, "register.csv")
        uow.commit()
    world.clock.forward(hours=1)
    world.put_issue("10044")
    with world.services.work(world.acme) as uow:
        [delta] = uow.baselines.all_deltas(baseline.id)
    token, _ = world.tokens.make(world.acme, "read", ANA, "Report", world.clock())
    return Arranged(
        risk.id,
        baseline.id,
        delta.id,
        review.id,
        review.findings[0].id,
        lesson.id,
        token,
        _dead_delivery(world),
        model.version,
        risk.treatment.actions[0].id,
        other.id,
        sign.id,
        brought.id,
    )


def _dead_delivery(world: World) -> str:
    told = NewDelivery(world.acme, PAY, "jira:issue_updated", "dead-1", b"{}", world.clock())
    world.queue.receive([told])
    batch = world.queue.claim("test", world.clock() + timedelta(seconds=1), lease_seconds=60, most=1)
    assert batch is not None
    world.queue.fail(batch, batch.deliveries[0].id, "It would not be processed.", None)
    return str(batch.deliveries[0].id)
