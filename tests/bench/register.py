"""`python -m tests.bench.register`: server time and queries of the risks tab with 2,000 risks on SQLite."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import event

from plugin.domain.facts import Cause, Fact
from plugin.domain.ids import RiskId
from plugin.domain.rating import Confidence, Rating, Stage
from plugin.domain.register import moved
from plugin.domain.risk import Risk
from plugin.domain.risk_model import Objective
from plugin.domain.starter_categories import STARTER_CATEGORIES
from plugin.domain.starter_model import STARTER_MODELS
from plugin.domain.treatment import Direction
from tests.web.fakes import ANA, BEN, NOW, PAY
from tests.web.ui.scene import RISKS, Scene, a_scene

FEW, MANY = 20, 2000
ROUNDS = 30
PLACES = {
    "register with its heat map": RISKS,
    "by owner, grouped by category": f"{RISKS}?sort=owner&by=category",
    "by last change": f"{RISKS}?sort=changed",
    "text search": f"{RISKS}?q=interface",
    "heat map with chips": f"{RISKS}?view=heat",
    "ROAM board": f"{RISKS}?view=roam",
    "by category": f"{RISKS}?view=categories",
}


@contextmanager
def a_register(risks: int) -> Iterator[Scene]:
    """A project with so many risks that differ in everything a list looks at."""
    with tempfile.TemporaryDirectory() as folder, a_scene(Path(folder)) as scene:
        with scene.world.services.work(scene.world.acme, write=True) as uow:
            totals = uow.risks.totals(PAY)
            for number in range(1, risks + 1):
                one = a_risk(number)
                uow.risks.add(one)
                uow.facts.record([Fact("RiskRaised", PAY, "risk", one.id, Cause(NOW, ANA))])
                totals = moved(totals, None, one, STARTER_MODELS)
            uow.risks.set_totals(PAY, totals)
            uow.commit()
        yield scene


def a_risk(number: int) -> Risk:
    """One of them."""
    rating = Rating(
        1 + number % 5,
        {Objective.SCHEDULE: 1 + number * 3 % 5, Objective.COST: 1 + number % 3},
        STARTER_MODELS.current.version,
        NOW,
        ANA,
        cost=None if number % 3 == 0 else number * 1000,
        confidence=list(Confidence)[number % 3],
    )
    return Risk(
        id=RiskId(f"{number:032x}"),
        key=f"R-{number}",
        project_id=PAY,
        title=f"The interface of supplier {number % 97} comes late",
        cause="one supplier",
        event="the interface may come late",
        effect="testing starts late",
        direction=Direction.OPPORTUNITY if number % 7 == 0 else Direction.THREAT,
        category=STARTER_CATEGORIES.codes[number % len(STARTER_CATEGORIES.codes)],
        owner=(None, ANA, BEN)[number % 3],
        ratings={Stage.CURRENT: rating, Stage.TARGET: replace(rating, probability=1)},
        raised_at=NOW,
        raised_by=ANA,
        next_review=NOW.date(),
        labels=("launch",) if number % 4 == 0 else (),
    )


def asked(scene: Scene, path: str) -> int:
    """How many statements one answer takes."""
    found: list[str] = []

    def note(*arguments: object) -> None:
        found.append(str(arguments[2]))

    engine = scene.world.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        assert scene.ana.get(path).status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return len(found)


def milliseconds(scene: Scene, path: str, rounds: int = ROUNDS) -> float:
    """The median time that the app takes for one answer, in process and without a network."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        scene.ana.get(path)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken)


def main() -> int:
    """Print one line for each part of the tab."""
    with a_register(FEW) as few, a_register(MANY) as many:
        for name, path in PLACES.items():
            line = (
                f"{milliseconds(many, path):6.1f} ms, {asked(many, path)} queries ({asked(few, path)} with {FEW} risks)"
            )
            sys.stdout.write(f"{name:32} {line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
