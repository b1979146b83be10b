"""Asks a site's Jira a few harmless questions, and says of each that is refused which scope it needs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from descriptors.identity import CONNECT_DATA_SCOPE
from plugin.doctor.finding import Finding, ok, problem, warning
from plugin.domain.errors import AppError, JiraBusy, JiraRefused
from plugin.domain.ids import ProjectId
from plugin.usecases.jira_port import Jira
from plugin.usecases.tenancy import Carrier

READ_WORK, READ_USER = "read:jira-work", "read:jira-user"
FORMER = "which Connect app was there before"
BOARDS = "boards and sprints"
BOARD_SCOPES = ("read:board-scope:jira-software", "read:project:jira", "read:sprint:jira-software")
SCOPE_OF: Mapping[str, str] = MappingProxyType(
    {
        "fields": READ_WORK,
        "statuses": READ_WORK,
        "the project": READ_WORK,
        "the number of issues": READ_WORK,
        "people": READ_USER,
        FORMER: CONNECT_DATA_SCOPE.name,
        BOARDS: " or ".join(BOARD_SCOPES),
    }
)
"""What is asked for, and by which of the manifest's scopes Jira tells it."""
NOT_ALL_HAVE = frozenset({BOARDS})
"""What a site may lack without harm: those without Jira Software refuse it too."""


class _Unsaid(JiraRefused):
    """Jira would not say, without a status."""


def ask_jira(
    name: str, carrier: Carrier, jira: Callable[[], Jira], project: ProjectId | None, *, pending: bool = False
) -> Iterator[Finding]:
    """Read fields and statuses; of a project that is on, itself, how many issues it has, and who works there.

    Of a site that is `pending`, also what tells which Connect site it is; under Forge, whether sprints are told.

    Nothing is written. The first answer that would be the same for all (nothing to speak with, no token taken, Jira
    away) ends the asking.
    """
    done = []
    for what, ask in _questions(carrier, project, pending=pending).items():
        try:
            ask(jira())
        except AppError as error:
            yield judge_refusal(name, carrier, what, error)
            if _status(error) not in {403, 404}:
                break
        else:
            done.append(what)
    if done:
        yield ok(f"site: the Jira of {name} tells {', '.join(done)}")


def judge_refusal(name: str, carrier: Carrier, what: str, error: AppError) -> Finding:
    """What it means that Jira did not tell `what`."""
    status, where = _status(error), f"site: the Jira of {name}"
    if isinstance(error, JiraBusy):
        return warning(f"{where} asks us to wait: {error}")
    if what in NOT_ALL_HAVE and status in {403, 404}:
        return warning(
            f"{where} does not tell {what} ({status}), so projects are read without their sprints. Where it has Jira "
            f"Software, {_why_refused(403, carrier, what)}"
        )
    if status in {401, 403}:
        return problem(f"{where} refuses to tell {what} ({status}): {_why_refused(status, carrier, what)}")
    if status == 404:
        return warning(f"{where} does not show {what} (404). Is the project gone, or is the app not let in?")
    return problem(f"{where} does not tell {what}: {error}")


def _why_refused(status: int, carrier: Carrier, what: str) -> str:
    """Forge answers 401 as well where a scope is missing."""
    if carrier is Carrier.FORGE:
        other = "the token is good no longer, and the next hourly call brings another; or " if status == 401 else ""
        return (
            f"{other}the site has not granted the scope {SCOPE_OF[what]}. Deploy a manifest that asks for it, then "
            "run: forge install --upgrade"
        )
    if status == 401:
        return (
            "it does not know the secret that is kept here. Where a Forge app has just taken its place, wait until "
            "that is recognised; else restore the database that belongs to this site, or install the app anew."
        )
    return "its administrators keep the app's own user from it. Let that user browse the projects."


def _questions(carrier: Carrier, project: ProjectId | None, *, pending: bool) -> Mapping[str, Callable[[Jira], object]]:
    found: dict[str, Callable[[Jira], object]] = {}
    if pending:
        found[FORMER] = lambda jira: jira.connect_client_key()
    found["fields"] = lambda jira: jira.fields()
    found["statuses"] = lambda jira: jira.status_categories()
    if project is not None:
        found["the project"] = lambda jira: jira.project(project)
        found["people"] = lambda jira: jira.find_people(project, "")
        found["the number of issues"] = lambda jira: _count(jira, project)
    if carrier is Carrier.FORGE:
        found[BOARDS] = lambda jira: jira.check_sprints()
    return found


def _count(jira: Jira, project: ProjectId) -> int:
    count = jira.count(project)
    if count is None:
        raise _Unsaid("it would not say")
    return count


def _status(error: AppError) -> int | None:
    """The HTTP status of a refusal, which the gateway's own kind of it knows."""
    status = getattr(error, "status", None)
    return status if isinstance(status, int) else None
