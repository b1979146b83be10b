"""How every act in a risk's drawer goes: carried out and shown, or the form again with what is wrong or contested."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from flask import Response, request

from plugin.domain.errors import Conflict, Invalid, NotAllowed, Stale
from plugin.domain.ids import AccountId, ProjectId
from plugin.domain.risk import Risk
from plugin.domain.risk_model import RiskModel
from plugin.usecases.act import Act
from plugin.usecases.views.categories import category_words
from plugin.usecases.views.people import NOBODY
from plugin.web.asking import acting, reading, require
from plugin.web.ui.answering import expected_version, field_errors, fragment
from plugin.web.ui.desk import Desk
from plugin.web.ui.risk_forms import FIELDS, Typed
from plugin.web.ui.risk_merging import Difference, Merge, differences, is_untouched, kept_in
from plugin.web.ui.risk_parts import Shown, drawer
from plugin.web.ui.risk_values import MERGING, values_of

Flag = Mapping[str, object]
Command = Callable[[Act, Risk, int | None], Risk]
"""Carries something out on a risk, refusing it where the risk is no longer of the version that is given."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of the drawer that a form stands in; `subject` is the action that it is about, if it is about one."""

    name: str = ""
    form: Typed = field(default_factory=Typed)
    subject: str = ""


TITLES = {"action": "action-title", "secondary": "secondary-title"}
"""What a title is called in forms that are about something else than the risk itself."""

NO_FORM = Part()
"""For a button that sends nothing but itself."""


def held(desk: Desk, project_id: str, risk_id: str) -> Risk:
    """The risk for somebody who may change it."""
    require(desk.services, ProjectId(project_id), "contribute")
    return desk.risk(ProjectId(project_id), risk_id)


def done(desk: Desk, risk: Risk, command: Command, part: Part = NO_FORM, flag: Flag | None = None) -> Response:
    """Carry the command out and show the risk as it is then, or the form again: mistakes named, versions compared."""
    try:
        after = _carried(desk, risk, command, expected_version())
    except Invalid as invalid:
        again = replace(part.form, errors=_errors(invalid, part))
        return fragment(drawer(desk, risk, part.name, again, Shown(subject=part.subject)), status=422)
    except (Conflict, NotAllowed) as refused:
        found = {"title": desk.say.gettext("Nothing was changed"), "body": str(refused), "type": "warning"}
        return fragment(drawer(desk, desk.risk(risk.project_id, risk.id)), flag=found)
    except Stale:
        return _contested(desk, desk.risk(risk.project_id, risk.id), command, part, flag)
    return fragment(drawer(desk, after), flag=flag, changed=True)


def _errors(invalid: Invalid, part: Part) -> dict[str, str]:
    """The problems by the field names of this part's form."""
    found = field_errors(invalid, FIELDS)
    return {TITLES.get(part.name, name) if name == "title" else name: text for name, text in found.items()}


def _carried(desk: Desk, risk: Risk, command: Command, seen: int | None) -> Risk:
    with acting(desk.services) as act:
        return command(act, risk, seen)


def _contested(desk: Desk, now: Risk, command: Command, part: Part, flag: Flag | None) -> Response:
    """Somebody else was faster: what touches another part is carried out, what touches this one is compared."""
    mine, theirs = part.form.values, values_of(now, part.name, part.subject)
    if part.name in MERGING and is_untouched(mine, theirs):
        try:
            after = _carried(desk, now, command, now.version)
        except (Invalid, Conflict, Stale):
            return _offered(desk, now, part, differences(mine, theirs))
        return fragment(drawer(desk, after), flag=flag, changed=True)
    return _offered(desk, now, part, differences(mine, theirs) if part.name in MERGING else ())


def _offered(desk: Desk, now: Risk, part: Part, found: tuple[Difference, ...]) -> Response:
    """Both versions to choose from; where fields cannot be compared, the form as it was typed, beneath a notice."""
    if found:
        merge = _merge(desk, now, part, found)
        html = drawer(desk, now, "", None, Shown(merge=merge))
    else:
        form = replace(part.form, values={**part.form.values, "version": str(now.version)})
        html = drawer(desk, now, part.name, form, Shown(subject=part.subject, is_stale=True))
    response = fragment(html, status=412)
    # The page puts a refusal into words by itself unless the answer says where it belongs.
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _merge(desk: Desk, now: Risk, part: Part, found: tuple[Difference, ...]) -> Merge:
    with reading(desk.services) as uow:
        facts = uow.facts.of("risk", now.id)
        model = uow.models.of_project(now.project_id).current
    last = facts[-1] if facts else None
    owners = [AccountId(one) for each in found if each.field == "owner" for one in (each.mine, each.theirs) if one]
    people = desk.people([*owners, last.actor if last else None])

    def shown(name: str, value: str) -> str:
        if name == "owner":
            return people.person(AccountId(value)).name if value else ""
        return _in_words(desk, name, value, model)

    return Merge(
        url=request.path,
        who=people.person(last.actor) if last else NOBODY,
        when=desk.say.moment(last.at if last else desk.now),
        differences=tuple(
            replace(one, mine_shown=shown(one.field, one.mine), theirs_shown=shown(one.field, one.theirs))
            for one in found
        ),
        kept=kept_in(part.form.values, found),
        base=values_of(now, part.name, part.subject),
    )


def _in_words(desk: Desk, name: str, value: str, model: RiskModel) -> str:
    if name == "category":
        return category_words(desk.say, value or None)
    if name == "probability":
        return next((band.label for band in model.probabilities if str(band.order) == value), value)
    if name.startswith("impact-"):
        return next((level.label for level in model.impacts if str(level.order) == value), value)
    return value
