"""People on a page: a display name where Jira gave one, else why there is none; only account ids are ever kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from plugin.domain.ids import AccountId


class Naming(StrEnum):
    """How well a person can be named."""

    NAMED = "named"
    NOBODY = "nobody"
    LEFT = "left"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Person:
    """One person as a page shows them; `name` is "" unless they are named."""

    naming: Naming
    name: str = ""
    account_id: AccountId | None = None


NOBODY = Person(Naming.NOBODY)


@dataclass(frozen=True, slots=True)
class People:
    """Names by account id; `answered` is False where Jira could not be asked for all of them."""

    names: Mapping[AccountId, str]
    answered: bool = True

    def person(self, account_id: AccountId | None) -> Person:
        """The person of an account; whom an answering Jira does not name has left."""
        if account_id is None:
            return NOBODY
        name = self.names.get(account_id)
        if name:
            return Person(Naming.NAMED, name, account_id)
        return Person(Naming.LEFT if self.answered else Naming.UNANSWERED, "", account_id)
