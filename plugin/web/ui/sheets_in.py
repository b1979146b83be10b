"""Bringing a sheet in, step by step: hand it over, say what its columns are, look at what would come, watch it come."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import replace

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    make_response,
    render_template,
    request,
    stream_with_context,
    url_for,
)

from plugin.domain.errors import Conflict, Invalid
from plugin.domain.ids import ProjectId
from plugin.domain.risk_model import Objective, RiskModel
from plugin.domain.written.amounts import CURRENCIES
from plugin.domain.written.days import DayOrder
from plugin.usecases.import_records import ImportState, RegisterImport
from plugin.usecases.records import Project
from plugin.usecases.sheets import import_acts
from plugin.usecases.sheets.cell_reading import CHOICES, scale_of
from plugin.usecases.sheets.examining import look
from plugin.usecases.sheets.guessing import Sample, filled_in
from plugin.usecases.sheets.mapping import BY_TARGET, TARGETS, SheetMapping
from plugin.usecases.sheets.mapping_json import mapping_from
from plugin.usecases.tables import Cell, Table, TableRefused
from plugin.web.asking import acting, reading
from plugin.web.importing import find_import, first_mapping, mended, open_table, outlook_of, with_people
from plugin.web.services import Services
from plugin.web.ui.answering import asked_number, fragment
from plugin.web.ui.known_project import known_project
from plugin.web.ui.wording import Spoken

PROBLEMS = 50


def add_import(blueprint: Blueprint, services: Services) -> None:
    """The routes below a register."""
    _add_handing_over(blueprint, services)
    _add_choosing(blueprint, services)
    _add_watching(blueprint, services)


def _add_handing_over(blueprint: Blueprint, services: Services) -> None:
    @blueprint.get("/import")
    def asked(project_id: str) -> str:
        known_project(services, ProjectId(project_id), "contribute")
        return _page("begin", project_id)

    @blueprint.post("/import")
    def begun(project_id: str) -> Response:
        project = known_project(services, ProjectId(project_id), "contribute")
        with acting(services) as act:
            one = import_acts.begin(act, project.id, request.form.get("name", ""))
        part = url_for("sheets-ui.handed_over", project_id=project_id, import_id=one.id)
        shown = url_for("sheets-ui.chosen", project_id=project_id, import_id=one.id)
        return jsonify({"part": part, "next": shown})

    @blueprint.post("/import/<import_id>/parts")
    def handed_over(project_id: str, import_id: str) -> Response:
        project = known_project(services, ProjectId(project_id), "contribute")
        try:
            held = base64.urlsafe_b64decode(request.form.get("held", "").encode())
        except (binascii.Error, ValueError):
            abort(400)
        with acting(services) as act:
            import_acts.hand_over(act, project.id, import_id, int(request.form.get("number", "0")[:6]), held)
        return make_response("", 204)


def _add_choosing(blueprint: Blueprint, services: Services) -> None:
    @blueprint.get("/import/<import_id>")
    def chosen(project_id: str, import_id: str) -> Response:
        project = known_project(services, ProjectId(project_id), "contribute")
        one = find_import(services, project.id, import_id)
        if one.state not in {ImportState.UPLOADING, ImportState.READY}:
            return fragment(_progress(services, project, one))
        return _choosing(services, project, one)

    @blueprint.post("/import/<import_id>")
    def looked(project_id: str, import_id: str) -> Response:
        project = known_project(services, ProjectId(project_id), "contribute")
        return _choosing(services, project, find_import(services, project.id, import_id))

    @blueprint.post("/import/<import_id>/start")
    def started(project_id: str, import_id: str) -> Response:
        project = known_project(services, ProjectId(project_id), "contribute")
        one = find_import(services, project.id, import_id)
        try:
            with acting(services) as act:
                rows = asked_number("rows", 0)
                one = import_acts.start(act, project.id, one.id, mapping_from(one.mapping), rows)
        except Invalid as invalid:
            return _choosing(services, project, one, " ".join(problem.detail for problem in invalid.problems))
        except Conflict:
            one = find_import(services, project.id, import_id)
        return fragment(_progress(services, project, one))


def _add_watching(blueprint: Blueprint, services: Services) -> None:
    @blueprint.get("/import/<import_id>/progress")
    def watched(project_id: str, import_id: str) -> str:
        project = known_project(services, ProjectId(project_id), "contribute")
        return _progress(services, project, find_import(services, project.id, import_id))

    @blueprint.post("/import/<import_id>/stop")
    def stopped(project_id: str, import_id: str) -> Response:
        project = known_project(services, ProjectId(project_id), "contribute")
        try:
            with acting(services) as act:
                import_acts.stop(act, project.id, import_id)
        except Conflict:
            # It ended while the button was on its way: the page shows how.
            pass
        return fragment(_progress(services, project, find_import(services, project.id, import_id)))

    @blueprint.get("/import/<import_id>/mend")
    def mend(project_id: str, import_id: str) -> Response:
        project = known_project(services, ProjectId(project_id), "contribute")
        one = find_import(services, project.id, import_id)
        response = Response(stream_with_context(services.files.csv(mended(services, one))))
        response.headers["Content-Type"] = "text/csv; charset=utf-8"
        response.headers["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
        return response


def _choosing(services: Services, project: Project, one: RegisterImport, problem: str = "") -> Response:
    """The page of columns and of what would come; a form that was sent decides, else what was kept, else a guess."""
    sheet = request.form.get("sheet") or one.sheet
    try:
        table = open_table(services, one, sheet)
        looked = look(table)
    except TableRefused as refused:
        return fragment(_page("begin", project.id, problem=" ".join(p.detail for p in refused.problems)), status=422)
    with reading(services) as uow:
        model = uow.models.of_project(project.id).current
    if request.form.get("columns") == str(len(table.headings)):
        mapping = _asked(_columns_asked(table, looked.sample, model, project))
        mapping = with_people(services, project.id, looked, mapping)
    elif one.mapping and sheet == one.sheet and not request.form:
        mapping = mapping_from(one.mapping)
    else:
        mapping = first_mapping(services, project, looked)
    with acting(services) as act:
        one = import_acts.choose(act, project.id, one.id, mapping, table.headings, sheet)
    say = Spoken(services.clock())
    outlook = outlook_of(services, say, project, one, looked, mapping)
    problems = [problem, *(p.detail for p in import_acts.mapping_problems(mapping))]
    html = _page(
        "choose",
        project.id,
        one=one,
        table=table,
        mapping=mapping,
        outlook=outlook,
        project_currency=project.settings.currency,
        currencies=[(code, code) for code in sorted(CURRENCIES)],
        problems=[text for text in problems if text],
        samples=_samples(looked.sample.columns),
        targets=[(target.code, target.heading) for target in TARGETS],
        labels={target.code: target.heading for target in TARGETS},
        meanings={code: _meanings(code, model) for code in mapping.words},
        objectives=[(one.value, one.value) for one in model.objectives],
    )
    return fragment(html)


def _columns_asked(table: Table, sample: Sample, model: RiskModel, project: Project) -> SheetMapping:
    columns = [request.form.get(f"column-{place}", "") for place in range(len(table.headings))]
    known = tuple(code if code in BY_TARGET else "" for code in columns)
    return filled_in(SheetMapping(known), sample, model, project.settings.currency)


def _asked(mapping: SheetMapping) -> SheetMapping:
    """The mapping as the form has it; what makes no sense in it is as it was guessed."""
    form = request.form
    order, objective = form.get("day_order", ""), form.get("objective", "")
    currency = form.get("currency", "").upper()
    words = {
        code: {word: form.get(f"word-{code}-{number}", meant) for number, (word, meant) in enumerate(known.items())}
        for code, known in mapping.words.items()
    }
    return replace(
        mapping,
        words=words,
        day_order=DayOrder(order) if order in set(DayOrder) else mapping.day_order,
        objective=Objective(objective) if objective in set(Objective) else mapping.objective,
        currency=currency if currency in CURRENCIES else mapping.currency,
        rate=form.get("rate", "")[:20],
    )


def _meanings(code: str, model: RiskModel) -> list[tuple[str, str]]:
    """What a word of this column can mean, each with its words."""
    if code in CHOICES:
        return [(one.value, one.value.replace("-", " ")) for one in CHOICES[code]]
    labels = scale_of(code, model).labels
    return [(str(order), f"{order} {label}") for order, label in enumerate(labels, start=1)]


def _samples(columns: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Three values of each column, different ones."""
    return [list(dict.fromkeys(str(cell)[:60] for cell in column[:200] if cell is not None))[:3] for column in columns]


def _progress(services: Services, project: Project, one: RegisterImport) -> str:
    with reading(services) as uow:
        problems = uow.imports.problems(one.id, limit=PROBLEMS)
        bad = uow.imports.count_problems(one.id, "bad")
    return _page("progress", project.id, one=one, problems=problems.items, more=problems.after is not None, bad=bad)


def _page(name: str, project_id: str, **context: object) -> str:
    context.setdefault("problem", "")
    return render_template(f"fragments/sheets/{name}.html", project_id=project_id, **context)
