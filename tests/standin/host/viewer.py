"""Who looks at the host page, and in which colours: a switch in the address, remembered in a cookie of this site."""

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Request, Response, abort

from tests.standin.model import Issue, Project, User
from tests.standin.world import Missing, Site

THEMES = ("auto", "light", "dark")


@dataclass(frozen=True)
class Viewer:
    """The person for whom a page is made; ``theme`` is one of ``THEMES``."""

    site: Site
    user: User
    theme: str

    @property
    def account_id(self) -> str:
        """The person's account id."""
        return self.user.account_id

    @property
    def is_site_admin(self) -> bool:
        """Whether the admin page opens."""
        return self.account_id in self.site.admins

    def may(self, permission: str, project: Project, issue: Issue | None = None) -> bool:
        """Whether the person holds the permission there."""
        return self.site.holds(self.account_id, permission, project, issue)

    def project(self, key: str) -> Project:
        """The project with this key; 404 where it is missing or not to be seen."""
        try:
            found = self.site.project(key)
        except Missing:
            abort(404)
        if not self.may("BROWSE_PROJECTS", found):
            abort(404)
        return found

    def issue(self, key: str) -> Issue:
        """The issue with this key; 404 where it is missing or not to be seen."""
        try:
            found = self.site.issue(key)
        except Missing:
            abort(404)
        if not self.site.sees(self.account_id, found):
            abort(404)
        return found

    def require(self, permission: str, project: Project) -> None:
        """403 unless the person holds the permission on the project."""
        if not self.may(permission, project):
            abort(403)

    def link(self, path: str, **query: str) -> str:
        """An address on this site that keeps the chosen colours."""
        kept = query | ({} if self.theme == "auto" else {"theme": self.theme})
        return f"{path}?{urlencode(kept)}" if kept else path


def people(site: Site) -> list[User]:
    """Everybody one may look through the eyes of, in the order they came."""
    return [user for user in site.users.values() if user.account_type == "atlassian" and user.active]


def viewer_of(site: Site, request: Request) -> Viewer:
    """The viewer of a request: ``?as=``, else the cookie, else the first person of the site; 503 on an empty site."""
    everybody = {user.account_id: user for user in people(site)}
    if not everybody:
        abort(503, "Nobody lives on this stand-in yet: seed it first.")
    wanted = request.args.get("as") or request.cookies.get(_cookie(site), "")
    theme = request.args.get("theme", "auto")
    user = everybody.get(wanted) or next(iter(everybody.values()))
    return Viewer(site, user, theme if theme in THEMES else "auto")


def remember(site: Site, request: Request, response: Response) -> Response:
    """Keep a choice made in the address. Cookies know no ports, so the name tells sites on one machine apart."""
    if wanted := request.args.get("as"):
        response.set_cookie(_cookie(site), wanted, httponly=True, samesite="Lax")
    return response


def _cookie(site: Site) -> str:
    return f"standin_as_{site.name}"
