"""Domain values as plain JSON: what goes in comes out, and rows of an older shape read on."""

import json
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from plugin.domain.risk import Ending, Risk, Window
from plugin.domain.risk_model import RiskModel
from plugin.domain.starter_model import STARTER_MODEL
from plugin.domain.treatment import Treatment
from plugin.domain.trigger import Trigger
from plugin.storage.plain_json import from_plain, to_plain
from plugin.storage.risk_details import PARTS, details_from, details_of
from tests.storage.builders import a_risk

INSTANTS = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis adds the zone
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))
st.register_type_strategy(datetime, INSTANTS)
st.register_type_strategy(date, DAYS)
st.register_type_strategy(timedelta, st.integers(0, 10**6).map(lambda seconds: timedelta(seconds=seconds)))
st.register_type_strategy(float, st.floats(-1e9, 1e9))


@given(st.from_type(Treatment) | st.from_type(Trigger) | st.from_type(Window) | st.from_type(Ending))
def test_parts_of_a_risk_come_back(part: Treatment | Trigger | Window | Ending) -> None:
    """Any part survives the way through JSON text."""
    assert from_plain(type(part), json.loads(json.dumps(to_plain(part)))) == part


@given(st.from_type(Treatment), st.lists(st.from_type(Trigger), max_size=3), st.from_type(Window))
def test_the_details_of_a_risk_come_back(treatment: Treatment, triggers: list[Trigger], window: Window) -> None:
    """A risk's details column holds all its parts and nothing for the empty ones."""
    risk = replace(a_risk(), treatment=treatment, triggers=tuple(triggers), window=window)
    plain = json.loads(json.dumps(details_of(risk)))
    defaults = {field.name: field.default for field in fields(Risk)}
    parts = details_from(plain)
    assert {name: parts.get(name, defaults[name]) for name in PARTS} == {name: getattr(risk, name) for name in PARTS}


def test_a_risk_without_details_writes_none() -> None:
    """What says nothing costs nothing."""
    assert details_of(a_risk()) == {}
    assert details_from({}) == {}


def test_a_model_comes_back() -> None:
    """The starter model with its wordings, sets and mappings survives the way through JSON text."""
    assert from_plain(RiskModel, json.loads(json.dumps(to_plain(STARTER_MODEL)))) == STARTER_MODEL


def test_unknown_fields_are_passed_over() -> None:
    """A row that a newer version wrote is read as far as it is understood."""
    assert from_plain(Window, {"first": "2026-11-24", "mood": "calm"}) == Window(first=date(2026, 11, 24))
