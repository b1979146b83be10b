"""Addresses of the app's pages as Jira puts them into iframes, and the context tokens the pages may ask for."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt

from tests.standin.model import Installation, Issue, Project
from tests.standin.qsh import query_string_hash
from tests.standin.state import Missing, State

_VARIABLE = re.compile(r"\{([A-Za-z]+\.[A-Za-z]+)\}")


class Tokens(State):
    """The part of a site that opens the app's pages."""

    def page_url(
        self,
        module_key: str,
        account_id: str | None,
        *,
        issue: str | None = None,
        project: str | None = None,
        context: Mapping[str, str] | None = None,
        **claims: Any,
    ) -> str:
        """The full address of a module's page: context parameters filled in, Jira's own added, bound by a token.

        ``issue`` and ``project`` are ids or keys; ``context`` holds further parameters by their Connect name
        (``{"dashboardItem.id": "7"}``); ``claims`` replace the token's right ones, for hostile tests.
        """
        app, module = self._module(module_key)
        found = dict(context or {}) | self._parameters(issue, project)
        url = _VARIABLE.sub(lambda match: quote(found.get(match[1], ""), safe=""), _url(module))
        own = {
            "xdm_e": self.base_url,
            "xdm_c": f"channel-{app.key}__{module_key}",
            "cp": "",
            "xdm_deprecated_addon_key_do_not_use": app.key,
            "lic": "none",
            "cv": "1001.0.0-SNAPSHOT",
        }
        target = f"{url}{'&' if '?' in url else '?'}{urlencode(own)}"
        base_path = urlsplit(app.base_url).path
        qsh = query_string_hash("GET", base_path + target, base_path)
        token = self._token(app, account_id, qsh, self._context(issue, project), 180, claims)
        return f"{app.base_url}{target}&jwt={token}"

    def context_token(
        self, account_id: str | None, issue: str | None = None, project: str | None = None, **claims: Any
    ) -> str:
        """What ``AP.context.getToken()`` gives: bound to no address, fifteen minutes long, with the context signed."""
        if self.installation is None:
            raise RuntimeError(f"no app is installed on {self.name}")
        return self._token(self.installation, account_id, "context-qsh", self._context(issue, project), 900, claims)

    def _module(self, module_key: str) -> tuple[Installation, dict[str, Any]]:
        if self.installation is None:
            raise RuntimeError(f"no app is installed on {self.name}")
        for kind in self.installation.descriptor.get("modules", {}):
            for module in self.installation.modules(kind):
                if module.get("key") == module_key and _url(module):
                    return self.installation, module
        raise Missing(f"the descriptor has no page module '{module_key}'")

    def _things(self, issue: str | None, project: str | None) -> tuple[Issue | None, Project | None]:
        one = None if issue is None else self.issue(issue)
        if project is not None:
            return one, self.project(project)
        return one, None if one is None else self.projects[one.project_id]

    def _parameters(self, issue: str | None, project: str | None) -> dict[str, str]:
        one, of = self._things(issue, project)
        found: dict[str, str] = {}
        if one is not None:
            found |= {"issue.id": one.id, "issue.key": one.key, "issuetype.id": one.type.id}
        if of is not None:
            found |= {"project.id": of.id, "project.key": of.key}
        return found

    def _context(self, issue: str | None, project: str | None) -> dict[str, Any]:
        one, of = self._things(issue, project)
        jira: dict[str, Any] = {}
        if one is not None:
            jira["issue"] = {"id": one.id, "key": one.key, "issuetype": {"id": one.type.id}}
        if of is not None:
            jira["project"] = {"id": of.id, "key": of.key}
        return {"jira": jira} if jira else {}

    def _token(
        self,
        app: Installation,
        account_id: str | None,
        qsh: str,
        context: dict[str, Any],
        seconds: int,
        claims: dict[str, Any],
    ) -> str:
        now = int(self.token_clock().timestamp())
        whole: dict[str, Any] = {"iss": app.client_key, "qsh": qsh, "iat": now, "exp": now + seconds}
        if account_id is not None:
            whole["sub"] = account_id
            context = context | {"user": {"accountId": account_id}}
        return jwt.encode({**whole, "context": context, **claims}, app.shared_secret, algorithm="HS256")


def _url(module: dict[str, Any]) -> str:
    """A page's own url, or that of the web panel an issue module opens."""
    target = module.get("target") or {}
    return str(module.get("url") or target.get("url") or "")
