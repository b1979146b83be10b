"""The site administrator's page: one sentence on the state of work, parked deliveries, projects, and API tokens."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode

from plugin.domain.ids import AccountId, ProjectId
from plugin.usecases.queue import ParkedDelivery, QueueState
from plugin.usecases.records import Project
from plugin.usecases.views.wording import Moment, Wording

LATE_SECONDS = 60.0
"""A delivery that waits longer than this is worth saying."""

LONGEST_PREVIEW = 4000


class Token(Protocol):
    """What is listed of an API token."""

    @property
    def id(self) -> str:
        """Our own identifier, not the secret."""

    @property
    def scope(self) -> str:
        """Either "read" or "write"."""

    @property
    def account_id(self) -> AccountId:
        """Whom it acts as."""

    @property
    def label(self) -> str:
        """What it is for."""

    @property
    def made_at(self) -> datetime:
        """When it was made."""


@dataclass(frozen=True, slots=True)
class StatusView:
    """The state of work: `kind` is success, info or warning."""

    kind: str
    sentence: str
    detail: str


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """A delivery that could not be processed; an unreadable one blocks nothing, so it is not skipped."""

    id: int
    event: str
    project: str
    attempts: str
    received: Moment
    error: str
    body: str
    may_skip: bool


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project we know, as the administrator sees it: never what is in it."""

    key: str
    name: str
    state: str
    tone: str
    progress: str
    risks: str
    changed: Moment | None
    settings_url: str
    settings_module: str


@dataclass(frozen=True, slots=True)
class TokenShown:
    """An API token as it is listed."""

    id: str
    label: str
    scope: str
    who: str
    made: Moment


def status_view(say: Wording, state: QueueState) -> StatusView:
    """Whether all that Jira told was worked through, and if not, what stands in the way."""
    parked = state.dead + state.unreadable
    waiting = state.ready + state.running
    waits = say.ngettext("%(n)s delivery waits.", "%(n)s deliveries wait.", waiting, n=say.number(waiting))
    if state.dead:
        sentence = say.ngettext(
            "%(n)s delivery could not be processed and holds its project’s later events back.",
            "%(n)s deliveries could not be processed and hold their projects’ later events back.",
            state.dead,
            n=say.number(state.dead),
        )
        return StatusView(
            "warning", sentence, say.gettext("Retry it once the cause is gone, or skip it.") + " " + waits
        )
    if (state.oldest_seconds or 0) > LATE_SECONDS:
        age = _age(say, state.oldest_seconds or 0)
        sentence = say.gettext("Work is behind: the oldest delivery has waited for %(age)s.", age=age)
        return StatusView("warning", sentence, waits)
    if parked:
        sentence = say.ngettext(
            "Everything runs; %(n)s delivery could not be read and was set aside.",
            "Everything runs; %(n)s deliveries could not be read and were set aside.",
            parked,
            n=say.number(parked),
        )
        return StatusView("info", sentence, say.gettext("They hold nothing back."))
    if waiting:
        return StatusView("success", say.gettext("Everything runs; work is under way."), waits)
    return StatusView("success", say.gettext("Everything Jira told has been worked through."), "")


def parked_rows(
    say: Wording, parked: Sequence[ParkedDelivery], projects: Mapping[ProjectId, Project]
) -> tuple[ParkedRow, ...]:
    """Parked deliveries, oldest first, with the body as readable text."""
    return tuple(
        ParkedRow(
            id=one.id,
            event=one.event,
            project=_project(say, one.lane, projects),
            attempts=say.number(one.attempts),
            received=say.moment(one.received_at),
            error=one.error or say.gettext("No reason was noted."),
            body=preview(one.body),
            may_skip=one.state == "dead",
        )
        for one in parked
    )


def project_rows(
    say: Wording, projects: Sequence[tuple[Project, int | None]], settings_url: str, settings_module: str
) -> tuple[ProjectRow, ...]:
    """Every project with its number of open risks (None where it is off), and its settings as address and as module."""
    return tuple(
        ProjectRow(
            key=project.key,
            name=project.name,
            state=_state(say, project)[0],
            tone=_state(say, project)[1],
            progress=_progress(say, project),
            risks="" if risks is None else say.number(risks),
            changed=say.moment(project.changed_at) if project.changed_at else None,
            settings_url=f"{settings_url}?{urlencode({'project.id': project.id, 'project.key': project.key})}",
            settings_module=settings_module,
        )
        for project, risks in projects
    )


def token_rows(say: Wording, tokens: Sequence[Token], names: Mapping[AccountId, str]) -> tuple[TokenShown, ...]:
    """The tokens that still count."""
    scopes = {"read": say.gettext("read"), "write": say.gettext("read and write")}
    return tuple(
        TokenShown(
            token.id,
            token.label,
            scopes.get(token.scope, token.scope),
            names.get(token.account_id, say.gettext("somebody who has left")),
            say.moment(token.made_at),
        )
        for token in tokens
    )


def preview(body: bytes) -> str:
    """The beginning of a body as text, indented where it is JSON; what is not text is shown as replacement marks."""
    text = body.decode("utf-8", "replace")
    with suppress(ValueError, RecursionError):
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    return text if len(text) <= LONGEST_PREVIEW else f"{text[:LONGEST_PREVIEW]}…"


def _age(say: Wording, seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 120:
        return say.ngettext("%(n)s minute", "%(n)s minutes", minutes, n=minutes)
    hours = round(minutes / 60)
    return say.ngettext("%(n)s hour", "%(n)s hours", hours, n=say.number(hours))


def _project(say: Wording, lane: str, projects: Mapping[ProjectId, Project]) -> str:
    if not lane:
        return say.gettext("none")
    known = projects.get(ProjectId(lane))
    return known.key if known else lane


def _state(say: Wording, project: Project) -> tuple[str, str]:
    if project.life != "active":
        return {
            "archived": say.gettext("archived"),
            "trashed": say.gettext("in the trash"),
            "deleted": say.gettext("deleted"),
        }.get(project.life, project.life), "gray"
    return (say.gettext("on"), "low") if project.enabled else (say.gettext("off"), "gray")


def _progress(say: Wording, project: Project) -> str:
    progress = project.progress
    if progress.state == "running":
        if progress.total:
            return say.gettext(
                "reading, %(done)s of %(total)s", done=say.number(progress.done), total=say.number(progress.total)
            )
        return say.gettext("reading, %(done)s so far", done=say.number(progress.done))
    if progress.state == "failed":
        return say.gettext("stopped: %(why)s", why=progress.message or say.gettext("Jira did not answer."))
    if progress.state == "done":
        return say.ngettext("%(n)s issue read", "%(n)s issues read", progress.done, n=say.number(progress.done))
    return ""
