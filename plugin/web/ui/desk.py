"""What every risk page and fragment works with: the services, names of people, the reader's language and day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from flask import render_template

from plugin.domain.errors import NotFound
from plugin.domain.ids import AccountId, IssueId, ProjectId, RiskId
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModels
from plugin.usecases.records import BriefIssue, ProjectSettings
from plugin.usecases.views.categories import category_words
from plugin.usecases.views.marks import Issues
from plugin.usecases.views.people import People
from plugin.web.asking import reading, visible
from plugin.web.services import Services
from plugin.web.ui import money
from plugin.web.ui.answering import site_url
from plugin.web.ui.nameplates import Nameplates
from plugin.web.ui.wording import Spoken

DEFAULT_CURRENCY = ProjectSettings().currency


@dataclass(frozen=True, slots=True)
class Desk:
    """The services with the names they gave lately; one is made for each blueprint."""

    services: Services
    names: Nameplates

    @property
    def say(self) -> Spoken:
        """The reader's language, seen from now."""
        return Spoken(self.services.clock())

    @property
    def now(self) -> datetime:
        """The present instant."""
        return self.services.clock()

    @property
    def today(self) -> date:
        """The present day, UTC."""
        return self.services.clock().date()

    def people(self, accounts: Iterable[AccountId | None]) -> People:
        """Names for these accounts; call it outside a unit of work."""
        return self.names.of(accounts)

    def issues(self, briefs: Mapping[IssueId, BriefIssue]) -> Issues:
        """These issues with what the reader may see of them; call it outside a unit of work."""
        return Issues(briefs, self.visible(briefs), site_url(self.services))

    def visible(self, briefs: Mapping[IssueId, BriefIssue]) -> Collection[IssueId]:
        """Which of these the reader may see; Jira is asked about living issues only."""
        return visible(self.services, {found.issue_id for found in briefs.values() if not found.deleted})

    def risk(self, project_id: ProjectId, risk_id: str) -> Risk:
        """A risk of this very project; NotFound otherwise."""
        with reading(self.services) as uow:
            found = uow.risks.get(RiskId(risk_id))
        if found is None or found.project_id != project_id or found.deleted_at is not None:
            raise NotFound("There is no such risk, or you may not see it.")
        return found

    def models(self, project_id: ProjectId) -> RiskModels:
        """What the project rates with; call it outside a unit of work."""
        with reading(self.services) as uow:
            return uow.models.of_project(project_id)

    def render(self, template: str, **context: object) -> str:
        """A template with the words for days and money that these pages use; money in the context's `currency`."""
        currency = str(context.setdefault("currency", DEFAULT_CURRENCY))
        amounts: Callable[[int], str] = partial(money.shown, currency=currency)
        return render_template(
            template,
            day=self.say.day,
            moment=self.say.moment,
            money=amounts,
            category_words=partial(category_words, self.say),
            **context,
        )


def desk_of(services: Services) -> Desk:
    """A desk with no names on it yet."""
    return Desk(services, Nameplates(services))
