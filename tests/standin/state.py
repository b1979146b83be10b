"""The memory of one site: its tables, its lock, its clocks and its counters; every part of ``Site`` stands on this."""

import itertools
import threading
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from tests.standin import catalogue
from tests.standin.connect_delivery import ConnectCarrier
from tests.standin.faults import Faults
from tests.standin.forge.installation import ForgeInstallation, ForgeShapes, Grant
from tests.standin.model import (
    Board,
    Emitted,
    Installation,
    Issue,
    IssueLink,
    IssueType,
    LinkType,
    Project,
    PropertyWrite,
    Recorded,
    Sprint,
    Status,
    User,
    Version,
)
from tests.standin.webhooks import Dispatcher

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The wall clock, aware and in UTC."""
    return datetime.now(UTC)


class Missing(LookupError):
    """The site has no such thing; REST answers 404 with this text."""


class State:
    """Everything a site remembers; take ``lock`` before touching more than one thing."""

    def __init__(self, name: str, *, clock: Clock = utc_now, token_clock: Clock = utc_now) -> None:
        self.name = name
        self.clock = clock
        self.token_clock = token_clock
        self.base_url = f"https://{name}.atlassian.net"
        self.cloud_id = str(uuid.uuid4())
        self.client_key = str(uuid.uuid4())
        self.lock = threading.RLock()
        self.users: dict[str, User] = {}
        self.projects: dict[str, Project] = {}
        self.issues: dict[str, Issue] = {}
        self.versions: dict[str, Version] = {}
        self.boards: dict[int, Board] = {}
        self.sprints: dict[int, Sprint] = {}
        self.links: dict[str, IssueLink] = {}
        self.statuses: dict[str, Status] = {status.name: status for status in catalogue.STATUSES}
        self.issue_types: list[IssueType] = list(catalogue.ISSUE_TYPES)
        self.link_types: list[LinkType] = list(catalogue.LINK_TYPES)
        self.issue_keys: dict[str, str] = {}
        self.admins: set[str] = set()
        self.grants: dict[tuple[str, str], set[str]] = {}
        self.hidden: set[tuple[str, str]] = set()
        self.app_properties: dict[str, Any] = {}
        # By dashboard and item; the stand-in's one dashboard is everybody's to edit.
        self.dashboard_items: dict[tuple[str, str], dict[str, Any]] = {}
        # What a demo wants to remember about a site that Jira itself does not know, such as which issues are responses.
        self.notes: dict[str, Any] = {}
        self.tasks: dict[str, dict[str, Any]] = {}
        self.installation: Installation | None = None
        # Keys of the Connect apps that were ever installed here, uninstalled or not.
        self.connect_apps: set[str] = set()
        self.sessions: dict[str, str] = {}
        self.forge: ForgeInstallation | None = None
        self.forge_shapes = ForgeShapes()
        self.forge_grants: dict[str, Grant] = {}
        self.forge_properties: dict[str, Any] = {}
        # Where Forge's REST gateway and Custom UI are, once `serve` has put them on loopback.
        self.gateway_url: str | None = None
        self.custom_ui_url: str | None = None
        self.requests: list[Recorded] = []
        self.violations: list[str] = []
        self.property_log: list[PropertyWrite] = []
        self.emitted: deque[Emitted] = deque(maxlen=20_000)
        self.faults = Faults()
        self.webhooks = Dispatcher()
        self.webhooks.carriers["connect"] = ConnectCarrier(self._signing_installation, token_clock)
        self.search_page_cap = 100
        self.search_cursors: dict[str, tuple[tuple[str, str], list[str]]] = {}
        self.task_polls = 0
        self.inline_changelog = 40
        self._quiet = 0
        self._counters: dict[str, Iterator[int]] = {}
        self.app_account_id = f"557058:{uuid.uuid4()}"
        self.users[self.app_account_id] = User(self.app_account_id, "Plumbline", account_type="app")

    def _signing_installation(self) -> Installation | None:
        return self.installation

    def next_number(self, kind: str, start: int = 1) -> int:
        """The next number of its kind: of boards, of sprints, of issues within a project."""
        with self.lock:
            return next(self._counters.setdefault(kind, itertools.count(start)))

    def next_id(self, kind: str) -> str:
        """The next id of its kind, from 10000 on."""
        return str(self.next_number(kind, 10000))

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """No webhook is sent for what happens inside: for seeding a site with history."""
        with self.lock:
            self._quiet += 1
        try:
            yield
        finally:
            with self.lock:
                self._quiet -= 1

    def user(self, account_id: str) -> User:
        """The user with this account id; raises ``Missing``."""
        found = self.users.get(account_id)
        if found is None:
            raise Missing(f"The user with the account ID '{account_id}' does not exist.")
        return found

    def project(self, id_or_key: str | int) -> Project:
        """The project with this id or key; raises ``Missing``."""
        wanted = str(id_or_key)
        found = self.projects.get(wanted) or next((p for p in self.projects.values() if p.key == wanted), None)
        if found is None:
            raise Missing(f"No project could be found with key '{wanted}'.")
        return found

    def issue(self, id_or_key: str | int) -> Issue:
        """The issue with this id, key or former key; raises ``Missing``."""
        wanted = str(id_or_key)
        found = self.issues.get(wanted) or self.issues.get(self.issue_keys.get(wanted.upper(), ""))
        if found is None:
            raise Missing("Issue does not exist or you do not have permission to see it.")
        return found

    def version(self, version: str | int | Version, project_id: str | None = None) -> Version:
        """The version with this id, or with this name in the project; raises ``Missing``."""
        wanted = version.id if isinstance(version, Version) else str(version)
        found = self.versions.get(wanted)
        named = (v for v in self.versions.values() if v.name == wanted and project_id in {None, v.project_id})
        found = found or next(named, None)
        if found is None:
            raise Missing(f"Could not find version for id '{wanted}'")
        return found

    def board(self, board_id: int | str) -> Board:
        """The board with this id; raises ``Missing``."""
        found = self.boards.get(int(board_id)) if str(board_id).isdigit() else None
        if found is None:
            raise Missing("The requested board cannot be viewed because it either does not exist or is not visible.")
        return found

    def sprint(self, sprint: int | str | Sprint) -> Sprint:
        """The sprint with this id; raises ``Missing``."""
        wanted = str(sprint.id if isinstance(sprint, Sprint) else sprint)
        found = self.sprints.get(int(wanted)) if wanted.isdigit() else None
        if found is None:
            raise Missing("Sprint does not exist.")
        return found

    def status(self, name: str) -> Status:
        """The status with this name; raises ``Missing``."""
        found = self.statuses.get(name)
        if found is None:
            raise Missing(f"There is no status '{name}' here.")
        return found

    def property_writes(self, issue_id: str | None = None, project_id: str | None = None) -> list[PropertyWrite]:
        """The entity properties written over REST so far, of one issue or project or of all, oldest first."""
        with self.lock:
            log = list(self.property_log)
        if issue_id is not None:
            return [w for w in log if w.entity == "issue" and w.entity_id == str(issue_id)]
        if project_id is not None:
            return [w for w in log if w.entity == "project" and w.entity_id == str(project_id)]
        return log
