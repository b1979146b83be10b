"""A register as a file to take away: read a few hundred risks at a time, with only those issues named that may be."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from flask import Response, stream_with_context

from plugin.domain.ids import AccountId, IssueId
from plugin.domain.risk import Risk
from plugin.usecases.ports import UnitOfWork
from plugin.usecases.records import Page, Project
from plugin.usecases.sheets.ports import Files
from plugin.usecases.sheets.record_cells import Known
from plugin.usecases.sheets.register_print import Printed, action_document, register_document
from plugin.usecases.sheets.register_sheets import Batches, action_sheet, rating_sheet, register_sheet
from plugin.usecases.views.wording import Wording
from plugin.web.asking import reading, site_id, visible
from plugin.web.services import Services

AT_ONCE = 500
FORMATS = ("csv", "xlsx", "pdf")
CONTENTS = ("register", "actions")
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which risks in which form: `read` answers with a page after a cursor, `narrowed` says which ones in words."""

    kind: str
    content: str
    read: Callable[[UnitOfWork, str | None, int], Page[Risk]]
    narrowed: str = ""


def exported(services: Services, say: Wording, project: Project, wanted: Wanted) -> Response:
    """The file as an answer to download. The caller has asked for the right to see the project."""
    batches = _batches(services, say, project, wanted)
    head = Printed(project.name, services.clock().date(), wanted.narrowed)
    response = Response(stream_with_context(_begun(_pieces(services.files, say, wanted, batches, head))))
    response.headers["Content-Type"] = _TYPES[wanted.kind]
    name = file_name(project, wanted, head.today)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def file_name(project: Project, wanted: Wanted, today: date) -> str:
    """Such as "PAY-risk-register-2026-11-24.xlsx"; project keys are letters, digits and underscores."""
    what = "action-plan" if wanted.content == "actions" else "risk-register"
    key = "".join(letter for letter in project.key if letter.isascii() and (letter.isalnum() or letter == "_"))
    return f"{key or 'project'}-{what}-{today.isoformat()}.{wanted.kind}"


def _pieces(files: Files, say: Wording, wanted: Wanted, batches: Batches, head: Printed) -> Iterator[bytes]:
    is_plan = wanted.content == "actions"
    if wanted.kind == "csv":
        yield from files.csv(action_sheet(batches) if is_plan else register_sheet(batches))
    elif wanted.kind == "xlsx":
        sheets = [register_sheet(batches), action_sheet(batches), rating_sheet(batches)]
        yield files.xlsx(sheets[1:2] if is_plan else sheets)
    else:
        each = ((risk, known) for risks, known in batches() for risk in risks)
        make = action_document if is_plan else register_document
        yield files.pdf(make(say, head, each))


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same, its first piece made already: what fails there fails as an answer and not in the middle of a file."""
    first = next(pieces, b"")
    return chain((first,), pieces)


def _batches(services: Services, say: Wording, project: Project, wanted: Wanted) -> Batches:
    def batches() -> Iterator[tuple[Sequence[Risk], Known]]:
        after: str | None = None
        while True:
            with reading(services) as uow:
                page = wanted.read(uow, after, AT_ONCE)
            if page.items:
                yield page.items, _known(services, say, project, page.items)
            if page.after is None:
                return
            after = page.after

    return batches


def _known(services: Services, say: Wording, project: Project, risks: Sequence[Risk]) -> Known:
    with reading(services) as uow:
        models = uow.models.of_project(project.id)
        briefs = uow.issues.brief(_issues(risks))
        risk_keys = uow.risks.keys({relation.risk_id for risk in risks for relation in risk.relations})
    seen = visible(services, {issue_id for issue_id, brief in briefs.items() if not brief.deleted})
    names, _ = services.names(site_id(), _people(risks))
    return Known(
        models=models,
        currency=project.settings.currency,
        say=say,
        names=names,
        issue_keys={i: brief.key for i, brief in briefs.items() if brief.deleted or i in seen},
        risk_keys=risk_keys,
    )


def _issues(risks: Sequence[Risk]) -> set[IssueId]:
    tied = {link.issue_id for risk in risks for link in risk.issues}
    return tied | {action.issue_id for risk in risks for action in risk.treatment.actions if action.issue_id}


def _people(risks: Sequence[Risk]) -> set[AccountId]:
    owners = {risk.owner for risk in risks if risk.owner}
    return owners | {action.owner for risk in risks for action in risk.treatment.actions if action.owner}
