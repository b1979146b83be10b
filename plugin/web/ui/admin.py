"""The site administrator's page: the state of work first, then parked deliveries, projects, and API tokens."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, abort, render_template, request, url_for

from plugin.domain.ids import AccountId, SiteId
from plugin.usecases.views.admin import (
    ParkedRow,
    ProjectRow,
    StatusView,
    TokenShown,
    parked_rows,
    project_rows,
    status_view,
    token_rows,
)
from plugin.usecases.views.pack_quality import pack_fates
from plugin.web.asking import account, reading, require_admin, site_id
from plugin.web.services import Services
from plugin.web.ui.answering import fragment, only_ids, people, site_url
from plugin.web.ui.wording import Spoken

MOST_PARKED = 100
LONGEST_LABEL = 80
SCOPES = ("read", "write")
APP_PAGES = "/plugins/servlet/ac/app.plumbline.jira"
"""Where Jira shows the pages of a Connect app; a Forge app's window goes by the module instead."""
SETTINGS = "project-settings"


@dataclass(frozen=True, slots=True)
class AdminView:
    """Everything on the page."""

    title: str
    status: StatusView
    parked: tuple[ParkedRow, ...]
    projects: tuple[ProjectRow, ...]
    tokens: tuple[TokenShown, ...]
    url: str


def pages(services: Services) -> Blueprint:
    """The page that Jira frames."""
    blueprint = Blueprint("admin-page", __name__, url_prefix="/ui")

    @blueprint.get("/admin")
    def page() -> str:
        require_admin(services)
        return render_template("admin.html", view=_view(services), bridge_url=services.all_js_url)

    return blueprint


def fragments(services: Services) -> Blueprint:
    """The page's parts, for htmx."""
    blueprint = Blueprint("admin-ui", __name__, url_prefix="/ui/admin")
    blueprint.url_value_preprocessor(only_ids)
    _add_deliveries(blueprint, services)
    _add_tokens(blueprint, services)

    @blueprint.get("/packs")
    def packs() -> str:
        require_admin(services)
        with reading(services) as uow:
            fates = pack_fates(services.packs, uow.risks.pack_uses())
        return render_template("fragments/admin/packs.html", fates=fates, percent=Spoken(services.clock()).percent)

    return blueprint


def _add_deliveries(blueprint: Blueprint, services: Services) -> None:
    @blueprint.get("/work")
    def work() -> str:
        require_admin(services)
        return _work(services)

    @blueprint.post("/deliveries/<int(max=9223372036854775807):delivery_id>/<any(retry, skip):what>")
    def revised(delivery_id: int, what: str) -> Response:
        require_admin(services)
        say = Spoken(services.clock())
        revise = services.queue.retry if what == "retry" else services.queue.skip
        if not revise(site_id(), delivery_id, services.clock()):
            title = say.gettext("Somebody dealt with this delivery already.")
            return fragment(_work(services), flag={"title": title, "type": "info"})
        services.ring()
        title = (
            say.gettext("It is tried again now.") if what == "retry" else say.gettext("Skipped; later events go on.")
        )
        return fragment(_work(services), flag={"title": title, "type": "success"})


def _add_tokens(blueprint: Blueprint, services: Services) -> None:
    @blueprint.post("/tokens")
    def made() -> Response:
        require_admin(services)
        label, scope = request.form.get("label", "").strip(), request.form.get("scope", "")
        if scope not in SCOPES:
            abort(400)
        say = Spoken(services.clock())
        if not label or len(label) > LONGEST_LABEL:
            error = say.gettext("Say in up to %(most)s characters what the token is for.", most=LONGEST_LABEL)
            return fragment(_tokens(services, typed=label[:LONGEST_LABEL], error=error), status=422)
        speaker = account()
        if speaker is None:
            abort(403)
        _, clear = services.tokens.make(site_id(), scope, speaker, label, services.clock())
        return fragment(_tokens(services, clear=clear))

    @blueprint.post("/tokens/<token_id>/revoke")
    def revoked(token_id: str) -> Response:
        require_admin(services)
        say = Spoken(services.clock())
        gone = services.tokens.revoke(site_id(), token_id)
        title = (
            say.gettext("Revoked; whoever uses it is refused from now on.")
            if gone
            else say.gettext("There is no such token.")
        )
        return fragment(_tokens(services), flag={"title": title, "type": "success" if gone else "info"})


def _work(services: Services) -> str:
    return render_template("fragments/admin/work.html", view=_view(services))


def _tokens(services: Services, *, clear: str = "", typed: str = "", error: str = "") -> str:
    return render_template("fragments/admin/tokens.html", view=_view(services), clear=clear, typed=typed, error=error)


def _view(services: Services) -> AdminView:
    site, now = SiteId(site_id()), services.clock()
    say = Spoken(now)
    state, parked = services.queue.state(now, site), services.queue.parked(site, limit=MOST_PARKED)
    with reading(services) as uow:
        projects = uow.projects.all()
        counted = [(p, uow.risks.totals(p.id)["open"] if p.enabled else None) for p in projects]
    tokens = services.tokens.all(site)
    names = people(services, [AccountId(token.account_id) for token in tokens])
    return AdminView(
        title=say.gettext("Plumbline on this site"),
        status=status_view(say, state),
        parked=parked_rows(say, parked, {p.id: p for p in projects}),
        projects=project_rows(say, counted, f"{site_url(services)}{APP_PAGES}/{SETTINGS}", SETTINGS),
        tokens=token_rows(say, tokens, names),
        url=url_for("admin-page.page"),
    )
