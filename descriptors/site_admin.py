"""The site administrator's page: projects, parked deliveries, API tokens."""

from descriptors.views import AdminPage

module = AdminPage(key="site-admin", name="Plumbline", path="/ui/admin", condition="user_is_admin")
