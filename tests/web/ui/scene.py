"""The ground for tests of the project page, the risks tab and the issue panel: the real app, and risks to work on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from plugin.domain.ids import AccountId, IssueId
from plugin.domain.rating import Stage as Rated
from plugin.domain.response import WhenDone
from plugin.domain.risk import Risk, Role
from plugin.domain.risk_model import Objective
from plugin.domain.treatment import Direction
from plugin.usecases.risks import RatingDraft, RiskDraft, raise_risk
from plugin.web.app import create_app
from tests.web.apps import lent
from tests.web.fakes import ANA, PAY, a_world
from tests.web.ui.stage import Stage

PROJECT = "/ui/projects/10000"
RISKS = f"{PROJECT}/risks"
HOSTILE_TITLE = "<script>alert(1)</script>\"'><b>%(x)s {{ 7*7 }}"


@dataclass(frozen=True)
class Scene(Stage):
    """The stage with verbs for risks."""

    def risk(
        self,
        title: str = "Key developer leaves",
        *,
        level: tuple[int, int] = (4, 4),
        target: tuple[int, int] | None = None,
        owner: AccountId | None = None,
        responses: Sequence[IssueId] = (),
        affected: Sequence[IssueId] = (),
        cost: int | None = None,
        direction: Direction = Direction.THREAT,
        category: str | None = None,
        cause: str = "",
        effect: str = "",
    ) -> Risk:
        """A risk that Ana raises; `level` is likelihood and impact on the schedule."""
        ratings = {Rated.CURRENT: RatingDraft(level[0], {Objective.SCHEDULE: level[1]}, cost)}
        if target:
            ratings[Rated.TARGET] = RatingDraft(target[0], {Objective.SCHEDULE: target[1]})
        ties = [(issue, Role.RESPONSE) for issue in responses] + [(issue, Role.AFFECTED) for issue in affected]
        draft = RiskDraft(
            title, cause, "", effect, direction=direction, category=category, owner=owner, ratings=ratings, issues=ties
        )
        with self.world.services.work(self.world.acme, write=True) as uow:
            risk = raise_risk(self.world.act(uow, ANA), PAY, draft)
            uow.commit()
        return risk

    def asks_before_moving(self) -> None:
        """The project proposes moves of the current rating instead of making them."""
        with self.world.services.work(self.world.acme, write=True) as uow:
            project = uow.projects.get(PAY)
            assert project is not None
            uow.projects.save(replace(project, settings=replace(project.settings, when_done=WhenDone.ASK)))
            uow.commit()

    def proposed(self, owner: AccountId = ANA) -> Risk:
        """A risk whose only response was done, so that a move to its target waits for an answer."""
        self.asks_before_moving()
        issue = self.world.put_issue("10050", summary="Pair on the billing core")
        risk = self.risk(level=(4, 4), target=(2, 2), owner=owner, responses=[issue])
        self.world.finish_issue("10050")
        return self.stored(risk)

    def stored(self, risk: Risk) -> Risk:
        """The risk as it is kept now."""
        with self.world.services.work(self.world.acme) as uow:
            found = uow.risks.get(risk.id)
        assert found is not None
        return found

    def all_risks(self) -> list[Risk]:
        """Every risk of the project, worst first."""
        with self.world.services.work(self.world.acme) as uow:
            return list(uow.risks.page(PAY, filters={}, limit=500).items)


@contextmanager
def a_scene(folder: Path) -> Iterator[Scene]:
    """A fresh world with the project switched on and its version known."""
    world = a_world(folder)
    world.put_project()
    world.put_version()
    try:
        with lent(create_app, world.services) as app:
            yield Scene(app, world)
    finally:
        world.database.dispose()


def a_form(**changes: str) -> dict[str, str]:
    """The quick-add form as a person fills it, valid by default; pass impacts as impact_<objective>."""
    form = {"title": "The supplier is late", "cause": "one supplier", "effect": "we wait", "probability": "4"}
    form |= {"impact-schedule": "4", "direction": "threat", "owner": "", "category": "supplier"}
    return form | {name.replace("_", "-"): value for name, value in changes.items()}
