"""The owner in a form: chosen from the list, or typed in full and found by name; somebody Jira knows, or nobody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from plugin.domain.errors import JiraBusy, JiraRefused, JiraTrouble, Problem
from plugin.domain.ids import AccountId, ProjectId
from plugin.usecases.views.people import Naming
from plugin.web.asking import site_id
from plugin.web.ui.desk import Desk
from plugin.web.ui.risk_forms import ACCOUNT


@dataclass(frozen=True, slots=True)
class Chosen:
    """The form's values with the owner settled, the owner's name where known, and what is wrong with the choice."""

    values: Mapping[str, str]
    name: str
    problems: tuple[Problem, ...]


def chosen_owner(desk: Desk, project_id: ProjectId, values: Mapping[str, str], kept: AccountId | None = None) -> Chosen:
    """Settle who owns: an account that Jira knows, `kept` (it stood there before), or the one whose name was typed.

    While Jira does not answer, a chosen account is taken as it is: the list it was chosen from was Jira's.
    """
    owner, text = values.get("owner", ""), values.get("owner-search", "")
    if owner and ACCOUNT.fullmatch(owner):
        person = desk.people([AccountId(owner)]).person(AccountId(owner))
        is_unknown = person.naming is Naming.LEFT and owner != kept
        return Chosen(values, person.name, (_problem("choose a person from the list"),) if is_unknown else ())
    if owner or not text:
        # An owner that is no account id is refused where the form is read.
        return Chosen(values, "", ())
    try:
        found = desk.services.jira(site_id()).find_people(project_id, text)
    except (JiraBusy, JiraTrouble, JiraRefused):
        return Chosen(values, "", (_problem("Jira cannot look people up now; choose nobody and add the owner later"),))
    exact = [one for one in found if one[1].casefold() == text.casefold()] or list(found)
    if len(exact) != 1:
        return Chosen(values, "", (_problem("choose a person from the list"),))
    account, name = exact[0]
    return Chosen({**values, "owner": account, "owner-search": ""}, name, ())


def _problem(detail: str) -> Problem:
    return Problem("/owner", detail)
