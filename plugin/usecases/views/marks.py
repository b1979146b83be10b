"""What lists of risks print at a glance: a level with its symbol, a review that is due, an issue that may be named."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from plugin.domain.ids import IssueId
from plugin.domain.rating import Assessment
from plugin.domain.risk_model import Level, RiskModel
from plugin.usecases.records import BriefIssue

TONES = ("low", "medium", "high", "critical")


@dataclass(frozen=True, slots=True)
class LevelMark:
    """A level as symbol, word and tone together, never colour alone."""

    name: str
    tone: str
    symbol: str


@dataclass(frozen=True, slots=True)
class ReviewDue:
    """The next review: its day, and in how many days it is (negative once overdue)."""

    on: date
    days: int

    @property
    def is_overdue(self) -> bool:
        """Whether the day is past."""
        return self.days < 0


@dataclass(frozen=True, slots=True)
class IssueMark:
    """An issue beside a risk; without a key the reader may not see it. `category` is Jira's status category."""

    issue_id: IssueId
    key: str = ""
    summary: str = ""
    category: str = ""
    url: str = ""
    is_gone: bool = False

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to do in it."""
        return self.category == "done" or self.is_gone


def level_mark(model: RiskModel, level: Level) -> LevelMark:
    """The mark of a level; a model with other than four levels spreads the four tones over its ranks."""
    highest = max(one.rank for one in model.levels)
    place = 0 if highest == 1 else round((level.rank - 1) / (highest - 1) * (len(TONES) - 1))
    return LevelMark(level.name, level.tone or TONES[place], level.symbol)


def assessed_mark(assessment: Assessment | None) -> LevelMark | None:
    """The mark of what a rating came to; None where nothing is rated."""
    return None if assessment is None else level_mark(assessment.model, assessment.level)


def review_due(on: date | None, today: date) -> ReviewDue | None:
    """The next review seen from today; None where none is planned."""
    return None if on is None else ReviewDue(on, (on - today).days)


@dataclass(frozen=True, slots=True)
class Issues:
    """Issues as last seen, which of them the reader may see, and where Jira shows them."""

    briefs: Mapping[IssueId, BriefIssue]
    visible: Collection[IssueId]
    site_url: str

    def mark(self, issue_id: IssueId) -> IssueMark:
        """The issue as the reader may know it: a deleted one keeps its key, since Jira no longer answers for it."""
        brief = self.briefs.get(issue_id)
        if brief is None:
            return IssueMark(issue_id)
        url = f"{self.site_url}/browse/{brief.key}"
        if brief.deleted:
            return IssueMark(issue_id, brief.key, "", brief.category, url, is_gone=True)
        if issue_id not in self.visible:
            return IssueMark(issue_id)
        return IssueMark(issue_id, brief.key, brief.summary, brief.category, url)
