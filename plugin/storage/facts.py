"""What happened on one site: appended, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plugin.domain.facts import Fact
from plugin.domain.ids import ProjectId
from plugin.storage.repository import Repository, Row
from plugin.storage.tables.work import fact
from plugin.usecases.records import RecordedFact


class SqlFacts(Repository):
    """Fulfils Facts."""

    def record(self, facts: Iterable[Fact]) -> None:
        """Append them in this order."""
        self._insert(
            fact,
            (
                {
                    "project_id": one.project_id,
                    "name": one.name,
                    "entity": one.entity,
                    "entity_id": one.entity_id,
                    "at": one.cause.at,
                    "actor": one.cause.actor,
                    "reason": one.cause.reason,
                    "delivery_id": one.cause.delivery_id,
                    "detail": dict(one.detail),
                }
                for one in facts
            ),
        )

    def of(self, entity: str, entity_id: str, *, limit: int = 200) -> Sequence[RecordedFact]:
        """The last facts of one entity, oldest first."""
        statement = self._select(fact).where(fact.c.entity == entity, fact.c.entity_id == entity_id)
        rows = self._rows(statement.order_by(fact.c.seq.desc()).limit(limit))
        return [_recorded(row) for row in reversed(rows)]

    def latest(self, project_id: ProjectId, *, limit: int = 20) -> Sequence[RecordedFact]:
        """The last facts of a project, newest first."""
        statement = self._select(fact).where(fact.c.project_id == project_id)
        return [_recorded(row) for row in self._rows(statement.order_by(fact.c.seq.desc()).limit(limit))]


def _recorded(row: Row) -> RecordedFact:
    return RecordedFact(
        seq=row["seq"],
        name=row["name"],
        entity=row["entity"],
        entity_id=row["entity_id"],
        at=row["at"],
        actor=row["actor"],
        reason=row["reason"],
        detail=row["detail"],
    )
