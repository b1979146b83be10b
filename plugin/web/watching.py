"""Whose JQL may look where: an author who administers the site, everywhere; everybody else, in the project only."""

from __future__ import annotations

from plugin.domain.ids import ProjectId
from plugin.usecases.triggers import TriggerDraft, bind
from plugin.web.asking import account, site_id
from plugin.web.services import Services


def may_look_everywhere(services: Services) -> bool:
    """Whether the caller administers the site; the app asks in its own name, and sees more than most people."""
    return services.authority.is_admin(site_id(), account())


def bound_draft(services: Services, draft: TriggerDraft, project_id: ProjectId) -> TriggerDraft:
    """The draft with its JQL as it will be asked; Invalid in Jira's words. Call it outside any unit of work."""
    if draft.rule is None:
        return draft
    return bind(services.jira(site_id()), draft, project_id, everywhere=may_look_everywhere(services))
