"""Review meetings over HTTP: whole, newest first, for those who see the project."""

from __future__ import annotations

from plugin.domain.meeting import Reason, Verdict
from plugin.usecases.meeting_decisions import decide, still_right
from plugin.usecases.meetings import Choice, begin_meeting
from tests.web.api.conftest import Person, body_of
from tests.web.fakes import ANA, PAY, World

PATH = "/projects/10000/meetings"


def test_meetings_tell_their_decisions(ana: Person, world: World) -> None:
    """The agenda, who was there, and each decision stand in the answer; without any meeting there is an empty list."""
    assert body_of(ana.get(PATH)) == {"items": []}
    risk = ana.raises()["id"]
    world.clock.forward(days=400)
    with world.services.work(world.acme, write=True) as uow:
        act = world.act(uow, ANA)
        meeting = begin_meeting(act, PAY, Choice([Reason.OVERDUE]))
        decide(act, meeting, risk, still_right("Nothing new"))
        uow.commit()
    (held,) = body_of(ana.get(PATH))["items"]
    assert (held["key"], held["present"], held["place"], held["endedAt"]) == ("M-1", [ANA], 1, None)
    assert [(one["riskId"], one["reason"]) for one in held["agenda"]] == [(risk, Reason.OVERDUE)]
    (decision,) = held["decisions"]
    assert (decision["verdict"], decision["text"], decision["by"]) == (Verdict.RIGHT, "Nothing new", ANA)


def test_a_stranger_finds_nothing(cleo: Person) -> None:
    """Meetings are for those who see the project."""
    assert cleo.get(PATH).status_code == 404
