"""The dashboard gadget with a project's worst open risks."""

from descriptors.views import DashboardItem

module = DashboardItem(
    key="gadget-top-risks",
    name="Top risks",
    description="The worst open risks of a project: how bad, how much, who owns them, and until when one can act.",
    path="/ui/gadgets/top-risks?dashboard={dashboard.id}&item={dashboardItem.id}",
)
