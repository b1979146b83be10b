"""Review meetings: an agenda, one decision after the other, nobody trampled on, and minutes that stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from plugin.domain.ids import RiskId
from plugin.domain.meeting import Meeting
from plugin.domain.rating import Stage as Rated
from plugin.domain.risk import Risk, Status
from plugin.usecases.records import RecordedFact
from tests.web.fakes import ANA, BEN, PAY
from tests.web.ui.scene import PROJECT, Scene, a_scene
from tests.web.ui.stage import flag, text

MEETINGS = f"{PROJECT}/meetings"


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """Three risks whose review is overdue, worst first: above appetite, medium, low."""
    with a_scene(tmp_path) as made:
        made.risk("Key developer leaves", level=(4, 4), owner=ANA, cause="one person knows the billing core")
        made.risk("The supplier is late", level=(3, 3), owner=BEN)
        made.risk("Paper runs out", level=(1, 1), owner=BEN)
        made.world.clock.forward(days=400)
        yield made


def begin(scene: Scene, *reasons: str, owner: str = "") -> Meeting:
    """Ana begins a meeting."""
    scene.world.clock.forward(minutes=1)
    form: dict[str, object] = {"reasons": list(reasons) or ["overdue"], "owner": owner}
    answer = scene.ana.post(MEETINGS, **form)  # type: ignore[arg-type]
    assert answer.status_code == 200, text(answer)
    return newest(scene)


def newest(scene: Scene) -> Meeting:
    """The meeting that began last, as it is kept."""
    with scene.world.services.work(scene.world.acme) as uow:
        return uow.meetings.of_project(PAY)[0]


def decide(scene: Scene, verdict: str, **form: str) -> str:
    """Ana decides about the risk that the meeting is at."""
    meeting = newest(scene)
    assert meeting.current is not None
    known = {"version": str(meeting.version), "risk": meeting.current.risk_id}
    return text(scene.ana.post(f"{MEETINGS}/{meeting.id}/decide/{verdict}", **known, **form))


def risk_of(scene: Scene, risk_id: RiskId) -> tuple[Risk, list[RecordedFact]]:
    """A risk with its facts."""
    with scene.world.services.work(scene.world.acme) as uow:
        found = uow.risks.get(risk_id)
        assert found is not None
        return found, list(uow.facts.of("risk", risk_id))


def test_the_agenda_is_what_was_chosen(scene: Scene) -> None:
    """Overdue ones come longest overdue first; above appetite alone is one risk; an owner narrows it; each once."""
    scene.risk("Fresh and fine", level=(2, 2))
    assert "Begin a meeting" in text(scene.ana.get(MEETINGS))
    assert len(begin(scene).agenda) == 3
    assert [one.title for one in begin(scene, "above").agenda] == ["Key developer leaves"]
    assert len(begin(scene, "overdue", "above").agenda) == 3
    assert {one.title for one in begin(scene, owner=BEN).agenda} == {"The supplier is late", "Paper runs out"}


def test_nothing_to_talk_about_is_said(scene: Scene) -> None:
    """Without a reason, or where none fits, no meeting begins and the form says what to do."""
    answer = scene.ana.post(MEETINGS, owner="")
    assert answer.status_code == 422
    assert "No open risk fits this choice" in text(answer)


def test_decisions_are_carried_out_and_told(scene: Scene) -> None:
    """Right, re-rated, closed: each risk is as decided, its facts point to the meeting, and the minutes say it."""
    meeting = begin(scene)
    first, second, third = (one.risk_id for one in meeting.agenda)
    body = decide(scene, "right")
    assert "2 of 3" in body
    risk, facts = risk_of(scene, first)
    assert risk.last_review == scene.world.clock().date()
    assert (facts[-1].name, facts[-1].detail["meetingId"]) == ("RiskReviewed", meeting.id)
    decide(scene, "re-rated", cell="5.5", rationale="The contract is not signed")
    risk, facts = risk_of(scene, second)
    assert (risk.ratings[Rated.CURRENT].probability, max(risk.ratings[Rated.CURRENT].impact.values())) == (5, 5)
    assert [fact.detail.get("meetingId") for fact in facts[-2:]] == [meeting.id] * 2
    body = decide(scene, "closed", outcome="did-not-occur", reason="Ordered")
    assert risk_of(scene, third)[0].status is Status.CLOSED
    for told in (
        "3 of 3 risks spoken of: 1 still right, 1 re-rated, 1 closed.",
        "Reviewed and still right.",
        "to Critical: The contract is not signed.",
        "Closed, it did not occur: Ordered.",
    ):
        assert told in body, told


def test_an_action_and_a_note_stay_at_the_risk(scene: Scene) -> None:
    """A new action is kept on the risk with owner and day, a note in its history; the meeting stays where it is."""
    meeting = begin(scene)
    decide(scene, "action", action="Ask for a second offer", due="2027-12-31", owner=BEN)
    body = decide(scene, "noted", note="Nobody has asked the lawyer")
    assert "1 of 3" in body
    assert "New action for Developer by 31 December: Ask for a second offer." in body
    risk, facts = risk_of(scene, meeting.agenda[0].risk_id)
    assert [(one.title, one.owner) for one in risk.treatment.actions] == [("Ask for a second offer", BEN)]
    assert (facts[-1].name, facts[-1].reason) == ("RiskNoted", "Nobody has asked the lawyer")


def test_accepting_asks_for_reason_and_day(scene: Scene) -> None:
    """Above appetite an acceptance needs a day; what was typed stands there again; then it is kept."""
    meeting = begin(scene, "above")
    body = decide(scene, "accepted", justification="The budget covers it")
    assert "Say until which day it is accepted." in body
    assert 'value="The budget covers it"' in body
    until = scene.world.clock().date() + timedelta(days=5)
    decide(scene, "accepted", justification="The budget covers it", until=until.isoformat())
    acceptance = risk_of(scene, meeting.agenda[0].risk_id)[0].treatment.acceptance
    assert acceptance is not None
    assert (acceptance.by, acceptance.expires_on) == (ANA, until)


def test_closing_keeps_to_the_rules_of_the_record(scene: Scene) -> None:
    """Whoever neither owns nor manages may not close; one that occurred says which issue it became, or that none is."""
    meeting = begin(scene, "above")
    known = {"version": str(meeting.version), "risk": meeting.agenda[0].risk_id, "outcome": "occurred"}
    refused = text(scene.ben.post(f"{MEETINGS}/{meeting.id}/decide/closed", **known, **{"follow-up": "later"}))
    assert "Only the risk&#39;s owner, or who administers the project, may close it." in refused
    assert "Link the issue that it became, or say that none is needed." in decide(scene, "closed", outcome="occurred")
    decide(scene, "closed", outcome="occurred", **{"follow-up": "not-needed"})
    assert risk_of(scene, meeting.agenda[0].risk_id)[0].status is Status.OCCURRED


@pytest.mark.parametrize(
    ("verdict", "form", "said"),
    [
        ("re-rated", {"cell": "5.5"}, "Say in a few words why."),
        ("re-rated", {"cell": "x", "rationale": "because"}, "Choose a cell of the matrix."),
        ("action", {}, "Say in a few words what is to be done."),
        ("action", {"action": "Ask", "due": "soon"}, "Choose a day, such as 2027-01-31."),
        ("closed", {}, "Say how it ended."),
        ("noted", {}, "Write the note, in at most 2,000 characters."),
    ],
)
def test_what_is_missing_is_named(scene: Scene, verdict: str, form: dict[str, str], said: str) -> None:
    """A form that cannot be read comes back open with what to do, and nothing is decided."""
    begin(scene)
    body = decide(scene, verdict, **form)
    assert said in body
    assert re.search(rf'id="decision-{verdict}" open', body)
    assert newest(scene).decisions == ()


def test_two_facilitators_do_not_trample_each_other(scene: Scene) -> None:
    """Who decides on an old state changes nothing and sees where the meeting is; a risk changed elsewhere is seen."""
    meeting = begin(scene)
    decide(scene, "right")
    stale = {"version": str(meeting.version), "risk": meeting.agenda[0].risk_id}
    answer = scene.ben.post(f"{MEETINGS}/{meeting.id}/decide/skipped", **stale)
    assert "Nothing was changed" in str(flag(answer))
    assert "2 of 3" in text(answer)
    assert len(newest(scene).decisions) == 1
    body = decide(scene, "right", risk_version="77")
    assert "2 of 3" in body


def test_a_meeting_is_resumed_where_it_was(scene: Scene) -> None:
    """After a reload the start page offers to go on; risks that ended meanwhile are passed over and named."""
    meeting = begin(scene)
    decide(scene, "skipped")
    assert "1 of 3 done" in text(scene.ben.get(f"{PROJECT}?tab=risks&view=meeting"))
    gone = meeting.agenda[1].risk_id
    scene.ana.post(f"{PROJECT}/risks/{gone}/close", outcome="did-not-occur", reason="", version="1")
    assert "3 of 3" in text(scene.ben.get(f"{MEETINGS}/{meeting.id}"))
    back = scene.ana.post(f"{MEETINGS}/{meeting.id}/back", version=str(newest(scene).version))
    assert back.status_code == 200


def test_minutes_stay(scene: Scene) -> None:
    """Ended, a meeting takes no more decisions; its minutes name who was there and can be taken away as Markdown."""
    meeting = begin(scene)
    decide(scene, "noted", note="*Important* [really]")
    scene.ana.post(f"{MEETINGS}/{meeting.id}/people", version=str(newest(scene).version), owner=BEN)
    scene.ana.post(f"{MEETINGS}/{meeting.id}/end", version=str(newest(scene).version))
    body = text(scene.vera.get(f"{MEETINGS}/{meeting.id}"))
    for shown in ("Minutes of M-1", "Developer", "Not spoken of", "Paper runs out"):
        assert shown in body, shown
    file = scene.vera.get(f"{MEETINGS}/{meeting.id}/minutes.md")
    assert r"- Note: \*Important\* \[really\]." in file.get_data(as_text=True)
    late = {"version": str(newest(scene).version), "risk": meeting.agenda[0].risk_id}
    answer = scene.ana.post(f"{MEETINGS}/{meeting.id}/decide/right", **late)
    assert "Nothing was changed" in str(flag(answer))


def test_who_may_hold_a_meeting(scene: Scene) -> None:
    """Who only sees the project reads and decides nothing; a stranger finds nothing."""
    meeting = begin(scene)
    assert "Begin a meeting" not in text(scene.vera.get(MEETINGS))
    assert "Still right" not in text(scene.vera.get(f"{MEETINGS}/{meeting.id}"))
    form = {"version": "1", "risk": meeting.agenda[0].risk_id}
    assert scene.vera.post(f"{MEETINGS}/{meeting.id}/decide/right", **form).status_code == 403
    assert scene.cleo.get(f"{MEETINGS}/{meeting.id}").status_code in {403, 404}
    assert scene.ana.get(f"{MEETINGS}/{'0' * 32}").status_code == 404
    assert scene.ana.post(f"{MEETINGS}/{meeting.id}/decide/ended", **form).status_code == 404
