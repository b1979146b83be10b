"""Review meetings: begun with an agenda, walked through by one key a decision, ended with minutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, abort, make_response, request

from plugin.domain.errors import Conflict, Invalid, NotFound, Stale
from plugin.domain.ids import AccountId, ProjectId, RiskId
from plugin.domain.meeting import Meeting, Reason, Verdict
from plugin.usecases import meetings as commands
from plugin.usecases.act import Act
from plugin.usecases.meeting_decisions import decide
from plugin.usecases.views.minutes import minutes
from plugin.web.asking import acting, reading, require
from plugin.web.services import Services
from plugin.web.ui.answering import LONGEST_NUMBER, OUR_ID, expected_version, field_errors, fragment
from plugin.web.ui.desk import Desk, desk_of
from plugin.web.ui.meeting_forms import FIELDS, decision_in
from plugin.web.ui.meeting_parts import meeting_page, people_of, start_page
from plugin.web.ui.owners import Chosen, chosen_owner
from plugin.web.ui.risk_forms import Typed, typed

Change = Callable[[Act, Meeting], Meeting]


def fragments(services: Services) -> Blueprint:
    """Meetings and what is decided in them, for htmx."""
    blueprint = Blueprint("meetings-ui", __name__, url_prefix="/ui/projects/<project_id>/meetings")
    desk = desk_of(services)
    _add_reading(blueprint, desk)
    _add_beginning(blueprint, desk)
    _add_deciding(blueprint, desk)
    _add_people(blueprint, desk)
    return blueprint


def _add_reading(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.get("")
    def listed(project_id: str) -> str:
        return start_page(desk, ProjectId(project_id), Typed())

    @blueprint.get("/<meeting_id>")
    def shown(project_id: str, meeting_id: str) -> str:
        rights = require(desk.services, ProjectId(project_id))
        meeting = _found(desk, project_id, meeting_id)
        if rights.contribute and meeting.ended_at is None:
            with acting(desk.services) as act:
                meeting = commands.skip_gone(act, commands.hold_meeting(act, meeting.id, None))
        return meeting_page(desk, meeting)

    @blueprint.get("/<meeting_id>/minutes.md")
    def filed(project_id: str, meeting_id: str) -> Response:
        require(desk.services, ProjectId(project_id))
        meeting = _found(desk, project_id, meeting_id)
        response = make_response(minutes(desk.say, meeting, people_of(desk, meeting)).markdown)
        response.headers["Content-Type"] = "text/markdown; charset=utf-8"
        response.headers["Content-Disposition"] = f'attachment; filename="risk-review-{meeting.key}.md"'
        return response


def _add_beginning(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post("")
    def begun(project_id: str) -> Response:
        project = ProjectId(project_id)
        require(desk.services, project, "contribute")
        chosen = chosen_owner(desk, project, typed())
        reasons = [Reason(one) for one in request.form.getlist("reasons") if one in set(Reason)]
        try:
            _refuse(chosen)
            owner = AccountId(chosen.values["owner"]) if chosen.values.get("owner") else None
            with acting(desk.services) as act:
                meeting = commands.begin_meeting(act, project, commands.Choice(reasons, owner))
        except Invalid as invalid:
            form = Typed({**chosen.values, **dict.fromkeys(reasons, "1")}, field_errors(invalid, FIELDS), chosen.name)
            return fragment(start_page(desk, project, form), status=422)
        return fragment(meeting_page(desk, meeting), changed=True)


def _add_deciding(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post("/<meeting_id>/decide/<verdict>")
    def decided(project_id: str, meeting_id: str, verdict: str) -> Response:
        if verdict not in set(Verdict) - {Verdict.ENDED.value}:
            abort(404)
        rights = require(desk.services, ProjectId(project_id), "contribute")
        values = typed()
        chosen = chosen_owner(desk, ProjectId(project_id), values)

        def change(act: Act, meeting: Meeting) -> Meeting:
            _refuse(chosen)
            carry_out = decision_in(Verdict(verdict), chosen.values, manages=rights.manage)
            return decide(act, meeting, RiskId(values.get("risk", "")), carry_out, _number(values, "risk_version"))

        return _changed(desk, project_id, meeting_id, change, verdict, Typed(chosen.values, owner_name=chosen.name))

    @blueprint.post("/<meeting_id>/back")
    def back(project_id: str, meeting_id: str) -> Response:
        return _changed(desk, project_id, meeting_id, commands.step_back)

    @blueprint.post("/<meeting_id>/end")
    def ended(project_id: str, meeting_id: str) -> Response:
        return _changed(desk, project_id, meeting_id, commands.end_meeting)


def _add_people(blueprint: Blueprint, desk: Desk) -> None:
    @blueprint.post("/<meeting_id>/people")
    def joined(project_id: str, meeting_id: str) -> Response:
        chosen = chosen_owner(desk, ProjectId(project_id), typed())
        account = chosen.values.get("owner", "")
        if chosen.problems or not account:
            flag = {"title": desk.say.gettext("Choose a person from the list"), "type": "warning"}
            return fragment(meeting_page(desk, _found(desk, project_id, meeting_id)), flag=flag)
        return _named(project_id, meeting_id, account, is_there=True)

    @blueprint.post("/<meeting_id>/people/remove")
    def parted(project_id: str, meeting_id: str) -> Response:
        return _named(project_id, meeting_id, request.form.get("person", ""), is_there=False)

    def _named(project_id: str, meeting_id: str, account: str, *, is_there: bool) -> Response:
        return _changed(
            desk,
            project_id,
            meeting_id,
            lambda act, meeting: commands.name_person(act, meeting, AccountId(account), is_there=is_there),
        )


def _refuse(chosen: Chosen) -> None:
    """Invalid where the person that was chosen is nobody whom Jira knows."""
    if chosen.problems:
        raise Invalid(chosen.problems)


def _found(desk: Desk, project_id: str, meeting_id: str) -> Meeting:
    """A meeting of this very project; NotFound otherwise."""
    with reading(desk.services) as uow:
        meeting = uow.meetings.get(meeting_id) if OUR_ID.fullmatch(meeting_id) else None
    if meeting is None or meeting.project_id != project_id:
        raise NotFound("There is no such meeting, or you may not see it.")
    return meeting


def _changed(
    desk: Desk, project_id: str, meeting_id: str, change: Change, part: str = "", form: Typed | None = None
) -> Response:
    """Change the meeting and show it as it is then; what somebody else did meanwhile is shown, never overwritten."""
    require(desk.services, ProjectId(project_id), "contribute")
    meeting = _found(desk, project_id, meeting_id)
    try:
        with acting(desk.services) as act:
            after = change(act, commands.hold_meeting(act, meeting.id, expected_version()))
    except Invalid as invalid:
        sent = form or Typed()
        again = Typed(sent.values, field_errors(invalid, FIELDS), sent.owner_name)
        return fragment(meeting_page(desk, meeting, part, again), status=422)
    except (Stale, Conflict) as problem:
        title = desk.say.gettext("Nothing was changed: the meeting or the risk went on meanwhile")
        flag = {"title": title, "body": str(problem), "type": "warning"}
        return fragment(meeting_page(desk, _found(desk, project_id, meeting_id)), flag=flag)
    return fragment(meeting_page(desk, after), changed=True)


def _number(values: Mapping[str, str], name: str) -> int | None:
    text = values.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def meetings_tab(desk: Desk, project_id: ProjectId) -> str:
    """The start page inside the risks tab, or the meeting that the address names."""
    asked = request.args.get("meeting", "")
    if not asked:
        return start_page(desk, project_id, Typed())
    return meeting_page(desk, _found(desk, project_id, asked))
