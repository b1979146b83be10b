"""The dashboard gadget with a project's risk matrix."""

from descriptors.views import DashboardItem

module = DashboardItem(
    key="gadget-risk-matrix",
    name="Risk matrix",
    description="How many risks of a project stand where between unlikely and certain, harmless and grave.",
    path="/ui/gadgets/risk-matrix?dashboard={dashboard.id}&item={dashboardItem.id}",
)
