"""The scope tab's parts as HTML: read in one unit of work, names and rights asked outside it, printed by templates."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask import abort, render_template, request, url_for

from plugin.domain.baseline import Baseline, Kind
from plugin.domain.delta import Delta
from plugin.domain.errors import NotFound
from plugin.domain.ids import AccountId, DeltaId, IssueId, ProjectId, VersionId
from plugin.domain.ledger import Ledger
from plugin.ui.charts import Day
from plugin.ui.charts import Wording as ChartWording
from plugin.ui.charts import burn_up as drawn
from plugin.usecases.authority import Rights
from plugin.usecases.mirror import main_baseline
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import BriefIssue, Version
from plugin.usecases.views.baseline_head import baseline_choices
from plugin.usecases.views.burnup import BurnUpView, burn_up_view
from plugin.usecases.views.scope import scope_head
from plugin.usecases.views.scope_log import Known, change_row, item_rows, log_rows, read_log
from plugin.usecases.views.scope_place import Measure, Part, Place, column
from plugin.usecases.views.scope_why import KEYS, scope_why
from plugin.web.asking import reading, require, visible
from plugin.web.services import Services
from plugin.web.ui.answering import asked_number, people, site_url
from plugin.web.ui.freezing import freeze_form
from plugin.web.ui.wording import Spoken

ITEMS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Scoped:
    """What most parts need of the chosen baseline (its head only)."""

    baseline: Baseline
    ledger: Ledger
    subject: str


def asked_place(services: Services, project_id: str, baseline_id: str | None = None) -> Place:
    """Where the reader stands, from the query; what makes no sense is read as not given. Asks for the right to see.

    The baseline is the asked one where the project has it, else the main one; "" where there is none.
    """
    project = ProjectId(project_id)
    require(services, project)
    wanted = baseline_id or request.args.get("baseline", "")
    with reading(services) as uow:
        heads = uow.baselines.of_project(project)
        main = main_baseline(uow.baselines.followed(project))
    newest = heads[0].id if heads else ""
    chosen = wanted if any(head.id == wanted for head in heads) else (main.id if main else newest)
    measure, part = request.args.get("measure", ""), request.args.get("part", "")
    return Place(
        base=url_for("scope-ui.shown", project_id=project_id),
        baseline_id=chosen,
        measure=Measure(measure) if measure in set(Measure) else Measure.POINTS,
        part=Part(part) if part in set(Part) else Part.ALL,
        pages=max(1, asked_number("pages", 1)),
    )


def whole(services: Services, project: ProjectId, place: Place | None = None, problem: str = "") -> str:
    """The whole tab."""
    place = place or asked_place(services, project)
    rights = require(services, project)
    with reading(services) as uow:
        heads = uow.baselines.of_project(project)
        known = uow.projects.get(project)
    if not place.baseline_id:
        enabled = known is not None and known.enabled
        form = freeze_form(services, project) if rights.manage and enabled else ""
        return render_template("fragments/scope/none.html", place=place, form=form, enabled=enabled)
    return render_template(
        "fragments/scope/tab.html",
        choices=baseline_choices(Spoken(services.clock()), heads, place.baseline_id),
        points_url=replace(place, measure=Measure.POINTS).url(),
        issues_url=replace(place, measure=Measure.COUNT).url(),
        freeze_url=url_for("scope-ui.freezing", project_id=project) if rights.manage else "",
        problem=problem,
        chart=chart(services, place),
        **_log_context(services, place),
    )


def log(services: Services, place: Place) -> str:
    """The log with the figures above it, which go to their own place."""
    return render_template("fragments/scope/log_answer.html", **_log_context(services, place))


def one_change(services: Services, place: Place, delta_id: str) -> str:
    """One entry of the log, with the figures above it."""
    _, rights, say = _asked(services)
    with reading(services) as uow:
        scoped = _scoped(uow, place)
        delta = uow.baselines.delta(DeltaId(delta_id))
        briefs = uow.issues.brief({delta.detected.issue_id} if delta else set())
    if delta is None:
        raise NotFound("There is no such scope change.")
    names = people(services, [delta.detected.actor, *_hands(scoped.baseline)])
    known = _known(services, briefs, names)
    return render_template(
        "fragments/scope/answered.html",
        place=place,
        head=scope_head(say, place, scoped.baseline, scoped.ledger, scoped.subject, names, rights),
        row=change_row(say, place, delta, known, rights, followed=scoped.baseline.is_followed),
    )


def find_delta(services: Services, project: ProjectId, delta_id: str) -> Delta:
    """The change, NotFound where it is not one of this project's."""
    with reading(services) as uow:
        delta = uow.baselines.delta(DeltaId(delta_id))
        baseline = uow.baselines.get(delta.baseline_id) if delta else None
    if delta is None or baseline is None or baseline.project_id != project:
        raise NotFound("There is no such scope change.")
    return delta


def chart(services: Services, place: Place, *, as_file: bool = False) -> str:
    """The burn-up with its table, or the table as CSV."""
    _, _, say = _asked(services)
    with reading(services) as uow:
        scoped = _scoped(uow, place)
        moves = uow.baselines.days(scoped.baseline.id)
    agreed = column(scoped.ledger, place.measure).baseline
    view = burn_up_view(say, place.measure, scoped.baseline, agreed, moves, services.clock().date())
    if as_file:
        return _csv([("day", "scope", "done"), *((d.on.isoformat(), f"{d.scope:g}", f"{d.done:g}") for d in view.days)])
    return render_template(
        "fragments/scope/chart.html",
        view=view,
        drawing=drawing(say, view),
        refresh_url=place.url("/chart"),
        csv_url=place.url("/burnup.csv"),
    )


def frozen_items(services: Services, place: Place, after: str | None) -> str:
    """The items as they were agreed, a page of them; what the reader may not see is not named."""
    _, rights, say = _asked(services)
    with reading(services) as uow:
        scoped = _scoped(uow, place)
        page = uow.baselines.items(scoped.baseline.id, after=after, limit=ITEMS_AT_ONCE)
        briefs = uow.issues.brief({item.issue_id for item in page.items})
    return render_template(
        "fragments/scope/items.html",
        name=scoped.baseline.name,
        rows=item_rows(say, page.items, _known(services, briefs, {}), rights),
        is_first=after is None,
        more_url=place.url("/items", after=page.after) if page.after else "",
    )


def explanation(services: Services, place: Place, key: str) -> str:
    """Why a figure is what it is, for the drawer."""
    if key not in KEYS:
        abort(404)
    say = Spoken(services.clock())
    with reading(services) as uow:
        scoped = _scoped(uow, place)
    why = scope_why(say, key, place.measure, scoped.ledger)
    unit = say.gettext("points") if place.measure is Measure.POINTS else say.gettext("issues")
    return render_template(
        "fragments/scope/why.html",
        why=why,
        unit=unit,
        subject=scoped.baseline.name,
        as_of=say.moment(services.clock()),
        log_url=place.url("/log", part=why.part.value),
    )


def _asked(services: Services) -> tuple[ProjectId, Rights, Spoken]:
    project = ProjectId((request.view_args or {})["project_id"])
    return project, require(services, project), Spoken(services.clock())


def _scoped(uow: UnitOfWork, place: Place) -> Scoped:
    heads = uow.baselines.of_project(ProjectId((request.view_args or {})["project_id"]))
    baseline = next((head for head in heads if head.id == place.baseline_id), None)
    if baseline is None:
        raise NotFound("There is no such baseline.")
    version = (
        uow.calendar.version(VersionId(baseline.definition.ref)) if baseline.definition.kind is Kind.VERSION else None
    )
    return Scoped(baseline, uow.baselines.ledger(baseline.id), subject(uow, baseline, version))


def subject(uow: UnitOfWork, baseline: Baseline, version: Version | None) -> str:
    """What a baseline was taken of, as a person would call it: "Release 2.0", or the project's name."""
    if version is not None:
        return Spoken(baseline.captured_at).gettext("Release %(name)s", name=version.name)
    project = uow.projects.get(baseline.project_id)
    return project.name if project and baseline.definition.kind is Kind.PROJECT else baseline.name


def _log_context(services: Services, place: Place) -> dict[str, object]:
    _, rights, say = _asked(services)
    with reading(services) as uow:
        scoped = _scoped(uow, place)
        page = read_log(uow, scoped.baseline.id, place.part, place.pages)
        briefs = uow.issues.brief({delta.detected.issue_id for delta in page.deltas})
    names = people(services, [*(delta.detected.actor for delta in page.deltas), *_hands(scoped.baseline)])
    known = _known(services, briefs, names)
    return {
        "place": place,
        "head": scope_head(say, place, scoped.baseline, scoped.ledger, scoped.subject, names, rights),
        "rows": log_rows(say, place, page.deltas, known, rights, followed=scoped.baseline.is_followed),
        "refresh_url": place.url("/log", pages=place.pages),
        "more_url": place.url("/log", pages=place.pages + 1) if page.more else "",
        "all_url": place.url("/log", part=""),
    }


def _known(services: Services, briefs: Mapping[IssueId, BriefIssue], names: Mapping[AccountId, str]) -> Known:
    """Jira is asked about living issues only; of the others it knows nothing."""
    alive = {issue_id for issue_id, brief in briefs.items() if not brief.deleted}
    return Known(briefs, visible(services, alive), names, site_url(services))


def _hands(baseline: Baseline) -> list[AccountId | None]:
    return [baseline.captured_by, baseline.submitted_by, baseline.approved_by]


def drawing(say: Spoken, view: BurnUpView) -> object:
    """The burn-up as its macro prints it; None without a day."""
    scope, agreed, done = view.labels
    wording = ChartWording(
        number=say.number, day=lambda on: f"{on.day} {on:%b}", scope=scope, baseline=agreed, done=done
    )
    days = [Day(day.on, day.scope, day.done) for day in view.days]
    return drawn(days, view.agreed, view.until, view.today, wording)


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()
