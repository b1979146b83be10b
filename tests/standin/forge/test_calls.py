"""What the host page is told and what it carries for a Custom UI."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.standin.conftest import LEAD, MEMBER, STRANGER
from tests.standin.forge.fake_remote import FakeRemote
from tests.standin.host import host_blueprint
from tests.standin.serve import create_app
from tests.standin.world import Site


@pytest.fixture
def client(site: Site, remote: FakeRemote) -> FlaskClient:
    """A browser without scripts on the host page of the site."""
    app = create_app(site)
    app.register_blueprint(host_blueprint(site))
    site.create_issue("PAY", "Refunds", by=LEAD)
    site.webhooks.drain()
    remote.heard.clear()
    return app.test_client()


def context(client: FlaskClient, who: str, **asked: str) -> Any:
    """The context that a viewer's window gives, or the status of its refusal."""
    answer = client.get("/host/forge/context", query_string={"as": who, **asked})
    return answer.json if answer.status_code == 200 else answer.status_code


def invoke(client: FlaskClient, who: str, **asked: Any) -> Any:
    """What an invocation of a viewer's window came to."""
    answer = client.post("/host/forge/invoke", query_string={"as": who}, json=asked)
    return answer.json if answer.status_code == 200 else answer.status_code


def test_the_context_says_who_looks_at_what(site: Site, client: FlaskClient) -> None:
    """All that ``view.getContext()`` gives is there, with the issue's project."""
    assert site.forge is not None
    found = context(client, MEMBER, module="panel", issue="PAY-1")
    assert (found["accountId"], found["cloudId"], found["moduleKey"]) == (MEMBER, site.cloud_id, "panel")
    assert (found["siteUrl"], found["environmentType"]) == (site.base_url, "PRODUCTION")
    assert found["environmentId"] == site.forge.environment_id.rpartition("/")[2]
    assert found["localId"].endswith("/static/panel")
    assert {"locale", "timezone", "theme"} <= set(found)
    assert found["extension"]["type"] == "jira:issuePanel"
    assert (found["extension"]["issue"]["key"], found["extension"]["project"]["key"]) == ("PAY-1", "PAY")


def test_a_gadget_knows_its_dashboard_and_whether_it_is_being_set_up(client: FlaskClient) -> None:
    """Dashboard, gadget and entry point come from what the page asks for."""
    extension = context(client, LEAD, module="gadget", dashboard="7", gadget="8", entryPoint="edit")["extension"]
    assert (extension["dashboard"], extension["gadget"], extension["entryPoint"]) == ({"id": "7"}, {"id": "8"}, "edit")


@pytest.mark.parametrize(
    ("who", "asked", "status"),
    [
        (STRANGER, {"module": "panel", "issue": "PAY-1"}, 404),
        (STRANGER, {"module": "page", "project": "PAY"}, 404),
        (LEAD, {"module": "nothing", "project": "PAY"}, 404),
        (LEAD, {"module": "hourly"}, 404),
        (MEMBER, {"module": "settings", "project": "PAY"}, 403),
        (LEAD, {"module": "admin"}, 403),
    ],
)
def test_nobody_gets_a_context_of_what_they_may_not_see(
    site: Site, client: FlaskClient, who: str, asked: dict[str, str], status: int
) -> None:
    """Hidden issues and projects, unknown modules and pages for administrators are refused, calls from there too."""
    more = {"resource": "app", "resolver": {"endpoint": "ui"}}
    assert site.forge is not None
    site.forge.manifest["modules"] |= {
        "jira:projectSettingsPage": [{"key": "settings", **more}],
        "jira:adminPage": [{"key": "admin", **more}],
    }
    assert context(client, who, **asked) == status
    assert invoke(client, who, **asked, input={"path": "/ui/echo"}) == status


def test_an_invocation_comes_back_with_the_remotes_answer(client: FlaskClient, remote: FakeRemote) -> None:
    """Status, headers and body are those of the remote, which saw the viewer and the place."""
    asked = {"path": "/ui/echo", "method": "POST", "headers": {"X-Own": "1"}, "body": {"a": 1}}
    found = invoke(client, MEMBER, module="panel", issue="PAY-1", input=asked)
    assert found["success"]
    assert (found["payload"]["status"], found["payload"]["body"]["got"]) == (200, {"a": 1})
    assert found["payload"]["headers"]["Content-Type"] == ["application/json"]
    (heard,) = remote.heard
    extension = heard.claims["context"]["extension"]
    assert (heard.claims["principal"], extension["project"]["key"], heard.headers["X-Own"]) == (MEMBER, "PAY", "1")


def test_what_forge_cannot_carry_comes_back_as_an_error(client: FlaskClient) -> None:
    """A doubted token and an answer that is no JSON do not succeed."""
    doubted = invoke(client, LEAD, module="page", project="PAY", input={"path": "/ui/401"})
    assert doubted["error"]["message"] == "Remote could not verify the Forge Invocation Token"
    assert (doubted["success"], doubted["error"]["status"]) == (False, 401)
    assert invoke(client, LEAD, module="page", project="PAY", input={"path": "/ui/page"})["success"] is False


def test_an_invocation_must_be_one(client: FlaskClient) -> None:
    """Without an input, or with something else than an object, there is nothing to carry."""
    assert invoke(client, LEAD, module="page", project="PAY") == 400
    assert client.post("/host/forge/invoke", data="x").status_code == 400


def test_without_a_forge_app_there_is_no_context(site: Site, client: FlaskClient) -> None:
    """After uninstalling, the window has nothing to say."""
    site.uninstall_forge(tell=False)
    assert context(client, LEAD, module="page", project="PAY") == 404
