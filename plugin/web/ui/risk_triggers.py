"""The drawer's early signs: written down, watched by a rule, checked as they are typed, looked at when they show."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from flask import Blueprint, Response, abort, request

from plugin.domain import watching
from plugin.domain.errors import Conflict, Invalid, JiraBusy, JiraRefused, JiraTrouble, NotFound, Problem
from plugin.domain.ids import ProjectId, RiskId
from plugin.domain.risk import Risk
from plugin.domain.trigger import Comparator, Trigger, TriggerRule, Watched
from plugin.usecases import triggers as commands
from plugin.usecases.act import Act
from plugin.usecases.triggers import TriggerDraft
from plugin.usecases.views.triggers import DAY, HOUR, kind_of
from plugin.web.asking import acting, require, site_id
from plugin.web.ui.answering import expected_version, field_errors, fragment
from plugin.web.ui.desk import Desk
from plugin.web.ui.risk_forms import Typed, clean, typed
from plugin.web.ui.risk_parts import drawer
from plugin.web.watching import bound_draft, may_look_everywhere

FIELDS = {
    "/text": "text",
    "/rule/subject": "subject",
    "/rule/limit": "limit",
    "/rule/lasting": "lasting",
    "/rule/comparator": "comparator",
}
KINDS = "any(words, jql, metric)"
ACTS = "any(fire, rearm, clear, drop)"
UNITS = {"hours": HOUR, "days": DAY}

Command = Callable[[Act], Risk]


def add_triggers(blueprint: Blueprint, desk: Desk) -> None:
    """Every route of the section."""
    _add_forms(blueprint, desk)
    _add_acts(blueprint, desk)


def _add_forms(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get(f"/<risk_id>/triggers/new/<{KINDS}:kind>")
    def trigger_begun(project_id: str, risk_id: str, kind: str) -> str:
        begun = {"kind": kind, "limit": "1" if kind == "jql" else "", "unit": "days", "comparator": "at-least"}
        return drawer(desk, _held(desk, project_id, risk_id), "trigger", Typed(begun))

    @blueprint.get("/<risk_id>/triggers/<trigger_id>")
    def trigger_edited(project_id: str, risk_id: str, trigger_id: str) -> str:
        risk = _held(desk, project_id, risk_id)
        trigger = next((one for one in risk.triggers if one.id == trigger_id), None)
        if trigger is None:
            raise NotFound("There is no such early sign.")
        return drawer(desk, risk, "trigger", Typed(_values(trigger)))

    @blueprint.get("/<risk_id>/triggers/check")
    def trigger_checked(project_id: str, risk_id: str) -> str:
        risk = _held(desk, project_id, risk_id)
        jql = clean(request.args.get("subject", ""))[: watching.LONGEST_JQL]
        return desk.render("fragments/risks/trigger_check.html", **_checked(desk, risk.project_id, jql))

    @blueprint.post("/<risk_id>/triggers")
    def trigger_added(project_id: str, risk_id: str) -> Response:
        risk, values = _held(desk, project_id, risk_id), typed()

        def add(draft: TriggerDraft) -> Command:
            return lambda act: commands.add_trigger(act, risk.id, draft, expected_version())[0]

        return _written(desk, risk, values, add)

    @blueprint.post("/<risk_id>/triggers/<trigger_id>")
    def trigger_changed(project_id: str, risk_id: str, trigger_id: str) -> Response:
        risk, values = _held(desk, project_id, risk_id), {**typed(), "trigger": trigger_id}

        def change(draft: TriggerDraft) -> Command:
            return lambda act: commands.change_trigger(act, risk.id, trigger_id, draft, expected_version())

        return _written(desk, risk, values, change)


def _add_acts(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post(f"/<risk_id>/triggers/<trigger_id>/<{ACTS}:what>")
    def trigger_acted(project_id: str, risk_id: str, trigger_id: str, what: str) -> Response:
        risk = _held(desk, project_id, risk_id)
        comment = clean(request.form.get("comment", ""))[: watching.LONGEST_TEXT]
        by_name: Mapping[str, Command] = {
            "fire": lambda act: commands.fire_trigger(act, risk.id, trigger_id, comment),
            "rearm": lambda act: commands.rearm_trigger(act, risk.id, trigger_id, comment or None),
            "clear": lambda act: commands.clear_trigger(act, risk.id, trigger_id, comment or None),
            "drop": lambda act: commands.drop_trigger(act, risk.id, trigger_id),
        }
        return _done(desk, risk.id, risk.project_id, by_name[what])


def _held(desk: Desk, project_id: str, risk_id: str) -> Risk:
    require(desk.services, ProjectId(project_id), "contribute")
    return desk.risk(ProjectId(project_id), risk_id)


def _written(desk: Desk, risk: Risk, values: Mapping[str, str], command: Callable[[TriggerDraft], Command]) -> Response:
    """Carry the form out, or show it again with what is wrong with it; Jira is asked before anything is held."""
    try:
        draft = bound_draft(desk.services, trigger_draft(values), risk.project_id)
        return _done(desk, risk.id, risk.project_id, command(draft))
    except Invalid as invalid:
        form = Typed(values, field_errors(invalid, FIELDS))
    except (JiraBusy, JiraTrouble, JiraRefused) as trouble:
        why = desk.say.gettext("Jira could not check this JQL just now: %(why)s", why=str(trouble))
        form = Typed(values, {"subject": why})
    return fragment(drawer(desk, risk, "trigger", form), status=422)


def _done(desk: Desk, risk_id: RiskId, project_id: ProjectId, command: Command) -> Response:
    try:
        with acting(desk.services) as act:
            after = command(act)
    except Conflict as conflict:
        found = {"title": desk.say.gettext("Nothing was changed"), "body": str(conflict), "type": "warning"}
        return fragment(drawer(desk, desk.risk(project_id, risk_id)), flag=found)
    return fragment(drawer(desk, after), changed=True)


def trigger_draft(values: Mapping[str, str]) -> TriggerDraft:
    """The early sign in a form; Invalid names every field that cannot be read."""
    kind, text = values.get("kind", ""), values.get("text", "")
    if kind == "words":
        return TriggerDraft(text)
    if kind not in set(Watched) or values.get("comparator", "") not in set(Comparator):
        abort(400)
    problems: list[Problem] = []
    limit = _number(values.get("limit", ""), "/rule/limit", problems)
    lasting = _number(values.get("lasting", "") or "0", "/rule/lasting", problems)
    try:
        held = UNITS.get(values.get("unit", ""), DAY) * lasting
    except OverflowError:
        held = timedelta.max
    rule = TriggerRule(Watched(kind), values.get("subject", ""), Comparator(values["comparator"]), limit, held)
    if problems:
        wrong = watching.trigger_problems(text, rule, {rule.subject})
        raise Invalid([*problems, *(one for one in wrong if one.pointer not in {p.pointer for p in problems})])
    return TriggerDraft(text, rule)


def _number(text: str, pointer: str, problems: list[Problem]) -> float:
    """A number as people write it, also with a comma or as a percentage."""
    plain = text.replace("\u00a0", "").replace(" ", "").replace(",", ".").replace("−", "-")
    try:
        return float(plain.removesuffix("%")) / (100 if plain.endswith("%") else 1)
    except ValueError:
        problems.append(Problem(pointer, "give a number"))
        return 0.0


def _values(trigger: Trigger) -> dict[str, str]:
    values = {"trigger": trigger.id, "kind": kind_of(trigger.rule), "text": trigger.text}
    if trigger.rule is None:
        return values
    lasting = trigger.rule.lasting
    unit = "days" if lasting % DAY == timedelta() else "hours"
    return values | {
        "subject": trigger.rule.subject,
        "comparator": trigger.rule.comparator.value,
        "limit": f"{trigger.rule.limit:g}",
        "lasting": f"{lasting / UNITS[unit]:g}" if lasting else "",
        "unit": unit,
    }


def _checked(desk: Desk, project_id: ProjectId, jql: str) -> dict[str, object]:
    """What the JQL finds now, what is wrong with it, or that Jira did not say."""
    if not jql:
        return {"found": None, "problems": (), "silent": False}
    jira = desk.services.jira(site_id())
    try:
        query = jira.bind(jql, None if may_look_everywhere(desk.services) else project_id)
        found = jira.count_found(query) if query.jql else None
    except JiraRefused as refused:
        return {"found": None, "problems": (str(refused),), "silent": False}
    except (JiraBusy, JiraTrouble):
        return {"found": None, "problems": (), "silent": True}
    return {"found": found, "problems": query.problems, "silent": False}
