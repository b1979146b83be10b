"""The Forge manifest: the same modules as under Connect, the events that are answered, and a remote for each form."""

from typing import Any

import pytest

from descriptors import identity
from descriptors.forge import FORMS, ForgeApp, Form, forge_manifest, forge_scopes
from descriptors.forge_command import PLACEHOLDER_APP_ID
from descriptors.forge_folder import pages_by_module
from descriptors.forge_triggers import WANTED, triggers
from descriptors.indexing import EntityProperty
from descriptors.modules import MODULES, VIEWS
from handlers import forge as forge_handlers
from handlers import registry

BASE_URL = "https://tools.example.org"
NATIVE: tuple[Form, ...] = ("own", "shared")


def manifest(form: Form = "own", connect_key: str | None = None) -> dict[str, Any]:
    """The manifest of a registration of this form."""
    return forge_manifest(ForgeApp(PLACEHOLDER_APP_ID, form, None if form == "shared" else BASE_URL, connect_key))


def entries(kind: str, form: Form = "own") -> list[dict[str, Any]]:
    """The manifest's modules of one kind."""
    found: list[dict[str, Any]] = manifest(form)["modules"].get(kind, [])
    return found


def test_every_view_is_there_under_its_connect_key() -> None:
    """What Connect shows, Forge shows as well, under the same key, as the one bundle that may call the back end."""
    shown = {one["key"]: one for kind, found in manifest()["modules"].items() for one in found if "resource" in one}
    assert set(shown) == {view.key for view in VIEWS}
    assert {one["resource"] for one in shown.values()} == {"app"}
    assert all(one["resolver"] == {"endpoint": "ui"} for one in shown.values())
    assert {kind for kind in manifest()["modules"] if kind.startswith("jira:")} == {
        "jira:issueContext",
        "jira:issuePanel",
        "jira:projectPage",
        "jira:projectSettingsPage",
        "jira:globalPage",
        "jira:adminPage",
        "jira:dashboardGadget",
        "jira:entityProperty",
    }


def test_the_bundle_knows_the_page_of_every_view() -> None:
    """`modules.json` has the path and the fit of each view, and the paths are those of the Connect descriptor."""
    pages: dict[str, Any] = pages_by_module()
    assert pages["issue-panel"] == {"path": "/ui/issues/{issue.id}/panel?project={project.id}", "fit": "content"}
    assert pages["project-page"] == {"path": "/ui/projects/{project.id}", "fit": "page"}
    assert pages["portfolio"] == {"path": "/ui/portfolio", "fit": "page"}
    assert set(pages) == {view.key for view in VIEWS}
    assert all(str(page["path"]) in str(view.connect()) for view in VIEWS if (page := pages[view.key]))


def test_jql_names_are_the_same_on_both_platforms() -> None:
    """A filter written under Connect means the same under Forge: same properties, same paths, same names."""
    indexed = {one["propertyKey"]: one for one in entries("jira:entityProperty")}
    for module in (one for one in MODULES if isinstance(one, EntityProperty)):
        found = indexed.pop(module.property_key)
        assert found["entityType"] == module.entity
        values = [(value["path"], value["type"], value.get("searchAlias")) for value in found["values"]]
        assert values == [(one.object_name, one.type, one.alias) for one in module.extractions]
    assert indexed == {}


def test_we_subscribe_to_exactly_what_we_answer() -> None:
    """Each Forge event with an answer stands in one trigger, and nothing else does but the app's own life."""
    listed = [event for trigger in entries("trigger") for event in trigger["events"]]
    life = ["avi:forge:installed:app", "avi:forge:upgraded:app"]
    assert sorted(listed) == sorted([*life, *registry.forge_events])
    assert len(set(listed)) == len(listed)


def test_issue_events_bring_what_handlers_need_and_nothing_of_our_own() -> None:
    """Only issue events are asked for with fields, those handlers look for, and without what the app did itself."""
    by_key = {
        trigger["key"]: trigger for trigger in triggers("events", ["avi:jira:updated:issue", "avi:jira:moved:version"])
    }
    assert by_key["issue-events"]["filter"] == {"ignoreSelf": True}
    assert by_key["issue-events"]["payload"] == {"include": {"fields": list(WANTED)}}
    assert set(by_key["version-events"]) == {"key", "endpoint", "events"}
    assert set(WANTED) == set(forge_handlers.SEEN_WITH)


def test_endpoints_lead_where_the_server_listens() -> None:
    """Events, the hourly tick and the farewell have their paths and no person's token; pages name their own paths."""
    endpoints = {one["key"]: one for one in entries("endpoint")}
    assert {key: one.get("route", {}).get("path") for key, one in endpoints.items()} == {
        "ui": None,
        "events": "/forge/events",
        "tick": "/forge/tick",
        "gone": "/forge/uninstall",
    }
    assert {key for key, one in endpoints.items() if one["auth"].get("appUserToken")} == {"ui"}
    assert all(one["auth"]["appSystemToken"] == {"enabled": True} for one in endpoints.values())
    assert entries("scheduledTrigger") == [{"key": "hourly", "interval": "hour", "endpoint": "tick"}]
    assert [one["endpoint"] for one in entries("preUninstall")] == ["gone"]


def test_the_admin_page_stays_in_the_sidebar() -> None:
    """Jira hides an administration page that is used as configuration; only the greeting is used as Get started."""
    marks = {one["key"]: (one.get("useAsConfig"), one.get("useAsGetStarted")) for one in entries("jira:adminPage")}
    assert marks == {"site-admin": (None, None), "get-started": (None, True)}


def test_an_own_registration_names_its_server() -> None:
    """The remote has the address, and the manifest declares that data goes there."""
    own = manifest("own")
    assert [remote["baseUrl"] for remote in own["remotes"]] == [BASE_URL]
    assert own["permissions"]["external"] == {"fetch": {"backend": [{"remote": "backend"}]}}


def test_a_shared_registration_names_none() -> None:
    """The administrator is asked for the address, so the manifest has none and declares no fixed destination."""
    shared = manifest("shared")
    [remote] = shared["remotes"]
    assert "baseUrl" not in remote
    assert remote["configurable"]["name"]
    assert shared["permissions"]["external"] == {"configurable": {"enabled": True}}
    assert BASE_URL not in str(shared)


@pytest.mark.parametrize("form", NATIVE)
def test_only_who_continues_a_connect_app_says_so(form: Form) -> None:
    """The Connect key and the scope to look for its data stand in the manifest only where they were asked for."""
    plain, continuing = manifest(form), manifest(form, identity.KEY)
    assert "connect" not in plain["app"]
    assert continuing["app"]["connect"] == {"key": identity.KEY}
    more = set(continuing["permissions"]["scopes"]) - set(plain["permissions"]["scopes"])
    assert more == {"read:app-data:jira"}


def test_the_connect_form_is_the_descriptor_in_other_words() -> None:
    """Every module of the descriptor, its lifecycle and a key for each webhook, and nothing of Forge's own."""
    connect = manifest("connect")
    assert connect["app"]["connect"] == {"key": identity.KEY, "remote": "backend", "authentication": "jwt"}
    assert "modules" not in connect
    assert "resources" not in connect
    listed = connect["connectModules"]
    assert listed["jira:lifecycle"] == [{"key": "lifecycle", **identity.LIFECYCLE}]
    assert [one["event"] for one in listed["jira:webhooks"]] == list(registry.events)
    assert sum(len(found) for found in listed.values()) == len(MODULES) + 1
    assert connect["permissions"]["scopes"] == ["read:connect-jira", "write:connect-jira", "admin:connect-jira"]


@pytest.mark.parametrize("form", FORMS)
def test_no_two_modules_share_a_key(form: Form) -> None:
    """Keys are unique throughout a manifest, whatever the kind of module."""
    lists = manifest(form).get("modules") or manifest(form)["connectModules"]
    keys = [one["key"] for found in lists.values() for one in found]
    assert sorted(set(keys)) == sorted(keys)


@pytest.mark.parametrize("form", FORMS)
def test_every_scope_has_a_reason(form: Form) -> None:
    """An administrator who asks why a scope is wanted finds a full sentence, and no scope is asked for twice."""
    scopes = forge_scopes(ForgeApp(PLACEHOLDER_APP_ID, form, BASE_URL, None))
    assert all(len(scope.reason.split()) > 5 and scope.reason.endswith(".") for scope in scopes)
    assert len({scope.name for scope in scopes}) == len(scopes)
