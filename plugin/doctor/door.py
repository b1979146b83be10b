"""Knocks where Forge knocks, without a token: the refusal tells whether a call of Forge's would arrive whole."""

from __future__ import annotations

import json

from plugin.doctor.finding import Finding, ok, problem
from plugin.doctor.looking import Answer, NoAnswer, what_is_there
from plugin.usecases.refusal import NotAuthentic, Reason

EVENTS = "/forge/events"
NOBODY = "Bearer plumbline.doctor.knocks"
"""Has the form of a token and is none, so that nothing can come of it but a refusal."""
HERE = "Pass POST on to the app, with its path and its headers as they come."


def judge_door(url: str, answer: Answer | NoAnswer) -> Finding:
    """What came of a POST with `NOBODY` as its Authorization; only our own refusal of that token is as it should be."""
    if isinstance(answer, NoAnswer):
        return problem(f"address: {url} does not answer a POST: {answer.reason}. {HERE}")
    try:
        said = json.loads(answer.body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("detail"), str):
        return problem(f"address: a POST to {url} gives {what_is_there(answer)}, not our app's refusal. {HERE}")
    if answer.status == 404:
        return problem(
            f"address: the app there knows no {EVENTS}, so it was started without PLUMBLINE_FORGE_APP_ID. Set it "
            "there, and restart the app."
        )
    if answer.status != 401:
        return problem(f"address: a POST to {url} gives {what_is_there(answer)}, not our app's refusal. {HERE}")
    if said["detail"] == str(NotAuthentic(Reason.MISSING)):
        return problem(
            "address: the Authorization header does not reach the app, so every call of Forge's is refused. Let the "
            "proxy in front of it pass that header on."
        )
    return ok(f"address: {url} hears calls such as Forge's, and refuses one without a token")
