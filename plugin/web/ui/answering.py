"""What fragments share in answering: names that do not fail with Jira, flags, numbers from a query, form errors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, abort, make_response, request

from plugin.domain.errors import Invalid
from plugin.domain.ids import AccountId
from plugin.web.asking import site_id
from plugin.web.services import Services

LONGEST_NUMBER = 9
JIRA_ID = re.compile(r"[0-9]{1,18}")
OUR_ID = re.compile(r"[0-9a-f]{32}")
CHANGED = "plumbline:changed"
FLAG = "plumbline:flag"


def only_ids(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Identifiers in a path that are neither Jira's nor ours lead nowhere; for a blueprint's url_value_preprocessor."""
    for name, value in (values or {}).items():
        if isinstance(value, str) and name.endswith("_id"):
            pattern = JIRA_ID if name == "project_id" else OUR_ID
            if not pattern.fullmatch(value):
                abort(404)


def people(services: Services, accounts: Iterable[AccountId | None]) -> Mapping[AccountId, str]:
    """Display names of these people; whom Jira does not name now is left out, and a page never fails for a name."""
    names, _ = services.names(site_id(), {account for account in accounts if account})
    return {account: name for account, name in names.items() if name}


def site_url(services: Services) -> str:
    """Where the site's people open Jira, without a slash at the end."""
    site = services.site(site_id())
    return (site.display_url or site.base_url).rstrip("/") if site else ""


def asked_number(name: str, default: int) -> int:
    """A whole number from the query, the default where there is none."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else default


def expected_version() -> int | None:
    """The version that the form was made from, None where it does not say."""
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER else None


def field_errors(invalid: Invalid, fields: Mapping[str, str]) -> dict[str, str]:
    """The problems by form field: `fields` names the field for each pointer; what fits none stands under ""."""
    errors: dict[str, str] = {}
    for problem in invalid.problems:
        name = fields.get(problem.pointer, "")
        detail = f"{problem.detail[:1].upper()}{problem.detail[1:]}."
        errors[name] = f"{errors[name]} {detail}" if name in errors else detail
    return errors


def fragment(
    html: str, *, status: int = 200, flag: Mapping[str, object] | None = None, changed: bool = False
) -> Response:
    """A fragment, with a flag to show or the news that the page's other parts are out of date."""
    response = make_response(html, status)
    events: dict[str, object] = {}
    if flag is not None:
        events[FLAG] = dict(flag)
    if changed:
        events[CHANGED] = {}
    if events:
        response.headers["HX-Trigger"] = json.dumps(events)
    return response
