"""What administrators do: people, projects and who may see and do what in them."""

import secrets
from collections.abc import Iterable
from dataclasses import replace

from tests.standin import catalogue, shapes
from tests.standin.model import Issue, Project, User
from tests.standin.plans import PlanActions

_EVERYTHING = frozenset(catalogue.PROJECT_PERMISSIONS)


class ProjectActions(PlanActions):
    """The part of a site that is administered. Nobody sees a project without a grant; its lead may do everything."""

    def create_user(self, account_id: str, display_name: str, *, admin: bool = False) -> User:
        """A new person; ``admin`` makes a site administrator of them."""
        with self.lock:
            user = User(account_id, display_name)
            self.users[account_id] = user
            if admin:
                self.admins.add(account_id)
            self.emit("user_created", {"user": {"accountId": account_id, "displayName": display_name}})
            return user

    def deactivate_user(self, account_id: str) -> User:
        """A person who may not log in any more; everything of theirs stays."""
        with self.lock:
            user = replace(self.users[account_id], active=False)
            self.users[account_id] = user
            self.emit("user_updated", {"user": shapes.user(self, user, api=2)})
            return user

    def delete_user(self, account_id: str) -> None:
        """A person who is gone."""
        with self.lock:
            user = self.users.pop(account_id)
            self.emit("user_deleted", {"user": {"accountId": user.account_id}})

    def create_project(
        self,
        key: str,
        name: str,
        lead: str,
        *,
        issue_types: Iterable[str] | None = None,
        statuses: Iterable[str] | None = None,
    ) -> Project:
        """A new project; its workflow has all five statuses unless ``statuses`` names some."""
        with self.lock:
            self.user(lead)
            types = list(issue_types or (one.name for one in self.issue_types))
            project = Project(self.next_id("project"), key, name, lead, types, list(statuses or self.statuses))
            self.projects[project.id] = project
            self.grants[lead, project.id] = set(_EVERYTHING)
            self._project_event("project_created", project)
            return project

    def update_project(
        self, key: str, *, name: str | None = None, lead: str | None = None, new_key: str | None = None
    ) -> Project:
        """Rename a project, or change its lead or key; with a new key its issues get new keys too."""
        with self.lock:
            project = self.project(key)
            project.name, project.lead = name or project.name, lead or project.lead
            if new_key:
                project.key = new_key
                for issue in [one for one in self.issues.values() if one.project_id == project.id]:
                    issue.key = f"{new_key}-{issue.key.rpartition('-')[2]}"
                    self.issue_keys[issue.key] = issue.id
            self._project_event("project_updated", project)
            return project

    def archive_project(self, key: str) -> Project:
        """Archive a project; its issues stay readable by id but leave every search."""
        with self.lock:
            project = self.project(key)
            project.archived = True
            self._project_event("project_archived", project)
            return project

    def restore_project(self, key: str) -> Project:
        """Take a project out of the archive."""
        with self.lock:
            project = self.project(key)
            project.archived = False
            self._project_event("project_restored_archived", project)
            return project

    def delete_project(self, key: str) -> None:
        """Delete a project with all it holds; only the project's own event is sent, as in Jira."""
        with self.lock:
            project = self.project(key)
            with self.quiet():
                for issue in [one for one in self.issues.values() if one.project_id == project.id]:
                    self._forget_issue(issue)
            for version in [one for one in self.versions.values() if one.project_id == project.id]:
                del self.versions[version.id]
            self._project_event("project_deleted", project)
            del self.projects[project.id]

    def set_permission(self, account_id: str, project_key: str, permissions: Iterable[str]) -> None:
        """Exactly these project permissions for this account; BROWSE_PROJECTS, EDIT_ISSUES, ADMINISTER_PROJECTS, …"""
        wanted = set(permissions)
        if wanted - _EVERYTHING:
            raise ValueError(f"no project permission: {', '.join(sorted(wanted - _EVERYTHING))}")
        with self.lock:
            self.user(account_id)
            if "EDIT_ISSUES" in wanted:
                wanted |= {"CREATE_ISSUES", "ADD_COMMENTS", "LINK_ISSUES", "TRANSITION_ISSUES", "SCHEDULE_ISSUES"}
            self.grants[account_id, self.project(project_key).id] = wanted

    def set_site_admin(self, account_id: str, *, admin: bool = True) -> None:
        """Give or take the global permission ADMINISTER; it opens no project by itself."""
        with self.lock:
            self.user(account_id)
            (self.admins.add if admin else self.admins.discard)(account_id)

    def hide_issue(self, key: str, from_account: str) -> None:
        """Issue-level security: this account no longer sees this issue, whatever its project rights."""
        with self.lock:
            self.hidden.add((self.issue(key).id, from_account))

    def holds(self, account_id: str, permission: str, project: Project, issue: Issue | None = None) -> bool:
        """Whether the account holds the permission on the project, or on the issue where one is given."""
        with self.lock:
            if issue is not None and (issue.id, account_id) in self.hidden:
                return False
            if account_id == self.app_account_id:
                return True
            return permission in self.grants.get((account_id, project.id), set())

    def sees(self, account_id: str, issue: Issue) -> bool:
        """Whether the account may see the issue."""
        return self.holds(account_id, "BROWSE_PROJECTS", self.projects[issue.project_id], issue)

    def session_for(self, account_id: str) -> str:
        """A token that lets a browser call this site's REST API as this person (header ``X-Standin-Session``)."""
        with self.lock:
            self.user(account_id)
            token = secrets.token_urlsafe(24)
            self.sessions[token] = account_id
            return token
