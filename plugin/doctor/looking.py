"""Looks at an address once, as a stranger would: no credentials, no redirects, a time limit, and words for failures."""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from plugin.doctor.tls import in_words

PATIENCE_S = 5.0
LONGEST = 64 * 1024
"""Bytes of an answer that are read."""
_TITLE = re.compile(r"<title[^>]*>([^<]{1,200})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Answer:
    """What answered, and between which two moments of our own clock."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    asked_at: datetime
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing answered; `reason` says why, and is safe to print."""

    reason: str


Look = Callable[[str], Answer | NoAnswer]
"""What is at an address; never raises."""


class Looker:
    """Looks at addresses; proxies and certificate authorities come from the standard environment variables."""

    def __init__(
        self,
        clock: Callable[[], datetime],
        patience_s: float = PATIENCE_S,
        *,
        knocking_with: str | None = None,
    ) -> None:
        """`knocking_with` makes it send an empty JSON object by POST, with this as its Authorization."""
        self._clock = clock
        self._patience_s = patience_s
        self._sent: dict[str, Any] = {"method": "GET", "headers": _HEADERS}
        if knocking_with is not None:
            self._sent = {"method": "POST", "json": {}, "headers": {**_HEADERS, "Authorization": knocking_with}}

    def __call__(self, url: str) -> Answer | NoAnswer:
        """The answer to one request, whatever its status, with the first 64 KiB of its body; else why there is none."""
        try:
            return self._asked(url)
        except requests.RequestException as error:
            # Never in the library's words: they may quote a proxy's password.
            return NoAnswer(self._reason(error))
        except (OSError, ValueError) as error:
            # A certificate bundle that is not there, or a proxy's address that is none.
            return NoAnswer(f"it could not be asked ({type(error).__name__}); look at the proxy and CA variables")

    def _asked(self, url: str) -> Answer:
        asked_at, until = self._clock(), time.monotonic() + self._patience_s
        with requests.request(
            url=url, timeout=self._patience_s, allow_redirects=False, stream=True, auth=_nobody, **self._sent
        ) as response:
            answered_at, body = self._clock(), b""
            for chunk in response.iter_content(4096):
                body += chunk
                if len(body) >= LONGEST:
                    break
                if time.monotonic() > until:
                    raise requests.Timeout
        return Answer(response.status_code, response.headers, body[:LONGEST], asked_at, answered_at)

    def _reason(self, error: requests.RequestException) -> str:
        for cause in _causes(error):
            if isinstance(cause, ssl.SSLCertVerificationError):
                return f"its certificate is not accepted: {in_words(cause.verify_code)}"
            if isinstance(cause, socket.gaierror):
                return "its name, or that of the proxy before it, does not resolve"
            if isinstance(cause, ConnectionRefusedError):
                return "the connection was refused: nothing listens there, or a firewall says no"
        kinds: dict[type[requests.RequestException], str] = {
            requests.exceptions.ProxyError: "the proxy named in the environment does not let us through",
            requests.exceptions.SSLError: "no secure connection came about: is it https that is spoken there?",
            requests.Timeout: f"it did not answer within {self._patience_s:g} s",
        }
        fitting = (words for kind, words in kinds.items() if isinstance(error, kind))
        return next(fitting, "the connection could not be made, or broke")


def what_is_there(answer: Answer) -> str:
    """An answer that is not the expected one, in a few words that help to recognise who gave it."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if 300 <= answer.status < 400:
        parts = urlsplit(answer.headers.get("Location", ""))
        host = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else ""
        return f"a redirect ({answer.status}) to {printable(host + parts.path) or 'nowhere'}"
    if kind in {"text/html", "application/xhtml+xml"}:
        title = _TITLE.search(answer.body.decode("utf-8", "replace"))
        called = printable(title[1]) if title else ""
        return f"an HTML page ({answer.status})" + (f" titled “{called}”" if called else "")
    return f"an answer {answer.status} of the kind {printable(kind) or 'unknown'}"


def printable(text: str, most: int = 80) -> str:
    """Text from outside on one short line, without control characters."""
    plain = " ".join("".join(one if one.isprintable() else " " for one in text).split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


_HEADERS = {"Accept": "application/json", "User-Agent": "plumbline-doctor"}


def _nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Sign nothing: without this, a password for that host in ~/.netrc would be sent along."""
    return request


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and whatever lies behind it, each once."""
    waiting, seen = [error], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        behind = (one.__cause__, one.__context__, getattr(one, "reason", None), *one.args)
        waiting += [cause for cause in behind if isinstance(cause, BaseException)]
