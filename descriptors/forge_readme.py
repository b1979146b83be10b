"""The README.md of a Forge app's folder: how to get from nothing to an installed app, in the form at hand."""

from __future__ import annotations

from descriptors import identity
from descriptors.forge import ForgeApp, forge_scopes

ABOUT = {
    "own": "This is **your own registration** of Plumbline: a small bundle of pages that Atlassian serves, and a "
    "manifest that tells Jira to call your server at {base_url} for everything else.",
    "shared": "This is a registration of Plumbline **for many servers**: each site's administrator names the server in "
    "Jira. Atlassian calls this customer-managed remotes; in 2026 that was a preview.",
    "connect": "This registration carries Plumbline's **Connect modules**, for sites that have the Connect app. "
    "New sites do better with the form `own`: Atlassian's support for Connect ends on 31 January 2027, and new "
    "apps with Connect modules may be refused at any time.",
}

NEEDED = """\
## What you need

- Node 22 or newer, and Atlassian's command line: `npm install --global @forge/cli`.
- An Atlassian account that has accepted the developer terms, and an API token with scopes, made for the app "Forge" at
  <https://id.atlassian.com/manage-profile/security/api-tokens>. Give both to the command line by environment:

  ```
  export FORGE_EMAIL=you@example.com FORGE_API_TOKEN=…
  ```
- Administration rights on the Jira site (below: `yoursite.atlassian.net`).
{server}"""

SERVER = {
    "own": "- The server running behind {base_url} with a certificate of a public authority.\n",
    "shared": "- For each site a server behind a public https address without a path, with a certificate of a public "
    "authority.\n",
    "connect": "- The server running behind {base_url}, the address the Connect app has now.\n",
}

STEPS = """\
## From nothing to an installed app

In this folder, once:

```
forge register "Plumbline"      # writes the app's id into manifest.yml
```

Keep that id. Losing it means to register and install anew, as another app. Writing this folder again keeps it.
{settings}
Then:

```
{build}forge lint
forge deploy -e production --non-interactive
forge install -e production -s yoursite.atlassian.net -p Jira --confirm-scopes --non-interactive
```
{then}
Until you share it, only the app's own contributors can use the app, even on your own site. In the developer console
(<https://developer.atlassian.com/console/myapps>), open the app → **Distribution** → **Edit** → **Sharing**; every
administrator who holds the link shown there can install it.
"""

BUILD = "npm ci && npm run build         # writes static/app, the pages that Atlassian serves\n"

SETTINGS = """
Tell the server which app it belongs to, and start it, so that it hears of its first installation:

```
PLUMBLINE_BASE_URL={base_url} \\
PLUMBLINE_FORGE_APP_ID=ari:cloud:ecosystem::app/… \\
plumbline serve
```

The id is `app.id` in `manifest.yml`. The server believes the app's environment `production` only; to try another one,
start a second server with its own database and `PLUMBLINE_FORGE_ENVIRONMENTS=DEVELOPMENT`, and deploy and install with
`-e development`. `plumbline check` tells what is not in order.
"""

CONNECT_SETTINGS = """
The server needs no setting for this: `PLUMBLINE_BASE_URL={base_url}` stays. Jira signs as it did before.
"""

SHARED_THEN = """
On each site, the administrator then opens **Settings → Apps → Plumbline** and enters the server's address; Jira asks
whether to allow it. It can be changed there, and under **Connected apps → Plumbline → Data management**. Nothing leaves
the site before that.
"""

CONTINUES = """
`app.connect.key` is set to `{connect_key}`: installing this app replaces the Connect app of that key on a site, and
the server finds what it kept for it. Never remove that key again, or both would stand side by side. Atlassian tells
which installation belongs to which only until Connect's end of support: install soon. `forge lint` warns that a region
will not be kept without `app.connect.remote`; the app asks for no region, so there is none to keep.
"""

UPGRADE = """\
## A new version

Run `python -m descriptors forge --form {form} … --to` this folder again, then `{again}`.
Where the manifest asks for more than before (a scope, another address), that makes a major version, and each site's
administrator must agree to it:

```
forge install --upgrade -e production -s yoursite.atlassian.net -p Jira --confirm-scopes --non-interactive
```

Your own changes to the files in this folder are lost when it is written again, except for the app's id.
"""


def readme(app: ForgeApp) -> str:
    """The README.md of this registration's folder."""
    base_url = app.base_url or "https://risks.example.org"
    built = app.form != "connect"
    settings = SETTINGS if built else CONNECT_SETTINGS
    then = SHARED_THEN if app.form == "shared" else ""
    if built and app.connect_key is not None:
        then += CONTINUES.format(connect_key=app.connect_key)
    again = "npm ci && npm run build && forge lint && forge deploy" if built else "forge lint && forge deploy"
    return "\n".join(
        [
            f"# {identity.NAME} for Jira Cloud, on Forge\n",
            ABOUT[app.form].format(base_url=base_url) + "\n",
            NEEDED.format(server=SERVER[app.form].format(base_url=base_url)),
            STEPS.format(settings=settings.format(base_url=base_url), build=BUILD if built else "", then=then),
            "## What it asks for, and why\n",
            _scopes(app),
            UPGRADE.format(form=app.form, again=f"{again} -e production --non-interactive"),
        ]
    )


def _scopes(app: ForgeApp) -> str:
    rows = [f"| `{scope.name}` | {scope.reason} |" for scope in forge_scopes(app)]
    return "\n".join(["| scope | reason |", "|---|---|", *rows]) + "\n"
