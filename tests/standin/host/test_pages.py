"""What the host's pages show to whom, and what their forms do to Jira."""

from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.standin.host.conftest import Stage
from tests.standin.host.fake_app import KEY
from tests.standin.sample import Sample
from tests.standin.world import Site

STORY = "Show open refunds by age to finance"


def page_as(client: FlaskClient, sample: Sample, role: str, path: str) -> TestResponse:
    """A page through the eyes of a role."""
    return client.get(path, query_string={"as": sample.people[role]})


@pytest.mark.parametrize(
    "path", ["/", "/projects/PAY", "/projects/PAY?selectedItem=board", "/browse/PAY-1", "/search", "/nowhere-1"]
)
def test_every_page_says_what_it_is(client: FlaskClient, path: str) -> None:
    """Each page says that it is a stand-in for demo and tests only."""
    answer = client.get(path if path != "/nowhere-1" else "/browse/NOWHERE-1")

    assert "Stand-in Jira: for demo and tests only" in answer.text


def test_pages_allow_no_inline_code(client: FlaskClient) -> None:
    """The host page's own policy forbids inline scripts and being framed, and no template carries any."""
    answer = client.get("/browse/PAY-1")
    policy = answer.headers["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy
    assert " style=" not in answer.text
    assert "onclick" not in answer.text


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        ("Viewer", "/browse/PAY-1", 200),
        ("Viewer", "/projects/PAY", 200),
        ("Viewer", "/projects/PAY/settings", 403),
        ("Viewer", "/admin", 403),
        ("Viewer", "/projects/OPS", 404),
        ("Outsider", "/browse/PAY-1", 404),
        ("Outsider", "/projects/PAY", 404),
        ("Release lead", "/projects/PAY/settings", 200),
        ("Release lead", "/admin", 403),
        ("Engineering manager", "/admin", 200),
    ],
)
def test_pages_open_by_right(client: FlaskClient, sample: Sample, role: str, path: str, status: int) -> None:
    """What a person may not see is not found; what they may not do is refused."""
    assert page_as(client, sample, role, path).status_code == status


def test_choice_of_person_is_remembered(client: FlaskClient, sample: Sample) -> None:
    """Looking as somebody lasts until somebody else is chosen."""
    page_as(client, sample, "Outsider", "/")

    assert client.get("/browse/PAY-1").status_code == 404


@pytest.mark.parametrize(
    ("theme", "mode"), [("dark", "dark"), ("light", "light"), ("auto", "light"), ("pink", "light")]
)
def test_theme_is_in_the_address(client: FlaskClient, theme: str, mode: str) -> None:
    """The theme of the address sets the page's colour mode and stays in its links."""
    text = client.get("/", query_string={"theme": theme}).text

    assert f'data-color-mode="{mode}"' in text
    assert ("/projects/PAY?theme=dark" in text) == (theme == "dark")


def test_issue_shows_its_fields_and_history(client: FlaskClient, sample: Sample) -> None:
    """An issue shows summary, estimate, version, links' other ends and what was changed."""
    text = unescape(client.get(f"/browse/{sample.key(STORY)}").text)

    assert STORY in text
    assert "PAY sprint 7" in text
    assert "Story point estimate" in text


def test_links_to_hidden_projects_are_hidden(client: FlaskClient, sample: Sample) -> None:
    """A link to an issue that the viewer may not see is not shown."""
    path = f"/browse/{sample.key('Rehearse a provider outage in the staging environment')}"
    blocker = "Provide a staging network that can lose a provider"

    assert blocker in page_as(client, sample, "Release lead", path).text
    assert blocker not in page_as(client, sample, "Viewer", path).text


@pytest.mark.parametrize(
    ("what", "form"),
    [
        ("transition", {"status": "In Review"}),
        ("fields", {"points": "13"}),
        ("fields", {"versions": "1", "fix_version": "2.1"}),
        ("fields", {"assignee": ""}),
        ("links", {"type": "Relates", "other": "pay-1"}),
        ("comments", {"text": "Looks done to me"}),
    ],
)
def test_forms_change_jira(client: FlaskClient, site: Site, sample: Sample, what: str, form: dict[str, str]) -> None:
    """Each form changes the issue through the site, so that a webhook goes out, and leads back to the issue."""
    key = sample.key(STORY)

    answer = client.post(f"/browse/{key}/{what}", data=form)

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/browse/{key}"
    assert site.emitted


@pytest.mark.parametrize(
    ("what", "form"), [("fields", {"points": "many"}), ("links", {"type": "Blocks", "other": "NO-1"})]
)
def test_nonsense_changes_nothing(
    client: FlaskClient, site: Site, sample: Sample, what: str, form: dict[str, str]
) -> None:
    """A form that makes no sense is refused and changes nothing."""
    answer = client.post(f"/browse/{sample.key(STORY)}/{what}", data=form)

    assert answer.status_code in {400, 404}
    assert not site.emitted


@pytest.mark.parametrize("what", ["transition", "fields", "delete"])
def test_viewers_change_nothing(client: FlaskClient, site: Site, sample: Sample, what: str) -> None:
    """A person without the right to edit is refused."""
    page_as(client, sample, "Viewer", "/")

    answer = client.post(f"/browse/{sample.key(STORY)}/{what}", data={"status": "Done", "points": "1"})

    assert answer.status_code == 403
    assert not site.emitted


def test_issues_are_created_and_deleted(client: FlaskClient, site: Site) -> None:
    """The list's form makes an issue in the chosen version; the issue's button deletes it."""
    answer = client.post("/projects/PAY/issues", data={"summary": "A new thing", "points": "2", "fix_version": "2.0"})
    key = answer.headers["Location"].rpartition("/")[2]
    assert site.issue(key).points == 2

    client.post(f"/browse/{key}/delete")

    assert key not in site.issue_keys


def test_search_runs_jql(client: FlaskClient, sample: Sample) -> None:
    """Search answers JQL with the issues the viewer sees."""
    text = client.get("/search", query_string={"jql": 'fixVersion = "2.1" AND type = Story'}).text
    assert sample.key("Show acceptance rate by bank and card type") in text

    page_as(client, sample, "Outsider", "/")
    assert (
        "finds 0 issues"
        in client.get("/search", query_string={"jql": "project = PAY OR project = OPS AND type = Epic"}).text
    )


def test_search_explains_what_is_wrong(client: FlaskClient) -> None:
    """A query that cannot be read is answered with what is wrong with it."""
    assert 'role="alert"' in client.get("/search", query_string={"jql": "fixVersion == ("}).text


def test_without_an_app_there_are_no_panels(client: FlaskClient) -> None:
    """A site without an app shows Jira's own pages and nothing else."""
    assert "data-frame" not in client.get("/browse/PAY-1").text
    assert client.get("/projects/PAY?selectedItem=any__thing").status_code == 200


def test_glance_shows_the_apps_lozenge(stage: Stage) -> None:
    """The right column shows the label of the descriptor and the status that the app set as a property."""
    client = stage.client()
    issue = stage.site.issue("PAY-2")
    issue.properties[f"com.atlassian.jira.issue:{KEY}:glance:status"] = {
        "type": "lozenge",
        "value": {"label": "Critical", "type": "removed"},
    }

    text = client.get("/browse/PAY-2").text

    assert "Open risks" in text
    assert '<span class="lozenge lozenge-removed">Critical</span>' in text


@pytest.mark.parametrize(
    ("path", "module"),
    [
        ("/browse/PAY-2", "panel"),
        (f"/projects/PAY?selectedItem={KEY}__register", "register"),
        ("/projects/PAY/settings", "settings"),
        (f"/plugins/servlet/ac/{KEY}/portfolio", "portfolio"),
    ],
)
def test_modules_stand_where_jira_puts_them(stage: Stage, path: str, module: str) -> None:
    """Each kind of module is embedded on its page, with a signed address."""
    text = unescape(stage.client().get(path).text)

    assert f'"key": "{module}"' in text
    assert "jwt=" in text


def test_tokens_are_refused_for_hidden_issues(stage: Stage) -> None:
    """Nobody gets a context token, a context or an address for an issue that they may not see."""
    client = stage.client()
    client.get("/", query_string={"as": stage.sample.people["Outsider"]})

    for path in ("/host/token?issue=PAY-2", "/host/context?issue=PAY-2", "/host/frame?module=panel&issue=PAY-2"):
        assert client.get(path).status_code == 404
