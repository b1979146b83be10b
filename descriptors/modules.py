"""The one list of the app's Jira modules, in the order in which both platforms' documents have them."""

from __future__ import annotations

from descriptors import (
    gadget_risk_matrix,
    gadget_scope,
    gadget_top_risks,
    get_started,
    issue_glance,
    issue_panel,
    portfolio,
    project_page,
    project_property,
    project_settings,
    risk_property,
    scope_property,
    site_admin,
    webhooks,
)
from descriptors.base import Module, SharedModule
from descriptors.views import View

VIEWS: tuple[View, ...] = (
    issue_glance.module,
    issue_panel.module,
    project_page.module,
    project_settings.module,
    portfolio.module,
    gadget_risk_matrix.module,
    gadget_scope.module,
    gadget_top_risks.module,
    site_admin.module,
    get_started.module,
)
SHARED: tuple[SharedModule, ...] = (*VIEWS, risk_property.module, scope_property.module, project_property.module)
MODULES: tuple[Module, ...] = (*SHARED, *webhooks.modules)
