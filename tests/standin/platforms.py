"""The two platforms that carry the real app at the stand-in: what it is told, how it is put in, who asks it how."""

from __future__ import annotations

import fcntl
import os
import subprocess
from pathlib import Path
from typing import Any, Literal, cast, get_args

import requests
import yaml

from tests.standin.world import Site

Platform = Literal["connect", "forge"]
REPOSITORY = Path(__file__).resolve().parents[2]
BUILT = REPOSITORY / "build" / "forge"


def platform_named(text: str) -> Platform:
    """The platform of this name; raises ``ValueError`` that says which there are."""
    if text not in get_args(Platform):
        raise ValueError(f"there is no platform {text!r}: say {' or '.join(get_args(Platform))}")
    return cast(Platform, text)


def custom_ui(platform: Platform) -> Path | None:
    """The folder with the built Custom UI, brought up to date with `make forge` first; Connect has none."""
    if platform == "connect":
        return None
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    BUILT.parent.mkdir(exist_ok=True)
    # Several test processes may come here at once.
    with (BUILT.parent / "forge.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(
            ["make", "--silent", "forge"], cwd=REPOSITORY, env=environ, check=True, stdout=subprocess.DEVNULL
        )
    return BUILT / "static"


def manifest() -> dict[str, Any]:
    """The manifest of the built Forge app."""
    found: dict[str, Any] = yaml.safe_load((BUILT / "manifest.yml").read_text(encoding="utf-8"))
    return found


def settings(platform: Platform, site: Site) -> dict[str, str]:
    """What the app must be told so that it trusts the sites served together with this one, which is the first."""
    if platform == "connect":
        return {}
    return {
        "PLUMBLINE_FORGE_APP_ID": manifest()["app"]["id"],
        "PLUMBLINE_FORGE_JWKS_URL": site.jwks_url,
        "PLUMBLINE_FORGE_API_PREFIX": site.gateway_prefix,
    }


def put_in(platform: Platform, site: Site, app_url: str) -> None:
    """Install the app on a site."""
    if platform == "connect":
        site.install(app_url)
    else:
        site.install_forge(manifest(), app_url)


def credentials(site: Site, account_id: str, project: str) -> dict[str, str]:
    """The headers with which a person asks the app's REST API, as its pages in a project do."""
    if site.forge is None:
        return {"Authorization": f"JWT {site.context_token(account_id, project=project)}"}
    (page, *_) = site.forge.modules("jira:projectPage")
    headers = site.remote_headers(page["key"], account_id, project=project)
    del headers["Content-Type"]
    return headers


def ask(site: Site, who: tuple[str, str], method: str, url: str, **more: Any) -> requests.Response:
    """Ask the app's REST API as (account id, project); keyword arguments are those of ``requests.request``."""
    headers = {**credentials(site, *who), **more.pop("headers", {})}
    return requests.request(method, url, headers=headers, timeout=60, **more)
