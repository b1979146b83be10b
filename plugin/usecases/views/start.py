"""The three first steps for whoever installed the app."""

from __future__ import annotations

from dataclasses import dataclass

from plugin.usecases.views.wording import Wording

SITE_ADMIN = "site-admin"


@dataclass(frozen=True, slots=True)
class FirstStep:
    """What to do, what it brings, and where: label and address, both "" where words must do, and our module there."""

    title: str
    text: str
    label: str
    url: str
    module: str = ""


@dataclass(frozen=True, slots=True)
class StartView:
    """The page; the sentence counts projects for administrators only."""

    title: str
    sentence: str
    steps: tuple[FirstStep, ...]
    site: FirstStep


def start_view(say: Wording, followed: int | None, site_url: str, app_pages: str) -> StartView:
    """The steps; `followed` is how many projects are switched on, None for whoever may not know."""
    sentence = say.gettext("Plumbline is installed; it does nothing until it is switched on for a project.")
    if followed:
        sentence = say.ngettext(
            "Plumbline is installed and follows %(n)s project.",
            "Plumbline is installed and follows %(n)s projects.",
            followed,
            n=say.number(followed),
        )
    return StartView(
        title=say.gettext("Get started with Plumbline"),
        sentence=sentence,
        steps=(
            FirstStep(
                say.gettext("Switch it on for one project"),
                say.gettext(
                    "Open a project you administer, then Project settings, Apps, Plumbline. Its issues and their "
                    "histories are read once; a project of a thousand issues takes a minute or two."
                ),
                say.gettext("Show all projects"),
                f"{site_url}/jira/projects",
            ),
            FirstStep(
                say.gettext("Freeze what was agreed"),
                say.gettext(
                    "In the project’s sidebar open Plumbline, then Scope, and freeze the next release, as it is today "
                    "or as it was on the day it was agreed. From then on each change of scope is logged by itself."
                ),
                "",
                "",
            ),
            FirstStep(
                say.gettext("Raise the first risks"),
                say.gettext(
                    "Under Risks, write what could happen in one line and rate it. Tie it to the issues that answer "
                    "it: when the last of them is done, the rating follows."
                ),
                "",
                "",
            ),
        ),
        site=FirstStep(
            say.gettext("Look after the site"),
            say.gettext("State of work, switched-on projects and API tokens are on the administrator’s page."),
            say.gettext("Open the administrator’s page"),
            f"{site_url}{app_pages}/{SITE_ADMIN}",
            SITE_ADMIN,
        ),
    )
