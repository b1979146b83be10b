"""The heat map of a past day beside today's, what moved between them, and the risks of one cell as of then."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from plugin.domain.rating import Stage
from plugin.domain.risk import Status
from plugin.domain.risk_model import RiskModel, RiskModels
from plugin.domain.standing import Standing, Stood
from plugin.domain.treatment import Direction
from plugin.usecases.views.marks import LevelMark, level_mark

MOST_MOVES = 50
SIDES = ("then", "now")


@dataclass(frozen=True, slots=True)
class PastPlace:
    """Which day, stage and direction are shown, and which cell of which map is opened; the address holds all of it."""

    base: str
    on: date
    stage: Stage = Stage.CURRENT
    direction: Direction = Direction.THREAT
    cell: str = ""
    side: str = "then"

    def url(self, **changes: object) -> str:
        """The address of this place with some of it changed."""
        new = replace(self, **changes)  # type: ignore[arg-type]
        said = {"at": new.on.isoformat(), "stage": new.stage.value, "direction": new.direction.value}
        said |= {"cell": new.cell, "side": new.side} if new.cell else {}
        return f"{self.base}?{urlencode(said)}"


@dataclass(frozen=True, slots=True)
class PastCell:
    """A cell with the number of risks that lay in it, and the list it opens."""

    level: str
    tone: str
    symbol: str
    count: int
    probability: str
    impact: str
    url: str
    is_selected: bool


@dataclass(frozen=True, slots=True)
class PastRow:
    """One band of likelihood, its cells from left to right."""

    label: str
    cells: tuple[PastCell, ...]


@dataclass(frozen=True, slots=True)
class PastMap:
    """One of the two maps; `elsewhere` counts risks that were rated with another model, `unrated` those not rated."""

    side: str
    rows: tuple[PastRow, ...]
    columns: tuple[str, ...]
    rated: int
    elsewhere: int
    unrated: int


class Way(StrEnum):
    """How a risk got from one map to the other."""

    CAME = "came"
    LEFT = "left"
    WORSE = "worse"
    BETTER = "better"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True)
class PlaceWords:
    """A cell in words."""

    level: LevelMark
    probability: str
    impact: str


@dataclass(frozen=True, slots=True)
class Moved:
    """One risk that stands elsewhere now; `status` says where it went when it left."""

    risk_id: str
    key: str
    title: str
    way: Way
    old: PlaceWords | None
    new: PlaceWords | None
    status: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Both maps, the moves that matter most first, how many of each kind there are, and the opened cell's risks."""

    then: PastMap
    now: PastMap
    moves: tuple[Moved, ...]
    ways: Mapping[Way, int]
    opened: tuple[Moved, ...]


def end_of(day: date, now: datetime) -> datetime:
    """The last instant of a UTC day, or now while that day lasts."""
    end = datetime.combine(day + timedelta(days=1), time(), UTC) - timedelta(microseconds=1)
    return min(end, now)


def compared(
    place: PastPlace, then: Sequence[Stood], now: Sequence[Stood], models: RiskModels, project_model: RiskModel
) -> Compared:
    """Both maps and what moved between them, for open risks of one direction at one stage."""
    before, after = _standing(place, then), _standing(place, now)
    moves = _moves(place, then, now, models)
    return Compared(
        then=_map(replace(place, side="then"), place, before, models, project_model),
        now=_map(replace(place, side="now"), place, after, models, project_model),
        moves=tuple(moves[:MOST_MOVES]),
        ways=Counter(one.way for one in moves),
        opened=tuple(_opened(place, before if place.side == "then" else after, models)),
    )


def _standing(place: PastPlace, stood: Sequence[Stood]) -> dict[str, Stood]:
    return {one.risk_id: one for one in stood if one.standing.is_open and one.standing.direction is place.direction}


def _cell_of(place: PastPlace, standing: Standing) -> str | None:
    placed = standing.stages.get(place.stage)
    return placed.cell if placed else None


def _map(
    of: PastPlace, place: PastPlace, held: Mapping[str, Stood], models: RiskModels, project_model: RiskModel
) -> PastMap:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in held.values():
        if cell := _cell_of(of, one.standing):
            version, probability, impact = cell.rsplit(".", 2)
            counts[version][f"{probability}.{impact}"] += 1
    rated = sum(sum(one.values()) for one in counts.values())
    # The project's present model, unless nothing stood in it then.
    version = project_model.version if project_model.version in counts or not counts else _most(counts)
    model, cells = models.of(version), counts[version]
    impacts = tuple(reversed(model.impacts)) if of.direction is Direction.OPPORTUNITY else model.impacts
    chosen = place.cell if place.side == of.side else ""
    return PastMap(
        side=of.side,
        rows=tuple(
            PastRow(band.label, tuple(_cell(of, model, cells, f"{band.order}.{one.order}", chosen) for one in impacts))
            for band in reversed(model.probabilities)
        ),
        columns=tuple(one.label for one in impacts),
        rated=sum(cells.values()),
        elsewhere=rated - sum(cells.values()),
        unrated=len(held) - rated,
    )


def _most(counts: Mapping[str, Counter[str]]) -> str:
    return max(sorted(counts), key=lambda version: sum(counts[version].values()))


def _cell(of: PastPlace, model: RiskModel, cells: Counter[str], place: str, chosen: str) -> PastCell:
    words = _words(model, place)
    full = f"{model.version}.{place}"
    return PastCell(
        level=words.level.name,
        tone=words.level.tone,
        symbol=words.level.symbol,
        count=cells[place],
        probability=words.probability,
        impact=words.impact,
        url=of.url(cell="" if chosen == full else full),
        is_selected=chosen == full,
    )


def _words(model: RiskModel, place: str) -> PlaceWords:
    probability, impact = (int(part) for part in place.split("."))
    return PlaceWords(
        level_mark(model, model.look_up(probability, impact)),
        model.probabilities[probability - 1].label,
        model.impacts[impact - 1].label,
    )


def _placed(cell: str | None, models: RiskModels) -> PlaceWords | None:
    if cell is None:
        return None
    version, place = cell.rsplit(".", 2)[0], ".".join(cell.rsplit(".", 2)[1:])
    return _words(models.of(version), place)


def _moves(place: PastPlace, then: Sequence[Stood], now: Sequence[Stood], models: RiskModels) -> list[Moved]:
    """Risks whose cell differs: the worse ones first, then what came, what got better, what left."""
    before, after = _standing(place, then), _standing(place, now)
    known = {one.risk_id: one for one in (*then, *now)}
    latest = {one.risk_id: one.standing.status for one in now}
    found = []
    for risk_id, one in known.items():
        old = _cell_of(place, before[risk_id].standing) if risk_id in before else None
        new = _cell_of(place, after[risk_id].standing) if risk_id in after else None
        if old != new:
            way = _way(old, new, models)
            gone = risk_id not in after
            status = latest.get(risk_id, "deleted") if gone else ""
            said = status.value if isinstance(status, Status) else status
            words = (_placed(old, models), _placed(new, models))
            found.append(Moved(risk_id, one.key, one.title, way, *words, said))
    order = list(Way)
    return sorted(found, key=lambda one: (_ORDER.index(one.way), order.index(one.way), _number(one.key)))


_ORDER = (Way.WORSE, Way.CAME, Way.BETTER, Way.ASIDE, Way.LEFT)


def _way(old: str | None, new: str | None, models: RiskModels) -> Way:
    if old is None or new is None:
        return Way.CAME if old is None else Way.LEFT
    weights = []
    for cell in (old, new):
        version, probability, impact = cell.rsplit(".", 2)
        model = models.of(version)
        level = model.look_up(int(probability), int(impact))
        weights.append((level.rank, model.score(int(probability), int(impact))))
    if old.rsplit(".", 2)[0] != new.rsplit(".", 2)[0]:
        # Levels of two models are not to be compared by their scores.
        weights = [(rank, 0) for rank, _ in weights]
    if weights[0] == weights[1]:
        return Way.ASIDE
    return Way.WORSE if weights[1] > weights[0] else Way.BETTER


def _opened(place: PastPlace, held: Mapping[str, Stood], models: RiskModels) -> list[Moved]:
    """The risks of the opened cell, by key."""
    found = []
    for one in held.values():
        cell = _cell_of(place, one.standing)
        if place.cell and cell == place.cell:
            words = _placed(cell, models)
            found.append(Moved(one.risk_id, one.key, one.title, Way.ASIDE, words, words, ""))
    return sorted(found, key=lambda one: _number(one.key))


def _number(key: str) -> int:
    return int(key.rpartition("-")[2])
