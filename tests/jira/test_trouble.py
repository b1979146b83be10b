"""Every kind of bad answer, from both libraries: what becomes of it, and what is never repeated of it."""

import contextlib
import logging
import socket
import traceback
from collections.abc import Callable
from dataclasses import replace

import pytest

from plugin.domain.errors import AppError, JiraBusy, JiraRefused, JiraTrouble
from plugin.domain.ids import AccountId, IssueId, ProjectId
from plugin.jira.gateway import CloudJira
from plugin.jira.session import Link, SharedAdapter
from tests.jira.conftest import LEAD, NOW, Unsigned
from tests.standin.world import Site

PRIVATE = "what-nobody-may-read-in-a-log"

Call = Callable[[CloudJira], object]
CALLS: dict[str, Call] = {
    "project": lambda jira: jira.project("PAY"),
    "fields": lambda jira: jira.fields(),
    "versions": lambda jira: jira.versions(ProjectId("10000")),
    "sprints": lambda jira: jira.sprints(ProjectId("10000")),
    "count": lambda jira: jira.count(ProjectId("10000")),
    "search": lambda jira: jira.search(ProjectId("10000"), [], [], None),
    "put_issue_properties": lambda jira: jira.put_issue_properties({IssueId("10000"): {"plumbline.risk": {}}}),
    "put_project_property": lambda jira: jira.put_project_property(ProjectId("10000"), "plumbline.project", {}),
    "is_admin": lambda jira: jira.is_admin(AccountId(LEAD)),
    "people": lambda jira: jira.people([AccountId(LEAD)]),
    "find_people": lambda jira: jira.find_people(ProjectId("10000"), "lead"),
}
READS = {name: call for name, call in CALLS.items() if name != "put_project_property"}


@pytest.fixture(params=list(CALLS.values()), ids=list(CALLS))
def call(request: pytest.FixtureRequest) -> Call:
    """One call of the port."""
    found: Call = request.param
    return found


def test_a_rate_limit_tells_how_long_to_wait(site: Site, jira: CloudJira, call: Call) -> None:
    """429 is raised at once, with Jira's own seconds, and nothing is tried again."""
    site.faults.rate_limit(5, 17)
    with pytest.raises(JiraBusy) as caught:
        call(jira)
    assert (caught.value.retry_after, len(site.requests)) == (17.0, 1)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_failures_may_pass(site: Site, jira: CloudJira, call: Call, status: int) -> None:
    """A server error is trouble that may pass, and is not tried again here."""
    site.faults.fail(5, status, {"errorMessages": [PRIVATE]})
    with pytest.raises(JiraTrouble):
        call(jira)
    assert len(site.requests) == 1


def test_html_is_trouble(site: Site, jira: CloudJira, call: Call) -> None:
    """A page where JSON is due, such as a maintenance notice sent as 200, is trouble."""
    site.faults.fail(5, 200, f"<html>{PRIVATE}</html>")
    with pytest.raises(JiraTrouble, match="not JSON"):
        call(jira)
    assert len(site.requests) == 1


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
def test_an_empty_answer_is_trouble(site: Site, jira: CloudJira, read: Call) -> None:
    """Nothing where something is due is trouble, never an empty result."""
    site.faults.fail(5, 200, None)
    with pytest.raises(JiraTrouble):
        read(jira)


@pytest.mark.parametrize("read", READS.values(), ids=READS.keys())
@pytest.mark.parametrize("body", [{"unknown": PRIVATE}, [[PRIVATE]]], ids=["object", "list"])
def test_json_of_another_form_is_trouble_or_nothing(site: Site, jira: CloudJira, read: Call, body: object) -> None:
    """JSON that is not what the documentation promises never raises anything but an expected failure."""
    site.faults.fail(5, 200, body)
    with contextlib.suppress(AppError):
        read(jira)


def test_refusals_are_final(site: Site, jira: CloudJira) -> None:
    """4xx says that trying the same again cannot help, naming the call and the status."""
    site.faults.fail(1, 403, {"errorMessages": [PRIVATE]})
    with pytest.raises(JiraRefused, match=r"refused GET /rest/api/3/field \(403\)"):
        jira.fields()


@pytest.mark.parametrize(("reason", "as_status"), [("Unauthorized; scope does not match", 403), ("Unauthorized", 401)])
def test_a_scope_that_is_missing_is_told_from_a_token_that_is_not_taken(
    site: Site, jira: CloudJira, reason: str, as_status: int
) -> None:
    """Forge's gateway says 401 for either; only the one is about the app's rights, as Jira's own 403 is."""
    site.faults.fail(1, 401, {"code": 401, "message": reason})
    with pytest.raises(JiraRefused, match=rf"refused GET /rest/api/3/field \({as_status}\)"):
        jira.fields()


@pytest.mark.parametrize("name", ["fields", "is_admin"])
def test_waiting_has_an_end(site: Site, link: Link, name: str) -> None:
    """A site that does not answer within our patience is trouble, in either library."""
    site.faults.fail(1, 200, {}, hang_seconds=1.5)
    with pytest.raises(JiraTrouble, match="in time"):
        CALLS[name](CloudJira(replace(link, patience=(1.0, 0.2))))


@pytest.mark.parametrize("name", ["search", "find_people"])
def test_a_site_that_is_not_there_is_trouble(adapter: SharedAdapter, name: str) -> None:
    """A refused connection is trouble, and what was asked for stands in no traceback."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        base_url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with pytest.raises(JiraTrouble, match="could not be reached") as caught:
            CALLS[name](CloudJira(Link(base_url, Unsigned(), adapter, lambda: NOW)))
    assert "?" not in "".join(traceback.format_exception(caught.value))


def test_nothing_of_an_answer_reaches_logs_or_messages(
    site: Site, jira: CloudJira, call: Call, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever goes wrong: no body, no header and no token stands in a log above debugging, nor in a traceback."""
    caplog.set_level(logging.INFO)
    for status, body in ((500, f"<p>{PRIVATE}</p>"), (200, f"<p>{PRIVATE}</p>"), (400, {"errorMessages": [PRIVATE]})):
        site.faults.fail(1, status, body)
        told = ""
        try:
            call(jira)
        except AppError as error:
            told = "".join(traceback.format_exception(error))
        assert PRIVATE not in told
        assert "JWT " not in told
    ours = [record for record in caplog.records if record.name != "werkzeug"]
    assert ours == []
