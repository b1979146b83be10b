"""Jira's events → commands: one pure file per family, and the one list of families."""

from handlers import issue, link, project, sprint, user, version
from handlers.receipt import event_of, identity_of, lane_of, unwrapped
from handlers.registry import Decided, Fate, Ignored, Registry, Unsubscribed

__all__ = [
    "Decided",
    "Fate",
    "Ignored",
    "Registry",
    "Unsubscribed",
    "event_of",
    "identity_of",
    "lane_of",
    "registry",
    "unwrapped",
]

registry = Registry(issue.family, version.family, sprint.family, link.family, project.family, user.family)
