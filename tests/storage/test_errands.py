"""Errands: one a subject however often they are asked for, never two of the same at once, none lost."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from plugin.domain.ids import SiteId
from plugin.storage import SqlQueue, SqlWork
from plugin.usecases.queue import Errand
from tests.storage.builders import AT, PROJECT

LATER = AT + timedelta(minutes=1)


def ask(
    work: SqlWork, site_id: SiteId, *subjects: str, run_at: datetime = AT, kind: str = "mirror", n: int = 1
) -> None:
    """Ask for a mirror of each subject."""
    with work(site_id, write=True) as unit:
        for subject in subjects:
            unit.errands.ask(kind, subject, lane=PROJECT, run_at=run_at, payload={"n": n})
        unit.commit()


def claim(
    queue: SqlQueue, now: datetime = AT, *, owner: str = "me", most: int = 10, kinds: str = "mirror"
) -> list[Errand]:
    """Take what is due."""
    return queue.claim_errands(owner, now, lease_seconds=30, most=most, kinds=kinds.split())


def test_asked_for_often(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """However often it is asked for, one errand waits: with the newest payload, at the time it was first asked for."""
    for n in range(3):
        ask(work, acme, "PAY-1", "PAY-1", run_at=AT + timedelta(minutes=n), n=n)
    (errand,) = claim(queue)
    assert (errand.subject, errand.lane, errand.payload, errand.attempts) == ("PAY-1", PROJECT, {"n": 2}, 1)
    assert queue.state(AT).errands == 1


def test_not_before_its_time(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """An errand waits for its time, and for somebody who does its kind."""
    ask(work, acme, "PAY-1", run_at=LATER)
    assert claim(queue) == []
    assert claim(queue, LATER, kinds="other") == []
    assert queue.claim_errands("me", LATER, lease_seconds=30, most=9, kinds=[]) == []
    assert len(claim(queue, LATER, kinds="other mirror")) == 1


def test_one_site_and_kind_at_a_time(queue: SqlQueue, work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """What is handed out together is of one site and kind, so that one bulk call can serve it; first come first."""
    ask(work, globex, "B", "A")
    ask(work, acme, "A", run_at=AT - timedelta(seconds=1))
    ask(work, acme, "C", kind="other")
    handed_out = []
    while errands := claim(queue, kinds="mirror other"):
        handed_out.append([(errand.site_id, errand.kind, errand.subject) for errand in errands])
    assert handed_out == [
        [(acme, "mirror", "A")],
        [(globex, "mirror", "A"), (globex, "mirror", "B")],
        [(acme, "other", "C")],
    ]


def test_asked_for_while_it_runs(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """Asked for while it runs, it is done once more afterwards, not at the same time."""
    ask(work, acme, "PAY-1", n=1)
    running = claim(queue)
    ask(work, acme, "PAY-1", n=2)
    assert claim(queue, owner="other") == []
    queue.finish_errands(running, AT)
    (again,) = claim(queue, owner="other")
    assert again.payload == {"n": 2}


def test_postponed(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """A failure counts as an attempt; a wait that Jira asked for does not."""
    ask(work, acme, "PAY-1")
    queue.postpone_errands(claim(queue), LATER, "trouble", counts=True)
    assert claim(queue) == []
    (second,) = claim(queue, LATER)
    assert (second.attempts, second.payload) == (2, {"n": 1})
    queue.postpone_errands([second], LATER, None, counts=False)
    assert claim(queue, LATER)[0].attempts == 2


def test_postponed_while_an_equal_one_waits(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """The two become one: the newer payload, the later time, the attempts so far."""
    ask(work, acme, "PAY-1", n=1)
    running = claim(queue)
    ask(work, acme, "PAY-1", n=2)
    queue.postpone_errands(running, LATER, "busy", counts=True)
    assert queue.state(AT).errands == 1
    assert claim(queue) == []
    (only,) = claim(queue, LATER)
    assert (only.payload, only.attempts) == ({"n": 2}, 2)


def test_a_lease_runs_out(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """A lost errand is taken over, and its late owner cannot change anything any more."""
    ask(work, acme, "PAY-1")
    late = claim(queue, owner="late")
    assert claim(queue, AT + timedelta(seconds=29), owner="next") == []
    (taken,) = claim(queue, AT + timedelta(seconds=31), owner="next")
    assert taken.attempts == 2
    queue.finish_errands(late, AT)
    queue.postpone_errands(late, LATER, None, counts=True)
    queue.bury_errands(late, "late")
    assert queue.state(AT).errands == 1
    queue.finish_errands([taken], AT)
    assert queue.state(AT).errands == 0


def test_renewed(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """Long work keeps its errand by renewing the lease; once somebody else took it over, that fails."""
    ask(work, acme, "PAY-1")
    running = claim(queue)
    assert queue.renew_errands(running, AT + timedelta(seconds=20), 30)
    assert claim(queue, AT + timedelta(seconds=45), owner="next") == []
    assert len(claim(queue, AT + timedelta(seconds=51), owner="next")) == 1
    assert not queue.renew_errands(running, AT + timedelta(seconds=52), 30)


def test_buried(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """A buried errand is not tried again by itself; asked for anew, it starts afresh."""
    ask(work, acme, "PAY-1")
    queue.bury_errands(claim(queue), "refused")
    assert claim(queue, LATER) == []
    ask(work, acme, "PAY-1", n=2)
    assert [(errand.attempts, errand.payload) for errand in claim(queue)] == [(1, {"n": 2})]


def test_many_at_once(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """Workers that claim at the same time share the errands; none is handed out twice, none is left."""
    ask(work, acme, *[f"PAY-{n}" for n in range(200)])

    def worker(name: str) -> list[str]:
        subjects, idle = [], 0
        while idle < 5:
            errands = claim(queue, owner=name, most=7)
            subjects += [errand.subject for errand in errands]
            queue.finish_errands(errands, AT)
            idle = 0 if errands else idle + 1
        return subjects

    with ThreadPoolExecutor(4) as pool:
        handed_out = [subject for subjects in pool.map(worker, "abcd") for subject in subjects]
    assert sorted(handed_out) == sorted(f"PAY-{n}" for n in range(200))


def test_finished_ones_are_pruned(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """Pruning deletes finished errands only."""
    ask(work, acme, "PAY-1", "PAY-2")
    queue.finish_errands(claim(queue, most=1), AT)
    assert queue.prune(LATER) == 1
    assert queue.state(AT).errands == 1


def test_a_relay(queue: SqlQueue, work: SqlWork, acme: SiteId) -> None:
    """A delivery of our own enters another project's lane with the commit, once for each key."""
    for _ in range(2):
        with work(acme, write=True) as unit:
            unit.errands.relay(PROJECT, "plumbline:moved", {"issue": "é"}, "relay-1", AT)
            unit.commit()
    with work(acme, write=True) as unit:
        unit.errands.relay(PROJECT, "plumbline:moved", {}, "relay-2", AT)
    batch = queue.claim("me", AT, lease_seconds=30, most=10)
    assert batch is not None
    assert [(one.lane, one.event, one.body) for one in batch.deliveries] == [
        (PROJECT, "plumbline:moved", b'{"issue":"\\u00e9"}')
    ]


def test_what_is_due_is_told_without_being_taken(queue: SqlQueue, work: SqlWork, acme: SiteId, globex: SiteId) -> None:
    """Each site and kind once with its foremost errand, those first that waited longest; none is taken."""
    ask(work, globex, "B", "A")
    ask(work, acme, "A", run_at=AT - timedelta(seconds=1))
    ask(work, acme, "C", kind="other")
    ask(work, acme, "D", run_at=LATER, kind="third")
    kinds = ["mirror", "other", "third"]
    due = queue.due_errands(AT, kinds, 10)
    assert [(one.site_id, one.what) for one in due] == [(acme, "mirror"), (globex, "mirror"), (acme, "other")]
    assert queue.due_errands(AT, kinds, 2) == due[:2]
    assert [one.what for one in queue.due_errands(AT, ["other"], 10)] == ["other"]
    assert queue.due_errands(AT, [], 10) == []
    claim(queue, most=1)
    assert [(one.site_id, one.what) for one in queue.due_errands(AT, kinds, 10)] == [
        (globex, "mirror"),
        (acme, "other"),
    ]
    assert len(queue.due_errands(LATER, kinds, 10)) == 4
