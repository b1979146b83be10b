"""What announces a risk: an early sign in words, or a rule over Jira that is watched, and whether it has fired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from plugin.domain.ids import IssueId


class Watched(StrEnum):
    """What a rule looks at: how many issues a search finds, or one of the project's figures."""

    JQL = "jql"
    METRIC = "metric"


class Comparator(StrEnum):
    """How a rule compares what it sees with its limit."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    ABOVE = "above"
    BELOW = "below"

    def holds(self, seen: float, limit: float) -> bool:
        """Whether what is seen is on the wrong side of the limit."""
        return {
            Comparator.AT_LEAST: seen >= limit,
            Comparator.AT_MOST: seen <= limit,
            Comparator.ABOVE: seen > limit,
            Comparator.BELOW: seen < limit,
        }[self]


@dataclass(frozen=True, slots=True)
class TriggerRule:
    """At least 1 issue found by this JQL, for two days; `subject` is the JQL as it was written, or the figure's key.

    `asks` is the query that is counted: Jira's own reading of the JQL, bound to the project unless the author may see
    the whole site.
    """

    watched: Watched
    subject: str
    comparator: Comparator
    limit: float
    lasting: timedelta = timedelta()
    asks: str = ""


class TriggerState(StrEnum):
    """Armed: watched; fired: it holds, and the risk is triggered; cleared: a person said it no longer matters."""

    ARMED = "armed"
    FIRED = "fired"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True)
class Trigger:
    """One early sign; without a rule a person watches it.

    `holds_since` is when its rule was first seen to hold; `calm` is False from a re-arming until the rule was seen not
    to hold, so that one and the same state of things fires once. `evidence` says what was seen when it fired, `seen`
    in numbers, `issues` which issues. `trouble` says why the rule cannot be watched now.
    """

    id: str
    text: str
    rule: TriggerRule | None = None
    state: TriggerState = TriggerState.ARMED
    holds_since: datetime | None = None
    fired_at: datetime | None = None
    evidence: str = ""
    calm: bool = True
    seen: float | None = None
    issues: tuple[IssueId, ...] = ()
    trouble: str = ""
    troubled_since: datetime | None = None

    @property
    def is_watched(self) -> bool:
        """Whether its rule is being looked at."""
        return self.rule is not None and self.state is TriggerState.ARMED

    @property
    def has_fired(self) -> bool:
        """Whether it shows, and nobody has looked at it yet."""
        return self.state is TriggerState.FIRED
