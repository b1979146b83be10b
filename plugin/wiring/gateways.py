"""The way to each site's Jira: signed with the secret that Connect shares, or with a token that Forge handed out."""

from __future__ import annotations

from requests.auth import AuthBase

from descriptors.identity import KEY
from plugin.domain.errors import JiraRefused
from plugin.domain.ids import AccountId, SiteId
from plugin.jira.gateway import CloudJira
from plugin.jira.own_rights import OwnRights
from plugin.jira.session import Link, SharedAdapter
from plugin.platform.forge import ForgeAuth
from plugin.platform.forge_access import THE_APP, ForgeAccess
from plugin.platform.signing import ConnectAuth
from plugin.storage import SqlSites
from plugin.usecases.caller import KnownSite
from plugin.usecases.records import Site
from plugin.usecases.site_life import no_token
from plugin.usecases.tenancy import Carrier
from plugin.wiring.clock import utcnow


class Gateways:
    """A gateway per call, over one pool of connections: the libraries' clients are not for many threads."""

    def __init__(self, sites: SqlSites, access: ForgeAccess, api_prefix: str) -> None:
        self._sites = sites
        self._access = access
        self._api_prefix = api_prefix
        self._pool = SharedAdapter()

    def app(self, site_id: SiteId) -> CloudJira:
        """Jira as the app; JiraRefused where the app is gone, JiraBusy while Forge has handed out no token."""
        site = self._sites.get(site_id)
        if site is None or not site.active:
            raise JiraRefused("The app is not installed on this site any more.")
        if site.carrier is Carrier.FORGE:
            link = self._by_token(site, THE_APP)
            if link is None:
                raise no_token()
            return CloudJira(link)
        if not site.shared_secret or not site.client_key:
            raise JiraRefused("The app is not installed on this site any more.")
        known = KnownSite(site.id, site.client_key, site.shared_secret, site.base_url, active=True)
        return CloudJira(self._link(site.base_url, ConnectAuth(KEY, known, utcnow)))

    def person(self, site_id: SiteId, account_id: AccountId) -> OwnRights | None:
        """Jira asked in a person's own name; None where no token of theirs is at hand."""
        site = self._sites.get(site_id)
        if site is None or not site.active or site.carrier is not Carrier.FORGE or not account_id:
            return None
        link = self._by_token(site, account_id)
        return None if link is None else OwnRights(link)

    def _by_token(self, site: Site, account_id: str) -> Link | None:
        token = self._access.token(site.id, account_id)
        if token is None or site.cloud_id is None:
            return None
        address = f"{self._api_prefix}{site.cloud_id}"

        def refused() -> None:
            self._access.refused(site.id, account_id, token)

        return self._link(address, ForgeAuth(token, address, refused))

    def _link(self, address: str, auth: AuthBase) -> Link:
        return Link(address, auth, self._pool, utcnow)
