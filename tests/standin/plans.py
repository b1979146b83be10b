"""What people do with versions, boards and sprints."""

from datetime import date, datetime, timedelta
from typing import Any

from tests.standin import changes, shapes
from tests.standin.issues import IssueActions
from tests.standin.model import Board, Issue, Sprint, Version


class PlanActions(IssueActions):
    """The part of a site that plans; each action emits its webhook, and issues touched on the way emit theirs."""

    def create_version(
        self,
        project_key: str,
        name: str,
        *,
        release_date: date | str | None = None,
        start_date: date | str | None = None,
        description: str = "",
    ) -> Version:
        """A new unreleased version; dates are days."""
        with self.lock:
            project = self.project(project_key)
            version = Version(self.next_id("version"), name, project.id, description=description)
            version.release_date, version.start_date = _day(release_date), _day(start_date)
            self.versions[version.id] = version
            self._version_event("jira:version_created", version)
            return version

    def release_version(self, version: Version | str, on: date | str | None = None) -> Version:
        """Release a version; ``on`` sets the release date, which is today where none was planned."""
        with self.lock:
            found = self.version(version)
            found.released = True
            found.release_date = _day(on) or found.release_date or self.clock().date().isoformat()
            self._version_event("jira:version_released", found)
            return found

    def unrelease_version(self, version: Version | str) -> Version:
        """Take a release back; the date stays."""
        with self.lock:
            found = self.version(version)
            found.released = False
            self._version_event("jira:version_unreleased", found)
            return found

    def update_version(self, version: Version | str, **fields: Any) -> Version:
        """Change name, description, release_date, start_date or archived."""
        with self.lock:
            found = self.version(version)
            was_archived = found.archived
            for name, value in fields.items():
                if name not in {"name", "description", "release_date", "start_date", "archived"}:
                    raise TypeError(f"a version has no field {name} to update here")
                setattr(found, name, _day(value) if name.endswith("_date") else value)
            forge_name = None
            if found.archived != was_archived:
                forge_name = f"avi:jira:{'archived' if found.archived else 'unarchived'}:version"
            self._version_event("jira:version_updated", found, forge_name=forge_name)
            return found

    def delete_version(
        self, version: Version | str, move_to: Version | str | None = None, *, by: str | None = None
    ) -> None:
        """Delete a version; its issues lose it, or get ``move_to`` instead, each with a changelog entry."""
        with self.lock:
            gone = self.version(version)
            target = None if move_to is None else self.version(move_to)
            for issue in [one for one in self.issues.values() if gone.id in one.fix_versions]:
                kept = [v for v in issue.fix_versions if v != gone.id]
                if target is not None and target.id not in kept:
                    kept.append(target.id)
                self.update_issue(issue.id, by=by or issue.reporter, fix_versions=kept)
            more = {} if target is None else {"mergedTo": shapes.version(self, target, api=2)}
            self._version_event("jira:version_deleted", gone, more=more)
            del self.versions[gone.id]

    def create_board(self, project_key: str, name: str | None = None, type: str = "scrum") -> Board:  # noqa: A002
        """A board over one project."""
        with self.lock:
            project = self.project(project_key)
            board = Board(self.next_number("board"), name or f"{project.key} board", project.id, type)
            self.boards[board.id] = board
            self.emit("board_created", {"board": shapes.board(self, board)}, project=project)
            return board

    def create_sprint(
        self,
        board: Board | int,
        name: str,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        goal: str = "",
        at: datetime | None = None,
    ) -> Sprint:
        """A future sprint on a board."""
        with self.lock:
            on = board if isinstance(board, Board) else self.board(board)
            sprint = Sprint(self.next_number("sprint"), name, on.id, goal=goal, start=start, end=end)
            sprint.created = at or self.clock()
            self.sprints[sprint.id] = sprint
            self._sprint_event("sprint_created", sprint)
            return sprint

    def start_sprint(self, sprint: Sprint | int, at: datetime | None = None, end: datetime | None = None) -> Sprint:
        """Start a future sprint; without a planned end it runs two weeks."""
        with self.lock:
            found = self.sprint(sprint)
            if found.state != "future":
                raise ValueError(f"a {found.state} sprint cannot be started")
            found.state, found.start = "active", at or self.clock()
            found.end = end or found.end or found.start + timedelta(weeks=2)
            self._sprint_event("sprint_started", found)
            return found

    def close_sprint(
        self,
        sprint: Sprint | int,
        at: datetime | None = None,
        move_to: Sprint | int | None = None,
        *,
        by: str | None = None,
    ) -> Sprint:
        """Complete an active sprint; unfinished issues go to ``move_to``, or back to the backlog."""
        with self.lock:
            found = self.sprint(sprint)
            if found.state != "active":
                raise ValueError(f"a {found.state} sprint cannot be closed")
            found.state, found.completed = "closed", at or self.clock()
            self._sprint_event("sprint_closed", found)
            if move_to is not None:
                for issue in self._unfinished(found):
                    self.update_issue(issue.id, by=by or issue.reporter, at=at, sprint=move_to)
            return found

    def update_sprint(self, sprint: Sprint | int, **fields: Any) -> Sprint:
        """Change name, goal, start or end; the event carries the old values."""
        with self.lock:
            found = self.sprint(sprint)
            before = shapes.sprint(self, found)
            for name, value in fields.items():
                if name not in {"name", "goal", "start", "end"}:
                    raise TypeError(f"a sprint has no field {name} to update here")
                setattr(found, name, value)
            after = shapes.sprint(self, found)
            old = {key: before.get(key) for key in after if after[key] != before.get(key)}
            self._sprint_event("sprint_updated", found, old)
            return found

    def delete_sprint(self, sprint: Sprint | int, by: str | None = None) -> None:
        """Delete a sprint; its issues lose it."""
        with self.lock:
            found = self.sprint(sprint)
            for issue in [one for one in self.issues.values() if found.id in one.sprints]:
                items = changes.set_sprints(self, issue, [s for s in issue.sprints if s != found.id])
                self._write(issue, items, by or issue.reporter, None, "issue_updated")
            self._sprint_event("sprint_deleted", found)
            del self.sprints[found.id]

    def _unfinished(self, sprint: Sprint) -> list[Issue]:
        inside = [one for one in self.issues.values() if sprint.id in one.sprints]
        return [one for one in inside if one.status.category != "done" and not one.type.subtask]


def _day(value: date | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value
