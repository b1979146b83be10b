"""People as pages name them, whether Jira answers or not."""

from __future__ import annotations

from collections.abc import Iterable

from plugin.domain.ids import AccountId
from plugin.usecases.views.people import People
from plugin.web.asking import site_id
from plugin.web.services import Services


class Nameplates:
    """Names for pages of one app."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def of(self, accounts: Iterable[AccountId | None]) -> People:
        """The people of these accounts on the caller's site; may ask Jira, so call it outside a unit of work."""
        names, answered = self._services.names(site_id(), {account for account in accounts if account})
        return People(names, answered=answered)
