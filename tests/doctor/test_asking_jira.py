"""A few harmless questions to a site's Jira, and what each refusal means in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from descriptors.identity import CONNECT_DATA_SCOPE, FORGE_SCOPES, KEY
from plugin.doctor.asking_jira import SCOPE_OF, ask_jira, judge_refusal
from plugin.doctor.finding import Finding, Grade
from plugin.domain.errors import JiraBusy, JiraTrouble
from plugin.domain.ids import ProjectId
from plugin.usecases.tenancy import Carrier
from tests.standin.openapi import contract
from tests.web.core.bench import Bench, open_bench

ACME = "https://acme.atlassian.net"


def asked(bench: Bench, project: str | None = "PAY") -> list[Finding]:
    """What the questions to acme find."""
    (site,) = bench.app.sites.all()
    chosen = None if project is None else ProjectId(bench.app.services.jira(site.id).project(project)[0])
    onlooker = bench.app.onlooker()
    return list(ask_jira(ACME, Carrier.FORGE, lambda: onlooker.jira(site.id), chosen))


def test_each_scope_named_is_one_that_the_manifest_asks_for() -> None:
    """Or the remedy would lead nowhere."""
    named = {scope for scopes in SCOPE_OF.values() for scope in scopes.split(" or ")}
    assert named <= {scope.name for scope in (*FORGE_SCOPES, CONNECT_DATA_SCOPE)}


def test_a_jira_that_answers_is_one_line(forge: Bench) -> None:
    """What it tells; of a project only where one is on."""
    (found,) = asked(forge)
    assert found.grade is Grade.OK
    assert found.text.endswith("tells fields, statuses, the project, people, the number of issues, boards and sprints")
    (found,) = asked(forge, None)
    assert found.text.endswith("tells fields, statuses, boards and sprints")


@pytest.mark.parametrize("granted", [True, False])
def test_a_site_that_may_be_a_connect_site_is_asked_which(tmp_path: Path, *, granted: bool) -> None:
    """The scope for that is one of its own, which only a manifest with the Connect app's key asks for."""
    with open_bench(tmp_path, installed=False) as bench:
        bench.acme.install_forge(bench.manifest(KEY), bench.url)
        if not granted:
            bench.acme.faults.fail(1, 403, {}, path_contains="/rest/forge/1/app/properties/")
        (site,) = bench.app.sites.all()
        jira = bench.app.onlooker().jira
        found = list(ask_jira(ACME, Carrier.FORGE, lambda: jira(site.id), None, pending=True))
    assert found[-1].text.endswith(
        f"tells {'which Connect app was there before, ' if granted else ''}fields, statuses, boards and sprints"
    )
    assert ["the scope read:app-data:jira" in one.text for one in found] == ([False] if granted else [True, False])


def test_asking_writes_nothing_in_jira(forge: Bench) -> None:
    """Only questions are sent, at most one a matter."""
    before = forge.everything()
    asked(forge)
    assert forge.everything() == before


@pytest.mark.parametrize(
    ("path", "what", "scope"),
    [
        ("/rest/api/3/field", "fields", "read:jira-work"),
        ("/rest/api/3/status", "statuses", "read:jira-work"),
        ("/rest/api/3/user/assignable", "people", "read:jira-user"),
    ],
)
def test_a_missing_scope_is_named(forge: Bench, path: str, what: str, scope: str) -> None:
    """The rest is asked all the same after 403; after 401 it would be refused as well."""
    forge.acme.faults.fail(1, 403, {}, path_contains=path)
    refused, told = asked(forge)
    assert (refused.grade, told.grade) == (Grade.PROBLEM, Grade.OK)
    assert f"refuses to tell {what} (403): the site has not granted the scope {scope}" in refused.text
    forge.acme.faults.fail(1, 401, {"message": "Unauthorized; scope does not match"}, path_contains=path)
    assert asked(forge) == [refused, told]
    forge.acme.faults.fail(1, 401, {}, path_contains=path)
    assert f"the next hourly call brings another; or the site has not granted the scope {scope}" in asked(forge)[0].text


@pytest.mark.parametrize(("scope", "kept"), [("read:jira-user", 5), ("read:jira-work", 1)])
def test_a_scope_that_was_not_granted_is_found_out(tmp_path: Path, scope: str, kept: int) -> None:
    """By an app whose manifest did not ask for it: Jira's own rules decide what is refused."""
    with open_bench(tmp_path, installed=False) as bench:
        manifest = bench.manifest()
        scopes = [name for name in manifest["permissions"]["scopes"] if name != scope]
        bench.acme.install_forge(manifest | {"permissions": {"scopes": scopes}}, bench.url)
        found = asked_of_a_project(bench)
    refused = [one for one in found if one.grade is Grade.PROBLEM]
    assert refused
    assert all(
        f"the site has not granted the scope {scope}" in one.text for one in refused if "would not" not in one.text
    )
    told = [one.text.count(",") + 1 for one in found if one.grade is Grade.OK]
    assert sum(told) == kept


@pytest.mark.parametrize("path", ["/board", "/sprint"])
@pytest.mark.parametrize(("status", "body"), [(403, {}), (401, {"message": "Unauthorized; scope does not match"})])
def test_sprints_that_may_not_be_read_are_a_warning(forge: Bench, path: str, status: int, body: dict[str, str]) -> None:
    """The registers work without them, so nobody else would notice; a site without Jira Software refuses them too."""
    forge.acme.create_board("PAY")
    forge.acme.faults.fail(1, status, body, path_contains=path)
    refused, told = asked(forge)
    assert (refused.grade, told.grade) == (Grade.WARNING, Grade.OK)
    assert "does not tell boards and sprints (403)" in refused.text
    assert "has not granted the scope read:board-scope:jira-software" in refused.text


@pytest.mark.skipif(not contract(), reason="Jira's own documents say which call needs which scope")
def test_a_manifest_without_the_scope_of_sprints_is_found_out(tmp_path: Path) -> None:
    """Jira's own rules refuse them where there is a board."""
    with open_bench(tmp_path, installed=False) as bench:
        manifest = bench.manifest()
        scopes = [name for name in manifest["permissions"]["scopes"] if name != "read:sprint:jira-software"]
        bench.acme.install_forge(manifest | {"permissions": {"scopes": scopes}}, bench.url)
        bench.acme.create_board("PAY")
        found = asked_of_a_project(bench)
    assert [one.grade for one in found] == [Grade.WARNING, Grade.OK]


def test_a_refused_token_is_kept(forge: Bench) -> None:
    """The app itself would drop it, so that the next one is taken; who only looks leaves that to the app."""
    (kept,) = forge.rows("SELECT count(*) FROM forge_token")
    forge.acme.faults.fail(1, 401, {}, path_contains="/rest/api/3/field")
    (found,) = asked(forge, None)
    assert found.grade is Grade.PROBLEM
    assert forge.rows("SELECT count(*) FROM forge_token") == [kept]


def test_a_jira_in_trouble_ends_the_asking(forge: Bench) -> None:
    """Busy is a warning, failing a problem; either would be the same for every question."""
    forge.acme.faults.rate_limit(1, 7, path_contains="/rest/api/3/field")
    (busy,) = asked(forge, None)
    assert (busy.grade, "asks us to wait" in busy.text) == (Grade.WARNING, True)
    forge.acme.faults.fail(1, 502, "<html>", path_contains="/rest/api/3/status")
    broken, told = asked(forge, None)
    assert (broken.grade, "does not tell statuses" in broken.text) == (Grade.PROBLEM, True)
    assert told.text.endswith("tells fields")


def test_a_project_that_jira_does_not_show_is_a_warning(forge: Bench) -> None:
    """It may be gone by now; the number of its issues is then not told either."""
    forge.acme.faults.fail(1, 404, {}, path_contains="/rest/api/3/project/")
    forge.acme.faults.fail(1, 404, {}, path_contains="approximate-count")
    found = asked_of_a_project(forge)
    assert [one.grade for one in found] == [Grade.WARNING, Grade.PROBLEM, Grade.OK]
    assert "does not show the project (404)" in found[0].text


def asked_of_a_project(bench: Bench) -> list[Finding]:
    """As `asked`, without looking the project up first."""
    (site,) = bench.app.sites.all()
    onlooker = bench.app.onlooker()
    return list(ask_jira(ACME, Carrier.FORGE, lambda: onlooker.jira(site.id), ProjectId("10000")))


def test_without_anything_to_speak_with_there_is_one_line() -> None:
    """Said as a wait, not as a failure."""

    def nothing() -> None:
        raise JiraBusy("It has handed out no token.", 60)

    (found,) = ask_jira(ACME, Carrier.FORGE, nothing, None)  # type: ignore[arg-type]
    assert found.grade is Grade.WARNING
    assert "It has handed out no token." in found.text


def test_under_connect_no_scope_is_named(forge: Bench) -> None:
    """There the secret, or Jira's administrators, are what can be wrong."""

    class Refused(JiraTrouble):
        def __init__(self, status: int) -> None:
            self.status = status

    secret, kept_out = (judge_refusal(ACME, Carrier.CONNECT, "fields", Refused(status)) for status in (401, 403))
    assert "does not know the secret" in secret.text
    assert "the app's own user" in kept_out.text
    assert "scope" not in secret.text + kept_out.text
