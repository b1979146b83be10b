"""The one door to `atlassian-python-api`: its client for a Cloud site, over a session of ours."""

from __future__ import annotations

from typing import Any

from atlassian.jira import JiraCloud

from plugin.jira.session import GuardedSession, Link


def cloud_client(link: Link) -> Any:
    """A client for the link's site that neither retries nor sleeps.

    Any: its generated methods carry no types. Its own retries would sleep in our thread, for up to half an hour.
    """
    session = GuardedSession()
    session.attach(link)
    return JiraCloud(link.base_url, session=session, retry_with_header=False, backoff_and_retry=False)
