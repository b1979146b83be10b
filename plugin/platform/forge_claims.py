"""The claims of a Forge invocation token: a proved object becomes an invocation, or is refused."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from plugin.platform.install_body import accepted_address
from plugin.platform.tokens import account_of, id_of, object_in, short_text
from plugin.usecases.refusal import NotAuthentic, Reason

_CLOUD_ID = re.compile(r"[0-9a-fA-F-]{36}").fullmatch
_INSTALLATION_ID = re.compile(r"(?:ari:cloud:ecosystem::installation/)?[0-9a-fA-F-]{36}").fullmatch


@dataclass(frozen=True, slots=True)
class ForgeRules:
    """What an invocation is held against; all of it is configuration, none of it comes from a request."""

    app_ids: frozenset[str]
    """The apps this deployment serves, as `ari:cloud:ecosystem::app/…`."""
    environments: frozenset[str]
    """The Forge environments it serves, in upper case, such as `PRODUCTION`."""
    api_prefix: str
    """Where Jira's API is reached, with a trailing slash; a cloud id follows it."""
    allowed_hosts: Sequence[str]
    """Suffixes that a site's own host may have, such as `.atlassian.net`."""
    insecure: bool = False
    """Development only: plain HTTP and loopback hosts will do for a site's address."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """What a proved invocation token says. Authentic is not allowed: Jira is asked about rights afterwards."""

    app_id: str
    installation_id: str
    """As Forge writes it, an ARI; another one after every new installation."""
    cloud_id: str
    """The site, the same through all its installations."""
    site_url: str | None
    """Where people see the site, without a trailing slash; None where the token names no acceptable address."""
    account_id: str | None
    """The person, or None for what Forge does by itself."""
    issue_id: str | None
    project_id: str | None
    module_key: str | None
    endpoint_key: str | None
    """The manifest's endpoint through which the call came, where the token names it."""
    environment: str
    """In upper case."""
    issued_at: datetime
    expires_at: datetime
    module_type: str | None = None
    """What was invoked: seen are the type of the page (`jira:issuePanel`) for people, `core:trigger` for events."""

    def api_base_url(self, rules: ForgeRules) -> str:
        """Where the site's API is reached, without a trailing slash: composed, never taken from a claim."""
        return rules.api_prefix + self.cloud_id


def invocation_from(
    claims: Mapping[str, Any], rules: ForgeRules, *, issued_at: datetime, expires_at: datetime
) -> Invocation:
    """The invocation that claims describe, once signature, issuer and times have been proved.

    Raises NotAuthentic: `audience` for another app, `environment` for an environment or a cloud that is not served,
    `api_base_url` for an API elsewhere, `malformed` where a claim is missing or wrong. Unknown claims are ignored.
    """
    app, context = object_in(claims, "app"), object_in(claims, "context")
    extension = object_in(context, "extension")
    app_id = _app_id(claims, app, rules)
    environment = _environment(claims, app, rules)
    cloud_id = _cloud_id(app, context)
    _check_api_base_urls(app, rules.api_prefix + cloud_id)
    return Invocation(
        app_id=app_id,
        installation_id=_installation_id(app),
        cloud_id=cloud_id,
        site_url=accepted_address(context.get("siteUrl"), rules.allowed_hosts, insecure=rules.insecure),
        # Empty text is no account either; text or a number that cannot be one must not pass for nobody.
        account_id=account_of(claims, "principal") if claims.get("principal") != "" else None,
        issue_id=id_of(object_in(extension, "issue")),
        project_id=id_of(object_in(extension, "project")),
        module_key=short_text(context.get("moduleKey")) or short_text(object_in(app, "module").get("key")),
        endpoint_key=short_text(object_in(app, "module").get("key")),
        environment=environment,
        issued_at=issued_at,
        expires_at=expires_at,
        module_type=short_text(object_in(app, "module").get("type")),
    )


def _app_id(claims: Mapping[str, Any], app: Mapping[str, Any], rules: ForgeRules) -> str:
    """The app that is invoked: one of ours, and among those the token was made for."""
    audience = claims.get("aud")
    app_id = app.get("id")
    named = audience if isinstance(audience, list) else [audience]
    if not isinstance(app_id, str) or app_id not in rules.app_ids or app_id not in named:
        raise NotAuthentic(Reason.AUDIENCE)
    return app_id


def _environment(claims: Mapping[str, Any], app: Mapping[str, Any], rules: ForgeRules) -> str:
    if claims.get("icLabel") is not None:
        raise NotAuthentic(Reason.ENVIRONMENT, "Isolated clouds are not served.")
    kind = short_text(object_in(app, "environment").get("type"))
    if kind is None or kind.upper() not in rules.environments:
        raise NotAuthentic(Reason.ENVIRONMENT)
    return kind.upper()


def _installation_id(app: Mapping[str, Any]) -> str:
    value = app.get("installationId")
    if not isinstance(value, str) or not _INSTALLATION_ID(value):
        raise NotAuthentic(Reason.MALFORMED, "The claim app.installationId is missing or is not an id.")
    return value


def _cloud_id(app: Mapping[str, Any], context: Mapping[str, Any]) -> str:
    """The site's id; the context names it on pages, the installation for events, and both must mean the same."""
    named = [place.get("cloudId") for place in (context, *_jira_contexts(app))]
    found = [value for value in named if value is not None]
    first = found[0] if found else None
    if not isinstance(first, str) or not _CLOUD_ID(first):
        raise NotAuthentic(Reason.MALFORMED, "The cloud id is missing or is not an id.")
    if any(other != first for other in found):
        raise NotAuthentic(Reason.MALFORMED, "The claims name two cloud ids.")
    return first


def _check_api_base_urls(app: Mapping[str, Any], ours: str) -> None:
    """Refuse every address but the one we compose, so that no claim can ever send a token elsewhere."""
    named = (place.get("apiBaseUrl") for place in (app, *_jira_contexts(app)))
    if any(value is not None and value != ours for value in named):
        raise NotAuthentic(Reason.API_BASE_URL)


def _jira_contexts(app: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What the installation says about Jira; an app may be installed into other products as well."""
    listed = object_in(app, "installation").get("contexts")
    places = listed if isinstance(listed, list) else []
    return [place for place in places if isinstance(place, dict) and place.get("name") == "jira"]
