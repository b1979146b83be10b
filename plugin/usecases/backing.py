"""Keep a risk and the Jira issue it lives in alike: owner and assignee, next review and due day, ended and done."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from plugin.domain.backing import Accord, Backing, Followed, agree
from plugin.domain.errors import JiraRefused
from plugin.domain.facts import Cause, Fact
from plugin.domain.ids import IssueId, RiskId, SiteId
from plugin.domain.risk import ACTIVE, Risk, Role, Status
from plugin.domain.risk_life import reopened
from plugin.domain.telling import News, Told, news_of
from plugin.usecases import backing_later, mirror
from plugin.usecases.jira_port import Jira
from plugin.usecases.ports import Clock, UnitOfWork, Work
from plugin.usecases.responding import save_moved

GONE = "The issue is gone from Jira, or the app may not see it any more."


def followed_of(risk: Risk) -> Followed:
    """What the risk's issue is to show; once the risk has ended its due day stays as it was."""
    over = risk.status not in {*ACTIVE, Status.DRAFT}
    last = risk.backing.there if risk.backing else None
    return Followed(risk.owner, last.due if over and last else risk.next_review, over)


def compare(work: Work, jira: Jira, site_id: SiteId, risk_id: RiskId, clock: Clock) -> None:
    """Read the issue, bring both sides to an accord, and remember it. JiraBusy and JiraTrouble pass through.

    What people changed here while Jira was asked is kept, and compared anew.
    """
    with work(site_id) as uow:
        risk = uow.risks.get(risk_id)
    issue_id = _issue_of(risk)
    if risk is None or issue_id is None:
        return
    last = risk.backing or Backing()
    there = jira.followed(issue_id)
    if there is None:
        _remember(work, site_id, risk, replace(last, trouble=GONE), None, clock())
        return
    accord = agree(followed_of(risk), there, last)
    reached, trouble = _carry(jira, issue_id, there, accord)
    carried = replace(last, here=accord.here, there=reached, trouble=trouble, asked=accord.asked)
    news, told = _news(work, site_id, risk, carried, clock().date())
    for one in news:
        jira.comment(issue_id, words_of(risk, one), one.person)
    _remember(work, site_id, risk, told, accord, clock())


def words_of(risk: Risk, news: News) -> str:
    """A piece of news as a sentence for the issue's watchers, in English as all that we write into Jira."""
    if news.kind is Told.LEVEL:
        return f"Risk {risk.key} went from {news.old} to {news.new}: {risk.title}"
    day = news.due.isoformat() if news.due else ""
    if news.kind is Told.REVIEW:
        return f"Risk {risk.key} is to be reviewed by {day}: {risk.title}"
    return f"An action against risk {risk.key} is due on {day}: {news.subject}"


def _news(work: Work, site_id: SiteId, risk: Risk, carried: Backing, today: date) -> tuple[tuple[News, ...], Backing]:
    """What the watchers are to hear, and what counts as heard.

    A project that would rather not write into its issues tells nothing, then or once it has changed its mind.
    """
    with work(site_id) as uow:
        project = uow.projects.get(risk.project_id)
        models = uow.models.of_project(risk.project_id)
    news, heard = news_of(risk, models, carried, today)
    return (news if project is not None and project.settings.tell_watchers else ()), heard


def _issue_of(risk: Risk | None) -> IssueId | None:
    """The issue that the risk is kept in; a tie that nobody has had followed is none."""
    if risk is None or risk.deleted_at is not None or risk.backing is None:
        return None
    return next(iter(risk.issues_as(Role.BACKING)), None)


def _carry(jira: Jira, issue_id: IssueId, there: Followed, accord: Accord) -> tuple[Followed, str]:
    """Change the issue; what it shows then, and what Jira said where it would not be changed."""
    if accord.there == there:
        return there, ""
    try:
        jira.change_followed(issue_id, there, accord.there)
    except JiraRefused as refused:
        return jira.followed(issue_id) or there, str(refused)
    return accord.there, ""


def _remember(work: Work, site_id: SiteId, seen: Risk, backing: Backing, accord: Accord | None, now: datetime) -> None:
    with work(site_id, write=True) as uow:
        uow.projects.lock(seen.project_id)
        before = uow.risks.get(seen.id)
        if before is None or _issue_of(before) != _issue_of(seen):
            return
        after = replace(before, backing=backing)
        facts: list[Fact] = []
        if accord is not None:
            after, facts = _follow(uow, seen, before, after, accord, now)
        if after == before:
            return
        save_moved(uow, before, after, now, facts)
        mirror.ask(uow, after.project_id, {link.issue_id for link in after.issues}, now)
        if accord is not None and followed_of(after) != accord.here:
            backing_later.ask(uow, after, now)
        uow.commit()


def _follow(
    uow: UnitOfWork, seen: Risk, before: Risk, after: Risk, accord: Accord, now: datetime
) -> tuple[Risk, list[Fact]]:
    """What Jira changed, applied where nobody changed the same here meanwhile."""
    key = _key(uow, after)
    facts: list[Fact] = []

    def tell(name: str, **detail: object) -> None:
        cause = Cause(now, None, f"{key} changed in Jira")
        facts.append(Fact(name, after.project_id, "risk", after.id, cause, detail))

    if accord.here.owner != seen.owner and before.owner == seen.owner:
        after = replace(after, owner=accord.here.owner)
        tell("RiskRewritten", changes={"owner": [before.owner, after.owner]})
    moved = after.status in ACTIVE and accord.here.due not in {None, seen.next_review}
    if moved and before.next_review == seen.next_review:
        after = replace(after, next_review=accord.here.due)
        tell("RiskRewritten", changes={"nextReview": [_day(before), _day(after)]})
    if accord.reopen and before.version == seen.version:
        after = reopened(after, uow.models.of_project(after.project_id), now.date())
        tell("RiskReopened")
    if accord.asked and not (before.backing and before.backing.asked):
        tell("EndingAsked")
    return after, facts


def _key(uow: UnitOfWork, risk: Risk) -> str:
    issue_id = _issue_of(risk)
    brief = uow.issues.brief([issue_id]).get(issue_id) if issue_id else None
    return brief.key if brief else "Its issue"


def _day(risk: Risk) -> str | None:
    return risk.next_review.isoformat() if risk.next_review else None
