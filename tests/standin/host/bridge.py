"""The Connect bridge from npm: the host bundle, an ``all.js`` that takes its themes from here, token stylesheets."""

import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, request

REPOSITORY = Path(__file__).resolve().parents[3]
PACKAGE = "atlassian-connect-js"
THEMES = ("light", "dark", "spacing", "shape", "typography-adg3", "typography-modernized", "typography-refreshed")

# The package has Atlassian's own host written into it. Each of these stands in it exactly once; a package in which one
# is missing or doubled is refused: themes would come from the internet, or not at all, without anybody noticing.
CDN = "connect-cdn.atl-paas.net"
_DOMAIN = f'var CDN_DOMAIN = "{CDN}";'
_SCHEME = 'var CDN_URL = "https://" + CDN_DOMAIN;'
_OPTIONS = f"script[src*='/{CDN}/all']"


class BridgeMissing(RuntimeError):
    """The npm package is not installed, or is not the one this was written for."""


def package_folder(environ: Mapping[str, str] = os.environ, repository: Path = REPOSITORY) -> Path:
    """The package's ``dist`` folder, in the repository or ``PLUMBLINE_NODE_MODULES``; raises ``BridgeMissing``."""
    for modules in (repository / "node_modules", Path(environ.get("PLUMBLINE_NODE_MODULES", "/nonexistent"))):
        dist = modules / PACKAGE / "dist"
        if (dist / "connect-host.js").is_file():
            return dist
    raise BridgeMissing(f"{PACKAGE} is not in node_modules: run `make assets`, or set PLUMBLINE_NODE_MODULES")


def localised(source: str, address: str) -> str:
    """``all.js`` with Atlassian's host replaced by ``address``, for themes and for finding its ``data-options``."""
    scheme, _, place = address.partition("://")
    replacements = {
        _DOMAIN: f'var CDN_DOMAIN = "{place}";',
        _SCHEME: f'var CDN_URL = "{scheme}://" + CDN_DOMAIN;',
        _OPTIONS: f"script[src*='/{place}/all']",
    }
    for old, new in replacements.items():
        if source.count(old) != 1:
            raise BridgeMissing(f"this {PACKAGE} says {old!r} {source.count(old)} times, not once")
        source = source.replace(old, new)
    return source


@cache
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _served(text: str, mimetype: str) -> Response:
    answer = Response(text, mimetype=mimetype)
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def bridge_blueprint() -> Blueprint:
    """Serves ``/bridge/…`` as Atlassian's content network does; the package is looked up when first asked for."""
    bridge = Blueprint("bridge", __name__, url_prefix="/bridge")

    @bridge.get("/connect-host.js")
    def host_bundle() -> Response:
        return _served(_read(package_folder() / "connect-host.js"), "text/javascript")

    @bridge.get("/all.js")
    def all_js() -> Response:
        source = localised(_read(package_folder() / "iframe.js"), request.host_url + "bridge")
        extras = _read(Path(__file__).parent / "static" / "jira-extras.js")
        return _served(f"{source}\n{extras}", "text/javascript")

    @bridge.get("/<any('connect-host', 'surfaces', 'legacy-text-colors'):name>.css")
    def stylesheet(name: str) -> Response:
        return _served(_read(package_folder() / f"{name}.css"), "text/css")

    @bridge.get("/themes/atlaskit-tokens_<theme>.css")
    def theme(theme: str) -> Response:
        if theme not in THEMES:
            abort(404)
        return _served(_read(package_folder() / "themes" / f"atlaskit-tokens_{theme}.css"), "text/css")

    return bridge
