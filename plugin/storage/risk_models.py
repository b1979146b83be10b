"""The risk models of one site: versions that never change, the site's choice and each project's own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache

from sqlalchemy import func

from plugin.domain.ids import AccountId, ProjectId
from plugin.domain.risk_model import RiskModel, RiskModels
from plugin.domain.starter_model import STARTER_MODEL
from plugin.storage.plain_json import from_plain, to_plain
from plugin.storage.repository import Repository
from plugin.storage.tables.models import risk_model, risk_model_choice
from plugin.usecases.records import MadeModel

SITE = ""


class SqlRiskModels(Repository):
    """Fulfils RiskModelShelf."""

    def of_project(self, project_id: ProjectId) -> RiskModels:
        """What a project rates with: its own choice, else the site's, else the starter model; the rest is older."""
        version = self._chosen.get(project_id) or self._chosen.get(ProjectId(SITE)) or STARTER_MODEL.version
        return RiskModels(self._shelf[version], self._shelf)

    def choice(self, project_id: ProjectId | None) -> str | None:
        """The version chosen for a project, or for the site; None where no choice was made there."""
        return self._chosen.get(project_id or ProjectId(SITE))

    def all(self) -> Sequence[MadeModel]:
        """Every model of the site, newest first, the starter model last."""
        rows = self._rows(self._select(risk_model).order_by(risk_model.c.number.desc()))
        made = [MadeModel(_model(row["body"]), row["number"], row["made_at"], row["made_by"]) for row in rows]
        return [*made, MadeModel(STARTER_MODEL, 0, None, None)]

    def add(self, model: RiskModel, at: datetime, by: AccountId | None) -> None:
        """Put a new version on the shelf; one that is there never changes."""
        newest = self._connection.execute(self._select(risk_model, func.max(risk_model.c.number))).scalar_one()
        body = json.dumps(to_plain(model), ensure_ascii=False, sort_keys=True)
        row = {"version": model.version, "number": (newest or 0) + 1, "name": model.name, "body": body}
        self._insert(risk_model, [{**row, "made_at": at, "made_by": by}])
        self._forget()

    def choose(self, project_id: ProjectId | None, version: str | None, at: datetime, by: AccountId | None) -> None:
        """Have a project (None: the site) rate with a version; None gives up a choice of its own."""
        place = project_id or SITE
        if version is None:
            self._connection.execute(self._delete(risk_model_choice).where(risk_model_choice.c.project_id == place))
        else:
            row = {"project_id": place, "version": version, "chosen_at": at, "chosen_by": by}
            self._upsert(risk_model_choice, [row])
        self._forget()

    @cached_property
    def _shelf(self) -> Mapping[str, RiskModel]:
        bodies = self._connection.execute(self._select(risk_model, risk_model.c.body)).scalars()
        return {model.version: model for model in (STARTER_MODEL, *map(_model, bodies))}

    @cached_property
    def _chosen(self) -> Mapping[ProjectId, str]:
        rows = self._rows(self._select(risk_model_choice))
        return {row["project_id"]: row["version"] for row in rows}

    def _forget(self) -> None:
        for name in ("_shelf", "_chosen"):
            self.__dict__.pop(name, None)


@lru_cache(maxsize=256)
def _model(body: str) -> RiskModel:
    """Models are read on nearly every request and never change, so each is built once."""
    return from_plain(RiskModel, json.loads(body))
