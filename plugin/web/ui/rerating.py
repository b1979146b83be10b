"""Re-rating a project's risks into its present model: the mapping as a form, the preview beside it, then the act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for

from plugin.domain.errors import Conflict, Invalid, NotFound
from plugin.domain.ids import ProjectId
from plugin.domain.model_mapping import StepMapping, proposed_mapping
from plugin.domain.risk_model import Objective, RiskModel
from plugin.usecases.rerating import preview_rerating, rerate
from plugin.usecases.views.model_words import objective_words
from plugin.usecases.views.rerating import MOST_SHOWN, RerateView, mapping_axes, rerated_rows, rerating_sentence
from plugin.web.asking import acting, reading, require
from plugin.web.services import Services
from plugin.web.ui.answering import fragment
from plugin.web.ui.wording import Spoken

LONGEST_REASON = 500
LONGEST_VERSION = 40


@dataclass(frozen=True, slots=True)
class Pair:
    """The model that is left and the one that is rated with now."""

    old: RiskModel
    new: RiskModel


def add_rerating(blueprint: Blueprint, services: Services, section: Callable[[ProjectId], str]) -> None:
    """The routes; `section` shows the project's models again."""

    @blueprint.get("/rerate")
    def begun(project_id: str) -> str:
        project = _managed(services, project_id)
        pair = _pair(services, project, request.args.get("from", ""))
        return _page(services, project, pair, proposed_mapping(pair.old, pair.new))

    @blueprint.post("/rerate/preview")
    def previewed(project_id: str) -> str:
        project = _managed(services, project_id)
        pair = _pair(services, project, request.form.get("from", ""))
        return _page(services, project, pair, _mapping(pair), only_preview=True)

    @blueprint.post("/rerate")
    def rerated(project_id: str) -> Response:
        project = _managed(services, project_id)
        pair = _pair(services, project, request.form.get("from", ""))
        say, why = Spoken(services.clock()), request.form.get("reason", "").strip()[:LONGEST_REASON]
        if not why:
            error = say.gettext("Say why the risks are rated anew; it stands in the history of each.")
            return fragment(_page(services, project, pair, _mapping(pair), error=error), status=422)
        try:
            with acting(services) as act:
                done = rerate(act, project, pair.old.version, _mapping(pair), why)
        except Invalid:
            return fragment(_page(services, project, pair, _mapping(pair), reason=why), status=422)
        title = rerating_sentence(say, done)
        return fragment(section(project), flag={"title": title, "type": "success"})


def _managed(services: Services, project_id: str) -> ProjectId:
    require(services, ProjectId(project_id), "manage")
    return ProjectId(project_id)


def _pair(services: Services, project: ProjectId, version: str) -> Pair:
    with reading(services) as uow:
        models = uow.models.of_project(project)
    if version == models.current.version:
        raise Conflict("These ratings stand in the present model already.")
    old = models.older.get(version[:LONGEST_VERSION])
    if old is None:
        raise NotFound("There is no such risk model.")
    return Pair(old, models.current)


def _mapping(pair: Pair) -> StepMapping:
    """The mapping as chosen in the form; what is not a number counts as not chosen."""

    def order(name: str) -> int:
        text = request.form.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) == 1 else 0

    shared: list[Objective] = [o for o in pair.old.objectives if o in pair.new.objectives]
    return StepMapping(
        {step.order: order(f"p{step.order}") for step in pair.old.probabilities},
        {o: {step.order: order(f"{o}-{step.order}") for step in pair.old.impacts} for o in shared},
    )


def _page(
    services: Services,
    project: ProjectId,
    pair: Pair,
    mapping: StepMapping,
    *,
    reason: str = "",
    error: str = "",
    only_preview: bool = False,
) -> str:
    say, errors = Spoken(services.clock()), dict[str, str]()
    try:
        with reading(services) as uow:
            done = preview_rerating(uow, project, pair.old.version, mapping, services.clock())
    except Invalid as invalid:
        done = ()
        errors = {_field(p.pointer): say.gettext("Choose what it becomes.") for p in invalid.problems}
    names = objective_words(say)
    dropped = [names[o] for o in pair.old.objectives if o not in pair.new.objectives]
    view = RerateView(
        url=url_for("project-models-ui.shown", project_id=project),
        version=pair.old.version,
        title=say.gettext("From “%(old)s” to “%(new)s”", old=pair.old.name, new=pair.new.name),
        axes=mapping_axes(say, pair.old, pair.new, mapping, errors),
        rows=rerated_rows(done),
        sentence=say.gettext("Choose a new step for every old one.") if errors else rerating_sentence(say, done),
        reason=reason,
        dropped=", ".join(dropped),
        more=max(0, len(done) - MOST_SHOWN),
    )
    template = "fragments/models/preview.html" if only_preview else "fragments/models/rerate.html"
    return render_template(template, view=view, error=error)


def _field(pointer: str) -> str:
    """The field of a pointer: p3 for "/probability/3", cost-2 for "/impact/cost/2"."""
    parts = pointer.strip("/").split("/")
    return f"p{parts[1]}" if parts[0] == "probability" else f"{parts[1]}-{parts[2]}"
