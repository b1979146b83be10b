"""Risk models: put a new version on the shelf, and choose which one a site or a project rates with."""

from __future__ import annotations

from dataclasses import replace

from plugin.domain.errors import Invalid, NotFound, Problem
from plugin.domain.ids import ProjectId
from plugin.domain.model_checker import ModelCheck, check_model
from plugin.domain.model_presets import PRESETS
from plugin.domain.risk_model import RiskModel
from plugin.domain.starter_model import STARTER_MODEL
from plugin.usecases.act import Act
from plugin.usecases.ports import UnitOfWork

LONGEST_NAME = 80
SITE = ProjectId("")
"""What facts about the site as a whole stand under."""


def find_model(uow: UnitOfWork, reference: str) -> RiskModel:
    """A model by its version, or a preset by its key; NotFound."""
    if reference in PRESETS:
        return PRESETS[reference].model
    for made in uow.models.all():
        if made.model.version == reference:
            return made.model
    raise NotFound("There is no such risk model.")


def make_model(act: Act, draft: RiskModel, project_id: ProjectId | None = None) -> tuple[RiskModel, ModelCheck]:
    """Keep a model as a new version, never over an old one; Invalid names every error, advice is handed back.

    `project_id` is the project whose manager made it, None for the site's administrator. Nothing rates with it yet.
    """
    check = check_model(draft)
    problems = [Problem(one.pointer, one.words) for one in check.errors]
    if len(draft.name) > LONGEST_NAME:
        problems.append(Problem("/name", f"keep it to {LONGEST_NAME} characters"))
    if problems:
        raise Invalid(problems)
    model = replace(draft, version=act.new_id(), name=draft.name.strip())
    act.uow.models.add(model, act.now, act.by)
    act.record("RiskModelMade", project_id or SITE, "model", model.version, None, name=model.name)
    return model, check


def choose_model(act: Act, project_id: ProjectId | None, version: str | None) -> None:
    """Have a project (None: the site) rate with a model from now on; version None gives up a choice of its own.

    No rating changes: each keeps the version that it was made with. Choosing what is chosen changes nothing.
    """
    before = act.uow.models.choice(project_id)
    if project_id is not None:
        act.project(project_id)
    if version is not None and version not in {made.model.version for made in act.uow.models.all()}:
        raise NotFound("There is no such risk model.")
    if project_id is None and version == STARTER_MODEL.version:
        version = None
    if version == before:
        return
    act.uow.models.choose(project_id, version, act.now, act.by)
    act.record("RiskModelChosen", project_id or SITE, "model", version or "", None, old=before, new=version)
    touched = {project_id} if project_id else {project.id for project in act.uow.projects.all() if project.enabled}
    act.uow.projects.touch(touched, act.now)
