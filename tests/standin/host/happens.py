"""The "Jira happens" bar: single events that a watcher can follow in the open panels, and a sentence for each."""

import random
from collections.abc import Callable

from flask import Blueprint, Response, abort, jsonify

from tests.standin import sample
from tests.standin.changes import number_text
from tests.standin.model import Issue, Version
from tests.standin.world import Site

BULK = 300
_ESTIMATES = (1.0, 2.0, 3.0, 5.0, 8.0, 13.0)
_IDEAS = (
    "Refund to a gift card",
    "Show the exchange rate on the refund receipt",
    "Warn support before a refund goes to a closed card",
    "Accept settlement files that come twice",
    "Name the bank when a challenge fails",
    "Retry a capture after a provider time-out",
    "Let finance comment on unmatched items",
    "Export disputes for the auditor",
    "Show which provider took a payment",
    "Pause payouts for a merchant under review",
)


class NothingToDo(Exception):
    """The site has nothing left for this event; the message says so in a sentence."""


class Happenings:
    """Plays events on the frozen release of a site, or on its first unreleased version where the sample is absent."""

    def __init__(self, site: Site, seed: int = 1) -> None:
        self.site = site
        self._random = random.Random(seed)
        self._ideas = 0
        self.events: dict[str, Callable[[], str]] = {
            "story-added": self.add_story,
            "re-estimated": self.re_estimate,
            "response-done": self.finish_response,
            "version-released": self.release,
            "issue-deleted": self.delete_issue,
            "bulk-changed": self.change_in_bulk,
            "anything": self.anything,
        }

    def play(self, what: str) -> str:
        """Let one event happen and say what it was; ``KeyError`` for an unknown one."""
        event = self.events[what]
        with self.site.lock:
            try:
                return event()
            except NothingToDo as reason:
                return str(reason)

    def add_story(self) -> str:
        """A new story comes into the frozen release."""
        version, points = self._release(), self._random.choice(_ESTIMATES[1:5])
        idea = _IDEAS[self._ideas % len(_IDEAS)]
        self._ideas += 1
        author = self._person("Product owner")
        project = self.site.projects[version.project_id]
        made = self.site.create_issue(project.key, idea, points=points, fix_versions=[version], by=author)
        return f"{made.key} “{idea}” was added to release {version.name} with {number_text(points)} points."

    def re_estimate(self) -> str:
        """An open story of the release gets another estimate."""
        issue = self._pick([one for one in self._open() if one.points is not None], "has an estimate to change")
        before = issue.points
        after = self._random.choice([points for points in _ESTIMATES if points != before])
        self.site.update_issue(issue.key, by=issue.assignee or issue.reporter, points=after)
        return (
            f"{issue.key} “{issue.summary}” was re-estimated from {number_text(before)} to {number_text(after)} points."
        )

    def finish_response(self) -> str:
        """An open issue that answers a risk is done; the app's owner lists such issues in ``site.notes``."""
        known = [self.site.issues.get(self.site.issue_keys.get(key, "")) for key in self._response_keys()]
        still_open = [one for one in known if one is not None and one.status.category != "done"]
        if not still_open:
            raise NothingToDo("No open response is known, so nothing happened.")
        issue = still_open[0]
        self.site.transition(issue.key, "Done", by=issue.assignee or issue.reporter)
        return f"The response {issue.key} “{issue.summary}” is done."

    def release(self) -> str:
        """The frozen release ships today."""
        version = self._release()
        if version.released:
            raise NothingToDo(f"Release {version.name} is out already, so nothing happened.")
        self.site.release_version(version, self.site.clock().date())
        return f"Release {version.name} was released."

    def delete_issue(self) -> str:
        """An open story of the release is deleted; Jira keeps nothing of it."""
        kept = set(self._response_keys())
        issue = self._pick([one for one in self._open() if one.key not in kept], "is open to be deleted")
        self.site.delete_issue(issue.key, by=issue.reporter)
        return f"{issue.key} “{issue.summary}” was deleted."

    def change_in_bulk(self) -> str:
        """Three hundred issues get a label at once; where the project is smaller, the rest is imported first."""
        version = self._release()
        project = self.site.projects[version.project_id]
        own = [one for one in self.site.issues.values() if one.project_id == project.id]
        missing, by = max(0, BULK - len(own)), self._person("Engineering manager")
        names = [f"From the old tracker: item {number + 1}" for number in range(missing)]
        own += [self.site.create_issue(project.key, name, "Task", by=by) for name in names]
        label = f"triage-{self._random.randrange(1000, 10000)}"
        for issue in own[:BULK]:
            self.site.update_issue(issue.key, by=by, labels=[*issue.labels[-1:], label])
        imported = f", after {missing} had been imported from an old tracker" if missing else ""
        return f"{BULK} issues of {project.name} got the label {label} in one go{imported}."

    def advance(self) -> str:
        """An issue of the release moves one step along the workflow."""
        issue = self._pick(self._open(), "is open to be worked on")
        steps = self.site.projects[issue.project_id].statuses
        following = steps[min(steps.index(issue.status.name) + 1, steps.index("Done"))]
        self.site.transition(issue.key, following, by=issue.assignee or issue.reporter)
        return f"{issue.key} “{issue.summary}” went to {following}."

    def leave(self) -> str:
        """An issue leaves the release for no other."""
        kept = set(self._response_keys())
        issue = self._pick([one for one in self._open() if one.key not in kept], "is open to be moved out")
        version = self._release()
        rest = [one for one in issue.fix_versions if one != version.id]
        self.site.update_issue(issue.key, by=self._person("Release lead"), fix_versions=rest)
        return f"{issue.key} “{issue.summary}” was taken out of release {version.name}."

    def anything(self) -> str:
        """A small event by chance: mostly work going on, sometimes scope moving."""
        often = [
            (self.advance, 8),
            (self.re_estimate, 4),
            (self.add_story, 3),
            (self.leave, 2),
            (self.finish_response, 1),
        ]
        events, weights = zip(*often, strict=True)
        chosen: Callable[[], str] = self._random.choices(events, weights)[0]
        return chosen()

    def _release(self) -> Version:
        versions = list(self.site.versions.values())
        found = next((one for one in versions if one.name == sample.RELEASE), None)
        found = found or next((one for one in versions if not one.released), None)
        if found is None:
            raise NothingToDo("This site plans no release, so nothing happened.")
        return found

    def _open(self) -> list[Issue]:
        version = self._release()
        inside = [one for one in self.site.issues.values() if version.id in one.fix_versions]
        return [one for one in inside if one.status.category != "done" and one.type.level == 0]

    def _pick(self, issues: list[Issue], what: str) -> Issue:
        if not issues:
            raise NothingToDo(f"No issue of release {self._release().name} {what}, so nothing happened.")
        return self._random.choice(issues)

    def _person(self, role: str) -> str:
        named = [user.account_id for user in self.site.users.values() if user.display_name == role]
        return named[0] if named else self.site.projects[self._release().project_id].lead

    def _response_keys(self) -> list[str]:
        return list(self.site.notes.get("responses", []))


def add_happenings(host: Blueprint, happenings: Happenings) -> None:
    """Registers ``POST /happens/<what>``, which answers ``{"sentence": …}``."""

    @host.post("/happens/<what>")
    def happen(what: str) -> Response:
        if what not in happenings.events:
            abort(404)
        return jsonify(sentence=happenings.play(what))
