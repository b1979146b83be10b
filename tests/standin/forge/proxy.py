"""Carries a Custom UI's `invokeRemote` to the app's remote and back, with Forge's own checks on both."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests

from tests.standin.forge.lifecycle import ForgeLifecycle

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
REQUEST_BYTES, ANSWER_BYTES = 500 * 1024, 5 * 1024 * 1024
SECONDS = 25.0
_OWN = ("authorization", "x-forge-", "x-b3-", "host", "content-length", "content-type", "cookie")


class InvokeError(Exception):
    """The call did not come back as Forge demands; ``code`` is Forge's kind of failure, the text says what it was."""

    def __init__(self, code: str, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.code, self.status = code, status


class ForgeProxy(ForgeLifecycle):
    """The part of a site that stands between a Custom UI and the app's remote."""

    def forge_call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        account_id: str | None,
        module: str,
        issue: str | None = None,
        project: str | None = None,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
        timeout: float = SECONDS,
    ) -> requests.Response:
        """What the remote answered to one call of a module that this person looks at; raises ``InvokeError``.

        ``issue`` and ``project`` are ids or keys, ``more`` joins the extension; ``body`` is a JSON object or None.
        Hold no ``lock`` of the site: the app may call back before it answers.
        """
        url = self._resolved(path)
        prepared = requests.Request(method, url, json=_checked(method, body)).prepare()
        if len(prepared.body or b"") > REQUEST_BYTES:
            raise InvokeError("REQUEST_TOO_LARGE", "the request is larger than 500 KB")
        prepared.headers.update({k: v for k, v in (headers or {}).items() if not k.lower().startswith(_OWN)})
        where = {"issue": issue, "project": project, "more": more}
        prepared.headers.update(self.remote_headers(module, account_id, **where))
        with requests.Session() as session:
            try:
                answer = session.send(prepared, timeout=timeout, allow_redirects=False)
            except requests.RequestException as failed:
                raise InvokeError("REMOTE_UNREACHABLE", f"no answer: {type(failed).__name__}") from failed
        return _accepted(answer)

    def _resolved(self, path: str) -> str:
        base = self.installed_forge().remote_url
        url = urljoin(f"{base.rstrip('/')}/", path)
        if urlsplit(url)[:2] != urlsplit(base)[:2]:
            raise InvokeError("INVALID_PATH", "the path leads away from the remote")
        return url


def _checked(method: str, body: Any) -> Any:
    if method not in METHODS:
        raise InvokeError("INVALID_METHOD", f"{method} is not carried")
    if body is not None and not isinstance(body, dict):
        raise InvokeError("INVALID_BODY", "the body must be a JSON object")
    return body


def _accepted(answer: requests.Response) -> requests.Response:
    status = answer.status_code
    if status == 401:
        raise InvokeError("UNAUTHORISED", "Remote could not verify the Forge Invocation Token", status)
    if 300 <= status < 400:
        raise InvokeError("INVALID_REMOTE", "the remote answered with a redirect", status)
    if len(answer.content) > ANSWER_BYTES:
        raise InvokeError("RESPONSE_TOO_LARGE", "the answer is larger than 5 MB", status)
    if answer.headers.get("Content-Type", "").partition(";")[0].strip() != "application/json":
        raise InvokeError("INVALID_REMOTE", f"the remote answered {status} with something else than JSON", status)
    try:
        answer.json()
    except ValueError as wrong:
        raise InvokeError("INVALID_REMOTE", f"the remote answered {status} with broken JSON", status) from wrong
    return answer
