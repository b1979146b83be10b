"""`python -m descriptors forge` writes the folder of a Forge app, ready to be built, deployed and installed."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from descriptors import identity
from descriptors.forge import FORMS, ForgeApp, Form
from descriptors.forge_folder import NotOurFolder, app_id_in, write_folder, written_before

PLACEHOLDER_APP_ID = "ari:cloud:ecosystem::app/00000000-0000-4000-8000-000000000000"
"""Stands in a manifest until `forge register` puts the app's own id there."""
APP_ID = re.compile(r"ari:cloud:ecosystem::app/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII)
CONNECT_KEY = re.compile(r"[a-zA-Z0-9._-]{1,90}", re.ASCII)
HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?", re.ASCII)


class BadArgument(Exception):
    """An argument cannot be used; the text says which and what to write instead."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what this command may be told."""
    parser.add_argument(
        "--to", type=Path, required=True, metavar="DIR", help="an empty or new folder, or an earlier one"
    )
    parser.add_argument(
        "--form",
        choices=FORMS,
        default="own",
        help="own: your own registration (default); shared: each "
        "site's administrator names the server; connect: Connect modules for existing Connect sites",
    )
    parser.add_argument("--app-id", metavar="ARI", help="what `forge register` printed; the folder's own by default")
    parser.add_argument("--base-url", metavar="URL", help="the server's public https address; not for the form shared")
    parser.add_argument("--connect-key", metavar="KEY", help="the key of the Connect app that this app continues")


def run(arguments: argparse.Namespace, say: Callable[[str], object]) -> int:
    """Check the arguments, write the folder, and say what comes next; raises BadArgument before anything is written."""
    app = app_from(arguments)
    try:
        written = write_folder(app, arguments.to)
    except NotOurFolder as problem:
        raise BadArgument(f"--to: {problem}") from problem
    except OSError as problem:
        raise BadArgument(f"--to: {arguments.to} cannot be written: {problem.strerror}") from problem
    say(f"{arguments.to}: {len(written)} files written for {app.app_id}")
    if app.app_id == PLACEHOLDER_APP_ID:
        say("That id is a placeholder: `forge register` in this folder puts the app's own there.")
    say(f"What to do next stands in {arguments.to / 'README.md'}")
    return 0


def app_from(arguments: argparse.Namespace) -> ForgeApp:
    """The registration that the arguments name; raises BadArgument."""
    form: Form = arguments.form
    return ForgeApp(
        app_id=_app_id(arguments.app_id, arguments.to),
        form=form,
        base_url=_base_url(arguments.base_url, form),
        connect_key=_connect_key(arguments.connect_key, form),
    )


def _app_id(given: str | None, folder: Path) -> str:
    kept = app_id_in(folder) if written_before(folder) else None
    found = given or kept or PLACEHOLDER_APP_ID
    if APP_ID.fullmatch(found) is None:
        raise BadArgument(
            "--app-id: write it as `forge register` prints it: ari:cloud:ecosystem::app/ and 36 characters"
        )
    return found


def _base_url(given: str | None, form: Form) -> str | None:
    if form == "shared":
        if given is not None:
            raise BadArgument(
                "--base-url: the form shared has none; each site's administrator names the server in Jira"
            )
        return None
    if given is None:
        raise BadArgument(f"--base-url: the form {form} needs the server's public address, https://risks.example.org")
    parts = _parts(given)
    if parts.scheme != "https" or HOST.fullmatch(parts.netloc.lower()) is None:
        raise BadArgument("--base-url: write a public https address, such as https://risks.example.org")
    if parts.query or parts.fragment:
        raise BadArgument("--base-url: nothing may follow the address: no question mark, no #")
    path = parts.path.rstrip("/")
    if path and form != "connect":
        raise BadArgument(
            "--base-url: write the host alone, without a path: Forge resolves every address against it and would drop "
            "the path. Give the server a host name of its own."
        )
    return f"https://{parts.netloc.lower()}{path}"


def _parts(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # brackets that do not belong together
        return urlsplit("")


def _connect_key(given: str | None, form: Form) -> str | None:
    if given is None:
        return None
    if CONNECT_KEY.fullmatch(given) is None:
        raise BadArgument("--connect-key: letters, digits, dots, dashes and underscores, at most 90")
    if form == "connect" and given != identity.KEY:
        raise BadArgument(f"--connect-key: the form connect is always {identity.KEY}")
    return given
