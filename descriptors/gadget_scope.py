"""The dashboard gadget with the scope of a project's version: what was agreed, and how far it has drifted."""

from descriptors.views import DashboardItem

module = DashboardItem(
    key="gadget-scope",
    name="Scope change",
    description="How far the scope of a version has moved from what was agreed, and what of that is approved.",
    path="/ui/gadgets/scope?dashboard={dashboard.id}&item={dashboardItem.id}",
)
