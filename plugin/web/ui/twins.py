"""Which risks of a project say much the same as a title that is being written."""

from __future__ import annotations

from plugin.domain.ids import ProjectId
from plugin.domain.likeness import TitleIndex
from plugin.domain.statement_lint import TWIN, Finding
from plugin.web.asking import reading
from plugin.web.ui.desk import Desk

MOST_NAMED = 2


def twins_of(desk: Desk, project_id: ProjectId, title: str, own_id: str = "") -> list[Finding]:
    """Advice that names the living risks most like a title, at most two; the risk being edited is not its own twin."""
    if not title.strip():
        return []
    with reading(desk.services) as uow:
        titles = uow.risks.titles(project_id)
    known = {key: words for risk_id, key, words in titles if risk_id != own_id}
    alike = TitleIndex(known).like(title)[:MOST_NAMED]
    return [Finding(TWIN, "title", {"other": f"{one.key} “{known[one.key]}”"}) for one in alike]
