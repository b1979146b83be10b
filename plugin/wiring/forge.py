"""Forge's part of the composition: who calls by its invocation tokens, and what becomes of a site by that."""

from __future__ import annotations

from plugin.platform.forge import ForgeRules, Jwks
from plugin.platform.forge_access import ForgeAccess
from plugin.platform.forge_doors import ForgeDoors
from plugin.platform.key_fetch import http_fetch
from plugin.settings import Settings
from plugin.storage import SqlForgeSites
from plugin.wiring.clock import utcnow
from plugin.wiring.news import SiteNews


def forge_doors(settings: Settings, sites: SqlForgeSites, access: ForgeAccess, news: SiteNews) -> ForgeDoors | None:
    """The doors; None where no Forge app is configured."""
    if not settings.forge_app_ids:
        return None
    rules = ForgeRules(
        app_ids=frozenset(settings.forge_app_ids),
        environments=frozenset(settings.forge_environments),
        api_prefix=settings.forge_api_prefix,
        allowed_hosts=settings.allowed_hosts,
        insecure=settings.insecure_http,
    )
    keys = Jwks(settings.forge_jwks_url, http_fetch)
    doors = ForgeDoors(rules, keys, sites, access, news=news.arrived, woken=news.woken, clock=utcnow)
    news.forgetful.append(lambda _site_id: doors.forget_all())
    return doors
