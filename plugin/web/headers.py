"""Security headers on every answer: a strict content policy, the one site that may frame us, nothing cached."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

import structlog
from flask import Flask, Response, g, request

from plugin.domain.ids import SiteId
from plugin.web.services import Services

log = structlog.get_logger(__name__)
YEAR = 31_536_000
NOBODY = "'none'"
NO_CONTENT = 204


def add_headers(app: Flask, services: Services) -> None:
    """Set the headers after each request; a page may be framed by the site whose token opened it, by nobody else.

    No X-Frame-Options: it cannot name another origin and would block Jira's frame.
    """
    bridge = origin(services.all_js_url)

    @app.after_request
    def secure(response: Response) -> Response:
        if response.status_code == NO_CONTENT and request.method == "POST":
            # Webhooks by the thousand: there is nothing to show, frame or keep.
            return response
        response.headers["Content-Security-Policy"] = content_policy(bridge, _framers(services, response))
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if services.base_url.startswith("https:"):
            response.headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
        if response.status_code >= 400 or "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store"
        return response


def content_policy(bridge: str, framers: Sequence[str]) -> str:
    """The policy: our own files and the bridge's host, no inline script or style, no eval (platform-facts 6.4)."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {bridge}",
            f"style-src 'self' {bridge}",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            f"frame-ancestors {' '.join(framers) or NOBODY}",
        )
    )


def origin(url: str) -> str:
    """Scheme, host and port of an address, as a policy names it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _framers(services: Services, response: Response) -> Sequence[str]:
    """Who may frame this answer: the site whose token opened the page, under each address people see it by.

    A page that was refused has no site. It holds nothing but what to do next, so any Jira may show it: a policy that
    kept it out would leave an empty frame instead.
    """
    if "framed_by" in g:
        return _addresses(services, g.framed_by)
    refused = response.status_code == 401 and request.path.startswith("/ui/") and response.mimetype == "text/html"
    return services.framers if refused else ()


def _addresses(services: Services, site_id: SiteId) -> Sequence[str]:
    try:
        site = services.site(site_id)
    except Exception:
        # The answer may be the very one that says that the database is away; it must go out, framed by nobody.
        log.exception("no site to frame a page")
        return ()
    urls = [site.base_url, site.display_url or site.base_url] if site else []
    return sorted({origin(url) for url in urls})
