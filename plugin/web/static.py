"""Static files: kept for ever below a folder named by their content's hash, for an hour at their plain address."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Blueprint, Response, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from plugin.ui.fingerprint import STATIC, fingerprint
from plugin.web.gates import guard, open_to_all

YEAR = 31_536_000
HOUR = 3600
_HASH = re.compile(r"[0-9a-f]{16}")


def static_blueprint() -> Blueprint:
    """The routes of static files; scripts import one another by relative address, so the hash is a folder."""
    blueprint = guard(Blueprint("static_files", __name__), open_to_all)
    present = fingerprint()

    @blueprint.get("/static/<folder>/<path:name>", endpoint="hashed")
    def hashed(folder: str, name: str) -> ResponseReturnValue:
        if not _HASH.fullmatch(folder):
            return _sent(f"{folder}/{name}", HOUR, immutable=False)
        # A page of another release may still ask: it gets today's file, which must not stay under another day's name.
        return _sent(name, YEAR if folder == present else HOUR, immutable=folder == present)

    @blueprint.get("/static/<name>", endpoint="plain")
    def plain(name: str) -> ResponseReturnValue:
        return _sent(name, HOUR, immutable=False)

    return blueprint


def static_urls() -> Callable[[str], str]:
    """A function for templates: the address of a static file below the present hash, worked out once a process."""
    present = fingerprint()

    def static_url(name: str) -> str:
        return url_for("static_files.hashed", folder=present, name=name)

    return static_url


def _sent(name: str, seconds: int, *, immutable: bool) -> Response:
    response = send_from_directory(STATIC, name, max_age=seconds)
    response.headers["Cache-Control"] = f"public, max-age={seconds}" + (", immutable" if immutable else "")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
