"""Which Forge app is believed here, and in which of its environments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from descriptors.forge_command import PLACEHOLDER_APP_ID
from plugin.doctor.finding import Finding, ok, problem, warning


def judge_app(app_ids: Sequence[str], environments: Sequence[str]) -> Iterator[Finding]:
    """What the settings say about the Forge app."""
    if not app_ids:
        yield warning(
            "app: PLUMBLINE_FORGE_APP_ID is not set, so nothing of Forge is served; new sites come by Forge "
            "only. Set it to what `forge register` printed."
        )
        return
    if PLACEHOLDER_APP_ID in app_ids:
        yield problem("app: PLUMBLINE_FORGE_APP_ID holds the placeholder. Set it to what `forge register` printed.")
    else:
        yield ok(f"app: {', '.join(app_ids)} is believed")
    if len(environments) > 1:
        yield warning(
            f"app: {', '.join(environments)} may all call, and one database would hold the sites of all of them. "
            "Serve one kind each (PLUMBLINE_FORGE_ENVIRONMENTS)."
        )
