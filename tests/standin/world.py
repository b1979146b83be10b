"""The stand-in for one Jira Cloud site, for the demo and the tests only; put together here from its parts.

What it can do is said where it is done: people and projects in ``projects``, versions, boards and sprints in
``plans``, issues in ``issues``, installing an app in ``lifecycle``, page addresses and tokens in ``tokens``,
lookups and recordings in ``state``, sending webhooks in ``webhooks``, trouble on demand in ``faults``, all of Forge
in ``forge``.

    site = Site("acme")
    lead = site.create_user("5b10a2844c20165700ede001", "Release lead").account_id
    site.create_project("PAY", "Payments", lead=lead)
    with serve(site):                      # from tests.standin.serve
        site.install("http://localhost:8000")
        site.create_issue("PAY", "Refunds", points=3, by=lead)
        site.webhooks.drain()
        assert site.violations == []
"""

from tests.standin.forge.proxy import ForgeProxy
from tests.standin.lifecycle import Lifecycle
from tests.standin.projects import ProjectActions
from tests.standin.state import Clock, Missing, utc_now
from tests.standin.tokens import Tokens

__all__ = ["Clock", "Missing", "Site", "utc_now"]


class Site(ProjectActions, Lifecycle, Tokens, ForgeProxy):
    """One Jira site: ``Site("acme")``, then ``serve(site)`` to give it an address, then ``site.install(app_url)``,
    or ``site.install_forge(manifest, remote_url)``.
    """
