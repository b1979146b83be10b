"""The sites that installed us: who carries each, when it was last heard of, and what we could ask of its Jira now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from plugin.doctor.finding import Finding, ok, warning
from plugin.usecases.records import Site
from plugin.usecases.tenancy import Carrier

SILENT = timedelta(hours=3)
"""Forge calls by the hour, and what is kept of it is an hour coarse."""
CONNECT_ENDS = datetime(2027, 1, 31).date()  # noqa: DTZ001 - a day, not an instant


def judge_site(site: Site, token_until: datetime | None, now: datetime) -> Iterator[Finding]:
    """What the record of an installed site tells; `token_until` is the end of the app's token for its Jira."""
    name = name_of(site)
    if not site.active:
        yield warning(f"site: {name} has switched the app off; in Jira: Apps, Manage apps.")
        return
    if site.pending:
        yield warning(
            f"site: {name} is new here by Forge, and may be one of the Connect sites. Jira is asked which; until "
            "that is known nobody is let in. See that the app is served, and that Forge's next hourly call reaches it."
        )
    if site.carrier is Carrier.CONNECT:
        yield _connect(name, now)
        return
    yield _heard_of(name, site.seen_at, now)
    yield _token(name, token_until)


def judge_number(sites: Sequence[Site]) -> Iterator[Finding]:
    """Whether anybody installed us at all."""
    if not sites:
        yield warning("site: none has installed the app yet. Deploy and install it: forge deploy, forge install.")


def name_of(site: Site) -> str:
    """A site as people know it; its cloud id where its address was not told yet."""
    address = site.display_url or site.base_url
    return f"the site with cloud id {site.cloud_id}" if address.endswith(".invalid") else address


def still_there(sites: Sequence[Site]) -> list[Site]:
    """The sites that have not taken their leave."""
    return [site for site in sites if site.gone_at is None]


def _connect(name: str, now: datetime) -> Finding:
    ends = "ends" if now.date() <= CONNECT_ENDS else "ended"
    return warning(
        f"site: {name} is carried by Connect, whose support {ends} on 31 January 2027. Move it to Forge: "
        "python -m descriptors forge --connect-key app.plumbline.jira, then deploy and install."
    )


def _heard_of(name: str, seen_at: datetime | None, now: datetime) -> Finding:
    if seen_at is None:
        return warning(f"site: {name} is carried by Forge, which has never called. Is the app installed there still?")
    at = f"{seen_at:%Y-%m-%d %H:%M} UTC"
    if now - seen_at > SILENT:
        return warning(
            f"site: Forge last called for {name} at {at}, though it calls by the hour. Look at the address, the clock "
            "and the logs (forge logs); or is the app uninstalled there?"
        )
    return ok(f"site: {name} is carried by Forge, which last called at about {at}")


def _token(name: str, until: datetime | None) -> Finding:
    if until is None:
        return warning(
            f"site: no token for the Jira of {name} is at hand; nothing is read or written there until Forge's next "
            "hourly call brings one."
        )
    return ok(f"site: a token for the Jira of {name} is at hand until {until:%Y-%m-%d %H:%M} UTC")
