"""Carries any request of our pages inside JSON, since Forge's proxy carries nothing else: POST /forge/ui.

The letter is `{"method", "path", "headers", "body"}`, body a text; the answer is `{"status", "headers", "body",
"encoding"}` with status 200 whatever is inside, redirects and refusals included. Two answers only come without an
envelope, as JSON too: 401 where the token of the carrying request is not believed, which is all that 401 may mean to
Forge, and 400 for what is no letter.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = "/forge/ui"
INSIDE = ("/ui/", "/api/v1/")
"""Where a letter may be addressed to."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
LARGEST = 1024 * 1024
"""Bytes; Forge itself carries 500 KB."""
SENT_ON = frozenset({"accept", "accept-language", "content-type", "if-match", "if-none-match"})
SENT_BACK = frozenset(
    {"allow", "content-disposition", "content-type", "etag", "location", "retry-after", "x-request-id"}
)
OWN = "hx-"
"""What htmx says and is told begins like this."""


class NoLetter(Exception):
    """The body is no letter; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A request as it lies in the envelope."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes


class Enveloped:
    """Opens envelopes for an app and puts its answers into others; hands all other requests on as they are."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        if environ.get("PATH_INFO") != PATH or environ.get("REQUEST_METHOD") != "POST":
            return self._app(environ, start_response)
        try:
            letter = letter_from(_read(environ))
        except NoLetter as error:
            return _json(
                "400 BAD REQUEST", {"title": "The request cannot be read", "detail": str(error)}, start_response
            )
        status, headers, body = self._asked(environ, letter)
        if status.startswith("401"):
            told = {"title": "Not authentic", "detail": "The invocation token is not accepted here."}
            return _json(status, told, start_response)
        text, encoding = _text(body)
        answer = {"status": int(status[:3]), "headers": headers, "body": text, "encoding": encoding}
        return _json("200 OK", answer, start_response)

    def _asked(self, environ: WSGIEnvironment, letter: Letter) -> tuple[str, dict[str, str], bytes]:
        told: list[tuple[str, list[tuple[str, str]]]] = []

        def note(status: str, headers: list[tuple[str, str]], _error: Any = None) -> Any:
            told.append((status, headers))
            return lambda _data: None

        answer = self._app(_addressed(environ, letter), note)
        try:
            body = b"".join(answer)
        finally:
            close = getattr(answer, "close", None)
            if close is not None:
                close()
        status, headers = told[-1]
        return status, {name: value for name, value in headers if _goes_back(name)}, body


def letter_from(body: bytes) -> Letter:
    """The letter that a body holds; raises NoLetter."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise NoLetter("The body is not JSON.") from error
    if not isinstance(given, dict):
        raise NoLetter("The body is not a JSON object.")
    method, path = given.get("method", "GET"), given.get("path")
    if not isinstance(method, str) or method not in METHODS:
        raise NoLetter("The method is none that is used here.")
    if not isinstance(path, str) or not path.isascii() or not path.isprintable() or not path.startswith(INSIDE):
        raise NoLetter("The path leads nowhere here.")
    text, headers = given.get("body"), given.get("headers") or {}
    if not (text is None or isinstance(text, str)):
        raise NoLetter("The body inside must be a text.")
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise NoLetter("The headers must be texts by name.")
    place, _, query = path.partition("#")[0].partition("?")
    kept = {name: value for name, value in headers.items() if _goes_on(name) and value.isprintable()}
    return Letter(method, place, query, kept, (text or "").encode("utf-8", "replace"))


def _addressed(environ: WSGIEnvironment, letter: Letter) -> WSGIEnvironment:
    """The carrying request turned into the one inside it; who carries it stays the same."""
    inner = {name: value for name, value in environ.items() if not name.startswith("HTTP_HX_")}
    for name in ("HTTP_ACCEPT", "CONTENT_TYPE", "HTTP_IF_MATCH", "HTTP_IF_NONE_MATCH"):
        inner.pop(name, None)
    target = f"{letter.path}?{letter.query}" if letter.query else letter.path
    inner |= {
        "REQUEST_METHOD": letter.method,
        "PATH_INFO": unquote_to_bytes(letter.path).decode("latin-1"),
        "QUERY_STRING": letter.query,
        "RAW_URI": target,
        "REQUEST_URI": target,
        "CONTENT_LENGTH": str(len(letter.body)),
        "wsgi.input": io.BytesIO(letter.body),
        "wsgi.input_terminated": True,
    }
    for name, value in letter.headers.items():
        known = name.upper().replace("-", "_")
        inner["CONTENT_TYPE" if known == "CONTENT_TYPE" else f"HTTP_{known}"] = value
    return inner


def _read(environ: WSGIEnvironment) -> bytes:
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError as error:
        raise NoLetter("The length of the body is not a number.") from error
    if not 0 <= length <= LARGEST:
        raise NoLetter(f"The body is longer than {LARGEST} bytes.")
    body: bytes = environ["wsgi.input"].read(length or LARGEST + 1)
    if len(body) > LARGEST:
        raise NoLetter(f"The body is longer than {LARGEST} bytes.")
    return body


def _text(body: bytes) -> tuple[str, str]:
    try:
        return body.decode(), "text"
    except UnicodeDecodeError:
        return base64.b64encode(body).decode("ascii"), "base64"


def _goes_on(name: object) -> bool:
    return isinstance(name, str) and (name.lower() in SENT_ON or _is_own(name))


def _goes_back(name: str) -> bool:
    return name.lower() in SENT_BACK or _is_own(name)


def _is_own(name: str) -> bool:
    return name.lower().startswith(OWN) and name.replace("-", "").isalnum() and name.isascii()


def _json(status: str, answer: Mapping[str, object], start_response: StartResponse) -> Iterable[bytes]:
    body = json.dumps(answer).encode()
    start_response(
        status,
        [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
        ],
    )
    return [body]
