"""Judges Jira's answers before any library reads or logs them, and names what was wrong without quoting any of it."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from requests import RequestException, Response, Timeout

from plugin.domain.errors import JiraBusy, JiraRefused, JiraTrouble

DEFAULT_WAIT = 10.0
SHORTEST_WAIT = 0.1
LONGEST_WAIT = 86_400.0
LONGEST_REASON = 4096
"""Bytes of an answer in which a reason is looked for."""
MAY_PASS = frozenset({408, 425})
"""4xx that tell of the moment rather than of the request."""


class Refused(JiraRefused):
    """A refusal that still knows its HTTP status, for the few calls where one of them is an ordinary answer."""

    def __init__(self, status: int, call: str) -> None:
        self.status = status
        super().__init__(f"Jira refused {call} ({status}).")


def judge(response: Response, now: datetime) -> None:
    """Let a usable answer pass; raise JiraBusy, JiraTrouble or JiraRefused for any other.

    Usable is JSON with a 2xx status. A body may be missing where none is due (204, 201, writes by PUT), and a POST may
    be answered with 303, Jira's way of saying that a task goes on with it; redirects are otherwise never followed.
    """
    status, call = response.status_code, _call(response)
    waits = response.headers.get("Retry-After")
    if status == 429 or (status == 503 and waits is not None):
        seconds = wait_from(waits, now)
        raise JiraBusy(f"Jira asks to wait {seconds:g} s before {call} ({status}).", seconds)
    if status >= 500 or status in MAY_PASS:
        raise JiraTrouble(f"Jira failed at {call} ({status}).")
    if status >= 400:
        raise Refused(403 if is_lack_of_scope(response) else status, call)
    if status == 303 and _method(response) == "POST":
        return
    if not 200 <= status < 300:
        raise JiraTrouble(f"Jira pointed elsewhere for {call} ({status}).")
    if not _has_due_body(response):
        raise JiraTrouble(f"Jira answered {call} with something that is not JSON.")


def is_lack_of_scope(response: Response) -> bool:
    """Whether a 401 is not about the token but about what the app may do.

    Forge's gateway answers so ("Unauthorized; scope does not match") where Jira itself would say 403.
    """
    return response.status_code == 401 and b"scope does not match" in response.content[:LONGEST_REASON]


def unreachable(error: RequestException, method: str, url: str) -> JiraTrouble:
    """What a request that got no (whole) answer is to us."""
    reason = "did not answer in time" if isinstance(error, Timeout) else "could not be reached"
    return JiraTrouble(f"Jira {reason}: {method} {urlsplit(url).path}.")


def wait_from(header: str | None, now: datetime) -> float:
    """Seconds to wait by a Retry-After header, which holds seconds or an HTTP date (RFC 9110, section 10.2.3).

    Ten seconds where it is missing or makes no sense; never less than a tenth of a second, never more than a day.
    """
    seconds = _seconds(header or "", now)
    if seconds is None:
        return DEFAULT_WAIT
    return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)


def _seconds(header: str, now: datetime) -> float | None:
    try:
        number = float(header)
    except ValueError:
        return _until(header, now)
    return number if number >= 0 else None


def _until(header: str, now: datetime) -> float | None:
    try:
        at = parsedate_to_datetime(header)
    except ValueError:
        return None
    return ((at if at.tzinfo else at.replace(tzinfo=UTC)) - now).total_seconds()


def _has_due_body(response: Response) -> bool:
    # Writes by PUT and the making of a link are answered with nothing but their status.
    is_bare = response.status_code == 201 or _method(response) == "PUT"
    if response.status_code == 204 or (not response.content and is_bare):
        return True
    try:
        response.json()
    except ValueError:
        return False
    return True


def _call(response: Response) -> str:
    """Method and path; the query may hold what a person typed, so it stays out."""
    return f"{_method(response)} {urlsplit(response.url or '').path}"


def _method(response: Response) -> str:
    return response.request.method or ""
