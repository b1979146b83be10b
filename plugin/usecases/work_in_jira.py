"""What a project needs in Jira so that risks and responses can be issues: a health check, and setting it up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from plugin.domain.ids import ProjectId
from plugin.usecases.jira_port import WorkItems
from plugin.usecases.records import IssueTypeChoice, LinkTypeChoice, ProjectSettings

RISK_TYPE = "Risk"
RISK_TYPE_MEANS = "An uncertain event that would harm or help the project; kept in step with the risk register."
RESPONSE_TYPES = ("Task", "Story")
LINK_TYPE = ("Risk response", "responds to", "has as response")
SHARED_FIELDS = ("assignee", "duedate")
"""What a risk and its issue share; the issue's form must take it."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be there: `code` says what, `name` how it is called; missing fields are named."""

    code: str
    is_ok: bool
    name: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SetUp:
    """What may be chosen, and how each choice stands."""

    types: Sequence[IssueTypeChoice]
    link_types: Sequence[LinkTypeChoice]
    checks: tuple[Check, ...]

    @property
    def is_healthy(self) -> bool:
        """Whether risks and responses can be made."""
        return all(check.is_ok for check in self.checks)


def examine(jira: WorkItems, project_id: ProjectId, settings: ProjectSettings) -> SetUp:
    """Compare what the project chose with what Jira has. JiraBusy, JiraTrouble and JiraRefused pass through."""
    types, links = jira.issue_types(project_id), jira.link_types()
    names = {one.id: one.name for one in types}
    missing: tuple[str, ...] = ()
    if settings.risk_type in names:
        form = jira.form_fields(project_id, settings.risk_type)
        missing = tuple(name for name in SHARED_FIELDS if name not in form)
    return SetUp(
        types,
        links,
        (
            _check("risk-type", settings.risk_type, names),
            Check("risk-fields", settings.risk_type in names and not missing, missing=missing),
            _check("response-type", settings.response_type, names),
            _check("link-type", settings.link_type, {one.id: one.name for one in links}),
        ),
    )


def set_up(jira: WorkItems, project_id: ProjectId, settings: ProjectSettings) -> ProjectSettings:
    """Make what is missing and choose it; what is chosen and there stays, so pressing twice makes nothing twice.

    JiraRefused where the site or the project does not let the app; what was made before that stays in Jira and is
    found the next time.
    """
    types = {one.id: one.name for one in jira.issue_types(project_id)}
    risk_type = settings.risk_type if settings.risk_type in types else _named(types, (RISK_TYPE,))
    if risk_type is None:
        risk_type = jira.make_issue_type(RISK_TYPE, RISK_TYPE_MEANS)
        jira.offer_issue_type(project_id, risk_type)
    response_type = settings.response_type
    if response_type not in types:
        response_type = _named(types, RESPONSE_TYPES) or next(iter(types), None)
    links = {one.id: one.name for one in jira.link_types()}
    link_type = settings.link_type if settings.link_type in links else _named(links, LINK_TYPE[:1])
    if link_type is None:
        link_type = jira.make_link_type(*LINK_TYPE)
    return replace(settings, risk_type=risk_type, response_type=response_type, link_type=link_type)


def _check(code: str, chosen: str | None, names: dict[str, str]) -> Check:
    return Check(code, chosen in names, names.get(chosen or "", ""))


def _named(names: dict[str, str], wanted: Sequence[str]) -> str | None:
    by_name = {name.casefold(): found for found, name in names.items()}
    return next((by_name[name.casefold()] for name in wanted if name.casefold() in by_name), None)
